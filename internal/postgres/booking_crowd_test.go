package postgres_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/caterina"
	"example.org/caterina/booking"
	"example.org/caterina/internal/pgtest"
)

// More races. Each client has a connection of its own, which is open before they
// all begin: 64 alone, or 64 pairs. They run one after the other, as the races of
// booking_race_test.go do.

// crowdedOffice is an office with connections for so many at once, and four desks
// of one lane: together they have 64 places a day.
func crowdedOffice(t *testing.T, conns int) *crowded {
	t.Helper()
	settings := map[string]string{"pool_max_conns": strconv.Itoa(conns)}
	c := &crowded{office: officeOn(t, openedStore(t, pgtest.URL(t), false, settings), 1, caterina.Service{}), conns: conns}
	c.desks = [4]caterina.DeskID{c.desk, c.addDesk("Sportello 2", 1), c.addDesk("Sportello 3", 1), c.addDesk("Sportello 4", 1)}
	return c
}

type crowded struct {
	*office
	conns int
	desks [4]caterina.DeskID
}

// place is one of the 64 places of the day so many days after the first. Every
// four have the same time, at four desks.
func (c *crowded) place(i, day int) caterina.Vacancy {
	v := c.at(30 * (i / 4))
	v.From, v.To = v.From.AddDate(0, 0, day), v.To.AddDate(0, 0, day)
	v.Spots = []caterina.Spot{{Desk: c.desks[i%4], Lane: 1}}
	return v
}

// race has n clients meet, and fails the test for a deadlock, an error that is no
// refusal, or a rule that does not hold afterwards.
func (c *crowded) race(n int, f func(i int) error) map[caterina.BookingProblem]int {
	c.t.Helper()
	c.connect()
	if idle := int(c.Pool().Stat().IdleConns()); idle < n {
		c.t.Fatalf("%d clients have %d connections", n, idle)
	}
	ended := atOnce(c.t, n, f)
	if deadlocks := c.deadlocks(); deadlocks != 0 { // the database is new: all are of this test
		c.t.Errorf("%d deadlocks", deadlocks)
	}
	c.sound()
	return ended
}

// connect opens all the connections, before anybody begins.
func (c *crowded) connect() {
	c.t.Helper()
	if int(c.Pool().Stat().IdleConns()) == c.conns {
		return
	}
	conns := make([]*pgxpool.Conn, c.conns)
	for i := range conns {
		var err error
		if conns[i], err = c.Pool().Acquire(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
	for _, conn := range conns {
		conn.Release()
	}
}

// deadlocks counts them all: each connection is first made to tell of its own,
// which it else does within a second.
func (c *crowded) deadlocks() int {
	c.t.Helper()
	for _, conn := range c.Pool().AcquireAllIdle(c.t.Context()) {
		_, err := conn.Exec(c.t.Context(), "SELECT pg_stat_force_next_flush()")
		conn.Release()
		if err != nil {
			c.t.Fatal(err)
		}
	}
	return value[int](c.fixture, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
}

// held has everybody hold the place with their number, which nobody else wants.
func (c *crowded) held(convs []caterina.ConversationID) {
	c.t.Helper()
	want(c.t, c.race(len(convs), func(i int) error { return c.hold(convs[i], i, c.place(i, 0)) }), len(convs), caterina.ProblemTaken, 0)
}

// keep is what any message of the dialogue does: the place lasts longer.
func (c *crowded) keep(conv caterina.ConversationID, n int, v caterina.Vacancy) error {
	return c.ApplyBooking(c.t.Context(), c.town, conv, []caterina.Effect{caterina.KeepDraft{Draft: c.draft(n, v)}})
}

// later has every hold be so much older.
func (c *crowded) later(by time.Duration) {
	c.t.Helper()
	c.exec(`UPDATE allocation SET hold_started_at = hold_started_at - $1::interval, hold_expires_at = hold_expires_at - $1::interval
		WHERE state = 'held'`, by)
}

// live counts the places that are held and have not run out.
func (c *crowded) live() int {
	c.t.Helper()
	return value[int](c.fixture, "SELECT count(*) FROM allocation WHERE state = 'held' AND hold_expires_at > app_now()")
}

func TestCase05SixtyFourWantTheBufferAndTheTimeAfterIt(t *testing.T) {
	c := crowdedOffice(t, crowd)
	at := func(minutes, day int) caterina.Vacancy {
		v := c.at(minutes)
		v.From, v.To, v.After = v.From.AddDate(0, 0, day), v.To.AddDate(0, 0, day), 10*time.Minute
		return v
	}
	owner, convs := c.somebody(), c.crowdOf(crowd)
	for day := range 3 {
		if err := c.hold(owner, 1000, at(60, day)); err != nil { // 10:00
			t.Fatal(err)
		}
		if day == 2 {
			c.booked(owner, 1000, at(60, day))
		}
		minutes := [2]int{90, 100} // 10:30 is within the buffer, 10:40 beside it
		got := c.race(crowd, func(i int) error { return c.hold(convs[i], i, at(minutes[i%2], day)) })
		want(t, got, 1, caterina.ProblemTaken, crowd-1)
		from := value[time.Time](c.fixture, "SELECT max(starts_at) FROM allocation WHERE state IN ('held', 'booked')")
		if !from.Equal(at(100, day).From) {
			t.Errorf("day %d: %v was won, want 10:40", day, from.In(caterina.Rome()))
		}
	}
}

func TestCase07SixtyFourSecondChoicesFreeTheFirst(t *testing.T) {
	c := crowdedOffice(t, 2*crowd)
	owners, others := c.crowdOf(crowd), c.crowdOf(crowd)
	c.held(owners)
	left := make([]chan struct{}, crowd)
	for i := range left {
		left[i] = make(chan struct{})
	}
	got := c.race(2*crowd, func(i int) error {
		if i < crowd {
			defer close(left[i])
			return c.hold(owners[i], i, c.place(i, 1))
		}
		first := (i - crowd) % (crowd / 2) // two want the same one
		for {
			free := false
			select {
			case <-left[first]: // then it has been let go before they ask
				free = true
			default:
			}
			err := c.hold(others[i-crowd], i, c.place(first, 0))
			if err == nil { // then the owner has the second choice already
				st, err := c.Standing(t.Context(), c.town, owners[first])
				if err != nil || !st.Held || !st.Draft.From.Equal(c.place(first, 1).From) {
					t.Errorf("the first place of %d is free, and the second is not kept: %+v, %v", first, st, err)
				}
				return nil
			}
			if free || why(t, err) != caterina.ProblemTaken {
				return err
			}
		}
	})
	want(t, got, crowd+crowd/2, caterina.ProblemTaken, crowd/2)
	if n := c.live(); n != crowd+crowd/2 {
		t.Errorf("%d places are held, want those of the owners and %d that they let go", n, crowd/2)
	}
	for i := crowd / 2; i < crowd; i++ {
		if err := c.hold(others[i], 1000+i, c.place(i, 0)); err != nil {
			t.Errorf("the first place of %d is not free: %v", i, err)
		}
	}
	c.sound()
}

func TestCase08SixtyFourSeeTheirOwnPlaceAsFree(t *testing.T) {
	c := crowdedOffice(t, crowd)
	convs := c.crowdOf(crowd)
	c.held(convs)
	now := value[time.Time](c.fixture, "SELECT app_now()")
	service := caterina.Service{Slug: "bonus", Name: "Bonus", Duration: 30, Step: 30, HorizonDays: 60}
	shown := func(table caterina.Timetable, v caterina.Vacancy, asker caterina.ConversationID) bool {
		day := caterina.DateOf(v.From.In(caterina.Rome()))
		for _, free := range booking.Free(table, service, now, day, day, booking.Asker{Conversation: asker}) {
			if free.From.Equal(v.From) {
				return len(free.Spots) == 1 && free.Spots[0] == v.Spots[0]
			}
		}
		return false
	}
	for range 3 {
		got := c.race(crowd, func(i int) error {
			v := c.place(i, 0)
			table, err := c.Timetable(t.Context(), c.town, "centro", now, v.To.AddDate(0, 0, 1))
			if err != nil {
				return err
			}
			if !shown(table, v, convs[i]) || shown(table, v, "") || shown(table, v, convs[(i+1)%crowd]) {
				t.Errorf("the place of %d is not shown as free to them alone", i)
			}
			if i%2 == 0 {
				return c.keep(convs[i], i, v)
			}
			return c.hold(convs[i], i, v) // chosen again, as by the button to go back
		})
		want(t, got, crowd, caterina.ProblemTaken, 0)
	}
	if n := value[int](c.fixture, "SELECT count(*) FROM allocation"); n != crowd {
		t.Errorf("%d places, want one each", n)
	}
}
