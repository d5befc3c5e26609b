package evaluation

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Weighed is the total of one run, and the weight that it was made with.
type Weighed struct {
	Weight  float64
	Metrics Metrics
}

// mostWeight is the largest weight that the program takes.
const mostWeight = 10

// ParseWeights reads "0,0.5,1": numbers from 0 to 10, each once, in any order.
func ParseWeights(text string) ([]float64, error) {
	var out []float64
	for part := range strings.SplitSeq(text, ",") {
		w, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || !(w >= 0 && w <= mostWeight) {
			return nil, fmt.Errorf("%q is not a number from 0 to %d", strings.TrimSpace(part), mostWeight)
		}
		out = append(out, w)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// wrongCosts is how many answered questions one wrong answer outweighs: who is told
// something else than they asked may act on it.
const wrongCosts = 2

// worth is what a run is chosen by. Figures that no row measures count nothing.
func (w Weighed) worth() float64 { return w.Metrics[Answered] - wrongCosts*w.Metrics[Wrong] }

// Best returns the run with the most answered questions, a wrong one counting twice
// against it; among equals the one with the better mrr, then hit1, then the smallest
// weight. There must be one run at least.
func Best(runs []Weighed) Weighed {
	return slices.MinFunc(runs, func(a, b Weighed) int {
		return cmp.Or(
			largerFirst(a.worth(), b.worth()),
			largerFirst(a.Metrics[MRR], b.Metrics[MRR]),
			largerFirst(a.Metrics[Hit1], b.Metrics[Hit1]),
			cmp.Compare(a.Weight, b.Weight),
		)
	})
}

func largerFirst(a, b float64) int {
	const same = 1e-9 // sums of the same shares, perhaps in another order
	if math.Abs(a-b) < same {
		return 0
	}
	return cmp.Compare(b, a)
}

// WriteGrid prints a line for each run and marks the best.
func WriteGrid(w io.Writer, runs []Weighed) error {
	if len(runs) == 0 {
		return errors.New("write the grid: nothing was tried")
	}
	best := Best(runs).Weight
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	shown := []Metric{N, Hit1, Hit3, Hit10, MRR, Answered, Right, Wrong, DeclineRecall}
	heads := []string{"weight"}
	for _, m := range shown {
		heads = append(heads, string(m))
	}
	lines := []string{strings.Join(heads, "\t") + "\t"}
	for _, run := range runs {
		cells := []string{strconv.FormatFloat(run.Weight, 'g', -1, 64)}
		for _, m := range shown {
			cells = append(cells, figure(m, run.Metrics))
		}
		mark := ""
		if run.Weight == best {
			mark = " ← best"
		}
		lines = append(lines, strings.Join(cells, "\t")+"\t"+mark)
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(table, line); err != nil {
			return fmt.Errorf("write the grid: %w", err)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write the grid: %w", err)
	}
	return nil
}
