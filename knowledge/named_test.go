package knowledge

import (
	"testing"

	"example.org/caterina"
)

func TestWhatIsNamedMustBeInTheCard(t *testing.T) {
	t.Parallel()

	language, err := LoadLanguage(LanguageConfig{})
	if err != nil {
		t.Fatal(err)
	}
	town := caterina.Content{
		Town: caterina.Town{ID: 1, Slug: "valdoro", Name: "Valdoro"},
		Cards: []caterina.Card{
			{
				Slug: "biblioteca", Title: "Biblioteca comunale", Kind: caterina.KindService, Summary: "Libri in prestito e sale per studiare.",
				Questions: []string{"come prendo un libro in prestito", "prestito di libri"},
			},
			{
				Slug: "nascita", Title: "Dichiarazione di nascita", Kind: caterina.KindService, Summary: "Il bambino ha un nome.",
				Questions: []string{"estratto di nascita per sposarmi", "registrare un figlio in comune"},
			},
			{Slug: "figli", Title: "Assegno unico per i figli", Kind: caterina.KindBonus, Summary: "Un aiuto per ogni figlio.", Questions: []string{"aiuto per mio figlio"}},
		},
	}
	without, err := Build(town, caterina.Content{}, language)
	if err != nil {
		t.Fatal(err)
	}
	town.Cards = append(town.Cards, caterina.Card{Slug: "matrimonio", Title: "Matrimonio in Comune", Kind: caterina.KindService, Summary: "Le nozze civili.", Questions: []string{"quanto costa la sala"}})
	with, err := Build(town, caterina.Content{}, language)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		town  *Index
		text  string
		found bool
	}{
		{without, "ho bisogno di un prestito", false},
		{without, "vorrei un libro in prestito", true},
		{without, "voglio sposarmi", false},
		{with, "voglio sposarmi in comune", true},
		{without, "devo fare il passaporto per mio figlio", false},
		{without, "aiuto per mio figlio", true},
	} {
		r := c.town.Search(caterina.Query{Text: c.text, Lang: langItalian}, nil)
		if got := r.Verdict != caterina.VerdictNone; got != c.found {
			t.Errorf("%q: verdict %v, confidence %.2f; found %v, want %v", c.text, r.Verdict, r.Confidence, got, c.found)
		}
	}
}
