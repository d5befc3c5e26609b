package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/caterina"
)

// told is the history of a turn in one line.
func told(turn *caterina.LeasedTurn) string {
	var all []string
	for _, m := range turn.History {
		all = append(all, m.Body.Text)
	}
	return strings.Join(all, "|")
}

// answered ends a turn with a text of the bot's.
func (f *fixture) answered(turn caterina.LeasedTurn, text string) {
	f.t.Helper()
	_, err := f.CompleteTurn(f.t.Context(), turn, caterina.Reply{Message: caterina.MessageBody{Text: text}}, nil)
	f.ok(err)
}

// TestAnAnswerIsMadeOfTheLastWords: of a citizen who has put them right, and however
// the turn comes to be run. The log keeps both.
func TestAnAnswerIsMadeOfTheLastWords(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	seq, turn := o.sent("m1", caterina.MessageBody{Text: "quanto costa il nidi"})
	o.answered(turn, "Quale nidi?")
	_, turn = o.sent("m2", caterina.MessageBody{Text: "quanto costa il nido", Edits: seq})
	if got := told(&turn); !strings.HasSuffix(got, "quanto costa il nido|Quale nidi?") {
		t.Errorf("while the correction is answered: %s", got)
	}
	o.answered(turn, "Il nido costa poco.")
	_, turn = o.sent("m3", caterina.MessageBody{Text: "e la mensa?"})
	if got := told(&turn); strings.Contains(got, "nidi|") || strings.Count(got, "Il nido costa poco.") != 1 {
		t.Errorf("afterwards: %s", got)
	}
	o.ok(o.FailTurn(t.Context(), turn, 0))
	again := o.lease("p", leaseTime)
	if told(&again) != told(&turn) {
		t.Errorf("leased again: %s", told(&again))
	}
	var log []string
	for _, ev := range o.events() {
		log = append(log, string(ev.Body))
	}
	if all := strings.Join(log, "\n"); !strings.Contains(all, `il nidi"`) || !strings.Contains(all, `il nido"`) {
		t.Errorf("the log has lost one of both:\n%s", all)
	}
}

// TestWhatAnOperatorHasPutRightIsWhatTheBotReads: an operator's correction, also one
// that comes while the turn waits, and the last of several.
func TestWhatAnOperatorHasPutRightIsWhatTheBotReads(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	_, turn := f.sent("c1", caterina.MessageBody{Text: "ciao"})
	f.answered(turn, "Eccomi")
	f.must(f.move(caterina.StateAssigned, ada))
	said, err := f.Say(t.Context(), f.edit(ada, "m", 0, "lunedì alle 9"))
	f.ok(err)
	other, err := f.Say(t.Context(), f.edit(ada, "m2", 0, "in via Roma"))
	f.ok(err)
	for i, text := range []string{"martedì alle 9", "martedì alle 10"} {
		_, err = f.Edit(t.Context(), f.edit(ada, fmt.Sprint("e", i), said.Seq, text))
		f.ok(err)
	}
	_, turn = f.sent("c2", caterina.MessageBody{Text: "va bene"})
	if got := told(&turn); !strings.Contains(got, "martedì alle 10|in via Roma") || strings.Contains(got, "lunedì") || strings.Contains(got, "alle 9") {
		t.Errorf("the bot reads %s", got)
	}
	_, err = f.Edit(t.Context(), f.edit(ada, "late", other.Seq, "in via Bari"))
	f.ok(err)
	f.ok(f.FailTurn(t.Context(), turn, 0))
	again := f.lease("p", leaseTime)
	if got := told(&again); !strings.HasSuffix(got, "martedì alle 10|in via Bari") {
		t.Errorf("after a later correction the bot reads %s", got)
	}
	if n := len(again.History); n > 8 {
		t.Errorf("the history has %d messages", n)
	}
}

// TestALongTalkWithAPersonLeavesTheNewest of what was said, and the bot's own words.
func TestALongTalkWithAPersonLeavesTheNewest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	_, turn := f.sent("c1", caterina.MessageBody{Text: "ciao"})
	f.answered(turn, "Eccomi")
	f.must(f.move(caterina.StateAssigned, ada))
	for i := range 12 {
		_, err := f.Say(t.Context(), f.edit(ada, fmt.Sprint("m", i), 0, fmt.Sprint("riga ", i)))
		f.ok(err)
	}
	_, turn = f.sent("c2", caterina.MessageBody{Text: "grazie"})
	got := told(&turn)
	if len(turn.History) != 8 || !strings.Contains(got, "Eccomi|riga ") || !strings.HasSuffix(got, "riga 10|riga 11") {
		t.Errorf("the bot reads %s", got)
	}
}
