package verify_test

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// englishDrafts are the sentences of the demo's translations that hold a fact.
func englishDrafts(tb testing.TB) []draft {
	tb.Helper()
	cards := demoCards(tb)
	var all []draft
	for i := range cards {
		c := &cards[i]
		text := english(&c.Card)
		if text == "" {
			continue
		}
		c.source.Text += "\n" + text
		for _, s := range sentences(text) {
			if len(s) > 15 && !strings.HasSuffix(s, ":") {
				all = append(all, draft{c, marker.ReplaceAllString(s, "")})
			}
		}
	}
	return all
}

// englishForms write what a translation says as English people would.
var (
	plainEuro   = regexp.MustCompile(`(\d[\d.]*)(,\d\d)? euro\b`)
	spokenHours = regexp.MustCompile(`from (\d{1,2}) to (\d{1,2})\b`)
)

func inEnglish(text string) string {
	text = replaced(plainEuro, text, func(g []string) string {
		n := strings.ReplaceAll(g[1], ".", "")
		for i := len(n) - 3; i > 0; i -= 3 {
			n = n[:i] + "," + n[i:]
		}
		return n + strings.Replace(g[2], ",", ".", 1) + " euros"
	})
	return replaced(spokenHours, text, func(g []string) string {
		say := func(h string) string {
			n, _ := strconv.Atoi(h)
			if n > 12 {
				return strconv.Itoa(n-12) + " pm"
			}
			return h + " am"
		}
		if a, _ := strconv.Atoi(g[1]); a < 8 || strings.Contains(text, "year") {
			return g[0]
		}
		return "from " + say(g[1]) + " to " + say(g[2])
	})
}

func TestEnglishDraftsOfTranslatedCards(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	n, refused, told, shown := 0, 0, 0, 0
	days := strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
	for _, d := range englishDrafts(t) {
		k := checker("en", d.card.source)
		d.text = inEnglish(d.text)
		n++
		if got := k.Sentence(d.text, []string{d.card.Slug}); len(got) > 0 {
			if refused++; refused < 15 {
				t.Logf("%s: %q is refused: %s %q", d.card.Slug, d.text, got[0].Reason, got[0].Words)
			}
		}
		lies := []string{
			one(r, anyNumber, d.text, func(s string) string { return s[:len(s)-1] + strconv.Itoa((int(s[len(s)-1]-'0')+1+r.IntN(8))%10) }),
			one(r, regexp.MustCompile(strings.Join(days, "|")), d.text, func(s string) string { return otherOf(r, days, s) }),
			one(r, regexp.MustCompile(`\b(?:\d+|few|two|three|five|six) (?:day|month|year)s\b`), d.text, func(s string) string {
				n, unit, _ := strings.Cut(s, " ")
				return n + " " + otherOf(r, []string{"days", "months", "years"}, unit)
			}),
			one(r, anyMail, d.text, func(s string) string { return "x" + s }),
			one(r, regexp.MustCompile(`\bfree\b`), d.text, func(string) string { return "not free" }),
		}
		for _, lie := range lies {
			if lie == "" {
				continue
			}
			told++
			if len(k.Sentence(lie, []string{d.card.Slug})) == 0 {
				if shown++; shown < 15 {
					t.Errorf("%s: %q is shown, made of %q", d.card.Slug, lie, d.text)
				}
			}
		}
	}
	t.Logf("%d of %d honest refused; %d of %d lies shown", refused, n, shown, told)
	if refused*50 > n {
		t.Errorf("%d of %d honest sentences refused", refused, n)
	}
}
