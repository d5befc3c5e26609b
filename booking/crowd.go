package booking

import (
	"time"

	"example.org/caterina"
)

const (
	crowdDays    = 3  // working days that are watched
	crowdPercent = 30 // of what is free there
)

// Crowd is how much of what is free soon is held by people who have not said who
// they are. It is measured in time and not in places, because services differ in
// length.
type Crowd struct {
	From, To time.Time     // the first three working days that can be taken
	Free     time.Duration // what is free for citizens there, held by such people or not
	Held     time.Duration // of it, by such people, the asker left out
	Limit    time.Duration // what they may hold together
}

// CrowdOf measures the desks of a service: a program that holds every place of one
// service is stopped although the office has other desks. The timetable must hold
// what is taken on those days.
func CrowdOf(t caterina.Timetable, s caterina.Service, now time.Time, a Asker) Crowd {
	c := Crowd{From: Soonest(t, s, now)}
	day := romeDay(c.From)
	left := crowdDays
	for n := 0; left > 0 && n < leadSearch; n++ {
		if worksOn(&t, day) {
			left--
		}
		day = day.AddDays(1)
	}
	c.To = midnight(day)
	within := span{ceil(c.From), c.To.Unix()}
	p := newPlan(&t, s, romeDay(c.From), day.AddDays(-1))
	for _, d := range p.desk {
		for _, l := range d.Lanes {
			if !l.Online {
				continue
			}
			open, held := p.crowdOn(caterina.Spot{Desk: d.ID, Lane: l.Number}, d.opens, within, now, a)
			c.Free += open
			c.Held += held
		}
	}
	c.Limit = c.Free * crowdPercent / 100
	return c
}

// crowdOn returns how long a lane is free, and how much of that is held by people
// who have not said who they are.
func (p *plan) crowdOn(spot caterina.Spot, opens []opening, within span, now time.Time, a Asker) (open, held time.Duration) {
	var firm, loose []span
	for _, t := range p.t.Taken {
		if t.Desk != spot.Desk || t.Lane != spot.Lane || t.Held && !t.HeldUntil.After(now) {
			continue
		}
		s := span{t.From.Unix(), ceil(t.To)}
		switch {
		case !t.Held || t.Proved:
			firm = append(firm, s)
		case t.Owner != a.Conversation || t.Owner == "":
			loose = append(loose, s)
		}
	}
	firm, loose = union(firm), union(loose)
	for _, o := range opens {
		o.span = span{max(o.from, within.from), min(o.to, within.to)}
		if o.from >= o.to {
			continue
		}
		for _, part := range minus(o.span, firm) {
			open += lengthOf([]span{part})
			held += lengthOf([]span{part}) - lengthOf(minus(part, loose))
		}
	}
	return open, held
}

func lengthOf(list []span) time.Duration {
	var seconds int64
	for _, s := range list {
		seconds += s.to - s.from
	}
	return time.Duration(seconds) * time.Second
}

// Crowded says whether one more place would be too much. The first place is always
// given, since in an office with few of them one is more than the share; and who
// asks for a later day is in nobody's way.
func (c Crowd) Crowded(v caterina.Vacancy) bool {
	if !v.From.Before(c.To) || c.Held == 0 {
		return false
	}
	return c.Held+v.Before+v.To.Sub(v.From)+v.After > c.Limit
}
