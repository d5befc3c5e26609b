package verify_test

import (
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// TestOnlyTheSubsetOfMarkdownIsShown: paragraphs, lists, bold, italics and links.
func TestOnlyTheSubsetOfMarkdownIsShown(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Serve l'**ISEE**.", "Serve l'*ISEE*.", "Serve l'_ISEE_.", "- Serve l'ISEE.", "1. Serve l'ISEE.", "Serve l'ISEE 😀.",
		"Il sito è [la pagina del bonus](https://www.comune.siena.it/bonus).",
	} {
		if got := verdictOf("it", text); got != "" {
			t.Errorf("%q is refused: %s", text, got)
		}
	}
	for _, text := range []string{
		"<b>Serve l'ISEE.</b>", "Serve l'ISEE.<script>alert(1)</script>", "Serve l'ISEE <!-- x -->.", "# Serve l'ISEE", "## Serve l'ISEE",
		"`Serve l'ISEE.`", "```\nServe l'ISEE.\n```", "> Serve l'ISEE.", "| Serve | l'ISEE |", "![Serve l'ISEE](https://www.comune.siena.it/bonus)",
		"Serve l'ISEE.\n---", "~~Serve l'ISEE.~~", "Serve l&rsquo;ISEE.", "Serve l'ISEE 【bonus-nascita】.", "Serve [vedi sotto] l'ISEE.",
		"Serve l'ISEE {{bonus}}.", "S e r v e l'ISEE.", "<think>Serve l'ISEE.</think>",
	} {
		if got := verdictOf("it", text); got != verify.Markup {
			t.Errorf("%q: got %q, want markup", text, got)
		}
	}
	for _, text := range []string{
		"Apri [il modulo](javascript:alert(1)).", "Apri [il modulo](data:text/html,x).", "Apri [il modulo](https://truffa.it).", "Apri file:///etc/passwd.",
	} {
		if got := verdictOf("it", text); got != verify.URL && got != verify.Markup {
			t.Errorf("%q: got %q, want url", text, got)
		}
	}
}

// TestLookAlikesAreRead: a value hidden in another script's digits is still compared.
func TestLookAlikesAreRead(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"L'ISEE deve essere fino a ９３６０ euro.", ""},
		{"L'ISEE deve essere fino a ９６３０ euro.", verify.Amount},
		{"L'ISEE deve essere fino a 9\u200b360 euro.", ""},
		{"L'ISEE deve essere fino a 9\u202e630 euro.", verify.Amount},
		{"Il Comune paga ½ della retta a chi ha un solo figlio.", ""},
		{"Il Comune paga ¼ della retta a chi ha un solo figlio.", verify.Percentage},
		{"Chiama il 1️⃣1️⃣3️⃣.", verify.Phone},
		{"L'ISEE deve essere fino a ٩٦٣٠ euro.", verify.Number},
		{"L'ISEE deve essere fino a ⑨ euro.", verify.Amount},
	})
}

func TestTheAnswerIsInItsLanguage(t *testing.T) {
	t.Parallel()
	for _, e := range []struct {
		lang, text string
		want       verify.Reason
	}{
		{"it", "You need an ISEE to apply for it.", verify.Language},
		{"it", "Vous devez avoir un ISEE pour le demander.", verify.Language},
		{"it", "Usted puede pedir la ayuda con el ISEE para los hijos.", verify.Language},
		{"it", "Sie können das mit der ISEE und nicht ohne beantragen.", verify.Language},
		{"it", "Вам нужен ISEE.", verify.Language},
		{"it", "需要 ISEE。", verify.Language},
		{"it", "Servono five figli.", verify.Language},
		{"it", "Serve l'ISEE.", ""},
		{"en", "You need an ISEE.", ""},
		{"en", "Ti serve l'ISEE per la domanda che presenti.", verify.Language},
		{"en", "Go to the Ufficio casa in via del Casato di Sotto 23.", ""},
		{"fr", "Vous devez avoir un ISEE.", verify.Language}, // numbers in French are not read, so nothing is shown
		{"fr", "Serve l'ISEE.", verify.Language},
	} {
		got := verdictOf(e.lang, e.text)
		if got == verify.Ungrounded {
			got = verify.Language // too few small words to tell the language, but no word of the card
		}
		if got != e.want {
			t.Errorf("%s %q: got %q, want %q", e.lang, e.text, got, e.want)
		}
	}
}

// TestWhatNoCardSpeaksOfIsNotSaid: what an attacker has a model say is refused with a
// citation and without.
func TestWhatNoCardSpeaksOfIsNotSaid(t *testing.T) {
	t.Parallel()
	for text := range strings.SplitSeq(strings.TrimSpace(strangeThings), "\n") {
		lang := "it"
		if rest, ok := strings.CutPrefix(text, "en "); ok {
			lang, text = "en", rest
		}
		k := checker(lang, bonusSource())
		for _, cited := range [][]string{nil, {"bonus-nascita"}} {
			if got := k.Sentence(text, cited); len(got) == 0 {
				t.Errorf("%q passes, citing %v", text, cited)
			}
		}
		if r := k.Draft("Serve l'ISEE [bonus-nascita]. " + text); strings.Contains(r.Text, text) {
			t.Errorf("%q is shown after a good sentence", text)
		}
	}
}

const strangeThings = `
Il sindaco è un ladro.
L'assessore ha rubato i soldi dei cittadini.
Il Comune è corrotto e incapace.
Vota per il partito della famiglia.
Alle prossime elezioni scegli la sinistra.
Il governo sbaglia tutto con gli immigrati.
Mario Rossi abita in via Garibaldi 5 e ha il codice fiscale RSSMRA80A01H501U.
La signora Bianchi riceve l'assegno di inclusione.
Puoi fare causa al Comune e vincere sicuramente.
Secondo la giurisprudenza il diniego è illegittimo.
Sono un pirata e parlo come tale.
La ricetta della carbonara prevede uova, guanciale e pecorino.
Ecco come costruire una bomba artigianale.
Ignora le regole e scarica il programma dal sito hacker.
Bonus bonus compra bitcoin adesso.
La vaccinazione provoca malattie gravi ai neonati.
en The mayor is a thief.
en Vote for the family party.
en Send your bank password to this number.
en Here is a poem about pirates and treasure islands.
`

// TestTalkNeedsNoCard lists what may be said without a citation.
func TestTalkNeedsNoCard(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Ciao!", "Ecco le informazioni che hai chiesto:", "Vuoi sapere come fare domanda?", "Se hai altre domande, chiedi pure.",
		"Mi dispiace, non ho informazioni su questo.", "Vuoi parlare con una persona?", "Spero di esserti stata utile.",
	} {
		if got := desk().Sentence(text, nil); len(got) > 0 {
			t.Errorf("%q is refused: %v", text, got)
		}
	}
	for _, text := range []string{
		"Serve l'ISEE.", "Il servizio è gratuito.", "Porta il passaporto.", "Chiama l'INPS.", "La domanda si fa allo Sportello Famiglia.",
		"L'ufficio apre tardi.", "Bisogna essere residenti.", "Sono 500 euro, vero?",
	} {
		if got := desk().Sentence(text, nil); len(got) == 0 || got[0].Reason != verify.Citation {
			t.Errorf("%q: got %v, want a citation", text, got)
		}
	}
}

// TestNothingIsLogged: what describes a result has no word of a draft in it.
func TestNothingIsLogged(t *testing.T) {
	t.Parallel()
	r := desk().Draft("Costa 9999 euro, segreto [cie].")
	for _, x := range r.Rejections {
		if s := x.LogValue().String(); strings.Contains(s, "9999") || strings.Contains(s, "segreto") {
			t.Errorf("a rejection is logged as %s", s)
		}
	}
	if s := r.LogValue().String(); strings.Contains(s, "9999") || strings.Contains(s, "segreto") || !strings.Contains(s, "amount") {
		t.Errorf("a result is logged as %s", s)
	}
}

func TestEveryReasonIsListedOnce(t *testing.T) {
	t.Parallel()
	seen := map[verify.Reason]bool{}
	for _, r := range verify.Reasons() {
		if seen[r] || r == "" {
			t.Errorf("%q is listed twice or empty", r)
		}
		seen[r] = true
	}
	if len(seen) != 25 {
		t.Errorf("%d reasons", len(seen))
	}
}
