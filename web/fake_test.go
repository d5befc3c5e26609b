package web

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// fake is a server that speaks the chat protocol from a script. Tests cut its
// sockets, hold back its acks and answers, and look at what it was sent.
type fake struct {
	*httptest.Server

	mu       sync.Mutex
	sessions map[string]*session
	sockets  map[*socket]bool
	received []map[string]any // every frame of a client, hello included
	answer   func(text string) map[string]any
	greeting string // instead of the usual one
	stored   string // what the log holds of a position that was shared
	holdAcks bool   // messages are stored, but nobody is told
	mute     bool   // the bot says nothing
	noSocket bool   // websockets cannot be opened
	noEvents bool   // nor the fallback
	closing  int    // the close code that meets every hello
	nak      map[string]any
	stream   []string // deltas before the answer
	pages    map[string]string
	csp      string
	link     map[string]any // the answer to who asks for Telegram; nil where no bot is
}

// session is one conversation.
type session struct {
	token, conv string
	state       string // as welcome says it
	log         []map[string]any
	ids         map[string]int
	streams     map[chan []byte]bool
	linked      bool // welcome offers Telegram
}

type socket struct {
	ws      *websocket.Conn
	mu      sync.Mutex
	session *session
}

func (s *socket) send(frame map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.ws.WriteJSON(frame) // the test may just have cut it
}

func newFake(t *testing.T) *fake {
	t.Helper()
	bundle := load(t)
	f := &fake{sessions: map[string]*session{}, sockets: map[*socket]bool{}, pages: map[string]string{}, answer: echo}
	mux := http.NewServeMux()
	mux.Handle("/widget.js", bundle)
	mux.Handle("/assets/", bundle)
	mux.Handle("/src/", http.StripPrefix("/src/", http.FileServer(http.Dir("."))))
	mux.HandleFunc("GET /v1/ws", f.serveSocket)
	mux.HandleFunc("GET /v1/events", f.serveEvents)
	mux.HandleFunc("/v1/messages", f.serveMessage)
	mux.HandleFunc("/", f.servePage)
	f.Server = httptest.NewServer(mux)
	f.pages["/"] = hostPage(`<script type="module" src="/widget.js" data-town="siena" data-exit-url="/weather"></script>`)
	f.pages["/weather"] = `<!doctype html><html lang="it"><title>Meteo</title><h1>Sole</h1></html>`
	f.pages["/favicon.ico"] = ""
	t.Cleanup(func() {
		f.cut()
		f.CloseClientConnections()
		f.Close()
	})
	return f
}

// hostPage is a website that has nothing to do with us.
func hostPage(widget string) string {
	return `<!doctype html><html lang="it"><head><meta charset="utf-8"><title>Un sito</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Un sito del Comune</h1><p>Testo della pagina.</p><a href="/weather">Un link</a></main>` + widget + `</body></html>`
}

// echo is the answer of a bot that has one card.
func echo(text string) map[string]any {
	return map[string]any{
		"text":      "Per **" + text + "** servono:\n\n- carta d'identità\n- attestazione ISEE\n\nChiama lo [0577 292353](tel:0577292353).",
		"outcome":   "answer",
		"options":   []map[string]any{{"id": "card/bonus-utenze/cost", "label": "Quanto costa?"}, {"id": "card/bonus-utenze/offices", "label": "Dove si chiede?"}},
		"citations": []map[string]any{{"card": "bonus-utenze", "town": "siena", "title": "Bonus Utenze", "field": "documents", "verified_on": "2026-11-01"}},
	}
}

func (f *fake) servePage(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	page, ok := f.pages[r.URL.Path]
	csp := f.csp
	f.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	if csp != "" {
		w.Header().Set("Content-Security-Policy", csp)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, page)
}

// set changes the script.
func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// cut breaks every socket without a word.
func (f *fake) cut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.sockets {
		_ = s.ws.UnderlyingConn().Close() // may be gone already
	}
}

// say appends a message of the bot's to every conversation.
func (f *fake) say(body map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		f.append(s, "bot", body)
	}
}

// turn appends a change of the floor to every conversation.
func (f *fake) turn(state string, body map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	owners := map[string]string{"bot": "bot", "queued": "queue", "assigned": "person", "callback": "queue", "closed": "closed"}
	body["state"], body["owner"] = state, owners[state]
	for _, s := range f.sessions {
		s.state = state
		f.appendEvent(s, "state", "system", body)
	}
}

// operator appends a message of a person's to every conversation.
func (f *fake) operator(name, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		f.append(s, "operator", map[string]any{"text": text, "name": name})
	}
}

// tell sends every client a frame that is not stored.
func (f *fake) tell(frame map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for sock := range f.sockets {
		sock.send(frame)
	}
}

// shut closes every socket with a code.
func (f *fake) shut(code int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for s := range f.sockets {
		s.close(code)
	}
}

func (s *socket) close(code int) {
	_ = s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)) // may be gone
}

// frames returns the frames of one type that clients have sent.
func (f *fake) frames(kind string) []map[string]any {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []map[string]any
	for _, frame := range f.received {
		if frame["type"] == kind {
			out = append(out, frame)
		}
	}
	return out
}

// texts returns the citizen's messages of the only conversation, in order.
func (f *fake) texts() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, s := range f.sessions {
		for _, ev := range s.log {
			if body, ok := ev["body"].(map[string]any); ok && ev["actor"] == "citizen" {
				out = append(out, fmt.Sprint(body["text"], body["choice"]))
			}
		}
	}
	return out
}

// append stores a message and pushes it. f.mu is held.
func (f *fake) append(s *session, actor string, body map[string]any) {
	f.appendEvent(s, "message", actor, body)
}

func (f *fake) appendEvent(s *session, kind, actor string, body map[string]any) {
	n := len(s.log) + 1
	at := time.Date(2026, 11, 22, 9, 41, n%60, 0, time.UTC).Format(time.RFC3339)
	ev := map[string]any{"type": "ev", "conv": s.conv, "n": n, "kind": kind, "actor": actor, "at": at, "body": body}
	s.log = append(s.log, ev)
	for sock := range f.sockets {
		if sock.session == s {
			sock.send(ev)
		}
	}
	for stream := range s.streams {
		stream <- encode(ev)
	}
}

func encode(frame map[string]any) []byte {
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err)
	}
	return b
}

// session finds or opens the session of a hello. f.mu is held.
func (f *fake) session(token, lang string) *session {
	if s, ok := f.sessions[token]; ok {
		return s
	}
	if token != "" {
		return nil
	}
	id := strconv.Itoa(len(f.sessions) + 1)
	s := &session{linked: f.link != nil, token: "token-" + id, conv: "conv-" + id, state: "bot", ids: map[string]int{}, streams: map[chan []byte]bool{}}
	f.sessions[s.token] = s
	greeting := "Ciao! Sono Caterina, un programma del Comune. Scrivi con parole tue che cosa ti serve."
	if lang == "en" {
		greeting = "Hello! I am Caterina, the automated assistant of the town. Tell me in your own words what you need."
	}
	if f.greeting != "" {
		greeting = f.greeting
	}
	f.append(s, "bot", map[string]any{"text": greeting, "outcome": "smalltalk", "options": []map[string]any{{"id": "word/bonus", "label": "Che bonus ci sono?"}}})
	return s
}

const disclosure = "Sono Caterina, un programma e non una persona. I am a computer program, not a person."

func welcome(s *session) map[string]any {
	return map[string]any{
		"type": "welcome", "token": s.token, "conv": s.conv, "last": len(s.log), "state": s.state, "limits": map[string]any{"text": 4000},
		"disclosure": disclosure, "copy": true, "link": s.linked,
	}
}

// since returns the events after a number. f.mu is held.
func (s *session) since(after int) []map[string]any {
	return slices.Clone(s.log[min(after, len(s.log)):])
}

func (f *fake) serveSocket(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	refused := f.noSocket
	f.mu.Unlock()
	if refused {
		http.Error(w, "no", http.StatusBadGateway)
		return
	}
	upgrader := websocket.Upgrader{Subprotocols: []string{"caterina.v1"}, CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	sock := &socket{ws: ws}
	defer func() {
		f.mu.Lock()
		delete(f.sockets, sock)
		f.mu.Unlock()
		_ = ws.Close() // may be gone
	}()
	for {
		var frame map[string]any
		if ws.ReadJSON(&frame) != nil {
			return
		}
		f.receive(sock, frame)
	}
}

func (f *fake) receive(sock *socket, frame map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.received = append(f.received, frame)
	after := 0
	if n, ok := frame["after"].(float64); ok {
		after = int(n)
	}
	switch frame["type"] {
	case "hello":
		token, _ := frame["token"].(string)
		lang, _ := frame["lang"].(string)
		if f.closing != 0 {
			sock.close(f.closing)
			return
		}
		if sock.session = f.session(token, lang); sock.session == nil {
			sock.close(4001)
			return
		}
		sock.send(welcome(sock.session))
		f.catchUp(sock, after)
		f.sockets[sock] = true
	case "resume":
		f.catchUp(sock, after)
	case "link":
		sock.send(f.link)
	case "send":
		if reply := f.take(sock.session, frame); reply != nil {
			sock.send(reply)
		}
	}
}

func (f *fake) catchUp(sock *socket, after int) {
	for _, ev := range sock.session.since(after) {
		sock.send(ev)
	}
	sock.send(map[string]any{"type": "live", "n": len(sock.session.log)})
}

// take stores a message once and has it answered. f.mu is held.
func (f *fake) take(s *session, frame map[string]any) map[string]any {
	id, _ := frame["id"].(string)
	if f.nak != nil {
		nak := map[string]any{"type": "nak", "id": id}
		maps.Copy(nak, f.nak)
		return nak
	}
	n, dup := s.ids[id]
	if frame["form"] != nil {
		dup, n = true, len(s.log) // taken, and no part of the log
	}
	if !dup {
		text, _ := frame["text"].(string)
		choice, _ := frame["choice"].(string)
		n = len(s.log) + 1
		s.ids[id] = n
		if strings.Contains(choice, "/near:") {
			text = "La mia posizione"
			if f.stored != "" {
				choice = f.stored
			}
		}
		f.append(s, "citizen", map[string]any{"text": text, "choice": choice})
		if !f.mute || len(f.stream) > 0 {
			go f.reply(s, text+choice)
		}
	}
	if f.holdAcks {
		return nil
	}
	ack := map[string]any{"type": "ack", "id": id, "conv": s.conv, "n": n, "dup": dup}
	if frame["form"] != nil && frame["choice"] == "copy" {
		ack["message"] = "La copia è partita."
	}
	return ack
}

func (f *fake) reply(s *session, question string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, text := range f.stream {
		for sock := range f.sockets {
			sock.send(map[string]any{"type": "delta", "turn": 1, "i": i, "text": text})
		}
	}
	if !f.mute {
		f.append(s, "bot", f.answer(question))
	}
}

func (f *fake) serveEvents(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	if f.noEvents {
		f.mu.Unlock()
		http.Error(w, "no", http.StatusBadGateway)
		return
	}
	f.received = append(f.received, map[string]any{"type": "events", "url": r.URL.String()})
	s := f.session(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), r.URL.Query().Get("lang"))
	if s == nil {
		f.mu.Unlock()
		http.Error(w, "unknown session", http.StatusUnauthorized)
		return
	}
	after := 0
	_, _ = fmt.Sscan(r.URL.Query().Get("after"), &after) // 0 when it is none
	stream := make(chan []byte, 100)
	s.streams[stream] = true
	stream <- encode(welcome(s))
	for _, ev := range s.since(after) {
		stream <- encode(ev)
	}
	stream <- encode(map[string]any{"type": "live", "n": len(s.log)})
	f.mu.Unlock()
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		select {
		case b := <-stream:
			_, _ = fmt.Fprintf(w, "data: %s\n\n", b) // the reader may be gone
			_ = http.NewResponseController(w).Flush()
		case <-r.Context().Done():
			f.set(func() { delete(s.streams, stream) })
			return
		}
	}
}

func (f *fake) serveMessage(w http.ResponseWriter, r *http.Request) {
	var frame map[string]any
	if json.NewDecoder(r.Body).Decode(&frame) != nil {
		http.Error(w, "bad", http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	frame["over"] = "http"
	f.received = append(f.received, frame)
	s := f.session(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "it")
	if s == nil {
		http.Error(w, "unknown session", http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if frame["type"] == "link" {
		_, _ = w.Write(encode(f.link)) // the browser may be gone
		return
	}
	_, _ = w.Write(encode(f.take(s, frame)))
}
