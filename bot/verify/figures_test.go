package verify_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The figures of docs/evaluation.md.
const (
	leastDrafts  = 800
	mostRejected = 0.02
)

// TestHonestDraftsPass is the figure of good drafts that are refused.
func TestHonestDraftsPass(t *testing.T) {
	t.Parallel()
	refused := 0
	for _, d := range reworded(t, demoCards(t), leastDrafts, 1) {
		r := checker("it", d.card.source).Draft(d.text + " [" + d.card.Slug + "]")
		if r.OK && r.Dropped == 0 {
			continue
		}
		if refused++; refused <= 15 {
			t.Logf("%s: %s: %v", d.card.Slug, d.text, r.Rejections)
		}
	}
	t.Logf("%d of %d honest drafts refused: %.2f %%", refused, leastDrafts, 100*float64(refused)/leastDrafts)
	if float64(refused) > mostRejected*leastDrafts {
		t.Errorf("%d of %d honest drafts are refused, want %.0f %% at most", refused, leastDrafts, 100*mostRejected)
	}
}

// TestNoLieIsShown is the figure of wrong facts that citizens are shown: none.
func TestNoLieIsShown(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	told, shown := map[string]int{}, map[string]int{}
	all := changes()
	for _, d := range reworded(t, demoCards(t), leastDrafts, 2) {
		k := checker("it", d.card.source)
		for _, c := range all {
			lie := c.make(r, d)
			if lie == "" || lie == d.text {
				continue
			}
			told[c.name]++
			if res := k.Draft(lie + " [" + d.card.Slug + "]"); res.OK || strings.Contains(res.Text, lie) {
				if shown[c.name]++; shown[c.name] <= 6 {
					t.Errorf("%s %s: %s\n\tmade of: %s", d.card.Slug, c.name, lie, d.text)
				}
			}
		}
	}
	sum := 0
	for _, name := range slices.Sorted(maps.Keys(told)) {
		sum += told[name]
		t.Logf("%-12s %5d told %3d shown", name, told[name], shown[name])
	}
	if sum < leastDrafts {
		t.Errorf("only %d lies were told", sum)
	}
}
