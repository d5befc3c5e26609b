package booking

import (
	"slices"
	"time"

	"example.org/caterina"
)

// listed is how many times are said at once of a list that goes on.
const listed = 6

// List returns the times that are as wished, all of them in order, some at once: the
// first ones after a time, or the last ones before one. When nothing is as wished they
// are all the times there are, from the wished day on, and Exact is false. The times of
// several offices that are at one moment stay together, so that no list ever leaves one
// out.
func List(free []caterina.Vacancy, when caterina.When, after, before time.Time) caterina.Times {
	var wished, others []caterina.Vacancy
	for _, v := range distinct(free) {
		switch {
		case when.Problem == "" && Matches(when, v.From):
			wished = append(wished, v)
		case !excluded(when, dayOf(v)):
			others = append(others, v)
		}
	}
	exact := len(wished) > 0
	if !exact {
		wished = others
	}
	var times caterina.Times
	switch {
	case !before.IsZero():
		times = pageBefore(wished, before)
	case !after.IsZero() || exact || len(when.Days) == 0 || when.Problem != "":
		times = pageAfter(wished, after)
	default:
		times = pageAfter(wished, midnight(firstDay(when.Days)).Add(-1))
		if len(times.Slots) == 0 {
			times = pageBefore(wished, midnight(firstDay(when.Days)))
		}
	}
	times.Exact = exact
	return times
}

// firstDay is the first day of some.
func firstDay(days []caterina.DateRange) caterina.Date {
	first := days[0].First
	for _, r := range days[1:] {
		if r.First.Before(first) {
			first = r.First
		}
	}
	return first
}

// pageAfter is the part of a list that begins after a time.
func pageAfter(list []caterina.Vacancy, after time.Time) caterina.Times {
	first := slices.IndexFunc(list, func(v caterina.Vacancy) bool { return v.From.After(after) })
	if first < 0 {
		return caterina.Times{Before: len(list) > 0}
	}
	end := min(first+listed, len(list))
	for end < len(list) && list[end].From.Equal(list[end-1].From) {
		end++
	}
	return pageOf(list, first, end)
}

// pageBefore is the part of a list that ends before a time.
func pageBefore(list []caterina.Vacancy, before time.Time) caterina.Times {
	end := slices.IndexFunc(list, func(v caterina.Vacancy) bool { return !v.From.Before(before) })
	if end < 0 {
		end = len(list)
	}
	first := max(0, end-listed)
	for first > 0 && list[first-1].From.Equal(list[first].From) {
		first--
	}
	return pageOf(list, first, end)
}

func pageOf(list []caterina.Vacancy, first, end int) caterina.Times {
	times := caterina.Times{Before: first > 0, More: end < len(list)}
	for _, v := range list[first:end] {
		times.Slots = append(times.Slots, caterina.Slot{Service: v.Service, Office: v.Office, From: v.From, To: v.To})
	}
	return times
}
