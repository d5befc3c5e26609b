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

func (f scripted) Reply(ctx context.Context, turn caterina.Turn, _ func(string)) (caterina.Reply, error) {
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
	mu                 sync.Mutex
	done, void, failed int
}

func (c *counts) TurnDone(caterina.Reply, time.Duration) { c.mu.Lock(); c.done++; c.mu.Unlock() }
func (c *counts) TurnVoid()                              { c.mu.Lock(); c.void++; c.mu.Unlock() }
func (c *counts) TurnFailed()                            { c.mu.Lock(); c.failed++; c.mu.Unlock() }

// desk is a town with one conversation, and a runner of its turns.
type desk struct {
	t      *testing.T
	store  *postgres.Store
	town   caterina.Town
	conv   caterina.ConversationID
	runner *jobs.Runner
	events chan caterina.Event // committed replies
	pieces chan caterina.Piece // what is shown before
	logs   *bytes.Buffer
	counts *counts
}

func newDesk(t *testing.T, bot jobs.Bot) *desk {
	t.Helper()
	d := &desk{t: t, store: pgtest.Store(t), events: make(chan caterina.Event, 100), pieces: make(chan caterina.Piece, 100), logs: &bytes.Buffer{}, counts: &counts{}}
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
	return d.runnerAs(process, d.store, bot)
}

// runnerOn is a runner over another store.
func (d *desk) runnerOn(store jobs.Store, bot jobs.Bot) *jobs.Runner {
	return d.runnerAs("other", store, bot)
}

func (d *desk) runnerAs(process string, store jobs.Store, bot jobs.Bot) *jobs.Runner {
	return jobs.New(jobs.Config{
		Store: store, Bot: bot, Process: process, Workers: 2,
		Town: func(id caterina.TownID) (caterina.Town, bool) { return d.town, id == d.town.ID },
		Apology: func(context.Context, caterina.Turn) caterina.Reply {
			return caterina.Reply{Message: caterina.MessageBody{Text: "scusa", Outcome: caterina.OutcomeDecline}}
		},
		Done: func(ev caterina.Event) { d.events <- ev }, Draft: func(p caterina.Piece) { d.pieces <- p }, Observer: d.counts,
		Rejects: d.store, Logger: slog.New(slog.NewJSONHandler(d.logs, nil)),
		Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
	})
}

func (d *desk) inbound(text string) caterina.Inbound {
	return caterina.Inbound{Town: d.town.ID, Conversation: d.conv, ClientID: text, Body: caterina.MessageBody{Text: text}}
}

// say has the desk's runner receive a message, and returns the turn it got: it
// must get one.
func (d *desk) say(text string) caterina.LeasedTurn {
	d.t.Helper()
	receipt, err := d.runner.Receive(d.t.Context(), d.inbound(text))
	if err != nil || receipt.Turn == nil {
		d.t.Fatalf("receive: turn %+v, %v", receipt.Turn, err)
	}
	return *receipt.Turn
}

// sayTo stores a message for somebody else to answer.
func (d *desk) sayTo(lease caterina.Lease) caterina.Receipt {
	d.t.Helper()
	receipt, err := d.store.Receive(d.t.Context(), d.inbound("ciao"), lease)
	if err != nil {
		d.t.Fatalf("receive: %v", err)
	}
	return receipt
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
	turn := d.say("ciao")
	reply, err := d.runner.RunTurn(t.Context(), turn)
	if err != nil || reply.Message.Text != "ciao" {
		t.Fatalf("reply %q, %v", reply.Message.Text, err)
	}
	if ev := <-d.events; ev.N != 3 || ev.Actor != caterina.ActorBot {
		t.Errorf("told of event %d of the %s, want 3 of the bot", ev.N, ev.Actor)
	}
	if d.counts.done != 1 {
		t.Errorf("%d turns counted, want 1", d.counts.done)
	}
	d.wantLog("bot", "citizen", "bot")
	if next := d.say("e poi?"); next.Owner == turn.Owner {
		t.Errorf("two runs have the same owner %q", next.Owner)
	}
}

func TestMessagesThatArriveDuringATurnAreAnsweredTogether(t *testing.T) {
	t.Parallel()
	var d *desk
	runs := 0
	d = newDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		if runs++; runs == 1 {
			if receipt, err := d.runner.Receive(ctx, d.inbound("e la mensa?")); err != nil || receipt.Turn != nil {
				t.Errorf("receive during the run: turn %+v, %v; want none", receipt.Turn, err)
			}
		}
		return echo(ctx, turn)
	}))
	reply, err := d.runner.RunTurn(t.Context(), d.say("il nido"))
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
	turn := d.say("ciao")
	first := make(chan error, 1)
	go func() {
		_, err := d.runner.RunTurn(t.Context(), turn)
		first <- err
	}()
	<-begun
	second := d.newRunner("second", scripted(echo))
	second.Sweep(t.Context())
	if n := second.Waiting(); n != 0 {
		t.Errorf("the second process took %d turns while the first runs", n)
	}
	if receipt, err := second.Receive(t.Context(), d.inbound("ciao")); err != nil || !receipt.Dup || receipt.Turn != nil {
		t.Errorf("the message sent again to the second process: dup %v, turn %+v, %v", receipt.Dup, receipt.Turn, err)
	}
	close(goOn)
	if err := <-first; err != nil {
		t.Error(err)
	}
	d.wantLog("bot", "citizen", "bot")
}

// TestALateRunAnswersNothing: its lease ran out, another process has answered.
func TestALateRunAnswersNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	late := *d.sayTo(caterina.Lease{Owner: "late"}).Turn
	other, ok, err := d.store.LeaseTurn(t.Context(), d.conv, caterina.Lease{Owner: "other", TTL: time.Minute})
	if err != nil || !ok {
		t.Fatalf("lease: %v, %v", ok, err)
	}
	if _, err := d.newRunner("second", scripted(echo)).RunTurn(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	<-d.events
	if _, err := d.runner.RunTurn(t.Context(), late); !errors.Is(err, jobs.ErrTaken) {
		t.Errorf("the late run: %v, want that the turn was taken", err)
	}
	if n := len(d.events); n != 0 {
		t.Errorf("the late run told of %d events", n)
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
			if _, err := d.runner.RunTurn(t.Context(), d.say("ciao")); err == nil {
				t.Fatal("a failing bot answered")
			}
			if d.counts.failed != 1 {
				t.Errorf("%d failures counted, want 1", d.counts.failed)
			}
			for try := 2; try <= 3; try++ {
				if err := d.store.FailTurn(t.Context(), d.awaitLease(try), -time.Second); err != nil {
					t.Fatal(err)
				}
			}
			reply, err := d.runner.RunTurn(t.Context(), d.awaitLease(4))
			if err != nil || reply.Message.Text != "scusa" {
				t.Errorf("reply %q, %v; want the apology", reply.Message.Text, err)
			}
			d.wantLog("bot", "citizen", "bot")
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
		turn, ok, err := d.store.LeaseTurn(d.t.Context(), d.conv, caterina.Lease{Owner: "test", TTL: time.Minute})
		if err != nil {
			d.t.Fatal(err)
		}
		if ok {
			if turn.Attempt != try {
				d.t.Errorf("attempt %d, want %d", turn.Attempt, try)
			}
			return turn
		}
		pause(d.t.Context())
	}
	d.t.Fatalf("try %d never came", try)
	return caterina.LeasedTurn{}
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
	turn := d.say("ciao")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.runner.Run(ctx) }()
	d.runner.Due(turn)
	<-begun
	stop()
	close(goOn)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	d.wantLog("bot", "citizen", "bot")
}

func TestATownThatIsNotLoadedLeavesTheTurnForLater(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	turn := d.say("ciao")
	d.town.ID++ // as if another process had just imported the town
	_, err := d.runner.RunTurn(t.Context(), turn)
	d.town.ID--
	if caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("error %v, want that the town is not loaded", err)
	}
	d.wantLog("bot", "citizen")
}
