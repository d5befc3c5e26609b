package bot

import (
	"testing"

	"example.org/caterina"
)

// edit is a correction of message 5.
func edit(was, text string) caterina.Input {
	return caterina.Input{Seq: 7, Edits: 5, Was: was, Text: text}
}

// TestACorrectionIsAnsweredAsNew when it changes a word, and not a second time when it
// does not.
func TestACorrectionIsAnsweredAsNew(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ was, text, card string }{
		{"quanto costa il nidi", "quanto costa la mensa", "mensa-scolastica"},
		{"", "quanto costa la mensa", "mensa-scolastica"}, // what it said before was erased
		{"quanto costa la mensa", "quanto costa la mensa?", ""},
		{"quanto costa la mensa", "Quanto costa  la MENSA!", ""},
		{"quanto costa la mensa", "quanto costa la mensa", ""},
	} {
		r, err := newChat(t).engine.Reply(t.Context(), caterina.Turn{Town: loadTown(t).Town, Now: monday(), Inputs: []caterina.Input{edit(tc.was, tc.text)}})
		if err != nil || r.Message.Card != tc.card || (r.Message.Text == "") != (tc.card == "") {
			t.Errorf("%q for %q: %q of %q, %v", tc.text, tc.was, r.Message.Text, r.Message.Card, err)
		}
	}
}

// TestAMessagePutRightInTimeIsAnsweredOnce: its correction takes its place.
func TestAMessagePutRightInTimeIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	first := caterina.Input{Seq: 5, Text: "quanto costa il nido"}
	other := caterina.Input{Seq: 6, Text: "grazie"}
	for name, tc := range map[string]struct {
		inputs []caterina.Input
		want   []string
	}{
		"put right":                   {[]caterina.Input{first, other, edit(first.Text, "quanto costa la mensa")}, []string{"grazie", "quanto costa la mensa"}},
		"put right twice":             {[]caterina.Input{first, edit(first.Text, "a"), edit("a", "quanto costa la mensa")}, []string{"quanto costa la mensa"}},
		"only a sign":                 {[]caterina.Input{first, edit(first.Text, first.Text+"?")}, []string{first.Text}},
		"put right, and then a sign":  {[]caterina.Input{first, edit(first.Text, "la mensa"), edit("la mensa", "la mensa!")}, []string{"la mensa"}},
		"of what was answered before": {[]caterina.Input{other, edit("a", "b")}, []string{"grazie", "b"}},
		"nothing new":                 {[]caterina.Input{edit("a", "a")}, nil},
		"none":                        {[]caterina.Input{first, other}, []string{first.Text, "grazie"}},
	} {
		got := withEdits(tc.inputs)
		if len(got) != len(tc.want) {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i, in := range got {
			if in.Text != tc.want[i] {
				t.Errorf("%s: %q, want %q", name, in.Text, tc.want[i])
			}
		}
	}
}

// TestPeopleAreOnlyShownACorrection: no command is heard in it, but danger is.
func TestPeopleAreOnlyShownACorrection(t *testing.T) {
	t.Parallel()
	e := New(knowledgeOf{loadTown(t)}, Config{Desk: openDesk()})
	for text, outcome := range map[string]caterina.Outcome{
		"annulla": "", "quanto manca?": "", "voglio morire": caterina.OutcomeCrisis,
	} {
		for _, state := range []caterina.State{caterina.StateQueued, caterina.StateAssigned, caterina.StateCallback} {
			r, err := e.Reply(t.Context(), caterina.Turn{Town: loadTown(t).Town, Now: monday(), State: state, Inputs: []caterina.Input{edit("ciao", text)}})
			if err != nil || r.Message.Outcome != outcome {
				t.Errorf("%s while %s: %+v, %v", text, state, r.Message, err)
			}
		}
	}
}
