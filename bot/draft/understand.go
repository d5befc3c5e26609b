package draft

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/prompts"
)

// maxCandidates is how many cards a model chooses from.
const maxCandidates = 6

// understand finds what a question is about that the engine asked back on or declined:
// it puts the question so that it stands alone and asks the engine again. Where the
// engine hesitates between cards, and the model holds the likeliest of them for the
// right one, two that know nothing of each other agree, and that card answers. What the
// engine declines no model makes the town's: with a model that chooses by words, every
// third question that is none of a town's would be answered (docs/evaluation.md). In the
// same call the model may ask for one tool (see act). It is false where nothing better
// was found.
func (r *run) understand(ctx context.Context, base caterina.Reply) (caterina.Reply, string, bool) {
	ctx, cancel := context.WithDeadline(ctx, r.deadline)
	defer cancel()
	question := r.question()
	if alone, ok := r.rewritten(ctx, question); ok {
		again, err := r.cfg.Engine.Reply(context.WithoutCancel(ctx), r.asking(caterina.Input{Text: r.mask.Show(alone)}))
		if err != nil {
			return base, question, false
		}
		if question = alone; worded(r.turn, again) {
			if base = again; again.Message.Outcome == caterina.OutcomeAnswer {
				return again, question, true
			}
		}
	}
	offered := r.offer(base)
	got, ok := r.chosen(ctx, question, base, offered)
	if !ok {
		return base, question, false
	}
	if reply, done := r.act(ctx, base, got, offered); done {
		return reply, question, true
	}
	if got.Outcome != caterina.OutcomeAnswer || len(got.Cards) == 0 {
		return base, question, false
	}
	choice := "card/" + got.Cards[0]
	if slices.Contains(offered.fields, got.Field) {
		choice += "/" + string(got.Field)
	}
	found, ok := r.likeliest(ctx, base, choice, offered)
	return found, question, ok
}

// likeliest answers with a card that the model is for, if the engine asked back and holds
// it for the likeliest, too.
func (r *run) likeliest(ctx context.Context, base caterina.Reply, choice string, offered offer) (caterina.Reply, bool) {
	slug, _, _ := strings.Cut(strings.TrimPrefix(choice, "card/"), "/")
	if len(offered.cards) == 0 || slug != offered.cards[0].ID {
		return base, false
	}
	found, err := r.pressed(ctx, base, choice, buttonOnly)
	if err != nil || found.Message.Outcome != caterina.OutcomeAnswer || !harmless(found) {
		return base, false
	}
	return asRanked(found, base), true
}

// asRanked keeps of the engine's first reply which cards were found, which is what the
// ranking says and not the button, and the other choices that were offered: the model
// may have misread.
func asRanked(found, base caterina.Reply) caterina.Reply {
	found.Trace.Ranking, found.Trace.Confidence, found.Trace.Reject = base.Trace.Ranking, base.Trace.Confidence, base.Trace.Reject
	if found.Message.Outcome == caterina.OutcomeAnswer {
		found.Message.Options = withOthers(found.Message.Options, base.Message)
	}
	return found
}

// asking is the turn with another message in place of those that wait. Its history is
// not read: the message stands alone.
func (r *run) asking(in caterina.Input) caterina.Turn {
	turn := r.turn
	in.Seq = turn.Inputs[len(turn.Inputs)-1].Seq
	turn.Inputs, turn.History = []caterina.Input{in}, nil
	return turn
}

// rewritten is the question as it stands alone, false where it does already.
func (r *run) rewritten(ctx context.Context, question string) (string, bool) {
	history := r.history()
	if len(history) == 0 {
		return "", false
	}
	ask, err := prompts.Rewrite(r.turn.Town.ID, prompts.RewriteData{History: history, Question: question})
	if err != nil {
		return "", false
	}
	var got prompts.Rewritten
	if !r.complete(ctx, ask, &got) {
		return "", false
	}
	alone := strings.TrimSpace(caterina.StripHidden(got.Question))
	return alone, alone != "" && !strings.EqualFold(alone, question) && len(alone) < 2*len(question)+maxSaid
}

// complete asks for a structured answer and reads it into what. A model that answers
// something else has not answered.
func (r *run) complete(ctx context.Context, ask caterina.Ask, what any) bool {
	done, err := r.cfg.Model.Complete(ctx, ask)
	if err == nil && json.Unmarshal([]byte(done.Text), what) != nil {
		done.Usage.Failure = caterina.FailedBad
		err = caterina.Errorf(caterina.CodeUnavailable, "the model's answer is no answer")
	}
	r.usage = append(r.usage, done.Usage.Trace())
	return err == nil
}

// offer is what a model is given to choose from.
type offer struct {
	cards  []prompts.Card // that were found, the likeliest first; none where the engine declined
	fields []caterina.Field
	tools  bot.Tools
	able   bool // there are tools
}

// offer finds it. What the engine declined is no card's; the tools are there all the
// same.
func (r *run) offer(base caterina.Reply) offer {
	o := offer{fields: []caterina.Field{
		caterina.FieldAmount, caterina.FieldAccess, caterina.FieldDocuments, caterina.FieldDeadlines,
		caterina.FieldRecipients, caterina.FieldCost, caterina.FieldOffices, caterina.FieldContacts, caterina.FieldForms,
	}}
	o.tools, o.able = r.tools()
	if base.Message.Outcome != caterina.OutcomeClarify {
		return o
	}
	var field caterina.Field
	if o.cards, field = r.candidates(base); field != "" {
		o.fields = append([]caterina.Field{field}, slices.DeleteFunc(o.fields, func(f caterina.Field) bool { return f == field })...)
	}
	return o
}

// chosen asks what a question is to be answered from, or what is to be done.
func (r *run) chosen(ctx context.Context, question string, base caterina.Reply, o offer) (prompts.Chosen, bool) {
	var got prompts.Chosen
	if len(o.cards) == 0 && !o.able {
		return got, false
	}
	ask, err := prompts.Choose(r.turn.Town.ID, prompts.ChooseData{
		Question: question, Cards: o.cards, Fields: o.fields, Guess: base.Message.Outcome, Tools: o.named(),
	})
	if err != nil {
		return got, false
	}
	return got, r.complete(ctx, ask, &got)
}

// candidates are the cards that were found, in short, the likeliest first, and the
// field that the engine heard.
func (r *run) candidates(base caterina.Reply) ([]prompts.Card, caterina.Field) {
	var cards []prompts.Card
	for _, hit := range base.Trace.Ranking[:min(maxCandidates, len(base.Trace.Ranking))] {
		m, ok := r.cfg.Engine.Material(r.turn, hit.Card, base.Message.Lang)
		if !ok {
			continue
		}
		var short []prompts.Part
		for _, p := range m.Card.Parts {
			if p.Field == caterina.FieldSummary || p.Field == caterina.FieldRecipients {
				short = append(short, prompts.Part{Field: p.Field, Text: shortened(plain(p.Text))})
			}
		}
		cards = append(cards, prompts.Card{ID: m.Card.ID, Title: m.Card.Title, Parts: short})
	}
	return cards, base.Message.Field
}

// withOthers keeps the other choices that were offered: the model may have misread.
func withOthers(options []caterina.Option, base caterina.MessageBody) []caterina.Option {
	if base.Outcome != caterina.OutcomeClarify {
		return options
	}
	for _, o := range base.Options {
		if strings.HasPrefix(o.ID, "card/") && !slices.ContainsFunc(options, func(have caterina.Option) bool { return have.ID == o.ID }) {
			options = append(options, o)
		}
	}
	return options
}
