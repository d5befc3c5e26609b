package when

import (
	"slices"
	"time"

	"example.org/caterina"
)

// mention is a day or a time of day as it was said, and how a wish takes it.
type mention struct {
	day  bool
	take func(*wish)
}

// mention notes a day or a time of day in its place among the others.
func (w *wish) mention(v value, take func(*wish)) {
	if v.dated() || v.sort == someTime || v.sort == somePart {
		w.mentions = append(w.mentions, mention{v.dated(), take})
	}
}

// halves gives each of several days the part of the day that was said with it: "lunedì
// mattina o martedì pomeriggio". Where one of them has none, what was said goes for
// them all.
func (w *wish) halves(out *caterina.When) {
	if w.lo != nil || w.hi != nil {
		return
	}
	groups := w.groups()
	parts := make([]caterina.DayPart, 0, len(groups))
	for _, group := range groups {
		p, ok := w.part(group, *out)
		if !ok {
			return
		}
		parts = append(parts, p)
	}
	if len(parts) < 2 {
		return
	}
	out.Parts, out.From, out.To, out.Around = parts, 0, 0, nil
}

// groups are the mentions by the day, or days, that they belong to: each begins with
// what the first one begins with.
func (w *wish) groups() [][]mention {
	var groups [][]mention
	for i, m := range w.mentions {
		if i == 0 || m.day == w.mentions[0].day && w.mentions[i-1].day != m.day {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], m)
	}
	return groups
}

// part is what one group wishes: its days, which are among those of the whole, and its
// time of day. False when it lacks one of both.
func (w *wish) part(group []mention, whole caterina.When) (caterina.DayPart, bool) {
	own := wish{today: w.today, now: w.now}
	for _, m := range group {
		m.take(&own)
	}
	if len(own.days)+len(own.weekdays) == 0 || len(own.times)+len(own.parts)+len(own.least)+len(own.most) == 0 {
		return caterina.DayPart{}, false
	}
	own.mentions = nil
	said, _ := own.settle()
	p := caterina.DayPart{Weekdays: said.Weekdays, From: said.From, To: said.To, Around: said.Around}
	for _, r := range said.Days {
		in := slices.IndexFunc(whole.Days, func(d caterina.DateRange) bool { return d == r || sameWeekday(d, r) })
		if in < 0 {
			return p, false
		}
		p.Days = append(p.Days, whole.Days[in])
	}
	return p, !slices.ContainsFunc(said.Weekdays, func(d time.Weekday) bool { return !slices.Contains(whole.Weekdays, d) })
}

// sameWeekday says whether two stretches are days of one name: what was said of the
// week has moved the one.
func sameWeekday(a, b caterina.DateRange) bool {
	return a.First == a.Last && b.First == b.Last && a.First.Weekday() == b.First.Weekday()
}
