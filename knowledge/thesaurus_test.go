package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const smallThesaurus = `UTF-8
mensa|2
(s.f.)|refezione|tavola calda|mensa
(s.f.)|Refezioni|vitto
multa|1
(s.f. Pena in denaro)|ammenda|sanzione
in fretta|1
(avv.)|presto
`

func TestThesaurusGivesSingleWordsByStem(t *testing.T) {
	t.Parallel()

	th, err := parseThesaurus(strings.NewReader(smallThesaurus))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	for word, want := range map[string][]string{
		"mense":     {stem("refezione"), stem("vitto")},
		"multa":     {stem("ammenda"), stem("sanzione")},
		"fretta":    nil,
		"refezione": nil,
	} {
		if diff := cmp.Diff(want, th.of(stem(word))); diff != "" {
			t.Errorf("synonyms of %q (-want +got):\n%s", word, diff)
		}
	}
}

func TestWordsWithTooManySynonymsHaveNone(t *testing.T) {
	t.Parallel()

	var file strings.Builder
	file.WriteString("UTF-8\nfare|1\n(v.)")
	for i := range maxSynonyms + 1 {
		file.WriteString("|verbo" + strings.Repeat("x", i%30+1) + strings.Repeat("y", i/30+1))
	}
	file.WriteString("\ncasa|1\n(s.f.)|dimora\n")
	th, err := parseThesaurus(strings.NewReader(strings.ReplaceAll(file.String(), "fare|", "compiere|")))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	if got := th.of(stem("compiere")); got != nil {
		t.Errorf("%d synonyms of a word with more than %d", len(got), maxSynonyms)
	}
	if got := th.of(stem("casa")); len(got) != 1 {
		t.Errorf("the head after it has %d synonyms, want 1", len(got))
	}
}

func TestMissingThesaurusHasNoSynonyms(t *testing.T) {
	t.Parallel()

	if got := (*thesaurus)(nil).of("mens"); got != nil {
		t.Errorf("synonyms from nowhere: %v", got)
	}
}

func TestBrokenThesaurusIsAnError(t *testing.T) {
	t.Parallel()

	for name, file := range map[string]string{
		"no number":    "UTF-8\nmensa|molti\n",
		"endless line": "UTF-8\n" + strings.Repeat("a", 2<<20),
	} {
		if _, err := parseThesaurus(strings.NewReader(file)); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}
