package draft

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/prompts"
)

// toolbox is an Engine that lists what may be asked for in a citizen's place.
type toolbox interface {
	Tools(turn caterina.Turn) bot.Tools
}

// tools lists what the model may ask for, false where the engine has none.
func (r *run) tools() (bot.Tools, bool) {
	if e, ok := r.cfg.Engine.(toolbox); ok {
		return e.Tools(r.turn), true
	}
	return bot.Tools{}, false
}

// named is the tools as the model is told of them.
func (o *offer) named() prompts.ChooseTools {
	return prompts.ChooseTools{Search: o.able, Person: o.tools.Person != "", Offices: things(o.tools.Offices), Services: things(o.tools.Services)}
}

func things(tools []bot.Tool) []prompts.Thing {
	all := make([]prompts.Thing, len(tools))
	for i, t := range tools {
		all[i] = prompts.Thing{ID: t.Slug, Name: t.Name}
	}
	return all
}

// act has the engine do what the model asks for, if that was offered: each tool is a
// button of the engine's, pressed after the citizen's own words, so that whatever is
// checked when a citizen presses it is checked here. What comes of it is looked at once
// more: a tool tells, proposes or offers, and the citizen decides. In all other cases it
// is false, and nothing has happened but a note in the trace.
func (r *run) act(ctx context.Context, base caterina.Reply, got prompts.Chosen, o offer) (caterina.Reply, bool) {
	var d deed
	switch got.Tool {
	case prompts.ToolNone, "":
		return base, false
	case prompts.ToolSearch:
		d = r.search(ctx, base, got.Query, o)
	case prompts.ToolHours:
		d = r.press(ctx, base, got.Office, o.tools.Offices, tells)
	case prompts.ToolSlots:
		d = r.press(ctx, base, got.Service, o.tools.Services, proposes)
	case prompts.ToolPerson:
		d = r.hint(ctx, base, o.tools.Person)
	default:
		got.Tool, d = "other", deed{became: caterina.ToolUnknown}
	}
	call := &r.usage[len(r.usage)-1]
	call.Tool, call.Became = string(got.Tool), d.became
	if d.what != "" {
		call.Tool += "/" + d.what
	}
	return d.reply, d.became == caterina.ToolDone
}

// acted says whether the reply is a tool's: its words are the engine's. What a search
// found is an answer from a card like any other.
func (r *run) acted() bool {
	if len(r.usage) == 0 {
		return false
	}
	last := r.usage[len(r.usage)-1]
	return last.Became == caterina.ToolDone && !strings.HasPrefix(last.Tool, string(prompts.ToolSearch))
}

// deed is what became of a tool.
type deed struct {
	what   string // the office, service or card, one that was offered or found
	became caterina.ToolResult
	reply  caterina.Reply
}

// press presses the button of an office or a service, and looks at what comes of it.
// Where the citizen's words, which name a day, would do more than is allowed, the button
// alone is pressed.
func (r *run) press(ctx context.Context, base caterina.Reply, slug string, offered []bot.Tool, fits func(caterina.Reply) bool) deed {
	i := slices.IndexFunc(offered, func(t bot.Tool) bool { return t.Slug == slug })
	if i < 0 {
		return deed{became: caterina.ToolUnknown}
	}
	d := deed{what: slug, became: caterina.ToolNothing}
	for _, how := range []manner{afterWords, buttonOnly} {
		reply, err := r.pressed(ctx, base, offered[i].Choice, how)
		switch {
		case err != nil:
			return d
		case !harmless(reply):
			d.became = caterina.ToolForbidden
		case !fits(reply):
			d.became = caterina.ToolNothing
		default:
			d.became, d.reply = caterina.ToolDone, asRanked(reply, base)
			return d
		}
	}
	return d
}

// hint puts a button, and the engine's sentence about it, beside the reply as it is.
func (r *run) hint(ctx context.Context, base caterina.Reply, choice string) deed {
	d := deed{became: caterina.ToolUnknown}
	if choice == "" {
		return d
	}
	d.became = caterina.ToolNothing
	hint, err := r.pressed(ctx, base, choice, buttonOnly)
	switch {
	case err != nil || hint.Message.Outcome != caterina.OutcomeClarify:
	case !harmless(hint) || begins(hint):
		d.became = caterina.ToolForbidden
	default:
		d.became, d.reply = caterina.ToolDone, beside(base, hint.Message)
	}
	return d
}

// search asks the engine the question in the model's words. What it finds is put beside
// the reply, as a button; only the card that it held for the likeliest before, when it
// asked back, answers.
func (r *run) search(ctx context.Context, base caterina.Reply, query string, o offer) deed {
	query, ok := asQuery(query)
	if !ok {
		return deed{became: caterina.ToolUnknown}
	}
	turn := r.asking(caterina.Input{Text: query})
	turn.Lang = "it"
	again, err := r.cfg.Engine.Reply(context.WithoutCancel(ctx), turn)
	switch {
	case err != nil:
		return deed{became: caterina.ToolNothing}
	case !worded(turn, again):
		return deed{became: caterina.ToolForbidden}
	}
	choice := foundCard(again.Message)
	what, _, _ := strings.Cut(strings.TrimPrefix(choice, "card/"), "/")
	if reply, ok := r.likeliest(ctx, base, choice, o); ok {
		return deed{what: what, became: caterina.ToolDone, reply: reply}
	}
	offered := slices.ContainsFunc(base.Message.Options, func(have caterina.Option) bool { return strings.HasPrefix(have.ID+"/", "card/"+what+"/") })
	if choice == "" || offered {
		return deed{what: what, became: caterina.ToolNothing}
	}
	d := r.hint(ctx, base, bot.MaybeChoice(choice))
	d.what = what
	return d
}

// foundCard is the choice of the card that a reply rests on, or that it offers first; ""
// for none.
func foundCard(m caterina.MessageBody) string {
	if m.Outcome == caterina.OutcomeAnswer && m.Card != "" {
		choice := "card/" + m.Card
		if m.Field != "" {
			choice += "/" + string(m.Field)
		}
		return choice
	}
	for _, o := range m.Options {
		if m.Outcome == caterina.OutcomeClarify && strings.HasPrefix(o.ID, "card/") {
			return o.ID
		}
	}
	return ""
}

// What a query may be: some words, in which there is room for the number of a law and
// not for a contact, a code or an order.
const (
	maxQuery  = 80 // letters
	maxDigits = 4
)

// asQuery is a model's query without what is not to be seen in it, false for one that is
// too long for one or holds what no question needs.
func asQuery(query string) (string, bool) {
	if len(query) > maxQuery*utf8.UTFMax {
		return "", false
	}
	query = strings.TrimSpace(caterina.StripHidden(query))
	letters, digits := 0, 0
	for _, c := range query {
		switch {
		case unicode.IsLetter(c) || unicode.IsMark(c):
			letters++
		case c >= '0' && c <= '9':
			digits++
		case !strings.ContainsRune(" '’-,.?", c):
			return "", false
		}
	}
	return query, letters > 1 && digits <= maxDigits && utf8.RuneCountInString(query) <= maxQuery
}

// manner is how a button is pressed.
type manner int

const (
	buttonOnly manner = iota // and nothing said
	afterWords               // after the citizen's own words, which may name a day or an office
)

// pressed is what the engine says when the citizen presses a button, in the language that
// they were heard to speak.
func (r *run) pressed(ctx context.Context, base caterina.Reply, choice string, how manner) (caterina.Reply, error) {
	turn := r.turn
	turn.Lang = base.Message.Lang
	button := caterina.Input{Seq: turn.Inputs[len(turn.Inputs)-1].Seq, Choice: choice}
	if turn.Inputs = []caterina.Input{button}; how == afterWords {
		turn.Inputs = append(slices.Clone(r.turn.Inputs), button)
	}
	reply, err := r.cfg.Engine.Reply(context.WithoutCancel(ctx), turn)
	if err == nil {
		reply.Effects = append(slices.Clone(base.Effects), reply.Effects...)
	}
	return reply, err //nolint:wrapcheck // whether there is one is all that is asked
}

// beside is a reply with a button, and a sentence on it, added. What the reply is stays as
// it was: what was declined is declined.
func beside(base caterina.Reply, hint caterina.MessageBody) caterina.Reply {
	m := &base.Message
	m.Text = paragraphs([]string{m.Text, hint.Text})
	first, then := m.Options, hint.Options
	if m.Outcome == caterina.OutcomeDecline {
		first, then = then, first
	}
	m.Options = slices.Clone(first)
	for _, o := range then {
		if !slices.ContainsFunc(m.Options, func(have caterina.Option) bool { return have.ID == o.ID }) {
			m.Options = append(m.Options, o)
		}
	}
	return base
}

// tells says whether a reply answers and does nothing.
func tells(reply caterina.Reply) bool {
	return reply.Message.Outcome == caterina.OutcomeAnswer && reply.Message.Flow == "" && !begins(reply)
}

// proposes says whether a reply begins a dialogue about an appointment.
func proposes(reply caterina.Reply) bool {
	return reply.Message.Outcome == caterina.OutcomeFlow && reply.Message.Flow == caterina.FlowBooking && begins(reply)
}

// begins says whether a reply keeps a draft of an appointment.
func begins(reply caterina.Reply) bool {
	return slices.ContainsFunc(reply.Effects, func(e caterina.Effect) bool {
		_, keeps := e.(caterina.KeepDraft)
		return keeps
	})
}

// harmless says whether all that a reply would have done may come of a model's wish: the
// language is noted, or a dialogue about an appointment begins, in which nothing is
// chosen. Whatever is not on this list is more.
func harmless(reply caterina.Reply) bool {
	m := reply.Message
	switch m.Outcome {
	case caterina.OutcomeAnswer, caterina.OutcomeClarify, caterina.OutcomeFlow:
	case caterina.OutcomeSmalltalk, caterina.OutcomeDecline: // nothing is there any more
	default:
		return false
	}
	if reply.Fixed || m.Booking != nil {
		return false
	}
	return !slices.ContainsFunc(reply.Effects, func(effect caterina.Effect) bool {
		switch e := effect.(type) {
		case caterina.SetLang:
			return false
		case caterina.KeepDraft:
			return !open(e.Draft)
		}
		return true
	})
}

// open says whether everything of an appointment is still the citizen's to choose.
func open(d caterina.BookingDraft) bool {
	switch d.Step {
	case caterina.StepService, caterina.StepOffice, caterina.StepTime:
		return d.From.IsZero() && d.Moving == 0 && !d.Waits
	default:
		return false
	}
}
