package webchat

import (
	"fmt"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

// BenchmarkMessage is one message from frame to ack and event over a real
// socket, with a store in memory: the cost of the channel itself.
func BenchmarkMessage(b *testing.B) {
	s := benchServer(b)
	b.SetParallelism(50)
	b.RunParallel(func(pb *testing.PB) {
		ws, res, err := websocket.DefaultDialer.DialContext(b.Context(), s.url(), nil)
		if err != nil {
			b.Error(err)
			return
		}
		defer res.Body.Close()
		defer ws.Close()
		if err := ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","v":1,"town":"siena"}`)); err != nil {
			b.Error(err)
			return
		}
		frames := 3 // welcome, the greeting, live
		for i := 0; pb.Next(); i++ {
			for range frames {
				if _, _, err := ws.ReadMessage(); err != nil {
					b.Error(err)
					return
				}
			}
			send := fmt.Appendf(nil, `{"type":"send","id":"m%d","text":"che documenti servono per il bonus utenze?"}`, i)
			if err := ws.WriteMessage(websocket.TextMessage, send); err != nil {
				b.Error(err)
				return
			}
			frames = 2 // ack and ev
		}
	})
}

// BenchmarkPush is what a committed event costs when nobody of its conversation
// is connected here.
func BenchmarkPush(b *testing.B) {
	s := benchServer(b)
	ev := caterina.Event{Conversation: "nobody", N: 1, Actor: caterina.ActorBot, Body: []byte(`{"text":"ciao"}`)}
	for b.Loop() {
		s.hub.Push(ev)
	}
}

func benchServer(b *testing.B) *server {
	b.Helper()
	return startServer(b, func(s *server) {
		s.hub.paces = newMessagePace(pace{every: time.Nanosecond, burst: 1 << 40})
		s.hub.framePace = s.hub.paces.pace
	})
}
