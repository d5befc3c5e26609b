package prompts

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// The JSON Schemas of the structured answers, in the strict form that servers ask
// for: every property required, none beside them.
const (
	rewriteSchema  = `{"type":"object","properties":{"question":{"type":"string"}},"required":["question"],"additionalProperties":false}`
	variantsSchema = `{"type":"object","properties":{"questions":{"type":"array","items":{"type":"string"}}},"required":["questions"],"additionalProperties":false}`
)

// object is a schema's object.
type object struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
	Required   []string   `json:"required"`
	Additional bool       `json:"additionalProperties"`
}

// properties stand in their order: a model fills them in one after the other, and says
// what it wants before what it wants it of.
type properties []property

type property struct {
	name   string
	schema any
}

// MarshalJSON keeps the order.
func (p properties) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, one := range p {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, encoded(one.name)...), ':'), encoded(one.schema)...)
	}
	return append(b, '}'), nil
}

// strict is an object all of whose properties are required.
func strict(all ...property) object {
	o := object{Type: "object", Properties: all}
	for _, p := range all {
		o.Required = append(o.Required, p.name)
	}
	return o
}

// words is a schema of one of some words.
type words struct {
	Type string   `json:"type"`
	Enum []string `json:"enum,omitempty"`
}

// list is a schema of several.
type list struct {
	Type  string `json:"type"`
	Items any    `json:"items"`
}

func chooseSchema(d ChooseData) json.RawMessage {
	outcomes := []string{string(caterina.OutcomeAnswer), string(caterina.OutcomeClarify), string(caterina.OutcomeDecline)}
	slices.SortStableFunc(outcomes, func(a, b string) int { return cmp.Compare(first(b, d.Guess), first(a, d.Guess)) })
	names := make([]string, 0, len(d.Fields)+1)
	for _, f := range d.Fields {
		names = append(names, string(f))
	}
	var ids, tools []string
	for i := range d.Cards {
		ids = append(ids, d.Cards[i].ID)
	}
	for _, t := range d.Tools.offered() {
		tools = append(tools, string(t))
	}
	return encoded(strict(
		property{"outcome", words{"string", outcomes}},
		property{"cards", list{"array", words{"string", ids}}},
		property{"field", words{"string", append(names, "")}},
		property{"tool", words{"string", tools}},
		property{"query", words{Type: "string"}},
		property{"office", words{"string", slugs(d.Tools.Offices)}},
		property{"service", words{"string", slugs(d.Tools.Services)}},
	))
}

// slugs are the ids of some things, none of them first.
func slugs(things []Thing) []string {
	ids := []string{""}
	for _, t := range things {
		ids = append(ids, t.ID)
	}
	return ids
}

// first is 1 for the guess, 0 for others.
func first(outcome string, guess caterina.Outcome) int {
	if outcome == string(guess) {
		return 1
	}
	return 0
}

func translateSchema(names []string) json.RawMessage {
	return encoded(strict(property{"texts", list{"array", strict(
		property{"name", words{"string", names}}, property{"text", words{Type: "string"}},
	)}}))
}

// encoded is a schema as JSON. It is made of words: it cannot fail.
func encoded(schema any) json.RawMessage {
	raw, err := json.Marshal(schema)
	if err != nil {
		panic(fmt.Sprintf("a schema of ours: %v", err))
	}
	return raw
}

func tokenOf(i int) string { return "LINK_" + strconv.Itoa(i+1) }

// indexOf is the place of a token's address, -1 for none.
func indexOf(token string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(token, "LINK_"))
	if err != nil {
		return -1
	}
	return n - 1
}
