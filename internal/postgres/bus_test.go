package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// station is one process's end of the bus.
type station struct {
	*postgres.Bus
	mu         sync.Mutex
	heard      map[caterina.ConversationID]int64
	reconnects atomic.Int64
}

// newStation runs a bus on its own store until the test ends, and returns when
// it is listening.
func newStation(t *testing.T, url string) *station {
	t.Helper()
	return newQuietStation(t, url, time.Minute)
}

// newQuietStation is one whose listener is asked for a sign of life that often.
func newQuietStation(t *testing.T, url string, quiet time.Duration) *station {
	t.Helper()
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	s := &station{Bus: postgres.NewBus(store, slog.New(slog.DiscardHandler)), heard: map[caterina.ConversationID]int64{}}
	s.SetQuiet(quiet)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- s.Run(ctx, func(conv caterina.ConversationID, n int64) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.heard[conv] = n
		}, func() { s.reconnects.Add(1) })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the bus ended with %v", err)
		}
		store.Close()
	})
	if err := eventually(t.Context(), "listen", s.Listening); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *station) hears(conv caterina.ConversationID, n int64) func() bool {
	return func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.heard[conv] == n
	}
}

func conversationID(i int) caterina.ConversationID {
	return caterina.ConversationID(fmt.Sprintf("00000000-0000-4000-8000-%012d", i))
}

func TestOtherProcessesHearAndWeDoNotHearOurselves(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, two := newStation(t, url), newStation(t, url)
	one.Publish(conversationID(1), 7)
	if err := eventually(t.Context(), "two hears one", two.hears(conversationID(1), 7)); err != nil {
		t.Fatal(err)
	}
	two.Publish(conversationID(2), 3)
	if err := eventually(t.Context(), "one hears two", one.hears(conversationID(2), 3)); err != nil {
		t.Fatal(err)
	}
	if !one.hears(conversationID(1), 0)() || !two.hears(conversationID(2), 0)() {
		t.Error("a process heard its own event")
	}
}

// TestAStormIsHeardToTheLastNumber publishes far more than fits one
// notification; of each conversation the last number must arrive.
func TestAStormIsHeardToTheLastNumber(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	speaker, listener := newStation(t, url), newStation(t, url)
	const conversations, last = 1000, 20
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for n := range int64(last) {
				for i := w; i < conversations; i += 4 {
					speaker.Publish(conversationID(i), n+1)
				}
			}
		})
	}
	wg.Wait()
	for i := range conversations {
		if err := eventually(t.Context(), fmt.Sprintf("conversation %d", i), listener.hears(conversationID(i), last)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNotificationsFitTheServersLimit(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	bus := postgres.NewBus(store, slog.New(slog.DiscardHandler))
	const conversations = 2000
	for i := range conversations {
		bus.Publish(conversationID(i), 9_000_000_000)
	}
	payloads := bus.Payloads()
	items := 0
	for _, p := range payloads {
		if len(p) >= 8000 {
			t.Errorf("a payload has %d bytes, the server takes fewer than 8,000", len(p))
		}
		if !strings.HasPrefix(p, bus.Process()+" ") {
			t.Errorf("a payload does not say whose it is: %.20s", p)
		}
		items += strings.Count(p, ":")
	}
	if items != conversations || len(payloads) > 20 {
		t.Errorf("%d conversations in %d payloads, want %d in at most 20", items, len(payloads), conversations)
	}
}

func TestAKilledListenerComesBackAndSaysSo(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	speaker, listener := newStation(t, url), newStation(t, url)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	f := &fixture{Store: store, t: t}
	killed := value[int](f, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name LIKE '%listener'`)
	if killed != 2 {
		t.Fatalf("%d listeners were killed, want 2", killed)
	}
	if err := eventually(t.Context(), "both reconnect", func() bool {
		return listener.reconnects.Load() == 1 && speaker.reconnects.Load() == 1
	}); err != nil {
		t.Fatal(err)
	}
	speaker.Publish(conversationID(1), 5)
	if err := eventually(t.Context(), "hear after the reconnect", listener.hears(conversationID(1), 5)); err != nil {
		t.Fatal(err)
	}
}

// TestAQuietListenerIsAskedAndGoesOnListening: a connection that died without a
// word looks like one on which nothing happens.
func TestAQuietListenerIsAskedAndGoesOnListening(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	listener, speaker := newQuietStation(t, url, time.Millisecond), newStation(t, url)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	f := &fixture{Store: store, t: t}
	if err := eventually(t.Context(), "the listener is asked", func() bool {
		return value[int](f, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
			AND application_name LIKE '%listener' AND query LIKE '%ping%'`) == 1
	}); err != nil {
		t.Fatal(err)
	}
	speaker.Publish(conversationID(1), 6)
	if err := eventually(t.Context(), "hear after a quiet while", listener.hears(conversationID(1), 6)); err != nil {
		t.Fatal(err)
	}
	if n := listener.reconnects.Load(); n != 0 {
		t.Errorf("the listener reconnected %d times though nothing was wrong", n)
	}
}

func TestOthersNotificationsAreNoneOfOurBusiness(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	listener := newStation(t, url)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	f := &fixture{Store: store, t: t}
	for _, payload := range []string{"", "nonsense", "x a:b", "x :", "x a", listener.Process() + " a:1"} {
		f.exec("SELECT pg_notify('caterina_events', $1)", payload)
	}
	f.exec("SELECT pg_notify('caterina_events', 'another b:2')")
	if err := eventually(t.Context(), "hear the valid one", listener.hears("b", 2)); err != nil {
		t.Fatal(err)
	}
	if listener.hears("a", 1)() || !listener.hears("a", 0)() {
		t.Error("a malformed notification, or our own, was delivered")
	}
}

// TestWhatIsPublishedLastIsStillSent: a process that stops tells the others of
// the answers it has just committed.
func TestWhatIsPublishedLastIsStillSent(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	listener := newStation(t, url)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	bus := postgres.NewBus(store, slog.New(slog.DiscardHandler))
	bus.Publish(conversationID(1), 4)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := bus.Run(stopped, func(caterina.ConversationID, int64) {}, func() {}); err != nil {
		t.Fatal(err)
	}
	if err := eventually(t.Context(), "hear the last one", listener.hears(conversationID(1), 4)); err != nil {
		t.Fatal(err)
	}
}

func TestWhispersReachTheOthers(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	one, two := newStation(t, url), newStation(t, url)
	one.Publish(conversationID(1), 3)
	one.Whisper(`{"who":"Ada, sì","n":1}`)
	one.Whisper(strings.Repeat("x", 3000)) // too long
	two.Whisper("from two")
	if got := <-two.Whispers(); got != `{"who":"Ada, sì","n":1}` {
		t.Errorf("heard %q", got)
	}
	if got := <-one.Whispers(); got != "from two" {
		t.Errorf("heard %q", got)
	}
	if err := eventually(t.Context(), "hear the number too", two.hears(conversationID(1), 3)); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-two.Whispers():
		t.Errorf("heard %.20q too", got)
	default:
	}
}

func TestPublishDoesNotBlockWithoutADatabase(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	store.Close()
	bus := postgres.NewBus(store, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- bus.Run(ctx, func(caterina.ConversationID, int64) {}, func() {}) }()
	for i := range 10_000 {
		bus.Publish(conversationID(i), 1)
		bus.Whisper("psst")
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("the bus ended with %v", err)
	}
}
