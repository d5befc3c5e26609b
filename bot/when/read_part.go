package when

import "example.org/caterina"

// first reads that the first free place is wished for.
func (r *reader) first(i int) ([]value, int) {
	n := r.phrase(i, "prima possibile", "piu presto possibile", "al piu presto", "il piu presto", "quanto prima", "appena possibile", "appena si puo",
		"appena potete", "appena puoi", "appena c e posto", "appena si libera", "as soon as possible", "asap", "soonest", "earliest", "first available", "first free", "first slot",
		"primo posto", "primo appuntamento", "prima data", "prima disponibilita", "primo orario", "primo buco", "primo slot", "primo momento")
	if n == 0 && is(r.at(i), "primo prima") {
		for j := i + 1; j <= i+2 && r.kind(j) == word; j++ {
			if is(r.at(j), "libero libera disponibile utile") {
				n = 1
			}
		}
	}
	if n == 0 {
		return nil, 0
	}
	return []value{{sort: theFirst}}, n
}

// any reads that every time will do.
func (r *reader) any(i int) ([]value, int) {
	n := r.phrase(i, "quando volete", "quando vuoi", "quando vuole", "quando preferite", "quando preferisci", "non ho preferenze",
		"non ho preferenza", "nessuna preferenza", "indifferente", "per me e uguale", "per me e lo stesso", "tutti i giorni", "ogni giorno",
		"giorno qualsiasi", "giorno qualunque", "any time", "anytime", "any day", "every day", "whenever", "no preference")
	if n == 0 && is(r.at(i), "qualsiasi qualunque") && is(r.at(i+1), "giorno ora orario data momento") {
		n = 2
	}
	if n == 0 {
		return nil, 0
	}
	return []value{{sort: anyTime}}, n
}

// part reads a part of the day: "di mattina", "nel tardo pomeriggio", "stasera".
func (r *reader) part(i int) ([]value, int) {
	if v, n := r.meal(i); n > 0 {
		return []value{v}, n
	}
	now := is(r.at(i), "stamattina stamani stamane stasera tonight")
	j := i
	if is(r.at(i), "questa questo this") {
		now, j = true, i+1
	}
	v, n := r.partOfDay(j)
	if n == 0 {
		return nil, 0
	}
	if now {
		return []value{oneDay(r.today), v}, j + n - i
	}
	return []value{v}, n
}

// partOfDay reads the part itself, which "primo" or "presto" may narrow.
func (r *reader) partOfDay(i int) (value, int) {
	if is(r.at(i-1), "buon buona good") {
		return value{}, 0
	}
	narrow, j := r.at(i), i
	if is(narrow, "primo prima presto early tardo tarda late") {
		j = r.skip(i+1, "la di il al")
	}
	named, n := r.named(j)
	if n == 0 {
		return value{}, 0
	}
	j += n
	if is(r.at(j), "presto inoltrato inoltrata tardi") {
		narrow, j = r.at(j), j+1
	}
	soon, far := is(narrow, "primo prima presto early"), is(narrow, "tardo tarda late tardi inoltrato inoltrata")
	switch {
	case named.from == 0 && soon:
		named = part(0, early)
	case named.from == 0 && far:
		named = part(late, noon)
	case named.from == noon && soon:
		named = part(noon, after)
	case named.from == noon && far:
		named = part(after, 0)
	}
	return named, j - i
}

// named reads the name of a part of the day.
func (r *reader) named(i int) (value, int) {
	switch w := r.at(i); {
	case is(w, "mattina mattinata mattinate mattine stamattina stamani stamane morning mornings"):
		return part(0, noon), 1
	case is(w, "pomeriggio pomeriggi afternoon afternoons pm"):
		return part(noon, 0), 1
	case is(w, "sera serata stasera tonight evening evenings"):
		return part(evening, 0), 1
	case is(w, "notte stanotte night"):
		return part(0, dawn), 1
	}
	return value{}, 0
}

// meal reads the times that a day's work and meals give.
func (r *reader) meal(i int) (value, int) {
	if n := r.phrase(i, "pausa pranzo", "ora di pranzo", "lunch time", "lunchtime", "lunch break"); n > 0 {
		return part(lunch, eaten+30), n
	}
	if n := r.phrase(i, "dopo pranzo", "after lunch"); n > 0 {
		return part(eaten, 0), n
	}
	if n := r.phrase(i, "prima di pranzo", "before lunch"); n > 0 {
		return part(0, noon), n
	}
	if n := r.phrase(i, "dopo il lavoro", "dopo lavoro", "after work"); n > 0 {
		return part(evening, 0), n
	}
	return value{}, 0
}

// complement is the rest of the day, when it is one part.
func (v value) complement() (value, bool) {
	switch {
	case v.from == 0 && v.to > 0:
		return part(v.to, 0), true
	case v.to == 0 && v.from > 0:
		return part(0, v.from), true
	}
	return value{}, false
}

// clocks is the latest end of a part: the evening has none.
func (v value) end() caterina.Clock {
	if v.to == 0 {
		return 24 * 60
	}
	return v.to
}
