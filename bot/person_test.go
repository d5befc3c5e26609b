package bot

import (
	"testing"

	"example.org/caterina"
)

// TestWhoWantsAPersonGetsOne asks for people in all the words of
// testdata/person.tsv, at the start and in the middle of another question, and
// says what only sounds like it.
func TestWhoWantsAPersonGetsOne(t *testing.T) {
	t.Parallel()

	for _, row := range table(t, "testdata/person.tsv") {
		want := row[0] == "yes"
		for before, said := range map[string]string{"at the start": "", "after an answer": "quanto costa la mensa?", "while choosing": "adi"} {
			c := newChat(t)
			if said != "" {
				c.ask(t, said)
			}
			reply := c.ask(t, row[1])
			if got := reply.Message.Outcome == caterina.OutcomeHandoff; got != want {
				t.Errorf("%s, %q: handed over %v, want %v (%s, %s)", before, row[1], got, want, reply.Message.Outcome, reply.Trace.Rule)
			}
		}
	}
}
