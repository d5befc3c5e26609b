package verify

import (
	"strings"
	"testing"
)

// alwaysFor checks each sentence bare and with a card cited: it must be refused, and for
// that reason in one of the two cases at least.
func alwaysFor(t *testing.T, lang string, want Reason, texts []string) {
	t.Helper()
	c := New(Check{Sources: []Source{{ID: "c", Text: rules}}, Lang: lang})
	for _, text := range texts {
		named := false
		for _, cited := range [][]string{nil, {"c"}} {
			got := c.Sentence(text, cited)
			if len(got) == 0 {
				t.Errorf("%q is shown, citing %v", text, cited)
				named = true
				continue
			}
			named = named || got[0].Reason == want
		}
		if !named {
			t.Errorf("%q is not refused as %s", text, want)
		}
	}
}

// rules is a card that speaks to its reader, and of rights, as cards do.
const rules = `Bonus per le famiglie
Ha diritto al bonus chi ha un ISEE fino a 9.360 euro e almeno 3 figli.
Se hai i requisiti puoi presentare la domanda; se non li hai, ti aiuta lo Sportello Famiglia.
Il bonus è di 500 euro al mese. Ti serve l'ISEE.
Non ha diritto al bonus chi riceve un altro contributo.`

// TestAVerdictIsOneInEveryPersonTenseAndNegation puts the words for a right together in
// all the ways in which they are said to somebody.
func TestAVerdictIsOneInEveryPersonTenseAndNegation(t *testing.T) {
	t.Parallel()
	var all []string
	for _, verb := range []string{"hai", "avrai", "avresti", "avevi", "avete", "avrete", "avreste", "avevate"} {
		for _, said := range []string{"", "sicuramente ", "probabilmente ", "forse ", "quindi ", "già ", "in effetti "} {
			for _, right := range []string{"diritto al bonus", "pieno diritto al bonus", "diritto a 500 euro"} {
				all = append(all, capital(said+verb+" "+right+"."), capital(said+"non "+verb+" "+right+"."), "Con 3 figli "+verb+" "+said+right+".")
			}
		}
		all = append(all, "Ne "+verb+" diritto.", "Non ne "+verb+" diritto.", "Del bonus "+verb+" diritto.")
	}
	for _, verb := range []string{"spetta", "spetterà", "spetterebbe", "spettava"} {
		for _, to := range []string{"ti", "vi", "non ti", "non vi", "a te", "a voi", "a lei", "a te non", "a voi non", "anche a te"} {
			all = append(all, capital(to+" "+verb+" il bonus."), "Il bonus "+to+" "+verb+".")
		}
	}
	for _, verb := range []string{"puoi", "potrai", "potresti", "potete", "potrete", "potreste"} {
		for _, get := range []string{"avere il bonus", "averlo", "ottenerlo", "ricevere 500 euro", "beneficiarne", "usufruirne", "ottenere il contributo"} {
			all = append(all, capital(verb+" "+get+"."), "Non "+verb+" "+get+".")
		}
		all = append(all, "Lo "+verb+" avere.", "Non lo "+verb+" ottenere.")
	}
	alwaysFor(t, "it", Verdict, all)
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// TestAVerdictIsOneHoweverItIsPut lists ways around the words for a right.
func TestAVerdictIsOneHoweverItIsPut(t *testing.T) {
	t.Parallel()
	alwaysFor(t, "it", Verdict, strings.Split(strings.TrimSpace(roundabout), "\n"))
}

const roundabout = `
Dovresti avere diritto al bonus.
Dovresti averne diritto.
Dovresti ricevere il bonus.
Dovreste avere diritto al bonus.
Sembra che tu abbia diritto al bonus.
È probabile che tu abbia diritto al bonus.
Pare che voi abbiate diritto al bonus.
Non credo che tu abbia diritto al bonus.
Risulta che tu non abbia diritto al bonus.
Lei ha diritto al bonus.
Lei non ha diritto al bonus.
Lei avrebbe diritto al bonus.
A Lei spetta il bonus.
Le spetta il bonus.
Le spetterebbe il bonus.
Rientri nei requisiti.
Non rientri nei requisiti.
Ci rientri.
Ci rientri di sicuro.
Non ci rientri.
Con 3 figli rientri nei requisiti.
Rientrate tra chi può avere il bonus.
Soddisfi i requisiti.
Non soddisfi i requisiti del bonus.
I requisiti li hai.
I requisiti li hai tutti.
Hai tutti i requisiti.
I requisiti ci sono tutti: hai diritto al bonus.
Sei idoneo.
Non sei idonea.
Siete idonei.
Risultate idonei.
Saresti idoneo al bonus.
Sei tra i beneficiari.
Sei nei limiti.
Sei sotto il limite.
Il tuo ISEE è nei limiti.
Il tuo ISEE è sotto il limite.
Il tuo ISEE supera il limite.
Il tuo ISEE rientra nel limite.
Con il tuo ISEE hai diritto al bonus.
Il bonus è tuo.
Il bonus è vostro.
Il bonus ti tocca.
Ti toccano 500 euro.
Ti danno 500 euro.
Ti daranno il bonus.
Ti pagano 500 euro.
Ti viene dato il bonus.
Ti vengono dati 500 euro.
Ti saranno pagati 500 euro.
Ti verranno riconosciuti 500 euro.
Ti verrà riconosciuto il bonus.
Vi sarà concesso il bonus.
Te lo danno.
Te lo riconoscono.
Ve lo daranno.
Otterrai il bonus.
Otterrai 500 euro al mese.
Riceverai il bonus.
Riceverete 500 euro.
Avrai il bonus.
Avrai 500 euro al mese.
Prenderai 500 euro.
Percepirai 500 euro al mese.
La tua domanda sarà accolta.
La tua domanda non sarà accolta.
La tua domanda verrà respinta.
La vostra domanda è stata accettata.
Accetteranno la tua domanda.
Non ti accetteranno la domanda.
Nessun bonus per te.
Per te niente bonus.
Il bonus non fa per te.
Questo bonus fa per voi.
Sei escluso.
Siete esclusi dal bonus.
Non sei escluso dal bonus.
Hai titolo per il bonus.
Non hai titolo al bonus.
È un tuo diritto.
Il bonus è un vostro diritto.
Ti meriti il bonus.
HAI DIRITTO AL BONUS.
Hai **diritto** al bonus.
Hai "diritto" al bonus.
Hai (pieno) diritto al bonus.
Hai, secondo la scheda, diritto al bonus.
Haì diritto al bonus.
`

// TestAVerdictIsOneInEnglish does the same in English.
func TestAVerdictIsOneInEnglish(t *testing.T) {
	t.Parallel()
	all := strings.Split(strings.TrimSpace(englishVerdicts), "\n")
	for _, be := range []string{"are", "are not", "aren't", "may be", "might be", "would be", "should be", "seem to be", "could be", "will be", "won't be", "are definitely", "are probably not"} {
		for _, what := range []string{"entitled to the bonus", "eligible for the bonus", "eligible"} {
			all = append(all, "You "+be+" "+what+".", "With 3 children you "+be+" "+what+".")
		}
	}
	for _, may := range []string{"can", "could", "will", "may", "might", "should", "cannot", "can't", "won't"} {
		for _, get := range []string{"get the bonus", "receive the bonus", "get this benefit", "receive the money"} {
			all = append(all, "You "+may+" "+get+".")
		}
	}
	alwaysFor(t, "en", Verdict, all)
}

const englishVerdicts = `
You qualify.
You do not qualify for the bonus.
You'd qualify for the bonus.
You meet the requirements.
You don't meet the requirements.
You satisfy all the conditions.
You have a right to the bonus.
You have no right to the bonus.
Your application will be approved.
Your application would be refused.
Your ISEE is below the limit.
Your ISEE is too high.
Your income is within the limit.
The bonus is due to you.
The bonus is yours.
You deserve the bonus.
You are within the limit.
It is your right.
`

// TestRulesAndQuestionsAreNoVerdicts: what the card says of everybody, and what leads to
// who decides, may be said.
func TestRulesAndQuestionsAreNoVerdicts(t *testing.T) {
	t.Parallel()
	c := New(Check{Sources: []Source{{ID: "c", Text: rules}}, Lang: "it"})
	for text := range strings.SplitSeq(strings.TrimSpace(`
Ha diritto al bonus chi ha un ISEE fino a 9.360 euro e almeno 3 figli.
Hanno diritto al bonus le famiglie con un ISEE fino a 9.360 euro e almeno 3 figli.
Se hai i requisiti puoi presentare la domanda.
Il bonus è di 500 euro al mese.
Per sapere se hai diritto al bonus, chiedi allo Sportello Famiglia.
Per sapere se ti spetta il bonus chiedi allo Sportello Famiglia.
Non ha diritto al bonus chi riceve un altro contributo.
Il bonus spetta a chi ha un ISEE fino a 9.360 euro e almeno 3 figli.
Ti serve l'ISEE.`), "\n") {
		if got := c.Sentence(text, []string{"c"}); len(got) > 0 {
			t.Errorf("%q is refused: %s %q", text, got[0].Reason, got[0].Words)
		}
	}
}

// TestAPromiseIsOneInEveryPersonAndTense puts what the program might say to do together
// in the first person of both numbers, in the present, the future and the past.
func TestAPromiseIsOneInEveryPersonAndTense(t *testing.T) {
	t.Parallel()
	var all []string
	for _, v := range []string{
		"prenoto prenotiamo prenoterò prenoteremo prenotato", "invio inviamo invierò invieremo inviato", "segnalo segnaliamo segnalerò segnaleremo segnalato",
		"contatto contattiamo contatterò contatteremo contattato", "chiamo chiamiamo chiamerò chiameremo chiamato", "avviso avvisiamo avviserò avviseremo avvisato",
		"inoltro inoltriamo inoltrerò inoltreremo inoltrato", "annullo annulliamo annullerò annulleremo annullato", "sposto spostiamo sposterò sposteremo spostato",
		"confermo confermiamo confermerò confermeremo confermato", "iscrivo iscriviamo iscriverò iscriveremo iscritto", "registro registriamo registrerò registreremo registrato",
		"mando mandiamo manderò manderemo mandato", "fisso fissiamo fisserò fisseremo fissato", "aggiorno aggiorniamo aggiornerò aggiorneremo aggiornato",
	} {
		f := strings.Fields(v)
		all = append(all,
			"Ti "+f[0]+" subito.", "Ti "+f[1]+" domani.", "Ti "+f[2]+" domani.", "Vi "+f[3]+" presto.", capital(f[2])+" la domanda.", capital(f[3])+" la domanda.",
			"Ho "+f[4]+" la domanda.", "Ho già "+f[4]+" la domanda.", "Abbiamo "+f[4]+" la domanda allo Sportello Famiglia.")
	}
	alwaysFor(t, "it", Promise, all)
}
