package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
)

// modelTime is how long the model below runs, unless CATERINA_PLACES_FOR says
// another time.
const modelTime = 2 * time.Second

// TestWhateverEightDoTheRulesHold lets eight workers hold, confirm, move, cancel,
// wait, accept, let run out, close and erase as they like, and looks for what must
// never be.
func TestWhateverEightDoTheRulesHold(t *testing.T) {
	o := raceOffice(t, 2, caterina.Service{MaxActive: 2})
	o.addDesk("Sportello 2", 2)
	length := modelTime
	if text := os.Getenv("CATERINA_PLACES_FOR"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	m := &placeModel{office: o, convs: o.crowdOf(12), end: time.Now().Add(length)}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(m.work)
	}
	wg.Wait()
	if _, err := o.ExpireOffers(t.Context()); err != nil {
		t.Error(err)
	}
	o.sound()
	if n := value[int](o.fixture, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
	t.Logf("%d deeds were done, %d refused; %d bookings", m.done.Load(), m.refused.Load(), value[int](o.fixture, "SELECT count(*) FROM booking"))
	if m.done.Load() == 0 || m.refused.Load() == 0 {
		t.Error("the model does not model anything")
	}
}

// placeModel is what the workers share.
type placeModel struct {
	*office
	convs         []caterina.ConversationID
	end           time.Time
	next          atomic.Int64
	done, refused atomic.Int64
}

func (m *placeModel) work() {
	for time.Now().Before(m.end) {
		err := m.deed()
		switch {
		case err == nil:
			m.done.Add(1)
		case caterina.CodeOf(err) == caterina.CodeNotFound || why(m.t, err) != "?":
			m.refused.Add(1)
		}
	}
}

// vacancy is one of the few places that everybody wants.
func (m *placeModel) vacancy() caterina.Vacancy {
	v := m.at(15 * rand.IntN(8))
	day := rand.IntN(3)
	v.From, v.To, v.Version = v.From.AddDate(0, 0, day), v.To.AddDate(0, 0, day), 0
	for lane := range 2 {
		v.Spots = append(v.Spots, caterina.Spot{Desk: m.desk + 1, Lane: lane + 1})
	}
	rand.Shuffle(len(v.Spots), func(i, j int) { v.Spots[i], v.Spots[j] = v.Spots[j], v.Spots[i] })
	return v
}

// some is a booking, of which somebody may know an older revision.
func (m *placeModel) some() (caterina.Booking, bool) {
	bookings, err := m.Bookings(m.t.Context(), m.town, "centro", m.day, m.day.AddDate(0, 0, 4))
	if err != nil || len(bookings) == 0 {
		return caterina.Booking{}, false
	}
	return bookings[rand.IntN(len(bookings))], true
}

func (m *placeModel) deed() error {
	ctx, conv, v := m.t.Context(), m.convs[rand.IntN(len(m.convs))], m.vacancy()
	n := int(m.next.Add(1))
	draft := m.draft(n, v)
	draft.Person.Email = caterina.Secret(fmt.Sprintf("p%d@example.org", rand.IntN(20))) // few persons
	draft.Person.Name = "Ada"
	apply := func(effect caterina.Effect) error {
		return m.ApplyBooking(ctx, m.town, conv, []caterina.Effect{effect})
	}
	b, ok := m.some()
	switch kind := rand.IntN(16); {
	case kind < 4:
		return apply(caterina.HoldPlace{Vacancy: v, Draft: draft})
	case kind < 7:
		return apply(caterina.ConfirmBooking{Vacancy: v, Draft: draft})
	case kind == 7:
		return apply(caterina.EndDraft{})
	case kind == 8:
		return apply(caterina.KeepDraft{Draft: draft})
	case kind == 9:
		return apply(caterina.JoinWaitlist{Draft: draft, Wait: caterina.Waitlist{Service: "bonus", From: m.day, To: m.day.AddDate(0, 0, 4), Lang: "it"}})
	case kind == 10:
		return m.runOutAndSweep()
	case kind == 11:
		return m.accept(n)
	case !ok:
		return nil
	case kind == 12:
		draft.Moving, draft.Revision = b.ID, b.Revision
		if err := apply(caterina.HoldPlace{Vacancy: v, Draft: draft}); err != nil {
			return err
		}
		return apply(caterina.ConfirmBooking{Vacancy: v, Draft: draft})
	case kind == 13:
		_, _, err := m.MoveBooking(ctx, caterina.BookingMove{Town: m.town, Booking: b.ID, Revision: b.Revision, Vacancy: v, By: "operator:1"})
		return err
	case kind == 14 && rand.IntN(4) == 0:
		return m.EraseBooking(ctx, m.town, b.ID, "operator:1")
	default:
		_, _, err := m.CancelBooking(ctx, caterina.BookingCancel{Town: m.town, Booking: b.ID, Revision: b.Revision, By: caterina.ActorCitizen})
		return err
	}
}

// runOutAndSweep has some holds run out, and does what is done every minute.
func (m *placeModel) runOutAndSweep() error {
	ctx := m.t.Context()
	if _, err := m.Pool().Exec(ctx, `UPDATE allocation SET hold_expires_at = app_now() - interval '1 second'
		WHERE id IN (SELECT id FROM allocation WHERE state = 'held' LIMIT 2 FOR UPDATE SKIP LOCKED)`); err != nil {
		return err
	}
	if _, err := m.Pool().Exec(ctx, `UPDATE waitlist SET offer_until = app_now() - interval '1 second'
		WHERE id IN (SELECT id FROM waitlist WHERE state = 'offered' LIMIT 1 FOR UPDATE SKIP LOCKED)`); err != nil {
		return err
	}
	if _, err := m.ExpireOffers(ctx); err != nil {
		return err
	}
	_, err := m.SweepPlaces(ctx)
	return err
}

// accept takes, declines or leaves one of the offers.
func (m *placeModel) accept(n int) error {
	ctx := m.t.Context()
	var id int64
	err := m.Pool().QueryRow(ctx, "SELECT coalesce((SELECT id FROM waitlist WHERE state = 'offered' ORDER BY random() LIMIT 1), 0)").Scan(&id)
	if err != nil || id == 0 {
		return err
	}
	switch rand.IntN(4) {
	case 0:
		return m.DeclineOffer(ctx, m.town, id)
	case 1:
		return m.LeaveWait(ctx, m.town, id)
	default:
		_, err := m.AcceptOffer(ctx, caterina.WaitAccept{Town: m.town, Wait: id, Code: codeOf(n), RequestID: requestOf(n)})
		return err
	}
}
