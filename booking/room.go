package booking

import (
	"slices"
	"time"

	"example.org/caterina"
)

// room is when appointments can be made on the lanes of an office on one day.
type room struct {
	now     int64
	service []serviceRoom
}

// serviceRoom is when a service can be given: what each place takes, with its
// buffers, and when its appointment begins.
type serviceRoom struct {
	slug   string
	places map[caterina.Spot][]place
}

type place struct {
	span
	starts int64
}

// roomOn looks for the places of a day, those that are over included: what was free
// then was not a pause.
func roomOn(t caterina.Timetable, services []caterina.Service, day caterina.Date, now time.Time) *room {
	r := &room{now: now.Unix()}
	t.Taken = slices.DeleteFunc(slices.Clone(t.Taken), func(k caterina.Taken) bool { return k.Held && !k.HeldUntil.After(now) })
	if start := midnight(day); start.Before(now) {
		now = start.Add(-time.Second)
	}
	for _, s := range services {
		f := newSearch(&t, s, now, day, day, Asker{Staff: true})
		if f.within.from >= f.within.to {
			continue
		}
		places := map[caterina.Spot][]place{}
		for _, l := range f.lanes {
			f.found = f.found[:0]
			f.look(l)
			for _, found := range f.found {
				start := f.midnight[0] + int64(found>>(64-timeBits))
				places[l.Spot] = append(places[l.Spot], place{span{start - f.before, start + f.length + f.after}, start})
			}
		}
		r.service = append(r.service, serviceRoom{s.Slug, places})
	}
	return r
}

// weigh says how many appointments a free stretch has room for, one after the other,
// and for what. Where no service fits in, it is a pause. What has begun is weighed by
// what is left of it.
func (r *room) weigh(spot caterina.Spot, s *caterina.LaneStretch) {
	s.Kind = caterina.StretchPause
	over := s.To.Unix() <= r.now
	for _, of := range r.service {
		n, end := 0, s.From.Unix()
		for _, p := range of.places[spot] {
			if p.from >= end && p.to <= s.To.Unix() && (over || p.starts > r.now) {
				n, end = n+1, p.to
			}
		}
		if n == 0 {
			continue
		}
		s.Kind = caterina.StretchFree
		if n > s.Places && !over {
			s.Places, s.Service = n, of.slug
		}
	}
}
