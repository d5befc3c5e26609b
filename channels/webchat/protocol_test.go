package webchat

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/channels"
)

func TestHelloIsAnsweredByWelcomeTheLogAndLive(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.dial(t, nil)
	if got := c.ws.Subprotocol(); got != subprotocol {
		t.Errorf("subprotocol %q", got)
	}
	c.write(`{"type":"hello","v":1,"town":"siena","lang":"it"}`)
	welcome := c.read()
	want := serverFrame{
		Type: "welcome", Token: "token-1-of-the-session", Conv: "00000000-0000-4000-8000-000000000001", Last: 1, State: "bot",
		Limits: limits{Text: channels.MaxText}, Disclosure: welcome.Disclosure,
	}
	if diff := cmp.Diff(want, welcome); diff != "" {
		t.Errorf("welcome (-want +got):\n%s", diff)
	}
	if !strings.Contains(welcome.Disclosure, "programma") {
		t.Errorf("the disclosure does not say what it is: %q", welcome.Disclosure)
	}
	wantEvent := serverFrame{
		Type: "ev", Conv: welcome.Conv, N: 1, Kind: "message", Actor: "bot", At: "2026-11-22T09:00:01Z",
		Body: greeting(fakeTowns{}.Towns()[0], "it"),
	}
	if diff := cmp.Diff(wantEvent, c.read()); diff != "" {
		t.Errorf("first event (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(serverFrame{Type: "live", N: 1}, c.read()); diff != "" {
		t.Errorf("live (-want +got):\n%s", diff)
	}
}

func TestAMessageIsAcknowledgedAndAnswered(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	c := s.open(t)
	ack := c.send("m1", "  che documenti servono?\u200b ")
	if diff := cmp.Diff(serverFrame{Type: "ack", ID: "m1", Conv: c.conv, N: 2}, ack); diff != "" {
		t.Errorf("ack (-want +got):\n%s", diff)
	}
	c.event(3)
	log := s.store.log(c.conv)
	if got := bodyOf(&log[1]).Text; got != "che documenti servono?" {
		t.Errorf("stored %q", got)
	}
	if log[2].Actor != caterina.ActorBot {
		t.Errorf("event 3 is by %q", log[2].Actor)
	}
}

func TestTheSameIDIsStoredOnce(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for i := range 5 {
		ack := c.send("same", "ciao")
		if ack.Type != "ack" || ack.N != 2 || ack.Dup != (i > 0) {
			t.Errorf("answer %d: %+v", i, ack)
		}
	}
	if n := len(s.store.log(c.conv)); n != 2 {
		t.Errorf("the log holds %d events, want 2", n)
	}
}
