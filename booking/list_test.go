package booking_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// freeAt are places on days from 23 November 2026 on, at hours of an office each.
func freeAt(days int, offices ...string) []caterina.Vacancy {
	var free []caterina.Vacancy
	for day := range days {
		for _, hour := range []int{9, 10, 11, 15} {
			for _, office := range offices {
				from := time.Date(2026, 11, 23+day, hour, 0, 0, 0, caterina.Rome())
				free = append(free, caterina.Vacancy{Service: "s", Office: office, From: from, To: from.Add(30 * time.Minute)})
			}
		}
	}
	return free
}

func walk(free []caterina.Vacancy, when caterina.When) []caterina.Slot {
	var all []caterina.Slot
	for after := (time.Time{}); ; {
		times := booking.List(free, when, after, time.Time{})
		all = append(all, times.Slots...)
		if !times.More {
			return all
		}
		after = all[len(all)-1].From
	}
}

func TestTheListOfTimesLeavesNothingOut(t *testing.T) {
	t.Parallel()
	for _, offices := range [][]string{{"a"}, {"a", "b"}, {"a", "b", "c", "d", "e"}} {
		free := freeAt(9, offices...)
		all := walk(free, caterina.When{})
		if len(all) != len(free) {
			t.Errorf("%d offices: %d of %d times are listed", len(offices), len(all), len(free))
		}
		for i := range all[1:] {
			if all[i+1].From.Before(all[i].From) {
				t.Errorf("%v comes after %v", all[i+1].From, all[i].From)
			}
		}
	}
}

func TestTheListOfTimesKeepsToTheWish(t *testing.T) {
	t.Parallel()
	for _, s := range walk(freeAt(20, "a"), caterina.When{From: 13 * 60, Weekdays: []time.Weekday{time.Thursday}}) {
		if s.From.Weekday() != time.Thursday || s.From.Hour() != 15 {
			t.Errorf("%v is not as wished", s.From)
		}
	}
}

func TestTheListOfTimesLeadsBack(t *testing.T) {
	t.Parallel()
	free := freeAt(5, "a", "b")
	first := booking.List(free, caterina.When{}, time.Time{}, time.Time{})
	second := booking.List(free, caterina.When{}, first.Slots[len(first.Slots)-1].From, time.Time{})
	if first.Before || !second.Before {
		t.Errorf("before the first part: %v, before the second: %v", first.Before, second.Before)
	}
	back := booking.List(free, caterina.When{}, time.Time{}, second.Slots[0].From)
	if len(back.Slots) != len(first.Slots) || !back.Slots[0].From.Equal(first.Slots[0].From) || back.Before || !back.More {
		t.Errorf("the way back leads to %v", back)
	}
	if none := booking.List(free, caterina.When{}, time.Time{}, first.Slots[0].From); len(none.Slots) > 0 {
		t.Errorf("before the first there is %v", none.Slots)
	}
}

func TestTheListBeginsAtTheWishedDayWhenNothingIsAsWished(t *testing.T) {
	t.Parallel()
	day := caterina.Date{Year: 2026, Month: 11, Day: 25}
	night := caterina.When{Days: []caterina.DateRange{{First: day, Last: day}}, To: 5 * 60}
	times := booking.List(freeAt(5, "a"), night, time.Time{}, time.Time{})
	if times.Exact || !times.Before || caterina.DateOf(times.Slots[0].From) != day {
		t.Errorf("the list begins with %v", times)
	}
	far := caterina.When{Days: []caterina.DateRange{{First: day.AddDays(90), Last: day.AddDays(90)}}}
	if times = booking.List(freeAt(5, "a"), far, time.Time{}, time.Time{}); len(times.Slots) == 0 || times.More {
		t.Errorf("beyond the last time there is %v", times)
	}
}

func TestAtNightNobodyIsThereWhateverTheDay(t *testing.T) {
	t.Parallel()
	for _, when := range []caterina.When{{To: 5 * 60}, {Around: clockPtr(t, "03:00")}} {
		times := offer(t, twoShifts(t), when)
		if times.Exact || times.Why != caterina.ProblemOutside {
			t.Errorf("%v: exact %v, because %q", when, times.Exact, times.Why)
		}
	}
}

func TestEachOfTwoDaysHasItsHalf(t *testing.T) {
	t.Parallel()
	day := func(n int) []caterina.DateRange {
		d := caterina.Date{Year: 2026, Month: 11, Day: 23}.AddDays(n)
		return []caterina.DateRange{{First: d, Last: d}}
	}
	when := caterina.When{
		Days:  append(day(0), day(1)...),
		Parts: []caterina.DayPart{{Days: day(0), To: 13 * 60}, {Days: day(1), From: 13 * 60}},
	}
	times := booking.Choose(freeAt(5, "a"), when, time.Time{})
	if len(times.Slots) != 3 || !times.Exact {
		t.Fatalf("offered are %v", times)
	}
	for _, s := range times.Slots {
		if s.From.Day() == 23 != (s.From.Hour() < 13) || s.From.Day() > 24 {
			t.Errorf("%v is not as wished", s.From)
		}
	}
}
