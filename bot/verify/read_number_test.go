package verify

import (
	"strconv"
	"strings"
	"testing"
)

func TestNumbersAreReadHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(strings.TrimSpace(numbers)) {
		text, want, _ := strings.Cut(strings.TrimSpace(line), " = ")
		n, ok := readNumber(lex(clean(text)), 0)
		got := "none"
		if ok {
			got = strconv.FormatFloat(float64(n.value)/milli, 'f', -1, 64)
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

const numbers = `
0 = 0
7 = 7
007 = 7
1500 = 1500
1.500 = 1500
1,500 = 1500
1.500,00 = 1500
1,500.00 = 1500
1.500,50 = 1500.5
1,500.50 = 1500.5
1'500 = 1500
1.234.567 = 1234567
1.317.613,98 = 1317613.98
20.668,26 = 20668.26
58,30 = 58.3
58.30 = 58.3
9.5 = 9.5
0,5 = 0.5
0.125 = 0.125
3,14 = 3.14
2.5 = 2.5
1.2.3 = 1
12.34.56 = 12
3.10.2026 = 3
2 mila = 2000
2mila = 2000
15 mila = 15000
1,5 milioni = 1500000
1.5 million = 1500000
2 milioni e mezzo = 2500000
10k = 10000
3 thousand = 3000
uno = none
zero = 0
due = 2
tre = 3
dieci = 10
undici = 11
dodici = 12
tredici = 13
quattordici = 14
quindici = 15
sedici = 16
diciotto = 18
quattro = 4
cinque = 5
sei = none
sette = 7
otto = 8
nove = 9
diciassette = 17
diciannove = 19
venti = 20
ventuno = 21
ventitré = 23
ventotto = 28
trentuno = 31
trentotto = 38
quarantacinque = 45
sessantasette = 67
novantanove = 99
cento = 100
centouno = 101
centodue = 102
centottanta = 180
centotrenta = 130
duecento = 200
trecentocinquanta = 350
novecentonovantanove = 999
mille = 1000
milleuno = 1001
millecinquecento = 1500
duemila = 2000
due mila = 2000
duemilacinquecento = 2500
tremilaseicento = 3600
novemilatrecentosessanta = 9360
diecimilacentoquaranta = 10140
ventimilaseicentosessantotto = 20668
centoventimila = 120000
seicentomila = 600000
un milione = 1000000
un milione e mezzo = 1500000
due milioni = 2000000
mezzo milione = 500000
un centinaio = 100
una decina = 10
una ventina = 20
un migliaio = 1000
cento venti = 120
mille cinquecento = 1500
mille e cinquecento = 1500
un milione duecentomila = 1200000
ventunaltro = none
cinquecentomilione = none
twelve = 12
twenty = 20
twenty-five = 25
twenty five = 25
ninety-nine = 99
hundred = none
a hundred = 100
one hundred = 100
two hundred = 200
two hundred and fifty = 250
three thousand = 3000
three thousand six hundred = 3600
a thousand = 1000
half a million = 500000
seventeen = 17
parola = none
seicenteschi = none
tremare = none
ottone = none
milleproroghe = none
`

func TestNumbersThatAreNoneHere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Sei residente a Siena?":      "",
		"Se sei residente, vieni.":    "",
		"Quando sei malato":           "",
		"Servono sei mesi":            "time 6 month",
		"Entro sei":                   "count <=6",
		"Una domanda per famiglia":    "",
		"Un documento e una foto":     "",
		"Entro un mese":               "span <=1 month",
		"Una volta":                   "count 1 time",
		"one of the parents":          "",
		"within one month":            "span <=1 month",
		"Il terzo settore":            "",
		"Secondo la legge":            "",
		"Prima di tutto":              "",
		"Sono nove":                   "count 9",
		"La carta vale dieci anni":    "span 10 year",
		"mille grazie":                "count 1000 graz",
		"I primi due mesi":            "time 2 month",
		"al secondo piano":            "label 2 floor",
		"il terzo figlio":             "label 3 child",
		"alla 3ª rata":                "label 3 rat",
		"Municipio II":                "label 2 munic",
		"fascia V":                    "label 5 fasc",
		"vitamina C":                  "",
		"la linea 3 e il modello 730": "label 3 lin; label 730 modell",
	} {
		if got := factsOf(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestRomanNumerals(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]int64{
		"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "IX": 9, "X": 10, "XIV": 14, "XX": 20, "XXXIX": 39,
		"IIII": 0, "VX": 0, "IC": 0, "XL": 0, "MI": 0, "": 0, "iv": 0, "XXXX": 0,
	} {
		got, ok := roman(raw)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("%q: got %d, %v", raw, got, ok)
		}
	}
}

func TestAmountsAndShares(t *testing.T) {
	t.Parallel()
	reads(t, `
500 euro => amount 500
500 € => amount 500
€ 500 => amount 500
€500 => amount 500
EUR 500 => amount 500
euro 500 => amount 500
500 eur => amount 500
1 500 euro => amount 1500
mille euro => amount 1000
un euro => amount 1
58,30 euro al mese => amount 58.3 per month; period month
58,30 euro ogni mese => amount 58.3 per month; period month
ogni mese 58,30 euro => period month; amount 58.3 per month
un contributo mensile di 58,30 euro => period month; amount 58.3 per month
3640 euro l'anno => amount 3640 per year; period year
3640 euro all'anno => amount 3640 per year; period year
720 euro in un anno => amount 720 per year; period year
200 euro una tantum => amount 200 per once; period once
in tutto 2065,50 euro => amount 2065.5 per total
fino a 500 euro => amount <=500
al massimo 500 euro => amount <=500
500 euro al massimo => amount <=500
non più di 500 euro => amount <=500
non oltre 500 euro => amount <=500
meno di 500 euro => amount <500
almeno 500 euro => amount >=500
a partire da 500 euro => amount >=500
più di 500 euro => amount >500
oltre 500 euro => amount >500
circa 500 euro => amount ~500
da 350 a 450 euro => amount 350..450
da 350 euro a 450 euro => amount 350..450
da 58,30 a € 203,80 => amount 58.3..203.8
tra 350 e 450 euro => amount 350..450
fra i 350 e i 450 euro => amount 350..450
350-450 euro => amount 350..450
350 - 450 euro => amount 350..450
from 350 to 450 euros => amount 350..450
between 350 and 450 euros => amount 350..450
2500 euro fino a 40.000 euro di ISEE => amount 2500; amount <=40000 limit
10 e 20 euro => amount 10; amount 20
ISEE fino a 9.360 => amount <=9360 limit
ISEE fino a 9.360 euro => amount <=9360 limit
ISEE non superiore a 9.360 euro => amount <=9360 limit
ISEE non deve superare 9.360 euro => amount <=9360 limit
ISEE inferiore a 9.360 euro => amount <9360 limit
il limite ISEE è 9.796 euro, oppure 20.000 euro => amount <=9796 limit; amount <=20000 limit
un ISEE da 6.000 a 8.000 euro => amount 6000..8000 limit
una quota fino a 3640 euro => amount <=3640
2020 - 38.400 euro => year 2020; amount 38400
30% => percent 30
30 % => percent 30
30 per cento => percent 30
trenta per cento => percent 30
12,5 percent => percent 12.5
fino al 30% => percent <=30
dal 15 al 30% => percent 15..30
la metà => part 1/2
un terzo della spesa => part 1/3
due terzi => part 2/3
tre quarti => part 3/4
1/3 della spesa => part 1/3
½ retta => part 1/2
il doppio => part x2
half of the fee => part 1/2
a quarter of the fee => part 1/4
`)
}
