package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func form() caterina.CallbackForm {
	return caterina.CallbackForm{
		Name: " Rita ", Contact: "0577 123456", When: caterina.CallMorning, Text: "Per il nido", Privacy: true,
	}
}

// promise is the transition of a call-back.
func (f *fixture) promise(id string) caterina.Transition {
	t := f.move(caterina.StateCallback, 0)
	t.By, t.ClientID, t.Queue, t.Event.Reason = caterina.ActorCitizen, id, "urp", caterina.ReasonCallback
	return t
}

// promised opens a call-back and returns it.
func (f *fixture) promised() caterina.Callback {
	f.t.Helper()
	if _, err := f.OpenCallback(f.t.Context(), f.promise("cb"), form(), time.Now()); err != nil {
		f.t.Fatal(err)
	}
	return f.calls()[0]
}

func (f *fixture) calls() []caterina.Callback {
	f.t.Helper()
	calls, err := f.Callbacks(f.t.Context(), f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	return calls
}

func TestACallIsPromisedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	due := time.Now().Add(time.Hour).Truncate(time.Microsecond)
	for name, change := range map[string]func(*caterina.CallbackForm){
		"no consent": func(c *caterina.CallbackForm) { c.Privacy = false }, "no name": func(c *caterina.CallbackForm) { c.Name = " " },
		"no contact": func(c *caterina.CallbackForm) { c.Contact = "" }, "no such time": func(c *caterina.CallbackForm) { c.When = "night" },
		"a long text": func(c *caterina.CallbackForm) { c.Text = strings.Repeat("à", 601) },
		"a long name": func(c *caterina.CallbackForm) { c.Name = strings.Repeat("à", 201) },
		"NUL":         func(c *caterina.CallbackForm) { c.Text = "\x00" },
	} {
		wrong := form()
		change(&wrong)
		_, err := f.OpenCallback(t.Context(), f.promise("cb"), wrong, due)
		wantCode(t, name, err, caterina.CodeInvalid)
	}
	f.wantState(caterina.StateBot, 0)
	first, err := f.OpenCallback(t.Context(), f.promise("cb"), form(), due)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.OpenCallback(t.Context(), f.promise("cb"), form(), due)
	if diff := cmp.Diff(first, again, cmp.Comparer(time.Time.Equal)); diff != "" || err != nil {
		t.Errorf("the same again: %v (-first +second):\n%s", err, diff)
	}
	_, err = f.OpenCallback(t.Context(), f.promise("cb2"), form(), due)
	wantCode(t, "a second one", err, caterina.CodeConflict)
	fromBot := f.promise("cb3")
	fromBot.From = []caterina.State{caterina.StateBot}
	_, looking := f.OpenCallback(t.Context(), fromBot, form(), due)
	wantCode(t, "a second one that looks at the state", looking, caterina.CodeConflict)
	for _, err := range []error{err, looking} {
		if shown, ok := errors.AsType[*caterina.Error](err); !ok || !strings.Contains(shown.Message, "richiamata in programma") {
			t.Errorf("the citizen is told %v", err)
		}
	}
	calls := f.calls()
	if len(calls) != 1 {
		t.Fatalf("%d call-backs, want one", len(calls))
	}
	want := caterina.Callback{
		ID: calls[0].ID, Town: f.town, Conversation: f.conv, Queue: "urp", Reason: caterina.ReasonCallback,
		Form: form(), State: caterina.CallbackOpen, DueAt: due, CreatedAt: calls[0].CreatedAt,
	}
	want.Form.Name = "Rita"
	if diff := cmp.Diff(want, calls[0], cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("the call-back (-want +got):\n%s", diff)
	}
	for _, e := range f.log() { // kept only where it is needed
		if strings.Contains(string(e.Body), "Rita") || strings.Contains(string(e.Body), "0577") {
			t.Errorf("the log holds the form: %s", e.Body)
		}
	}
	if n := len(f.log()); n != 2 {
		t.Errorf("the log has %d events, want greeting and promise", n)
	}
	if receipt := f.sayTo("ho anche una domanda", by("p")); receipt.Turn == nil || receipt.Turn.State != caterina.StateCallback {
		t.Errorf("the citizen writes meanwhile: %+v", receipt)
	}
	f.wantState(caterina.StateCallback, 0)
}

func TestOfManyOneTakesACallback(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	call := f.promised()
	var taken atomic.Int64
	var wg sync.WaitGroup
	for i := range 8 {
		op := f.hire(string(rune('A'+i))+"da", 3)
		wg.Go(func() {
			switch err := f.TakeCallback(t.Context(), f.town, call.ID, op); caterina.CodeOf(err) {
			case "":
				taken.Add(1)
				if err := f.TakeCallback(t.Context(), f.town, call.ID, op); err != nil {
					t.Errorf("take again: %v", err)
				}
			case caterina.CodeConflict:
				if !strings.Contains(err.Error(), "da") {
					t.Errorf("the refusal names nobody: %v", err)
				}
			default:
				t.Errorf("take: %v", err)
			}
		})
	}
	wg.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d took it, want one", taken.Load())
	}
	wantCode(t, "a stranger", f.TakeCallback(t.Context(), f.town, call.ID, 999), caterina.CodeConflict)
	wantCode(t, "none", f.TakeCallback(t.Context(), f.town, call.ID+1, 1), caterina.CodeNotFound)
	owner := f.calls()[0].Owner
	if _, err := f.DisableOperator(t.Context(), owner, 0); err != nil {
		t.Fatal(err)
	}
	if got := f.calls()[0]; got.State != caterina.CallbackOpen || got.Owner != 0 {
		t.Errorf("after its owner's account was closed: %+v, want it to be anybody's", got)
	}
	wantCode(t, "the closed account", f.TakeCallback(t.Context(), f.town, call.ID, owner), caterina.CodeForbidden)
}

// TestThreeCallsInVainEndIt is case 59.
func TestThreeCallsInVainEndIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	call := f.promised()
	next := time.Now().Add(4 * time.Hour).Truncate(time.Microsecond)
	for want := 1; want <= 3; want++ {
		got, events, err := f.CallbackAttempt(t.Context(), f.town, call.ID, ada, next)
		if err != nil || got != want || len(events) != want/3 {
			t.Fatalf("attempt %d: %d, %d events, %v", want, got, len(events), err)
		}
		if want == 3 {
			if log := f.log(); events[0].N != log[len(log)-1].N || events[0].Kind != caterina.KindState {
				t.Errorf("what the citizen is told is %+v", events[0])
			}
			break
		}
		if c := f.calls()[0]; c.Attempts != want || c.Owner != ada || !c.DueAt.Equal(next) {
			t.Errorf("after attempt %d: %+v", want, c)
		}
		_, _, err = f.CallbackAttempt(t.Context(), f.town, call.ID, bea, next)
		wantCode(t, "somebody else's", err, caterina.CodeConflict)
	}
	f.wantState(caterina.StateClosed, 0)
	log := f.log()
	if last := log[len(log)-1]; last.N == 0 || stateOf(t, last).Text == "" {
		t.Errorf("the citizen was told nothing: %s", last.Body)
	}
	if got := value[string](f, "SELECT state || ' ' || attempts FROM callback WHERE ended_at IS NOT NULL"); got != "unreachable 3" {
		t.Errorf("the call-back is %q", got)
	}
	if n := len(f.calls()); n != 0 {
		t.Errorf("%d are still to be called", n)
	}
	_, _, err := f.CallbackAttempt(t.Context(), f.town, call.ID, ada, next)
	wantCode(t, "a fourth", err, caterina.CodeConflict)
	f.say("eccomi") // resumed, and may ask again
	if _, err := f.OpenCallback(t.Context(), f.promise("cb2"), form(), next); err != nil {
		t.Errorf("a new promise: %v", err)
	}
}

func TestACallbackEndsWithItsConversation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end          func(f *fixture, call caterina.Callback, ada caterina.OperatorID) error
		callback     string
		conversation caterina.State
	}{
		"called": {func(f *fixture, call caterina.Callback, ada caterina.OperatorID) error {
			events, err := f.EndCallback(f.t.Context(), f.town, call.ID, ada, caterina.CallbackDone)
			if len(events) != 1 || events[0].N == 0 {
				f.t.Errorf("the citizen is told %+v", events)
			}
			return err
		}, "done", caterina.StateClosed},
		"voided": {func(f *fixture, call caterina.Callback, ada caterina.OperatorID) error {
			_, err := f.EndCallback(f.t.Context(), f.town, call.ID, ada, caterina.CallbackVoid)
			return err
		}, "void", caterina.StateBot},
		"the citizen goes on with the assistant": {func(f *fixture, _ caterina.Callback, _ caterina.OperatorID) error {
			_, err := f.Move(f.t.Context(), f.move(caterina.StateBot, 0))
			return err
		}, "void", caterina.StateBot},
		"an operator answers in writing": {func(f *fixture, _ caterina.Callback, ada caterina.OperatorID) error {
			_, err := f.Move(f.t.Context(), f.move(caterina.StateAssigned, ada))
			return err
		}, "taken", caterina.StateAssigned},
		"and then closes": {func(f *fixture, _ caterina.Callback, ada caterina.OperatorID) error {
			f.must(f.move(caterina.StateAssigned, ada))
			_, err := f.Move(f.t.Context(), f.move(caterina.StateClosed, 0))
			return err
		}, "done", caterina.StateClosed},
		"called while they write": {func(f *fixture, call caterina.Callback, ada caterina.OperatorID) error {
			f.must(f.move(caterina.StateAssigned, ada))
			events, err := f.EndCallback(f.t.Context(), f.town, call.ID, ada, caterina.CallbackDone)
			if len(events) != 0 {
				f.t.Errorf("the citizen is told %+v", events)
			}
			return err
		}, "done", caterina.StateAssigned},
		"and then hands back": {func(f *fixture, _ caterina.Callback, ada caterina.OperatorID) error {
			f.must(f.move(caterina.StateAssigned, ada))
			_, err := f.Move(f.t.Context(), f.move(caterina.StateBot, 0))
			return err
		}, "done", caterina.StateBot},
		"and a colleague goes on": {func(f *fixture, _ caterina.Callback, ada caterina.OperatorID) error {
			bea := f.hire("Bea", 3)
			f.must(f.move(caterina.StateAssigned, ada))
			f.must(f.move(caterina.StateAssigned, bea))
			if c := f.calls()[0]; c.Owner != bea {
				f.t.Errorf("the promise is %+v, want Bea's", c)
			}
			return nil
		}, "taken", caterina.StateAssigned},
		"and passes it on": {func(f *fixture, _ caterina.Callback, ada caterina.OperatorID) error {
			f.must(f.move(caterina.StateAssigned, ada))
			f.must(f.move(caterina.StateQueued, 0))
			if c := f.calls()[0]; c.Owner != 0 {
				f.t.Errorf("the promise is %+v, want nobody's", c)
			}
			return nil
		}, "open", caterina.StateQueued},
		"the citizen asks for a person, and is answered": {func(f *fixture, _ caterina.Callback, ada caterina.OperatorID) error {
			f.must(f.move(caterina.StateQueued, 0))
			f.must(f.move(caterina.StateOffered, ada))
			f.must(f.move(caterina.StateAssigned, ada))
			return nil
		}, "taken", caterina.StateAssigned},
		"the citizen asks for a person, and nobody comes": {func(f *fixture, _ caterina.Callback, _ caterina.OperatorID) error {
			f.must(f.move(caterina.StateQueued, 0))
			f.must(f.move(caterina.StateBot, 0))
			return nil
		}, "open", caterina.StateBot},
		"nobody comes, and the chat ends by itself": {func(f *fixture, _ caterina.Callback, _ caterina.OperatorID) error {
			f.must(f.move(caterina.StateQueued, 0))
			f.must(f.move(caterina.StateBot, 0))
			f.must(f.move(caterina.StateClosed, 0))
			return nil
		}, "open", caterina.StateClosed},
		"the citizen asks for a person, and cancels": {func(f *fixture, _ caterina.Callback, _ caterina.OperatorID) error {
			f.must(f.move(caterina.StateQueued, 0))
			cancel := f.move(caterina.StateBot, 0)
			cancel.Event.Reason = caterina.ReasonCancelled
			f.must(cancel)
			return nil
		}, "void", caterina.StateBot},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ada := f.hire("Ada", 3)
			call := f.promised()
			_, err := f.EndCallback(t.Context(), f.town, call.ID, ada, caterina.CallbackTaken)
			wantCode(t, "no end", err, caterina.CodeInvalid)
			if err := c.end(f, call, ada); err != nil {
				t.Fatal(err)
			}
			if got := value[string](f, "SELECT state FROM callback"); got != c.callback {
				t.Errorf("the call-back is %s, want %s", got, c.callback)
			}
			if got := f.held().Conversation.State; got != c.conversation {
				t.Errorf("the conversation is %s, want %s", got, c.conversation)
			}
			f.log()
		})
	}
}
