package openaitest

import (
	"regexp"
	"strings"

	"example.org/caterina"
)

// This file is all that the fake knows about the product's prompts (package
// prompts): blocks of data between marks, <scheda id="…">…</scheda>, and a system
// message whose first words tell the step. A prompt without such marks is taken
// for one card, and its last line for the question.

// Prompt is a chat as a reader understands it.
type Prompt struct {
	System   string
	Data     string // all that is not the system's
	Cards    []Source
	History  []Said
	Question string
	Part     string   // the part of a card that is asked for, where the prompt says it
	Texts    []Source // to be translated: ID and one part
	Asked    []string // questions that there are already
}

// Source is one block of data with its name.
type Source struct {
	ID    string
	Title string
	Parts []Part
}

// Part is one named part of a card.
type Part struct {
	Name string
	Text string
}

// Said is one line of a conversation.
type Said struct {
	Who  string
	Text string
}

// The marks and names of package prompts.
const (
	cardMark, cardName = "scheda", "id"
	titleLine          = "titolo"
	questionMark       = "domanda"
	partName           = "parte"
	historyMark        = "conversazione"
	citizenLine        = "cittadino"
	textMark, textName = "testo", "nome"
	askedMark          = "domande"
	dontKnow           = "NON_LO_SO"
)

var (
	blockPattern = regexp.MustCompile(`(?s)<([a-zà-ù_]+)((?:\s+[a-zà-ù_]+="[^"<>]*")*)>(.*?)</([a-zà-ù_]+)>`)
	attrPattern  = regexp.MustCompile(`([a-zà-ù_]+)="([^"]*)"`)
	linePattern  = regexp.MustCompile(`^([a-zà-ù' ]{3,30}): ?(.*)$`)
	citePattern  = regexp.MustCompile(`\[[^\[\]\n]{1,80}\]`)
)

// stepWords are the first words of the system's messages, by step.
func stepWords() []struct {
	step  caterina.ModelStep
	words string
} {
	return []struct {
		step  caterina.ModelStep
		words string
	}{
		{caterina.StepRewrite, "riscrivi l'ultima domanda"},
		{caterina.StepChoose, "scegli da quali schede"},
		{caterina.StepSummary, "riassumi"},
		{caterina.StepReply, "la bozza della risposta"},
		{caterina.StepVariants, "domande con cui"},
		{caterina.StepTranslate, "traduci"},
		{caterina.StepWrite, "rispondi alla domanda"},
	}
}

// stepOf tells the step of a chat: by its schema's name, else by what the system's
// first lines say.
func stepOf(c *Chat) caterina.ModelStep {
	system := strings.ToLower(c.System())
	first, _, _ := strings.Cut(system, "\n")
	for _, s := range stepWords() {
		if c.SchemaName == string(s.step) {
			return s.step
		}
	}
	for _, s := range stepWords() {
		if strings.Contains(first, s.words) {
			return s.step
		}
	}
	return ""
}

// Read understands a chat.
func Read(c Chat) Prompt {
	p := Prompt{System: c.System(), Data: c.User()}
	for _, m := range blockPattern.FindAllStringSubmatch(p.Data, -1) {
		if m[1] != m[4] {
			continue
		}
		p.block(m[1], attributes(m[2]), strings.TrimSpace(m[3]))
	}
	if p.Question == "" {
		p.Question = lastLine(p.Data)
	}
	if len(p.Cards) == 0 && len(p.Texts) == 0 && len(p.History) == 0 {
		p.Cards = []Source{{ID: "1", Parts: []Part{{Text: strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(p.Data), p.Question))}}}}
	}
	return p
}

func (p *Prompt) block(mark string, attrs map[string]string, text string) {
	switch mark {
	case cardMark:
		p.Cards = append(p.Cards, readCard(attrs[cardName], text))
	case questionMark:
		p.Question, p.Part = text, attrs[partName]
	case textMark:
		p.Texts = append(p.Texts, Source{ID: attrs[textName], Parts: []Part{{Text: text}}})
	case askedMark:
		p.Asked = lines(text)
	case historyMark:
		for _, line := range lines(text) {
			if m := linePattern.FindStringSubmatch(line); m != nil {
				p.History = append(p.History, Said{Who: m[1], Text: m[2]})
			} else if n := len(p.History); n > 0 {
				p.History[n-1].Text += "\n" + line
			}
		}
	}
}

// readCard reads a card's lines: "name: text", and what goes on below.
func readCard(id, text string) Source {
	s := Source{ID: id}
	for line := range strings.SplitSeq(text, "\n") {
		m := linePattern.FindStringSubmatch(line)
		switch {
		case m != nil && m[1] == titleLine:
			s.Title = m[2]
		case m != nil:
			s.Parts = append(s.Parts, Part{Name: m[1], Text: m[2]})
		case len(s.Parts) > 0:
			s.Parts[len(s.Parts)-1].Text += "\n" + line
		default:
			s.Parts = append(s.Parts, Part{Text: line})
		}
	}
	return s
}

func attributes(text string) map[string]string {
	out := make(map[string]string)
	for _, m := range attrPattern.FindAllStringSubmatch(text, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func lines(text string) []string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func lastLine(text string) string {
	all := lines(text)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// cite names the card that a sentence rests on, in the ways models do: before or
// after the full stop.
func cite(sentence, id string) string {
	mark := "[" + id + "]"
	bare := strings.TrimRight(sentence, ".")
	if bare != sentence && len(sentence)%2 == 0 {
		return bare + " " + mark + "."
	}
	return sentence + " " + mark
}
