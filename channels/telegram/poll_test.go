package telegram

import "testing"

// TestANumberFromFarAwayAcknowledgesNothing that is usual, and does not come for ever.
func TestANumberFromFarAwayAcknowledgesNothing(t *testing.T) {
	t.Parallel()
	const far = 1 << 52
	for _, c := range []struct {
		name string
		seen int64
		ids  []int64
		want int64
	}{
		{"the first ones", 0, []int64{7, 8}, 8},
		{"the first one", 0, []int64{7}, 7},
		{"the first one, and one from far away", 0, []int64{far, 7}, 7},
		{"the next ones", 7, []int64{9, 8}, 9},
		{"the next one, and one from far away", 7, []int64{8, far}, 8},
		{"an old one that comes again", 7, []int64{6}, 6},
		{"one from far away", 7, []int64{far}, 0},
		{"those that begin again above", 7, []int64{far, far + 1}, far + 1},
		{"those that begin again below", far, []int64{5, 6}, 6},
		{"no number at all", 0, []int64{0, 0}, 0},
	} {
		r := reading{seen: c.seen}
		acknowledged := r.read(c.ids)
		if acknowledged != (c.want != 0) || c.want != 0 && r.offset != c.want+1 || c.want == 0 && r.offset != 0 {
			t.Errorf("%s: the next poll says %d, want %d", c.name, r.offset, c.want+1)
		}
	}
	r := reading{seen: 7}
	for range farTries {
		if r.read([]int64{far}) {
			t.Error("it is acknowledged at once")
		}
	}
	if !r.read([]int64{far}) || r.offset != far+1 || r.seen != 7 {
		t.Errorf("it comes for ever: %+v", r)
	}
}
