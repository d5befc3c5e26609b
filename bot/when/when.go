// Package when understands the days and times that citizens name when they wish
// for an appointment: "dopodomani mattina", "la settimana prossima tranne
// mercoledì", "verso le dieci e mezza". It is ours because no library reads
// wishes: they read one instant (docs/adr/0016).
package when

import (
	"time"

	"example.org/caterina"
)

// Parse reads the wish for a time in a citizen's words, as of now in Rome. It says
// whether the words speak of a time at all; the zero When with true is "any time".
func Parse(text string, now time.Time) (caterina.When, bool) {
	if text == "" || now.IsZero() {
		return caterina.When{}, false
	}
	return caterina.When{}, false
}
