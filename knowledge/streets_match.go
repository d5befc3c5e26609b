package knowledge

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// How well some words fit the name of a street; a kind that is right counts more than
// any of them.
const (
	fitShorter  = 1 + iota // the street is called by the surname alone
	fitSurname             // the words are the surname of the street's name
	fitInitials            // a name of one of them is only a letter
	fitWhole
	rightKind = 10
)

// fitOf says how well some words fit a street's name, 0 when they do not.
func fitOf(core, said []string) int {
	switch {
	case slices.Equal(core, said):
		return fitWhole
	case len(core) == len(said):
		if shortened(core, said) {
			return fitInitials
		}
	case len(core) > len(said) && isSurname(said) && endsWith(core, said) && core[len(core)-len(said)-1] != "san":
		return fitSurname
	case len(core) < len(said) && isSurname(core) && endsWith(said, core):
		if !slices.ContainsFunc(said[:len(said)-len(core)], func(w string) bool { return len(w) > 1 && !within(forenames, w) }) {
			return fitShorter
		}
	}
	return 0
}

// shortened says whether two names are one but for words that are only their first letter.
func shortened(a, b []string) bool {
	for i := range a {
		if a[i] != b[i] && !isInitial(a[i], b[i]) {
			return false
		}
	}
	return true
}

// isInitial says whether one of two words is the first letter of the other.
func isInitial(a, b string) bool {
	return len(a) == 1 && strings.HasPrefix(b, a) || len(b) == 1 && strings.HasPrefix(a, b)
}

// isSurname says whether words are enough to know a street by that has more of them:
// no number, and no particle.
func isSurname(words []string) bool {
	return len(words[0]) > 3 && !within(streetMonths, words[0])
}

func endsWith(words, end []string) bool { return slices.Equal(words[len(words)-len(end):], end) }

// named finds the streets that the first of some words name, as many words as can be,
// and how many those are. A word of the name may be misspelt when nothing fits as it
// is written.
func (x *streets) named(kind string, name []string) (found []int32, length int) {
	for n := len(name); n > 0; n-- {
		if found = x.best(kind, name[:n], x.byLast[name[n-1]]); len(found) > 0 {
			return found, n
		}
	}
	for n := len(name); n > 0; n-- {
		if found = x.misspelt(kind, name[:n]); len(found) > 0 {
			return found, n
		}
	}
	return nil, 0
}

// best lists those of some streets that words fit best.
func (x *streets) best(kind string, said []string, of []int32) []int32 {
	var found []int32
	most := 0
	for _, i := range of {
		fit := fitOf(x.all[i].core, said)
		if fit == 0 {
			continue
		}
		if x.all[i].kind == kind {
			fit += rightKind
		}
		switch {
		case fit > most:
			most, found = fit, []int32{i}
		case fit == most:
			found = append(found, i)
		}
	}
	return found
}

// misspelt finds the one name that differs from words by one letter of a long one.
func (x *streets) misspelt(kind string, said []string) []int32 {
	var found []int32
	right := false
	for i := range x.all {
		s := &x.all[i]
		if !oneLetterOff(s.core, said) || right && s.kind != kind {
			continue
		}
		if s.kind == kind && !right {
			right, found = true, nil
		}
		found = append(found, int32(i))
	}
	for _, i := range found {
		if !slices.Equal(x.all[i].core, x.all[found[0]].core) {
			return nil // it could be either
		}
	}
	return found
}

// oneLetterOff says whether a name is some words but for one letter of a long one. A
// surname may stand for the whole name.
func oneLetterOff(core, said []string) bool {
	if len(core) > len(said) && core[len(core)-len(said)-1] != "san" {
		core = core[len(core)-len(said):]
	}
	if len(core) != len(said) {
		return false
	}
	off := 0
	for i, word := range core {
		if word == said[i] || isInitial(word, said[i]) {
			continue
		}
		if len(word) < longWord || len(said[i]) < longWord || typoDistance(word, said[i], 1) > 1 {
			return false
		}
		off++
	}
	return off == 1
}

// bare finds a street that is named without what kind it is: by all the words of its
// name, of which there are two at least.
func (x *streets) bare(text string, words []streetWord) caterina.StreetsNamed {
	var name []int
	for i, w := range words {
		if !w.glue {
			name = append(name, i)
		}
	}
	for n := min(maxStreetWords, len(name)); n > 1; n-- {
		for from := range len(name) - n + 1 {
			if inner := name[from : from+n-1]; slices.ContainsFunc(inner, func(i int) bool { return words[i].last }) || isHouse(words[inner[0]].text) {
				continue // "il 4 novembre" is a day
			}
			said := textsOf(words, name[from:from+n])
			found := x.byName[strings.Join(said, " ")]
			if len(found) == 0 && len(name) <= maxStreetWords+2 {
				found = slices.DeleteFunc(x.misspelt("", said), func(i int32) bool { return len(x.all[i].core) != n })
			}
			if len(found) > 0 {
				return x.answer(text, words, found, name[from], name[from+n-1], false)
			}
		}
	}
	return caterina.StreetsNamed{}
}

// textsOf are the words at some places.
func textsOf(words []streetWord, at []int) []string {
	texts := make([]string, len(at))
	for i, k := range at {
		texts[i] = words[k].text
	}
	return texts
}
