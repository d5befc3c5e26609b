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

func TestTheGreetingAndOurSentencesSpeakTheLanguageAsked(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.dial(t, nil)
	welcome := c.hello(`{"type":"hello","v":1,"town":"siena","lang":"en-GB"}`)
	if !strings.Contains(welcome.Disclosure, "program") {
		t.Errorf("disclosure %q", welcome.Disclosure)
	}
	log := s.store.log(c.conv)
	if got := bodyOf(&log[0]).Text; !strings.HasPrefix(got, "Hello!") {
		t.Errorf("greeting %q", got)
	}
	if nak := c.send("m1", " "); !strings.Contains(nak.Message, "empty") {
		t.Errorf("the nak says %q", nak.Message)
	}
	// The language stays with the session when a later hello does not name one.
	if nak := s.again(t, c).send("m2", ""); !strings.Contains(nak.Message, "empty") {
		t.Errorf("after resuming the nak says %q", nak.Message)
	}
}

func TestTheTownSaysInItsOwnWordsWhoIsTalking(t *testing.T) {
	t.Parallel()
	c := startServer(t).dial(t, nil)
	welcome := c.hello(`{"type":"hello","v":1,"town":"bari"}`)
	if welcome.Disclosure != "Sono un programma del Comune di Bari." {
		t.Errorf("disclosure %q", welcome.Disclosure)
	}
}

func TestComingBackBringsOnlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	c := s.open(t)
	c.send("m1", "uno")
	c.event(3)
	_ = c.ws.Close()
	s.store.say(c.conv, caterina.MessageBody{Text: "mentre non c'eri"})

	back := s.dial(t, nil)
	back.n = c.n
	back.write(`{"type":"hello","v":1,"town":"siena","token":"` + c.token + `","after":3}`)
	if w := back.read(); w.Type != "welcome" || w.Last != 4 || w.Token != c.token || w.Conv != c.conv {
		t.Errorf("welcome %+v", w)
	}
	if ev := back.read(); ev.Type != "ev" || ev.N != 4 {
		t.Errorf("got %+v, want event 4 alone", ev)
	}
	if live := back.read(); live.Type != "live" || live.N != 4 {
		t.Errorf("got %+v, want live", live)
	}
}

func TestAThousandMissedEventsComeInPages(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for range 1000 {
		s.store.say(c.conv, caterina.MessageBody{Text: "persa"})
	}
	c.n = 0
	c.write(`{"type":"resume","after":0}`)
	var pages []int
	for {
		frames := c.untilPaused()
		pages = append(pages, len(frames)-1)
		last := frames[len(frames)-1]
		if last.N != c.n {
			t.Errorf("%s names %d after event %d", last.Type, last.N, c.n)
		}
		if last.Type == "live" {
			break
		}
		c.write(`{"type":"resume","after":` + jsonNumber(c.n) + `}`)
	}
	if diff := cmp.Diff([]int{200, 200, 200, 200, 200, 1}, pages); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	c.hasSeen(s)
}

func TestHelloBringsAThousandMissedEventsWithoutBeingAsked(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for range 1000 {
		s.store.say(c.conv, caterina.MessageBody{Text: "persa"})
	}
	_ = c.ws.Close()
	s.again(t, c).hasSeen(s)
}

func TestAPageOfExactlyTheSizeIsFollowedByLive(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for range pageEvents {
		s.store.say(c.conv, caterina.MessageBody{Text: "persa"})
	}
	c.write(`{"type":"resume","after":1}`)
	if frames := c.untilPaused(); frames[len(frames)-1].Type != "live" || len(frames) != pageEvents+1 {
		t.Errorf("%d frames, the last is %s", len(frames), frames[len(frames)-1].Type)
	}
}

func TestALogThatIsGoneIsLoadedAnew(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	c := s.open(t)
	for _, id := range []string{"a", "b", "c"} {
		c.send(id, "ciao")
	}
	c.event(7)
	s.store.forget(c.conv, 2)

	t.Run("at hello", func(t *testing.T) {
		t.Parallel()
		back := s.dial(t, nil)
		back.n = c.n
		back.write(`{"type":"hello","v":1,"town":"siena","token":"` + c.token + `","after":7}`)
		kinds := kindsOf(back.untilLive())
		if diff := cmp.Diff([]string{"welcome", "reset", "ev", "ev", "live"}, kinds); diff != "" {
			t.Errorf("frames (-want +got):\n%s", diff)
		}
	})
	t.Run("at resume", func(t *testing.T) {
		t.Parallel()
		back := s.dial(t, nil)
		back.hello(`{"type":"hello","v":1,"town":"siena","token":"` + c.token + `"}`)
		back.write(`{"type":"resume","after":7}`)
		frames := back.untilLive()
		if diff := cmp.Diff([]string{"reset", "ev", "ev", "live"}, kindsOf(frames)); diff != "" {
			t.Errorf("frames (-want +got):\n%s", diff)
		}
		if frames[0].From != 1 {
			t.Errorf("reset from %d, want 1", frames[0].From)
		}
	})
}

func TestAChoiceIsStoredWithTheWordsOfItsButton(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	c.write(`{"type":"send","id":"m1","choice":"card/bonus-nido"}`)
	if ack := c.receipt("m1"); ack.Type != "ack" {
		t.Fatalf("answered by %+v", ack)
	}
	want := caterina.MessageBody{Text: "Bonus nido", Choice: "card/bonus-nido", Lang: "it"}
	log := s.store.log(c.conv)
	if diff := cmp.Diff(want, bodyOf(&log[1])); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestMessagesThatCannotBeTakenAreRefusedKindly(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for _, tc := range []struct{ name, fields, code, says string }{
		{"empty", `"id":"x","text":""`, "bad", "vuoto"},
		{"only space", `"id":"x","text":" \n "`, "bad", "vuoto"},
		{"nothing at all", `"id":"x"`, "bad", "vuoto"},
		{"too long", `"id":"x","text":"` + strings.Repeat("a", 4001) + `"`, "too_long", "4000"},
		{"a choice nobody offered", `"id":"x","choice":"card/altro"`, "bad", "scelta"},
		{"a form", `"id":"x","text":"ciao","form":{"a":1}`, "bad", "vuoto"},
		{"an id with a space", `"id":"a b","text":"ciao"`, "bad", "vuoto"},
	} {
		c.write(`{"type":"send",` + tc.fields + `}`)
		nak := c.read()
		if nak.Type != "nak" || string(nak.Code) != `"`+tc.code+`"` || !strings.Contains(nak.Message, tc.says) {
			t.Errorf("%s: answered by %s %s %q", tc.name, nak.Type, nak.Code, nak.Message)
		}
	}
	for i, text := range []string{"我想知道托儿所奖金", strings.Repeat("😀", 4000), strings.Repeat("è", 4000)} {
		if ack := c.send("ok"+jsonNumber(int64(i)), text); ack.Type != "ack" {
			t.Errorf("message %d was refused: %+v", i, ack)
		}
	}
}

func TestAClosedConversationTakesNoMessages(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	s.store.close(c.conv)
	if nak := c.send("m1", "ciao"); nak.Type != "nak" || string(nak.Code) != `"closed"` {
		t.Errorf("answered by %+v", nak)
	}
}

func TestAFloodIsSlowedThenCut(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for i := range messageBurst {
		if ack := c.send("m"+jsonNumber(int64(i)), "ciao"); ack.Type != "ack" {
			t.Fatalf("message %d: %+v", i, ack)
		}
	}
	for i := range maxStrikes {
		nak := c.send("over"+jsonNumber(int64(i)), "ciao")
		if nak.Type != "nak" || string(nak.Code) != `"rate"` || nak.RetryMS <= 0 || nak.RetryMS > 2000 {
			t.Errorf("message over the limit: %+v", nak)
		}
	}
	if code := c.closed(); code != closeRate {
		t.Errorf("closed with %d, want %d", code, closeRate)
	}
	if nak := s.again(t, c).send("again", "ciao"); string(nak.Code) != `"rate"` {
		t.Errorf("a new socket has a new burst: %+v", nak)
	}
	if n := len(s.store.log(c.conv)); n != 1+messageBurst {
		t.Errorf("the log holds %d events", n)
	}
}

func TestTheFourthTabReplacesTheFirst(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	first := s.open(t)
	tabs := []*client{s.again(t, first), s.again(t, first), s.again(t, first)}
	if code := first.closed(); code != closeTabs {
		t.Errorf("the first was closed with %d, want %d", code, closeTabs)
	}
	tabs[0].send("m1", "ciao")
	for i, tab := range tabs {
		tab.event(3)
		if tab.n != 3 {
			t.Errorf("tab %d has seen %d events", i, tab.n)
		}
	}
}

func TestASocketCutBeforeTheAckLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	stored := make(chan struct{})
	s := startServer(t, func(s *server) { s.store.received = stored })
	c := s.open(t)
	c.write(`{"type":"send","id":"m1","text":"ciao"}`)
	waitFor(t, "the message is stored", func() bool { return len(s.store.log(c.conv)) == 2 })
	_ = c.ws.NetConn().Close() // between commit and ack
	close(stored)
	back := s.again(t, c)
	if back.n != 2 {
		t.Errorf("the message is not among the missed events: %d", back.n)
	}
	if ack := back.send("m1", "ciao"); ack.Type != "ack" || !ack.Dup || ack.N != 2 {
		t.Errorf("the second time was answered by %+v", ack)
	}
	back.hasSeen(s)
}

func TestTypingIsShownAndNeverStored(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	c.write(`{"type":"typing","on":true}`)
	c.write(`{"type":"read","n":1}`)
	s.hub.Typing(c.conv, true)
	if f := c.read(); f.Type != "typing" || !f.On {
		t.Errorf("got %+v", f)
	}
	if ack := c.send("m1", "ciao"); ack.Type != "ack" {
		t.Errorf("got %+v", ack)
	}
	if n := len(s.store.log(c.conv)); n != 2 {
		t.Errorf("the log holds %d events", n)
	}
}

func TestEveryBotAnswerIsDueOnce(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	c.send("m1", "ciao")
	c.send("m2", "e poi?")
	c.send("m2", "e poi?") // the same message
	s.store.setBusy()
	c.send("m3", "e allora?") // the turn that runs will answer it too
	s.turns.mu.Lock()
	defer s.turns.mu.Unlock()
	want := []caterina.LeasedTurn{
		{Town: 1, Conversation: c.conv, Turn: 2},
		{Town: 1, Conversation: c.conv, Turn: 3},
	}
	if diff := cmp.Diff(want, s.turns.due); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
}
