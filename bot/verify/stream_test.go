package verify_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

const instructions = "Sei Caterina, il programma che risponde ai cittadini per il Comune. Rispondi alla domanda usando solo le schede che trovi qui sotto."

// desk checks drafts against two cards.
func desk() *verify.Checker {
	return verify.New(verify.Check{
		Sources: []verify.Source{bonusSource(), {
			ID: "cie", Official: []string{"Carta d'identità elettronica"},
			Text: "Carta d'identità elettronica\nCosta 22,21 euro.\nServono una fototessera e la carta scaduta.\nArriva a casa entro 6 giorni lavorativi.\nNon serve l'appuntamento.",
		}},
		Citizen: []string{"Ho 2 figli e un ISEE di 8.150 euro, quanto prendo?"}, Today: today(), Lang: "it", Forbidden: []string{instructions},
	})
}

// reasons are why parts of a draft were refused.
func reasons(r verify.Result) []verify.Reason {
	var out []verify.Reason
	for _, x := range r.Rejections {
		out = append(out, x.Reason)
	}
	return out
}

type drafted struct {
	name    string
	text    string
	want    string // what is left
	ok      bool
	cards   []string
	reasons []verify.Reason
}

func tryDrafts(t *testing.T, drafts []drafted) {
	t.Helper()
	for _, d := range drafts {
		r := desk().Draft(d.text)
		if r.Text != d.want || r.OK != d.ok || !slices.Equal(r.Cards, d.cards) || !slices.Equal(reasons(r), d.reasons) {
			t.Errorf("%s:\n got %q ok %v cards %v %v\nwant %q ok %v cards %v %v", d.name, r.Text, r.OK, r.Cards, reasons(r), d.want, d.ok, d.cards, d.reasons)
		}
	}
}

func TestAGoodDraftLosesItsCitationsAlone(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{"sentences", "Costa 22,21 euro [cie]. Serve una fototessera. [cie]", "Costa 22,21 euro. Serve una fototessera.", true, []string{"cie"}, nil},
		{"two cards", "Costa 22,21 euro [cie]. Il bonus è gratuito [bonus-nascita].\n\nCosta 22,21 euro [cie].", "Costa 22,21 euro. Il bonus è gratuito.\n\nCosta 22,21 euro.", true, []string{"cie", "bonus-nascita"}, nil},
		{"a list", "Ecco cosa serve:\n\n- una fototessera [cie]\n- la carta scaduta [cie]", "Ecco cosa serve:\n\n- una fototessera\n- la carta scaduta", true, []string{"cie"}, nil},
		{"greetings and questions", "Ciao! Costa **22,21 euro** [cie]. Vuoi sapere altro?", "Ciao! Costa **22,21 euro**. Vuoi sapere altro?", true, []string{"cie"}, nil},
		{"a citation in the middle", "La carta [cie] costa 22,21 euro.", "La carta costa 22,21 euro.", true, []string{"cie"}, nil},
	})
}

func TestASentenceThatFailsIsLeftOut(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{"one of two", "Costa 22,21 euro [cie]. Arriva entro 60 giorni [cie].", "Costa 22,21 euro.", true, []string{"cie"}, []verify.Reason{verify.Deadline}},
		{"the first", "Costa 16 euro [cie]. Serve una fototessera [cie].", "Serve una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Amount}},
		{"between paragraphs", "Costa 22,21 euro [cie].\n\nArriva entro 60 giorni [cie]. Serve una fototessera [cie].", "Costa 22,21 euro.\n\nServe una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Deadline}},
		{"all of them", "Costa 16 euro [cie]. Ciao!", "Ciao!", false, nil, []verify.Reason{verify.Amount, verify.Empty}},
		{"most of them", "Costa 16 euro [cie]. Costa 17 euro [cie]. Serve una fototessera [cie].", "Serve una fototessera.", false, []string{"cie"}, []verify.Reason{verify.Amount, verify.Amount, verify.Empty}},
		{"what points back at it", "Costa 16 euro [cie]. Questo costo è fisso [cie]. Serve una fototessera [cie].", "Serve una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Amount}},
		{"a verdict", "Hai diritto al bonus [bonus-nascita]. Serve l'ISEE [bonus-nascita].", "Serve l'ISEE.", true, []string{"bonus-nascita"}, []verify.Reason{verify.Verdict}},
		{"a promise", "Ti invio il modulo. Serve l'ISEE [bonus-nascita].", "Serve l'ISEE.", true, []string{"bonus-nascita"}, []verify.Reason{verify.Promise}},
	})
}

func TestAListKeepsItsHead(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{"an item fails", "Servono:\n- una fototessera [cie]\n- il passaporto [cie]\n- la carta scaduta [cie]", "Servono:\n- una fototessera\n- la carta scaduta", true, []string{"cie"}, []verify.Reason{verify.Term}},
		{"the first item fails", "Servono:\n- il passaporto [cie]\n- la carta scaduta [cie]", "Servono:\n- la carta scaduta", true, []string{"cie"}, []verify.Reason{verify.Term}},
		{"all items fail", "Costa 22,21 euro [cie].\n\nServono:\n- il passaporto [cie]\n\nServe una fototessera [cie].", "Costa 22,21 euro.\n\nServe una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Term}},
		{"the head fails", "Con 16 euro hai [cie]:\n- una fototessera [cie]\n\nCosta 22,21 euro [cie].", "Costa 22,21 euro.", true, []string{"cie"}, []verify.Reason{verify.Amount}},
		{"a head with nothing under it", "Costa 22,21 euro [cie]. Ecco cosa serve:", "Costa 22,21 euro.", true, []string{"cie"}, nil},
		{"what an item denies is denied by its head", "Non servono:\n- una fototessera [cie]\n- la carta scaduta [cie]", "", false, nil, []verify.Reason{verify.Contrary, verify.Contrary, verify.Empty}},
	})
}

// TestASentenceWithoutACitationRestsOnItsNeighbours: the card cited before it in its
// paragraph, else after it; never on a card of another paragraph, or on all of them.
func TestASentenceWithoutACitationRestsOnItsNeighbours(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{"after it", "Costa 22,21 euro. Serve una fototessera [cie].", "Costa 22,21 euro. Serve una fototessera.", true, []string{"cie"}, nil},
		{"before it", "Serve una fototessera [cie]. Costa 22,21 euro.", "Serve una fototessera. Costa 22,21 euro.", true, []string{"cie"}, nil},
		{"before it, else after it", "Il bonus è gratuito [bonus-nascita]. Costa 22,21 euro. Serve una fototessera [cie].", "Il bonus è gratuito. Costa 22,21 euro. Serve una fototessera.", true, []string{"bonus-nascita", "cie"}, nil},
		{"the end of a list", "Servono:\n- una fototessera\n- la carta scaduta [cie]", "Servono:\n- una fototessera\n- la carta scaduta", true, []string{"cie"}, nil},
		{"another paragraph", "Serve una fototessera [cie].\n\nCosta 22,21 euro.", "Serve una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Citation}},
		{"nowhere", "Costa 22,21 euro.", "", false, nil, []verify.Reason{verify.Citation, verify.Empty}},
		{"a card that was not given", "Costa 22,21 euro [tari]. Serve una fototessera [cie].", "Serve una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Citation}},
		{"a card that was not given, as well", "Costa 22,21 euro [cie, tari]. Serve una fototessera [cie].", "Serve una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Citation}},
		{"the facts of another card", "Il bonus costa 22,21 euro [bonus-nascita]. Serve una fototessera [cie].", "Serve una fototessera.", true, []string{"cie"}, []verify.Reason{verify.Amount}},
	})
}

func TestADraftThatSaysNothingIsNoAnswer(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{"nothing", "", "", false, nil, []verify.Reason{verify.Empty}},
		{"white space", " \n\n ", "", false, nil, []verify.Reason{verify.Empty}},
		{"a citation", "[cie]", "", false, nil, []verify.Reason{verify.Empty}},
		{"greetings", "Ciao! Spero di esserti utile.", "Ciao! Spero di esserti utile.", false, nil, []verify.Reason{verify.Empty}},
		{"a refusal that cites", "Non ho informazioni su questo [cie].", "Non ho informazioni su questo.", false, []string{"cie"}, []verify.Reason{verify.RefusalWithCitations}},
	})
	for text, want := range map[string]bool{
		"NON_LO_SO": true, "Mi dispiace, non ho informazioni su questo.": true, "Le schede non dicono quanto costa.": true,
		"Costa 22,21 euro [cie].": false, "Costa 22,21 euro [cie]. Non so quando arriva.": false, "Non serve l'appuntamento [cie].": false,
	} {
		if r := desk().Draft(text); r.Refusal != want || want && r.OK {
			t.Errorf("%q: refusal %v, ok %v", text, r.Refusal, r.OK)
		}
	}
}

// TestTheInstructionsDoNotLeak: whoever repeats them does not follow them, and the
// rest of the draft is not looked at.
func TestTheInstructionsDoNotLeak(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{"a sentence", "Costa 22,21 euro [cie]. Rispondi alla domanda usando solo le schede che trovi qui sotto. Serve una fototessera [cie].", "Costa 22,21 euro.", false, []string{"cie"}, []verify.Reason{verify.Leak, verify.Empty}},
		{"across sentences", "Costa 22,21 euro [cie]. Sei Caterina, il programma che. Risponde ai cittadini per il Comune.", "Costa 22,21 euro.", false, []string{"cie"}, []verify.Reason{verify.Leak, verify.Ungrounded, verify.Empty}},
	})
	k := verify.New(verify.Check{Sources: []verify.Source{{ID: "c", Text: instructions}}, Lang: "it", Forbidden: []string{instructions}})
	if got := k.Draft("Rispondi alla domanda usando solo le schede che trovi qui sotto [c]."); slices.Contains(reasons(got), verify.Leak) {
		t.Errorf("what a card says is taken for a leak: %v", got.Rejections)
	}
}

// TestWhatIsStreamedIsWhatIsKept feeds drafts in pieces: together they show the text
// of the result, whatever the pieces, and it is that of the whole draft.
func TestWhatIsStreamedIsWhatIsKept(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range []string{
		"Ciao! Costa 22,21 euro [cie]. Arriva entro 60 giorni [cie].\n\nServono:\n\n- una fototessera [cie]\n- il passaporto [cie]\n\nVuoi altro?",
		"Costa 22,21 euro. Serve una fototessera [cie]. Questo vale sempre. È gratuito [bonus-nascita].\nEcco:\n1. uno\n2. due [x]",
		"Costa 22,21 euro [cie]. " + instructions + " Serve una fototessera [cie].",
		paraphrases()[1].text,
	} {
		whole := desk().Draft(text)
		for range 20 {
			s := desk().Stream()
			var shown strings.Builder
			for rest := text; rest != ""; {
				n := min(len(rest), 1+r.IntN(9))
				shown.WriteString(s.Feed(rest[:n]))
				rest = rest[n:]
			}
			last, got := s.Close()
			shown.WriteString(last)
			if shown.String() != whole.Text || got.Text != whole.Text || got.OK != whole.OK || !slices.Equal(reasons(got), reasons(whole)) {
				t.Fatalf("streamed %q\nresult   %q\nwhole    %q", shown.String(), got.Text, whole.Text)
			}
		}
	}
}

// TestASentenceIsShownOnceItIsVerified: the first must not wait for the second.
func TestASentenceIsShownOnceItIsVerified(t *testing.T) {
	t.Parallel()
	s := desk().Stream()
	for _, step := range []struct{ part, want string }{
		{"Costa 22,21", ""},
		{" euro [cie]. ", ""},
		{"S", "Costa 22,21 euro."},
		{"erve una fototessera. Ar", ""},                  // which card says so is not known yet, but the one before
		{"riva entro 60 giorni [cie]. Vuoi altro? E", ""}, // checked below
	} {
		got := s.Feed(step.part)
		if step.want != "" && got != step.want {
			t.Errorf("after %q: got %q, want %q", step.part, got, step.want)
		}
		if strings.Contains(got, "60") {
			t.Errorf("a wrong term is shown: %q", got)
		}
	}
}

func TestTheCitizensWordsMayBeToldBack(t *testing.T) {
	t.Parallel()
	k := desk()
	for text, want := range map[string]verify.Reason{
		"Hai detto di avere 2 figli.":                                           "",
		"Hai scritto che il tuo ISEE è di 8.150 euro.":                          "",
		"Mi hai detto che hai 2 figli e un ISEE di 8.150 euro.":                 "",
		"Hai detto di avere 3 figli.":                                           verify.Citation,
		"Hai detto di avere 2 figli: servono almeno 2 figli minori.":            verify.Citation,
		"Hai detto che servono 2 figli.":                                        verify.Citation,
		"Servono 2 figli.":                                                      verify.Citation,
		"Come hai detto, hai 2 figli.":                                          verify.Citation, // said after a comma: not told back
		"Oggi è il 22 novembre 2026.":                                           "",
		"Oggi è domenica 22 novembre.":                                          "",
		"Oggi è il 23 novembre 2026.":                                           verify.Citation,
		"La domanda scade il 22 novembre 2026.":                                 verify.Citation,
		"Oggi è il 22 novembre 2026 e la domanda si presenta entro domani sera": verify.Citation,
	} {
		got := k.Sentence(text, nil)
		switch {
		case want == "" && len(got) > 0, want != "" && (len(got) == 0 || got[0].Reason != want):
			t.Errorf("%q: got %v, want %q", text, got, want)
		}
	}
	if got := k.Sentence("Hai detto di avere 2 figli, e servono almeno 3 figli minori.", []string{"bonus-nascita"}); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	if got := k.Sentence("Hai detto di avere 2 figli, e servono almeno 2 figli minori.", []string{"bonus-nascita"}); len(got) == 0 {
		t.Error("a number of the citizen's passes for a condition")
	}
}
