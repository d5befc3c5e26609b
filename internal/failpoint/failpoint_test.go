package failpoint

import (
	"slices"
	"testing"
)

func TestHitDoesNothingInAnOrdinaryBuild(t *testing.T) {
	t.Setenv("FAILPOINT", AfterLease)
	Hit(AfterLease) // the test would die here in a failpoint build
}

func TestPointsHaveDistinctNames(t *testing.T) {
	t.Parallel()
	for want, points := range map[int][]string{6: All(), 12: Telegram(), 13: append(All(), Telegram()...)} {
		slices.Sort(points)
		if n := len(slices.Compact(points)); n != want {
			t.Errorf("%d distinct points, want %d", n, want)
		}
	}
}
