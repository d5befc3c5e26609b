package caterina_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// TestMessagesTravelUnderTheNamesOfTheProtocol: widgets and stored events rely on
// these keys.
func TestMessagesTravelUnderTheNamesOfTheProtocol(t *testing.T) {
	t.Parallel()

	verified := day(2026, time.November, 1)
	for want, body := range map[string]caterina.MessageBody{
		`{"text":"ciao"}`:                       {Text: "ciao"},
		`{"text":"","choice":"card/nido/cost"}`: {Choice: "card/nido/cost"},
		`{"text":"Sì.","lang":"it","outcome":"answer","options":[{"id":"a","label":"A"}],` +
			`"citations":[{"card":"nido","town":"siena","title":"Nido","field":"cost","url":"https://a.it","verified_on":"2026-11-01"}],` +
			`"card":"nido","field":"cost","generated":true}`: {
			Text: "Sì.", Lang: "it", Outcome: caterina.OutcomeAnswer, Options: []caterina.Option{{ID: "a", Label: "A"}},
			Citations: []caterina.Citation{{Card: "nido", Town: "siena", Title: "Nido", Field: caterina.FieldCost, URL: "https://a.it", VerifiedOn: &verified}},
			Card:      "nido", Field: caterina.FieldCost, Generated: true,
		},
	} {
		got, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		var again caterina.MessageBody
		if err := json.Unmarshal(got, &again); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(body, again); diff != "" {
			t.Errorf("reading it back changed it (-want +got):\n%s", diff)
		}
	}
}

// TestTracesHoldNoWords: a trace is kept longer than the conversation.
func TestTracesHoldNoWords(t *testing.T) {
	t.Parallel()

	trace := caterina.Trace{
		Outcome: caterina.OutcomeClarify, Field: caterina.FieldAmount, Lang: "it", Confidence: 0.5, Reject: 0.25, Rule: "close", TookMS: 1.5,
		Ranking: []caterina.HitTrace{{Card: "nido", Town: "siena", Score: 0.75, Legs: caterina.Legs{Lexical: 1, Classifier: 0.5, Dense: 0.25}}},
	}
	const want = `{"outcome":"clarify","field":"amount","lang":"it","confidence":0.5,"reject":0.25,` +
		`"ranking":[{"card":"nido","town":"siena","score":0.75,"legs":{"lexical":1,"classifier":0.5,"dense":0.25}}],"rule":"close","took_ms":1.5}`
	got, err := json.Marshal(trace)
	if err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

// TestACardIsWrittenWithoutWhatItLacks: an absent cost must not become "".
func TestACardIsWrittenWithoutWhatItLacks(t *testing.T) {
	t.Parallel()

	for want, v := range map[string]any{
		`{"slug":"a","kind":"bonus","title":"A","summary":"a"}`: caterina.Card{Slug: "a", Kind: caterina.KindBonus, Title: "A", Summary: "a"},
		`{"slug":"a","name":"A"}`:                               caterina.Office{Slug: "a", Name: "A", Town: "siena"},
		`{"slug":"b","name":"B"}`:                               caterina.Service{Slug: "b", Name: "B"},
		`{"slug":"c","name":"C"}`:                               caterina.Town{ID: 7, Slug: "c", Name: "C"},
	} {
		got, err := json.Marshal(v)
		if err != nil || string(got) != want {
			t.Errorf("got  %s, %v\nwant %s", got, err, want)
		}
	}
}
