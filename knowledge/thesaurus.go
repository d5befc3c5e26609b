package knowledge

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of the thesaurus: a head with more synonyms than maxSynonyms has too
// many senses to help.
const maxSynonyms = 60

// thesaurus gives the synonyms of a word, by stem. It never changes once built.
type thesaurus struct {
	synonyms map[string][]string
}

// parseThesaurus reads a MyThes data file: the encoding, then for each head a
// "head|number of senses" line and one "(class)|synonym|synonym" line for each
// sense. Only single words are kept.
func parseThesaurus(r io.Reader) (*thesaurus, error) {
	th := &thesaurus{synonyms: map[string][]string{}}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), 1<<20)
	stems := singles{}
	head, senses := "", 0
	scanner.Scan() // the encoding; it is always UTF-8
	for scanner.Scan() {
		name, rest, ok := strings.Cut(scanner.Text(), "|")
		if !ok {
			continue
		}
		if senses > 0 {
			senses--
			th.add(head, rest, stems)
			continue
		}
		var err error
		if senses, err = strconv.Atoi(rest); err != nil {
			return nil, fmt.Errorf("thesaurus: %q has no number of senses", name)
		}
		head = stems.of(name)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read thesaurus: %w", err)
	}
	return th, nil
}

// add adds one sense of a head, as the file lists its synonyms.
func (t *thesaurus) add(head, list string, stems singles) {
	if head == "" {
		return
	}
	synonyms := t.synonyms[head]
	for text := range strings.SplitSeq(list, "|") {
		if s := stems.of(text); s != "" && s != head && !slices.Contains(synonyms, s) {
			synonyms = append(synonyms, s)
		}
	}
	if len(synonyms) > 0 {
		t.synonyms[head] = synonyms
	}
}

// singles remembers the stems of texts that are one content word, and "" for the
// others: a synonym comes back under many heads.
type singles map[string]string

func (s singles) of(text string) string {
	if stem, ok := s[text]; ok {
		return stem
	}
	stem := ""
	if !strings.ContainsAny(text, " '’") {
		for word := range words(text) {
			if tok := newToken(word); stem == "" && tok.kind == tokenContent {
				stem = tok.stem
			}
		}
	}
	s[strings.Clone(text)] = stem
	return stem
}

// of returns the stems of a word's synonyms, none when it has too many to be
// of use. It may be called on a nil thesaurus.
func (t *thesaurus) of(stem string) []string {
	if t == nil {
		return nil
	}
	if s := t.synonyms[stem]; len(s) <= maxSynonyms {
		return s
	}
	return nil
}
