package e2e

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	domain "example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

const (
	modelTown      = "modello"
	modelCapacity  = 3
	modelCitizens  = 24
	modelOperators = 6
)

// world is the whole model: two processes on one database, everybody who uses
// them, and chance.
type world struct {
	t      *testing.T
	seed   uint64
	marker string // stands in everything that is for staff only
	url    string
	store  *postgres.Store
	db     *pgx.Conn // of the test's goroutine
	town   domain.Town

	citizens  []*modelCitizen
	operators []*modelOperator
	gone      map[*modelOperator]time.Time // their line is dead until then
	disabled  *modelOperator
	until     time.Time // of disabled

	mu      sync.Mutex
	servers []*server
	counts  map[string]int
}

func newWorld(ctx context.Context, t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{
		t: t, seed: seed, marker: fmt.Sprintf("RISERVATO-%016x", seed), url: pgtest.URL(t),
		counts: map[string]int{}, gone: map[*modelOperator]time.Time{},
	}
	caterina(t, w.url, "import", "testdata/model")
	var err error
	if w.store, err = postgres.Open(ctx, w.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.store.Close)
	if w.db, err = pgx.Connect(ctx, w.url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close(context.WithoutCancel(ctx)) })
	if w.town, err = w.store.TownBySlug(ctx, modelTown); err != nil {
		t.Fatal(err)
	}
	w.servers = []*server{startServer(t, w.url), startServer(t, w.url)}
	for i := range modelOperators {
		o := newModelOperator(w, i)
		if err := o.hire(ctx); err != nil {
			t.Fatal(err)
		}
		w.operators = append(w.operators, o)
	}
	for i := range modelCitizens {
		w.citizens = append(w.citizens, newModelCitizen(w, i))
	}
	return w
}

// peers is everybody.
func (w *world) peers() []*peer {
	var all []*peer
	for _, c := range w.citizens {
		all = append(all, c.peer)
	}
	for _, o := range w.operators {
		all = append(all, o.peer)
	}
	return all
}

// anyAddr is one of the processes, or one that was just killed.
func (w *world) anyAddr() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.servers[rand.IntN(len(w.servers))].addr
}

// anyConv is a citizen's conversation, "" when that one has none yet.
func (w *world) anyConv(rng *rand.Rand) string {
	return w.citizens[rng.IntN(len(w.citizens))].conversation()
}

func (w *world) anyOperator(rng *rand.Rand) domain.OperatorID {
	return w.operators[rng.IntN(len(w.operators))].id
}

// count counts what has happened, for the report.
func (w *world) count(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[what]++
}

func (w *world) report() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, what := range slices.Sorted(maps.Keys(w.counts)) {
		out = append(out, fmt.Sprintf("%s %d", what, w.counts[what]))
	}
	return strings.Join(out, ", ")
}

// storm lets chance loose on everything until the time is over.
func (w *world) storm(ctx context.Context, length time.Duration) {
	rng := rand.New(rand.NewPCG(w.seed, 0))
	end := time.Now().Add(length)
	killed := time.Now()
	everybody := w.peers()
	for time.Now().Before(end) && !w.t.Failed() {
		pause(ctx, time.Duration(200+rng.IntN(700))*time.Millisecond)
		w.keepDead(ctx)
		switch n := rng.IntN(100); {
		case n < 45:
			everybody[rng.IntN(len(everybody))].cut()
			w.count("cut")
		case n < 75:
			w.jump(ctx, rng)
		case n < 85:
			if time.Since(killed) > 5*time.Second {
				w.replace(rng)
				killed = time.Now()
			}
		case n < 90:
			w.die(w.operators[rng.IntN(len(w.operators))])
		case n < 95:
			w.disable(ctx, w.operators[rng.IntN(len(w.operators))])
		default:
			w.citizens[rng.IntN(len(w.citizens))].keep(ctx)
		}
		w.glance(ctx)
	}
}

// jump has time pass for something, in the database, whose clock is the one that counts.
func (w *world) jump(ctx context.Context, rng *rand.Rand) {
	jumps := [][2]string{
		{"offers ended", `UPDATE conversation SET offered_until = clock_timestamp() WHERE state = 'offered' AND random() < 0.7`},
		{"invitations ended", `UPDATE conversation SET transfer_until = clock_timestamp() WHERE transfer_to IS NOT NULL AND random() < 0.7`},
		{"snoozes ended", `UPDATE conversation SET snoozed_until = clock_timestamp() WHERE state = 'snoozed' AND random() < 0.5`},
		{"waits grown", `UPDATE conversation SET queued_at = queued_at - interval '2 minutes', entered_at = entered_at - interval '20 seconds'
			WHERE state IN ('queued', 'offered') AND random() < 0.3`},
		{"refusals forgiven", `UPDATE refusal SET at = at - interval '3 minutes' WHERE random() < 0.5`},
	}
	j := jumps[rng.IntN(len(jumps))]
	w.exec(ctx, j[1])
	w.count(j[0])
}

func (w *world) exec(ctx context.Context, sql string, args ...any) {
	if _, err := w.db.Exec(ctx, sql, args...); err != nil && ctx.Err() == nil {
		w.t.Errorf("%s: %v", sql, err)
	}
}

// replace ends one process, mostly without asking, and starts another in its place.
func (w *world) replace(rng *rand.Rand) {
	i := rng.IntN(len(w.servers))
	old := w.servers[i]
	if rng.IntN(3) > 0 {
		_ = old.cmd.Process.Kill()
		<-old.done
		w.count("kill -9")
	} else {
		_ = old.cmd.Process.Signal(syscall.SIGTERM)
		w.count("deploy")
	}
	fresh := startServer(w.t, w.url)
	w.mu.Lock()
	w.servers[i] = fresh
	w.mu.Unlock()
}

// die has an operator's line be dead for long enough to be noticed.
func (w *world) die(o *modelOperator) {
	if _, dead := w.gone[o]; dead || o == w.disabled {
		return
	}
	o.leave(true)
	w.gone[o] = time.Now().Add(25 * time.Second)
	w.count("line dead")
}

// keepDead keeps the leases of the dead in the past, and brings back whose time
// is over.
func (w *world) keepDead(ctx context.Context) {
	for o, until := range w.gone {
		if time.Now().After(until) {
			delete(w.gone, o)
			o.leave(false)
			continue
		}
		w.exec(ctx, `UPDATE presence SET lease_until = least(lease_until, clock_timestamp() - interval '20 seconds') WHERE operator_id = $1`, int64(o.id))
	}
	if w.disabled != nil && time.Now().After(w.until) {
		w.enable(ctx)
	}
}

// disable closes an operator's account for a while.
func (w *world) disable(ctx context.Context, o *modelOperator) {
	if w.disabled != nil {
		return
	}
	if _, err := w.store.DisableOperator(ctx, o.id, 0); err != nil {
		w.t.Errorf("disable an operator: %v", err)
		return
	}
	w.disabled, w.until = o, time.Now().Add(8*time.Second)
	w.count("disabled")
}

func (w *world) enable(ctx context.Context) {
	o := w.disabled
	if err := w.store.EnableOperator(ctx, o.id); err != nil {
		w.t.Errorf("enable an operator: %v", err)
	}
	w.disabled = nil
	if err := o.signIn(ctx); err != nil {
		w.t.Errorf("sign in: %v", err)
	}
}

// calm brings everybody back and waits until nothing is on its way any more.
func (w *world) calm(ctx context.Context) {
	for o := range w.gone {
		o.leave(false)
	}
	clear(w.gone)
	if w.disabled != nil {
		w.enable(ctx)
	}
	w.await(ctx, time.Minute, "every frame settled", func() string {
		for _, p := range w.peers() {
			if n := p.unsettled(); n > 0 {
				return fmt.Sprintf("%s waits for %d", p.name, n)
			}
		}
		return ""
	})
	w.await(ctx, time.Minute, "every operator up to date (J6)", func() string {
		last := w.lastSeqs(ctx)
		for _, o := range w.operators {
			if !o.current(last) {
				return o.name + " is behind"
			}
		}
		return ""
	})
}

// tire has everybody who waits have waited as long as anybody may, with operators
// at work who do not come: no wait goes on (J8). The town's queues lose their
// patience after a minute, and give up after two.
func (w *world) tire(ctx context.Context) {
	w.exec(ctx, `UPDATE conversation SET entered_at = clock_timestamp() - interval '2 minutes' WHERE state IN ('queued', 'offered')`)
	w.await(ctx, time.Minute, "no wait is too long (J8)", func() string {
		return w.text(ctx, `SELECT coalesce(string_agg(id || ' ' || state, ', '), '') FROM conversation
			WHERE state IN ('queued', 'offered') AND priority < 9 AND entered_at <= clock_timestamp() - interval '2 minutes'`)
	})
}

// desert has every operator go home, and everybody who waits wait for as long as
// anybody may: in the end nobody may be left waiting (J8). Who may be in danger is
// kept where people see it, until somebody is there.
func (w *world) desert(ctx context.Context) {
	for _, o := range w.operators {
		o.leave(true)
	}
	w.await(ctx, 2*time.Minute, "nobody is left waiting (J8)", func() string {
		w.exec(ctx, `UPDATE presence SET lease_until = least(lease_until, clock_timestamp() - interval '20 seconds')`)
		w.exec(ctx, `UPDATE conversation SET entered_at = clock_timestamp() - interval '2 minutes' WHERE state = 'queued' AND entered_at > clock_timestamp() - interval '2 minutes'`)
		w.exec(ctx, `UPDATE conversation SET snoozed_until = clock_timestamp() WHERE state = 'snoozed'`)
		w.exec(ctx, `UPDATE conversation SET offered_until = clock_timestamp() WHERE state = 'offered'`)
		return w.text(ctx, `SELECT coalesce(string_agg(DISTINCT state || ' with priority ' || priority, ', '), '') FROM conversation
			WHERE state IN ('queued', 'offered', 'assigned', 'snoozed') AND NOT (state = 'queued' AND priority = 9)`)
	})
	rescuer := w.operators[1]
	rescuer.leave(false)
	w.await(ctx, time.Minute, "those in danger are taken", func() string {
		left := w.text(ctx, `SELECT coalesce(string_agg(id::text, ' '), '') FROM conversation WHERE state IN ('queued', 'offered')`)
		for conv := range strings.FieldsSeq(left) {
			rescuer.deed("take", conv, nil)
		}
		return left
	})
	w.await(ctx, time.Minute, "every turn is done (J10)", func() string {
		return w.text(ctx, `SELECT CASE WHEN count(*) > 0 THEN count(*) || ' open' ELSE '' END FROM turn WHERE done_at IS NULL`)
	})
}

// text reads one text from the database.
func (w *world) text(ctx context.Context, sql string) string {
	var s string
	if err := w.db.QueryRow(ctx, sql).Scan(&s); err != nil && ctx.Err() == nil {
		w.t.Errorf("%s: %v", sql, err)
	}
	return s
}

func (w *world) lastSeqs(ctx context.Context) map[string]int64 {
	last := map[string]int64{}
	rows, err := w.db.Query(ctx, `SELECT id::text, last_seq FROM conversation`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var conv string
		var n int64
		if err := rows.Scan(&conv, &n); err != nil {
			w.t.Fatal(err)
		}
		last[conv] = n
	}
	return last
}

// await waits until left says nothing is left to wait for.
func (w *world) await(ctx context.Context, limit time.Duration, what string, left func() string) {
	w.t.Helper()
	start := time.Now()
	for {
		rest := left()
		if rest == "" {
			w.t.Logf("%s after %v", what, time.Since(start).Round(time.Millisecond))
			return
		}
		if time.Since(start) > limit || ctx.Err() != nil {
			w.t.Errorf("%s: not within %v: %s", what, limit, rest)
			return
		}
		pause(ctx, 250*time.Millisecond)
	}
}
