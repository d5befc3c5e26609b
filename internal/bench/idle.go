package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// benchIdle measures what an open, silent socket costs, beside the stock echo
// of the websocket library.
func benchIdle(ctx context.Context, b *bench) error {
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	var ours, stock, busy []float64
	for range b.size.rounds {
		mine, cpu, err := b.idleCaterina(ctx)
		if err != nil {
			return err
		}
		theirs, err := b.idleStock(ctx)
		if err != nil {
			return fmt.Errorf("stock echo: %w", err)
		}
		ours, stock, busy = append(ours, mine), append(stock, theirs), append(busy, cpu)
	}
	b.table.add(row{
		what:   fmt.Sprintf("memory of an idle socket after hello (%d)", b.size.idleSockets),
		figure: fmt.Sprintf("%.1f KB", median(ours)/1024), reference: fmt.Sprintf("%.1f KB (stock echo)", median(stock)/1024),
		ratio: ratio(median(ours), median(stock)), goal: "≤ 1.00",
	})
	b.table.add(row{what: "processor while they are idle", figure: fmt.Sprintf("%.2f %% of a core", median(busy)), goal: "< 2 %"})
	return nil
}

// idleCaterina returns bytes for each socket and the processor share in percent.
func (b *bench) idleCaterina(ctx context.Context) (perSocket, busy float64, err error) {
	server, err := b.serve(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	before, err := server.rss()
	if err != nil {
		return 0, 0, err
	}
	clients, err := dialAll(ctx, server.addr, b.size.idleSockets)
	defer closeAll(clients)
	if err != nil {
		return 0, 0, err
	}
	for _, c := range clients {
		go c.listen() // answers pings, as a browser does: a dead line would be closed
	}
	settle := b.size.loadFor
	time.Sleep(settle) // what the hellos left behind is collected
	after, err := server.rss()
	if err != nil {
		return 0, 0, err
	}
	from, err := server.cpu()
	if err != nil {
		return 0, 0, err
	}
	time.Sleep(b.size.idleFor)
	to, err := server.cpu()
	if err != nil {
		return 0, 0, err
	}
	return float64(after-before) / float64(len(clients)), 100 * (to - from).Seconds() / b.size.idleFor.Seconds(), nil
}

func (b *bench) idleStock(ctx context.Context) (perSocket float64, err error) {
	server, err := b.startEcho(ctx, "stock")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	before, err := server.rss()
	if err != nil {
		return 0, err
	}
	conns, err := dialEcho(ctx, server.addr, b.size.idleSockets)
	defer func() {
		for _, c := range conns {
			_ = c.Close()
		}
	}()
	if err != nil {
		return 0, err
	}
	for _, conn := range conns {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","v":1,"town":"siena","lang":"it"}`)); err != nil {
			return 0, fmt.Errorf("say hello: %w", err)
		}
		if _, _, err := conn.ReadMessage(); err != nil {
			return 0, fmt.Errorf("read the echo: %w", err)
		}
	}
	time.Sleep(b.size.loadFor)
	after, err := server.rss()
	if err != nil {
		return 0, err
	}
	return float64(after-before) / float64(len(conns)), nil
}
