package when

import (
	"strings"
	"time"

	"example.org/caterina"
)

// walker goes through the steps of a message and makes a wish of them.
type walker struct {
	steps []step
	wish  wish
	not   bool // what comes is not wished for
	free  bool // what was said is when the citizen is busy: "lavoro fino alle 14"
}

func (w *walker) walk() {
	for k := 0; k < len(w.steps); {
		s := w.steps[k]
		if len(s.values) > 0 {
			k += w.plain(k)
			continue
		}
		k += w.operator(k)
	}
}

// text is the word of the step at k, "" for a value and where there is none.
func (w *walker) text(k int) string {
	if k < 0 || k >= len(w.steps) {
		return ""
	}
	return w.steps[k].text
}

func (w *walker) valued(k int) bool { return k >= 0 && k < len(w.steps) && len(w.steps[k].values) > 0 }

// skip returns the first step from k on that is none of several words.
func (w *walker) skip(k int, several func(string) bool) int {
	for several(w.text(k)) {
		k++
	}
	return k
}

// value is the value that comes next, behind small words; -1 for none.
func (w *walker) value(k int) int {
	if k = w.skip(k, filler); w.valued(k) {
		return k
	}
	return -1
}

// plain takes the values at k as they stand, or as what cannot be.
func (w *walker) plain(k int) int {
	if n := w.tied(k); n > 0 {
		return n
	}
	if w.not && w.turns(k, w.steps[k].values[0]) {
		w.not = false
	}
	not := w.not || w.refused(k)
	for _, v := range w.steps[k].values {
		v.or = w.or(k)
		switch {
		case not:
			w.wish.exclude(v)
		case w.free && v.sort == someTime:
			w.wish.from(v)
		default:
			w.wish.add(v)
		}
	}
	n := 1
	if w.text(k+n) == "no" {
		n++
	}
	return n
}

// tied takes two values with "to" or a dash between them: "Monday to Wednesday".
func (w *walker) tied(k int) int {
	if !is(w.text(k+1), "to - until") {
		return 0
	}
	b := w.value(k + 2)
	if b < 0 {
		return 0
	}
	values, ok := w.wish.stretch(w.steps[k].values[0], w.steps[b].values[0])
	if !ok {
		return 0
	}
	w.take(k, values)
	return b + 1 - k
}

// turns says whether a value behind a comma is no longer what is refused, being of
// another kind: "non di lunedì, di mattina".
func (w *walker) turns(k int, v value) bool {
	k = w.back(k, "")
	return w.text(k) == "," && w.valued(k-1) && v.dated() != w.steps[k-1].values[0].dated()
}

// take adds values as they stand, those that are read from step k on.
func (w *walker) take(k int, values []value) {
	if w.not && w.turns(k, values[0]) {
		w.not = false
	}
	for _, v := range values {
		if w.not {
			w.wish.exclude(v)
		} else {
			w.wish.add(v)
		}
	}
}

// back returns the last step before k that is no small word.
func (w *walker) back(k int, small string) int {
	k--
	for filler(w.text(k)) || is(w.text(k), small) {
		k--
	}
	return k
}

// or says whether "o" stands before the value at k.
func (w *walker) or(k int) bool {
	return is(w.text(w.back(k, "anche")), "o oppure or")
}

// refused says whether the values at k are said to be no good: "lunedì non posso",
// "lunedì e martedì no", "la mattina lavoro".
func (w *walker) refused(k int) bool {
	k++
	for {
		next := w.skip(w.skip(k, joins), filler)
		if next == k || !w.valued(next) || !joins(w.text(k)) || w.text(k) == "," && w.refusal(next+1) {
			break
		}
		k = next + 1
	}
	for w.valued(k) { // "lunedì mattina no"
		k++
	}
	return w.refusal(k)
}

// refusal says whether the words from k on refuse what stands before them.
func (w *walker) refusal(k int) bool {
	k = w.skip(k, func(t string) bool { return is(t, "mi ci io proprio purtroppo pero e is are i") })
	switch t := w.text(k); {
	case t == "no":
		return true
	case is(t, "mai never"):
		return w.value(k+1) < 0
	case is(t, "lavoro impossibile impegnato impegnata occupato occupata esclusi escluso esclusa busy cannot impossible"):
		return w.text(k+1) != "fino"
	case is(t, "non isn doesn can don"):
		if t == "can" && w.text(k+1) != "t" {
			return false
		}
		k = w.skip(k+1, func(t string) bool { return is(t, "t mi ci") })
		if !is(w.text(k), "posso riesco va vado vengo sono potrei ho sta work make come do good ok") && t != "can" {
			return false
		}
		k = w.skip(k+1, func(t string) bool { return is(t, "bene venire posso riesco make it come libero libera") })
		return w.value(k) < 0 && !is(w.text(k), "prima dopo oltre before after")
	}
	return false
}

// operator takes the word at k, with the values that it works on, and says how many
// steps that were.
func (w *walker) operator(k int) int {
	if n := w.limited(k); n > 0 {
		return n
	}
	t := w.text(k)
	switch {
	case w.excepts(k):
		w.not = true
	case is(t, "non mai not cannot can don ne"):
		return w.negation(k)
	case is(t, "finisco esco stacco smonto termino finish"):
		w.free = true
	case is(t, "ma pero invece meglio preferisco preferirei but instead rather si ok ; ! ?"), t == "." && !w.valued(k+1):
		w.not, w.free = false, false
	case w.not && !joins(t) && !filler(t) && t != "." && w.value(k+1) < 0:
		w.not = false
	}
	return 1
}

// excepts says whether the word at k takes something away from what was said.
func (w *walker) excepts(k int) bool {
	if w.value(k+1) < 0 {
		return false
	}
	t := w.text(k)
	return is(t, "tranne eccetto escluso esclusa esclusi salvo meno fuorche except excluding excluded") ||
		t == "but" && w.wish.any || t == "parte" && w.text(k-1) == "a"
}

// limited takes a word that puts a limit on days or times, with what it is about.
func (w *walker) limited(k int) int {
	switch t := w.text(k); {
	case is(t, "da dal dalla dalle dall from"):
		if n := w.between(k); n > 0 {
			return n
		}
		return w.bound(k, w.wish.from)
	case is(t, "tra fra between"):
		return w.between(k)
	case is(t, "prima before"):
		return w.bound(k, w.wish.before)
	case is(t, "dopo after") && is(w.text(k-1), "giorno day") && is(w.text(k-2), "il the"):
		return w.bound(k, w.wish.dayAfter)
	case is(t, "dopo after oltre"):
		return w.bound(k, w.wish.after)
	case is(t, "entro by until till fino within"):
		if w.free || w.busy(k) {
			return w.bound(k, w.wish.from)
		}
		return w.bound(k, w.wish.until)
	case t == "tardi" && w.text(k-2) == "al":
		return w.bound(k, w.wish.until)
	}
	return 0
}

// busy says whether the clause before k tells when the citizen has no time.
func (w *walker) busy(k int) bool {
	for n := 1; n <= 4 && !strings.Contains(".,;?!", " "+w.text(k-n)); n++ {
		if is(w.text(k-n), "lavoro lavorare lavora impegnato impegnata occupato occupata scuola work busy") {
			return true
		}
	}
	return false
}

// bound puts a limit on the days or on the time of day. It takes no step when no
// value follows.
func (w *walker) bound(k int, limit func(value)) int {
	at := w.value(k + 1)
	if at < 0 {
		return 0
	}
	for _, v := range w.steps[at].values {
		limit(v)
	}
	w.not = false
	return at + 1 - k
}

// between reads "dal 3 al 10", "tra le 9 e le 11", "from Monday to Friday".
func (w *walker) between(k int) int {
	a := w.value(k + 1)
	if a < 0 {
		return 0
	}
	ends := "a al alla alle all to fino until till -"
	if is(w.text(k), "tra fra between") {
		ends = "e ed and -"
	}
	if !is(w.text(a+1), ends) {
		return 0
	}
	b := w.value(a + 2)
	if b < 0 {
		return 0
	}
	values, ok := w.wish.stretch(w.steps[a].values[0], w.steps[b].values[0])
	if !ok {
		return 0
	}
	w.take(k, values)
	return b + 1 - k
}

// negation reads what "non" is about: a time that will not do, or "non prima di".
func (w *walker) negation(k int) int {
	if is(w.text(k), "can don") && w.text(k+1) != "t" {
		return 1
	}
	next := w.skip(k+1, beforeRefused)
	limit := w.wish.until
	switch t := w.text(next); {
	case is(t, "prima before"):
		limit = w.wish.from
	case is(t, "dopo oltre after later tardi"):
	case w.valued(next), is(t, "tra fra dal dalle da between") && w.value(next+1) >= 0:
		w.not = true
		return next - k
	default:
		return 1
	}
	if n := w.bound(next, limit); n > 0 {
		return next - k + n
	}
	return 1
}

// beforeRefused says whether a word may stand between "non" and what is refused.
func beforeRefused(t string) bool {
	if is(t, "dopo dal dalle da") {
		return false
	}
	return filler(t) || is(t, "t posso potrei riesco vengo venire vorrei voglio sono ci libero libera ho tempo va bene mi disponibile ne piu "+
		"make it come do free available want i am")
}

// stretch is from one value to another of its kind.
func (w *wish) stretch(a, b value) ([]value, bool) {
	switch {
	case a.sort == someTime && b.sort == someTime:
		from, to := a.resolved(), b.resolved()
		if to <= from && !b.sure && to < lunch {
			to += lunch
		}
		return []value{part(from, to)}, from < to
	case a.sort == someWeekday && b.sort == someWeekday:
		return stretchOfWeek(a.weekday, b.weekday), true
	case a.dated() && b.dated():
		return stretchOfDays(a, b)
	case a.sort == noTime:
		return []value{a}, true
	case b.sort == noTime:
		return []value{b}, true
	}
	return nil, false
}

// stretchOfWeek is from one day of the week to another.
func stretchOfWeek(a, b time.Weekday) []value {
	values := []value{{sort: someWeekday, weekday: a}}
	for d := a; d != b; {
		d = (d + 1) % 7
		values = append(values, value{sort: someWeekday, weekday: d})
	}
	return values
}

// dated says whether a value has a date, if only a weekday's next one.
func (v value) dated() bool { return v.sort == someDays || v.sort == someWeekday }

func stretchOfDays(a, b value) ([]value, bool) {
	first, last := a.days.First, b.days.Last
	if last.Before(first) {
		switch {
		case b.near || b.sort == someWeekday:
			last = last.AddDays(7)
		case a.borrowed && first.Day <= 31:
			first = caterina.Date{Year: addMonths(first, -1).Year, Month: addMonths(first, -1).Month, Day: first.Day}
		case b.bare:
			last = nextDay(first, last.Day)
		}
	}
	v := fromTo(first, last)
	v.near = a.near && b.near
	return []value{v}, exists(first) && !last.Before(first)
}
