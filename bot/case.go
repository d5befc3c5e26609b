package bot

import (
	"slices"

	"example.org/caterina"
)

// A case is what a message adds to the card being talked about: "e se ho due
// gemelli?", "e per il secondo figlio?", "ma non ho il telefono".

// supposes says whether a short message puts a case: "e se l'ho persa?".
func supposes(n need) bool {
	if len(n.tokens) > 8 {
		return false
	}
	if slices.ContainsFunc(n.tokens, func(t token) bool { return t.word == "se" || t.word == "if" }) {
		return true
	}
	return len(n.tokens) > 2 && leadsOn(n.tokens[0].word) && lacks(n.tokens[1:])
}

// leadsOn says whether a word ties a message to the one before it.
func leadsOn(word string) bool {
	return slices.Contains([]string{"e", "ma", "pero", "anche", "and", "but"}, word)
}

// lacks says whether words say that something is not there: "non ho il telefono".
func lacks(tokens []token) bool {
	switch tokens[0].word {
	case "senza", "without":
		return true
	case "non":
		return len(tokens) > 1 && slices.Contains([]string{"ho", "abbiamo", "ha", "posso", "possiamo", "so", "riesco", "sono"}, tokens[1].word)
	case "i", "we", "he", "she":
		return len(tokens) > 1 && slices.Contains([]string{"don", "have", "can", "cannot", "am"}, tokens[1].word) &&
			slices.ContainsFunc(tokens, func(t token) bool { return t.word == "no" || t.word == "t" || t.word == "not" })
	}
	return false
}

// onlyCase says whether a message that leads on names nothing but whom it is for
// or which of several: "e per il secondo figlio?".
func onlyCase(n need) bool {
	if len(n.tokens) < 2 || len(n.tokens) > 8 || !leadsOn(n.tokens[0].word) || len(n.subject) == 0 {
		return false
	}
	return !slices.ContainsFunc(n.subject, func(word string) bool { return !isCaseWord(word) && !isPerson(word) })
}

// isCaseWord says whether a word counts or orders those for whom one asks.
func isCaseWord(word string) bool {
	switch word {
	case "primo", "secondo", "seconda", "terzo", "terza", "quarto", "quinto", "due", "tre", "quattro", "cinque", "sei", "gemelli", "gemelle",
		"gemello", "gemellini", "trigemini", "figlioli", "first", "second", "third", "two", "three", "four", "twins", "one", "another":
		return true
	}
	return false
}

// sayCase answers a case from the card being talked about: with the part of it
// that speaks of the case, else with what it says on the whole and an honest
// word that it does not.
func (e *Engine) sayCase(t *talk, c shown, n need, fields []caterina.Field) {
	told := t.tellsOf(c, n)
	switch {
	case len(fields) > 0:
	case told != "":
		fields = []caterina.Field{told}
	case isShownField(c, t.last.bot.Field):
		fields = []caterina.Field{t.last.bot.Field}
	default:
		fields = []caterina.Field{caseField(c)}
	}
	if told == "" {
		t.note = t.words.noCase
	}
	e.sayCard(t, c, fields, "followup/case")
}

// sayBeside answers what a question is about and offers the card that its case finds:
// "posso tenere il posto al nido se cambio casa" is about the nursery, and moving has
// a card of its own.
func (e *Engine) sayBeside(t *talk, n need, alone, whole caterina.Ranking) {
	t.rank(alone)
	c := t.shown(alone.Hits[0].Card, alone.Hits[0].Town)
	i := caseOf(n.tokens)
	fields := fieldsFor(e.askedFor(n.tokens[:i]), c.card)
	if told := t.tellsOf(c, need{tokens: n.tokens[i+1:]}); told != "" {
		fields = []caterina.Field{told}
	} else {
		t.note = t.words.noCase
	}
	if len(fields) == 0 {
		fields = []caterina.Field{caseField(c)}
	}
	e.sayCard(t, c, fields, "case")
	other := t.cardOption(whole.Hits[0].Card, "")
	t.reply.Message.Options = append([]caterina.Option{other}, t.reply.Message.Options[:min(len(t.reply.Message.Options), maxSteps-1)]...)
}

// withCase returns the fields that a question asks for, and with them what the card
// tells of the case that the question puts.
func (t *talk) withCase(n need, c shown) []caterina.Field {
	fields := fieldsFor(n.wants, c.card)
	i := caseOf(n.tokens)
	if i < 1 || !hasField(c, caterina.FieldSpecial) || t.tellsOf(c, need{tokens: n.tokens[i+1:]}) != caterina.FieldSpecial {
		return fields
	}
	surely := func(f caterina.Field) bool {
		return slices.ContainsFunc(n.wants, func(a asked) bool { return a.sure == 1 && !a.hint && a.field(c.card) == f })
	}
	fields = slices.DeleteFunc(fields, func(f caterina.Field) bool { return !surely(f) || f == caterina.FieldSpecial })
	return append(fields, caterina.FieldSpecial)
}

// isShownField says whether a field that was talked about may settle a case too:
// when to apply does not.
func isShownField(c shown, f caterina.Field) bool {
	return slices.Contains([]caterina.Field{caterina.FieldCost, caterina.FieldAmount, caterina.FieldRecipients, caterina.FieldAccess, caterina.FieldDocuments}, f) && hasField(c, f)
}

// caseField is the part of a card that cases are most likely to be settled by.
func caseField(c shown) caterina.Field {
	if c.card.Kind == caterina.KindBonus && c.card.Recipients != "" || c.card.Access == "" {
		return caterina.FieldRecipients
	}
	return caterina.FieldAccess
}

// tellsOf returns the field of a card that has the words of a case, "" for none.
func (t *talk) tellsOf(c shown, n need) caterina.Field {
	var said []string
	for _, tok := range n.tokens {
		if len(tok.word) > 3 && !isStopword(tok.word) && !isNumber(tok.word) {
			said = append(said, stemOf(tok.canon))
		}
	}
	if len(said) == 0 {
		return ""
	}
	for _, f := range []caterina.Field{
		caterina.FieldSpecial, caterina.FieldRecipients, caterina.FieldAmount, caterina.FieldCost, caterina.FieldAccess,
		caterina.FieldDocuments, caterina.FieldDeadlines, caterina.FieldMore,
	} {
		var words []string
		for _, tok := range tokenize(fieldMarkdown(c.card, f)) {
			words = append(words, stemOf(tok.canon))
		}
		if hasField(c, f) && !slices.ContainsFunc(said, func(w string) bool { return !slices.Contains(words, w) }) {
			return f
		}
	}
	return ""
}
