package localpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"example.org/caterina"
)

// The server's fixed names. The port is only part of the socket's name.
const (
	superuser  = "postgres"
	port       = "5432"
	socketName = ".s.PGSQL." + port
)

// settings of a server for a small town. It logs no statements, and of errors no
// detail: both may hold what people wrote.
func settings() map[string]string {
	return map[string]string{
		"listen_addresses":        "",
		"port":                    port,
		"unix_socket_permissions": "0700",
		"cluster_name":            "caterina",
		"max_connections":         "100",
		"shared_buffers":          "128MB",
		"random_page_cost":        "1.1",
		"jit":                     "off",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"log_checkpoints":         "off",
		"log_error_verbosity":     "terse",
		"log_min_error_statement": "panic",
	}
}

// initialise makes a cluster. It appears under its name only when it is whole,
// so a kill in the middle leaves nothing half made.
func (c *Cluster) initialise(ctx context.Context) error {
	c.cfg.Logger.InfoContext(ctx, "making a private database", slog.String("folder", c.place.root))
	unfinished := c.place.data + ".new"
	var last error
	for _, locale := range locales() {
		if err := os.RemoveAll(unfinished); err != nil {
			return fmt.Errorf("remove an unfinished cluster: %w", err)
		}
		args := []string{
			"--pgdata", unfinished, "--username", superuser, "--encoding", "UTF8", "--locale", locale,
			"--auth-local", "trust", "--auth-host", "reject", "--no-instructions",
		}
		if c.cfg.NoSync {
			args = append(args, "--no-sync")
		}
		var said bytes.Buffer
		cmd := exec.CommandContext(ctx, c.binaries.path("initdb"), args...) // #nosec G204 -- a program found in fixed places
		c.prepare(cmd)
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Run(); err != nil {
			last = fmt.Errorf("initdb: %w: %s", err, lastLine(said.String()))
			continue
		}
		if err := os.Rename(unfinished, c.place.data); err != nil {
			return fmt.Errorf("put the new cluster in place: %w", err)
		}
		return nil
	}
	return &caterina.Error{Code: caterina.CodeUnavailable, Message: "the private database could not be made", Err: last}
}

// locales to try: text is compared byte by byte, everything else is UTF-8.
func locales() []string {
	if runtime.GOOS == "darwin" {
		return []string{"C"}
	}
	return []string{"C.UTF-8", "C"}
}

// prepare makes a command run as the server's user, in a folder it can enter,
// out of reach of the terminal's Ctrl-C, and deaf to PGDATA and its like.
func (c *Cluster) prepare(cmd *exec.Cmd) {
	cmd.Dir = c.place.root
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if acc := c.place.account; acc.switched {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: acc.uid, Gid: acc.gid}
	}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "CATERINA_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
}

// ensureRunning returns when the server accepts connections: the one that is
// running, or a new one.
func (c *Cluster) ensureRunning(ctx context.Context) error {
	for {
		switch pm := c.place.postmaster(); {
		case pm.alive && pm.accepts():
			c.cfg.Logger.DebugContext(ctx, "the private database is running already", slog.Int("pid", pm.pid))
			c.place.sockets = pm.sockets
			return nil
		case pm.alive: // starting, recovering, or stopping
			if err := pause(ctx, pollEvery); err != nil {
				return fmt.Errorf("wait for the private database: %w", err)
			}
			continue
		}
		again, err := c.launch(ctx)
		if err != nil || !again {
			return err
		}
		if err := pause(ctx, 20*pollEvery); err != nil {
			return fmt.Errorf("wait for the private database's predecessor: %w", err)
		}
	}
}

// launch starts a server and waits until it is ready. again says that remains of
// the one before are still in the way.
func (c *Cluster) launch(ctx context.Context) (again bool, err error) {
	start := time.Now() //nolint:forbidigo // measures, decides nothing
	if err := c.place.clearRemains(); err != nil {
		return false, err
	}
	log, err := c.place.newLog()
	if err != nil {
		return false, err
	}
	defer func() { _ = log.Close() }()                                 // the server has its own copy
	cmd := exec.Command(c.binaries.path("postgres"), c.arguments()...) //nolint:gosec,noctx // found in fixed places; it outlives ctx
	c.prepare(cmd)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("start the private database: %w", err)
	}
	c.child = cmd.Process.Pid
	for {
		if pm := c.place.postmaster(); pm.pid == c.child && pm.accepts() {
			c.cfg.Logger.InfoContext(ctx, "the private database is ready",
				slog.Int("pid", c.child), slog.Duration("took", time.Since(start)))
			return false, nil
		}
		if c.reap() {
			said := c.place.lastFatal()
			if strings.Contains(said, "shared memory block") || strings.Contains(said, "lock file") {
				return true, nil
			}
			return false, caterina.Errorf(caterina.CodeUnavailable, "the private database does not start: %s", said)
		}
		if err := pause(ctx, pollEvery); err != nil {
			_ = syscall.Kill(c.child, syscall.SIGINT) // nobody would stop it later
			return false, fmt.Errorf("wait for the private database: %w", err)
		}
	}
}

// arguments are the server's: our settings, then the caller's.
func (c *Cluster) arguments() []string {
	all := settings()
	all["unix_socket_directories"] = c.place.sockets
	maps.Copy(all, c.cfg.Settings)
	args := []string{"-D", c.place.data}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		args = append(args, "-c", name+"="+all[name])
	}
	return args
}

// reap says whether our child has ended, and takes it off the process table.
func (c *Cluster) reap() bool {
	if c.child == 0 {
		return false
	}
	var status syscall.WaitStatus
	pid, err := syscall.Wait4(c.child, &status, syscall.WNOHANG, nil)
	if pid != c.child && !errors.Is(err, syscall.ECHILD) {
		return false
	}
	c.child = 0
	return true
}

// stopServer asks the server to end its sessions, write everything down and
// exit, and waits for it.
func (c *Cluster) stopServer(ctx context.Context) error {
	for asked := false; ; {
		pm := c.place.postmaster()
		c.reap()
		if !pm.alive {
			return nil
		}
		if !asked {
			if err := syscall.Kill(pm.pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("ask it to stop: %w", err)
			}
			asked = true
		}
		if err := pause(ctx, pollEvery); err != nil {
			return fmt.Errorf("wait for it to end: %w", err)
		}
	}
}

// clearRemains removes the files by which a new server would take the numbers of
// one that was killed for a running process: by now they may belong to any
// program. To be called only when no server is running.
func (p place) clearRemains() error {
	socket := filepath.Join(p.sockets, socketName)
	for _, path := range []string{p.pidFile(), socket, socket + ".lock"} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove what a killed database left: %w", err)
		}
	}
	return nil
}

// newLog opens the server's log and keeps the one before.
func (p place) newLog() (*os.File, error) {
	if err := os.Rename(p.log, p.log+".1"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("keep the log before: %w", err)
	}
	log, err := os.OpenFile(p.log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the private database's log: %w", err)
	}
	return log, nil
}

func (p place) pidFile() string { return filepath.Join(p.data, "postmaster.pid") }

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}
