package knowledge_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	goyaml "github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

// FuzzCard: no text makes the parser panic, a card is accepted or told why not,
// and an accepted card written out again, as YAML or JSON, is read back the same.
func FuzzCard(f *testing.F) {
	for _, name := range []string{"complete.yaml", "template.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", "content", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, false)
	}
	for _, bad := range append(badCards(), crossedCards()...) {
		f.Add([]byte(bad.text), false)
	}
	f.Add([]byte(`{"slug":"a","kind":"guide","title":"A","summary":"a","documents":[{"b":[1,null,true]}],"translations":{"en":{"title":"b"}}}`), true)
	f.Add([]byte(minimal+"translations: {en: }\nwindow: {}\ncontacts: {phones: ['112 ']}\nlinks: [{url: 'tel:112', label: \" a\\n b\"}]\n"), false)
	f.Fuzz(func(t *testing.T, data []byte, isJSON bool) {
		source := "fuzz.yaml"
		if isJSON {
			source = "fuzz.json"
		}
		card, report := knowledge.ParseCard(knowledge.Document{Source: source, Data: data})
		if !report.OK() {
			for _, r := range report.Rejected {
				if r.Source != source || r.Problem == "" || r.Line < 0 {
					t.Errorf("a rejection that helps nobody: %#v", r)
				}
			}
			return
		}
		asJSON, err := json.Marshal(card)
		if err != nil {
			t.Fatalf("an accepted card cannot be written: %v", err)
		}
		same(t, "JSON", card, knowledge.Document{Source: "again.json", Data: asJSON})
		asYAML, err := goyaml.JSONToYAML(asJSON)
		if err != nil {
			t.Skip("the library cannot write this text as YAML")
		}
		if again, report := knowledge.ParseCard(knowledge.Document{Source: "again.yaml", Data: asYAML}); report.OK() && again.Slug != card.Slug {
			t.Errorf("as YAML %q became %q", card.Slug, again.Slug)
		}
		for _, chunk := range knowledge.Chunks(&card) {
			if len([]rune(chunk.Text)) > 1200 || chunk.Text == "" {
				t.Errorf("a chunk of %d characters", len([]rune(chunk.Text)))
			}
		}
		knowledge.Gaps(card)
	})
}

func same(t *testing.T, form string, card caterina.Card, d knowledge.Document) {
	t.Helper()
	again, report := knowledge.ParseCard(d)
	if !report.OK() {
		t.Fatalf("written as %s it is rejected: %v\n%s", form, report.Rejected, d.Data)
	}
	if diff := cmp.Diff(card, again, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("written as %s it changed (-before +after):\n%s", form, diff)
	}
}

func TestTheDemoCardsSurviveWritingAndReading(t *testing.T) {
	t.Parallel()

	for _, name := range demoFiles(t, "cards/*.yaml") {
		card, report := knowledge.ParseCard(file(t, name))
		accepted(t, report)
		asJSON, err := json.Marshal(card)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "JSON", card, knowledge.Document{Source: "again.json", Data: asJSON})
		asYAML, err := goyaml.JSONToYAML(asJSON)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "YAML", card, knowledge.Document{Source: "again.yaml", Data: asYAML})
	}
}
