package bot

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"

	"example.org/caterina"
)

//go:embed rules/fields.txt
var fieldRules string

// Topics of the field rules that are no field of a card.
const (
	askHowMuch = "howmuch" // cost or amount: the card's kind settles it
	askList    = "list"    // which aids are there
	askAny     = "any"     // is there any: a list, unless one card is meant
)

// asked is one thing that a question wants to know.
type asked struct {
	topic string // a field, askHowMuch or askList
	span  span
	words []int // places of the words that ask
}

// fieldOrder lists the topics from the one that tells most about a question to
// the one that tells least, to decide between two found in the same words.
func fieldOrder() []string {
	return []string{
		string(caterina.FieldDeadlines), string(caterina.FieldDocuments), string(caterina.FieldAmount), string(caterina.FieldCost),
		askHowMuch, string(caterina.FieldContacts), string(caterina.FieldOffices), string(caterina.FieldForms), askList,
		string(caterina.FieldRecipients), string(caterina.FieldResult), string(caterina.FieldAccess), string(caterina.FieldDescription),
		askAny,
	}
}

// askedFor returns what a question wants to know, in the order in which it asks.
// Two things count as two only when something like "and" stands between them.
func (e *Engine) askedFor(tokens []token) []asked {
	var strong, weak []asked
	for _, f := range e.fields.read(tokens).find() {
		topic, part, _ := strings.Cut(f.topic, ":")
		a := asked{topic: topic, span: f.span, words: f.words}
		if part == "weak" {
			weak = append(weak, a)
		} else {
			strong = append(strong, a)
		}
	}
	if len(strong) == 0 {
		strong = weak
	}
	words := map[string][]int{}
	for _, a := range strong {
		words[a.topic] = append(words[a.topic], a.words...)
	}
	order := fieldOrder()
	rank := func(a asked) int { return slices.Index(order, a.topic) }
	slices.SortStableFunc(strong, func(a, b asked) int { return cmp.Compare(rank(a), rank(b)) })
	var kept []asked
	for _, a := range strong {
		if slices.ContainsFunc(kept, func(k asked) bool { return k.topic == a.topic || !apart(tokens, k.span, a.span) }) {
			continue
		}
		a.words = words[a.topic]
		kept = append(kept, a)
	}
	slices.SortStableFunc(kept, func(a, b asked) int { return cmp.Compare(a.span.start, b.span.start) })
	return kept
}

// apart says whether two stretches of a question stand on two sides of an
// "and", or in two sentences.
func apart(tokens []token, a, b span) bool {
	if a.overlaps(b) {
		return false
	}
	if b.start < a.start {
		a, b = b, a
	}
	for i := a.end; i < b.end && i < len(tokens); i++ {
		if i > b.start {
			break
		}
		switch tokens[i].word {
		case "e", "ed", "and", "oppure", "o", "or", "poi", "inoltre", "anche", "also":
			return true
		}
		if i > 0 && tokens[i].sent != tokens[i-1].sent {
			return true
		}
	}
	return false
}

// fieldsFor turns what was asked into fields of a card. "Quanto" is what one
// gets from a bonus and what one pays for a service.
func fieldsFor(wants []asked, c *caterina.Card) []caterina.Field {
	var fields []caterina.Field
	for _, a := range wants {
		f := caterina.Field(a.topic)
		switch a.topic {
		case askList, askAny:
			continue
		case askHowMuch:
			f = caterina.FieldCost
			if c.Kind == caterina.KindBonus && c.Amount != "" || c.Cost == "" && c.Amount != "" {
				f = caterina.FieldAmount
			}
		case string(caterina.FieldAmount):
			if c.Amount == "" && c.Cost != "" && c.Kind != caterina.KindBonus {
				f = caterina.FieldCost
			}
		}
		if !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// asksFor says whether a topic is among what was asked.
func (n need) asksFor(topic string) bool {
	return slices.ContainsFunc(n.wants, func(a asked) bool { return a.topic == topic })
}
