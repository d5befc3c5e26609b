package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	domain "example.org/caterina"
	"example.org/caterina/internal/failpoint"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/internal/telegramtest"
)

// What CATERINA_TELEGRAM_STORM_FOR and CATERINA_TELEGRAM_STORM_SEED change: how long
// the storm lasts at least (it goes on until two processes have died), and what
// everybody draws.
const (
	stormFor  = 5 * time.Second
	stormMost = 2 * time.Minute // more than that, where starting takes long
	calmMost  = 3 * time.Minute // until everything has arrived
)

// storm is citizens on Telegram and two processes that are killed and started again.
type storm struct {
	t       *testing.T
	seed    uint64
	url     string
	env     []string
	tg      *telegramtest.Server
	db      *pgxpool.Pool
	town    domain.Town
	courier *courier // nil while the program polls
	people  []*chatter

	mu     sync.Mutex
	deaths map[string]int
	slots  [2]*server // each replaced by whoever keeps it
	now    map[int64]standing
}

// standing is how a chat stands in the database.
type standing struct {
	said, pending int
	answered      bool
}

// TestTelegramLosesAndDoublesNothing is the promise of the channel: citizens write
// while two processes on one database die at any step there is. In the end each
// chat's log is what was sent, in order and once, everything is answered, and what
// came twice is marked.
func TestTelegramLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"webhook", "polling"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			length, seed := stormSettings(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			s := newStorm(t, mode, seed)
			storming, calm := context.WithCancel(ctx)
			defer calm()
			var crowd sync.WaitGroup
			go s.watch(ctx)
			if s.courier != nil {
				crowd.Go(func() { s.courier.run(ctx) })
			}
			var writing sync.WaitGroup
			for _, c := range s.people {
				writing.Go(func() { c.writes(storming, ctx) })
			}
			s.rages(ctx, length)
			calm()
			s.calms(ctx, &writing)
			cancel()
			crowd.Wait()
			s.judges()
		})
	}
}

// stormSettings reads how long and with which seed.
func stormSettings(t *testing.T) (length time.Duration, seed uint64) {
	t.Helper()
	length, seed = stormFor, rand.Uint64()
	var err error
	if text := os.Getenv("CATERINA_TELEGRAM_STORM_FOR"); text != "" {
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatalf("CATERINA_TELEGRAM_STORM_FOR: %v", err)
		}
	}
	if text := os.Getenv("CATERINA_TELEGRAM_STORM_SEED"); text != "" {
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("CATERINA_TELEGRAM_STORM_SEED: %v", err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: CATERINA_TELEGRAM_STORM_SEED=%d CATERINA_TELEGRAM_STORM_FOR=%v go test -run TestTelegramLoses ./internal/e2e", seed, length)
		}
	})
	return length, seed
}

const stormSecret = "what-telegram-says-with-each-call"

func newStorm(t *testing.T, mode string, seed uint64) *storm {
	t.Helper()
	s := &storm{
		t: t, seed: seed, url: pgtest.URL(t), tg: telegramtest.Start(t, telegramtest.Options{Seed: seed}),
		deaths: map[string]int{}, now: map[int64]standing{},
	}
	caterina(t, s.url, "import", demo("italia"), demo("siena"))
	s.env = []string{"CATERINA_TELEGRAM_TOKEN=" + s.tg.Token(), "CATERINA_TELEGRAM_API_URL=" + s.tg.URL(), "CATERINA_TELEGRAM_MODE=" + mode, "CATERINA_TELEGRAM_TOWN=siena"}
	bot := s.tg.Bot("")
	if mode == "webhook" {
		bot.Hold() // the courier brings them
		s.env = append(s.env, "CATERINA_PUBLIC_URL=https://caterina.example.org", "CATERINA_TELEGRAM_WEBHOOK_SECRET="+stormSecret)
		s.courier = &courier{
			t: t, secret: stormSecret, path: "/v1/telegram/" + strconv.FormatInt(bot.ID(), 10), addrs: s.alive,
			client: &http.Client{Timeout: 5 * time.Second}, rng: rand.New(rand.NewPCG(seed, 1)),
		}
		t.Cleanup(s.courier.client.CloseIdleConnections)
	} else {
		bot.Scramble(copies)
	}
	for i := range 10 {
		s.people = append(s.people, &chatter{s: s, chat: s.tg.Chat(int64(1000 + i)), rng: rand.New(rand.NewPCG(seed, uint64(10+i)))})
	}
	var err error
	if s.db, err = pgxpool.New(t.Context(), s.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.db.Close)
	store, err := postgres.Open(t.Context(), s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if s.town, err = store.TownBySlug(t.Context(), "siena"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, p := range s.slots {
			if t.Failed() && p != nil {
				t.Logf("one of the processes, at the end:\n%.4000s", p.logs)
			}
		}
	})
	return s
}

func (s *storm) alive() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var addrs []string
	for _, p := range s.slots {
		if p == nil || p.addr == "" {
			continue
		}
		select {
		case <-p.done:
		default:
			addrs = append(addrs, p.addr)
		}
	}
	return addrs
}

// armed says where a process is to die: anywhere, by chance.
func armed() string {
	return strings.Join(failpoint.Telegram(), ":0.015,") + ":0.015"
}

// starts says whether the process got as far as its address.
func (s *storm) starts(slot int, extra ...string) bool {
	p, ok := tryLaunch(s.t, s.url, append(slices.Clone(s.env), extra...)...)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slots[slot] = p
	return ok
}

// died notes where a process has ended. Nothing else than its point may end it.
func (s *storm) died(slot int) {
	logs := s.slots[slot].logs.String()
	_, point, found := strings.Cut(logs, "failpoint ")
	point, _, _ = strings.Cut(point, "\n")
	if !found {
		s.t.Errorf("a process ended by itself:\n%s", logs)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deaths[point]++
}

// rages kills and starts until the time is over and every point was reached.
func (s *storm) rages(ctx context.Context, length time.Duration) {
	cut := []*telegramtest.Strike{
		s.tg.Fail(telegramtest.Fault{Method: "sendMessage", Cut: telegramtest.AfterActing, Chance: 0.02}),
		s.tg.Fail(telegramtest.Fault{Method: "sendMessage", Cut: telegramtest.BeforeActing, Chance: 0.02}),
	}
	begun := time.Now()
	raging, over := context.WithCancel(ctx)
	var slots sync.WaitGroup
	for slot := range s.slots {
		slots.Go(func() { s.keeps(raging, slot) })
	}
	for (time.Since(begun) < length || s.dead() < 2) && !s.t.Failed() {
		if time.Since(begun) > length+stormMost {
			s.t.Error("nobody dies")
		}
		pause(ctx, 100*time.Millisecond) // another look at the clock
	}
	over()
	slots.Wait()
	for _, c := range cut {
		c.End()
	}
	s.t.Logf("seed %d, after %v: %s", s.seed, time.Since(begun).Round(time.Second), s.tally())
}

// keeps starts a process whenever there is none in its slot.
func (s *storm) keeps(ctx context.Context, slot int) {
	for ctx.Err() == nil {
		if !s.starts(slot, "FAILPOINT="+armed()) {
			s.died(slot)
			continue
		}
		select {
		case <-s.slots[slot].done:
			s.died(slot)
		case <-time.After(10 * time.Second): // it leads nothing, and does not come to its points
			_ = s.slots[slot].cmd.Process.Kill()
			<-s.slots[slot].done
		case <-ctx.Done():
		}
	}
}

// dead counts the deaths.
func (s *storm) dead() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, deaths := range s.deaths {
		n += deaths
	}
	return n
}

func (s *storm) tally() string {
	var out []string
	for _, point := range slices.Sorted(maps.Keys(s.deaths)) {
		out = append(out, fmt.Sprintf("%s %d", point, s.deaths[point]))
	}
	return strings.Join(out, ", ")
}

// calms ends both processes, starts two that live, and waits until nothing is left to
// be done.
func (s *storm) calms(ctx context.Context, writing *sync.WaitGroup) {
	ctx, cancel := context.WithTimeout(ctx, calmMost)
	defer cancel()
	for slot, p := range s.slots {
		_ = p.cmd.Process.Kill()
		<-p.done
		if !s.starts(slot) {
			s.t.Fatalf("it does not start:\n%s", s.slots[slot].logs)
		}
	}
	quiet := make(chan struct{})
	go func() {
		writing.Wait()
		close(quiet)
	}()
	select {
	case <-quiet:
	case <-ctx.Done():
		s.t.Error("somebody waits for an answer: " + s.left())
		return
	}
	s.quiet(ctx)
}

// quiet waits until nothing is left to be done.
func (s *storm) quiet(ctx context.Context) {
	for s.courier != nil && !s.courier.idle() || s.left() != "" {
		if ctx.Err() != nil {
			s.t.Errorf("not everything was done: %s", s.left())
			return
		}
		pause(ctx, 100*time.Millisecond) // the next look; what is awaited is in the database
	}
}

// left says what is still to be done.
func (s *storm) left() string {
	var updates, deliveries int
	err := s.db.QueryRow(s.t.Context(), `SELECT (SELECT count(*) FROM telegram_update WHERE done_at IS NULL),
		(SELECT count(*) FROM delivery WHERE state IN ('due', 'sending'))`).Scan(&updates, &deliveries)
	if err != nil {
		return err.Error()
	}
	if updates+deliveries == 0 {
		return ""
	}
	return fmt.Sprintf("%d updates, %d deliveries", updates, deliveries)
}

// watch keeps how the chats stand.
func (s *storm) watch(ctx context.Context) {
	for ctx.Err() == nil {
		rows, err := s.db.Query(ctx, `
			SELECT split_part(c.chat, '/', 2)::bigint,
			       (SELECT count(*) FROM event e WHERE e.conversation_id = c.id AND e.actor = 'citizen'),
			       (SELECT count(*) FROM delivery d WHERE d.conversation_id = c.id AND d.state IN ('due', 'sending')),
			       (SELECT e.actor FROM event e WHERE e.conversation_id = c.id ORDER BY e.seq DESC LIMIT 1) = 'bot'
			  FROM conversation c`)
		if err == nil {
			for rows.Next() {
				var chat int64
				var st standing
				if rows.Scan(&chat, &st.said, &st.pending, &st.answered) == nil {
					s.mu.Lock()
					s.now[chat] = st
					s.mu.Unlock()
				}
			}
			rows.Close()
		}
		pause(ctx, 60*time.Millisecond)
	}
}
