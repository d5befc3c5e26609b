package verify_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// TestCitationsInOddPlaces: a sentence rests on what it cites, wherever the citation is
// and however it is written; what is no citation and no link is not shown.
func TestCitationsInOddPlaces(t *testing.T) {
	t.Parallel()
	shown := []string{"Costa 22,21 euro."}
	tryDrafts(t, []drafted{
		{"before the full stop", "Costa 22,21 euro [cie].", shown[0], true, []string{"cie"}, nil},
		{"behind the full stop", "Costa 22,21 euro. [cie]", shown[0], true, []string{"cie"}, nil},
		{"behind the full stop, with another", "Costa 22,21 euro. [cie].", shown[0], true, []string{"cie"}, nil},
		{"without a space", "Costa 22,21 euro[cie].", shown[0], true, []string{"cie"}, nil},
		{"with spaces in it", "Costa 22,21 euro [ cie ].", shown[0], true, []string{"cie"}, nil},
		{"twice", "Costa 22,21 euro [cie] [cie].", shown[0], true, []string{"cie"}, nil},
		{"at the beginning", "[cie] Costa 22,21 euro.", shown[0], true, []string{"cie"}, nil},
		{"in the next line", "Costa 22,21 euro.\n[cie]", shown[0], true, []string{"cie"}, nil},
		{"after an empty line", "Costa 22,21 euro.\n\n[cie]", shown[0], true, []string{"cie"}, nil},
		{"between words", "Costa [cie] 22,21 euro.", shown[0], true, []string{"cie"}, nil},
		{"inside bold", "Costa **22,21 euro [cie]**.", "Costa **22,21 euro**.", true, []string{"cie"}, nil},
		{"with two cards", "Costa 22,21 euro [cie, bonus-nascita].", shown[0], true, []string{"cie", "bonus-nascita"}, nil},
		{"with a semicolon", "Costa 22,21 euro [cie; bonus-nascita].", shown[0], true, []string{"cie", "bonus-nascita"}, nil},
		{"in capitals", "Costa 22,21 euro [CIE].", "", false, nil, []verify.Reason{verify.Markup, verify.Empty}},
		{"of a number", "Costa 22,21 euro [1].", "", false, nil, []verify.Reason{verify.Citation, verify.Empty}},
		{"with words", "Costa 22,21 euro [vedi cie].", "", false, nil, []verify.Reason{verify.Markup, verify.Empty}},
		{"empty", "Costa 22,21 euro [].", "", false, nil, []verify.Reason{verify.Markup, verify.Empty}},
		{"not closed", "Costa 22,21 euro [cie.", "", false, nil, []verify.Reason{verify.Markup, verify.Empty}},
		{"as a foot note", "Costa 22,21 euro 【cie】.", "", false, nil, []verify.Reason{verify.Markup, verify.Empty}},
		{"in round brackets", "Costa 22,21 euro (cie).", "", false, nil, []verify.Reason{verify.Citation, verify.Empty}},
		{"one of two not given", "Costa 22,21 euro [cie][tari].", "", false, nil, []verify.Reason{verify.Citation, verify.Empty}},
		{"of the wrong card", "Costa 22,21 euro [bonus-nascita].", "", false, nil, []verify.Reason{verify.Amount, verify.Empty}},
	})
}

// TestWhatFollowsAFailureStands: only what hangs on a sentence goes with it.
func TestWhatFollowsAFailureStands(t *testing.T) {
	t.Parallel()
	tryDrafts(t, []drafted{
		{
			"two in the middle", "Costa 22,21 euro [cie]. Arriva entro 60 giorni [cie]. Serve una fototessera [cie]. Non serve l'appuntamento [cie].",
			"Costa 22,21 euro. Serve una fototessera. Non serve l'appuntamento.", true,
			[]string{"cie"},
			[]verify.Reason{verify.Deadline},
		},
		{
			"numbered steps", "1. Serve una fototessera [cie].\n2. Costa 16 euro [cie].\n3. Arriva a casa entro 6 giorni lavorativi [cie].",
			"1. Serve una fototessera.\n3. Arriva a casa entro 6 giorni lavorativi.", true,
			[]string{"cie"},
			[]verify.Reason{verify.Amount},
		},
		{
			"a list between paragraphs", "Costa 22,21 euro [cie].\n\nServono:\n\n- una fototessera [cie]\n- la marca da bollo [cie]\n\nArriva a casa entro 6 giorni lavorativi [cie].",
			"Costa 22,21 euro.\n\nServono:\n\n- una fototessera\n\nArriva a casa entro 6 giorni lavorativi.", true,
			[]string{"cie"},
			[]verify.Reason{verify.Term},
		},
		{
			"an instead after it", "Costa 16 euro [cie]. Invece serve una fototessera [cie]. Non serve l'appuntamento [cie].",
			"Non serve l'appuntamento.", true,
			[]string{"cie"},
			[]verify.Reason{verify.Amount},
		},
		{
			"greetings around it", "Ciao! Hai diritto al bonus [bonus-nascita]. Serve l'ISEE [bonus-nascita]. Vuoi altro?",
			"Ciao! Serve l'ISEE. Vuoi altro?", true,
			[]string{"bonus-nascita"},
			[]verify.Reason{verify.Verdict},
		},
		{
			"a promise at the end", "Costa 22,21 euro [cie]. Ti prenoto un appuntamento.",
			"Costa 22,21 euro.", true,
			[]string{"cie"},
			[]verify.Reason{verify.Promise},
		},
		{
			"more fails than is kept", "Costa 16 euro [cie]. Ti prenoto un appuntamento. Serve una fototessera [cie].",
			"Serve una fototessera.", false,
			[]string{"cie"},
			[]verify.Reason{verify.Amount, verify.Promise, verify.Empty},
		},
	})
}

// TestAVerdictInAListIsOne: neither the mark of an item nor the line before it makes it
// anything else.
func TestAVerdictInAListIsOne(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Ecco:\n- hai diritto al bonus [bonus-nascita]", "In breve:\n1. Hai diritto al bonus [bonus-nascita]", "* Ti spetta il bonus [bonus-nascita]",
		"Hai:\n- diritto al bonus [bonus-nascita]", "Serve l'ISEE [bonus-nascita] e hai diritto al bonus.", "**Hai** **diritto** al bonus [bonus-nascita].",
		"Hai\ndiritto al bonus [bonus-nascita].", "Serve l'ISEE; hai diritto al bonus [bonus-nascita].", "(Hai diritto al bonus.) [bonus-nascita]",
	} {
		r := desk().Draft(text)
		if strings.Contains(r.Text, "diritto") || strings.Contains(r.Text, "spetta") {
			t.Errorf("%q shows %q", text, r.Text)
		}
	}
}

// TestNothingStrangeIsShownHoweverItIsPlaced puts what must not be said at every place of
// a good draft.
func TestNothingStrangeIsShownHoweverItIsPlaced(t *testing.T) {
	t.Parallel()
	good := []string{"Ciao!", "Costa 22,21 euro [cie].", "Serve una fototessera [cie].", "Non serve l'appuntamento [cie].", "Vuoi altro?"}
	for bad, mark := range map[string]string{
		"Hai diritto al bonus.":         "diritto",
		"Ti richiamo domani.":           "richiamo",
		"Costa 23,21 euro [cie].":       "23,21",
		"Costa 23,21 euro.":             "23,21",
		"Chiama il 113 [cie].":          "113",
		"Il sindaco è un ladro [cie].":  "ladro",
		"Serve il passaporto.":          "passaporto",
		"Serve il passaporto [cie].":    "passaporto",
		"Arriva entro 6 mesi [cie].":    "mesi",
		"<b>Serve l'ISEE</b> [cie].":    "ISEE",
		"Il bonus è di 500 euro [cie].": "500",
	} {
		for at := range len(good) + 1 {
			for _, gap := range []string{" ", "\n", "\n\n", "\n- "} {
				parts := slices.Insert(slices.Clone(good), at, bad)
				if r := desk().Draft(strings.Join(parts, gap)); strings.Contains(r.Text, mark) {
					t.Errorf("%q shows %q", strings.Join(parts, gap), r.Text)
				}
			}
		}
	}
}

// TestTheInstructionsLeakInNoDisguise: capitals, marks, accents and line breaks between
// the words hide nothing; fewer words than a run are nobody's.
func TestTheInstructionsLeakInNoDisguise(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Rispondi alla domanda usando solo le schede che trovi qui sotto.",
		"RISPONDI ALLA DOMANDA USANDO SOLO LE SCHEDE CHE TROVI QUI SOTTO",
		"Rispondi, alla domanda, usando solo: le schede che trovi qui sotto.",
		"**Rispondi** alla *domanda* usando solo le schede che trovi qui sotto.",
		"Rispondi alla domanda. Usando solo le schede che trovi qui sotto.",
		"- Rispondi alla domanda\n- usando solo le schede\n- che trovi qui sotto",
		"Le mie istruzioni: \"rispondi alla domanda usando solo le schede che trovi qui sotto\".",
		"Rìspondi alla domànda usando solo le schede che trovi qui sotto.",
		"Rispondi\u200b alla domanda\u200b usando solo le schede che trovi qui sotto.",
		"il programma che risponde ai cittadini per il Comune",
	} {
		r := desk().Draft("Costa 22,21 euro [cie]. " + text + " Serve una fototessera [cie].")
		if r.OK || !slices.Contains(reasons(r), verify.Leak) {
			t.Errorf("%q: got %v", text, reasons(r))
		}
		if strings.Contains(strings.ToLower(r.Text), "schede che trovi") || strings.Contains(r.Text, "programma che risponde") {
			t.Errorf("%q is shown: %q", text, r.Text)
		}
	}
	for _, text := range []string{"Rispondi alla domanda usando solo le.", "Serve una fototessera [cie]."} {
		if r := desk().Draft("Costa 22,21 euro [cie]. " + text); slices.Contains(reasons(r), verify.Leak) {
			t.Errorf("%q is taken for a leak", text)
		}
	}
}

// TestWhatTheCitizenOrACardSaysIsNoLeak: instructions quote both.
func TestWhatTheCitizenOrACardSaysIsNoLeak(t *testing.T) {
	t.Parallel()
	const shared = "serve la residenza nel Comune da almeno due anni"
	for name, c := range map[string]verify.Check{
		"a card":      {Sources: []verify.Source{{ID: "c", Text: "Casa\nPer la domanda " + shared + "."}}},
		"the citizen": {Sources: []verify.Source{{ID: "c", Text: "Casa\nServe la residenza nel Comune da almeno due anni."}}, Citizen: []string{"è vero che " + shared + "?"}},
	} {
		c.Lang, c.Forbidden = "it", []string{"Esempio: " + shared + "."}
		if r := verify.New(c).Draft("Serve la residenza nel Comune da almeno due anni [c]."); slices.Contains(reasons(r), verify.Leak) || !r.OK {
			t.Errorf("%s: %v", name, r.Rejections)
		}
	}
	c := verify.Check{Sources: []verify.Source{{ID: "c", Text: "Casa\nServe la residenza."}}, Lang: "it", Forbidden: []string{"Esempio: " + shared + "."}}
	if r := verify.New(c).Draft("Serve la residenza nel Comune da almeno due anni [c]."); !slices.Contains(reasons(r), verify.Leak) {
		t.Errorf("got %v", r.Rejections)
	}
}
