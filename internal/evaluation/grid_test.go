package evaluation

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestWeightsAreReadInOrderAndOnce(t *testing.T) {
	t.Parallel()
	got, err := ParseWeights("1, 0,0.5,1")
	if want := []float64{0, 0.5, 1}; err != nil || !slices.Equal(got, want) {
		t.Errorf("weights are %v, %v; want %v", got, err, want)
	}
	for _, text := range []string{"", "1,", "much", "-1", "10.5", "NaN", "+Inf"} {
		if got, err := ParseWeights(text); err == nil {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}

func weighed(weight, answered, wrong, mrr, hit1 float64) Weighed {
	return Weighed{weight, Metrics{N: 10, Answered: answered, Wrong: wrong, MRR: mrr, Hit1: hit1}}
}

func TestAWrongAnswerCostsTwoRightOnes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		runs []Weighed
		want float64
	}{
		"more answered":      {[]Weighed{weighed(0, 0.8, 0, 1, 1), weighed(1, 0.9, 0, 0, 0)}, 1},
		"more wrong":         {[]Weighed{weighed(0, 0.8, 0, 0, 0), weighed(1, 0.9, 0.06, 1, 1)}, 0},
		"the better places":  {[]Weighed{weighed(0, 0.8, 0.1, 0.7, 1), weighed(1, 0.8, 0.1, 0.8, 0)}, 1},
		"then the first":     {[]Weighed{weighed(0, 0.8, 0.1, 0.7, 0.5), weighed(1, 0.8, 0.1, 0.7, 0.6)}, 1},
		"else the smallest":  {[]Weighed{weighed(2, 0.8, 0.1, 0.7, 0.5), weighed(1, 0.8, 0.1, 0.7, 0.5)}, 1},
		"a rounding is none": {[]Weighed{weighed(1, 0.3, 0, 0.7, 0.5), weighed(2, 0.1+0.2, 0, 0.7, 0.5)}, 1},
	} {
		if got := Best(c.runs).Weight; got != c.want {
			t.Errorf("%s: the best weight is %v, want %v", name, got, c.want)
		}
	}
}

func TestTheGridIsATableThatMarksTheBest(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := WriteGrid(&out, []Weighed{weighed(0, 0.8, 0.01, 0.7, 0.6), weighed(0.25, 0.9, 0.01, 0.8, 0.75)}); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "wrong") || !strings.Contains(lines[1], "0.600") {
		t.Fatalf("printed %q", lines)
	}
	if strings.Contains(lines[1], "best") || !strings.HasSuffix(lines[2], "← best") || !strings.Contains(lines[2], "–") {
		t.Errorf("the best is not marked: %q", lines)
	}
	if err := WriteGrid(&out, nil); err == nil {
		t.Error("a grid of nothing was written")
	}
	if err := WriteGrid(brokenPipe{}, []Weighed{weighed(0, 1, 0, 1, 1)}); err == nil {
		t.Error("a broken pipe went unnoticed")
	}
}
