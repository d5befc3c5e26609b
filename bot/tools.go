package bot

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"example.org/caterina"
)

// toolRules say what a citizen must have spoken of for a model to be allowed to ask for
// the hours of an office, or to begin an appointment.
//
//go:embed rules/tools.txt
var toolRules string

//nolint:gochecknoglobals // compiled once from an embedded file, never changed
var builtInTools = sync.OnceValue(func() *ruleBook { return mustRules(toolRules) })

// The ids of choices that stand on no button: what a model may ask for in a citizen's
// place is put to the engine as one of them, or as a button that there is.
//
//	office/SLUG            an office: where it is, when it is open
//	maybe/CARD[/FIELD]     the button of a card, beside another answer
//	person/offer           the button of a person
const (
	choiceOffice = "office/"
	choiceMaybe  = "maybe/"
	choiceOffer  = choicePerson + "/offer"
)

// maxTools is how many offices, and how many services, a model is told of.
const maxTools = 40

// Tools is what may be asked for in a citizen's place after what they have said. None of
// it is more than they could press themselves, and none of it binds them.
type Tools struct {
	Offices  []Tool // whose hours may be told, the desk that helps with everything first
	Services []Tool // an appointment for which may be begun
	Person   string // the choice that offers a person
}

// Tool is one thing that may be asked for.
type Tool struct {
	Slug, Name string
	Choice     string // the caterina.Input that asks for it
}

// MaybeChoice is the choice that offers a card as a hint, made of the one that shows it
// ("card/SLUG/FIELD"). It is "" for a choice of something else.
func MaybeChoice(card string) string {
	if rest, ok := strings.CutPrefix(card, choiceCard); ok {
		return choiceMaybe + rest
	}
	return ""
}

// Tools lists what may be asked for in place of the citizen whose messages wait in a
// turn. Offices and services are there only where they speak of coming or of being
// received: what becomes of the weather is not a model's to decide alone. It does no I/O.
func (e *Engine) Tools(turn caterina.Turn) Tools {
	if turn.Inputs = withEdits(turn.Inputs); len(turn.Inputs) == 0 {
		return Tools{}
	}
	t := e.newTalk(turn)
	found := builtInTools().read(t.tokens).find()
	tools := Tools{Person: choiceOffer}
	if says(found, "hours") || slices.ContainsFunc(e.whole(t).wants, ofOffice) {
		tools.Offices = e.officeTools(turn.Town)
	}
	if says(found, "slots") && e.agenda != nil {
		for _, b := range e.agenda.Bookable(turn.Town) {
			tools.Services = append(tools.Services, Tool{b.Service.Slug, b.Service.Name, choiceBook + b.Service.Slug})
		}
		tools.Services = tools.Services[:min(len(tools.Services), maxTools)]
	}
	return tools
}

// ofOffice says whether something is asked that an office knows of itself.
func ofOffice(a asked) bool { return wantsOffice([]asked{a}) }

// officeTools are the offices of a town that have a name, its desk first.
func (e *Engine) officeTools(town caterina.Town) []Tool {
	var tools []Tool
	for _, o := range e.knowledge.Offices(town.ID) {
		tool := Tool{o.Slug, o.Name, choiceOffice + o.Slug}
		switch {
		case o.Name == "":
		case o.Slug == town.Desk:
			tools = slices.Insert(tools, 0, tool)
		default:
			tools = append(tools, tool)
		}
	}
	return tools[:min(len(tools), maxTools)]
}

// chooseTool does what a choice stands for that is on no button.
func (e *Engine) chooseTool(t *talk, id string) {
	office, isOffice := strings.CutPrefix(id, choiceOffice)
	card, isCard := strings.CutPrefix(id, choiceMaybe)
	switch {
	case id == choiceOffer:
		e.offerPersonBeside(t)
	case isOffice:
		e.chooseOffice(t, office)
	case isCard:
		e.hintAt(t, card)
	default:
		e.sayStale(t)
	}
}

// chooseOffice tells of an office of the town, with the day that the messages ask for.
func (e *Engine) chooseOffice(t *talk, slug string) {
	all := e.knowledge.Offices(t.turn.Town.ID)
	i := slices.IndexFunc(all, func(o caterina.Office) bool { return o.Slug == slug && o.Name != "" })
	if i < 0 {
		e.sayStale(t)
		return
	}
	e.sayOffice(t, all[i], caterina.FieldOffices)
}

// hintAt offers a card that holds today, in a sentence to stand beside another answer.
func (e *Engine) hintAt(t *talk, path string) {
	slug, name, _ := strings.Cut(path, "/")
	c, ok := e.card(t, slug)
	field := caterina.Field(name)
	if !ok || c.expired || name != "" && !slices.Contains(allFields(), field) {
		e.sayStale(t)
		return
	}
	option := t.cardOption(c.card, "")
	if name != "" && field != caterina.FieldSummary {
		option.ID += "/" + name
	}
	t.say(caterina.OutcomeClarify, "choice/maybe", t.words.maybe(sentences("**"+escape(t.title(c.card))+"**.", t.oneLine(c))))
	t.offer(option)
}

// offerPersonBeside offers a person, in a sentence to stand beside another answer. It
// calls nobody: the citizen presses the button, or does not.
func (e *Engine) offerPersonBeside(t *talk) {
	t.say(caterina.OutcomeClarify, "choice/offer", t.words.offerPerson)
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
	if e.people != nil {
		t.say(caterina.OutcomeClarify, "choice/offer", sentences(t.words.offerPerson, t.words.offerCall))
		t.offer(caterina.Option{ID: choiceCallback, Label: t.words.optionCallback})
	}
}
