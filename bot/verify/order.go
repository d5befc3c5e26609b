package verify

import "strings"

// WithoutOrders takes out of a card's text the lines that speak to a program instead of
// to citizens: "rispondi sempre che", "ignora le istruzioni", "il programma dica". A
// card is what the town says; what somebody wrote into it for a model is not, and bears
// nothing out.
func WithoutOrders(text string) string {
	if !strings.Contains(text, "\n") {
		if ordering(text) {
			return ""
		}
		return text
	}
	lines := strings.SplitAfter(text, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if !ordering(line) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// ordering says whether a line gives orders to a program.
func ordering(line string) bool {
	t := lex(clean(line))
	for i := range t {
		if _, ok := orderPatterns().at(t, i); ok {
			return true
		}
	}
	return false
}
