package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/evaluation"
)

// minimums collects -min METRIC=VALUE options.
type minimums []string

func (m *minimums) String() string { return strings.Join(*m, " ") }

func (m *minimums) Set(s string) error {
	*m = append(*m, s)
	return nil
}

// runEval asks every question of some files and prints how good the answers are.
func runEval(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("eval", flag.ContinueOnError)
	slug := fs.String("town", "", "town that is asked; default: DEFAULT_TOWN")
	asJSON := fs.Bool("json", false, "print one JSON object instead of the table")
	grid := fs.Bool("grid", false, "try several weights of the endpoint's vectors and print the figures of each")
	weights := fs.String("weights", "0,0.25,0.5,1,2,4", "the weights that -grid tries")
	var mins minimums
	fs.Var(&mins, "min", "METRIC=VALUE that the total must reach; may be repeated")
	if err := parseFlags(fs, args, "[-town SLUG] [-json] [-min METRIC=VALUE]… [-grid [-weights 0,0.5,1]] FILE.jsonl…", std); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("name at least one file of questions")
	}
	limits, err := evaluation.ParseMinimums(mins)
	if err != nil {
		return usagef("%s", err)
	}
	tried, err := evaluation.ParseWeights(*weights)
	if err != nil {
		return usagef("-weights: %s", err)
	}
	a, err := openTool(ctx, std.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(ctx)) }()
	if *slug == "" {
		*slug = a.cfg.DefaultTown
	}
	town, err := a.town(*slug)
	if err != nil {
		return err
	}
	if *grid {
		return plainly(a.evaluateGrid(ctx, town, fs.Args(), tried, std.out))
	}
	report, err := evaluation.Run(ctx, fs.Args(), func(ctx context.Context, q evaluation.Question) (evaluation.Result, error) {
		return a.evaluate(ctx, town, q)
	})
	if err != nil {
		return fmt.Errorf("evaluate: %w", err)
	}
	if *asJSON {
		err = report.WriteJSON(std.out)
	} else {
		err = report.WriteTable(std.out)
	}
	if err != nil {
		return fmt.Errorf("print the report: %w", err)
	}
	return report.Check(limits)
}

// evaluate puts one question to the engine as a citizen's turn, after replaying
// the earlier messages it comes with.
func (a *app) evaluate(ctx context.Context, town caterina.Town, q evaluation.Question) (evaluation.Result, error) {
	var history []caterina.Message
	for _, earlier := range q.History {
		reply, err := a.reply(ctx, town, q.Lang, history, earlier)
		if err != nil {
			return evaluation.Result{}, err
		}
		history = append(history,
			caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: earlier}},
			caterina.Message{Actor: caterina.ActorBot, Body: reply.Message})
	}
	start := time.Now() // the real clock: this measures, it does not decide
	reply, err := a.reply(ctx, town, q.Lang, history, q.Question)
	if err != nil {
		return evaluation.Result{}, err
	}
	return evaluation.ResultOf(reply, time.Since(start)), nil
}

func (a *app) reply(ctx context.Context, town caterina.Town, lang string, history []caterina.Message, text string) (caterina.Reply, error) {
	reply, err := a.writer(a.engine, modelPolicy{a.db.store}).Reply(ctx, caterina.Turn{
		Town: town, Now: a.now().In(caterina.Rome()), Lang: lang, History: history,
		Inputs: []caterina.Input{{Text: text}},
	}, nil)
	if err != nil {
		return caterina.Reply{}, fmt.Errorf("answer: %w", err)
	}
	return reply, nil
}
