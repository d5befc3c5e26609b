package webchat

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func TestShutdownSaysByeAndWhenToComeBack(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	clients := make([]*client, 20)
	for i := range clients {
		clients[i] = s.open(t)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.hub.Shutdown(t.Context()) }()
	waits := map[int64]bool{}
	for _, c := range clients {
		bye := c.read()
		if bye.Type != "bye" || string(bye.Code) != "1012" || bye.ReconnectMS < 0 || bye.ReconnectMS > 5000 {
			t.Errorf("said %+v", bye)
		}
		waits[bye.ReconnectMS] = true
		if code := c.closed(); code != closeRestart {
			t.Errorf("closed with %d", code)
		}
	}
	if len(waits) < 10 {
		t.Errorf("%d clients come back at %d different times", len(clients), len(waits))
	}
	if err := <-ended; err != nil {
		t.Errorf("shutdown: %v", err)
	}
	if err := s.hub.Shutdown(t.Context()); err != nil {
		t.Errorf("a second shutdown: %v", err)
	}
}

func TestAHubThatStopsTakesNoNewConnections(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	if err := s.hub.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, res, err := websocket.DefaultDialer.DialContext(t.Context(), s.url(), nil)
	if !errors.Is(err, websocket.ErrBadHandshake) || res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("dial: %v", err)
	}
	_ = res.Body.Close()
}

func TestShutdownFinishesTheMessageUnderWay(t *testing.T) {
	t.Parallel()
	stored := make(chan struct{})
	s := startServer(t, func(s *server) { s.store.received = stored })
	c := s.open(t)
	c.write(`{"type":"send","id":"m1","text":"ciao"}`)
	waitFor(t, "the message is stored", func() bool { return len(s.store.log(c.conv)) == 2 })
	ended := make(chan error, 1)
	go func() { ended <- s.hub.Shutdown(t.Context()) }()
	if bye := c.read(); bye.Type != "bye" {
		t.Errorf("said %+v", bye)
	}
	close(stored)
	if ack := c.receipt("m1"); ack.Type != "ack" || ack.N != 2 {
		t.Errorf("said %+v", ack)
	}
	if code := c.closed(); code != closeRestart {
		t.Errorf("closed with %d", code)
	}
	if err := <-ended; err != nil {
		t.Errorf("shutdown: %v", err)
	}
}

func TestShutdownWaitsNoLongerThanItMay(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.linger = time.Hour })
	c := s.open(t)
	c.ws.SetCloseHandler(func(int, string) error { return nil }) // does not answer the close
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.hub.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("shutdown: %v", err)
	}
	c.closed()
	waitFor(t, "the connection is gone", func() bool { return len(s.hub.members(c.conv, nil)) == 0 })
}
