package agenda_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
)

// elsewhere is a system of appointments that keeps no places.
type elsewhere struct {
	made    map[string]caterina.BookingOrder // by request id
	moved   []caterina.BookingMove
	ended   []caterina.BookingCancel
	now     caterina.Booking // as it has one
	refuse  error
	holds   bool
	nobody  bool // what it books has no name
	looked  int
	waiting chan struct{} // closed: it answers; nil: at once
}

func (e *elsewhere) Capabilities() agenda.Capabilities { return agenda.Capabilities{Hold: e.holds} }

// answer waits as long as the system does.
func (e *elsewhere) answer(ctx context.Context) error {
	if e.waiting == nil {
		return e.refuse
	}
	select {
	case <-e.waiting:
		return e.refuse
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (e *elsewhere) Times(ctx context.Context, _ caterina.TimesQuery) (caterina.Times, error) {
	return caterina.Times{Exact: true, Slots: []caterina.Slot{{Service: "consulenza", Office: "nord", From: thursday()}}}, e.answer(ctx)
}

func (e *elsewhere) Free(ctx context.Context, q caterina.TimesQuery) ([]caterina.Slot, error) {
	return []caterina.Slot{
		{Service: q.Service, Office: q.Office, From: thursday()}, {Service: q.Service, Office: q.Office, From: thursday().Add(time.Hour)},
	}, e.answer(ctx)
}

func (e *elsewhere) Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	return caterina.Vacancy{Service: q.Service, Office: q.Office, From: q.From, To: q.From.Add(20 * time.Minute)}, e.answer(ctx)
}

func (e *elsewhere) Confirm(ctx context.Context, o caterina.BookingOrder) (caterina.Booking, error) {
	if err := e.answer(ctx); err != nil {
		return caterina.Booking{}, err
	}
	e.made[o.RequestID] = o
	if e.nobody {
		return caterina.Booking{Code: o.Code}, nil
	}
	return caterina.Booking{Code: o.Code, External: "ext-" + o.RequestID}, nil
}

func (e *elsewhere) Move(ctx context.Context, m caterina.BookingMove) (caterina.Booking, error) {
	err := e.answer(ctx)
	if err == nil {
		e.moved = append(e.moved, m)
	}
	return caterina.Booking{}, err
}

func (e *elsewhere) Cancel(ctx context.Context, c caterina.BookingCancel) (caterina.Booking, error) {
	err := e.answer(ctx)
	if err == nil {
		e.ended = append(e.ended, c)
	}
	return caterina.Booking{}, err
}

func (e *elsewhere) Get(ctx context.Context, _ caterina.Booking) (caterina.Booking, error) {
	e.looked++
	return e.now, e.answer(ctx)
}

// holder is one that keeps places.
type holder struct {
	*elsewhere

	held []caterina.Vacancy
}

func (h *holder) Hold(_ context.Context, _ caterina.TownID, _ caterina.ConversationID, v caterina.Vacancy) error {
	h.held = append(h.held, v)
	return h.refuse
}

// completer notes what is stored.
type completer struct {
	effects  []caterina.Effect
	times    int
	err      error
	unproved error
}

func (c *completer) CompleteTurn(_ context.Context, _ caterina.LeasedTurn, reply caterina.Reply, _ *caterina.Transition) ([]caterina.Event, error) {
	c.times++
	c.effects = reply.Effects
	return nil, c.err
}

func (c *completer) Prove(context.Context, caterina.TownID, caterina.ConversationID, string, caterina.BookingDraft) error {
	return c.unproved
}

// attached is a bench whose town has another system.
func attached(t *testing.T) (*bench, *elsewhere) {
	t.Helper()
	b, other := newBench(t), &elsewhere{made: map[string]caterina.BookingOrder{}}
	cfg := b.config()
	cfg.Booker = func(town caterina.TownID) agenda.Booker {
		if town == 7 {
			return other
		}
		return nil
	}
	b.Service = newService(cfg)
	return b, other
}

func TestOurOwnSystemIsTheDefaultAndKeepsPlaces(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	own := b.Booker(7)
	if !own.Capabilities().Hold {
		t.Error("it keeps no places")
	}
	b.store.tables = map[string]caterina.Timetable{"nord": table(1, "consulenza")}
	if times, err := own.Times(t.Context(), caterina.TimesQuery{Town: siena(), Service: "consulenza"}); err != nil || len(times.Slots) != 3 {
		t.Errorf("times %+v, %v", times, err)
	}
	if _, err := own.Move(t.Context(), caterina.BookingMove{Booking: 5}); err != nil || len(b.store.moved) != 1 {
		t.Errorf("moved %v, %v", b.store.moved, err)
	}
	if _, err := own.Cancel(t.Context(), caterina.BookingCancel{Booking: 5}); err != nil || len(b.store.ended) != 1 || len(b.events) != 2 {
		t.Errorf("cancelled %v with %d events, %v", b.store.ended, len(b.events), err)
	}
	standing, err := b.Standing(t.Context(), siena(), "c1")
	if err != nil || standing.Unkept {
		t.Errorf("standing %+v, %v", standing, err)
	}
	store := &completer{}
	effect := caterina.HoldPlace{Draft: caterina.BookingDraft{Code: "K7M2XQR"}}
	if _, err := b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7}, caterina.Reply{Effects: []caterina.Effect{effect}}, nil); err != nil {
		t.Fatal(err)
	}
	if _, held := store.effects[0].(caterina.HoldPlace); !held {
		t.Errorf("our own store gets %T", store.effects[0])
	}
}

func TestATownMayAttachItsOwnSystem(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	times, err := b.Times(t.Context(), caterina.TimesQuery{Town: siena(), Service: "consulenza"})
	if err != nil || len(times.Slots) != 1 || !times.Slots[0].From.Equal(thursday()) {
		t.Errorf("times %+v, %v", times, err)
	}
	standing, err := b.Standing(t.Context(), siena(), "c1")
	if err != nil || !standing.Unkept || !standing.Elsewhere {
		t.Errorf("standing %+v, %v", standing, err)
	}
	store, turn := &completer{}, caterina.LeasedTurn{Town: 7, Conversation: "c1"}
	complete := func(effect caterina.Effect) error {
		_, err := b.Complete(t.Context(), store, turn, caterina.Reply{Effects: []caterina.Effect{effect}, Message: caterina.MessageBody{Lang: "it"}}, nil)
		return err
	}
	draft := caterina.BookingDraft{Code: "K7M2XQR", RequestID: "r1", Person: person("Anna")}
	if err := complete(caterina.HoldPlace{Draft: draft}); err != nil {
		t.Fatal(err)
	}
	if kept, ok := store.effects[0].(caterina.KeepDraft); !ok || kept.Draft.Code != "K7M2XQR" {
		t.Errorf("instead of a hold our store gets %+v", store.effects[0])
	}
	store.err = caterina.Errorf(caterina.CodeConflict, "a newer message")
	for range 2 { // the reply could not be stored, and the turn is run again
		_ = complete(caterina.ConfirmBooking{Draft: draft})
	}
	if note, ok := store.effects[0].(caterina.NoteBooking); !ok || note.Booking.External != "ext-r1" || note.What != caterina.NoticeConfirmed ||
		len(other.made) != 1 || other.made["r1"].Person.Name != "Anna" || other.made["r1"].By != caterina.ActorCitizen || len(b.store.noted) != 2 {
		t.Errorf("made %+v, noted %+v, our store gets %+v", other.made, b.store.noted, store.effects[0])
	}
	store.err = nil
	b.store.byID = map[caterina.BookingID]caterina.Booking{5: {ID: 5, Town: 7, External: "x5", Status: caterina.Booked, Revision: 2, From: thursday(), To: thursday().Add(time.Hour)}}
	if err := complete(caterina.CancelBooking{Booking: 5, Revision: 1}); why(t, err) != caterina.ProblemStale || len(other.ended) != 0 {
		t.Errorf("an older one cancelled: %+v, %v", other.ended, err)
	}
	if err := complete(caterina.CancelBooking{Booking: 5, Revision: 2}); err != nil || len(other.ended) != 1 || other.ended[0].External != "x5" {
		t.Errorf("cancelled %+v, %v", other.ended, err)
	}
	move := caterina.ConfirmBooking{Vacancy: caterina.Vacancy{From: thursday().Add(time.Hour)}, Draft: caterina.BookingDraft{Moving: 5, Revision: 2}}
	if err := complete(move); err != nil || len(other.moved) != 1 || other.moved[0].External != "x5" || len(other.ended) != 1 {
		t.Errorf("moved %+v and cancelled %+v, %v", other.moved, other.ended, err)
	}
	if note, _ := store.effects[0].(caterina.NoteBooking); note.What != caterina.NoticeMoved || note.Booking.To.Sub(note.Booking.From) != time.Hour {
		t.Errorf("noted %+v", note)
	}
	b.store.byID[5] = caterina.Booking{ID: 5, Town: 7, Status: caterina.Booked, Revision: 2} // ours from before
	if err := complete(move); why(t, err) != caterina.ProblemElsewhere || len(other.moved) != 1 {
		t.Errorf("ours moved to a time of theirs: %v", err)
	}
	if err := complete(caterina.CancelBooking{Booking: 5, Revision: 2}); err != nil || len(other.ended) != 1 {
		t.Errorf("ours cancelled there: %v", err)
	}
	delete(b.store.byID, 5)
	if err := complete(caterina.CancelBooking{Booking: 5}); why(t, err) != caterina.ProblemUnknown {
		t.Errorf("none: %v", err)
	}
	store.unproved = &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	if err := complete(caterina.ConfirmBooking{Draft: caterina.BookingDraft{RequestID: "r2"}}); why(t, err) != caterina.ProblemUnproved || len(other.made) != 1 {
		t.Errorf("booked with an address that nobody proved: %v", err)
	}
	if err := complete(caterina.SetLang{Lang: "en"}); err != nil || len(store.effects) != 1 {
		t.Errorf("another effect: %v", err)
	}
}

func TestWhatAnotherSystemRefusesIsToldLikeOurs(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	other.refuse = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	b.store.byID = map[caterina.BookingID]caterina.Booking{0: {Town: 7, External: "x", Status: caterina.Booked}}
	store := &completer{}
	for _, effect := range []caterina.Effect{caterina.ConfirmBooking{}, caterina.CancelBooking{}} {
		_, err := b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7}, caterina.Reply{Effects: []caterina.Effect{effect}}, nil)
		if why(t, err) != caterina.ProblemTaken || store.times != 0 {
			t.Errorf("%T: %v, stored %d times", effect, err, store.times)
		}
	}
	_, err := b.Vacancy(t.Context(), caterina.VacancyQuery{Town: siena()})
	if why(t, err) != caterina.ProblemTaken {
		t.Errorf("a vacancy: %v", err)
	}
}

// TestASystemThatIsDownIsToldAsSuch, and nothing is stored: neither of an error, nor of
// an answer that does not come, nor of one that names nothing.
func TestASystemThatIsDownIsToldAsSuch(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	store := &completer{}
	b.store.byID = map[caterina.BookingID]caterina.Booking{5: {ID: 5, Town: 7, External: "x5", Status: caterina.Booked}}
	b.store.tokens = map[string]caterina.Booking{"t": b.store.byID[5]}
	all := func(name string, deeds ...caterina.Effect) {
		t.Helper()
		_, err := b.Times(t.Context(), caterina.TimesQuery{Town: siena()})
		_, err2 := b.Vacancy(t.Context(), caterina.VacancyQuery{Town: siena()})
		_, err3 := b.FreeTimes(t.Context(), "t")
		for _, err := range []error{err, err2, err3} {
			if why(t, err) != caterina.ProblemDown {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, effect := range deeds {
			if _, err := b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7}, caterina.Reply{Effects: []caterina.Effect{effect}}, nil); why(t, err) != caterina.ProblemDown {
				t.Errorf("%s: %T: %v", name, effect, err)
			}
		}
	}
	deeds := []caterina.Effect{caterina.ConfirmBooking{}, caterina.CancelBooking{Booking: 5}, caterina.ConfirmBooking{Draft: caterina.BookingDraft{Moving: 5}}}
	other.refuse = errors.New("a password: 1234")
	all("an error", deeds...)
	synctest.Test(t, func(*testing.T) {
		other.refuse, other.waiting = nil, make(chan struct{})
		all("no answer", deeds...)
		if page, err := b.Appointment(t.Context(), "t"); err != nil || page.Booking.ID != 5 {
			t.Errorf("the page of what we know: %+v, %v", page, err)
		}
	})
	other.waiting, other.nobody = nil, true
	if _, err := b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7}, caterina.Reply{Effects: deeds[:1]}, nil); why(t, err) != caterina.ProblemDown {
		t.Errorf("a booking without a name: %v", err)
	}
	if store.times != 0 || len(b.store.noted) != 0 {
		t.Errorf("stored %d times, noted %+v", store.times, b.store.noted)
	}
	if strings.Contains(b.logs.String(), "1234") {
		t.Error("its words are in the log")
	}
}

func TestASystemThatKeepsPlacesIsAskedTo(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	other.holds = true
	if standing, err := b.Standing(t.Context(), siena(), "c1"); err != nil || !standing.Unkept {
		t.Errorf("it says that it keeps places and does not: %+v, %v", standing, err)
	}
	keeps := &holder{elsewhere: other}
	cfg := b.config()
	cfg.Booker = func(caterina.TownID) agenda.Booker { return keeps }
	b.Service = newService(cfg)
	if standing, err := b.Standing(t.Context(), siena(), "c1"); err != nil || standing.Unkept {
		t.Errorf("standing %+v, %v", standing, err)
	}
	store := &completer{}
	hold := func() error {
		_, err := b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7}, caterina.Reply{Effects: []caterina.Effect{caterina.HoldPlace{Vacancy: caterina.Vacancy{From: thursday()}}}}, nil)
		return err
	}
	if err := hold(); err != nil || len(keeps.held) != 1 || !keeps.held[0].From.Equal(thursday()) {
		t.Errorf("held %+v, %v", keeps.held, err)
	}
	other.refuse = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	if err := hold(); why(t, err) != caterina.ProblemTaken || store.times != 1 {
		t.Errorf("taken: %v, stored %d times", err, store.times)
	}
}

// TestWhatTheirOfficeChangesIsSeenHere: looked at before it is told or shown.
func TestWhatTheirOfficeChangesIsSeenHere(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	have := caterina.Booking{ID: 5, Town: 7, External: "x5", Status: caterina.Booked, Revision: 2, Service: "consulenza", Office: "nord", From: thursday(), To: thursday().Add(time.Hour)}
	b.store.standing.Bookings = []caterina.Booking{have, {ID: 6, Town: 7, Status: caterina.Booked, From: thursday()}}
	other.now = have
	if s, err := b.Standing(t.Context(), siena(), "c1"); err != nil || len(s.Bookings) != 2 || other.looked != 1 || len(b.store.noted) != 0 {
		t.Errorf("nothing has changed: %+v, %v, noted %+v", s.Bookings, err, b.store.noted)
	}
	other.now.From, other.now.To = have.From.Add(24*time.Hour), time.Time{}
	if _, err := b.Standing(t.Context(), siena(), "c1"); err != nil || len(b.store.noted) != 1 {
		t.Fatalf("noted %+v, %v", b.store.noted, err)
	}
	if n := b.store.noted[0]; n.What != caterina.NoticeMoved || n.By != caterina.ActorSystem || !n.Booking.From.Equal(other.now.From) || !n.Booking.To.After(n.Booking.From) {
		t.Errorf("noted %+v", n)
	}
	other.now = caterina.Booking{Status: caterina.CancelledOffice}
	b.store.standing.Bookings = []caterina.Booking{have}
	if s, err := b.Standing(t.Context(), siena(), "c1"); err != nil || len(s.Bookings) != 0 || b.store.noted[1].What != caterina.NoticeCancelled {
		t.Errorf("cancelled there: %+v, %v, noted %+v", s.Bookings, err, b.store.noted)
	}
	b.store.standing.Bookings, b.store.fail = []caterina.Booking{have}, nil
	b.store.noteErr = errors.New("no database")
	if s, err := b.Standing(t.Context(), siena(), "c1"); err != nil || len(s.Bookings) != 1 {
		t.Errorf("what cannot be noted is as it was: %+v, %v", s.Bookings, err)
	}
}

func TestThePageOfWhatIsKeptElsewhereMovesAndCancelsItThere(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	have := caterina.Booking{
		ID: 5, Town: 7, External: "x5", Status: caterina.Booked, Revision: 2, Service: "consulenza", Office: "nord", From: thursday(), To: thursday().Add(time.Hour),
		Conversation: "c1",
	}
	b.store.tokens = map[string]caterina.Booking{"t": have}
	other.now = have
	if free, err := b.FreeTimes(t.Context(), "t"); err != nil || len(free) != 1 || !free[0].From.Equal(thursday().Add(time.Hour)) {
		t.Errorf("free: %+v, %v", free, err)
	}
	if err := b.MoveAppointment(t.Context(), "t", 2, caterina.Slot{Office: "nord", From: thursday().Add(time.Hour)}); err != nil || len(other.moved) != 1 || len(b.store.moved) != 0 {
		t.Errorf("moved there %+v, here %+v, %v", other.moved, b.store.moved, err)
	}
	if err := b.CancelAppointment(t.Context(), "t", 2); err != nil || len(other.ended) != 1 || len(b.store.ended) != 0 {
		t.Errorf("ended there %+v, here %+v, %v", other.ended, b.store.ended, err)
	}
	if len(b.store.noted) != 2 || len(b.events) != 2 {
		t.Errorf("noted %+v, told %d times", b.store.noted, len(b.events))
	}
	if err := b.CancelAppointment(t.Context(), "t", 1); why(t, err) != caterina.ProblemStale {
		t.Errorf("an older page: %v", err)
	}
	cfg := b.config() // the town has given its system up
	cfg.Booker = func(caterina.TownID) agenda.Booker { return nil }
	b.Service = newService(cfg)
	if err := b.CancelAppointment(t.Context(), "t", 2); why(t, err) != caterina.ProblemElsewhere {
		t.Errorf("nobody keeps it any more: %v", err)
	}
	if _, err := b.FreeTimes(t.Context(), "t"); why(t, err) != caterina.ProblemElsewhere {
		t.Errorf("times of nobody: %v", err)
	}
}

// TestWhoCountsPlacesHearsOfRepliesThatKeepOne, and of those that show times; of
// nothing that was not stored.
func TestWhoCountsPlacesHearsOfRepliesThatKeepOne(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	cfg := b.config()
	var heard []string
	cfg.Replied = func(conv caterina.ConversationID, took, offers bool) {
		heard = append(heard, fmt.Sprintf("%s %t %t", conv, took, offers))
	}
	b.Service = newService(cfg)
	store := &completer{}
	complete := func(reply caterina.Reply) {
		_, _ = b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7, Conversation: "c1"}, reply, nil)
	}
	hold := caterina.Reply{Effects: []caterina.Effect{caterina.HoldPlace{}}}
	complete(caterina.Reply{})
	complete(hold)
	complete(caterina.Reply{Message: caterina.MessageBody{Slots: make([]caterina.SlotView, 3)}})
	store.err = errors.New("no database")
	complete(hold)
	if got := strings.Join(heard, ", "); got != "c1 true false, c1 false true" {
		t.Errorf("heard %s", got)
	}
}
