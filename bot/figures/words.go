package figures

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed words/words.txt
var wordList string

// italian is the language of the numbers that are put together of several words.
const italian = "it"

// tongue is what words of a language stand for.
type tongue struct {
	values map[string][]figure // by the folded word
	knows  map[kind]bool
}

// tongues are the languages whose words are known, by their codes; "" has the months and
// days of all, in case the language is not known.
//
//nolint:gochecknoglobals // read once from an embedded list, never changed
var tongues = sync.OnceValue(func() map[string]*tongue {
	all := map[string]*tongue{"": {values: map[string][]figure{}, knows: map[kind]bool{}}}
	for line := range strings.Lines(wordList) {
		f := strings.Fields(line)
		if len(f) < 3 || f[0] == "#" {
			continue
		}
		if all[f[0]] == nil {
			all[f[0]] = &tongue{values: map[string][]figure{}, knows: map[kind]bool{}}
		}
		for i, forms := range f[2:] {
			x, forms := meaning(f[1], i, forms)
			for form := range strings.SplitSeq(forms, "|") {
				all[f[0]].learn(form, x)
				x.sure = x.sure && x.kind != number
				all[""].learn(form, x)
			}
		}
	}
	return all
})

// meaning is what an entry of the list stands for, and its forms.
func meaning(what string, i int, forms string) (figure, string) {
	x := figure{sure: true}
	switch what {
	case "month":
		x.key, x.kind = "m"+strconv.Itoa(i+1), month
	case "day":
		x.key, x.kind = "d"+strconv.Itoa(i+1), weekday
	default:
		var value string
		value, forms, _ = strings.Cut(forms, "=")
		x.key, x.kind = value, number
	}
	forms, doubtful := strings.CutPrefix(forms, "~")
	x.sure = !doubtful
	return x, forms
}

func (t *tongue) learn(form string, x figure) {
	form = Folded(form)
	t.knows[x.kind] = true
	if !slices.ContainsFunc(t.values[form], func(y figure) bool { return y.key == x.key }) {
		t.values[form] = append(t.values[form], x)
	}
}

var aWord = regexp.MustCompile(`[\p{L}\p{M}'’]+`)

// words reads the words that are values. Of a language that is not known, a kind of which
// there is no word cannot be read.
func (f *Set) words(text, lang string) {
	t, known := tongues()[lang], lang != ""
	if t == nil {
		t, known = tongues()[""], false
	}
	for k := range t.knows {
		f.knows[k] = known
	}
	for _, word := range aWord.FindAllString(text, -1) {
		found := t.value(Folded(word), lang)
		for _, x := range found {
			x.sure = x.sure && len(found) == 1
			if x.kind != number {
				f.knows[x.kind] = true
			}
			f.add(x)
		}
	}
}

// kept reads words that a translation has left in their own language.
func (f *Set) kept(text, lang, own string) {
	t, o := tongues()[lang], tongues()[own]
	if o == nil || lang == own {
		return
	}
	for _, word := range aWord.FindAllString(text, -1) {
		if word = Folded(word); t != nil && t.value(word, lang) != nil {
			continue
		}
		for _, x := range o.value(word, own) {
			x.sure = false
			f.add(x)
		}
	}
}

// value is what a folded word stands for, nil for nothing.
func (t *tongue) value(word, lang string) []figure {
	if found := t.values[word]; found != nil {
		return found
	}
	if _, after, ok := strings.Cut(word, "'"); ok {
		return t.values[after]
	}
	return compound(word, lang)
}

// compound reads an Italian number of several parts: "trecentoventi", "duemila".
func compound(word, lang string) []figure {
	if lang != italian && lang != "" || len(word) < 6 {
		return nil
	}
	if n := italianNumber(word); n > 0 {
		return []figure{{strconv.Itoa(n), number, lang == italian}}
	}
	return nil
}

// italianNumber is the value of a number below a million, 0 for what is none.
func italianNumber(word string) int {
	if head, tail, ok := strings.Cut(word, "mila"); ok {
		thousands := belowThousand(head)
		rest := belowThousand(tail)
		if thousands == 0 || rest == 0 && tail != "" {
			return 0
		}
		return thousands*1000 + rest
	}
	if tail, ok := strings.CutPrefix(word, "mille"); ok {
		if rest := belowThousand(tail); rest > 0 {
			return 1000 + rest
		}
		return 0
	}
	return belowThousand(word)
}

func belowThousand(word string) int {
	if n := belowHundred(word); n > 0 {
		return n
	}
	head, tail, ok := strings.Cut(word, "cento")
	if !ok {
		return 0
	}
	hundreds, rest := 1, belowHundred(tail)
	if head != "" {
		hundreds = belowHundred(head)
	}
	if hundreds == 0 || hundreds > 9 || rest == 0 && tail != "" {
		return 0
	}
	return hundreds*100 + rest
}

func belowHundred(word string) int {
	simple := func(w string) int {
		if w == "uno" || w == "un" {
			return 1
		}
		for _, x := range tongues()[italian].values[w] {
			if n, err := strconv.Atoi(x.key); err == nil && x.kind == number && n < 100 {
				return n
			}
		}
		return 0
	}
	if n := simple(word); n > 0 {
		return n
	}
	for cut := 4; cut < len(word)-1; cut++ {
		if tens, ones := simple(word[:cut]), simple(word[cut:]); tens >= 20 && ones > 0 && ones < 10 {
			return tens + ones
		}
	}
	return 0
}

// Folded is a text in small letters without accents.
func Folded(word string) string {
	word = strings.ReplaceAll(strings.ToLower(word), "’", "'")
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(word))
}
