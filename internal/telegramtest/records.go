package telegramtest

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Request is one call as it arrived, and what became of it.
type Request struct {
	At      time.Time
	Token   string
	Method  string
	Chat    int64
	Params  map[string]string // strings as they are, everything else as JSON
	Uploads map[string]Upload
	Outcome Outcome // zero while the call is under way
}

// Outcome is how a call ended.
type Outcome struct {
	Acted       bool // the call had its effect
	Status      int  // answered; 0 when the connection was cut first
	Description string
	Cut         Cut
}

// arrive notes a call and says which fault strikes it.
func (s *Server) arrive(c *call) (*Request, Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	r := &Request{At: now, Token: c.token, Method: c.method, Chat: c.chatID(), Params: c.params, Uploads: c.uploads}
	if !s.options.Lean {
		s.requests = append(s.requests, r)
	}
	if b, ok := s.bots[c.token]; ok && sends(c.method) {
		b.sends = append(b.sends, sent{r.Chat, now})
	}
	s.recorded.Ring()
	return r, s.strike(c)
}

// sends says whether a method sends a message, which is what Telegram limits.
func sends(method string) bool {
	method = strings.ToLower(method)
	return strings.HasPrefix(method, "send") && method != "sendchataction"
}

func (s *Server) settle(r *Request, outcome Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.Outcome = outcome
	s.recorded.Ring()
}

// Requests lists the calls of a method so far, of all methods for an empty name,
// in the order of arrival.
func (s *Server) Requests(method string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls(method)
}

func (s *Server) calls(method string) []Request {
	var out []Request
	for _, r := range s.requests {
		if method == "" || strings.EqualFold(method, r.Method) {
			out = append(out, *r)
		}
	}
	return out
}

// WaitRequests returns the calls of a method as soon as the predicate likes them.
// It is asked again when a call arrives and when it ends.
func (s *Server) WaitRequests(ctx context.Context, method string, likes func([]Request) bool) ([]Request, error) {
	var out []Request
	err := s.recorded.Await(ctx, "calls of "+method, func() bool {
		out = s.calls(method)
		return likes(out)
	})
	return out, err
}

// WaitConfirmed returns when the bot has confirmed every update there is, by its
// offset or through its webhook.
func (b *Bot) WaitConfirmed(ctx context.Context) error {
	return b.server.recorded.Await(ctx, "the updates to be confirmed", func() bool {
		return len(b.queue) == 0 && len(b.held) == 0
	})
}

// Rates is how fast a bot has sent: what arrived here, refused or not, counted in
// every window of one second.
type Rates struct {
	Sends   int // in all
	Overall int // highest number in one second
	PerChat int // highest number in one second into one chat
	Chat    int64
}

// Rates measures what the bot has sent so far.
func (b *Bot) Rates() Rates {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	all := make([]time.Time, 0, len(b.sends))
	chats := make(map[int64][]time.Time)
	for _, s := range b.sends {
		all = append(all, s.at)
		chats[s.chat] = append(chats[s.chat], s.at)
	}
	r := Rates{Sends: len(all), Overall: densest(all)}
	for chat, times := range chats {
		if n := densest(times); n > r.PerChat {
			r.PerChat, r.Chat = n, chat
		}
	}
	return r
}

// densest is the highest number of moments in one second, its end excluded.
func densest(times []time.Time) int {
	slices.SortFunc(times, time.Time.Compare)
	most, first := 0, 0
	for i, at := range times {
		for at.Sub(times[first]) >= time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}
