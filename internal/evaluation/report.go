package evaluation

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Report is the metrics of a run, over all rows and per file.
type Report struct {
	Total Metrics            `json:"total"`
	Files map[string]Metrics `json:"files"`

	order []string // of the files, as they were named
}

// WriteJSON prints the report as one JSON object.
func (r *Report) WriteJSON(w io.Writer) error {
	if err := json.NewEncoder(w).Encode(r); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// WriteTable prints the report as a table: a row for each file and one for all.
func (r *Report) WriteTable(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	heads := make([]string, 0, len(allMetrics())+1)
	heads = append(heads, "file")
	for _, m := range allMetrics() {
		heads = append(heads, string(m))
	}
	lines := []string{strings.Join(heads, "\t") + "\t"}
	for _, name := range r.order {
		lines = append(lines, tableLine(name, r.Files[name]))
	}
	lines = append(lines, tableLine("total", r.Total))
	for _, line := range lines {
		if _, err := fmt.Fprintln(table, line); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// tableLine formats one row.
func tableLine(name string, figures Metrics) string {
	var line strings.Builder
	line.WriteString(name + "\t")
	for _, m := range allMetrics() {
		line.WriteString(figure(m, figures) + "\t")
	}
	return line.String()
}

// figure formats one metric; one that was not measured is a dash.
func figure(m Metric, figures Metrics) string {
	v, ok := figures[m]
	switch {
	case !ok:
		return "–"
	case m == N:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case slices.Contains([]Metric{P50, P95, P99}, m):
		return strconv.FormatFloat(v, 'f', 2, 64)
	default:
		return strconv.FormatFloat(v, 'f', 3, 64)
	}
}

// Minimum is a bound that the total of a run must keep.
type Minimum struct {
	Metric Metric
	Value  float64
}

// ParseMinimums reads "METRIC=VALUE" settings.
func ParseMinimums(settings []string) ([]Minimum, error) {
	out := make([]Minimum, 0, len(settings))
	for _, s := range settings {
		name, text, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("%q: write it as METRIC=VALUE, for example hit1=0.62", s)
		}
		m := Metric(strings.TrimSpace(name))
		if !slices.Contains(allMetrics(), m) {
			return nil, fmt.Errorf("%q is not a metric; there are %v", m, allMetrics())
		}
		value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || math.IsNaN(value) {
			return nil, fmt.Errorf("%q: %q is not a number", s, text)
		}
		out = append(out, Minimum{m, value})
	}
	return out, nil
}

// smallerIsBetter says whether a bound on the metric is a ceiling.
func smallerIsBetter(m Metric) bool {
	return slices.Contains([]Metric{Wrong, CrisisFalse, P50, P95, P99}, m)
}

// Check returns an error that names every bound the total does not keep. The
// bounds on wrong, crisis_false and the times are ceilings. A bound on a metric
// that no row measures is not kept.
func (r *Report) Check(bounds []Minimum) error {
	var broken []error
	for _, b := range bounds {
		got, ok := r.Total[b.Metric]
		switch {
		case !ok:
			broken = append(broken, fmt.Errorf("%s: no row measures it", b.Metric))
		case smallerIsBetter(b.Metric) && got > b.Value:
			broken = append(broken, fmt.Errorf("%s is %.4g, more than %.4g", b.Metric, got, b.Value))
		case !smallerIsBetter(b.Metric) && got < b.Value:
			broken = append(broken, fmt.Errorf("%s is %.4g, less than %.4g", b.Metric, got, b.Value))
		}
	}
	return errors.Join(broken...)
}
