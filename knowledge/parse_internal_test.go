package knowledge

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEditDistance(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"title", "title", 0},
		{"titel", "title", 1}, // neighbours swapped
		{"titl", "title", 1},
		{"tittle", "title", 1},
		{"tytle", "title", 1},
		{"documenti", "documents", 1},
		{"kitten", "sitting", 3},
		{"cost", "documents", 7},
	} {
		if got := editDistance(test.a, test.b); got != test.want {
			t.Errorf("editDistance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
	if got := editDistance(strings.Repeat("a", 1000), "a"); got < 60 {
		t.Errorf("a word of 1000 letters is %d from one of one", got)
	}
}

// TestEditDistanceIsADistance checks on random words that it is symmetric, zero
// only for equal words, and at most the longer word.
func TestEditDistanceIsADistance(t *testing.T) {
	t.Parallel()

	random := rand.New(rand.NewPCG(3, 5))
	word := func() string {
		b := make([]byte, random.IntN(8))
		for i := range b {
			b[i] = "abc"[random.IntN(3)]
		}
		return string(b)
	}
	for range 5000 {
		a, b := word(), word()
		d := editDistance(a, b)
		if d != editDistance(b, a) || (d == 0) != (a == b) || d > max(len(a), len(b)) || d < max(len(a), len(b))-min(len(a), len(b)) {
			t.Fatalf("%q and %q: %d and %d", a, b, d, editDistance(b, a))
		}
	}
}

func TestNearestPrefersTheClosestKey(t *testing.T) {
	t.Parallel()

	keys := []string{"slug", "kind", "title", "section", "summary", "description", "documents", "how_to_access", "how_to_get_information", "links", "forms", "valid", "verified_on"}
	for text, want := range map[string]string{
		"Title": "title", "titles": "title", "titolo": "title", "documenti": "documents", "Descrizione": "description", "how-to-access": "how_to_access",
		"How to access": "how_to_access", "verified-on": "verified_on", "link": "links", "form": "forms", "tipo": "kind", "moduli": "forms",
		"zzzzzzzz": "", "pippo": "", "": "",
	} {
		if got := nearest(text, keys); got != want {
			t.Errorf("nearest(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestCutEndsAtTheBestPlace(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		text  string
		limit int
		want  string
	}{
		{"corto", 10, "corto"},
		{"esatto", 6, "esatto"},
		{"una riga lunga\ndue righe", 18, "una riga lunga\n"},
		{"Prima frase. Seconda frase.", 20, "Prima frase. "},
		{"parole senza punti qui", 15, "parole senza "},
		{"a parolalunghissima", 15, "a parolalunghis"}, // a space so early would waste most of it
		{"senzaspazimai", 5, "senza"},
		{"perché però così", 8, "perché "},
		{"èèèèèè", 3, "èèè"},
	} {
		got := cut(test.text, test.limit)
		if got != test.want {
			t.Errorf("cut(%q, %d) = %q, want %q", test.text, test.limit, got, test.want)
		}
		if utf8.RuneCountInString(got) > test.limit {
			t.Errorf("cut(%q, %d) has %d characters", test.text, test.limit, utf8.RuneCountInString(got))
		}
	}
}

func TestPlainWordsDropMarksOnly(t *testing.T) {
	t.Parallel()

	for md, want := range map[string]string{
		"**uno** e __due__":                     "uno e due",
		"[qui](https://a.it/x_y) e ![mappa](m)": "qui e mappa",
		"- uno\n  * due\n# tre\n> quattro":      "uno\ndue\ntre\nquattro",
		"a - b # c":                             "a - b # c",
		"nome_cognome@a.it":                     "nome_cognome@a.it",
		"3 * 2 [non un link] (nota)":            "3 * 2 [non un link] (nota)",
	} {
		if got := plainWords(md); got != want {
			t.Errorf("plainWords(%q) = %q, want %q", md, got, want)
		}
	}
}

func TestKeyLabelMakesWordsOfKeys(t *testing.T) {
	t.Parallel()

	for key, want := range map[string]string{
		"infoAggiuntive": "Info aggiuntive", "info_aggiuntive": "Info aggiuntive", "ISEE": "ISEE", "Carta d'identità": "Carta d'identità",
		"codice fiscale": "Codice fiscale", "requisiti": "Requisiti", "": "",
	} {
		if got := keyLabel(key); got != want {
			t.Errorf("keyLabel(%q) = %q, want %q", key, got, want)
		}
	}
}

func TestShortenKeepsMessagesShort(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]string{
		"corto": "corto", " a\n\t b ": "a b", "a\u202eb\u200bc": "abc", strings.Repeat("è", 61): strings.Repeat("è", 60) + "…", strings.Repeat("x", 60): strings.Repeat("x", 60),
	} {
		if got := shorten(text); got != want {
			t.Errorf("shorten(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLinesOfPathsAreFoundOrTheirParents(t *testing.T) {
	t.Parallel()

	root, bad := readYAML([]byte("slug: a\nlinks:\n  - label: x\n    url: y\n  - label: z\nwindow: {opens: 1}\n"))
	if bad != nil {
		t.Fatal(bad)
	}
	b := &binder{root: root}
	for path, want := range map[string]int{
		"slug": 1, "links": 3, "links[1]": 3, "links[1].url": 4, "links[2].label": 5, "links[2].url": 5, "links[9]": 3, "window.opens": 6, "window.closes": 6, "manca": 1, "": 1,
	} {
		if got := b.lineOf(path); got != want {
			t.Errorf("lineOf(%q) = %d, want %d", path, got, want)
		}
	}
}

func TestPathsEndInAKey(t *testing.T) {
	t.Parallel()

	for path, want := range map[string]string{"slug": "slug", "links[2].url": "url", "contacts.phones[1]": "phones", "translations.en.documents[3]": "documents", "": ""} {
		if got := lastKey(path); got != want {
			t.Errorf("lastKey(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestAddressesOfEveryKindAreTold(t *testing.T) {
	t.Parallel()

	for address, want := range map[string]bool{
		"https://www.comune.siena.it": true, "http://localhost:8080/a?b=c#d": true, "https://a.it/%C3%A8": true, "https://a.it/è": true,
		"": false, "www.a.it": false, "https://": false, "https:///a": false, "ftp://a.it": false, "javascript:alert(1)": false, "https://a b.it": false,
		"https://utente:parola@a.it": false, "https://a.it\n": false, "//a.it": false, "https://a.it/\"x": false, "appx://a": false,
	} {
		if got := isWeb(address); got != want {
			t.Errorf("isWeb(%q) = %v", address, got)
		}
	}
	for number, want := range map[string]bool{
		"0577 292496": true, "0577/292353": true, "080.577.77.77": true, "(+39) 05 505 2334": true, "0432/824500 int. 1/1": true, "800.735.735": true,
		"1.96.96": true, "112": true, "+390577292353": true, "11": false, "0577 292353 ore 9": false, "tel. 112": false, "": false, "numero": false, "112\n": false,
	} {
		if got := isPhone(number); got != want {
			t.Errorf("isPhone(%q) = %v", number, got)
		}
	}
}

// TestTheSchemasHaveTheLimitsOfTheParser compares the longest text of each key.
func TestTheSchemasHaveTheLimitsOfTheParser(t *testing.T) {
	t.Parallel()

	compared := 0
	for _, name := range []string{"card", "office", "service", "town"} {
		data, err := os.ReadFile(filepath.Join("..", "docs", "schema", name+".schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		var schema map[string]any
		if err := json.Unmarshal(data, &schema); err != nil {
			t.Fatal(err)
		}
		defs, _ := schema["$defs"].(map[string]any)
		eachProperty(schema, func(key string, property map[string]any) {
			limit, found := longest(property, defs)
			if !found {
				return
			}
			compared++
			if limit != limitOf(key) {
				t.Errorf("%s: %q may have %d characters in the schema, %d in the parser", name, key, limit, limitOf(key))
			}
		})
	}
	if compared < 60 {
		t.Errorf("only %d keys were compared", compared)
	}
}

// eachProperty calls f for every property anywhere in a schema.
func eachProperty(schema any, f func(key string, property map[string]any)) {
	switch v := schema.(type) {
	case map[string]any:
		properties, _ := v["properties"].(map[string]any)
		for key, p := range properties {
			if property, ok := p.(map[string]any); ok {
				f(key, property)
			}
		}
		for keyword, inner := range v {
			if keyword != "if" && keyword != "then" {
				eachProperty(inner, f)
			}
		}
	case []any:
		for _, inner := range v {
			eachProperty(inner, f)
		}
	}
}

// longest returns the maxLength that a text, or the texts of a list, have.
func longest(property, defs map[string]any) (int, bool) {
	if n, ok := property["maxLength"].(float64); ok {
		return int(n), true
	}
	if ref, ok := property["$ref"].(string); ok {
		target, _ := defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		return longest(target, defs)
	}
	if items, ok := property["items"].(map[string]any); ok && items["properties"] == nil {
		return longest(items, defs)
	}
	alternatives, _ := property["anyOf"].([]any)
	for _, a := range alternatives {
		if m, ok := a.(map[string]any); ok {
			if n, found := longest(m, defs); found {
				return n, true
			}
		}
	}
	return 0, false
}
