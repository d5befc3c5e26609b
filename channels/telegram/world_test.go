package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/desk"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/internal/telegramtest"
)

// patience is for what has to happen.
const patience = 30 * time.Second

const secret = "webhook_secret-1"

// world is two towns, a database, and Telegram.
type world struct {
	t     *testing.T
	tg    *telegramtest.Server
	bot   *telegramtest.Bot
	url   string
	db    *pgx.Conn
	towns []caterina.Town
	log   *buffer
	setup setup

	mu     sync.Mutex
	counts map[string]int
	events []caterina.Event
}

// setup is what a test wants beside the usual.
type setup struct {
	webhook bool
	all     bool // the bot serves every town
	reply   func(context.Context, caterina.Turn) (caterina.Reply, error)
	store   func(telegram.Store) telegram.Store
	voice   telegram.Transcriber
	options telegramtest.Options
}

// buffer is a log that can be read while it is written.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) { b.mu.Lock(); defer b.mu.Unlock(); return b.b.Write(p) }

func (b *buffer) String() string { b.mu.Lock(); defer b.mu.Unlock(); return b.b.String() }

func newWorld(t *testing.T, s setup) *world {
	t.Helper()
	url := pgtest.URL(t)
	join := "?"
	if strings.Contains(url, "?") {
		join = "&"
	}
	w := &world{t: t, tg: telegramtest.Start(t, s.options), url: url + join + "pool_max_conns=6", log: &buffer{}, setup: s, counts: make(map[string]int)}
	w.bot = w.tg.Bot("")
	var err error
	if w.db, err = pgx.Connect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close(context.WithoutCancel(t.Context())) })
	store := w.open()
	for _, town := range []caterina.Town{{Slug: "siena", Name: "Siena"}, {Slug: "bari", Name: "Bari"}} {
		town.Queues = []caterina.Queue{{Slug: "famiglia", Name: "Sportello Famiglia"}}
		if town.ID, _, err = store.SaveTown(t.Context(), town, nil); err != nil {
			t.Fatal(err)
		}
		w.towns = append(w.towns, town)
	}
	return w
}

func (w *world) open() *postgres.Store {
	w.t.Helper()
	store, err := postgres.Open(w.t.Context(), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(store.Close)
	return store
}

func (w *world) Town(slug string) (caterina.Town, bool) {
	return w.find(func(t caterina.Town) bool { return t.Slug == slug })
}

func (w *world) TownByID(id caterina.TownID) (caterina.Town, bool) {
	return w.find(func(t caterina.Town) bool { return t.ID == id })
}

func (w *world) find(is func(caterina.Town) bool) (caterina.Town, bool) {
	i := slices.IndexFunc(w.towns, is)
	if i < 0 {
		return caterina.Town{}, false
	}
	return w.towns[i], true
}

func (w *world) Towns() []caterina.Town { return w.towns }

func (w *world) Card(_ caterina.TownID, slug string) (caterina.Card, string, bool) {
	return caterina.Card{Slug: "nido", Title: "Iscrizione al nido"}, "", slug == "nido"
}

func (w *world) UpdateTaken(result string)              { w.count("update " + result) }
func (w *world) DeliveryDone(state string)              { w.count("delivery " + state) }
func (w *world) TurnDone(caterina.Reply, time.Duration) { w.count("turn done") }
func (w *world) TurnVoid()                              { w.count("turn void") }
func (w *world) TurnFailed()                            { w.count("turn failed") }
func (w *world) Reply(ctx context.Context, turn caterina.Turn, _ func(string)) (caterina.Reply, error) {
	if w.setup.reply != nil {
		return w.setup.reply(ctx, turn)
	}
	return answer(ctx, turn)
}

func (w *world) count(what string) { w.mu.Lock(); defer w.mu.Unlock(); w.counts[what]++ }

func (w *world) counted(what string) int { w.mu.Lock(); defer w.mu.Unlock(); return w.counts[what] }

// answer asks for a person when the citizen does, offers what they ask to be offered,
// and else repeats what they said.
func answer(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
	var said []string
	for _, in := range turn.Inputs {
		said = append(said, in.Text)
		if in.Choice == "person" {
			return caterina.Reply{Effects: []caterina.Effect{caterina.RequestPerson{Queue: "famiglia", Reason: caterina.ReasonAsked}}}, nil
		}
	}
	body := caterina.MessageBody{Text: "Risposta a " + strings.Join(said, " + ")}
	if strings.Contains(body.Text, "scelta") {
		body.Options = []caterina.Option{{ID: "uno", Label: "La prima"}, {ID: "due", Label: "La seconda"}}
	}
	return caterina.Reply{Message: body, Trace: caterina.Trace{Outcome: caterina.OutcomeAnswer}}, nil
}

// process is one running server.
type process struct {
	*desk.Service
	*world

	store   *postgres.Store
	runner  *jobs.Runner
	channel *telegram.Channel
	web     *httptest.Server
	stop    func()
}

// start runs a process until the test ends or stop is called.
func (w *world) start(name string) *process {
	w.t.Helper()
	p := w.build(name)
	ctx, cancel := context.WithCancel(w.t.Context())
	var wg sync.WaitGroup
	for _, run := range []func(context.Context) error{p.runner.Run, p.channel.Run} {
		wg.Go(func() {
			if err := run(ctx); err != nil {
				w.t.Error(err)
			}
		})
	}
	p.stop = func() { cancel(); wg.Wait() }
	w.t.Cleanup(p.stop)
	return p
}

// build makes a process that does nothing yet.
func (w *world) build(name string) *process {
	w.t.Helper()
	p := &process{world: w, store: w.open()}
	logger := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	committed := func(ev caterina.Event) {
		w.mu.Lock()
		w.events = append(w.events, ev)
		w.mu.Unlock()
		p.channel.Committed(ev)
	}
	p.Service = desk.New(desk.Config{
		Store: p.store, Towns: w.TownByID, Committed: committed, Logger: logger, Now: time.Now, Process: name,
		Desk: func(caterina.Town) (caterina.Office, bool) {
			return caterina.Office{Phones: []string{"0577 292353"}}, true
		},
	})
	p.runner = jobs.New(jobs.Config{
		Store: p.store, Bot: w, Town: w.TownByID, Desk: p.Service, Done: committed, Observer: w, Logger: logger, Now: time.Now, Process: name,
		Apology: func(context.Context, caterina.Turn) caterina.Reply {
			return caterina.Reply{Message: caterina.MessageBody{Text: "Scusa."}}
		},
	})
	mux := http.NewServeMux()
	p.web = httptest.NewServer(mux)
	w.t.Cleanup(p.web.Close)
	config := telegram.Config{
		Bots: []telegram.Bot{{Token: caterina.Secret(w.tg.Token()), Town: w.towns[0].ID}}, API: w.tg.URL(), Webhook: w.setup.webhook, Secret: secret,
		PublicURL: p.web.URL, Store: p.store, Towns: w, Turns: p.runner, Desk: p.Service, Voice: w.setup.voice, Committed: committed, Observer: w, Logger: logger, Now: time.Now,
		Greeting: func(caterina.Town, string) caterina.MessageBody { return caterina.MessageBody{Text: "Ciao!"} },
	}
	if w.setup.all {
		config.Bots[0].Town = 0
	}
	if w.setup.store != nil {
		config.Store = w.setup.store(p.store)
	}
	var err error
	if p.channel, err = telegram.New(config); err != nil {
		w.t.Fatal(err)
	}
	p.channel.Routes(mux)
	return p
}

// patient is a context for what has to happen.
func (w *world) patient() context.Context {
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	w.t.Cleanup(cancel)
	return ctx
}

// reads waits until the citizen has read something.
func (w *world) reads(chat *telegramtest.Chat, text string) telegramtest.Message {
	w.t.Helper()
	var found telegramtest.Message
	_, err := chat.Wait(w.patient(), func(all []telegramtest.Message) bool {
		i := slices.IndexFunc(all, func(m telegramtest.Message) bool { return strings.Contains(m.Text, text) })
		if i >= 0 {
			found = all[i]
		}
		return i >= 0
	})
	if err != nil {
		w.t.Fatalf("nobody reads %q: %v\n%s\n%s", text, err, strings.Join(chat.Texts(), "\n"), w.log)
	}
	return found
}

// times counts how often the citizen reads something.
func times(chat *telegramtest.Chat, text string) int {
	n := 0
	for _, s := range chat.Texts() {
		if strings.Contains(s, text) {
			n++
		}
	}
	return n
}

// settled waits until nothing is to be worked, answered or sent.
func (w *world) settled() {
	w.t.Helper()
	if err := w.bot.WaitConfirmed(w.patient()); err != nil {
		w.t.Fatal(err)
	}
	w.until("everything is done", func() bool {
		return w.sum("SELECT (SELECT count(*) FROM telegram_update WHERE done_at IS NULL) + (SELECT count(*) FROM turn WHERE done_at IS NULL) + (SELECT count(*) FROM delivery WHERE state IN ('due', 'sending'))") == 0
	})
}

// until waits for what happens in the database.
func (w *world) until(what string, done func() bool) {
	w.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	ctx := w.patient()
	for !done() {
		select {
		case <-ctx.Done():
			w.t.Fatalf("not in time: %s\n%s", what, w.log)
		case <-tick.C:
		}
	}
}

// sum reads one number.
func (w *world) sum(query string, args ...any) int {
	w.t.Helper()
	var n int
	if err := w.db.QueryRow(w.t.Context(), query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Exec(w.t.Context(), query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

// said is what citizens have said, in order.
func (w *world) said() []caterina.MessageBody {
	w.t.Helper()
	return w.bodies("SELECT body FROM event WHERE actor = $1 AND kind = 'message' ORDER BY at, seq", string(caterina.ActorCitizen))
}

// saidBy is what the citizen of a chat has said.
func (w *world) saidBy(chat *telegramtest.Chat) []caterina.MessageBody {
	w.t.Helper()
	return w.bodies("SELECT body FROM event JOIN conversation c ON c.id = conversation_id WHERE actor = 'citizen' AND kind = 'message' AND c.chat = $1 ORDER BY seq",
		fmt.Sprintf("%d/%d", w.bot.ID(), chat.ID()))
}

func (w *world) bodies(query, arg string) (bodies []caterina.MessageBody) {
	w.t.Helper()
	rows, err := w.db.Query(w.t.Context(), query, arg)
	if err != nil {
		w.t.Fatal(err)
	}
	raws, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
	if err != nil {
		w.t.Fatal(err)
	}
	for _, raw := range raws {
		var body caterina.MessageBody
		if err := json.Unmarshal(raw, &body); err != nil {
			w.t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	return bodies
}

func texts(bodies []caterina.MessageBody) (out []string) {
	for _, b := range bodies {
		out = append(out, b.Text)
	}
	return out
}

// conversation is the newest of the chat in the first town.
func (p *process) conversation(chat *telegramtest.Chat) caterina.Conversation {
	p.t.Helper()
	conv, err := p.store.ChatConversation(p.t.Context(), p.towns[0].ID, fmt.Sprintf("%d/%d", p.bot.ID(), chat.ID()))
	if err != nil {
		p.t.Fatal(err)
	}
	return conv
}

// taken has somebody at work take the chat's conversation.
func (p *process) taken(chat *telegramtest.Chat) caterina.Act {
	p.t.Helper()
	ctx, town := p.t.Context(), p.towns[0].ID
	id, err := p.store.AddOperator(ctx, "anna@example.org", "Anna", "x")
	if err == nil {
		err = p.store.SetMember(ctx, id, caterina.Membership{Town: town, Role: caterina.RoleOperator, Capacity: 3, Wants: caterina.WantsWork})
	}
	act := caterina.Act{Town: town, Operator: id, Name: "Anna", Role: caterina.RoleOperator, ClientID: "take"}
	conv := p.conversation(chat)
	act.Conversation, act.Epoch = conv.ID, conv.Epoch
	if err == nil {
		_, err = p.Take(ctx, act)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	act.Epoch, act.ClientID = p.conversation(chat).Epoch, "next"
	return act
}

// writes is a line of an operator's.
func (p *process) writes(act caterina.Act, id, text string) {
	p.t.Helper()
	_, err := p.Service.Reply(p.t.Context(), caterina.StaffMessage{
		Town: act.Town, Conversation: act.Conversation, Operator: act.Operator, Name: act.Name, Epoch: act.Epoch, ClientID: id, Text: text,
	})
	if err != nil {
		p.t.Fatal(err)
	}
}
