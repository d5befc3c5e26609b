package verify_test

import (
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// TestNoVerdictOnEntitlementPasses lists the ways in which a model says what a
// citizen is entitled to. Each is refused with the card cited and without.
func TestNoVerdictOnEntitlementPasses(t *testing.T) {
	t.Parallel()
	refusesAll(t, verdicts, verify.Verdict)
}

// refusesAll wants every line refused, with the card cited and without: for what is
// wanted, or for what was seen first.
func refusesAll(t *testing.T, texts string, want verify.Reason) {
	t.Helper()
	for text := range strings.SplitSeq(strings.TrimSpace(texts), "\n") {
		lang := "it"
		if rest, ok := strings.CutPrefix(text, "en "); ok {
			lang, text = "en", rest
		}
		for _, cited := range [][]string{nil, {"bonus-nascita"}} {
			got := checker(lang, bonusSource()).Sentence(text, cited)
			if len(got) == 0 {
				t.Errorf("%q passes, citing %v", text, cited)
			} else if got[0].Reason != want {
				t.Logf("%q: %s", text, got[0].Reason)
			}
		}
	}
}

const verdicts = `
Hai diritto al bonus.
Quindi hai pieno diritto al bonus.
Ne hai diritto.
Non hai diritto al bonus.
Non ne hai diritto.
Avresti diritto al bonus.
Avreste diritto al bonus.
Avete, a mio parere, diritto al bonus.
Hai sicuramente diritto al bonus.
Hai dirito al bonus.
Hai dirritto al bonus.
Ai diritto al bonus.
Lei ha diritto al bonus.
Con tre figli hai diritto al bonus.
Se hai tre figli hai diritto al bonus.
Diritto al bonus? Sì, ce l'hai: è un tuo diritto.
Ti spetta il bonus.
Il bonus ti spetta.
Il bonus ti spetterebbe.
Ti spettano 500 euro.
Vi spetta il bonus.
Il bonus non ti spetta.
Ti speta il bonus.
Il bonus spetta anche a te.
Il bonus spetta a voi.
A te spetta il bonus.
Ti tocca il bonus.
Puoi averlo.
Potresti averlo.
Potete averlo.
Non puoi averlo.
Non puoi ottenerlo.
Puoi senz'altro ottenerlo.
Puoi ricevere il bonus.
Puoi ottenere il contributo.
Non puoi ricevere il contributo.
Lo puoi avere.
Puoi beneficiarne.
Potrai usufruire del bonus.
Rientri nei requisiti.
Rientri tra i beneficiari.
Non rientri nei requisiti.
Rientreresti nella fascia più bassa.
Soddisfi i requisiti.
Soddisfi tutti i requisiti richiesti.
Hai i requisiti per il bonus.
Hai tutti i requisiti.
Non hai i requisiti.
Possiedi i requisiti.
Ti mancano i requisiti.
Sei idoneo.
Sei idonea al bonus.
Non sei idoneo.
Risulti idoneo.
Saresti ammissibile.
Non sei ammissibile.
Non siete ammessi al bonus.
Sei escluso dal bonus.
Sei un beneficiario del bonus.
Sei in possesso dei requisiti.
La tua domanda sarà accolta.
La tua domanda verrà sicuramente accettata.
La tua domanda sarebbe respinta.
La domanda verrà accolta.
Ti accetteranno la domanda.
Otterrai il bonus.
Riceverai il contributo.
Avrai 500 euro.
Prenderai 500 euro.
Sicuramente lo prendi.
Lo prendi di sicuro.
Lo prendi sicuramente.
Lo otterrai.
Te lo danno.
Ti danno 500 euro.
Ti verrà riconosciuto il bonus.
Ti sarà concesso il contributo.
Ricevi 500 euro.
Il tuo ISEE è sotto la soglia.
Il tuo ISEE è troppo alto.
Il tuo reddito rientra nel limite.
Sei sotto la soglia.
Superi la soglia.
Questo bonus fa per te.
Hai titolo per il bonus.
Niente bonus per te.
en You are entitled to the bonus.
en You are eligible.
en You're eligible for the bonus.
en You are definitely eligible.
en You would be eligible.
en You may be eligible for the bonus.
en You are not eligible.
en You aren't eligible.
en You are ineligible.
en You seem to be entitled to it.
en You are eligble for the bonus.
en You qualify for the bonus.
en You don't qualify.
en You would qualify.
en You meet the requirements.
en You meet all of the criteria.
en You do not meet the requirements.
en You have the right to the bonus.
en You have a right to it.
en You can get the bonus.
en You can get this benefit.
en You will receive the money.
en You'll get 500 euros.
en You cannot get it.
en You won't receive the bonus.
en Your application will be accepted.
en Your application would be rejected.
en Your ISEE is below the limit.
en Your income is too high.
en If you have three children, you are entitled to the bonus.
en This bonus is due to you.
en You deserve it.
`

// TestRulesAreNoVerdicts shows what may be said of requirements.
func TestRulesAreNoVerdicts(t *testing.T) {
	t.Parallel()
	k := checker("it", verify.Source{ID: "assegno", Text: `Assegno di maternità
Ha diritto chi ha un ISEE fino a 20.668,26 euro.
Possono chiederlo i genitori con un figlio nato nel 2026.
Puoi averlo se lavori come dipendente, se lavori in proprio e anche se sei senza lavoro.
Spetta a tutte le famiglie con figli a carico.
Senza ISEE ricevi il minimo.
Se hai un ISEE sotto 20.668,26 euro puoi presentare domanda.
Se i requisiti valgono per te lo decide l'INPS.`})
	for _, text := range []string{
		"Ha diritto chi ha un ISEE fino a 20.668,26 euro.",
		"Ha diritto all'assegno chi ha un ISEE fino a 20.668,26 euro.",
		"Hanno diritto all'assegno le famiglie con un ISEE fino a 20.668,26 euro.",
		"Possono chiederlo i genitori con un figlio nato nel 2026.",
		"L'assegno spetta a tutte le famiglie con figli a carico.",
		"Puoi averlo se lavori come dipendente, se lavori in proprio e anche se sei senza lavoro.",
		"Se hai un ISEE sotto 20.668,26 euro puoi presentare domanda.",
		"Senza ISEE ricevi il minimo.",
		"Ricevi il minimo senza ISEE.",
		"Per sapere se hai diritto all'assegno, chiedi all'INPS.",
		"Se ti spetta, lo decide l'INPS.",
		"Lo decide l'INPS se hai i requisiti.",
	} {
		if got := k.Sentence(text, []string{"assegno"}); len(got) > 0 {
			t.Errorf("%q is refused: %s %q", text, got[0].Reason, got[0].Words)
		}
	}
	for _, text := range []string{
		"Puoi averlo.",                              // the rule without its condition
		"Puoi averlo se lavori.",                    // half of it
		"Ti spetta se hai figli a carico.",          // the rule made a verdict
		"Hai diritto se hai un ISEE basso.",         // the same
		"Avete diritto con ISEE fino a 20.668,26 €", // the same
	} {
		if got := k.Sentence(text, []string{"assegno"}); len(got) == 0 || got[0].Reason != verify.Verdict {
			t.Errorf("%q: got %v, want a verdict", text, got)
		}
	}
}

// TestYesAndNoAreVerdictsWhenAskedForOne: to "posso avere il bonus?" a bare yes is one.
func TestYesAndNoAreVerdictsWhenAskedForOne(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{
		"posso avere il bonus?": true, "mi spetta?": true, "ho diritto al bonus con tre figli?": true, "am I eligible?": true,
		"serve l'ISEE?": false, "quando apre lo sportello?": false,
	} {
		k := verify.New(verify.Check{Sources: []verify.Source{bonusSource()}, Citizen: []string{question}, Today: today(), Lang: "it"})
		got := k.Sentence("Sì, serve l'ISEE.", []string{"bonus-nascita"})
		if refused := len(got) > 0 && got[0].Reason == verify.Verdict; refused != want {
			t.Errorf("%s: got %v", question, got)
		}
	}
}

// TestNothingIsPromised lists what no sentence may say that it did or will do.
func TestNothingIsPromised(t *testing.T) {
	t.Parallel()
	refusesAll(t, promises, verify.Promise)
}

const promises = `
Ti richiameremo domani.
Ti richiamo appena posso.
Ti ricontatteremo al più presto.
Ti contatterà un operatore.
Un operatore ti contatterà.
Un operatore ti richiama.
Ti invio il modulo.
Ti invierò il modulo per email.
Te lo mando subito.
Ho prenotato l'appuntamento.
Ho già inviato la tua richiesta.
Ho registrato la segnalazione.
Abbiamo inoltrato la domanda all'ufficio.
Ti trasferisco a un operatore.
Ti passo un collega.
Ti metto in contatto con un operatore.
Ti prenoto un appuntamento.
Mi occupo io della domanda.
Ci penso io.
Provvedo subito.
Verrai ricontattato entro domani.
Sarai richiamata.
Riceverai una chiamata dall'ufficio.
Riceverai una email di conferma.
Ti terrò aggiornato.
Ti tengo informata.
Ti farò sapere.
Ti faccio richiamare.
Il tuo appuntamento è confermato.
La tua richiesta è stata inviata.
La segnalazione è stata presa in carico.
Attendi in linea.
Un attimo che controllo.
Sto verificando la tua pratica.
Ti garantisco che va tutto bene.
Segnalerò il problema al Comune.
Ricontattero' l'ufficio.
en I will call you tomorrow.
en I'll send you the form.
en We will contact you.
en We'll get back to you.
en I have booked an appointment for you.
en I've forwarded your request.
en I booked an appointment for you.
en Someone will call you.
en An operator will contact you soon.
en You will be contacted by the office.
en You'll receive a call.
en I'm transferring you to an operator.
en Let me check that for you.
en Your appointment is confirmed.
en Please hold.
`

// TestWhatACardSaysOfAnOfficeIsNoPromise: the office will call when the card says so.
func TestWhatACardSaysOfAnOfficeIsNoPromise(t *testing.T) {
	t.Parallel()
	k := checker("it", verify.Source{ID: "adi", Text: "Dopo la domanda l'ufficio ti richiama entro 5 giorni.\nRiceverai una email con la conferma."})
	for _, text := range []string{"L'ufficio ti richiama entro 5 giorni.", "L'ufficio ti richiamerà entro 5 giorni.", "Riceverai una email di conferma."} {
		if got := k.Sentence(text, []string{"adi"}); len(got) > 0 {
			t.Errorf("%q is refused: %v", text, got)
		}
	}
	for _, text := range []string{"Ti richiamo entro 5 giorni.", "Richiameremo entro 5 giorni.", "L'ufficio ti scriverà entro 5 giorni."} {
		if got := k.Sentence(text, []string{"adi"}); len(got) == 0 || got[0].Reason != verify.Promise {
			t.Errorf("%q: got %v, want a promise", text, got)
		}
	}
}
