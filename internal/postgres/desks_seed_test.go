package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// rows reads one column of text, for looking at what was stored.
func (f *fixture) rows(query string, args ...any) []string {
	f.t.Helper()
	got, err := f.Pool().Query(f.t.Context(), query, args...)
	if err != nil {
		f.t.Fatal(err)
	}
	defer got.Close()
	var out []string
	for got.Next() {
		var s string
		if err := got.Scan(&s); err != nil {
			f.t.Fatal(err)
		}
		out = append(out, s)
	}
	if got.Err() != nil {
		f.t.Fatal(got.Err())
	}
	return out
}

// bookable is a town with the office "nord" and two services.
func bookable(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	_, err := f.SaveItems(t.Context(), f.town, caterina.Items{
		Offices:  []caterina.Office{{Slug: "nord", Name: "Nord"}, {Slug: "sud", Name: "Sud"}},
		Services: []caterina.Service{{Slug: "consulenza", Name: "Consulenza"}, {Slug: "colloquio", Name: "Colloquio"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func north() caterina.OfficePlan {
	return caterina.OfficePlan{
		Office: "nord",
		Desks: []caterina.DeskPlan{
			{Service: "consulenza", Name: "Consulenza", Lanes: 2}, {Service: "colloquio", Name: "Colloquio", Lanes: 1},
		},
		Openings: []caterina.OpeningRule{{Weekday: caterina.Weekday(time.Monday), From: 540, To: 720, EveryWeeks: 1}},
		Closures: []caterina.DeskSpan{{
			From: time.Date(2026, 12, 24, 0, 0, 0, 0, caterina.Rome()), To: time.Date(2026, 12, 25, 0, 0, 0, 0, caterina.Rome()), Reason: "ferie",
		}},
	}
}

// plan carries plans over and says how many offices changed.
func (f *fixture) plan(plans ...caterina.OfficePlan) int {
	f.t.Helper()
	n, err := f.PlanOffices(f.t.Context(), f.town, plans)
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

const (
	desksQuery    = "SELECT name || ' ' || active || ' ' || (SELECT count(*) FILTER (WHERE online) || '/' || count(*) FROM desk_lane l WHERE l.desk_id = d.id) FROM desk d ORDER BY id"
	openingsQuery = "SELECT weekday || ' ' || opens || '-' || closes FROM opening_rule ORDER BY weekday, opens"
	closuresQuery = "SELECT reason FROM desk_closure ORDER BY during"
	daysQuery     = "SELECT office || ' ' || day || ' ' || label || CASE WHEN removed_at IS NULL THEN '' ELSE ' (removed)' END FROM day_off ORDER BY 1"
)

func (f *fixture) want(query string, want ...string) {
	f.t.Helper()
	if diff := cmp.Diff(want, f.rows(query)); diff != "" {
		f.t.Errorf("%s (-want +got):\n%s", query, diff)
	}
}

func TestWhatFilesSayOfBookingIsCarriedOver(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	if n := f.plan(north()); n != 1 {
		t.Errorf("%d offices changed, want 1", n)
	}
	f.want(desksQuery, "Consulenza true 2/2", "Colloquio true 1/1")
	f.want(openingsQuery, "1 540-720")
	f.want(closuresQuery, "ferie")
	f.want("SELECT DISTINCT actor FROM rule_change", "import")
	if n := f.plan(north()); n != 0 {
		t.Errorf("the same plan changed %d offices", n)
	}
	f.want("SELECT version::text FROM booking_office", "2")
}

func TestAChangedPlanReplacesTheOldOne(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	changed := north()
	changed.Openings[0].To = 780
	changed.Closures = nil
	changed.Desks = []caterina.DeskPlan{{Service: "consulenza", Name: "Colloquio", Lanes: 1}} // the other one's name
	f.plan(changed)
	f.want(desksQuery, "Colloquio (consulenza) true 1/2", "Colloquio false 1/1")
	f.want(openingsQuery, "1 540-780")
	f.want(closuresQuery)
	f.plan() // the office has gone from the files
	f.want("SELECT DISTINCT active::text FROM desk", "false")
	f.plan(north())
	f.want(desksQuery, "Consulenza true 2/2", "Colloquio true 1/1")
}

func TestTwoDesksMayExchangeTheirNames(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	changed := north()
	changed.Desks[0].Name, changed.Desks[1].Name = changed.Desks[1].Name, changed.Desks[0].Name
	f.plan(changed)
	f.want(desksQuery, "Colloquio true 2/2", "Consulenza true 1/1")
}

func TestHoursThatStaffHaveSetWinOverTheNextImport(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	f.exec("UPDATE booking_office SET own_rules = true")
	f.exec("UPDATE opening_rule SET closes = 600")
	f.exec("DELETE FROM desk_closure")
	changed := north()
	changed.Openings[0].To = 780
	changed.Desks[1].Lanes = 3
	f.plan(changed)
	f.want(openingsQuery, "1 540-600")
	f.want(closuresQuery)
	f.want(desksQuery, "Consulenza true 2/2", "Colloquio true 3/3")
}

func TestWhatStaffChangeStaysWhileTheFilesStayTheSame(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	f.exec("UPDATE desk_lane SET online = false WHERE lane = 2")
	f.exec("UPDATE desk SET active = false WHERE of_service = 'colloquio'")
	f.plan(north())
	f.want(desksQuery, "Consulenza true 1/2", "Colloquio false 1/1")
}

func TestManyProcessesPlanAtOnce(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	var wg sync.WaitGroup
	changed := make(chan int, 16)
	for range cap(changed) {
		wg.Go(func() {
			n, err := f.PlanOffices(t.Context(), f.town, []caterina.OfficePlan{north(), {Office: "sud", Desks: north().Desks}})
			if err != nil {
				t.Error(err)
			}
			changed <- n
		})
	}
	wg.Wait()
	close(changed)
	total := 0
	for n := range changed {
		total += n
	}
	if total != 2 {
		t.Errorf("%d offices were changed, want each once", total)
	}
	f.want("SELECT count(*)::text FROM desk", "4")
}

// year is the days off of a small year.
func year(days ...int) caterina.DayPlan {
	p := caterina.DayPlan{Within: caterina.DateRange{First: caterina.Date{Year: 2027, Month: 1, Day: 1}, Last: caterina.Date{Year: 2027, Month: 12, Day: 31}}}
	for _, d := range days {
		p.Days = append(p.Days, caterina.DayOff{Date: caterina.Date{Year: 2027, Month: 10, Day: d}, Kind: caterina.OffNational, Name: fmt.Sprintf("festa %d", d)})
	}
	return p
}

func (f *fixture) planDays(p caterina.DayPlan) int {
	f.t.Helper()
	n, err := f.PlanDaysOff(f.t.Context(), f.town, p)
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

func TestCase26ARemovedDayOffStaysRemoved(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	if n := f.planDays(year(4, 5)); n != 2 {
		t.Errorf("%d days changed, want 2", n)
	}
	f.exec("UPDATE day_off SET removed_at = app_now() WHERE day = '2027-10-04'")
	if n := f.planDays(year(4, 5)); n != 0 {
		t.Errorf("the same days changed %d", n)
	}
	f.planDays(year(4, 6)) // also when others move
	f.want(daysQuery, "nord 2027-10-04 festa 4 (removed)", "nord 2027-10-06 festa 6")
}

func TestDaysOffOfStaffStay(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	f.exec("INSERT INTO day_off (town_id, office, day, kind, label) VALUES ($1, 'nord', '2027-10-09', 'strike', 'sciopero')", int64(f.town))
	f.planDays(year(4))
	f.want(daysQuery, "nord 2027-10-04 festa 4", "nord 2027-10-09 sciopero")
}

func TestAnOfficeThatBecomesBookableHasItsDaysOffToo(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	f.plan(north())
	f.planDays(year(4))
	if last, err := f.DaysOffUntil(t.Context(), f.town); err != nil || last.String() != "2027-10-04" {
		t.Errorf("filled until %s, %v", last, err)
	}
	f.plan(north(), caterina.OfficePlan{Office: "sud", Desks: north().Desks})
	if last, err := f.DaysOffUntil(t.Context(), f.town); err != nil || last != (caterina.Date{}) {
		t.Errorf("with an empty calendar it is filled until %s, %v", last, err)
	}
	f.planDays(year(4))
	f.want(daysQuery, "nord 2027-10-04 festa 4", "sud 2027-10-04 festa 4")
}

func TestNothingIsFilledWhereNothingCanBeBooked(t *testing.T) {
	t.Parallel()
	f := bookable(t)
	if n := f.planDays(year(4)); n != 0 {
		t.Errorf("%d days", n)
	}
	if last, err := f.DaysOffUntil(t.Context(), f.town); err != nil || last != (caterina.Date{}) {
		t.Errorf("filled until %s, %v", last, err)
	}
}
