package webchat

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// TestThePlaceInTheQueueIsTold on entering, when it changes and not more often,
// and no longer once somebody has come.
func TestThePlaceInTheQueueIsTold(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk, func(s *server) { s.hub.times.place = 50 * time.Millisecond })
	c := s.open(t)
	s.desk.stand(c.conv, 3, 5)
	s.hub.Push(s.store.turn(c.conv, caterina.StateQueued, caterina.StateBody{}))
	if f := c.until("queue"); f.Place != 3 || f.WaitingMin != 5 {
		t.Errorf("the first place was told as %+v", f)
	}
	before := s.desk.calls()
	waitFor(t, "the place was looked up again", func() bool { return s.desk.calls() > before+20 })
	s.desk.stand(c.conv, 1, 0)
	if f := c.until("queue"); f.Place != 1 || f.WaitingMin != 0 {
		t.Errorf("the second place was told as %+v", f)
	}
	s.hub.Push(s.store.turn(c.conv, caterina.StateAssigned, caterina.StateBody{Operator: "Anna"}))
	c.event(3)
	waitFor(t, "nobody is watched", func() bool { return len(s.hub.queue.byTown(false)) == 0 })
	s.desk.stand(c.conv, 9, 0)
	s.hub.Push(s.store.say(c.conv, caterina.MessageBody{Text: "Ecco."}))
	if f := c.read(); f.Type != "ev" {
		t.Errorf("after the person came the citizen was sent %+v", f)
	}
}

// TestThePlaceIsNotToldTooOften: a queue that moves every second is no news.
func TestThePlaceIsNotToldTooOften(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk, func(s *server) { s.hub.times.place = time.Hour })
	c := s.open(t)
	s.desk.stand(c.conv, 30, 0)
	s.hub.Push(s.store.turn(c.conv, caterina.StateQueued, caterina.StateBody{}))
	c.until("queue")
	for place := 29; place > 25; place-- {
		s.desk.stand(c.conv, place, 0)
		before := s.desk.calls()
		waitFor(t, "the place was looked up again", func() bool { return s.desk.calls() > before+1 })
	}
	s.hub.Push(s.store.say(c.conv, caterina.MessageBody{Text: "Ecco."}))
	if f := c.read(); f.Type != "ev" {
		t.Errorf("within the hour the citizen was sent %+v", f)
	}
}

// TestComingBackToTheQueue: whoever comes back is told at once, also over
// server-sent events; who has gone is watched no more.
func TestComingBackToTheQueue(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	s.store.turn(c.conv, caterina.StateOffered, caterina.StateBody{})
	s.desk.stand(c.conv, 2, 0)
	again := s.again(t, c)
	if f := again.until("queue"); f.Place != 2 {
		t.Errorf("coming back brought %+v", f)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.http.URL+"/v1/events?town=siena", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := s.http.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var text strings.Builder
	for buf := make([]byte, 512); !strings.Contains(text.String(), `{"type":"queue","place":2}`); {
		n, err := res.Body.Read(buf)
		if err != nil {
			t.Fatalf("the stream ended: %v: %s", err, text.String())
		}
		text.Write(buf[:n])
	}
	s.hub.Typing(c.conv, true)
	for buf := make([]byte, 512); !strings.Contains(text.String(), `"typing"`); {
		n, err := res.Body.Read(buf)
		if err != nil {
			t.Fatalf("the stream ended: %v: %s", err, text.String())
		}
		text.Write(buf[:n])
	}
	_ = res.Body.Close()
	_ = again.ws.Close()
	_ = c.ws.Close()
	s.http.CloseClientConnections()
	waitFor(t, "nobody is watched", func() bool { return len(s.hub.queue.byTown(false)) == 0 })
}

// TestOldChangesAreHistory: a log that is read from its beginning does not put
// anybody into a queue they have left.
func TestOldChangesAreHistory(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	s.desk.stand(c.conv, 1, 0)
	s.store.turn(c.conv, caterina.StateQueued, caterina.StateBody{})
	s.store.turn(c.conv, caterina.StateBot, caterina.StateBody{})
	again := s.dial(t, nil)
	again.hello(`{"type":"hello","v":1,"town":"siena","token":"` + c.token + `"}`)
	s.hub.Push(s.store.say(c.conv, caterina.MessageBody{Text: "Ecco."}))
	if f := again.read(); f.Type != "ev" {
		t.Errorf("the history brought %+v", f)
	}
}

// TestPlacesThatCannotBeRead are told as soon as they can.
func TestPlacesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	s.desk.stand(c.conv, 4, 0)
	s.desk.fail(errors.New("the database is away"))
	s.hub.Push(s.store.turn(c.conv, caterina.StateQueued, caterina.StateBody{}))
	waitFor(t, "the failure is logged", func() bool { return strings.Contains(s.logs.String(), "places in the queue not read") })
	s.desk.fail(nil)
	if f := c.until("queue"); f.Place != 4 {
		t.Errorf("the place was told as %+v", f)
	}
}
