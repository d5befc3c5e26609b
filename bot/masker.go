package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Masker keeps personal data from a model for the length of a turn: each thing gets a
// mark of its own, the same one wherever it stands, and what the model writes gets the
// things back. It is for one goroutine.
type Masker struct {
	keep  []string
	names []string
	found []hidden
}

// hidden is something personal and the mark that stands for it.
type hidden struct {
	mark, text string
}

// NewMasker returns a Masker that leaves what is in keep, the town's own numbers and
// addresses, and hides the names, which people gave when they booked or were asked.
func NewMasker(keep, names []string) *Masker {
	m := &Masker{keep: keep}
	for _, name := range names {
		if name = strings.Join(strings.Fields(clean(name)), " "); utf8.RuneCountInString(name) > 1 {
			m.names = append(m.names, name)
		}
	}
	// The longest first: a whole name is one thing.
	slices.SortFunc(m.names, func(a, b string) int { return len(b) - len(a) })
	return m
}

// marks are how a model reads what was hidden, by kind.
func marks() map[string]string {
	return map[string]string{
		maskedTaxCode: "CODICE_FISCALE", maskedIBAN: "IBAN", maskedCard: "CARTA", maskedPhone: "TELEFONO", maskedEmail: "EMAIL", maskedName: "NOME",
	}
}

const maskedName = "[nome]"

// anyMark finds a mark, and what looks like one.
var anyMark = regexp.MustCompile(`\b(?:CODICE_FISCALE|IBAN|CARTA|TELEFONO|EMAIL|NOME)_[0-9]+\b`)

// Hide replaces personal data in a text by marks. A mark that somebody wrote is
// spoilt: it would bring out what another text holds.
func (m *Masker) Hide(text string) string {
	text = anyMark.ReplaceAllStringFunc(clean(text), func(found string) string { return strings.ReplaceAll(found, "_", " ") })
	text = masking{keep: m.keep, put: m.mark}.text(text)
	for _, name := range m.names {
		text = m.hideName(text, name)
	}
	return text
}

// Show puts back what Hide has hidden. A mark of nothing stays as it is.
func (m *Masker) Show(text string) string {
	return anyMark.ReplaceAllStringFunc(text, func(mark string) string {
		for _, h := range m.found {
			if h.mark == mark {
				return h.text
			}
		}
		return mark
	})
}

// mark is the mark of something personal: the same one for the same thing.
func (m *Masker) mark(kind, text string) string {
	n := 1
	for _, h := range m.found {
		if !strings.HasPrefix(h.mark, marks()[kind]+"_") {
			continue
		}
		if same := compact(dropCountry(text)); h.text == text || same != "" && same == compact(dropCountry(h.text)) {
			return h.mark
		}
		n++
	}
	mark := marks()[kind] + "_" + strconv.Itoa(n)
	m.found = append(m.found, hidden{mark, text})
	return mark
}

// hideName replaces a name where it stands as words of its own.
func (m *Masker) hideName(text, name string) string {
	var b strings.Builder
	for {
		at, end := foldedIndex(text, name)
		if at < 0 {
			b.WriteString(text)
			return b.String()
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if unicode.IsLetter(before) || unicode.IsLetter(after) {
			b.WriteString(text[:end])
		} else {
			b.WriteString(text[:at] + m.mark(maskedName, text[at:end]))
		}
		text = text[end:]
	}
}

// foldedIndex finds a name in a text whatever its capitals and accents, -1 for nowhere.
func foldedIndex(text, name string) (at, end int) {
	for at := range text {
		if n := foldedPrefix(text[at:], name); n > 0 {
			return at, at + n
		}
	}
	return -1, -1
}

// foldedPrefix is how many bytes at the beginning of a text are a name, 0 when they are
// not.
func foldedPrefix(text, name string) int {
	rest := text
	for _, want := range name {
		r, size := utf8.DecodeRuneInString(rest)
		if size == 0 || fold(r) != fold(want) {
			return 0
		}
		rest = rest[size:]
	}
	return len(text) - len(rest)
}
