package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("os/exec.(*Cmd).watchCtx.func1"))
}

// scripted is a bot that does what a test says.
type scripted func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error)

func (f scripted) Reply(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
	return f(ctx, turn)
}

// echo answers with all that was said, joined by commas.
func echo(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
	var said []string
	for _, in := range turn.Inputs {
		said = append(said, in.Text)
	}
	return caterina.Reply{
		Message: caterina.MessageBody{Text: strings.Join(said, ","), Outcome: caterina.OutcomeSmalltalk},
		Trace:   caterina.Trace{Outcome: caterina.OutcomeSmalltalk},
	}, nil
}

// counts is an observer.
type counts struct {
	mu           sync.Mutex
	done, failed int
}

func (c *counts) TurnDone(caterina.Reply, time.Duration) { c.mu.Lock(); c.done++; c.mu.Unlock() }
func (c *counts) TurnFailed()                            { c.mu.Lock(); c.failed++; c.mu.Unlock() }

// desk is a town with one conversation, and a runner of its turns.
type desk struct {
	t      *testing.T
	store  *postgres.Store
	town   caterina.Town
	conv   caterina.ConversationID
	runner *jobs.Runner
	events chan caterina.Event // committed replies
	logs   *bytes.Buffer
	counts *counts
}

func newDesk(t *testing.T, bot jobs.Bot) *desk {
	t.Helper()
	d := &desk{t: t, store: pgtest.Store(t), events: make(chan caterina.Event, 100), logs: &bytes.Buffer{}, counts: &counts{}}
	id, _, err := d.store.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	d.town = caterina.Town{ID: id, Slug: "siena", Name: "Siena"}
	session, err := d.store.OpenSession(t.Context(), caterina.Opening{
		Town: id, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.conv = session.Conversation.ID
	d.runner = d.newRunner("first", bot)
	return d
}

func (d *desk) newRunner(process string, bot jobs.Bot) *jobs.Runner {
	return jobs.New(jobs.Config{
		Store: d.store, Bot: bot, Process: process, Workers: 2,
		Town: func(id caterina.TownID) (caterina.Town, bool) { return d.town, id == d.town.ID },
		Apology: func(caterina.Town, string) caterina.MessageBody {
			return caterina.MessageBody{Text: "scusa", Outcome: caterina.OutcomeDecline}
		},
		Done: func(ev caterina.Event) { d.events <- ev }, Observer: d.counts,
		Logger: slog.New(slog.NewJSONHandler(d.logs, nil)),
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
	})
}

func (d *desk) say(text string) {
	d.t.Helper()
	if _, err := d.store.Receive(d.t.Context(), caterina.Inbound{
		Town: d.town.ID, Conversation: d.conv, ClientID: text, Body: caterina.MessageBody{Text: text},
	}); err != nil {
		d.t.Fatal(err)
	}
}

// log returns who wrote each event the citizen may see.
func (d *desk) log() []string {
	d.t.Helper()
	events, err := d.store.Events(d.t.Context(), d.town.ID, d.conv, 0, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	var actors []string
	for _, e := range events {
		actors = append(actors, string(e.Actor))
	}
	return actors
}

func (d *desk) wantLog(want ...string) {
	d.t.Helper()
	if diff := cmp.Diff(want, d.log()); diff != "" {
		d.t.Errorf("the log (-want +got):\n%s", diff)
	}
}

func TestATurnIsAnsweredOnceAndTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	d.say("ciao")
	reply, err := d.runner.RunTurn(t.Context(), d.conv)
	if err != nil || reply.Message.Text != "ciao" {
		t.Fatalf("reply %q, %v", reply.Message.Text, err)
	}
	if ev := <-d.events; ev.N != 3 || ev.Actor != caterina.ActorBot {
		t.Errorf("told of event %d of the %s, want 3 of the bot", ev.N, ev.Actor)
	}
	if _, err := d.runner.RunTurn(t.Context(), d.conv); !errors.Is(err, jobs.ErrNothingDue) {
		t.Errorf("a second run: %v, want nothing due", err)
	}
	d.wantLog("bot", "citizen", "bot")
	if d.counts.done != 1 {
		t.Errorf("%d turns counted, want 1", d.counts.done)
	}
}

func TestMessagesThatArriveDuringATurnAreAnsweredTogether(t *testing.T) {
	t.Parallel()
	var d *desk
	runs := 0
	d = newDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		if runs++; runs == 1 {
			d.say("e la mensa?")
		}
		return echo(ctx, turn)
	}))
	d.say("il nido")
	reply, err := d.runner.RunTurn(t.Context(), d.conv)
	if err != nil {
		t.Fatal(err)
	}
	if reply.Message.Text != "il nido,e la mensa?" || runs != 2 {
		t.Errorf("after %d runs the reply is %q", runs, reply.Message.Text)
	}
	d.wantLog("bot", "citizen", "citizen", "bot")
}

func TestTwoProcessesAnswerOnce(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan struct{}), make(chan struct{})
	d := newDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		close(begun)
		<-goOn
		return echo(ctx, turn)
	}))
	d.say("ciao")
	first := make(chan error, 1)
	go func() {
		_, err := d.runner.RunTurn(t.Context(), d.conv)
		first <- err
	}()
	<-begun
	if _, err := d.newRunner("second", scripted(echo)).RunTurn(t.Context(), d.conv); !errors.Is(err, jobs.ErrNothingDue) {
		t.Errorf("the second process: %v, want nothing due while the first runs", err)
	}
	close(goOn)
	if err := <-first; err != nil {
		t.Error(err)
	}
	d.wantLog("bot", "citizen", "bot")
}

func TestABotThatFailsIsTriedAgainThenAnApologyIsGiven(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]scripted{
		"error": func(context.Context, caterina.Turn) (caterina.Reply, error) {
			return caterina.Reply{}, errors.New("no index")
		},
		"panic": func(context.Context, caterina.Turn) (caterina.Reply, error) { panic("segreto del cittadino") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, fail)
			d.say("ciao")
			for try := range 3 {
				turn := d.awaitLease(try)
				if err := d.store.FailTurn(t.Context(), turn, "test", -time.Second); err != nil {
					t.Fatal(err)
				}
				if try == 0 {
					if _, err := d.runner.RunTurn(t.Context(), d.conv); err == nil {
						t.Fatal("a failing bot answered")
					}
				}
			}
			if d.counts.failed != 1 {
				t.Errorf("%d failures counted, want 1", d.counts.failed)
			}
			d.awaitApology()
			if strings.Contains(d.logs.String(), "segreto") {
				t.Error("the log holds what the panic said")
			}
		})
	}
}

// awaitLease takes the turn as soon as its next try has come.
func (d *desk) awaitLease(try int) caterina.LeasedTurn {
	d.t.Helper()
	for d.t.Context().Err() == nil {
		turn, ok, err := d.store.LeaseTurn(d.t.Context(), d.conv, "test", time.Minute)
		if err != nil {
			d.t.Fatal(err)
		}
		if ok {
			return turn
		}
		pause(d.t.Context())
	}
	d.t.Fatalf("try %d never came", try)
	return caterina.LeasedTurn{}
}

// awaitApology runs the turn until it is answered.
func (d *desk) awaitApology() {
	d.t.Helper()
	for d.t.Context().Err() == nil {
		reply, err := d.runner.RunTurn(d.t.Context(), d.conv)
		if err == nil {
			if reply.Message.Text != "scusa" {
				d.t.Errorf("reply %q, want the apology", reply.Message.Text)
			}
			d.wantLog("bot", "citizen", "bot")
			return
		}
		pause(d.t.Context())
	}
}

// pause is one step of polling the database for a time of its own clock.
func pause(ctx context.Context) {
	timer := time.NewTimer(20 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func TestTheSweeperFindsWhatAKilledProcessLeft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	d.say("ciao")
	if _, ok, err := d.store.LeaseTurn(t.Context(), d.conv, "killed", time.Millisecond); err != nil || !ok {
		t.Fatalf("lease: %v, %v", ok, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.runner.Run(ctx) }() // its sweeper alone makes the turn due
	if ev := <-d.events; ev.N != 3 {
		t.Errorf("event %d, want 3", ev.N)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	d.wantLog("bot", "citizen", "bot")
}

func TestStoppingFinishesTheTurnThatHasBegun(t *testing.T) {
	t.Parallel()
	begun, goOn := make(chan struct{}), make(chan struct{})
	d := newDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		close(begun)
		<-goOn
		if ctx.Err() != nil {
			return caterina.Reply{}, ctx.Err()
		}
		return echo(ctx, turn)
	}))
	d.say("ciao")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.runner.Run(ctx) }()
	d.runner.Due(d.conv)
	<-begun
	stop()
	close(goOn)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	d.wantLog("bot", "citizen", "bot")
}

func TestDueNeverBlocks(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	for range 10_000 { // nobody works: what does not fit is left to the sweeper
		d.runner.Due(d.conv)
	}
	if n := d.runner.Waiting(); n == 0 || n >= 10_000 {
		t.Errorf("%d turns wait, want the backlog's size", n)
	}
}

func TestATownThatIsNotLoadedLeavesTheTurnForLater(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	d.say("ciao")
	d.town.ID++ // as if another process had just imported the town
	_, err := d.runner.RunTurn(t.Context(), d.conv)
	d.town.ID--
	if caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("error %v, want that the town is not loaded", err)
	}
	d.wantLog("bot", "citizen")
}
