package knowledge

import (
	"strings"
	"testing"
)

func TestRepairToWordsOfTheCards(t *testing.T) {
	t.Parallel()

	s := newSpeller(map[string]int32{
		"iscrizione": 9, "assegno": 3, "bonus": 5, "residenza": 4, "residente": 1, "mensa": 2, "nido": 8, "tari": 8,
	})
	for word, want := range map[string]string{
		"iscrizzione": "iscrizione", // one letter more
		"iscrizone":   "iscrizione", // one less
		"iscriziome":  "iscrizione", // another
		"isrcizione":  "iscrizione", // two swapped
		"iscrzomne":   "",           // too many mistakes
		"isrcizzione": "iscrizione", // two mistakes in a long word
		"assegnno":    "assegno",
		"asehmo":      "",        // two mistakes in a short word
		"acegno":      "assegno", // a doubled letter is heard once
		"rresidensa":  "residenza",
		"residenta":   "residenza",
		"bonsu":       "bonus",
		"nidp":        "", // too short to guess
		"pioggia":     "",
		"m3nsa":       "",
	} {
		got, ok := s.repair(word)
		if got != want && (ok || want != "") {
			t.Errorf("repair(%q) = %q, %v, want %q", word, got, ok, want)
		}
	}
}

func TestJoinedWordsAreTakenApart(t *testing.T) {
	t.Parallel()

	s := newSpeller(map[string]int32{"carta": 9, "identita": 3, "bonus": 5, "nido": 4, "scuola": 1, "asilo": 2, "nidi": 8})
	for word, want := range map[string]string{
		"cartaidentita":    "carta identita",
		"cartadidentita":   "carta identita",
		"cartadiidentita":  "carta identita",
		"asilonido":        "asilo nido",
		"bonusnido":        "bonus nido",
		"bonusperlascuola": "", // only one little word
		"cartaxyz":         "",
		"scuola":           "",
		"nid":              "",
	} {
		first, second, ok := s.split(word)
		if got := strings.TrimSpace(first + " " + second); got != want || ok != (want != "") {
			t.Errorf("split(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestRepairPrefersTheNearestThenTheMostFrequent(t *testing.T) {
	t.Parallel()

	s := newSpeller(map[string]int32{"contributo": 1, "contributi": 7, "attributo": 50})
	if got, _ := s.repair("contribute"); got != "contributi" {
		t.Errorf("repair = %q, want the more frequent of the two at one edit", got)
	}
	if got, _ := s.repair("contribut"); got != "contributi" {
		t.Errorf("repair = %q, want a word at one edit, not the frequent one further away", got)
	}
}

func TestTypoDistance(t *testing.T) {
	t.Parallel()

	for _, c := range []struct {
		a, b string
		want int
	}{
		{"mensa", "mensa", 0},
		{"mensa", "menza", 1},
		{"mensa", "mesna", 1},
		{"mensa", "mens", 1},
		{"mensa", "amensa", 1},
		{"mensa", "menzaa", 2},
		{"mensa", "nido", 3},
		{"", "ab", 2},
		{strings.Repeat("a", maxRepairedLetters), strings.Repeat("a", maxRepairedLetters), 0},
	} {
		for _, got := range []int{typoDistance(c.a, c.b, 2), typoDistance(c.b, c.a, 2)} {
			if got != c.want {
				t.Errorf("distance of %q and %q = %d, want %d", c.a, c.b, got, c.want)
			}
		}
	}
}

func TestWordListKnowsItsWords(t *testing.T) {
	t.Parallel()

	l, err := parseWordList(strings.NewReader("zio\nPerché\nabaco\nzio\n"))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	for word, want := range map[string]bool{"perche": true, "abaco": true, "zio": true, "zi": false, "": false} {
		if l.has(word) != want {
			t.Errorf("has(%q) = %v", word, !want)
		}
	}
	if (*wordList)(nil).has("zio") {
		t.Error("a missing list knows a word")
	}
	if _, err := parseWordList(strings.NewReader(strings.Repeat("a", 1<<20))); err == nil {
		t.Error("an endless word was read")
	}
}
