package draft

import (
	"context"
	"encoding/json"
	"errors"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// translated asks for translations. It reads them as a stream, though nobody is shown
// any before the last is checked: a server that does not begin, or stands still, is known
// for it after seconds.
func (r *run) translated(ctx context.Context, into string, keep []string, texts []prompts.Text) ([]prompts.Text, bool) {
	if len(texts) == 0 || ctx.Err() != nil {
		return nil, false
	}
	ask, err := prompts.Translate(r.turn.Town.ID, prompts.TranslateData{Into: into, Keep: keep, Texts: texts})
	if err != nil {
		return nil, false
	}
	done, err := r.cfg.Model.Stream(ctx, ask, func(string) error { return nil })
	var got prompts.Translated
	switch {
	case errors.Is(context.Cause(ctx), errLate):
		done.Usage.Failure = caterina.FailedLate
	case err == nil && json.Unmarshal([]byte(done.Text), &got) != nil:
		done.Usage.Failure = caterina.FailedBad
		err = caterina.Errorf(caterina.CodeUnavailable, "the model's translation is none")
	}
	r.usage = append(r.usage, done.Usage.Trace())
	return got.Texts, err == nil && ctx.Err() == nil
}

// grounds are what a sentence that was put back into Italian is checked against: the
// cards and what the engine said of them, and the one sentence that it comes from.
type grounds struct {
	cards *verify.Checker
	ids   []string
	today caterina.Date
}

// engineID names the engine's words among the sources.
const engineID = "caterina"

func (r *run) grounds(t *translation, reply caterina.Reply, materials []bot.Material) grounds {
	data := r.data(reply, materials, &t.links, "")
	all := append(sources(data.Cards, materials), verify.Source{ID: engineID, Text: t.original()})
	g := grounds{today: data.Today, cards: verify.New(verify.Check{Sources: all, Today: data.Today, Lang: italian})}
	for i := range all {
		g.ids = append(g.ids, all[i].ID)
	}
	return g
}

// bear says whether a sentence says what its original says: the cards bear all of it
// out, and the original its facts.
func (g grounds) bear(back, original string, names []string) bool {
	if len(g.cards.Sentence(back, g.ids)) > 0 {
		return false
	}
	one := verify.New(verify.Check{
		Sources: []verify.Source{{ID: engineID, Text: original, Official: names}}, Today: g.today, Lang: italian,
	})
	for _, x := range one.Sentence(back, []string{engineID}) {
		if x.Reason != verify.Ungrounded && x.Reason != verify.Term { // other words for the same, which the cards have
			return false
		}
	}
	return true
}
