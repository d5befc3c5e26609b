package webchat

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// erase blanks a log as the database does, and returns the event that tells of it.
func (s *fakeStore) erase(conv caterina.ConversationID) caterina.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.convs[conv]
	for i := range c.events {
		c.events[i].Body = json.RawMessage(`{"text":"","erased":true}`)
		if c.events[i].Kind == caterina.KindState {
			c.events[i].Body = json.RawMessage(`{"text":"","erased":true,"state":"bot","reason":"erased"}`)
		}
	}
	s.append(conv, caterina.OperatorActor(1), "", caterina.MessageBody{})
	ev := &c.events[len(c.events)-1]
	ev.Kind, ev.Body = caterina.KindState, json.RawMessage(`{"text":"Contenuto cancellato","state":"bot","owner":"bot","reason":"erased"}`)
	return *ev
}

// erased erases a conversation of a real database, as whoever coordinates does.
func (p *process) erased(t *testing.T, c *client, op caterina.OperatorID) caterina.Event {
	t.Helper()
	town, _ := p.hub.cfg.Towns.Town("siena")
	events, err := p.db.Erase(t.Context(), &caterina.Erasure{
		Town: town.ID, Conversation: c.conv, By: op, Event: caterina.MessageBody{Text: "Contenuto cancellato"}, Why: "richiesta",
	})
	if err != nil || len(events) != 1 {
		t.Fatalf("erase: %v, %v", events, err)
	}
	p.hub.Push(events[0])
	p.hub.cfg.Publish(c.conv, events[0].N)
	return events[0]
}

// TestAnErasureReachesEveryClientInEveryProcess is acceptance case 68.
func TestAnErasureReachesEveryClientInEveryProcess(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	here, there := startProcess(t, url, "here", false), startProcess(t, url, "there", false)
	op, err := here.db.AddOperator(t.Context(), "anna@comune.example", "Anna Bianchi", "hash")
	if err != nil {
		t.Fatal(err)
	}
	stays := here.open(t)
	stays.send("m1", "sono Lucia, cerco un tetto")
	stays.event(3)
	left := there.again(t, stays) // leaves, and comes back too late
	elsewhere := there.again(t, stays)
	stream := there.stream(t, "after=3", stays.token)
	for f := (serverFrame{}); f.Type != "live"; {
		_, f = stream.next()
	}
	_ = left.ws.Close()

	erasure := here.erased(t, stays, op)
	gone := func(who string, frames []serverFrame, resets int) {
		t.Helper()
		var said string
		for _, f := range frames {
			if f.Type == "reset" {
				resets--
				said = ""
			}
			said += f.Body.Text
		}
		if resets != 0 || said != "Contenuto cancellato" {
			t.Errorf("%s: %d resets are missing, and %q is left", who, resets, said)
		}
	}
	for who, c := range map[string]*client{"one who stays": stays, "one who is elsewhere": elsewhere} {
		gone(who, c.untilLive(), 1)
	}
	var frames []serverFrame
	for f := (serverFrame{}); f.Type != "live"; frames = append(frames, f) {
		_, f = stream.next()
	}
	gone("a stream", frames, 1)
	back, seen := comeBack(t, there, left)
	gone("one who comes back", seen, 1)
	back.n = 0
	_, seen = comeBack(t, there, back)
	gone("one who holds nothing", seen, 0)
	_, seen = comeBack(t, there, stays)
	gone("", append(seen, serverFrame{Body: caterina.MessageBody{Text: "Contenuto cancellato"}}), 0) // has it all: nothing comes
	if stays.n != erasure.N {
		t.Errorf("the one who stays is at %d, the log at %d", stays.n, erasure.N)
	}
	if _, _, text := here.transcript(t, stays.token, ""); strings.Contains(text, "Lucia") || !strings.Contains(text, "Contenuto cancellato") {
		t.Errorf("the transcript holds %q", text)
	}
	stays.send("m2", "posso ancora scrivere?")
	stays.event(erasure.N + 2)
}

// TestThePageWithoutJavaScriptShowsAnErasure: a page is read anew each time, and
// shows no empty speech bubbles.
func TestThePageWithoutJavaScriptShowsAnErasure(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	s.turns.bot = func(conv caterina.ConversationID) {
		s.hub.Push(s.store.say(conv, caterina.MessageBody{Text: "Ecco Lucia"}))
		s.hub.Push(s.store.erase(conv))
	}
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("sono Lucia")
	v.shows("Contenuto cancellato")
	if strings.Contains(v.page, "Lucia") || strings.Count(v.page, "<time") != 1 {
		t.Errorf("the page shows %s", v.page)
	}
}

// TestAnErasureReachesEveryConsole does the same for staff who follow the
// conversation, live or later, and tells lists.
func TestAnErasureReachesEveryConsole(t *testing.T) {
	t.Parallel()
	for _, silent := range []bool{false, true} {
		o := startOffice(t)
		ada, bea := o.signIn(t, "ada", 1), o.signIn(t, "bea", 2)
		o.desk.says(convOne, caterina.ActorCitizen, "sono Lucia")
		ada.sub(convOne)
		o.desk.set(func() { o.desk.silent = silent })
		o.desk.erase(convOne)
		for who, c := range map[string]*staffClient{"live": ada, "later": bea} {
			if who == "later" {
				c.n[convOne] = 2
				c.say(map[string]any{"type": "sub", "id": "sub", "conv": convOne, "after": 2})
			}
			c.until("reset", func(f *consoleFrame) bool { return f.Type == "reset" && f.Conv == convOne })
			c.n[convOne] = 0
			said := ""
			c.until("live", func(f *consoleFrame) bool {
				said += f.Body.Text
				return f.Type == "live"
			})
			if said != "Contenuto cancellato" || c.n[convOne] != 3 {
				t.Errorf("silent %v, %s: %q is left, up to %d", silent, who, said, c.n[convOne])
			}
		}
		bea.n[convOne] = 3
		bea.say(map[string]any{"type": "sub", "id": "sub", "conv": convOne, "after": 3})
		if f := bea.until("answer", func(f *consoleFrame) bool { return f.Type == "live" || f.Type == "reset" }); f.Type != "live" {
			t.Errorf("one who holds the erasure is told to forget again")
		}
	}
}

// erase blanks the desk's log.
func (d *fakeDesk) erase(conv caterina.ConversationID) {
	d.mu.Lock()
	for i := range d.events[conv] {
		d.events[conv][i].Body = json.RawMessage(`{"text":"","erased":true}`)
	}
	d.heads[conv].Conversation.Epoch++
	ev := d.append(conv, caterina.OperatorActor(9), caterina.KindState, "", true,
		caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Contenuto cancellato"}, State: caterina.StateBot, Owner: caterina.OwnerBot, Reason: caterina.ReasonErased})
	d.mu.Unlock()
	d.told(ev)
}

// TestNobodyKeepsWhatWasErased erases at random while events come, lines are cut
// and clients ask for what they have: in the end nobody shows what is gone.
func TestNobodyKeepsWhatWasErased(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.second = 50 * time.Millisecond })
	var wg sync.WaitGroup
	for i := range 12 {
		c := s.open(t)
		tab := s.again(t, c)
		wg.Go(func() { speakAndErase(s, c.conv, uint64(i)) })
		for k, view := range []*client{c, tab} {
			wg.Go(func() { keep(t, s, view, uint64(2*i+k)) })
		}
	}
	wg.Wait()
}

func speakAndErase(s *server, conv caterina.ConversationID, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 3))
	for i := range 150 {
		ev := s.store.say(conv, caterina.MessageBody{Text: strconv.Itoa(i)})
		if random.IntN(12) == 0 {
			ev = s.store.erase(conv)
		}
		switch random.IntN(4) {
		case 0: // nobody hears of it
		case 1:
			s.hub.Wake(conv, ev.N)
		default:
			s.hub.Push(ev)
		}
	}
	s.hub.Push(s.store.say(conv, caterina.MessageBody{Text: "ultimo"}))
}

// keep holds what a client shows, and compares it with the log at the end.
func keep(t *testing.T, s *server, c *client, seed uint64) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 4))
	shown, live := map[int64]string{}, false
	for shown[c.n] != "ultimo" || !live {
		f, err := c.try()
		if err != nil {
			old := c
			c = s.dial(t, nil)
			c.n, c.token, c.conv, live = old.n, old.token, old.conv, false
			c.write(fmt.Sprintf(`{"type":"hello","v":1,"town":"siena","token":%q,"after":%d}`, old.token, old.n))
			continue
		}
		ask := random.IntN(60) == 0
		switch f.Type {
		case "reset":
			clear(shown)
			ask, live = true, false // as the widget does
		case "ev":
			shown[f.N] = f.Body.Text
		case "live":
			live = true
		case "more":
			ask = true
		}
		if ask {
			c.resumed = true
			_ = c.ws.WriteMessage(1, fmt.Appendf(nil, `{"type":"resume","after":%d}`, c.n)) // the next read tells
		} else if random.IntN(60) == 0 {
			_ = c.ws.NetConn().Close()
		}
	}
	for _, ev := range s.store.log(c.conv) {
		if want := bodyOf(&ev).Text; shown[ev.N] != want {
			t.Errorf("event %d is shown as %q, and is %q", ev.N, shown[ev.N], want)
		}
	}
}
