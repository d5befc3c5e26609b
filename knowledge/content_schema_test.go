package knowledge_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	goyaml "github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

// published is one of the schemas in docs/schema with what it describes.
type published struct {
	name  string
	kind  reflect.Type
	parse func(knowledge.Document) knowledge.Report
	demo  string
	bad   []rejected
}

func schemas() []published {
	return []published{
		{"card", reflect.TypeFor[caterina.Card](), func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseCard(d); return r }, "cards/*.yaml", badCards()},
		{"office", reflect.TypeFor[caterina.Office](), func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseOffice(d); return r }, "offices/*.yaml", badOffices()},
		{"service", reflect.TypeFor[caterina.Service](), func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseService(d); return r }, "services/*.yaml", badServices()},
		{"town", reflect.TypeFor[caterina.Town](), func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseTown(d); return r }, "town.yaml", badTowns()},
	}
}

func (p published) path() string {
	return filepath.Join("..", "docs", "schema", p.name+".schema.json")
}

func (p published) compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	schema, err := c.Compile(p.path())
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// value returns a YAML document as the values a schema speaks of.
func value(t *testing.T, data []byte) any {
	t.Helper()
	asJSON, err := goyaml.YAMLToJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(asJSON)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTheDemoTownsMatchTheSchemas(t *testing.T) {
	t.Parallel()

	for _, p := range schemas() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()

			schema := p.compile(t)
			names := demoFiles(t, p.demo)
			if len(names) < 3 {
				t.Errorf("only %d demo files were found", len(names))
			}
			if p.name == "card" {
				names = append(names, filepath.Join("testdata", "content", "complete.yaml"), filepath.Join("testdata", "content", "template.yaml"))
			}
			for _, name := range names {
				if err := schema.Validate(value(t, file(t, name).Data)); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

func TestSchemaAndParserRejectTheSameDocuments(t *testing.T) {
	t.Parallel()

	for _, p := range schemas() {
		schema := p.compile(t)
		for _, bad := range p.bad {
			t.Run(p.name+"/"+bad.name, func(t *testing.T) {
				t.Parallel()

				if p.parse(yaml(bad.text)).OK() {
					t.Error("the parser accepts it")
				}
				if strings.Contains(bad.text, ".inf") {
					return // JSON has no such number
				}
				if schema.Validate(value(t, []byte(bad.text))) == nil {
					t.Error("the schema accepts it")
				}
			})
		}
	}
}

// TestSchemasHaveTheKeysOfTheTypes walks each type and its schema side by side.
func TestSchemasHaveTheKeysOfTheTypes(t *testing.T) {
	t.Parallel()

	for _, p := range schemas() {
		data, err := os.ReadFile(p.path())
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		if err := json.Unmarshal(data, &schema); err != nil {
			t.Fatal(err)
		}
		w := keyWalk{t: t, root: schema}
		w.same(p.name, p.kind, schema)
		if w.compared < 1 {
			t.Errorf("%s: nothing was compared", p.name)
		}
		for _, text := range []string{"$schema", "title", "description"} {
			if schema[text] == nil {
				t.Errorf("%s has no %s", p.name, text)
			}
		}
	}
}

type keyWalk struct {
	t        *testing.T
	root     map[string]any
	compared int
}

// same compares the keys of a struct with the properties of its schema, and goes
// on inside.
func (w *keyWalk) same(at string, kind reflect.Type, schema map[string]any) {
	for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice || kind.Kind() == reflect.Map {
		if kind.Kind() == reflect.Slice {
			schema = w.inner(schema, "items")
		} else if kind.Kind() == reflect.Map {
			schema = w.inner(schema, "additionalProperties")
		}
		kind = kind.Elem()
	}
	if _, text := reflect.PointerTo(kind).MethodByName("UnmarshalText"); kind.Kind() != reflect.Struct || text {
		return
	}
	properties := w.inner(schema, "properties")
	var want, got []string
	for field := range kind.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		want = append(want, name)
		if inner, ok := properties[name].(map[string]any); ok {
			w.same(at+"."+name, field.Type, inner)
		}
	}
	for name := range properties {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	w.compared++
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("%s: keys of the type and of the schema differ (-type +schema):\n%s", at, diff)
	}
	if w.find(schema, "additionalProperties") != false {
		w.t.Errorf("%s: the schema lets unknown keys pass", at)
	}
}

func (w *keyWalk) inner(schema map[string]any, key string) map[string]any {
	m, ok := w.find(schema, key).(map[string]any)
	if !ok {
		w.t.Fatalf("no %s in %v", key, schema)
	}
	return m
}

// find returns a keyword of a schema, through references and alternatives.
func (w *keyWalk) find(schema map[string]any, key string) any {
	if v, ok := schema[key]; ok {
		return v
	}
	if ref, ok := schema["$ref"].(string); ok {
		target, ok := w.root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		if !ok {
			w.t.Fatalf("reference %s leads nowhere", ref)
		}
		return w.find(target, key)
	}
	alternatives, _ := schema["anyOf"].([]any)
	for _, a := range alternatives {
		if m, ok := a.(map[string]any); ok {
			if v := w.find(m, key); v != nil {
				return v
			}
		}
	}
	return nil
}

// TestSchemasKnowEveryValueOfAList: the words a schema allows are the ones the
// parser allows.
func TestSchemasKnowEveryValueOfAList(t *testing.T) {
	t.Parallel()

	card := schemas()[0].compile(t)
	for _, kind := range caterina.Kinds() {
		text := fmt.Sprintf("slug: a\nkind: %s\ntitle: A\nsummary: a\nisee: {kind: famiglia}\n", kind)
		if err := card.Validate(value(t, []byte(text))); err != nil {
			t.Errorf("kind %s: %v", kind, err)
		}
	}
}
