package draft_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.org/caterina"
)

// TestWhatWasHeardIsSaidBackWhoeverWordsTheAnswer, once: a program may have misheard, and
// the model's words would hide it.
func TestWhatWasHeardIsSaidBackWhoeverWordsTheAnswer(t *testing.T) {
	t.Parallel()
	const heard = "Ho ascoltato il messaggio e ho capito: «quanto vale il bonus utenze?»"
	for name, generated := range map[string]bool{"the model": true, "the card": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown("Il contributo è di 300 euro con ISEE fino a 8.000 euro [bonus-utenze].")
			w.engine = func(caterina.Turn) caterina.Reply {
				reply := answered()
				reply.Heard, reply.Message.Text = heard, heard+"\n\n"+reply.Message.Text
				return reply
			}
			if !generated {
				w.answer = func(context.Context, caterina.Ask, func(string) error) (string, error) { return "", errors.New("down") }
			}
			turn := says("quanto vale il bonus utenze?")
			turn.Inputs[0].Media, turn.Inputs[0].Heard = "voice", true
			reply, _ := w.reply(t, turn)
			if got := reply.Message.Text; !strings.HasPrefix(got, heard+"\n\n") || strings.Count(got, heard) != 1 || reply.Message.Generated != generated {
				t.Errorf("generated %v: %s", reply.Message.Generated, got)
			}
		})
	}
}
