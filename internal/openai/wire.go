package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// What is read of a server at most, in bytes: nobody's memory is a server's to fill.
const (
	maxChat      = 2 << 20
	maxVectors   = 32 << 20
	maxErrorBody = 64 << 10
	maxHeader    = 64 << 10

	// Lines between two pieces of a stream: servers send comments while they think.
	maxEmptyLines = 10_000
)

// newTransport returns connections for so many calls at once.
func newTransport(concurrent int) *http.Transport {
	dialer := &net.Dialer{Timeout: 3 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    concurrent,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    5 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// exchange is one request and its answer. It stands between go-openai and the network,
// because go-openai reads answers of any size, drops the headers of a refusal and puts
// the server's words into its errors.
type exchange struct {
	http   *http.Client
	limit  int64
	cancel context.CancelFunc // ends the request
	now    func() time.Time

	body *body       // of an answer with a status of success
	sent atomic.Bool // the request has reached the server, which may work on it
}

// Do sends the request. A refusal becomes an error that holds no word of the server.
func (x *exchange) Do(req *http.Request) (*http.Response, error) {
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) { x.sent.Store(info.Err == nil) },
	}))
	resp, err := x.http.Do(req) //nolint:gosec // the address is the configuration's, and redirects are not followed
	if err != nil {
		return nil, err
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		r := readRefusal(resp, x.now())
		_ = resp.Body.Close()
		x.sent.Store(false) // it was not worked on
		return nil, r
	}
	stream := req.Header.Get("Accept") == "text/event-stream"
	kind := resp.Header.Get("Content-Type")
	x.body = &body{
		from: resp.Body, left: x.limit, cancel: x.cancel, whole: !stream,
		foreign: stream && kind != "" && !strings.HasPrefix(kind, "text/event-stream"),
	}
	resp.Body = x.body
	return resp, nil
}

// ended says whether an answer came to its end, as far as the network tells.
func (x *exchange) ended(err error) bool {
	return errors.Is(err, io.EOF) && x.body != nil && x.body.broken == nil && !x.body.large
}

// worked says whether the server has done work that costs.
func (x *exchange) worked() bool { return x.body != nil || x.sent.Load() }

// body is what a server answers, up to a limit.
type body struct {
	from   io.ReadCloser
	left   int64
	cancel context.CancelFunc

	whole   bool // not a stream
	foreign bool // something else, where a stream was asked for

	tail   []byte // the last bytes, to see whether the stream said it was done
	gaps   gaps
	large  bool
	broken error // of the network
}

var errTooLarge = errors.New("the answer is too large")

// Read reads on, and notes how it went.
func (b *body) Read(p []byte) (int, error) {
	if b.large {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.from.Read(p)
	if int64(n) > b.left {
		b.large = true
		return 0, errTooLarge
	}
	b.left -= int64(n)
	b.remember(p[:n])
	b.gaps.scan(p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		b.broken = err
	}
	return n, err
}

const (
	doneMark  = "[DONE]"
	tailBytes = len("data: " + doneMark + "\r\n\r\n")
	drainTime = 50 * time.Millisecond
	drainMost = 4 << 10
)

func (b *body) remember(p []byte) {
	if len(p) >= tailBytes {
		b.tail = append(b.tail[:0], p[len(p)-tailBytes:]...)
		return
	}
	b.tail = append(b.tail, p...)
	if over := len(b.tail) - tailBytes; over > 0 {
		b.tail = append(b.tail[:0], b.tail[over:]...)
	}
}

// done says whether the stream said that it is.
func (b *body) done() bool { return bytes.Contains(b.tail, []byte(doneMark)) }

// gaps finds a null in a list of JSON as it goes by. In a vector it stands for a number
// that is none (NaN), and go-openai reads it as 0.
type gaps struct {
	found           bool
	inside, escaped bool // a text
	before          byte // the last byte that was no space
}

func (g *gaps) scan(p []byte) {
	for _, c := range p {
		switch {
		case g.escaped:
			g.escaped = false
		case g.inside:
			g.escaped = c == '\\'
			g.inside = c != '"'
		case c == '"':
			g.inside = true
		case c == 'n' && (g.before == '[' || g.before == ','):
			g.found = true
		}
		if c > ' ' {
			g.before = c
		}
	}
}

// Close ends the answer. What is left of one that was read is read first, for a moment:
// a connection whose answer was not read to its end cannot be kept for the next call.
func (b *body) Close() error {
	if !b.large && (b.whole || b.done()) {
		timer := time.AfterFunc(drainTime, b.cancel)
		_, _ = io.CopyN(io.Discard, b.from, drainMost)
		timer.Stop()
	}
	return b.from.Close()
}

// refusal is an answer with a status of failure: what of it is ours to use.
type refusal struct {
	status  int
	wait    waitFor
	words   string // of the server, in lower case: for the adapter's eyes, in no error
	quota   bool
	long    bool
	flagged bool
	crowded bool
}

// Error says the status and nothing else.
func (r *refusal) Error() string { return "status " + http.StatusText(r.status) }

// readRefusal reads what a server says of its refusal.
func readRefusal(resp *http.Response, now time.Time) *refusal {
	r := &refusal{status: resp.StatusCode, wait: readWait(resp.Header, now)}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	if err != nil && len(raw) == 0 {
		return r
	}
	r.words = strings.ToLower(complaint(raw))
	r.quota = r.says("insufficient_quota", "billing_hard_limit", "credit balance")
	r.long = r.says("context_length_exceeded", "maximum context length", "context size", "context window")
	r.crowded = r.says("batch", "array")
	r.flagged = r.says("content_filter", "content_policy", "moderation", "flagged")
	return r
}

// complaint is what in an error's body says what is wrong: the parameter where one is
// named, else all of it. A body may repeat the prompt, so the narrower is the better.
func complaint(raw []byte) string {
	var named struct {
		Error struct {
			Param string `json:"param"`
			Code  any    `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(raw, &named) == nil && named.Error.Param != "" {
		code, _ := named.Error.Code.(string)
		return named.Error.Param + " " + code
	}
	return string(raw)
}

// says reports whether the server names any of these.
func (r *refusal) says(words ...string) bool {
	for _, word := range words {
		if strings.Contains(r.words, word) {
			return true
		}
	}
	return false
}
