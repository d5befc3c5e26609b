package webchat

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"example.org/caterina"
)

// citizenDesk keeps what citizens ask of people, and makes the events that the real
// one would.
type citizenDesk struct {
	store     *fakeStore
	hub       *Hub
	mu        sync.Mutex
	places    map[caterina.ConversationID]caterina.Place
	asked     int // calls of Places
	callbacks []caterina.CallbackForm
	ratings   []caterina.Rating
	err       error
}

// withDesk gives the hub people behind it.
func withDesk(s *server) {
	s.desk = &citizenDesk{store: s.store, hub: s.hub, places: map[caterina.ConversationID]caterina.Place{}}
	s.hub.cfg.Desk = s.desk
	s.hub.times.places = 5 * time.Millisecond
}

func (d *citizenDesk) Places(_ context.Context, _ caterina.TownID, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Place, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	places := make(map[caterina.ConversationID]caterina.Place)
	for _, conv := range convs {
		if place, ok := d.places[conv]; ok {
			places[conv] = place
		}
	}
	return places, d.err
}

func (d *citizenDesk) Callback(_ context.Context, _ caterina.Town, conv caterina.ConversationID, _, _ string, form caterina.CallbackForm) (caterina.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return caterina.Event{}, d.err
	}
	d.callbacks = append(d.callbacks, form)
	ev := d.store.turn(conv, caterina.StateCallback, caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Ti richiamiamo."}})
	d.hub.Push(ev)
	return ev, nil
}

func (d *citizenDesk) Rate(_ context.Context, _ caterina.Town, conv caterina.ConversationID, _, _ string, rating caterina.Rating) (caterina.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return caterina.Event{}, d.err
	}
	d.ratings = append(d.ratings, rating)
	ev := d.store.as(conv, caterina.ActorSystem, caterina.MessageBody{Text: "Grazie per il voto."})
	d.hub.Push(ev)
	return ev, nil
}

func (d *citizenDesk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}

// stand gives a conversation its place in the queue; 0 takes it away.
func (d *citizenDesk) stand(conv caterina.ConversationID, place, minutes int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.places, conv)
	if place > 0 {
		d.places[conv] = caterina.Place{Place: place, WaitMinutes: minutes}
	}
}

// calls is how often places were asked for.
func (d *citizenDesk) calls() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked
}

// as stores what somebody says, as another process would: nobody is told.
func (s *fakeStore) as(conv caterina.ConversationID, actor caterina.Actor, body caterina.MessageBody) caterina.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.append(conv, actor, "", body)
}

// turn stores a change of hands, as another process would.
func (s *fakeStore) turn(conv caterina.ConversationID, state caterina.State, body caterina.StateBody) caterina.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.convs[conv]
	c.conv.State = state
	body.State, body.Owner = state, state.Owner()
	s.append(conv, caterina.ActorSystem, "", caterina.MessageBody{})
	ev := &c.events[len(c.events)-1]
	ev.Kind = caterina.KindState
	ev.Body, _ = json.Marshal(body)
	return *ev
}

// edit stores that somebody has put a message right.
func (s *fakeStore) edit(conv caterina.ConversationID, actor caterina.Actor, body caterina.EditBody) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.append(conv, actor, "", caterina.MessageBody{})
	ev := &s.convs[conv].events[len(s.convs[conv].events)-1]
	ev.Kind = caterina.KindEdit
	ev.Body, _ = json.Marshal(body)
}

// until reads up to a frame of the type.
func (c *client) until(kind string) serverFrame {
	c.t.Helper()
	for {
		if f := c.read(); f.Type == kind {
			return f
		}
	}
}
