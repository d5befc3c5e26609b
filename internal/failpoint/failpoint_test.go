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
	points := All()
	slices.Sort(points)
	if n := len(slices.Compact(points)); n != 6 {
		t.Errorf("%d distinct points, want 6", n)
	}
}
