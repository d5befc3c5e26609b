// Package desk carries out what citizens and staff ask of a conversation: it
// reads how the conversation stands, asks the policy (package handoff) what may
// happen, has the store do it, and tells the sockets. Its dispatcher does what
// time asks for: offers and their end, snoozes, operators whose line is dead,
// waits that are too long, closing time.
//
// Any number of processes may run it beside each other: every change is one
// conditional transaction of the store, so whoever is second finds it done.
package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// Conversations is how the store changes who holds a conversation, and what is
// said in it. The same client id twice is the same deed. TellAt is refused as a
// conflict when the conversation has changed hands since the epoch.
type Conversations interface {
	Held(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Held, error)
	Move(ctx context.Context, t caterina.Transition) (caterina.Event, error)
	Say(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
	TellAt(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, epoch int, clientID string, body caterina.MessageBody) (caterina.Event, error)
}

// Edits puts right what was said.
type Edits interface {
	// Edit stores new words for a message of the operator's; the log keeps both.
	Edit(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
}

// Forms keeps what citizens fill in.
type Forms interface {
	OpenCallback(ctx context.Context, t caterina.Transition, form caterina.CallbackForm, due time.Time) (caterina.Event, error)
	Rate(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string, r caterina.Rating) (caterina.Event, error)
}

// Queues knows who waits. Dispatch shows the plan who waits and who is there, and
// carries out what it returns, in one transaction.
type Queues interface {
	QueueStats(ctx context.Context, town caterina.TownID, queue string) (waiting, medianMinutes int, err error)
	QueuePaused(ctx context.Context, town caterina.TownID, queue string) (until time.Time, err error)
	Places(ctx context.Context, town caterina.TownID, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Place, error)
	Dispatch(ctx context.Context, town caterina.TownID, plan func([]caterina.Waiting, []caterina.Presence) []caterina.Transition) ([]caterina.Event, error)
}

// Eraser blanks what was said in a conversation.
type Eraser interface {
	Erase(ctx context.Context, e *caterina.Erasure) ([]caterina.Event, error)
}

// Staff knows who is there.
type Staff interface {
	Presences(ctx context.Context, town caterina.TownID) ([]caterina.Presence, error)
	SetWish(ctx context.Context, town caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error
	RenewLease(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab, process string, ttl time.Duration) error
	Audit(ctx context.Context, town caterina.TownID, op caterina.OperatorID, action, target, detail string) error
}

// Late lists what had a time that is over.
type Late interface {
	DueOffers(ctx context.Context) ([]caterina.Held, error)
	DueTransfers(ctx context.Context) ([]caterina.Held, error)
	DueSnoozes(ctx context.Context) ([]caterina.Held, error)
}

// Watch lists what the dispatcher keeps an eye on.
type Watch interface {
	LostHeld(ctx context.Context, silent time.Duration) ([]caterina.Lost, error)
	FoundHeld(ctx context.Context) ([]caterina.Lost, error)
	LongWaiting(ctx context.Context) ([]caterina.Held, error)
	CloseIdle(ctx context.Context, channel caterina.Channel, idle time.Duration, event caterina.StateBody, limit int) (closed int, err error)
	WaitingTowns(ctx context.Context) ([]caterina.TownID, error)
}

// Asked carries out what citizens and staff ask for.
type Asked interface {
	Conversations
	Edits
	Forms
	Queues
	Eraser
	Approvals
}

// Timed is what time asks for.
type Timed interface {
	Late
	Watch
	Alarms
}

// Store is the database as the desk needs it.
type Store interface {
	Asked
	Timed
	Staff
	Waits
}

// Config wires a Service. Every field but Topic and Clock is required.
type Config struct {
	Store     Store
	Towns     func(caterina.TownID) (caterina.Town, bool)
	Desk      func(caterina.Town) (caterina.Office, bool) // the one that helps with everything
	Committed func(caterina.Event)                        // told of every event at once, also of those the citizen does not see
	Logger    *slog.Logger
	Now       func() time.Time
	Process   string // names this process in leases

	// Clock is the database's, by which everything is decided that depends on the
	// time: processes whose own clocks differ decide alike. Nil where Now is right
	// whatever others say: a clock that stands still for a test.
	Clock func(ctx context.Context) (time.Time, error)

	// Topic is a card's, so that a question about it finds its queue.
	Topic func(town caterina.TownID, card string) string
}

// Service is the desk of every town.
type Service struct {
	cfg  Config
	wake chan struct{} // holds one token when something has changed

	mu      sync.Mutex
	told    map[string]time.Time // what citizens were told by this process, so that it is not tried every two seconds
	healthy time.Time            // since when the store has answered; zero before the first look
	checked time.Time            // when the waits were looked at last
	swept   time.Time            // when silent conversations were looked for last
	ahead   time.Duration        // of Clock, how far Now is

	approving map[caterina.TownID]bool // where answers are approved; never changed, only replaced; nil before the first look
	dead      time.Time                // when an operator's line was seen dead last
}

// New returns a Service whose dispatcher does nothing until Run.
func New(cfg Config) *Service {
	return &Service{cfg: cfg, wake: make(chan struct{}, 1), told: make(map[string]time.Time)}
}

// Wake has the dispatcher look at once. It never blocks.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// committed tells everybody of an event and has the dispatcher look.
func (s *Service) committed(event caterina.Event) {
	s.cfg.Committed(event)
	s.Wake()
}

// about reads how a conversation stands, with its town.
func (s *Service) about(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (handoff.Case, error) {
	t, ok := s.cfg.Towns(town)
	if !ok {
		return handoff.Case{}, caterina.Errorf(caterina.CodeNotFound, saidNoConversation)
	}
	held, err := s.cfg.Store.Held(ctx, town, conv)
	if err != nil {
		return handoff.Case{}, err //nolint:wrapcheck // the store says what it was doing
	}
	return handoff.Case{Held: held, Town: t}, nil
}

// calendar returns when a town's people are at work.
func (s *Service) calendar(town caterina.Town) handoff.Calendar {
	office, _ := s.cfg.Desk(town)
	return handoff.Calendar{Desk: office, Patron: town.PatronDay}
}
