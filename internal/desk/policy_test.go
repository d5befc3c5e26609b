package desk_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// TestASnoozeOfWhoIsOffDutyEndsInTheQueue is case 63: an open tab answers nobody.
func TestASnoozeOfWhoIsOffDutyEndsInTheQueue(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	s.must(s.Snooze(ctx, s.on(anna, conv, "2"), s.clock.Now().Add(time.Hour)))
	if err := s.SetWish(ctx, s.town.ID, anna.Operator, caterina.WantsNothing); err != nil {
		t.Fatal(err)
	}
	s.Once(ctx)
	s.stands(conv, caterina.StateSnoozed, anna.Operator)
	s.write(conv, "back", "ci siete?")
	s.stands(conv, caterina.StateQueued, 0)
	if s.held(conv).Priority != handoff.PriorityLost || s.said(conv, "davanti agli altri") != 1 {
		t.Errorf("priority %d, the citizen read %+v", s.held(conv).Priority, s.read(conv))
	}
}

// TestAWrongClockDecidesNothing is case 45: a process that is two minutes ahead,
// or behind, offers and ends waits when the others do.
func TestAWrongClockDecidesNothing(t *testing.T) {
	t.Parallel()

	for name, wrong := range map[string]time.Duration{"ahead": 2*time.Minute + 10*time.Second, "behind": -2 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			ctx := t.Context()
			s.config.Clock = s.store.Clock
			s.Service = s.another("p1")
			s.clock.set(time.Now().Add(wrong))
			anna := s.hire("Anna", caterina.RoleOperator, "altro") // asked only after two minutes
			conv := s.asks("famiglia")
			s.Once(ctx)
			s.stands(conv, caterina.StateQueued, 0)
			s.store.waited(conv, 2*time.Minute+5*time.Second)
			s.Once(ctx)
			s.stands(conv, caterina.StateOffered, anna.Operator)

			s.store.fail = func(doing string) error { return errIf(doing == "dispatch") } // nobody else is asked
			long := s.asks("famiglia")
			limit := handoff.MaxWait(s.town.Queues[0])
			s.store.waited(long, limit-time.Minute)
			s.clock.pass(10 * time.Second)
			s.Once(ctx)
			if s.said(long, "più lunga del solito") != 0 {
				t.Error("told too early")
			}
			s.store.waited(long, limit+time.Minute)
			s.clock.pass(10 * time.Second)
			s.Once(ctx)
			if s.said(long, "più lunga del solito") != 1 {
				t.Errorf("told too late: the citizen read %+v", s.read(long))
			}
		})
	}
}

// TestWhoLooksAtDangerIsNoted: colleagues read it, and it rings no more.
func TestWhoLooksAtDangerIsNoted(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.visit()
	s.answer(s.write(conv, "1", "aiuto"), caterina.Reply{
		Message: caterina.MessageBody{Text: "Chiama il 112", Outcome: caterina.OutcomeCrisis},
		Effects: []caterina.Effect{caterina.FlagCrisis{Category: "violence"}},
	})
	for range 2 {
		if err := s.Seen(ctx, s.on(anna, conv, "")); err != nil {
			t.Fatal(err)
		}
	}
	log, err := s.store.StaffEvents(ctx, s.town.ID, conv, 0, 100)
	if err != nil || len(log) != 4 || log[3].Kind != caterina.KindNote || !s.told(log[3]) {
		t.Errorf("the log is %+v, %v; want one note, and that it is told", log, err)
	}
	if s.said(conv, "segnalazione") != 0 {
		t.Error("the citizen read it")
	}
}

// TestSilenceEndsAConversationAndTellsNobody: it is done, and no socket wakes up.
func TestSilenceEndsAConversationAndTellsNobody(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	conv := s.visit()
	s.Once(t.Context())
	s.stands(conv, caterina.StateBot, 0)
	s.store.idleNow = true
	s.clock.pass(time.Minute)
	s.Once(t.Context())
	s.stands(conv, caterina.StateClosed, 0)
	if s.mu.Lock(); len(s.events) != 0 {
		t.Errorf("told of %+v", s.events)
	}
	s.mu.Unlock()
	if n := len(s.read(conv)); n != 1 {
		t.Errorf("the citizen reads %d lines, want the greeting", n)
	}
}
