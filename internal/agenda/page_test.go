package agenda_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// opened is a bench where a token opens tomorrow's appointment at ten.
func opened(t *testing.T) (b *bench, token string) {
	t.Helper()
	b = newBench(t)
	token = b.keys.ManageToken(tuesday().UID)
	b.store.tokens = map[string]caterina.Booking{token: tuesday()}
	b.store.tables = map[string]caterina.Timetable{"nord": table(1, "consulenza"), "sud": table(2, "consulenza")}
	return b, token
}

func TestTheLinkInANoticeOpensItsAppointment(t *testing.T) {
	t.Parallel()
	b, token := opened(t)
	a, err := b.Appointment(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if a.Town.Slug != "siena" || a.Booking.Code != "K7M2XQR" || a.Phone != "0577 123456" || a.NoMove != "" || a.NoCancel != "" {
		t.Errorf("the page has %+v", a)
	}
	if want := "https://famiglia.example.it/appuntamenti/" + token; a.Card.Manage != want || a.Card.ICS != want+"/appuntamento.ics" {
		t.Errorf("links %q and %q", a.Card.Manage, a.Card.ICS)
	}
	if text := string(a.Calendar); !strings.Contains(text, "METHOD:REQUEST\r\n") || !strings.Contains(text, "SEQUENCE:2\r\n") || strings.Contains(text, "ATTENDEE") {
		t.Errorf("the calendar file is\n%s", text)
	}
	if _, err := b.Appointment(t.Context(), "another"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("another secret: %v", err)
	}
}

func TestACitizenMovesAnAppointmentByItsPage(t *testing.T) {
	t.Parallel()
	b, token := opened(t)
	free, err := b.FreeTimes(t.Context(), token)
	if err != nil || len(free) < 100 {
		t.Fatalf("%d times, %v", len(free), err)
	}
	for _, slot := range free {
		if slot.From.Equal(tuesday().From) {
			t.Error("the present time is offered as another")
		}
	}
	to := free[len(free)-1]
	if err := b.MoveAppointment(t.Context(), token, 2, to); err != nil {
		t.Fatal(err)
	}
	move := b.store.moved[0]
	if move.Booking != 5 || move.Revision != 2 || move.By != caterina.ActorCitizen || !move.Vacancy.From.Equal(to.From) || move.Vacancy.Version != 3 {
		t.Errorf("moved %+v", move)
	}
	if card := move.Event.Booking; card.Revision != 3 || !card.From.Equal(to.From) || len(b.events) != 1 {
		t.Errorf("the chat shows %+v, %d events", card, len(b.events))
	}
	if len(move.Event.Options) != 2 || move.Event.Options[0].ID != "booking/K7M2XQR/3/move" {
		t.Errorf("with %+v", move.Event.Options)
	}
}

func TestACitizenCancelsAnAppointmentByItsPage(t *testing.T) {
	t.Parallel()
	b, token := opened(t)
	if err := b.CancelAppointment(t.Context(), token, 2); err != nil {
		t.Fatal(err)
	}
	end := b.store.ended[0]
	if end.Booking != 5 || end.Revision != 2 || end.By != caterina.ActorCitizen {
		t.Errorf("cancelled %+v", end)
	}
	if card := end.Event.Booking; card.Status != caterina.CancelledCitizen || card.Revision != 3 || len(end.Event.Options) != 0 {
		t.Errorf("the chat shows %+v with %v", card, end.Event.Options)
	}
}

func TestWhatCannotBeChangedIsRefusedBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change   func(*caterina.Booking)
		revision int
		move     caterina.BookingProblem
		cancel   caterina.BookingProblem
	}{
		"an older page":         {func(*caterina.Booking) {}, 1, caterina.ProblemStale, caterina.ProblemStale},
		"case 36: too late":     {func(b *caterina.Booking) { b.From = monday().Add(time.Hour) }, 2, caterina.ProblemCutoff, caterina.ProblemCutoff},
		"case 39: moved enough": {func(b *caterina.Booking) { b.Moves = 3 }, 2, caterina.ProblemMoves, ""},
		"over":                  {func(b *caterina.Booking) { b.From = monday().Add(-time.Hour) }, 2, caterina.ProblemPast, caterina.ProblemPast},
		"cancelled":             {func(b *caterina.Booking) { b.Status = caterina.CancelledOffice }, 2, caterina.ProblemStale, caterina.ProblemStale},
	} {
		b, token := opened(t)
		changed := tuesday()
		row.change(&changed)
		b.store.tokens[token] = changed
		slot := caterina.Slot{Service: "consulenza", Office: "nord", From: monday().Add(48 * time.Hour)}
		if got := why(t, b.MoveAppointment(t.Context(), token, row.revision, slot)); got != row.move {
			t.Errorf("%s: moving is refused for %q, want %q", name, got, row.move)
		}
		err := b.CancelAppointment(t.Context(), token, row.revision)
		if row.cancel == "" && err != nil || row.cancel != "" && why(t, err) != row.cancel {
			t.Errorf("%s: cancelling is refused for %v, want %q", name, err, row.cancel)
		}
		if len(b.store.moved) != 0 || row.cancel != "" && len(b.store.ended) != 0 {
			t.Errorf("%s: something was done", name)
		}
	}
}

func TestATimeOutsideTheRulesCannotBeAskedForDirectly(t *testing.T) {
	t.Parallel()
	b, token := opened(t)
	for _, slot := range []caterina.Slot{
		{Service: "consulenza", Office: "nord", From: monday().Add(24*time.Hour + 7*time.Minute)},
		{Service: "consulenza", Office: "nord", From: monday().Add(12 * time.Hour)},
		{Service: "consulenza", Office: "rosa", From: monday().Add(24 * time.Hour)},
		{},
	} {
		why(t, b.MoveAppointment(t.Context(), token, 2, slot))
	}
	if len(b.store.moved) != 0 {
		t.Error("something was moved")
	}
}

// waiting is a bench with somebody who was offered a place.
func waiting(t *testing.T) (b *bench, token string, from time.Time) {
	t.Helper()
	b = newBench(t)
	const uid = "11111111-2222-4333-8444-555555555555"
	token, from = b.keys.WaitToken(uid), monday().Add(24*time.Hour)
	b.store.waits = map[string]caterina.Waitlist{uid: {
		ID: 9, Town: 7, UID: uid, Service: "consulenza", State: caterina.WaitlistOffered, Lang: "it", OfferedFrom: from,
		OfferedUntil: monday().Add(time.Hour), Kept: true, Offer: 1,
		Offered: caterina.Vacancy{Service: "consulenza", Office: "nord", From: from, To: from.Add(30 * time.Minute)},
		Person:  caterina.Person{Name: "Anna", Email: "anna@example.it"}, Conversation: "c1",
	}}
	return b, token, from
}

func TestAnOfferOfTheWaitingListIsTakenByItsPage(t *testing.T) {
	t.Parallel()
	b, token, from := waiting(t)
	offer, err := b.WaitOffer(t.Context(), token)
	if err != nil || offer.Card.Office != "Sportello Nord" || !offer.Card.From.Equal(from) || offer.Card.Code != "" || offer.Card.Manage != "" || offer.Phone == "" {
		t.Fatalf("the page has %+v, %v", offer, err)
	}
	managed, err := b.AcceptOffer(t.Context(), token, from)
	if err != nil || len(b.store.accepted) != 1 || managed != b.keys.ManageToken(b.store.accepted[0].RequestID) {
		t.Errorf("accepted %+v, page %q, %v", b.store.accepted, managed, err)
	}
	if err := b.LeaveWait(t.Context(), token); err != nil || len(b.store.left) != 1 || b.store.left[0] != 9 {
		t.Errorf("left %v, %v", b.store.left, err)
	}
}

func TestAnOfferThatHasPassedIsNotTaken(t *testing.T) {
	t.Parallel()
	b, token, from := waiting(t)
	_, err := b.AcceptOffer(t.Context(), token, from.Add(time.Hour)) // a page of an earlier offer
	if got := why(t, err); got != caterina.ProblemTaken {
		t.Errorf("another time: %s", got)
	}
	for uid, w := range b.store.waits {
		w.State = caterina.WaitlistWaiting
		b.store.waits[uid] = w
	}
	if _, err = b.AcceptOffer(t.Context(), token, from); why(t, err) != caterina.ProblemTaken || len(b.store.accepted) != 0 {
		t.Error("a place that is offered no more is taken")
	}
	if offer, err := b.WaitOffer(t.Context(), token); err != nil || !offer.Card.From.IsZero() {
		t.Errorf("the page still shows %+v, %v", offer.Card, err)
	}
	for _, bad := range []string{"", "x", caterina.NewBookingKeys("another").WaitToken("11111111-2222-4333-8444-555555555555")} {
		if err := b.LeaveWait(t.Context(), bad); caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestWhatTheStoreRefusesReachesThePage(t *testing.T) {
	t.Parallel()
	b, token := opened(t)
	b.store.fail = nil
	slot := caterina.Slot{Service: "consulenza", Office: "nord", From: monday().Add(48 * time.Hour)}
	if err := b.MoveAppointment(t.Context(), token, 2, slot); err != nil {
		t.Fatal(err)
	}
	refusing := &refusing{store: b.store, err: &caterina.BookingRefused{Why: caterina.ProblemTaken}}
	cfg := b.config()
	cfg.Store = refusing
	if err := newService(cfg).MoveAppointment(t.Context(), token, 2, slot); why(t, err) != caterina.ProblemTaken {
		t.Errorf("case 37: %v", err)
	}
	refusing.err = errors.New("broken")
	if err := newService(cfg).CancelAppointment(t.Context(), token, 2); err == nil {
		t.Error("a broken database cancels")
	}
}
