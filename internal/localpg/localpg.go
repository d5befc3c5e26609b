// Package localpg runs a private PostgreSQL cluster in a folder, for everybody
// who has not set up a database: it is made when it is not there, listens on a
// unix socket only, and is started and stopped with the processes that use it.
//
// Any number of processes may use one folder: the first starts the cluster, the
// others find it running, the last one stops it. A process that is killed leaves
// the cluster running, and the next one takes it over.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// How long a server may take to start, which after a crash includes recovery,
// and how often it is looked at meanwhile.
const (
	startTimeout = 2 * time.Minute
	pollEvery    = 5 * time.Millisecond
	watchEvery   = time.Second
)

// Config says where the cluster is.
type Config struct {
	Dir      string            // the folder; the cluster is in its subfolder postgres
	Logger   *slog.Logger      // nil discards
	Settings map[string]string // of the server, as in postgresql.conf, over our own
	NoSync   bool              // make the cluster without waiting for the disk: for throw-away ones
}

// Cluster is a running cluster that this process uses.
type Cluster struct {
	cfg      Config
	place    place
	binaries binaries

	mu      sync.Mutex
	users   *fileLock // held shared for as long as we use the cluster; nil once stopped
	child   int       // pid of the server when it is our child, else 0
	stopped bool
}

// Start returns a cluster that accepts connections. It makes the cluster when
// the folder has none and starts the server when none is running. When the
// process is root the server runs as the user postgres, which must exist, since
// PostgreSQL refuses to run as root. The error names the command to install what
// is missing.
func Start(ctx context.Context, cfg Config) (*Cluster, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("find the data folder: %w", err)
	}
	cfg.Dir = dir
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- the user postgres must pass through; the cluster itself is 0700
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	c := &Cluster{cfg: cfg}
	if err := c.alone(ctx, func() error { return c.start(ctx) }); err != nil {
		return nil, errors.Join(err, c.users.close())
	}
	return c, nil
}

// start runs while no other process starts or stops the cluster.
func (c *Cluster) start(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if c.place, err = settle(c.cfg.Dir); err != nil {
		return err
	}
	if c.place.elsewhere {
		c.cfg.Logger.InfoContext(ctx, "the user postgres cannot enter the data folder: the database is kept elsewhere",
			slog.String("folder", c.place.root))
	}
	if c.binaries, err = find(c.place.major()); err != nil {
		return err
	}
	if c.users, err = lockShared(ctx, c.usersPath()); err != nil {
		return err
	}
	if c.place.major() == "" {
		if err := c.initialise(ctx); err != nil {
			return err
		}
	}
	return c.ensureRunning(ctx)
}

// URL is the address of the cluster's database.
func (c *Cluster) URL() string {
	u := url.URL{
		Scheme: "postgres", User: url.User(superuser), Path: "/postgres",
		RawQuery: url.Values{"host": {c.place.sockets}, "port": {port}}.Encode(),
	}
	return u.String()
}

// Stop ends this process's use of the cluster, and stops the server when nobody
// else uses it. A second call does nothing.
func (c *Cluster) Stop(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return nil
	}
	err := c.alone(ctx, func() error {
		last, err := c.users.becomeExclusive()
		if err != nil || !last {
			return err
		}
		return c.stopServer(ctx)
	})
	if err != nil {
		return fmt.Errorf("stop the private database: %w", err)
	}
	c.stopped = true
	return c.users.close()
}

// Watch starts the server again when it has died by itself, until ctx is done.
func (c *Cluster) Watch(ctx context.Context) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := c.revive(ctx); err != nil && ctx.Err() == nil {
			c.cfg.Logger.ErrorContext(ctx, "the private database does not start again", slog.String("error", err.Error()))
		}
	}
}

// revive starts the server when it is not running.
func (c *Cluster) revive(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reap()
	if c.stopped || c.place.postmaster().alive {
		return nil
	}
	c.cfg.Logger.WarnContext(ctx, "the private database has stopped: starting it again")
	return c.alone(ctx, func() error { return c.ensureRunning(ctx) })
}

// alone runs f while no other process starts or stops the cluster.
func (c *Cluster) alone(ctx context.Context, f func() error) (err error) {
	lock, err := lockExclusive(ctx, filepath.Join(c.cfg.Dir, "postgres.lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.close()) }()
	return f()
}

func (c *Cluster) usersPath() string { return filepath.Join(c.cfg.Dir, "postgres.users") }
