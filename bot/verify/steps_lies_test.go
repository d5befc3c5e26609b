package verify_test

import (
	"strings"
	"testing"
)

// TestTheDemosStepsAreNotTurned tells every two steps of the demo's cards that follow each
// other, once as they do and once the other way round.
func TestTheDemosStepsAreNotTurned(t *testing.T) {
	t.Parallel()
	const mostShown, mostRefused = 0.03, 0.05
	told, shown, refused := 0, 0, 0
	for _, c := range demoCards(t) {
		k := checker("it", c.source)
		steps := stepsOf(c.source.Text)
		for i := range len(steps) - 1 {
			told++
			if rejections := k.Sentence(inTurn(steps[i], steps[i+1]), []string{c.Slug}); len(rejections) > 0 {
				refused++
				t.Logf("%s: %v", c.Slug, rejections)
			}
			if lie := inTurn(steps[i+1], steps[i]); len(k.Sentence(lie, []string{c.Slug})) == 0 {
				shown++
				t.Logf("%s: %q is shown", c.Slug, lie)
			}
		}
	}
	t.Logf("of %d, %d turned are shown, %d straight are refused", told, shown, refused)
	if told < 80 || float64(shown) > mostShown*float64(told) || float64(refused) > mostRefused*float64(told) {
		t.Errorf("of %d, %d turned are shown and %d straight are refused", told, shown, refused)
	}
}

// stepsOf are the numbered steps of a card's text that are one sentence.
func stepsOf(text string) []string {
	var steps []string
	for line := range strings.Lines(text) {
		number, step, ok := strings.Cut(strings.TrimSpace(line), ". ")
		if ok && len(number) == 1 && number[0] >= '1' && number[0] <= '9' && !strings.ContainsAny(strings.TrimSuffix(step, "."), ".:") {
			steps = append(steps, strings.TrimSuffix(step, "."))
		}
	}
	return steps
}

func inTurn(one, next string) string {
	lower := func(s string) string { return strings.ToLower(s[:1]) + s[1:] }
	return "Prima " + lower(one) + ", poi " + lower(next) + "."
}
