// Package jobs does the work that becomes due once something was stored. So far
// that is the bot's turns: a citizen's message is committed with a turn that
// waits, and the Runner here leases it, lets the bot decide, and commits the
// reply. A process that dies in between leaves a lease that runs out, and any
// process's sweeper takes the turn up again.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/failpoint"
)

// Store keeps turns. Leasing and completing are each one conditional
// transaction, so any number of processes may share it.
type Store interface { //nolint:interfacebloat // all that happens to a turn
	Receive(ctx context.Context, in caterina.Inbound, lease caterina.Lease) (caterina.Receipt, error)
	LeaseTurn(ctx context.Context, conv caterina.ConversationID, lease caterina.Lease) (caterina.LeasedTurn, bool, error)
	CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error)
	HoldTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, hold caterina.Hold) ([]caterina.Event, error)
	FailTurn(ctx context.Context, turn caterina.LeasedTurn, retryAfter time.Duration) error
	RenewTurn(ctx context.Context, turn caterina.LeasedTurn, ttl time.Duration) error
	DueTurns(ctx context.Context, limit int) ([]caterina.ConversationID, error)
}

// Bot decides what to say. It gives show what is written while it is written; when the
// reply is another, what was shown is taken back.
type Bot interface {
	Reply(ctx context.Context, turn caterina.Turn, show func(text string)) (caterina.Reply, error)
}

// Rejects keeps what a model wrote and nobody was shown, for those who keep the cards.
type Rejects interface {
	KeepRejected(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, all []caterina.Rejected) error
}

// Desk turns what the bot decided about people into a change of hands.
type Desk interface {
	// Plan returns the change of hands that a reply asks for, nil for none.
	Plan(ctx context.Context, turn caterina.LeasedTurn, town caterina.Town, reply caterina.Reply) (*caterina.Transition, error)
}

// Approval says which replies a person approves before the citizen reads them.
type Approval interface {
	// Hold returns how a reply waits, nil when it goes out at once.
	Hold(ctx context.Context, town caterina.Town, reply caterina.Reply) (*caterina.Hold, error)
}

// Observer is told what became of turns, for metrics.
type Observer interface {
	TurnDone(reply caterina.Reply, took time.Duration) // committed; without a text the bot had nothing to say
	TurnVoid()                                         // ready, but a newer message or a person came first: nobody reads it
	TurnFailed()
}

// Choice is what a citizen of a conversation chose, as it may be stored: without a
// place that was shared.
type Choice func(ctx context.Context, town caterina.Town, conv caterina.ConversationID, choice string) string

// Config wires a Runner. All fields but those that say so are required.
type Config struct {
	Store    Store
	Bot      Bot
	Town     func(caterina.TownID) (caterina.Town, bool)
	Desk     Desk                                                // nil where no people answer
	Approval Approval                                            // nil where every reply goes out at once
	Choice   Choice                                              // nil: choices are stored as they are
	Rejects  Rejects                                             // nil: nobody reads them
	Draft    func(caterina.Piece)                                // nil: nobody is shown an answer before it is stored
	Apology  func(context.Context, caterina.Turn) caterina.Reply // what is said when the bot fails for good
	Done     func(caterina.Event)                                // told of every committed event, at once
	Observer Observer
	Logger   *slog.Logger
	Now      func() time.Time
	Process  string // names this process in leases, unique among those that share a database
	Workers  int    // turns run at the same time; 0 means eight a processor
	Waiting  int    // further turns, for those that wait for a model: nobody in danger waits behind them
}

const (
	leaseTTL    = 15 * time.Second // far above any turn without a model, short enough for a citizen who waits after a crash
	sweepEvery  = time.Second
	sweepBatch  = 100
	maxAttempts = 3 // then the citizen gets the apology: never silence
	maxReruns   = 5 // runs of one turn while the citizen keeps writing
	maxRefusals = 3 // times in one run that somebody else was faster to a place
	retryAfter  = 2 * time.Second
	backlog     = 4096
)

// ErrTaken says that the turn is not for this run to answer any more.
var ErrTaken = errors.New("the turn was taken")

// Runner runs turns.
type Runner struct {
	cfg      Config
	due      chan caterina.LeasedTurn
	runs     atomic.Int64 // numbers this process's leases
	stopping atomic.Bool  // nobody here will run another turn
	running  sync.Map     // conversations whose turn is run here, with what ends that
}

// New returns a Runner that does nothing until Run.
func New(cfg Config) *Runner {
	if cfg.Workers == 0 {
		cfg.Workers = 8 * runtime.GOMAXPROCS(0)
	}
	cfg.Workers += cfg.Waiting
	return &Runner{cfg: cfg, due: make(chan caterina.LeasedTurn, backlog)}
}

// Receive stores a citizen's message and leases the turn that answers it to this
// process, for Due. What is not handed to Due is found by a sweeper later.
func (r *Runner) Receive(ctx context.Context, in caterina.Inbound) (caterina.Receipt, error) {
	var lease caterina.Lease // for another process, once this one stops
	if !r.stopping.Load() {
		lease = r.lease()
	}
	if r.cfg.Choice != nil && in.Body.Choice != "" {
		town, _ := r.cfg.Town(in.Town) // of one that is not known nothing is kept either
		in.Body.Choice = r.cfg.Choice(ctx, town, in.Conversation, in.Body.Choice)
	}
	receipt, err := r.cfg.Store.Receive(ctx, in, lease)
	if err != nil {
		return receipt, fmt.Errorf("receive: %w", err)
	}
	return receipt, nil
}

// lease is for one run: no two runs of any process have the same owner.
func (r *Runner) lease() caterina.Lease {
	return caterina.Lease{Owner: r.cfg.Process + "/" + strconv.FormatInt(r.runs.Add(1), 10), TTL: leaseTTL}
}

// Due gives a leased turn to the workers. It never blocks: what does not fit the
// backlog is found by a sweeper when the lease has run out.
func (r *Runner) Due(turn caterina.LeasedTurn) {
	select {
	case r.due <- turn:
	default:
	}
}

// Waiting returns how many turns wait for a worker of this process.
func (r *Runner) Waiting() int { return len(r.due) }

// Run works until ctx is done, then finishes the turns it has begun, gives back
// those that still wait, for another process, and returns.
func (r *Runner) Run(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() { r.stopping.Store(true) })()
	var wg sync.WaitGroup
	for range r.cfg.Workers {
		wg.Go(func() { r.work(ctx) })
	}
	wg.Go(func() { r.sweep(ctx) })
	wg.Wait()
	return r.giveBack(context.WithoutCancel(ctx))
}

// giveBack lets other processes have the turns that nobody here has begun.
func (r *Runner) giveBack(ctx context.Context) error {
	var failed error
	for {
		select {
		case turn := <-r.due:
			if err := r.cfg.Store.FailTurn(ctx, turn, 0); err != nil && caterina.CodeOf(err) != caterina.CodeConflict {
				failed = errors.Join(failed, fmt.Errorf("give a turn back: %w", err))
			}
		default:
			return failed
		}
	}
}

func (r *Runner) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case turn := <-r.due:
			// A turn that has begun is finished even when the process is asked to stop.
			_, err := r.RunTurn(context.WithoutCancel(ctx), turn)
			if err != nil && !errors.Is(err, ErrTaken) {
				r.cfg.Logger.ErrorContext(ctx, "turn failed",
					slog.String("conversation", string(turn.Conversation)), slog.String("error", err.Error()))
			}
		}
	}
}

func (r *Runner) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.Sweep(ctx)
		}
	}
}

// Sweep looks once for turns that nobody runs and takes as many as find room
// here.
func (r *Runner) Sweep(ctx context.Context) {
	room := min(sweepBatch, cap(r.due)/2-len(r.due))
	if room <= 0 {
		return // a lease would only run out again in our backlog
	}
	convs, err := r.cfg.Store.DueTurns(ctx, room)
	for _, conv := range convs {
		turn, ok, failed := r.cfg.Store.LeaseTurn(ctx, conv, r.lease())
		if ok {
			r.Due(turn)
		}
		err = errors.Join(err, failed)
	}
	if err != nil && ctx.Err() == nil {
		r.cfg.Logger.WarnContext(ctx, "sweep failed", slog.String("error", err.Error()))
	}
}

// RunTurn runs a leased turn and returns its reply. A message that arrives
// meanwhile, or a person who takes the conversation, voids the reply, and the turn
// is run again as things stand then. ErrTaken when another run answers.
func (r *Runner) RunTurn(ctx context.Context, turn caterina.LeasedTurn) (caterina.Reply, error) {
	for range maxReruns {
		failpoint.Hit(failpoint.AfterLease)
		done, err := r.settle(ctx, turn)
		if done.failed {
			return caterina.Reply{}, r.fail(ctx, turn, err)
		}
		if err == nil {
			failpoint.Hit(failpoint.AfterComplete)
			for _, event := range done.events {
				r.cfg.Done(event)
			}
			failpoint.Hit(failpoint.AfterBroadcast)
			r.cfg.Observer.TurnDone(done.reply, done.took)
			return done.reply, nil
		}
		if caterina.CodeOf(err) != caterina.CodeConflict {
			return caterina.Reply{}, fmt.Errorf("complete turn: %w", err)
		}
		r.cfg.Observer.TurnVoid()
		// A newer message, or another owner: look again.
		var ok bool
		if turn, ok, err = r.cfg.Store.LeaseTurn(ctx, turn.Conversation, r.lease()); err != nil {
			return caterina.Reply{}, fmt.Errorf("lease turn: %w", err)
		} else if !ok {
			return caterina.Reply{}, ErrTaken
		}
	}
	return caterina.Reply{}, fmt.Errorf("run turn: overtaken %d times", maxReruns)
}

// settled is what became of one run.
type settled struct {
	reply  caterina.Reply
	took   time.Duration
	events []caterina.Event
	failed bool // no reply was found that could be stored: the turn is tried again later
}

// settle has the bot decide and stores what it decided. What an appointment's rules
// or another citizen forbid by then is told to the bot, which says so in a reply
// that takes the place of the first: nobody is promised a place that has gone.
func (r *Runner) settle(ctx context.Context, turn caterina.LeasedTurn) (done settled, err error) {
	start := time.Now() //nolint:forbidigo // measures, decides nothing: a fixed clock would report 0
	var refused *caterina.BookingRefused
	for range maxRefusals + 1 {
		var move *caterina.Transition
		draft := r.newDraft(turn)
		if done.reply, move, err = r.answered(ctx, turn, refused, draft); err != nil {
			draft.end(0)
			return settled{failed: true}, err
		}
		done.took = time.Since(start)
		done.reply.Trace.TookMS = float64(done.took.Microseconds()) / 1000
		failpoint.Hit(failpoint.AfterReply)
		done.events, err = r.commit(ctx, turn, done.reply, move)
		draft.end(numberOf(done.events))
		r.keepRejected(ctx, turn, done.reply)
		var again bool
		if refused, again = errors.AsType[*caterina.BookingRefused](err); !again {
			return done, err
		}
	}
	return settled{failed: true}, fmt.Errorf("run turn: refused %d times: %w", maxRefusals+1, err)
}

// commit stores a reply: for the citizen, or for whoever has to approve it.
// Commands never wait for approval, nor does the apology.
func (r *Runner) commit(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error) {
	town, known := r.cfg.Town(turn.Town)
	aside := turn.State != "" && turn.State != caterina.StateBot
	if r.cfg.Approval == nil || !known || aside || move != nil || turn.Attempt > maxAttempts {
		return r.cfg.Store.CompleteTurn(ctx, turn, reply, move)
	}
	hold, err := r.cfg.Approval.Hold(ctx, town, reply)
	if err != nil {
		return nil, fmt.Errorf("ask whether to hold a reply: %w", err)
	}
	if hold == nil {
		return r.cfg.Store.CompleteTurn(ctx, turn, reply, move)
	}
	return r.cfg.Store.HoldTurn(ctx, turn, reply, *hold)
}

// answer returns what to say and the change of hands that goes with it.
func (r *Runner) answer(ctx context.Context, leased caterina.LeasedTurn, refused *caterina.BookingRefused, draft *draft) (reply caterina.Reply, move *caterina.Transition, err error) {
	town, ok := r.cfg.Town(leased.Town)
	if !ok {
		return reply, nil, caterina.Errorf(caterina.CodeNotFound, "town %d is not loaded", leased.Town)
	}
	defer func() {
		if p := recover(); p != nil {
			// The panic's value may hold the citizen's words: only the stack is logged.
			err = fmt.Errorf("bot panicked: %T", p)
			r.cfg.Logger.ErrorContext(ctx, "bot panicked", slog.String("stack", string(debug.Stack())))
		}
	}()
	turn := caterina.Turn{
		Town: town, Now: r.cfg.Now().In(caterina.Rome()), Lang: leased.Lang, State: leased.State, Queue: leased.Queue,
		Conversation: leased.Conversation, History: leased.History, Inputs: leased.Inputs, Refused: refused,
	}
	if leased.Attempt > maxAttempts {
		reply = r.cfg.Apology(ctx, turn)
	} else if reply, err = r.cfg.Bot.Reply(ctx, turn, draft.show()); err != nil {
		return reply, nil, fmt.Errorf("bot: %w", err)
	}
	move, err = r.plan(ctx, leased, town, reply)
	return reply, move, err
}

// plan asks the desk for the change of hands. The numbers to call in danger, and
// the apology, are said also when the desk cannot be asked.
func (r *Runner) plan(ctx context.Context, turn caterina.LeasedTurn, town caterina.Town, reply caterina.Reply) (*caterina.Transition, error) {
	if r.cfg.Desk == nil || len(reply.Effects) == 0 {
		return nil, nil //nolint:nilnil // no change of hands is not an error
	}
	move, err := r.cfg.Desk.Plan(ctx, turn, town, reply)
	if err != nil && (reply.Message.Outcome == caterina.OutcomeCrisis || turn.Attempt > maxAttempts) {
		r.cfg.Logger.ErrorContext(ctx, "nobody could be called",
			slog.String("conversation", string(turn.Conversation)), slog.String("error", err.Error()))
		return nil, nil //nolint:nilnil // as above
	}
	if err != nil {
		return nil, fmt.Errorf("plan a change of hands: %w", err)
	}
	return move, nil
}

// fail gives the turn back so that it is tried again soon.
func (r *Runner) fail(ctx context.Context, turn caterina.LeasedTurn, cause error) error {
	r.cfg.Observer.TurnFailed()
	if err := r.cfg.Store.FailTurn(ctx, turn, retryAfter); err != nil {
		return errors.Join(cause, fmt.Errorf("give turn back: %w", err))
	}
	return cause
}
