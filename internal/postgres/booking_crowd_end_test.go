package postgres_test

import (
	"testing"
	"time"

	"example.org/caterina"
)

func TestCase10SixtyFourConfirmWhatHasRunOut(t *testing.T) {
	c := crowdedOffice(t, crowd)
	convs := c.crowdOf(crowd)
	c.held(convs)
	c.runOut()
	got := c.race(crowd, func(i int) error { return c.confirm(convs[i], i, c.place(i, 0)) })
	want(t, got, crowd, caterina.ProblemTaken, 0)
	if n := value[int](c.fixture, "SELECT count(*) FROM allocation WHERE state = 'booked'"); n != crowd || c.places("held") != 0 {
		t.Errorf("%d places are booked and %d held, want %d and none", n, c.places("held"), crowd)
	}
}

func TestCase11SixtyFourLoseTheirPlaceWhileTyping(t *testing.T) {
	c := crowdedOffice(t, crowd)
	convs, others := c.crowdOf(crowd), c.crowdOf(crowd)
	c.held(convs)
	c.runOut()
	got := c.race(crowd, func(i int) error { return c.hold(others[i], 1000+i, c.place(i, 0)) })
	want(t, got, crowd, caterina.ProblemTaken, 0)
	got = c.race(crowd, func(i int) error { return c.confirm(convs[i], i, c.place(i, 0)) })
	want(t, got, 0, caterina.ProblemTaken, crowd)
	for i, conv := range convs {
		st, err := c.Standing(t.Context(), c.town, conv)
		if err != nil || st.Draft == nil || st.Held || st.Draft.Person.Email != c.draft(i, c.place(i, 0)).Person.Email {
			t.Fatalf("%+v, %v; want what %d has typed", st, err, i)
		}
	}
	got = c.race(crowd, func(i int) error { return c.confirm(convs[i], i, c.place(i, 1)) })
	want(t, got, crowd, caterina.ProblemTaken, 0)
	if held, booked := c.live(), c.places("booked"); held != crowd || booked != crowd {
		t.Errorf("%d are held and %d booked, want %d of both", held, booked, crowd)
	}
}

func TestCase12SixtyFourPairsAtTheMomentOfExpiry(t *testing.T) {
	c := crowdedOffice(t, 2*crowd)
	owners, others := c.crowdOf(crowd), c.crowdOf(crowd)
	c.held(owners)
	c.runOut()
	got := c.race(2*crowd, func(n int) error {
		i := n / 2
		switch {
		case n%2 == 0:
			return c.confirm(owners[i], i, c.place(i, 0))
		case i%2 == 0:
			return c.hold(others[i], 1000+i, c.place(i, 0))
		default:
			return c.confirm(others[i], 1000+i, c.place(i, 0))
		}
	})
	want(t, got, crowd, caterina.ProblemTaken, crowd)
	if held, booked := c.live(), c.places("booked"); held+booked != crowd {
		t.Errorf("%d are held and %d booked, want each of the %d taken", held, booked, crowd)
	}
	t.Logf("the late confirmation won %d of %d", crowd-value[int](c.fixture, "SELECT count(*) FROM booking_draft WHERE conversation_id = ANY($1::text[]::uuid[])", owners), crowd)
}

func TestCase16SixtyFourGoToAPersonWhileOthersWantTheirPlaces(t *testing.T) {
	c := crowdedOffice(t, 2*crowd)
	convs, others := c.crowdOf(crowd), c.crowdOf(crowd)
	c.held(convs)
	turns := make([]caterina.LeasedTurn, crowd)
	for i, conv := range convs {
		c.conv = conv
		c.say("voglio una persona")
		turns[i] = c.lease("p", leaseTime)
	}
	got := c.race(2*crowd, func(n int) error {
		i := n / 2
		if n%2 == 1 {
			return c.hold(others[i], 1000+i, c.place(i, 0))
		}
		_, err := c.CompleteTurn(t.Context(), turns[i], caterina.Reply{Effects: []caterina.Effect{
			caterina.KeepDraft{Draft: c.draft(i, c.place(i, 0))}, caterina.RequestPerson{Queue: "uffici"},
		}}, &caterina.Transition{
			To: caterina.StateQueued, Queue: "uffici", By: caterina.ActorBot, From: []caterina.State{caterina.StateBot},
			Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Arriva una persona"}},
		})
		return err
	})
	want(t, got, crowd, caterina.ProblemTaken, crowd)
	n := value[int](c.fixture, `SELECT count(*) FROM allocation a JOIN conversation v ON v.id = a.hold_owner AND v.state = 'queued'
		WHERE a.state = 'held' AND a.hold_kind = 'operator' AND a.hold_expires_at - app_now() BETWEEN interval '59 minutes' AND interval '60 minutes'`)
	if n != crowd {
		t.Errorf("%d are kept for an hour, want %d", n, crowd)
	}
	table, err := c.Timetable(t.Context(), c.town, "centro", c.day, c.day.AddDate(0, 0, 1))
	if err != nil || len(table.Taken) != crowd {
		t.Errorf("the agenda shows %d places as held, %v; want %d", len(table.Taken), err, crowd)
	}
}

func TestCase17SixtyFourAskForMoreTimeUpToTwoHours(t *testing.T) {
	c := crowdedOffice(t, 2*crowd)
	convs, others := c.crowdOf(crowd), c.crowdOf(crowd)
	c.held(convs)
	for press := range 11 {
		c.later(9*time.Minute + 50*time.Second)
		if n := c.live(); n != crowd {
			t.Fatalf("press %d: %d are still kept, want all", press, n)
		}
		rivals := 0
		if press == 10 {
			rivals = crowd
		}
		got := c.race(crowd+rivals, func(i int) error {
			if i >= crowd {
				return c.hold(others[i-crowd], i, c.place(i-crowd, 0))
			}
			return c.keep(convs[i], i, c.place(i, 0))
		})
		want(t, got, crowd, caterina.ProblemTaken, rivals)
	}
	c.later(12 * time.Minute) // two hours and ten seconds
	got := c.race(crowd, func(i int) error { return c.keep(convs[i], i, c.place(i, 0)) })
	want(t, got, 0, caterina.ProblemHoldEnded, crowd)
	if n := c.live(); n != 0 {
		t.Errorf("%d are kept for more than two hours", n)
	}
	got = c.race(2*crowd, func(n int) error { // offered again, to others first
		if i := n / 2; n%2 == 1 {
			return c.hold(others[i], 1000+i, c.place(i, 0))
		}
		return c.hold(convs[n/2], n/2, c.place(n/2, 0))
	})
	want(t, got, crowd, caterina.ProblemHoldEnded, crowd)
	if n := c.live(); n != crowd {
		t.Errorf("%d are kept again, want %d", n, crowd)
	}
}

func TestCase18SixtyFourUnprovedCannotPassTheShare(t *testing.T) {
	c := crowdedOffice(t, crowd)
	const most = 19
	v := func(i, days int) caterina.Vacancy {
		v := c.place(i, (i+days)%3)
		v.Crowd = caterina.Crowd{Most: most, Until: c.day.AddDate(0, 0, 3)}
		return v
	}
	convs := c.crowdOf(crowd)
	for range 2 { // those who have one choose again, the others try again
		got := c.race(crowd, func(i int) error { return c.hold(convs[i], i, v(i, 0)) })
		want(t, got, most, caterina.ProblemCrowded, crowd-most)
	}
	holders := value[[]string](c.fixture, "SELECT array_agg(hold_owner::text) FROM allocation WHERE state = 'held'")
	got := c.race(crowd, func(i int) error { return c.hold(convs[i], i, v(i, 1)) })
	want(t, got, most, caterina.ProblemCrowded, crowd-most)
	if n := value[int](c.fixture, "SELECT count(*) FROM allocation WHERE state = 'held' AND hold_owner = ANY($1::text[]::uuid[])", holders); n != most {
		t.Errorf("%d of those who had a place have the other one, want all %d", n, most)
	}
	proved := c.crowdOf(crowd)
	for i, conv := range proved {
		if err := c.keep(conv, 1000+i, caterina.Vacancy{}); err != nil {
			t.Fatal(err)
		}
	}
	c.exec("UPDATE booking_draft SET proved = 'p@example.org' WHERE conversation_id = ANY($1::text[]::uuid[])", proved)
	got = c.race(crowd, func(i int) error { return c.hold(proved[i], 1000+i, v(i, 2)) }) // where nobody is
	want(t, got, crowd, caterina.ProblemCrowded, 0)
}

func TestCase38SixtyFourMoveWithinTheirOwnPlace(t *testing.T) {
	c := crowdedOffice(t, 2*crowd)
	desk := c.addDesk("Sala", crowd)
	at := func(i, minutes int) caterina.Vacancy {
		v := c.at(minutes)
		v.Spots = []caterina.Spot{{Desk: desk, Lane: i + 1}}
		return v
	}
	convs, others := c.crowdOf(crowd), c.crowdOf(crowd)
	mine := make([]caterina.Booking, crowd)
	for i := range mine {
		mine[i] = c.booked(convs[i], i, at(i, 60))
	}
	for _, effect := range []func(caterina.BookingDraft, caterina.Vacancy) caterina.Effect{
		func(d caterina.BookingDraft, v caterina.Vacancy) caterina.Effect {
			return caterina.HoldPlace{Vacancy: v, Draft: d}
		},
		func(d caterina.BookingDraft, v caterina.Vacancy) caterina.Effect {
			return caterina.ConfirmBooking{Vacancy: v, Draft: d}
		},
	} {
		got := c.race(2*crowd, func(n int) error {
			i := n / 2
			if n%2 == 1 { // 10:00 or 10:15: both overlap with what is there before and after
				return c.hold(others[i], 2000+i, at(i, 60+15*(i%2)))
			}
			draft := c.draft(1000+i, at(i, 75))
			draft.Moving = mine[i].ID
			return c.ApplyBooking(t.Context(), c.town, convs[i], []caterina.Effect{effect(draft, at(i, 75))})
		})
		want(t, got, crowd, caterina.ProblemTaken, crowd)
	}
	if n := value[int](c.fixture, "SELECT count(*) FROM booking WHERE revision = 1 AND starts_at = $1", at(0, 75).From); n != crowd || c.places("booked") != crowd {
		t.Errorf("%d have moved to 10:15 and %d places are booked, want %d of both", n, c.places("booked"), crowd)
	}
}

func TestCase47SixtyFourOfAFamilyWithOneTelephone(t *testing.T) {
	c := crowdedOffice(t, crowd)
	desk := c.addDesk("Sala", crowd)
	convs := c.crowdOf(crowd)
	book := func(i, n int, v caterina.Vacancy) error {
		draft := c.draft(n, v)
		name := "Rossi " + string(rune('a'+n%8)) + string(rune('a'+n/8%8)) + string(rune('a'+n/64%26)) // figures are no part of a name
		draft.Person = caterina.Person{Name: caterina.Secret(name), Phone: "+393331234567"}
		return c.ApplyBooking(t.Context(), c.town, convs[i], []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: draft}})
	}
	got := c.race(crowd, func(i int) error {
		v := c.at(60 + i%30) // they all overlap, each on a lane of its own
		v.Spots = []caterina.Spot{{Desk: desk, Lane: i + 1}}
		return book(i, i, v)
	})
	want(t, got, 1, caterina.ProblemOverlap, crowd-1)
	got = c.race(crowd, func(i int) error { return book(i, crowd+i, c.place(4*(i%16), 1+i/16)) }) // one after the other
	want(t, got, crowd, caterina.ProblemOverlap, 0)
}

func TestCase57SixtyFourAcceptALastMinuteOffer(t *testing.T) {
	for name, groups := range map[string]int{"of the three who were asked": 3, "of those and of others": 4} {
		t.Run(name, func(t *testing.T) { acceptedAtOnce(t, groups) })
	}
}

// lastMinute is a time of the next 24 hours at which offices are open, at whatever hour the
// tests run.
func lastMinute(now time.Time) time.Time {
	const soonest = 3 * time.Hour
	y, m, d := now.In(caterina.Rome()).Date()
	for {
		for _, hour := range []int{9, 12, 16} {
			if at := time.Date(y, m, d, hour, 0, 0, 0, caterina.Rome()); at.Sub(now) > soonest {
				return at
			}
		}
		d++
	}
}

// acceptedAtOnce offers a place to three, who all press at the same time and often.
// A fourth group was not asked, and wants it, too: so late it is kept for nobody.
func acceptedAtOnce(t *testing.T, groups int) {
	t.Helper()
	c := crowdedOffice(t, crowd)
	v := c.at(0)
	v.From = lastMinute(value[time.Time](c.fixture, "SELECT app_now()"))
	v.To = v.From.Add(30 * time.Minute)
	asked, others := c.crowdOf(3), c.crowdOf(crowd)
	for i, conv := range asked {
		c.join(conv, 10+i, v.From.Add(-time.Hour), v.To.Add(time.Hour))
	}
	c.freed(1, v)
	offered := make([]caterina.Waitlist, len(asked))
	for i, conv := range asked {
		if offered[i] = c.waitOf(conv); offered[i].State != caterina.WaitlistOffered {
			t.Fatalf("%+v; want it offered", offered[i])
		}
	}
	got := c.race(crowd, func(i int) error {
		n := i % groups
		if n == len(asked) {
			return c.hold(others[i], 100+i, v)
		}
		_, err := c.AcceptOffer(t.Context(), caterina.WaitAccept{Town: c.town, Wait: offered[n].ID, Code: codeOf(50 + n), RequestID: requestOf(50 + n)})
		return err
	})
	booked, done := c.places("booked"), c.live()
	if booked+done != 1 {
		t.Fatalf("%d have booked it and %d hold it, want one", booked, done)
	}
	for n, wait := range offered { // whoever had it is told so at each press
		state := value[caterina.WaitlistState](c.fixture, "SELECT state FROM waitlist WHERE id = $1", wait.ID)
		if state == caterina.WaitlistTaken {
			done += (crowd - n + groups - 1) / groups
		} else if state != caterina.WaitlistWaiting {
			t.Errorf("the wish of %d is %s, want it to wait on", n, state)
		}
	}
	want(t, got, done, caterina.ProblemTaken, crowd-done)
	told := value[int](c.fixture, "SELECT count(*) FROM river_job WHERE kind = 'waitlist_notice' AND args->>'gone' = 'true'")
	if told != 2*booked {
		t.Errorf("%d are told that it is gone, want each of the two others once", told)
	}
}
