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
	topic   string // a field, askHowMuch or askList
	span    span
	words   []int   // places of the words that ask
	howMuch bool    // in a question with "quanto"
	sure    float32 // 1 where a rule says so, else how sure the classifier is
	hint    bool    // only a word that may mean something else: "scaduta" of a card that has run out
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
	if len(tokens) == 0 {
		return nil
	}
	all := e.asks.rules.read(tokens).findAll()
	found := valid(all)
	wants := e.askedByRules(found, tokens)
	topic, sure := "", float32(0)
	if len(tokens) > 1 {
		topic, sure = e.learnedAsk(tokens, all)
	}
	switch {
	case len(wants) == 0 && topic != "", len(wants) == 1 && sure > askedInstead && wants[0].topic != topic && wants[0].topic != askHowMuch:
		return []asked{{topic: topic, span: span{0, len(tokens)}, words: askingWords(tokens), sure: sure, howMuch: hasHowMuch(tokens)}}
	case len(wants) == 0:
		return weakAsks(found)
	}
	return wants
}

// weakAsks returns what single words hint at.
func weakAsks(found []finding) []asked {
	var weak []asked
	for _, f := range found {
		if topic, part, _ := strings.Cut(f.topic, ":"); part == "weak" {
			weak = append(weak, asked{topic: topic, span: f.span, words: f.words, sure: 1, hint: true})
		}
	}
	return weak[:min(len(weak), 1)]
}

// askedByRules returns what the rules of one field alone account for.
func (e *Engine) askedByRules(found []finding, tokens []token) []asked {
	var strong []asked
	words := map[string][]int{}
	for _, f := range found {
		if strings.Contains(f.topic, ":") {
			continue
		}
		strong = append(strong, asked{topic: f.topic, span: f.span, sure: 1})
		words[f.topic] = append(words[f.topic], f.words...)
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

// fieldsFor turns what was asked into fields of a card. What was perhaps not
// asked, and the card does not tell, is left out: better the card in short than
// "the card does not say".
func fieldsFor(wants []asked, c *caterina.Card) []caterina.Field {
	var fields []caterina.Field
	for _, a := range wants {
		if a.topic == askList || a.topic == askAny {
			continue
		}
		f := a.field(c)
		perhaps := a.hint || a.sure < askedAgain
		if !slices.Contains(fields, f) && (!perhaps || hasField(shown{card: c}, f)) {
			fields = append(fields, f)
		}
	}
	return fields
}

// field is the field of a card that something asked means. "Quanto" is what one
// gets from a bonus and what one pays for a service, and so is a word for the one
// where the card only knows the other.
func (a asked) field(c *caterina.Card) caterina.Field {
	gives := c.Kind == caterina.KindBonus
	onlyCost, onlyAmount := c.Amount == "" && c.Cost != "", c.Amount != "" && c.Cost == ""
	f := caterina.Field(a.topic)
	if f == askHowMuch {
		f = caterina.FieldCost
		if onlyAmount || gives && c.Amount != "" {
			f = caterina.FieldAmount
		}
	}
	if f == caterina.FieldAmount && onlyCost && !gives {
		return caterina.FieldCost
	}
	if f == caterina.FieldCost && onlyAmount && gives && a.howMuch && a.sure < 1 {
		return caterina.FieldAmount
	}
	return f
}

// asksFor says whether a topic is among what was asked.
func (n need) asksFor(topic string) bool {
	return slices.ContainsFunc(n.wants, func(a asked) bool { return a.topic == topic })
}

// askingWords returns the places of the words that belong to asking.
func askingWords(tokens []token) []int {
	var places []int
	for i, t := range tokens {
		if isAsking(stemOf(t.canon)) {
			places = append(places, i)
		}
	}
	return places
}

// hasHowMuch says whether a question asks "how much".
func hasHowMuch(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool {
		return strings.HasPrefix(t.word, "quant") || t.word == "much"
	})
}
