package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// TestAWordAfterTheEndResumes: within a day the same conversation goes on with the
// assistant; everybody sees so before the message.
func TestAWordAfterTheEndResumes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		closed  string
		resumes bool
	}{
		"an hour ago": {"1 hour", true},
		"23 hours":    {"23 hours 59 minutes", true},
		"yesterday":   {"24 hours 1 minute", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ada := f.hire("Ada", 3)
			f.must(f.move(caterina.StateAssigned, ada))
			f.must(f.move(caterina.StateClosed, 0))
			f.exec("UPDATE conversation SET closed_at = now() - $1::text::interval", c.closed)
			session, err := f.ResumeSession(t.Context(), f.token)
			if !c.resumes {
				wantCode(t, "the session", err, caterina.CodeNotFound)
				_, err = f.Receive(t.Context(), f.inbound("late"), by("p"))
				wantCode(t, "a message", err, caterina.CodeConflict)
				if n := len(f.log()); n != 3 {
					t.Errorf("the log has %d events, want 3", n)
				}
				return
			}
			if err != nil || session.Conversation.State != caterina.StateClosed {
				t.Fatalf("the session is %+v, %v; want to read what was said", session, err)
			}
			f.wantState(caterina.StateClosed, 0) // who only looks opens nothing
			receipt := f.sayTo("again", by("p"))
			if len(receipt.Others) != 1 || receipt.Others[0].N != 4 || receipt.Event.N != 5 {
				t.Errorf("receipt %+v, want the resumption as 4 and the message as 5", receipt)
			}
			if got := stateOf(t, receipt.Others[0]); got.Reason != caterina.ReasonResumed || got.Owner != caterina.OwnerBot || got.Text == "" {
				t.Errorf("the resumption says %+v", got)
			}
			if receipt.Turn == nil || receipt.Turn.State != caterina.StateBot {
				t.Errorf("the turn is %+v, want the bot's", receipt.Turn)
			}
			if held := f.held(); held.Conversation.State != caterina.StateBot || held.Former != ada {
				t.Errorf("held %+v, want the bot to have it and Ada to be known", held)
			}
			if again := f.sayTo("again", by("p")); !again.Dup || len(again.Others) != 0 {
				t.Errorf("the resend is %+v", again)
			}
			f.log()
		})
	}
}

func TestManyWordsAfterTheEndResumeOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for round := range 10 {
		f.must(f.move(caterina.StateClosed, 0))
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if _, err := f.Receive(t.Context(), f.inbound(fmt.Sprintf("%d/%d", round, i)), caterina.Lease{}); err != nil {
					t.Errorf("receive: %v", err)
				}
			})
		}
		wg.Wait()
		f.wantState(caterina.StateBot, 0)
		if turn := f.lease("p", leaseTime); len(turn.Inputs) != 8 {
			t.Errorf("%d messages wait, want 8", len(turn.Inputs))
		} else if _, err := f.CompleteTurn(t.Context(), turn, answer("yes"), nil); err != nil {
			t.Error(err)
		}
		if want := 1 + (round+1)*(1+1+8+1); len(f.log()) != want {
			t.Fatalf("round %d: the log has %d events, want %d", round, len(f.log()), want)
		}
	}
}

// TestAWordWakesTheSnoozed is case 63: to its operator when they are there, else
// to the front of the queue.
func TestAWordWakesTheSnoozed(t *testing.T) {
	t.Parallel()
	for name, here := range map[string]bool{"the operator is there": true, "the operator has gone home": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ada := f.hire("Ada", 3)
			f.must(*f.toQueue())
			arrived := f.held().QueuedAt
			f.must(f.move(caterina.StateAssigned, ada))
			sleep := f.move(caterina.StateSnoozed, ada)
			sleep.SnoozeUntil = time.Now().Add(24 * time.Hour)
			f.must(sleep)
			if due, err := f.DueSnoozes(t.Context()); err != nil || len(due) != 0 {
				t.Errorf("due are %v, %v, want none", due, err)
			}
			if !here {
				f.renew(ada, 0)
			}
			if lost, err := f.LostHeld(t.Context(), 0); err != nil || len(lost) != 0 {
				t.Errorf("lost are %v, %v: who sleeps is not lost", lost, err)
			}
			receipt := f.sayTo("ecco il documento", by("p"))
			if len(receipt.Others) != 1 || receipt.Others[0].Seq != receipt.Event.Seq+1 {
				t.Fatalf("the receipt is %+v, want the waking after the message", receipt)
			}
			woken, held := receipt.Others[0], f.held()
			if here {
				f.wantState(caterina.StateAssigned, ada)
				if woken.N != 0 {
					t.Error("the citizen is told of what changes nothing for them")
				}
			} else {
				f.wantState(caterina.StateQueued, 0)
				if got := stateOf(t, woken); woken.N == 0 || got.Text == "" || held.Priority != 5 || !held.QueuedAt.Equal(arrived) || held.Former != ada {
					t.Errorf("told %+v as %d, held %+v; want the front of the queue", got, woken.N, held)
				}
			}
			if receipt.Turn == nil || receipt.Turn.State != held.Conversation.State {
				t.Fatalf("the turn is %+v, want it of the state after", receipt.Turn)
			}
			if _, err := f.CompleteTurn(t.Context(), *receipt.Turn, caterina.Reply{}, nil); err != nil {
				t.Errorf("its end: %v", err)
			}
		})
	}
}

// TestAKilledProcessLeavesNobodyAsleep: the message is stored, the waking never
// came; then the dispatcher finds the conversation due.
func TestAKilledProcessLeavesNobodyAsleep(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	sleep := f.move(caterina.StateSnoozed, ada)
	sleep.SnoozeUntil = time.Now().Add(24 * time.Hour)
	f.must(sleep)
	f.exec("SELECT receive_message($1, $2, 'm', '{}', NULL, '0', 0)", f.town, f.conv)
	due, err := f.DueSnoozes(t.Context())
	if err != nil || len(due) != 1 || due[0].Owner != ada || due[0].Conversation.State != caterina.StateSnoozed {
		t.Errorf("due are %+v, %v; want the conversation", due, err)
	}
}

// TestAnAnswerWaitsForWhoLeft is case 33 without mail: the citizen closes the page
// while an operator is answering, and reads the answer on coming back, also when
// it was closed meanwhile, within a day.
func TestAnAnswerWaitsForWhoLeft(t *testing.T) {
	t.Parallel()
	for name, closed := range map[string]bool{"still open after a month": false, "closed 23 hours ago": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ada := f.hire("Ada", 3)
			f.must(f.move(caterina.StateQueued, 0))
			f.must(f.move(caterina.StateAssigned, ada))
			left, err := f.ResumeSession(t.Context(), f.token)
			if err != nil {
				t.Fatal(err)
			}
			f.staffSays("la risposta", ada, false)
			f.staffSays("una nota", ada, true)
			ago := "30 days"
			if closed {
				f.must(f.move(caterina.StateClosed, 0))
				ago = "23 hours 59 minutes"
			}
			f.exec("UPDATE conversation SET closed_at = closed_at - $1::text::interval, created_at = created_at - $1::text::interval", ago)
			back, err := f.ResumeSession(t.Context(), f.token)
			if err != nil || back.Conversation.ID != left.Conversation.ID {
				t.Fatalf("back in %+v, %v", back, err)
			}
			missed, err := f.Events(t.Context(), f.town, f.conv, left.Conversation.LastN, 100)
			if err != nil || len(missed) == 0 || textOf(t, missed[0]) != "la risposta" || missed[0].N != left.Conversation.LastN+1 {
				t.Errorf("missed: %+v, %v", missed, err)
			}
			if want := map[bool]int{false: 1, true: 2}[closed]; len(missed) != want {
				t.Errorf("%d events were missed, want %d: the answer, and the end if there was one", len(missed), want)
			}
		})
	}
}
