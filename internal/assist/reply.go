package assist

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// What is looked at for a draft.
const (
	maxTried  = 4 // messages of the citizen's, the newest first
	maxCards  = 3
	maxBefore = 3 // earlier drafts
)

const (
	saidNothingAsked = "Il cittadino non ha ancora scritto una domanda: non c'è a che cosa rispondere."
	saidNoCard       = "Nessuna scheda risponde all'ultimo messaggio: cercane una con «Cita una scheda», o scrivi tu."
	saidUnsupported  = "La bozza diceva cose che nelle schede non ci sono, ed è stata scartata: riprova, o cita una scheda."
)

// Reply drafts an answer to what the citizen asked last, in Italian, from the cards that
// the engine finds for it and nothing else. before are drafts that were not wanted. Where
// the town lets no model word a topic, the draft is the cards' own words.
// CodeNotFound when no card answers, CodeUnavailable or CodeLimited when the model brought
// nothing that can be used; each with a sentence for staff.
func (s *Service) Reply(ctx context.Context, t caterina.Talk, before []string) (caterina.ReplyDraft, error) {
	all := messages(&t)
	if inDanger(all) {
		return caterina.ReplyDraft{}, caterina.Errorf(caterina.CodeForbidden, saidDanger)
	}
	asked, base, err := s.found(ctx, &t, all)
	if err != nil {
		return caterina.ReplyDraft{}, err
	}
	materials := s.materials(s.turn(t.Town), &base)
	if len(materials) == 0 {
		return caterina.ReplyDraft{}, caterina.Errorf(caterina.CodeNotFound, saidNoCard)
	}
	if s.cardsOnly(ctx, t.Town.ID, materials) {
		return ownWords(materials, base.Message.Field), nil
	}
	mask := masker(&t, all)
	d := &drafting{Service: s, talk: &t, mask: mask, materials: materials}
	return d.write(ctx, prompts.WriteData{
		Town: t.Town.Name, Today: caterina.DateOf(s.cfg.Now().In(caterina.Rome())), Lang: italian, Field: base.Message.Field,
		History: history(all[:asked], mask), Question: mask.Hide(shortened(strings.TrimSpace(all[asked].body.Text))),
		Before: hidden(mask, before),
	})
}

func hidden(mask *bot.Masker, before []string) []string {
	var all []string
	for _, text := range before[max(0, len(before)-maxBefore):] {
		if text = strings.TrimSpace(text); text != "" {
			all = append(all, mask.Hide(shortened(text)))
		}
	}
	return all
}

// found looks for the citizen's newest message that asks something, and for what the
// engine makes of it. Thanks, and the wish for a person, ask nothing that a card answers.
func (s *Service) found(ctx context.Context, t *caterina.Talk, all []said) (int, caterina.Reply, error) {
	tried := 0
	for i := len(all) - 1; i >= 0 && tried < maxTried; i-- {
		m := &all[i]
		if m.actor != caterina.ActorCitizen || strings.TrimSpace(m.body.Text) == "" {
			continue
		}
		tried++
		turn := s.turn(t.Town)
		turn.Conversation, turn.Inputs = t.Conversation, []caterina.Input{{Seq: m.seq, Text: m.body.Text, Choice: m.body.Choice}}
		for _, earlier := range all[:i] {
			turn.History = append(turn.History, caterina.Message{Actor: earlier.actor, Body: earlier.body})
		}
		reply, err := s.cfg.Engine.Reply(ctx, turn)
		if err != nil {
			return 0, caterina.Reply{}, err //nolint:wrapcheck // it says what it was doing
		}
		switch reply.Message.Outcome {
		case caterina.OutcomeAnswer, caterina.OutcomeClarify:
			return i, reply, nil
		case caterina.OutcomeCrisis:
			return 0, caterina.Reply{}, caterina.Errorf(caterina.CodeForbidden, saidDanger)
		case caterina.OutcomeDecline:
			return 0, caterina.Reply{}, caterina.Errorf(caterina.CodeNotFound, saidNoCard)
		default:
		}
	}
	if tried == 0 {
		return 0, caterina.Reply{}, caterina.Errorf(caterina.CodeNotFound, saidNothingAsked)
	}
	return 0, caterina.Reply{}, caterina.Errorf(caterina.CodeNotFound, saidNoCard)
}

// materials are the cards that an answer rests on, else the likeliest.
func (s *Service) materials(turn caterina.Turn, base *caterina.Reply) []bot.Material {
	var slugs []string
	for _, c := range base.Message.Citations {
		slugs = append(slugs, c.Card)
	}
	if len(slugs) == 0 {
		for _, hit := range base.Trace.Ranking {
			slugs = append(slugs, hit.Card)
		}
	}
	var all []bot.Material
	for _, slug := range slugs {
		if len(all) == maxCards || slices.ContainsFunc(all, func(m bot.Material) bool { return m.Card.ID == slug }) {
			continue
		}
		if m, ok := s.cfg.Engine.Material(turn, slug, italian); ok {
			all = append(all, m)
		}
	}
	return all
}

// cardsOnly says whether the town lets no model word one of the topics. Where that cannot
// be read it does not.
func (s *Service) cardsOnly(ctx context.Context, town caterina.TownID, materials []bot.Material) bool {
	if s.cfg.Policy == nil {
		return false
	}
	for i := range materials {
		degree, err := s.cfg.Policy.Autonomy(ctx, town, materials[i].Topic)
		if err != nil || degree == caterina.AutonomyCards {
			return true
		}
	}
	return false
}

// ownWords is the part of the first card that was asked for, as it stands there.
func ownWords(materials []bot.Material, field caterina.Field) caterina.ReplyDraft {
	m := &materials[0]
	draft := caterina.ReplyDraft{Citations: []caterina.Citation{m.Citation}, Cards: true}
	for _, want := range []caterina.Field{field, caterina.FieldSummary} {
		for _, p := range m.Card.Parts {
			if p.Field == want && draft.Text == "" {
				draft.Text, draft.Citations[0].Field = plain(p.Text), p.Field
			}
		}
	}
	draft.Text = paragraphs(draft.Text, m.Notes)
	return draft
}

// drafting is one draft on its way.
type drafting struct {
	*Service

	talk      *caterina.Talk
	mask      *bot.Masker
	materials []bot.Material
}

// write has the model write and checks what it wrote.
func (d *drafting) write(ctx context.Context, data prompts.WriteData) (caterina.ReplyDraft, error) {
	var links prompts.Links
	var sources []verify.Source
	for i := range d.materials {
		card, source := shown(&d.materials[i], &links)
		data.Cards, sources = append(data.Cards, card), append(sources, source)
	}
	ask, err := prompts.Reply(d.talk.Town.ID, data)
	if err != nil {
		return caterina.ReplyDraft{}, err //nolint:wrapcheck // it says what it was doing
	}
	text, err := d.complete(ctx, ask)
	if err != nil {
		return caterina.ReplyDraft{}, err
	}
	citizen := []string{data.Question}
	for _, l := range slices.Backward(data.History) {
		if l.Actor == caterina.ActorCitizen {
			citizen = append([]string{l.Text}, citizen...)
		}
	}
	result := verify.New(verify.Check{
		Sources: sources, Citizen: citizen, Today: data.Today, Lang: italian, Forbidden: []string{ask.System},
	}).Draft(text)
	linked, known := links.Show(result.Text)
	d.reject(ctx, result.Rejections, known)
	switch {
	case result.Refusal:
		return caterina.ReplyDraft{}, caterina.Errorf(caterina.CodeNotFound, saidNoCard)
	case !result.OK || !known:
		return caterina.ReplyDraft{}, caterina.Errorf(caterina.CodeUnavailable, saidUnsupported)
	}
	return d.done(links.Labels(d.mask.Show(linked)), result.Cards), nil
}

// shown is a card as the model is given it, and as the verifier is.
func shown(m *bot.Material, links *prompts.Links) (prompts.Card, verify.Source) {
	card := m.Card
	card.Parts = slices.Clone(card.Parts)
	lines := []string{card.Title}
	for i := range card.Parts {
		card.Parts[i].Text = plain(links.Hide(card.Parts[i].Text))
		lines = append(lines, card.Parts[i].Text)
	}
	return card, verify.Source{ID: card.ID, Text: strings.Join(lines, "\n"), Official: m.Official}
}

// done is the draft with what is said of its cards whoever words them.
func (d *drafting) done(text string, cited []string) caterina.ReplyDraft {
	draft := caterina.ReplyDraft{}
	parts := []string{text}
	for i := range d.materials {
		if m := &d.materials[i]; slices.Contains(cited, m.Card.ID) {
			parts, draft.Citations = append(parts, m.Notes), append(draft.Citations, m.Citation)
		}
	}
	draft.Text = paragraphs(parts...)
	return draft
}

// reject keeps what was not shown, for the curators. A list that cannot be written is no
// reason to keep a draft from whoever waits for it.
func (d *drafting) reject(ctx context.Context, all []verify.Rejection, known bool) {
	if d.cfg.Rejects == nil || len(all) == 0 && known {
		return
	}
	slugs := make([]string, len(d.materials))
	for i := range d.materials {
		slugs[i] = d.materials[i].Card.ID
	}
	var rejected []caterina.Rejected
	for _, r := range all {
		rejected = append(rejected, caterina.Rejected{Reason: string(r.Reason), Sentence: r.Sentence, Cards: slugs})
	}
	if !known {
		rejected = append(rejected, caterina.Rejected{Reason: string(verify.URL), Cards: slugs})
	}
	_ = d.cfg.Rejects.KeepRejected(ctx, d.talk.Town.ID, d.talk.Conversation, rejected)
}

func paragraphs(parts ...string) string {
	parts = slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return strings.TrimSpace(s) == "" })
	for i := range parts {
		parts[i] = strings.TrimSpace(plain(parts[i]))
	}
	return strings.Join(parts, "\n\n")
}
