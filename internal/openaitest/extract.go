package openaitest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Extractive is an honest model without words of its own: its answers are
// sentences of the cards in the prompt, those that fit the question best, each
// with the card it is from; and what a JSON Schema asks for is filled in from the
// prompt.
func Extractive() Behaviour {
	return func(c Chat) Answer { return Answer{Text: honest(c)} }
}

// honest is what Extractive says.
func honest(c Chat) string {
	p := Read(c)
	if c.Schema != nil {
		return fill(c.Schema, p)
	}
	if c.Format == "json_object" {
		return string(encode(map[string]string{"answer": p.answer()}))
	}
	return p.answer()
}

const (
	mostSentences = 3 // of an answer
	mostItems     = 6 // of a list
	leastLike     = 0.2
	partBonus     = 0.6 // of a sentence in the part that is asked for
	titleShare    = 0.3
)

// unit is one sentence, or one line of a list, of a card.
type unit struct {
	card  int
	part  int
	item  bool
	text  string
	stems []string
	score float64
}

// units are all sentences of the cards, scored against the question.
func (p *Prompt) units() []unit {
	var out []unit
	var texts [][]string
	for i, card := range p.Cards {
		for j, part := range card.Parts {
			for _, u := range sentences(part.Text) {
				u.card, u.part, u.stems = i, j, stemsOf(u.text)
				out = append(out, u)
				texts = append(texts, u.stems)
			}
		}
	}
	question, rarity := stemsOf(p.Question), rarityIn(texts)
	for i := range out {
		u := &out[i]
		card := p.Cards[u.card]
		u.score = likeness(question, u.stems, rarity) + titleShare*likeness(question, stemsOf(card.Title+" "+card.ID), rarity)
		name := card.Parts[u.part].Name
		if p.Part != "" && name == p.Part || p.Part == "" && asksFor(question, name) > 0 {
			u.score += partBonus
		}
	}
	return out
}

// answer puts an answer together.
func (p *Prompt) answer() string {
	best := p.pick()
	if len(best) == 0 {
		if strings.Contains(p.System, dontKnow) {
			return dontKnow
		}
		return p.gist()
	}
	var b strings.Builder
	for i, u := range best {
		text := cite(u.text, p.Cards[u.card].ID)
		if u.item {
			text = "- " + text
		}
		switch {
		case i > 0 && (u.item || best[i-1].item):
			b.WriteByte('\n')
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(text)
	}
	return b.String()
}

// pick chooses the sentences of an answer, in the order in which their card has
// them. A list comes whole.
func (p *Prompt) pick() []unit {
	all := p.units()
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b unit) int { return cmp.Compare(b.score, a.score) })
	if len(order) == 0 {
		return nil
	}
	if order[0].score < leastLike {
		if p.Part != "" || !p.foreign() {
			return nil
		}
	}
	best := order[0]
	var out []unit
	for _, u := range all {
		same := u.card == best.card && u.part == best.part
		switch {
		case same && (u.item == best.item || best.item) && len(out) < mostItems,
			!same && u.card == best.card && !u.item && u.score >= best.score*0.9 && len(out) < mostSentences:
			out = append(out, u)
		}
	}
	if !best.item && len(out) > mostSentences {
		out = out[:mostSentences]
	}
	return out
}

// gist is what there is to say where nobody asks: the last words of a conversation.
func (p *Prompt) gist() string {
	var out []string
	for _, s := range p.History {
		if s.Who == citizenLine {
			out = append(out, "- Il cittadino ha scritto: "+s.Text)
		}
	}
	if len(out) == 0 {
		return "Non lo so: non c'è scritto."
	}
	return strings.Join(out[max(0, len(out)-mostSentences):], "\n")
}

// foreign says whether a question shows none of the small words of Italian.
func (p *Prompt) foreign() bool {
	small := []string{"il", "lo", "la", "di", "che", "non", "per", "un", "una", "come", "mi", "ho", "posso", "quanto", "dove", "quando", "e", "del", "della", "chi", "cosa", "si", "ci", "al", "i", "le", "devo"}
	return !slices.ContainsFunc(wordsOf(p.Question), func(w string) bool { return slices.Contains(small, w) })
}

var itemPattern = regexp.MustCompile(`^\s*(?:[-*•]|\d{1,2}[.)])\s+`)

// sentences splits a part of a card.
func sentences(text string) []unit {
	var out []unit
	for _, line := range lines(text) {
		if m := itemPattern.FindString(line); m != "" {
			out = append(out, unit{item: true, text: strings.TrimSpace(line[len(m):])})
			continue
		}
		for _, s := range splitSentences(line) {
			out = append(out, unit{text: s})
		}
	}
	return out
}

// splitSentences ends a sentence at a full stop before a capital letter, unless an
// abbreviation ends there.
func splitSentences(line string) []string {
	var out []string
	start := 0
	for i, r := range line {
		if r != '.' && r != '!' && r != '?' {
			continue
		}
		rest := line[i+1:]
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
		if !strings.HasPrefix(rest, " ") || !unicode.IsUpper(next) || r == '.' && abbreviates(line[start:i]) {
			continue
		}
		out = append(out, strings.TrimSpace(line[start:i+1]))
		start = i + 1
	}
	if last := strings.TrimSpace(line[start:]); last != "" {
		out = append(out, last)
	}
	return out
}

// abbreviates says whether a full stop after a text ends a word and no sentence.
func abbreviates(text string) bool {
	last := text[strings.LastIndexAny(text, " (")+1:]
	known := []string{"art", "artt", "n", "nn", "sig", "dott", "tel", "es", "ecc", "pag", "lgs", "p.zza", "v.le", "c.so", "dr", "ss", "avv", "ing"}
	return utf8.RuneCountInString(last) == 1 || slices.Contains(known, strings.ToLower(last))
}
