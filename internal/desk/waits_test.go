package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func withCancel(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}

// TestClosingTime is case 56: who waits is told before, and after; nobody is
// forgotten overnight.
func TestClosingTime(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv, danger := s.asks("sociale"), s.visit()
	s.answer(s.write(danger, "1", "aiuto"), caterina.Reply{Effects: []caterina.Effect{caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonCrisis, Priority: 9}}})
	if err := s.SetWish(ctx, s.town.ID, anna.Operator, caterina.WantsPause); err != nil {
		t.Fatal(err)
	}
	other := s.another("p2")
	look := func(now string) {
		s.clock.set(rome(t, now))
		for range 2 {
			s.Once(ctx)
			other.Once(ctx)
			s.clock.pass(6 * time.Second)
		}
	}
	s.store.queuedAt = rome(t, "2026-11-23 17:40")
	look("2026-11-23 17:44")
	if s.said(conv, "chiude") != 0 {
		t.Error("told too early")
	}
	look("2026-11-23 17:46")
	if s.said(conv, "Lo sportello chiude alle 18:00") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	look("2026-11-23 18:01")
	if s.said(conv, "Lo sportello adesso è chiuso") != 1 || s.said(conv, "Riapre domani alle 9:00") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	s.stands(conv, caterina.StateQueued, 0)
	look("2026-11-23 18:31")
	s.stands(conv, caterina.StateBot, 0)
	if s.said(conv, "non sei più in coda") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	s.stands(danger, caterina.StateQueued, 0) // stays where people see it
}

// TestWhoWaitsTooLongIsOfferedACall, and waits no longer than twice that time,
// also when somebody is there (J8).
func TestWhoWaitsTooLongIsOfferedACall(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	s.hire("Anna", caterina.RoleOperator, "altro")
	s.clock.set(rome(t, "2026-11-23 11:00"))
	conv := s.asks("famiglia")
	s.store.queuedAt = s.clock.Now()
	s.store.fail = func(doing string) error { return errIf(doing == "dispatch") } // nobody is asked in this test
	s.clock.pass(14 * time.Minute)
	s.Once(ctx)
	if s.said(conv, "più lunga del solito") != 0 {
		t.Error("told too early")
	}
	for range 3 {
		s.clock.pass(time.Minute)
		s.Once(ctx)
		s.another("p2").Once(ctx)
	}
	if s.said(conv, "più lunga del solito") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	s.clock.pass(12 * time.Minute)
	s.Once(ctx)
	s.stands(conv, caterina.StateQueued, 0)
	s.clock.pass(time.Minute)
	s.Once(ctx)
	s.another("p2").Once(ctx)
	s.stands(conv, caterina.StateBot, 0)
	if s.said(conv, "non sei più in coda") != 1 || s.said(conv, "telefonare al [0577 292353](tel:+390577292353)") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	// Who asks again waits anew.
	s.answer(s.write(conv, "again", "voglio una persona"), caterina.Reply{Effects: []caterina.Effect{caterina.RequestPerson{Queue: "famiglia", Reason: caterina.ReasonAsked}}})
	s.store.queuedAt = s.clock.Now()
	s.clock.pass(14 * time.Minute)
	s.Once(ctx)
	s.stands(conv, caterina.StateQueued, 0)
}

// TestAWaitThatBeginsAgain at an old place is not over as it begins.
func TestAWaitThatBeginsAgain(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	first := s.held(conv)
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	s.must(s.TransferQueue(ctx, s.on(anna, conv, "2"), "famiglia", ""))
	again := s.held(conv)
	if !again.QueuedAt.Equal(first.QueuedAt) || !again.EnteredAt.After(first.EnteredAt) {
		t.Errorf("first %+v, again %+v: the place is old, the wait is new", first, again)
	}
	bea := s.hire("Bea", caterina.RoleOperator)
	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, bea.Operator)
	s.must(s.Decline(ctx, s.on(bea, conv, "3")))
	if h := s.held(conv); !h.EnteredAt.Equal(again.EnteredAt) {
		t.Error("an offer that came to nothing begins the wait anew")
	}
}

// TestWhoPassesOnIsNotAskedAgain for two minutes, as if they had declined.
func TestWhoPassesOnIsNotAskedAgain(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	s.must(s.TransferQueue(ctx, s.on(anna, conv, "2"), "sociale", "per voi"))
	s.Once(ctx)
	s.stands(conv, caterina.StateQueued, 0)
	bea := s.hire("Bea", caterina.RoleOperator)
	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, bea.Operator)
	if staff, err := s.store.Presences(ctx, s.town.ID); err != nil || staff[0].Wants != caterina.WantsWork {
		t.Errorf("Anna is %+v, %v: to pass on is no absence", staff, err)
	}
}

func TestWhenEverybodyHasGoneTheWaitEnds(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	conv := s.asks("famiglia")
	s.clock.set(rome(t, "2026-11-23 11:00"))
	s.store.queuedAt = s.clock.Now()
	s.clock.pass(20 * time.Minute)
	s.Once(ctx)
	s.stands(conv, caterina.StateQueued, 0)
	s.clock.pass(10 * time.Minute)
	s.Once(ctx)
	s.stands(conv, caterina.StateBot, 0)
	bodies := s.read(conv)
	if last := bodies[len(bodies)-1]; len(last.Options) != 2 || last.Options[0].ID != "callback" {
		t.Errorf("the ways on are %+v", last.Options)
	}
}

func TestAvailabilityOfARealQueue(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	s.clock.set(rome(t, "2026-11-23 11:00"))
	a, err := s.Availability(ctx, s.town, "anziani")
	if err != nil || a.Queue.Slug != "sociale" || a.Refusal != caterina.RefusedNobody {
		t.Errorf("with nobody: %+v, %v", a, err)
	}
	boss := s.hire("Anna", caterina.RoleSupervisor)
	s.asks("sociale")
	if a, err = s.Availability(ctx, s.town, "anziani"); err != nil || a.Refusal != "" || a.Waiting != 1 {
		t.Errorf("with Anna: %+v, %v", a, err)
	}
	until := time.Now().Add(time.Hour).Truncate(time.Second)
	if err := s.store.PauseQueue(ctx, s.town.ID, boss.Operator, caterina.QueuePause{Queue: "sociale", Until: until}); err != nil {
		t.Fatal(err)
	}
	s.clock.set(time.Now())
	if a, err = s.Availability(ctx, s.town, "anziani"); err != nil || a.Refusal != caterina.RefusedClosed || !a.Until.Equal(until) {
		t.Errorf("closed by hand: %+v, %v", a, err)
	}
}

func TestAPromiseToCall(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	form := caterina.CallbackForm{Name: "Maria", Contact: "0577 123456", When: caterina.CallMorning, Privacy: true}
	conv := s.asks("sociale")
	s.clock.set(rome(t, "2027-10-04 10:00")) // a holiday (57)
	event := s.must(s.Callback(ctx, s.town, conv, "it", "f1", form))
	if text := body(t, event).Text; !strings.Contains(text, "Servizio sociale ti richiama domani tra le 9:00 e le 13:00") || strings.Contains(text, "123456") {
		t.Errorf("told %q", text)
	}
	if again := s.must(s.Callback(ctx, s.town, conv, "it", "f1", form)); again.Seq != event.Seq {
		t.Error("the same form twice is two promises")
	}
	_, err := s.Callback(ctx, s.town, conv, "it", "f2", form)
	wantCode(t, err, caterina.CodeConflict)
	calls, err := s.store.Callbacks(ctx, s.town.ID)
	if err != nil || len(calls) != 1 || !calls[0].DueAt.Equal(rome(t, "2027-10-05 09:00")) || calls[0].Queue != "sociale" {
		t.Errorf("the promises are %+v, %v", calls, err)
	}
	if next := s.NextAttempt(s.town, calls[0]); !next.Equal(rome(t, "2027-10-05 09:00")) {
		t.Errorf("the next attempt is at %v", next)
	}

	anna := s.hire("Anna", caterina.RoleOperator)
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	_, err = s.Callback(ctx, s.town, conv, "it", "f3", form)
	wantCode(t, err, caterina.CodeConflict)
	if err == nil || !strings.Contains(err.Error(), "Stai già parlando con una persona") {
		t.Errorf("while talking to Anna: %v", err)
	}
	if strings.Contains(s.log.String(), "Maria") {
		t.Error("the log names the citizen")
	}
}

func errIf(yes bool) error {
	if yes {
		return caterina.Errorf(caterina.CodeUnavailable, "the store is down")
	}
	return nil
}
