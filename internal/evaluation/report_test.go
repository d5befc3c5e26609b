package evaluation

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sample() *Report {
	return &Report{
		Total: Metrics{N: 3, Hit1: 0.5, Wrong: 0.04, P50: 1.25},
		Files: map[string]Metrics{"b.jsonl": {N: 2, Hit1: 1}, "a.jsonl": {N: 1, Hit1: 0}},
		order: []string{"b.jsonl", "a.jsonl"},
	}
}

func TestJSONHasTotalAndFiles(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	if err := sample().WriteJSON(&out); err != nil {
		t.Fatalf("write: %v", err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("not JSON: %v", err)
	}
	want := map[string]any{
		"total": map[string]any{"n": 3., "hit1": 0.5, "wrong": 0.04, "p50_ms": 1.25},
		"files": map[string]any{"b.jsonl": map[string]any{"n": 2., "hit1": 1.}, "a.jsonl": map[string]any{"n": 1., "hit1": 0.}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

func TestTableHasARowPerFileInOrderAndATotal(t *testing.T) {
	t.Parallel()

	var out bytes.Buffer
	if err := sample().WriteTable(&out); err != nil {
		t.Fatalf("write: %v", err)
	}
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want a head, two files and a total:\n%s", len(lines), out.String())
	}
	for i, want := range []string{"hit1", "b.jsonl", "a.jsonl", "total"} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %q, want %q in it", i+1, lines[i], want)
		}
	}
	if total := strings.Join(strings.Fields(lines[3])[:4], " "); total != "total 3 0.500 –" {
		t.Errorf("total begins with %q, want a dash for what was not measured", total)
	}
}

// brokenPipe fails every write.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestReportSaysThatItCouldNotBeWritten(t *testing.T) {
	t.Parallel()

	if err := sample().WriteTable(brokenPipe{}); err == nil {
		t.Error("the table went nowhere without an error")
	}
	if err := sample().WriteJSON(brokenPipe{}); err == nil {
		t.Error("the object went nowhere without an error")
	}
}

func TestMinimums(t *testing.T) {
	t.Parallel()

	for name, c := range map[string]struct {
		setting, want string // want "" means kept
	}{
		"reached":           {"hit1=0.5", ""},
		"missed":            {"hit1=0.51", "hit1 is 0.5, less than 0.51"},
		"ceiling kept":      {"wrong=0.05", ""},
		"ceiling broken":    {"wrong=0.03", "wrong is 0.04, more than 0.03"},
		"slower":            {"p50_ms=1", "more than 1"},
		"nothing to say it": {"field=0.9", "no row measures it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bounds, err := ParseMinimums([]string{c.setting})
			if err != nil {
				t.Fatalf("parse: %v", err)
			}
			err = sample().Check(bounds)
			if (c.want == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), c.want)) {
				t.Errorf("err = %v, want %q", err, c.want)
			}
		})
	}
}

func TestMinimumsThatMakeNoSense(t *testing.T) {
	t.Parallel()

	for _, setting := range []string{"hit1", "hit=1", "hit1=much", "hit1=NaN", "=1"} {
		if _, err := ParseMinimums([]string{setting}); err == nil {
			t.Errorf("%q was accepted", setting)
		}
	}
}
