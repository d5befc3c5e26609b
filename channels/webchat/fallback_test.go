package webchat

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// posted is how a POST was answered.
type posted struct {
	serverFrame

	status int
	header http.Header
}

// post sends a frame over HTTP.
func (s *server) post(t *testing.T, token, body string, header ...string) posted {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http.URL+"/v1/messages", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.http.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := posted{status: res.StatusCode, header: res.Header}
	if len(b) > 0 {
		if err := json.Unmarshal(b, &answer.serverFrame); err != nil {
			t.Fatalf("answer %q: %v", b, err)
		}
	}
	return answer
}

// eventStream reads server-sent events.
type eventStream struct {
	t      *testing.T
	lines  *bufio.Scanner
	status int
	header http.Header
	leave  context.CancelFunc
}

func (s *server) stream(t *testing.T, query, token string, header ...string) *eventStream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.http.URL+"/v1/events?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.http.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = res.Body.Close()
	})
	return &eventStream{t: t, lines: bufio.NewScanner(res.Body), status: res.StatusCode, header: res.Header, leave: cancel}
}

// next returns the next frame and its identifier. It is empty at the end.
func (e *eventStream) next() (id string, f serverFrame) {
	e.t.Helper()
	for e.lines.Scan() {
		line := e.lines.Text()
		if after, ok := strings.CutPrefix(line, "id: "); ok {
			id = after
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			if err := json.Unmarshal([]byte(data), &f); err != nil {
				e.t.Fatalf("frame %q: %v", data, err)
			}
			return id, f
		}
	}
	return "", serverFrame{}
}

func TestTheFallbackHasTheSameNumbersAndIDs(t *testing.T) {
	t.Parallel()
	s := startServer(t, answering)
	stream := s.stream(t, "town=siena&lang=it&after=0", "")
	_, welcome := stream.next()
	if welcome.Type != "welcome" || welcome.Token == "" || stream.header.Get("Content-Type") != "text/event-stream; charset=utf-8" {
		t.Fatalf("%s began with %+v", stream.header.Get("Content-Type"), welcome)
	}
	if id, ev := stream.next(); id != "1" || ev.Type != "ev" || ev.N != 1 {
		t.Errorf("then %q %+v", id, ev)
	}
	if id, live := stream.next(); id != "" || live.Type != "live" || live.N != 1 {
		t.Errorf("then %q %+v", id, live)
	}
	ack := s.post(t, welcome.Token, `{"type":"send","id":"m1","text":"ciao"}`)
	if diff := cmp.Diff(serverFrame{Type: "ack", ID: "m1", Conv: welcome.Conv, N: 2}, ack.serverFrame); diff != "" || ack.status != http.StatusOK {
		t.Errorf("status %d, ack (-want +got):\n%s", ack.status, diff)
	}
	for n := int64(2); n <= 3; n++ {
		if id, ev := stream.next(); id != jsonNumber(n) || ev.N != n || ev.Conv != welcome.Conv {
			t.Errorf("event %d: %q %+v", n, id, ev)
		}
	}
	if ack := s.post(t, welcome.Token, `{"id":"m1","text":"ciao"}`); !ack.Dup || ack.N != 2 {
		t.Errorf("the second time: %+v", ack)
	}
	// The same session goes on over a websocket.
	c := s.dial(t, nil)
	c.hello(`{"type":"hello","v":1,"town":"siena","token":"` + welcome.Token + `"}`)
	c.hasSeen(s)
}

func TestAStreamGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	welcome := s.post(t, "", `{"town":"siena"}`)
	for range 450 {
		s.store.say(welcome.Conv, caterina.MessageBody{Text: "persa\ndue righe"})
	}
	for _, tc := range []struct{ name, query, header string }{
		{"by its address", "after=40", ""},
		{"by its last event", "", "40"},
		{"the address wins", "after=40", "7"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var header []string
			if tc.header != "" {
				header = []string{"Last-Event-ID", tc.header}
			}
			stream := s.stream(t, tc.query, welcome.Token, header...)
			if _, f := stream.next(); f.Type != "welcome" {
				t.Fatalf("began with %+v", f)
			}
			for n := int64(41); n <= 451; n++ {
				if id, f := stream.next(); f.N != n || id != jsonNumber(n) {
					t.Fatalf("event %q %+v, want %d", id, f, n)
				}
			}
			if _, f := stream.next(); f.Type != "live" || f.N != 451 {
				t.Errorf("then %+v", f)
			}
		})
	}
}

func TestAStreamOfALogThatIsGoneBeginsAnew(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	welcome := s.post(t, "", `{"town":"siena"}`)
	stream := s.stream(t, "after=99", welcome.Token)
	var kinds []string
	for range 4 {
		_, f := stream.next()
		kinds = append(kinds, f.Type)
	}
	if diff := cmp.Diff([]string{"welcome", "reset", "ev", "live"}, kinds); diff != "" {
		t.Errorf("frames (-want +got):\n%s", diff)
	}
}

func TestASilentStreamIsKeptOpen(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.sseIdle = 10 * time.Millisecond })
	stream := s.stream(t, "town=siena", "")
	for stream.lines.Scan() {
		if strings.HasPrefix(stream.lines.Text(), ":") {
			return
		}
	}
	t.Error("the stream ended")
}

func TestAStreamOutlivesTheTimeoutsOfShortRequests(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) {
		s.timeout = 100 * time.Millisecond
		s.hub.times.sseIdle = 20 * time.Millisecond
	})
	stream := s.stream(t, "town=siena", "")
	for comments := 0; comments < 20; {
		if !stream.lines.Scan() {
			t.Fatalf("the stream ended after %d comments", comments)
		}
		if strings.HasPrefix(stream.lines.Text(), ":") {
			comments++
		}
	}
}

func TestAStreamIsToldWhenTheServerStops(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	stream := s.stream(t, "town=siena", "")
	for range 3 {
		stream.next()
	}
	if err := s.hub.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, bye := stream.next(); bye.Type != "bye" || string(bye.Code) != "1012" {
		t.Errorf("said %+v", bye)
	}
	if _, f := stream.next(); f.Type != "" {
		t.Errorf("went on with %+v", f)
	}
}

func TestStreamsCountAmongTheSessionsSockets(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	first := s.stream(t, "town=siena", "")
	_, welcome := first.next()
	for range 2 {
		first.next()
	}
	for range maxPerSession {
		c := s.dial(t, nil)
		c.hello(`{"type":"hello","v":1,"town":"siena","token":"` + welcome.Token + `"}`)
	}
	if _, f := first.next(); f.Type != "" {
		t.Errorf("the oldest went on with %+v", f)
	}
}

func TestWhatTheFallbackRefuses(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	welcome := s.post(t, "", `{"town":"siena","lang":"it"}`)
	if welcome.Type != "welcome" || welcome.Token == "" {
		t.Fatalf("opened with %+v", welcome)
	}
	token := welcome.Token
	for _, tc := range []struct {
		name, token, body string
		status            int
		kind, code        string // of the frame; "" for a refusal that is none
	}{
		{"hello", token, `{"type":"hello","v":1,"town":"siena"}`, 200, "welcome", ""},
		{"typing", token, `{"type":"typing","on":true}`, 204, "", ""},
		{"read", token, `{"type":"read","n":1}`, 204, "", ""},
		{"empty", token, `{"id":"a","text":" "}`, 400, "nak", `"bad"`},
		{"too long", token, `{"id":"a","text":"` + strings.Repeat("a", 4001) + `"}`, 422, "nak", `"too_long"`},
		{"no id", token, `{"text":"ciao"}`, 400, "nak", `"bad"`},
		{"unknown choice", token, `{"id":"a","choice":"altro"}`, 400, "nak", `"bad"`},
		{"broken JSON", token, `{"text":"` + secret, 400, "", ""},
		{"deep nesting", token, strings.Repeat("[", 100), 400, "", ""},
		{"too large", token, `{"text":"` + strings.Repeat(secret, 2000) + `"}`, 413, "", ""},
		{"unknown type", token, `{"type":"close"}`, 400, "", ""},
		{"made-up token", secret, `{"id":"a","text":"ciao"}`, 401, "", ""},
		{"another town's token", token, `{"town":"bari","id":"a","text":"ciao"}`, 401, "", ""},
		{"unknown town", "", `{"town":"` + secret + `"}`, 404, "", ""},
		{"no town", "", `{"id":"a","text":"ciao"}`, 404, "", ""},
		{"good", token, `{"id":"good","text":"ciao"}`, 200, "ack", ""},
	} {
		f := s.post(t, tc.token, tc.body)
		if f.status != tc.status || f.Type != tc.kind || string(f.Code) != tc.code {
			t.Errorf("%s: %d %q %s, want %d %q %s", tc.name, f.status, f.Type, f.Code, tc.status, tc.kind, tc.code)
		}
	}
	for _, after := range []string{"-1", "x", "99999999999999999999"} {
		if stream := s.stream(t, "town=siena&after="+after, ""); stream.status != http.StatusBadRequest {
			t.Errorf("after=%s: status %d", after, stream.status)
		}
	}
	if stream := s.stream(t, "", secret); stream.status != http.StatusUnauthorized {
		t.Errorf("a stream with a made-up token: status %d", stream.status)
	}
	if logs := s.logs.String(); strings.Contains(logs, secret) {
		t.Errorf("what was said is in the log: %.300s", logs)
	}
}

func TestAMessageMayOpenItsSession(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	ack := s.post(t, "", `{"town":"siena","id":"m1","text":"ciao"}`)
	if ack.status != http.StatusOK || ack.Type != "ack" || ack.N != 2 || ack.Token == "" {
		t.Fatalf("answered by %+v", ack)
	}
	if again := s.post(t, ack.Token, `{"id":"m1","text":"ciao"}`); !again.Dup || again.Conv != ack.Conv || again.Token != "" {
		t.Errorf("again: %+v", again)
	}
}

func TestTheFallbackSlowsAFloodAndSurvivesAnOutage(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	welcome := s.post(t, "", `{"town":"siena"}`)
	for i := range messageBurst {
		s.post(t, welcome.Token, fmt.Sprintf(`{"id":"m%d","text":"ciao"}`, i))
	}
	nak := s.post(t, welcome.Token, `{"id":"over","text":"ciao"}`)
	if nak.status != http.StatusTooManyRequests || string(nak.Code) != `"rate"` || nak.header.Get("Retry-After") == "" {
		t.Errorf("flood: %+v", nak)
	}
	s.store.setDown(caterina.Errorf(caterina.CodeUnavailable, "restarting"))
	if f := s.post(t, welcome.Token, `{"id":"down","text":"ciao"}`); f.status != http.StatusServiceUnavailable || f.ID != "down" || string(f.Code) != `"later"` {
		t.Errorf("outage: %+v", f)
	}
	s.store.setDown(nil)
	s.store.close(welcome.Conv)
	s.hub.paces.giveBack(welcome.Conv)
	if nak := s.post(t, welcome.Token, `{"id":"closed","text":"ciao"}`); nak.status != http.StatusConflict || string(nak.Code) != `"closed"` {
		t.Errorf("closed: %+v", nak)
	}
}

func TestOnlyAllowedOriginsReadTheFallback(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	welcome := s.post(t, "", `{"town":"siena"}`)
	bari := s.post(t, "", `{"town":"bari"}`)
	const allowed, foreign = "https://famiglie.comune.siena.example", "https://evil.example"

	for origin, status := range map[string]int{allowed: http.StatusNoContent, foreign: http.StatusForbidden} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, s.http.URL+"/v1/messages", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", origin)
		req.Header.Set("Access-Control-Request-Method", "POST")
		res, err := s.http.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != status || (res.Header.Get("Access-Control-Allow-Origin") == origin) != (status == http.StatusNoContent) {
			t.Errorf("preflight from %s: %d, %v", origin, res.StatusCode, res.Header)
		}
		if status == http.StatusNoContent && !strings.Contains(res.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
			t.Errorf("preflight allows %q", res.Header.Get("Access-Control-Allow-Headers"))
		}
	}
	for _, tc := range []struct {
		name, origin, token string
		status              int
	}{
		{"allowed", allowed, welcome.Token, 200},
		{"allowed for another town", allowed, bari.Token, 403},
		{"foreign", foreign, welcome.Token, 403},
		{"foreign, opening a session", foreign, "", 403},
		{"our own", s.http.URL, bari.Token, 200},
	} {
		answer := s.post(t, tc.token, `{"type":"hello","town":""}`, "Origin", tc.origin)
		if answer.status != tc.status {
			t.Errorf("%s: status %d, want %d", tc.name, answer.status, tc.status)
		}
		if got := answer.header.Get("Access-Control-Allow-Origin"); tc.status == 200 && tc.origin == allowed && got != allowed {
			t.Errorf("%s: allowed %q", tc.name, got)
		}
		if stream := s.stream(t, "town=&after=0", tc.token, "Origin", tc.origin); tc.token != "" && stream.status != tc.status {
			t.Errorf("%s: stream status %d, want %d", tc.name, stream.status, tc.status)
		}
	}
}
