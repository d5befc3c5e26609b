package bot

import (
	"slices"
	"strings"
)

// atomID numbers a word or stem that rules look for.
type atomID int

// fuzzyLength is from how many letters on a word may hold one wrong letter.
// Below it, too many ordinary words are one letter apart ("botte", "notte").
const fuzzyLength = 6

// vocabulary finds, for a word of a message, the atoms it may stand for.
type vocabulary struct {
	ids   map[string]atomID   // by their text in the rule file
	words map[string]atomID   // whole words
	stems map[string]atomID   // beginnings of words
	tails map[string]atomID   // ends of words
	long  map[string][]fuzzy  // what may be misspelt, by a two-letter key
	sizes [2]int              // shortest and longest stem
	plain map[string]struct{} // words that are never misspelt forms of others
}

// fuzzy is one atom that may hold a wrong letter.
type fuzzy struct {
	text string
	stem bool
	id   atomID
}

// atomMatch is one atom a word stands for.
type atomMatch struct {
	id    atomID
	exact bool
}

func newVocabulary() vocabulary {
	return vocabulary{
		ids: map[string]atomID{}, words: map[string]atomID{}, stems: map[string]atomID{}, tails: map[string]atomID{},
		long: map[string][]fuzzy{}, plain: map[string]struct{}{},
	}
}

// atom returns the number of a word, of a stem ("pag*") or of an ending
// ("*are"). Words that differ only in doubled letters are one.
func (v *vocabulary) atom(text string) atomID {
	text = single(strings.Map(fold, text))
	if id, ok := v.ids[text]; ok {
		return id
	}
	id := atomID(len(v.ids))
	v.ids[text] = id
	if stem, ok := strings.CutSuffix(text, "*"); ok {
		v.stems[stem] = id
	} else if tail, ok := strings.CutPrefix(text, "*"); ok {
		v.tails[tail] = id
	} else {
		v.words[text] = id
	}
	return id
}

// finish prepares the search for misspelt words, once all atoms are known.
func (v *vocabulary) finish() {
	v.sizes = [2]int{99, 0}
	for stem, id := range v.stems {
		v.sizes[0], v.sizes[1] = min(v.sizes[0], len(stem)), max(v.sizes[1], len(stem))
		v.addFuzzy(fuzzy{stem, true, id})
	}
	for word, id := range v.words {
		v.addFuzzy(fuzzy{word, false, id})
	}
	for line := range strings.Lines(plainWords) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			v.plain[single(strings.Map(fold, w))] = struct{}{}
		}
	}
}

// addFuzzy files an atom under both its first and its last letters: one wrong
// letter leaves at least one of the two intact.
func (v *vocabulary) addFuzzy(f fuzzy) {
	if len(f.text) < fuzzyLength {
		return
	}
	head := "<" + f.text[:2]
	v.long[head] = append(v.long[head], f)
	if !f.stem {
		tail := f.text[len(f.text)-2:] + ">"
		v.long[tail] = append(v.long[tail], f)
	}
}

// lookup returns the atoms that a word stands for. A word that the rules know
// as it is written is never taken for a misspelt other one.
func (v *vocabulary) lookup(word string) []atomMatch {
	var found []atomMatch
	known := false
	if id, ok := v.words[word]; ok {
		found, known = append(found, atomMatch{id, true}), true
	}
	for n := v.sizes[0]; n <= min(v.sizes[1], len(word)); n++ {
		if id, ok := v.stems[word[:n]]; ok {
			found, known = append(found, atomMatch{id, true}), known || n >= fuzzyLength-1
		}
	}
	for n := 2; n <= min(5, len(word)-2); n++ {
		if id, ok := v.tails[word[len(word)-n:]]; ok {
			found = append(found, atomMatch{id, true})
		}
	}
	if _, plain := v.plain[word]; known || plain || len(word) < fuzzyLength-1 {
		return found
	}
	return v.misspelt(word, found)
}

// misspelt adds the atoms that differ from the word by one letter.
func (v *vocabulary) misspelt(word string, found []atomMatch) []atomMatch {
	add := func(candidates []fuzzy) {
		for _, f := range candidates {
			if slices.ContainsFunc(found, func(m atomMatch) bool { return m.id == f.id }) {
				continue
			}
			if f.matches(word) {
				found = append(found, atomMatch{f.id, false})
			}
		}
	}
	add(v.long["<"+word[:2]])
	add(v.long[word[len(word)-2:]+">"])
	return found
}

func (f fuzzy) matches(word string) bool {
	if !f.stem {
		return near(f.text, word)
	}
	for n := len(f.text) - 1; n <= len(f.text)+1 && n <= len(word); n++ {
		if near(f.text, word[:n]) {
			return true
		}
	}
	return false
}
