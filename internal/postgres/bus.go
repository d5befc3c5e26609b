package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"example.org/caterina"
)

const (
	flushEvery    = 3 * time.Millisecond // how long events are gathered for one notification
	flushTimeout  = 5 * time.Second
	maxPayload    = 7800 // bytes; the server takes fewer than 8,000
	quietFor      = 15 * time.Second
	probeTimeout  = 5 * time.Second
	minReconnect  = 50 * time.Millisecond
	maxReconnect  = 5 * time.Second
	processIDSize = 8 // characters
	whisperMark   = "~"
	maxWhisper    = 2000 // bytes
	maxWhispers   = 1000 // that wait, to go or to be read
)

// Bus tells the processes on one database about each other's events: which
// conversation has reached which number, never what was said. It is a hint, not
// the log: a notification may be lost while a connection is down, and the reader
// finds out by asking for the last numbers.
type Bus struct {
	store   *Store
	logger  *slog.Logger
	process string        // marks our own notifications, which we skip
	quiet   time.Duration // without a notification, after which the listener is asked whether it lives
	alive   atomic.Bool
	wake    chan struct{} // has room for one: "pending is not empty"

	whispers chan string // of other processes

	mu        sync.Mutex
	pending   map[caterina.ConversationID]int64
	whispered []string
}

// NewBus returns a bus that does nothing until Run.
func NewBus(store *Store, logger *slog.Logger) *Bus {
	return &Bus{
		store: store, logger: logger, process: rand.Text()[:processIDSize], quiet: quietFor,
		wake: make(chan struct{}, 1), pending: map[caterina.ConversationID]int64{}, whispers: make(chan string, maxWhispers),
	}
}

// Publish says that a conversation has reached number n. It never blocks; what
// is published within a few milliseconds goes out together.
func (b *Bus) Publish(conv caterina.ConversationID, n int64) {
	b.mu.Lock()
	b.pending[conv] = max(n, b.pending[conv])
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Whisper tells the other processes something of the moment: who is reading, who
// is writing. It is stored nowhere and may be lost. It never blocks. A text of
// more than 2,000 bytes, or in a backlog of more than 1,000, is dropped.
func (b *Bus) Whisper(text string) {
	b.mu.Lock()
	if len(text) <= maxWhisper && len(b.whispered) < maxWhispers {
		b.whispered = append(b.whispered, text)
	}
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Whispers is where those of the other processes arrive. What nobody reads in
// time is dropped.
func (b *Bus) Whispers() <-chan string { return b.whispers }

// Listening says whether the listener's connection stands.
func (b *Bus) Listening() bool { return b.alive.Load() }

// Run sends what is published and listens for other processes until ctx is done.
// onEvent is called for each conversation that another process has moved on, and
// onReconnect whenever notifications may have been missed; neither may block.
func (b *Bus) Run(ctx context.Context, onEvent func(conv caterina.ConversationID, n int64), onReconnect func()) error {
	var group errgroup.Group
	group.Go(func() error { b.send(ctx); return nil })
	group.Go(func() error { b.listen(ctx, onEvent, onReconnect); return nil })
	return group.Wait()
}

// send flushes until ctx is done, and once more for what came last.
func (b *Bus) send(ctx context.Context) {
	gather := time.NewTimer(0)
	defer gather.Stop()
	for {
		select {
		case <-ctx.Done():
			b.flush(ctx)
			return
		case <-b.wake:
		}
		gather.Reset(flushEvery)
		select {
		case <-ctx.Done():
		case <-gather.C:
		}
		b.flush(ctx)
	}
}

// flush sends everything pending in one statement, also when ctx is done. What
// cannot be sent is dropped: the others' poll finds it.
func (b *Bus) flush(ctx context.Context) {
	b.mu.Lock()
	pending := b.pending
	b.pending = make(map[caterina.ConversationID]int64, len(pending))
	whispered := b.whispered
	b.whispered = nil
	b.mu.Unlock()
	if len(pending)+len(whispered) == 0 {
		return
	}
	payloads := b.payloads(pending)
	for _, text := range whispered {
		payloads = append(payloads, b.process+" "+whisperMark+text)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	if err := b.store.q.Notify(ctx, b.store.pool, payloads); err != nil {
		b.logger.WarnContext(ctx, "other processes were not notified",
			slog.Int("conversations", len(pending)), slog.String("error", err.Error()))
	}
}

// payloads writes "PROCESS CONV:N,CONV:N…", as many as are needed.
func (b *Bus) payloads(pending map[caterina.ConversationID]int64) []string {
	var out []string
	var text strings.Builder
	for conv, n := range pending {
		item := string(conv) + ":" + strconv.FormatInt(n, 10)
		if text.Len() > 0 && text.Len()+1+len(item) > maxPayload {
			out = append(out, text.String())
			text.Reset()
		}
		if text.Len() == 0 {
			text.WriteString(b.process + " " + item)
		} else {
			text.WriteString("," + item)
		}
	}
	if text.Len() > 0 {
		out = append(out, text.String())
	}
	return out
}

// listen keeps a connection of its own, because a pooled one would hear nothing
// while somebody else uses it.
func (b *Bus) listen(ctx context.Context, onEvent func(caterina.ConversationID, int64), onReconnect func()) {
	wait, first := minReconnect, true
	for ctx.Err() == nil {
		err := b.hear(ctx, onEvent, func() {
			if !first {
				onReconnect()
			}
			wait, first = minReconnect, false
		})
		b.alive.Store(false)
		if ctx.Err() != nil {
			return
		}
		b.logger.WarnContext(ctx, "the listener lost its connection", slog.String("error", err.Error()))
		jitter := time.Duration(mathrand.Int64N(int64(wait))) // #nosec G404 -- spreads processes, hides nothing
		select {
		case <-ctx.Done():
		case <-time.After(wait/2 + jitter/2):
		}
		wait = min(2*wait, maxReconnect)
	}
}

// hear listens on one connection until it breaks.
func (b *Bus) hear(ctx context.Context, onEvent func(caterina.ConversationID, int64), onListening func()) error {
	config := b.store.pool.Config().ConnConfig
	config.RuntimeParams["application_name"] += " listener"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTimeout)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if err := b.store.q.Listen(ctx, conn); err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	b.alive.Store(true)
	onListening()
	for {
		if err := b.next(ctx, conn, onEvent); err != nil {
			return err
		}
	}
}

// next waits for one notification. After a quiet while it asks the server for a
// sign of life, because a connection that died without a word looks the same.
func (b *Bus) next(ctx context.Context, conn *pgx.Conn, onEvent func(caterina.ConversationID, int64)) error {
	quiet, cancel := context.WithTimeout(ctx, b.quiet)
	defer cancel()
	note, err := conn.WaitForNotification(quiet)
	switch {
	case err == nil:
		b.deliver(note.Payload, onEvent)
		return nil
	case ctx.Err() != nil || quiet.Err() == nil:
		return fmt.Errorf("wait for notifications: %w", err)
	}
	probe, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if err := conn.Ping(probe); err != nil {
		return fmt.Errorf("ask for a sign of life: %w", err)
	}
	return nil
}

// deliver reads a payload. Our own is skipped; an item that is not of ours is
// some other program's, and is passed over.
func (b *Bus) deliver(payload string, onEvent func(caterina.ConversationID, int64)) {
	process, items, found := strings.Cut(payload, " ")
	if !found || process == b.process {
		return
	}
	if text, ok := strings.CutPrefix(items, whisperMark); ok {
		select {
		case b.whispers <- text:
		default:
		}
		return
	}
	for item := range strings.SplitSeq(items, ",") {
		conv, text, _ := strings.Cut(item, ":")
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			onEvent(caterina.ConversationID(conv), n)
		}
	}
}
