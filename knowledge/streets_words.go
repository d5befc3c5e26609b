package knowledge

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// streetWord is one word of a text in which a street may be named. What names a kind
// of street has kind; what only joins names has glue.
type streetWord struct {
	text       string
	kind       string // via, piazza, …
	glue       bool
	start, end int  // bytes of the text
	last       bool // a sign after it ends what was named
}

// streetKinds are the words that names of streets begin with, and how they are
// shortened, with the dots left out.
const streetKinds = `
via: via v street road
viale: viale vle avenue
vicolo: vicolo vic vico
piazza: piazza pzza pza piaza pz pzz square
piazzale: piazzale ple pzle pzzale ple
piazzetta: piazzetta pzzetta ptta
corso: corso cso
largo: largo lgo
strada: strada str
stradone: stradone
lungomare: lungomare lmare lungom
lungofiume: lungarno lungotevere lungopo lungadige lungolago
traversa: traversa trav
contrada: contrada cda ctrda
localita: localita loc
borgo: borgo bgo
rotonda: rotonda
salita: salita
scalinata: scalinata
galleria: galleria
calle: calle
fondamenta: fondamenta
campiello: campiello
vialetto: vialetto
`

// streetShort are other words of streets' names as they are shortened.
const streetShort = `
san: s ss san santo santa sant santi sante
fratelli: flli fratelli
generale: gen gle
dottore: dott dr
professore: prof
monsignore: mons
cardinale: card
avvocato: avv
onorevole: on
capitano: cap
colonnello: col
tenente: ten
maggiore: magg
ingegnere: ing
`

// forenames are those that streets are most often called by, and titles: who says
// "via Giuseppe Mazzini" means the street that a table calls "Via Mazzini".
const forenames = ` giuseppe giovanni antonio francesco luigi carlo pietro paolo giacomo guglielmo camillo cesare aldo dante
 alessandro enrico umberto vittorio emanuele vincenzo domenico michele niccolo nicola leonardo galileo cristoforo amerigo ugo
 giosue gabriele salvatore benedetto palmiro sandro enzo piero filippo ferruccio mario roberto alcide federico federigo
 giorgio lorenzo bernardino caterina maria anna elena grazia nazario goffredo daniele ettore armando achille altiero
 generale dottore professore monsignore cardinale avvocato onorevole capitano colonnello tenente maggiore ingegnere don papa
 padre madre re regina principe conte presidente martiri fratelli caduti `

// streetGlue only joins the words of a name.
const streetGlue = ` di del dello della dei degli delle d de da dal dalla dai a ad al allo alla ai agli alle in nel nella sul sulla l il lo la i gli le e ed un of the `

// streetMonths follow numbers that are written in several ways.
const streetMonths = ` gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre `

// numberWords are the numbers of the days that streets are called by.
const numberWords = ` primo due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette
 diciotto diciannove venti ventuno ventidue ventitre ventiquattro venticinque ventisei ventisette ventotto ventinove trenta trentuno `

// within says whether a word stands in one of the lists above.
func within(list, word string) bool {
	at := strings.Index(list, " "+word)
	for at >= 0 {
		end := at + 1 + len(word)
		if end < len(list) && (list[end] == ' ' || list[end] == '\n') {
			return true
		}
		next := strings.Index(list[end:], " "+word)
		if next < 0 {
			return false
		}
		at = end + next
	}
	return false
}

// writtenOut finds what a short form stands for in a table of "word: short forms".
func writtenOut(table, short string) (string, bool) {
	for line := range strings.Lines(table) {
		word, forms, ok := strings.Cut(line, ":")
		if ok && slices.Contains(strings.Fields(forms), short) {
			return word, true
		}
	}
	return "", false
}

// readStreetWords cuts a text into words as names of streets are written: "P.zza
// S.Francesco, 12/B" is piazza, san, francesco and what follows.
func readStreetWords(text string) []streetWord {
	var all []streetWord
	for start, chunk := range fieldsOf(text) {
		joined := strings.Map(onlyWord, fold(chunk))
		kind, isKind := writtenOut(streetKinds, joined)
		whole := strings.Contains(chunk, ".") || len(joined) > 2 || joined == "v"
		if isKind && whole && !strings.ContainsAny(chunk, "'’/-") {
			all = append(all, streetWord{text: kind, kind: kind, start: start, end: start + len(chunk), last: endsName(chunk, joined)})
			continue
		}
		if word, ok := writtenOut(streetShort, joined); ok && strings.Contains(strings.TrimRight(chunk, ".,"), ".") { // f.lli
			all = append(all, streetWord{text: word, start: start, end: start + len(chunk), last: endsName(chunk, joined)})
			continue
		}
		all = append(all, piecesOf(chunk, start)...)
	}
	return numbered(all)
}

// onlyWord keeps letters and digits.
func onlyWord(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

// fieldsOf yields the stretches of a text between spaces, with where they start.
func fieldsOf(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		start := -1
		for i, r := range text + " " {
			switch space := unicode.IsSpace(r); {
			case space && start >= 0:
				if !yield(start, text[start:i]) {
					return
				}
				start = -1
			case !space && start < 0:
				start = i
			}
		}
	}
}

// piecesOf cuts a stretch without spaces at its signs: "sant'Agostino", "G.Mazzini".
func piecesOf(chunk string, start int) []streetWord {
	var pieces []streetWord
	at := -1
	for i, r := range chunk + " " {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case letter && at < 0:
			at = i
		case !letter && at >= 0:
			w := streetWord{text: fold(chunk[at:i]), start: start + at, end: start + i}
			if kind, ok := writtenOut(streetKinds, w.text); ok && r == '.' && i+1 < len(chunk) {
				w.text, w.kind = kind, kind // "v.Fani"
			} else if whole, ok := writtenOut(streetShort, w.text); ok {
				w.text = whole
			}
			w.glue = within(streetGlue, w.text)
			pieces = append(pieces, w)
			at = -1
		}
	}
	if n := len(pieces); n > 0 {
		pieces[n-1].last = endsName(chunk, pieces[n-1].text)
	}
	return pieces
}

// endsName says whether a sign after a word ends what was named. A full stop after
// what may be short does not.
func endsName(chunk, word string) bool {
	last, _ := utf8.DecodeLastRuneInString(chunk)
	return strings.ContainsRune(",;:!?)", last) || last == '.' && len(word) > 5
}

// numbered writes the days that streets are called by with digits: XX settembre, IV
// novembre, primo maggio, 1° maggio.
func numbered(all []streetWord) []streetWord {
	for i := range len(all) - 1 {
		if !within(streetMonths, all[i+1].text) {
			continue
		}
		w := &all[i]
		if n := romanDay(w.text); n > 0 {
			w.text, w.kind, w.glue = strconv.Itoa(n), "", false
		} else if n := slices.Index(strings.Fields(numberWords), w.text); n >= 0 {
			w.text, w.kind, w.glue = strconv.Itoa(n+1), "", false
		}
	}
	return all
}

// romanDay reads the Roman numeral of a day, 0 for anything else.
func romanDay(word string) int {
	value := map[rune]int{'i': 1, 'v': 5, 'x': 10}
	total, before := 0, 0
	for _, r := range word {
		n := value[r]
		if n == 0 {
			return 0
		}
		total += n
		if before < n {
			total -= 2 * before
		}
		before = n
	}
	if total > 31 {
		return 0
	}
	return total
}

// nameOfStreet is the kind and the words that a street is known by.
func nameOfStreet(name string) (kind string, core []string) {
	for i, w := range readStreetWords(name) {
		switch {
		case w.kind != "" && i == 0:
			kind = w.kind
		case !w.glue:
			core = append(core, w.text)
		}
	}
	return kind, core
}

// streetKey is the same for two ways of writing one street.
func streetKey(s caterina.Street) string {
	kind, core := nameOfStreet(s.Name)
	if len(core) == 0 {
		return ""
	}
	_, district := nameOfStreet(s.District)
	return kind + " " + strings.Join(core, " ") + "/" + strings.Join(district, " ")
}
