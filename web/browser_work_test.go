package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels/webchat"
)

// library is a server with the real web channel whose visitors all come from one
// address, and offers them a free time whatever they say.
type library struct {
	hub *webchat.Hub
	url string

	mu   sync.Mutex
	logs map[caterina.ConversationID][]caterina.Event
}

func newLibrary(t *testing.T) *library {
	t.Helper()
	l := &library{logs: make(map[caterina.ConversationID][]caterina.Event)}
	l.hub = webchat.New(webchat.Config{
		Store: l, Towns: l, Turns: l, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
		Greeting: func(caterina.Town, string) caterina.MessageBody {
			return caterina.MessageBody{Text: "Ciao! Sono Caterina."}
		},
		Markdown: func(text string) template.HTML { return template.HTML(template.HTMLEscapeString(text)) },
		Address:  func(*http.Request) netip.Addr { return netip.MustParseAddr("203.0.113.7") },
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- l.hub.Run(ctx) }()
	bundle := load(t)
	mux := http.NewServeMux()
	l.hub.Routes(mux)
	mux.Handle("/widget.js", bundle)
	mux.Handle("/assets/", bundle)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, hostPage(`<script type="module" src="/widget.js" data-town="siena"></script>`))
	})
	mux.HandleFunc("/favicon.ico", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(mux)
	l.url = server.URL
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return l
}

// append adds an event to a log. l.mu is held.
func (l *library) append(conv caterina.ConversationID, actor caterina.Actor, id string, body caterina.MessageBody) caterina.Event {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	n := int64(len(l.logs[conv]) + 1)
	ev := caterina.Event{Conversation: conv, Seq: n, N: n, Kind: caterina.KindMessage, Actor: actor, ClientID: id, Body: text, At: time.Now()}
	l.logs[conv] = append(l.logs[conv], ev)
	return ev
}

func (l *library) session(conv caterina.ConversationID) caterina.Session {
	return caterina.Session{
		Token:        caterina.Secret(conv),
		Conversation: caterina.Conversation{ID: conv, Town: 1, State: caterina.StateBot, Lang: "it", LastN: int64(len(l.logs[conv]))},
	}
}

func (l *library) OpenSession(_ context.Context, o caterina.Opening) (caterina.Session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	conv := caterina.ConversationID(fmt.Sprintf("00000000-0000-4000-8000-%012d", len(l.logs)+1))
	l.append(conv, caterina.ActorBot, "", o.Greeting)
	return l.session(conv), nil
}

func (l *library) ResumeSession(_ context.Context, token string) (caterina.Session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session(caterina.ConversationID(token)), nil
}

func (l *library) Events(_ context.Context, _ caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	log := l.logs[conv]
	from := min(int(after), len(log))
	return append([]caterina.Event(nil), log[from:min(from+limit, len(log))]...), nil
}

func (l *library) Moved(context.Context, []caterina.Mark) ([]caterina.Mark, error) { return nil, nil }

func (l *library) Receive(_ context.Context, in caterina.Inbound) (caterina.Receipt, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, ev := range l.logs[in.Conversation] {
		if ev.ClientID == in.ClientID {
			return caterina.Receipt{Event: ev, Dup: true}, nil
		}
	}
	ev := l.append(in.Conversation, caterina.ActorCitizen, in.ClientID, in.Body)
	return caterina.Receipt{Event: ev, TurnDue: true, Turn: &caterina.LeasedTurn{Town: 1, Conversation: in.Conversation, Turn: ev.Seq}}, nil
}

func (l *library) Due(turn caterina.LeasedTurn) {
	l.mu.Lock()
	const id, label = "slot/nido/sportello/1795510800", "martedì 24 novembre, ore 9:30"
	ev := l.append(turn.Conversation, caterina.ActorBot, "", caterina.MessageBody{
		Text: "Quale orario va bene?", Options: []caterina.Option{{ID: id, Label: label}},
	})
	l.mu.Unlock()
	l.hub.Push(ev)
}

func (l *library) Towns() []caterina.Town {
	return []caterina.Town{{ID: 1, Slug: "siena", Name: "Siena"}}
}

func (l *library) Town(slug string) (caterina.Town, bool) { return l.Towns()[0], slug == "siena" }

// crowd has very many times chosen from here, each by somebody else, and returns
// how many were taken in before work was asked for.
func (l *library) crowd(t *testing.T) int {
	t.Helper()
	for n := range 100 {
		frame := fmt.Sprintf(`{"town":"siena","id":"crowd-%d","choice":"slot/nido/sportello/1795510800"}`, n)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, l.url+"/v1/messages", strings.NewReader(frame))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode == http.StatusTooManyRequests {
			return n
		}
	}
	t.Fatal("there is no ceiling")
	return 0
}

// TestTheWorkOfACrowdedAddressIsDoneForThePerson: whoever comes after many others
// chooses a time as everybody does.
func TestTheWorkOfACrowdedAddressIsDoneForThePerson(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	if n := l.crowd(t); n != 30 {
		t.Errorf("%d times were free", n)
	}
	p := chromium.Open(t)
	p.Go(l.url + "/")
	open(p)
	ask(p, "vorrei un appuntamento")
	p.Wait(theirs(2))
	begun := time.Now()
	p.Click("caterina-chat >>> [data-option='slot/nido/sportello/1795510800']")
	p.Wait(theirs(3))
	t.Logf("the work took %s at most", time.Since(begun).Round(time.Millisecond))
	p.WaitText(log, "martedì 24 novembre, ore 9:30")
	p.Wait(`q("caterina-chat").chat.work.proof.nonce !== "" && !q("caterina-chat").chat.pending.length`)
	p.Wait(`q("caterina-chat >>> .typing").textContent === ""`)
}

// TestWorkThatTakesLongIsSpokenOf, and the page can be used meanwhile.
func TestWorkThatTakesLongIsSpokenOf(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.set(func() {
		f.nak = map[string]any{"code": "work", "challenge": "abc", "bits": 32, "message": "Troppi orari."}
	})
	p.Click("caterina-chat >>> [data-option='word/bonus']")
	p.WaitText("caterina-chat >>> .typing", "verifico che tu non sia un programma")
	p.Click(field)
	p.Type("intanto scrivo")
	p.Wait(`q("caterina-chat >>> textarea").value === "intanto scrivo"`)
	p.WaitText("caterina-chat >>> .pending .state", "in invio")
	p.Accessible()
	p.Screenshot("work")
}
