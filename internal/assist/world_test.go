package assist_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/internal/assist"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/prompts"
)

const slug = "bonus-utenze"

// world is a town with one card, and a model over real HTTP.
type world struct {
	t      *testing.T
	model  *openaitest.Server
	client *openai.Client
	help   *assist.Service

	mu       sync.Mutex
	engine   func(turn caterina.Turn) caterina.Reply
	turns    []caterina.Turn
	chats    []openaitest.Chat
	degree   caterina.Autonomy
	rejected []caterina.Rejected
	towns    []caterina.TownID // whose budget was asked
	now      time.Time
	card     caterina.Card
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		t: t, model: openaitest.Start(t, openaitest.Options{}), degree: caterina.AutonomyFull, engine: answers,
		now: time.Date(2026, time.November, 23, 10, 30, 0, 0, caterina.Rome()), card: theCard(),
	}
	var err error
	w.client, err = openai.New(openai.Config{
		BaseURL: w.model.URL(), Key: caterina.Secret(w.model.Key()), ChatModel: openaitest.DefaultChat, Retries: -1, Budget: w, Now: w.clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.help = assist.New(assist.Config{
		Model: w.client, Engine: w, Shelf: w, Policy: w, Rejects: w, Now: w.clock,
		Names: func(caterina.TownID) []string { return []string{"Bonus Utenze", "Sportello Famiglia", "Anagrafe"} },
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// says has the model give these answers, whatever the step, and notes what it was asked.
func (w *world) says(answers ...string) {
	next := openaitest.Scripted(answers...)
	w.model.Behave(func(c openaitest.Chat) openaitest.Answer {
		w.mu.Lock()
		w.chats = append(w.chats, c)
		w.mu.Unlock()
		return next(c)
	})
}

// asked is everything that the model was told.
func (w *world) asked() []openaitest.Chat {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.chats)
}

func (w *world) Reserve(_ context.Context, town caterina.TownID, _ caterina.Date, _ int) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.towns = append(w.towns, town)
	return true, nil
}

func (*world) Settle(context.Context, caterina.TownID, caterina.Date, int) error { return nil }

func (w *world) Autonomy(context.Context, caterina.TownID, string) (caterina.Autonomy, error) {
	return w.degree, nil
}

func (w *world) KeepRejected(_ context.Context, _ caterina.TownID, _ caterina.ConversationID, all []caterina.Rejected) error {
	w.rejected = append(w.rejected, all...)
	return nil
}

func (w *world) Card(_ caterina.TownID, name string) (caterina.Card, string, bool) {
	return w.card, "siena", name == slug
}

func (w *world) Reply(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
	w.turns = append(w.turns, turn)
	return w.engine(turn), nil
}

func (*world) Material(_ caterina.Turn, name, _ string) (bot.Material, bool) {
	return bot.Material{
		Topic: "famiglia",
		Card: prompts.Card{ID: slug, Title: "Bonus Utenze", Parts: []prompts.Part{
			{Field: caterina.FieldSummary, Text: "Il Bonus Utenze è un contributo per le bollette. Il bando è [sul sito](https://siena.example.it/bando)."},
			{Field: caterina.FieldAmount, Text: "Il contributo è di 300 euro per le famiglie con ISEE fino a 8.000 euro."},
		}},
		Official: []string{"Bonus Utenze"}, Notes: "Le domande sono aperte.", Source: "Fonte: Bonus Utenze.",
		Citation: caterina.Citation{Card: slug, Town: "siena", Title: "Bonus Utenze"},
	}, name == slug
}

func theCard() caterina.Card {
	return caterina.Card{
		Slug: slug, Kind: caterina.KindBonus, Title: "Bonus Utenze", Summary: "Un contributo di 300 euro per le bollette.",
		Documents: []string{"carta di identità", "attestazione ISEE"}, Deadlines: "Entro il 31 dicembre 2026, allo Sportello Famiglia.",
		Questions: []string{"come funziona il bonus bollette?"},
	}
}

// answers is an engine that finds the card in a question, and hands over who wants a person.
func answers(turn caterina.Turn) caterina.Reply {
	text := turn.Inputs[0].Text
	m := caterina.MessageBody{Outcome: caterina.OutcomeDecline}
	switch {
	case strings.Contains(text, "persona"):
		m.Outcome = caterina.OutcomeHandoff
	case strings.Contains(text, "grazie"):
		m.Outcome = caterina.OutcomeSmalltalk
	case strings.Contains(text, "male"):
		m.Outcome = caterina.OutcomeCrisis
	case strings.Contains(text, "bonus"):
		m.Outcome, m.Field = caterina.OutcomeAnswer, caterina.FieldAmount
		m.Citations = []caterina.Citation{{Card: slug, Title: "Bonus Utenze", Field: caterina.FieldAmount}}
	}
	return caterina.Reply{Message: m}
}

// talk is a conversation: lines are "who: text", who one of citizen, bot, operator, note,
// flow (a bot's line of an appointment), crisis, taken (an operator takes it), queued.
func talk(t *testing.T, lines ...string) caterina.Talk {
	t.Helper()
	out := caterina.Talk{Town: caterina.Town{ID: 7, Slug: "siena", Name: "Comune di Siena"}, Conversation: "c1", Lang: "it"}
	for i, line := range lines {
		who, text, _ := strings.Cut(line, ": ")
		ev := caterina.Event{Seq: int64(i + 1), N: int64(i + 1), Kind: caterina.KindMessage, Actor: caterina.Actor(who)}
		body := caterina.StateBody{MessageBody: caterina.MessageBody{Text: text}}
		switch who {
		case "operator":
			ev.Actor, body.Name = caterina.OperatorActor(3), "Ada Neri"
		case "note":
			ev.Actor, ev.Kind, ev.N = caterina.OperatorActor(3), caterina.KindNote, 0
		case "flow":
			ev.Actor, body.Flow = caterina.ActorBot, "booking"
		case "crisis":
			ev.Actor, body.Outcome = caterina.ActorBot, caterina.OutcomeCrisis
		case "erased":
			ev.Actor, body.Erased = caterina.ActorCitizen, true
		case "taken", "queued", "back":
			ev.Actor, ev.Kind = caterina.ActorSystem, caterina.KindState
			body.State = map[string]caterina.State{"taken": caterina.StateAssigned, "queued": caterina.StateQueued, "back": caterina.StateBot}[who]
		}
		var err error
		if ev.Body, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
		out.Events = append(out.Events, ev)
	}
	return out
}

// translation is the model's answer to a request for translations: names and texts.
func translation(pairs ...string) string {
	var all prompts.Translated
	for i := 0; i+1 < len(pairs); i += 2 {
		all.Texts = append(all.Texts, prompts.Text{Name: pairs[i], Text: pairs[i+1]})
	}
	raw, err := json.Marshal(all)
	if err != nil {
		panic(err) // two strings
	}
	return string(raw)
}

// is fails the test when an error has another code or no sentence in Italian.
func is(t *testing.T, err error, code caterina.Code) {
	t.Helper()
	if caterina.CodeOf(err) != code {
		t.Fatalf("got %v (%s), want %s", err, caterina.CodeOf(err), code)
	}
}
