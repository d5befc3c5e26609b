package verify_test

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A rewording says the same in other words: numbers as words, dates and hours in
// another form, an opening, sentences put together. It is written without the code
// it measures.

var (
	amountForm  = regexp.MustCompile(`(\d[\d.]*)(,\d\d)? euro\b`)
	dateForm    = regexp.MustCompile(`\b(\d{1,2})°? (gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre)( \d{4})?`)
	hoursForm   = regexp.MustCompile(`dalle (?:ore )?(\d{1,2})(?:[.:](\d\d))? alle (?:ore )?(\d{1,2})(?:[.:](\d\d))?`)
	lengthForm  = regexp.MustCompile(`\b(\d{1,3}) (giorni|mesi|anni|settimane|figli|persone|rate|ore)\b`)
	percentForm = regexp.MustCompile(`\b(\d{1,3})%`)
	phoneForm   = regexp.MustCompile(`\b(0\d{1,3}) (\d{5,8})\b`)
	daysForm    = regexp.MustCompile(`(?i)dal lunedì al venerdì`)
	marker      = regexp.MustCompile(`^(?:- |\d+\. )`)
	wordsForm   = regexp.MustCompile(`\b(due|tre|quattro|cinque|dieci) (mesi|giorni|anni|figli|persone)\b`)
)

var months = strings.Fields("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre")

// inWords writes a whole number as Italians say it.
func inWords(n int) string {
	small := strings.Fields("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove")
	tens := strings.Fields("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
	switch {
	case n < 20:
		return small[n]
	case n < 100:
		w := tens[n/10]
		switch n % 10 {
		case 0:
			return w
		case 1, 8:
			w = w[:len(w)-1]
		}
		return w + small[n%10]
	case n < 1000:
		w := "cento"
		if n >= 200 {
			w = small[n/100] + w
		}
		if n%100 > 0 {
			w += inWords(n % 100)
		}
		return w
	case n < 1_000_000:
		w := "mille"
		if n >= 2000 {
			w = inWords(n/1000) + "mila"
		}
		if n%1000 > 0 {
			w += inWords(n % 1000)
		}
		return w
	}
	return strconv.Itoa(n)
}

func TestNumbersInWordsAreWhatItalianSays(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		21: "ventuno", 28: "ventotto", 103: "centotre", 2500: "duemilacinquecento", 20_668: "ventimilaseicentosessantotto", 1000: "mille",
	} {
		if got := inWords(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

// replaced calls f for each match with its groups.
func replaced(re *regexp.Regexp, text string, f func(g []string) string) string {
	return re.ReplaceAllStringFunc(text, func(m string) string { return f(re.FindStringSubmatch(m)) })
}

// grouped writes a number with dots between its thousands.
func grouped(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return digits
}

func plainNumber(text string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(text, ".", ""))
	return n
}

// rewordings are the ways in which one sentence is changed.
func rewordings() []func(r *rand.Rand, text string) string {
	return []func(r *rand.Rand, text string) string{
		func(r *rand.Rand, text string) string {
			return replaced(amountForm, text, func(g []string) string {
				n := strings.ReplaceAll(g[1], ".", "")
				forms := []string{"€ " + grouped(n) + g[2], grouped(n) + g[2] + " €", n + g[2] + " euro", "EUR " + n + g[2]}
				if g[2] == "" {
					forms = append(forms, inWords(plainNumber(n))+" euro", grouped(n)+",00 euro")
				}
				return forms[r.IntN(len(forms))]
			})
		},
		func(r *rand.Rand, text string) string {
			return replaced(dateForm, text, func(g []string) string {
				day, _ := strconv.Atoi(g[1])
				month := 0
				for i, m := range months {
					if m == g[2] {
						month = i + 1
					}
				}
				said := inWords(day)
				if day == 1 {
					said = "primo"
				}
				forms := []string{said + " " + g[2] + g[3], strconv.Itoa(day) + "/" + strconv.Itoa(month) + strings.Replace(g[3], " ", "/", 1), g[1] + " " + g[2]}
				return forms[r.IntN(len(forms))]
			})
		},
		func(r *rand.Rand, text string) string {
			return replaced(hoursForm, text, func(g []string) string {
				clock := func(h, m, sep string) string {
					if m == "" {
						return h
					}
					return h + sep + m
				}
				forms := []string{
					clock(g[1], g[2], ":") + "-" + clock(g[3], g[4], ":"), clock(g[1], g[2], ".") + " - " + clock(g[3], g[4], "."),
					"dalle ore " + clock(g[1], g[2], ",") + " alle ore " + clock(g[3], g[4], ","),
				}
				return forms[r.IntN(len(forms))]
			})
		},
		func(_ *rand.Rand, text string) string {
			return replaced(lengthForm, text, func(g []string) string { return inWords(plainNumber(g[1])) + " " + g[2] })
		},
		func(_ *rand.Rand, text string) string {
			return replaced(wordsForm, text, func(g []string) string {
				return map[string]string{"due": "2", "tre": "3", "quattro": "4", "cinque": "5", "dieci": "10"}[g[1]] + " " + g[2]
			})
		},
		func(_ *rand.Rand, text string) string {
			return replaced(percentForm, text, func(g []string) string { return inWords(plainNumber(g[1])) + " per cento" })
		},
		func(r *rand.Rand, text string) string {
			return replaced(phoneForm, text, func(g []string) string {
				return []string{g[1] + "/" + g[2], "+39 " + g[1] + g[2], g[1] + g[2], g[1] + " " + g[2][:3] + " " + g[2][3:]}[r.IntN(4)]
			})
		},
		func(r *rand.Rand, text string) string {
			return daysForm.ReplaceAllString(text, []string{"lun-ven", "da lunedì a venerdì", "lunedì-venerdì"}[r.IntN(3)])
		},
		func(r *rand.Rand, text string) string {
			open := []string{"In breve: ", "Nella scheda trovi scritto: ", "Ecco cosa sapere: ", "Nota: "}
			return open[r.IntN(len(open))] + text
		},
		func(_ *rand.Rand, text string) string { return strings.TrimSuffix(text, ".") },
		func(_ *rand.Rand, text string) string { return strings.ReplaceAll(text, ": ", " - ") },
	}
}

// hasFact says whether a text holds something that a lie could change.
func hasFact(text string) bool {
	return strings.ContainsAny(text, "0123456789@") || dayName.MatchString(text)
}

// draft is one sentence about a card.
type draft struct {
	card *demoCard
	text string
}

// reworded makes n drafts of the demo's sentences that hold facts, each reworded in
// two ways at least.
func reworded(tb testing.TB, cards []demoCard, n int, seed uint64) []draft {
	tb.Helper()
	r := rand.New(rand.NewPCG(seed, 6))
	var all []draft
	for i := range cards {
		for _, text := range sentences(cards[i].source.Text) {
			if hasFact(text) && !strings.HasSuffix(text, ":") && len(text) > 20 {
				all = append(all, draft{&cards[i], marker.ReplaceAllString(text, "")})
			}
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	ways := rewordings()
	out := make([]draft, n)
	for i := range out {
		d := all[i%len(all)]
		plain := d.text
		for _, w := range r.Perm(len(ways))[:6] {
			d.text = ways[w](r, d.text)
		}
		if other := all[r.IntN(len(all))]; other.card == d.card && r.IntN(2) == 0 && other.text != plain {
			d.text = strings.TrimSuffix(d.text, ".") + "; inoltre " + other.text
		}
		out[i] = d
	}
	return out
}
