package bot

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

// TestWhatAQuestionAsks reads testdata/fields.tsv: the fields a question asks
// for, in order and joined by a plus sign, and the question.
func TestWhatAQuestionAsks(t *testing.T) {
	t.Parallel()

	e := New(nil, Config{})
	rows := table(t, "testdata/fields.tsv")
	if len(rows) < 150 {
		t.Fatalf("only %d rows", len(rows))
	}
	wrong := 0
	for _, row := range rows {
		want, question := row[0], row[1]
		var topics []string
		for _, a := range e.askedFor(tokenize(clean(question))) {
			topics = append(topics, a.topic)
		}
		got := strings.Join(topics, "+")
		if got == "" {
			got = "-"
		}
		if got != want {
			wrong++
			t.Logf("%q asks for %s, want %s", question, got, want)
		}
	}
	// The classifier decides where no rule does, so its examples may move a row.
	if share := float64(wrong) / float64(len(rows)); share > 0.02 {
		t.Errorf("%d of %d questions are misread", wrong, len(rows))
	}
}

func TestQuantoIsSettledByTheCard(t *testing.T) {
	t.Parallel()

	howMuch := []asked{{topic: askHowMuch, sure: 1}}
	for _, tc := range []struct {
		name string
		card caterina.Card
		want caterina.Field
	}{
		{"a bonus with an amount", caterina.Card{Kind: caterina.KindBonus, Amount: "100 euro", Cost: "gratis"}, caterina.FieldAmount},
		{"a bonus without one", caterina.Card{Kind: caterina.KindBonus, Cost: "gratis"}, caterina.FieldCost},
		{"a service with a cost", caterina.Card{Kind: caterina.KindService, Amount: "100 euro", Cost: "4 euro"}, caterina.FieldCost},
		{"a service with an amount only", caterina.Card{Kind: caterina.KindService, Amount: "100 euro"}, caterina.FieldAmount},
		{"nothing known", caterina.Card{Kind: caterina.KindService}, caterina.FieldCost},
	} {
		if got := fieldsFor(howMuch, &tc.card); !slices.Equal(got, []caterina.Field{tc.want}) {
			t.Errorf("%s: %v, want %s", tc.name, got, tc.want)
		}
	}
}

func TestEveryFieldHasItsWordsInBothLanguages(t *testing.T) {
	t.Parallel()

	for _, lang := range []string{langIT, langEN} {
		w := wordsFor(lang)
		for _, f := range allFields() {
			if w.optionField[f] == "" || w.fieldHead[f] == "" {
				t.Errorf("%s: %s has no words", lang, f)
			}
		}
		for _, f := range []caterina.Field{
			caterina.FieldRecipients, caterina.FieldAmount, caterina.FieldAccess, caterina.FieldDocuments, caterina.FieldCost,
			caterina.FieldDeadlines, caterina.FieldOffices, caterina.FieldContacts, caterina.FieldForms,
		} {
			if w.fieldNone[f] == "" {
				t.Errorf("%s: nothing is said when a card lacks %s", lang, f)
			}
		}
	}
}

// TestWhatWasPerhapsNotAskedIsNotSaidToBeMissing: a card that does not tell what
// a word may have hinted at is shown in short.
func TestWhatWasPerhapsNotAskedIsNotSaidToBeMissing(t *testing.T) {
	t.Parallel()
	bare := &caterina.Card{Slug: "cie", Title: "Carta d'identità", Summary: "Come averla."}
	e := New(nil, Config{})
	for _, question := range []string{
		"mi è scaduta la carta d'identità", "ho il permesso di soggiorno scaduto", "sono ucraina, corso di lingua?",
		"ho finito i soldi per la bolletta del gas",
	} {
		if got := fieldsFor(e.askedFor(tokenize(question)), bare); len(got) > 0 {
			t.Errorf("%q is answered with %v, which the card lacks", question, got)
		}
	}
	if got := fieldsFor(e.askedFor(tokenize("quando scade il bando?")), bare); !slices.Equal(got, []caterina.Field{caterina.FieldDeadlines}) {
		t.Errorf("a deadline that was asked for gives %v, and is to be said to be missing", got)
	}
}
