package verify

import (
	"slices"
	"strconv"
)

// When a sentence is taken for a copy of one of a card's, in which every word that was
// put in, left out or exchanged is looked at: it lacks little of it, and is not mostly
// of something else.
const (
	mayLack    = 0.34 // of what the card's sentence says; one word or value always
	nearDraft  = 0.4  // of the draft's: the rest may be of other sentences
	leastNear  = 2    // words and values that both have
	shortest   = 3    // words of a sentence that something may be put to
	nearName   = 0.6  // the same of a title or a name, which many sentences have
	fewWords   = 5    // words and values of a short item of a list
	longEnough = 4    // words and values that a sentence says for one of them to be lacking
)

// tampered finds what of a sentence is not as in the sentence of a card that it is
// nearly a copy of: a word or a value exchanged for another, a condition put in, a "non"
// left out. It is "" for a sentence in words of its own, which is not measured by this.
func (c *Checker) tampered(k *claim) *symbol {
	if at := c.displaced(k); at != nil {
		return at
	}
	if at := c.bared(k); at != nil {
		return at
	}
	if k.near == nil {
		return nil
	}
	if at := oneMoreNo(k.near.symbols, k.draft, k.differ); at != nil {
		return at
	}
	d := copied{Checker: c, claim: k, unit: k.near}
	for i := range k.differ {
		if at := d.altered(&k.differ[i]); at != nil {
			return at
		}
	}
	return nil
}

// copied is a sentence of a draft that is nearly a copy of one of a card's.
type copied struct {
	*Checker
	*claim

	unit *unit
}

// original is the sentence of the cited cards that a draft has most of, the longer one of
// two, if it has enough of it to be its copy, and where the two differ.
func (c *Checker) original(k *claim, draft []symbol) (best *unit, differ []edit) {
	most, length, least := 0, 0, 0
	has := keysOf(draft)
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			if !has.mostOf(u.symbols) || c.lang != "it" && !english(u.tokens) {
				continue // told in another language nothing can be laid beside it
			}
			all, both := edits(u.symbols, draft)
			if !near(u.symbols, draft, both, all) || u.name && float64(both) < nearName*float64(telling(draft)) {
				continue
			}
			says, n := telling(u.symbols), size(all)
			if both > most || both == most && (says > length || says == length && n < least) {
				best, differ, most, length, least = u, all, both, says, n
			}
		}
	}
	return best, differ
}

// near says whether a draft has so much of a sentence of a card that it is made of it:
// all that it says, or all but little; of a short one, all but a word in the same place.
func near(card, draft []symbol, both int, all []edit) bool {
	says := telling(card)
	switch {
	case len(card) >= shortest && len(all) == 1 && len(all[0].card) == 0:
		return true // all of it, and something before, after or in the middle
	case says < longEnough && len(card) >= shortest && both > 0 && instead(all) && (named(all[0].draft) || slices.ContainsFunc(all[0].draft, office)):
		return true // all of it, and another name in the same place
	case !enough(both, says, telling(draft)):
		return false
	case both == says:
		return both >= min(leastNear, says)
	}
	return says >= longEnough || instead(all)
}

// instead says whether a few words stand for one, and all else is the same.
func instead(all []edit) bool {
	const few, name = 3, 4 // words; "il medico di famiglia"
	if len(all) != 1 || len(all[0].draft) > name || len(all[0].draft) > few && !slices.ContainsFunc(all[0].draft, office) {
		return false
	}
	e := &all[0]
	if slices.ContainsFunc(e.card, office) && slices.ContainsFunc(e.draft, office) {
		return true
	}
	return len(e.card) == 1 || len(e.card) == len(e.draft) && !e.card[0].tells && telling(e.card) == 1 && telling(e.draft) == 1 // "a casa", "in ospedale"
}

// named says whether one of some words has a capital that says something.
func named(all []symbol) bool {
	return slices.ContainsFunc(all, func(s symbol) bool { return s.word.capital() && !s.word.open })
}

// valuesIn counts the values of a sentence.
func valuesIn(all []symbol) int {
	n := 0
	for i := range all {
		if all[i].fact != nil {
			n++
		}
	}
	return n
}

func size(all []edit) int {
	n := 0
	for i := range all {
		n += telling(all[i].card) + telling(all[i].draft)
	}
	return n
}

// altered returns what of an edit changes what the card says, nil when nothing does.
func (d *copied) altered(e *edit) *symbol {
	for i := range e.draft {
		if s := &e.draft[i]; s.fact != nil && d.exchanged(e.card, s.fact) {
			return s
		}
	}
	for _, change := range []func(*edit) *symbol{duty, reordered, conjoined, d.otherPlace, d.unhedged, d.relabelled, d.hung, d.put, d.unturned} {
		if s := change(e); s != nil {
			return s
		}
	}
	return nil
}

// put returns what has been put in that the card's sentence cannot have.
func (d *copied) put(e *edit) *symbol {
	for i := range e.draft {
		s := &e.draft[i]
		if s.matters() && (d.stutters(e.at+i) || !d.harmless(e, i)) || s.word.in("gives") && !d.given(e.at+i) {
			return s
		}
	}
	return nil
}

// unturned returns what of the card turns its sentence, and the draft has left out alone.
func (d *copied) unturned(e *edit) *symbol {
	if telling(e.card) > telling(e.draft) {
		return nil // left out with what it belongs to
	}
	for i := range e.card {
		if s := &e.card[i]; s.turn != "" && s.turn != "only" && !e.said(s) && (s.turn != "unit month" || !e.bounds) && !turns(e.draft, s.turn) && (s.turn != "all" || !turns(d.draft, "all")) {
			return s
		}
	}
	return nil
}

// exchanged says whether a value stands where the card has another one of its kind.
func (c *Checker) exchanged(card []symbol, f *fact) bool {
	if f.kind == kClock || f.kind == kWeekday {
		return false // the hours are compared as such
	}
	other := false
	for i := range card {
		g := card[i].fact
		if g == nil || g.kind != f.kind {
			continue
		}
		if c.holds(f, g) {
			return false
		}
		other = true
	}
	return other
}

// displaced finds a value that stands where a card has another one of its kind, in a
// sentence that is otherwise the card's: "fino a 500 euro con ISEE fino a 50.000 euro",
// with its amounts exchanged. It is nil where some sentence has all of them in place.
func (c *Checker) displaced(k *claim) *symbol {
	draft := k.draft
	var wrong *symbol
	masked := withoutValues(draft)
	has := keysOf(masked)
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			if !u.mayTrade(masked) || !has.mostOf(u.masked) || c.lang != "it" && !english(u.tokens) {
				continue
			}
			all, both := edits(u.masked, masked)
			if !near(u.masked, masked, both, all) {
				continue
			}
			at := c.misplaced(u.masked, masked)
			if at < 0 || shortened(draft, u.symbols) {
				return nil
			}
			wrong = &draft[at]
		}
	}
	return wrong
}

// mayTrade says whether a value of a unit may stand in another's place in a sentence: it
// has two, or is the same but for the one.
func (u *unit) mayTrade(masked []symbol) bool {
	return u.values > 1 || u.values == 1 && slices.EqualFunc(u.masked, masked, func(a, b symbol) bool { return a.key == b.key })
}

// shortened says whether a sentence is a card's with nothing but something left out.
func shortened(draft, card []symbol) bool {
	all, _ := edits(card, draft)
	return !slices.ContainsFunc(all, func(e edit) bool {
		return slices.ContainsFunc(e.draft, func(s symbol) bool { return s.fact != nil || s.matters() })
	})
}

// misplaced is the first value of a draft that is laid on another one, -1 for none.
func (c *Checker) misplaced(card, draft []symbol) int {
	long := longest(card, draft)
	for i, j := 0, 0; i < len(card) && j < len(draft); {
		switch {
		case card[i].key == draft[j].key:
			if f := draft[j].fact; f != nil && !c.holds(f, card[i].fact) {
				return j
			}
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return -1
}

// withoutValues is a sentence in which values of a kind are all the same.
func withoutValues(all []symbol) []symbol {
	out := slices.Clone(all)
	for i := range out {
		if f := out[i].fact; f != nil {
			switch f.kind {
			case kAmount, kPercent, kCount, kDuration, kDate, kYear, kPhone:
				out[i].key = "#" + strconv.Itoa(int(f.kind))
			default:
			}
		}
	}
	return out
}

// harmless says whether the word or value that a copy has at a place of an edit may stand
// there: it leads on, it turns the sentence as the card's words do, it stands elsewhere
// in the card's sentence or in the title, or another sentence of the card has it with
// the word beside it. In the place of something else a word must be of a whole sentence
// of the card's that was put there.
func (d *copied) harmless(e *edit, i int) bool {
	s := &e.draft[i]
	switch {
	case s.fact != nil:
		return true // it is looked for in the cards as a value
	case s.turn != "":
		return d.mayTurn(e, i)
	case has(d.unit.tokens, s.key) && !d.repeats(s.key), slices.ContainsFunc(e.card, func(o symbol) bool { return inflected(o.word.fold, s.word.fold) }):
		return true
	}
	if d.otherwiseSaid(e.at + i) {
		return true
	}
	if s.word.in("hours-cue") && !s.word.in("denial") && d.timed() {
		return !slices.ContainsFunc(e.card, func(o symbol) bool { return o.tells && o.word.in("denial") })
	}
	if slices.ContainsFunc(e.card, func(o symbol) bool { return o.fact == nil && o.matters() }) {
		return d.borrowed(e.draft)
	}
	return plainlyNeutral(s.word) || d.titled(s.key) || d.beside(e.at+i)
}

// mayTurn says whether a word that turns a sentence may stand where the card has not got
// it.
func (d *copied) mayTurn(e *edit, i int) bool {
	s := &e.draft[i]
	switch {
	case e.said(s), turns(e.card, s.turn), d.beside(e.at + i):
		return true
	case s.turn == "if":
		return d.asks(e.at+i) || d.leadsBack(e.at+i) || !turns(d.unit.symbols, "if")
	}
	return s.turn == "all" && turns(d.unit.symbols, "all")
}

// timed says whether the draft tells of hours, so that it may say "aperto" of them.
func (d *copied) timed() bool {
	return slices.ContainsFunc(d.draft, func(s symbol) bool { return s.fact != nil && s.fact.kind == kClock })
}

// asks says whether an "if" only asks: "per sapere se puoi, chiama".
func (d *copied) asks(at int) bool { return at > 0 && d.draft[at-1].word.in("asking") }

// leadsBack says whether what comes after an "if" is what the card's sentence speaks of:
// "se preferisci un CAF, prendi un appuntamento" for "con un CAF prendi un appuntamento".
func (d *copied) leadsBack(at int) bool {
	back := false
	for i := at + 1; i < len(d.draft); i++ {
		s := &d.draft[i]
		if !s.tells || s.fact == nil && s.word.in("glue", "talk") {
			continue
		}
		there := s.fact == nil && has(d.unit.tokens, s.key)
		if !there && (s.fact != nil || !plainlyNeutral(s.word) || !back) {
			return back
		}
		back = back || there
	}
	return back
}

// inflected says whether two words are forms of one: "leggi" and "leggere".
func inflected(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	const root, ending = 3, 2
	return n >= root || n >= min(len(a), len(b))-1 && n >= ending
}

// plainlyNeutral says whether a word may be put into any sentence: it is one of those
// that answers are made of, and neither money nor a no nor who one must be.
func plainlyNeutral(t *token) bool {
	return (t.in("neutral", "neutral-en", "hours-cue") || neutralStems()[stem(t.fold)]) && !t.in("payout-cue", "money-cue", "threshold-cue", "denial", "negators", "condition")
}

// has says whether a word is among some.
func has(t []token, sense string) bool {
	return slices.ContainsFunc(t, func(x token) bool { return x.sense == sense })
}

// titled says whether a word is of the title of a cited card.
func (d *copied) titled(sense string) bool {
	return slices.ContainsFunc(d.claim.cited, func(s *source) bool { return len(s.units) > 0 && has(s.units[0].tokens, sense) })
}

// matters says whether a word or a value is more than what any answer is made of.
func (s *symbol) matters() bool {
	return s.turn != "" || s.tells && (s.fact != nil || !s.word.in("glue", "talk"))
}

// borrowed says whether what was put in is another sentence of the cited cards, whole.
func (d *copied) borrowed(in []symbol) bool {
	want := mattering(in)
	return slices.ContainsFunc(d.claim.cited, func(s *source) bool {
		return slices.ContainsFunc(s.units, func(u unit) bool {
			return !u.name && len(u.matter) > 0 && (u.list == nil || u.list == d.unit.list) && slices.EqualFunc(u.matter, want, func(a, b symbol) bool { return a.key == b.key })
		})
	})
}

func mattering(all []symbol) []symbol {
	var out []symbol
	for i := range all {
		if all[i].matters() {
			out = append(out, all[i])
		}
	}
	return out
}
