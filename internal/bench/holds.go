package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/postgres"
)

// Of the part about places: everybody wants one of these on one day.
const (
	holdWorkers = 40
	hotStarts   = 10
	hotLanes    = 3
	hotThinking = 15 * time.Millisecond // between choosing and confirming
	hotFor      = 8 * time.Second       // longer, and one reads how soon the vacuum comes
	hotOffice   = "centro"
	hotService  = "bonus"
	mixedMoves  = 3 // of ten appointments that many are moved before they are cancelled
)

// benchHolds measures how many people a second get a place, or hear that it has
// gone, on one hot day; beside the bare statements of the same flow. Each holds,
// confirms, perhaps moves, and cancels.
func benchHolds(ctx context.Context, b *bench) (err error) {
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: filepath.Join(b.dir, "holds")})
	if err != nil {
		return fmt.Errorf("start the database: %w", err)
	}
	defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
	if err := postgres.Migrate(ctx, cluster.URL()); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	day, err := openHotDay(ctx, cluster.URL())
	if err != nil {
		return err
	}
	defer day.close()
	length := min(b.size.loadFor, hotFor)
	var ours, bare []float64
	for range b.size.rounds { // in turns, so that the machine's moods meet both
		rate, err := day.run(ctx, length, day.bareFlow)
		if err != nil {
			return fmt.Errorf("the bare flow: %w", err)
		}
		bare = append(bare, rate)
		if rate, err = day.run(ctx, length, day.flow); err != nil {
			return err
		}
		ours = append(ours, rate)
	}
	flaws, err := day.store.CheckBookings(ctx)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	b.table.add(row{
		what:   fmt.Sprintf("places: holds won or refused a second, one day, %d workers who also confirm, move and cancel", holdWorkers),
		figure: fmt.Sprintf("%.0f/s", median(ours)), reference: fmt.Sprintf("%.0f/s the bare SQL", median(bare)),
		ratio: ratio(median(ours), median(bare)), goal: "≥ 350/s and ≥ 0.8",
	})
	b.table.add(row{
		what:   "places: deadlocks, and rules broken after that",
		figure: fmt.Sprintf("%d and %d", day.deadlocks.Load(), len(flaws)), goal: "0 and 0",
	})
	return nil
}

// hotDay is an office and the day that everybody wants.
type hotDay struct {
	store     *postgres.Store
	pool      *pgxpool.Pool
	town      caterina.TownID
	desk      int64
	from      time.Time
	convs     []caterina.ConversationID
	next      atomic.Int64
	deadlocks atomic.Int64
}

func openHotDay(ctx context.Context, url string) (*hotDay, error) {
	d := &hotDay{from: time.Now().Truncate(24 * time.Hour).Add(7*24*time.Hour + 8*time.Hour)}
	url += "&pool_max_conns=" + strconv.Itoa(holdWorkers)
	keys := caterina.NewBookingKeys("a key for measuring")
	var err error
	if d.store, err = postgres.Open(ctx, url, postgres.WithAppointments(postgres.Appointments{Keys: keys})); err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	if d.pool, err = pgxpool.New(ctx, url); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if d.town, _, err = d.store.SaveTown(ctx, caterina.Town{Slug: "hot", Name: "Hot"}, nil); err != nil {
		return nil, fmt.Errorf("save a town: %w", err)
	}
	_, err = d.store.SaveItems(ctx, d.town, caterina.Items{
		Offices: []caterina.Office{{Slug: hotOffice, Name: "Centro"}}, Services: []caterina.Service{{Slug: hotService, Name: "Bonus", MaxMoves: 99}},
	})
	if err != nil {
		return nil, fmt.Errorf("save an office: %w", err)
	}
	err = d.pool.QueryRow(ctx, `WITH o AS (INSERT INTO booking_office (town_id, office) VALUES ($1, $2) RETURNING town_id, office)
		INSERT INTO desk (town_id, office, name) SELECT town_id, office, 'Sportello' FROM o RETURNING id`, d.town, hotOffice).Scan(&d.desk)
	if err != nil {
		return nil, fmt.Errorf("make a desk: %w", err)
	}
	_, err = d.pool.Exec(ctx, "INSERT INTO desk_lane (town_id, desk_id, lane) SELECT $1, $2, generate_series(1, $3::int)", d.town, d.desk, hotLanes)
	if err != nil {
		return nil, fmt.Errorf("make lanes: %w", err)
	}
	for range holdWorkers {
		session, err := d.store.OpenSession(ctx, caterina.Opening{Town: d.town, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"}})
		if err != nil {
			return nil, fmt.Errorf("open a session: %w", err)
		}
		d.convs = append(d.convs, session.Conversation.ID)
	}
	return d, nil
}

func (d *hotDay) close() {
	d.pool.Close()
	d.store.Close()
}

// run lets the workers go through a flow for a while, and returns how many holds
// were won or refused a second.
func (d *hotDay) run(ctx context.Context, length time.Duration, flow func(ctx context.Context, worker int) error) (float64, error) {
	if _, err := d.pool.Exec(ctx, "VACUUM ANALYZE allocation, booking"); err != nil { // both begin alike
		return 0, fmt.Errorf("vacuum: %w", err)
	}
	var holds atomic.Int64
	start := time.Now()
	end := start.Add(length)
	group, ctx := errgroup.WithContext(ctx)
	for worker := range holdWorkers {
		group.Go(func() error {
			for time.Now().Before(end) {
				if err := flow(ctx, worker); err != nil {
					return err
				}
				holds.Add(1)
			}
			return nil
		})
	}
	err := group.Wait()
	return float64(holds.Load()) / time.Since(start).Seconds(), err
}

// vacancy is one of the hot places.
func (d *hotDay) vacancy() caterina.Vacancy {
	from := d.from.Add(time.Duration(rand.IntN(hotStarts)) * 30 * time.Minute)
	v := caterina.Vacancy{Service: hotService, Office: hotOffice, From: from, To: from.Add(30 * time.Minute), Version: 1}
	for lane := range hotLanes {
		v.Spots = append(v.Spots, caterina.Spot{Desk: caterina.DeskID(d.desk), Lane: lane + 1})
	}
	return v
}

// flow is one citizen of ours: one hold, and what follows when it is won.
func (d *hotDay) flow(ctx context.Context, worker int) error {
	v, n := d.vacancy(), d.next.Add(1)
	draft := caterina.BookingDraft{
		Service: hotService, Office: hotOffice, From: v.From, Step: caterina.StepConfirm, Code: hotCode(n), RequestID: hotRequest(n),
		Person: caterina.Person{Name: "Ada", Email: caterina.Secret(fmt.Sprintf("p%d@example.org", worker))},
	}
	conv := d.convs[worker]
	won, err := d.won(d.store.ApplyBooking(ctx, d.town, conv, []caterina.Effect{caterina.HoldPlace{Vacancy: v, Draft: draft}}))
	if !won {
		return err
	}
	time.Sleep(hotThinking)
	if won, err = d.won(d.store.ApplyBooking(ctx, d.town, conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: draft}})); !won {
		return err
	}
	b, err := d.store.BookingByCode(ctx, d.town, draft.Code)
	if err != nil {
		return fmt.Errorf("find a booking: %w", err)
	}
	if rand.IntN(10) < mixedMoves {
		moved, _, err := d.store.MoveBooking(ctx, caterina.BookingMove{Town: d.town, Booking: b.ID, Revision: b.Revision, Vacancy: d.vacancy(), By: caterina.ActorCitizen})
		if won, err = d.won(err); err != nil {
			return err
		} else if won {
			b = moved
		}
	}
	_, _, err = d.store.CancelBooking(ctx, caterina.BookingCancel{Town: d.town, Booking: b.ID, Revision: b.Revision, By: caterina.ActorCitizen})
	_, err = d.won(err)
	return err
}

// won says whether something was done; to be refused is no error.
func (d *hotDay) won(err error) (bool, error) {
	if _, refused := errors.AsType[*caterina.BookingRefused](err); refused {
		return false, nil
	}
	if caterina.CodeOf(err) == caterina.CodeUnavailable {
		d.deadlocks.Add(1)
	}
	return err == nil, err
}

// hotCode and hotRequest are those of the booking with a number.
func hotCode(n int64) string {
	code := []byte("2222222")
	for i := len(code) - 1; n > 0; i-- {
		code[i] = caterina.CodeAlphabet[n%int64(len(caterina.CodeAlphabet))]
		n /= int64(len(caterina.CodeAlphabet))
	}
	return string(code)
}

func hotRequest(n int64) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

// bareFlow is the same with the statements of the design alone: no draft, no
// limits, no job.
func (d *hotDay) bareFlow(ctx context.Context, worker int) error {
	v, n := d.vacancy(), d.next.Add(1)
	owner := string(d.convs[worker])
	won, err := d.bare(ctx, func(tx pgx.Tx) (bool, error) { return d.bareHold(ctx, tx, owner, v) })
	if !won {
		return err
	}
	time.Sleep(hotThinking)
	var id int64
	won, err = d.bare(ctx, func(tx pgx.Tx) (bool, error) {
		id, err = d.bareConfirm(ctx, tx, owner, n, worker)
		return id != 0, err
	})
	if !won {
		return err
	}
	if rand.IntN(10) < mixedMoves {
		if _, err := d.bare(ctx, func(tx pgx.Tx) (bool, error) { return d.bareMove(ctx, tx, id, d.vacancy()) }); err != nil {
			return err
		}
	}
	_, err = d.bare(ctx, func(tx pgx.Tx) (bool, error) { return true, d.bareCancel(ctx, tx, id) })
	return err
}

// bare runs one transaction, which is undone when it did not win.
func (d *hotDay) bare(ctx context.Context, f func(pgx.Tx) (bool, error)) (bool, error) {
	lost := errors.New("lost")
	err := pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
		day, _ := strconv.Atoi(d.from.Format("20060102"))
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(1, $1)", day); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		won, err := f(tx)
		if err == nil && !won {
			return lost
		}
		return err
	})
	if server, ok := errors.AsType[*pgconn.PgError](err); ok && server.Code == "40P01" {
		d.deadlocks.Add(1)
	}
	if errors.Is(err, lost) {
		return false, nil
	}
	return err == nil, err
}

func (d *hotDay) bareHold(ctx context.Context, tx pgx.Tx, owner string, v caterina.Vacancy) (bool, error) {
	if _, err := tx.Exec(ctx, `UPDATE allocation SET state = 'released', hold_expires_at = NULL, released_why = 'replaced'
		WHERE town_id = $1 AND hold_owner = $2 AND state = 'held'`, d.town, owner); err != nil {
		return false, fmt.Errorf("forget: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE allocation SET state = 'expired', hold_expires_at = NULL
		WHERE town_id = $1 AND desk_id = $2 AND state = 'held' AND hold_expires_at <= clock_timestamp() AND blocked && tstzrange($3, $4)`,
		d.town, d.desk, v.From, v.To); err != nil {
		return false, fmt.Errorf("expire: %w", err)
	}
	for lane := range hotLanes {
		tag, err := tx.Exec(ctx, `INSERT INTO allocation (town_id, office, service, desk_id, lane, starts_at, ends_at, blocked, state,
			hold_owner, hold_kind, hold_started_at, hold_expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, tstzrange($6, $7), 'held', $8, 'citizen', clock_timestamp(), clock_timestamp() + interval '10 minutes')
			ON CONFLICT DO NOTHING`, d.town, hotOffice, hotService, d.desk, lane+1, v.From, v.To, owner)
		if err != nil {
			return false, fmt.Errorf("hold: %w", err)
		}
		if tag.RowsAffected() == 1 {
			return true, nil
		}
	}
	return false, nil
}

func (d *hotDay) bareConfirm(ctx context.Context, tx pgx.Tx, owner string, n int64, worker int) (int64, error) {
	var hold, id int64
	var from, to time.Time
	err := tx.QueryRow(ctx, "SELECT id, starts_at, ends_at FROM allocation WHERE town_id = $1 AND hold_owner = $2 AND state = 'held' FOR UPDATE",
		d.town, owner).Scan(&hold, &from, &to)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find the hold: %w", err)
	}
	err = tx.QueryRow(ctx, `INSERT INTO booking (town_id, code, office, service, contact_key, person_key, name, email, verified, status,
		starts_at, ends_at, manage_sha256, request_id, made_by)
		VALUES ($1, $2, $3, $4, $5, $5, 'Ada', 'a@example.org', false, 'booked', $6, $7, sha256($8), $9, 'citizen') RETURNING id`,
		d.town, hotCode(n), hotOffice, hotService, []byte{byte(worker)}, from, to, []byte(hotRequest(n)), hotRequest(n)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("book: %w", err)
	}
	for _, sql := range []string{
		`UPDATE allocation SET state = 'booked', booking_id = $2, hold_expires_at = NULL, hold_owner = NULL WHERE town_id = $1 AND id = $3`,
		`INSERT INTO notice (town_id, booking_id, revision, kind, channel, due_at) SELECT $1, $2, 0, k, 'mail', now() FROM unnest('{confirmed,reminder_2d,reminder_2h}'::text[]) k WHERE $3::bigint > 0`,
		`INSERT INTO booking_event (town_id, booking_id, actor, what, revision) SELECT $1, $2, 'citizen', 'booked', 0 WHERE $3::bigint > 0`,
	} {
		if _, err := tx.Exec(ctx, sql, d.town, id, hold); err != nil {
			return 0, fmt.Errorf("confirm: %w", err)
		}
	}
	return id, nil
}

func (d *hotDay) bareMove(ctx context.Context, tx pgx.Tx, id int64, v caterina.Vacancy) (bool, error) {
	if _, err := tx.Exec(ctx, "UPDATE allocation SET state = 'released' WHERE town_id = $1 AND booking_id = $2 AND state = 'booked'", d.town, id); err != nil {
		return false, fmt.Errorf("release: %w", err)
	}
	for lane := range hotLanes {
		tag, err := tx.Exec(ctx, `INSERT INTO allocation (town_id, office, service, desk_id, lane, starts_at, ends_at, blocked, state, booking_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, tstzrange($6, $7), 'booked', $8) ON CONFLICT DO NOTHING`,
			d.town, hotOffice, hotService, d.desk, lane+1, v.From, v.To, id)
		if err != nil {
			return false, fmt.Errorf("take: %w", err)
		}
		if tag.RowsAffected() == 0 {
			continue
		}
		_, err = tx.Exec(ctx, `WITH b AS (UPDATE booking SET starts_at = $3, ends_at = $4, revision = revision + 1 WHERE town_id = $1 AND id = $2 RETURNING revision)
			INSERT INTO booking_event (town_id, booking_id, actor, what, revision) SELECT $1, $2, 'citizen', 'moved', revision FROM b`, d.town, id, v.From, v.To)
		if err != nil {
			return false, fmt.Errorf("move: %w", err)
		}
		return true, nil
	}
	return false, nil
}

func (d *hotDay) bareCancel(ctx context.Context, tx pgx.Tx, id int64) error {
	for _, sql := range []string{
		`WITH b AS (UPDATE booking SET status = 'cancelled_citizen', revision = revision + 1 WHERE town_id = $1 AND id = $2 AND status = 'booked' RETURNING revision)
			INSERT INTO booking_event (town_id, booking_id, actor, what, revision) SELECT $1, $2, 'citizen', 'cancelled_citizen', revision FROM b`,
		`UPDATE allocation SET state = 'released' WHERE town_id = $1 AND booking_id = $2 AND state = 'booked'`,
		`UPDATE notice SET state = 'void' WHERE town_id = $1 AND booking_id = $2 AND state = 'due'`,
	} {
		if _, err := tx.Exec(ctx, sql, d.town, id); err != nil {
			return fmt.Errorf("cancel: %w", err)
		}
	}
	return nil
}
