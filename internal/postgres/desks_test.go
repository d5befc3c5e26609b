package postgres_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// rules reads the office's.
func (o *office) rules() caterina.OfficeRules {
	o.t.Helper()
	rules, err := o.OfficeRules(o.t.Context(), o.town, "centro", caterina.DateOf(o.day).AddDays(-30))
	o.ok(err)
	return rules
}

// edit changes them.
func (o *office) edit(by caterina.OperatorID, what string, edits ...caterina.RuleEdit) {
	o.t.Helper()
	o.ok(o.EditRules(o.t.Context(), o.town, "centro", by, what, edits...))
}

// TestRulesAreReadAsTheyWereWritten: every kind of rule, with what it says.
func TestRulesAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2, caterina.Service{})
	ada := o.hire("Ada", 3)
	day := caterina.DateOf(o.day)
	until := day.AddDays(60)
	anchor := caterina.Date{Year: 2026, Month: time.November, Day: 16}
	rule := caterina.OpeningRule{Desk: o.desk, Weekday: 6, From: 540, To: 720, Since: &day, Until: &until, EveryWeeks: 3, Anchor: anchor}
	off := caterina.DayOff{Date: day.AddDays(3), Kind: caterina.OffStrike, Name: "Sciopero"}
	closure := caterina.DeskSpan{Desk: o.desk, From: o.day, To: o.day.Add(time.Hour), Reason: "malattia"}
	extra := caterina.DeskSpan{From: o.day.Add(12 * time.Hour), To: o.day.Add(15 * time.Hour)}
	o.edit(ada, "tutto", caterina.AddOpening{Rule: rule}, caterina.AddDayOff{Day: off}, caterina.AddClosure{Span: closure}, caterina.AddExtra{Span: extra},
		caterina.AddDesk{Desk: caterina.Desk{Name: "Sportello 2", Services: []string{"bonus"}, Lanes: []caterina.Lane{{Online: true}, {}}}})
	rules := o.rules()
	got := rules.Openings[len(rules.Openings)-1]
	rule.ID = got.ID
	if diff := cmp.Diff(rule, got); diff != "" {
		t.Errorf("the opening (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]caterina.DayRule{{DayOff: off}}, rules.Days); diff != "" {
		t.Errorf("the days (-want +got):\n%s", diff)
	}
	if c := rules.Closures[0]; c.Desk != o.desk || !c.From.Equal(closure.From) || !c.To.Equal(closure.To) || c.Reason != "malattia" {
		t.Errorf("the closure is %+v", c)
	}
	if x := rules.Extras[0]; x.Desk != 0 || !x.From.Equal(extra.From) || !x.To.Equal(extra.To) {
		t.Errorf("the extra opening is %+v", x)
	}
	if d := rules.Desks[1]; d.Name != "Sportello 2" || !d.Active || d.Imported || d.Feed || !cmp.Equal(d.Services, []string{"bonus"}) ||
		!cmp.Equal(d.Lanes, []caterina.Lane{{Number: 1, Online: true}, {Number: 2}}) {
		t.Errorf("the desk is %+v", d)
	}
	if c := rules.Changes[0]; c.By != "Ada" || c.What != "tutto" || !rules.Own || rules.Version != 2 {
		t.Errorf("the rules are %+v", rules)
	}
	o.edit(ada, "via", caterina.DropOpening{ID: got.ID}, caterina.DropClosure{ID: rules.Closures[0].ID}, caterina.DropExtra{ID: rules.Extras[0].ID},
		caterina.RemoveDayOff{Date: off.Date}, caterina.AddLane{Desk: o.desk}, caterina.SetFeed{Desk: o.desk, Hash: []byte("hash")})
	after := o.rules()
	if len(after.Openings) != len(rules.Openings)-1 || len(after.Closures)+len(after.Extras) != 0 || !after.Days[0].Removed || len(after.Desks[0].Lanes) != 3 || !after.Desks[0].Feed {
		t.Errorf("after it all went the rules are %+v", after)
	}
	town, desk, err := o.FeedDesk(t.Context(), []byte("hash"))
	if err != nil || town != o.town || desk.ID != o.desk || desk.Office != "centro" {
		t.Errorf("the calendar is that of %+v, %v", desk, err)
	}
	_, _, err = o.FeedDesk(t.Context(), []byte("another"))
	wantCode(t, "no calendar", err, caterina.CodeNotFound)
}

// TestAChangeOfRulesIsDoneAsAWholeOrNotAtAll, and says what is wrong.
func TestAChangeOfRulesIsDoneAsAWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	ada := o.hire("Ada", 3)
	before := o.rules()
	span := caterina.DeskSpan{From: o.day, To: o.day.Add(time.Hour), Reason: "x"}
	for name, tc := range map[string]struct {
		code  caterina.Code
		edits []caterina.RuleEdit
	}{
		"overlap":   {caterina.CodeConflict, []caterina.RuleEdit{caterina.AddClosure{Span: span}, caterina.AddOpening{Rule: caterina.OpeningRule{Weekday: 1, From: 600, To: 660, EveryWeeks: 1, Anchor: caterina.Date{Year: 2024, Month: 1, Day: 1}}}}},
		"too early": {caterina.CodeInvalid, []caterina.RuleEdit{caterina.AddOpening{Rule: caterina.OpeningRule{Desk: o.desk, Weekday: 1, From: 120, To: 180, EveryWeeks: 1, Anchor: caterina.Date{Year: 2024, Month: 1, Day: 1}}}}},
		"no rule":   {caterina.CodeNotFound, []caterina.RuleEdit{caterina.AddClosure{Span: span}, caterina.DropOpening{ID: 999}}},
		"no day":    {caterina.CodeNotFound, []caterina.RuleEdit{caterina.RemoveDayOff{Date: caterina.DateOf(o.day)}}},
		"no desk":   {caterina.CodeNotFound, []caterina.RuleEdit{caterina.AddLane{Desk: 999}}},
		"same name": {caterina.CodeConflict, []caterina.RuleEdit{caterina.AddDesk{Desk: caterina.Desk{Name: "Sportello 1"}}}},
	} {
		wantCode(t, name, o.EditRules(t.Context(), o.town, "centro", ada, name, tc.edits...), tc.code)
	}
	wantCode(t, "no office", o.EditRules(t.Context(), o.town, "altrove", ada, "x", caterina.AddClosure{Span: span}), caterina.CodeNotFound)
	_, err := o.OfficeRules(t.Context(), o.town, "altrove", caterina.DateOf(o.day))
	wantCode(t, "no office", err, caterina.CodeNotFound)
	if diff := cmp.Diff(before, o.rules()); diff != "" {
		t.Errorf("something was left behind (-before +after):\n%s", diff)
	}
	offices, err := o.BookingOffices(t.Context(), o.town)
	if err != nil || !cmp.Equal(offices, []string{"centro"}) {
		t.Errorf("the offices are %v, %v", offices, err)
	}
}

// TestWhoSawOldRulesIsSentBack: a place that was computed before a change is not
// taken after it.
func TestWhoSawOldRulesIsSentBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	seen := o.at(0)
	o.edit(o.hire("Ada", 3), "chiuso", caterina.AddClosure{Span: caterina.DeskSpan{From: o.day, To: o.day.Add(time.Hour), Reason: "x"}})
	_, err := o.BookFor(t.Context(), caterina.BookingOrder{
		Town: o.town, Vacancy: seen, Person: caterina.Person{Name: "Maria"}, Code: codeOf(1), RequestID: requestOf(1), Lang: "it", By: caterina.OperatorActor(1),
	})
	if err == nil || err.Error() != "booking refused: changed" {
		t.Errorf("it was answered with %v", err)
	}
}

// TestNumbersOfADayAreGivenOnce: sixty-four who come at once get sixty-four numbers,
// and each office and day counts for itself.
func TestNumbersOfADayAreGivenOnce(t *testing.T) {
	t.Parallel()
	o := raceOffice(t, 1, caterina.Service{})
	day := caterina.DateOf(o.day)
	var mu sync.Mutex
	got := map[int]int{}
	var all sync.WaitGroup
	for range crowd {
		all.Go(func() {
			ticket, err := o.AddTicket(t.Context(), o.town, caterina.Ticket{Office: "centro", Day: day, Service: "bonus"})
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			got[ticket.Number]++
		})
	}
	all.Wait()
	for n := 1; n <= crowd; n++ {
		if got[n] != 1 {
			t.Errorf("number %d was given %d times", n, got[n])
		}
	}
	next, err := o.AddTicket(t.Context(), o.town, caterina.Ticket{Office: "centro", Day: day.AddDays(1)})
	if err != nil || next.Number != 1 {
		t.Errorf("the next day begins with %d, %v", next.Number, err)
	}
	tickets, err := o.Tickets(t.Context(), o.town, "centro", day)
	if err != nil || len(tickets) != crowd || tickets[0].Service != "bonus" || tickets[0].Status != caterina.TicketWaiting || tickets[0].ArrivedAt.IsZero() {
		t.Errorf("%d numbers, the first %+v, %v", len(tickets), tickets[0], err)
	}
}

// TestADeedLeadsWhereItMay walks through every deed from every status, of a booking
// and of a number.
func TestADeedLeadsWhereItMay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	ada := o.hire("Ada", 3)
	day := caterina.DateOf(o.day)
	b, err := o.BookFor(t.Context(), caterina.BookingOrder{
		Town: o.town, Vacancy: o.at(0), Person: caterina.Person{Name: "Maria"}, Code: codeOf(1), RequestID: requestOf(1), Lang: "it", By: caterina.OperatorActor(ada),
	})
	o.ok(err)
	ticket, err := o.AddTicket(t.Context(), o.town, caterina.Ticket{Office: "centro", Day: day})
	o.ok(err)
	const refused = "refused"
	for _, tc := range []struct {
		seen, deed, booking, ticket string
		calls                       int
	}{
		{"booked", "arrive", "checked_in", refused, 0},
		{"booked", "call", "booked", refused, 0},
		{"booked", "serve", "serving", refused, 0},
		{"booked", "no_show", "no_show", refused, 0},
		{"booked", "done", refused, refused, 0},
		{"booked", "undo", refused, refused, 0},
		{"checked_in", "call", "checked_in", refused, 1},
		{"checked_in", "call", "no_show", refused, 2},
		{"checked_in", "undo", "booked", refused, 0},
		{"checked_in", "arrive", refused, refused, 0},
		{"serving", "done", "done", "done", 0},
		{"serving", "call", refused, refused, 0},
		{"serving", "undo", "checked_in", "waiting", 0},
		{"done", "undo", "serving", "serving", 0},
		{"no_show", "undo", "booked", refused, 3},
		{"cancelled_office", "arrive", refused, refused, 0},
		{"cancelled_office", "undo", refused, refused, 0},
		{"waiting", "call", refused, "waiting", 1},
		{"waiting", "call", refused, "gone", 2},
		{"waiting", "serve", refused, "serving", 0},
		{"waiting", "no_show", refused, "gone", 0},
		{"gone", "undo", refused, "waiting", 3},
		{"waiting", "nonsense", refused, refused, 0},
	} {
		act := caterina.DeskAct{Town: o.town, Operator: ada, Booking: b.ID, Ticket: ticket.ID, Deed: caterina.DeskDeed(tc.deed), Seen: tc.seen, Calls: tc.calls}
		if tc.booking != refused || tc.ticket == refused {
			o.exec("UPDATE booking SET calls = $1, arrived_at = NULL, status = CASE WHEN $2 IN ('waiting', 'gone') THEN status ELSE $2 END", tc.calls, tc.seen)
			got, err := o.DeskBooking(t.Context(), act, day, false)
			wantDeed(t, "a booking", tc.seen, tc.deed, tc.booking, string(got), err)
		}
		if tc.ticket != refused {
			o.exec("UPDATE ticket SET calls = $1, status = $2", tc.calls, tc.seen)
			got, err := o.DeskTicket(t.Context(), act, day)
			wantDeed(t, "a number", tc.seen, tc.deed, tc.ticket, string(got), err)
			if _, err := o.DeskTicket(t.Context(), act, day); caterina.CodeOf(err) != caterina.CodeConflict {
				t.Errorf("%s of what was %s, done again: %v", tc.deed, tc.seen, err)
			}
		}
	}
	o.exec("UPDATE booking SET status = 'booked', calls = 0")
	_, err = o.DeskBooking(t.Context(), caterina.DeskAct{Town: o.town, Operator: ada, Booking: b.ID, Deed: caterina.DeedArrive, Seen: "booked"}, day.AddDays(1), false)
	wantCode(t, "on another day", err, caterina.CodeConflict)
}

func wantDeed(t *testing.T, of, seen, deed, want, got string, err error) {
	t.Helper()
	switch {
	case want == "refused" && caterina.CodeOf(err) != caterina.CodeConflict:
		t.Errorf("%s of %s that was %s: %q, %v; want a conflict", deed, of, seen, got, err)
	case want != "refused" && (err != nil || got != want):
		t.Errorf("%s of %s that was %s: %q, %v; want %q", deed, of, seen, got, err, want)
	}
}

// TestEveryDeedIsInTheHistory with who did it, and a name is found.
func TestEveryDeedIsInTheHistory(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	ada := o.hire("Ada", 3)
	day := caterina.DateOf(o.day)
	b, err := o.BookFor(t.Context(), caterina.BookingOrder{
		Town: o.town, Vacancy: o.at(0), Person: caterina.Person{Name: "Maria D'Àvila", Email: "m@example.org"}, Code: codeOf(1), RequestID: requestOf(1), Lang: "it",
		By: caterina.OperatorActor(ada), Reason: "ha telefonato",
	})
	o.ok(err)
	status := string(caterina.Booked)
	for _, deed := range []caterina.DeskDeed{caterina.DeedArrive, caterina.DeedServe, caterina.DeedDone, caterina.DeedUndo} {
		next, err := o.DeskBooking(t.Context(), caterina.DeskAct{Town: o.town, Operator: ada, Booking: b.ID, Deed: deed, Seen: status}, day, status != "booked")
		o.ok(err)
		status = string(next)
	}
	history, err := o.BookingHistory(t.Context(), o.town, b.ID)
	o.ok(err)
	var got []string
	for _, h := range history {
		got = append(got, h.Actor+" "+h.What+" "+h.Why)
	}
	if diff := cmp.Diff([]string{"Ada booked ha telefonato", "Ada checked_in ", "Ada serving ", "Ada done ", "Ada undo "}, got); diff != "" {
		t.Errorf("the history (-want +got):\n%s", diff)
	}
	for words, want := range map[string]int{"maria": 1, " D'ÀVILA ": 1, "rossi": 0, "%": 0, "m@example.org": 0} {
		ids, err := o.FindBookings(t.Context(), o.town, words, day, day)
		if err != nil || len(ids) != want {
			t.Errorf("%q finds %v, %v", words, ids, err)
		}
	}
	all, theirs, err := o.LiveBookings(t.Context(), o.town, o.keys.Identity(b.Person))
	if err != nil || len(all) != 1 || !theirs[b.ID] || all[0].Code != b.Code {
		t.Errorf("the person has %+v, %v, %v", all, theirs, err)
	}
	all, theirs, err = o.LiveBookings(t.Context(), o.town, o.keys.Identity(caterina.Person{Name: "Un Figlio", Email: "m@example.org"}))
	if err != nil || len(all) != 1 || theirs[b.ID] {
		t.Errorf("somebody of the family has %+v, %v, %v", all, theirs, err)
	}
	holds, err := o.DeskHolds(t.Context(), o.town, "centro", o.day, o.day.Add(time.Hour))
	if err != nil || len(holds) != 0 {
		t.Errorf("the kept places are %+v, %v", holds, err)
	}
}

// TestAppointmentsAreCountedByWhatBecameOfThem.
func TestAppointmentsAreCountedByWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	for i, status := range []string{"booked", "serving", "done", "no_show", "cancelled_citizen", "cancelled_office"} {
		b, err := o.BookFor(t.Context(), caterina.BookingOrder{
			Town: o.town, Vacancy: o.at(30 * i), Person: caterina.Person{Name: "P"}, Code: codeOf(i + 1), RequestID: requestOf(i + 1), Lang: "it", By: caterina.OperatorActor(1),
		})
		o.ok(err)
		o.exec("UPDATE booking SET status = $1, created_at = starts_at - $2::interval WHERE id = $3", status, strconv.Itoa(i+1)+" hours", int64(b.ID))
	}
	day := caterina.DateOf(o.day)
	report, err := o.BookingReport(t.Context(), o.town, day, day)
	o.ok(err)
	lead := caterina.Span{N: 6, Median: 3 * time.Hour, P90: 6 * time.Hour}
	want := caterina.BookingReport{Lead: lead, Services: []caterina.BookingCount{{Service: "bonus", Office: "centro", Due: 2, Done: 1, NoShow: 1, ByCitizen: 1, ByOffice: 1, Lead: lead}}}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if report, err = o.BookingReport(t.Context(), o.town, day.AddDays(1), day.AddDays(1)); err != nil || len(report.Services) != 0 {
		t.Errorf("the day after: %+v, %v", report, err)
	}
}

// TestTheNamesOnOldNumbersAreForgotten with what else nobody needs any more.
func TestTheNamesOnOldNumbersAreForgotten(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	day := caterina.DateOf(o.day)
	for range 2 {
		_, err := o.AddTicket(t.Context(), o.town, caterina.Ticket{Office: "centro", Day: day, Note: "Rita"})
		o.ok(err)
	}
	o.exec("UPDATE ticket SET arrived_at = arrived_at - interval '25 hours' WHERE number = 1")
	_, err := o.ForgetBookings(t.Context(), 90*24*time.Hour, 24*time.Hour)
	o.ok(err)
	tickets, err := o.Tickets(t.Context(), o.town, "centro", day)
	if err != nil || tickets[0].Note != "" || tickets[1].Note != "Rita" {
		t.Errorf("the numbers are %+v, %v", tickets, err)
	}
}
