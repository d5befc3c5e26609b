package webchat

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
)

// An idle connection after hello must cost less than the stock gorilla echo's
// 17 KB; the bound here leaves room for what the machine does beside.
const (
	idleConnections = 2000
	idleBytes       = 13 << 10
)

// TestAnIdleConnectionIsSmall measures what connections cost the server: the
// clients live in a process of their own.
func TestAnIdleConnectionIsSmall(t *testing.T) {
	if os.Getenv(idleClientsOf) != "" {
		idleClients(os.Getenv(idleClientsOf))
		return
	}
	if raceEnabled {
		t.Skip("the race detector has a cost of its own for each goroutine")
	}
	s := startServer(t)
	before := resident(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAnIdleConnectionIsSmall$")
	cmd.Env = append(os.Environ(), idleClientsOf+"="+strings.TrimPrefix(s.http.URL, "http://"))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "live\n" {
		t.Fatalf("the clients said %q, %v", line, err)
	}
	after := resident(t)
	each := (after - before) / idleConnections
	t.Logf("%d bytes of resident memory per idle connection", each)
	if each > idleBytes {
		t.Errorf("an idle connection costs %d bytes, the limit is %d", each, idleBytes)
	}
	_ = in.Close() // the clients leave
	if err := cmd.Wait(); err != nil {
		t.Errorf("clients: %v", err)
	}
}

// idleClientsOf names the address that the process of the clients connects to.
const idleClientsOf = "WEBCHAT_TEST_IDLE_CLIENTS_OF"

// idleClients opens the connections, waits until all are live, says so and
// stays until its input ends.
func idleClients(addr string) {
	for range idleConnections {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		hello := `{"type":"hello","v":1,"town":"siena","lang":"it"}`
		fmt.Fprintf(conn, "GET /v1/ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: caterina.v1\r\n\r\n", addr)
		r := bufio.NewReaderSize(conn, 64)
		for line := ""; line != "\r\n"; {
			if line, err = r.ReadString('\n'); err != nil {
				panic(err)
			}
		}
		frame := append([]byte{0x81, 0x80 | byte(len(hello)), 0, 0, 0, 0}, hello...) // masked with zeros
		if _, err := conn.Write(frame); err != nil {
			panic(err)
		}
		for buf := make([]byte, 0, 2048); !strings.Contains(string(buf), `"live"`); {
			n, err := r.Read(buf[len(buf) : len(buf)+1])
			if err != nil {
				panic(err)
			}
			buf = buf[:len(buf)+n]
		}
	}
	fmt.Fprintln(os.Stdout, "live")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// resident is the resident memory of this process in bytes, after the garbage
// of making connections is gone.
func resident(t *testing.T) int {
	t.Helper()
	for range 3 {
		runtime.GC()
	}
	debug.FreeOSMemory()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc here")
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}
