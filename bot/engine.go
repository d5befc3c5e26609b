// Package bot decides what Caterina says: a turn goes in, a reply and its
// effects come out. It does no I/O; what the town knows comes through Knowledge.
//
// A turn passes the steps of Engine.Reply in order: the guard, the crisis
// words, the button pressed, small talk, the language, and only then the
// question itself: what it asks for, what it is about, which cards fit, and
// how the answer is written. Everything said rests on a published card, an
// office or the town's own settings; where nothing fits, it says so.
package bot

import (
	"context"
	"strings"
	"sync"

	"example.org/caterina"
)

// Knowledge is what the town has published.
type Knowledge interface {
	// Search ranks the cards that a town's citizens can be answered from.
	Search(ctx context.Context, q caterina.Query) (caterina.Ranking, error)
	// Card returns a card of a town or of its parent, and the owner's slug.
	Card(town caterina.TownID, slug string) (caterina.Card, string, bool)
	// Offices returns the town's offices, then its parent's.
	Offices(town caterina.TownID) []caterina.Office
}

// Config sets up an Engine.
type Config struct {
	// PublicURL is where the family website is reached, without a slash at its
	// end. Empty makes the links to cards relative.
	PublicURL string
	// Desk is where people answer; nil when nobody does.
	Desk Desk
	// Agenda is when offices receive people; nil when nothing can be booked. If it
	// is a Bookings too, appointments made elsewhere can be found.
	Agenda Agenda
}

// Engine answers citizens. It is safe for use by several goroutines.
type Engine struct {
	knowledge   Knowledge
	publicURL   string
	people      Desk // nil when nobody answers
	agenda      Agenda
	danger      *classifier
	asks        *classifier
	talk        *ruleBook
	bookings    *ruleBook
	appointment *ruleBook
	asides      *ruleBook
	languages   *languages
}

// New returns an Engine that answers from what knowledge holds.
func New(knowledge Knowledge, cfg Config) *Engine {
	Learn()
	return &Engine{
		knowledge:   knowledge,
		publicURL:   strings.TrimRight(cfg.PublicURL, "/"),
		people:      cfg.Desk,
		agenda:      cfg.Agenda,
		danger:      builtInDanger(),
		asks:        builtInAsks(),
		talk:        mustRules(talkRules + "\n" + personRules),
		bookings:    mustRules(bookingRules),
		appointment: mustRules(appointmentRules),
		asides:      mustRules(asideRules),
		languages:   builtInLanguages(),
	}
}

// Learn makes the classifiers ready, which takes part of a second. New does it
// too; a program that calls Learn while its database opens waits less.
func Learn() {
	var wg sync.WaitGroup
	wg.Go(func() { builtInDanger() })
	wg.Go(func() { builtInAsks() })
	wg.Wait()
}

// Reply decides what to say to the messages that wait in a turn. While
// people have the floor it is empty but for the few words that may be said aside.
// An error means that the town's knowledge could not be searched, or its desk not
// be asked.
func (e *Engine) Reply(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
	if turn.Inputs = withEdits(turn.Inputs); len(turn.Inputs) == 0 {
		return silence("edit/same"), nil
	}
	t := e.newTalk(turn)
	if t.aside() {
		return e.speakAside(ctx, t)
	}
	for _, step := range []func(context.Context, *talk) (bool, error){
		e.stepCrisis,
		e.stepMedia,
		e.stepChoice,
		e.stepGuard,
		e.stepPerson,
		e.stepFlow,
		e.stepLanguage,
		e.stepCorrection,
		e.stepBook,
		e.stepFollowUp,
		e.stepTalk,
		e.stepQuestion,
	} {
		done, err := step(ctx, t)
		if err != nil {
			return e.orDown(ctx, t, err)
		}
		if done {
			break
		}
	}
	if err := e.finishBooking(ctx, t); err != nil {
		return e.orDown(ctx, t, err)
	}
	return t.finishHandOver(ctx, e)
}

// Greeting is the first message of a conversation: it says that Caterina is a
// program and what to ask.
func Greeting(town caterina.Town, lang string) caterina.MessageBody {
	w := wordsFor(lang)
	disclosure := town.Texts.Disclosure
	if disclosure == "" {
		disclosure = w.disclosure(townName(town))
	}
	greeting := town.Texts.Greeting
	if greeting == "" || lang == langEN {
		greeting = w.greeting(townName(town))
	}
	return caterina.MessageBody{
		Text:    strings.TrimSpace(disclosure) + "\n\n" + strings.TrimSpace(greeting),
		Lang:    w.lang,
		Outcome: caterina.OutcomeSmalltalk,
	}
}

// Apology is what the citizen reads when the engine failed for good.
func Apology(town caterina.Town, lang string) caterina.MessageBody {
	w := wordsFor(lang)
	text := w.apology
	if town.Website != "" {
		text += " " + w.website(town.Website)
	}
	return caterina.MessageBody{
		Text:    text,
		Lang:    w.lang,
		Outcome: caterina.OutcomeDecline,
		Options: []caterina.Option{{ID: choicePerson, Label: w.optionPerson}},
	}
}

// townName is what to call the town in a sentence.
func townName(town caterina.Town) string {
	if town.Name == "" {
		return town.Slug
	}
	return town.Name
}
