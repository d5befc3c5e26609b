package booking_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

func TestCase32AnOverlappingRuleIsRefusedWithTheNameOfTheOther(t *testing.T) {
	t.Parallel()
	nine, noon := rule(t, time.Monday, "09:00", "12:30"), rule(t, time.Monday, "12:00", "13:00")
	nine.ID = 1
	err := booking.CheckRule(noon, []caterina.OpeningRule{nine})
	if err == nil || !contains(err.Error(), "«lunedì 12:00-13:00»") || !contains(err.Error(), "«lunedì 9:00-12:30»") {
		t.Errorf("it says %v", err)
	}
	noon.EveryWeeks, noon.Anchor = 2, date(t, "2026-11-30")
	if err := booking.CheckRule(noon, []caterina.OpeningRule{nine}); err == nil || !contains(err.Error(), "per esempio lunedì 30 novembre 2026") {
		t.Errorf("of every second week it says %v", err)
	}
	until := date(t, "2026-12-08")
	nine.Until = &until
	if err := booking.CheckRule(noon, []caterina.OpeningRule{nine}); err == nil || !contains(err.Error(), "fino all'8 dicembre 2026") {
		t.Errorf("of a rule that ends it says %v", err)
	}
	noon.ID = 1 // the same rule, with another hour
	if err := booking.CheckRule(noon, []caterina.OpeningRule{nine}); err != nil {
		t.Errorf("a rule overlaps itself: %v", err)
	}
}

func TestRulesThatNeverMeetAreLetIn(t *testing.T) {
	t.Parallel()
	nine := rule(t, time.Monday, "09:00", "12:30")
	since, until := date(t, "2027-01-01"), date(t, "2026-12-31")
	first, second := nine, nine
	first.EveryWeeks, first.Anchor = 2, date(t, "2026-11-23")
	second.EveryWeeks, second.Anchor = 2, date(t, "2026-11-30")
	old, young := nine, nine
	old.Until, young.Since = &until, &since
	long := date(t, "2020-01-01")
	older, oldest := nine, nine
	older.Until, oldest.Until, oldest.EveryWeeks, oldest.Anchor = &long, &long, 8, date(t, "2026-11-23")
	fourth := nine
	fourth.EveryWeeks, fourth.Anchor = 3, date(t, "2026-11-30")
	for name, c := range map[string]struct {
		a, b caterina.OpeningRule
		meet string // part of the sentence; "" when they never meet
	}{
		"one after the other":         {rule(t, time.Monday, "12:30", "13:00"), nine, ""},
		"another day":                 {rule(t, time.Tuesday, "12:00", "13:00"), nine, ""},
		"another desk":                {caterina.OpeningRule{Desk: 2, Weekday: 1, From: 600, To: 660}, nine, ""},
		"one year and the next":       {old, young, ""},
		"odd and even weeks":          {first, second, ""},
		"every second and third week": {first, fourth, "per esempio lunedì"},
		"every week and every second": {nine, first, "ogni 2 settimane"},
		"both long gone":              {older, oldest, "fino al 1 gennaio 2020"},
		"from then on":                {young, nine, "dal 1 gennaio 2027"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := booking.CheckRule(c.a, []caterina.OpeningRule{c.b})
			if (err == nil) != (c.meet == "") || err != nil && !contains(err.Error(), c.meet) {
				t.Errorf("it says %v", err)
			}
		})
	}
}

func TestARuleIsCheckedByItself(t *testing.T) {
	t.Parallel()
	since, until := date(t, "2027-02-01"), date(t, "2027-01-01")
	good := rule(t, time.Monday, "09:00", "12:30")
	for name, change := range map[string]func(r *caterina.OpeningRule){
		"finisce prima":    func(r *caterina.OpeningRule) { r.To = r.From },
		"tra le 5:00":      func(r *caterina.OpeningRule) { r.From = 299 },
		"e le 23:00":       func(r *caterina.OpeningRule) { r.To = 1381 },
		"2-8 settimane":    func(r *caterina.OpeningRule) { r.EveryWeeks = 9 },
		"da un lunedì":     func(r *caterina.OpeningRule) { r.EveryWeeks, r.Anchor = 2, date(t, "2026-11-24") },
		"prima dell'inizi": func(r *caterina.OpeningRule) { r.Since, r.Until = &since, &until },
		"giorno della set": func(r *caterina.OpeningRule) { r.Weekday = 7 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := good
			change(&r)
			if err := booking.CheckRule(r, nil); err == nil || !contains(err.Error(), name) {
				t.Errorf("it says %v", err)
			}
		})
	}
	if err := booking.CheckRule(good, nil); err != nil {
		t.Error(err)
	}
}

func TestWhatACitizenMayChangeAlone(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-23 10:00")
	s := counselling()
	s.CancelBefore = 120
	good := caterina.Booking{Status: caterina.Booked, From: at(t, "2026-11-23 12:00"), Moves: 2}
	change := func(f func(b *caterina.Booking)) caterina.Booking {
		b := good
		f(&b)
		return b
	}
	for name, c := range map[string]struct {
		b      caterina.Booking
		moving bool
		why    caterina.BookingProblem
	}{
		"two hours before":   {good, false, ""},
		"a third move":       {good, true, ""},
		"a fourth move":      {change(func(b *caterina.Booking) { b.Moves = 3 }), true, caterina.ProblemMoves},
		"cancel all moved":   {change(func(b *caterina.Booking) { b.Moves = 3 }), false, ""},
		"after the cut-off":  {change(func(b *caterina.Booking) { b.From = b.From.Add(-time.Second) }), false, caterina.ProblemCutoff},
		"it has begun":       {change(func(b *caterina.Booking) { b.From = now }), false, caterina.ProblemPast},
		"cancelled already":  {change(func(b *caterina.Booking) { b.Status = caterina.CancelledCitizen }), false, caterina.ProblemStale},
		"at the desk by now": {change(func(b *caterina.Booking) { b.Status = caterina.CheckedIn }), true, caterina.ProblemStale},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := booking.MayChange(c.b, s, now, c.moving)
			if (r == nil) != (c.why == "") || r != nil && (r.Why != c.why || r.Other == nil) {
				t.Errorf("it is %v, want %q", r, c.why)
			}
		})
	}
}

// held is a place held by somebody who has not said who they are.
func held(tb testing.TB, owner caterina.ConversationID, from, to string) caterina.Taken {
	tb.Helper()
	h := taken(tb, from, to)
	h.Booking, h.Held, h.Owner, h.HeldUntil = 0, true, owner, at(tb, "2026-11-23 08:10")
	return h
}

func TestCase18ThePeopleWithoutANameHoldAThirdAtMost(t *testing.T) {
	t.Parallel()
	tt, s, now := familyDesk(t), counselling(), at(t, "2026-11-23 08:00")
	day := date(t, "2026-11-23")
	var holds int
	for n := range 200 { // a program opens 200 sessions
		me := booking.Asker{Conversation: caterina.ConversationID(rand.Text())}
		free := booking.Free(tt, s, now, day, day.AddDays(2), me)
		if v := free[n%len(free)]; !booking.CrowdOf(tt, s, now, me).Crowded(v) {
			holds++
			tt.Taken = append(tt.Taken, caterina.Taken{
				Desk: 1, Lane: 1, From: v.From, To: v.To, Held: true, Owner: me.Conversation, HeldUntil: now.Add(10 * time.Minute),
			})
		}
	}
	if holds != 5 { // of 18
		t.Errorf("it holds %d places", holds)
	}
	if free := booking.Free(tt, s, now, day, day.AddDays(2), booking.Asker{}); len(free) != 13 {
		t.Errorf("%d places are left", len(free))
	}
}

func TestCrowdIsMeasuredInWhatIsFree(t *testing.T) {
	t.Parallel()
	tt, s, now := familyDesk(t), counselling(), at(t, "2026-11-23 08:00")
	proved := held(t, "proved", "2026-11-24 09:00", "2026-11-24 10:00")
	proved.Proved = true
	gone := held(t, "gone", "2026-11-24 10:00", "2026-11-24 11:00")
	gone.HeldUntil = now
	tt.Taken = []caterina.Taken{
		taken(t, "2026-11-23 09:00", "2026-11-23 12:00"), proved, gone,
		held(t, "a", "2026-11-25 09:00", "2026-11-25 10:00"), held(t, "me", "2026-11-25 10:00", "2026-11-25 10:30"),
		held(t, "b", "2026-11-26 09:00", "2026-11-26 12:00"), // beyond the three days
	}
	tt.Desks[0].Lanes = append(tt.Desks[0].Lanes, caterina.Lane{Number: 2}) // not for citizens
	c := booking.CrowdOf(tt, s, now, booking.Asker{Conversation: "me"})
	want := booking.Crowd{From: now.Add(time.Minute), To: at(t, "2026-11-26 00:00"), Free: 5 * time.Hour, Held: time.Hour, Limit: 90 * time.Minute}
	if c != want {
		t.Errorf("it is %+v, want %+v", c, want)
	}
	v := wantGiven(t, tt, s, now, at(t, "2026-11-24 11:00"))
	if c.Crowded(v) {
		t.Error("half an hour more is too much")
	}
	v.After = time.Minute
	if !c.Crowded(v) {
		t.Error("more than the share is given")
	}
	if (booking.Crowd{To: c.To}).Crowded(v) {
		t.Error("the first place is not given")
	}
	v.From = c.To
	if c.Crowded(v) {
		t.Error("a later day is crowded")
	}
}

func TestTheThreeDaysOfTheCrowdAreWorkingDays(t *testing.T) {
	t.Parallel()
	s := counselling()
	s.LeadMinutes, s.LeadDays = 0, 1
	tt := familyDesk(t)
	tt.DaysOff = booking.DaysOff(nil, date(t, "2026-12-01"), date(t, "2026-12-31"))
	c := booking.CrowdOf(tt, s, at(t, "2026-12-03 10:00"), booking.Asker{}) // Thursday: Saturday is the first day
	if !c.From.Equal(at(t, "2026-12-05 00:00")) || !c.To.Equal(at(t, "2026-12-11 00:00")) || c.Free != 9*time.Hour {
		t.Errorf("it is %+v", c)
	}
}

func TestCase54WaitingCountsFromTheAppointmentAndLateIsNotTooLate(t *testing.T) {
	t.Parallel()
	appointment := at(t, "2026-11-24 10:00")
	if got := booking.WaitingSince(appointment, at(t, "2026-11-24 09:20")); !got.Equal(appointment) {
		t.Errorf("40 minutes early waits since %v", got)
	}
	late := at(t, "2026-11-24 10:20")
	if got := booking.WaitingSince(appointment, late); !got.Equal(late) {
		t.Errorf("20 minutes late waits since %v", got)
	}
	tt := familyDesk(t)
	tt.Taken = []caterina.Taken{taken(t, "2026-11-24 10:30", "2026-11-24 11:10")}
	v, ok := booking.NextGap(tt, counselling(), late, booking.Asker{})
	if !ok || !v.From.Equal(at(t, "2026-11-24 11:10")) {
		t.Errorf("the next gap is %v %v", v, ok)
	}
	v, ok = booking.NextGap(tt, counselling(), at(t, "2026-11-24 08:00"), booking.Asker{})
	if !ok || !v.From.Equal(at(t, "2026-11-24 09:00")) {
		t.Errorf("before the office opens it is %v %v", v, ok)
	}
	tt.Desks[0].Lanes = append(tt.Desks[0].Lanes, caterina.Lane{Number: 2})
	v, ok = booking.NextGap(tt, counselling(), late.Add(30*time.Second), booking.Asker{})
	if !ok || !v.From.Equal(at(t, "2026-11-24 10:21")) || v.Spots[0].Lane != 2 {
		t.Errorf("with a lane for staff it is %v %v", v, ok)
	}
	for _, now := range []string{"2026-11-24 11:31", "2026-11-28 10:00"} {
		if v, ok := booking.NextGap(tt, counselling(), at(t, now), booking.Asker{}); ok {
			t.Errorf("at %s there is a gap at %v", now, v.From)
		}
	}
}

func TestCase59CodesCanBeReadOnTheTelephone(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 2000 {
		code, err := booking.NewCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if len(code) != 7 || strings.ContainsAny(code, "01IOAEU") || seen[code] {
			t.Errorf("the code is %q", code)
		}
		seen[code] = true
		for _, r := range code {
			letters[r]++
		}
		for _, typed := range []string{strings.ToLower(code), booking.ShowCode(code), " " + strings.ToLower(booking.ShowCode(code)) + " ", code[:2] + "-" + code[2:]} {
			if got := caterina.NormalCode(typed); got != code {
				t.Errorf("%q is read as %q", typed, got)
			}
		}
	}
	for r, n := range letters {
		if n < 300 || n > 700 { // 14000 ÷ 29 is 483
			t.Errorf("%c comes %d times", r, n)
		}
	}
	if len(letters) != len(caterina.CodeAlphabet) {
		t.Errorf("%d letters are used", len(letters))
	}
}

func TestCodesNeedChance(t *testing.T) {
	t.Parallel()
	if code, err := booking.NewCode(bytes.NewReader([]byte{255, 254, 0, 1, 2, 3, 4, 5, 28})); err != nil || code != "234567Z" {
		t.Errorf("the code is %q %v", code, err)
	}
	if _, err := booking.NewCode(iotest.ErrReader(errors.New("no chance"))); err == nil {
		t.Error("without chance there is a code")
	}
	if got := booking.ShowCode("K7"); got != "K7" {
		t.Errorf("what is no code becomes %q", got)
	}
}

func TestLabelsSayTheWeekday(t *testing.T) {
	t.Parallel()
	when := at(t, "2026-11-24 09:05")
	for got, want := range map[string]string{
		booking.Label(when, "it"):                                "martedì 24 novembre 2026, ore 9:05",
		booking.Label(when, "fr"):                                "martedì 24 novembre 2026, ore 9:05",
		booking.Label(when, "en"):                                "Tuesday 24 November 2026, at 9:05",
		booking.ShortLabel(when, "it"):                           "martedì 24 novembre, ore 9:05",
		booking.DayLabel(date(t, "2027-01-03"), "it"):            "domenica 3 gennaio 2027",
		booking.Title(caterina.Service{}, "it"):                  "Appuntamento in Comune",
		booking.Title(counselling(), "en"):                       "Consulenza famiglia",
		booking.Where(counselling(), caterina.Office{Name: "A"}): "A",
		booking.Initials("maria  (detta Mimì) D'Angelo"):         "M. D. M. D.",
		booking.Initials(""):                                     "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
