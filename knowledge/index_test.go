package knowledge

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// card makes a card; questions are separated by "|".
func card(slug, title, summary, questions string) caterina.Card {
	c := caterina.Card{Slug: slug, Kind: caterina.KindService, Title: title, Summary: summary}
	if questions != "" {
		c.Questions = strings.Split(questions, "|")
	}
	return c
}

// smallTown is a town of a dozen cards.
func smallTown() caterina.Content {
	c := caterina.Content{Town: caterina.Town{ID: 7, Slug: "borgo", Name: "Borgo"}, Version: 3, Cards: []caterina.Card{
		card("nido", "Iscrizione all'asilo nido", "Il nido accoglie bambine e bambini da 3 a 36 mesi.",
			"come iscrivo mio figlio al nido|quanto costa il nido comunale|quando esce il bando del nido"),
		card("mensa", "Refezione scolastica", "I pasti a scuola per chi frequenta le scuole del comune.",
			"come funziona la mensa a scuola|quanto si paga per il pranzo a scuola|dieta speciale per celiaci"),
		card("scuolabus", "Trasporto scolastico", "Il pulmino porta gli alunni da casa a scuola.",
			"chi può prendere lo scuolabus|quanto costa il pulmino"),
		card("bonus-utenze", "Bonus utenze", "Un contributo per luce, gas e acqua a chi ha un ISEE basso.",
			"aiuto per pagare le bollette|come chiedo il bonus bollette|documenti per il bonus utenze"),
		card("affitto", "Contributo per l'affitto", "Un aiuto per il canone di locazione.",
			"non riesco a pagare l'affitto|bando contributo affitto"),
		card("residenza", "Cambio di residenza", "La dichiarazione si fa entro venti giorni.",
			"mi sono trasferito cosa devo fare|come cambio residenza"),
		card("cie", "Carta d'identità elettronica", "Si fa su appuntamento all'anagrafe.",
			"come rinnovo la carta d'identità|ho perso il documento"),
		card("domiciliare", "Assistenza domiciliare per anziani", "Una persona aiuta a casa chi non ce la fa da solo.",
			"mia madre ha bisogno di aiuto in casa|chi assiste un anziano"),
		card("sociale", "Servizio sociale", "Il colloquio con l'assistente sociale.",
			"come parlo con l'assistente sociale|sono in difficoltà a chi mi rivolgo"),
		card("centri-estivi", "Centri estivi", "Le attività d'estate per i bambini.",
			"dove lascio i bambini d'estate|iscrizione al centro estivo"),
		card("certificati", "Certificati anagrafici", "Stato di famiglia, nascita, matrimonio.",
			"mi serve lo stato di famiglia|certificato di nascita"),
		card("biblioteca", "Biblioteca comunale", "Prestito di libri e sala studio.",
			"che orari ha la biblioteca|come prendo in prestito un libro"),
	}}
	c.Cards[0].Translations = map[string]caterina.Translation{langEnglish: {
		Title: "Enrolment at the nursery", Summary: "For children from 3 to 36 months.", Questions: []string{"how do I enrol my baby"},
	}}
	return c
}

func build(tb testing.TB, own, parent caterina.Content) *Index {
	tb.Helper()
	x, err := Build(own, parent, bareLanguage(tb))
	if err != nil {
		tb.Fatalf("build: %v", err)
	}
	return x
}

// first returns the slug of the first card for an Italian question.
func first(x *Index, text string) string {
	return firstOf(x.Search(caterina.Query{Text: text, Lang: langItalian}, nil))
}

func firstOf(r caterina.Ranking) string {
	if len(r.Hits) == 0 {
		return ""
	}
	return r.Hits[0].Card.Slug
}

func TestQuestionsFindTheirCard(t *testing.T) {
	t.Parallel()

	x := build(t, smallTown(), caterina.Content{})
	for question, want := range map[string]string{
		"vorrei iscrivere la bambina al nido":           "nido",
		"quanto costa far mangiare mio figlio a scuola": "mensa", // concept: no word of the title
		"pulmino per la scuola":                         "scuolabus",
		"la bolletta della luce è troppo alta":          "bonus-utenze",
		"pago troppo di locazione":                      "affitto",
		"ho cambiato casa":                              "residenza",
		"mi hanno rubato il documento":                  "cie",
		"il nonno non è autosufficiente":                "domiciliare",
		"orario biblioteca":                             "biblioteca",
		"mio figlio è celiaco":                          "mensa", // a question's word only
		"iscrizzione al nidoo":                          "nido",  // misspelled
		"C.I.E. SCADUTA!!!":                             "cie",
	} {
		if got := first(x, question); got != want {
			t.Errorf("%q finds %q, want %q", question, got, want)
		}
	}
}

func TestEnglishQuestionsFindItalianCards(t *testing.T) {
	t.Parallel()

	x := build(t, smallTown(), caterina.Content{})
	for question, want := range map[string]string{
		"how do I enrol my child in the nursery?":   "nido", // has a translation
		"my mother is old and needs help at home":   "domiciliare",
		"what are the opening hours of the library": "biblioteca",
		"I can't afford the rent":                   "affitto",
		"school meals, how much does it cost?":      "mensa",
		"how can I renew my identity card":          "cie",
		"is there help with my electricity bills":   "bonus-utenze",
		"I need to talk to a social worker":         "sociale",
		"ISEE bonus for bills":                      "bonus-utenze",
	} {
		r := x.Search(caterina.Query{Text: question, Lang: langEnglish}, nil)
		if got := firstOf(r); got != want {
			t.Errorf("%q finds %q, want %q", question, got, want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	t.Parallel()

	x := build(t, smallTown(), caterina.Content{})
	for question, want := range map[string]caterina.Verdict{
		"come faccio a iscrivere mio figlio al nido comunale": caterina.VerdictClear,
		"come si fa l'iscrizione?":                            caterina.VerdictClose,
		"metti una canzone rock degli anni ottanta":           caterina.VerdictNone,
		"che tempo farà domenica a Rimini":                    caterina.VerdictNone,
		"ricordami di chiamare l'idraulico":                   caterina.VerdictNone,
		"prenota un volo per Parigi":                          caterina.VerdictNone,
		"":                                                    caterina.VerdictNone,
		"xyzzy plugh":                                         caterina.VerdictNone,
	} {
		r := x.Search(caterina.Query{Text: question, Lang: langItalian}, nil)
		if r.Verdict != want {
			t.Errorf("%q is %s at confidence %.2f and reject %.2f, want %s", question, r.Verdict, r.Confidence, r.Reject, want)
		}
		if r.Confidence < 0 || r.Confidence > 1 || r.Reject < 0 || r.Reject > 1 {
			t.Errorf("%q: confidence %v and reject %v are no probabilities", question, r.Confidence, r.Reject)
		}
	}
}

func TestTownOverridesItsParentsCards(t *testing.T) {
	t.Parallel()

	parent := caterina.Content{
		Town: caterina.Town{ID: 1, Slug: "italia", Name: "Italia"},
		Cards: []caterina.Card{
			card("mensa", "Mensa nazionale", "Quella dello Stato.", ""),
			card("assegno-unico", "Assegno unico", "Un assegno per i figli, ogni mese.", "soldi per i figli"),
		},
		Offices: []caterina.Office{{Slug: "urp", Name: "URP nazionale"}, {Slug: "inps", Name: "INPS"}},
	}
	own := smallTown()
	own.Offices = []caterina.Office{{Slug: "urp", Name: "URP di Borgo"}}
	x := build(t, own, parent)

	entry, ok := x.Card("mensa")
	if !ok || entry.Card.Title != "Refezione scolastica" || entry.Town.Slug != "borgo" {
		t.Errorf("mensa is %+v, want the town's own", entry)
	}
	r := x.Search(caterina.Query{Text: "assegno unico per i figli", Lang: langItalian}, nil)
	if firstOf(r) != "assegno-unico" || r.Hits[0].Town != "italia" {
		t.Errorf("the parent's card is not found: %q", firstOf(r))
	}
	if len(x.Entries()) != 13 {
		t.Errorf("%d cards, want the town's 12 and one of its parent's", len(x.Entries()))
	}
	want := []caterina.Office{{Slug: "urp", Name: "URP di Borgo", Town: "borgo"}, {Slug: "inps", Name: "INPS", Town: "italia"}}
	if diff := cmp.Diff(want, x.Offices()); diff != "" {
		t.Errorf("offices (-want +got):\n%s", diff)
	}
	if _, ok := x.Card("none"); ok {
		t.Error("a card that does not exist was found")
	}
}

func date(t *testing.T, s string) *caterina.Date {
	t.Helper()
	d, err := caterina.ParseDate(s)
	if err != nil {
		t.Fatalf("date: %v", err)
	}
	return &d
}

func TestExpiredCardsAreRankedMarkedAndBehindCurrentOnes(t *testing.T) {
	t.Parallel()

	content := smallTown()
	old := card("bonus-utenze-2021", "Bonus utenze", content.Cards[3].Summary+" Anno 2021.", strings.Join(content.Cards[3].Questions, "|"))
	old.Valid = &caterina.Validity{From: date(t, "2021-01-01"), To: date(t, "2021-12-31")}
	future := card("bonus-futuro", "Bonus futuro", "Arriva tra anni.", "")
	future.Valid = &caterina.Validity{From: date(t, "2099-01-01")}
	content.Cards = append([]caterina.Card{old, future}, content.Cards...)
	x := build(t, content, caterina.Content{})

	ask := func(text, day string) caterina.Ranking {
		return x.Search(caterina.Query{Text: text, Lang: langItalian, Day: *date(t, day)}, nil)
	}
	expired := func(r caterina.Ranking, slug string) bool {
		for _, h := range r.Hits {
			if h.Card.Slug == slug {
				return h.Expired
			}
		}
		t.Errorf("%s is not ranked", slug)
		return false
	}
	r := ask("documenti per il bonus utenze", "2026-11-22")
	if firstOf(r) != "bonus-utenze" || expired(r, "bonus-utenze") || !expired(r, "bonus-utenze-2021") {
		t.Errorf("today the first is %q; the current one must lead and only the old one be marked", firstOf(r))
	}
	if got := firstOf(ask("bonus utenze del 2021", "2026-11-22")); got != "bonus-utenze-2021" {
		t.Errorf("who names the year finds %q, want the old card", got)
	}
	if expired(ask("bonus utenze", "2021-12-31"), "bonus-utenze-2021") {
		t.Error("marked on its last day")
	}
	if !expired(ask("bonus futuro", "2026-11-22"), "bonus-futuro") {
		t.Error("a card that is not valid yet is not marked")
	}
	if r := x.Search(caterina.Query{Text: "bonus utenze", Lang: langItalian}, nil); expired(r, "bonus-utenze-2021") {
		t.Error("marked without a day")
	}
}

func TestSameContentGivesTheSameAnswers(t *testing.T) {
	t.Parallel()

	a, b := build(t, smallTown(), caterina.Content{}), build(t, smallTown(), caterina.Content{})
	for _, q := range []string{"come iscrivo mio figlio", "bonus", "aiuto in casa", "metti una canzone"} {
		query := caterina.Query{Text: q, Lang: langItalian}
		if diff := cmp.Diff(a.Search(query, nil), b.Search(query, nil)); diff != "" {
			t.Errorf("%q (-first +second):\n%s", q, diff)
		}
	}
}

func TestTownsOwnWordsCount(t *testing.T) {
	t.Parallel()

	content := smallTown()
	if got := first(build(t, content, caterina.Content{}), "dove metto il mio citto"); got == "nido" {
		t.Fatal("the dialect word is known without the town's lexicon: the test shows nothing")
	}
	content.Lexicon = "nido: citto, cittino"
	if got := first(build(t, content, caterina.Content{}), "dove metto il mio citto"); got != "nido" {
		t.Errorf("the dialect word finds %q, want the nursery", got)
	}
	content.Lexicon = "senza due punti"
	if _, err := Build(content, caterina.Content{}, bareLanguage(t)); err == nil || !strings.Contains(err.Error(), "borgo") {
		t.Errorf("err = %v, want one that names the town", err)
	}
}

func TestKnownWordsAreNotRepaired(t *testing.T) {
	t.Parallel()

	language := bareLanguage(t)
	language.words = &wordList{words: []string{"nidio"}}
	x, err := Build(smallTown(), caterina.Content{}, language)
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	asked := func(text string) string {
		return strings.Join(wordsOf((&asking{index: x}).repaired(newToken(text))), " ")
	}
	for word, want := range map[string]string{
		"resideza": "residenza", // nobody knows it
		"nidio":    "nidio",     // the word list does
		"mensa":    "mensa",     // a question has it
		"refezion": "refezion",  // has the stem of a word of the cards
		"non":      "non",
	} {
		if got := asked(word); got != want {
			t.Errorf("%q becomes %q, want %q", word, got, want)
		}
	}
}

func TestSynonymsHelp(t *testing.T) {
	t.Parallel()

	language := bareLanguage(t)
	x, err := Build(smallTown(), caterina.Content{}, language)
	if err != nil {
		t.Fatalf("build: %v", err)
	}
	if got := first(x, "villeggiature"); got != "" {
		t.Fatalf("the word is known without the thesaurus: it finds %q", got)
	}
	language.thesaurus = &thesaurus{synonyms: map[string][]string{stem("villeggiature"): {stem("estate")}}}
	if got := first(x, "villeggiature"); got != "centri-estivi" {
		t.Errorf("the synonym finds %q, want the summer camps", got)
	}
}

func TestNearCardsAreAddedAndReplacedOnesIgnored(t *testing.T) {
	t.Parallel()

	parent := caterina.Content{Town: caterina.Town{ID: 1, Slug: "italia"}, Cards: []caterina.Card{card("mensa", "Mensa nazionale", "x", "")}}
	x := build(t, smallTown(), parent)
	q := caterina.Query{Text: "zzzz", Lang: langItalian}
	r := x.Search(q, []caterina.Neighbour{{Town: 7, Card: "nido", Similarity: 0.6}, {Town: 7, Card: "cie", Similarity: 0.3}})
	if firstOf(r) != "nido" || r.Hits[0].Legs.Dense != 1 || r.Hits[1].Legs.Dense < 0.49 || r.Hits[1].Legs.Dense > 0.51 {
		t.Errorf("hits %+v, want the neighbours by similarity", r.Hits)
	}
	r = x.Search(q, []caterina.Neighbour{{Town: 1, Card: "mensa", Similarity: 0.9}, {Town: 7, Card: "gone", Similarity: 0.9}, {Town: 7, Card: "cie", Similarity: -1}})
	if len(r.Hits) != 0 {
		t.Errorf("%q was added, want nothing: replaced, unknown, or far", firstOf(r))
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()

	x := build(t, smallTown(), caterina.Content{})
	all := x.Search(caterina.Query{Text: "scuola bambini comune casa", Lang: langItalian, Limit: 12}, nil)
	if len(all.Hits) < 3 {
		t.Fatalf("only %d hits: the test shows nothing", len(all.Hits))
	}
	one := x.Search(caterina.Query{Text: "scuola bambini comune casa", Lang: langItalian, Limit: 1}, nil)
	if len(one.Hits) != 1 || one.Confidence != all.Confidence || one.Verdict != all.Verdict {
		t.Errorf("a limit of one gives %d hits and another verdict", len(one.Hits))
	}
	if n := len(x.Search(caterina.Query{Text: "scuola bambini comune casa", Lang: langItalian, Limit: -5}, nil).Hits); n > defaultLimit {
		t.Errorf("%d hits, want at most %d", n, defaultLimit)
	}
	for i := 1; i < len(all.Hits); i++ {
		if all.Hits[i-1].Score < all.Hits[i].Score {
			t.Errorf("hit %d scores more than the one before it", i+1)
		}
	}
}

func TestHostileInputIsHarmless(t *testing.T) {
	t.Parallel()

	x := build(t, smallTown(), caterina.Content{})
	for name, text := range map[string]string{
		"10,000 letters":    strings.Repeat("a", 10_000),
		"10,000 words":      strings.Repeat("nido mensa zqx ", 10_000),
		"emoji":             strings.Repeat("🎈👶🏽", 2_000),
		"control letters":   "\x00\x01\x02\u202e\u2066 nido \x7f",
		"broken UTF-8":      "nido \xff\xfe\xc3",
		"only small words":  "e di a da in con su per tra fra che non",
		"chinese":           "我需要帮助我的孩子上学",
		"combining accents": "a" + strings.Repeat("\u0301", 10_000),
		"apostrophes":       strings.Repeat("l'", 5_000),
		"one long mistake":  strings.Repeat("qwertyuiop", 500),
	} {
		for _, lang := range []string{langItalian, langEnglish, "", "xx"} {
			r := x.Search(caterina.Query{Text: text, Lang: lang}, nil)
			if r.Confidence < 0 || r.Confidence > 1 || r.Reject < 0 || r.Reject > 1 {
				t.Errorf("%s in %q: confidence %v, reject %v", name, lang, r.Confidence, r.Reject)
			}
		}
	}
}

func TestTownWithoutCardsDeclines(t *testing.T) {
	t.Parallel()

	x := build(t, caterina.Content{Town: caterina.Town{Slug: "vuoto"}}, caterina.Content{})
	if r := x.Search(caterina.Query{Text: "bonus nido", Lang: langItalian}, nil); r.Verdict != caterina.VerdictNone || r.Reject != 1 {
		t.Errorf("ranking %+v, want nothing", r)
	}
	if x.Town().Slug != "vuoto" {
		t.Errorf("town %q", x.Town().Slug)
	}
}

func TestConcurrentSearchesDoNotMeet(t *testing.T) {
	t.Parallel()

	x := build(t, smallTown(), caterina.Content{})
	questions := []string{"come iscrivo mio figlio al nido", "bonus bollette", "ho perso la carta d'identità", "metti una canzone"}
	var want []caterina.Ranking
	for _, q := range questions {
		want = append(want, x.Search(caterina.Query{Text: q, Lang: langItalian}, nil))
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 50 {
				n := (worker + i) % len(questions)
				got := x.Search(caterina.Query{Text: questions[n], Lang: langItalian}, nil)
				if !cmp.Equal(want[n], got) {
					t.Errorf("%q has another answer when asked at the same time as others", questions[n])
					return
				}
			}
		})
	}
	wg.Wait()
}
