package booking

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// Free returns the places that can be taken at an office, on the days from one to
// another, in order of time. Equal times of several desks are one place with
// several spots. The timetable must hold the rules of all days from now to the last
// asked for (the notice an office needs is counted in them), and what is taken on
// the days that are asked for.
func Free(t caterina.Timetable, s caterina.Service, now time.Time, from, to caterina.Date, a Asker) []caterina.Vacancy {
	f := newSearch(&t, s, now, from, to, a)
	if f.within.from >= f.within.to {
		return nil
	}
	for _, lane := range f.lanes {
		f.look(lane)
	}
	return f.vacancies()
}

// search is one search for free places.
type search struct {
	*plan
	within   span // when a place may begin
	midnight []int64
	before   int64 // seconds, like the rest
	length   int64
	after    int64
	lanes    []lane
	found    []uint64 // places, packed so that sorting them as numbers sorts them by time, then by preference
}

// lane is one lane that the asker may use.
type lane struct {
	caterina.Spot
	index int
	rank  uint64 // 0 is preferred
	opens []opening
	taken []span
}

// The bits of a packed place: seconds since the search's first midnight, then rank,
// minutes that its lane is busy on that day, and the lane.
const (
	laneBits = 16
	busyBits = 11
	rankBits = 1
	timeBits = 64 - rankBits - busyBits - laneBits
)

func newSearch(t *caterina.Timetable, s caterina.Service, now time.Time, from, to caterina.Date, a Asker) *search {
	first, last := now.Unix()+1, midnight(to.AddDays(1)).Unix()
	if !a.Staff {
		first = max(first, ceil(Soonest(*t, s, now)))
		last = min(last, midnight(unreleased(s, now)).Unix())
	}
	f := &search{plan: &plan{}, within: span{max(first, midnight(from).Unix()), last}}
	if f.within.from >= f.within.to {
		return f
	}
	f.plan = newPlan(t, s, from, to)
	f.before, f.length, f.after = int64(f.s.BufferBefore)*60, int64(f.s.Duration)*60, int64(f.s.BufferAfter)*60
	for _, d := range f.days {
		f.midnight = append(f.midnight, midnight(d).Unix())
	}
	f.lanes = f.usable(now, a)
	return f
}

// usable returns the lanes that may be used, with when they are open and taken.
func (f *search) usable(now time.Time, a Asker) []lane {
	taken := takenBySpot(f.t.Taken, now, a)
	var list []lane
	for _, d := range f.desk {
		for _, l := range d.Lanes {
			if l.Extra != a.beyond || !l.Online && !a.Staff {
				continue
			}
			spot := caterina.Spot{Desk: d.ID, Lane: l.Number}
			var rank uint64
			if a.Staff && l.Online {
				rank = 1 // what is kept for staff is of no use to anybody else
			}
			list = append(list, lane{Spot: spot, rank: rank, opens: d.opens, taken: union(taken[spot])})
		}
	}
	slices.SortFunc(list, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.Desk, b.Desk), cmp.Compare(a.Lane, b.Lane))
	})
	for i := range list {
		list[i].index = i
	}
	return list
}

// takenBySpot returns what is taken for an asker. A hold that has run out takes
// nothing, and neither does what the asker holds or leaves.
func takenBySpot(taken []caterina.Taken, now time.Time, a Asker) map[caterina.Spot][]span {
	bySpot := map[caterina.Spot][]span{}
	for _, t := range taken {
		switch {
		case t.Held && !t.HeldUntil.After(now):
		case t.Held && t.Owner == a.Conversation && t.Owner != "":
		case !t.Held && t.Booking == a.Moving && t.Booking != 0:
		default:
			spot := caterina.Spot{Desk: t.Desk, Lane: t.Lane}
			bySpot[spot] = append(bySpot[spot], span{t.From.Unix(), ceil(t.To)})
		}
	}
	return bySpot
}

// look finds the free places of a lane.
func (f *search) look(l lane) {
	busy := f.busy(l.taken)
	step, day, next := int64(f.s.Step)*60, 0, 0
	for _, o := range l.opens {
		for start := f.firstStart(o, step); start+f.length+f.after <= o.to && start < f.within.to; start += step {
			for next < len(l.taken) && l.taken[next].to <= start-f.before {
				next++
			}
			if next < len(l.taken) && l.taken[next].from < start+f.length+f.after {
				continue
			}
			for day+1 < len(f.midnight) && f.midnight[day+1] <= start {
				day++
			}
			f.found = append(f.found, f.pack(start, l.rank, busy[day], l.index))
		}
	}
}

// firstStart returns the first time in an opening that counts, a whole number of
// steps after the opening's beginning.
func (f *search) firstStart(o opening, step int64) int64 {
	start := max(o.from+f.before, f.within.from)
	return o.begins + (start-o.begins+step-1)/step*step
}

// busy returns for how many minutes of each day a lane is taken.
func (f *search) busy(taken []span) []uint64 {
	minutes := make([]uint64, len(f.midnight))
	day := 0
	for _, t := range taken {
		for day+1 < len(f.midnight) && f.midnight[day+1] <= t.from {
			day++
		}
		if t.from >= f.midnight[0] {
			minutes[day] += uint64(t.to-t.from) / 60 //nolint:gosec // a span ends after it begins
		}
	}
	return minutes
}

func (f *search) pack(start int64, rank, busy uint64, index int) uint64 {
	key := uint64(start - f.midnight[0]) //nolint:gosec // no start is before the first midnight
	key = key<<rankBits | rank
	key = key<<busyBits | min(busy, 1<<busyBits-1)
	return key<<laneBits | uint64(index) //nolint:gosec // an index is not negative
}

// vacancies puts together the spots of each time.
func (f *search) vacancies() []caterina.Vacancy {
	if len(f.found) == 0 {
		return nil
	}
	slices.Sort(f.found)
	const mask = 1<<laneBits - 1
	spots := make([]caterina.Spot, 0, len(f.found))
	var list []caterina.Vacancy
	for i, from := 0, 0; i < len(f.found); i++ {
		spots = append(spots, f.lanes[f.found[i]&mask].Spot)
		if i+1 < len(f.found) && f.found[i+1]>>(64-timeBits) == f.found[i]>>(64-timeBits) {
			continue
		}
		start := f.midnight[0] + int64(f.found[i]>>(64-timeBits))
		list = append(list, f.vacancy(start, spots[from:len(spots):len(spots)]))
		from = len(spots)
	}
	return list
}

func (f *search) vacancy(start int64, spots []caterina.Spot) caterina.Vacancy {
	from := time.Unix(start, 0).In(caterina.Rome())
	return caterina.Vacancy{
		Service: f.s.Slug, Office: f.t.Office.Slug, From: from, To: from.Add(time.Duration(f.length) * time.Second),
		Before: time.Duration(f.before) * time.Second, After: time.Duration(f.after) * time.Second,
		Spots: spots, Version: f.t.Version,
	}
}
