package openaitest_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

func TestAChatIsAnsweredAsOpenAIDoes(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Scripted("Buongiorno, città!")})
	c := complete(t, s, chatOf("sei gentile", "ciao", nil))
	if c.text() != "Buongiorno, città!" || c.Object != "chat.completion" || c.Choices[0].Finish != "stop" || c.Choices[0].Message.Role != "assistant" {
		t.Errorf("got %+v", c)
	}
	if c.Usage == nil || c.Usage.In != 3+1+2 || c.Usage.Out != 5 || c.Usage.Total != 11 {
		t.Errorf("usage is %+v", c.Usage)
	}
	r := s.Requests(openaitest.Chats)
	if len(r) != 1 || r[0].Chat.System() != "sei gentile" || r[0].Chat.User() != "ciao" || r[0].Key != s.Key() || r[0].Outcome.Phase != openaitest.Done {
		t.Errorf("the record is %+v", r)
	}
}

func TestAStreamComesInPiecesAndSaysWhatItCostWhenAsked(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("Servono 1.500 euro.")})
	got := stream(t, s, chatOf("", "quanto?", params{"stream_options": params{"include_usage": true}}))
	if got.err != nil || !got.done || got.finish != "stop" || got.usage != 5 {
		t.Errorf("got %+v", got)
	}
	if want := []string{"Serv", "ono ", "1.50", "0 eu", "ro."}; !slices.Equal(got.pieces, want) {
		t.Errorf("the pieces are %q", got.pieces)
	}
	if got := stream(t, s, chatOf("", "quanto?", nil)); got.usage != -1 {
		t.Errorf("it says what it cost: %d", got.usage)
	}
	r := s.Requests("")
	if n := len(r[0].Outcome.Pieces); n != 5 || r[0].Outcome.Text != "Servono 1.500 euro." {
		t.Errorf("%d pieces are noted: %+v", n, r[0].Outcome)
	}
}

func TestPiecesMayBeChosen(t *testing.T) {
	t.Parallel()
	pieces := []string{"Uno", " due", "", " tre."}
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.InTurn(openaitest.Answer{Text: "Uno due tre.", Pieces: pieces})})
	if got := stream(t, s, chatOf("", "conta", nil)); !slices.Equal(got.pieces, []string{"Uno", " due", " tre."}) {
		t.Errorf("got %q", got.pieces)
	}
	if got := openaitest.Words("uno due tre"); !slices.Equal(got, []string{"uno ", "due ", "tre"}) {
		t.Errorf("got %q", got)
	}
}

func TestAServerMayKeepSilentAboutCosts(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{NoUsage: true, Behaviour: openaitest.Always("sì")})
	if c := complete(t, s, chatOf("", "ciao", nil)); c.Usage != nil {
		t.Errorf("usage is %+v", c.Usage)
	}
	if got := stream(t, s, chatOf("", "ciao", params{"stream_options": params{"include_usage": true}})); got.usage != -1 || !got.done {
		t.Errorf("got %+v", got)
	}
}

func TestAnAnswerEndsAtItsLength(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("È già così.")})
	for _, name := range []string{"max_tokens", "max_completion_tokens"} {
		c := complete(t, s, chatOf("", "ciao", params{name: 1}))
		if c.text() != "È g" || c.Choices[0].Finish != "length" {
			t.Errorf("%s: got %q, %s", name, c.text(), c.Choices[0].Finish)
		}
	}
	if c := complete(t, s, chatOf("", "ciao", params{"max_tokens": 100})); c.Choices[0].Finish != "stop" {
		t.Errorf("got %+v", c)
	}
}

func TestContentMayComeInParts(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	complete(t, s, params{"model": openaitest.DefaultChat, "messages": []params{
		{"role": "developer", "content": "fai"},
		{"role": "user", "content": []params{{"type": "text", "text": "uno "}, {"type": "text", "text": "due"}}},
		{"role": "assistant", "content": "tre"},
	}})
	if c := s.Requests("")[0].Chat; c.User() != "uno due\n\ntre" || c.System() != "fai" {
		t.Errorf("got %+v", c)
	}
}

func TestRequestsThatNoServerTakesAreRefused(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	message := []params{{"role": "user", "content": "ciao"}}
	schema := func(v any) params {
		return params{"response_format": params{"type": "json_schema", "json_schema": v}}
	}
	for name, c := range map[string]struct {
		p     params
		words string
	}{
		"no model":            {params{"messages": message}, "you must provide a model parameter"},
		"no messages":         {params{"model": openaitest.DefaultChat}, "Missing required parameter: 'messages'."},
		"empty messages":      {params{"model": openaitest.DefaultChat, "messages": []params{}}, "empty array"},
		"odd role":            {params{"model": openaitest.DefaultChat, "messages": []params{{"role": "king", "content": "x"}}}, "Invalid value: 'king'"},
		"null content":        {params{"model": openaitest.DefaultChat, "messages": []params{{"role": "user", "content": nil}}}, "got null"},
		"a picture":           {params{"model": openaitest.DefaultChat, "messages": []params{{"role": "user", "content": []params{{"type": "image_url"}}}}}, "expected a string"},
		"messages of words":   {params{"model": openaitest.DefaultChat, "messages": "ciao"}, "Invalid type"},
		"usage of no stream":  {chatOf("", "x", params{"stream_options": params{"include_usage": true}}), "only allowed when 'stream' is enabled"},
		"odd format":          {chatOf("", "x", params{"response_format": params{"type": "xml"}}), "Invalid value: 'xml'"},
		"no schema":           {chatOf("", "x", params{"response_format": params{"type": "json_schema"}}), "json_schema"},
		"a schema's name":     {chatOf("", "x", schema(params{"name": "due parole", "schema": params{"type": "object"}})), "pattern"},
		"a schema of words":   {chatOf("", "x", schema(params{"name": "a", "schema": "object"})), "not of type 'object'"},
		"JSON never named":    {chatOf("", "x", params{"response_format": params{"type": "json_object"}}), "must contain the word 'json'"},
		"too hot":             {chatOf("", "x", params{"temperature": 3}), "temperature"},
		"two answers":         {chatOf("", "x", params{"n": 2}), "one answer"},
		"less than no tokens": {chatOf("", "x", params{"max_tokens": -1}), "max_tokens"},
		"two limits":          {chatOf("", "x", params{"max_tokens": 3, "max_completion_tokens": 3}), "not supported"},
		"more than it reads":  {chatOf("", strings.Repeat("parola ", 80_000), nil), "maximum context length"},
		"a model for vectors": {chatOf("", "x", params{"model": openaitest.DefaultEmbedding}), "is a embedding model"},
	} {
		r := post(t, s, openaitest.Chats, c.p)
		if words, _ := refusedBy(t, r); r.status != http.StatusBadRequest || !strings.Contains(words, c.words) {
			t.Errorf("%s: got %d %q", name, r.status, words)
		}
	}
	r := send(t.Context(), s, openaitest.Chats, []byte(`{"model":`))
	if words, _ := refusedBy(t, r); r.status != http.StatusBadRequest || !strings.Contains(words, "could not parse the JSON body") {
		t.Errorf("got %d %q", r.status, words)
	}
}

func TestStrictSchemasAreHeldToOpenAIsRules(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	deep := `{"type":"string"}`
	for range 12 {
		deep = `{"type":"object","properties":{"a":` + deep + `},"required":["a"],"additionalProperties":false}`
	}
	for schema, words := range map[string]string{
		`{"type":"array","items":{"type":"string"}}`:                                                                       "must be a JSON Schema of 'type: \"object\"'",
		`{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}`:                                          "'additionalProperties' is required",
		`{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}`:                "Missing 'a'",
		`{"type":"object","properties":{},"required":["b"],"additionalProperties":false}`:                                  "which is no property",
		`{"type":"object","properties":{"a":{"not":{}}},"required":["a"],"additionalProperties":false}`:                    "In context=('a'), 'not' is not permitted",
		`{"type":"object","properties":{"a":{"anyOf":[{"type":"object"}]}},"required":["a"],"additionalProperties":false}`: "In context=('a', 'anyOf')",
		deep: "nested too deeply",
	} {
		format := params{"response_format": params{"type": "json_schema", "json_schema": params{"name": "a", "strict": true, "schema": json.RawMessage(schema)}}}
		r := post(t, s, openaitest.Chats, chatOf("", "x", format))
		if got, _ := refusedBy(t, r); r.status != http.StatusBadRequest || !strings.Contains(got, words) {
			t.Errorf("%s: got %d %q", schema, r.status, got)
		}
	}
}

func TestParametersCanBeRefused(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Refuse: []string{"temperature"}})
	withSchema := func() params {
		return chatOf("rispondi in json", "x", params{"response_format": params{"type": "json_schema", "json_schema": params{"name": "a", "schema": params{"type": "object"}}}})
	}
	for _, c := range []struct {
		refuse []string
		p      params
		status int
	}{
		{[]string{"temperature"}, chatOf("", "x", params{"temperature": 1}), 400},
		{[]string{"response_format"}, withSchema(), 400},
		{[]string{"response_format.json_schema"}, withSchema(), 400},
		{[]string{"response_format.json_schema"}, chatOf("json", "x", params{"response_format": params{"type": "json_object"}}), 200},
		{[]string{"stream_options", "max_tokens"}, chatOf("", "x", params{"max_tokens": 3}), 400},
		{nil, withSchema(), 200},
	} {
		s.Refuse(c.refuse...)
		if r := post(t, s, openaitest.Chats, c.p); r.status != c.status {
			t.Errorf("%q: got %d %s", c.refuse, r.status, r.body)
		} else if _, code := refusedBy(t, r); c.status == 400 && code != "unknown_parameter" {
			t.Errorf("%q: the code is %q", c.refuse, code)
		}
	}
}

func TestTheBehaviourCanBeSwitchedForAStepAlone(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("tutti")})
	s.BehaveAt(caterina.StepSummary, openaitest.Always("riassunto"))
	summary, write := chatOf("Riassumi in italiano.", "x", nil), chatOf("Sei Caterina. Rispondi alla domanda.", "x", nil)
	if got := complete(t, s, summary).text() + complete(t, s, write).text(); got != "riassuntotutti" {
		t.Errorf("got %q", got)
	}
	s.Behave(openaitest.Always("altri"))
	s.BehaveAt(caterina.StepSummary, nil)
	if got := complete(t, s, summary).text() + complete(t, s, write).text(); got != "altrialtri" {
		t.Errorf("got %q", got)
	}
	var steps []caterina.ModelStep
	for _, r := range s.Requests("") {
		steps = append(steps, r.Chat.Step)
	}
	if want := []caterina.ModelStep{caterina.StepSummary, caterina.StepWrite, caterina.StepSummary, caterina.StepWrite}; !slices.Equal(steps, want) {
		t.Errorf("the steps are %q", steps)
	}
}

func TestAScriptGivesItsAnswersInTurn(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Scripted("uno", "due")})
	if got := ask(t, s, "x") + ask(t, s, "x"); got != "unodue" {
		t.Errorf("got %q", got)
	}
	if got := openaitest.Scripted()(openaitest.Chat{}); got.Err == nil {
		t.Error("a script that is over goes on")
	}
}

func TestEachRequestMayHaveABehaviourOfItsOwn(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Each(openaitest.Always("a"), openaitest.Scripted("b"), openaitest.Always("c"))})
	if got := ask(t, s, "x") + ask(t, s, "x") + ask(t, s, "x") + ask(t, s, "x"); got != "abcc" {
		t.Errorf("got %q", got)
	}
}

func TestTwoHundredStreamsAtOnceAreServed(t *testing.T) {
	t.Parallel()
	const streams = 200
	s := openaitest.Start(t, openaitest.Options{})
	gate := make(chan struct{})
	s.Fail(openaitest.Stalling(3, gate))
	got := make(chan streamed, streams)
	for range streams {
		go func() { got <- stream(t, s, chatOf(writing, question("quanto vale?"), nil)) }()
	}
	if err := s.WaitLoad(t.Context(), func(l openaitest.Load) bool { return l.Now == streams }); err != nil {
		t.Fatal(err)
	}
	close(gate)
	for range streams {
		if r := <-got; !r.done || !strings.HasPrefix(r.text(), "- fino a 8.000 euro") {
			t.Fatalf("got %+v", r)
		}
	}
}
