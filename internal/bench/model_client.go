package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// reader is a citizen who reads answers while they are written. It is for one
// goroutine.
type reader struct {
	addr  string
	index int
	conn  *websocket.Conn
	token string
	last  int64 // event
	sent  int
}

// piece is a frame, drafts included.
type piece struct {
	Type  string `json:"type"`
	Token string `json:"token"`
	N     int64  `json:"n"`
	Kind  string `json:"kind"`
	Actor string `json:"actor"`
	I     int    `json:"i"`
	Text  string `json:"text"`
	Body  struct {
		Text      string `json:"text"`
		Generated bool   `json:"generated"`
	} `json:"body"`
}

// open opens the socket, again where the citizen has been before, and reads until it is
// live. It returns the answer that was among what came, if there was one.
func (r *reader) open(ctx context.Context) (*piece, error) {
	dialer := websocket.Dialer{
		Subprotocols: []string{"caterina.v1"}, ReadBufferSize: 1024, WriteBufferSize: 512,
		NetDialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+r.index%200))}}
			return d.DialContext(ctx, network, to)
		},
	}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+r.addr+"/v1/ws", nil)
	if err != nil {
		return nil, fmt.Errorf("open socket %d: %w", r.index, err)
	}
	_ = resp.Body.Close()
	r.conn = conn
	hello := map[string]any{"type": "hello", "v": 1, "town": town, "lang": "it"}
	if r.token != "" {
		hello["token"], hello["after"] = r.token, r.last
	}
	if err := conn.WriteJSON(hello); err != nil {
		return nil, fmt.Errorf("say hello on socket %d: %w", r.index, err)
	}
	var answer *piece
	for {
		p, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case p.Type == "live":
			return answer, nil
		case p.Type == "ev" && p.Actor == "bot" && r.sent > 0:
			answer = &p
		}
	}
}

// next reads a frame.
func (r *reader) next() (piece, error) {
	var p piece
	_ = r.conn.SetReadDeadline(time.Now().Add(30 * time.Second)) // after which something is lost
	if err := r.conn.ReadJSON(&p); err != nil {
		return p, fmt.Errorf("read on socket %d: %w", r.index, err)
	}
	switch p.Type {
	case "welcome":
		r.token = p.Token
	case "ev":
		if p.N != r.last+1 {
			return p, fmt.Errorf("socket %d was sent event %d after %d", r.index, p.N, r.last)
		}
		r.last = p.N
	}
	return p, nil
}

// mark makes the questions of citizens different without changing their words.
func mark(i int) string {
	var b strings.Builder
	for range 5 {
		b.WriteByte("?!."[i%3])
		i /= 3
	}
	return b.String()
}

// reading is what a citizen has got for a question.
type reading struct {
	first  time.Time     // when the first sentence was there; zero without one
	took   time.Duration // from question to answer
	shown  string
	answer piece
}

// ask asks and reads until the answer is there. With cut the line breaks once something
// of it was shown.
func (r *reader) ask(ctx context.Context, cut bool) (reading, error) {
	var got reading
	r.sent++
	start := time.Now()
	if err := r.conn.WriteJSON(map[string]any{
		"type": "send", "id": strconv.Itoa(r.index) + "-" + strconv.Itoa(r.sent), "text": "quanto costa la mensa scolastica" + mark(r.index),
	}); err != nil {
		return got, fmt.Errorf("ask on socket %d: %w", r.index, err)
	}
	for {
		p, err := r.next()
		if err != nil {
			return got, err
		}
		switch {
		case p.Type == "delta":
			if got.first.IsZero() {
				got.first = time.Now()
			}
			if got.shown += p.Text; !cut {
				continue
			}
			cut = false
			_ = r.conn.NetConn().Close()
			answer, err := r.open(ctx)
			if err != nil {
				return got, err
			}
			if answer != nil { // it was stored while the line was down
				got.answer, got.took = *answer, time.Since(start)
				return got, nil
			}
		case p.Type == "ev" && p.Actor == "bot":
			got.answer, got.took = p, time.Since(start)
			return got, nil
		}
	}
}

// readers opens the sockets of n citizens.
func readers(ctx context.Context, addr string, n int) ([]*reader, error) {
	all := make([]*reader, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(64)
	for i := range all {
		all[i] = &reader{addr: addr, index: i}
		group.Go(func() error {
			_, err := all[i].open(ctx)
			return err
		})
	}
	return all, group.Wait()
}

func leaveAll(all []*reader) {
	for _, r := range all {
		if r != nil && r.conn != nil {
			_ = r.conn.Close()
		}
	}
}
