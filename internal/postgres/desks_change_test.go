package postgres_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// laneCount names a pair of numbers.
func laneCount(online, kept int) caterina.LaneCount {
	return caterina.LaneCount{Online: online, Kept: kept}
}

// setLanes has the office's desk receive so many.
func (o *office) setLanes(by caterina.OperatorID, was, now caterina.LaneCount) error {
	return o.EditRules(o.t.Context(), o.town, "centro", by, "posti", caterina.SetLanes{Desk: o.desk, Was: was, Now: now})
}

// TestTheLanesOfADeskAreChanged: more, fewer, of either kind. Lanes that were taken
// away come back with their number, and past appointments keep theirs.
func TestTheLanesOfADeskAreChanged(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxActive: 9})
	ada := o.hire("Ada", 3)
	lanes := func(want ...caterina.Lane) {
		t.Helper()
		if got := o.rules().Desks[0].Lanes; !cmp.Equal(got, want) {
			t.Errorf("the desk has %+v, want %+v", got, want)
		}
	}
	o.ok(o.setLanes(ada, laneCount(1, 0), laneCount(2, 1)))
	lanes(caterina.Lane{Number: 1, Online: true}, caterina.Lane{Number: 2, Online: true}, caterina.Lane{Number: 3})
	o.ok(o.setLanes(ada, laneCount(2, 1), laneCount(1, 2)))
	lanes(caterina.Lane{Number: 1, Online: true}, caterina.Lane{Number: 2}, caterina.Lane{Number: 3})
	o.ok(o.setLanes(ada, laneCount(1, 2), laneCount(1, 0)))
	lanes(caterina.Lane{Number: 1, Online: true})
	o.edit(ada, "fuori agenda", caterina.AddLane{Desk: o.desk})
	o.ok(o.setLanes(ada, laneCount(1, 0), laneCount(0, 1)))
	lanes(caterina.Lane{Number: 1}, caterina.Lane{Number: 2, Extra: true})
	o.ok(o.setLanes(ada, laneCount(0, 1), laneCount(2, 0)))
	lanes(caterina.Lane{Number: 1, Online: true}, caterina.Lane{Number: 2, Extra: true}, caterina.Lane{Number: 3, Online: true})
	for _, tc := range []struct {
		was, now caterina.LaneCount
		want     caterina.Code
	}{
		{laneCount(1, 0), laneCount(3, 0), caterina.CodeConflict}, // a colleague was faster
		{laneCount(2, 0), laneCount(0, 0), caterina.CodeInvalid},
		{laneCount(2, 0), laneCount(-1, 2), caterina.CodeInvalid},
	} {
		version := o.rules().Version
		wantCode(t, "it", o.setLanes(ada, tc.was, tc.now), tc.want)
		if o.rules().Version != version {
			t.Errorf("%+v: the rules have changed", tc)
		}
	}
	if err := o.EditRules(t.Context(), o.town, "centro", ada, "x", caterina.SetLanes{Desk: 9999, Was: laneCount(0, 0), Now: laneCount(1, 0)}); err == nil {
		t.Error("a desk that is not there got a lane")
	}
}

// TestALaneToWhichSomebodyComesStays: an empty one goes in its place, and when none
// is empty nothing changes.
func TestALaneToWhichSomebodyComesStays(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2, caterina.Service{MaxActive: 9})
	ada := o.hire("Ada", 3)
	v := o.at(0)
	v.Spots = []caterina.Spot{{Desk: o.desk, Lane: 2}}
	b := o.booked(o.somebody(), 1, v)
	o.ok(o.setLanes(ada, laneCount(2, 0), laneCount(1, 0)))
	if got := o.rules().Desks[0].Lanes; len(got) != 1 || got[0].Number != 2 || !got[0].Online {
		t.Errorf("the desk has %+v", got)
	}
	o.ok(o.setLanes(ada, laneCount(1, 0), laneCount(1, 1)))
	v = o.at(1)
	v.Spots, v.Version = []caterina.Spot{{Desk: o.desk, Lane: 1}}, o.rules().Version
	o.booked(o.somebody(), 2, v)
	err := o.setLanes(ada, laneCount(1, 1), laneCount(0, 1))
	if wantCode(t, "both are taken", err, caterina.CodeConflict); !strings.Contains(err.Error(), "al minimo 2") {
		t.Errorf("it said %v", err)
	}
	o.ok(o.setLanes(ada, laneCount(1, 1), laneCount(2, 0))) // whom it is for may change all the same
	o.exec("UPDATE allocation SET starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days', blocked = tstzrange(starts_at - interval '9 days', ends_at - interval '9 days')")
	o.exec("UPDATE booking SET starts_at = starts_at - interval '9 days', ends_at = ends_at - interval '9 days', status = 'done'")
	o.ok(o.setLanes(ada, laneCount(2, 0), laneCount(1, 0)))
	if past, err := o.Booking(t.Context(), o.town, b.ID); err != nil || past.Desk != o.desk || past.Lane != 2 {
		t.Errorf("the past appointment was at %+v, %v", past, err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM desk_lane"); n != 2 {
		t.Errorf("%d lanes are kept", n)
	}
}

// TestTwoWhoChangeTheLanesDoNotUndoEachOther: of many at once one is heard.
func TestTwoWhoChangeTheLanesDoNotUndoEachOther(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	ada := o.hire("Ada", 3)
	var all sync.WaitGroup
	codes := make(chan caterina.Code, 16)
	for i := range 16 {
		all.Go(func() { codes <- caterina.CodeOf(o.setLanes(ada, laneCount(1, 0), laneCount(2, i))) })
	}
	all.Wait()
	close(codes)
	won := 0
	for code := range codes {
		switch code {
		case caterina.CodeConflict:
		case "":
			won++
		default:
			t.Errorf("the answer is %s", code)
		}
	}
	if n := o.rules().Desks[0].LaneCount(); won != 1 || n.Online != 2 {
		t.Errorf("%d were heard, and it has %+v", won, n)
	}
}

// TestAnImportLeavesLanesAloneThatStaffHaveSet, and those of the other desks follow
// the files.
func TestAnImportLeavesLanesAloneThatStaffHaveSet(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	ada, plan := f.hire("Ada", 3), north()
	planned := func() []caterina.DeskRules {
		t.Helper()
		_, err := f.PlanOffices(t.Context(), f.town, []caterina.OfficePlan{plan})
		f.ok(err)
		rules, err := f.OfficeRules(t.Context(), f.town, "nord", caterina.Date{Year: 2026, Month: 11, Day: 24})
		f.ok(err)
		return rules.Desks
	}
	desk := planned()[0]
	f.ok(f.EditRules(t.Context(), f.town, "nord", ada, "posti", caterina.SetLanes{Desk: desk.ID, Was: desk.LaneCount(), Now: laneCount(1, 3)}))
	for i := range plan.Desks {
		plan.Desks[i].Lanes = 7
	}
	for _, d := range planned() {
		want := laneCount(7, 0)
		if d.ID == desk.ID {
			want = laneCount(1, 3)
		}
		if got := d.LaneCount(); got != want {
			t.Errorf("%s has %+v, want %+v", d.Name, got, want)
		}
	}
}

// TestAnOpeningIsChangedInPlace, if it still is what was seen; the exclusion of
// overlaps holds.
func TestAnOpeningIsChangedInPlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	ada := o.hire("Ada", 3)
	monday := caterina.Date{Year: 2024, Month: time.January, Day: 1}
	for _, from := range []caterina.Clock{6 * 60, 20 * 60} {
		o.edit(ada, "orario", caterina.AddOpening{Rule: caterina.OpeningRule{Weekday: 0, From: from, To: from + 60, EveryWeeks: 1, Anchor: monday}})
	}
	sundays := func() []caterina.OpeningRule {
		var all []caterina.OpeningRule
		for _, r := range o.rules().Openings {
			if r.Weekday == 0 {
				all = append(all, r)
			}
		}
		return all
	}
	change := func(rule, was caterina.OpeningRule) error {
		return o.EditRules(t.Context(), o.town, "centro", ada, "cambiato", caterina.ChangeOpening{Rule: rule, Was: was})
	}
	was := sundays()[0]
	rule := was
	since, until := monday, monday.AddDays(900)
	rule.From, rule.To, rule.Since, rule.Until, rule.EveryWeeks = 7*60, 9*60, &since, &until, 2
	o.ok(change(rule, was))
	if got := sundays()[0]; !cmp.Equal(got, rule) {
		t.Errorf("it is %+v, want %+v", got, rule)
	}
	wantCode(t, "as it was before", change(was, was), caterina.CodeConflict)
	gone := rule
	gone.ID = 99999
	wantCode(t, "one that has gone", change(gone, rule), caterina.CodeConflict)
	over := rule
	over.From, over.To, over.EveryWeeks = 19*60, 21*60, 1
	wantCode(t, "over another", change(over, rule), caterina.CodeConflict)
	if !o.rules().Own {
		t.Error("the next import would undo it")
	}
	var all sync.WaitGroup
	errs := make(chan error, 8)
	for i := range 8 {
		all.Go(func() {
			next := rule
			next.To += caterina.Clock(i + 1)
			errs <- change(next, rule)
		})
	}
	all.Wait()
	close(errs)
	won := 0
	for err := range errs {
		if err == nil {
			won++
		} else if caterina.CodeOf(err) != caterina.CodeConflict {
			t.Errorf("the answer is %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d of those who saw the same have changed it", won)
	}
}

// TestTheHoldOfAConversationIsFound while it lasts.
func TestTheHoldOfAConversationIsFound(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	who := o.somebody()
	if _, ok, err := o.HoldOf(t.Context(), o.town, who); ok || err != nil {
		t.Errorf("before: %t, %v", ok, err)
	}
	o.ok(o.hold(who, 1, o.at(0)))
	hold, ok, err := o.HoldOf(t.Context(), o.town, who)
	if err != nil || !ok || hold.Office != "centro" || hold.Kind != "citizen" || !hold.From.Equal(o.at(0).From) {
		t.Errorf("it is %+v, %t, %v", hold, ok, err)
	}
	o.exec("UPDATE allocation SET hold_expires_at = app_now() - interval '1 second'")
	if _, ok, err := o.HoldOf(t.Context(), o.town, who); ok || err != nil {
		t.Errorf("when it has run out: %t, %v", ok, err)
	}
}
