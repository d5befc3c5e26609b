package when

import (
	"slices"

	"example.org/caterina"
)

// resolved is a time whose half of the day is known: three is 15:00, as offices are
// shut at night.
func (v value) resolved() caterina.Clock {
	if !v.sure && v.at >= 60 && v.at < 7*60 {
		return v.at + lunch
	}
	return v.at
}

// inPart is a time in the light of the parts of the day that were named with it.
func (v value) inPart(parts []value) caterina.Clock {
	inside := func(at caterina.Clock) bool {
		return slices.ContainsFunc(parts, func(p value) bool { return p.from <= at && at < p.end() })
	}
	if v.sure || len(parts) == 0 {
		return v.resolved()
	}
	for _, at := range []caterina.Clock{v.at, v.at + lunch} {
		if at < 24*60 && inside(at) {
			return at
		}
	}
	return v.resolved()
}

// clocks finds the part of the day.
func (w *wish) clocks(out *caterina.When) {
	from, to := union(w.parts)
	if len(w.notDays) == 0 && len(w.notOn) == 0 {
		for _, p := range w.notParts {
			if rest, ok := p.complement(); ok {
				from, to = meet(from, to, rest.from, rest.to)
			}
		}
	}
	lo, hi := caterina.Clock(0), caterina.Clock(0)
	for _, v := range w.least {
		lo = max(lo, v.inPart(w.parts))
	}
	for _, v := range w.most {
		if at := v.inPart(w.parts); hi == 0 || at < hi {
			hi = at
		}
	}
	if lo > 0 && hi > 0 && hi <= lo {
		hi = 0
	}
	out.From, out.To = meet(from, to, lo, hi)
	w.exactly(out)
}

// exactly takes the times that were named as such. One is to be come near to, several
// are a stretch.
func (w *wish) exactly(out *caterina.When) {
	if len(w.times) == 0 {
		return
	}
	first, last := caterina.Clock(24*60), caterina.Clock(0)
	for _, v := range w.times {
		at := v.inPart(w.parts)
		first, last = min(first, at), max(last, at)
	}
	if first == last {
		out.Around = &first
		out.From, out.To = 0, 0
		return
	}
	out.From, out.To = first, last+1
}

// union is what several parts of the day cover together, as one stretch.
func union(parts []value) (from, to caterina.Clock) {
	if len(parts) == 0 {
		return 0, 0
	}
	from, end := parts[0].from, parts[0].end()
	for _, p := range parts[1:] {
		from, end = min(from, p.from), max(end, p.end())
	}
	if end >= 24*60 {
		end = 0
	}
	return from, end
}

// meet is where two stretches meet; the second one when they do not.
func meet(from, to, lo, hi caterina.Clock) (caterina.Clock, caterina.Clock) {
	a, b := max(from, lo), part(from, to).end()
	if hi > 0 && hi < b {
		b = hi
	}
	if a >= b {
		return lo, hi
	}
	if b >= 24*60 {
		b = 0
	}
	return a, b
}
