package postgres_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// TestTheQueueOfJobsIsMadeAsRiverMakesIt: our migration stands for River's own,
// and an update of River must not find another schema than it expects.
func TestTheQueueOfJobsIsMadeAsRiverMakesIt(t *testing.T) {
	t.Parallel()
	ours := newFixture(t)
	pool, err := pgxpool.New(t.Context(), pgtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrator.Migrate(t.Context(), rivermigrate.DirectionUp, nil); err != nil {
		t.Fatal(err)
	}
	describe := func(pool *pgxpool.Pool) (found []string) {
		rows, err := pool.Query(t.Context(), `
			SELECT format('%s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) AS line
			  FROM information_schema.columns WHERE table_schema = 'public' AND table_name LIKE 'river%' AND table_name <> 'river_migration'
			UNION ALL SELECT regexp_replace(indexdef, 'public\.', '', 'g') FROM pg_indexes WHERE tablename LIKE 'river%' AND tablename <> 'river_migration'
			UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
			 WHERE conrelid::regclass::text LIKE 'river%' AND conrelid::regclass::text <> 'river_migration' AND contype <> 'n'
			UNION ALL SELECT format('%s %s', t.typname, e.enumlabel) FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
			UNION ALL SELECT format('%s %s', proname, btrim(prosrc)) FROM pg_proc WHERE proname LIKE 'river%'
			UNION ALL SELECT format('%s %s', relname, relpersistence) FROM pg_class WHERE relname LIKE 'river%' AND relname NOT LIKE 'river_migration%'
			ORDER BY line`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				t.Fatal(err)
			}
			found = append(found, line)
		}
		return found
	}
	want := describe(pool)
	if len(want) < 40 {
		t.Fatalf("only %d lines describe River's tables", len(want))
	}
	if diff := cmp.Diff(want, describe(ours.Pool())); diff != "" {
		t.Errorf("River's own schema (-) and ours (+):\n%s", diff)
	}
}

func (f *fixture) order(id string) caterina.CopyOrder {
	return caterina.CopyOrder{Town: f.town, Conversation: f.conv, ClientID: id, Lang: "it", Address: "maria.rossi@posta.example"}
}

// TestAConversationHasTwoCopies however many are asked for at once, and the same
// wish twice is one.
func TestAConversationHasTwoCopies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, err := f.OrderCopy(t.Context(), f.order("0")); caterina.CodeOf(err) != caterina.CodeInvalid {
		t.Errorf("a copy of a greeting: %v", err)
	}
	f.say("ciao")
	var wg sync.WaitGroup
	var taken, refused atomic.Int32
	for i := range 10 {
		wg.Go(func() {
			switch _, err := f.OrderCopy(t.Context(), f.order(strconv.Itoa(i))); caterina.CodeOf(err) {
			case "":
				taken.Add(1)
			case caterina.CodeConflict:
				refused.Add(1)
			default:
				t.Errorf("order %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	jobs := value[int](f, "SELECT count(*) FROM river_job WHERE kind = 'copy_mail'")
	if taken.Load() != 2 || refused.Load() != 8 || jobs != 2 {
		t.Errorf("%d copies and %d refusals make %d jobs", taken.Load(), refused.Load(), jobs)
	}
	again := value[string](f, "SELECT client_id FROM mail_copy WHERE copy = 1")
	if dup, err := f.OrderCopy(t.Context(), f.order(again)); err != nil || !dup {
		t.Errorf("the same order again: dup %t, %v", dup, err)
	}
	if _, err := f.OrderCopy(t.Context(), caterina.CopyOrder{Town: f.town + 1, Conversation: f.conv, ClientID: "x"}); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("a copy of another town's conversation: %v", err)
	}
}

// TestTheAddressOfACopyStandsInOnePlaceAndGoes: no job holds it.
func TestTheAddressOfACopyStandsInOnePlaceAndGoes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("ciao")
	for _, id := range []string{"a", "b"} {
		if _, err := f.OrderCopy(t.Context(), f.order(id)); err != nil {
			t.Fatal(err)
		}
	}
	first := caterina.CopyMail{Town: f.town, Conversation: f.conv, Copy: 1}
	if address, err := f.CopyAddress(t.Context(), first); err != nil || address.Reveal() != "maria.rossi@posta.example" {
		t.Errorf("the address is %q, %v", address.Reveal(), err)
	}
	if held := value[bool](f, "SELECT EXISTS (SELECT FROM river_job j WHERE j::text LIKE '%maria%') OR EXISTS (SELECT FROM event e WHERE e.body::text LIKE '%maria%')"); held {
		t.Error("the address stands elsewhere too")
	}
	if err := f.ForgetCopy(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	_, err := f.CopyAddress(t.Context(), first)
	wantCode(t, "the address of a copy that has left", err, caterina.CodeNotFound)
	f.exec("UPDATE mail_copy SET created_at = created_at - interval '3 days'")
	if err := f.ForgetOldCopies(t.Context(), 48*time.Hour); err != nil {
		t.Fatal(err)
	}
	if left := value[int](f, "SELECT count(*) FROM mail_copy WHERE address IS NOT NULL"); left != 0 {
		t.Errorf("%d old addresses are left", left)
	}
	if _, err := f.OrderCopy(t.Context(), f.order("c")); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("after two copies that have left: %v", err)
	}
}

// promote makes an operator something else.
func (f *fixture) promote(op caterina.OperatorID, role caterina.Role) {
	f.exec("UPDATE member SET role = $1 WHERE operator_id = $2", string(role), op)
}

const tooLong = 5 * time.Minute

// note has the waits noted and returns the mails that are in the queue since the
// last call.
func (f *fixture) note() []caterina.WaitMail {
	f.t.Helper()
	if _, err := f.NoteWaits(f.t.Context(), tooLong); err != nil {
		f.t.Fatal(err)
	}
	rows, err := f.Pool().Query(f.t.Context(), `WITH seen AS (DELETE FROM river_job WHERE kind = 'wait_mail' RETURNING args)
		SELECT (args ->> 'operator')::bigint, args ->> 'queue', (args ->> 'urgent')::boolean, (args ->> 'waiting')::integer FROM seen ORDER BY 1, 2, 3`)
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	var mails []caterina.WaitMail
	for rows.Next() {
		var m caterina.WaitMail
		if err := rows.Scan(&m.Operator, &m.Queue, &m.Urgent, &m.Waiting); err != nil {
			f.t.Fatal(err)
		}
		mails = append(mails, m)
	}
	return mails
}

// waitFor makes the fixture's conversation have waited that long.
func (f *fixture) waitFor(d time.Duration) {
	f.exec("UPDATE conversation SET queued_at = clock_timestamp() - $2::interval WHERE id = $1", f.conv, d)
}

// TestSupervisorsAreToldOfALongWaitOnce: once a wait and supervisor, also while
// it rings at somebody, and again when the citizen waits again.
func TestSupervisorsAreToldOfALongWaitOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	op, boss, chief := f.hire("ada", 3), f.hire("bruno", 3), f.hire("carla", 3)
	f.promote(boss, caterina.RoleSupervisor)
	f.promote(chief, caterina.RoleAdmin)
	f.queued()
	f.waitFor(4 * time.Minute)
	if mails := f.note(); len(mails) != 0 {
		t.Errorf("after four minutes: %+v", mails)
	}
	f.waitFor(6 * time.Minute)
	queue := f.held().Queue
	want := []caterina.WaitMail{{Operator: boss, Queue: queue, Waiting: 1}}
	if diff := cmp.Diff(want, f.note()); diff != "" {
		t.Errorf("after six minutes (-want +got):\n%s", diff)
	}
	if mails := f.note(); len(mails) != 0 {
		t.Errorf("told once more: %+v", mails)
	}
	// Two others wait as long: one mail says so, and one of them rings just now.
	f.queued()
	f.waitFor(7 * time.Minute)
	f.queued()
	f.waitFor(8 * time.Minute)
	offer := f.move(caterina.StateOffered, op)
	offer.OfferFor = time.Minute
	f.must(offer)
	want[0].Waiting = 2
	if diff := cmp.Diff(want, f.note()); diff != "" {
		t.Errorf("two more (-want +got):\n%s", diff)
	}
	// Whoever is taken, handed back and waits anew is another wait.
	f.must(f.move(caterina.StateAssigned, op))
	f.must(f.move(caterina.StateBot, 0))
	f.must(f.move(caterina.StateQueued, 0))
	f.waitFor(9 * time.Minute)
	want[0].Waiting = 1
	if diff := cmp.Diff(want, f.note()); diff != "" {
		t.Errorf("waiting anew (-want +got):\n%s", diff)
	}
}

// TestADangerThatWaitsIsToldAtOnce, and the long wait after it as well.
func TestADangerThatWaitsIsToldAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	boss := f.hire("bruno", 3)
	f.promote(boss, caterina.RoleSupervisor)
	f.queued()
	f.exec("UPDATE conversation SET priority = 9 WHERE id = $1", f.conv)
	queue := f.held().Queue
	if diff := cmp.Diff([]caterina.WaitMail{{Operator: boss, Queue: queue, Urgent: true, Waiting: 1}}, f.note()); diff != "" {
		t.Errorf("at once (-want +got):\n%s", diff)
	}
	f.waitFor(6 * time.Minute) // names another wait, so both are told
	if mails := f.note(); len(mails) != 2 {
		t.Errorf("after six minutes: %+v", mails)
	}
}

// TestOfManyProcessesOneTells of each wait.
func TestOfManyProcessesOneTells(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.promote(f.hire("bruno", 3), caterina.RoleSupervisor)
	for range 5 {
		f.queued()
		f.waitFor(6 * time.Minute)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := f.NoteWaits(t.Context(), tooLong); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if told := value[int](f, "SELECT coalesce(sum((args ->> 'waiting')::integer), 0) FROM river_job WHERE kind = 'wait_mail'"); told != 5 {
		t.Errorf("five waits were told %d times", told)
	}
}

// TestWhoIsToldOfWaits: the supervisors, or the admins where there are none;
// nobody whose account is closed or has no real address.
func TestWhoIsToldOfWaits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	gone, first, chief := f.hire("bruno", 3), f.hire("primo", 3), f.hire("carla", 3)
	f.promote(gone, caterina.RoleSupervisor)
	f.promote(first, caterina.RoleSupervisor)
	f.promote(chief, caterina.RoleAdmin)
	f.exec("UPDATE operator SET disabled_at = now() WHERE id = $1", gone)
	f.exec("UPDATE operator SET email = 'primo@caterina.local' WHERE id = $1", first)
	f.queued()
	f.waitFor(6 * time.Minute)
	if mails := f.note(); len(mails) != 1 || mails[0].Operator != chief {
		t.Errorf("told: %+v, want the admin %d", mails, chief)
	}
}
