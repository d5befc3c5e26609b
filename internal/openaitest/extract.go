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
	if schema := c.wanted(); schema != nil {
		return fill(schema, p)
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
	nearlyBest    = 0.9
	laterCards    = 0.8 // of the score of a sentence that is not the first card's
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
	extra := p.partScores(question, rarity)
	for i := range out {
		u := &out[i]
		u.score = likeness(question, u.stems, rarity) + extra[u.card][u.part]
		if u.card > 0 {
			u.score *= laterCards
		}
	}
	return out
}

// partScores is what speaks for every sentence of a part: that the part is asked
// for, and that its card's title is.
func (p *Prompt) partScores(question []string, rarity func(string) float64) [][]float64 {
	out := make([][]float64, len(p.Cards))
	for i, card := range p.Cards {
		title := titleShare * likeness(question, stemsOf(card.Title+" "+card.ID), rarity)
		out[i] = make([]float64, len(card.Parts))
		for j, part := range card.Parts {
			out[i][j] = title
			if p.Part != "" && part.Name == p.Part || p.Part == "" && asksFor(question, part.Name) > 0 {
				out[i][j] += partBonus
			}
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
		case i > 0 && (u.item || best[i-1].item || !strings.ContainsAny(best[i-1].text[len(best[i-1].text)-1:], ".!?")):
			b.WriteByte('\n')
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(text)
	}
	return b.String()
}

// pick chooses the sentences of an answer, in the order in which their card has
// them. A list comes whole. Where no sentence fits, the first card is told in brief,
// unless a part was asked for that no card has.
func (p *Prompt) pick() []unit {
	all := p.units()
	if len(all) == 0 {
		return nil
	}
	best := slices.MaxFunc(all, func(a, b unit) int { return cmp.Compare(a.score, b.score) })
	brief := best.score < leastLike
	if brief {
		if p.Part != "" && !p.has(p.Part) {
			return nil
		}
		best = all[0]
	}
	var out []unit
	for _, u := range all {
		most := mostSentences
		if best.item {
			most = mostItems
		}
		if len(out) < most && u.goesWith(best, brief) {
			out = append(out, u)
		}
	}
	return out
}

// goesWith says whether a sentence belongs into the answer that the best one begins:
// the rest of its list, what fits nearly as well, or, in brief, what stands beside it.
func (u *unit) goesWith(best unit, brief bool) bool {
	if u.card != best.card {
		return false
	}
	same := u.part == best.part
	switch {
	case same && best.item:
		return true
	case u.item:
		return false
	case same:
		return brief || u.score >= best.score/2
	default:
		return !brief && u.score >= best.score*nearlyBest
	}
}

// has says whether a card has a part.
func (p *Prompt) has(name string) bool {
	return slices.ContainsFunc(p.Cards, func(c Source) bool {
		return slices.ContainsFunc(c.Parts, func(part Part) bool { return part.Name == name })
	})
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
	return !slices.ContainsFunc(wordsOf(p.Question), func(w string) bool {
		switch w {
		case "il", "lo", "la", "di", "che", "non", "per", "un", "una", "come", "mi", "ho", "posso", "quanto", "dove", "quando", "e", "del",
			"della", "chi", "cosa", "si", "ci", "al", "i", "le", "devo":
			return true
		}
		return false
	})
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
