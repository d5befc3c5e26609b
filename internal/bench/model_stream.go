package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// benchStreams has many citizens ask at the same moment. It compares when the model's
// first sentence was whole with when the citizen had it, breaks every fourth line in
// the middle, and looks at the memory.
func (b *bench) benchStreams(ctx context.Context, database string) (err error) {
	model, err := startModel(ctx)
	if err != nil {
		return err
	}
	defer model.Close()
	server, err := b.serve(ctx, append(b.with(model.URL(), model.Key()), database)...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	all, err := readers(ctx, server.addr, b.size.streams)
	defer leaveAll(all)
	if err != nil {
		return err
	}
	before, err := server.restPeak()
	if err != nil {
		return err
	}
	s := &streams{bench: b, model: model, all: all}
	if err := s.rounds(ctx, server); err != nil {
		return err
	}
	peak, err := server.memory("VmHWM:")
	if err != nil {
		return err
	}
	n := b.size.streams
	b.table.add(row{
		what:   fmt.Sprintf("model: its first sentence whole to read by the citizen, %d streams (%d at the same moment), %.0f words/s: p50 / p99", n, model.Load().Most, float64(n)/wordEvery.Seconds()),
		figure: middleAndTail(s.behind), reference: middleAndTail(s.limit) + " (bare readers of the model, until its next word)",
		ratio: ratio(quantile(s.behind, 0.99).Seconds(), quantile(s.limit, 0.99).Seconds()), goal: "p99 ≤ 60 ms",
	})
	b.table.add(row{what: "model: question to the whole answer, the same streams: p50 / p99", figure: middleAndTail(s.took), reference: millis(time.Duration(len(written())) * wordEvery), goal: "reported"})
	b.table.add(row{what: fmt.Sprintf("model: answers lost, doubled or other than shown, %d of %d lines broken in the middle", s.cut, n*b.size.rounds), figure: strconv.Itoa(s.wrong), goal: "0"})
	b.table.add(row{what: "model: processor for one answer, with both transactions", figure: millis(s.cpu / time.Duration(max(1, len(s.took)))), goal: "reported"})
	b.table.add(row{what: "model: memory of a stream at the peak", figure: fmt.Sprintf("%.0f KB", float64(peak-before)/1024/float64(n)), goal: "≤ 1024 KB"})
	return nil
}

// streams is what many citizens have seen.
type streams struct {
	*bench

	model *openaitest.Server
	all   []*reader

	behind, took []time.Duration
	limit        []time.Duration // of bare
	cpu          time.Duration   // of the server
	cut, wrong   int
}

// rounds has everybody ask several times, in turns with the bare readers.
func (s *streams) rounds(ctx context.Context, server *process) error {
	for range s.size.rounds {
		before, err := server.cpu()
		if err != nil {
			return err
		}
		if err := s.round(ctx); err != nil {
			return err
		}
		after, err := server.cpu()
		if err != nil {
			return err
		}
		s.cpu += after - before
		limit, err := s.bare(ctx)
		if err != nil {
			return err
		}
		s.limit = append(s.limit, limit...)
	}
	return nil
}

// turn is how long a citizen waits before they ask: all do within a time in which the
// first answer is not over, so that there is a moment with all streams.
func (s *streams) turn(i int) time.Duration {
	within := time.Duration(len(written())) * wordEvery * 2 / 3
	return within * time.Duration(i) / time.Duration(len(s.all))
}

// round has everybody ask once.
func (s *streams) round(ctx context.Context) error {
	asked := len(s.model.Requests(openaitest.Chats))
	got := make([]reading, len(s.all))
	failed := make([]error, len(s.all))
	var wg sync.WaitGroup
	for i, r := range s.all {
		wg.Go(func() {
			time.Sleep(s.turn(i))
			got[i], failed[i] = r.ask(ctx, i%4 == 3)
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	whole := wholeAt(s.model.Requests(openaitest.Chats)[asked:])
	for i, g := range got {
		if i%4 == 3 {
			s.cut++
		}
		at, known := whole[mark(i)]
		if failed[i] != nil || !known || !g.answer.Body.Generated || g.shown == "" || !strings.HasPrefix(g.answer.Body.Text, strings.TrimSpace(g.shown)) && i%4 != 3 {
			s.wrong++
			fmt.Fprintf(os.Stderr, "bench: model: citizen %d: %v, generated %v, %d letters shown\n", i, failed[i], g.answer.Body.Generated, len(g.shown))
			continue
		}
		s.behind = append(s.behind, g.first.Sub(at))
		s.took = append(s.took, g.took)
	}
	return nil
}

// wholeAt is when the first sentence for each citizen was on its way.
func wholeAt(requests []openaitest.Record) map[string]time.Time {
	at := map[string]time.Time{}
	for _, r := range requests {
		if r.Chat == nil || r.Chat.Step != caterina.StepWrite || len(r.Outcome.Pieces) <= firstWhole() {
			continue
		}
		question := openaitest.Read(*r.Chat).Question
		at[question[max(0, len(question)-len(mark(0))):]] = r.Outcome.Pieces[firstWhole()].At
	}
	return at
}
