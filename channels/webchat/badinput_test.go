package webchat

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// secret stands for what a citizen might have written.
const secret = "RSSMRA80A01I726X"

func TestBadInputIsRefusedWithItsCodeAndNeverLogged(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		hello bool // said before
		kind  int
		frame string
		code  int
	}{
		{"broken JSON", true, websocket.TextMessage, `{"type":"send","text":"` + secret, closeProtocol},
		{"broken JSON at first", false, websocket.TextMessage, secret, closeProtocol},
		{"an empty frame", true, websocket.TextMessage, "", closeProtocol},
		{"null", true, websocket.TextMessage, "null", closeProtocol},
		{"a list", true, websocket.TextMessage, `["` + secret + `"]`, closeProtocol},
		{"a wrong kind of value", true, websocket.TextMessage, `{"type":"send","id":"a","text":["` + secret + `"]}`, closeProtocol},
		{"unknown type", true, websocket.TextMessage, `{"type":"shutdown","text":"` + secret + `"}`, closeProtocol},
		{"no type", true, websocket.TextMessage, `{"text":"` + secret + `"}`, closeProtocol},
		{"a type only the server says", true, websocket.TextMessage, `{"type":"ev","n":1}`, closeProtocol},
		{"1 MiB", true, websocket.TextMessage, `{"type":"send","id":"a","text":"` + strings.Repeat(secret, 1<<16) + `"}`, closeProtocol},
		{"1 MiB at first", false, websocket.TextMessage, strings.Repeat(secret, 1<<16), closeProtocol},
		{"one byte too many", true, websocket.TextMessage, strings.Repeat(" ", maxFrame+1), closeProtocol},
		{"binary", true, websocket.BinaryMessage, `{"type":"send","id":"a","text":"` + secret + `"}`, closeProtocol},
		{"not UTF-8", true, websocket.TextMessage, `{"type":"send","id":"a","text":"` + secret + "\xff" + `"}`, closeProtocol},
		{"deep nesting", true, websocket.TextMessage, strings.Repeat(`[`, 5000) + secret + strings.Repeat(`]`, 5000), closeProtocol},
		{"deep nesting in a field", true, websocket.TextMessage, `{"type":"send","x":` + strings.Repeat(`{"a":`, 9) + `1` + strings.Repeat(`}`, 10), closeProtocol},
		{"a negative number", true, websocket.TextMessage, `{"type":"resume","after":-1}`, closeProtocol},
		{"a number that is none", true, websocket.TextMessage, `{"type":"resume","after":"` + secret + `"}`, closeProtocol},
		{"send before hello", false, websocket.TextMessage, `{"type":"send","id":"a","text":"` + secret + `"}`, closeProtocol},
		{"hello twice", true, websocket.TextMessage, `{"type":"hello","v":1,"town":"siena"}`, closeProtocol},
		{"another version", false, websocket.TextMessage, `{"type":"hello","v":2,"town":"siena"}`, closeVersion},
		{"no version", false, websocket.TextMessage, `{"type":"hello","town":"siena"}`, closeVersion},
		{"a made-up token", false, websocket.TextMessage, `{"type":"hello","v":1,"town":"siena","token":"` + secret + `"}`, closeSession},
		{"unknown town", false, websocket.TextMessage, `{"type":"hello","v":1,"town":"` + secret + `"}`, closeProtocol},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t)
			c := s.dial(t, nil)
			if tc.hello {
				c.hello(`{"type":"hello","v":1,"town":"siena"}`)
			}
			if err := c.ws.WriteMessage(tc.kind, []byte(tc.frame)); err != nil {
				t.Fatalf("write: %v", err)
			}
			if code := c.closed(); code != tc.code {
				t.Errorf("closed with %d, want %d", code, tc.code)
			}
			if err := s.stop(); err != nil {
				t.Errorf("stop: %v", err)
			}
			if logs := s.logs.String(); strings.Contains(logs, secret) {
				t.Errorf("what was said is in the log: %.300s", logs)
			}
		})
	}
}

func TestATokenOfAnotherTownIsUnknown(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	siena := s.open(t)
	bari := s.dial(t, nil)
	bari.write(`{"type":"hello","v":1,"town":"bari","token":"` + siena.token + `"}`)
	if code := bari.closed(); code != closeSession {
		t.Errorf("closed with %d, want %d", code, closeSession)
	}
}

func TestAnUnknownTownIsToldSoBeforeTheClose(t *testing.T) {
	t.Parallel()
	c := startServer(t).dial(t, nil)
	c.write(`{"type":"hello","v":1,"town":"atlantide"}`)
	if nak := c.read(); nak.Type != "nak" || !strings.Contains(nak.Message, "Comune") {
		t.Errorf("answered by %+v", nak)
	}
	if code := c.closed(); code != closeProtocol {
		t.Errorf("closed with %d", code)
	}
}

func TestOnlyAllowedOriginsSpeakForATown(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.cfg.PublicURL = "https://caterina.example" })
	for _, tc := range []struct {
		origin, town string
		code         int // 0: welcome
	}{
		{"", "siena", 0},
		{s.http.URL, "siena", 0},
		{"https://caterina.example", "siena", 0},
		{"https://famiglie.comune.siena.example", "siena", 0},
		{"HTTPS://Famiglie.Comune.Siena.example", "siena", 0},
		{"https://famiglie.comune.siena.example", "bari", closeOrigin},
		{"http://famiglie.comune.siena.example", "siena", closeOrigin},
		{"https://famiglie.comune.siena.example:444", "siena", closeOrigin},
		{"https://famiglie.comune.siena.example.evil.example", "siena", closeOrigin},
		{"https://evil.example", "siena", closeOrigin},
		{"null", "siena", closeOrigin},
	} {
		t.Run(tc.town+" from "+tc.origin, func(t *testing.T) {
			t.Parallel()
			header := http.Header{}
			if tc.origin != "" {
				header.Set("Origin", tc.origin)
			}
			c := s.dial(t, header)
			c.write(`{"type":"hello","v":1,"town":"` + tc.town + `"}`)
			if tc.code == 0 {
				if w := c.read(); w.Type != "welcome" {
					t.Errorf("answered by %+v", w)
				}
				return
			}
			if code := c.closed(); code != tc.code {
				t.Errorf("closed with %d, want %d", code, tc.code)
			}
		})
	}
}

func TestAClientOfAnotherProtocolIsToldWhichToSpeak(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	dialer := websocket.Dialer{Subprotocols: []string{"caterina.v2"}}
	ws, res, err := dialer.DialContext(t.Context(), s.url(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	defer ws.Close()
	if code := (&client{t: t, ws: ws}).closed(); code != closeVersion {
		t.Errorf("closed with %d, want %d", code, closeVersion)
	}
}

func TestWhoSaysNoHelloIsClosed(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.hello = 50 * time.Millisecond })
	if code := s.dial(t, nil).closed(); code != closeProtocol {
		t.Errorf("closed with %d, want %d", code, closeProtocol)
	}
	c := s.open(t)
	c.write(`{"type":"typing"}`)
	if ack := c.send("m1", "ciao"); ack.Type != "ack" {
		t.Errorf("who has said hello is cut off all the same: %+v", ack)
	}
}

func TestTheHelloDeadlineEndsWithHello(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.hello = 300 * time.Millisecond })
	c := s.open(t)
	time.AfterFunc(500*time.Millisecond, func() { s.hub.Typing(c.conv, true) })
	if f := c.read(); f.Type != "typing" {
		t.Errorf("got %+v", f)
	}
}

func TestFramesWithoutEndAreCut(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	for range frameBurst * 2 {
		if c.ws.WriteMessage(websocket.TextMessage, []byte(`{"type":"typing","on":true}`)) != nil {
			break
		}
	}
	if code := c.closed(); code != closeRate {
		t.Errorf("closed with %d, want %d", code, closeRate)
	}
}

func TestARequestThatIsNoHandshakeIsAnswered(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	res, err := s.http.Client().Get(s.http.URL + "/v1/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d", res.StatusCode)
	}
}
