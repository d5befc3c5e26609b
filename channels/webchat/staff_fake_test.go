package webchat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

const (
	convOne = caterina.ConversationID("00000000-0000-4000-8000-0000000000a1")
	convTwo = caterina.ConversationID("00000000-0000-4000-8000-0000000000a2") // of another town
)

// fakeDesk is a desk, a log and the staff's sessions in memory. Its rules are the
// store's: only the owner replies, and in the epoch they name.
type fakeDesk struct {
	hub *StaffHub

	mu       sync.Mutex
	heads    map[caterina.ConversationID]*caterina.Head
	events   map[caterina.ConversationID][]caterina.Event
	staff    map[string]caterina.Act // by cookie
	down     error
	leases   map[string]bool // by tab
	wishes   map[caterina.OperatorID]caterina.Wish
	renewed  int
	unread   error     // why the audit log takes nothing
	readings []reading // what it has
	silent   bool      // commits are not pushed, as if another process made them
}

func newFakeDesk() *fakeDesk {
	d := &fakeDesk{
		heads: map[caterina.ConversationID]*caterina.Head{}, events: map[caterina.ConversationID][]caterina.Event{},
		staff: map[string]caterina.Act{}, leases: map[string]bool{}, wishes: map[caterina.OperatorID]caterina.Wish{},
	}
	for conv, town := range map[caterina.ConversationID]caterina.TownID{convOne: 1, convTwo: 2} {
		d.heads[conv] = &caterina.Head{Held: caterina.Held{
			Queue: "sociale", Conversation: caterina.Conversation{ID: conv, Town: town, State: caterina.StateQueued, Epoch: 1},
		}}
	}
	d.append(convOne, caterina.ActorCitizen, caterina.KindMessage, "", true, caterina.MessageBody{Text: "ho bisogno di parlare con qualcuno"})
	d.append(convTwo, caterina.ActorCitizen, caterina.KindMessage, "", true, caterina.MessageBody{Text: "di un altro Comune"})
	for i, name := range []string{"ada", "bea"} {
		d.staff[name] = caterina.Act{Town: 1, Operator: caterina.OperatorID(i + 1), Name: strings.ToUpper(name[:1]) + name[1:], Role: caterina.RoleOperator}
	}
	return d
}

// append stores an event; d.mu is held, or nobody else is there yet.
func (d *fakeDesk) append(conv caterina.ConversationID, actor caterina.Actor, kind caterina.EventKind, id string, seen bool, body any) caterina.Event {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	head := d.heads[conv]
	head.LastSeq++
	ev := caterina.Event{
		Conversation: conv, Seq: head.LastSeq, Kind: kind, Actor: actor, Epoch: head.Conversation.Epoch, ClientID: id, Body: b,
		At: time.Date(2026, 11, 22, 9, 0, int(head.LastSeq), 0, time.UTC),
	}
	if seen {
		head.Conversation.LastN++
		ev.N = head.Conversation.LastN
	}
	d.events[conv] = append(d.events[conv], ev)
	return ev
}

// says has somebody else write.
func (d *fakeDesk) says(conv caterina.ConversationID, actor caterina.Actor, text string) {
	d.mu.Lock()
	ev := d.append(conv, actor, caterina.KindMessage, "", true, caterina.MessageBody{Text: text})
	d.mu.Unlock()
	d.told(ev)
}

func (d *fakeDesk) told(ev caterina.Event) {
	d.mu.Lock()
	silent := d.silent
	d.mu.Unlock()
	if !silent {
		d.hub.Push(ev)
	}
}

// do carries out a deed once: check says what must hold, change what becomes true.
func (d *fakeDesk) do(act caterina.Act, check func(*caterina.Head) caterina.Lateness, change func(*caterina.Head) caterina.Event) (caterina.Event, error) {
	d.mu.Lock()
	if d.down != nil {
		defer d.mu.Unlock()
		return caterina.Event{}, d.down
	}
	head := d.heads[act.Conversation]
	if head == nil || head.Conversation.Town != act.Town {
		defer d.mu.Unlock()
		return caterina.Event{}, caterina.Errorf(caterina.CodeNotFound, "no such conversation")
	}
	for _, ev := range d.events[act.Conversation] {
		if ev.ClientID == act.ClientID && ev.Actor == caterina.OperatorActor(act.Operator) {
			d.mu.Unlock()
			return ev, nil
		}
	}
	if why := check(head); why != "" {
		defer d.mu.Unlock()
		late := &caterina.Overtaken{Why: why, State: head.Conversation.State, Owner: head.Owner, Name: head.OwnerName, Epoch: head.Conversation.Epoch}
		return caterina.Event{}, &caterina.Error{Code: caterina.CodeConflict, Message: "troppo tardi / too late", Err: late}
	}
	ev := change(head)
	d.mu.Unlock()
	d.told(ev)
	return ev, nil
}

// move changes who has it; d.mu is held.
func (d *fakeDesk) move(act caterina.Act, head *caterina.Head, to caterina.State, owner caterina.OperatorID, name string) caterina.Event {
	head.Conversation.State, head.Owner, head.OwnerName = to, owner, name
	head.Conversation.Epoch++
	return d.append(act.Conversation, caterina.OperatorActor(act.Operator), caterina.KindState, act.ClientID, true,
		caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Ora: " + string(to)}, State: to, Owner: to.Owner()})
}

func owned(act caterina.Act) func(*caterina.Head) caterina.Lateness {
	return func(h *caterina.Head) caterina.Lateness {
		switch {
		case h.Conversation.State == caterina.StateClosed:
			return caterina.LateClosed
		case h.Conversation.Epoch != act.Epoch:
			return caterina.LateEpoch
		case h.Owner != act.Operator:
			return caterina.LateOwner
		}
		return ""
	}
}

func (d *fakeDesk) Take(_ context.Context, act caterina.Act) (caterina.Event, error) {
	free := func(h *caterina.Head) caterina.Lateness {
		if h.Conversation.State == caterina.StateAssigned {
			return caterina.LateState
		}
		return ""
	}
	return d.do(act, free, func(h *caterina.Head) caterina.Event {
		return d.move(act, h, caterina.StateAssigned, act.Operator, act.Name)
	})
}

func (d *fakeDesk) Accept(ctx context.Context, act caterina.Act) (caterina.Event, error) {
	return d.Take(ctx, act)
}

func (d *fakeDesk) Decline(_ context.Context, act caterina.Act) (caterina.Event, error) {
	return d.give(act, caterina.StateQueued)
}

// give ends the operator's having it.
func (d *fakeDesk) give(act caterina.Act, to caterina.State) (caterina.Event, error) {
	return d.do(act, owned(act), func(h *caterina.Head) caterina.Event { return d.move(act, h, to, 0, "") })
}

func (d *fakeDesk) TransferTo(_ context.Context, act caterina.Act, to caterina.OperatorID, _ string) (caterina.Event, error) {
	return d.do(act, owned(act), func(h *caterina.Head) caterina.Event {
		h.TransferTo, h.TransferUntil = to, time.Date(2026, 11, 22, 9, 1, 0, 0, time.UTC)
		return d.move(act, h, caterina.StateAssigned, act.Operator, act.Name)
	})
}

func (d *fakeDesk) TransferQueue(_ context.Context, act caterina.Act, queue, _ string) (caterina.Event, error) {
	if queue != "nidi" {
		return caterina.Event{}, caterina.Errorf(caterina.CodeInvalid, "Questa coda non c'è. / No such queue.")
	}
	return d.give(act, caterina.StateQueued)
}

func (d *fakeDesk) HandBack(_ context.Context, act caterina.Act, _ string) (caterina.Event, error) {
	return d.give(act, caterina.StateBot)
}

func (d *fakeDesk) Snooze(_ context.Context, act caterina.Act, _ time.Time) (caterina.Event, error) {
	return d.do(act, owned(act), func(h *caterina.Head) caterina.Event {
		return d.move(act, h, caterina.StateSnoozed, act.Operator, act.Name)
	})
}

func (d *fakeDesk) Close(_ context.Context, act caterina.Act, _ string) (caterina.Event, error) {
	return d.give(act, caterina.StateClosed)
}

func (d *fakeDesk) Reply(_ context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	act := actOf(m)
	return d.do(act, owned(act), func(*caterina.Head) caterina.Event {
		return d.append(m.Conversation, caterina.OperatorActor(m.Operator), caterina.KindMessage, m.ClientID, true, caterina.MessageBody{Text: m.Text, Name: m.Name, Citations: m.Citations})
	})
}

func (d *fakeDesk) Note(_ context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	anybody := func(*caterina.Head) caterina.Lateness { return "" }
	return d.do(actOf(m), anybody, func(*caterina.Head) caterina.Event {
		return d.append(m.Conversation, caterina.OperatorActor(m.Operator), caterina.KindNote, m.ClientID, false, map[string]any{"text": m.Text, "mentions": m.Mentions})
	})
}

func actOf(m caterina.StaffMessage) caterina.Act {
	return caterina.Act{Town: m.Town, Conversation: m.Conversation, Operator: m.Operator, Name: m.Name, Epoch: m.Epoch, ClientID: m.ClientID}
}

func (d *fakeDesk) SetWish(_ context.Context, _ caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wishes[op] = wish
	return d.down
}

func (d *fakeDesk) Alive(_ context.Context, _ caterina.TownID, _ caterina.OperatorID, tab string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leases[tab] = true
	d.renewed++
	return d.down
}

func (d *fakeDesk) Gone(_ context.Context, _ caterina.TownID, _ caterina.OperatorID, tab string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.leases, tab)
	return nil
}

func (d *fakeDesk) StaffEvents(_ context.Context, town caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down != nil {
		return nil, d.down
	}
	if d.heads[conv].Conversation.Town != town {
		return nil, nil
	}
	events := d.events[conv]
	from := min(int(after), len(events))
	return slices.Clone(events[from:min(from+limit, len(events))]), nil
}

func (d *fakeDesk) Heads(_ context.Context, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Head, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.down != nil {
		return nil, d.down
	}
	heads := map[caterina.ConversationID]caterina.Head{}
	for _, conv := range convs {
		if head := d.heads[conv]; head != nil {
			heads[conv] = *head
		}
	}
	return heads, nil
}

func (d *fakeDesk) Wants(_ context.Context, _ caterina.TownID, op caterina.OperatorID) (caterina.Wish, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wishes[op], nil
}

func (d *fakeDesk) Read(_ context.Context, _ caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unread != nil {
		return d.unread
	}
	d.readings = append(d.readings, reading{op, conv})
	return nil
}

// reading is a line of the audit log.
type reading struct {
	op   caterina.OperatorID
	conv caterina.ConversationID
}

func (d *fakeDesk) Authenticate(r *http.Request, town string) (caterina.Act, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	cookie, err := r.Cookie("caterina")
	if err != nil {
		return caterina.Act{}, caterina.Errorf(caterina.CodeForbidden, "sign in")
	}
	act, ok := d.staff[cookie.Value]
	if !ok || town != "siena" {
		return caterina.Act{}, caterina.Errorf(caterina.CodeForbidden, "sign in")
	}
	return act, nil
}

// set changes the desk under its lock.
func (d *fakeDesk) set(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

// office is a server with a staff's hub beside the citizens'.
type office struct {
	*server
	desk *fakeDesk
}

// startOffice starts both hubs. configure may change the staff's before it serves.
func startOffice(t *testing.T, configure ...func(*StaffHub)) *office {
	t.Helper()
	o := &office{desk: newFakeDesk()}
	o.server = startServer(t, func(s *server) {
		hub := NewStaff(StaffConfig{
			Staff: o.desk, Desk: o.desk, Log: o.desk, Towns: fakeTowns{}, Typing: s.hub.Typing, Connected: s.hub.Connected,
			Logger: s.hub.cfg.Logger, Now: time.Now,
		})
		hub.times.linger, hub.times.poll, hub.times.gone = 300*time.Millisecond, 50*time.Millisecond, 0
		for _, f := range configure {
			f(hub)
		}
		o.desk.hub, s.hub.cfg.Staff = hub, hub
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.desk.hub.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the staff's hub ended with %v", err)
		}
	})
	return o
}

// staffClient is a tab of the console, as far as frames go.
type staffClient struct {
	t  *testing.T
	ws *websocket.Conn
	n  map[caterina.ConversationID]int64
}

// consoleFrame is any frame that a console gets.
type consoleFrame struct {
	Type    string                  `json:"type"`
	ID      string                  `json:"id"`
	Conv    caterina.ConversationID `json:"conv"`
	N       int64                   `json:"n"`
	Kind    string                  `json:"kind"`
	Actor   string                  `json:"actor"`
	Epoch   int                     `json:"epoch"`
	Seen    bool                    `json:"seen"`
	Dup     bool                    `json:"dup"`
	Code    json.RawMessage         `json:"code"`
	Message string                  `json:"message"`
	State   string                  `json:"state"`
	Owner   *staffPerson            `json:"owner"`
	Mine    bool                    `json:"mine"`
	On      bool                    `json:"on"`
	Here    bool                    `json:"here"`
	Who     []staffReader           `json:"who"`
	Me      staffMe                 `json:"me"`
	Wants   string                  `json:"wants"`
	Why     string                  `json:"why"`
	Office  string                  `json:"office"`
	Said    bool                    `json:"said"`
	Topic   string                  `json:"topic"`
	Body    caterina.MessageBody    `json:"body"`
}

// code is the code of a nak.
func (f *consoleFrame) code() string { return strings.Trim(string(f.Code), `"`) }

// knock connects with a cookie and an origin, and says nothing.
func (o *office) knock(t *testing.T, cookie, origin string) *staffClient {
	t.Helper()
	header := http.Header{}
	if cookie != "" {
		header.Set("Cookie", "caterina="+cookie)
	}
	if origin != "" {
		header.Set("Origin", origin)
	}
	return &staffClient{t: t, ws: o.dial(t, header).ws, n: map[caterina.ConversationID]int64{}}
}

// tab numbers a browser tab.
func tab(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// signIn opens the console of a member of siena.
func (o *office) signIn(t *testing.T, cookie string, n int) *staffClient {
	t.Helper()
	c := o.knock(t, cookie, o.http.URL)
	c.write(fmt.Sprintf(`{"type":"hello","v":1,"role":"staff","town":"siena","tab":%q}`, tab(n)))
	if f := c.read(); f.Type != "welcome" {
		t.Fatalf("hello was answered by %+v", f)
	}
	return c
}

func (c *staffClient) write(frame string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		c.t.Fatalf("write: %v", err)
	}
}

func (c *staffClient) say(fields map[string]any) {
	c.t.Helper()
	b, err := json.Marshal(fields)
	if err != nil {
		c.t.Fatal(err)
	}
	c.write(string(b))
}

func (c *staffClient) try() (consoleFrame, error) {
	var f consoleFrame
	if err := c.ws.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return f, err
	}
	_, b, err := c.ws.ReadMessage()
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(b, &f); err != nil {
		c.t.Errorf("frame %q: %v", b, err)
	}
	if f.Type == "ev" {
		if f.N != c.n[f.Conv]+1 {
			c.t.Errorf("event %d came after %d", f.N, c.n[f.Conv])
		}
		c.n[f.Conv] = f.N
	}
	return f, nil
}

func (c *staffClient) read() consoleFrame {
	c.t.Helper()
	f, err := c.try()
	if err != nil {
		c.t.Fatalf("read: %v", err)
	}
	return f
}

// until reads up to the first frame that is as wanted.
func (c *staffClient) until(what string, want func(*consoleFrame) bool) consoleFrame {
	c.t.Helper()
	for {
		f, err := c.try()
		if err != nil {
			c.t.Fatalf("no %s came: %v", what, err)
		}
		if want(&f) {
			return f
		}
	}
}

// sub follows the conversation and reads up to live.
func (c *staffClient) sub(conv caterina.ConversationID) {
	c.t.Helper()
	c.say(map[string]any{"type": "sub", "id": "sub", "conv": conv, "after": c.n[conv]})
	c.until("live", func(f *consoleFrame) bool { return f.Type == "live" && f.Conv == conv })
}

// deed does something and returns its ack or nak.
func (c *staffClient) deed(kind, id string, epoch int, more map[string]any) consoleFrame {
	c.t.Helper()
	fields := map[string]any{"type": kind, "id": id, "conv": convOne, "epoch": epoch}
	maps.Copy(fields, more)
	c.say(fields)
	return c.until("answer to "+kind, func(f *consoleFrame) bool { return (f.Type == "ack" || f.Type == "nak") && f.ID == id })
}

// ended reads up to the close and returns its code.
func (c *staffClient) ended() int {
	c.t.Helper()
	for {
		if _, err := c.try(); err != nil {
			if e, ok := errors.AsType[*websocket.CloseError](err); ok {
				return e.Code
			}
			return 0
		}
	}
}
