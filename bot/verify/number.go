package verify

import (
	"math"
	"strings"
)

// milli is what a value is counted in: "12,5" is 12,500.
const milli = 1000

// largest is the largest value that is reckoned with.
const largest = math.MaxInt64 / milli / milli

// number is a number that was read from some tokens.
type number struct {
	value int64 // in thousandths
	end   int   // index of the first token after it
	words bool  // written in words
	cents bool  // written with two decimals
}

// readNumber reads the number that begins at token i: digits with their
// separators, or words, with "mila", "milioni" and "e mezzo" after them.
func readNumber(t []token, i int) (number, bool) {
	n, ok := readDigits(t, i)
	if !ok {
		return readWords(t, i)
	}
	return scaled(t, n), true
}

// readDigits reads "1.500,00", "1,500.50", "20.000", "3,5", "1 500 euro".
func readDigits(t []token, i int) (number, bool) {
	if i >= len(t) || t[i].kind != digits || len(t[i].raw) > 15 {
		return number{}, false
	}
	groups, seps := []string{t[i].raw}, ""
	j := i + 1
	for j+1 < len(t) && t[j].is(".,'") && t[j].glued && t[j+1].kind == digits && t[j+1].glued {
		groups, seps = append(groups, t[j+1].raw), seps+t[j].raw
		j += 2
	}
	if seps == "" {
		for j < len(t) && !t[j].glued && spacedGroup(t, i, j) {
			groups, seps = append(groups, t[j].raw), seps+" "
			j++
		}
	}
	value, cents, ok := decode(groups, seps)
	if !ok { // "3.10.2026": only the first of them is a number
		value, _, ok = decode(groups[:1], "")
		j = i + 1
	}
	return number{value: value, end: j, cents: cents}, ok
}

// spacedGroup says whether the token j goes on a number written with spaces: three
// digits, and an amount of money in the end.
func spacedGroup(t []token, i, j int) bool {
	if t[j].kind != digits || len(t[j].raw) != 3 || len(t[i].raw) > 3 || t[i].raw[0] == '0' {
		return false
	}
	for j < len(t) && t[j].kind == digits && len(t[j].raw) == 3 {
		j++
	}
	return j < len(t) && isCurrency(t[j])
}

// decode makes a value of groups of digits and the separators between them. Three
// digits after the only separator are thousands; the last of two kinds of separator
// begins the decimals.
func decode(groups []string, seps string) (value int64, cents, ok bool) {
	whole, fraction := groups, ""
	if n := len(seps); n > 0 {
		last := groups[n]
		same := strings.Count(seps, seps[n-1:]) == n
		if (n == 1 && (len(last) != 3 || groups[0][0] == '0' || len(groups[0]) > 3)) || (n > 1 && !same) {
			whole, fraction = groups[:n], last
			if seps[n-1] == '\'' {
				return 0, false, false // an apostrophe parts thousands, never decimals
			}
		}
	}
	for i, g := range whole {
		if i > 0 && len(g) != 3 {
			return 0, false, false
		}
		for _, r := range g {
			if value = value*10 + int64(r-'0'); value > largest {
				return 0, false, false
			}
		}
	}
	return value*milli + thousandths(fraction), len(fraction) == 2, len(fraction) <= 3
}

// thousandths reads the digits after a decimal separator.
func thousandths(fraction string) int64 {
	var value int64
	for i := range 3 {
		value *= 10
		if i < len(fraction) {
			value += int64(fraction[i] - '0')
		}
	}
	return value
}

// scaled multiplies a number by the "mila", "milioni", "thousand" after it.
func scaled(t []token, n number) number {
	if n.end >= len(t) {
		return n
	}
	by := magnitude(t[n.end].fold)
	if t[n.end].fold == "k" && t[n.end].glued {
		by = 1000
	}
	if by == 0 || n.value > largest/by {
		return n
	}
	n.value *= by
	n.end++
	if half, end := halfAfter(t, n.end); half {
		n.value += by * milli / 2
		n.end = end
	}
	return n
}

// halfAfter says whether "e mezzo" stands at token i, and where it ends.
func halfAfter(t []token, i int) (bool, int) {
	if i+1 < len(t) && (t[i].fold == "e" || t[i].fold == "and") {
		if f := t[i+1].fold; f == "mezzo" || f == "mezza" {
			return true, i + 2
		}
		if i+2 < len(t) && t[i+1].fold == "a" && t[i+2].fold == "half" {
			return true, i + 3
		}
	}
	return false, i
}

func magnitude(word string) int64 {
	switch word {
	case "mila", "thousand":
		return 1000
	case "milione", "milioni", "mln", "million", "millions":
		return 1_000_000
	case "miliardo", "miliardi", "mld", "billion":
		return 1_000_000_000
	}
	return 0
}

// roman reads a Roman numeral of I, V and X, in capitals.
func roman(raw string) (int64, bool) {
	var total, last int64
	for i := len(raw) - 1; i >= 0; i-- {
		var v int64
		switch raw[i] {
		case 'I':
			v = 1
		case 'V':
			v = 5
		case 'X':
			v = 10
		default:
			return 0, false
		}
		if v < last {
			total -= v
		} else {
			total += v
			last = v
		}
	}
	return total, total > 0 && total < 40 && romanOf(total) == raw
}

func romanOf(n int64) string {
	tens, ones := []string{"", "X", "XX", "XXX"}, []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"}
	return tens[n/10] + ones[n%10]
}
