package openaitest

import (
	"context"
	"fmt"
	"time"
)

// Record is one request as it arrived, and what has become of it.
type Record struct {
	At       time.Time
	Number   int // among all requests, from 1
	Method   string
	Endpoint Endpoint
	Key      string // what the Authorization header bore
	Body     []byte
	Chat     *Chat    // of a chat that could be read
	Inputs   []string // of embeddings
	Audio    *Audio   // of a transcription
	Outcome  Outcome  // grows while the answer is under way
}

// Phase says how far an answer has come.
type Phase string

// The phases.
const (
	Arrived  Phase = ""         // nothing has been answered yet
	Waiting  Phase = "waiting"  // held up by a fault
	Underway Phase = "underway" // parts of a stream are out
	Done     Phase = "done"     // answered, also with a refusal
	CutOff   Phase = "cut off"  // by a fault
	Left     Phase = "left"     // the caller went away, or the server was closed
)

// Outcome is what a request was answered.
type Outcome struct {
	Phase  Phase
	Status int // 0 before the headers are out
	Bytes  int // of the body that are out
	Pieces []Piece
	Text   string // what the model said, whether it is out or not
	Change Change // the fact it changed, when it lied
	Order  string // the injected order it obeyed, when it did
	In     int    // tokens
	Out    int
	Ended  time.Time
}

// Piece is one part of a stream, and when it went out.
type Piece struct {
	At   time.Time
	Text string
}

// Requests lists what arrived at an endpoint so far, everywhere for an empty one,
// in the order of arrival.
func (s *Server) Requests(endpoint Endpoint) []Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list(endpoint)
}

func (s *Server) list(endpoint Endpoint) []Record {
	var out []Record
	for _, r := range s.records {
		if endpoint == "" || r.Endpoint == endpoint {
			out = append(out, *r)
		}
	}
	return out
}

// WaitRequests returns what arrived at an endpoint as soon as the predicate likes
// it. It is asked again when a request arrives, moves on or ends.
func (s *Server) WaitRequests(ctx context.Context, endpoint Endpoint, likes func([]Record) bool) ([]Record, error) {
	var out []Record
	err := s.changed.Await(ctx, "requests at "+string(endpoint), func() bool {
		out = s.list(endpoint)
		return likes(out)
	})
	return out, err
}

// Wait returns the n-th request at an endpoint, from 1, as soon as it has arrived.
func (s *Server) Wait(ctx context.Context, endpoint Endpoint, n int) (Record, error) {
	return s.WaitPhase(ctx, endpoint, n, Arrived)
}

// WaitPhase returns the n-th request at an endpoint, from 1, as soon as it is in a
// phase; for Arrived in any.
func (s *Server) WaitPhase(ctx context.Context, endpoint Endpoint, n int, phase Phase) (Record, error) {
	var r Record
	err := s.changed.Await(ctx, fmt.Sprintf("request %d at %s to be %s", n, endpoint, phase), func() bool {
		all := s.list(endpoint)
		if len(all) < n {
			return false
		}
		r = all[n-1]
		return phase == Arrived || r.Outcome.Phase == phase
	})
	return r, err
}

// Load is how busy the server is and was.
type Load struct {
	Arrived int // requests so far
	Now     int // under way
	Most    int // under way at the same time so far
}

// Load counts requests.
func (s *Server) Load() Load {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Load{Arrived: s.arrived, Now: s.underway, Most: s.mostAtOnce}
}

// WaitLoad returns as soon as the predicate likes how busy the server is.
func (s *Server) WaitLoad(ctx context.Context, likes func(Load) bool) error {
	return s.changed.Await(ctx, "another load", func() bool {
		return likes(Load{Arrived: s.arrived, Now: s.underway, Most: s.mostAtOnce})
	})
}

// note changes what has become of a request.
func (c *call) note(change func(*Outcome)) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	change(&c.record.Outcome)
	c.server.changed.Ring()
}
