package draft_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/verify"
	"example.org/caterina/internal/openaitest"
)

// The figures of docs/evaluation.md.
const (
	leastLies   = 500
	leastHonest = 300
	lastRound   = 30   // questions of the third round of lies: enough to tell so many
	mostRefused = 0.02 // of honest drafts
)

// writing is a puppet that behaves like one of the models for tests.
func writing(behaviour openaitest.Behaviour, seed uint64, wrote *openaitest.Answer) *puppet {
	return &puppet{
		cuts: rand.New(rand.NewPCG(seed, 1)),
		answer: func(ask caterina.Ask) string {
			*wrote = behaviour(openaitest.Chat{Step: ask.Step, Messages: []openaitest.Message{
				{Role: "system", Content: ask.System}, {Role: "user", Content: ask.Prompt},
			}})
			return wrote.Text
		},
	}
}

// asked are the questions that the demo's cards hold, each as a citizen's turn.
func asked(tb testing.TB) (*bot.Engine, []caterina.Turn) {
	tb.Helper()
	d := siena(tb)
	var all []caterina.Turn
	for _, e := range d.Cards(d.town.ID) {
		for _, q := range e.Card.Questions {
			all = append(all, caterina.Turn{
				Town: d.town, Now: monday(), Lang: "it", Inputs: []caterina.Input{{Seq: 1, Text: q}},
			})
		}
	}
	return d.engine, all
}

// TestOfLiesNoneReachesTheCitizen has a model that changes one fact of each answer word
// the answers to all questions of the demo, through the whole pipeline.
func TestOfLiesNoneReachesTheCitizen(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	told, shown := map[openaitest.ChangeKind]int{}, 0
	for round, kinds := range [][]openaitest.ChangeKind{nil, {openaitest.Swapped}, nil} {
		liar := openaitest.Lying(uint64(round+1), kinds...)
		for i, turn := range turns {
			if round == 2 && i == lastRound {
				break
			}
			var wrote openaitest.Answer
			got, pieces := scene{engine: engine, turn: turn}.plays(t, writing(liar, uint64(i), &wrote))
			if wrote.Change.Kind == "" {
				continue
			}
			told[wrote.Change.Kind]++
			lie := lineOf(wrote.Text, wrote.Change.At)
			if got.Message.Generated && strings.Contains(got.Message.Text, lie) || strings.Contains(strings.Join(pieces, ""), lie) {
				shown++
				t.Errorf("%s: %q -> %q is shown in %q", wrote.Change.Kind, wrote.Change.Was, wrote.Change.Is, lie)
			}
		}
	}
	sum := 0
	for _, kind := range slices.Sorted(maps.Keys(told)) {
		sum += told[kind]
	}
	t.Logf("%d lies told, %d shown: %v", sum, shown, told)
	if sum < leastLies {
		t.Errorf("only %d lies were told", sum)
	}
}

// lineOf is the sentence of a draft that holds a byte, without its citation.
func lineOf(text string, at int) string {
	var s verify.Splitter
	for _, line := range append(s.Feed(text), s.Close()...) {
		if at < len(line) {
			line, _, _ = strings.Cut(line, " [")
			return strings.TrimLeft(strings.TrimSpace(line), "-*• ")
		}
		at -= len(line)
	}
	return text
}

// TestHonestAnswersAreShown is the other side: of the answers of a model that says what
// the card says hardly one is refused.
func TestHonestAnswersAreShown(t *testing.T) {
	t.Parallel()
	engine, turns := asked(t)
	written, refused := 0, 0
	for i, turn := range turns {
		var wrote openaitest.Answer
		got, _ := scene{engine: engine, turn: turn}.plays(t, writing(openaitest.Extractive(), uint64(i), &wrote))
		if wrote.Text == "" || wrote.Text == "NON_LO_SO" {
			continue
		}
		written++
		if len(got.Rejected) > 0 { // a list of cards also stands where the model names only one of them
			refused++
			t.Logf("%s: %v", wrote.Text, got.Rejected)
		}
	}
	t.Logf("%d of %d honest answers refused", refused, written)
	if float64(refused) > mostRefused*float64(written) || written < leastHonest {
		t.Errorf("%d of %d honest answers are refused, want %.0f %% at most", refused, written, 100*mostRefused)
	}
}
