package verify

import "testing"

// unread returns the first digits of a text that no fact holds, "" when there are none.
func unread(t []token) string {
	held := make([]bool, len(t))
	for _, f := range scan(t) {
		for i := f.start; i < f.end && i < len(t); i++ {
			held[i] = true
		}
	}
	for i := range t {
		if t[i].kind == digits && !held[i] {
			return t[i].raw
		}
	}
	return ""
}

// FuzzScan looks for digits that are read as nothing: they would be shown unchecked.
func FuzzScan(f *testing.F) {
	for _, text := range []string{
		"10000000000000", "1.2.3.4.5", "00", "n. 5 art. 3 c. 2", "9-13/15", "€5€", "5%5", "1°2°", "+39", "h24 24h", "3/10/2026/5", "via Roma 5/6/7",
		"ore 99", "F24", "12345678901234567890", "1,,2", "5 e 6 o 7 mesi", "dal 1 al", "0,5,6", "800 00", "int. 5", "2'000'", "one 5 hundred",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tokens := lex(clean(text))
		if raw := unread(tokens); raw != "" {
			t.Errorf("%q: %s is read as nothing", text, raw)
		}
		for _, x := range scan(tokens) {
			if x.start < 0 || x.end <= x.start || x.end > len(tokens) {
				t.Errorf("%q: a fact from %d to %d of %d", text, x.start, x.end, len(tokens))
			}
		}
	})
}
