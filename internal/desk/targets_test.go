package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"example.org/caterina"
)

// TestTheTimeForAnAnswerIsFollowed: from the request to the first words, from the
// next question to the answer, and what a report counts of it. The queue has no
// hours, and so no hours in which its clock stands.
func TestTheTimeForAnAnswerIsFollowed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	s.town.Queues[0].NextWithin = 8
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	start := time.Now()
	stands := func(when time.Duration) caterina.Target {
		t.Helper()
		s.clock.set(start.Add(when))
		got, err := s.Targets(ctx, s.town, []caterina.ConversationID{conv, "00000000-0000-4000-8000-00000000dead"})
		if err != nil || len(got) > 1 {
			t.Fatalf("got %+v, %v", got, err)
		}
		return got[conv]
	}
	if got := stands(3 * time.Minute); got.Kind != caterina.TargetFirst || got.Mark != 50 {
		t.Errorf("after three minutes: %+v", got)
	}
	if got := stands(6 * time.Minute); got.Mark != 100 || got.Until.After(start.Add(6*time.Minute)) {
		t.Errorf("after six minutes: %+v", got)
	}
	s.must(s.Take(ctx, s.on(anna, conv, "t")))
	s.must(s.Reply(ctx, caterina.StaffMessage{
		Town: s.town.ID, Conversation: conv, Operator: anna.Operator, Name: "Anna", Epoch: s.held(conv).Conversation.Epoch, ClientID: "r", Text: "Eccomi",
	}))
	if got := stands(7 * time.Minute); got.Kind != "" {
		t.Errorf("answered: %+v", got)
	}
	s.write(conv, "m2", "e poi?")
	if got := stands(7 * time.Minute); got.Kind != caterina.TargetNext || got.Mark != 80 {
		t.Errorf("seven of eight minutes after the next question: %+v", got)
	}
	if got := stands(9 * time.Minute); got.Mark != 100 {
		t.Errorf("after nine: %+v", got)
	}
	today := caterina.DateOf(start.In(caterina.Rome()))
	counts, err := s.InTime(ctx, s.town, today.AddDays(-1), today.AddDays(1))
	want := []caterina.TargetCount{
		{Queue: "famiglia", Kind: caterina.TargetFirst, Limit: 5 * time.Minute, Cases: 1, Within: 1}, // by the store's clock it took no time
		{Queue: "famiglia", Kind: caterina.TargetNext, Limit: 8 * time.Minute, Cases: 1},
	}
	if err != nil || !slices.Equal(counts, want) {
		t.Errorf("counted %+v, %v", counts, err)
	}
	if none, err := s.Targets(ctx, s.town, nil); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %v, %v", none, err)
	}
	call := s.CallTarget(s.town, caterina.Callback{Queue: "gone", DueAt: start.Add(-9 * 24 * time.Hour)})
	if call.Kind != caterina.TargetCall || call.Mark != 100 {
		t.Errorf("a call of last week: %+v", call)
	}
}

// TestAFloodIsToldOnce: the people of a conversation hear of it, nobody else.
func TestAFloodIsToldOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	seen := len(s.read(conv))
	for range 3 {
		if err := errors.Join(s.Limited(ctx, s.town.ID, conv), s.another("p2").Limited(ctx, s.town.ID, conv)); err != nil {
			t.Fatal(err)
		}
	}
	notes := 0
	for _, e := range s.events {
		if e.Kind == caterina.KindNote && e.Actor == caterina.ActorSystem {
			notes++
		}
	}
	if notes != 1 || len(s.read(conv)) != seen {
		t.Errorf("%d lines for staff, want one; the citizen has %d events, had %d", notes, len(s.read(conv)), seen)
	}
}
