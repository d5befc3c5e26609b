package openai

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// seeds are streams and answers as servers send them, well and badly.
func seeds() []string {
	return []string{
		event("Costa 22.", "") + event("", "stop") + "data: [DONE]\n\n",
		event("<think>22?", "") + event("</think>\n\n", "") + event("Costa 22.", "stop"),
		": aspetta\r\n\r\nevent: x\r\n" + event("La ", "length"), "data: {\"error\":{\"message\":\"x\",\"code\":429}}\n\n",
		"data: {\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":[{\"index\":0}]}}],\"usage\":null}\n\ndata:[DONE]",
		`{"choices":[{"message":{"content":"{}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":-1}}`,
		`{"choices":[{"message":{"content":[{"type":"text","text":"x"}],"refusal":"no"}}]}`, `{"error":{"message":["a"],"param":1}}`, "\xff\xfe", "data: ", "",
		`{"data":[{"index":0,"embedding":[1,null]},{"index":1,"embedding":[1,2]}]}`,
	}
}

// endOf reads a stream of these bytes, in pieces of a size, and checks what always holds.
func endOf(t *testing.T, text string, size int) (string, caterina.ModelFailure) {
	t.Helper()
	var a answer
	for rest := text; rest != ""; {
		n := min(size, len(rest))
		a.body = append(a.body, beat{text: rest[:n]})
		rest = rest[n:]
	}
	cfg := config(newWire(a))
	cfg.Retries = -1
	var k keep
	got, err := client(t, cfg).Stream(t.Context(), question(), k.each)
	e, ok := errors.AsType[*Error](err)
	switch {
	case err != nil && (!ok || e.Failure == "" || e.Failure != got.Usage.Failure):
		t.Errorf("failed with %v, %+v", err, got.Usage)
	case err == nil && strings.TrimSpace(got.Text) == "":
		t.Error("an empty answer is none")
	case got.Text != strings.Join(k.pieces, ""):
		t.Errorf("text is %q, the pieces %q", got.Text, k.pieces)
	case got.Usage.In <= 0 || got.Usage.Out < 0 || got.Usage.In > maxTokens || got.Usage.Out > maxTokens:
		t.Errorf("usage is %+v", got.Usage)
	}
	if err != nil && len(text) > 20 && strings.Contains(err.Error(), text[:20]) {
		t.Errorf("says %v", err)
	}
	return got.Text, got.Usage.Failure
}

func FuzzAStreamIsReadTheSameInPiecesOfAnySize(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed, 3)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		if len(text) > 1<<16 {
			return
		}
		whole, wholly := endOf(t, text, len(text)+1)
		parts, partly := endOf(t, text, 1+max(0, size)%64)
		if whole != parts || wholly != partly {
			t.Errorf("at once %q, %q; in pieces %q, %q", whole, wholly, parts, partly)
		}
	})
}

func FuzzAnAnswerIsReadOrRefused(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := client(t, config(newWire(refuses(200, text))))
		got, err := c.Complete(t.Context(), structured())
		if text, ok := jsonObject(got.Text); err == nil && (!ok || text != got.Text) {
			t.Errorf("%q is no object", got.Text)
		}
		vectors, _, err := c.Embed(t.Context(), 7, []string{"uno", "due"})
		if err == nil && (len(vectors) != 2 || len(vectors[0]) == 0 || len(vectors[0]) != len(vectors[1])) {
			t.Errorf("vectors are %v", vectors)
		}
		_, _ = c.Transcribe(t.Context(), 7, text, strings.NewReader("suono"))
		_, _ = c.Models(t.Context())
	})
}

func FuzzARefusalIsAFailureThatTellsNothing(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(400, "3", seed)
	}
	f.Add(429, "Sun, 22 Nov 2026 09:00:05 GMT", `{"error":{"code":"insufficient_quota"}}`)
	f.Add(307, "NaN", "")
	f.Fuzz(func(t *testing.T, status int, after, body string) {
		if status < 300 || status > 999 || !lawful(after) {
			return
		}
		cfg := config(newWire(answer{status: status, header: map[string]string{"Retry-After": after}, body: []beat{{text: body + told}}}))
		cfg.Retries = -1
		got, err := client(t, cfg).Complete(t.Context(), structured())
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Status != status || e.Failure == "" || got.Text != "" || got.Usage.In != 0 {
			t.Fatalf("%d: %+v, %v", status, got, err)
		}
		if w := e.retry.wait; w.time < 0 || w.time > longestWait {
			t.Errorf("waits %v", w.time)
		}
		silent(t, "refusal", err)
	})
}

// lawful says whether a header may have this value.
func lawful(value string) bool {
	return !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' })
}

func FuzzWaitsAreNeverBelowNothing(f *testing.F) {
	f.Add("3", "250", "")
	f.Add("-1e308", "1e308", "Sun, 22 Nov 2026 09:00:05 GMT")
	f.Fuzz(func(t *testing.T, after, ms, date string) {
		h := http.Header{"Retry-After": {after}, "Retry-After-Ms": {ms}, "Date": {date}}
		if w := readWait(h, time.Unix(0, 0)); w.time < 0 || w.time > longestWait || !w.known && w.time != 0 {
			t.Errorf("%+v", w)
		}
	})
}

func FuzzThoughtsAreTheSameInPiecesOfAnySize(f *testing.F) {
	for _, seed := range []string{"<think>22?</think>\n\nCosta 22.", "Costa <think>", " <thin", "<think>x</thin</think>", "<think></think>", "</think>"} {
		f.Add(seed, 1)
	}
	f.Fuzz(func(t *testing.T, text string, size int) {
		var th thoughts
		var got strings.Builder
		for rest := text; rest != ""; {
			n := min(1+max(0, size)%16, len(rest))
			got.WriteString(th.answer(rest[:n]))
			rest = rest[n:]
		}
		got.WriteString(th.rest())
		if whole := withoutThoughts(text); got.String() != whole {
			t.Errorf("%q in pieces, %q at once", got.String(), whole)
		}
		if start := strings.TrimLeft(text, " \r\n\t"); !strings.HasPrefix(start, thoughtsBegin) && got.String() != text {
			t.Errorf("%q became %q without a thought", text, got.String())
		}
	})
}

func FuzzGapsAreNullsInLists(f *testing.F) {
	for text, found := range map[string]bool{
		`{"data":[{"embedding":[1,null,2]}]}`: true, `[ null]`: true, "[1,\n\tnull]": true, `{"a":null}`: false,
		`["a,null"]`: false, `["\",null"]`: false, `["\\",null]`: true, `{"[n":[1]}`: false,
	} {
		var g gaps
		g.scan([]byte(text))
		if g.found != found {
			f.Errorf("%s: found is %v", text, g.found)
		}
		f.Add(text, 1)
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		var whole, parts gaps
		whole.scan([]byte(text))
		at = max(0, at) % (len(text) + 1)
		parts.scan([]byte(text[:at]))
		parts.scan([]byte(text[at:]))
		if whole != parts {
			t.Errorf("at once %+v, in parts %+v", whole, parts)
		}
	})
}
