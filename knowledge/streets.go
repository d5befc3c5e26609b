package knowledge

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// streets finds a town's streets in what people write.
type streets struct {
	all    []street
	byLast map[string][]int32 // by the last word of the name, where surnames stand
	byName map[string][]int32 // by all its words
}

// street is one of them with its name cut into words.
type street struct {
	caterina.Street
	kind     string
	core     []string
	district []string
}

// Bounds of what is read for a street's name.
const (
	maxStreetWords = 6
	maxStreetText  = 2000 // bytes of a text; a message is not longer
	longWord       = 6    // letters: a word of so many may have one wrong
)

func newStreets(list []caterina.Street) *streets {
	x := &streets{byLast: map[string][]int32{}, byName: map[string][]int32{}}
	for _, s := range list {
		one := street{Street: s}
		one.kind, one.core = nameOfStreet(s.Name)
		_, one.district = nameOfStreet(s.District)
		if len(one.core) == 0 {
			continue
		}
		number := int32(len(x.all)) //nolint:gosec // some ten thousand streets
		x.all = append(x.all, one)
		last, name := one.core[len(one.core)-1], strings.Join(one.core, " ")
		x.byLast[last] = append(x.byLast[last], number)
		x.byName[name] = append(x.byName[name], number)
	}
	return x
}

// Streets finds the street that a text names. The number of the house is ignored, short
// forms are read, and a surname is enough. Without "via" it takes two words of the name.
func (x *Index) Streets(text string) caterina.StreetsNamed {
	if x.streets == nil || len(x.streets.all) == 0 {
		return caterina.StreetsNamed{}
	}
	return x.streets.find(text[:min(len(text), maxStreetText)])
}

// Streets finds the street of a town that a text names.
func (l *Library) Streets(town caterina.TownID, text string) caterina.StreetsNamed {
	if v, ok := l.shelf.Load().byID[town]; ok {
		return v.Streets(text)
	}
	return caterina.StreetsNamed{}
}

// find looks for names after "via" and the like, and then for bare names.
func (x *streets) find(text string) caterina.StreetsNamed {
	words := readStreetWords(text)
	unknown := false
	for i, w := range words {
		if w.kind == "" || w.last || notStreet(words, i) {
			continue
		}
		name := nameAfter(words, i+1)
		if len(name) == 0 {
			continue
		}
		found, length := x.named(w.kind, textsOf(words, name))
		if len(found) == 0 {
			unknown = true
			continue
		}
		return x.answer(text, words, found, i, name[length-1], true)
	}
	if unknown {
		return caterina.StreetsNamed{Unknown: true}
	}
	return x.bare(text, words)
}

// notStreet says whether a word like via stands for something else: "per via di",
// "via mail", "andare via", "un corso di italiano".
func notStreet(words []streetWord, i int) bool {
	before := ""
	if i > 0 {
		before = words[i-1].text
	}
	next := ""
	if i+1 < len(words) {
		next = words[i+1].text
	}
	if words[i].kind != "via" {
		return within(" un uno dei i quale quali che questo ", before)
	}
	return before == "per" && next == "di" || within(" mail email pec telefono tel chat web sms posta internet app cellulare whatsapp ", next)
}

// nameAfter lists the places of the words that can be the name after "via".
func nameAfter(words []streetWord, from int) []int {
	var name []int
	for i := from; i < len(words) && len(name) < maxStreetWords; i++ {
		w := words[i]
		switch {
		case w.kind != "" && (len(name) > 0 || w.kind != w.text):
			return name
		case w.glue:
		default:
			name = append(name, i)
		}
		if w.last {
			break
		}
	}
	return name
}

// answer tells which streets were found, of those in the district that the text names.
func (x *streets) answer(text string, words []streetWord, found []int32, first, last int, sure bool) caterina.StreetsNamed {
	named := caterina.StreetsNamed{Said: text[words[first].start:houseEnd(words, last)], Sure: sure}
	inDistrict := func(i int32) bool {
		d := x.all[i].district
		return len(d) > 0 && !slices.ContainsFunc(d, func(word string) bool {
			return !slices.ContainsFunc(words, func(w streetWord) bool { return w.text == word })
		})
	}
	if slices.ContainsFunc(found, inDistrict) {
		found = slices.DeleteFunc(slices.Clone(found), func(i int32) bool { return !inDistrict(i) })
	}
	for _, i := range found {
		named.Streets = append(named.Streets, x.all[i].Street)
	}
	return named
}

// houseEnd is where the number of a house ends that follows a name: "12", "n. 12/B",
// "12 bis".
func houseEnd(words []streetWord, last int) int {
	end, at := words[last].end, last+1
	if words[last].last && (at >= len(words) || !isHouse(words[at].text)) {
		return end
	}
	if at < len(words) && within(" n nr num numero civico snc ", words[at].text) {
		at++
	}
	if at >= len(words) || !isHouse(words[at].text) {
		return end
	}
	end = words[at].end
	if at++; at < len(words) && !words[at-1].last && (within(" bis ter ", words[at].text) || len(words[at].text) == 1 && words[at].start == end+1 && !words[at].glue) {
		end = words[at].end
	}
	return end
}

// isHouse says whether a word can be the number of a house.
func isHouse(word string) bool {
	return len(word) < 6 && word[0] >= '0' && word[0] <= '9'
}
