package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/openaitest"
)

// TestAKillInTheMiddleOfAStream: the process dies while it shows an answer. Another one
// answers once; of the half text nothing is left.
func TestAKillInTheMiddleOfAStream(t *testing.T) {
	t.Parallel()
	for _, restarted := range []bool{true, false} {
		t.Run(map[bool]string{true: "it is started again", false: "another one runs"}[restarted], func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			o := newWritingOffice(t, writes(endless), writes(5))
			doomed := o.starts()
			if !restarted {
				o.server = o.starts()
			}
			c := asksAboutMeals(ctx, t, doomed.addr)
			c.shown(ctx)
			if err := doomed.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-doomed.done
			if restarted {
				o.server = o.starts("CATERINA_ADDR=" + doomed.addr)
			}
			back := opens(ctx, t, o.addr, c.token(), 2)
			ev := back.event(ctx, 3) // once the lease has run out
			frames, _ := back.drafts()
			wasShown(t, frames, ev)
			o.oneAnswer(ctx, back)
			if n := o.model.Load().Arrived; n != 2 {
				t.Errorf("the model was asked %d times", n)
			}
		})
	}
}

// oneAnswer says that the citizen's question has one answer: with another message what
// is late or doubled is flushed out.
func (o *office) oneAnswer(ctx context.Context, c *reader) {
	o.t.Helper()
	o.settled(ctx)
	n := int64(len(o.logged()))
	c.says("last", "grazie")
	c.event(ctx, n+2)
	o.settled(ctx)
	if got := o.logged(); int64(len(got)) != n+2 || got[n-1] != "bot" || slices.Contains(got[1:n-1], "bot") {
		o.t.Errorf("the log is %v", got)
	}
	if _, left := c.drafts(); left != "" {
		o.t.Errorf("a draft stays: %q", left)
	}
}

// TestAnOperatorTakesTheConversationInTheMiddleOfAStream, at the same process and at
// another: what is shown is taken back, the model is left, and the answer is nowhere.
func TestAnOperatorTakesTheConversationInTheMiddleOfAStream(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []bool{false, true} {
		t.Run(map[bool]string{true: "another process", false: "the same process"}[elsewhere], func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			o := newWritingOffice(t, writes(endless))
			o.server = o.starts()
			citizens := o.server
			if elsewhere {
				o.server = o.starts()
			}
			g := o.signedIn("giulia@example.org")
			c := asksAboutMeals(ctx, t, citizens.addr)
			c.shown(ctx)
			conv := ask[string](o.office, `SELECT id::text FROM conversation`)
			g.must(o.deed(conv, "take", "t1", "", ask[int](o.office, `SELECT epoch FROM conversation`)))
			left, err := o.model.WaitPhase(ctx, openaitest.Chats, 1, openaitest.Left)
			if err != nil || len(left.Outcome.Pieces) >= endless {
				t.Fatalf("the model was not told to stop: %v after %d pieces", err, len(left.Outcome.Pieces))
			}
			c.until(ctx, "the draft is taken back", func(all []heard) bool {
				return slices.ContainsFunc(all, func(f heard) bool { return f.Type == "delta_end" && f.Aborted && f.N == 0 })
			})
			o.settled(ctx)
			g.must(o.deed(conv, "reply", "r1", "Eccomi, mi dica.", ask[int](o.office, `SELECT epoch FROM conversation`)))
			c.until(ctx, "she replies", func(all []heard) bool { return all[len(all)-1].Body.Text == "Eccomi, mi dica." })
			if got := o.logged(); !slices.Equal(got, []string{"bot", "citizen", "operator"}) {
				t.Errorf("the log is %v", got)
			}
			if _, left := c.drafts(); left != "" {
				t.Errorf("a draft stays: %q", left)
			}
			if n := o.model.Load().Arrived; n != 1 {
				t.Errorf("the model was asked %d times", n)
			}
		})
	}
}

// TestANewMessageInTheMiddleOfAStream, through the same process and through another:
// the answer to the first message alone is stored nowhere, and both are answered once.
func TestANewMessageInTheMiddleOfAStream(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []bool{false, true} {
		t.Run(map[bool]string{true: "another process", false: "the same process"}[elsewhere], func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			o := newWritingOffice(t, writes(endless), writes(5))
			o.server = o.starts()
			c := asksAboutMeals(ctx, t, o.addr)
			c.shown(ctx)
			tab := c
			if elsewhere {
				tab = opens(ctx, t, o.starts().addr, c.token(), 2)
			}
			tab.says("m2", "quanto costa la mensa della scuola di mio figlio?")
			ev := c.event(ctx, 4)
			frames, _ := c.drafts()
			end := slices.IndexFunc(frames, func(f heard) bool { return f.Type == "delta_end" })
			if end < 1 || !frames[end].Aborted || frames[end].N != 0 {
				t.Fatalf("the first draft is not taken back: %+v", frames)
			}
			wasShown(t, frames[end+1:], ev)
			if first, err := o.model.WaitPhase(ctx, openaitest.Chats, 1, openaitest.Left); err != nil || len(first.Outcome.Pieces) >= endless {
				t.Errorf("the first answer was written to its end: %v", err)
			}
			o.oneAnswer(ctx, c)
			if n := strings.Count(ev.Body.Text, mealsFirst); n != 1 {
				t.Errorf("the answer is there %d times: %s", n, ev.Body.Text)
			}
		})
	}
}
