package agenda_test

import (
	"context"
	"errors"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
)

// elsewhere is a system of appointments that keeps no places.
type elsewhere struct {
	made   map[string]caterina.BookingOrder // by request id
	ended  []caterina.BookingCancel
	refuse error
	holds  bool
}

func (e *elsewhere) Capabilities() agenda.Capabilities { return agenda.Capabilities{Hold: e.holds} }

func (e *elsewhere) Times(context.Context, caterina.TimesQuery) (caterina.Times, error) {
	return caterina.Times{Exact: true, Slots: []caterina.Slot{{Service: "consulenza", Office: "nord", From: thursday()}}}, e.refuse
}

func (e *elsewhere) Vacancy(_ context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	return caterina.Vacancy{Service: q.Service, Office: q.Office, From: q.From}, e.refuse
}

func (e *elsewhere) Confirm(_ context.Context, o caterina.BookingOrder) (caterina.Booking, error) {
	if e.refuse == nil {
		e.made[o.RequestID] = o
	}
	return caterina.Booking{Code: o.Code}, e.refuse
}

func (e *elsewhere) Move(context.Context, caterina.BookingMove) (caterina.Booking, error) {
	return caterina.Booking{}, e.refuse
}

func (e *elsewhere) Cancel(_ context.Context, c caterina.BookingCancel) (caterina.Booking, error) {
	e.ended = append(e.ended, c)
	return caterina.Booking{}, e.refuse
}

func (e *elsewhere) Get(context.Context, caterina.TownID, caterina.BookingID) (caterina.Booking, error) {
	return caterina.Booking{}, e.refuse
}

// completer notes what is stored.
type completer struct {
	effects []caterina.Effect
	times   int
	err     error
}

func (c *completer) CompleteTurn(_ context.Context, _ caterina.LeasedTurn, reply caterina.Reply, _ *caterina.Transition) ([]caterina.Event, error) {
	c.times++
	c.effects = reply.Effects
	return nil, c.err
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
	if err != nil || !standing.Unkept || standing.Proves {
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
	if _, ended := store.effects[0].(caterina.EndDraft); !ended || len(other.made) != 1 || other.made["r1"].Person.Name != "Anna" || other.made["r1"].By != caterina.ActorCitizen {
		t.Errorf("made %+v, our store gets %T", other.made, store.effects[0])
	}
	store.err = nil
	if err := complete(caterina.CancelBooking{Booking: 5, Revision: 2}); err != nil || len(other.ended) != 1 || other.ended[0].Revision != 2 {
		t.Errorf("cancelled %+v, %v", other.ended, err)
	}
	if err := complete(caterina.SetLang{Lang: "en"}); err != nil || len(store.effects) != 1 {
		t.Errorf("another effect: %v", err)
	}
}

func TestWhatAnotherSystemRefusesIsToldLikeOurs(t *testing.T) {
	t.Parallel()
	b, other := attached(t)
	other.refuse = &caterina.BookingRefused{Why: caterina.ProblemTaken}
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
	other.refuse = errors.New("down")
	if _, err := b.Times(t.Context(), caterina.TimesQuery{Town: siena()}); err == nil {
		t.Error("a broken system has times")
	}
	other.refuse, other.holds = nil, true
	if _, err := b.Complete(t.Context(), store, caterina.LeasedTurn{Town: 7}, caterina.Reply{Effects: []caterina.Effect{caterina.HoldPlace{}}}, nil); err == nil {
		t.Error("a place is promised that nobody keeps")
	}
}
