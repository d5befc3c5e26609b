package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"example.org/caterina/internal/openaitest"
)

// benchDead measures answers beside a model that takes calls and never answers, and
// beside one that is not there: at first, while many wait for it, and once the server is
// left alone, beside a server that has no model.
func (b *bench) benchDead(ctx context.Context, database string) error {
	model, err := startModel(ctx)
	if err != nil {
		return err
	}
	defer model.Close()
	model.Fail(openaitest.Fault{Until: ctx.Done()})
	if err := b.deadWith(ctx, database, "takes calls and never answers", model.URL()); err != nil {
		return err
	}
	closed, err := freeAddr()
	if err != nil {
		return err
	}
	return b.deadWith(ctx, database, "is not there", "http://"+closed+"/v1")
}

// restEvery is the time between two questions while the model is left alone.
const restEvery = 20 * time.Millisecond

func (b *bench) deadWith(ctx context.Context, database, how, address string) (err error) {
	var servers [2]*process
	for i, extra := range [][]string{b.with(address, openaitest.DefaultKey), nil} {
		if servers[i], err = b.serve(ctx, append(extra, database)...); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, servers[i].stop()) }()
	}
	var all [2][]*reader
	for i, server := range servers {
		all[i], err = readers(ctx, server.addr, b.size.streams)
		defer leaveAll(all[i])
		if err != nil {
			return err
		}
	}
	every := b.size.late / time.Duration(len(all[0])) // so that all wait for the model when the first has given up
	first, lost := everybody(ctx, all[0], every)
	limit := b.size.late + 100*time.Millisecond
	b.table.add(row{
		what:   fmt.Sprintf("model %s: question to answer, %d in %v: p50 / p99", how, len(all[0]), b.size.late),
		figure: middleAndTail(first), reference: millis(b.size.late) + " (deadline)",
		ratio: ratio(quantile(first, 0.99).Seconds(), b.size.late.Seconds()), goal: "p99 ≤ " + millis(limit),
	})
	var took [2][]time.Duration
	for range b.size.rounds {
		var missing [2]int
		var wg sync.WaitGroup
		for i := range all { // at the same time: both have the same neighbours
			wg.Go(func() {
				var some []time.Duration
				some, missing[i] = everybody(ctx, all[i], restEvery)
				took[i] = append(took[i], some...)
			})
		}
		wg.Wait()
		lost += missing[0] + missing[1]
	}
	b.table.add(row{
		what:   fmt.Sprintf("the same once it is left alone, %.0f turns/s: p50 / p99", 1/restEvery.Seconds()),
		figure: middleAndTail(took[0]), reference: middleAndTail(took[1]) + " (no model, at the same time)",
		ratio: ratio(quantile(took[0], 0.99).Seconds(), quantile(took[1], 0.99).Seconds()), goal: "p99 ≤ 2.00 of it",
	})
	b.table.add(row{what: "answers lost beside it", figure: strconv.Itoa(lost), goal: "0"})
	return ctx.Err()
}

// everybody asks once, one every so often, and returns how long the answers took and
// how many did not come.
func everybody(ctx context.Context, all []*reader, every time.Duration) (took []time.Duration, lost int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for i, r := range all {
		wg.Go(func() {
			time.Sleep(time.Until(start.Add(every * time.Duration(i))))
			got, err := r.ask(ctx, false)
			mu.Lock()
			defer mu.Unlock()
			if err != nil || got.answer.Body.Generated {
				lost++
				return
			}
			took = append(took, got.took)
		})
	}
	wg.Wait()
	return took, lost
}
