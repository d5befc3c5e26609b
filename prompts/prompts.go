// Package prompts is what a language model is told: a template for each step, with a
// function that takes plain data and returns the question. Whatever comes from cards,
// files or people enters as data between marks that it cannot write itself, and
// addresses enter as tokens, so that an invented one cannot come out.
//
// A template's version is part of its name and of the question: an answer can be
// traced to the words that asked for it. A change of words is a new version, and
// `make eval` decides on it.
package prompts

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"example.org/caterina"
)

//go:embed templates/*.tmpl
var files embed.FS

// templates are parsed once: an error in one is a fault of the program.
var templates = sync.OnceValue(func() *template.Template { //nolint:gochecknoglobals // made once, of files that do not change
	return template.Must(template.New("").Funcs(template.FuncMap{
		"data":     data,
		"id":       id,
		"speaker":  speaker,
		"language": language,
		"date":     date,
		"field":    fieldName,
	}).ParseFS(files, "templates/*.tmpl"))
})

// How long answers may be, in tokens. An answer on a telephone is short; a card is
// not.
const (
	rewriteTokens   = 120
	chooseTokens    = 160
	writeTokens     = 500
	summaryTokens   = 300
	replyTokens     = 400
	variantTokens   = 400
	translateTokens = 2000
)

// Card is a card as a model gets it: plain text, addresses as tokens.
type Card struct {
	ID    string // what an answer cites: the card's slug
	Title string
	Parts []Part
}

// Part is one field of a card.
type Part struct {
	Field caterina.Field
	Text  string
}

// Line is one message of a conversation, without personal data.
type Line struct {
	Actor caterina.Actor
	Text  string
}

// RewriteData is a question in its conversation.
type RewriteData struct {
	History  []Line // oldest first
	Question string
}

// Rewrite asks for a question that can be understood without what was said before.
func Rewrite(town caterina.TownID, d RewriteData) (caterina.Ask, error) {
	return ask(town, caterina.StepRewrite, 1, d, json.RawMessage(rewriteSchema), rewriteTokens)
}

// Rewritten is the answer to Rewrite.
type Rewritten struct {
	Question string `json:"question"`
}

// ChooseData is a question and the cards that may answer it, the likeliest first.
type ChooseData struct {
	Question string
	Cards    []Card
	Fields   []caterina.Field
	Guess    caterina.Outcome // what is said without a model
	Tools    ChooseTools
}

// ChooseTools is what may be asked for in the citizen's place, beside an answer.
type ChooseTools struct {
	Search, Person bool
	Offices        []Thing // whose hours may be told; none: not to be asked for
	Services       []Thing // for which an appointment may be begun; none: not to be asked for
}

// Thing is an office or a service of the town.
type Thing struct {
	ID   string // its slug
	Name string
}

// Tool is what a model may ask to have done in a citizen's place.
type Tool string

// The tools.
const (
	ToolNone   Tool = "none"
	ToolSearch Tool = "search" // the question in other words
	ToolHours  Tool = "hours"  // an office: where it is, when it is open
	ToolSlots  Tool = "slots"  // times for an appointment, to choose from
	ToolPerson Tool = "person" // the button of a person
)

// offered lists the tools that may be asked for, none first.
func (t ChooseTools) offered() []Tool {
	all := []Tool{ToolNone}
	for _, one := range []struct {
		tool Tool
		may  bool
	}{{ToolSearch, t.Search}, {ToolHours, len(t.Offices) > 0}, {ToolSlots, len(t.Services) > 0}, {ToolPerson, t.Person}} {
		if one.may {
			all = append(all, one.tool)
		}
	}
	return all
}

// Any says whether anything but an answer may be asked for.
func (t ChooseTools) Any() bool { return len(t.offered()) > 1 }

// Choose asks what a question is to be answered from. What the engine holds for most
// likely stands first in every list of the schema.
func Choose(town caterina.TownID, d ChooseData) (caterina.Ask, error) {
	return ask(town, caterina.StepChoose, 2, d, chooseSchema(d), chooseTokens)
}

// Chosen is the answer to Choose. Nothing in it has been checked.
type Chosen struct {
	Outcome caterina.Outcome `json:"outcome"` // answer, clarify or decline
	Cards   []string         `json:"cards"`   // ids, the best first
	Field   caterina.Field   `json:"field"`   // "" for the card as a whole
	Tool    Tool             `json:"tool"`
	Query   string           `json:"query"`   // of ToolSearch
	Office  string           `json:"office"`  // id, of ToolHours
	Service string           `json:"service"` // id, of ToolSlots
}

// WriteData is a question with the cards that answer it.
type WriteData struct {
	Town     string // its name
	Today    caterina.Date
	Lang     string // to answer in, ISO 639-1
	History  []Line
	Question string
	Field    caterina.Field // what is asked for, "" when nothing special
	Cards    []Card
	Before   []string // drafts that were not wanted; of Reply only
}

// Write asks for an answer that rests on the cards alone and names them.
func Write(town caterina.TownID, d WriteData) (caterina.Ask, error) {
	return ask(town, caterina.StepWrite, 2, d, nil, writeTokens)
}

// SummaryData is a conversation that an operator takes.
type SummaryData struct {
	History []Line
}

// Summary asks for what an operator has to know before answering.
func Summary(town caterina.TownID, d SummaryData) (caterina.Ask, error) {
	return ask(town, caterina.StepSummary, 1, d, nil, summaryTokens)
}

// Reply asks for a draft of an operator's answer, another one than those before.
func Reply(town caterina.TownID, d WriteData) (caterina.Ask, error) {
	return ask(town, caterina.StepReply, 2, d, nil, replyTokens)
}

// VariantsData is a card and the questions it has already.
type VariantsData struct {
	Card      Card
	Questions []string
	Want      int // how many new ones
}

// Variants asks how else citizens may ask for a card.
func Variants(town caterina.TownID, d VariantsData) (caterina.Ask, error) {
	return ask(town, caterina.StepVariants, 1, d, json.RawMessage(variantsSchema), variantTokens)
}

// Questions is the answer to Variants.
type Questions struct {
	Questions []string `json:"questions"`
}

// TranslateData is texts to be put into another language, by name.
type TranslateData struct {
	Into  string   // ISO 639-1
	Keep  []string // official names that stay as they are
	Texts []Text
}

// Text is one text with its name.
type Text struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Translate asks for translations, under the names that the texts have.
func Translate(town caterina.TownID, d TranslateData) (caterina.Ask, error) {
	names := make([]string, len(d.Texts))
	for i, t := range d.Texts {
		names[i] = t.Name
	}
	return ask(town, caterina.StepTranslate, 1, d, translateSchema(names), translateTokens)
}

// Translated is the answer to Translate.
type Translated struct {
	Texts []Text `json:"texts"`
}

// separator stands in a template between what to do and the data.
const separator = "\n=====\n"

// ask fills a template in.
func ask(town caterina.TownID, step caterina.ModelStep, version int, d any, schema json.RawMessage, tokens int) (caterina.Ask, error) {
	name := fmt.Sprintf("%s.%d", step, version)
	var b strings.Builder
	if err := templates().ExecuteTemplate(&b, name+".tmpl", d); err != nil {
		return caterina.Ask{}, fmt.Errorf("fill in the prompt %s: %w", name, err)
	}
	system, prompt, cut := strings.Cut(b.String(), separator)
	if !cut {
		return caterina.Ask{}, caterina.Errorf(caterina.CodeInternal, "the prompt %s has no data", name)
	}
	return caterina.Ask{
		Step: step, Version: name, Town: town, System: strings.TrimSpace(system), Prompt: strings.TrimSpace(prompt),
		Schema: schema, MaxTokens: tokens,
	}, nil
}
