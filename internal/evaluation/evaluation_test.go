package evaluation

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/caterina"
)

func write(t *testing.T, name string, rows ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
		t.Fatalf("write questions: %v", err)
	}
	return path
}

// script answers by question id.
func script(results map[string]Result) Ask {
	return func(_ context.Context, q Question) (Result, error) {
		r, ok := results[q.ID]
		if !ok {
			return Result{}, errors.New("no such question")
		}
		return r, nil
	}
}

func TestRankingMetricsCountTheFirstRightCard(t *testing.T) {
	t.Parallel()

	path := write(t, "q.jsonl",
		`{"id":"first","question":"a?","card":"a"}`,
		`{"id":"third","question":"b?","card":["x","b"]}`,
		`{"id":"tenth","question":"c?","card":"c"}`,
		`{"id":"never","question":"d?","card":"d"}`)
	report, err := Run(t.Context(), []string{path}, script(map[string]Result{
		"first": {Outcome: caterina.OutcomeAnswer, Ranking: []string{"a", "b"}, Cited: []string{"a"}},
		"third": {Outcome: caterina.OutcomeClarify, Ranking: []string{"a", "c", "b"}, Options: []string{"a", "b"}},
		"tenth": {Outcome: caterina.OutcomeAnswer, Ranking: strings.Split("1 2 3 4 5 6 7 8 9 c", " "), Cited: []string{"1"}},
		"never": {Outcome: caterina.OutcomeDecline, Ranking: strings.Split("1 2 3 4 5 6 7 8 9 0 d", " ")},
	}))
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	want := Metrics{
		N: 4, Hit1: 0.25, Hit3: 0.5, Hit10: 0.75, MRR: (1 + 1./3 + 0.1) / 4,
		Answered: 0.5, Right: 0.25, Wrong: 0.25, DeclinePrecision: 0, CrisisFalse: 0, P50: 0, P95: 0, P99: 0,
	}
	if diff := cmp.Diff(want, report.Total, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Errorf("total (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(report.Total, report.Files["q.jsonl"]); diff != "" {
		t.Errorf("the only file differs from the total:\n%s", diff)
	}
}

func TestFieldCountsOnlyWhereARightCardIsCited(t *testing.T) {
	t.Parallel()

	path := write(t, "q.jsonl",
		`{"id":"good","question":"a?","card":"a","field":"cost"}`,
		`{"id":"other field","question":"a?","card":"a","field":"cost"}`,
		`{"id":"other card","question":"a?","card":"a","field":"cost"}`,
		`{"id":"no field","question":"a?","card":"a"}`)
	report, err := Run(t.Context(), []string{path}, script(map[string]Result{
		"good":        {Outcome: caterina.OutcomeAnswer, Cited: []string{"a"}, Field: caterina.FieldCost},
		"other field": {Outcome: caterina.OutcomeAnswer, Cited: []string{"a"}, Field: caterina.FieldAmount},
		"other card":  {Outcome: caterina.OutcomeAnswer, Cited: []string{"b"}, Field: caterina.FieldCost},
		"no field":    {Outcome: caterina.OutcomeAnswer, Cited: []string{"a"}, Field: caterina.FieldAmount},
	}))
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	if got := report.Total[RightField]; got != 0.5 {
		t.Errorf("field = %v, want 0.5: one of the two rows that want a field and cite the right card", got)
	}
}

func TestOutcomeMetrics(t *testing.T) {
	t.Parallel()

	path := write(t, "q.jsonl",
		`{"id":"weather","question":"che tempo fa","outcome":"decline"}`,
		`{"id":"music","question":"metti un disco","outcome":"decline"}`,
		`{"id":"danger","question":"aiuto","outcome":"crisis"}`,
		`{"id":"danger missed","question":"aiutatemi","outcome":"crisis"}`,
		`{"id":"service","question":"bonus","card":"bonus"}`,
		`{"id":"joke","question":"muoio dal ridere","outcome":"smalltalk"}`)
	report, err := Run(t.Context(), []string{path}, script(map[string]Result{
		"weather":       {Outcome: caterina.OutcomeDecline},
		"music":         {Outcome: caterina.OutcomeAnswer, Cited: []string{"bonus"}},
		"danger":        {Outcome: caterina.OutcomeCrisis},
		"danger missed": {Outcome: caterina.OutcomeAnswer},
		"service":       {Outcome: caterina.OutcomeDecline},
		"joke":          {Outcome: caterina.OutcomeCrisis},
	}))
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	wanted := Metrics{DeclineRecall: 0.5, DeclinePrecision: 0.5, CrisisRecall: 0.5, CrisisFalse: 0.25, Wrong: 0}
	for metric, want := range wanted {
		if got := report.Total[metric]; got != want {
			t.Errorf("%s = %v, want %v", metric, got, want)
		}
	}
}

func TestMetricsWithoutRowsAreAbsent(t *testing.T) {
	t.Parallel()

	path := write(t, "q.jsonl", `{"id":"1","question":"che tempo fa","outcome":"decline"}`)
	report, err := Run(t.Context(), []string{path}, script(map[string]Result{"1": {Outcome: caterina.OutcomeDecline}}))
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	for _, metric := range []Metric{Hit1, MRR, Answered, RightField, CrisisRecall} {
		if v, ok := report.Total[metric]; ok {
			t.Errorf("%s = %v though no row measures it", metric, v)
		}
	}
}

func TestPercentilesAreOfTheTimes(t *testing.T) {
	t.Parallel()

	var times []time.Duration
	for i := range 200 {
		times = append(times, time.Duration(i+1)*time.Millisecond)
	}
	for p, want := range map[int]float64{50: 100, 95: 190, 99: 198} {
		if got := percentile(times, p); got != want {
			t.Errorf("p%d = %v, want %v", p, got, want)
		}
	}
	if got := percentile(times[:1], 99); got != 1 {
		t.Errorf("p99 of one time = %v, want that time", got)
	}
}

func TestTotalIsOverAllRowsAndFilesKeepTheirNames(t *testing.T) {
	t.Parallel()

	one := write(t, "one.jsonl", `{"id":"1","question":"a?","card":"a"}`)
	two := write(t, "two.jsonl", `{"id":"2","question":"b?","card":"b"}`, `{"id":"3","question":"c?","card":"c"}`)
	same := write(t, "one.jsonl", `{"id":"4","question":"d?","card":"d"}`)
	right := func(slug string) Result { return Result{Outcome: caterina.OutcomeAnswer, Ranking: []string{slug}} }
	report, err := Run(t.Context(), []string{one, two, same}, script(map[string]Result{
		"1": right("a"), "2": right("b"), "3": right("wrong"), "4": right("wrong"),
	}))
	if err != nil {
		t.Fatalf("run: %v", err)
	}
	got := map[string]float64{"total": report.Total[Hit1]}
	for name, m := range report.Files {
		got[name] = m[Hit1]
	}
	want := map[string]float64{"total": 0.5, one: 1, "two.jsonl": 0.5, same: 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hit1 (-want +got):\n%s", diff)
	}
}

func TestQuestionThatCannotBeAskedNamesFileAndRow(t *testing.T) {
	t.Parallel()

	path := write(t, "q.jsonl", `{"id":"lost","question":"a?","card":"a"}`)
	_, err := Run(t.Context(), []string{path}, script(nil))
	if err == nil || !strings.Contains(err.Error(), "q.jsonl") || !strings.Contains(err.Error(), "lost") {
		t.Errorf("err = %v, want one that names q.jsonl and lost", err)
	}
}

func TestResultOfAReply(t *testing.T) {
	t.Parallel()

	got := ResultOf(caterina.Reply{
		Message: caterina.MessageBody{
			Outcome: caterina.OutcomeAnswer, Citations: []caterina.Citation{{Card: "bonus"}},
			Options: []caterina.Option{{ID: "card/other"}, {ID: "card/bonus/cost"}, {ID: "person"}, {ID: "card/"}},
		},
		Trace: caterina.Trace{Field: caterina.FieldCost, Ranking: []caterina.HitTrace{{Card: "bonus"}, {Card: "other"}}},
	}, time.Second)
	want := Result{
		Outcome: caterina.OutcomeAnswer, Ranking: []string{"bonus", "other"}, Cited: []string{"bonus"},
		Options: []string{"other", "bonus"}, Field: caterina.FieldCost, Took: time.Second,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
}
