package openaitest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// ChangeKind says what sort of fact a lie is about.
type ChangeKind string

// The sorts of fact. A link is a token that stands for an address. Added is a fact
// that is nowhere; Swapped is one that stands elsewhere in the prompt, in the place
// of another of its sort, which no comparison of values can find.
const (
	Amount     ChangeKind = "amount"
	Percentage ChangeKind = "percentage"
	Phone      ChangeKind = "phone"
	DayOf      ChangeKind = "date"
	Month      ChangeKind = "month"
	Weekday    ChangeKind = "weekday"
	Hour       ChangeKind = "hour"
	Term       ChangeKind = "term" // entro 30 giorni
	Age        ChangeKind = "age"
	Email      ChangeKind = "email"
	URL        ChangeKind = "url"
	LinkToken  ChangeKind = "link"
	OfficeName ChangeKind = "office"
	StreetName ChangeKind = "street"
	Law        ChangeKind = "law"
	Number     ChangeKind = "number" // of none of the other sorts
	Added      ChangeKind = "added"
	Swapped    ChangeKind = "swapped"
)

// ChangeKinds lists what Lying does by itself: every sort but Swapped.
func ChangeKinds() []ChangeKind {
	return append(sorts(), Added)
}

// sorts are the sorts of fact that can be found in a text, those that win where
// two are found in the same place first.
func sorts() []ChangeKind {
	return []ChangeKind{URL, LinkToken, Email, Law, StreetName, OfficeName, DayOf, Amount, Percentage, Hour, Phone, Age, Term, Month, Weekday, Number}
}

const (
	italianMonths   = `gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre`
	englishMonths   = `January|February|March|April|May|June|July|August|September|October|November|December`
	italianWeekdays = `luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica`
	englishWeekdays = `Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday`
	countWords      = `due|tre|quattro|cinque|sei|sette|otto|nove|dieci|dodici|quindici|venti|trenta|sessanta|novanta|two|three|four|five|six|seven|ten|thirty`
)

// patterns find each sort of fact. The first group, where there is one, is what
// may be changed.
func patterns() map[ChangeKind]*regexp.Regexp {
	return map[ChangeKind]*regexp.Regexp{
		URL:        regexp.MustCompile(`(?:https?://|www\.)[^\s\])>,;]*[^\s\])>,;.]`),
		LinkToken:  regexp.MustCompile(`\bLINK_(\d+)\b`),
		Email:      regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`),
		Law:        regexp.MustCompile(`(?i)\b(?:legge|l\.|d\.? ?lgs\.?|dpcm|d\.?p\.?r\.?|decreto|delibera|regolamento|art\.|articolo)[^\d\n]{0,30}(\d+(?:/\d{2,4})?)`),
		StreetName: regexp.MustCompile(`\b(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Ll]argo|[Vv]icolo|[Ss]trada) ((?:(?:dei|del|della|delle|degli|di|San|Santa|S\.) )?[A-ZÀ-Ù][\wà-ù']+(?: [A-ZÀ-Ù][\wà-ù']+){0,2})`),
		OfficeName: regexp.MustCompile(`\b(?:[Uu]fficio|[Ss]portello|[Ss]ervizio|[Ss]egreteria|[Cc]entro) ((?:(?:dei|del|della|delle|di|per la|per) )?[A-ZÀ-Ù][\wà-ù']+(?: [A-ZÀ-Ù][\wà-ù']+){0,2})`),
		DayOf:      regexp.MustCompile(`(?i)\b(\d{1,2})(?:°|º)? (?:` + italianMonths + `|` + englishMonths + `)\b|\b(\d{1,2})[/.-]\d{1,2}[/.-]\d{2,4}\b|(?:` + italianMonths + `|` + englishMonths + `) (20\d\d)\b`),
		Amount:     regexp.MustCompile(`(?i)(?:€|euro) ?(\d[\d.]*(?:,\d+)?)|(\d[\d.]*(?:,\d+)?) ?(?:mila )?(?:€|euro\b)`),
		Percentage: regexp.MustCompile(`(?i)(\d+(?:[.,]\d+)?) ?(?:%|per cento\b|percent\b)`),
		Hour:       regexp.MustCompile(`(?i)\b(?:alle|dalle|le ore|ore|at) ((?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?)\b|\b((?:[01]?\d|2[0-3])[:.][0-5]\d)\b`),
		Phone:      regexp.MustCompile(`(?:\+39 ?)?\b((?:0\d|3\d\d|800|199|840)[\d ./-]{4,11}\d)\b|\b(1(?:12|13|14|15|16|17|18|522|16117|9696))\b`),
		Age:        regexp.MustCompile(`(?i)\b(\d{1,3}) (?:anni\b|years\b)`),
		Term:       regexp.MustCompile(`(?i)\b(\d+|` + countWords + `) (?:giorni|mesi|settimane|ore|minuti|days|months|weeks|hours|minutes)\b`),
		Month:      regexp.MustCompile(`(?i)\b(` + italianMonths + `|` + englishMonths + `)\b`),
		Weekday:    regexp.MustCompile(`(?i)\b(` + italianWeekdays + `|` + englishWeekdays + `)`),
		Number:     regexp.MustCompile(`\b(\d+)\b`),
	}
}

// fact is one fact in a text, and where in it what may be changed stands.
type fact struct {
	kind       ChangeKind
	start, end int
	text       string
}

// finder finds facts. Its patterns are compiled once for each behaviour.
type finder struct {
	patterns map[ChangeKind]*regexp.Regexp
	needs    map[ChangeKind][]string
}

func newFinder() finder { return finder{patterns(), needed()} }

// facts lists what a text states, in its order. Citations are not part of it. What
// two sorts claim belongs to the one that comes first in sorts; a month belongs to
// its date as well.
func (f finder) facts(text string) []fact {
	taken := citePattern.FindAllStringIndex(text, -1)
	var out []fact
	lines := linesOf(text)
	for _, kind := range sorts() {
		var mine [][]int
		for _, m := range f.matches(lines, kind) {
			if overlaps(taken, m[0], m[1]) {
				continue
			}
			start, end := changeable(m)
			out = append(out, fact{kind, start, end, text[start:end]})
			mine = append(mine, claim(kind, m, start, end))
		}
		taken = append(taken, mine...)
	}
	slices.SortStableFunc(out, func(a, b fact) int { return cmp.Compare(a.start, b.start) })
	return out
}

// line is one line of a text. No fact goes on in the next.
type line struct {
	at    int // byte of the text
	text  string
	lower string
}

func linesOf(text string) []line {
	var out []line
	at := 0
	for l := range strings.SplitSeq(text, "\n") {
		out = append(out, line{at, l, strings.ToLower(l)})
		at += len(l) + 1
	}
	return out
}

// matches finds a sort of fact, as FindAllStringSubmatchIndex does in the whole text.
func (f finder) matches(lines []line, kind ChangeKind) [][]int {
	needs := f.needs[kind]
	var out [][]int
	for _, l := range lines {
		if !slices.ContainsFunc(needs, func(w string) bool { return strings.Contains(l.lower, w) }) {
			continue
		}
		for _, m := range f.patterns[kind].FindAllStringSubmatchIndex(l.text, -1) {
			for i := range m {
				if m[i] >= 0 {
					m[i] += l.at
				}
			}
			out = append(out, m)
		}
	}
	return out
}

// needed lists, in small letters, what a line has one of where a sort of fact is in it:
// most lines have none, and a pattern takes its time.
func needed() map[ChangeKind][]string {
	digits := strings.Split("0123456789", "")
	weekdays := append(split("luned|marted|mercoled|gioved|venerd|sabato|domenica"), split(strings.ToLower(englishWeekdays))...)
	return map[ChangeKind][]string{
		URL:        {"http", "www."},
		LinkToken:  {"link_"},
		Email:      {"@"},
		Law:        digits,
		StreetName: split("via |viale |piazza |corso |largo |vicolo |strada "),
		OfficeName: split("ufficio |sportello |servizio |segreteria |centro "),
		DayOf:      digits,
		Amount:     {"€", "euro"},
		Percentage: {"%", "per cento", "percent"},
		Hour:       digits,
		Phone:      digits,
		Age:        {"anni", "years"},
		Term:       split("giorni|mesi|settimane|ore|minuti|days|months|weeks|hours|minutes"),
		Month:      append(split(italianMonths), split(strings.ToLower(englishMonths))...),
		Weekday:    weekdays,
		Number:     digits,
	}
}

// claim is the stretch of a text that no other sort may have: of a date its number
// alone, so that its month is one for itself.
func claim(kind ChangeKind, match []int, start, end int) []int {
	if kind == DayOf {
		return []int{start, end}
	}
	return match[:2]
}

// changeable is the first group that matched, else all of it.
func changeable(m []int) (start, end int) {
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 {
			return m[i], m[i+1]
		}
	}
	return m[0], m[1]
}

func overlaps(spans [][]int, start, end int) bool {
	return slices.ContainsFunc(spans, func(s []int) bool { return start < s[1] && s[0] < end })
}

// states says whether a text states a value as a fact of a kind.
func (f finder) states(text string, kind ChangeKind, value string) bool {
	value = normal(kind, value)
	for _, m := range f.matches(linesOf(text), kind) {
		start, end := changeable(m)
		if normal(kind, text[start:end]) == value {
			return true
		}
	}
	return false
}

// normal is a fact's value without what is only spelling.
func normal(kind ChangeKind, text string) string {
	switch kind {
	case Amount:
		return strings.TrimSuffix(strings.ReplaceAll(text, ".", ""), ",00")
	case Phone:
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, text)
	case Hour:
		text = strings.ReplaceAll(text, ".", ":")
		if !strings.Contains(text, ":") {
			text += ":00"
		}
		return strings.TrimPrefix(text, "0")
	default:
		return fold(strings.TrimSpace(text))
	}
}
