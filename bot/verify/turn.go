package verify

import "slices"

// said says whether a word that turns a sentence need not be looked for on the other
// side of an edit: what bounds a value, and how often an amount is paid, is compared with
// the value, and who may and who must is looked at by itself.
func (e *edit) said(s *symbol) bool {
	paid := e.before != nil && e.before.kind == kAmount
	if s.turn == "unit hour" || s.turn == "all" && e.allDay() {
		return e.bounds || e.allDay()
	}
	switch s.turn {
	case "must", "may":
		return true
	case "not", "atmost", "atleast", "below", "above", "before", "after":
		return e.bounds
	case "all":
		return paid
	default:
		return paid && unitOf(s.word.fold) != ""
	}
}

// allDay says whether the card has "24 ore su 24" where the draft may say "a ogni ora".
func (e *edit) allDay() bool {
	return slices.ContainsFunc(e.card, func(s symbol) bool {
		return s.fact != nil && s.fact.kind == kClock && s.fact.lo == 0 && s.fact.hi == 24*60
	})
}

func turns(all []symbol, turn string) bool {
	return slices.ContainsFunc(all, func(s symbol) bool { return s.turn == turn })
}

// duty finds a "devi" where the card has "puoi", or the other way round.
func duty(e *edit) *symbol {
	for i := range e.draft {
		s := &e.draft[i]
		other := map[string]string{"must": "may", "may": "must"}[s.turn]
		if other != "" && turns(e.card, other) && !turns(e.card, s.turn) {
			return s
		}
		if s.turn == "may" && !turns(e.card, "may") && slices.ContainsFunc(e.card, func(o symbol) bool { return o.word.in("needing", "due") }) {
			return s // "si può rinnovare" for "va rinnovato"
		}
	}
	return nil
}

// reordered finds a "secondo" where the card has "primo".
func reordered(e *edit) *symbol {
	for i := range e.draft {
		place := e.draft[i].word.class("ordinal")
		if place == "" || e.draft[i].fact != nil {
			continue
		}
		other := false
		for k := range e.card {
			switch e.card[k].word.class("ordinal") {
			case "":
			case place:
				return nil
			default:
				other = true
			}
		}
		if other {
			return &e.draft[i]
		}
	}
	return nil
}

// conjoined finds an "e" in the place of the card's "o", or the other way round: all of
// some things are not one of them.
func conjoined(e *edit) *symbol {
	or := func(s symbol) bool { return s.word.in("or") }
	and := func(s symbol) bool { return s.word.joins() && !s.word.in("or") }
	if telling(e.card) > 0 || slices.ContainsFunc(e.card, or) && slices.ContainsFunc(e.draft, or) {
		return nil
	}
	if slices.ContainsFunc(e.card, or) && slices.ContainsFunc(e.draft, and) || len(e.card) == 1 && len(e.draft) == 1 && and(e.card[0]) && or(e.draft[0]) {
		return &e.draft[0]
	}
	return nil
}

// unhedged finds a place where the card says "quasi", "di solito" or "fuori", and a copy
// does not.
func (d *copied) unhedged(e *edit) *symbol {
	hedge := func(s symbol) bool { return s.word.in("hedge") }
	if !slices.ContainsFunc(e.card, hedge) || slices.ContainsFunc(e.draft, hedge) || telling(e.card) > telling(e.draft)+1 {
		return nil
	}
	return &d.draft[min(e.at, len(d.draft)-1)]
}

// turn names what a word does to the sentence it stands in, "" for most: for a "prima"
// that only begins to tell, and for one who does something "da solo".
func turn(t []token, i int) string {
	switch {
	case t[i].open && t[i].in("yes-no") && i+1 < len(t) && t[i+1].is(","), t[i].open && t[i].in("opening"), i == 1 && t[0].fold == "per" && t[1].fold == "prima", i > 0 && t[i-1].fold == "da" && t[i].in("alone"):
		return ""
	case unitOf(t[i].fold) != "":
		return "unit " + unitOf(t[i].fold)
	}
	return t[i].class("turn")
}

// nos counts how often a sentence says no.
func nos(all []symbol) (n int) {
	for i := range all {
		if all[i].turn == "not" {
			n++
		}
	}
	return n
}

// oneMoreNo finds the "non" that a copy has put in, with hardly a word beside it, and the
// card does not have: whatever else the card denies, it does not deny this.
func oneMoreNo(card, draft []symbol, differ []edit) *symbol {
	if nos(draft) <= nos(card) {
		return nil
	}
	var no *symbol
	words := 0
	for i := range differ {
		for k := range differ[i].draft {
			switch s := &differ[i].draft[k]; {
			case s.turn == "not":
				no = s
			case s.tells:
				words++
			}
		}
	}
	if words > 1 {
		return nil
	}
	return no
}

// english says whether a text is English rather than Italian, by its small words.
func english(t []token) bool {
	n := 0
	for i := range t {
		if t[i].in("stop-en") {
			n++
		}
		if t[i].in("stop") {
			n--
		}
	}
	return n > 0
}
