package openaitest

import (
	"net/http"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/faults"
)

// Endpoint is one of the addresses that a Server answers at.
type Endpoint string

// The endpoints.
const (
	Chats          Endpoint = "/chat/completions"
	Embeddings     Endpoint = "/embeddings"
	Transcriptions Endpoint = "/audio/transcriptions"
	ModelList      Endpoint = "/models"
)

// Moment says where in an answer a fault waits or cuts.
type Moment string

// The moments.
const (
	BeforeHeaders Moment = ""             // nothing has been answered
	AfterPieces   Moment = "after pieces" // of a stream. An answer in one waits for its headers at 0, and in its middle later
	AfterBytes    Moment = "after bytes"  // of the body; 0 for the headers alone
)

// Cut says how a connection ends before its answer does.
type Cut string

// How a connection ends.
const (
	NotCut Cut = ""
	Reset  Cut = "reset" // in the middle of the transfer: the client sees that something is missing
	Clean  Cut = "clean" // as if the answer were whole, which a proxy makes of a server that died
)

// Fault is one way in which requests go wrong. The first fault that strikes a
// request is the only one. What it does comes in this order: it waits, it cuts,
// it answers something else.
type Fault struct {
	Endpoint Endpoint           // it strikes; empty for all
	Step     caterina.ModelStep // of the chat it strikes; empty for all
	Skip     int                // lets so many requests go first
	Times    int                // strikes so many requests; 0 for all while it stands
	Chance   float64            // of striking a request, drawn from the seed; 0 for certainty

	When  Moment
	After int // pieces or bytes, as When says

	Delay time.Duration   // what it waits
	Until <-chan struct{} // waits for it to be closed
	Cut   Cut

	Status     int    // answered in place of acting
	RetryAfter string // the header of a refusal, as it is: seconds, a date, nonsense
	Code       string // of the error in the body
	Body       string // answered as it is, with Status or 200
	Echo       bool   // the refusal repeats the key and what was asked, as careless servers do

	Garble Garble // of a chat
	Twist  Twist  // of embeddings
}

// TooMany refuses requests with 429. retryAfter is the header as it is, none when
// empty; see RetryDate.
func TooMany(retryAfter string, times int) Fault {
	return Fault{Status: http.StatusTooManyRequests, RetryAfter: retryAfter, Times: times}
}

// RetryDate writes a moment as the Retry-After header has it.
func RetryDate(at time.Time) string { return at.UTC().Format(http.TimeFormat) }

// NoQuota refuses requests with the 429 that no waiting helps against: the account
// has no money left.
func NoQuota(times int) Fault {
	return Fault{Status: http.StatusTooManyRequests, Code: "insufficient_quota", Times: times}
}

// Broken answers requests with 500, 502, 503 or 504.
func Broken(status, times int) Fault { return Fault{Status: status, Times: times} }

// Leaky refuses requests and repeats in the error the key and all that was asked.
func Leaky(status, times int) Fault { return Fault{Status: status, Echo: true, Times: times} }

// Dead is a server that takes connections and cuts them.
func Dead() Fault { return Fault{Cut: Reset} }

// Slow keeps the first piece of a stream, and an answer in one, until the channel
// is closed.
func Slow(until <-chan struct{}) Fault { return Fault{When: AfterPieces, Until: until} }

// SlowBy keeps the first piece of a stream, and an answer in one, for a while.
func SlowBy(wait time.Duration) Fault { return Fault{When: AfterPieces, Delay: wait} }

// Stalling stops after so many pieces until the channel is closed.
func Stalling(pieces int, until <-chan struct{}) Fault {
	return Fault{When: AfterPieces, After: pieces, Until: until}
}

// Cutting ends the connection in some way at some moment.
func Cutting(how Cut, when Moment, after, times int) Fault {
	return Fault{Cut: how, When: when, After: after, Times: times}
}

// Garbled answers chats with what is no answer.
func Garbled(g Garble, times int) Fault { return Fault{Endpoint: Chats, Garble: g, Times: times} }

// Twisted answers embeddings requests with vectors that are not what was asked for.
func Twisted(t Twist, times int) Fault { return Fault{Endpoint: Embeddings, Twist: t, Times: times} }

// Strike is a fault that stands.
type Strike = faults.Strike[Fault]

// Fail makes requests go wrong from now on.
func (s *Server) Fail(f Fault) *Strike {
	return s.faults.Add(f, faults.Often{Skip: f.Skip, Times: f.Times, Chance: f.Chance})
}

// strike returns the fault that strikes a request, the zero Fault when none does.
func (s *Server) strike(endpoint Endpoint, step caterina.ModelStep) Fault {
	return s.faults.Strike(func(f Fault) bool {
		return (f.Endpoint == "" || f.Endpoint == endpoint) && (f.Step == "" || f.Step == step)
	})
}

// waits says whether a fault holds an answer up.
func (f Fault) waits() bool { return f.Delay > 0 || f.Until != nil }

// answersItself says whether a fault takes the place of the model.
func (f Fault) answersItself() bool { return f.Status != 0 || f.Body != "" }
