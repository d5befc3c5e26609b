package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/gorilla/websocket"
)

// echoCommand makes this program be a reference server: "echo ADDR stock" keeps
// the read loop in the HTTP handler, as the library's examples do; "echo ADDR
// pump" has a reader and a writer goroutine, JSON in and out and deadlines, as
// a chat server has.
const echoCommand = "echo"

func echoMain(args []string) {
	if len(args) != 2 {
		fmt.Fprintln(os.Stderr, "bench: echo ADDR stock|pump")
		os.Exit(2)
	}
	handler := stockEcho
	if args[1] == "pump" {
		handler = pumpEcho
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/ready", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/", handler)
	server := &http.Server{Addr: args[0], Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintln(os.Stderr, "bench:", server.ListenAndServe())
	os.Exit(1)
}

// startEcho starts a reference server as a process of its own.
func (b *bench) startEcho(ctx context.Context, kind string) (*process, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	p := &process{addr: addr, cmd: exec.CommandContext(ctx, self, echoCommand, addr, kind)}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the reference: %w", err)
	}
	return p, p.awaitReady(ctx, "/ready")
}

func stockEcho(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	c, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = c.Close() }()
	for {
		kind, message, err := c.ReadMessage()
		if err != nil {
			return
		}
		if err := c.WriteMessage(kind, message); err != nil {
			return
		}
	}
}

func pumpEcho(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	c, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	out := make(chan map[string]any, 16)
	go func() {
		defer func() { _ = c.Close() }()
		for frame := range out {
			_ = c.SetWriteDeadline(time.Now().Add(10 * time.Second))
			raw, err := json.Marshal(frame)
			if err != nil || c.WriteMessage(websocket.TextMessage, raw) != nil {
				return
			}
		}
	}()
	defer close(out)
	for {
		_ = c.SetReadDeadline(time.Now().Add(time.Minute))
		_, raw, err := c.ReadMessage()
		if err != nil {
			return
		}
		var frame map[string]any
		if json.Unmarshal(raw, &frame) != nil {
			return
		}
		out <- frame
	}
}

// dialEcho opens n sockets to a reference server.
func dialEcho(ctx context.Context, addr string, n int) ([]*websocket.Conn, error) {
	conns := make([]*websocket.Conn, 0, n)
	for range n {
		conn, resp, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+addr+"/", nil)
		if err != nil {
			return conns, fmt.Errorf("open a socket: %w", err)
		}
		_ = resp.Body.Close()
		conns = append(conns, conn)
	}
	return conns, nil
}
