package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// town is the one that is asked under load.
const town = "siena"

// client is one citizen's socket.
type client struct {
	conn    *websocket.Conn
	index   int
	sent    int
	answers chan struct{} // one for each bot message after the greeting
}

// frame is what a client needs of a server's frame.
type frame struct {
	Type  string `json:"type"`
	Actor string `json:"actor"`
	N     int64  `json:"n"`
	Code  string `json:"code"`
}

// dial opens a socket and says hello; it returns when the greeting is there.
// Sockets come from many loopback addresses, as citizens do.
func dial(ctx context.Context, addr string, index int) (*client, error) {
	dialer := websocket.Dialer{
		Subprotocols: []string{"caterina.v1"}, ReadBufferSize: 1024, WriteBufferSize: 512,
		NetDialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+index%200))}}
			return d.DialContext(ctx, network, to)
		},
	}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+addr+"/v1/ws", nil)
	if err != nil {
		return nil, fmt.Errorf("open socket %d: %w", index, err)
	}
	_ = resp.Body.Close()
	c := &client{conn: conn, index: index, answers: make(chan struct{}, 64)}
	if err := conn.WriteJSON(map[string]any{"type": "hello", "v": 1, "town": town, "lang": "it"}); err != nil {
		return nil, fmt.Errorf("say hello on socket %d: %w", index, err)
	}
	for {
		f, err := c.read()
		if err != nil {
			return nil, fmt.Errorf("hello on socket %d: %w", index, err)
		}
		if f.Type == "live" {
			return c, nil
		}
	}
}

func (c *client) read() (frame, error) {
	_, raw, err := c.conn.ReadMessage()
	if err != nil {
		return frame{}, fmt.Errorf("read: %w", err)
	}
	if bytes.Contains(raw, []byte(`"type":"ack"`)) {
		return frame{Type: "ack"}, nil
	}
	var f frame
	if err := json.Unmarshal(raw, &f); err != nil {
		return frame{}, fmt.Errorf("read: %w", err)
	}
	return f, nil
}

// listen reads until the socket ends, and reports each answer of the bot.
func (c *client) listen() {
	defer close(c.answers)
	for {
		f, err := c.read()
		if err != nil {
			return
		}
		if f.Type == "ev" && f.Actor == "bot" {
			c.answers <- struct{}{}
		}
	}
}

// ask sends the client's next question.
func (c *client) ask() error {
	c.sent++
	err := c.conn.WriteJSON(map[string]any{
		"type": "send", "id": strconv.Itoa(c.index) + "-" + strconv.Itoa(c.sent), "text": question(c.index*7 + c.sent),
	})
	if err != nil {
		return fmt.Errorf("ask on socket %d: %w", c.index, err)
	}
	return nil
}

// dialAll opens n sockets, 64 at a time.
func dialAll(ctx context.Context, addr string, n int) ([]*client, error) {
	clients := make([]*client, n)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(64)
	for i := range clients {
		group.Go(func() (err error) {
			clients[i], err = dial(ctx, addr, i)
			return err
		})
	}
	return clients, group.Wait()
}

func closeAll(clients []*client) {
	var wg sync.WaitGroup
	for _, c := range clients {
		if c != nil {
			wg.Go(func() { _ = c.conn.Close() })
		}
	}
	wg.Wait()
}

// latencies collects times from many goroutines.
type latencies struct {
	mu   sync.Mutex
	all  []time.Duration
	lost int
}

func (l *latencies) add(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, d)
}

func (l *latencies) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost++
}

// question returns one of the questions under load.
func question(i int) string {
	questions := []string{
		"che documenti servono per il bonus nido?", "quanto costa la mensa scolastica?", "come faccio l'isee?",
		"ho perso il lavoro, che aiuti ci sono?", "dove si trova lo sportello famiglia?", "orari dello sportello",
		"mia madre è anziana e vive sola, cosa posso fare?", "come si chiede l'assegno unico?", "bonus bollette",
		"mio figlio è disabile, che servizi ci sono", "vorrei iscrivere mio figlio al nido", "cerco un corso di italiano",
		"a chi spetta l'assegno di maternità?", "entro quando si fa la domanda per i centri estivi?", "grazie",
		"how do I get help with the rent?", "che tempo fa domani", "voglio il telefono dell'ufficio scuola",
	}
	return questions[i%len(questions)]
}
