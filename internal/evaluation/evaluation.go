// Package evaluation measures how good answers are: it reads questions whose
// right cards or outcomes are known, has them asked, and reports the metrics
// that the command line promises.
package evaluation

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// Result is what became of one question.
type Result struct {
	Outcome caterina.Outcome
	Ranking []string       // slugs of the ranked cards, best first
	Cited   []string       // slugs of the cards that the answer rests on
	Options []string       // slugs of the cards offered as next steps
	Field   caterina.Field // the part of the card that was understood to be wanted
	Took    time.Duration
}

// ResultOf reads a Result out of a reply of the engine.
func ResultOf(reply caterina.Reply, took time.Duration) Result {
	r := Result{Outcome: reply.Message.Outcome, Field: reply.Message.Field, Took: took}
	if r.Outcome == "" {
		r.Outcome = reply.Trace.Outcome
	}
	if r.Field == "" {
		r.Field = reply.Trace.Field
	}
	for _, hit := range reply.Trace.Ranking {
		r.Ranking = append(r.Ranking, hit.Card)
	}
	for _, c := range reply.Message.Citations {
		r.Cited = append(r.Cited, c.Card)
	}
	for _, o := range reply.Message.Options {
		if slug, ok := optionCard(o.ID); ok {
			r.Options = append(r.Options, slug)
		}
	}
	return r
}

// optionCard returns the card of an option whose id is "card/SLUG" or
// "card/SLUG/FIELD".
func optionCard(id string) (string, bool) {
	rest, ok := strings.CutPrefix(id, "card/")
	slug, _, _ := strings.Cut(rest, "/")
	return slug, ok && slug != ""
}

// Ask puts one question to the engine.
type Ask func(ctx context.Context, q Question) (Result, error)

// Run reads every file, then asks every question, one after the other. A file
// that cannot be read, or a question that cannot be asked, stops the run.
func Run(ctx context.Context, files []string, ask Ask) (*Report, error) {
	sets := make([][]Question, len(files))
	for i, path := range files {
		var err error
		if sets[i], err = readFile(path); err != nil {
			return nil, err
		}
	}
	names := fileNames(files)
	report := &Report{Files: map[string]Metrics{}}
	var all []judged
	for i, name := range names {
		rows := make([]judged, 0, len(sets[i]))
		for _, q := range sets[i] {
			result, err := ask(ctx, q)
			if err != nil {
				return nil, fmt.Errorf("%s: question %s: %w", name, q.ID, err)
			}
			rows = append(rows, judged{q, result})
		}
		report.Files[name] = measure(rows)
		report.order = append(report.order, name)
		all = append(all, rows...)
	}
	report.Total = measure(all)
	return report, nil
}

// fileNames returns what the files are called in a report: their base names, or
// the whole paths where two have the same.
func fileNames(files []string) []string {
	names := make([]string, len(files))
	for i, path := range files {
		names[i] = filepath.Base(path)
		same := func(other string) bool { return filepath.Base(other) == names[i] && other != path }
		if slices.ContainsFunc(files, same) {
			names[i] = path
		}
	}
	return names
}
