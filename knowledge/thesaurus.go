package knowledge

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Bounds of the thesaurus: a head with more synonyms than maxSynonyms has too
// many senses to help.
const maxSynonyms = 60

// thesaurus gives the synonyms of a word, by stem. It never changes once built.
type thesaurus struct {
	synonyms map[string][]string
}

// parseThesaurus reads a MyThes data file ("head|senses", then one
// "(class)|synonym|synonym" line for each sense). Only single words are kept.
func parseThesaurus(r io.Reader) (*thesaurus, error) {
	th := &thesaurus{synonyms: map[string][]string{}}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(make([]byte, 0, 64<<10), 1<<20)
	stems := newAnalyser(newToken)
	intern := map[string]string{}
	var head string
	senses := 0
	first := true
	for scanner.Scan() {
		line := scanner.Text()
		if first { // the encoding
			first = false
			continue
		}
		name, rest, ok := strings.Cut(line, "|")
		if !ok {
			continue
		}
		if senses == 0 {
			head = stems.single(name)
			if _, err := fmt.Sscanf(rest, "%d", &senses); err != nil {
				return nil, fmt.Errorf("thesaurus: %q has no number of senses", name)
			}
			continue
		}
		senses--
		if head == "" {
			continue
		}
		for word := range strings.SplitSeq(rest, "|") {
			s := stems.single(word)
			if s == "" || s == head {
				continue
			}
			if known, ok := intern[s]; ok {
				s = known
			} else {
				s = strings.Clone(s)
				intern[s] = s
			}
			if !slices.Contains(th.synonyms[head], s) {
				th.synonyms[head] = append(th.synonyms[head], s)
			}
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("read thesaurus: %w", err)
	}
	return th, nil
}

// single returns the stem of a text of one content word, else "".
func (a *analyser) single(text string) string {
	if strings.ContainsAny(strings.TrimSpace(text), " '’") {
		return ""
	}
	toks := a.tokens(text, 2)
	if len(toks) != 1 || toks[0].kind != tokenContent {
		return ""
	}
	return toks[0].stem
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
