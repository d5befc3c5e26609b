package openaitest

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// filling fills a JSON Schema in from a prompt, as a model under constrained
// decoding does: what comes out fits the schema.
type filling struct {
	prompt Prompt
	root   object
	unit   *unit   // the sentence that the item of a list is about
	text   *Source // the text that the item of a list is about
	fit    fit
	left   *int // values that may still be made: a schema can ask for endless ones
}

const (
	deepestFill = 12   // levels, after which lists stay empty
	mostValues  = 2000 // of an answer
	mostPadding = 5000 // letters that a text is filled up with
	leadNeeded  = 1.5
)

// fill returns a value of the schema as JSON; prose when the schema cannot be read.
func fill(schema json.RawMessage, p Prompt) string {
	v, err := readOrdered(schema)
	root, ok := v.(object)
	if err != nil || !ok {
		return p.answer()
	}
	left := mostValues
	f := filling{prompt: p, root: root, fit: fitOf(p), left: &left}
	return string(encode(f.value("", root, 0)))
}

// value makes a value for a property of a name.
func (f filling) value(name string, s object, depth int) any {
	s = f.resolve(s, depth)
	if *f.left--; *f.left < 0 {
		return nil
	}
	if s.has("const") {
		return s.get("const")
	}
	if values, ok := s.get("enum").([]any); ok && len(values) > 0 {
		if name == toolName {
			return values[0]
		}
		return f.choose(values)
	}
	switch kind(s) {
	case "object":
		return f.object(s, depth)
	case "array":
		return f.array(name, s, depth)
	case "string":
		return f.words(name, s)
	case "number", "integer":
		return f.number(name, s)
	case "boolean":
		return s.get("default") == true
	case "null":
		return nil
	default:
		if s.has("default") {
			return s.get("default")
		}
		return f.words(name, s)
	}
}

// resolve follows references and takes the first alternative that is not null.
func (f filling) resolve(s object, depth int) object {
	for range deepestFill {
		if ref, ok := s.get("$ref").(string); ok {
			s = f.lookUp(ref)
			continue
		}
		if parts, ok := s.get("allOf").([]any); ok {
			s = join(s, parts)
			continue
		}
		alternatives, ok := s.get("anyOf").([]any)
		if !ok {
			alternatives, ok = s.get("oneOf").([]any)
		}
		if !ok {
			return s
		}
		s = first(alternatives, depth >= deepestFill)
	}
	return s
}

// first is the first alternative that is something, or null where it went too deep.
func first(alternatives []any, wantNull bool) object {
	var other object
	for _, v := range alternatives {
		o, ok := v.(object)
		if !ok {
			continue
		}
		if null := o.get("type") == "null"; null == wantNull {
			return o
		}
		if other == nil {
			other = o
		}
	}
	return other
}

// join is what allOf asks for, as far as its parts speak of different things.
func join(s object, parts []any) object {
	out := slices.DeleteFunc(slices.Clone(s), func(m member) bool { return m.name == "allOf" })
	for _, v := range parts {
		o, _ := v.(object)
		for _, m := range o {
			if properties, ok := out.get(m.name).(object); ok && m.name == "properties" {
				more, _ := m.value.(object)
				m.value = append(slices.Clone(properties), more...)
			}
			out = append(slices.DeleteFunc(out, func(o member) bool { return o.name == m.name }), m)
		}
	}
	return out
}

// lookUp finds "#/$defs/name" in the schema; "#" is all of it.
func (f filling) lookUp(ref string) object {
	var v any = f.root
	for step := range strings.SplitSeq(strings.TrimPrefix(strings.TrimPrefix(ref, "#"), "/"), "/") {
		if o, ok := v.(object); ok && step != "" {
			v = o.get(step)
		}
	}
	o, _ := v.(object)
	return o
}

// kind is the type of a schema: of several the first that is not null.
func kind(s object) string {
	if t, ok := s.get("type").(string); ok {
		return t
	}
	for _, t := range list(s.get("type")) {
		if t != "null" {
			return t
		}
	}
	switch {
	case s.has("properties"):
		return "object"
	case s.has("items"):
		return "array"
	}
	return ""
}

func (f filling) object(s object, depth int) object {
	out := object{}
	properties, _ := s.get("properties").(object)
	required := list(s.get("required"))
	for _, m := range properties {
		inner, ok := m.value.(object)
		if !ok || depth >= deepestFill && !slices.Contains(required, m.name) {
			continue
		}
		out = append(out, member{m.name, f.value(m.name, inner, depth+1)})
	}
	return out
}

// array fills a list: with the best of its words, with sentences and their cards,
// with the texts of the prompt under their names, or with a few values.
func (f filling) array(name string, s object, depth int) []any {
	items, _ := s.get("items").(object)
	items = f.resolve(items, depth)
	least, most := int(number(s.get("minItems"), 0)), int(number(s.get("maxItems"), math.MaxInt32))
	var out []any
	if values, ok := items.get("enum").([]any); ok {
		out = f.several(values)
	} else if depth < deepestFill {
		out = f.items(name, items, depth)
	}
	for len(out) < least && *f.left > 0 && depth < deepestFill {
		out = append(out, f.value(name, items, depth+1))
	}
	if out == nil {
		return []any{}
	}
	return out[:max(0, min(len(out), most))]
}

func (f filling) items(name string, items object, depth int) []any {
	var out []any
	switch {
	case kind(items) == "object" && len(f.prompt.Texts) > 0:
		for i := range f.prompt.Texts {
			with := f
			with.text = &f.prompt.Texts[i]
			out = append(out, with.value(name, items, depth+1))
		}
	case kind(items) == "object":
		for _, u := range f.prompt.pick() {
			with := f
			with.unit = &u
			out = append(out, with.value(name, items, depth+1))
		}
	case kind(items) == "string" && fold(name) == "questions":
		for _, q := range f.prompt.variants() {
			out = append(out, q)
		}
	case kind(items) == "string":
		for _, u := range f.prompt.pick() {
			out = append(out, within(u.text, items))
		}
	}
	return out
}

// words makes a text by the name of its property.
func (f filling) words(name string, s object) string {
	if d, ok := s.get("default").(string); ok {
		return d
	}
	if pattern, ok := s.get("pattern").(string); ok {
		return matching(pattern)
	}
	if format, ok := s.get("format").(string); ok {
		if text := ofFormat(format); text != "" {
			return text
		}
	}
	name = fold(name)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	switch {
	case f.text != nil:
		return within(f.prompt.translated(f.text.Parts[0].Text), s)
	case has("question", "domanda", "rewrit", "query"):
		return within(f.prompt.standalone(), s)
	case has("lang"):
		return within("it", s)
	case f.unit != nil && has("card", "scheda", "source", "cit", "id"):
		return within(f.prompt.Cards[f.unit.card].ID, s)
	case f.unit != nil:
		return within(f.unit.text, s)
	case has("reason", "motiv"):
		return within("È la parte che risponde alla domanda.", s)
	default:
		return within(f.prompt.answer(), s)
	}
}

// within keeps a text to the length that its schema wants.
func within(text string, s object) string {
	least, most := int(number(s.get("minLength"), 0)), int(number(s.get("maxLength"), math.MaxInt32))
	letters := []rune(text)
	if len(letters) > most {
		letters = letters[:max(0, most)]
	}
	text = string(letters)
	if missing := min(least-utf8.RuneCountInString(text), mostPadding); missing > 0 {
		text += strings.Repeat(".", missing)
	}
	return text
}

// number makes a number inside its bounds.
func (f filling) number(name string, s object) any {
	n := 0.0
	if strings.Contains(fold(name), "confid") || strings.Contains(fold(name), "score") {
		n = 0.9
	}
	n = max(n, number(s.get("minimum"), n), math.Nextafter(number(s.get("exclusiveMinimum"), -math.MaxFloat64), math.Inf(1)))
	n = min(n, number(s.get("maximum"), n), math.Nextafter(number(s.get("exclusiveMaximum"), math.MaxFloat64), math.Inf(-1)))
	if kind(s) == "integer" {
		return int(math.Ceil(n))
	}
	return n
}
