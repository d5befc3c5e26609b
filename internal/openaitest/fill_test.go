package openaitest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.org/caterina/internal/openaitest"
)

// filled asks for an answer of a schema.
func filled(t *testing.T, s *openaitest.Server, system, user, schema string) string {
	t.Helper()
	return complete(t, s, chatOf(system, user, params{"response_format": params{
		"type": "json_schema", "json_schema": params{"name": "a", "schema": json.RawMessage(schema)},
	}})).text()
}

func TestEverySchemaIsFilledSoThatItFits(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	for _, schema := range []string{
		`{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"boolean"},"d":{"type":"null"}},"required":["a","b","c","d"]}`,
		`{"type":"object","properties":{"n":{"type":"integer","minimum":3,"maximum":9},"m":{"type":"number","exclusiveMinimum":1},"p":{"type":"integer","maximum":-4},"q":{"type":"integer","exclusiveMinimum":2}},"required":["n","m","p","q"]}`,
		`{"type":"object","properties":{"s":{"type":"string","minLength":500},"t":{"type":"string","maxLength":5},"u":{"type":"string","pattern":"^[A-Z]{2}\\d{3}(-x)?(foo|bar)+$"}},"required":["s","t","u"]}`,
		`{"type":"object","properties":{"d":{"type":"string","format":"date"},"e":{"type":"string","format":"email"},"f":{"type":"string","format":"uri"},"g":{"type":"string","format":"date-time"},"h":{"type":"string","format":"uuid"},"i":{"type":"string","format":"time"},"j":{"type":"string","format":"altro"}},"required":["d","e","f","g","h","i","j"]}`,
		`{"type":"object","properties":{"l":{"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2},"k":{"type":"array","items":{"type":"integer"},"minItems":1}},"required":["l","k"]}`,
		`{"type":"object","properties":{"x":{"anyOf":[{"type":"null"},{"type":"string"}]},"y":{"type":["null","integer"]},"z":{"oneOf":[{"type":"boolean"},{"type":"string"}]}},"required":["x","y","z"]}`,
		`{"type":"object","properties":{"x":{"$ref":"#/$defs/one"}},"required":["x"],"$defs":{"one":{"type":"object","properties":{"name":{"type":"string","enum":["uno"]}},"required":["name"]}}}`,
		`{"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#"}}},"required":["name","children"]}`,
		`{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}`,
		`{"type":"object","allOf":[{"properties":{"a":{"const":7}},"required":["a"]},{"properties":{"b":{"default":"x","type":"string"}},"required":["a","b"]}]}`,
		`{"type":"object","properties":{"sentences":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"card":{"type":"string","enum":["bonus-utenze"]}},"required":["text","card"],"additionalProperties":false}}},"required":["sentences"],"additionalProperties":false}`,
		`{"type":"object","properties":{"free":{},"flag":{"type":"boolean","default":true},"any":{"default":12}},"required":["free","flag","any"]}`,
		`{"type":"object","properties":{"deep":{"type":"object","properties":{"deeper":{"type":"object","properties":{"n":{"enum":[3,4]}},"required":["n"]}},"required":["deeper"]}},"required":["deep"]}`,
	} {
		got := filled(t, s, writing, question("quanto vale?"), schema)
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(schema))
		if err != nil {
			t.Fatal(err)
		}
		if err := compiler.AddResource("a.json", doc); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(got))
		if err != nil {
			t.Errorf("%s: %s: %v", schema, got, err)
			continue
		}
		if err := compiler.MustCompile("a.json").Validate(value); err != nil {
			t.Errorf("%s: %s: %v", schema, got, err)
		}
	}
}

func TestAnEnumIsChosenByTheWordsOfThePrompt(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	enum := func(values string) string {
		return `{"type":"object","properties":{"v":{"type":"string","enum":[` + values + `]}},"required":["v"]}`
	}
	for _, c := range []struct{ system, asked, values, want string }{
		{"", "che documenti servono?", `"amount","documents","cost"`, "documents"},
		{"", "quando scade?", `"amount","documents","deadlines",""`, "deadlines"},
		{"", "mi dici qualcosa?", `"amount","documents"`, "amount"}, // nothing speaks for any
		{"", "e la mensa scolastica?", `"bonus_utenze","mensa_scolastica"`, "mensa_scolastica"},
		{"- \"uno\": chi parla di biciclette\n- \"due\": chi parla di barche", "ho una barca", `"uno","due"`, "due"},
		{"", "il bonus per le bollette quanto vale?", `"answer","clarify","decline"`, "answer"},
		{"", "il campionato di calcio giapponese di domenica, chi vince?", `"answer","clarify","decline"`, "decline"},
		{"", "who wins the football championship?", `"answer","clarify","decline"`, "answer"}, // a language it cannot judge
		{"", "il campionato di calcio giapponese di domenica", `"none"`, "none"},
		{"", "ciao", `"decline","answer"`, "answer"},
	} {
		got := filled(t, s, c.system, question(c.asked), enum(c.values))
		if want := `{"v":"` + c.want + `"}`; got != want {
			t.Errorf("%s of %s: got %s", c.asked, c.values, got)
		}
	}
}

func TestCardsAreChosenByWhatTheySayAndTheFirstHasALead(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	cards := `<scheda id="a1">
titolo: Mensa scolastica
in breve: Il pranzo a scuola.
</scheda>
<scheda id="b2">
titolo: Scuolabus
in breve: Il pulmino che porta a scuola i bambini.
</scheda>
`
	schema := `{"type":"object","properties":{"cards":{"type":"array","items":{"type":"string","enum":["a1","b2"]}}},"required":["cards"]}`
	for asked, want := range map[string]string{
		"il pulmino per i bambini": `{"cards":["b2"]}`,
		"a scuola":                 `{"cards":["a1"]}`, // both, so the first
		"il campionato di calcio giapponese di domenica": `{"cards":[]}`,
		"help": `{"cards":["a1"]}`,
	} {
		if got := filled(t, s, "", cards+"<domanda>"+asked+"</domanda>", schema); got != want {
			t.Errorf("%s: got %s", asked, got)
		}
	}
}

func TestMembersComeInTheOrderOfTheSchema(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	got := filled(t, s, "", question("quanto vale?"), `{"type":"object","properties":{"zeta":{"type":"boolean"},"alfa":{"type":"boolean"}},"required":["alfa","zeta"]}`)
	if got != `{"zeta":false,"alfa":false}` {
		t.Errorf("got %s", got)
	}
}

func TestTextsAreFilledByTheirNames(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	got := filled(t, s, writing, question("quanto vale?"), `{"type":"object","properties":{"confidence":{"type":"number"},"language":{"type":"string"},"reason":{"type":"string"},"rewritten_question":{"type":"string"},"answer":{"type":"string"},
		"sources":{"type":"array","items":{"type":"object","properties":{"card_id":{"type":"string"},"quote":{"type":"string"}}}}}}`)
	want := `{"confidence":0.9,"language":"it","reason":"È la parte che risponde alla domanda.","rewritten_question":"quanto vale?","answer":"- fino a 8.000 euro di ISEE: 300 euro [bonus-utenze]\n- fino a 12.000 euro: 150 euro [bonus-utenze]",` +
		`"sources":[{"card_id":"bonus-utenze","quote":"fino a 8.000 euro di ISEE: 300 euro"},{"card_id":"bonus-utenze","quote":"fino a 12.000 euro: 150 euro"}]}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestASchemaAmongTheWordsIsFilledToo(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	system := "Usa { e } con cura. Rispondi con un oggetto JSON di questo schema:\n" + `{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}`
	for _, format := range []params{nil, {"response_format": params{"type": "json_object"}}} {
		if got := complete(t, s, chatOf(system, "ciao", format)).text(); got != `{"ok":false}` {
			t.Errorf("got %s", got)
		}
	}
	if got := complete(t, s, chatOf("in json", question("quanto vale?"), params{"response_format": params{"type": "json_object"}})).text(); !strings.HasPrefix(got, `{"answer":"- fino a`) {
		t.Errorf("got %s", got)
	}
}

// FuzzSchemas feeds the fake schemas that nobody wrote: what comes out is JSON, or
// the request is refused.
func FuzzSchemas(f *testing.F) {
	for _, seed := range []string{
		`{"type":"object","properties":{"a":{"$ref":"#"}}}`, `{"anyOf":[{"$ref":"#"}]}`, `{"allOf":[{"$ref":"#/allOf/0"}]}`, `{"enum":[]}`,
		`{"type":"array","items":{"type":"array","minItems":3,"items":{"$ref":"#"}}}`, `{"properties":3,"type":["object"]}`, `{"minLength":1e9}`,
	} {
		f.Add(seed)
	}
	honest := openaitest.Extractive()
	f.Fuzz(func(t *testing.T, schema string) {
		if !json.Valid([]byte(schema)) {
			return
		}
		chat := openaitest.Chat{Schema: json.RawMessage(schema), Messages: []openaitest.Message{{Role: "user", Content: question("quanto vale?")}}}
		if got := honest(chat).Text; got == "" {
			t.Error("it says nothing")
		}
	})
}
