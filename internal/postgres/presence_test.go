package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// staff is how the town's people stand, by name.
func (f *fixture) staff() map[string]caterina.Presence {
	f.t.Helper()
	staff, err := f.Presences(f.t.Context(), f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	byName := make(map[string]caterina.Presence)
	for _, p := range staff {
		byName[p.Name] = p
	}
	return byName
}

func TestPresenceIsALeaseOfAnyTab(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.exec("INSERT INTO skill (town_id, operator_id, queue) VALUES ($1, $2, 'urp'), ($1, $2, 'casa')", f.town, ada)
	got := f.staff()["Ada"]
	if left := time.Until(got.LiveUntil); left < 50*time.Minute || left > 70*time.Minute {
		t.Errorf("live for %s, want an hour", left)
	}
	got.LiveUntil = time.Time{}
	want := caterina.Presence{
		Operator: ada, Name: "Ada", Role: caterina.RoleOperator, Skills: []string{"casa", "urp"}, Capacity: 3,
		Wants: caterina.WantsWork, Live: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("present (-want +got):\n%s", diff)
	}
	if !got.LastAssigned.IsZero() {
		t.Errorf("last assigned %s, want never", got.LastAssigned)
	}
	ctx := t.Context()
	if err := f.RenewLease(ctx, f.town, ada, tab(99), "p2", time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{int(ada), 99} {
		if !f.staff()["Ada"].Live {
			t.Error("gone while a tab is open")
		}
		if err := f.DropLease(ctx, f.town, ada, tab(n)); err != nil {
			t.Fatal(err)
		}
	}
	gone := f.staff()["Ada"]
	if gone.Live || gone.LiveUntil.IsZero() || time.Since(gone.LiveUntil) > time.Minute {
		t.Errorf("after the last tab: %+v, want gone a moment ago", gone)
	}
	f.renew(ada, time.Minute)
	if err := f.SetWish(ctx, f.town, ada, caterina.WantsPause); err != nil {
		t.Fatal(err)
	}
	if p := f.staff()["Ada"]; !p.Live || p.Wants != caterina.WantsPause {
		t.Errorf("a wish is not a lease: %+v", p)
	}
	wantCode(t, "no such wish", f.SetWish(ctx, f.town, ada, "asleep"), caterina.CodeInvalid)
	wantCode(t, "no tab", f.RenewLease(ctx, f.town, ada, "x", "p", time.Minute), caterina.CodeInvalid)
	f.must(f.move(caterina.StateAssigned, ada))
	if p := f.staff()["Ada"]; p.LastAssigned.IsZero() {
		t.Error("what she got is not known")
	}
}

// TestWhoIsNoStaffIsNotThere: a stranger, and an account that was closed with a
// live socket.
func TestWhoIsNoStaffIsNotThere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.exec("INSERT INTO staff_session (token_sha256, operator_id, expires_at) VALUES ('x', $1, now() + interval '1 day')", ada)
	if _, err := f.DisableOperator(t.Context(), ada, ada); err != nil {
		t.Fatal(err)
	}
	for name, op := range map[string]caterina.OperatorID{"closed": ada, "stranger": 999} {
		wantCode(t, name, f.RenewLease(t.Context(), f.town, op, tab(1), "p", time.Minute), caterina.CodeForbidden)
		wantCode(t, name, f.SetWish(t.Context(), f.town, op, caterina.WantsWork), caterina.CodeForbidden)
	}
	if n := len(f.staff()); n != 0 {
		t.Errorf("%d are there, want nobody", n)
	}
	if n := value[int](f, "SELECT (SELECT count(*) FROM presence) + (SELECT count(*) FROM staff_session)"); n != 0 {
		t.Errorf("%d leases and sessions are left", n)
	}
	_, err := f.DisableOperator(t.Context(), 999, 0)
	wantCode(t, "close a stranger's account", err, caterina.CodeNotFound)
}

// TestTheLoadCountsTheSilentHalf: a citizen who was answered and says nothing for
// ten minutes counts half; one who waits for an answer counts whole, however long.
func TestTheLoadCountsTheSilentHalf(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	load := func(what string, want float64) {
		t.Helper()
		if got := f.staff()["Ada"].Load; got != want {
			t.Errorf("%s: load %v, want %v", what, got, want)
		}
	}
	load("nothing", 0)
	for range 2 {
		f.conv = f.open().Conversation.ID
		f.say("ciao")
		f.must(f.move(caterina.StateAssigned, ada))
	}
	load("two", 2)
	f.exec("UPDATE conversation SET citizen_at = now() - interval '11 minutes' WHERE id = $1", f.conv)
	load("two, one of whom has waited long", 2)
	f.staffSays("a", ada, false)
	load("two, one of whom was answered and is silent", 1.5)
	f.say("eccomi")
	load("back", 2)
	f.queued()
	f.must(f.move(caterina.StateOffered, ada))
	load("and one that rings", 3)
	full := f.move(caterina.StateAssigned, ada)
	f.conv = f.open().Conversation.ID
	full.Conversation, full.Capacity = f.conv, 3
	_, err := f.Move(t.Context(), full)
	wantLate(t, "a fourth by offer", err, caterina.LateFull, "")
	full.Capacity = 0
	f.must(full) // case 6: by hand, it is hers to decide
	load("a fourth by hand", 4)
	sleep := f.move(caterina.StateSnoozed, ada)
	sleep.SnoozeUntil = time.Now().Add(time.Hour)
	f.must(sleep)
	load("one of them asleep", 3)
}

// TestTheLostAreThoseWhoseOwnerIsAway is the store's part of case 27, and of 45:
// how long somebody is away is for the database's clock to say.
func TestTheLostAreThoseWhoseOwnerIsAway(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	lost := func(silent time.Duration) int {
		t.Helper()
		held, err := f.LostHeld(t.Context(), silent)
		if err != nil {
			t.Fatal(err)
		}
		return len(held)
	}
	if n := lost(0); n != 0 {
		t.Errorf("%d are lost while she is there", n)
	}
	f.exec("UPDATE presence SET lease_until = now() - interval '20 seconds'")
	if lost(0) != 1 {
		t.Error("she is away, and nothing is lost")
	}
	if n := lost(15 * time.Second); n != 0 {
		t.Errorf("%d are lost, which she got a moment ago", n)
	}
	// Her last lease ended long ago, and she took it without one.
	f.exec("UPDATE presence SET lease_until = now() - interval '1 day'")
	if n := lost(15 * time.Second); n != 0 {
		t.Errorf("%d are lost, which she got a moment ago", n)
	}
	f.exec("DELETE FROM presence")
	if lost(0) != 1 || lost(15*time.Second) != 0 {
		t.Error("without any lease, it counts from when she got it")
	}
}

func TestTheQueueTellsPlacesAndTimes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 20)
	if towns, err := f.WaitingTowns(t.Context()); err != nil || len(towns) != 0 {
		t.Errorf("towns %v, %v", towns, err)
	}
	convs := make([]caterina.ConversationID, 4)
	for i := range convs {
		convs[i] = f.open().Conversation.ID
		f.conv = convs[i]
		f.must(*f.toQueue())
	}
	other := f.queued() // of another queue
	five := 5
	front := f.move(caterina.StateQueued, 0)
	front.Conversation, front.KeepPlace, front.Priority = convs[3], true, &five
	f.must(front)
	ring := f.move(caterina.StateOffered, ada)
	ring.Conversation = convs[0]
	f.must(ring)
	check := func(minutes int) {
		t.Helper()
		places, err := f.Places(t.Context(), f.town, append(slices.Clone(convs), other, "11111111-1111-4111-8111-111111111111"))
		if err != nil {
			t.Fatal(err)
		}
		want := map[caterina.ConversationID]caterina.Place{
			convs[3]: {Place: 1, WaitMinutes: minutes}, convs[0]: {Place: 2, WaitMinutes: minutes},
			convs[1]: {Place: 3, WaitMinutes: minutes}, convs[2]: {Place: 4, WaitMinutes: minutes}, other: {Place: 1},
		}
		if diff := cmp.Diff(want, places); diff != "" {
			t.Errorf("places (-want +got):\n%s", diff)
		}
		waiting, median, err := f.QueueStats(t.Context(), f.town, "urp")
		if err != nil || waiting != 4 || median != minutes {
			t.Errorf("%d wait, %d minutes, %v; want 4 and %d", waiting, median, err, minutes)
		}
	}
	check(0)
	for i, waited := range []int{1, 2, 7, 30, 90} { // the median is 7; the four of yesterday do not count
		f.conv = f.open().Conversation.ID
		f.must(*f.toQueue())
		f.must(f.move(caterina.StateAssigned, ada))
		f.exec("UPDATE conversation SET queued_at = assigned_at - make_interval(mins => $1) WHERE id = $2", waited, f.conv)
		f.must(f.move(caterina.StateClosed, 0))
		if i < 4 {
			check(0)
		}
	}
	check(7)
	f.exec("UPDATE conversation SET assigned_at = assigned_at - interval '2 hours', queued_at = queued_at - interval '2 hours' WHERE state = 'closed'")
	check(0)
	if towns, err := f.WaitingTowns(t.Context()); err != nil || len(towns) != 1 || towns[0] != f.town {
		t.Errorf("towns %v, %v", towns, err)
	}
	if all, err := f.LongWaiting(t.Context()); err != nil || len(all) != 4 || all[0].Conversation.ID != convs[1] {
		t.Errorf("%d wait, %v; want 4, the oldest first", len(all), err)
	}
}

// TestWhoRefusedIsKnownForTwoMinutes is case 5, and the transitions of a plan that
// do not hold are left out without harm to the others.
func TestWhoRefusedIsKnownForTwoMinutes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.queued()
	f.must(f.move(caterina.StateOffered, ada))
	decline := f.move(caterina.StateQueued, 0)
	decline.KeepPlace, decline.Event.Reason, decline.Hidden = true, caterina.ReasonDeclined, true
	f.must(decline)
	dispatch := func() []caterina.Event {
		t.Helper()
		events, err := f.Dispatch(t.Context(), f.town, plain)
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	if events := dispatch(); len(events) != 0 {
		t.Errorf("offered again at once: %+v", events)
	}
	f.exec("UPDATE refusal SET at = at - interval '2 minutes'")
	first := f.conv
	for range 3 {
		f.queued()
	}
	wrong := func(waiting []caterina.Waiting, staff []caterina.Presence) []caterina.Transition {
		if len(waiting) != 4 || waiting[0].Conversation != first || waiting[0].Lang != "it" || len(staff) != 1 {
			t.Errorf("the plan sees %+v and %+v", waiting, staff)
		}
		staff[0].Capacity = 20 // and is wrong about it
		moves := plain(waiting, staff)
		stale := 0
		moves[0].Epoch, moves[1].Capacity, moves[2].Owner = &stale, 1, 999
		return moves
	}
	events, err := f.Dispatch(t.Context(), f.town, wrong)
	if err != nil || len(events) != 2 {
		t.Fatalf("%d events, %v; want the two that hold", len(events), err)
	}
	if events := dispatch(); len(events) != 1 || events[0].Conversation != first {
		t.Errorf("then %+v, want the oldest", events)
	}
	f.wantLoads(3)
	idle := func([]caterina.Waiting, []caterina.Presence) []caterina.Transition {
		t.Error("asked for a plan though nobody waits")
		return nil
	}
	if _, err := f.Dispatch(t.Context(), f.saveTown("bari"), idle); err != nil {
		t.Error(err)
	}
}

// TestNobodyOvertakesWhoIsWriting: the oldest is writing at the very moment, and
// its row is locked; the dispatcher waits for it instead of serving the next.
func TestNobodyOvertakesWhoIsWriting(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.hire("Ada", 1)
	oldest := f.queued()
	f.queued()
	writing, err := f.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := writing.Exec(t.Context(), "SELECT receive_message($1, $2, 'm', '{}', NULL, '0', 0)", f.town, oldest); err != nil {
		t.Fatal(err)
	}
	offered := make(chan []caterina.Event, 1)
	go func() {
		events, err := f.Dispatch(t.Context(), f.town, plain)
		if err != nil {
			t.Errorf("dispatch: %v", err)
		}
		offered <- events
	}()
	waits := func() bool {
		return value[bool](f, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')")
	}
	if err := eventually(t.Context(), "the dispatcher waits", waits); err != nil {
		t.Error(err)
	}
	if err := writing.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if events := <-offered; len(events) != 1 || events[0].Conversation != oldest {
		t.Errorf("offered %+v, want the oldest", events)
	}
}

func TestAFormerOperatorIsKnownToTheDispatcher(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	f.must(f.move(caterina.StateBot, 0)) // case 22: handed back, and asked again at once
	f.must(*f.toQueue())
	var seen caterina.OperatorID
	_, err := f.Dispatch(t.Context(), f.town, func(waiting []caterina.Waiting, _ []caterina.Presence) []caterina.Transition {
		seen = waiting[0].Former
		return nil
	})
	if err != nil || seen != ada {
		t.Errorf("the former operator is %d, %v; want %d", seen, err, ada)
	}
}
