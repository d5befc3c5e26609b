package e2e

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	domain "example.org/caterina"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/internal/pgtest"
)

// The question that the model answers here, and the answer, sentence by sentence, as
// its card has it.
const (
	aboutMeals  = "quanto costa la mensa scolastica?"
	mealsFirst  = "Paghi una tariffa a pasto che dipende dall'ISEE."
	mealsSecond = "Senza ISEE paghi la tariffa intera."
	mealsThird  = "Le tariffe sono sul sito del Comune."
)

// piecePace is the time between two pieces of the model's.
const piecePace = 20 * time.Millisecond

// endless is so many pieces that nobody waits for their end: the model is in the middle
// of its answer for a minute.
const endless = int(time.Minute / piecePace)

// writes is the answer about meals. Between its first sentence and the others come so
// many pieces of white space: the model is writing, and nothing new can be shown.
func writes(pause int) openaitest.Behaviour {
	cite := func(sentence string) string { return strings.TrimSuffix(sentence, ".") + " [mensa-scolastica]." }
	text := cite(mealsFirst) + " " + cite(mealsSecond) + " " + cite(mealsThird)
	words := openaitest.Words(text)
	second := len(openaitest.Words(cite(mealsFirst))) + 1 // its first word is there: the one before is over
	pieces := slices.Concat(words[:second], slices.Repeat([]string{" "}, pause), words[second:])
	return func(openaitest.Chat) openaitest.Answer { return openaitest.Answer{Text: text, Pieces: pieces} }
}

// writingOffice is a town with people and a model that words its answers.
type writingOffice struct {
	*office

	model *openaitest.Server
	env   []string // of its processes
}

// newWritingOffice is a town without a process. Its model writes an answer for every run
// of a turn: one after the other.
func newWritingOffice(t *testing.T, answers ...openaitest.Behaviour) *writingOffice {
	t.Helper()
	o := &writingOffice{
		office: &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}},
		model:  openaitest.Start(t, openaitest.Options{Pace: piecePace}),
	}
	o.model.BehaveAt(domain.StepWrite, openaitest.Each(answers...))
	o.env = []string{
		"CATERINA_OPENAI_BASE_URL=" + o.model.URL(), "CATERINA_OPENAI_API_KEY=" + o.model.Key(),
		"CATERINA_OPENAI_CHAT_MODEL=" + openaitest.DefaultChat,
		"CATERINA_OPENAI_TIMEOUT=30s", // on a machine with other work the first word may be late: nothing here is about that
	}
	caterina(t, o.url, "import", demo("italia"), demo("siena"))
	o.hire("giulia@example.org", "Giulia B.", "operator")
	return o
}

// starts begins a process of the town's.
func (o *writingOffice) starts(extra ...string) *server {
	o.t.Helper()
	return startServer(o.t, o.url, slices.Concat(o.env, extra)...)
}

// heard is one frame of the server's, drafts included.
type heard struct {
	Type    string `json:"type"`
	Token   string `json:"token"`
	Conv    string `json:"conv"`
	N       int64  `json:"n"`
	Kind    string `json:"kind"`
	Actor   string `json:"actor"`
	Turn    int64  `json:"turn"`
	I       int    `json:"i"`
	Text    string `json:"text"`
	Aborted bool   `json:"aborted"`
	Body    struct {
		Text      string `json:"text"`
		Generated bool   `json:"generated"`
		Citations []struct {
			Card string `json:"card"`
		} `json:"citations"`
	} `json:"body"`
}

// reader is one socket of a citizen's. It keeps what it hears, in order.
type reader struct {
	t       *testing.T
	conn    *websocket.Conn
	mu      sync.Mutex
	frames  []heard
	changed chan struct{} // something was heard; capacity 1
}

// opens begins a socket, with the token of an earlier one and what that has read, and
// returns when it is live.
func opens(ctx context.Context, t *testing.T, addr, token string, after int) *reader {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"caterina.v1"}}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+addr+"/v1/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	r := &reader{t: t, conn: conn, changed: make(chan struct{}, 1)}
	t.Cleanup(func() { _ = conn.Close() })
	hello := obj{"type": "hello", "v": 1, "town": "siena", "lang": "it"}
	if token != "" {
		hello["token"], hello["after"] = token, after
	}
	r.write(hello)
	go r.listen()
	r.until(ctx, "it is live", func(all []heard) bool { return all[len(all)-1].Type == "live" })
	return r
}

// asksAboutMeals begins a conversation with the question that the model answers.
func asksAboutMeals(ctx context.Context, t *testing.T, addr string) *reader {
	t.Helper()
	r := opens(ctx, t, addr, "", 0)
	r.says("m1", aboutMeals)
	return r
}

func (r *reader) listen() {
	for {
		var f heard
		if err := r.conn.ReadJSON(&f); err != nil {
			return
		}
		r.mu.Lock()
		r.frames = append(r.frames, f)
		r.mu.Unlock()
		select {
		case r.changed <- struct{}{}:
		default:
		}
	}
}

func (r *reader) write(frame obj) {
	r.t.Helper()
	if err := r.conn.WriteJSON(frame); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) says(id, text string) { r.write(obj{"type": "send", "id": id, "text": text}) }

// all is what was heard so far.
func (r *reader) all() []heard {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.frames)
}

// until waits for what was heard, one frame at the least.
func (r *reader) until(ctx context.Context, what string, likes func([]heard) bool) {
	r.t.Helper()
	for {
		if all := r.all(); len(all) > 0 && likes(all) {
			return
		}
		select {
		case <-ctx.Done():
			r.t.Fatalf("it never came that %s: %+v", what, r.all())
		case <-r.changed:
		}
	}
}

// shown waits until something of an answer is shown.
func (r *reader) shown(ctx context.Context) {
	r.t.Helper()
	r.until(ctx, "a draft is shown", func(all []heard) bool { return all[len(all)-1].Type == "delta" })
}

// event waits for an event and returns it.
func (r *reader) event(ctx context.Context, n int64) heard {
	r.t.Helper()
	is := func(f heard) bool { return f.Type == "ev" && f.N == n }
	r.until(ctx, "the event is there", func(all []heard) bool { return slices.ContainsFunc(all, is) })
	all := r.all()
	return all[slices.IndexFunc(all, is)]
}

// token is what opens the session again.
func (r *reader) token() string { return r.all()[0].Token }

// drafts are the frames of drafts so far, and what a page shows of them at the end:
// nothing that was taken back, nor what has an event.
func (r *reader) drafts() (frames []heard, left string) {
	for _, f := range r.all() {
		switch f.Type {
		case "delta":
			left += f.Text
		case "delta_end":
			left = ""
		case "ev":
			if f.Actor != "citizen" {
				left = ""
			}
			continue
		default:
			continue
		}
		frames = append(frames, f)
	}
	return frames, left
}

// wasShown says whether a run of frames is an answer that was shown to its end: numbered
// without a hole, and all of it in the event.
func wasShown(t *testing.T, frames []heard, ev heard) {
	t.Helper()
	var all strings.Builder
	for i, f := range frames {
		if f.Turn != frames[0].Turn || f.I != i {
			t.Errorf("piece %d is number %d of turn %d: %+v", i, f.I, f.Turn, frames)
		}
		all.WriteString(f.Text)
	}
	if len(frames) < 3 || frames[len(frames)-1].Type != "delta_end" || frames[len(frames)-1].N != ev.N || frames[len(frames)-1].Aborted {
		t.Fatalf("it ends otherwise: %+v", frames)
	}
	if text := strings.TrimSpace(all.String()); text == "" || !strings.HasPrefix(ev.Body.Text, text) {
		t.Errorf("shown was %q, stored %q", text, ev.Body.Text)
	}
	if !ev.Body.Generated || len(ev.Body.Citations) != 1 || ev.Body.Citations[0].Card != "mensa-scolastica" || ev.Actor != "bot" {
		t.Errorf("the event is %+v", ev)
	}
}

// logged is who said what citizens have in their log; there is one of them.
func (o *office) logged() []string {
	o.t.Helper()
	return ask[[]string](o, `SELECT array_agg(split_part(actor, ':', 1) ORDER BY cseq) FROM event WHERE cseq IS NOT NULL AND kind = 'message'`)
}

// settled waits until nothing is owed to anybody: what comes late would have come.
func (o *office) settled(ctx context.Context) {
	o.t.Helper()
	o.awaits(ctx, `SELECT (count(*) = 0)::int FROM turn WHERE done_at IS NULL`)
}
