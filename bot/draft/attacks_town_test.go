package draft_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/knowledge"
	"example.org/caterina/knowledge/source"
)

// shelf is the content of the demo towns, in memory.
type shelf map[caterina.TownID]caterina.Content

func (s shelf) Versions(context.Context) (map[caterina.TownID]int64, error) {
	all := map[caterina.TownID]int64{}
	for id := range s {
		all[id] = 1
	}
	return all, nil
}

func (s shelf) Towns(context.Context) ([]caterina.Town, error) {
	var all []caterina.Town
	for _, c := range s {
		all = append(all, c.Town)
	}
	return all, nil
}

func (s shelf) Content(_ context.Context, town caterina.TownID) (caterina.Content, error) {
	return s[town], nil
}

func (s shelf) TownModels(context.Context, caterina.TownID) ([]caterina.TownModel, error) {
	return nil, nil
}

func (s shelf) Nearest(context.Context, []int64, []float32, int) ([]caterina.Neighbour, error) {
	return nil, errors.New("there are no vectors")
}

// demo is the demo town as the program finds answers in it, without a database.
type demo struct {
	*knowledge.Library

	town   caterina.Town
	engine *bot.Engine
}

// monday is when the tests take place.
func monday() time.Time { return time.Date(2026, time.November, 23, 10, 30, 0, 0, caterina.Rome()) }

// siena reads the demo, once for all tests: nothing in it changes.
func siena(tb testing.TB) demo {
	tb.Helper()
	d, err := readOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

var readOnce = sync.OnceValues(func() (demo, error) {
	all := shelf{}
	for i, slug := range []string{"italia", "siena"} {
		batch, err := source.Read(context.Background(), filepath.Join("..", "..", "demo", slug))
		if err != nil {
			return demo{}, err
		}
		c := batch.Content
		c.Town.ID, c.Version = caterina.TownID(i+1), 1
		all[c.Town.ID] = c
	}
	none := filepath.Join("testdata", "none") // the same on every machine
	library := knowledge.NewLibrary(knowledge.LibraryConfig{Store: all, Logger: slog.New(slog.DiscardHandler), Thesaurus: none, Words: none})
	return demo{library, all[2].Town, bot.New(library, bot.Config{})}, library.Refresh(context.Background())
})

// poisoned is a town in one of whose cards somebody has written, another for each scene.
type poisoned struct {
	*knowledge.Library

	slug, text string
}

// victim is the demo with an engine that reads what is written into its cards, one for
// each test.
type victim struct {
	demo

	cards *poisoned
	sick  *bot.Engine
}

func attacked(tb testing.TB) victim {
	tb.Helper()
	d := siena(tb)
	cards := &poisoned{Library: d.Library}
	return victim{d, cards, bot.New(cards, bot.Config{})}
}

// Card returns a copy of the card with the text in it.
func (p *poisoned) Card(town caterina.TownID, slug string) (caterina.Card, string, bool) {
	c, owner, ok := p.Library.Card(town, slug)
	if slug == p.slug {
		c.SpecialCases = strings.TrimSpace(c.SpecialCases + "\n\n" + p.text)
	}
	return c, owner, ok
}

// puppet is a model that does as an attacker says, at every step.
type puppet struct {
	rewrite string // the question, as it puts it
	choose  string // the card that it says it is about; "": the first that was found
	write   func(slug string) string
	answer  func(ask caterina.Ask) string // in place of write
	cuts    *rand.Rand                    // where the answer is cut into pieces

	steps []caterina.ModelStep // that it was asked for
}

// givenCard finds the cards in a prompt.
var givenCard = regexp.MustCompile(`<scheda id="([^"]+)"`)

func firstCard(prompt string) string {
	if m := givenCard.FindStringSubmatch(prompt); m != nil {
		return m[1]
	}
	return "nessuna"
}

func (p *puppet) done(ask caterina.Ask, text string) caterina.Completion {
	p.steps = append(p.steps, ask.Step)
	return caterina.Completion{Text: text, Usage: caterina.Usage{Step: ask.Step, Version: ask.Version, Model: "puppet"}}
}

// Complete puts the question, or chooses a card.
func (p *puppet) Complete(_ context.Context, ask caterina.Ask) (caterina.Completion, error) {
	var answer any = map[string]string{"question": p.rewrite}
	if ask.Step == caterina.StepChoose {
		card := p.choose
		if card == "" {
			card = firstCard(ask.Prompt)
		}
		answer = map[string]any{"outcome": caterina.OutcomeAnswer, "cards": []string{card}, "field": caterina.FieldAmount}
	}
	text, err := json.Marshal(answer)
	return p.done(ask, string(text)), err
}

// Stream writes, cut anywhere, also inside a letter.
func (p *puppet) Stream(_ context.Context, ask caterina.Ask, each func(string) error) (caterina.Completion, error) {
	var text string
	if p.answer != nil {
		text = p.answer(ask)
	} else {
		text = p.write(firstCard(ask.Prompt))
	}
	for rest := text; rest != ""; {
		n := 1 + p.cuts.IntN(min(len(rest), 12))
		if err := each(rest[:n]); err != nil {
			return p.done(ask, text), err
		}
		rest = rest[n:]
	}
	return p.done(ask, text), nil
}

// scene is a town with an engine, a turn and a puppet; and what is written into a card.
type scene struct {
	engine *bot.Engine
	turn   caterina.Turn
	model  *puppet

	cards      *poisoned // nil where nothing is
	slug, text string
}

// plays has the pipeline answer, without the model when it is nil. It returns the
// pieces that were shown, too.
func (s scene) plays(tb testing.TB, model draft.Model) (caterina.Reply, []string) {
	tb.Helper()
	if s.cards != nil {
		s.cards.slug, s.cards.text = s.slug, s.text
	}
	var shown []string
	w := draft.New(draft.Config{Engine: s.engine, Model: model, Late: time.Minute})
	reply, err := w.Reply(tb.Context(), s.turn, func(text string) { shown = append(shown, text) })
	if err != nil {
		tb.Fatal(err)
	}
	return reply, shown
}

// cut has the puppet answer in pieces that a seed says.
func (s scene) cut(tb testing.TB, a, b uint64) (caterina.Reply, []string) {
	tb.Helper()
	s.model.cuts = rand.New(rand.NewPCG(a, b))
	return s.plays(tb, s.model)
}
