package verify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed rules/words.txt
var wordLists string

//go:embed rules/classes.txt
var classLists string

// lexeme is all that the rules say of one folded word, so that it is looked up once for
// each word of a text. The nil lexeme is of a word that they do not name.
type lexeme struct {
	lists   []string // of rules/words.txt that it is in
	classes []class  // of rules/classes.txt
	sense   string   // see senseOf
	number  int64    // an English number word's value
	counts  bool     // it is an English number word
	begins  bool     // a fact may begin with it
}

// class is the name of the group of words, among groups of one kind, that mean the same
// to the check: "figlio", "bambino" and "child" are the noun "child".
type class struct{ kind, name string }

// lexicon holds the words of the rules.
//
//nolint:gochecknoglobals // read once from embedded files, never changed
var lexicon = sync.OnceValue(func() map[string]*lexeme {
	all := map[string]*lexeme{}
	of := func(w string) *lexeme {
		if all[w] == nil {
			all[w] = &lexeme{}
		}
		return all[w]
	}
	eachRule(wordLists, func(name, w string) {
		if e := of(w); !e.in(name) {
			e.lists = append(e.lists, name)
		}
	})
	eachRule(classLists, func(head, w string) {
		kind, name, _ := strings.Cut(head, " ")
		of(w).join(class{kind, name})
	})
	for w, n := range englishNumbers() {
		e := of(w)
		e.number, e.counts = n, true
	}
	for w := range starters() {
		of(w).begins = true
	}
	for w, e := range all {
		e.begins = e.begins || e.starts()
		e.sense = e.senseOf(w)
	}
	return all
})

// eachRule calls do with each word of a file of lines "name: words".
func eachRule(file string, do func(name, w string)) {
	for line := range strings.Lines(file) {
		name, words, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(words) {
			do(name, w)
		}
	}
}

// join puts a word into a group, in place of another of the same kind.
func (e *lexeme) join(c class) {
	if i := slices.IndexFunc(e.classes, func(old class) bool { return old.kind == c.kind }); i >= 0 {
		e.classes[i] = c
		return
	}
	e.classes = append(e.classes, c)
}

// in says whether a word is in one of the named lists.
func (e *lexeme) in(names ...string) bool {
	if e == nil {
		return false
	}
	for _, name := range names {
		if slices.Contains(e.lists, name) {
			return true
		}
	}
	return false
}

// class is the group of a kind that a word belongs to, "" when there is none.
func (e *lexeme) class(kind string) string {
	if e == nil {
		return ""
	}
	for i := range e.classes {
		if e.classes[i].kind == kind {
			return e.classes[i].name
		}
	}
	return ""
}

// base is a word's plain form; see baseWord.
func (e *lexeme) base(w string) string {
	switch b := e.class("base"); b {
	case "":
		return w
	case "-":
		return ""
	default:
		return b
	}
}

// starts says whether a fact may begin with a word of these lists and groups.
func (e *lexeme) starts() bool {
	return e.in("street", "period-before", "office-head", "few") ||
		slices.ContainsFunc(e.classes, func(c class) bool {
			return slices.Contains([]string{"month", "day", "law", "period", "ordinal"}, c.kind)
		})
}

// senseOf is what a word says: the group that it belongs to, else its stem; "" for words
// that say nothing of their own.
func (e *lexeme) senseOf(w string) string {
	if len(w) < 2 || e.in("stop", "stop-en", "currency") || e.class("unit") != "" {
		return ""
	}
	if c := e.class("noun"); c != "" {
		return "=" + c
	}
	if c := e.class("concept"); c != "" {
		return "=" + c
	}
	return stem(w)
}

// in says whether a folded word is in one of the named lists.
func in(w string, names ...string) bool { return lexicon()[w].in(names...) }

// classOf is the group of a kind that a folded word belongs to, "" when there is none.
func classOf(kind, w string) string { return lexicon()[w].class(kind) }
