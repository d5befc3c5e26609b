package knowledge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina/knowledge"
)

// rejected is what a bad document must be told: where, and parts of what is wrong
// and of what to do.
type rejected struct {
	name, text   string
	line         int
	field        string
	problem, fix string
}

func (want rejected) check(t *testing.T, report knowledge.Report) {
	t.Helper()
	if len(report.Rejected) != 1 {
		t.Fatalf("got %d rejections, want 1: %v", len(report.Rejected), report.Rejected)
	}
	r := report.Rejected[0]
	if r.Line != want.line || r.Field != want.field || !strings.Contains(r.Problem, want.problem) || !strings.Contains(r.Fix, want.fix) {
		t.Errorf("got  %s\nwant line %d, field %q, problem with %q, fix with %q", r, want.line, want.field, want.problem, want.fix)
	}
	if r.Source != "prova.yaml" {
		t.Errorf("source is %q", r.Source)
	}
}

// badCards are cards with one mistake each, on line 5 unless it is in the first
// four. The published schema must refuse them too.
func badCards() []rejected {
	return []rejected{
		{"an unknown key near a known one", minimal + "documentss: [uno]\n", 5, "documentss", "«documentss» non esiste", "«documents»"},
		{"an Italian key", minimal + "descrizione: ciao\n", 5, "descrizione", "non esiste", "«description»"},
		{"a key with the wrong case", minimal + "Section: casa\n", 5, "Section", "non esiste", "«section»"},
		{"a key with hyphens", minimal + "how-to-access: casa\n", 5, "how-to-access", "non esiste", "«how_to_access»"},
		{"a key like no other", minimal + "xyzzyplugh: 1\n", 5, "xyzzyplugh", "non esiste", "slug, kind, title"},
		{"an unknown key inside", minimal + "window: {open: 2026-01-01}\n", 5, "window.open", "non esiste", "«opens»"},
		{"an unknown key in a link", minimal + "links:\n  - label: a\n    url: https://a.it\n  - labl: b\n    url: https://b.it\n", 8, "links[2].labl", "non esiste", "«label»"},
		{"an unknown key in a translation", minimal + "translations: {en: {titel: x}}\n", 5, "translations.en.titel", "non esiste", "«title»"},
		{"no slug", "kind: service\ntitle: Prova\nsummary: Una prova.\n", 1, "slug", "manca", "«slug: …»"},
		{"an empty title", "slug: prova\nkind: service\ntitle: \"  \"\nsummary: Una prova.\n", 1, "title", "manca", "«title: …»"},
		{"no kind", "slug: prova\ntitle: Prova\nsummary: Una prova.\n", 1, "kind", "manca", "«kind: …»"},
		{"no summary", "slug: prova\nkind: service\ntitle: Prova\n", 1, "summary", "manca", "«summary: …»"},
		{"a slug with capitals", "slug: Bonus Età\nkind: service\ntitle: Prova\nsummary: Una prova.\n", 1, "slug", "«Bonus Età»", "bonus-eta"},
		{"a slug that is too long", "slug: " + strings.Repeat("a", 81) + "\nkind: service\ntitle: Prova\nsummary: Una prova.\n", 1, "slug", "troppo lungo", ""},
		{"an unknown kind", "slug: prova\nkind: bonuss\ntitle: Prova\nsummary: Una prova.\n", 2, "kind", "«bonuss» non è un valore ammesso", "«bonus»"},
		{"a kind like no other", "slug: prova\nkind: pagina\ntitle: Prova\nsummary: Una prova.\n", 2, "kind", "«pagina»", "service, bonus, office, notice, guide"},
		{"a title that is a number", "slug: prova\nkind: service\ntitle: 42\nsummary: Una prova.\n", 3, "title", "serve un testo, qui c'è «42»", "\"42\""},
		{"a title that is a list", "slug: prova\nkind: service\ntitle: [a]\nsummary: Una prova.\n", 3, "title", "qui c'è un elenco", "testo"},
		{"a title that is too long", "slug: prova\nkind: service\ntitle: " + strings.Repeat("a", 1001) + "\nsummary: Una prova.\n", 3, "title", "1001 caratteri, al massimo 1000", "Accorcia"},
		{"a telephone without quotes", minimal + "contacts: {phones: [112]}\n", 5, "contacts.phones[1]", "qui c'è «112»", "\"112\""},
		{"documents as one text", minimal + "documents: uno e due\n", 5, "documents", "serve un elenco", "«- »"},
		{"a window as text", minimal + "window: sempre\n", 5, "window", "serve un gruppo di voci", "nome: valore"},
		{"a date that is none", minimal + "verified_on: 1 novembre 2026\n", 5, "verified_on", "«1 novembre 2026» non è una data", "2026-11-01"},
		{"a day that is none", minimal + "verified_on: 2026-02-30\n", 5, "verified_on", "non è una data", "anno-mese-giorno"},
		{"a date that is a number", minimal + "verified_on: 2026\n", 5, "verified_on", "serve un testo", "\"2026\""},
		{"a section with a name", minimal + "section: Adulti in difficoltà\n", 5, "section", "nome breve", "adulti-in-difficolta"},
		{"an office with a name", minimal + "offices: [anagrafe, Sportello Famiglia]\n", 5, "offices[2]", "nome breve", "sportello-famiglia"},
		{"a service with a name", minimal + "bookable: Colloquio ISEE\n", 5, "bookable", "nome breve", "colloquio-isee"},
		{"an unknown ISEE", minimal + "isee: {kind: ordinaria}\n", 5, "isee.kind", "«ordinaria»", "«ordinario»"},
		{"an ISEE with a thousands point", minimal + "isee: {max: 9.796}\n", 5, "isee.max", "«9.796» è troppo poco", "senza il punto delle migliaia"},
		{"an ISEE in words", minimal + "isee: {max: \"20.000 euro\"}\n", 5, "isee.max", "serve un numero", "20668.26"},
		{"an infinite ISEE", minimal + "isee: {max: .inf}\n", 5, "isee.max", "serve un numero", ""},
		{"an e-mail that is none", minimal + "contacts:\n  emails: [urp@comune.it, urp chiocciola comune]\n", 6, "contacts.emails[2]", "non è un indirizzo email", "urp@comune.it"},
		{"a telephone with comments", minimal + "contacts: {phones: [\"0577 292353 (solo mattina)\"]}\n", 5, "contacts.phones[1]", "non è un numero di telefono", "un'altra voce"},
		{"a web address without scheme", minimal + "source_url: www.comune.it\n", 5, "source_url", "non è un indirizzo web", "https://www.comune.it"},
		{"a script as an address", minimal + "links: [{label: x, url: \"javascript:alert(1)\"}]\n", 5, "links[1].url", "non è un indirizzo web", "https://"},
		{"an app's address", minimal + "links: [{label: x, url: \"appx://documenti\"}]\n", 5, "links[1].url", "non è un indirizzo web", "https://"},
		{"a mail link that is none", minimal + "links: [{label: x, url: \"mailto:urp\"}]\n", 5, "links[1].url", "non è un indirizzo completo", "mailto:"},
		{"a link without an address", minimal + "links: [{label: Il bando}]\n", 5, "links[1].url", "manca", "«url: …»"},
		{"a language by its name", minimal + "translations: {inglese: {title: x}}\n", 5, "translations.inglese", "non è il codice di una lingua", "en, fr"},
		{"too many entries", minimal + "keywords: [" + strings.Repeat("a,", 2001) + "]\n", 5, "keywords", "troppe voci: 2001", ""},
		{"a list of numbers", minimal + "questions: [uno, 2]\n", 5, "questions[2]", "serve un testo", "\"2\""},
	}
}

// crossedCards are cards whose values do not fit together, which a schema cannot
// see.
func crossedCards() []rejected {
	return []rejected{
		{"a window that closes before it opens", minimal + "window:\n  opens: 2026-12-31\n  closes: 2026-09-27\n", 6, "window", "viene prima dell'inizio", "due date"},
		{"a validity that ends before it begins", minimal + "valid: {from: 2026-12-31, to: 2026-01-01}\n", 5, "valid", "(2026-01-01) viene prima dell'inizio (2026-12-31)", "due date"},
		{"the same key twice", minimal + "cost: 1 euro\ncost: 2 euro\n", 6, "cost", "compare due volte", "una sola"},
		{"the same language twice", minimal + "translations:\n  en: {title: a}\n  en: {title: b}\n", 7, "translations.en", "compare due volte", "una sola"},
	}
}

func TestBadCardsAreRejectedWithTheRemedy(t *testing.T) {
	t.Parallel()

	for _, test := range append(badCards(), crossedCards()...) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			_, report := knowledge.ParseCard(yaml(test.text))
			test.check(t, report)
		})
	}
}

func TestUnreadableFilesAreRejected(t *testing.T) {
	t.Parallel()

	tests := []rejected{
		{"nothing", "", 0, "", "è vuoto", "obbligatorie"},
		{"only a comment", "# da fare\n\n", 0, "", "è vuoto", "obbligatorie"},
		{"only a byte order mark", "\ufeff", 0, "", "è vuoto", ""},
		{"a sentence", "ciao a tutti", 1, "", "il documento deve essere un gruppo di voci", "nome: valore"},
		{"a list", "- uno\n- due\n", 1, "", "qui c'è un elenco", ""},
		{"Latin-1", "slug: prova\ntitle: Citt\xe0\n", 2, "", "non è un testo in UTF-8", "codifica UTF-8"},
		{"a NUL", "slug: prova\ntitle: a\x00b\n", 2, "", "caratteri di controllo", ""},
		{"a tab as indent", "slug: prova\nwindow:\n\topens: 2026-01-01\n", 3, "", "tabulatore", "spazi"},
		{"two cards in one file", minimal + "---\n" + minimal, 6, "", "più di una scheda", "una sola scheda"},
		{"an unclosed quote", "slug: prova\ntitle: \"Prova\nsummary: x\n", 2, "", "virgoletta di chiusura", "virgolette"},
		{"a colon inside a text", "slug: prova\nkind: service\ntitle: Prova: la scheda\nsummary: x\n", 3, "", "non è scritto bene", "fra virgolette"},
		{"a wrong indent", "slug: prova\n   kind: service\n", 1, "", "«: » dove non può stare", "rientri"},
		{"an anchor", minimal + "cost: &a 1 euro\n", 5, "", "significato speciale", "virgolette"}, //nolint:misspell // Italian
		{"an alias", "slug: prova\ntitle: *a\n", 2, "", "significato speciale", "virgolette"},     //nolint:misspell // Italian
		{"a tag", "slug: !!binary aGVsbG8=\n", 1, "", "significato speciale", "virgolette"},       //nolint:misspell // Italian
		{"a merge key", minimal + "<<: {cost: x}\n", 5, "", "significato speciale", ""},           //nolint:misspell // Italian
		{"a key that is a list", minimal + "? [a, b]\n: c\n", 5, "", "significato speciale", ""},  //nolint:misspell // Italian
		{"more than a mebibyte", minimal + "description: " + strings.Repeat("a", 1<<20), 0, "", "è più grande di 1024 KiB", "Dividi"},
		{"lists without end", minimal + "keywords: " + strings.Repeat("[", 100), 5, "", "uno dentro l'altro", ""},
		{"lists in lists", minimal + "keywords: " + strings.Repeat("[", 30) + strings.Repeat("]", 30), 5, "", "uno dentro l'altro", ""},
		{"dashes in dashes", minimal + "keywords:\n" + strings.Repeat("- ", 100) + "a\n", 6, "", "uno dentro l'altro", ""},
		{"too many values", minimal + "keywords: [" + strings.Repeat("a, ", 30_000) + "]\n", 0, "", "ha più di", "Dividi"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			_, report := knowledge.ParseCard(yaml(test.text))
			test.check(t, report)
		})
	}
}

func TestUnreadableJSONIsRejected(t *testing.T) {
	t.Parallel()

	for _, test := range []rejected{
		{"an unclosed object", `{"slug":"a"`, 7, "", "il JSON non è scritto bene", "parentesi"},
		{"a missing comma", `{"slug":"a" "kind":"guide"}`, 7, "", "il JSON non è scritto bene", "virgole"},
		{"single quotes", `{'slug':'a'}`, 7, "", "il JSON non è scritto bene", ""},
		{"two objects", `{"slug":"a","kind":"guide","title":"A","summary":"a"} {}`, 7, "", "altro testo", "una per riga"},
		{"an array", `[]`, 7, "", "il documento deve essere un gruppo di voci", ""},
		{"null", `null`, 7, "", "il documento deve essere un gruppo di voci, qui c'è niente", ""},
		{"deep nesting", `{"slug":` + strings.Repeat("[", 50_000), 7, "", "uno dentro l'altro", ""},
		{"the same key twice", `{"slug":"a","kind":"guide","title":"A","summary":"a","slug":"b"}`, 7, "slug", "compare due volte", ""},
		{"a title that is a number", `{"slug":"a","kind":"guide","title":42,"summary":"a"}`, 7, "title", "qui c'è «42»", ""},
		{"an unknown key", `{"slug":"a","kind":"guide","titel":"A","summary":"a","title":"A"}`, 7, "titel", "non esiste", "«title»"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			_, report := knowledge.ParseCard(knowledge.Document{Source: "cards.jsonl", Line: 7, Data: []byte(test.text)})
			if len(report.Rejected) > 0 {
				report.Rejected[0].Source = "prova.yaml"
			}
			test.check(t, report)
		})
	}
	_, report := knowledge.ParseCard(knowledge.Document{Source: "card.json", Data: []byte("{\n\"slug\": \"a\",\n\"kind\": \"guide\",\n\"title\": \"A\",\n\"summary\": 1\n}")})
	if len(report.Rejected) != 1 || report.Rejected[0].Line != 5 {
		t.Errorf("in a file of several lines: %v", report.Rejected)
	}
}

func TestEveryMistakeOfAFileIsReportedInOrder(t *testing.T) {
	t.Parallel()

	_, report := knowledge.ParseCard(yaml("slug: Prova\nkind: bonuss\ntitle: [a]\ncosto: 5\nvalid: {from: ieri}\nwindow:\n  opens: 2026-12-31\n  closes: 2026-01-01\n"))
	var got []string
	for _, r := range report.Rejected {
		got = append(got, fmt.Sprintf("%d %s", r.Line, r.Field))
	}
	want := "1 summary, 1 slug, 2 kind, 3 title, 4 costo, 5 valid.from, 7 window"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestARejectionReadsAsOneLine(t *testing.T) {
	t.Parallel()

	_, report := knowledge.ParseCard(yaml(minimal + "documentss: [uno]\n"))
	want := "prova.yaml:5: documentss: la voce «documentss» non esiste. Forse volevi scrivere «documents»."
	if got := report.Rejected[0].String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	_, report = knowledge.ParseCard(yaml(minimal + "\"" + strings.Repeat("x\\n\u202e", 500) + "\": uno\n"))
	if got := report.Rejected[0].String(); strings.ContainsAny(got, "\n\u202e") || len(got) > 700 {
		t.Errorf("a hostile key spoils the message: %q", got)
	}
}

func TestOddButHarmlessDatesAreWarnings(t *testing.T) {
	t.Parallel()

	_, report := knowledge.ParseCard(yaml(minimal + "verified_on: 2026-11-01\nreview_by: 2026-01-01\n"))
	if !report.OK() || len(report.Warnings) != 1 || report.Warnings[0].Field != "review_by" || report.Warnings[0].Line != 6 {
		t.Errorf("got %v", report)
	}
}

// TestHostileFilesEndInTime: texts on which YAML parsers are known to take
// quadratic time, or to grow without bound.
func TestHostileFilesEndInTime(t *testing.T) {
	t.Parallel()

	const size, units = knowledge.MaxDocument / 4, 9_000 // beyond the most tokens, and just below
	var bomb strings.Builder
	bomb.WriteString("a: &a [x,x,x,x,x,x,x,x,x]\n")
	for i := 'b'; i < 'k'; i++ {
		fmt.Fprintf(&bomb, "%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	texts := map[string]string{"a bomb of aliases": bomb.String()}
	for name, unit := range map[string]string{
		"quotes": `"`, "quoted words": "'' ", "anchors": "&a ", "aliases": "*a ", "tags": "! ", "double tags": "!!", "the same key": "a: b\n", "colons": ": ", "bare colons": ":",
		"documents": "a\n---\n", "directives": "%a\n", "blocks": "a: |\n", "questions": "? ", "dashes": "- ", "braces": "{", "brackets": "[", "commas": ",", "comments": "# x\n",
		"long words": "x", "words": "x y ", "hashes": "x #", "escapes": `"\u00e0" `, "blank lines": "\n", "spaces": " ", "merges": "<<: ", "indents": " a:\n", "pipes": "|\n", "zero-width": "\u200b",
	} {
		texts[name] = strings.Repeat(unit, size/len(unit))
		texts[name+" in a value"] = "a: " + strings.Repeat(unit, size/len(unit))
		texts[name+" in a list"] = "a: [" + strings.Repeat(unit, units) + "]"
		texts["fewer "+name] = strings.Repeat(unit, units)
	}
	for name, text := range texts {
		begin := time.Now()
		_, report := knowledge.ParseCard(yaml(text))
		if took := time.Since(begin); took > 10*time.Second { // quadratic ones take minutes
			t.Errorf("%s took %s", name, took)
		}
		if report.OK() {
			t.Errorf("%s was accepted", name)
		}
	}
}

func BenchmarkParseCard(b *testing.B) {
	line := fmt.Sprintf(`{"slug":"a","kind":"guide","title":"A","summary":"a","description":%q,"documents":["uno","due"],"questions":["tre"]}`, strings.Repeat("testo ", 200))
	for name, d := range map[string]knowledge.Document{
		"yaml": yaml(minimal + "description: " + strings.Repeat("testo ", 200) + "\ndocuments: [uno, due]\nquestions:\n  - tre\n"),
		"json": {Source: "a.jsonl", Line: 1, Data: []byte(line)},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, report := knowledge.ParseCard(d); !report.OK() {
					b.Fatal(report.Rejected)
				}
			}
		})
	}
}
