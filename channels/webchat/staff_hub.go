package webchat

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"example.org/caterina"
)

// Staff knows who is signed in. Authenticate answers a request without a session
// that may work in the town with CodeForbidden.
type Staff interface {
	Authenticate(r *http.Request, town string) (caterina.Act, error)
}

// StaffTaking is how operators come to have a conversation. Each deed answers
// an epoch that has passed with CodeConflict.
type StaffTaking interface {
	Take(ctx context.Context, act caterina.Act) (caterina.Event, error)
	Accept(ctx context.Context, act caterina.Act) (caterina.Event, error)
	Decline(ctx context.Context, act caterina.Act) (caterina.Event, error)
}

// StaffPassing is how they give it away.
type StaffPassing interface {
	TransferTo(ctx context.Context, act caterina.Act, to caterina.OperatorID, note string) (caterina.Event, error)
	TransferQueue(ctx context.Context, act caterina.Act, queue, note string) (caterina.Event, error)
	HandBack(ctx context.Context, act caterina.Act, note string) (caterina.Event, error)
	Snooze(ctx context.Context, act caterina.Act, until time.Time) (caterina.Event, error)
	Close(ctx context.Context, act caterina.Act, reason string) (caterina.Event, error)
}

// StaffWriting is what they write in it.
type StaffWriting interface {
	Reply(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
	Note(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
}

// StaffPresence is who is there. Alive renews a tab's lease, Gone ends it.
type StaffPresence interface {
	SetWish(ctx context.Context, town caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error
	Alive(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab string) error
	Gone(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab string) error
}

// StaffDesk carries out what staff ask of conversations.
type StaffDesk interface {
	StaffTaking
	StaffPassing
	StaffWriting
	StaffPresence
}

// StaffLog reads what staff may see, by seq, and how conversations stand. Heads
// leaves out conversations that do not exist.
type StaffLog interface {
	StaffEvents(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error)
	Heads(ctx context.Context, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Head, error)
	Wants(ctx context.Context, town caterina.TownID, op caterina.OperatorID) (caterina.Wish, error)
	// Read notes that an operator reads a conversation that is not theirs, once a shift.
	Read(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID) error
}

// StaffConfig wires a StaffHub. Fields are required unless they say otherwise.
type StaffConfig struct {
	Staff  Staff
	Desk   StaffDesk
	Log    StaffLog
	Towns  Towns
	Typing func(conv caterina.ConversationID, on bool) // tells the citizen that a person writes; optional
	// Connected says whether a citizen has a socket open in this process; optional.
	Connected func(conv caterina.ConversationID) bool

	Whisper  func(text string) // tells the other processes of the moment, who reads and who writes; optional
	Whispers <-chan string     // what they tell; optional

	Logger *slog.Logger
	Now    func() time.Time // the running clock
}

// StaffHub is the console's live part in one process: the sockets of the staff,
// which see whole conversations with notes and may act on them. It is apart
// from the citizens' Hub, so that no frame of the one can reach a socket of the
// other. Its methods may be called at the same time from anywhere.
type StaffHub struct {
	cfg      StaffConfig
	times    staffTiming
	arrivals chan arrival
	touched  touched
	recheck  chan struct{}
	stopped  chan struct{} // closed when Run has returned

	mu       sync.Mutex
	conns    map[*staffConn]struct{}
	far      farReaders
	citizens citizenWatches
	known    map[caterina.ConversationID]standing // what was last told of it
	flows    map[caterina.ConversationID]bool     // is about an appointment
	agendas  map[caterina.ConversationID]bool     // of these the desks have to hear
}

// staffTiming holds every duration, so that tests need not wait.
type staffTiming struct {
	write  time.Duration // for one write to a socket
	linger time.Duration // for the peer to answer a close
	store  time.Duration // for one call to the database
	ping   time.Duration // between pings; two unanswered ones end the connection
	auth   time.Duration // between looks whether the session still stands
	poll   time.Duration // between comparisons with the log
	grace  time.Duration // for goodbyes
	gone   time.Duration // from the end of a socket to the end of its lease: the next page is about to open its own
	typing time.Duration // after which nobody types any more who has not said so again
	look   time.Duration // between looks at which citizens are there
	away   time.Duration // without a socket, after which a citizen is said to be away
	here   time.Duration // between two words to the other processes that a citizen is here: three may get lost
}

func defaultStaffTiming() staffTiming {
	return staffTiming{
		write: 10 * time.Second, linger: 2 * time.Second, store: 5 * time.Second, ping: 15 * time.Second,
		auth: 4 * time.Second, poll: 3 * time.Second, grace: 10 * time.Second, gone: 2 * time.Second,
		typing: 6 * time.Second, look: 2 * time.Second, away: 20 * time.Second, here: 6 * time.Second,
	}
}

// maxKnown bounds what is remembered of conversations that people once had.
const maxKnown = 20_000

// NewStaff returns a StaffHub that serves nobody until Run.
func NewStaff(cfg StaffConfig) *StaffHub {
	if cfg.Typing == nil {
		cfg.Typing = func(caterina.ConversationID, bool) {}
	}
	if cfg.Whisper == nil {
		cfg.Whisper = func(string) {}
	}
	return &StaffHub{
		cfg: cfg, times: defaultStaffTiming(),
		arrivals: make(chan arrival), recheck: make(chan struct{}, 1), stopped: make(chan struct{}),
		touched: touched{ready: make(chan struct{}, 1), convs: make(map[caterina.ConversationID]bool)},
		conns:   make(map[*staffConn]struct{}),
		far:     make(farReaders), citizens: newCitizenWatches(),
		known: make(map[caterina.ConversationID]standing),
		flows: make(map[caterina.ConversationID]bool), agendas: make(map[caterina.ConversationID]bool),
	}
}

// Run serves until ctx is done, then says goodbye to every console and returns.
func (h *StaffHub) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx)) // what has begun is finished
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() { h.tellChanges(work) })
	wg.Go(func() { h.hear(work) })
	wg.Go(func() { h.watchCitizens(work) })
	var sockets sync.WaitGroup
	for {
		select {
		case a := <-h.arrivals:
			sockets.Go(func() { h.serve(work, a) })
		case <-ctx.Done():
			close(h.stopped)
			err := h.goodbye(&sockets)
			cancel()
			sockets.Wait()
			wg.Wait()
			return err
		}
	}
}

// adopt takes a socket over, or closes it when Run has returned.
func (h *StaffHub) adopt(a arrival) {
	select {
	case h.arrivals <- a:
	case <-h.stopped:
		_ = a.ws.Close() // the client comes back to another process
	}
}

// serve lives as long as one socket.
func (h *StaffHub) serve(ctx context.Context, a arrival) {
	defer func() {
		if p := recover(); p != nil {
			h.cfg.Logger.ErrorContext(ctx, "staff socket panicked", slog.String("stack", string(debug.Stack())))
			_ = a.ws.Close()
		}
	}()
	c := newStaffConn(h, a)
	c.serve(ctx, a.hello)
}

// goodbye tells each client when to come back and closes with 1012.
func (h *StaffHub) goodbye(sockets *sync.WaitGroup) error {
	for _, c := range h.everybody() {
		c.send(encode(newBye(rand.N(reconnectWithin)))) //nolint:gosec // spreads clients, keeps no secret
		c.shut(closeRestart, "restart")
	}
	done := make(chan struct{})
	go func() {
		sockets.Wait()
		close(done)
	}()
	timer := time.NewTimer(h.times.grace)
	defer timer.Stop()
	select {
	case <-done:
		return nil
	case <-timer.C:
	}
	for _, c := range h.everybody() {
		_ = c.ws.Close() // it had its time
	}
	<-done
	return fmt.Errorf("say goodbye to every console: %w", context.DeadlineExceeded)
}

// maxPerOperator is how many tabs one operator may have open.
const maxPerOperator = 10

// join adds a connection and welcomes it. The newest tabs win. Both in one: a console
// reads how things stand when it is welcomed, and must hear of whatever comes after.
func (h *StaffHub) join(c *staffConn, welcome []byte) {
	h.mu.Lock()
	var oldest *staffConn
	mine := 0
	for other := range h.conns {
		if other.me.Operator != c.me.Operator {
			continue
		}
		mine++
		if oldest == nil || other.since.Before(oldest.since) {
			oldest = other
		}
	}
	h.conns[c] = struct{}{}
	c.send(welcome)
	h.mu.Unlock()
	if mine >= maxPerOperator {
		oldest.shut(closeTabs, "open in too many tabs")
	}
	select {
	case <-h.stopped: // goodbye has not seen it
		c.shut(closeRestart, "restart")
	default:
	}
}

// leave takes a connection out and tells those who read with it.
func (h *StaffHub) leave(c *staffConn) {
	h.mu.Lock()
	delete(h.conns, c)
	h.mu.Unlock()
	for _, conv := range c.subscribed() {
		h.tellReaders(conv)
		h.whisper(whisper{Kind: whisperReader, Conv: conv, Tab: c.tab})
	}
}

// everybody returns the connections as they are now.
func (h *StaffHub) everybody() []*staffConn {
	h.mu.Lock()
	defer h.mu.Unlock()
	conns := make([]*staffConn, 0, len(h.conns))
	for c := range h.conns {
		conns = append(conns, c)
	}
	return conns
}

// Push hands over an event that this process has just committed, whether
// citizens may see it or not.
func (h *StaffHub) Push(ev caterina.Event) {
	for _, c := range h.everybody() {
		c.deliver(&ev)
	}
	h.noteAgenda(&ev)
	h.touched.add(ev.Conversation)
}

// Wake says that something has happened to the conversation, in whatever process.
func (h *StaffHub) Wake(conv caterina.ConversationID) { h.touched.add(conv) }

// Recheck has everything that is followed compared with the log soon. Call it
// when notifications may have been lost.
func (h *StaffHub) Recheck() {
	select {
	case h.recheck <- struct{}{}:
	default:
	}
}
