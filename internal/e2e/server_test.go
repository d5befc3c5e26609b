package e2e

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is one running process of the program.
type server struct {
	cmd  *exec.Cmd
	addr string // host:port
	logs *lockedBuffer
	done chan struct{} // closed when the process has ended
}

// lockedBuffer collects what a process writes while a test reads it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// secretKey is the same in every process of a test, as in a deployment.
const secretKey = "a key for tests only, 32 characters or more"

// environ is the test's environment without our own variables, plus extra.
func environ(extra ...string) []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CATERINA_") {
			env = append(env, v)
		}
	}
	env = append(env, "CATERINA_SECRET_KEY="+secretKey)
	return append(env, extra...)
}

// startServer starts the program on a database and waits until it is ready. It
// is stopped when the test ends.
func startServer(t *testing.T, databaseURL string, extra ...string) *server {
	t.Helper()
	s := launch(t, databaseURL, extra...)
	s.awaitReady(t)
	return s
}

// launch starts the program and reads its address, without waiting for more.
func launch(t *testing.T, databaseURL string, extra ...string) *server {
	t.Helper()
	s, ok := tryLaunch(t, databaseURL, extra...)
	if !ok {
		t.Fatalf("the server ended before it said its address:\n%s", s.logs)
	}
	return s
}

// tryLaunch is launch for a program that may end before it has said its address.
func tryLaunch(t *testing.T, databaseURL string, extra ...string) (s *server, ok bool) {
	t.Helper()
	s = &server{logs: &lockedBuffer{}, done: make(chan struct{})}
	s.cmd = exec.Command(binary, "serve")
	s.cmd.Env = environ(append([]string{"CATERINA_DATABASE_URL=" + databaseURL, "CATERINA_ADDR=127.0.0.1:0"}, extra...)...)
	s.cmd.Stderr = s.logs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	found := make(chan string, 1)
	go func() {
		defer close(s.done)
		defer close(found)
		address := regexp.MustCompile(`http://(?:localhost|127\.0\.0\.1):(\d+)`)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := address.FindStringSubmatch(lines.Text()); m != nil {
				select {
				case found <- "127.0.0.1:" + m[1]:
				default:
				}
			}
		}
		_, _ = io.Copy(io.Discard, out)
		_ = s.cmd.Wait()
	}()
	t.Cleanup(func() { s.stop(t) })
	s.addr, ok = <-found
	return s, ok
}

func (s *server) awaitReady(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.addr+"/readyz", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-s.done:
			t.Fatalf("the server ended before it was ready:\n%s", s.logs)
		case <-ctx.Done():
			t.Fatalf("the server did not become ready:\n%s", s.logs)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// stop asks the process to end and waits.
func (s *server) stop(t *testing.T) {
	t.Helper()
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
		_ = s.cmd.Process.Kill()
		t.Errorf("the server did not stop within 30 s:\n%s", s.logs)
	}
}

// caterina runs a command to its end and returns what it printed. A failure of
// the command is the test's failure.
func caterina(t *testing.T, databaseURL string, args ...string) string {
	t.Helper()
	out, err := tryCaterina(t, databaseURL, args...)
	if err != nil {
		t.Fatalf("caterina %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

func tryCaterina(t *testing.T, databaseURL string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = environ("CATERINA_DATABASE_URL=" + databaseURL)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

// demo returns the path of a demo town's folder.
func demo(town string) string { return filepath.Join("..", "..", "demo", town) }
