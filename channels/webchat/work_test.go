package webchat

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
)

// addressed has clients say where they come from, and moves the hub's clock by *ahead.
func addressed(ahead *atomic.Int64) func(*server) {
	return func(s *server) {
		s.hub.cfg.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		s.hub.cfg.Address = func(r *http.Request) netip.Addr {
			addr, _ := netip.ParseAddr(r.Header.Get("Test-Address")) // none is our own network
			return addr
		}
	}
}

// from connects and says hello from an address.
func (s *server) from(t *testing.T, addr string) *client {
	t.Helper()
	c := s.dial(t, http.Header{"Test-Address": {addr}})
	c.hello(`{"type":"hello","v":1,"town":"siena","lang":"it"}`)
	return c
}

// slotFrame is a message that chooses a time.
func slotFrame(id string, work *proof) string {
	frame := map[string]any{"type": "send", "id": id, "choice": "slot/asilo-nido/sportello/1795510800"}
	if work != nil {
		frame["work"] = work
	}
	return string(encode(frame))
}

// slot chooses a time.
func (c *client) slot(id string, work *proof) serverFrame {
	c.t.Helper()
	c.write(slotFrame(id, work))
	return c.receipt(id)
}

// fill chooses as many times from an address as cost nothing, in conversations that
// keep to their own pace.
func (s *server) fill(t *testing.T, addr string) {
	t.Helper()
	const each = messageBurst
	for i := range slotsFree / each {
		c := s.from(t, addr)
		for j := range each {
			if f := c.slot(fmt.Sprintf("f%d-%d", i, j), nil); f.Type != "ack" {
				t.Fatalf("choice %d from %s: %+v", i*each+j+1, addr, f)
			}
		}
	}
}

// asks checks that a frame asks for work.
func asks(t *testing.T, what string, f serverFrame) string {
	t.Helper()
	if f.Type != "nak" || string(f.Code) != `"work"` || f.Challenge == "" || f.Bits != workBits || !strings.Contains(f.Message, "dieci minuti") {
		t.Fatalf("%s: %+v does not ask for work", what, f)
	}
	return f.Challenge
}

// solve does the work.
func solve(challenge string) *proof {
	for i := 0; ; i++ {
		if p := (&proof{Challenge: challenge, Nonce: strconv.Itoa(i)}); p.done() {
			return p
		}
	}
}

// lazy is an answer for which nobody has worked.
func lazy(challenge string) *proof {
	for i := 0; ; i++ {
		if p := (&proof{Challenge: challenge, Nonce: strconv.Itoa(i)}); !p.done() {
			return p
		}
	}
}

const library = "203.0.113.7"

func TestAboveTheCeilingOfAnAddressATimeCostsWork(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	s := startServer(t, addressed(&ahead))
	s.fill(t, library)
	c := s.from(t, library)
	challenge := asks(t, "the first above the ceiling", c.slot("a", nil))
	if n := len(s.store.log(c.conv)); n != 1 {
		t.Errorf("it was stored: %d events", n)
	}
	if f := c.send("t", "che documenti servono?"); f.Type != "ack" {
		t.Errorf("a question from there: %+v", f)
	}
	if f := c.slot("a", solve(challenge)); f.Type != "ack" || f.Dup {
		t.Fatalf("with the work done: %+v", f)
	}
	log := s.store.log(c.conv)
	if got := bodyOf(&log[len(log)-1]).Choice; !takesPlace(got) {
		t.Errorf("stored is %q", got)
	}
	asks(t, "the next", c.slot("b", nil))
	ahead.Store(int64(slotsWithin))
	if f := c.slot("b", nil); f.Type != "ack" {
		t.Errorf("ten minutes later: %+v", f)
	}
}

func TestWorkIsAcceptedOnceAndOnlyWhenItIsRight(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	s := startServer(t, addressed(&ahead))
	s.fill(t, library)
	c := s.from(t, library)
	challenge := asks(t, "without", c.slot("a", nil))
	again := asks(t, "wrong work", c.slot("a", lazy(challenge)))
	if again == challenge {
		t.Error("the same challenge comes twice")
	}
	asks(t, "a challenge of nobody's", c.slot("a", solve("ABC.1795510800.tag")))
	asks(t, "a challenge without parts", c.slot("a", solve("")))
	moved := strings.Replace(challenge, ".", ".9", 1)
	asks(t, "a challenge with another time", c.slot("a", solve(moved)))
	right := solve(challenge)
	if f := c.slot("a", right); f.Type != "ack" {
		t.Fatalf("right: %+v", f)
	}
	if f := c.slot("a", right); f.Type != "ack" || !f.Dup {
		t.Errorf("the same message again, as after a lost ack: %+v", f)
	}
	asks(t, "for another message", c.slot("b", right))
	asks(t, "in another conversation", s.from(t, library).slot("a", right))
	old := solve(again)
	ahead.Store(int64(workWithin))
	asks(t, "too old", c.slot("b", old))
}

func TestOtherAddressesNoticeNothing(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	s := startServer(t, addressed(&ahead))
	s.fill(t, library)
	asks(t, "the library", s.from(t, library).slot("a", nil))
	if f := s.from(t, "203.0.113.8").slot("a", nil); f.Type != "ack" {
		t.Errorf("a neighbour: %+v", f)
	}
	for i := range 2 { // our own network has no ceiling
		s.fill(t, "")
		if f := s.from(t, "").slot("a", nil); f.Type != "ack" {
			t.Errorf("our own network, round %d: %+v", i, f)
		}
	}
}

func TestTheFallbackAsksForWorkToo(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	s := startServer(t, addressed(&ahead))
	s.fill(t, library)
	token := s.open(t).token
	post := func(work *proof) (int, serverFrame) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http.URL+"/v1/messages", bytes.NewBufferString(slotFrame("a", work)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Test-Address", library)
		res, err := s.http.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var f serverFrame
		if err := json.NewDecoder(res.Body).Decode(&f); err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, f
	}
	status, f := post(nil)
	if status != http.StatusTooManyRequests {
		t.Errorf("status %d", status)
	}
	if status, f = post(solve(asks(t, "by POST", f))); status != http.StatusOK || f.Type != "ack" {
		t.Errorf("with the work done: %d %+v", status, f)
	}
}

func TestThePageSaysThatTooManyTimesWereChosen(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	s := startServer(t, addressed(&ahead), answering)
	s.fill(t, library)
	v := s.visit(t)
	choose := func(id string) {
		v.do(http.MethodPost, "/chat/siena", url.Values{"id": {id}, "choice": {"slot/asilo-nido/sportello/1795510800"}}, "Test-Address", library)
	}
	v.get("/chat/siena")
	choose("a")
	if v.status != http.StatusTooManyRequests {
		t.Errorf("status %d", v.status)
	}
	v.shows(`role="alert"`, "troppi orari", "tra dieci minuti", "telefona allo sportello")
	ahead.Store(int64(slotsWithin))
	choose("b")
	v.shows("La risposta.")
}

func TestTheGateCountsTheLastTenMinutes(t *testing.T) {
	t.Parallel()
	g := newWorkGate()
	addr := netip.MustParseAddr(library)
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i := range slotsFree {
		if got := g.take(addr, strconv.Itoa(i), nil, start.Add(time.Duration(i)*time.Second)); got != "" {
			t.Fatalf("choice %d costs work", i+1)
		}
	}
	now := start.Add(slotsWithin - time.Second)
	if g.take(addr, "0", nil, now) != "" {
		t.Error("the same message is counted twice")
	}
	challenge := g.take(addr, "next", nil, now)
	if challenge == "" {
		t.Error("one more is free")
	}
	if g.take(addr, "next", nil, now.Add(time.Second)) != "" {
		t.Error("when the first is ten minutes old there is no room")
	}
	if newWorkGate().fresh(challenge, now) {
		t.Error("another process takes it for its own")
	}
	if g.take(addr, "paid", solve(challenge), now) != "" || len(g.spent) != 1 {
		t.Error("right work is refused")
	}
	g.sweep(now)
	if len(g.chosen) != 1 || len(g.spent) != 1 {
		t.Error("what still counts was forgotten")
	}
	g.sweep(start.Add(2 * slotsWithin))
	if len(g.chosen) != 0 || len(g.spent) != 0 {
		t.Errorf("%d addresses and %d challenges are kept", len(g.chosen), len(g.spent))
	}
}

// TestTimesInWordsCountAsButtonsDo: once they have taken a place, and above the ceiling
// before it, where they follow free times or name one. Questions never cost anything.
func TestTimesInWordsCountAsButtonsDo(t *testing.T) {
	t.Parallel()
	h := New(Config{Now: time.Now, NamesTime: func(text string) bool { return strings.Contains(text, "alle") }})
	addr := netip.MustParseAddr(library)
	say := func(conv, id, text string, work *proof) *refusal {
		return h.worked(sender{conv: caterina.ConversationID(conv), addr: addr}, &clientFrame{ID: id, Text: text, Work: work})
	}
	for i := range slotsFree {
		conv := "c" + strconv.Itoa(i)
		if say(conv, "1", "giovedì alle 10", nil) != nil {
			t.Fatalf("time %d costs work", i+1)
		}
		if i < slotsFree-1 {
			h.Booked(caterina.ConversationID(conv), true, false)
			h.Booked(caterina.ConversationID(conv), true, false) // the turn ran twice
		}
	}
	if n := len(h.work.chosen[addr]); n != slotsFree-1 {
		t.Fatalf("%d are counted", n)
	}
	if say("d", "1", "venerdì alle 9", nil) != nil { // it took nothing
		t.Error("one below the ceiling costs work")
	}
	h.Booked("c29", true, false)
	refused := say("e", "1", "venerdì alle 9", nil)
	if refused == nil || refused.code != nakWork {
		t.Fatalf("above the ceiling: %+v", refused)
	}
	for _, text := range []string{"che documenti servono?", "il primo"} {
		if say("e", "2", text, nil) != nil {
			t.Errorf("%q costs work", text)
		}
	}
	h.Booked("e", false, true)
	if say("e", "3", "il primo", nil) == nil {
		t.Error("after free times the first of them is free")
	}
	if say("c3", "1", "giovedì alle 10", nil) != nil {
		t.Error("what was counted costs work when it is sent again")
	}
	paid := solve(refused.challenge)
	if say("e", "1", "venerdì alle 9", paid) != nil {
		t.Error("right work is refused")
	}
	h.Booked("e", true, false)
	if n := len(h.work.chosen[addr]); n != slotsFree {
		t.Errorf("%d are counted: what was paid for is", n)
	}
	if say("f", "9", "sabato alle 9", paid) == nil {
		t.Error("work pays twice")
	}
	h.Booked("elsewhere", true, true) // of which no message came by here
	if n := len(h.work.chosen); n != 1 {
		t.Errorf("%d addresses", n)
	}
	h.work.sweep(time.Now().Add(2 * slotsWithin))
	if len(h.work.talks)+len(h.work.chosen)+len(h.work.spent) != 0 {
		t.Error("something is kept for good")
	}
}

// TestAButtonIsNotCountedAgainByItsReply.
func TestAButtonIsNotCountedAgainByItsReply(t *testing.T) {
	t.Parallel()
	h := New(Config{Now: time.Now})
	from := sender{conv: "c", addr: netip.MustParseAddr(library)}
	for i, f := range []*clientFrame{{ID: "1", Text: "vorrei un appuntamento"}, {ID: "2", Choice: "slot/a/b/1"}, {ID: "3", Choice: "book/keep"}} {
		if h.worked(from, f) != nil {
			t.Fatalf("message %d costs work", i+1)
		}
		h.Booked("c", i > 0, i == 0)
	}
	if n := len(h.work.chosen[from.addr]); n != 1 {
		t.Errorf("%d are counted, want the button", n)
	}
}

func TestOnlyChoicesThatTakePlacesCount(t *testing.T) {
	t.Parallel()
	h := New(Config{Now: time.Now})
	from := sender{conv: "c", addr: netip.MustParseAddr(library)}
	for i := range 3 * slotsFree {
		for _, choice := range []string{"", "book/asilo-nido", "booking/K7M2XQR/0/move", "person"} {
			if h.worked(from, &clientFrame{ID: strconv.Itoa(i), Choice: choice}) != nil {
				t.Fatalf("%q costs work", choice)
			}
		}
	}
	if got := sentence("en", nakWork); !strings.Contains(got, "ten minutes") || caterina.StripHidden(got) != got {
		t.Errorf("in English: %q", got)
	}
}
