package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"example.org/caterina/internal/telegramtest"
)

// outage is a bot that was away while citizens wrote.
type outage struct {
	*bench

	pool   *pgxpool.Pool // to look into the database, and for what is compared
	number int64         // of the last bot: each time another one, whose chats are new
}

// drained is what was seen while a backlog was worked off.
type drained struct {
	worked           float64 // updates a second
	sent             float64 // messages a second, after that
	overall, perChat int     // most messages in any second
	grown            int64   // bytes
	flaws            int
}

// drain has a server work off what waits at Telegram.
func (o *outage) drain(ctx context.Context, mode string) (d drained, err error) {
	o.number++
	token := fmt.Sprintf("%d:AAF-bench-not-a-real-token-0000000000", 6_000_000_000+o.number)
	fake, err := telegramtest.New(ctx, telegramtest.Options{Accounts: []telegramtest.Account{{Token: token, Username: "bench_bot"}}, Lean: true})
	if err != nil {
		return d, fmt.Errorf("start Telegram: %w", err)
	}
	defer fake.Close()
	them := fake.Bot(token)
	them.Hold()
	server, err := o.serveBot(ctx, fake, mode)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	asked := o.ask(them)
	rest, err := server.restPeak()
	if err != nil {
		return d, err
	}
	start := time.Now()
	them.Release()
	total := o.size.chats * backlogOf
	if err := o.awaitWorked(ctx, them.ID(), total); err != nil {
		return d, fmt.Errorf("%w\n%s", err, server.log)
	}
	d.worked = float64(total) / time.Since(start).Seconds()
	if err := o.awaitAnswers(ctx, them.ID()); err != nil {
		return d, err
	}
	before := them.Rates().Sends
	start = time.Now()
	if err := pauseFor(ctx, o.size.loadFor); err != nil {
		return d, err
	}
	rates := them.Rates()
	d.sent = float64(rates.Sends-before) / time.Since(start).Seconds()
	d.overall, d.perChat = rates.Overall, rates.PerChat
	peak, err := server.memory("VmHWM:")
	if err != nil {
		return d, err
	}
	d.grown = peak - rest
	d.flaws, err = o.flaws(ctx, them.ID(), asked)
	return d, err
}

// serveBot starts a server that has a bot.
func (o *outage) serveBot(ctx context.Context, fake *telegramtest.Server, mode string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	return o.serveAt(ctx, addr, "CATERINA_PUBLIC_URL=http://"+addr, "CATERINA_TELEGRAM_TOKEN="+fake.Token(), "CATERINA_TELEGRAM_TOWN="+town,
		"CATERINA_TELEGRAM_API_URL="+fake.URL(), "CATERINA_TELEGRAM_MODE="+mode)
}

// ask has every citizen ask their questions, all at the same time, and returns what
// each has said.
func (o *outage) ask(them *telegramtest.Bot) map[string][]string {
	asked := make(map[string][]string)
	for round := range backlogOf {
		for i := range o.size.chats {
			chat := int64(firstChatID + i)
			text := fmt.Sprintf("%s (%d)", question(i*7+round), round)
			them.Chat(chat).Say(text)
			key := strconv.FormatInt(them.ID(), 10) + "/" + strconv.FormatInt(chat, 10)
			asked[key] = append(asked[key], text)
		}
	}
	return asked
}

// awaitWorked returns when so many of a bot's updates are stored and none is to be
// worked any more.
func (o *outage) awaitWorked(ctx context.Context, bot int64, total int) error {
	return o.await(ctx, drainFor, `SELECT NOT EXISTS (SELECT FROM telegram_update WHERE bot = $1 AND done_at IS NULL)
		AND (SELECT count(*) FROM telegram_update WHERE bot = $1) = $2`, bot, total)
}

// awaitAnswers returns when nobody waits for the assistant.
func (o *outage) awaitAnswers(ctx context.Context, bot int64) error {
	return o.await(ctx, answersFor, `SELECT NOT EXISTS (SELECT FROM turn t JOIN conversation c ON c.town_id = t.town_id AND c.id = t.conversation_id
		WHERE t.done_at IS NULL AND c.channel = 'telegram' AND c.chat LIKE $1::text || '/%')`, strconv.FormatInt(bot, 10))
}

// await asks the database until it says yes.
func (o *outage) await(ctx context.Context, limit time.Duration, sql string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(drainLook)
	defer tick.Stop()
	for {
		var yes bool
		if err := o.pool.QueryRow(ctx, sql, args...).Scan(&yes); err != nil {
			return fmt.Errorf("look into the database: %w", err)
		}
		if yes {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the backlog is not worked off: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

func pauseFor(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// flaws counts the messages that are not in the log once and in their order, the
// updates that were set aside, and the chats whose last message nobody answered.
func (o *outage) flaws(ctx context.Context, bot int64, asked map[string][]string) (flaws int, err error) {
	rows, err := o.pool.Query(ctx, `SELECT c.chat, array_agg(e.body->>'text' ORDER BY e.seq) FILTER (WHERE e.actor = 'citizen'),
			(array_agg(e.actor ORDER BY e.seq DESC))[1] <> 'citizen'
		FROM conversation c JOIN event e ON e.town_id = c.town_id AND e.conversation_id = c.id
		WHERE c.channel = 'telegram' AND c.chat LIKE $1::text || '/%' GROUP BY c.chat`, strconv.FormatInt(bot, 10))
	if err != nil {
		return 0, fmt.Errorf("read the log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var chat string
		var said []string
		var answered bool
		if err := rows.Scan(&chat, &said, &answered); err != nil {
			return 0, fmt.Errorf("read the log: %w", err)
		}
		flaws += differences(asked[chat], said)
		if !answered {
			flaws++
		}
		delete(asked, chat)
	}
	var aside int
	err = o.pool.QueryRow(ctx, "SELECT count(*) FROM telegram_update WHERE bot = $1 AND failure IS NOT NULL", bot).Scan(&aside)
	if err := errors.Join(rows.Err(), err); err != nil {
		return 0, fmt.Errorf("read the log: %w", err)
	}
	return flaws + aside + len(asked)*backlogOf, nil
}

// differences counts the places at which two lists differ.
func differences(a, b []string) (n int) {
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			n++
		}
	}
	return n
}

// keepers is how many write at a time what is compared: as many as a server's pool.
const keepers = 16

// bareKeep returns how many messages a second are kept with the statements that it
// takes at least, each its own transaction: the update stored, its message appended,
// the update done. Nothing is read of it, and nobody answers.
func (o *outage) bareKeep(ctx context.Context) (float64, error) {
	o.number++
	bot := 6_000_000_000 + o.number
	var townID int64
	if err := o.pool.QueryRow(ctx, "SELECT id FROM town WHERE slug = $1", town).Scan(&townID); err != nil {
		return 0, fmt.Errorf("find the town: %w", err)
	}
	bodies, err := sampleBodies()
	if err != nil {
		return 0, err
	}
	pool, err := pgxpool.New(ctx, o.pool.Config().ConnString()+"&pool_max_conns="+strconv.Itoa(keepers))
	if err != nil {
		return 0, fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `SELECT open_chat($1, gen_random_uuid(), 'telegram', $2::text || '/' || i, 'it', $3)
		FROM generate_series(1, $4::integer) i`, townID, strconv.FormatInt(bot, 10), bodies[1], o.size.chats); err != nil {
		return 0, fmt.Errorf("open the chats: %w", err)
	}
	var next atomic.Int64
	total := int64(o.size.chats * backlogOf)
	group, ctx := errgroup.WithContext(ctx)
	start := time.Now()
	for range keepers {
		group.Go(func() error {
			for n := next.Add(1); n <= total; n = next.Add(1) {
				if err := keep(ctx, pool, townID, bot, n, n%int64(o.size.chats)+1, bodies[0]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = group.Wait()
	return float64(total) / time.Since(start).Seconds(), err
}

func keep(ctx context.Context, pool *pgxpool.Pool, town, bot, n, chat int64, body []byte) error {
	if _, err := pool.Exec(ctx, "INSERT INTO telegram_update (bot, update_id, chat, raw) VALUES ($1, $2, $3, $4)", bot, n, chat, body); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if _, err := pool.Exec(ctx, `SELECT append_event($1, c.id, NULL, 'citizen', 'message', false, $2, $3) FROM conversation c
		WHERE c.town_id = $1 AND c.channel = 'telegram' AND c.chat = $4 AND c.state <> 'closed'`,
		town, "tg-m"+strconv.FormatInt(n, 10), body, fmt.Sprintf("%d/%d", bot, chat)); err != nil {
		return fmt.Errorf("append: %w", err)
	}
	_, err := pool.Exec(ctx, "UPDATE telegram_update SET raw = NULL, done_at = clock_timestamp() WHERE bot = $1 AND update_id = $2", bot, n)
	if err != nil {
		return fmt.Errorf("end: %w", err)
	}
	return nil
}
