package verify

import "strings"

// claim is one sentence of a draft with what was read in it.
type claim struct {
	passage

	facts   []fact
	own     []*fact // those of the claim itself, without those of the line before it
	cited   []*source
	draft   []symbol  // its own words and values; with near and differ, of one that is not copied
	near    *unit     // the sentence of the cited cards that it is nearly a copy of; nil for none
	differ  []edit    // where it differs from that
	offices [][]int32 // the offices that it tells of; nil for none that the cards give
	whole   string    // its words, as those of a source are written
	copied  bool      // the words of a cited card, sentence for sentence
}

// told returns the facts of some that end behind the line of lead tokens.
func told(facts []fact, lead int) []*fact {
	var out []*fact
	for i := range facts {
		if facts[i].end > lead {
			out = append(out, &facts[i])
		}
	}
	return out
}

func (k *claim) words(f *fact) string {
	var b strings.Builder
	for i := f.start; i < f.end && i < len(k.tokens); i++ {
		if i > f.start && !k.tokens[i].glued {
			b.WriteByte(' ')
		}
		b.WriteString(k.tokens[i].raw)
	}
	return b.String()
}

// unsupportedName checks a name of an office, a body or a person.
func (c *Checker) unsupportedName(k *claim, f *fact) Reason {
	if k.freeName(f) {
		return ""
	}
	parts := strings.Fields(f.text)
	for _, s := range k.cited {
		if s.names.hold(parts) {
			return ""
		}
	}
	return Office
}

// freeName says whether a name is one that any sentence may have: "Comune",
// "Caterina".
func (k *claim) freeName(f *fact) bool {
	return f.end-f.start == 1 && k.tokens[f.start].in("name-free")
}

// isToday says whether a fact is the day the answer is for, said as such.
func (c *Checker) isToday(k *claim, f *fact) bool {
	if f.cmp != cmpNone || !saysToday(k.tokens) {
		return false
	}
	d := c.today
	switch f.kind {
	case kDate:
		return f.lo%10_000 == dateValue(0, int64(d.Month), int64(d.Day)) && (f.lo < 10_000 || f.lo/10_000 == int64(d.Year))
	case kYear:
		return f.lo == int64(d.Year)
	case kWeekday:
		return f.lo == 1<<((int(d.Weekday())+6)%7)
	default:
		return false
	}
}

func saysToday(t []token) bool {
	for _, x := range t {
		if x.fold == "oggi" || x.fold == "today" {
			return true
		}
	}
	return false
}
