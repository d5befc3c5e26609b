package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/jackc/pgx/v5/pgconn"
)

// database stands for one that refuses odd numbers and keeps every other.
type database struct {
	mu     sync.Mutex
	kept   []int
	groups []int
	broken error
	hold   chan struct{}
}

func (d *database) run(_ context.Context, args []int) ([]string, error) {
	if d.hold != nil {
		<-d.hold
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.groups = append(d.groups, len(args))
	if d.broken != nil {
		return nil, d.broken
	}
	rows := make([]string, len(args))
	for i, arg := range args {
		if arg%2 != 0 {
			return nil, fmt.Errorf("odd: %w", &pgconn.PgError{Code: "CAT01"})
		}
		rows[i] = strconv.Itoa(arg)
	}
	d.kept = append(d.kept, args...)
	return rows, nil
}

func (d *database) together() *together[int, string] {
	return newTogether(func(n int) string { return fmt.Sprintf("%06d", n) }, d.run)
}

// all runs numbers at the same time and returns what each was told.
func all(g *together[int, string], numbers []int) ([]string, []error) {
	rows, errs := make([]string, len(numbers)), make([]error, len(numbers))
	var wg sync.WaitGroup
	for i, n := range numbers {
		wg.Go(func() { rows[i], errs[i] = g.do(context.Background(), n) })
	}
	wg.Wait()
	return rows, errs
}

func upTo(n, step int) []int {
	var numbers []int
	for i := 0; i < n; i += step {
		numbers = append(numbers, i)
	}
	return numbers
}

// TestACrowdGoesTogether: while some are in the database the others gather, each
// is stored once and hears of its own row.
func TestACrowdGoesTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &database{hold: make(chan struct{})}
		g := d.together()
		go func() {
			synctest.Wait() // everybody has arrived, four are in the database
			close(d.hold)
		}()
		numbers := upTo(400, 2)
		rows, errs := all(g, numbers)
		for i, n := range numbers {
			if errs[i] != nil || rows[i] != strconv.Itoa(n) {
				t.Fatalf("%d was told %q, %v", n, rows[i], errs[i])
			}
		}
		if len(d.kept) != len(numbers) {
			t.Errorf("%d were kept, want %d", len(d.kept), len(numbers))
		}
		if most := len(numbers)/togetherStatements + 2*togetherTransactions; len(d.groups) > most {
			t.Errorf("%d transactions for %d statements, want at most %d", len(d.groups), len(numbers), most)
		}
	})
}

// TestOneRefusalIsOnesOwn: the others' statements are stored all the same, once.
func TestOneRefusalIsOnesOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &database{hold: make(chan struct{})}
		g := d.together()
		go func() {
			synctest.Wait()
			close(d.hold)
		}()
		numbers := upTo(100, 1)
		_, errs := all(g, numbers)
		for i, n := range numbers {
			if (errs[i] != nil) != (n%2 != 0) {
				t.Errorf("%d was told %v", n, errs[i])
			}
		}
		if len(d.kept) != 50 {
			t.Errorf("%d were kept, want 50", len(d.kept))
		}
	})
}

// TestABrokenConnectionIsEverybodys: nobody can know what was stored, so nothing
// is tried a second time.
func TestABrokenConnectionIsEverybodys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &database{hold: make(chan struct{}), broken: errors.New("connection reset")}
		g := d.together()
		go func() {
			synctest.Wait()
			close(d.hold)
		}()
		_, errs := all(g, upTo(60, 2))
		sum := 0
		for _, err := range errs {
			if !errors.Is(err, d.broken) {
				t.Errorf("somebody was told %v", err)
			}
		}
		for _, n := range d.groups {
			sum += n
		}
		if sum != 30 {
			t.Errorf("%d statements went out, want 30", sum)
		}
	})
}

// TestACallerMayLeave: the others do not wait for it, and what it sent is stored.
func TestACallerMayLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := &database{hold: make(chan struct{})}
		g := d.together()
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() {
			_, err := g.do(ctx, 2)
			left <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("it was told %v", err)
		}
		close(d.hold)
		synctest.Wait()
		if len(d.kept) != 1 {
			t.Errorf("kept %v", d.kept)
		}
	})
}
