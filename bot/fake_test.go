package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// fakeTown is a small town that knows its cards by their words. It stands in
// for the retrieval of the real product.
type fakeTown struct {
	Town    caterina.Town     `json:"town"`
	Cards   []caterina.Card   `json:"cards"`
	Offices []caterina.Office `json:"offices"`
	Parent  struct {
		Slug  string          `json:"slug"`
		Cards []caterina.Card `json:"cards"`
	} `json:"parent"`
	broken bool // searches fail
}

// monday is when the tests take place.
func monday() time.Time { return time.Date(2026, time.November, 23, 10, 30, 0, 0, caterina.Rome()) }

// loadTown reads testdata/town.json.
func loadTown(tb testing.TB) *fakeTown {
	tb.Helper()
	b, err := os.ReadFile("testdata/town.json")
	if err != nil {
		tb.Fatal(err)
	}
	var f fakeTown
	if err := json.Unmarshal(b, &f); err != nil {
		tb.Fatalf("testdata/town.json: %v", err)
	}
	f.Town.ID = 7
	return &f
}

type ownedCard struct {
	card  *caterina.Card
	owner string
}

func (f *fakeTown) all() []ownedCard {
	var all []ownedCard
	for i := range f.Cards {
		all = append(all, ownedCard{&f.Cards[i], f.Town.Slug})
	}
	for i := range f.Parent.Cards {
		all = append(all, ownedCard{&f.Parent.Cards[i], f.Parent.Slug})
	}
	return all
}

// Search scores cards by the share of the question's words that they hold.
func (f *fakeTown) Search(_ context.Context, q caterina.Query) (caterina.Ranking, error) {
	if f.broken {
		return caterina.Ranking{}, errors.New("the index is gone")
	}
	words := map[string]bool{}
	for _, tok := range tokenize(q.Text) {
		if !isStopword(tok.word) && !slices.Contains([]string{"costa", "documenti", "chiede", "orari", "numero"}, tok.word) {
			words[stemOf(tok.canon)] = true
		}
	}
	var r caterina.Ranking
	for _, o := range f.all() {
		strong, weak := wordsOfCard(o.card)
		score := 0.0
		for w := range words {
			switch {
			case strong[w]:
				score++
			case weak[w]:
				score += 0.4
			}
		}
		if score > 0 {
			r.Hits = append(r.Hits, caterina.Hit{
				Card: o.card, Town: o.owner, Score: score / float64(len(words)),
				Expired: o.card.Expired(q.Day) || o.card.NotYetValid(q.Day),
			})
		}
	}
	slices.SortStableFunc(r.Hits, func(a, b caterina.Hit) int { return cmp.Compare(b.Score, a.Score) })
	r.Verdict = caterina.VerdictNone
	if len(r.Hits) == 0 {
		return r, nil
	}
	r.Confidence = r.Hits[0].Score
	margin := r.Hits[0].Score
	if len(r.Hits) > 1 {
		margin -= r.Hits[1].Score
	}
	switch {
	case r.Confidence < 0.3:
		r.Reject = 1
	case margin < 0.1:
		r.Verdict = caterina.VerdictClose
	default:
		r.Verdict = caterina.VerdictClear
	}
	return r, nil
}

// wordsOfCard returns the stems of a card's name and of its text.
func wordsOfCard(c *caterina.Card) (strong, weak map[string]bool) {
	stems := func(texts ...string) map[string]bool {
		all := map[string]bool{}
		for _, tok := range tokenize(strings.Join(texts, "\n")) {
			if !isStopword(tok.word) {
				all[stemOf(tok.canon)] = true
			}
		}
		return all
	}
	en := c.Translations[langEN]
	strong = stems(c.Title, strings.Join(c.Keywords, " "), strings.Join(c.Questions, " "), en.Title, strings.Join(en.Questions, " "))
	return strong, stems(c.Summary, en.Summary)
}

func (f *fakeTown) Card(town caterina.TownID, slug string) (caterina.Card, string, bool) {
	for _, o := range f.all() {
		if town == f.Town.ID && o.card.Slug == slug {
			return *o.card, o.owner, true
		}
	}
	return caterina.Card{}, "", false
}

// knowledgeOf gives a fakeTown the method names of Knowledge.
type knowledgeOf struct{ *fakeTown }

// Offices returns the town's offices.
func (k knowledgeOf) Offices(caterina.TownID) []caterina.Office { return k.fakeTown.Offices }

// chat is a conversation in a test.
type chat struct {
	engine  *Engine
	town    caterina.Town
	lang    string
	history []caterina.Message
}

func newChat(tb testing.TB) *chat {
	tb.Helper()
	f := loadTown(tb)
	return &chat{engine: New(knowledgeOf{f}, Config{PublicURL: "https://valdoro.example/"}), town: f.Town}
}

// say sends messages that wait together and remembers both sides.
func (c *chat) say(tb testing.TB, inputs ...caterina.Input) caterina.Reply {
	tb.Helper()
	reply, err := c.engine.Reply(tb.Context(), caterina.Turn{
		Town: c.town, Now: monday(), Lang: c.lang, History: c.history, Inputs: inputs,
	})
	if err != nil {
		tb.Fatalf("reply to %v: %v", inputs, err)
	}
	for _, in := range inputs {
		c.history = append(c.history, caterina.Message{
			Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: in.Text, Choice: in.Choice},
		})
	}
	c.history = append(c.history, caterina.Message{Actor: caterina.ActorBot, Body: reply.Message})
	for _, e := range reply.Effects {
		if set, ok := e.(caterina.SetLang); ok {
			c.lang = set.Lang
		}
	}
	return reply
}

// ask sends one text.
func (c *chat) ask(tb testing.TB, text string) caterina.Reply {
	tb.Helper()
	return c.say(tb, caterina.Input{Text: text})
}
