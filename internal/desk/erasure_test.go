package desk_test

import (
	"testing"

	"example.org/caterina"
)

// TestASupervisorHasAWaitErased: nobody waits for people any more, everybody is
// told, and the places of the others move up.
func TestASupervisorHasAWaitErased(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	anna, sara := s.hire("Anna", caterina.RoleOperator), s.hire("Sara", caterina.RoleSupervisor)
	first, second := s.asks("famiglia"), s.asks("famiglia")
	if err := s.Erase(ctx, s.on(anna, first, "e"), false, "richiesta"); caterina.CodeOf(err) != caterina.CodeForbidden {
		t.Errorf("an operator: %v", err)
	}
	if err := s.Erase(ctx, s.on(sara, first, "e"), false, "richiesta"); err != nil {
		t.Fatal(err)
	}
	s.stands(first, caterina.StateBot, 0)
	log, err := s.store.Events(ctx, s.town.ID, first, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	last := log[len(log)-1]
	if b := body(t, last); b.Text != "Contenuto cancellato: quello che era scritto in questa conversazione non c'è più." || b.Reason != caterina.ReasonErased || !s.told(last) {
		t.Errorf("told %+v", b)
	}
	for _, ev := range log[:len(log)-1] {
		if b := body(t, ev); b.Text != "" || !b.Erased {
			t.Errorf("event %d is %s", ev.N, ev.Body)
		}
	}
	if p, err := s.Place(ctx, s.town.ID, second); err != nil || p.Place != 1 {
		t.Errorf("the other has the place %+v, %v", p, err)
	}
	s.Once(ctx)
	s.stands(second, caterina.StateOffered, anna.Operator)
	if err := s.Erase(ctx, s.on(sara, second, "e"), false, "richiesta"); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("while it rings: %v", err)
	}
}
