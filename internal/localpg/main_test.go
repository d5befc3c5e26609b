package localpg_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/localpg"
)

// helperVariable makes the test binary a second process that uses the cluster in
// the folder it names, until its input ends.
const helperVariable = "CATERINA_LOCALPG_HELPER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperVariable); dir != "" {
		os.Exit(help(dir))
	}
	os.Exit(m.Run())
}

func help(dir string) int {
	cluster, err := localpg.Start(context.Background(), localpg.Config{Dir: dir, NoSync: true})
	if err != nil {
		fmt.Println("error:", err)
		return 1
	}
	fmt.Println(cluster.URL())
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := cluster.Stop(context.Background()); err != nil {
		fmt.Println("error:", err)
		return 1
	}
	return 0
}

// helper is such a process.
type helper struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	lines *bufio.Scanner
}

// launch starts a helper without waiting for it.
func launch(t *testing.T, dir string) *helper {
	t.Helper()
	h := &helper{cmd: exec.Command(os.Args[0])}
	h.cmd.Env = append(os.Environ(), helperVariable+"="+dir)
	h.cmd.Stderr = os.Stderr
	input, err := h.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := h.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	h.input, h.lines = input, bufio.NewScanner(output)
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.kill)
	return h
}

// url waits until the helper has its cluster.
func (h *helper) url(t *testing.T) string {
	t.Helper()
	if !h.lines.Scan() || strings.HasPrefix(h.lines.Text(), "error") {
		t.Fatalf("the helper has no cluster: %s", h.lines.Text())
	}
	return h.lines.Text()
}

// kill is kill -9.
func (h *helper) kill() {
	_ = h.cmd.Process.Kill()
	_ = h.cmd.Wait()
}

// leave lets the helper stop its cluster and end.
func (h *helper) leave(t *testing.T) {
	t.Helper()
	if err := h.input.Close(); err != nil {
		t.Error(err)
	}
	if err := h.cmd.Wait(); err != nil {
		t.Errorf("the helper ended with %v", err)
	}
}

// await waits until f is true.
func await(t *testing.T, what string, f func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-deadline:
			t.Fatalf("%s: did not happen in time", what)
		case <-tick.C:
		}
	}
}
