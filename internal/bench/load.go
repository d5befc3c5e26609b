package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// benchLoad measures the time from question to answer with many sockets at a
// fixed rate, and finds the highest rate at which it stays bearable.
func benchLoad(ctx context.Context, b *bench) (err error) {
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	server, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	const bearable = 500 * time.Millisecond
	highest := 0
	for i, rate := range b.size.rates {
		rounds := 1
		if i == 0 {
			rounds = b.size.rounds
		}
		var p99s, p50s []time.Duration
		lost := 0
		for range rounds {
			seen, err := b.loadAt(ctx, server, rate)
			if err != nil {
				return err
			}
			p50s, p99s = append(p50s, quantile(seen.all, 0.5)), append(p99s, quantile(seen.all, 0.99))
			lost += seen.lost
		}
		if i == 0 {
			b.table.add(row{
				what:   fmt.Sprintf("question to answer, %d sockets, %d turns/s: p50 / p99", b.size.sockets, rate),
				figure: millis(median(p50s)) + " / " + millis(median(p99s)), goal: "p99 ≤ 150 ms",
			})
			b.table.add(row{what: "answers lost under that load", figure: strconv.Itoa(lost), goal: "0"})
		}
		if lost > 0 || median(p99s) > bearable {
			break
		}
		highest = rate
	}
	b.table.add(row{what: "highest rate held at p99 ≤ 500 ms", figure: fmt.Sprintf("%d turns/s", highest), goal: "reported"})
	return nil
}

// loadAt asks rate questions a second over enough sockets that none asks faster
// than a citizen may, and returns the times from question to answer.
func (b *bench) loadAt(ctx context.Context, server *process, rate int) (*latencies, error) {
	const slowest = 5 * time.Second / 2 // a session may send one message in two seconds
	n := max(b.size.sockets, int(float64(rate)*slowest.Seconds()))
	every := time.Duration(float64(n) / float64(rate) * float64(time.Second))
	clients, err := dialAll(ctx, server.addr, n)
	defer closeAll(clients)
	if err != nil {
		return nil, err
	}
	seen := &latencies{}
	end := time.Now().Add(b.size.loadFor)
	var wg sync.WaitGroup
	for i, c := range clients {
		go c.listen()
		wg.Go(func() {
			next := time.Now().Add(every * time.Duration(i) / time.Duration(n))
			for ; next.Before(end); next = next.Add(every) {
				time.Sleep(time.Until(next))
				askOnce(c, next, seen)
			}
		})
	}
	wg.Wait()
	return seen, ctx.Err()
}

// askOnce asks and waits for the answer. The time counts from when the question
// was due, so a generator that falls behind does not flatter the server.
func askOnce(c *client, due time.Time, seen *latencies) {
	if c.ask() != nil {
		seen.lose()
		return
	}
	select {
	case _, ok := <-c.answers:
		if !ok {
			seen.lose()
			return
		}
		seen.add(time.Since(due))
	case <-time.After(20 * time.Second):
		seen.lose()
	}
}

// burst is how many messages a session may send at once.
const burst = 10

// closedLoop lets every client ask its next question as soon as it has the
// answer, burst times, and returns the questions answered a second.
func closedLoop(ctx context.Context, clients []*client) (float64, int, error) {
	seen := &latencies{}
	start := time.Now()
	group, _ := errgroup.WithContext(ctx)
	for _, c := range clients {
		go c.listen()
		group.Go(func() error {
			for range burst {
				askOnce(c, time.Now(), seen)
			}
			return nil
		})
	}
	err := group.Wait()
	return float64(len(seen.all)) / time.Since(start).Seconds(), seen.lost, err
}
