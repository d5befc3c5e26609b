package openai

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

func TestAQuestionBecomesARequest(t *testing.T) {
	t.Parallel()
	w := newWire(says(`{"carta":"tari"}`))
	got, err := client(t, config(w)).Complete(t.Context(), structured())
	want(t, err, "", "")
	if got.Text != `{"carta":"tari"}` {
		t.Errorf("text is %q", got.Text)
	}
	sent := w.sent(t, 0)
	for name, value := range map[string]any{"model": "chat", "max_tokens": 200.0, "stream": false, "temperature": 0.1} {
		if sent[name] != value {
			t.Errorf("%s is %v, want %v", name, sent[name], value)
		}
	}
	messages := []any{
		map[string]any{"role": "system", "content": testSystem},
		map[string]any{"role": "user", "content": testPrompt},
	}
	if !reflect.DeepEqual(sent["messages"], messages) {
		t.Errorf("messages are %v", sent["messages"])
	}
	format := map[string]any{"type": "json_schema", "json_schema": map[string]any{
		"name": "choose", "strict": true,
		"schema": map[string]any{"type": "object", "properties": map[string]any{"carta": map[string]any{"type": "string"}}},
	}}
	if !reflect.DeepEqual(sent["response_format"], format) {
		t.Errorf("response_format is %v", sent["response_format"])
	}
	if r := w.asked[0]; r.method != "POST" || r.path != "http://modello.test/v1/chat/completions" || r.key != "Bearer "+testKey {
		t.Errorf("asked %s %s with %q", r.method, r.path, r.key)
	}
}

func TestAServerWithoutAKeyGetsNone(t *testing.T) {
	t.Parallel()
	w := newWire(says("ciao"))
	cfg := config(w)
	cfg.Key, cfg.BaseURL = "", "http://localhost:11434/v1/"
	_, err := client(t, cfg).Complete(t.Context(), question())
	want(t, err, "", "")
	if r := w.asked[0]; r.header.Values("Authorization") != nil || r.path != "http://localhost:11434/v1/chat/completions" {
		t.Errorf("asked %s with %v", r.path, r.header)
	}
}

func TestModelsThatThinkAreAskedAsTheyWant(t *testing.T) {
	t.Parallel()
	for _, model := range []string{"gpt-5-mini", "o3", "o4-mini"} {
		w := newWire(says("ciao"))
		cfg := config(w)
		cfg.ChatModel, cfg.ReasoningEffort = model, "minimal"
		_, err := client(t, cfg).Complete(t.Context(), question())
		want(t, err, "", "")
		sent := w.sent(t, 0)
		if sent["max_completion_tokens"] != 200.0 || sent["max_tokens"] != nil || sent["temperature"] != nil || sent["reasoning_effort"] != "minimal" {
			t.Errorf("%s: sent %v", model, sent)
		}
	}
}

// message is an answer with one message.
func message(fields map[string]any, reason string) answer {
	return replies(map[string]any{"choices": []any{map[string]any{"message": fields, "finish_reason": reason}}})
}

func TestAnswersOfAllShapesAreRead(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answer  answer
		ask     caterina.Ask
		text    string
		failure caterina.ModelFailure
		reason  Reason
	}{
		"plain":             {says("Costa 22 euro."), question(), "Costa 22 euro.", "", ""},
		"no reason given":   {message(map[string]any{"content": "Costa 22 euro."}, ""), question(), "Costa 22 euro.", "", ""},
		"in parts":          {message(map[string]any{"content": []any{map[string]any{"type": "text", "text": "Costa "}, map[string]any{"type": "text", "text": "22."}}}, "stop"), question(), "Costa 22.", "", ""},
		"thoughts":          {says("<think>22? 23?</think>\n\nCosta 22."), question(), "Costa 22.", "", ""},
		"thoughts only":     {says("<think>22? 23?"), question(), "", caterina.FailedBad, ReasonEmpty},
		"no choices":        {replies(map[string]any{"choices": []any{}}), question(), "", caterina.FailedBad, ReasonEmpty},
		"an error with 200": {replies(map[string]any{"error": map[string]any{"message": testPrompt}}), question(), "", caterina.FailedBad, ReasonEmpty},
		"content null":      {message(map[string]any{"content": nil}, "stop"), question(), "", caterina.FailedBad, ReasonEmpty},
		"tools only":        {message(map[string]any{"content": nil, "tool_calls": []any{map[string]any{"id": "1", "type": "function"}}}, "tool_calls"), question(), "", caterina.FailedBad, ReasonEmpty},
		"spaces only":       {says(" \n\t"), question(), " \n\t", caterina.FailedBad, ReasonEmpty},
		"declined":          {message(map[string]any{"content": nil, "refusal": "No."}, "stop"), question(), "", caterina.FailedRefused, ReasonDeclined},
		"filtered":          {message(map[string]any{"content": "Cos"}, "content_filter"), question(), "Cos", caterina.FailedRefused, ReasonFiltered},
		"too long":          {message(map[string]any{"content": "Costa 2"}, "length"), question(), "Costa 2", caterina.FailedCut, ReasonLength},
		"not JSON":          {refuses(200, "<html>Accedi alla rete</html>"), question(), "", caterina.FailedBad, ReasonUnreadable},
		"half a JSON":       {refuses(200, `{"choices":[{"message":{"content":"Costa`), question(), "", caterina.FailedBad, ReasonUnreadable},
		"nothing":           {refuses(200, ""), question(), "", caterina.FailedBad, ReasonUnreadable},
		"another type":      {refuses(200, `{"choices":"molte"}`), question(), "", caterina.FailedBad, ReasonUnreadable},
		"an object":         {says(" {\"carta\": null}\n"), structured(), `{"carta": null}`, "", ""},
		"an object, fenced": {says("```json\n{\"carta\": null}\n```"), structured(), `{"carta": null}`, "", ""},
		"an empty object":   {says("{}"), structured(), `{}`, "", ""},
		"an array":          {says("[1]"), structured(), `[1]`, caterina.FailedBad, ReasonNotJSON},
		"words":             {says("Ecco: {}"), structured(), `Ecco: {}`, caterina.FailedBad, ReasonNotJSON},
		"two objects":       {says("{} {}"), structured(), `{} {}`, caterina.FailedBad, ReasonNotJSON},
		"half an object":    {message(map[string]any{"content": `{"carta": "ta`}, "length"), structured(), `{"carta": "ta`, caterina.FailedCut, ReasonLength},
		"too large":         {refuses(200, `{"choices":[{"message":{"content":"`+strings.Repeat("x", maxChat)+`"}}]}`), question(), "", caterina.FailedBad, ReasonTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := client(t, config(newWire(row.answer))).Complete(t.Context(), row.ask)
			if got.Text != row.text {
				t.Errorf("text is %q, want %q", got.Text, row.text)
			}
			want(t, err, row.failure, row.reason)
			if got.Usage.Failure != row.failure || got.Usage.Step != row.ask.Step || got.Usage.Model != "chat" {
				t.Errorf("usage is %+v", got.Usage)
			}
		})
	}
}

func TestTokensAreTheServersOrReckoned(t *testing.T) {
	t.Parallel()
	in := askTokens(question())
	for name, row := range map[string]struct {
		usage   any
		in, out int
	}{
		"said":          {map[string]any{"prompt_tokens": 812, "completion_tokens": 34}, 812, 34},
		"nothing said":  {nil, in, 4},
		"zero":          {map[string]any{"prompt_tokens": 0, "completion_tokens": 0}, in, 4},
		"below zero":    {map[string]any{"prompt_tokens": -812, "completion_tokens": 34}, in, 4},
		"beyond reason": {map[string]any{"prompt_tokens": 1 << 40, "completion_tokens": 34}, in, 4},
	} {
		w := newWire(replies(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": "Costa 22 euro"}}}, "usage": row.usage}))
		got, err := client(t, config(w)).Complete(t.Context(), question())
		want(t, err, "", "")
		if got.Usage.In != row.in || got.Usage.Out != row.out {
			t.Errorf("%s: %d in, %d out, want %d and %d", name, got.Usage.In, got.Usage.Out, row.in, row.out)
		}
	}
}

func TestATokenIsThreeAndAHalfCharacters(t *testing.T) {
	t.Parallel()
	for text, n := range map[string]int{"": 0, "a": 1, "abc": 1, "abcd": 2, "abcdefg": 2, "perché è così": 4, strings.Repeat("à", 350): 100} {
		if got := Tokens(text); got != n {
			t.Errorf("%q is %d tokens, want %d", text, got, n)
		}
	}
}

func TestGarbageThatDoesNotEndIsGarbageAndNotALostCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := client(t, config(newWire(answer{hang: true, body: []beat{{text: "<html>"}}})))
		start := time.Now()
		_, err := c.Complete(t.Context(), question())
		want(t, err, caterina.FailedBad, ReasonUnreadable)
		_, _, err = c.Embed(t.Context(), 7, []string{"uno"})
		want(t, err, caterina.FailedBad, ReasonUnreadable)
		_, err = c.Transcribe(t.Context(), 7, "voce.oga", strings.NewReader("suono"))
		want(t, err, caterina.FailedBad, ReasonUnreadable)
		_, err = c.Models(t.Context())
		want(t, err, caterina.FailedBad, ReasonUnreadable)
		if took := time.Since(start); took != 4*drainTime {
			t.Errorf("took %v", took)
		}
	})
}

func TestWhatCannotBeSentIsNot(t *testing.T) {
	t.Parallel()
	w := newWire(says("ciao"))
	broken, empty := structured(), question()
	broken.Schema, empty.Prompt = json.RawMessage("{"), ""
	c := client(t, config(w))
	for _, ask := range []caterina.Ask{broken, empty} {
		_, err := c.Complete(t.Context(), ask)
		want(t, err, caterina.FailedRefused, ReasonAsk)
		_, err = c.Stream(t.Context(), ask, new(keep).each)
		want(t, err, caterina.FailedRefused, ReasonAsk)
	}
	if w.count() != 0 {
		t.Errorf("%d requests were sent", w.count())
	}
}

func TestALineWithoutAModelIsRefusedWithoutACall(t *testing.T) {
	t.Parallel()
	w := newWire(says("ciao"))
	cfg := config(w)
	cfg.ChatModel, cfg.TranscriptionModel = "", ""
	c := client(t, cfg)
	_, err := c.Complete(t.Context(), question())
	e := failed(t, err, caterina.FailedRefused, ReasonNoModel)
	if !strings.Contains(e.message(), "CATERINA_OPENAI_CHAT_MODEL") {
		t.Errorf("says %q", e.message())
	}
	_, err = c.Transcribe(t.Context(), 7, "voce.oga", strings.NewReader("suono"))
	e = failed(t, err, caterina.FailedRefused, ReasonNoModel)
	if !strings.Contains(e.message(), "CATERINA_OPENAI_TRANSCRIPTION_MODEL") || w.count() != 0 {
		t.Errorf("says %q after %d requests", e.message(), w.count())
	}
}

func TestWhatIsWrongWithTheSettingsIsSaidWithTheirName(t *testing.T) {
	t.Parallel()
	for base, name := range map[string]string{
		"": "CATERINA_OPENAI_BASE_URL", "api.openai.com/v1": "CATERINA_OPENAI_BASE_URL", "ftp://x/v1": "CATERINA_OPENAI_BASE_URL",
		"https://utente:" + testKey + "@x/v1": "CATERINA_OPENAI_API_KEY", "https://x/v1?key=" + testKey: "CATERINA_OPENAI_API_KEY",
		"https://\x7f/" + testKey: "CATERINA_OPENAI_BASE_URL", "https://x/v1": "CATERINA_OPENAI_CHAT_MODEL",
	} {
		_, err := New(Config{BaseURL: base, Key: testKey})
		if caterina.CodeOf(err) != caterina.CodeInvalid || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), testKey) {
			t.Errorf("%q: %v, want the name of %s", base, err, name)
		}
	}
}
