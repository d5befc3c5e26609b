package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/channels/webchat"
	"example.org/caterina/console"
	"example.org/caterina/internal/httpserver"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/internal/site"
	"example.org/caterina/web"
)

// libraryEvery is how often a process looks whether a town's content changed.
const libraryEvery = time.Second

// runServe runs the whole product until it is told to stop.
func runServe(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	if err := parseFlags(fs, args, "", std); err != nil {
		return err
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	a, err := openApp(ctx, cfg, std.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(ctx)) }()
	return a.serve(ctx, std)
}

// serve builds the parts that only a server has and runs them until ctx is done.
func (a *app) serve(ctx context.Context, std streams) error {
	metrics := a.metrics
	bus := postgres.NewBus(a.db.store, a.logger)
	address := httpserver.ClientAddress()
	files, err := web.Load()
	if err != nil {
		return fmt.Errorf("load the browsers' files: %w", err)
	}
	f, pages, err := a.openFloor(bus, files, metrics, address)
	if err != nil {
		return err
	}
	mux, err := a.routes(f.citizens, pages, files)
	if err != nil {
		return err
	}
	a.appointmentPages(mux, f.agenda, address)
	if f.telegram, err = a.openTelegram(f, metrics, mux); err != nil {
		return err
	}
	first, err := a.firstSignIn(ctx, std.out)
	if err != nil {
		return err
	}
	post, err := a.post(f.citizens, f.agenda)
	if err != nil {
		return err
	}
	if err := f.agenda.Keep(ctx); err != nil { // it is tried again soon: answers do not wait for it
		a.logger.WarnContext(ctx, "the desks are not up to date yet", slog.String("error", err.Error()))
	}
	turns, dispatcher := start(ctx, f.runner.Run), start(ctx, f.desk.Run)
	sockets, consoles, mails, desks := start(ctx, f.citizens.Run), start(ctx, f.staff.Run), start(ctx, post), start(ctx, f.agenda.Run)
	messages, costs := start(ctx, f.carry), start(ctx, a.ledger.Run)
	drain := func(ctx context.Context) error {
		return errors.Join(messages.stop(ctx), turns.stop(ctx), dispatcher.stop(ctx), sockets.stop(ctx), consoles.stop(ctx), mails.stop(ctx), desks.stop(ctx), costs.stop(ctx))
	}
	server := httpserver.New(httpserver.Config{
		Addr: a.cfg.Addr, Mux: mux, Metrics: metrics, Address: address, Logger: a.logger,
		PublicURL: a.cfg.PublicURL, Now: time.Now, Own: telegram.Hook,
		Checks: []httpserver.Check{
			{Name: "database", Run: a.db.store.Ready},
			{Name: "notifications", Run: func(context.Context) error { return listening(bus) }},
		},
		Listening: func(addr net.Addr) { a.announce(std, addr, first) },
		// First the answers that are being worked out, then goodbye.
		Drain: drain,
	})
	debug.FreeOSMemory() // what learning and indexing have left behind would stay with the server unused
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return server.Run(ctx) })
	group.Go(func() error { return bus.Run(ctx, f.woken, f.recheck) })
	group.Go(func() error { return a.library.Run(ctx, libraryEvery) })
	group.Go(func() error { return a.keepVectors(ctx) })
	if cluster := a.db.cluster; cluster != nil {
		group.Go(func() error { return cluster.Watch(ctx) })
	}
	if err := group.Wait(); err != nil {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainGrace) // ctx is over
		defer cancel()
		return errors.Join(fmt.Errorf("serve: %w", err), drain(grace))
	}
	return nil
}

// routes puts every address on one mux.
func (a *app) routes(hub *webchat.Hub, staff *console.Console, files *web.Bundle) (*http.ServeMux, error) {
	mux := http.NewServeMux()
	hub.Routes(mux)
	staff.Routes(mux)
	mux.Handle("/widget.js", files)
	mux.Handle("/assets/", files)
	pages, err := site.New(site.Config{
		Library: a.library, Cards: a.siteCards, Asset: files.Path, DefaultTown: a.cfg.DefaultTown,
		Logger: a.logger, Now: a.now,
	})
	if err != nil {
		return nil, fmt.Errorf("load the website: %w", err)
	}
	pages.Routes(mux)
	mux.HandleFunc("/", pages.NotFound)
	return mux, nil
}

// siteCards lists a town's cards as the website shows them.
func (a *app) siteCards(town caterina.TownID) []site.Item {
	entries := a.library.Cards(town)
	items := make([]site.Item, len(entries))
	for i, e := range entries {
		items[i] = site.Item{Card: e.Card, Owner: e.Town.Slug}
	}
	return items
}

// announce prints the addresses to open, and what first says about signing in.
func (a *app) announce(std streams, addr net.Addr, first string) {
	base := a.cfg.PublicURL
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		base = fmt.Sprintf("http://localhost:%d", tcp.Port)
	}
	fmt.Fprintf(std.out, `
Caterina is running.

  Family website   %[1]s/
  No JavaScript    %[1]s/chat/%[2]s
  Staff console    %[1]s/console%[3]s
  Health           %[1]s/readyz

Stop with Ctrl-C.
`, base, a.cfg.DefaultTown, first)
}

func listening(bus *postgres.Bus) error {
	if !bus.Listening() {
		return caterina.Errorf(caterina.CodeUnavailable, "the listener of notifications is not connected")
	}
	return nil
}

// drainGrace is how long the parts may take to end after a failure.
const drainGrace = 15 * time.Second

// background is a part that runs beside the server and is stopped in its turn.
type background struct {
	cancel context.CancelFunc
	ended  chan error
}

// start runs a part until stop. It does not end with ctx: the order of the
// parts' ends matters.
func start(ctx context.Context, run func(context.Context) error) *background {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	b := &background{cancel: cancel, ended: make(chan error, 1)}
	go func() { b.ended <- run(ctx) }()
	return b
}

// stop ends the part and waits for it. It may be called twice.
func (b *background) stop(ctx context.Context) error {
	b.cancel()
	select {
	case err := <-b.ended:
		b.ended <- nil
		return err
	case <-ctx.Done():
		return fmt.Errorf("a part did not end in time: %w", ctx.Err())
	}
}

// processName names this process among those that share a database.
func processName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	return fmt.Sprintf("%s:%d:%s", host, os.Getpid(), rand.Text()[:6])
}

// noMetrics is the observer of processes that serve nobody.
type noMetrics struct{}

func (noMetrics) TurnDone(caterina.Reply, time.Duration) {}
func (noMetrics) TurnVoid()                              {}
func (noMetrics) TurnFailed()                            {}
