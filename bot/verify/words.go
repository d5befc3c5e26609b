package verify

import (
	"strings"
	"sync"
)

// starters are words that a fact may begin with, besides number words and those whose
// list or group says so.
//
//nolint:gochecknoglobals // made once from constants, never changed
var starters = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for w := range termRules() {
		all[w] = true
	}
	for w := range strings.FieldsSeq("fine meta inizio end mid beginning half doppio doppia double raddoppia raddoppiato triplo tripla triple dimezzato dimezzata dimezza halved mezzo mezzogiorno mezzanotte noon midday midnight tutti nei giorni festivi ogni every weekdays working public weekend weekends h giorno paio a day around at an un uno una un' one") {
		all[w] = true
	}
	return all
})

// isStop says whether a word carries no meaning of its own: article, preposition,
// pronoun, auxiliary, conjunction.
func isStop(w string) bool { return in(w, "stop", "stop-en") }

// nounClass is the group of a noun that is counted, "" for others.
func nounClass(w string) string { return classOf("noun", w) }

// unitOf is the unit of time that a word names: "day", "month" …, "" for others.
func unitOf(w string) string { return classOf("unit", w) }

func isUnit(w string) bool { return unitOf(w) != "" }

// baseWord maps an article to "" and an articled preposition to the plain one, so
// that "entro il", "entro i" and "entro" are one.
func baseWord(w string) string {
	return lexicon()[w].base(w)
}

func isCurrencyWord(w string) bool { return in(w, "currency") }

func isCurrency(t token) bool { return t.is("€") || isCurrencyWord(t.fold) }

// smallNumbers are the Italian numbers below twenty-one that are no compounds.
func smallNumbers() map[string]int64 { return numbersOf("it") }

// englishNumbers are the English numbers below a hundred that are no compounds.
func englishNumbers() map[string]int64 { return numbersOf("en") }

//nolint:gochecknoglobals // made once from constants, never changed
var numberTables = sync.OnceValue(func() map[string]map[string]int64 {
	table := func(text string, values ...int64) map[string]int64 {
		m := map[string]int64{}
		for i, w := range strings.Fields(text) {
			m[w] = values[min(i, len(values)-1)]
			if i >= len(values) {
				m[w] = values[len(values)-1] + int64(i-len(values)+1)
			}
		}
		return m
	}
	it := table("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti", 0)
	it["un"], it["una"], it["un'"] = 1, 1, 1
	en := table("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 0)
	for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		en[w] = int64(i+2) * 10
	}
	return map[string]map[string]int64{"it": it, "en": en}
})

func numbersOf(lang string) map[string]int64 { return numberTables()[lang] }

// neutralStems are the stems of the words that any answer may use, so that every form
// of them may stand.
//
//nolint:gochecknoglobals // made once from constants, never changed
var neutralStems = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for w, e := range lexicon() {
		if len(w) > 4 && e.in("neutral", "neutral-en") {
			all[stem(w)] = true
		}
	}
	return all
})

// classNames are the names of the groups of nouns that are counted.
//
//nolint:gochecknoglobals // made once from constants, never changed
var classNames = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, e := range lexicon() {
		if c := e.class("noun"); c != "" {
			all[c] = true
		}
	}
	return all
})
