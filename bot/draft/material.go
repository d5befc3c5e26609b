package draft

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// materials are the cards that an answer rests on. It is false where it rests on
// something else too, an office or a card that does not hold today: of that the
// engine's own words are all there is.
func (r *run) materials(base caterina.Reply) ([]bot.Material, bool) {
	var all []bot.Material
	for _, c := range base.Message.Citations {
		if slices.ContainsFunc(all, func(m bot.Material) bool { return m.Card.ID == c.Card }) {
			continue
		}
		m, ok := r.cfg.Engine.Material(r.turn, c.Card, base.Message.Lang)
		if !ok {
			return nil, false
		}
		all = append(all, m)
	}
	return all, len(all) > 0
}

// degree is how far the town lets a model word an answer: the least of the cards'
// topics. Where that cannot be read it does not.
func (r *run) degree(ctx context.Context, materials []bot.Material) caterina.Autonomy {
	least := caterina.AutonomyFull
	if r.cfg.Policy == nil {
		return least
	}
	for i := range materials {
		degree, err := r.cfg.Policy.Autonomy(ctx, r.turn.Town.ID, materials[i].Topic)
		if err != nil || degree == caterina.AutonomyCards {
			return caterina.AutonomyCards
		}
		if degree == caterina.AutonomyApproval {
			least = degree
		}
	}
	return least
}

// data is what the model is given for an answer: of the cards what they say to citizens,
// not what somebody wrote into them for a model.
func (r *run) data(base caterina.Reply, materials []bot.Material, links *prompts.Links, question string) prompts.WriteData {
	d := prompts.WriteData{
		Town: townName(r.turn.Town), Today: caterina.DateOf(r.turn.Now), Lang: base.Message.Lang,
		History: r.history(), Question: question, Field: base.Message.Field,
	}
	for i := range materials {
		card := materials[i].Card
		card.Parts = nil
		for _, p := range materials[i].Card.Parts {
			if p.Text = plain(links.Hide(verify.WithoutOrders(p.Text))); p.Text != "" {
				card.Parts = append(card.Parts, p)
			}
		}
		d.Cards = append(d.Cards, card)
	}
	return d
}

func townName(town caterina.Town) string {
	if town.Name == "" {
		return town.Slug
	}
	return town.Name
}

// sources are the same cards for the verifier: what the model was given, and nothing
// else.
func sources(cards []prompts.Card, materials []bot.Material) []verify.Source {
	all := make([]verify.Source, len(cards))
	for i, c := range cards {
		lines := []string{c.Title}
		for _, p := range c.Parts {
			lines = append(lines, p.Text)
		}
		all[i] = verify.Source{ID: c.ID, Text: strings.Join(lines, "\n\n"), Official: materials[i].Official}
	}
	return all
}

// citizen is what the citizen has said, as the model was given it, the newest last.
func (r *run) citizen(question string) []string {
	var said []string
	for _, line := range r.history() {
		if line.Actor == caterina.ActorCitizen {
			said = append(said, line.Text)
		}
	}
	return append(said, question)
}

func slugs(materials []bot.Material) []string {
	all := make([]string, len(materials))
	for i := range materials {
		all[i] = materials[i].Card.ID
	}
	return all
}

// generated is the reply in the model's words. What the engine says of a card whoever
// words it, its window, its age and where it stands, comes after them; and a card that the
// answer rests on and the model said nothing of, in its own words.
func generated(base caterina.Reply, materials []bot.Material, text string, cited []string) caterina.Reply {
	parts := []string{strings.TrimSpace(text)}
	if base.Message.Field == caterina.FieldContacts {
		parts = append(parts, missing(caterina.FieldContacts, number, materials, written(text))) // whoever asks whom to call is told
	}
	if base.Message.Field == caterina.FieldOffices {
		parts = append(parts, unsaid(materials, text)...) // and whoever asks of a day, of that day
	}
	for i := range materials {
		m := &materials[i]
		if !slices.Contains(cited, m.Card.ID) {
			parts = append(parts, m.Words(base.Message.Citations))
		}
		if caution := m.Caution; caution != "" && strings.Contains(base.Message.Text, caution) && !slices.Contains(parts, caution) {
			parts = append(parts, caution)
		}
		parts = append(parts, m.Notes, m.Source)
	}
	base.Message.Text, base.Message.Generated = paragraphs(parts), true
	return base
}

func paragraphs(parts []string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" })
	return strings.Join(parts, "\n\n")
}

// plain is Markdown without its marks: a model that reads none writes none.
func plain(text string) string {
	text = strings.NewReplacer("**", "", `\\`, `\`, `\*`, "*", `\_`, "_", `\[`, "[", `\]`, "]", `\<`, "<", `\>`, ">", `\#`, "#", `\|`, "|", `\~`, "~",
		`\!`, "!", "\\`", "`").Replace(text)
	return strings.TrimSpace(text)
}
