package evaluation

import (
	"math"
	"slices"
	"time"

	"example.org/caterina"
)

// Metrics are named figures. All but N and the times are shares, 0 to 1. A
// metric that no row can measure is absent.
type Metrics map[Metric]float64

// Metric names one figure of a report.
type Metric string

// The metrics. A row is in scope when it names right cards; it is out of scope
// when it wants to be declined.
const (
	// N is the number of rows.
	N Metric = "n"
	// Hit1 is the share of the rows in scope whose ranking begins with a right card.
	Hit1 Metric = "hit1"
	// Hit3 is the share of the rows in scope with a right card among the first three of the ranking.
	Hit3 Metric = "hit3"
	// Hit10 is the share of the rows in scope with a right card among the first ten of the ranking.
	Hit10 Metric = "hit10"
	// MRR is the mean over the rows in scope of 1/place of the first right card among the first ten, 0 without one.
	MRR Metric = "mrr"
	// Answered is the share of the rows in scope whose reply rests on a right card, or asks back with a right card among
	// its options.
	Answered Metric = "answered"
	// Right is the share of the rows in scope whose reply rests on a right card.
	Right Metric = "right"
	// Wrong is the share of the rows in scope whose answer rests on cards none of which is right.
	Wrong Metric = "wrong"
	// RightField is, of the rows that want a field and whose reply rests on a right card, the share whose field was understood.
	RightField Metric = "field"
	// DeclineRecall is the share of the rows out of scope that were declined.
	DeclineRecall Metric = "decline_recall"
	// DeclinePrecision is, of all rows that were declined, the share that wanted it.
	DeclinePrecision Metric = "decline_precision"
	// CrisisRecall is the share of the rows that want the crisis reply and get it.
	CrisisRecall Metric = "crisis_recall"
	// CrisisFalse is the share of the rows that do not want the crisis reply and get it all the same.
	CrisisFalse Metric = "crisis_false"
	// P50, P95 and P99 are percentiles of the time one question took, in milliseconds.
	P50 Metric = "p50_ms"
	P95 Metric = "p95_ms"
	P99 Metric = "p99_ms"
)

// allMetrics lists the metrics in the order they are printed.
func allMetrics() []Metric {
	return []Metric{
		N, Hit1, Hit3, Hit10, MRR, Answered, Right, Wrong, RightField,
		DeclineRecall, DeclinePrecision, CrisisRecall, CrisisFalse, P50, P95, P99,
	}
}

// judged is a question and what became of it.
type judged struct {
	question Question
	result   Result
}

// place returns the place, from 1, of the first right card among the first ten
// of the ranking; 0 without one.
func (j judged) place() int {
	for i, slug := range j.result.Ranking[:min(10, len(j.result.Ranking))] {
		if slices.Contains(j.question.Cards, slug) {
			return i + 1
		}
	}
	return 0
}

func (j judged) cites() bool { return j.anyRight(j.result.Cited) }

func (j judged) anyRight(slugs []string) bool {
	return slices.ContainsFunc(slugs, func(s string) bool { return slices.Contains(j.question.Cards, s) })
}

// tally counts how many of the rows that a metric is about fulfil it.
type tally struct{ hits, rows float64 }

func (t *tally) add(hit bool) {
	t.rows++
	if hit {
		t.hits++
	}
}

func measure(rows []judged) Metrics {
	tallies := map[Metric]*tally{}
	for _, m := range allMetrics() {
		tallies[m] = &tally{}
	}
	var took []time.Duration
	for _, j := range rows {
		if len(j.question.Cards) > 0 {
			countInScope(j, tallies)
		}
		countOutcome(j, tallies)
		took = append(took, j.result.Took)
	}
	out := Metrics{N: float64(len(rows))}
	for m, t := range tallies {
		if t.rows > 0 {
			out[m] = t.hits / t.rows
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		out[P50], out[P95], out[P99] = percentile(took, 50), percentile(took, 95), percentile(took, 99)
	}
	return out
}

func countInScope(j judged, tallies map[Metric]*tally) {
	place := j.place()
	tallies[Hit1].add(place == 1)
	tallies[Hit3].add(0 < place && place <= 3)
	tallies[Hit10].add(place > 0)
	tallies[MRR].rows++
	if place > 0 {
		tallies[MRR].hits += 1 / float64(place)
	}
	cites, clarifies := j.cites(), j.result.Outcome == caterina.OutcomeClarify
	tallies[Answered].add(cites || clarifies && j.anyRight(j.result.Options))
	tallies[Right].add(cites)
	tallies[Wrong].add(j.result.Outcome == caterina.OutcomeAnswer && len(j.result.Cited) > 0 && !cites)
	if j.question.Field != "" && cites {
		tallies[RightField].add(j.result.Field == j.question.Field)
	}
}

func countOutcome(j judged, tallies map[Metric]*tally) {
	declined, wanted := j.result.Outcome == caterina.OutcomeDecline, j.question.Outcome == caterina.OutcomeDecline
	if wanted {
		tallies[DeclineRecall].add(declined)
	}
	if declined {
		tallies[DeclinePrecision].add(wanted)
	}
	crisis := j.result.Outcome == caterina.OutcomeCrisis
	if j.question.Outcome == caterina.OutcomeCrisis {
		tallies[CrisisRecall].add(crisis)
	} else {
		tallies[CrisisFalse].add(crisis)
	}
}

// percentile returns the time, in milliseconds, that p of a hundred sorted
// times do not exceed.
func percentile(sorted []time.Duration, p int) float64 {
	at := int(math.Ceil(float64(p)/100*float64(len(sorted)))) - 1
	return float64(sorted[at]) / float64(time.Millisecond)
}
