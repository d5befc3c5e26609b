package knowledge

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
)

// maxPhraseTokens is the longest phrase a lexicon may hold.
const maxPhraseTokens = 6

// lexicon finds concepts in token sequences. It never changes once built.
type lexicon struct {
	concepts []string           // names, by number
	facets   []bool             // by number: says what is asked about a service, not which one
	phrases  map[string][]entry // by the stem of the first word, longest first
}

// entry is one member of a concept: the stems after the first, and what the
// whole phrase means.
type entry struct {
	rest    []string
	concept int32
}

// parseLexicon reads "concept: member, member phrase" lines on top of base,
// which may be nil. Empty lines and lines that begin with # are skipped. A line
// for a concept that exists adds members to it.
func parseLexicon(text string, base *lexicon, stemmer func(string) string) (*lexicon, error) {
	lex := &lexicon{phrases: map[string][]entry{}}
	byName := map[string]int32{}
	if base != nil {
		lex.concepts, lex.facets = slices.Clone(base.concepts), slices.Clone(base.facets)
		for first, entries := range base.phrases {
			lex.phrases[first] = slices.Clone(entries)
		}
		for i, name := range base.concepts {
			byName[name] = int32(i)
		}
	}
	scanner := bufio.NewScanner(strings.NewReader(text))
	scanner.Buffer(nil, 1<<20)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSpace(scanner.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, members, ok := strings.Cut(line, ":")
		if !ok || strings.TrimSpace(name) == "" {
			return nil, fmt.Errorf("lexicon line %d: write it as \"concept: word, other words\"", number)
		}
		name, facet := conceptName(name)
		id, known := byName[name]
		if !known {
			id = int32(len(lex.concepts)) //nolint:gosec // a lexicon has some hundred concepts
			byName[name] = id
			lex.concepts = append(lex.concepts, name)
			lex.facets = append(lex.facets, facet)
		}
		for member := range strings.SplitSeq(members, ",") {
			lex.add(member, id, stemmer)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	return lex, nil
}

// Marks before the name of a concept.
const (
	facetMark    = "?" // tells what is asked about a service, not which service
	everydayMark = "!" // is said of much that no town does, too
)

// conceptName splits the mark off a concept's name.
func conceptName(written string) (name string, facet bool) {
	name, facet = strings.CutPrefix(fold(strings.TrimSpace(written)), facetMark)
	return strings.TrimSpace(strings.TrimPrefix(name, everydayMark)), facet
}

// topicWords yields the words of the concepts that only a town's services are
// called by, a few at a time.
func topicWords(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range lines(text) {
			if strings.HasPrefix(line, facetMark) || strings.HasPrefix(line, everydayMark) {
				continue
			}
			_, members, _ := strings.Cut(line, ":")
			for few := range slices.Chunk(strings.Split(members, ","), 4) {
				if !yield(strings.Join(few, ",")) {
					return
				}
			}
		}
	}
}

func (l *lexicon) add(member string, concept int32, stemmer func(string) string) {
	var stems []string
	for word := range words(member) {
		if kindOf(word) != tokenGlue {
			stems = append(stems, stemmer(word))
		}
	}
	if len(stems) == 0 || len(stems) > maxPhraseTokens {
		return
	}
	e := entry{rest: stems[1:], concept: concept}
	entries := l.phrases[stems[0]]
	at, found := slices.BinarySearchFunc(entries, e, compareEntries)
	if !found {
		l.phrases[stems[0]] = slices.Insert(entries, at, e)
	}
}

// compareEntries puts longer phrases first.
func compareEntries(a, b entry) int {
	if d := len(b.rest) - len(a.rest); d != 0 {
		return d
	}
	if d := slices.Compare(a.rest, b.rest); d != 0 {
		return d
	}
	return int(a.concept - b.concept)
}

// find calls found for every concept whose member begins at tokens[at].
// length is the number of tokens of the member.
func (l *lexicon) find(stems []string, at int, found func(concept int32, length int)) {
	for _, e := range l.phrases[stems[at]] {
		end := at + 1 + len(e.rest)
		if end <= len(stems) && slices.Equal(stems[at+1:end], e.rest) {
			found(e.concept, 1+len(e.rest))
		}
	}
}
