package webchat

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/markdown"
)

// serveTranscript hands the conversation over as a text file: what the citizen
// has seen, and nothing else.
func (h *Hub) serveTranscript(w http.ResponseWriter, r *http.Request) {
	if !h.allowOrigin(w, r) {
		return
	}
	if bearer(r) == "" {
		writeFailure(w, http.StatusUnauthorized, "session", "unknown session")
		return
	}
	v, ok := h.visit(w, r, &clientFrame{Lang: r.URL.Query().Get("lang")})
	if !ok {
		return
	}
	text, err := h.transcript(r.Context(), &v.town, &v.session.Conversation, math.MaxInt64, v.lang)
	if err != nil {
		h.cfg.Logger.WarnContext(r.Context(), "transcript not served", slog.String("error", err.Error()))
		writeNak(w, "", &refusal{code: nakLater, retry: 2 * time.Second}, v.lang)
		return
	}
	writeTranscript(w, text, v.lang)
}

// writeTranscript sends the text as a file to keep.
func writeTranscript(w http.ResponseWriter, text []byte, lang string) {
	name := "conversazione-caterina.txt"
	if english(lang) {
		name = "conversation-caterina.txt"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(text) // the citizen has gone
}

// transcript writes the conversation down as plain text, up to an event.
func (h *Hub) transcript(ctx context.Context, town *caterina.Town, conv *caterina.Conversation, until int64, lang string) ([]byte, error) {
	t := &transcript{words: wordsIn(lang), rome: caterina.Rome()}
	// The mark at the start tells old editors that this is UTF-8.
	fmt.Fprintf(&t.text, "\ufeff%s\n", t.words.Transcript+" "+town.Name)
	for after := int64(0); ; {
		events, err := h.events(ctx, conv.Town, conv.ID, after)
		if err != nil {
			return nil, err
		}
		for i := range events {
			after = events[i].N
			if after > until {
				return t.text.Bytes(), nil
			}
			t.add(&events[i])
		}
		if len(events) <= pageEvents {
			return t.text.Bytes(), nil
		}
	}
}

// transcript is a conversation being written down.
type transcript struct {
	words words
	rome  *time.Location
	day   string
	text  bytes.Buffer
}

// add writes one event down, under the day on which it was.
func (t *transcript) add(ev *caterina.Event) {
	body := bodyOf(ev)
	if body.Text == "" && len(body.Files) == 0 || ev.N == 0 {
		return
	}
	at := ev.At.In(t.rome)
	if day := t.words.date(caterina.DateOf(at)); day != t.day {
		t.day = day
		fmt.Fprintf(&t.text, "\n%s\n", day)
	}
	text := body.Text
	if !saidByCitizen(ev) {
		text = markdown.Plain(text)
	}
	fmt.Fprintf(&t.text, "\n%s, %s", t.words.speaker(ev, &body), at.Format("15:04"))
	if ev.Kind == caterina.KindEdit || body.Edits != 0 {
		fmt.Fprintf(&t.text, " (%s)", t.words.Edited) // the old words are above: a copy tells what was said when
	}
	fmt.Fprintln(&t.text)
	if text = strings.TrimSpace(text); text != "" {
		fmt.Fprintln(&t.text, text)
	}
	t.beside(&body, text)
}

// beside writes down what stands beside the words of a message: that a model wrote them,
// files, and the cards that the words do not name.
func (t *transcript) beside(body *caterina.MessageBody, text string) {
	if body.Generated {
		fmt.Fprintf(&t.text, "[%s]\n", t.words.Generated)
	}
	for _, f := range body.Files { // by name only: what was in them is for staff
		fmt.Fprintf(&t.text, "[File: %s]\n", f.Name)
	}
	for _, c := range body.Citations {
		if strings.Contains(text, c.Title) && strings.Contains(text, c.URL) {
			continue // the answer names it
		}
		line := c.Title
		if c.VerifiedOn != nil {
			line += ", " + t.words.VerifiedOn + " " + t.words.date(*c.VerifiedOn)
		}
		if c.URL != "" {
			line += ", " + c.URL
		}
		fmt.Fprintf(&t.text, "[%s: %s]\n", t.words.Sources, line)
	}
}

// speaker says who wrote an event, in words.
func (w words) speaker(ev *caterina.Event, body *caterina.MessageBody) string {
	if ev.Kind == caterina.KindState {
		return w.Notice
	}
	switch citizenActor(ev.Actor) {
	case caterina.ActorCitizen:
		return w.You
	case caterina.ActorOperator:
		if body.Name != "" {
			return body.Name + " · " + strings.ToLower(w.Operator)
		}
		return w.Operator
	case caterina.ActorSystem:
		return w.Notice
	default:
		return "Caterina"
	}
}
