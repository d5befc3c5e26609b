package webchat

import (
	"bytes"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"example.org/caterina"
)

// serveEvents streams what the server says as server-sent events: welcome, the
// log after the number the client holds, live, and every event from then on.
func (h *Hub) serveEvents(w http.ResponseWriter, r *http.Request) {
	if !h.allowOrigin(w, r) {
		return
	}
	addr := h.cfg.Address(r)
	if status := h.admit(addr); status != 0 {
		w.Header().Set("Retry-After", "5")
		writeFailure(w, status, "later", http.StatusText(status))
		return
	}
	defer h.dismiss(addr)
	after, ok := lastHeld(r)
	if !ok {
		writeFailure(w, http.StatusBadRequest, "protocol", errBadNumber.Error())
		return
	}
	query := r.URL.Query()
	visit, ok := h.visit(w, r, &clientFrame{Town: query.Get("town"), Lang: query.Get("lang"), Page: query.Get("page")})
	if !ok {
		return
	}
	s := &stream{hub: h, w: w, control: http.NewResponseController(w)}
	s.begin()
	s.frame(0, encode(h.newWelcome(visit.session, visit.token, disclosure(&visit.town, visit.lang))))
	if visit.opened {
		after = 0
	}
	if after > visit.session.Conversation.LastN {
		s.frame(0, encode(newReset()))
		after = 0
	}
	s.follow(r, visit, after)
}

// lastHeld is the number of the last event the client holds.
func lastHeld(r *http.Request) (int64, bool) {
	text := r.URL.Query().Get("after")
	if text == "" {
		text = r.Header.Get("Last-Event-ID")
	}
	if text == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0
}

// stream writes server-sent events. After the first error nothing is written.
type stream struct {
	hub     *Hub
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
	floor   floor
	live    bool  // the client was told that it has everything
	clean   int64 // of erasures up to this number the client holds nothing
}

// begin sends the headers.
func (s *stream) begin() {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
}

// frame writes a frame, with the event's number as its identifier.
func (s *stream) frame(n int64, frame []byte) {
	b := make([]byte, 0, len(frame)+32)
	if n > 0 {
		b = append(b, "id: "...)
		b = strconv.AppendInt(b, n, 10)
		b = append(b, '\n')
	}
	b = append(b, "data: "...)
	b = append(b, bytes.ReplaceAll(frame, []byte("\n"), []byte(" "))...) // line breaks inside strings are escaped
	s.write(append(b, "\n\n"...))
}

func (s *stream) write(b []byte) {
	if s.err != nil {
		return
	}
	_ = s.control.SetWriteDeadline(s.hub.cfg.Now().Add(s.hub.times.write)) // unsupported only in tests of the handler alone
	_, s.err = s.w.Write(b)
}

func (s *stream) flush() {
	if s.err == nil {
		s.err = s.control.Flush()
	}
}

// follow writes the log from after on until the client leaves, newer sockets of
// the session take its place, or the server stops.
func (s *stream) follow(r *http.Request, v visit, after int64) {
	watch := newWatcher(true, after)
	conv := v.session.Conversation.ID
	s.hub.join(conv, watch)
	defer s.hub.leave(conv, watch)
	s.floor.since = v.session.Conversation.LastN
	s.clean = heldFrom(after, v.session.Conversation.LastN)
	s.stands(watch, &v.session.Conversation, v.session.Conversation.State)
	defer s.floor.ends(&s.hub.queue)
	idle := time.NewTicker(s.hub.times.sseIdle)
	defer idle.Stop()
	for s.err == nil {
		upToDate, err := s.page(r, v, watch)
		if err != nil {
			s.hub.cfg.Logger.WarnContext(r.Context(), "log not read",
				slog.String("conversation", string(conv)), slog.String("error", err.Error()))
			s.bye(time.Second + reconnectIn())
			return
		}
		if !upToDate {
			continue
		}
		if !s.live {
			s.live = true
			s.frame(0, encode(numberFrame{Type: "live", N: watch.seen.Load()}))
		}
		s.flush()
		if !s.rest(r, watch, idle) {
			return
		}
	}
}

// rest waits until there is something to read from the log, passing on what is
// no part of it. It is false when the stream is over.
func (s *stream) rest(r *http.Request, watch *watcher, idle *time.Ticker) bool {
	for s.err == nil {
		select {
		case <-watch.wake:
			return true
		case <-idle.C:
			s.write([]byte(": \n\n"))
			return true
		case frame := <-watch.mail:
			s.frame(0, frame)
			s.flush()
		case <-r.Context().Done():
			return false
		case <-watch.gone:
			return false
		case <-s.hub.stop:
			s.bye(reconnectIn())
			return false
		}
	}
	return false
}

// page writes up to one page of the log and says whether that was all.
func (s *stream) page(r *http.Request, v visit, watch *watcher) (upToDate bool, err error) {
	conv := &v.session.Conversation
	events, err := s.hub.events(r.Context(), conv.Town, conv.ID, watch.seen.Load())
	if err != nil {
		return false, err
	}
	if erasure := lastErasure(events, s.clean, citizenNumber); erasure != nil {
		s.frame(0, encode(newReset()))
		s.live, s.clean, s.floor.since = false, erasure.N, erasure.N-1
		watch.seen.Store(0)
		return false, nil
	}
	for i := range events {
		s.frame(events[i].N, encodeEvent(&events[i]))
		watch.seen.Store(events[i].N)
		if state := s.floor.news(&events[i]); state != "" {
			s.stands(watch, conv, state)
		}
	}
	if len(events) > 0 {
		s.hub.cfg.Observer.Delivered("log", len(events))
	}
	return len(events) <= pageEvents, nil
}

// stands notes who has the conversation now.
func (s *stream) stands(watch *watcher, conv *caterina.Conversation, state caterina.State) {
	s.floor.stands(&s.hub.queue, state, func() *waiter {
		return &waiter{town: conv.Town, conv: conv.ID, tell: watch.tell}
	})
}

func (s *stream) bye(reconnect time.Duration) {
	s.frame(0, encode(newBye(reconnect)))
	s.flush()
}
