package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
)

// benchEvents compares the events that Caterina stores and delivers in a second
// with the bare append of the same events, and its sockets with a bare echo.
func benchEvents(ctx context.Context, b *bench) error {
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	var ours, bare, echo []float64
	lost := 0
	for range b.size.rounds {
		events, missing, err := b.storedAndDelivered(ctx)
		if err != nil {
			return err
		}
		appended, err := b.bareAppend(ctx)
		if err != nil {
			return fmt.Errorf("bare append: %w", err)
		}
		echoed, err := b.bareEcho(ctx)
		if err != nil {
			return fmt.Errorf("bare echo: %w", err)
		}
		ours, bare, echo = append(ours, events), append(bare, appended), append(echo, echoed)
		lost += missing
	}
	b.table.add(row{
		what:   fmt.Sprintf("events stored and delivered a second (%d sockets, closed loop, bot's turn included)", b.size.sockets),
		figure: fmt.Sprintf("%.0f", median(ours)), reference: fmt.Sprintf("%.0f (bare append with NOTIFY)", median(bare)),
		ratio: ratio(median(ours), median(bare)), goal: "≥ 0.60",
	})
	b.table.add(row{
		what:   "the same, beside a bare echo that stores nothing (reader and writer goroutine)",
		figure: fmt.Sprintf("%.0f", median(ours)), reference: fmt.Sprintf("%.0f", median(echo)),
		ratio: ratio(median(ours), median(echo)), goal: "reported",
	})
	b.table.add(row{what: "answers lost in the closed loop", figure: strconv.Itoa(lost), goal: "0"})
	return nil
}

// storedAndDelivered returns events a second: each question and each answer is one.
func (b *bench) storedAndDelivered(ctx context.Context) (rate float64, lost int, err error) {
	server, err := b.serve(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	clients, err := dialAll(ctx, server.addr, b.size.sockets)
	defer closeAll(clients)
	if err != nil {
		return 0, 0, err
	}
	turns, lost, err := closedLoop(ctx, clients)
	return 2 * turns, lost, err
}

// bareAppend is the limit: the same events, one INSERT and one NOTIFY in a
// transaction each, by 32 writers, with two that listen, for as long as a step of
// the load.
func (b *bench) bareAppend(ctx context.Context) (rate float64, err error) {
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: filepath.Join(b.dir, "data")})
	if err != nil {
		return 0, fmt.Errorf("start the database: %w", err)
	}
	defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
	config, err := pgxpool.ParseConfig(cluster.URL())
	if err != nil {
		return 0, fmt.Errorf("read the database address: %w", err)
	}
	const writers = 32
	config.MaxConns = writers
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return 0, fmt.Errorf("open the database: %w", err)
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, `DROP TABLE IF EXISTS bench_event; CREATE TABLE bench_event (
		conversation_id bigint, seq bigint, kind text, actor text, body jsonb, at timestamptz DEFAULT clock_timestamp(),
		PRIMARY KEY (conversation_id, seq))`); err != nil {
		return 0, fmt.Errorf("make the table: %w", err)
	}
	bodies, err := sampleBodies()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, b.size.loadFor/2)
	defer cancel()
	var group errgroup.Group
	for range 2 { // as for two processes
		if err := listen(ctx, &group, cluster.URL()); err != nil {
			return 0, err
		}
	}
	var done atomic.Int64
	start := time.Now()
	for w := range writers {
		group.Go(func() error {
			for seq := 0; ; seq++ {
				_, err := pool.Exec(ctx, `WITH e AS (INSERT INTO bench_event (conversation_id, seq, kind, actor, body)
					VALUES ($1, $2, 'message', 'bot', $3)) SELECT pg_notify('bench', $1::text || ':' || $2::text)`, w, seq, bodies[seq%2])
				if ctx.Err() != nil {
					return nil //nolint:nilerr // the time is over
				}
				if err != nil {
					return fmt.Errorf("append: %w", err)
				}
				done.Add(1)
			}
		})
	}
	err = group.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), err
}

// listen receives what is notified until ctx is done.
func listen(ctx context.Context, group *errgroup.Group, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("open the listener: %w", err)
	}
	if _, err := conn.Exec(ctx, "LISTEN bench"); err != nil {
		return errors.Join(fmt.Errorf("listen: %w", err), conn.Close(ctx))
	}
	group.Go(func() error {
		for ctx.Err() == nil {
			if _, err := conn.WaitForNotification(ctx); err != nil && ctx.Err() == nil {
				return fmt.Errorf("listen: %w", err)
			}
		}
		return conn.Close(context.WithoutCancel(ctx))
	})
	return nil
}

// sampleBodies returns a question and an answer as they are stored.
func sampleBodies() ([2][]byte, error) {
	var out [2][]byte
	for i, body := range []caterina.MessageBody{
		{Text: question(0)},
		{
			Text:    "**Bonus asilo nido**\n\nPer fare domanda servono:\n\n- la ricevuta della retta\n- un documento di identità\n- il codice fiscale del bambino\n\nFonte: [Bonus asilo nido](http://localhost:8080/towns/italia/cards/bonus-asilo-nido), verificato il 1 novembre 2026.",
			Outcome: caterina.OutcomeAnswer, Card: "bonus-asilo-nido", Field: caterina.FieldDocuments,
			Citations: []caterina.Citation{{Card: "bonus-asilo-nido", Town: "italia", Title: "Bonus asilo nido", Field: caterina.FieldDocuments, URL: "http://localhost:8080/towns/italia/cards/bonus-asilo-nido"}},
			Options:   []caterina.Option{{ID: "card/bonus-asilo-nido/amount", Label: "Vedi quanto spetta"}, {ID: "card/bonus-asilo-nido/how_to_access", Label: "Vedi come fare domanda"}},
		},
	} {
		raw, err := json.Marshal(body)
		if err != nil {
			return out, fmt.Errorf("write a sample event: %w", err)
		}
		out[i] = raw
	}
	return out, nil
}

// bareEcho returns messages a second through a server that only answers.
func (b *bench) bareEcho(ctx context.Context) (rate float64, err error) {
	server, err := b.startEcho(ctx, "pump")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	bodies, err := sampleBodies()
	if err != nil {
		return 0, err
	}
	conns, err := dialEcho(ctx, server.addr, b.size.sockets)
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
	}()
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, b.size.loadFor/2)
	defer cancel()
	var done atomic.Int64
	var group errgroup.Group
	start := time.Now()
	for _, conn := range conns {
		group.Go(func() error {
			for ctx.Err() == nil {
				if err := conn.WriteMessage(websocket.TextMessage, bodies[1]); err != nil {
					return fmt.Errorf("echo: %w", err)
				}
				if _, _, err := conn.ReadMessage(); err != nil {
					return fmt.Errorf("echo: %w", err)
				}
				done.Add(1)
			}
			return nil
		})
	}
	err = group.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), err
}
