package bot

import (
	"embed"
	"slices"
	"sync"

	"example.org/caterina"
)

//go:embed rules/asked/*.tsv
var askedFiles embed.FS

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
	return learn(readExamples(askedFiles, "rules/asked", classes), classes, mustRules(fieldRules), askedEpochs)
})

// askedEpochs is how often the classifier passes over its examples: more did not
// help.
const askedEpochs = 5

// How sure the classifier must be, measured on questions that it has not learned
// from (docs/evaluation.md).
const (
	askedAlone   = 0.3 // to say that something is asked where no rule does
	askedInstead = 0.9 // to say something else than the one rule that fits
)

// learnedAsk returns what the classifier takes a question to ask, "" for
// nothing, and how sure it is.
func (e *Engine) learnedAsk(tokens []token, found []finding) (topic string, sure float32) {
	p := e.asks.judge(tokens, found)
	best := 1 + slices.Index(p[1:], slices.Max(p[1:]))
	if 1-p[0] < askedAlone {
		return "", 1 - p[0]
	}
	return e.asks.classes[best], p[best]
}
