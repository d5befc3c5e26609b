package webchat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// process is one server process on a real database: hub, turns and bus.
type process struct {
	*server

	db *postgres.Store
}

// startProcess starts a process on the database at url. With deaf, it hears and
// says nothing to the others.
func startProcess(t *testing.T, url, name string, deaf bool) *process {
	t.Helper()
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	town, _, err := db.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Comune di Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	logs := &logBuffer{}
	logger := slog.New(slog.NewJSONHandler(logs, nil))
	bus := postgres.NewBus(db, logger)
	turns := &lateTurns{}
	towns := oneTown{caterina.Town{ID: town, Slug: "siena", Name: "Comune di Siena"}}
	hub := New(Config{
		Store: db, Towns: towns, Turns: turns, Greeting: greeting, Markdown: plainMarkdown,
		Publish: bus.Publish, Logger: logger, Now: time.Now,
	})
	hub.times.linger = 300 * time.Millisecond
	turns.Runner = jobs.New(jobs.Config{
		Store: db, Bot: parrot{}, Town: func(caterina.TownID) (caterina.Town, bool) { return towns.town, true },
		Apology: func(_ context.Context, turn caterina.Turn) caterina.Reply {
			return caterina.Reply{Message: greeting(turn.Town, turn.Lang)}
		},
		Logger: logger, Now: time.Now, Process: name, Observer: blind{},
		Done: func(ev caterina.Event) {
			hub.Push(ev)
			bus.Publish(ev.Conversation, ev.N)
		},
	})
	mux := http.NewServeMux()
	hub.Routes(mux)
	web := httptest.NewServer(mux)
	ctx, cancel := context.WithCancel(context.Background())
	var group errgroup.Group
	group.Go(func() error { return hub.Run(ctx) })
	group.Go(func() error { return turns.Run(ctx) })
	if !deaf {
		group.Go(func() error { return bus.Run(ctx, hub.Wake, hub.Recheck) })
		waitFor(t, "the bus listens", bus.Listening)
	}
	stop := sync.OnceValue(func() error {
		cancel()
		defer web.Close()
		return group.Wait()
	})
	t.Cleanup(func() { _ = stop() })
	return &process{server: &server{hub: hub, logs: logs, http: web, stop: stop}, db: db}
}

// lateTurns breaks the circle of hub and runner.
type lateTurns struct{ *jobs.Runner }

type oneTown struct{ town caterina.Town }

func (o oneTown) Towns() []caterina.Town { return []caterina.Town{o.town} }

func (o oneTown) Town(slug string) (caterina.Town, bool) { return o.town, slug == o.town.Slug }

// parrot repeats the last thing that was said to it.
type parrot struct{}

func (parrot) Reply(_ context.Context, turn caterina.Turn, _ func(string)) (caterina.Reply, error) {
	text := turn.Inputs[len(turn.Inputs)-1].Text
	return caterina.Reply{
		Message: caterina.MessageBody{Text: "Hai detto: " + text, Outcome: caterina.OutcomeSmalltalk},
		Trace:   caterina.Trace{Outcome: caterina.OutcomeSmalltalk},
	}, nil
}

type blind struct{}

func (blind) TurnDone(caterina.Reply, time.Duration) {}
func (blind) TurnVoid()                              {}
func (blind) TurnFailed()                            {}

// texts are the words of a whole log, by actor.
func (p *process) texts(t *testing.T, conv caterina.ConversationID) []string {
	t.Helper()
	town, err := p.db.TownBySlug(t.Context(), "siena")
	if err != nil {
		t.Fatal(err)
	}
	events, err := p.db.Events(t.Context(), town.ID, conv, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range events {
		if events[i].N != int64(i+1) {
			t.Errorf("event %d has number %d", i+1, events[i].N)
		}
		out = append(out, string(events[i].Actor)+": "+bodyOf(&events[i]).Text)
	}
	return out
}

func TestAConversationOnARealDatabase(t *testing.T) {
	t.Parallel()
	p := startProcess(t, pgtest.URL(t), "one", false)
	c := p.open(t)
	for i := range 5 {
		if ack := c.send("same", "ciao"); ack.Type != "ack" || ack.N != 2 || ack.Dup != (i > 0) {
			t.Errorf("answer %d: %+v", i, ack)
		}
	}
	c.event(3)
	c.write(`{"type":"send","id":"choice","choice":"card/bonus-nido"}`)
	c.event(5)
	want := []string{
		"bot: Ciao! Sono Caterina, il programma di Comune di Siena.",
		"citizen: ciao", "bot: Hai detto: ciao", "citizen: Bonus nido", "bot: Hai detto: Bonus nido",
	}
	if diff := cmp.Diff(want, p.texts(t, c.conv)); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	back := p.again(t, c)
	if back.n != 5 {
		t.Errorf("back at %d", back.n)
	}
	v := p.visit(t)
	v.get("/chat/siena")
	v.say("e senza JavaScript?")
	v.shows("Ciao! Sono Caterina", "e senza JavaScript?", "Hai detto: e senza JavaScript?")
	stream := p.stream(t, "after=3", c.token)
	for _, want := range []string{"welcome", "ev", "ev", "live"} {
		if _, f := stream.next(); f.Type != want {
			t.Errorf("the stream says %q, want %q", f.Type, want)
		}
	}
	bad := p.dial(t, nil)
	bad.write(`{"type":"hello","v":1,"town":"siena","token":"1.` + secret + `"}`)
	if code := bad.closed(); code != closeSession {
		t.Errorf("a made-up token is closed with %d", code)
	}
}

func TestTwoProcessesServeOneConversation(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, two := startProcess(t, url, "one", false), startProcess(t, url, "two", false)
	here := one.open(t)
	there := two.again(t, here)
	for i := range 4 {
		from := []*client{here, there}[i%2]
		from.write(fmt.Sprintf(`{"type":"send","id":"m%d","text":"messaggio %d"}`, i, i))
		n := int64(2*i + 3)
		here.event(n)
		there.event(n)
	}
}

func TestANotificationThatIsLostCostsSeconds(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, two := startProcess(t, url, "one", true), startProcess(t, url, "two", true)
	here := one.open(t)
	there := two.again(t, here)
	begun := time.Now()
	here.send("m1", "ciao")
	there.event(3)
	if took := time.Since(begun); took > 7*time.Second {
		t.Errorf("it took %s", took)
	}
}

// TestCutSocketsOverTwoProcesses has citizens write and lose their line at
// random, coming back to either process; what everybody has seen in the end is
// the log, and every message is in it once.
func TestCutSocketsOverTwoProcesses(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	both := []*process{startProcess(t, url, "one", false), startProcess(t, url, "two", false)}
	const citizens, messages = 16, 8 // within the burst: this test is not about rates
	var wg sync.WaitGroup
	for i := range citizens {
		wg.Go(func() {
			c := both[i%2].open(t)
			c = chat(t, both, c, messages, uint64(i))
			log := both[0].texts(t, c.conv)
			said := map[string]int{}
			for _, line := range log {
				said[line]++
			}
			for m := range messages {
				if n := said[fmt.Sprintf("citizen: messaggio %d", m)]; n != 1 {
					t.Errorf("message %d is in the log %d times", m, n)
				}
			}
			if n := said[fmt.Sprintf("bot: Hai detto: messaggio %d", messages-1)]; n != 1 {
				t.Errorf("the last message was answered %d times", n)
			}
			if int64(len(log)) != c.n {
				t.Errorf("seen %d of %d events", c.n, len(log))
			}
		})
	}
	wg.Wait()
}

// chat sends messages one after the other, each until it is acknowledged and
// answered, whatever happens to the line.
func chat(t *testing.T, both []*process, c *client, messages int, seed uint64) *client {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 2))
	for m := range messages {
		acked, answered := false, false
		resend := true
		for !acked || !answered {
			if resend {
				resend = false
				_ = c.ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, `{"type":"send","id":"m%d","text":"messaggio %d"}`, m, m)) // the next read tells
				if random.IntN(3) == 0 {
					_ = c.ws.NetConn().Close()
				}
			}
			f, err := c.try()
			if err != nil {
				if _, broken := errors.AsType[net.Error](err); !broken && !errors.Is(err, net.ErrClosed) {
					t.Errorf("the line ended: %v", err)
					return c
				}
				var seen []serverFrame
				c, seen = comeBack(t, both[random.IntN(2)], c)
				for _, f := range seen {
					answered = answered || answers(f, m)
				}
				resend = true
				continue
			}
			acked = acked || f.Type == "ack" && f.ID == fmt.Sprintf("m%d", m)
			answered = answered || answers(f, m)
		}
	}
	return c
}

func answers(f serverFrame, m int) bool {
	return f.Type == "ev" && f.Actor == "bot" && f.Body.Text == fmt.Sprintf("Hai detto: messaggio %d", m)
}

// comeBack resumes a session at a process and returns what was missed.
func comeBack(t *testing.T, p *process, old *client) (*client, []serverFrame) {
	t.Helper()
	c := p.dial(t, nil)
	c.n, c.token, c.conv = old.n, old.token, old.conv
	c.write(fmt.Sprintf(`{"type":"hello","v":1,"town":"siena","token":%q,"after":%d}`, old.token, old.n))
	return c, c.untilLive()
}
