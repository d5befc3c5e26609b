package bot

import (
	"embed"
	"slices"
	"sync"

	"example.org/caterina"
)

//go:embed rules/asked/*.tsv
var askedFiles embed.FS

// offTopicFile holds what people say to a town's desk that no desk answers.
//
//go:embed rules/danger/offtopic.tsv
var offTopicFile embed.FS

// askedClasses are what the classifier of questions can say: that nothing is
// asked for, a field, or a list of aids.
func askedClasses() []string {
	return []string{
		"none", string(caterina.FieldDocuments), string(caterina.FieldCost), string(caterina.FieldAmount),
		string(caterina.FieldDeadlines), string(caterina.FieldOffices), string(caterina.FieldContacts),
		string(caterina.FieldAccess), string(caterina.FieldRecipients), string(caterina.FieldDescription),
		string(caterina.FieldResult), string(caterina.FieldForms), askList,
	}
}

//nolint:gochecknoglobals // learned once from embedded examples, never changed
var builtInAsks = sync.OnceValue(func() *classifier {
	classes := askedClasses()
	examples := append(readExamples(askedFiles, "rules/asked", classes), readExamples(offTopicFile, "rules/danger", classes)...)
	return learn(examples, classes, mustRules(fieldRules), askedEpochs)
})

// askedEpochs is how often the classifier passes over its examples: more did not
// help.
const askedEpochs = 5

// How sure the classifier must be, measured on questions that it has not learned
// from (docs/evaluation.md).
const (
	askedAlone   = 0.2  // to say that something is asked where no rule does
	askedShort   = 0.5  // the same, in a message of three words at most: it may be a title
	askedPlainly = 0.1  // the same, in a message with a word that asks
	askedOne     = 0.15 // for the likeliest thing: a little of everything is nothing
	askedAgain   = 0.5  // to take a message without a subject for a question on the last card
	askedInstead = 0.9  // to say something else than the one rule that fits
)

// learnedAsk returns what the classifier takes a question to ask, "" for
// nothing, and how sure it is. A list is only given to those who ask for one in
// so many words.
func (e *Engine) learnedAsk(tokens []token, found []finding) (topic string, sure float32) {
	p := e.asks.judge(tokens, found)
	best, any := 0, float32(0)
	for c := 1; c < len(p); c++ {
		if e.asks.classes[c] == askList {
			continue
		}
		any += p[c]
		if best == 0 || p[c] > p[best] {
			best = c
		}
	}
	needed := float32(askedAlone)
	if len(tokens) <= 3 {
		needed = askedShort
	}
	if slices.ContainsFunc(tokens, func(t token) bool { return isQuestionWord(t.word) }) {
		needed = askedPlainly
	}
	if any < needed || p[best] < max(askedOne, p[0]) {
		return "", 0
	}
	return e.asks.classes[best], p[best]
}

// isQuestionWord says whether a word begins questions.
func isQuestionWord(word string) bool {
	switch word {
	case "come", "cosa", "cos", "quanto", "quanti", "quanta", "quante", "quant", "quando", "dove", "dov", "chi", "quale", "quali", "qual",
		"how", "what", "when", "where", "who", "which":
		return true
	}
	return false
}
