package openaitest

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"example.org/caterina/internal/faults"
)

// call is one request under way.
type call struct {
	server *Server
	w      http.ResponseWriter
	r      *http.Request
	record *Record
	body   []byte
	fault  Fault
	bytes  int // of the body that are out
	pieces int // of a stream that are out
}

const (
	prefix   = "/v1"
	bearer   = "Bearer "
	mostBody = 26 << 20 // bytes; what transcriptions take is a little less
)

// arrive reads a request, notes it, and lets the faults of the test strike it.
func (s *Server) arrive(w http.ResponseWriter, r *http.Request) *call {
	body, _ := io.ReadAll(io.LimitReader(r.Body, mostBody)) // what is cut off does not parse
	c := &call{server: s, w: w, r: r, body: body}
	c.record = &Record{
		At: s.options.Now(), Method: r.Method, Body: body,
		Endpoint: Endpoint(strings.TrimPrefix(r.URL.Path, prefix)), Key: strings.TrimPrefix(r.Header.Get("Authorization"), bearer),
	}
	if c.record.Endpoint == Chats {
		c.record.Chat, _ = readChat(body) // what is wrong with it is said later
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived++
	s.underway++
	s.mostAtOnce = max(s.mostAtOnce, s.underway)
	c.record.Number = s.arrived
	if !s.options.Lean {
		s.records = append(s.records, c.record)
	}
	if c.record.Chat != nil {
		c.fault = s.strike(Chats, c.record.Chat.Step)
	} else {
		c.fault = s.strike(c.record.Endpoint, "")
	}
	s.changed.Ring()
	return c
}

// leave notes that a request is over.
func (s *Server) leave(c *call) {
	now := s.options.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.underway--
	o := &c.record.Outcome
	o.Ended = now
	if o.Phase != CutOff && o.Phase != Left {
		o.Phase = Done
	}
	s.changed.Ring()
}

// answer does what the endpoint does, unless a fault does something else.
func (c *call) answer() error {
	if c.fault.When == BeforeHeaders {
		if err := c.suffer(); err != nil {
			return err
		}
	}
	if c.fault.answersItself() {
		return c.refuse()
	}
	err := c.route()
	if f := (*failure)(nil); errors.As(err, &f) {
		return c.sendFailure(f)
	}
	return err
}

// route finds out what is asked.
func (c *call) route() error {
	handlers := map[Endpoint]func() error{
		Chats: c.chat, Embeddings: c.embed, Transcriptions: c.transcribe, ModelList: c.listModels,
	}
	run, ok := handlers[c.record.Endpoint]
	if !ok || !strings.HasPrefix(c.r.URL.Path, prefix+"/") {
		return unknownURL(c.r.Method, c.r.URL.Path)
	}
	method := http.MethodPost
	if c.record.Endpoint == ModelList {
		method = http.MethodGet
	}
	if c.r.Method != method {
		return wrongMethod(c.r.Method, c.r.URL.Path)
	}
	if !c.server.options.Keyless && (c.record.Key != c.server.options.Key || !strings.HasPrefix(c.r.Header.Get("Authorization"), bearer)) {
		return wrongKey(c.record.Key)
	}
	return run()
}

// suffer waits and cuts as the fault says.
func (c *call) suffer() error {
	if c.fault.waits() {
		before := c.record.Outcome.Phase // only this goroutine changes it
		c.note(func(o *Outcome) { o.Phase = Waiting })
		if !faults.Wait(c.fault.Delay, c.fault.Until, c.r.Context().Done(), c.server.ended) {
			c.note(func(o *Outcome) { o.Phase = Left })
			return errGone
		}
		c.note(func(o *Outcome) { o.Phase = before })
	}
	if c.fault.Cut == NotCut {
		return nil
	}
	c.note(func(o *Outcome) { o.Phase = CutOff })
	if c.fault.Cut == Clean {
		return errOver
	}
	return errGone
}

// sendFailure answers a refusal.
func (c *call) sendFailure(f *failure) error { return c.sendJSON(f.status, f.body()) }

// sendJSON answers all in one.
func (c *call) sendJSON(status int, body []byte) error {
	return c.send(status, "application/json", body)
}

// send answers all in one. A fault that counts pieces strikes before the headers,
// or in the middle.
func (c *call) send(status int, kind string, body []byte) error {
	counts := c.fault.When == AfterPieces
	if counts && c.fault.After == 0 {
		if err := c.suffer(); err != nil {
			return err
		}
	}
	if c.fault.Cut != Clean { // which would show as a cut
		c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	c.head(status, kind)
	if !counts || c.fault.After == 0 {
		return c.write(body)
	}
	if err := c.write(body[:len(body)/2]); err != nil {
		return err
	}
	if err := c.suffer(); err != nil {
		return err
	}
	return c.write(body[len(body)/2:])
}

// head sends the status and the headers.
func (c *call) head(status int, kind string) {
	c.w.Header().Set("Content-Type", kind)
	c.w.Header().Set("X-Request-Id", "req_"+strconv.Itoa(c.record.Number))
	c.w.WriteHeader(status)
	c.note(func(o *Outcome) { o.Status = status })
}

// write sends a part of the body at once. A fault that counts bytes strikes in it.
func (c *call) write(p []byte) error {
	if left := c.fault.After - c.bytes; c.fault.When == AfterBytes && left >= 0 && left < len(p) {
		if err := c.put(p[:left]); err != nil {
			return err
		}
		if err := c.suffer(); err != nil {
			return err
		}
		p = p[left:]
		c.fault.When = AfterPieces // it has struck
		c.fault.After = -1
	}
	return c.put(p)
}

func (c *call) put(p []byte) error {
	_, err := c.w.Write(p)
	if err == nil {
		err = http.NewResponseController(c.w).Flush()
	}
	if err != nil || c.r.Context().Err() != nil {
		c.note(func(o *Outcome) { o.Phase = Left })
		return errGone
	}
	c.bytes += len(p)
	return nil
}
