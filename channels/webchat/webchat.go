// Package webchat is how citizens reach the assistant from a web page: the chat
// protocol over a websocket (docs/protocol.md), the same numbers over
// server-sent events and POST where websockets do not pass, and a page that
// works without JavaScript.
//
// Nothing a citizen sees is kept here. The conversation's log in the database
// is the only copy: a connection holds the last number it has sent, and
// whatever comes after it is read from the log, or handed over by the part of
// this process that has just committed it. What a message says is never logged.
package webchat

import (
	"context"
	"hash/maphash"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

// Sessions opens the citizens' sessions. ResumeSession answers an unknown token,
// or one whose conversation is over, with CodeNotFound.
type Sessions interface {
	OpenSession(ctx context.Context, opening caterina.Opening) (caterina.Session, error)
	ResumeSession(ctx context.Context, token string) (caterina.Session, error)
}

// Log reads what citizens may see of their conversations, by number.
// Moved answers with the last numbers that are not the known ones, and leaves
// out conversations that do not exist.
type Log interface {
	Events(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error)
	Moved(ctx context.Context, known []caterina.Mark) ([]caterina.Mark, error)
}

// Store is the database as the web channel needs it.
type Store interface {
	Sessions
	Log
}

// Towns knows the towns that are served.
type Towns interface {
	Town(slug string) (caterina.Town, bool)
	Towns() []caterina.Town
}

// Turns takes messages in and has them answered. Receive answers a closed
// conversation with CodeConflict; Due, called once a message is known to
// everybody, must not block.
type Turns interface {
	Receive(ctx context.Context, in caterina.Inbound) (caterina.Receipt, error)
	Due(turn caterina.LeasedTurn)
}

// Observer is told what happens on the sockets, for metrics. Its methods must
// not block.
type Observer interface {
	SocketOpened()
	SocketClosed(code int)             // by us, with a code of the protocol; 0 when the citizen left or the line broke
	Message(result string)             // ack, dup, or the code of the nak
	Delivered(from string, events int) // "push" by the process that committed them, "log" when read
	Behind(events int64)               // the most events that an open conversation was found behind by the poll
}

// Config wires a Hub. Fields are required unless they say otherwise.
type Config struct {
	Store    Store
	Towns    Towns
	Turns    Turns
	Greeting func(town caterina.Town, lang string) caterina.MessageBody // becomes event 1
	Markdown func(text string) template.HTML                            // for the page without JavaScript
	Publish  func(conv caterina.ConversationID, n int64)                // wakes the other processes; optional
	Address  func(r *http.Request) netip.Addr                           // of the citizen, for ceilings; invalid for our own network; optional
	Observer Observer                                                   // optional
	Desk     Desk                                                       // the people behind the assistant; optional
	Copies   Copies                                                     // sends conversations by mail; nil where no mail is sent
	Links    Links                                                      // leads conversations on to Telegram; optional
	OnTyping func(conv caterina.ConversationID, on bool)                // the citizen writes, for the staff to know; must not block; optional
	// OnLimited hears that messages of a citizen are being refused because there are
	// too many: at the first, and once a minute at most. It may ask the database; optional.
	OnLimited func(ctx context.Context, town caterina.TownID, conv caterina.ConversationID)
	// NamesTime says whether words say something of a time: above the ceiling of an
	// address they cost work as a time's button does; optional.
	NamesTime func(text string) bool
	Staff     *StaffHub // takes the sockets of the console over; optional
	Logger    *slog.Logger
	PublicURL string           // where the world finds us; optional
	Now       func() time.Time // the running clock, for deadlines and rates: never a fixed one
}

// Hub is the web channel of one process. Its methods may be called at the same
// time from anywhere.
type Hub struct {
	cfg      Config
	times    timing
	upgrader websocket.Upgrader
	buffers  sync.Pool // of *[maxFrame + 1]byte, held only while a frame is read and handled

	seed      maphash.Seed // spreads conversations over the shards
	rooms     [roomShards]roomShard
	wheel     wheel
	paces     *messagePace
	copies    *copyPace
	work      *workGate
	framePace pace          // of each connection
	frames    chan received // to Run, which hands each to a goroutine of its own
	queue     queueWatch    // citizens who wait for a person
	behind    backlog       // connections that have something to read from the log
	recheck   chan struct{} // asks for a poll of everything

	mu        sync.Mutex
	stopping  bool
	addresses map[netip.Addr]int // open sockets of each
	sockets   sync.WaitGroup
	stop      chan struct{} // closed when Shutdown begins
	stopped   chan struct{} // closed when Run has returned
}

// timing holds every duration, so that tests need not wait.
type timing struct {
	hello   time.Duration // to say hello
	write   time.Duration // for one write to a socket
	linger  time.Duration // for the peer to answer a close
	store   time.Duration // for one call to the database
	second  time.Duration // one turn of the wheel, one poll
	ping    int           // seconds between pings: with two that are not answered a dead line is known within 50
	again   int           // seconds until an unanswered ping is repeated, then given up
	grace   time.Duration // for Shutdown when Run's context ends
	answer  time.Duration // that the page without JavaScript waits for the bot
	sseIdle time.Duration // between comments on a silent stream
	places  time.Duration // between looks at the places in the queue
	place   time.Duration // least between two places told to the same citizen
	typing  time.Duration // least between two notices that the same citizen writes
}

func defaultTiming() timing {
	return timing{
		hello: 5 * time.Second, write: 10 * time.Second, linger: 2 * time.Second, store: 5 * time.Second,
		second: time.Second, ping: 28, again: 10, grace: 15 * time.Second, answer: 5 * time.Second, sseIdle: 25 * time.Second,
		places: 5 * time.Second, place: time.Minute, typing: 2 * time.Second,
	}
}

// Sizes of a connection's buffers. The write buffer is lent only while writing.
const (
	readBuffer  = 256
	writeBuffer = 2 << 10
	sendBuffer  = 64 << 10 // the kernel's, so that a reader who stops costs no more
	subprotocol = "caterina.v1"
)

// Ceilings.
const (
	maxPerSession = 3
	maxPerAddress = 2000 // libraries, CAF offices and mobile carriers share addresses
)

// New returns a Hub that serves nobody until Run.
func New(cfg Config) *Hub {
	if cfg.Observer == nil {
		cfg.Observer = nobody{}
	}
	if cfg.Publish == nil {
		cfg.Publish = func(caterina.ConversationID, int64) {}
	}
	if cfg.OnTyping == nil {
		cfg.OnTyping = func(caterina.ConversationID, bool) {}
	}
	if cfg.OnLimited == nil {
		cfg.OnLimited = func(context.Context, caterina.TownID, caterina.ConversationID) {}
	}
	if cfg.Address == nil {
		cfg.Address = func(*http.Request) netip.Addr { return netip.Addr{} }
	}
	h := &Hub{
		cfg:       cfg,
		times:     defaultTiming(),
		seed:      maphash.MakeSeed(),
		paces:     newMessagePace(pace{every: messageEvery, burst: messageBurst}),
		copies:    newCopyPace(),
		work:      newWorkGate(),
		framePace: pace{every: frameEvery, burst: frameBurst},
		frames:    make(chan received),
		queue:     queueWatch{fresh: make(chan struct{}, 1), waiters: make(map[*waiter]bool)},
		behind:    backlog{ready: make(chan struct{}, 1)},
		recheck:   make(chan struct{}, 1),
		addresses: make(map[netip.Addr]int),
		stop:      make(chan struct{}),
		stopped:   make(chan struct{}),
	}
	h.buffers.New = func() any { return new([maxFrame + 1]byte) }
	h.upgrader = websocket.Upgrader{
		ReadBufferSize:  readBuffer,
		WriteBufferSize: writeBuffer,
		WriteBufferPool: &sync.Pool{},
		Subprotocols:    []string{subprotocol},
		// Which origins may speak for a town is known once hello names the town.
		CheckOrigin: func(*http.Request) bool { return true },
		Error:       refuseUpgrade,
	}
	for i := range h.rooms {
		h.rooms[i].rooms = make(map[caterina.ConversationID]*room)
		h.rooms[i].hot = make(map[caterina.ConversationID]int)
	}
	return h
}

// Routes adds the channel's addresses to mux.
func (h *Hub) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/ws", h.serveSocket)
	mux.HandleFunc("GET /v1/events", h.serveEvents)
	mux.HandleFunc("POST /v1/messages", h.serveMessage)
	mux.HandleFunc("GET /v1/transcript", h.serveTranscript)
	mux.HandleFunc("OPTIONS /v1/events", h.servePreflight)
	mux.HandleFunc("OPTIONS /v1/transcript", h.servePreflight)
	mux.HandleFunc("OPTIONS /v1/messages", h.servePreflight)
	newPages(h).routes(mux)
}

// nobody is the observer of a Hub without one.
type nobody struct{}

// SocketOpened counts nothing.
func (nobody) SocketOpened() {}

// SocketClosed counts nothing.
func (nobody) SocketClosed(int) {}

// Message counts nothing.
func (nobody) Message(string) {}

// Delivered counts nothing.
func (nobody) Delivered(string, int) {}

// Behind counts nothing.
func (nobody) Behind(int64) {}
