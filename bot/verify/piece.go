package verify

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// piece is one sentence or list item of a draft, taken apart.
type piece struct {
	raw    string
	space  string   // white space before it
	marker string   // "- ", "1. "
	body   string   // the words, without citations
	cards  []string // what it cites
	item   bool     // of a list
	leads  bool     // ends with a colon: what follows belongs to it
	blank  bool     // an empty line stands before it
	strays bool     // it has brackets that are neither a citation nor a link
}

// parsePiece takes a sentence apart.
func parsePiece(raw string) piece {
	text := strings.TrimLeftFunc(raw, unicode.IsSpace)
	p := piece{raw: raw, space: raw[:len(raw)-len(text)]}
	p.blank = strings.Count(p.space, "\n") > 1
	n := markerLength(text)
	p.marker, p.item = text[:n], n > 0
	p.body = p.cite(strings.TrimSpace(text[n:]))
	p.leads = strings.HasSuffix(strings.TrimRight(p.body, "*_ "), ":")
	return p
}

// cite takes the citations out of a text.
func (p *piece) cite(text string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(text, '[')
		if i < 0 {
			break
		}
		n := strings.IndexByte(text[i:], ']')
		if n < 0 {
			p.strays = true
			break
		}
		end := i + n + 1
		if strings.HasPrefix(text[end:], "(") { // a link
			b.WriteString(text[:end])
			text = text[end:]
			continue
		}
		ids, ok := slugs(text[i+1 : end-1])
		if !ok {
			p.strays = true
			b.WriteString(text[:end])
			text = text[end:]
			continue
		}
		p.cards = append(p.cards, ids...)
		b.WriteString(strings.TrimRight(text[:i], " \n"))
		text = text[end:]
		if r, _ := utf8.DecodeRuneInString(text); unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteByte(' ')
		}
		if ends := strings.TrimRight(b.String(), "*_"); strings.HasPrefix(text, ".") && ends != "" && strings.ContainsAny(ends[len(ends)-1:], ".!?:;") {
			text = text[1:] // "Serve l'ISEE. [isee]." and "Ecco: [isee]."
		}
	}
	b.WriteString(text)
	return strings.TrimSpace(b.String())
}

// slugs reads the inside of a citation: one slug, or several between commas.
func slugs(inside string) ([]string, bool) {
	var out []string
	for id := range strings.FieldsFuncSeq(inside, func(r rune) bool { return r == ',' || r == ';' }) {
		id = strings.TrimSpace(id)
		if !caterina.ValidSlug(id) {
			return nil, false
		}
		out = append(out, id)
	}
	return out, len(out) > 0
}
