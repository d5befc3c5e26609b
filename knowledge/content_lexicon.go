package knowledge

import (
	"strings"
)

// ParseLexicon checks a town's own concept lines, "concept: member, member
// phrase", and returns them without hidden characters. Empty lines and lines
// that begin with # mean nothing.
func ParseLexicon(d Document) (string, Report) {
	b := &binder{doc: d}
	text, bad := readText(d.Data)
	if bad != nil {
		b.rejectAt(bad.line, "", bad.problem, bad.fix)
		return "", b.done()
	}
	number := 0
	for line := range strings.SplitSeq(string(text), "\n") {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, members, found := strings.Cut(line, ":")
		if !found || strings.Trim(name, "? \t") == "" || strings.Trim(members, ", \t") == "" {
			b.rejectAt(number, "", "non è una riga di concetto", "Scrivi «concetto: parola, altre parole», oppure comincia la riga con #")
		}
	}
	return cleanText(string(text)), b.done()
}
