package knowledge

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// someStreets are streets as a town's table has them.
func someStreets() *streets {
	table := `Via Mario Fani
Viale Cavour
Piazza il Campo
Piazza San Francesco
Via Giuseppe Mazzini
Via San Marco
Via del Casato di Sotto
Via Nazario Sauro
Piazza Nazario Sauro
Via Pian d'Ovile
Via XX Settembre
Via 4 Novembre
Via Primo Maggio
Via Cesare Battisti
Via Carlo Rossi
Via Mario Rossi
Via Manzoni
Corso Italia
Via Gabriele D'Annunzio
Via dei Fratelli Cervi
Strada di Malizia
Via Monte Rosa
Viale Federigo Tozzi
Via Sant'Agata
Via della Posta
Via Ferrovia
Piazza dell'Indipendenza`
	var list []caterina.Street
	for name := range strings.Lines(table) {
		list = append(list, caterina.Street{Name: strings.TrimSpace(name), Lat: 43.3, Lon: 11.3})
	}
	for _, district := range []string{"Centro", "Isola d'Arbia"} {
		list = append(list, caterina.Street{Name: "Via Roma", District: district, Lat: 43.3, Lon: 11.3})
	}
	return newStreets(list)
}

// namesIn lists what was found, with a mark for what was not said to be a street.
func namesIn(n caterina.StreetsNamed) string {
	names := make([]string, 0, len(n.Streets))
	for _, s := range n.Streets {
		if s.District != "" {
			s.Name += " (" + s.District + ")"
		}
		names = append(names, s.Name)
	}
	got := strings.Join(names, ", ")
	switch {
	case n.Unknown:
		got += "unknown"
	case got != "" && !n.Sure:
		got += "?"
	}
	return got
}

// TestStreetsAreFoundAsPeopleWriteThem: in a sentence, shortened, misspelt in one
// letter, by the surname, with the number of the house or without.
func TestStreetsAreFoundAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	x := someStreets()
	for text, want := range map[string]string{
		"abito in via Fani":                              "Via Mario Fani",
		"abito in via M. Fani 12":                        "Via Mario Fani",
		"sto in v.le Cavour 12":                          "Viale Cavour",
		"sto in vle cavour, 12/B":                        "Viale Cavour",
		"V.LE CAVOUR":                                    "Viale Cavour",
		"in via Cavour":                                  "Viale Cavour", // the only one
		"via Camillo Cavour":                             "Viale Cavour",
		"vicino a piazza del Campo":                      "Piazza il Campo",
		"Piazza il Campo 7, 53100 Siena":                 "Piazza il Campo",
		"P.zza S. Francesco":                             "Piazza San Francesco",
		"p.za s.francesco":                               "Piazza San Francesco",
		"Piazza San Francesco":                           "Piazza San Francesco",
		"via G. Mazzini":                                 "Via Giuseppe Mazzini",
		"via G.Mazzini 3":                                "Via Giuseppe Mazzini",
		"via mazzini":                                    "Via Giuseppe Mazzini",
		"v. Mazzini":                                     "Via Giuseppe Mazzini",
		"via Alessandro Manzoni":                         "Via Manzoni",
		"abito in via s. marco":                          "Via San Marco",
		"casato di sotto":                                "Via del Casato di Sotto?",
		"via casato sotto 23":                            "Via del Casato di Sotto",
		"sto vicino a pian d'ovile":                      "Via Pian d'Ovile?",
		"sto in via pian d’ovile":                        "Via Pian d'Ovile",
		"via venti settembre":                            "Via XX Settembre",
		"via 20 settembre 5":                             "Via XX Settembre",
		"Via IV novembre":                                "Via 4 Novembre",
		"via I maggio":                                   "Via Primo Maggio",
		"via 1° maggio":                                  "Via Primo Maggio",
		"abito in via Cesare Batisti":                    "Via Cesare Battisti",
		"viale Federico Tozzi":                           "Viale Federigo Tozzi",
		"via d'annunzio":                                 "Via Gabriele D'Annunzio",
		"via f.lli Cervi":                                "Via dei Fratelli Cervi",
		"sono in strada Malizia":                         "Strada di Malizia",
		"c.so Italia 40":                                 "Corso Italia",
		"p.zza Indipendenza":                             "Piazza dell'Indipendenza",
		"in via Sant'Agata":                              "Via Sant'Agata",
		"via s.agata":                                    "Via Sant'Agata",
		"I live in via Mazzini 3":                        "Via Giuseppe Mazzini",
		"Nazario Sauro 3":                                "Via Nazario Sauro, Piazza Nazario Sauro?",
		"piazza Nazario Sauro":                           "Piazza Nazario Sauro",
		"in via Rossi":                                   "Via Carlo Rossi, Via Mario Rossi",
		"in via C. Rossi":                                "Via Carlo Rossi",
		"via Roma":                                       "Via Roma (Centro), Via Roma (Isola d'Arbia)",
		"via Roma, a Isola d'Arbia":                      "Via Roma (Isola d'Arbia)",
		"via Roma 3 in centro":                           "Via Roma (Centro)",
		"sto tra via Ignota e via Mazzini":               "Via Giuseppe Mazzini",
		"mi trovo in via della Posta":                    "Via della Posta",
		"abito in via Mazzini, vorrei venire per l'ISEE": "Via Giuseppe Mazzini",
	} {
		if got := namesIn(x.find(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestNoOrdinaryWordIsAStreet: what people write about anything else names none, and
// what is named as a street and is not in the table is known to be none.
func TestNoOrdinaryWordIsAStreet(t *testing.T) {
	t.Parallel()
	x := someStreets()
	for text, want := range map[string]string{
		"":                                   "",
		"via":                                "",
		"vado via":                           "",
		"buongiorno, vorrei un appuntamento": "",
		"mandami il codice via mail":         "",
		"via posta":                          "", // there is a Via della Posta
		"per via di mia madre":               "",
		"cerco un corso di italiano":         "",
		"c'è un corso italia?":               "",
		"sono rossi i moduli?":               "",
		"Mario":                              "",
		"il campo estivo":                    "",
		"Mazzini":                            "", // one word alone
		"ho quattro figli nati a settembre":  "",
		"mi chiamo Maria Rossi":              "",
		"il 20 settembre alle 9":             "", // a day
		"via Rosa":                           "Via Monte Rosa",
		"abito in via Francesco":             "unknown",
		"abito in via Garibaldi 3":           "unknown",
		"piazza Grande":                      "unknown",
		"via novembre":                       "unknown",
		"via Marco":                          "unknown",
		"via Sauri":                          "unknown", // short words are as they are
		"alla stazione ferroviaria":          "",
	} {
		if got := namesIn(x.find(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestTheWordsThatNameAStreetAreKnown, so that a day in its name is no wish for a day.
func TestTheWordsThatNameAStreetAreKnown(t *testing.T) {
	t.Parallel()
	x := someStreets()
	for text, want := range map[string]string{
		"abito in via XX Settembre 12/B, posso giovedì?": "via XX Settembre 12/B",
		"via 4 novembre n. 3, il 5 dicembre":             "via 4 novembre n. 3",
		"via Mazzini 12 bis alle 9":                      "via Mazzini 12 bis",
		"via Mazzini 12 a Siena":                         "via Mazzini 12",
		"via Mazzini alle 9":                             "via Mazzini",
		"via Mazzini, 12":                                "via Mazzini, 12",
		"casato di sotto 23":                             "casato di sotto 23",
	} {
		if got := x.find(text).Said; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestATownWithoutStreetsKnowsNone(t *testing.T) {
	t.Parallel()
	if got := (&Index{}).Streets("via Mazzini"); len(got.Streets) > 0 || got.Unknown {
		t.Errorf("%+v", got)
	}
	if got := (&Index{streets: newStreets(nil)}).Streets("via Mazzini"); len(got.Streets) > 0 || got.Unknown {
		t.Errorf("%+v", got)
	}
	if got := NewLibrary(LibraryConfig{}).Streets(1, "via Mazzini"); got.Unknown {
		t.Errorf("%+v", got)
	}
}

// FuzzStreets: no text breaks the search, and what was said stands in the text.
func FuzzStreets(f *testing.F) {
	for _, text := range []string{"via G. Mazzini 3", "v.le", "p.zza S.Francesco,12/B", "via \xff\xfe", "°°° via '’- 1° maggio", "via 4 novembre n."} {
		f.Add(text)
	}
	x := &Index{streets: someStreets()}
	f.Fuzz(func(t *testing.T, text string) {
		if got := x.Streets(text); !strings.Contains(text, got.Said) {
			t.Errorf("%q names %q", text, got.Said)
		}
	})
}

func BenchmarkAStreetThatIsNotThere(b *testing.B) {
	var list []caterina.Street
	for i := range 16_000 {
		list = append(list, caterina.Street{Name: "Via " + strings.Repeat(string(rune('a'+i%26)), 3) + string(rune('a'+i/26%26)) + "ini " + string(rune('a'+i/676%26)) + "oschetti"})
	}
	x := newStreets(list)
	for b.Loop() {
		x.find("abito in via Giuseppe Garibaldi 12, vicino alla scuola elementare")
	}
}
