package bot

import (
	"context"
	"strings"
	"time"

	"example.org/caterina"
)

// Desk is where people answer. Without one the engine tells how to reach an
// office instead.
type Desk interface {
	// Availability says whether somebody can be waited for now, in the queue that
	// takes what a card's topic names; "" is the town's first queue.
	Availability(ctx context.Context, town caterina.Town, topic string) (caterina.Availability, error)
	// Place is a waiting citizen's place in the queue.
	Place(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Place, error)
}

// crisisPriority puts somebody in danger before everybody else who waits.
const crisisPriority = 9

// crisisPatience is how long an answer to danger waits for the desk: the numbers
// to call matter more than a place in the queue.
const crisisPatience = 300 * time.Millisecond

// finishHandOver completes a reply, and the hand-over if one was asked for.
func (t *talk) finishHandOver(ctx context.Context, e *Engine) (caterina.Reply, error) {
	if err := e.handOver(ctx, t); err != nil {
		return caterina.Reply{}, err
	}
	return t.finish(), nil
}

// handOver ends a turn whose citizen asked for a person: into the queue with the
// place and the wait as they are, or a refusal with its reason and the ways on.
func (e *Engine) handOver(ctx context.Context, t *talk) error {
	if t.personRule == "" {
		return nil
	}
	t.reply.Trace.Confidence = 1
	if e.people == nil {
		t.say(caterina.OutcomeHandoff, t.personRule, paragraphs(t.words.person, e.deskText(t)))
		return nil
	}
	av, err := e.people.Availability(ctx, t.turn.Town, e.topic(ctx, t))
	if err != nil {
		return err //nolint:wrapcheck // the engine adds nothing to it
	}
	if av.Refusal == "" {
		t.say(caterina.OutcomeHandoff, t.personRule, t.words.queued(escape(av.Queue.Name), av.Waiting+1, av.WaitMinutes))
		t.requestPerson(av, caterina.ReasonAsked, 0)
	} else {
		t.say(caterina.OutcomeHandoff, t.personRule+"/"+string(av.Refusal), paragraphs(t.refusal(av), e.waysOn(t, av)))
		if e.books(t.turn.Town) {
			t.offer(caterina.Option{ID: choiceNew, Label: t.words.book.optionBook})
		}
	}
	t.offerWaysOn()
	return nil
}

// callPeople asks for a person on behalf of somebody in danger. When the desk
// does not answer at once, or takes nobody, the numbers stand alone.
func (e *Engine) callPeople(ctx context.Context, t *talk, category string) {
	if e.people == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, crisisPatience)
	defer cancel()
	for _, topic := range []string{crisisTopic(category), ""} {
		if av, err := e.people.Availability(ctx, t.turn.Town, topic); err == nil && av.Refusal == "" {
			t.requestPerson(av, caterina.ReasonCrisis, crisisPriority)
			return
		}
	}
}

// crisisTopic names the topic of the people who help best, as cards do.
func crisisTopic(category string) string {
	return map[string]string{
		crisisViolence: "violenza", crisisChild: "minori", crisisShelter: "adulti",
		crisisHunger: "reddito", crisisSuicide: "salute", crisisMedical: "salute",
	}[category]
}

func (t *talk) requestPerson(av caterina.Availability, reason string, priority int) {
	t.called = true
	t.reply.Effects = append(t.reply.Effects, caterina.RequestPerson{Queue: av.Queue.Slug, Reason: reason, Priority: priority})
}

// offerWaysOn offers what else than waiting there is.
func (t *talk) offerWaysOn() {
	t.offer(
		caterina.Option{ID: choiceCallback, Label: t.words.optionCallback},
		caterina.Option{ID: choiceAssistant, Label: t.words.optionAssistant})
}

// refusal says why nobody can be waited for, and from when on somebody can.
func (t *talk) refusal(av caterina.Availability) string {
	w := t.words
	var why string
	switch av.Refusal {
	case caterina.RefusedClosed:
		why = w.deskClosed
	case caterina.RefusedHoliday:
		why = w.deskHoliday(escape(av.Holiday))
	case caterina.RefusedFull:
		why = w.deskFull(av.Waiting)
	default:
		why = w.deskEmpty
	}
	if av.Until.IsZero() {
		return why
	}
	until := av.Until.In(caterina.Rome())
	return sentences(why, w.deskBack(w.day(until, t.day), hour(until)))
}

// waysOn says how to be called back, whom to telephone and when, and that the
// assistant goes on.
func (e *Engine) waysOn(t *talk, av caterina.Availability) string {
	ways := []string{t.words.wayCallback}
	if line := e.phoneLine(t, av); line != "" {
		ways = append(ways, t.words.wayPhone(line))
	} else if t.turn.Town.Website != "" {
		ways = append(ways, t.words.wayWebsite(t.turn.Town.Website))
	}
	if e.books(t.turn.Town) {
		ways = append(ways, t.words.wayBooking)
	}
	return paragraphs(t.words.waysHead, bullets(append(ways, t.words.wayAssistant)))
}

// books says whether something can be booked in a town.
func (e *Engine) books(town caterina.Town) bool {
	return e.agenda != nil && len(e.agenda.Bookable(town)) > 0
}

// phoneLine is a queue's telephone with its hours, else the desk's. Hours belong
// to the number: the desk's are not said of a queue's own telephone. That it
// is closed now is said only if the refusal has not said it.
func (e *Engine) phoneLine(t *talk, av caterina.Availability) string {
	if q := av.Queue; q.Phone != "" {
		line := telLink(q.Phone)
		if q.Hours != nil && q.Hours.Text != "" {
			line += " (" + escape(q.Hours.Text) + ")"
		}
		return line
	}
	desk, ok := e.desk(t.turn.Town)
	if !ok || len(desk.Phones) == 0 {
		return ""
	}
	line := each(desk.Phones, telLink) + ", " + escape(desk.Name)
	if desk.Hours.Text != "" {
		line += ": " + escape(strings.TrimSuffix(desk.Hours.Text, "."))
	}
	shut := av.Refusal == caterina.RefusedClosed || av.Refusal == caterina.RefusedHoliday
	if shut && !desk.Status(t.turn.Now, t.turn.Town.PatronDay).Open {
		return line + "."
	}
	return sentences(line+".", t.officeNow(&desk))
}

// topic is what the conversation is about, as far as it is known: what the
// message itself names beside the person, else the card being talked about, else
// the cards to choose from, else what the last question was about.
func (e *Engine) topic(ctx context.Context, t *talk) string {
	if topic, ok := e.topicOf(ctx, t, beside(t.tokens, e.talk.read(t.tokens).find())); ok {
		return topic
	}
	if t.last == nil {
		return ""
	}
	if err := e.recall(ctx, t); err != nil {
		return "" // a search that fails keeps nobody from a person
	}
	slugs := []string{t.last.bot.Card}
	for _, o := range t.last.bot.Options {
		if rest, isCard := strings.CutPrefix(o.ID, choiceCard); isCard {
			slug, _, _ := strings.Cut(rest, "/")
			slugs = append(slugs, slug)
		}
	}
	for _, slug := range slugs {
		if c, ok := e.card(t, slug); ok {
			return c.card.Topic
		}
	}
	topic, _ := e.topicOf(ctx, t, clean(t.last.question))
	return topic
}

// topicOf is the topic of the card that some words fit. A search that fails
// keeps nobody from a person.
func (e *Engine) topicOf(ctx context.Context, t *talk, text string) (string, bool) {
	if text == "" {
		return "", false
	}
	r, err := e.search(ctx, t, text)
	if err != nil || len(r.Hits) == 0 || r.Verdict == caterina.VerdictNone {
		return "", false
	}
	return r.Hits[0].Card.Topic, true
}

// beside writes the words of a message that do not ask for a person, "" when
// none of them has substance.
func beside(tokens []token, found []finding) string {
	var rest []token
	substance := false
	for i, tok := range tokens {
		covered := false
		for _, f := range found {
			covered = covered || f.topic == "person" && f.span.start <= i && i < f.span.end
		}
		if covered {
			continue
		}
		rest = append(rest, tok)
		substance = substance || !isStopword(tok.word) && !isChatter(tok.word)
	}
	if !substance {
		return ""
	}
	return wordsOf(rest)
}

// Apologise is what the citizen reads when the engine failed for good: an
// apology, and a person where one can be waited for. It searches nothing. Where
// people have the floor it says nothing. It reads neither the messages nor the
// history: they may be what the engine failed on.
func (e *Engine) Apologise(ctx context.Context, turn caterina.Turn) caterina.Reply {
	turn.Inputs, turn.History = nil, nil
	t := e.newTalk(turn)
	if t.aside() {
		return silence("aside/failed")
	}
	body := Apology(turn.Town, turn.Lang)
	t.say(body.Outcome, "apology", body.Text)
	t.offer(body.Options...)
	if e.people == nil {
		return t.finish()
	}
	av, err := e.people.Availability(ctx, turn.Town, "")
	if err != nil {
		return t.finish()
	}
	t.reply.Message.Options = nil
	if av.Refusal == "" {
		t.say(caterina.OutcomeHandoff, "apology", sentences(t.words.failed, t.words.queued(escape(av.Queue.Name), av.Waiting+1, av.WaitMinutes)))
		t.requestPerson(av, caterina.ReasonFailed, 0)
	} else {
		t.say(caterina.OutcomeDecline, "apology/"+string(av.Refusal), paragraphs(t.words.failed, e.waysOn(t, av)))
	}
	t.offerWaysOn()
	return t.finish()
}
