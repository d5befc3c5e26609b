package agenda_test

import (
	"errors"
	"testing"
	"time"

	"example.org/caterina"
)

// why is the reason of a refusal.
func why(t *testing.T, err error) caterina.BookingProblem {
	t.Helper()
	refused, ok := errors.AsType[*caterina.BookingRefused](err)
	if !ok {
		t.Fatalf("%v is no refusal", err)
	}
	return refused.Why
}

func TestWhatCanBeBookedIsWhatSomeOfficeGives(t *testing.T) {
	t.Parallel()
	list := newBench(t).Bookable(siena())
	if len(list) != 2 || list[0].Service.Slug != "consulenza" || len(list[0].Offices) != 2 || list[0].Service.Duration != 30 {
		t.Errorf("bookable is %+v", list)
	}
	if len(newBench(t).Bookable(caterina.Town{ID: 99})) != 0 {
		t.Error("an unknown town can be booked at")
	}
}

func TestTimesComeFromAllOfficesOfAService(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.tables = map[string]caterina.Timetable{"nord": table(1, "consulenza"), "sud": table(2, "consulenza")}
	b.store.tables["nord"] = closedFor(b.store.tables["nord"], monday(), 7)
	times, err := b.Times(t.Context(), caterina.TimesQuery{Town: siena(), Service: "consulenza"})
	if err != nil || len(times.Slots) != 3 || !times.Exact {
		t.Fatalf("times %+v, %v", times, err)
	}
	if first := times.Slots[0]; first.Office != "sud" || !first.From.Equal(monday().Add(time.Hour+15*time.Minute)) && !first.From.Equal(monday().Add(time.Hour)) {
		t.Errorf("the first is %+v", first)
	}
	times, err = b.Times(t.Context(), caterina.TimesQuery{Town: siena(), Service: "consulenza", Office: "nord"})
	if err != nil || len(times.Slots) == 0 || times.Slots[0].Office != "nord" || times.Slots[0].From.Before(monday().AddDate(0, 0, 7)) {
		t.Errorf("at the office that is closed %+v, %v", times, err)
	}
}

// closedFor closes an office for some days.
func closedFor(t caterina.Timetable, from time.Time, days int) caterina.Timetable {
	first := caterina.DateOf(from)
	t.Closures = append(t.Closures, caterina.DeskSpan{
		From: first.Time(caterina.Rome()), To: first.AddDays(days).Time(caterina.Rome()), Reason: "lavori",
	})
	return t
}

func TestWhatNobodyGivesHasNoTimes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, q := range []caterina.TimesQuery{
		{Town: siena(), Service: "nulla"},
		{Town: siena(), Service: "consulenza", Office: "rosa"},
	} {
		if times, err := b.Times(t.Context(), q); err != nil || times.Why != caterina.ProblemUnknown || len(times.Slots) != 0 {
			t.Errorf("%+v: %+v, %v", q, times, err)
		}
	}
	// An office whose desks have not been made yet is one without times.
	if times, err := b.Times(t.Context(), caterina.TimesQuery{Town: siena(), Service: "consulenza"}); err != nil || len(times.Slots) != 0 {
		t.Errorf("before the desks are made: %+v, %v", times, err)
	}
	b.store.fail = errors.New("the database has gone")
	b.store.tables = map[string]caterina.Timetable{"nord": {}, "sud": {}}
	if _, err := b.Times(t.Context(), caterina.TimesQuery{Town: siena(), Service: "consulenza"}); err == nil {
		t.Error("a broken database is an empty calendar")
	}
}

func TestAVacancyIsThePlaceOrTheReasonWhyNot(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.tables = map[string]caterina.Timetable{"nord": table(1, "consulenza")}
	q := caterina.VacancyQuery{Town: siena(), Service: "consulenza", Office: "nord", From: monday().Add(24 * time.Hour)}
	v, err := b.Vacancy(t.Context(), q)
	if err != nil || v.Version != 3 || v.Office != "nord" || v.Service != "consulenza" || len(v.Spots) != 1 || v.Spots[0].Desk != 1 {
		t.Fatalf("vacancy %+v, %v", v, err)
	}
	if v.Crowd.Most < 1 || !v.Crowd.Until.After(v.From) {
		t.Errorf("tomorrow strangers may hold %+v", v.Crowd)
	}
	for name, row := range map[string]struct {
		change func(*caterina.VacancyQuery)
		want   caterina.BookingProblem
	}{
		"no service":        {func(q *caterina.VacancyQuery) { q.Service = "nulla" }, caterina.ProblemUnknown},
		"another office":    {func(q *caterina.VacancyQuery) { q.Office = "rosa" }, caterina.ProblemUnknown},
		"no office":         {func(q *caterina.VacancyQuery) { q.Office = "" }, caterina.ProblemUnknown},
		"no desks yet":      {func(q *caterina.VacancyQuery) { q.Office = "sud" }, caterina.ProblemUnknown},
		"past":              {func(q *caterina.VacancyQuery) { q.From = monday().Add(-time.Hour) }, caterina.ProblemPast},
		"outside the rules": {func(q *caterina.VacancyQuery) { q.From = q.From.Add(7 * time.Minute) }, caterina.ProblemOutside},
		"far away":          {func(q *caterina.VacancyQuery) { q.From = q.From.AddDate(1, 0, -1) }, caterina.ProblemFar},
	} {
		asked := q
		row.change(&asked)
		_, err := b.Vacancy(t.Context(), asked)
		if got := why(t, err); got != row.want {
			t.Errorf("%s: %s, want %s", name, got, row.want)
		}
	}
}

func TestOnlyTheNextDaysAreKeptFromStrangers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.tables = map[string]caterina.Timetable{"nord": table(1, "consulenza")}
	v, err := b.Vacancy(t.Context(), caterina.VacancyQuery{
		Town: siena(), Service: "consulenza", Office: "nord", From: monday().AddDate(0, 0, 14),
	})
	if err != nil || v.Crowd != (caterina.Crowd{}) {
		t.Errorf("in two weeks: %+v, %v", v.Crowd, err)
	}
}

func TestADraftBeginsWithACodeAndAnIDOfItsOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, err := b.Standing(t.Context(), siena(), "c1")
	if err != nil {
		t.Fatal(err)
	}
	two, err := b.Standing(t.Context(), siena(), "c1")
	if err != nil {
		t.Fatal(err)
	}
	if caterina.NormalCode(one.Fresh.Code) == "" || len(one.Fresh.RequestID) != 36 || one.Fresh.Code == two.Fresh.Code || one.Fresh.RequestID == two.Fresh.RequestID {
		t.Errorf("drafts begin with %+v and %+v", one.Fresh, two.Fresh)
	}
	if !one.Proves {
		t.Error("an address need not be proved though mail is sent")
	}
}

func TestABookingIsFoundByCodeAndContactTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.bookings = map[string]caterina.Booking{"K7M2XQR": tuesday()}
	for _, contact := range []caterina.Secret{"Anna@example.it", "333 1234567"} {
		if got, err := b.FindBooking(t.Context(), siena(), "c2", "k7m 2xqr", contact); err != nil || got.ID != 5 {
			t.Errorf("by %s: %+v, %v", contact.Reveal(), got, err)
		}
	}
	for _, row := range []struct {
		code    string
		contact caterina.Secret
	}{{"K7M2XQR", "luca@example.it"}, {"K7M2XQT", "anna@example.it"}, {"no code", "anna@example.it"}, {"K7M2XQR", ""}} {
		_, err := b.FindBooking(t.Context(), siena(), "c3", row.code, row.contact)
		if got := why(t, err); got != caterina.ProblemUnknown {
			t.Errorf("%+v: %s", row, got)
		}
	}
}

func TestCodesCannotBeGuessedInOneConversation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.bookings = map[string]caterina.Booking{"K7M2XQR": tuesday()}
	for range 6 {
		_, err := b.FindBooking(t.Context(), siena(), "c2", "K7M2XQT", "anna@example.it")
		why(t, err)
	}
	if _, err := b.FindBooking(t.Context(), siena(), "c2", "K7M2XQR", "anna@example.it"); err == nil {
		t.Error("after six wrong answers the right one still opens it")
	}
	if _, err := b.FindBooking(t.Context(), siena(), "c4", "K7M2XQR", "anna@example.it"); err != nil {
		t.Errorf("somebody else pays for it: %v", err)
	}
	b.now = b.now.Add(time.Hour)
	if _, err := b.FindBooking(t.Context(), siena(), "c2", "K7M2XQR", "anna@example.it"); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestWhatIsOverOrCancelledIsNotFound(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	over, ended := tuesday(), tuesday()
	over.To = monday().Add(-time.Minute)
	ended.Status = caterina.CancelledCitizen
	for name, one := range map[string]caterina.Booking{"over": over, "cancelled": ended} {
		b.store.bookings = map[string]caterina.Booking{"K7M2XQR": one}
		if _, err := b.FindBooking(t.Context(), siena(), caterina.ConversationID(name), "K7M2XQR", "anna@example.it"); err == nil {
			t.Errorf("%s is found", name)
		}
	}
	b.store.fail = errors.New("the database has gone")
	if _, err := b.FindBooking(t.Context(), siena(), "c9", "K7M2XQR", "anna@example.it"); caterina.CodeOf(err) == caterina.CodeNotFound || err == nil {
		t.Errorf("a broken database: %v", err)
	}
}
