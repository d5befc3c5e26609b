package bot

import "testing"

func TestADayThatBeginsWithAVowelIsElided(t *testing.T) {
	t.Parallel()

	for _, row := range [][3]string{
		{"il", "7 ottobre 2026", "il 7 ottobre 2026"},
		{"il", "8 ottobre 2026", "l'8 ottobre 2026"},
		{"il", "11 maggio", "l'11 maggio"},
		{"dal", "8 ottobre", "dall'8 ottobre"},
		{"al", "11 ottobre", "all'11 ottobre"},
		{"del", "8 marzo", "dell'8 marzo"},
		{"al", "18 ottobre", "al 18 ottobre"},
		{"il", "1 novembre 2026", "il 1 novembre 2026"},
	} {
		if got := dated(row[0], row[1]); got != row[2] {
			t.Errorf("dated(%q, %q) = %q, want %q", row[0], row[1], got, row[2])
		}
	}
}
