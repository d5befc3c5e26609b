package verify_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// digitRun finds a number however its digits are grouped.
var digitRun = regexp.MustCompile(`\d+(?:[.,:/' \-]\d+)*`)

// noDecimals are decimals that add nothing.
var noDecimals = regexp.MustCompile(`[.,]0{1,3}$`)

// knownDigits are the digits of every number that a sentence about the bonus may
// have: a second, simpler reading than the package's own. What a number is, and
// whether it stands in its place, it does not know.
func knownDigits() map[string]bool {
	known := map[string]bool{}
	for n := range strings.FieldsSeq(`
		1 01 2026 26 9360 936000 3 03 7000 700000 500 50000 700001 300 30000 30 2500 250000 41310 5 05 206550 6 06 10 180
		18 2 02 104 92 1992 9 09 900 0900 12 1230 15 1500 17 1700 0577 292 111 292111 0577292111 390577292111 39 53100 23 112 24 50 00
		0 1 4 8 22 11 2026`) {
		known[n] = true
	}
	return known
}

// strangeNumber is a run of digits in a text that no sentence about the bonus has,
// "" when there is none.
func strangeNumber(text string) string {
	known := knownDigits()
	for _, run := range digitRun.FindAllString(text, -1) {
		run = noDecimals.ReplaceAllString(run, "")
		joined := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, run)
		if known[joined] || known[strings.TrimSuffix(joined, "00")] {
			continue
		}
		for _, part := range regexp.MustCompile(`\d+`).FindAllString(run, -1) {
			if !known[part] && !known[strings.TrimLeft(part, "0")] {
				return run
			}
		}
	}
	return ""
}

// FuzzSentence looks for sentences that are accepted although a simpler reading finds
// a number in them that the card does not have; and for panics.
func FuzzSentence(f *testing.F) {
	for _, text := range []string{
		"L'ISEE deve essere fino a 9.360,00 euro.", "Lo sportello è aperto lunedì dalle 9 alle 12:30.", "La domanda entro il 3/10/2026.",
		"Telefona allo 0577 292 111 o al 112.", "art. 3, comma 2, L. 104/92", "via del Casato di Sotto 23, 53100", "un milione e mezzo di euro",
		"24 ore su 24, dal lunedì al", "Sono 413,10 euro al mese per cinque mesi", "- 30 % di 2.500 € l'anno", "½ 1/2 metà due terzi", "9 am to 12:30 pm",
		"dalle 9 alle 27 e mezza", "il 31 dicembre 7000", "n. art. n. L. D.Lgs. 33/", "+39 (0577) 292-111 int. 3", "[a](http://x.it/y?z=1#q) a@b.c", "IV XX settembre", "F24 A38 730/4",
	} {
		f.Add(text)
	}
	cited, lang := []string{"bonus-nascita"}, "it"
	k := checker(lang, bonusSource())
	f.Fuzz(func(t *testing.T, text string) {
		got := k.Sentence(text, cited)
		if again := k.Sentence(text, cited); !slices.Equal(got, again) {
			t.Fatalf("%q is judged %v, then %v", text, got, again)
		}
		for _, p := range split(text) {
			if len(k.Sentence(p, cited)) > 0 {
				continue
			}
			if run := strangeNumber(unmarked(p)); run != "" {
				t.Errorf("%q is accepted with %q", p, run)
			}
		}
	})
}

// unmarked is a sentence as it is read: nothing hidden, no list number, no citation.
func unmarked(text string) string {
	text = strings.TrimSpace(text)
	text = regexp.MustCompile(`^\d{1,3}[.)] `).ReplaceAllString(text, "")
	return regexp.MustCompile(`\[[a-z0-9, ;-]*\]`).ReplaceAllString(text, "")
}

// FuzzStream looks for drafts of which more is shown than is kept, that depend on how
// they arrive, or that come out in another way the second time.
func FuzzStream(f *testing.F) {
	f.Add("Costa 22,21 euro [cie]. Arriva entro 60 giorni [cie].\n\nServono:\n- una fototessera [cie]\n- il passaporto [cie]", 3)
	f.Add("Ciao! [cie] Costa… «22,21» €. [cie][bonus-nascita]\n1. uno: due:\n\n- tre", 1)
	f.Add("NON_LO_SO", 4)
	f.Add(strings.Repeat("[", 400)+strings.Repeat("]", 400), 7)
	k := desk()
	f.Fuzz(func(t *testing.T, text string, step int) {
		step = min(max(step, 1), 64)
		whole := k.Draft(text)
		s := k.Stream()
		var shown strings.Builder
		for rest := text; rest != ""; {
			n := min(step, len(rest))
			shown.WriteString(s.Feed(rest[:n]))
			rest = rest[n:]
		}
		last, got := s.Close()
		shown.WriteString(last)
		if shown.String() != whole.Text || got.Text != whole.Text || got.OK != whole.OK {
			t.Fatalf("shown %q, in pieces %q, at once %q", shown.String(), got.Text, whole.Text)
		}
		if whole.OK && len(whole.Cards) == 0 {
			t.Errorf("%q is an answer that rests on nothing", text)
		}
		for _, id := range whole.Cards {
			if id != "cie" && id != "bonus-nascita" {
				t.Errorf("%q rests on %s", text, id)
			}
		}
	})
}

// FuzzSplitter looks for texts that are not put together again, or are cut otherwise
// when they arrive otherwise.
func FuzzSplitter(f *testing.F) {
	f.Add("Serve l'ISEE. [isee] Poi «paga» 1.500,00 €!\n\n- uno\n2. due… tre", 1)
	f.Add("art. 5 c. 2 S.r.l. n. 12 [a](b) [c]\n[d].", 2)
	f.Fuzz(func(t *testing.T, text string, step int) {
		step = min(max(step, 1), 64)
		whole := split(text)
		if strings.Join(whole, "") != text {
			t.Fatalf("%q becomes %q", text, whole)
		}
		var parts []string
		for rest := text; rest != ""; {
			n := min(step, len(rest))
			parts = append(parts, rest[:n])
			rest = rest[n:]
		}
		if got := split(parts...); !slices.Equal(got, whole) {
			t.Fatalf("in pieces %q, at once %q", got, whole)
		}
	})
}
