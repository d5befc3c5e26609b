package when

import "example.org/caterina"

// clock reads a time of day: "alle dieci e mezza", "9:30", "half past ten".
func (r *reader) clock(i int) ([]value, int) {
	if v, n := r.pastHour(i); n > 0 {
		return []value{v}, n
	}
	at, n := r.hour(i)
	if n == 0 {
		return nil, 0
	}
	v := value{sort: someTime, at: at, sure: at >= noon || is(r.at(i), "mezzogiorno noon midday mezzanotte midnight")}
	v, m := r.half(v, i+n)
	return []value{v}, n + m
}

// hour reads hour and minutes.
func (r *reader) hour(i int) (caterina.Clock, int) {
	if is(r.at(i), "mezzogiorno noon midday") {
		return r.minutes(i, i+1, lunch)
	}
	if is(r.at(i), "mezzanotte midnight") {
		return r.minutes(i, i+1, 0)
	}
	switch k := r.kind(i); {
	case k == colon, k == point && (r.hourCue(i) || r.afterDay() || r.alone(i) && r.tokens[i].m%5 == 0):
		t := r.tokens[i]
		if t.n > 23 || t.m > 59 {
			return 0, 0
		}
		return caterina.Clock(t.n*60 + t.m), 1
	case k != digit && k != word, is(r.at(i), "a un"), r.num(i) < 1, r.num(i) > 23, !r.hourCue(i) && !r.hourMark(i+1):
		return 0, 0
	}
	return r.minutes(i, i+1, caterina.Clock(r.num(i)*60))
}

// hourMark says whether what follows a number makes it an hour: "3 pm".
func (r *reader) hourMark(i int) bool {
	return is(r.at(i), "am pm") || r.phrase(i, "o clock") > 0
}

// afterDay says whether a day was read just before: "lunedì 9.30".
func (r *reader) afterDay() bool {
	if len(r.done) == 0 {
		return false
	}
	values := r.done[len(r.done)-1].values
	return len(values) > 0 && values[len(values)-1].sort != someTime
}

// alone says whether the message is this token and marks.
func (r *reader) alone(i int) bool {
	for j, t := range r.tokens {
		if j != i && t.kind != mark {
			return false
		}
	}
	return true
}

// hourCue says whether the words before a number make it an hour. Italian tells by
// the gender: "alle 3" is a time, "il 3" a day.
func (r *reader) hourCue(i int) bool {
	cue := r.at(i - 1)
	switch {
	case is(cue, "alle dalle ore h sulle delle verso at around about"), r.phrase(i-2, "h .", "ore .") > 0:
		return true
	case cue == "le":
		return is(r.at(i-2), "verso dopo per tra fra entro oltre circa con e o oppure passate fino") || r.at(i-2) != "sono" && r.endsHour(i+1)
	case is(cue, "all l dall dell"):
		return r.at(i) == "una" || cue == "all" && r.num(i) == 1
	case r.kind(i) == digit && is(cue, "before after by until till from between"):
		_, day := r.dayAndMonth(i, r.num(i))
		return day == 0 && !is(r.at(i+1), "of days weeks months day week month")
	}
	v, ok := r.last()
	return ok && v.sort == someTime && r.at(i) != "un" && r.at(i) != "a"
}

// endsHour says whether "le 3" may end before i: it is no time in "le 3 rate".
func (r *reader) endsHour(i int) bool {
	if r.kind(i) == taken && i >= len(r.tokens) || r.kind(i) == mark {
		return true
	}
	_, _, day := weekdayOf(r.at(i))
	return day || is(r.at(i), "e o oppure meno di del della circa in va vanno mi per se ma sarebbe sono andrebbe domani oggi dopodomani")
}

// minutes reads what follows an hour: "e mezza", "e un quarto", "meno dieci".
func (r *reader) minutes(start, i int, at caterina.Clock) (caterina.Clock, int) {
	n := i - start
	m, used := r.minute(i+1, start)
	switch {
	case used == 0:
	case r.at(i) == "e":
		return at + m, n + 1 + used
	case r.at(i) == "meno" && at > m:
		return at - m, n + 1 + used
	}
	return at, n
}

// minute reads the minutes beside the hour at start. Between two hours a number is
// the second of them: "tra le 9 e 10".
func (r *reader) minute(i, start int) (caterina.Clock, int) {
	switch {
	case is(r.at(i), "mezza mezzo"):
		return 30, 1
	case r.phrase(i, "un quarto", "quarto") > 0:
		return 15, r.phrase(i, "un quarto", "quarto")
	case r.phrase(i, "tre quarti") > 0:
		return 45, 2
	}
	between := is(r.at(start-1), "tra fra between") || is(r.at(start-2), "tra fra") && r.at(start-1) == "le"
	m := r.num(i)
	if m < 5 || m > 55 || m%5 != 0 || between && m < 24 || r.kind(i) == taken {
		return 0, 0
	}
	return caterina.Clock(m), 1
}

// pastHour reads the English way: "half past ten", "a quarter to nine".
func (r *reader) pastHour(i int) (value, int) {
	j := r.skip(i, "a")
	m := caterina.Clock(r.num(j))
	switch {
	case r.at(j) == "half":
		m = 30
	case r.at(j) == "quarter":
		m = 15
	case m < 5 || m > 30 || r.kind(j) == taken:
		return value{}, 0
	}
	h := caterina.Clock(r.num(j + 2))
	if h < 1 || h > 12 || !is(r.at(j+1), "past to") || r.kind(j) == digit && r.at(j+1) == "to" {
		return value{}, 0
	}
	at := h*60 + m
	if r.at(j+1) == "to" {
		at = h*60 - m
	}
	v, n := r.half(value{sort: someTime, at: at}, j+3)
	return v, j + 3 + n - i
}

// half reads what says which half of the day a time is in: "del pomeriggio", "pm".
func (r *reader) half(v value, i int) (value, int) {
	n := max(r.phrase(i, "in punto", "o clock", "circa"), 0)
	switch j := r.skip(i+n, "di del della al in the") - i; {
	case r.at(i+n) == "am":
		v.sure, n = true, n+1
	case r.at(i+n) == "pm":
		v, n = v.second(), n+1
	case j == n:
	case is(r.at(i+j), "mattina mattinata morning"):
		v.sure, n = true, j+1
	case is(r.at(i+j), "notte night"):
		switch {
		case v.at == lunch:
			v.at = 0
		case v.at >= 8*60:
			v = v.second()
		}
		v.sure, n = true, j+1
	case is(r.at(i+j), "pomeriggio sera afternoon evening"):
		v, n = v.second(), j+1
	}
	return v, n
}

// second is a time in the second half of the day.
func (v value) second() value {
	if v.sure = true; v.at < lunch {
		v.at += lunch
	}
	return v
}

// hoursTie reads "ore 9-11", and "9-11" where nothing else is said.
func (r *reader) hoursTie(i int) ([]value, int) {
	if r.kind(i) != tie {
		return nil, 0
	}
	t := r.tokens[i]
	working := t.n >= 7 && t.m <= 20 && t.n < t.m
	if !working || !is(r.at(i-1), "ore h dalle alle le") && !r.alone(i) {
		return nil, 0
	}
	return []value{part(caterina.Clock(t.n*60), caterina.Clock(t.m*60))}, 1
}
