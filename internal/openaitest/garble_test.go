package openaitest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"example.org/caterina/internal/openaitest"
)

const structured = `{"outcome":"answer","cards":["tari"]}`

func TestEveryGarbleSpoilsAnAnswerInOne(t *testing.T) {
	t.Parallel()
	spoilt := map[openaitest.Garble]func(body string, c completion) bool{
		openaitest.NotJSON:    func(body string, _ completion) bool { return !json.Valid([]byte(body)) },
		openaitest.OtherShape: func(body string, c completion) bool { return json.Valid([]byte(body)) && len(c.Choices) == 0 },
		openaitest.Truncated:  func(body string, _ completion) bool { return strings.HasPrefix(body, "{") && !json.Valid([]byte(body)) },
		openaitest.NoChoices: func(body string, c completion) bool {
			return strings.Contains(body, `"choices":[]`) && len(c.Choices) == 0
		},
		openaitest.EmptyContent:  func(_ string, c completion) bool { return *c.Choices[0].Message.Content == "" },
		openaitest.NullContent:   func(_ string, c completion) bool { return c.Choices[0].Message.Content == nil },
		openaitest.Filtered:      func(_ string, c completion) bool { return c.Choices[0].Finish == "content_filter" },
		openaitest.ReasoningOnly: func(_ string, c completion) bool { return c.text() == "" && c.Choices[0].Message.Reasoning != "" },
		openaitest.Declined:      func(_ string, c completion) bool { return c.text() == "" && c.Choices[0].Message.Refusal != nil },
		openaitest.ErrorInside:   func(body string, _ completion) bool { return strings.HasPrefix(body, `{"error":`) },
		openaitest.BadEvent:      func(_ string, c completion) bool { return c.text() == structured }, // it has no events
		openaitest.Comments:      func(_ string, c completion) bool { return c.text() == structured },
		openaitest.Prose:         func(_ string, c completion) bool { return strings.HasPrefix(c.text(), "Certo!") },
		openaitest.WrongKeys:     func(_ string, c completion) bool { return json.Valid([]byte(c.text())) && c.text() != structured },
		openaitest.HalfJSON: func(_ string, c completion) bool {
			return !json.Valid([]byte(c.text())) && c.Choices[0].Finish == "length"
		},
		openaitest.Fenced:     func(_ string, c completion) bool { return c.text() == "```json\n"+structured+"\n```" },
		openaitest.Thinking:   func(_ string, c completion) bool { return strings.HasPrefix(c.text(), "<think>") },
		openaitest.TwoObjects: func(_ string, c completion) bool { return strings.Count(c.text(), structured) == 2 },
	}
	for _, g := range openaitest.Garbles() {
		if g == openaitest.Huge {
			continue // has a test of its own
		}
		s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(structured)})
		s.Fail(openaitest.Garbled(g, 1))
		r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil))
		var c completion
		_ = json.Unmarshal([]byte(r.body), &c)
		if r.err != nil || r.status != http.StatusOK || spoilt[g] == nil || !spoilt[g](r.body, c) {
			t.Errorf("%s: got %d %s %v", g, r.status, r.body, r.err)
		}
		if got := ask(t, s, "ciao"); got != structured {
			t.Errorf("%s: then %q", g, got)
		}
	}
}

func TestEveryGarbleSpoilsAStream(t *testing.T) {
	t.Parallel()
	spoilt := map[openaitest.Garble]func(s streamed) bool{
		openaitest.NotJSON:       func(s streamed) bool { return len(s.pieces) == 0 && !s.done },
		openaitest.OtherShape:    func(s streamed) bool { return len(s.pieces) == 0 && !s.done },
		openaitest.Truncated:     func(s streamed) bool { return s.text() == long[:len(s.text())] && len(s.text()) < len(long) && !s.done },
		openaitest.NoChoices:     func(s streamed) bool { return len(s.pieces) == 0 && s.done },
		openaitest.EmptyContent:  func(s streamed) bool { return len(s.pieces) == 0 && s.done && s.finish == "stop" },
		openaitest.NullContent:   func(s streamed) bool { return len(s.pieces) == 0 && s.done },
		openaitest.Filtered:      func(s streamed) bool { return s.finish == "content_filter" && s.done },
		openaitest.ReasoningOnly: func(s streamed) bool { return len(s.pieces) == 0 && s.reasoning != "" && s.done },
		openaitest.Declined:      func(s streamed) bool { return len(s.pieces) == 0 && s.done },
		openaitest.ErrorInside:   func(s streamed) bool { return len(s.pieces) == 3 && s.errors == 1 && !s.done },
		openaitest.BadEvent:      func(s streamed) bool { return s.broken == 1 && s.text() == long },
		openaitest.Comments:      func(s streamed) bool { return s.text() == long && s.done && s.finish == "stop" },
		openaitest.Prose:         func(s streamed) bool { return strings.HasPrefix(s.text(), "Certo!") },
		openaitest.WrongKeys:     func(s streamed) bool { return json.Valid([]byte(s.text())) },
		openaitest.HalfJSON:      func(s streamed) bool { return s.finish == "length" },
		openaitest.Fenced:        func(s streamed) bool { return strings.HasPrefix(s.text(), "```json") },
		openaitest.Thinking:      func(s streamed) bool { return strings.HasPrefix(s.text(), "<think>") },
		openaitest.TwoObjects:    func(s streamed) bool { return s.text() == long+"\n"+long },
	}
	for _, g := range openaitest.Garbles() {
		if g == openaitest.Huge {
			continue
		}
		s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
		s.Fail(openaitest.Garbled(g, 0))
		if got := stream(t, s, chatOf("", "ciao", nil)); got.err != nil || spoilt[g] == nil || !spoilt[g](got) {
			t.Errorf("%s: got %+v", g, got)
		}
	}
}

func TestAHugeAnswerGoesOnUntilTheReaderHasEnough(t *testing.T) {
	t.Parallel()
	for _, streaming := range []string{"false", "true"} {
		s := openaitest.Start(t, openaitest.Options{})
		s.Fail(openaitest.Garbled(openaitest.Huge, 0))
		resp, err := open(t.Context(), s, openaitest.Chats, []byte(strings.Replace(plainChat, "{", `{"stream":`+streaming+`,`, 1)))
		if err != nil {
			t.Fatal(err)
		}
		read, buffer := 0, make([]byte, 1<<16)
		for read < 4<<20 {
			n, err := resp.Body.Read(buffer)
			if err != nil {
				t.Fatalf("after %d bytes: %v", read, err)
			}
			read += n
		}
		_ = resp.Body.Close()
		if _, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Left); err != nil {
			t.Error(err)
		}
	}
}
