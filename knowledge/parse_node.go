package knowledge

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"example.org/caterina"
)

// nodeKind is the kind of a value in a document, named as people are told.
type nodeKind string

const (
	nodeNull   nodeKind = "niente"
	nodeBool   nodeKind = "true o false"
	nodeNumber nodeKind = "un numero"
	nodeString nodeKind = "un testo"
	nodeList   nodeKind = "un elenco"
	nodeMap    nodeKind = "un gruppo di voci"
)

// node is one value of a YAML or JSON document with the line where it stands.
type node struct {
	kind   nodeKind
	line   int
	text   string // as written; what a string says
	list   []*node
	fields []nodeField
}

// nodeField is one entry of a mapping.
type nodeField struct {
	name  string
	line  int
	value *node
}

// The deepest nesting of lists and mappings; a card needs four.
const maxDepth = 20

// blank says whether a value holds nothing at all: an empty key of a template
// that nobody filled in.
func (n *node) blank() bool {
	switch n.kind {
	case nodeNull:
		return true
	case nodeString:
		return strings.TrimSpace(n.text) == ""
	case nodeList:
		for _, item := range n.list {
			if !item.blank() {
				return false
			}
		}
		return true
	case nodeMap:
		for _, f := range n.fields {
			if !f.value.blank() {
				return false
			}
		}
		return true
	case nodeBool, nodeNumber:
	}
	return false
}

// field returns the value of a key, nil when there is none.
func (n *node) field(name string) *node {
	for _, f := range n.fields {
		if f.name == name {
			return f.value
		}
	}
	return nil
}

// syntaxError is why a document could not be read at all.
type syntaxError struct {
	line         int
	problem, fix string
}

// Error describes the failure on one line.
func (e *syntaxError) Error() string { return e.problem }

// readDocument returns the document's one value.
func readDocument(d Document) (*node, *syntaxError) {
	data, bad := readText(d.Data)
	switch {
	case bad != nil:
		return nil, bad
	case len(bytes.TrimSpace(data)) == 0:
		return nil, &syntaxError{problem: "è vuoto", fix: "Scrivi almeno le voci obbligatorie"}
	case d.isJSON():
		return readJSON(data)
	}
	return readYAML(data)
}

// readText returns a file as plain lines of UTF-8 text.
func readText(data []byte) ([]byte, *syntaxError) {
	if len(data) > MaxDocument {
		return nil, &syntaxError{problem: fmt.Sprintf("è più grande di %d KiB", MaxDocument>>10), fix: "Dividi il contenuto in più schede"}
	}
	return readLargeText(data, MaxDocument)
}

// readLargeText does the same for a text of which one cannot make several.
func readLargeText(data []byte, limit int) ([]byte, *syntaxError) {
	if len(data) > limit {
		return nil, &syntaxError{problem: fmt.Sprintf("è più grande di %d KiB", limit>>10), fix: "Togli le righe che non servono"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		return nil, &syntaxError{
			line: lineOfInvalid(data), problem: "non è un testo in UTF-8",
			fix: "Salva di nuovo il file scegliendo la codifica UTF-8",
		}
	}
	data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	if i := bytes.IndexFunc(data, unprintable); i >= 0 {
		return nil, &syntaxError{line: 1 + bytes.Count(data[:i], []byte("\n")), problem: "contiene caratteri di controllo", fix: "Cancella la riga e riscrivila"}
	}
	return data, nil
}

// unprintable says whether r has no place in a text file.
func unprintable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7f
}

// lineOfInvalid returns the line of the first byte that is not UTF-8.
func lineOfInvalid(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

// cleanText removes hidden characters, composes accents, and trims.
func cleanText(s string) string {
	return strings.TrimSpace(norm.NFC.String(caterina.StripHidden(s)))
}
