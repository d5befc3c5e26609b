package webchat

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"example.org/caterina"
)

// floorView is who has the conversation, for the page without JavaScript.
type floorView struct {
	State    caterina.State
	Words    string // who answers now
	Wait     string // what is said while the last message has no answer
	Checking bool   // the answer is with a person who checks it
}

// Expects says whether something may come that the citizen has not asked for
// just now: the page does not reload by itself.
func (f floorView) Expects() bool {
	return f.Checking || f.State == caterina.StateQueued || f.State == caterina.StateAssigned
}

// floorOf says who has the conversation, from its state and what its log said of it.
func (p *pages) floorOf(ctx context.Context, v *view, session *caterina.Session, events []caterina.Event) floorView {
	f := floorView{State: caterina.StateBot}
	if session != nil {
		f.State = citizenState(session.Conversation.State)
	}
	w := floorWordsIn(v.Lang)
	f.Words, f.Wait = w.bot, v.Words.Wait
	switch f.State {
	case caterina.StateQueued:
		f.Words, f.Wait = w.queued+p.place(ctx, v.Lang, session), w.waitPerson
	case caterina.StateAssigned:
		name, office := personIn(events)
		f.Words, f.Wait = w.person(name, office), w.waitPerson
	case caterina.StateCallback:
		f.Words, f.Wait = w.callback, w.waitPerson
	case caterina.StateClosed:
		f.Words = w.closed
	default:
		n := len(events)
		f.Checking = n > 0 && strings.HasPrefix(events[n-1].ClientID, caterina.CheckingPrefix)
	}
	return f
}

// personIn finds who has the floor in the log: the last change says it.
func personIn(events []caterina.Event) (name, office string) {
	for i := range slices.Backward(events) {
		ev := &events[i]
		if ev.Kind == caterina.KindState {
			body := stateOf(ev)
			if name == "" {
				name = body.Operator
			}
			return name, body.QueueName
		}
		if name == "" && citizenActor(ev.Actor) == caterina.ActorOperator {
			name = bodyOf(ev).Name
		}
	}
	return name, ""
}

// place says the citizen's place in the queue, or nothing when it cannot be had.
func (p *pages) place(ctx context.Context, lang string, session *caterina.Session) string {
	if p.hub.cfg.Desk == nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, p.hub.times.store)
	defer cancel()
	conv := &session.Conversation
	places, err := p.hub.cfg.Desk.Places(ctx, conv.Town, []caterina.ConversationID{conv.ID})
	if err != nil {
		p.hub.cfg.Logger.WarnContext(ctx, "place in the queue not read", slog.String("error", err.Error()))
		return ""
	}
	place, ok := places[conv.ID]
	if !ok {
		return ""
	}
	return " " + floorWordsIn(lang).place(place)
}

// choices are the buttons of the page: what the last message offers, and what is
// always open.
func choices(v *view, state caterina.State, offered []caterina.Option, rate bool) []caterina.Option {
	options := slices.Clone(offered)
	add := func(choice, label string) {
		if !slices.ContainsFunc(options, func(o caterina.Option) bool { return o.ID == choice }) {
			options = append(options, caterina.Option{ID: choice, Label: label})
		}
	}
	if rate {
		add(choiceRating, formWordsIn(v.Lang).RatingTitle)
	}
	switch state {
	case caterina.StateBot, caterina.StateClosed:
		add(choicePerson, standingOffer(v.Lang, choicePerson))
	case caterina.StateQueued, caterina.StateCallback:
		add(choiceAssistant, standingOffer(v.Lang, choiceAssistant))
	default:
	}
	return options
}

// asksRating says whether the log's last change asks for a rating that was not
// given yet: the thanks for one come after it.
func asksRating(events []caterina.Event) bool {
	for i := range slices.Backward(events) {
		switch ev := &events[i]; {
		case ev.Kind == caterina.KindState:
			return stateOf(ev).Rate
		case ev.Actor == caterina.ActorSystem:
			return false
		}
	}
	return false
}

// floorWords are the sentences that say who answers, in one language.
type floorWords struct {
	bot, queued, callback, closed, waitPerson string
	aPerson, answers                          string
	next, number, about, minutes, fewMinutes  string
}

func floorWordsIn(lang string) floorWords {
	if english(lang) {
		return floorWords{
			bot: "The automated assistant answers you.", queued: "We are looking for a person for you.",
			callback: "We will call you back.", closed: "This conversation is closed. If you write, the automated assistant answers.",
			waitPerson: "Your message has arrived: the answer will be here.",
			aPerson:    "A person", answers: "%s answers you",
			next: "You are next", number: "You are number %d in the queue", about: ", about %d minutes.", minutes: ", about one minute.",
			fewMinutes: ", a few minutes.",
		}
	}
	return floorWords{
		bot: "Ti risponde l'assistente automatico.", queued: "Stiamo cercando una persona per te.",
		callback: "Ti richiameremo noi.", closed: "Questa conversazione è chiusa. Se scrivi, ti risponde l'assistente automatico.",
		waitPerson: "Il messaggio è arrivato: la risposta comparirà qui.",
		aPerson:    "una persona", answers: "Ti risponde %s",
		next: "Il prossimo posto è il tuo", number: "Sei il numero %d in coda", about: ", circa %d minuti.", minutes: ", circa un minuto.",
		fewMinutes: ", alcuni minuti.",
	}
}

// person says which person answers, and of which office.
func (w floorWords) person(name, office string) string {
	if name == "" {
		name = w.aPerson
	}
	text := fmt.Sprintf(w.answers, name)
	if office != "" {
		text += ", " + office
	}
	return strings.TrimSuffix(text, ".") + "."
}

// place says a place in the queue, and how long it usually takes.
func (w floorWords) place(p caterina.Place) string {
	text := w.next
	if p.Place > 1 {
		text = fmt.Sprintf(w.number, p.Place)
	}
	switch {
	case p.WaitMinutes == 1:
		return text + w.minutes
	case p.WaitMinutes > 1:
		return text + fmt.Sprintf(w.about, p.WaitMinutes)
	}
	return text + w.fewMinutes
}
