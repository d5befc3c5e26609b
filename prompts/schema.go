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
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Required   []string       `json:"required"`
	Additional bool           `json:"additionalProperties"`
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

func chooseSchema(ids []string, fields []caterina.Field, guess caterina.Outcome) json.RawMessage {
	outcomes := []string{string(caterina.OutcomeAnswer), string(caterina.OutcomeClarify), string(caterina.OutcomeDecline)}
	slices.SortStableFunc(outcomes, func(a, b string) int { return cmp.Compare(first(b, guess), first(a, guess)) })
	names := make([]string, 0, len(fields)+1)
	for _, f := range fields {
		names = append(names, string(f))
	}
	return encoded(object{
		Type: "object",
		Properties: map[string]any{
			"outcome": words{"string", outcomes},
			"cards":   list{"array", words{"string", ids}},
			"field":   words{"string", append(names, "")},
		},
		Required: []string{"outcome", "cards", "field"},
	})
}

// first is 1 for the guess, 0 for others.
func first(outcome string, guess caterina.Outcome) int {
	if outcome == string(guess) {
		return 1
	}
	return 0
}

func translateSchema(names []string) json.RawMessage {
	return encoded(object{
		Type: "object",
		Properties: map[string]any{"texts": list{"array", object{
			Type:       "object",
			Properties: map[string]any{"name": words{"string", names}, "text": words{Type: "string"}},
			Required:   []string{"name", "text"},
		}}},
		Required: []string{"texts"},
	})
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
