package webchat

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/caterina"
)

// corrected is a log in which an operator has put a message right, twice.
func corrected(t *testing.T) []caterina.Event {
	t.Helper()
	event := func(n int64, kind caterina.EventKind, actor caterina.Actor, body any) caterina.Event {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return caterina.Event{Conversation: "c", Seq: n + 10, N: n, Kind: kind, Actor: actor, Body: raw}
	}
	ada := caterina.OperatorActor(3)
	return []caterina.Event{
		event(1, caterina.KindMessage, caterina.ActorCitizen, caterina.MessageBody{Text: "quando siete aperti?"}),
		event(2, caterina.KindMessage, ada, caterina.MessageBody{Text: "lunedi", Name: "Ada Neri"}),
		event(3, caterina.KindEdit, ada, caterina.EditBody{Text: "martedi", Name: "Ada Neri", Of: 12, N: 2}),
		event(4, caterina.KindMessage, caterina.ActorCitizen, caterina.MessageBody{Text: "grazie"}),
		event(5, caterina.KindEdit, ada, caterina.EditBody{Text: "**martedì**", Name: "Ada Neri", Of: 12, N: 2}),
		event(6, caterina.KindEdit, ada, caterina.EditBody{Text: "di prima", Of: 1, N: 100}),
		{Conversation: "c", N: 7, Kind: caterina.KindEdit, Actor: ada, Body: json.RawMessage(`{"text":"","erased":true}`)},
		{Conversation: "c", N: 8, Kind: caterina.KindEdit, Actor: ada, Body: json.RawMessage(`[]`)},
	}
}

// TestTheLastWordsStandInTheirPlace, and edits nowhere else: what is not held, or
// erased, changes nothing.
func TestTheLastWordsStandInTheirPlace(t *testing.T) {
	t.Parallel()
	shown, bodies, edited := withEdits(corrected(t))
	var got []string
	for i := range shown {
		got = append(got, bodies[i].Text)
	}
	if strings.Join(got, "|") != "quando siete aperti?|**martedì**|grazie" || len(edited) != 1 || !edited[2] {
		t.Errorf("it shows %q, edited %v", got, edited)
	}
}

// TestCitizensAreNotToldHowLongTheLogIs: an edit names its message as they count.
func TestCitizensAreNotToldHowLongTheLogIs(t *testing.T) {
	t.Parallel()
	events := corrected(t)
	for i, want := range map[int]string{
		2: `"kind":"edit","actor":"operator","at":"0001-01-01T00:00:00Z","body":{"text":"martedi","name":"Ada Neri","n":2}}`,
		6: `"body":{"text":"","erased":true}}`,
		7: `"body":{"text":""}}`,
	} {
		if got := string(encodeEvent(&events[i])); !strings.HasSuffix(got, want) {
			t.Errorf("event %d is sent as %s", i, got)
		}
	}
	if got := string(encode(newStaffEvent(&events[2]))); !strings.Contains(got, `"of":12`) {
		t.Errorf("staff are sent %s", got)
	}
}

// TestACopyTellsWhatWasSaidWhen: both wordings, in their order.
func TestACopyTellsWhatWasSaidWhen(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	c.send("1", "quando siete aperti?")
	said := s.store.as(c.conv, caterina.OperatorActor(3), caterina.MessageBody{Text: "lunedi", Name: "Ada Neri"})
	s.store.edit(c.conv, caterina.OperatorActor(3), caterina.EditBody{Text: "martedì", Name: "Ada Neri", Of: said.Seq, N: said.N})
	s.store.as(c.conv, caterina.ActorCitizen, caterina.MessageBody{Text: "quando aprite?", Edits: said.Seq - 1})
	_, _, text := s.transcript(t, c.token, "?lang=it")
	if !strings.HasSuffix(text, "\nAda Neri · operatore, 10:00\nlunedi\n\nAda Neri · operatore, 10:00 (messaggio modificato)\nmartedì\n\nTu, 10:00 (messaggio modificato)\nquando aprite?\n") {
		t.Errorf("the copy is %s", text)
	}
}

// TestThePageShowsTheLastWords where the old ones were, and says so.
func TestThePageShowsTheLastWords(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("quando siete aperti?")
	const conv = "00000000-0000-4000-8000-000000000001"
	said := s.store.as(conv, caterina.OperatorActor(3), caterina.MessageBody{Text: "lunedi", Name: "Ada Neri"})
	s.store.edit(conv, caterina.OperatorActor(3), caterina.EditBody{Text: "martedì", Name: "Ada Neri", N: said.N})
	v.get("/chat/siena")
	v.shows("· messaggio modificato</p>", "martedì")
	if strings.Contains(v.page, "lunedi") || strings.Count(v.page, "Ada Neri") != 1 || strings.Count(v.page, `id="ultimo"`) != 1 {
		t.Errorf("the old words, or the edit itself: %s", v.page)
	}
}
