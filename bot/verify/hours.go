package verify

import "slices"

// mixedHours says whether the times of day of a sentence stand together in no card:
// they must all be of one place's hours, each with its weekdays. It returns the one at
// fault.
func (c *Checker) mixedHours(k *claim) *fact {
	var times []*fact
	for _, f := range k.own {
		if f.kind == kClock && !c.isToday(k, f) && !c.fromCitizen(k, f) {
			times = append(times, f)
		}
	}
	if len(times) == 0 {
		return c.wrongHalf(k)
	}
	bad := times[0]
	whole := timetable(times)
	for _, s := range k.cited {
		for block := range s.blocks() {
			if !k.mayBeAt(s.officeOf(block)) {
				continue
			}
			wrong := s.lacks(times, block, whole)
			if wrong == nil {
				return nil
			}
			bad = wrong
		}
	}
	return bad
}

// wrongHalf returns the weekdays that a sentence without times of day gives to the
// wrong half of the day: "lunedì pomeriggio" where Monday is 9–12.
func (c *Checker) wrongHalf(k *claim) *fact {
	for _, f := range k.own {
		if f.kind != kWeekday || f.end >= len(k.tokens) {
			continue
		}
		for n, list := range []string{"before-noon", "after-noon"} {
			if k.tokens[f.end].in(list) && !k.openInHalf(f, n == 0) {
				return f
			}
		}
	}
	return nil
}

// afterLunch is when an afternoon begins, in minutes since midnight.
const afterLunch = 13*hour + 30

// openInHalf says whether a cited card has, on all of some weekdays, a time before or
// after noon; or speaks of halves of days itself.
func (k *claim) openInHalf(f *fact, morning bool) bool {
	half := "part pm"
	if morning {
		half = "part am"
	}
	var days int64
	for _, s := range k.cited {
		for _, g := range s.seen[kClock] {
			if g.cmp == cmpRange && (morning && g.lo < noon || !morning && g.hi > afterLunch) {
				days |= int64(g.days)
			}
		}
		for _, g := range s.seen[kTerm] {
			if g.text == half {
				return true
			}
		}
	}
	return f.lo&^days == 0
}

// timetable says whether a sentence recites the hours of a week: two times or more,
// with other weekdays each. Who does that leaves no day out.
func timetable(times []*fact) bool {
	for _, f := range times {
		if f.cmp == cmpRange && f.days != 0 && times[0].days != 0 && f.days != times[0].days {
			return true
		}
	}
	return false
}

// blocks is how many blocks a source has.
func (s *source) blocks() int {
	if len(s.units) == 0 {
		return 0
	}
	return s.units[len(s.units)-1].block + 1
}

// officeOf is the office that a block of a source belongs to, nil for none.
func (s *source) officeOf(block int) []int32 {
	i := slices.IndexFunc(s.units, func(u unit) bool { return u.block == block })
	return s.units[i].office
}

// lacks returns the first of some times of day that a block does not have, or has on
// other weekdays; for a timetable, not on exactly these.
func (s *source) lacks(times []*fact, block int, whole bool) *fact {
	for _, f := range times {
		var days, said uint8
		for _, other := range times {
			if sameTime(other, f) {
				said |= other.days
			}
		}
		found, free := false, true // free: no time of the block is tied to weekdays
		for i := range s.seen[kClock] {
			g := &s.seen[kClock][i]
			if s.units[g.in].block != block {
				continue
			}
			free = free && g.days == 0
			if sameTime(f, g.fact) {
				found = true
				days |= g.days
			}
		}
		if !found || f.days&^days != 0 && !free || whole && f.cmp == cmpRange && said != days && !free {
			return f
		}
	}
	return nil
}
