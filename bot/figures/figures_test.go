package figures

import (
	"slices"
	"strings"
	"testing"
)

// TestTheSameValuesAreTheSameHoweverTheyAreWritten: what good translations do.
func TestTheSameValuesAreTheSameHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ it, lang, other string }{
		{"Il contributo è di 3.600 euro.", "en", "The grant is 3,600 euros."},
		{"Costa 16,50 euro", "en", "It costs 16.50 euro"},
		{"Sono 2.000,00 €", "en", "That is € 2,000"},
		{"dal 27 settembre al 31 dicembre 2026", "en", "from 27 September to December 31, 2026"},
		{"entro il 3/10/2026", "en", "by 03.10.2026"},
		{"entro il 3/10/2026", "en", "by 3 October 2026"},
		{"entro il 3 ottobre 2026", "", "avant le 3 octobre 2026"},
		{"entro il 3 ottobre 2026", "zh", "2026年10月3日之前"},
		{"entro il 3 ottobre", "uk", "до 3 жовтня"},
		{"lunedì e giovedì dalle 9 alle 12:30", "en", "Mondays and Thursdays from 9:00 to 12.30"},
		{"alle 15.30", "en", "at 3:30 pm"},
		{"il martedì alle 9", "ar", "الثلاثاء الساعة ٩"},
		{"ho tre figli", "en", "I have 3 children"},
		{"ho 3 figli", "en", "I have three children"},
		{"entro sei mesi", "en", "within six months"},
		{"tu sei qui", "en", "you are here"},
		{"duemila euro", "en", "2,000 euros"},
		{"trecentoventi euro", "en", "320 euros"},
		{"ventuno giorni", "en", "21 days"},
		{"chiama TELEFONO_1 o guarda LINK_1", "en", "look at LINK_1 or call TELEFONO_1"},
		{"può venire a maggio", "en", "you may come in May"},
		{"può venire", "en", "you may come"},
		{"Scrivi a anagrafe@comune.siena.it, via Roma 12", "fr", "Écris à anagrafe@comune.siena.it, via Roma 12"},
		{"3 600 euro", "fr", "3 600 euros"},
		{"3600 euro", "fr", "3\u202f600 euros"},
		{"il numero è 0577 292111", "de", "die Nummer ist 0577 292111"},
		{"ha due figli", "bn", "তার ২ সন্তান"},
	} {
		a, b := Of(c.it, "it"), Of(c.other, c.lang)
		if !a.same(b) || !b.same(a) {
			t.Errorf("%q and %q: %+v, %+v", c.it, c.other, a, b)
		}
	}
}

// TestAChangedValueIsSeen: one thing is different in each.
func TestAChangedValueIsSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ it, lang, other string }{
		{"Il contributo è di 3.600 euro.", "en", "The grant is 3,601 euros."},
		{"Il contributo è di 3.600 euro.", "en", "The grant is 36 euros."},
		{"Costa 16,50 euro", "en", "It costs 16.60 euro"},
		{"entro il 3/10/2026", "en", "by 10/3/2026"},
		{"entro il 3 ottobre", "en", "by 3 November"},
		{"entro il 3 ottobre", "fr", "avant le 3 novembre"},
		{"entro il 3 ottobre", "", "avant le 3 novembre"},
		{"entro ottobre", "en", "soon"},
		{"il lunedì", "en", "on Tuesday"},
		{"il lunedì", "de", "am Dienstag"},
		{"alle 15.30", "en", "at 3:30 am"},
		{"ho tre figli", "en", "I have 4 children"},
		{"ho tre figli", "en", "I have four children"},
		{"entro sei mesi", "en", "within seven months"},
		{"ISEE fino a 9.360 e 12.000 euro", "en", "ISEE up to 9,360 euros"},
		{"chiama TELEFONO_1", "en", "call TELEFONO_2"},
		{"guarda LINK_1", "en", "look"},
		{"guarda", "en", "look at https://evil.example"},
		{"scrivi", "en", "write to a@evil.example"},
		{"paga 10 euro, poi 10 euro", "en", "pay 10 euros"},
		{"ha ۳ figli", "en", "has 4 children"},
	} {
		if Of(c.it, "it").same(Of(c.other, c.lang)) {
			t.Errorf("%q passes for %q", c.other, c.it)
		}
	}
}

// TestEveryDigitThatChangesIsSeen: each digit of some figures in turn, in both directions.
func TestEveryDigitThatChangesIsSeen(t *testing.T) {
	t.Parallel()
	const text = "Dal 27 settembre 2026, 3.600,50 euro, ore 15:30, tel. 0577 292111, art. 12, 18 anni"
	whole := Of(text, "it")
	for i, r := range text {
		if r < '0' || r > '9' {
			continue
		}
		changed := text[:i] + string('0'+(r-'0'+1)%10) + text[i+1:]
		if got := Of(changed, "it"); whole.same(got) || got.same(whole) || whole.Hold(got) {
			t.Errorf("%q passes", changed)
		}
	}
}

// TestDigitsOfEveryScriptAreDigits.
func TestDigitsOfEveryScriptAreDigits(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "０１２３４５６７８９", "๐๑๒๓๔๕๖๗๘๙", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"} {
		if got := asciiDigits(text); got != "0123456789" {
			t.Errorf("%s reads %s", text, got)
		}
	}
}

// TestNumbersInWords reads what Italians write.
func TestNumbersInWords(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]int{
		"ventuno": 21, "trentotto": 38, "cento": 100, "centoventi": 120, "trecento": 300, "millecinquecento": 1500, "duemila": 2000,
		"dodicimilacinquecento": 12500, "novantanove": 99, "milano": 0, "cantone": 0, "camilla": 0, "milleriti": 0, "centocittà": 0, "": 0,
	} {
		if got := italianNumber(word); got != want {
			t.Errorf("%s is %d, want %d", word, got, want)
		}
	}
}

// TestStreetsKeepTheirNames in both directions.
func TestStreetsKeepTheirNames(t *testing.T) {
	t.Parallel()
	const ital = "Vieni in via Bandini 2, o in piazza del Campo, dalla via di Città."
	if got := streetNames(ital); !slices.Equal(got, []string{"bandini", "campo", "citta"}) {
		t.Errorf("the names are %q", got)
	}
	if !KeepsStreets("Come to via Bandini 2, or piazza del Campo, from via di Citta.", ital) || KeepsStreets("Come to via Verdi 2, or piazza del Campo.", ital) {
		t.Error("another street passes, or the right ones do not")
	}
	if names := streetNames("scrivi via mail, per via della pioggia"); len(names) > 0 {
		t.Errorf("%q are no streets", names)
	}
}

// TestTheListOfWordsIsWhole: twelve months and seven days for each language.
func TestTheListOfWordsIsWhole(t *testing.T) {
	t.Parallel()
	for lang, tongue := range tongues() {
		keys := map[string]bool{}
		for form, all := range tongue.values {
			if form == "" || form != Folded(form) {
				t.Errorf("%s: the form %q", lang, form)
			}
			for _, x := range all {
				if x.kind != number {
					keys[x.key] = true
				}
			}
		}
		if len(keys) != 19 {
			t.Errorf("%q has %d months and days", lang, len(keys))
		}
	}
}

// FuzzATextHasItsOwnValues: in whatever language, and whatever stands in it; and one
// number more is seen.
func FuzzATextHasItsOwnValues(f *testing.F) {
	f.Add("3.600,50 euro entro il 3/10/2026 alle 9:30", "it")
	f.Add("you may pay 3,600 at 3:30 pm, LINK_1", "en")
	f.Add("٩ 1.1.2 h9h30 www.a.b a@b.c 12월", "")
	f.Fuzz(func(t *testing.T, text, lang string) {
		a := Of(text, lang)
		if !a.same(Of(text, lang)) || !a.Hold(a) {
			t.Fatalf("%q is not itself: %+v", text, a)
		}
		more := strings.ToValidUTF8(text, "") + " | 987654321"
		if b := Of(more, lang); a.same(b) && !strings.Contains(asciiDigits(text), "987654321") {
			t.Fatalf("%q has one more", more)
		}
	})
}
