package knowledge_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

// file returns a document of testdata/content or the demo towns.
func file(t *testing.T, path ...string) knowledge.Document {
	t.Helper()
	name := filepath.Join(path...)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return knowledge.Document{Source: name, Data: data}
}

// yaml returns a document as if it had been in a file.
func yaml(text string) knowledge.Document {
	return knowledge.Document{Source: "prova.yaml", Data: []byte(text)}
}

// minimal is the smallest card, for tests to add lines to.
const minimal = "slug: prova\nkind: service\ntitle: Prova\nsummary: Una prova.\n"

func accepted(t *testing.T, report knowledge.Report) {
	t.Helper()
	for _, r := range append(report.Rejected, report.Warnings...) {
		t.Errorf("%s", r)
	}
}

func date(t *testing.T, s string) *caterina.Date {
	t.Helper()
	d, err := caterina.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func TestEveryKeyOfACardIsRead(t *testing.T) {
	t.Parallel()

	card, report := knowledge.ParseCard(file(t, "testdata", "content", "complete.yaml"))
	accepted(t, report)
	want := caterina.Card{
		Slug: "bonus-prova", Kind: caterina.KindBonus, Title: "Bonus Prova", Section: "adulti",
		Summary:     "Un aiuto inventato per provare tutte le voci di una scheda.",
		Description: "Primo paragrafo, con **grassetto**.\n\n- un elenco\n- di due voci",
		Recipients:  "Famiglie che abitano nel comune.", Amount: "413,10 euro al mese per 5 mesi", Information: "Chiama lo sportello.",
		Access: "1. Prepara l'ISEE\n2. Invia la domanda", Documents: []string{"Carta d'identità: anche scaduta da poco", "ISEE"},
		Result: "Un accredito sul conto.", Cost: "16 euro di marca da bollo", Deadlines: "Entro 6 mesi dalla nascita.",
		Window: &caterina.Window{Opens: date(t, "2026-09-27"), Closes: date(t, "2026-12-31")}, ISEE: &caterina.ISEE{Kind: "ordinario", Max: 20668.26},
		SpecialCases: "Genitori separati.", More: "Altro ancora.", Offices: []string{"sportello-famiglia"},
		Contacts: &caterina.Contacts{
			Phones: []string{"0577 292353", "(+39) 05 505 2334", "0432/824500 int. 1/1", "803.164", "112"},
			Emails: []string{"sportello@comune.example.it"}, PEC: []string{"comune@pec.example.it"}, URL: "https://www.example.it/contatti?x=1",
		},
		Links:     []caterina.Link{{Label: "Il bando", URL: "https://www.example.it/bando.pdf"}, {Label: "tel:0577292353", URL: "tel:0577292353"}},
		Forms:     []caterina.Link{{Label: "Modulo", URL: "mailto:moduli@comune.example.it"}},
		Questions: []string{"come faccio a prenderlo", "mi spetta?"}, Keywords: []string{"aiuto", "sostegno"}, Topic: "famiglia",
		Bookable: "consulenza-famiglia", LegalReference: "Delibera 12/2026", SourceURL: "https://www.example.it/bonus",
		Valid: &caterina.Validity{From: date(t, "2026-01-01"), To: date(t, "2026-12-31")}, VerifiedOn: date(t, "2026-11-01"),
		ReviewBy: date(t, "2027-02-01"), Owner: "Servizi alla persona",
		Translations: map[string]caterina.Translation{"en": {
			Title: "Test bonus", Summary: "An invented benefit.", Documents: []string{"identity card"}, Questions: []string{"how do I get it"},
		}},
	}
	if diff := cmp.Diff(want, card); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatATemplateLeavesEmptyCountsAsAbsent(t *testing.T) {
	t.Parallel()

	card, report := knowledge.ParseCard(file(t, "testdata", "content", "template.yaml"))
	accepted(t, report)
	want := caterina.Card{Slug: "da-modello", Kind: caterina.KindService, Title: "Servizio dal modello", Summary: "una o due frasi"}
	if diff := cmp.Diff(want, card); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestACardIsReadAlikeFromJSONAndYAML(t *testing.T) {
	t.Parallel()

	fromYAML, report := knowledge.ParseCard(yaml(minimal + "documents: [uno, due]\nvalid: {to: 2026-12-31}\nisee: {max: 9796}\n"))
	accepted(t, report)
	const text = `{"slug":"prova","kind":"service","title":"Prova","summary":"Una prova.","documents":["uno","due"],"valid":{"to":"2026-12-31"},"isee":{"max":9796},"cost":null}`
	fromJSON, report := knowledge.ParseCard(knowledge.Document{Source: "cards.jsonl", Line: 3, Data: []byte(text)})
	accepted(t, report)
	if diff := cmp.Diff(fromYAML, fromJSON); diff != "" {
		t.Errorf("(-yaml +json):\n%s", diff)
	}
}

func TestFilesOfAnyEditorAreRead(t *testing.T) {
	t.Parallel()

	want, report := knowledge.ParseCard(yaml(minimal + "description: |\n  uno\n  due\n"))
	accepted(t, report)
	for name, text := range map[string]string{
		"a byte order mark":    "\ufeff" + minimal + "description: |\n  uno\n  due\n",
		"Windows line ends":    strings.ReplaceAll(minimal+"description: |\n  uno\n  due\n", "\n", "\r\n"),
		"old Mac line ends":    strings.ReplaceAll(minimal+"description: |\n  uno\n  due\n", "\n", "\r"),
		"a document marker":    "---\n" + minimal + "description: |\n  uno\n  due\n...\n",
		"no line end at last":  minimal + "description: |\n  uno\n  due",
		"comments and spaces":  "# prova\n\n" + minimal + "\n\ndescription: | # testo\n  uno\n  due\n\n\n",
		"quotes of both kinds": "slug: 'prova'\nkind: \"service\"\ntitle: Prova\nsummary: 'Una prova.'\ndescription: \"uno\\ndue\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got, report := knowledge.ParseCard(yaml(text))
			accepted(t, report)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestHiddenCharactersNeverReachACard(t *testing.T) {
	t.Parallel()

	card, report := knowledge.ParseCard(yaml("slug: prova\nkind: service\ntitle: \"Bonus\u200b \u202egas\u202c\"\n" +
		"summary: \"a\U000E0069\U000E0067b \u2066x\u2069 uten\u00adze\"\ndescription: \"perche\u0301 \\u200e\\u0000si\"\nquestions: [\"come\\n  faccio\"]\n"))
	accepted(t, report)
	want := caterina.Card{
		Slug: "prova", Kind: caterina.KindService, Title: "Bonus gas", Summary: "ab x utenze", Description: "perché si", Questions: []string{"come faccio"},
	}
	if diff := cmp.Diff(want, card); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAGroupAmongDocumentsIsShownAsText(t *testing.T) {
	t.Parallel()

	card, report := knowledge.ParseCard(yaml(minimal + "documents:\n  - ISEE: attestazione dell'anno\n  - [uno, due]\n  - {daPortare: [carta, tessera], altreNote: \"gratis\", vuoto: }\n"))
	if !report.OK() || len(report.Warnings) != 3 || report.Warnings[0].Line != 6 || report.Warnings[0].Field != "documents[1]" {
		t.Errorf("report %v", report)
	}
	want := []string{"ISEE: attestazione dell'anno", "- uno\n- due", "Da portare:\n\n- carta\n- tessera\n\nAltre note: gratis"}
	if diff := cmp.Diff(want, card.Documents); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLongTitlesAndForeignLinksInTextsAreAccepted(t *testing.T) {
	t.Parallel()

	_, report := knowledge.ParseCard(yaml("slug: faq-1\nkind: guide\ntitle: " + strings.Repeat("titolo lungo ", 30) +
		"\nsummary: \"[firme](appx://documenti/1) e <b>altro</b>\"\n"))
	accepted(t, report)
}

func TestGapsAreTheMandatoryPartsThatAreMissing(t *testing.T) {
	t.Parallel()

	all := []caterina.Field{
		caterina.FieldRecipients, caterina.FieldAccess, caterina.FieldDocuments, caterina.FieldResult, caterina.FieldDeadlines, caterina.FieldContacts,
	}
	full, report := knowledge.ParseCard(file(t, "testdata", "content", "complete.yaml"))
	accepted(t, report)
	for name, test := range map[string]struct {
		card caterina.Card
		want []caterina.Field
	}{
		"an empty service":              {caterina.Card{Kind: caterina.KindService}, all},
		"an empty bonus":                {caterina.Card{Kind: caterina.KindBonus}, all},
		"a guide has no such parts":     {caterina.Card{Kind: caterina.KindGuide}, nil},
		"a complete card":               {full, nil},
		"empty contacts are none":       {caterina.Card{Kind: caterina.KindBonus, Contacts: &caterina.Contacts{}}, all},
		"an office stands for contacts": {caterina.Card{Kind: caterina.KindBonus, Offices: []string{"urp"}}, all[:5]},
		"an amount is a result, a window a deadline": {
			caterina.Card{Kind: caterina.KindBonus, Amount: "100 euro", Window: &caterina.Window{}, Contacts: &caterina.Contacts{URL: "https://x.it"}}, all[:3],
		},
	} {
		if diff := cmp.Diff(test.want, knowledge.Gaps(test.card)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestTheDemoTownsAreFlawless: what we ship must pass without a remark.
func TestTheDemoTownsAreFlawless(t *testing.T) {
	t.Parallel()

	read := map[string]func(knowledge.Document) knowledge.Report{
		"town.yaml":       func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseTown(d); return r },
		"offices/*.yaml":  func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseOffice(d); return r },
		"services/*.yaml": func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseService(d); return r },
		"cards/*.yaml":    func(d knowledge.Document) knowledge.Report { _, r := knowledge.ParseCard(d); return r },
	}
	count := 0
	for pattern, parse := range read {
		for _, name := range demoFiles(t, pattern) {
			count++
			accepted(t, parse(file(t, name)))
		}
	}
	if count < 150 {
		t.Errorf("only %d demo files were found", count)
	}
}

func demoFiles(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "demo", "*", pattern))
	if err != nil {
		t.Fatal(err)
	}
	return names
}
