package draft_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/knowledge/source"
)

// open is a town that books appointments and whose people can be waited for.
type open struct {
	services []caterina.Bookable
	drafts   map[caterina.ConversationID]caterina.BookingDraft // on their way
}

// Bookable lists the demo's services.
func (o *open) Bookable(caterina.Town) []caterina.Bookable { return o.services }

// Times has nine o'clock free on all days, three at once.
func (o *open) Times(_ context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	var slots []caterina.Slot
	for day := 1; day < 15 && len(slots) < 3; day++ {
		date := caterina.DateOf(monday()).AddDays(day)
		wished := len(q.When.Days) == 0 || slices.ContainsFunc(q.When.Days, func(r caterina.DateRange) bool { return r.Contains(date) })
		if from := caterina.Clock(9*60).On(date, caterina.Rome()); wished {
			slots = append(slots, caterina.Slot{Service: q.Service, Office: o.services[0].Offices[0].Slug, From: from, To: from.Add(30 * time.Minute)})
		}
	}
	return caterina.Times{Slots: slots, Exact: true, More: true}, nil
}

// Vacancy is there at any time.
func (*open) Vacancy(_ context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	return caterina.Vacancy{Service: q.Service, Office: q.Office, From: q.From, To: q.From.Add(30 * time.Minute)}, nil
}

// Standing is a conversation with a draft or without, and without appointments.
func (o *open) Standing(_ context.Context, _ caterina.Town, conv caterina.ConversationID) (caterina.Standing, error) {
	s := caterina.Standing{Fresh: caterina.BookingDraft{Code: "K7M2XQR", RequestID: "00000000-0000-4000-8000-000000000001"}}
	if d, ok := o.drafts[conv]; ok {
		s.Draft, s.Held = &d, true
	}
	return s, nil
}

// Availability says that somebody is there.
func (*open) Availability(context.Context, caterina.Town, string) (caterina.Availability, error) {
	av := caterina.Availability{Waiting: 1, WaitMinutes: 3}
	av.Queue.Slug, av.Queue.Name = "famiglia", "Sportello Famiglia"
	return av, nil
}

// Place is the next one.
func (*open) Place(context.Context, caterina.TownID, caterina.ConversationID) (caterina.Place, error) {
	return caterina.Place{}, nil
}

// place is the demo town with everything that a tool could reach. Nothing in it changes.
type place struct {
	demo

	services []caterina.Bookable
	engine   *bot.Engine
}

// shared is made once for all tests, and never changed.
var shared struct {
	sync.Once
	place place
}

// withTools is the demo with an agenda and people.
func withTools(tb testing.TB) place {
	tb.Helper()
	shared.Do(func() {
		p := place{demo: siena(tb)}
		batch, err := source.Read(tb.Context(), filepath.Join("..", "..", "demo", "siena"))
		if err != nil {
			tb.Fatal(err)
		}
		for _, s := range batch.Content.Services {
			b := caterina.Bookable{Service: s}
			for _, office := range batch.Content.Offices {
				if slices.Contains(s.Offices, office.Slug) {
					b.Offices = append(b.Offices, office)
				}
			}
			p.services = append(p.services, b)
		}
		shared.place = p.at(nil)
	})
	return shared.place
}

// at is the same place with appointments on their way.
func (p place) at(drafts map[caterina.ConversationID]caterina.BookingDraft) place {
	o := &open{services: p.services, drafts: drafts}
	p.engine = bot.New(p.Library, bot.Config{Agenda: o, Desk: o})
	return p
}

// wish is what a model answers when it is asked to choose.
type wish struct {
	Outcome caterina.Outcome `json:"outcome"`
	Cards   []string         `json:"cards"`
	Field   string           `json:"field"`
	Tool    string           `json:"tool"`
	Query   string           `json:"query"`
	Office  string           `json:"office"`
	Service string           `json:"service"`
}

// genie is a model that wishes for the same whenever it is asked to choose, and writes
// nothing that could be shown.
type genie struct {
	wish wish
	asks []caterina.Ask
}

// Complete answers with the wish.
func (g *genie) Complete(_ context.Context, ask caterina.Ask) (caterina.Completion, error) {
	g.asks = append(g.asks, ask)
	if g.wish.Cards == nil {
		g.wish.Cards = []string{}
	}
	text, err := json.Marshal(g.wish)
	return caterina.Completion{Text: string(text), Usage: caterina.Usage{Step: ask.Step, Version: ask.Version, Model: "genie"}}, err
}

// Stream writes a lie.
func (g *genie) Stream(_ context.Context, ask caterina.Ask, each func(string) error) (caterina.Completion, error) {
	g.asks = append(g.asks, ask)
	text := "È confermato: 9.999 euro."
	return caterina.Completion{Text: text, Usage: caterina.Usage{Step: ask.Step, Version: ask.Version, Model: "genie"}}, each(text)
}

// says is a turn of somebody who writes for the first time.
func (p place) says(text string) caterina.Turn {
	return caterina.Turn{Town: p.town, Now: monday(), Lang: "it", Conversation: "c1", Inputs: []caterina.Input{{Seq: 7, Text: text}}}
}

// reply has the demo answer a turn with a model, without one when it is nil and there is
// no other.
func (p place) reply(tb testing.TB, turn caterina.Turn, g *genie, other ...draft.Model) caterina.Reply {
	tb.Helper()
	cfg := draft.Config{Engine: p.engine, Late: time.Minute}
	if len(other) > 0 {
		cfg.Model = other[0]
	}
	if g != nil {
		cfg.Model = g
	}
	reply, err := draft.New(cfg).Reply(tb.Context(), turn, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return reply
}

// raw is a model that gives one text for an answer, whatever it is asked.
type raw string

// Complete gives it.
func (r raw) Complete(_ context.Context, ask caterina.Ask) (caterina.Completion, error) {
	return caterina.Completion{Text: string(r), Usage: caterina.Usage{Step: ask.Step, Model: "raw"}}, nil
}

// Stream writes nothing.
func (raw) Stream(_ context.Context, ask caterina.Ask, _ func(string) error) (caterina.Completion, error) {
	return caterina.Completion{Usage: caterina.Usage{Step: ask.Step, Model: "raw"}}, nil
}

// never is a model that answers when nobody waits any more.
type never struct{ genie }

// Complete waits for the end.
func (n *never) Complete(ctx context.Context, ask caterina.Ask) (caterina.Completion, error) {
	<-ctx.Done()
	done, _ := n.genie.Complete(ctx, ask)
	return done, ctx.Err()
}

// late has a model answer too late, which would have asked for a tool.
func (p place) late(tb testing.TB, turn caterina.Turn) caterina.Reply {
	tb.Helper()
	n := &never{genie{wish: wish{Tool: "hours", Office: "urp"}}}
	reply, err := draft.New(draft.Config{Engine: p.engine, Model: n, Late: time.Millisecond}).Reply(tb.Context(), turn, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return reply
}

// outOfScope are the questions of the evaluation that are none of a town's.
func outOfScope(tb testing.TB) []string {
	tb.Helper()
	file, err := os.ReadFile(filepath.Join("..", "..", "internal", "evaluation", "testdata", "questions", "outofscope.jsonl"))
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(file)) {
		var row struct {
			Question string `json:"question"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			tb.Fatal(err)
		}
		all = append(all, row.Question)
	}
	return all
}
