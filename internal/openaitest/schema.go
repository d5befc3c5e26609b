package openaitest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

var schemaName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

const deepest = 10 // levels of a strict schema

// checkSchema says what OpenAI finds wrong with a schema. In the strict form every
// property is required and none may come beside them
// (https://platform.openai.com/docs/guides/structured-outputs).
func checkSchema(name string, raw json.RawMessage, strict bool) error {
	if !schemaName.MatchString(name) {
		return invalid("response_format.json_schema.name", "Invalid 'response_format.json_schema.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.")
	}
	v, err := readOrdered(raw)
	root, ok := v.(object)
	if err != nil || !ok {
		return invalid("response_format", "Invalid schema for response_format '%s': it is not of type 'object'.", name)
	}
	if !strict {
		return nil
	}
	if root.get("type") != "object" {
		return invalid("response_format", "Invalid schema for response_format '%s': schema must be a JSON Schema of 'type: \"object\"', got 'type: \"%v\"'.", name, root.get("type"))
	}
	if problem := strictly(root, 1, nil); problem != "" {
		return invalid("response_format", "Invalid schema for response_format '%s': %s", name, problem)
	}
	return nil
}

// strictly returns the first thing in a schema that the strict form forbids.
func strictly(s object, depth int, path []string) string {
	at := "In context=(" + strings.Join(path, ", ") + "), "
	if depth > deepest {
		return at + "the schema is nested too deeply."
	}
	for _, word := range []string{"allOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties"} {
		if s.has(word) {
			return at + "'" + word + "' is not permitted."
		}
	}
	if s.get("type") == "object" || s.has("properties") {
		if problem := strictObject(s, at); problem != "" {
			return problem
		}
	}
	for _, inner := range below(s) {
		if problem := strictly(inner.schema, depth+1, append(slices.Clone(path), inner.name)); problem != "" {
			return problem
		}
	}
	return ""
}

func strictObject(s object, at string) string {
	if s.get("additionalProperties") != false {
		return at + "'additionalProperties' is required to be supplied and to be false."
	}
	properties, _ := s.get("properties").(object)
	required := list(s.get("required"))
	for _, m := range properties {
		if !slices.Contains(required, m.name) {
			return at + "'required' is required to be supplied and to be an array including every key in properties. Missing '" + m.name + "'."
		}
	}
	for _, name := range required {
		if !properties.has(name) {
			return at + "'required' holds '" + name + "', which is no property."
		}
	}
	return ""
}

type inner struct {
	name   string
	schema object
}

// below lists the schemas inside a schema.
func below(s object) []inner {
	var out []inner
	add := func(name string, v any) {
		if o, ok := v.(object); ok {
			out = append(out, inner{"'" + name + "'", o})
		}
	}
	for _, group := range []string{"properties", "$defs", "definitions"} {
		members, _ := s.get(group).(object)
		for _, m := range members {
			add(m.name, m.value)
		}
	}
	add("items", s.get("items"))
	all, _ := s.get("anyOf").([]any)
	for _, v := range all {
		add("anyOf", v)
	}
	return out
}
