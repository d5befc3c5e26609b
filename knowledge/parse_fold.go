package knowledge

import (
	"strings"
	"unicode"
)

// foldGroup makes one Markdown text of a required document that was written as a
// group. "- ISEE: attestazione" without quotes is a group in YAML, and programs
// that export cards nest what belongs together; what either means is plain.
func (b *binder) foldGroup(n *node, path string) *node {
	if n.kind != nodeMap && n.kind != nodeList {
		return n
	}
	folded := &node{kind: nodeString, line: n.line, text: strings.TrimSpace(foldedText(n))}
	b.report.Warnings = append(b.report.Warnings, b.rejection(n.line, path,
		"è scritto come un gruppo di voci, e si mostra come testo: «"+shorten(folded.text)+"»", "Se contiene i due punti, metti il testo fra virgolette"))
	return folded
}

// foldedText writes a group as paragraphs and lists.
func foldedText(n *node) string {
	switch n.kind {
	case nodeMap:
		parts := make([]string, 0, len(n.fields))
		for _, f := range n.fields {
			if f.value.blank() {
				continue
			}
			gap := " "
			if f.value.kind == nodeList || f.value.kind == nodeMap {
				gap = "\n\n"
			}
			parts = append(parts, keyLabel(f.name)+":"+gap+foldedText(f.value))
		}
		return strings.Join(parts, "\n\n")
	case nodeList:
		var out strings.Builder
		for _, item := range n.list {
			if !item.blank() {
				out.WriteString("- " + strings.ReplaceAll(foldedText(item), "\n", "\n  ") + "\n")
			}
		}
		return strings.TrimRight(out.String(), "\n")
	case nodeNull, nodeBool, nodeNumber, nodeString:
	}
	return n.text
}

// keyLabel makes words of a key that a program chose: "infoAggiuntive" and
// "info_aggiuntive" become "Info aggiuntive", and "ISEE" stays.
func keyLabel(key string) string {
	var b strings.Builder
	camel := strings.IndexFunc(key, unicode.IsLower) == 0 && !strings.Contains(key, " ")
	for i, r := range key {
		switch {
		case r == '_':
			b.WriteByte(' ')
		case camel && i > 0 && unicode.IsUpper(r):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(r))
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
