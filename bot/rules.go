package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A rule file says in lines which turns of phrase mean what:
//
//	[topic]                      the rules below mean this
//	@name = word | other_words   a class of words, for use in later lines
//	voglio .. morire             a rule: these words in this order
//	! morire dal ridere          a guard: where it matches, no rule of the topic does
//
// In a rule, a|b is either, a_b is two words in a row, stem* is any word that
// begins so, word? may be missing, @name is any member of the class, .. skips
// up to three words, ... up to eight, ^ and $ are the two ends of a sentence.
// Words that only colour a sentence ("sempre", "davvero") may stand anywhere.
// Everything is compared without accents, doubled letters and capitals; words
// of six letters and more may hold one wrong letter.

// ruleBook is a compiled rule file. It does not change after it was made.
type ruleBook struct {
	topics []topic
	words  vocabulary
	elems  []element
	starts [][]int // by atom: the elements that one of its alternatives begins
}

type topic struct {
	name   string
	rules  []rule
	guards []rule
}

type rule struct {
	steps      []step
	start, end bool // anchored at the sentence's ends
	text       string
}

// step is one element of a rule and the most words that may stand before it.
type step struct {
	elem     int
	gap      int
	optional bool
}

// element is a set of alternatives, each a row of atoms.
type element struct{ alts [][]atomID }

// bookParser holds what is known while a rule file is read.
type bookParser struct {
	book    *ruleBook
	classes map[string][][]atomID
	elems   map[string]int
	current int
}

// parseRules compiles the text of a rule file.
func parseRules(text string) (*ruleBook, error) {
	p := bookParser{
		book:    &ruleBook{words: newVocabulary()},
		classes: map[string][][]atomID{},
		elems:   map[string]int{},
		current: -1,
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("line %d (%s): %w", n, line, err)
		}
	}
	p.book.words.finish()
	p.book.index()
	return p.book, nil
}

// index finds, for each atom, the elements that it can begin.
func (b *ruleBook) index() {
	b.starts = make([][]int, len(b.words.ids))
	for i, elem := range b.elems {
		for _, alt := range elem.alts {
			if at := &b.starts[alt[0]]; !slices.Contains(*at, i) {
				*at = append(*at, i)
			}
		}
	}
}

// mustRules compiles a rule file that is part of the program.
func mustRules(text string) *ruleBook {
	book, err := parseRules(text)
	if err != nil {
		panic("built-in rules: " + err.Error())
	}
	return book
}

func (p *bookParser) line(line string) error {
	if name, ok := strings.CutPrefix(line, "["); ok {
		name, ok = strings.CutSuffix(name, "]")
		if !ok {
			return errors.New("the topic has no closing bracket")
		}
		for i, t := range p.book.topics {
			if t.name == name {
				p.current = i
				return nil
			}
		}
		p.book.topics = append(p.book.topics, topic{name: name})
		p.current = len(p.book.topics) - 1
		return nil
	}
	if name, members, ok := strings.Cut(line, " = "); ok && strings.HasPrefix(name, "@") {
		alts, err := p.alternatives(strings.ReplaceAll(members, " ", ""))
		if err != nil {
			return err
		}
		p.classes[name[1:]] = append(p.classes[name[1:]], alts...)
		return nil
	}
	if p.current < 0 {
		return errors.New("a rule needs a [topic] above it")
	}
	t := &p.book.topics[p.current]
	if body, ok := strings.CutPrefix(line, "! "); ok {
		r, err := p.rule(body)
		t.guards = append(t.guards, r)
		return err
	}
	r, err := p.rule(line)
	t.rules = append(t.rules, r)
	return err
}

func (p *bookParser) rule(line string) (rule, error) {
	r := rule{text: line}
	gap := 0
	for word := range strings.FieldsSeq(line) {
		switch word {
		case "^":
			r.start = true
			continue
		case "$":
			r.end = true
			continue
		case "..":
			gap = 3
			continue
		case "...":
			gap = 8
			continue
		}
		word, optional := strings.CutSuffix(word, "?")
		id, err := p.element(word)
		if err != nil {
			return r, err
		}
		r.steps = append(r.steps, step{elem: id, gap: gap, optional: optional})
		gap = 0
	}
	if len(r.steps) == 0 || r.steps[0].optional {
		return r, errors.New("a rule begins with a word that must be there")
	}
	return r, nil
}

func (p *bookParser) element(word string) (int, error) {
	if id, ok := p.elems[word]; ok {
		return id, nil
	}
	alts, err := p.alternatives(word)
	if err != nil {
		return 0, err
	}
	p.book.elems = append(p.book.elems, element{alts})
	id := len(p.book.elems) - 1
	p.elems[word] = id
	return id, nil
}

func (p *bookParser) alternatives(word string) ([][]atomID, error) {
	var alts [][]atomID
	for alt := range strings.SplitSeq(word, "|") {
		if name, ok := strings.CutPrefix(alt, "@"); ok {
			members, known := p.classes[name]
			if !known {
				return nil, fmt.Errorf("there is no class @%s above", name)
			}
			alts = append(alts, members...)
			continue
		}
		var row []atomID
		for w := range strings.SplitSeq(alt, "_") {
			if w == "" {
				return nil, fmt.Errorf("%q has an empty word", word)
			}
			row = append(row, p.book.words.atom(w))
		}
		alts = append(alts, row)
	}
	return alts, nil
}
