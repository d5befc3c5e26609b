package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/openaitest"
)

// TestAnAnswerIsStreamedSentenceBySentence: each sentence is shown while the model
// writes the next ones, and the event holds all that was shown, with its source.
func TestAnAnswerIsStreamedSentenceBySentence(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := newWritingOffice(t, writes(50))
	o.server = o.starts()
	c := asksAboutMeals(ctx, t, o.addr)
	c.shown(ctx)
	if r := o.model.Requests(openaitest.Chats)[0]; r.Outcome.Phase != openaitest.Underway {
		t.Errorf("the first sentence was shown when the model was %q", r.Outcome.Phase)
	}
	ev := c.event(ctx, 3)
	frames, left := c.drafts()
	wasShown(t, frames, ev)
	if left != "" || strings.TrimSpace(frames[0].Text) != mealsFirst || len(frames) != 4 {
		t.Errorf("%q is left; %+v", left, frames)
	}
	text := strings.Join(strings.Fields(ev.Body.Text), " ") // the pause was white space
	for _, want := range []string{mealsFirst, mealsSecond, mealsThird, "Fonte: ", "/towns/siena/cards/mensa-scolastica"} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q is there %d times: %s", want, strings.Count(text, want), text)
		}
	}
}

// TestWhatAPersonApprovesIsNotShownBefore: where answers wait for somebody's approval no
// draft leaves the server, and the approved one says that a model has worded it.
func TestWhatAPersonApprovesIsNotShownBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := newWritingOffice(t, writes(0))
	o.onDuty("giulia@example.org")
	o.sql(`INSERT INTO approving (town_id, operator_id) SELECT town_id, operator_id FROM member`)
	o.server = o.starts()
	c := asksAboutMeals(ctx, t, o.addr)
	if ev := c.event(ctx, 3); ev.Body.Text != checking {
		t.Fatalf("the citizen reads %q", ev.Body.Text)
	}
	if frames, _ := c.drafts(); len(frames) > 0 {
		t.Errorf("a draft was shown before it was approved: %+v", frames)
	}
	address, form := o.deed(ask[string](o.office, `SELECT id::text FROM conversation`), "approve", "a1", "", 0)
	form.Set("seq", ask[string](o.office, `SELECT pending_seq::text FROM turn WHERE done_at IS NULL`))
	form.Set("as", "is")
	o.signedIn("giulia@example.org").must(address, form)
	if ev := c.event(ctx, 4); !ev.Body.Generated || !strings.Contains(ev.Body.Text, mealsSecond) {
		t.Errorf("approved was %+v", ev)
	}
}

// TestWhoComesBackElsewhereReadsTheEvent: the citizen's line breaks in the middle of the
// answer, and they come back at another process. There is no half text, and one answer.
func TestWhoComesBackElsewhereReadsTheEvent(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []bool{true, false} {
		t.Run(map[bool]string{true: "another process", false: "the same process"}[elsewhere], func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			o := newWritingOffice(t, writes(int(8*time.Second/piecePace)))
			o.server = o.starts()
			to := o.server
			if elsewhere {
				to = o.starts()
			}
			c := asksAboutMeals(ctx, t, o.addr)
			c.shown(ctx)
			_ = c.conn.NetConn().Close()
			back := opens(ctx, t, to.addr, c.token(), 2)
			if slices.ContainsFunc(back.all(), func(f heard) bool { return f.Type == "ev" }) {
				t.Fatalf("the answer was over before they came back: %+v", back.all())
			}
			ev := back.event(ctx, 3)
			if !ev.Body.Generated || !strings.Contains(ev.Body.Text, mealsFirst) || !strings.Contains(ev.Body.Text, mealsThird) {
				t.Errorf("the event is %+v", ev)
			}
			frames, left := back.drafts()
			if elsewhere && len(frames) > 0 || left != "" || len(frames) > 0 && frames[0].I == 0 {
				t.Errorf("a draft of another process, or from its beginning: %+v", frames)
			}
			if n := o.model.Load().Arrived; n != 1 {
				t.Errorf("the model was asked %d times", n)
			}
		})
	}
}

// TestAModelThatFailsInTheMiddle: what was shown is taken back and the cards' own words
// are the answer, at once; the next citizen gets the model's again.
func TestAModelThatFailsInTheMiddle(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	o := newWritingOffice(t, writes(3))
	o.server = o.starts()
	const middle = 11 // pieces: a sentence and the first words of the next
	for _, c := range []struct {
		name  string
		fault openaitest.Fault
		shows bool
	}{
		{"it stalls", openaitest.Stalling(middle, make(chan struct{})), true},
		{"it is cut", openaitest.Cutting(openaitest.Reset, openaitest.AfterPieces, middle, 0), true},
		{"it ends without an end", openaitest.Cutting(openaitest.Clean, openaitest.AfterPieces, middle, 0), true},
		{"half of it comes", openaitest.Garbled(openaitest.Truncated, 0), true},
		{"an error comes inside", openaitest.Garbled(openaitest.ErrorInside, 0), false},
		{"an event that is none comes inside", openaitest.Garbled(openaitest.BadEvent, 0), false},
		{"it is no JSON", openaitest.Garbled(openaitest.NotJSON, 0), false},
		{"it has another shape", openaitest.Garbled(openaitest.OtherShape, 0), false},
		{"too many ask", openaitest.TooMany("60", 0), false},
		{"it is broken", openaitest.Broken(500, 0), false},
	} {
		strike := o.model.Fail(c.fault)
		citizen := asksAboutMeals(ctx, t, o.addr)
		ev := citizen.event(ctx, 3)
		strike.End()
		frames, left := citizen.drafts()
		if ev.Body.Generated || ev.Body.Text == "" || len(ev.Body.Citations) == 0 || strings.Contains(ev.Body.Text, "Senza ISEE paghi la tariffa intera.\n\nFonte") {
			t.Errorf("%s: the answer is %+v", c.name, ev)
		}
		if c.shows != (len(frames) > 0) || left != "" || len(frames) > 0 && frames[len(frames)-1].Type != "delta_end" {
			t.Errorf("%s: shown were %+v, left is %q", c.name, frames, left)
		}
		next := asksAboutMeals(ctx, t, o.addr) // and the server is not left alone for it
		if ev := next.event(ctx, 3); !ev.Body.Generated {
			t.Errorf("%s: the next answer is the cards' too: %+v", c.name, ev)
		}
	}
	if n := ask[int](o.office, `SELECT count(*)::int FROM event WHERE actor = 'bot' AND cseq = 3`); n != 20 {
		t.Errorf("%d answers are stored", n)
	}
}
