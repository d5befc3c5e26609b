package postgres_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestASessionBeginsWithTheGreeting(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	session := f.open()
	conv := session.Conversation
	want := caterina.Conversation{ID: conv.ID, Town: f.town, Channel: caterina.ChannelWeb, State: caterina.StateBot, Lang: "it", LastN: 1}
	if diff := cmp.Diff(want, conv); diff != "" {
		t.Errorf("the conversation (-want +got):\n%s", diff)
	}
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(string(conv.ID)) {
		t.Errorf("the id %q is not a random UUID", conv.ID)
	}
	events, err := f.Events(t.Context(), f.town, conv.ID, 0, 10)
	if err != nil || len(events) != 1 {
		t.Fatalf("the log is %v, %v; want the greeting", events, err)
	}
	var body caterina.MessageBody
	if err := json.Unmarshal(events[0].Body, &body); err != nil || body.Text != "Ciao!" || events[0].Actor != caterina.ActorBot {
		t.Errorf("event 1 is %q by %s (%v), want the bot's greeting", body.Text, events[0].Actor, err)
	}
	if receipt := f.say("x"); receipt.Event.N != 2 {
		t.Errorf("the first message has number %d, want 2", receipt.Event.N)
	}
}

func TestASessionIsResumedByItsToken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	session, err := f.ResumeSession(t.Context(), f.token)
	if err != nil {
		t.Fatal(err)
	}
	want := caterina.Session{Conversation: caterina.Conversation{
		ID: f.conv, Town: f.town, Channel: caterina.ChannelWeb, State: caterina.StateBot, Lang: "it", LastN: 2,
	}}
	if diff := cmp.Diff(want, session); diff != "" {
		t.Errorf("the session (-want +got):\n%s", diff)
	}
}

func TestAnUnknownTokenOpensNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, token := range map[string]string{
		"empty": "", "no town": "abc", "not a number": "*.abc", "too large a town": "zzzzzzzzzzzzzzzzzzz.abc",
		"one letter more": f.token + "x", "one letter less": f.token[:len(f.token)-1],
		"another town": "9" + f.token, "only the town": strings.Split(f.token, ".")[0] + ".",
	} {
		_, err := f.ResumeSession(t.Context(), token)
		wantCode(t, name, err, caterina.CodeNotFound)
	}
}

func TestASessionEndsWithItsConversation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.exec("UPDATE conversation SET state = 'closed'")
	_, err := f.ResumeSession(t.Context(), f.token)
	wantCode(t, "a closed conversation's session", err, caterina.CodeNotFound)
}

// TestTheDatabaseHoldsNoToken looks for the token in everything the database
// has stored about the session and the conversation.
func TestTheDatabaseHoldsNoToken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	random := strings.SplitN(f.token, ".", 2)[1]
	for _, table := range []string{"session", "conversation", "event"} {
		dump := value[[]byte](f, "SELECT coalesce(string_agg(t::text, '\n'), '')::bytea FROM "+table+" t")
		if len(dump) == 0 {
			t.Errorf("%s is empty: nothing was looked at", table)
		}
		if bytes.Contains(dump, []byte(random)) {
			t.Errorf("%s holds the token", table)
		}
	}
	if n := value[int](f, "SELECT octet_length(token_sha256) FROM session"); n != 32 {
		t.Errorf("the stored hash has %d bytes, want 32", n)
	}
}

func TestTokensAreLongAndDifferent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	seen := map[string]bool{}
	for range 50 {
		token := f.open().Token.Reveal()
		if len(token) < 34 || seen[token] {
			t.Fatalf("token %q is short or was given before", token)
		}
		seen[token] = true
	}
}

func TestASessionNeedsATownThatExists(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, err := f.OpenSession(t.Context(), caterina.Opening{Town: 999, Channel: caterina.ChannelWeb})
	wantCode(t, "a session in no town", err, caterina.CodeNotFound)
}

func TestAConversationKnowsThePageItCameFrom(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for page, want := range map[string]string{
		"":                                   "",
		"https://example.org/tari?anno=2026": "https://example.org/tari?anno=2026",
		"https://example.org/" + strings.Repeat("x", 2000): "",
		"a\x00b": "", "a\xffb": "",
	} {
		session, err := f.OpenSession(t.Context(), caterina.Opening{Town: f.town, Channel: caterina.ChannelWeb, Page: page})
		if err != nil {
			t.Fatalf("%q: %v", page, err)
		}
		if got := value[string](f, "SELECT coalesce(page, '') FROM conversation WHERE id = $1", session.Conversation.ID); got != want {
			t.Errorf("page %q is kept as %q", page, got)
		}
	}
}
