package knowledge

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.org/caterina"
)

// bigTown makes up a town of n cards with five questions each, its words drawn
// from the lexicon so that concepts, stems and phrases meet as in real cards.
func bigTown(n int) caterina.Content {
	var members []string
	for line := range lines(italianLexicon) {
		_, list, _ := strings.Cut(line, ":")
		for m := range strings.SplitSeq(list, ",") {
			members = append(members, strings.TrimSpace(m))
		}
	}
	r := rand.New(rand.NewPCG(7, 7))
	some := func(count int) string {
		words := make([]string, count)
		for i := range words {
			at := int(float64(len(members)) * r.Float64() * r.Float64()) // few words are frequent, most are rare
			words[i] = members[at] + fmt.Sprintf(" voce%d", r.IntN(20*n))
			if r.IntN(4) > 0 {
				words[i] = members[at]
			}
		}
		return strings.Join(words, " della ")
	}
	content := caterina.Content{Town: caterina.Town{ID: 1, Slug: "grande", Name: "Grande"}, Version: 1}
	for i := range n {
		card := caterina.Card{
			Slug: fmt.Sprintf("carta-%d", i), Kind: caterina.KindService, Title: some(3), Summary: some(8),
			Description: some(30), Recipients: some(15), Access: some(15), Documents: []string{some(5), some(5)},
		}
		for range 5 {
			card.Questions = append(card.Questions, "come faccio a "+some(2))
		}
		content.Cards = append(content.Cards, card)
	}
	return content
}

func BenchmarkBuild2000(b *testing.B) {
	language, content := testLanguage(b), bigTown(2000)
	for b.Loop() {
		if _, err := Build(content, caterina.Content{}, language); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch2000(b *testing.B) {
	index, err := Build(bigTown(2000), caterina.Content{}, testLanguage(b))
	if err != nil {
		b.Fatal(err)
	}
	questions := []string{
		"come faccio a non pagare la mensa di mio figlio", "che documenti servono per il bonus bollette",
		"quando apre l'ufficio anagrafe", "mi hanno sfrattato e non so dove andare con i bambini",
		"quanto costa lo scuolabus per la scuola primaria", "isrcizione al nido comunnale",
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		index.Search(caterina.Query{Text: questions[i%len(questions)], Lang: "it"}, nil)
		i++
	}
}

func testLanguage(tb testing.TB) *Language {
	tb.Helper()
	l, err := LoadLanguage(LanguageConfig{Thesaurus: DefaultThesaurus, Words: DefaultWords})
	if err != nil {
		tb.Fatalf("load language: %v", err)
	}
	return l
}
