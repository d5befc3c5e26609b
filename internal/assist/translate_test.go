package assist_test

import (
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/knowledge"
)

func texts(pairs ...string) []caterina.Translated {
	var all []caterina.Translated
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, caterina.Translated{Name: pairs[i], From: pairs[i+1]})
	}
	return all
}

// TestACitizensMessagesAreReadInItalian: each under its number, a wrong one refused, and
// the same ones asked for once.
func TestACitizensMessagesAreReadInItalian(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(translation("3", "Ho 3 figli e abito in via Roma 12", "5", "Vengo il 4 ottobre", "7", "Chiamami al TELEFONO_1"))
	conv := talk(t, "citizen: x")
	conv.Lang = "en"
	for range 2 {
		got, err := w.help.Translate(t.Context(), conv, "it",
			texts("3", "I have three children and live in via Roma 12", "5", "I come on 5 October", "7", "Call me at 333 1234567", "9", "hello"))
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Text != "Ho 3 figli e abito in via Roma 12" || got[1].Text != "" || !strings.Contains(got[1].Refused, "scartata") ||
			got[2].Text != "Chiamami al 333 1234567" || !strings.Contains(got[3].Refused, "non ha tradotto") {
			t.Errorf("got %+v", got)
		}
	}
	if asked := w.asked(); len(asked) != 1 || strings.Contains(asked[0].User(), "1234567") || !strings.Contains(asked[0].System(), "in italiano") {
		t.Errorf("asked %d times", len(asked))
	}
}

// TestAnOperatorsTextKeepsItsFigures on the way into the citizen's language: what is
// personal and addresses of pages come back as they were, official names stay.
func TestAnOperatorsTextKeepsItsFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(translation("risposta", "Come to the Anagrafe on 3 October at 3:30 pm, via Bandini 2: LINK_1. Call TELEFONO_1."))
	got, err := w.help.Translate(t.Context(), talk(t), "en", texts("risposta",
		"Vieni all'Anagrafe il 3 ottobre alle 15:30, in via Bandini 2: https://siena.example.it/anagrafe. Telefona allo 0577 292111."))
	if err != nil || got[0].Text != "Come to the Anagrafe on 3 October at 3:30 pm, via Bandini 2: https://siena.example.it/anagrafe. Call 0577 292111." {
		t.Fatalf("got %+v, %v", got, err)
	}
	system := w.asked()[0].System()
	if !strings.Contains(system, `"Anagrafe"`) || strings.Contains(system, "Sportello Famiglia") {
		t.Errorf("the names that stay are in %s", system)
	}
}

// TestATranslationWithAnotherFigureIsRefused: one change each.
func TestATranslationWithAnotherFigureIsRefused(t *testing.T) {
	t.Parallel()
	const text = "Il bonus è di 300 euro: vieni lunedì 5 ottobre alle 9:30 in via Bandini 2, scrivi a a@siena.example.it o guarda https://siena.example.it/b"
	const good = "The bonus is 300 euros: come on Monday 5 October at 9:30 to via Bandini 2, write to EMAIL_1 or look at LINK_1"
	for _, change := range [][2]string{
		{"", ""},
		{"300", "400"},
		{"Monday", "Tuesday"},
		{"5 October", "6 October"},
		{"October", "November"},
		{"9:30", "9:45"},
		{"9:30", "9:30 pm"},
		{"Bandini", "Verdi"},
		{"Bandini 2", "Bandini 22"},
		{"EMAIL_1", "b@evil.example"},
		{"EMAIL_1", ""},
		{"LINK_1", "LINK_2"},
		{"LINK_1", "https://siena.example.it/b"},
		{"The bonus", "The 2 bonus"},
	} {
		w := newWorld(t)
		w.says(translation("risposta", strings.Replace(good, change[0], change[1], 1)))
		got, err := w.help.Translate(t.Context(), talk(t), "en", texts("risposta", text))
		if err != nil || (got[0].Refused == "") != (change[0] == "") || (got[0].Text == "") == (got[0].Refused == "") {
			t.Errorf("%q: %+v, %v", change, got, err)
		}
	}
}

// TestADateMayStayAsItWas: models are told to leave figures as they are. A changed one is
// seen in the old words too.
func TestADateMayStayAsItWas(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"By 31 dicembre 2030, on lunedì, for due months.": true, "By 31 December 2030, on Monday, for two months.": true,
		"By 31 novembre 2030, on lunedì, for due months.": false, "By 31 dicembre 2030, on martedì, for two months.": false,
		"By 31 dicembre 2030, on lunedì, for tre months.": false,
	} {
		w := newWorld(t)
		w.says(translation("risposta", text))
		got, err := w.help.Translate(t.Context(), talk(t), "en", texts("risposta", "Entro il 31 dicembre 2030, il lunedì, per due mesi."))
		if err != nil || (got[0].Refused == "") != ok {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestALyingModelTranslatesNothingWrong: with one fact of the text changed each time.
func TestALyingModelTranslatesNothingWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const text = "Il bonus è di 3.600 euro. Vieni entro il 31 dicembre 2026, dalle 9:00 alle 12:30."
	refused := 0
	for seed := range uint64(60) {
		var changed openaitest.Change
		lying := openaitest.Lying(seed, openaitest.ChangeKinds()...)
		w.model.Behave(func(c openaitest.Chat) openaitest.Answer {
			a := lying(c)
			changed = a.Change
			return a
		})
		got, err := w.help.Translate(t.Context(), talk(t), "en", texts("risposta", text))
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Refused != "" {
			refused++
		} else if strings.ContainsAny(changed.Was+changed.Is, "0123456789") && changed.Was != changed.Is && !strings.Contains(got[0].Text, text) {
			t.Errorf("seed %d: %+v passes: %q", seed, changed, got[0].Text)
		}
	}
	if refused < 20 {
		t.Errorf("%d of 60 were refused", refused)
	}
}

// TestLongTextsGoInSeveralCalls, and what is no answer is said.
func TestLongTextsGoInSeveralCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(translation("a", "word"), translation("b", "words"), `{"texts":"none"}`)
	long := strings.Repeat("parola ", 300)
	got, err := w.help.Translate(t.Context(), talk(t), "en", texts("a", long, "b", long))
	if err != nil || got[0].Text != "word" || got[1].Text != "words" {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = w.help.Translate(t.Context(), talk(t), "en", texts("a", "ciao"))
	is(t, err, caterina.CodeUnavailable)
}

// TestProposedQuestionsAreNew: however they are written, and without personal data.
func TestProposedQuestionsAreNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(`{"questions":["Come funziona il BONUS bollette","aiuto per la luce","Aiuto  per la luce!","bonus utenze","già di un'altra?","vedi LINK_1","","chiamate 333 1234567 per il gas","` + strings.Repeat("x", 300) + `"]}`)
	got, err := w.help.Variants(t.Context(), caterina.Town{ID: 7}, slug, []string{"Gia di un'altra"})
	if err != nil || strings.Join(got, "|") != "aiuto per la luce|chiamate [telefono] per il gas" {
		t.Errorf("got %q, %v", got, err)
	}
	if user := w.asked()[0].User(); !strings.Contains(user, "come funziona il bonus bollette?\nGia di un'altra") || strings.Contains(user, "https://") {
		t.Errorf("the model was told %s", user)
	}
	w.says(`{"questions":["bonus utenze"]}`, `{"questions":3}`)
	_, err = w.help.Variants(t.Context(), caterina.Town{ID: 7}, slug, nil)
	is(t, err, caterina.CodeNotFound)
	_, err = w.help.Variants(t.Context(), caterina.Town{ID: 7}, slug, nil)
	is(t, err, caterina.CodeUnavailable)
	_, err = w.help.Variants(t.Context(), caterina.Town{ID: 7}, "gone", nil)
	is(t, err, caterina.CodeNotFound)
}

// TestACardsTranslationIsReadBackFromItsFile: what is to be copied is a translation for
// the parser of cards, without the parts that were refused.
func TestACardsTranslationIsReadBackFromItsFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(translation("title", "Help with: bills # 1\u0007", "summary", "A grant of 400 euros for bills.", "documents", "- identity card: \"yours\"\n- - ISEE certificate",
		"deadlines", "By 31 December 2026,\n\nat the Sportello Famiglia."))
	w.card.Title = "Aiuto bollette 1"
	got, err := w.help.TranslateCard(t.Context(), caterina.Town{ID: 7}, slug, "en")
	if err != nil || len(got.Fields) != 4 || got.Fields[1].Refused == "" || got.Fields[0].Text == "" {
		t.Fatalf("got %+v, %v", got, err)
	}
	file := "slug: bonus-utenze\nkind: bonus\ntitle: Bonus\nsummary: Un contributo.\n" + got.YAML
	card, report := knowledge.ParseCard(knowledge.Document{Source: "bonus.yaml", Data: []byte(file)})
	en := card.Translations["en"]
	if en.Title != "Help with: bills # 1" || en.Summary != "" || en.Deadlines != "By 31 December 2026,\n\nat the Sportello Famiglia." || len(en.Documents) != 2 || en.Documents[0] != "identity card: \"yours\"" {
		t.Errorf("read back as %+v: %+v\n%s", en, report, got.YAML)
	}
}

// TestAListKeepsItsLines, and a card that is not there has no translation.
func TestAListKeepsItsLines(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says(translation("documents", "- identity card and ISEE certificate"))
	got, err := w.help.TranslateCard(t.Context(), caterina.Town{ID: 7}, slug, "en")
	if err != nil || got.YAML != "" || !strings.Contains(got.Fields[2].Refused, "righe") {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = w.help.TranslateCard(t.Context(), caterina.Town{ID: 7}, "gone", "en")
	is(t, err, caterina.CodeNotFound)
}
