package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// obj is a frame on its way out.
type obj = map[string]any

// incoming is any frame of the server's, to citizens and to staff.
type incoming struct {
	Type    string          `json:"type"`
	ID      string          `json:"id"`
	Conv    string          `json:"conv"`
	N       int64           `json:"n"`
	Kind    string          `json:"kind"`
	Actor   string          `json:"actor"`
	Body    json.RawMessage `json:"body"`
	Token   string          `json:"token"`
	Code    json.RawMessage `json:"code"`
	Message string          `json:"message"`
	RetryMS int64           `json:"retry_ms"`
	State   string          `json:"state"`
	Epoch   int             `json:"epoch"`
	Mine    bool            `json:"mine"`
}

// line is one event of a view.
type line struct {
	N                 int64
	Kind, Actor, Text string
}

// lineOf returns the event of a frame as a view keeps it.
func lineOf(n int64, kind, actor string, body []byte) line {
	var b struct {
		Text string `json:"text"`
	}
	_ = json.Unmarshal(body, &b) // what is no text compares as none
	return line{N: n, Kind: kind, Actor: actor, Text: b.Text}
}

// peer is a client of the model, citizen or operator: it keeps what it has sent
// until the server has said what became of it, and comes back after every cut.
type peer struct {
	w     *world
	name  string
	rng   *rand.Rand                    // decides what it does; drawn from by one goroutine only
	hello func() (obj, http.Header)     // the first frame; mu is held
	heard func(raw []byte, f *incoming) // any frame; mu is held
	live  func()                        // sends what must be sent again; mu is held

	mu      sync.Mutex
	conn    *websocket.Conn
	ready   bool // said hello and was welcomed
	away    bool // stays away although it could come back
	outbox  []obj
	fates   map[string]string // of what is settled: "ack", or why not
	posted  map[string]obj
	trouble []string
	next    int
	bytes   int64
}

func newPeer(w *world, name string, index uint64) *peer {
	return &peer{
		w: w, name: name, rng: rand.New(rand.NewPCG(w.seed, index)),
		fates: map[string]string{}, posted: map[string]obj{}, live: func() {},
	}
}

// post sends a frame and keeps it until it is settled.
func (p *peer) post(f obj) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	id := fmt.Sprintf("%s-%d", p.name, p.next)
	f["id"] = id
	p.posted[id] = f
	p.outbox = append(p.outbox, f)
	p.w.count(fmt.Sprint(f["type"]))
	if p.ready {
		_ = p.write(f) // else it goes out after the next hello
	}
}

// write sends a frame; mu is held, so frames do not mix.
func (p *peer) write(f obj) error {
	if p.conn == nil {
		return errors.New("not connected")
	}
	_ = p.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return p.conn.WriteJSON(f)
}

// tell sends what is not kept.
func (p *peer) tell(f obj) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ready {
		_ = p.write(f)
	}
}

// again sends everything that is not settled.
func (p *peer) again() {
	for _, f := range p.outbox {
		if p.write(f) != nil {
			return
		}
	}
}

// settle notes what became of a frame.
func (p *peer) settle(id, fate string) {
	for i, f := range p.outbox {
		if f["id"] == id {
			p.outbox = append(p.outbox[:i:i], p.outbox[i+1:]...)
			p.fates[id] = fate
			p.w.count(fate)
			return
		}
	}
}

// refused handles a nak: what may be tried again is, after the time that was said.
func (p *peer) refused(f *incoming) {
	var code string
	_ = json.Unmarshal(f.Code, &code) // an odd code reads as "" and settles
	if code != "later" && code != "rate" {
		p.settle(f.ID, "nak "+code)
		return
	}
	wait := time.Duration(max(f.RetryMS, 200)) * time.Millisecond
	time.AfterFunc(wait, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, out := range p.outbox {
			if out["id"] == f.ID && p.ready {
				_ = p.write(out)
			}
		}
	})
}

func (p *peer) complain(format string, args ...any) {
	p.trouble = append(p.trouble, fmt.Sprintf(format, args...))
}

// cut closes the socket without a word.
func (p *peer) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil {
		_ = p.conn.NetConn().Close()
	}
}

// leave cuts and does not come back until called back.
func (p *peer) leave(away bool) {
	p.mu.Lock()
	p.away = away
	p.mu.Unlock()
	if away {
		p.cut()
	}
}

// stay keeps the peer connected to one of the processes until ctx is done.
func (p *peer) stay(ctx context.Context) {
	stop := context.AfterFunc(ctx, p.cut)
	defer stop()
	for ctx.Err() == nil {
		p.mu.Lock()
		away := p.away
		p.mu.Unlock()
		if !away && p.connect(ctx) == nil {
			p.read()
		}
		pause(ctx, time.Duration(20+rand.IntN(200))*time.Millisecond) // the client's backoff
	}
}

func (p *peer) connect(ctx context.Context) error {
	addr := p.w.anyAddr()
	p.mu.Lock()
	hello, header := p.hello()
	p.mu.Unlock()
	if header != nil {
		header.Set("Origin", "http://"+addr)
	}
	dialer := websocket.Dialer{Subprotocols: []string{"caterina.v1"}, HandshakeTimeout: 5 * time.Second}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+addr+"/v1/ws", header)
	if err != nil {
		return fmt.Errorf("dial: %w", err)
	}
	resp.Body.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conn, p.ready = conn, false
	if p.away {
		return conn.Close()
	}
	return p.write(hello)
}

// read handles frames until the socket ends. Every byte is looked at.
func (p *peer) read() {
	p.mu.Lock()
	conn := p.conn
	p.mu.Unlock()
	defer conn.Close()
	for {
		_, raw, err := conn.ReadMessage()
		if err != nil {
			break
		}
		var f incoming
		err = json.Unmarshal(raw, &f)
		p.mu.Lock()
		p.bytes += int64(len(raw))
		if err != nil {
			p.complain("a frame that is no JSON: %v", err)
		}
		p.heard(raw, &f)
		p.mu.Unlock()
	}
	p.mu.Lock()
	p.ready = false
	p.mu.Unlock()
}

// unsettled says how much is still on its way.
func (p *peer) unsettled() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.outbox)
}

// leak looks for what only staff may see in what a citizen has received (J9).
func (w *world) leak(raw []byte) string {
	for _, secret := range []string{w.marker, `"note"`, `operator:`, `"mentions"`} {
		if bytes.Contains(raw, []byte(secret)) {
			return secret
		}
	}
	return ""
}
