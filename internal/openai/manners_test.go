package openai

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// formatOf is how JSON was asked for.
func formatOf(sent map[string]any) string {
	format, ok := sent["response_format"].(map[string]any)
	if !ok {
		return "plain"
	}
	name, _ := format["type"].(string)
	return name
}

// formats are how JSON was asked for in each request.
func formats(t *testing.T, w *wire) string {
	t.Helper()
	var all []string
	for n := range w.count() {
		all = append(all, formatOf(w.sent(t, n)))
	}
	return strings.Join(all, ", ")
}

func TestAServerThatRefusesASchemaIsAskedInWords(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answers []answer
		formats string // of a first and of a second question
	}{
		"says nothing":      {[]answer{refuses(400, `{}`), says("{}")}, "json_schema, json_object, json_object"},
		"says it as 422":    {[]answer{refuses(422, `{"detail":[{"loc":["body","response_format"]}]}`), says("{}")}, "json_schema, json_object, json_object"},
		"says it as 500":    {[]answer{refuses(500, `{"error":{"message":"response_format type must be one of text or json_object"}}`), says("{}")}, "json_schema, json_object, json_object"},
		"knows neither":     {[]answer{complains("response_format", ""), complains("response_format", ""), says("{}")}, "json_schema, json_object, plain, plain"},
		"takes and forgets": {[]answer{says("Ecco la scheda: tari"), says("{}")}, "json_schema, json_object, json_object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(row.answers...)
			c := client(t, config(w))
			for range 2 {
				got, err := c.Complete(t.Context(), structured())
				want(t, err, "", "")
				if got.Text != "{}" {
					t.Errorf("text is %q", got.Text)
				}
			}
			if got := formats(t, w); got != row.formats {
				t.Errorf("asked with %s, want %s", got, row.formats)
			}
		})
	}
}

func TestInWordsTheModelIsToldTheSchema(t *testing.T) {
	t.Parallel()
	w := newWire(refuses(400, "{}"), says("{}"))
	_, err := client(t, config(w)).Complete(t.Context(), structured())
	want(t, err, "", "")
	if body := string(w.asked[0].body); strings.Contains(body, "Rispondi soltanto con un oggetto JSON") {
		t.Errorf("told in words where the server holds the model to it: %s", body)
	}
	if body := string(w.asked[1].body); !strings.Contains(body, "Rispondi soltanto con un oggetto JSON") || !strings.Contains(body, `\"carta\"`) || !strings.Contains(body, "SISTEMASEGRETO") {
		t.Errorf("the schema is not among the words: %s", body)
	}
}

func TestWhatIsLearnedOfASchemaIsLearnedForItsStep(t *testing.T) {
	t.Parallel()
	w := newWire(complains("response_format", ""), says("{}"))
	c := client(t, config(w))
	first, second := structured(), structured()
	second.Step = caterina.StepVariants
	for _, ask := range []caterina.Ask{first, second} {
		_, err := c.Complete(t.Context(), ask)
		want(t, err, "", "")
	}
	if got := formats(t, w); got != "json_schema, json_object, json_schema" {
		t.Errorf("asked with %s", got)
	}
}

func TestNothingIsLearnedWhereNothingHelped(t *testing.T) {
	t.Parallel()
	no := refuses(400, `{"error":{"message":"tutto sbagliato"}}`)
	w := newWire(no, no, no, says("{}"))
	c := client(t, config(w))
	_, err := c.Complete(t.Context(), structured())
	want(t, err, caterina.FailedRefused, ReasonStatus)
	_, err = c.Complete(t.Context(), structured())
	want(t, err, "", "")
	if got := formats(t, w); got != "json_schema, json_object, plain, json_schema" {
		t.Errorf("asked with %s", got)
	}
}

func TestARefusalOfThePromptIsNoRefusalOfAParameter(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answer answer
		reason Reason
	}{
		"too long":       {refuses(400, `{"error":{"code":"context_length_exceeded","message":"response_format"}}`), ReasonTooLong},
		"too long, vLLM": {refuses(400, `{"message":"This model's maximum context length is 4096 tokens"}`), ReasonTooLong},
		"filtered":       {refuses(400, `{"error":{"code":"content_filter"}}`), ReasonFiltered},
		"moderated":      {refuses(403, `{"error":{"message":"input was flagged"}}`), ReasonFiltered},
		"too many bytes": {refuses(413, ""), ReasonTooLong},
	} {
		w := newWire(row.answer)
		_, err := client(t, config(w)).Complete(t.Context(), structured())
		want(t, err, caterina.FailedRefused, row.reason)
		if w.count() != 1 {
			t.Errorf("%s: asked %d times", name, w.count())
		}
	}
}

func TestParametersThatAreRefusedAreLeftOutFromThenOn(t *testing.T) {
	t.Parallel()
	const openai = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
	for name, row := range map[string]struct {
		answers []answer
		gone    string // is not in the last request
		there   string // is
	}{
		"max_tokens":            {[]answer{complains("max_tokens", openai)}, "max_tokens", "max_completion_tokens"},
		"any limit":             {[]answer{complains("max_tokens", openai), complains("max_completion_tokens", "")}, "max_completion_tokens", "temperature"},
		"temperature":           {[]answer{complains("temperature", "Only the default (1) value is supported.")}, "temperature", "max_tokens"},
		"reasoning_effort":      {[]answer{refuses(400, `{"error":{"message":"\"chat\" does not support reasoning"}}`)}, "reasoning_effort", "max_tokens"},
		"a message, no param":   {[]answer{refuses(422, `{"detail":"`+strings.ReplaceAll(openai, `'`, ``)+`"}`)}, "max_tokens", "max_completion_tokens"},
		"an error of a word":    {[]answer{refuses(400, `{"error":"temperature non ammessa"}`)}, "temperature", "max_tokens"},
		"temperature and limit": {[]answer{complains("temperature", ""), complains("max_tokens", "")}, "temperature", "max_completion_tokens"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(append(row.answers, says("ciao"))...)
			cfg := config(w)
			cfg.ReasoningEffort = "low"
			c := client(t, cfg)
			ask := question()
			for _, ask.Step = range []caterina.ModelStep{caterina.StepWrite, caterina.StepSummary} {
				_, err := c.Complete(t.Context(), ask)
				want(t, err, "", "")
			}
			if n := len(row.answers) + 2; w.count() != n {
				t.Errorf("asked %d times, want %d", w.count(), n)
			}
			sent := w.sent(t, w.count()-1)
			if _, ok := sent[row.gone]; ok || sent[row.there] == nil {
				t.Errorf("sent %v: want no %s, and %s", sent, row.gone, row.there)
			}
		})
	}
}

func TestTwoCallsThatLearnAtOnceDoNotUndoEachOther(t *testing.T) {
	t.Parallel()
	all := newManners("low").of(caterina.StepChoose)
	one, two := all, all
	one.usage, one.format = false, formatPlain
	two.limit, two.sampling, two.effort = limitCompletion, false, false
	for _, order := range [][]dialect{{one, two}, {two, one}} {
		m := newManners("low")
		for _, d := range order {
			m.learn(caterina.StepChoose, d)
		}
		if got, want := m.of(caterina.StepChoose), (dialect{format: formatPlain, limit: limitCompletion}); got != want {
			t.Errorf("learned %+v, want %+v", got, want)
		}
		if got := m.of(caterina.StepWrite); got.format != formatSchema || got.usage {
			t.Errorf("another step has %+v", got)
		}
	}
}
