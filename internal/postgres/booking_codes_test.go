package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// codes orders a code for an address in a conversation, as whoever begins anew each
// time does.
func (o *office) codes(conv caterina.ConversationID, address string) error {
	draft := caterina.BookingDraft{Service: "consulenza", Step: caterina.StepCode, Person: caterina.Person{Name: "X Y", Email: caterina.Secret(address)}}
	return o.ApplyBooking(o.t.Context(), o.town, conv, []caterina.Effect{caterina.EndDraft{}, caterina.KeepDraft{Draft: draft}, caterina.SendCode{}})
}

// ordered is how many mails with a code were ordered.
func (o *office) ordered() int {
	return value[int](o.fixture, "SELECT count(*) FROM river_job WHERE kind = 'code_mail'")
}

// TestNobodyFillsSomebodysMailbox: many conversations that begin again and again, all
// at once, send no more than five codes an hour to an address, however it is written.
func TestNobodyFillsSomebodysMailbox(t *testing.T) {
	t.Parallel()
	o := officeOn(t, openedStore(t, pgtest.URL(t), true, nil), 1, caterina.Service{})
	var all sync.WaitGroup
	for i := range 8 {
		conv := o.somebody()
		all.Go(func() {
			for n := range 4 {
				err := o.codes(conv, fmt.Sprintf("Anna+%d%d@posta.example", i, n))
				if refused, ok := errors.AsType[*caterina.BookingRefused](err); err != nil && (!ok || refused.Why != caterina.ProblemCodes) {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := o.ordered(); n != 5 {
		t.Fatalf("%d mails, want 5", n)
	}
	refused := refusal(t, o.codes(o.somebody(), "anna@posta.example"))
	if in := time.Until(refused.Opens); refused.Why != caterina.ProblemCodes || in < 58*time.Minute || in > time.Hour {
		t.Errorf("%+v, in %s", refused, in)
	}
	if err := o.codes(o.somebody(), "luca@posta.example"); err != nil {
		t.Errorf("somebody else's address: %v", err)
	}
	if rows := value[string](o.fixture, "SELECT string_agg(c::text, ' ') FROM code_order c"); strings.Contains(rows, "posta") {
		t.Errorf("the address is stored: %s", rows)
	}
	o.exec("UPDATE code_order SET at = at - interval '61 minutes'")
	for range 5 {
		if err := o.codes(o.somebody(), "anna@posta.example"); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	}
	o.exec("UPDATE code_order SET at = at - interval '61 minutes'")
	refused = refusal(t, o.codes(o.somebody(), "anna@posta.example"))
	if in := time.Until(refused.Opens); in < 21*time.Hour || in > 22*time.Hour {
		t.Errorf("ten a day: again in %s", in)
	}
	o.exec("UPDATE code_order SET at = at - interval '1 day'")
	if _, err := o.ForgetBookings(t.Context(), time.Hour, time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM code_order"); n != 0 {
		t.Errorf("%d orders are never forgotten", n)
	}
}

// TestAConversationHasSixCodesAnHour, to whatever addresses.
func TestAConversationHasSixCodesAnHour(t *testing.T) {
	t.Parallel()
	o := officeOn(t, openedStore(t, pgtest.URL(t), true, nil), 1, caterina.Service{})
	for n := range 6 {
		if err := o.codes(o.conv, fmt.Sprintf("p%d@posta.example", n)); err != nil {
			t.Fatal(err)
		}
	}
	if got := why(t, o.codes(o.conv, "p7@posta.example")); got != caterina.ProblemCodes || o.ordered() != 6 {
		t.Errorf("%s after %d", got, o.ordered())
	}
	if err := o.codes(o.somebody(), "p7@posta.example"); err != nil {
		t.Error(err)
	}
}
