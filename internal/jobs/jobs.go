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
type Store interface {
	LeaseTurn(ctx context.Context, conv caterina.ConversationID, owner string, ttl time.Duration) (caterina.LeasedTurn, bool, error)
	CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, owner string, reply caterina.Reply) (caterina.Event, error)
	FailTurn(ctx context.Context, turn caterina.LeasedTurn, owner string, retryAfter time.Duration) error
	DueTurns(ctx context.Context, limit int) ([]caterina.ConversationID, error)
}

// Bot decides what to say.
type Bot interface {
	Reply(ctx context.Context, turn caterina.Turn) (caterina.Reply, error)
}

// Observer is told what became of turns, for metrics.
type Observer interface {
	TurnDone(reply caterina.Reply, took time.Duration)
	TurnFailed()
}

// Config wires a Runner. All fields but Workers are required.
type Config struct {
	Store    Store
	Bot      Bot
	Town     func(caterina.TownID) (caterina.Town, bool)
	Apology  func(town caterina.Town, lang string) caterina.MessageBody // said when the bot fails for good
	Done     func(caterina.Event)                                       // told of every committed reply, at once
	Observer Observer
	Logger   *slog.Logger
	Now      func() time.Time
	Process  string // names this process in leases, unique among those that share a database
	Workers  int    // turns run at the same time; 0 means eight a processor
}

const (
	leaseTTL    = 15 * time.Second // far above any turn without a model, short enough for a citizen who waits after a crash
	sweepEvery  = time.Second
	sweepBatch  = 100
	maxAttempts = 3 // then the citizen gets the apology: never silence
	maxReruns   = 5 // runs of one turn while the citizen keeps writing
	retryAfter  = 2 * time.Second
	backlog     = 4096
)

// ErrNothingDue says that the conversation has no turn to run, or that another
// process is running it.
var ErrNothingDue = errors.New("no turn due")

// Runner runs turns.
type Runner struct {
	cfg  Config
	due  chan caterina.ConversationID
	runs atomic.Int64 // numbers this process's leases
}

// New returns a Runner that does nothing until Run.
func New(cfg Config) *Runner {
	if cfg.Workers == 0 {
		cfg.Workers = 8 * runtime.GOMAXPROCS(0)
	}
	return &Runner{cfg: cfg, due: make(chan caterina.ConversationID, backlog)}
}

// Due says that a conversation's turn waits. It never blocks: what does not fit
// the backlog is found by the sweeper.
func (r *Runner) Due(conv caterina.ConversationID) {
	select {
	case r.due <- conv:
	default:
	}
}

// Waiting returns how many turns wait for a worker of this process.
func (r *Runner) Waiting() int { return len(r.due) }

// Run works until ctx is done, then finishes the turns it has begun and
// returns. Turns that still wait stay in the database for another process.
func (r *Runner) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for range r.cfg.Workers {
		wg.Go(func() { r.work(ctx) })
	}
	wg.Go(func() { r.sweep(ctx) })
	wg.Wait()
	return nil
}

func (r *Runner) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case conv := <-r.due:
			// A turn that has begun is finished even when the process is asked to stop.
			_, err := r.RunTurn(context.WithoutCancel(ctx), conv)
			if err != nil && !errors.Is(err, ErrNothingDue) {
				r.cfg.Logger.ErrorContext(ctx, "turn failed",
					slog.String("conversation", string(conv)), slog.String("error", err.Error()))
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

// Sweep looks once for turns that nobody runs and makes them due here.
func (r *Runner) Sweep(ctx context.Context) {
	convs, err := r.cfg.Store.DueTurns(ctx, sweepBatch)
	if err != nil {
		if ctx.Err() == nil {
			r.cfg.Logger.WarnContext(ctx, "sweep failed", slog.String("error", err.Error()))
		}
		return
	}
	for _, conv := range convs {
		r.Due(conv)
	}
}

// RunTurn runs the turn of one conversation and returns its reply. A message
// that arrives meanwhile voids the reply, and the turn is run again with it.
// Without a turn to run the error is ErrNothingDue.
func (r *Runner) RunTurn(ctx context.Context, conv caterina.ConversationID) (caterina.Reply, error) {
	owner := r.cfg.Process + "/" + strconv.FormatInt(r.runs.Add(1), 10)
	for range maxReruns {
		turn, ok, err := r.cfg.Store.LeaseTurn(ctx, conv, owner, leaseTTL)
		if err != nil {
			return caterina.Reply{}, fmt.Errorf("lease turn: %w", err)
		}
		if !ok {
			return caterina.Reply{}, ErrNothingDue
		}
		failpoint.Hit(failpoint.AfterLease)

		reply, err := r.decide(ctx, turn)
		if err != nil {
			return caterina.Reply{}, r.fail(ctx, turn, owner, err)
		}
		failpoint.Hit(failpoint.AfterReply)

		event, err := r.cfg.Store.CompleteTurn(ctx, turn, owner, reply)
		if caterina.CodeOf(err) == caterina.CodeConflict {
			continue // a newer message, or another owner: look again
		}
		if err != nil {
			return caterina.Reply{}, fmt.Errorf("complete turn: %w", err)
		}
		failpoint.Hit(failpoint.AfterComplete)
		r.cfg.Done(event)
		failpoint.Hit(failpoint.AfterBroadcast)
		return reply, nil
	}
	return caterina.Reply{}, fmt.Errorf("run turn: overtaken %d times", maxReruns)
}

// decide asks the bot, or apologises when it has failed too often.
func (r *Runner) decide(ctx context.Context, turn caterina.LeasedTurn) (reply caterina.Reply, err error) {
	town, ok := r.cfg.Town(turn.Town)
	if !ok {
		return caterina.Reply{}, caterina.Errorf(caterina.CodeNotFound, "town %d is not loaded", turn.Town)
	}
	if turn.Attempt > maxAttempts {
		body := r.cfg.Apology(town, turn.Lang)
		return caterina.Reply{Message: body, Trace: caterina.Trace{Outcome: body.Outcome, Rule: "apology"}}, nil
	}
	defer func() {
		if p := recover(); p != nil {
			// The panic's value may hold the citizen's words: only the stack is logged.
			err = fmt.Errorf("bot panicked: %T", p)
			r.cfg.Logger.ErrorContext(ctx, "bot panicked", slog.String("stack", string(debug.Stack())))
		}
	}()
	start := time.Now() //nolint:forbidigo // measures, decides nothing: a fixed clock would report 0
	reply, err = r.cfg.Bot.Reply(ctx, caterina.Turn{
		Town: town, Now: r.cfg.Now().In(caterina.Rome()), Lang: turn.Lang, History: turn.History, Inputs: turn.Inputs,
	})
	if err != nil {
		return caterina.Reply{}, fmt.Errorf("bot: %w", err)
	}
	took := time.Since(start)
	reply.Trace.TookMS = float64(took.Microseconds()) / 1000
	r.cfg.Observer.TurnDone(reply, took)
	return reply, nil
}

// fail gives the turn back so that it is tried again soon.
func (r *Runner) fail(ctx context.Context, turn caterina.LeasedTurn, owner string, cause error) error {
	r.cfg.Observer.TurnFailed()
	if err := r.cfg.Store.FailTurn(ctx, turn, owner, retryAfter); err != nil {
		return errors.Join(cause, fmt.Errorf("give turn back: %w", err))
	}
	return cause
}
