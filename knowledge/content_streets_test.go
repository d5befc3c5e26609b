package knowledge_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

func parseStreets(text string) ([]caterina.Street, int, knowledge.Report) {
	return knowledge.ParseStreets(knowledge.Document{Source: "streets.csv", Data: []byte(text)})
}

func TestATableOfStreetsIsRead(t *testing.T) {
	t.Parallel()
	want := []caterina.Street{
		{Name: "Via Giuseppe Mazzini", District: "Centro", Lat: 43.3201, Lon: 11.3302},
		{Name: "Via Roma, già Via Vecchia", Lat: 43.31, Lon: 11.32},
	}
	for name, text := range map[string]string{
		"as it is described":        "name,lat,lon,district\nVia Giuseppe Mazzini,43.3201,11.3302,Centro\n\"Via Roma, già Via Vecchia\",43.31,11.32,\n",
		"with a mark and remarks":   "\ufeff# dal registro\nname,lat,lon,district\n# centro\n\nVia Giuseppe Mazzini, 43.3201, 11.3302, Centro\n\"Via Roma, già Via Vecchia\",43.31,11.32,",
		"in another order":          "District,LON,Lat,Name\r\nCentro,11.3302,43.3201,Via  Giuseppe Mazzini\r\n,11.32,43.31,\"Via Roma, già Via Vecchia\"\r\n",
		"as an Italian spreadsheet": "name;lat;lon;district\nVia Giuseppe Mazzini;43,3201;11,3302;Centro\nVia Roma, già Via Vecchia;43,31;11,32;\n",
	} {
		got, bad, report := parseStreets(text)
		if diff := cmp.Diff(want, got); diff != "" || bad != 0 || !report.OK() {
			t.Errorf("%s: %d bad, %v\n%s", name, bad, report.Rejected, diff)
		}
	}
}

// TestARowThatIsWrongIsNamedAndTheOthersComeThrough: with its line, what is wrong and
// what to do.
func TestARowThatIsWrongIsNamedAndTheOthersComeThrough(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		row     string
		field   string
		problem string
		fix     string
	}{
		{",43.3,11.3,", "name", "manca il nome", "per intero"},
		{"Via,43.3,11.3,", "name", "non è il nome di una via", "per intero"},
		{"Via Fani,,11.3,", "lat", "manca la coordinata", "43.3169"},
		{"Via Fani,43.3,est,", "lon", "«est» non è un numero", "11.3307"}, //nolint:misspell // Italian
		{"Via Fani,NaN,11.3,", "lat", "non è in Italia", "latitudine e longitudine"},
		{"Via Fani,1e308,11.3,", "lat", "non è in Italia", "latitudine e longitudine"},
		{"Via Fani,48.85,2.35,", "lat", "il punto 48.85, 2.35 non è in Italia", "latitudine e longitudine"},
		{"Via Fani,11.3,43.3,", "lat", "non è in Italia", "Sembrano scambiate"},
		{"Via Fani,43.3", "", "la riga ha 2 valori, le colonne sono 4", "virgolette"},
		{"Via \"Fani\",43.3,11.3,", "", "non è scritta bene", "virgolette"},
		{"V. G. Mazzini,43.3,11.3,", "", "", ""}, // not the same as Via Giuseppe Mazzini, as far as anybody knows
		{"via GIUSEPPE Mazzini,43.3,11.3,centro", "name", "c'è già alla riga 2", "colonna district"},
		{"Via Giuseppe Mazzini,43.3,11.3,Isola", "", "", ""}, // in another district
		{strings.Repeat("a", 201) + ",43.3,11.3,", "name", "più lungo di 200 caratteri", "Accorcialo"},
	} {
		got, bad, report := parseStreets("name,lat,lon,district\nVia Giuseppe Mazzini,43.32,11.33,Centro\n" + tc.row + "\nVia Roma,43.31,11.32,\n")
		if tc.problem == "" {
			if len(got) != 3 || bad != 0 {
				t.Errorf("%q: %d streets, %v", tc.row, len(got), report.Rejected)
			}
			continue
		}
		if len(got) != 2 || bad != 1 || len(report.Rejected) != 1 {
			t.Errorf("%q: %d streets, %d bad, %v", tc.row, len(got), bad, report.Rejected)
			continue
		}
		r := report.Rejected[0]
		if r.Line != 3 || r.Field != tc.field || !strings.Contains(r.Problem, tc.problem) || !strings.Contains(r.Fix, tc.fix) {
			t.Errorf("%q: %s", tc.row, r)
		}
	}
}

func TestATableThatIsNoneIsRejectedAsAWhole(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "streets.csv:1: non è una tabella di vie",
		"# niente\n":                         "streets.csv:1: non è una tabella di vie",
		"name,lat,lon\n":                     "streets.csv:1: non c'è nessuna via",
		"Via Roma,43.3,11.3\n":               "streets.csv:1: Via Roma: non è una colonna delle vie",
		"nome,lat,lon\nVia Roma,43.3,11.3\n": "streets.csv:1: nome: non è una colonna delle vie",
		"\nname,lat\nVia Roma,43.3\n":        "streets.csv:2: lon: manca questa colonna",
		"name,lat,lon,lat\n":                 "streets.csv:1: lat: la colonna c'è due volte",
		"name,lat,lon\nVia\xff,43,11\n":      "streets.csv:2: non è un testo in UTF-8",
		"name,lat,lon\n" + strings.Repeat("x", knowledge.MaxStreets): "streets.csv: è più grande di 8192 KiB",
	} {
		got, bad, report := parseStreets(text)
		if got != nil || bad != 1 || len(report.Rejected) == 0 || !strings.HasPrefix(report.Rejected[0].String(), want) {
			t.Errorf("%.40q: %d streets, %d bad, %v", text, len(got), bad, report.Rejected)
		}
	}
}

// TestALargeTownFits: the streets of the largest towns are read in one go.
func TestALargeTownFits(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("name,lat,lon,district\n")
	for i := range 40_000 {
		fmt.Fprintf(&b, "Via Numero %d,41.9,12.5,Quartiere %d\n", i, i%20)
	}
	got, bad, report := parseStreets(b.String())
	if len(got) != 40_000 || bad != 0 {
		t.Errorf("%d streets, %d bad, %.200v", len(got), bad, report.Rejected)
	}
}
