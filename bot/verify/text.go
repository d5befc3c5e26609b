package verify

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"example.org/caterina"
)

// clean brings a text into the form that is read: nothing hidden, one kind of
// quote and dash, compatibility characters (full-width digits, ½, №) spelled out.
func clean(text string) string {
	text = caterina.StripHidden(text)
	if !plainASCII(text) {
		text = ordinals.Replace(text)
		text = norm.NFKC.String(text)
		text = strings.Map(oneForm, text)
	}
	if strings.ContainsAny(text, ".") {
		text = abbreviations.Replace(text)
	}
	return text
}

func plainASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

//nolint:gochecknoglobals // two tables, never changed
var (
	ordinals = strings.NewReplacer("º", "°", "ª", "°", "½", " metà ", "⅓", " un terzo ", "⅔", " due terzi ", "¼", " un quarto ", "¾", " tre quarti ")
	// abbreviations with a dot inside them, which would pass for addresses of pages.
	abbreviations = strings.NewReplacer(
		"p.zza", "piazza", "P.zza", "Piazza", "P.za", "Piazza", "p.le", "piazzale", "P.le", "Piazzale",
		"v.le", "viale", "V.le", "Viale", "c.so", "corso", "C.so", "Corso", "l.go", "largo", "L.go", "Largo",
		"D.Lgs.", "dlgs ", "d.lgs.", "dlgs ", "D.lgs.", "dlgs ", "D.Lgs", "dlgs", "d.lgs", "dlgs",
		"D.P.R.", "dpr ", "d.p.r.", "dpr ", "D.P.C.M.", "dpcm ", "d.p.c.m.", "dpcm ", "D.L.", "dl ", "d.l.", "dl ",
		"L.R.", "lr ", "l.r.", "lr ", "D.M.", "dm ", "d.m.", "dm ",
		"dott.ssa", "dottoressa", "Dott.ssa", "Dottoressa", "a.m.", "am", "p.m.", "pm", "A.M.", "am", "P.M.", "pm",
	)
)

// oneForm maps look-alikes of quotes, dashes and slashes to one of them, and drops
// what only decorates a character.
func oneForm(r rune) rune {
	switch r {
	case '’', '‘', '`', '´', 'ʼ', '′', '‛':
		return '\''
	case '“', '”', '„', '«', '»', '″':
		return '"'
	case '–', '—', '−', '‑', '‐', '‒', '―':
		return '-'
	case '⁄', '∕', '÷':
		return '/'
	case '·', '•', '◦', '▪', '●', '‣':
		return '•'
	case 0xFE0E, 0xFE0F, 0x20E3:
		return -1
	case '\u2028', '\u2029':
		return '\n'
	}
	return r
}

// fold lowers a word and takes its accents off.
func fold(word string) string {
	if !plainASCII(word) {
		word = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(word))
	}
	return strings.ToLower(word)
}

// stemLength is where long words are cut: "presentare", "presentata" and
// "presentazione" are one.
const stemLength = 6

// stem cuts the ending off a folded word, so crudely that it does for Italian and
// English. It is only used to find what words two texts share.
func stem(word string) string {
	word = strings.TrimSuffix(word, "'")
	if len(word) > stemLength {
		return strings.TrimRight(word[:stemLength], "aeio")
	}
	for _, plural := range []string{"che", "chi", "ghe", "ghi"} { // "targhe" is the plural of "targa"
		if strings.HasSuffix(word, plural) && len(word) > len(plural)+1 {
			return word[:len(word)-2]
		}
	}
	if len(word) <= 3 {
		return word
	}
	if cut := strings.TrimRight(strings.TrimSuffix(word, "s"), "aeio"); len(cut) >= 2 {
		return cut
	}
	return word
}

func joinLines(texts []string) string { return strings.Join(texts, "\n\n") }
