package verify

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// inItalian writes a number below a million as it is spelled, without the code that
// reads it: "duemilaventotto".
func inItalian(n int) string {
	units := strings.Fields("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove")
	tens := strings.Fields("- - venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
	switch {
	case n < len(units):
		return units[n]
	case n < 100:
		ten, unit := tens[n/10], n%10
		switch unit {
		case 0:
			return ten
		case 1, 8:
			return ten[:len(ten)-1] + units[unit]
		case 3:
			return ten + "tré"
		}
		return ten + units[unit]
	case n < 1000:
		head, rest := "cento", n%100
		if n >= 200 {
			head = units[n/100] + head
		}
		switch {
		case rest == 0:
			return head
		case rest == 8 || rest/10 == 8:
			return strings.TrimSuffix(head, "o") + inItalian(rest)
		}
		return head + inItalian(rest)
	case n < 2000:
		return "mille" + trimZero(n%1000)
	}
	return inItalian(n/1000) + "mila" + trimZero(n%1000)
}

// trimZero spells the rest of a number, nothing where there is none.
func trimZero(n int) string {
	if n == 0 {
		return ""
	}
	return inItalian(n)
}

// TestEveryNumberInWordsIsReadAsItself spells every number to ten thousand, and many
// above.
func TestEveryNumberInWordsIsReadAsItself(t *testing.T) {
	t.Parallel()
	step := 1
	for n := 0; n < 1_000_000; n += step {
		if n >= 10_000 {
			step = 271
		}
		text := inItalian(n) + " euro"
		got, ok := readNumber(lex(text), 0)
		if !ok || got.value != int64(n)*milli || !got.words || got.end != 1 {
			t.Fatalf("%d, %q: got %+v, %v", n, text, got, ok)
		}
	}
}

// TestWordsThatOnlyLookLikeNumbersAreNone: what begins as a number does is none unless
// all of it is one.
func TestWordsThatOnlyLookLikeNumbersAreNone(t *testing.T) {
	t.Parallel()
	for w := range strings.FieldsSeq(`
		centro centralino centinaia centesimo ottobre ottimo ottenere novembre novità nonno settembre settimana settore treno tremare
		quarto quartiere quaderno quindicinale dieta diecimillesimo duello duomo duecentesco cinquantenne sessantotto-ino ventola
		trentino millesimo milleriforme miliardario unico unione zerovirgola venticinqueuno centocento milamila millemila duemilamila
		diecicento dodicicento ventitretre duecentocento trentaventi venticento`) {
		if v, ok := italianNumber(fold(w)); ok {
			t.Errorf("%s: got %d", w, v)
		}
	}
}

// grouped3 writes digits with a mark between each three of them.
func grouped3(n int64, mark string) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}

// waysToWrite are notations of one amount of euro and cents.
func waysToWrite(euro, cents int64) []string {
	c := fmt.Sprintf("%02d", cents)
	ways := []string{
		grouped3(euro, ".") + "," + c + " euro", fmt.Sprintf("%d,%s euro", euro, c), "€ " + grouped3(euro, ".") + "," + c,
		"€" + strconv.FormatInt(euro, 10) + "," + c, grouped3(euro, ".") + "," + c + "€", "EUR " + grouped3(euro, ".") + "," + c,
		grouped3(euro, ",") + "." + c + " euros", grouped3(euro, "'") + "," + c + " euro", "Euro " + grouped3(euro, ".") + "," + c,
	}
	if cents == 0 {
		ways = append(ways, grouped3(euro, ".")+" euro", strconv.FormatInt(euro, 10)+" €", "€ "+grouped3(euro, "."), grouped3(euro, " ")+" euro")
		if euro < 1_000_000 {
			ways = append(ways, inItalian(int(euro))+" euro")
		}
		if euro%1000 == 0 {
			ways = append(ways, strconv.FormatInt(euro/1000, 10)+" mila euro", strconv.FormatInt(euro/1000, 10)+"mila euro")
		}
	}
	return ways
}

// amounts are sums of a few and of many digits, with cents and without.
func amounts() [][2]int64 {
	r := rand.New(rand.NewPCG(7, 11))
	all := [][2]int64{{2, 0}, {10, 0}, {22, 21}, {100, 0}, {108, 8}, {1000, 0}, {1500, 50}, {9360, 0}, {17_141, 46}, {20_668, 26}, {40_000, 0}, {188_888, 0}}
	for range 60 {
		euro, cents := int64(2+r.IntN([]int{90, 900, 9_000, 90_000, 900_000}[r.IntN(5)])), int64(0)
		if r.IntN(2) == 0 {
			cents = int64(r.IntN(100))
		}
		all = append(all, [2]int64{euro, cents})
	}
	return all
}

// TestAnAmountIsTheSameHoweverItIsWritten compares every notation with every other.
func TestAnAmountIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for _, a := range amounts() {
		ways := waysToWrite(a[0], a[1])
		for _, text := range ways {
			f := firstAmount(text)
			if f == nil || f.lo != a[0]*milli+a[1]*10 || f.end != len(lex(clean(text))) {
				t.Errorf("%q is read as %+v", text, f)
				continue
			}
			if card := firstAmount(ways[0]); !c.holds(f, card) || !c.holds(card, f) {
				t.Errorf("%q is not %q", text, ways[0])
			}
		}
	}
}

// otherDigits returns a text with each of its digits changed into each other one, once
// at a time.
func otherDigits(text string) []string {
	var all []string
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		for d := byte('0'); d <= '9'; d++ {
			if d != text[i] {
				all = append(all, text[:i]+string(d)+text[i+1:])
			}
		}
	}
	return all
}

// borne says whether one value of a card bears out every value of a text.
func borne(c *Checker, text string, card *fact) bool {
	n := 0
	for _, f := range scan(lex(clean(text))) {
		if f.kind == kTerm || f.kind == kName {
			continue
		}
		if n++; !c.holds(&f, card) {
			return false
		}
	}
	return n > 0
}

// TestNoNotationHidesAnotherDigit: a digit changed anywhere in any notation is another
// amount.
func TestNoNotationHidesAnotherDigit(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for _, a := range amounts() {
		ways := waysToWrite(a[0], a[1])
		card := firstAmount(ways[0])
		for _, text := range ways {
			for _, lie := range otherDigits(text) {
				if borne(c, lie, card) {
					t.Errorf("%q passes for %q", lie, ways[0])
				}
			}
		}
	}
}

//nolint:dupword // a label is named as it is written
func TestNumbersOfManySorts(t *testing.T) {
	t.Parallel()
	reads(t, `
€ 1.500,50 => amount 1500.5
€1.500,50 al mese => amount 1500.5 per month; period month
1.500,50.- => count 1500.5
mille e cinquecento euro => amount 1500
duemila euro => amount 2000
due mila euro => amount 2000
2 mila euro => amount 2000
tre milioni di euro => count 3000000
un milione e 200 mila euro => amount 1000000; amount 200000
40.000 euro => amount 40000
40,000 euro => amount 40000
40.00 euro => amount 40
0,99 euro => amount 0.99
zero euro => amount 0
1/2 della retta => part 1/2
ventidue euro e ventuno centesimi => amount 22.21
22 euro e 5 centesimi => amount 22.05
22 euro e 5 rate => amount 22; count 5 rate
trenta (30) giorni => time 30 day
30 (trenta) giorni => time 30 day
500 (cinquecento) euro => amount 500
cento euro e cinquanta => amount 100; count 50
50 centesimi => count 50 centes
500 dollari => count 500 dollar
tra 100 e 200 euro => amount 100..200
fra i cento e i duecento euro => amount 100..200
da € 100 a € 200 => amount 100..200
da 100 fino a 200 euro => amount 100..200
da 100 euro fino a un massimo di 200 euro => amount >=100; amount <=200
100/200 euro => amount 100..200
100-200 € => amount 100..200
dal 5 al 10 per cento => percent 5..10
il 5 per cento => percent 5
il cinque percento => percent 5
il 5 per mille => count 5; count 1000
un ottavo della spesa => part 1/8
un sesto => part 1/6
a fifth of the fee => part 1/5
un terzo figlio => label 3 child
un quarto d'ora => count 1 quart
lo 0,5% => percent 0.5
un terzo => part 1/3
i due quinti => part 2/5
la metà => part 1/2
il doppio dell'importo => part x2
il triplo => part x3
dimezzato => part 1/2
tre su dieci => count 3; count 10
una volta => count 1 time
due volte al mese => count 2 time; period month
tre figli minori => count 3 child
3 o più figli => count >=3
linea 3 => label 3 lin
n. 12 => label 12 numero
numero 12 => label 12 numero
punto 3 => label 3 punt
F24 => 
`)
}
