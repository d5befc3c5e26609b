package postgres_test

import (
	"testing"
	"time"

	"example.org/caterina"
)

// The races: 64 connections meet each time. They run one after the other, for so
// many connections are all that the server of the tests has.

func TestCase01TwoConfirmTheLastPlaceAtOnce(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{})
	convs := o.crowdOf(crowd)
	got := atOnce(t, crowd, func(i int) error { return o.confirm(convs[i], i, o.at(0)) })
	want(t, got, 1, caterina.ProblemTaken, crowd-1)
	if n := value[int](o.fixture, "SELECT count(*) FROM booking"); n != 1 {
		t.Errorf("there are %d bookings, want 1", n)
	}
	o.sound()
}

func TestCase02SixtyFourHoldsOnOnePlace(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{})
	convs := o.crowdOf(crowd)
	for round := range 3 {
		got := atOnce(t, crowd, func(i int) error { return o.hold(convs[i], i, o.at(30*round)) })
		want(t, got, 1, caterina.ProblemTaken, crowd-1)
	}
	o.sound()
}

func TestCase03ThreeLanesForTenClients(t *testing.T) {
	o := raceOffice(t, 3, caterina.Service{})
	convs := o.crowdOf(10)
	want(t, atOnce(t, 10, func(i int) error { return o.hold(convs[i], i, o.at(0)) }), 3, caterina.ProblemTaken, 7)
	if n := o.places("held"); n != 3 {
		t.Errorf("%d places are held, want 3", n)
	}
	convs = o.crowdOf(crowd)
	want(t, atOnce(t, crowd, func(i int) error { return o.hold(convs[i], 100+i, o.at(60)) }), 3, caterina.ProblemTaken, crowd-3)
	o.sound()
}

func TestCase04OverlappingHoldsOnOneDesk(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{})
	convs := o.crowdOf(crowd)
	got := atOnce(t, crowd, func(i int) error { return o.hold(convs[i], i, o.at(15*(i%2))) })
	want(t, got, 1, caterina.ProblemTaken, crowd-1)
	o.sound()
}

func TestCase06ADoubleClickIsOneHold(t *testing.T) {
	o := raceOffice(t, 2, caterina.Service{})
	conv := o.somebody()
	want(t, atOnce(t, crowd, func(int) error { return o.hold(conv, 1, o.at(0)) }), crowd, caterina.ProblemTaken, 0)
	if n := value[int](o.fixture, "SELECT count(*) FROM allocation"); n != 1 {
		t.Errorf("%d places were held, want one", n)
	}
	o.sound()
}

func TestCase07ASecondChoiceFreesTheFirst(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{})
	conv, other := o.somebody(), o.somebody()
	for _, err := range []error{o.hold(conv, 1, o.at(0)), o.hold(conv, 1, o.at(60)), o.hold(other, 2, o.at(0))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := o.hold(other, 2, o.at(60)); why(t, err) != caterina.ProblemTaken {
		t.Errorf("the second choice is not kept: %v", err)
	}
	st, err := o.Standing(t.Context(), o.town, other)
	if err != nil || !st.Held || !st.Draft.From.Equal(o.at(0).From) {
		t.Errorf("who is refused keeps what they had: %+v, %v", st.Draft, err)
	}
	o.sound()
}

// TestPeopleWhoSwapDaysDoNotStopEachOther has everybody let a place go on one day
// to have one on the other, where somebody else is letting go.
func TestPeopleWhoSwapDaysDoNotStopEachOther(t *testing.T) {
	o := raceOffice(t, 2, caterina.Service{})
	convs := o.crowdOf(16)
	for round := range 8 {
		atOnce(t, len(convs), func(i int) error {
			v := o.at(30 * (i / 2 % 4))
			if (i+round)%2 == 0 {
				v.From, v.To = v.From.AddDate(0, 0, 1), v.To.AddDate(0, 0, 1)
			}
			return o.hold(convs[i], i, v)
		})
	}
	if n := value[int](o.fixture, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"); n != 0 {
		t.Errorf("%d deadlocks", n)
	}
	o.sound()
}

func TestCase09TwoTabsOfOneSessionHoldOnePlace(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{})
	conv := o.somebody()
	got := atOnce(t, crowd, func(i int) error {
		v := o.at(0)
		v.From, v.To = v.From.AddDate(0, 0, i%4), v.To.AddDate(0, 0, i%4)
		return o.hold(conv, 1, v)
	})
	if got[""] == 0 || o.places("held") != 1 {
		t.Errorf("%v, and %d places are held; want one", got, o.places("held"))
	}
	st, err := o.Standing(t.Context(), o.town, conv)
	if err != nil || !st.Held {
		t.Errorf("the draft does not name what is held: %+v, %v", st, err)
	}
	o.sound()
}

func TestCase12AnExpiredHoldAndACompetitorAtOnce(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{MaxActive: 1000})
	mine, other := o.somebody(), o.somebody()
	confirmed := 0
	for round := range 200 {
		v := o.at(0)
		v.From, v.To = v.From.AddDate(0, 0, round), v.To.AddDate(0, 0, round)
		if err := o.hold(mine, round, v); err != nil {
			t.Fatal(err)
		}
		o.runOut()
		got := atOnce(t, 2, func(i int) error {
			if i == 0 {
				return o.confirm(mine, round, v)
			}
			return o.hold(other, 1000+round, v)
		})
		want(t, got, 1, caterina.ProblemTaken, 1)
		if n := value[int](o.fixture, "SELECT count(*) FROM booking"); n != confirmed {
			confirmed = n
		}
	}
	t.Logf("the late confirmation won %d of 200", confirmed)
	o.sound()
}

func TestCase13ConfirmedTwiceIsOneBooking(t *testing.T) {
	o := raceOffice(t, 3, caterina.Service{})
	conv := o.somebody()
	if err := o.hold(conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	want(t, atOnce(t, crowd, func(int) error { return o.confirm(conv, 1, o.at(0)) }), crowd, caterina.ProblemTaken, 0)
	if n := value[int](o.fixture, "SELECT count(*) FROM booking"); n != 1 {
		t.Errorf("%d bookings, want one", n)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM notice WHERE kind = 'confirmed'"); n != 1 {
		t.Errorf("%d confirmations, want one", n)
	}
	o.sound()
}

func TestCase18ACrowdOfUnprovedCannotHoldAnOffice(t *testing.T) {
	o := raceOffice(t, 20, caterina.Service{})
	v := func(i int) caterina.Vacancy {
		v := o.at(30 * (i % 10))
		v.From, v.To = v.From.AddDate(0, 0, i%3), v.To.AddDate(0, 0, i%3)
		v.Crowd = caterina.Crowd{Most: 60, Until: o.day.AddDate(0, 0, 3)}
		return v
	}
	convs := o.crowdOf(200)
	held := 0
	for batch := range 4 {
		got := atOnce(t, 50, func(i int) error { n := 50*batch + i; return o.hold(convs[n], n, v(n)) })
		held += got[""]
		if got[""]+got[caterina.ProblemCrowded] != 50 {
			t.Errorf("it ended %v", got)
		}
	}
	if held != 60 {
		t.Errorf("%d of 200 sessions hold a place, want 60", held)
	}
	proved := o.somebody()
	if err := o.ApplyBooking(t.Context(), o.town, proved, []caterina.Effect{caterina.KeepDraft{Draft: o.draft(999, caterina.Vacancy{})}}); err != nil {
		t.Fatal(err)
	}
	if err := o.hold(proved, 999, v(0)); why(t, err) != caterina.ProblemCrowded {
		t.Errorf("another unproved one: %v", err)
	}
	o.exec("UPDATE booking_draft SET proved = 'p999@example.org' WHERE conversation_id = $1", proved)
	if err := o.hold(proved, 999, v(0)); err != nil {
		t.Errorf("who has proved who they are: %v", err)
	}
	later := v(0)
	later.From, later.To = later.From.AddDate(0, 0, 4), later.To.AddDate(0, 0, 4)
	if err := o.hold(o.somebody(), 1000, later); err != nil {
		t.Errorf("a normal user finds a place on a later day: %v", err)
	}
	o.sound()
}

func TestCase37AMoveToAPlaceThatIsTakenAtTheSameTime(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{MaxActive: 2})
	convs := o.crowdOf(crowd)
	mine := make([]caterina.Booking, crowd/2)
	for i := range mine {
		v := o.at(30 * (i % 16))
		v.From, v.To = v.From.AddDate(0, 0, 1+i/16), v.To.AddDate(0, 0, 1+i/16)
		mine[i] = o.booked(convs[i], i, v)
	}
	got := atOnce(t, crowd, func(i int) error {
		if i >= len(mine) {
			return o.hold(convs[i], i, o.at(0))
		}
		draft := o.draft(1000+i, o.at(0))
		draft.Moving = mine[i].ID
		return o.ApplyBooking(t.Context(), o.town, convs[i], []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(0), Draft: draft}})
	})
	want(t, got, 1, caterina.ProblemTaken, crowd-1)
	if n := value[int](o.fixture, "SELECT count(*) FROM booking b JOIN allocation a ON a.booking_id = b.id AND a.state = 'booked' AND a.starts_at = b.starts_at"); n != len(mine) {
		t.Errorf("%d appointments stand, want all %d", n, len(mine))
	}
	o.sound()
}

func TestCase48OnePersonOnTwoChannels(t *testing.T) {
	o := raceOffice(t, 64, caterina.Service{MaxActive: 1})
	convs := o.crowdOf(crowd)
	got := atOnce(t, crowd, func(i int) error {
		v := o.at(30 * (i % 16))
		v.From, v.To = v.From.AddDate(0, 0, i/16), v.To.AddDate(0, 0, i/16)
		draft := o.draft(i, v)
		draft.Person.TaxCode = "RSSMRA80A01I726X"
		return o.ApplyBooking(t.Context(), o.town, convs[i], []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: draft}})
	})
	want(t, got, 1, caterina.ProblemLimit, crowd-1)
	err := o.ApplyBooking(t.Context(), o.town, convs[0], []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(300), Draft: func() caterina.BookingDraft {
		d := o.draft(999, o.at(300))
		d.Person.TaxCode = "rssmra80a01 i726x"
		return d
	}()}})
	if refused := refusal(t, err); refused.Why != caterina.ProblemLimit || refused.Other == nil || refused.Other.Code == "" || refused.Other.From.IsZero() {
		t.Errorf("the refusal does not name the first appointment: %+v", refused)
	}
	o.sound()
}

func TestCase57TwoAcceptALastMinuteOffer(t *testing.T) {
	o := officeAt(t, "2027-10-05T10:00:00Z", 1, caterina.Service{})
	now := value[time.Time](o.fixture, "SELECT app_now()")
	v := o.at(0)
	v.From = now.Add(23 * time.Hour).Truncate(time.Minute)
	v.To = v.From.Add(30 * time.Minute)
	owner := o.somebody()
	b := o.booked(owner, 1, v)
	const waiting = 3
	convs := o.crowdOf(waiting + 1)
	for i, conv := range convs {
		o.join(conv, 10+i, v.From.Add(-time.Hour), v.To.Add(time.Hour))
	}
	if _, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, By: caterina.ActorCitizen}); err != nil {
		t.Fatal(err)
	}
	var offered []caterina.Waitlist
	for _, conv := range convs {
		st, err := o.Standing(t.Context(), o.town, conv)
		if err != nil || len(st.Waits) != 1 {
			t.Fatalf("%+v, %v", st, err)
		}
		if st.Waits[0].State == caterina.WaitlistOffered {
			offered = append(offered, st.Waits[0])
		}
	}
	if len(offered) != waiting {
		t.Fatalf("%d were asked, want %d", len(offered), waiting)
	}
	got := atOnce(t, waiting, func(i int) error {
		_, err := o.AcceptOffer(t.Context(), caterina.WaitAccept{Town: o.town, Wait: offered[i].ID, Code: codeOf(50 + i), RequestID: requestOf(50 + i)})
		return err
	})
	want(t, got, 1, caterina.ProblemTaken, waiting-1)
	if n := value[int](o.fixture, "SELECT count(*) FROM waitlist WHERE state = 'waiting'"); n != waiting {
		t.Errorf("%d wait on, want %d: those who were slower, and who was not asked", n, waiting)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM river_job WHERE kind = 'waitlist_notice' AND args->>'gone' = 'true'"); n != waiting-1 {
		t.Errorf("%d are told that it is gone, want %d", n, waiting-1)
	}
	o.sound()
}
