package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd  *exec.Cmd
	addr string
	log  *bytes.Buffer
}

// freeAddr returns an address on 127.0.0.1 that nobody listens on.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a port: %w", err)
	}
	defer func() { _ = l.Close() }() // only its number is wanted
	return l.Addr().String(), nil
}

// environment is ours without any CATERINA_ variable, plus extra.
func environment(extra ...string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CATERINA_") {
			env = append(env, v)
		}
	}
	return append(env, extra...)
}

// caterina runs a command of the binary to its end.
func (b *bench) caterina(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, b.bin, args...)
	cmd.Env = environment("CATERINA_DATA_DIR="+filepath.Join(b.dir, "data"), "CATERINA_LOG_LEVEL=error")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("caterina %s: %w\n%s", args[0], err, out)
	}
	return nil
}

// serve starts the server, with extra in its environment, and waits until it is
// ready.
func (b *bench) serve(ctx context.Context, extra ...string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	return b.serveAt(ctx, addr, extra...)
}

// serveAt is serve at an address that was chosen.
func (b *bench) serveAt(ctx context.Context, addr string, extra ...string) (*process, error) {
	p := &process{addr: addr, log: &bytes.Buffer{}}
	p.cmd = exec.CommandContext(ctx, b.bin, "serve")
	p.cmd.Env = environment(append(extra, "CATERINA_ADDR="+addr, "CATERINA_DATA_DIR="+filepath.Join(b.dir, "data"), "CATERINA_LOG_LEVEL=error")...)
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	return p, p.awaitReady(ctx, "/readyz")
}

// awaitReady asks every 5 ms until the server answers 200.
func (p *process) awaitReady(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	client := &http.Client{Timeout: time.Second}
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+path, nil)
		if err != nil {
			return fmt.Errorf("ask whether the server is ready: %w", err)
		}
		if resp, err := client.Do(req); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server did not become ready: %w\n%s", ctx.Err(), p.log)
		case <-tick.C:
		}
	}
}

// stop ends the server and waits for it.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && !exit.Exited() {
		return nil // ended by the signal itself
	}
	if err != nil {
		return fmt.Errorf("the server stopped badly: %w\n%s", err, p.log)
	}
	return nil
}

// rss returns the process's resident memory in bytes.
func (p *process) rss() (int64, error) { return p.memory("VmRSS:") }

// memory returns a line of the process's memory in bytes: what is resident, or what
// was at most ("VmHWM:").
func (p *process) memory(name string) (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, name); ok {
			kb, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kb * 1024, err
		}
	}
	return 0, errors.New("read memory: no " + name)
}

// restPeak has what the process takes at most be counted from now on, without what its
// start took, and returns what it takes now.
func (p *process) restPeak() (int64, error) {
	const peak = "5" // of clear_refs in proc(5)
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.cmd.Process.Pid), []byte(peak), 0); err != nil {
		return 0, fmt.Errorf("forget the start's memory: %w", err)
	}
	return p.rss()
}

// cpu returns the processor time the process has used.
func (p *process) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	_, rest, ok := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 13 {
		return 0, errors.New("read processor time: unexpected form")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	if err := errors.Join(err1, err2); err != nil {
		return 0, fmt.Errorf("read processor time: %w", err)
	}
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux we run on
	return time.Duration(user+system) * tick, nil
}
