package openaitest

import (
	"cmp"
	"slices"
	"strings"
)

// fit says how well each card of a prompt fits its question.
type fit struct {
	question []string
	cards    []float64 // 0 to 1, in the order of the prompt
	best     float64
}

func fitOf(p Prompt) fit {
	f := fit{question: stemsOf(p.Question)}
	texts := make([][]string, len(p.Cards))
	for i, c := range p.Cards {
		var b strings.Builder
		b.WriteString(c.Title + " " + c.ID)
		for _, part := range c.Parts {
			b.WriteString(" " + part.Text)
		}
		texts[i] = stemsOf(b.String())
	}
	rarity := rarityIn(texts)
	for _, t := range texts {
		score := likeness(f.question, t, rarity)
		f.cards = append(f.cards, score)
		f.best = max(f.best, score)
	}
	return f
}

// choose picks one of the values of an enum: the one that the prompt's words speak
// for, else the first.
func (f filling) choose(values []any) any {
	if f.text != nil && slices.Contains(values, any(f.text.ID)) {
		return f.text.ID
	}
	if f.unit != nil {
		if id := f.prompt.Cards[f.unit.card].ID; slices.Contains(values, any(id)) {
			return id
		}
	}
	if no := slices.IndexFunc(values, refuses); no >= 0 {
		return f.verdict(values, no)
	}
	ranked := f.rank(values)
	if len(ranked) == 0 {
		return values[0]
	}
	return ranked[0]
}

// refuses says whether a value means that there is no answer.
func refuses(v any) bool {
	s, _ := v.(string)
	return slices.Contains([]string{"decline", "declined", "none", "no_answer", "refuse", "nessuna", "rifiuta"}, fold(s))
}

// unknown says that no card has anything of a question that says a good deal.
func (f filling) unknown() bool {
	return f.fit.best == 0 && len(f.fit.question) >= fullQuestion && !f.prompt.foreign()
}

const fullQuestion = 3 // stems

// verdict chooses between answering and not: it declines what no card knows, and
// leaves the first value otherwise.
func (f filling) verdict(values []any, no int) any {
	if f.unknown() {
		return values[no]
	}
	if i := slices.IndexFunc(values, func(v any) bool { return !refuses(v) }); i >= 0 {
		return values[i]
	}
	return values[0]
}

// several picks those values of an enum that belong into a list, the best first.
func (f filling) several(values []any) []any {
	if f.unknown() {
		return []any{}
	}
	ranked := f.rank(values)
	if len(ranked) == 0 {
		return values[:1]
	}
	return ranked[:1]
}

// rank orders values by what speaks for them. The order of the schema counts: a
// value has to be clearly better to overtake the first one. It is empty when
// nothing speaks for any.
func (f filling) rank(values []any) []any {
	scores := make([]float64, len(values))
	for i, v := range values {
		scores[i] = f.speaksFor(v)
	}
	best := slices.Max(scores)
	if best == 0 {
		return nil
	}
	if scores[0] > 0 && best < scores[0]*leadNeeded {
		scores[0] = best * leadNeeded
	}
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	out := make([]any, 0, len(values))
	for _, i := range order {
		out = append(out, values[i])
	}
	return out
}

// speaksFor is how much the question speaks for a value: as a card's name by what
// the card says, as a part's name by the words that ask for it, else by the words
// that it and the lines that explain it have in common with the question.
func (f filling) speaksFor(v any) float64 {
	value, ok := v.(string)
	if !ok || value == "" {
		return 0
	}
	for i, c := range f.prompt.Cards {
		if c.ID == value {
			return f.fit.cards[i]
		}
	}
	if n := asksFor(f.fit.question, value); n > 0 {
		return float64(n)
	}
	about := stemsOf(strings.ReplaceAll(value, "_", " "))
	for line := range strings.SplitSeq(f.prompt.System, "\n") {
		if strings.Contains(line, `"`+value+`"`) {
			about = append(about, stemsOf(line)...)
		}
	}
	return likeness(f.fit.question, about, func(string) float64 { return 1 })
}

// standalone is the question with what the conversation was about, when it does
// not say so itself.
func (p *Prompt) standalone() string {
	question := strings.TrimSpace(p.Question)
	if len(p.topic(question)) > 0 {
		return question
	}
	for _, s := range slices.Backward(p.History) {
		if s.Who == citizenLine {
			if topic := p.topic(s.Text); len(topic) > 0 {
				return strings.TrimRight(question, "?! ") + " " + strings.Join(topic, " ") + "?"
			}
		}
	}
	return question
}

// topic is the words of a text that are neither small nor ask for a part of a card.
func (p *Prompt) topic(text string) []string {
	var asking []string
	for _, part := range partWords() {
		asking = append(asking, stemsOf(part.words)...)
	}
	var out []string
	for _, w := range wordsOf(text) {
		if s := stemsOf(w); len(s) > 0 && !slices.Contains(asking, s[0]) {
			out = append(out, w)
		}
	}
	return out
}

// variants asks for the cards of a prompt in a few ways.
func (p *Prompt) variants() []string {
	var out []string
	for _, c := range p.Cards {
		title := strings.ToLower(c.Title)
		for _, q := range []string{"come funziona " + title, "che cosa serve per " + title, "a chi chiedo per " + title, "mi serve aiuto: " + title, "quando posso chiedere " + title} {
			if !slices.Contains(p.Asked, q) {
				out = append(out, q)
			}
		}
	}
	return out
}
