package webchat

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

func TestEventsComeInOrderHoweverTheyAreAnnounced(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	two := s.store.say(c.conv, caterina.MessageBody{Text: "due"})
	three := s.store.say(c.conv, caterina.MessageBody{Text: "tre"})
	s.hub.Push(three) // before the one it follows
	c.event(3)
	s.hub.Push(two) // long known
	s.hub.Push(three)
	s.store.say(c.conv, caterina.MessageBody{Text: "quattro"})
	s.hub.Wake(c.conv, 4)
	c.event(4)
	s.hub.Wake(c.conv, 4)
	s.hub.Wake(c.conv, 99) // announced, but not in the log
	s.hub.Push(s.store.say(c.conv, caterina.MessageBody{Text: "cinque"}))
	c.event(5)
	s.hub.Push(caterina.Event{Conversation: c.conv, N: 0}) // for staff only
	s.hub.Typing(c.conv, true)
	if f := c.read(); f.Type != "typing" {
		t.Errorf("something was said twice: %+v", f)
	}
}

func TestALostNotificationIsFoundByThePoll(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.second = 20 * time.Millisecond })
	c := s.open(t)
	s.store.say(c.conv, caterina.MessageBody{Text: "nessuno lo dice"})
	c.event(2)
}

func TestRecheckComparesEverythingAtOnce(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.second = time.Hour })
	clients := []*client{s.open(t), s.open(t), s.open(t)}
	for _, c := range clients {
		s.store.say(c.conv, caterina.MessageBody{Text: "perso"})
	}
	s.hub.Recheck()
	for _, c := range clients {
		c.event(2)
	}
}

func TestASlowReaderIsClosedAndResumesCompletely(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	slow := s.open(t)
	quick := s.again(t, slow)
	conns := s.conns(slow.conv)
	slowConn, quickConn := conns[0], conns[1]
	seen := make(chan int64, 1)
	go func() { // the quick tab reads all the while
		for {
			f, err := quick.try()
			if err != nil || f.Body.Text == "ultimo" {
				seen <- quick.n
				return
			}
		}
	}()
	for !slowConn.leaving() {
		s.hub.Push(s.store.say(slow.conv, caterina.MessageBody{Text: strings.Repeat("testo ", 2000)}))
		waitFor(t, "the quick tab keeps up", func() bool { return waiting(quickConn) == 0 })
	}
	s.hub.Push(s.store.say(slow.conv, caterina.MessageBody{Text: "ultimo"}))
	total := int64(len(s.store.log(slow.conv)))
	if n := <-seen; n != total {
		t.Errorf("the quick tab was held up: it has %d events of %d", n, total)
	}
	if code := slow.closed(); code != closeSlow {
		t.Errorf("closed with %d, want %d", code, closeSlow)
	}
	if slow.n == total {
		t.Fatal("the slow tab has seen everything: nothing was tested")
	}
	s.again(t, slow).hasSeen(s)
}

// conns are the connections of a conversation, the oldest first.
func (s *server) conns(conv caterina.ConversationID) []*conn {
	var conns []*conn
	for _, m := range s.hub.members(conv, nil) {
		if c, ok := m.(*conn); ok {
			conns = append(conns, c)
		}
	}
	return conns
}

// waiting is how many frames wait for a reader.
func waiting(c *conn) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue)
}

func TestAsksWithoutReadingAreBounded(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for range 150 {
		s.store.say(c.conv, caterina.MessageBody{Text: strings.Repeat("testo ", 300)})
	}
	for range frameBurst - 10 {
		if c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"resume","after":0}`)) != nil {
			break
		}
	}
	c.n = -1 // numbers start over with each resume
	for {
		_, _, err := c.ws.ReadMessage()
		if e, ok := errors.AsType[*websocket.CloseError](err); ok {
			if e.Code != closeSlow {
				t.Errorf("closed with %d, want %d", e.Code, closeSlow)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnOutageOfTheDatabaseIsSurvived(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.second = 20 * time.Millisecond })
	c := s.open(t)
	behind := s.open(t)
	s.store.setDown(caterina.Errorf(caterina.CodeUnavailable, "restarting"))

	nak := c.send("m1", "ciao")
	if nak.Type != "nak" || string(nak.Code) != `"later"` || nak.RetryMS < 500 {
		t.Errorf("a message was answered by %+v", nak)
	}
	s.hub.Wake(behind.conv, 2) // cannot be read now

	late := s.dial(t, nil)
	late.write(`{"type":"hello","v":1,"town":"siena"}`)
	if bye := late.read(); bye.Type != "bye" || bye.ReconnectMS < 500 || string(bye.Code) != "1012" {
		t.Errorf("hello was answered by %+v", bye)
	}
	if code := late.closed(); code != closeRestart {
		t.Errorf("hello was closed with %d", code)
	}

	s.store.say(behind.conv, caterina.MessageBody{Text: "intanto"})
	s.store.setDown(nil)
	if ack := c.send("m1", "ciao"); ack.Type != "ack" || ack.Dup {
		t.Errorf("after the outage: %+v", ack)
	}
	behind.event(2)
}

func TestAnOutageDoesNotUseUpTheCitizensMessages(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	s.store.setDown(errors.New("gone"))
	for range 2 * messageBurst {
		if nak := c.send("m1", "ciao"); string(nak.Code) != `"later"` {
			t.Fatalf("answered by %+v", nak)
		}
	}
	s.store.setDown(nil)
	if ack := c.send("m1", "ciao"); ack.Type != "ack" {
		t.Errorf("answered by %+v", ack)
	}
}

func TestALineThatIsDeadIsDropped(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) {
		s.hub.times.second = 5 * time.Millisecond
		s.hub.times.ping, s.hub.times.again = 6, 2
	})
	alive, dead := s.open(t), s.open(t)
	dead.ws.SetPingHandler(func(string) error { return nil }) // hears, does not answer
	go func() {
		for {
			if _, err := alive.try(); err != nil {
				return
			}
		}
	}()
	if code := dead.closed(); code != 0 {
		t.Errorf("closed with %d, want a cut line", code)
	}
	if n := len(s.hub.members(alive.conv, nil)); n != 1 {
		t.Error("a connection that answers pings was dropped too")
	}
}

// TestEveryViewEqualsTheLog cuts sockets at random while many goroutines commit
// and announce events in every way: in order, late, twice, or not at all.
func TestEveryViewEqualsTheLog(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.second = 50 * time.Millisecond })
	const conversations, events = 20, 200
	var wg sync.WaitGroup
	for i := range conversations {
		c := s.open(t)
		tab := s.again(t, c)
		wg.Go(func() { speak(s, c.conv, events) })
		for _, view := range []*client{c, tab} {
			wg.Go(func() { watch(t, s, view, uint64(i), events+1) })
		}
	}
	wg.Wait()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// speak commits events from two goroutines and announces them badly.
func speak(s *server, conv caterina.ConversationID, events int) {
	var wg sync.WaitGroup
	for part := range 2 {
		wg.Go(func() {
			var late []caterina.Event
			for i := range events / 2 {
				ev := s.store.say(conv, caterina.MessageBody{Text: fmt.Sprintf("%d/%d", part, i)})
				switch rand.IntN(6) {
				case 0:
					late = append(late, ev)
				case 1: // nobody hears of it
				case 2:
					s.hub.Wake(conv, ev.N)
				case 3:
					s.hub.Push(ev)
					s.hub.Push(ev)
				default:
					s.hub.Push(ev)
				}
			}
			for _, ev := range late {
				s.hub.Push(ev)
			}
		})
	}
	wg.Wait()
}

// watch reads until the last event, coming back whenever the line is cut and
// asking for what it has whenever it likes. try checks the numbers.
func watch(t *testing.T, s *server, c *client, seed uint64, last int64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	for c.n < last {
		f, err := c.try()
		if err != nil {
			_, broken := errors.AsType[net.Error](err)
			slow := websocket.IsCloseError(err, closeSlow) // the events come faster than anybody writes
			if !broken && !slow && !errors.Is(err, net.ErrClosed) {
				t.Errorf("the line ended: %v", err)
				return
			}
			c = s.again(t, c)
			continue
		}
		if f.Type == "more" {
			_ = c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"resume","after":`+jsonNumber(c.n)+`}`)) // the next read tells
		}
		switch random.IntN(60) {
		case 0:
			_ = c.ws.NetConn().Close()
		case 1:
			c.resumed = true
			if c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"resume","after":`+jsonNumber(c.n)+`}`)) != nil {
				continue
			}
		}
	}
	c.hasSeen(s)
}
