package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/caterina/internal/localpg"
)

// Of the part about Telegram.
const (
	drainFor    = 3 * time.Minute // longer, and nobody waits for it
	drainLook   = 25 * time.Millisecond
	answersFor  = 30 * time.Second
	backlogOf   = 10  // questions of each chat
	mostSends   = 30  // in any second, Telegram says
	firstChatID = 700 // the first citizen's
)

// benchTelegram measures how fast a backlog is worked off after an outage: many
// chats, each of which has asked several things meanwhile, by polling and through the
// webhook; beside the bare statements that keep the same messages. What leaves is
// counted at the other end.
func benchTelegram(ctx context.Context, b *bench) (err error) {
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: filepath.Join(b.dir, "data")})
	if err != nil {
		return fmt.Errorf("start the database: %w", err)
	}
	defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
	pool, err := pgxpool.New(ctx, cluster.URL())
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	o := &outage{bench: b, pool: pool}
	var bare []float64
	for _, mode := range []string{"polling", "webhook"} {
		var all []drained
		for range b.size.rounds {
			limit, err := o.bareKeep(ctx)
			if err != nil {
				return fmt.Errorf("the bare statements: %w", err)
			}
			d, err := o.drain(ctx, mode)
			if err != nil {
				return fmt.Errorf("%s: %w", mode, err)
			}
			bare, all = append(bare, limit), append(all, d)
		}
		b.tellOutage(mode, all, median(bare))
	}
	return nil
}

// tellOutage writes what came out of one way of receiving.
func (b *bench) tellOutage(mode string, all []drained, bare float64) {
	var worked, sent []float64
	var grown []int64
	var worst drained
	for i := range all {
		d := &all[i]
		worked, sent, grown = append(worked, d.worked), append(sent, d.sent), append(grown, d.grown)
		worst.overall, worst.perChat = max(worst.overall, d.overall), max(worst.perChat, d.perChat)
		worst.flaws += d.flaws
	}
	name := fmt.Sprintf("Telegram, %s, %d chats with %d questions each: ", mode, b.size.chats, backlogOf)
	b.table.add(row{
		what: name + "updates stored and worked a second", figure: fmt.Sprintf("%.0f/s", median(worked)),
		reference: fmt.Sprintf("%.0f/s (the bare statements, %d writers)", bare, keepers), ratio: ratio(median(worked), bare), goal: "≥ 300/s",
	})
	b.table.add(row{
		what: name + "most messages sent in any second, to all and to one chat", figure: fmt.Sprintf("%d and %d", worst.overall, worst.perChat),
		goal: fmt.Sprintf("≤ %d and ≤ 1", mostSends),
	})
	b.table.add(row{what: name + "messages sent a second while there are some", figure: fmt.Sprintf("%.1f/s", median(sent)), goal: "reported"})
	b.table.add(row{what: name + "memory it takes at most, above a server at rest", figure: fmt.Sprintf("%.1f MB", float64(median(grown))/(1<<20)), goal: "≤ 128 MB"})
	b.table.add(row{what: name + "messages lost, doubled or out of order, and chats without an answer", figure: strconv.Itoa(worst.flaws), goal: "0"})
}
