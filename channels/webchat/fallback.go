package webchat

import (
	"cmp"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// The fallback: POST /v1/messages takes what a client sends, GET /v1/events
// streams what the server says, with the frames of the websocket. The token
// travels in the Authorization header only, so that no address and no log of a
// proxy holds it; there are no cookies, so no page can speak for another.

// serveMessage takes one frame of a client. Without a token it opens a session
// first.
func (h *Hub) serveMessage(w http.ResponseWriter, r *http.Request) {
	if !h.allowOrigin(w, r) {
		return
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxFrame))
	if err != nil {
		writeFailure(w, http.StatusRequestEntityTooLarge, "protocol", "frame too large")
		return
	}
	f, err := decodeObject(b)
	if err != nil {
		writeFailure(w, http.StatusBadRequest, "protocol", err.Error())
		return
	}
	visit, ok := h.visit(w, r, &f)
	if !ok {
		return
	}
	if h.answered(w, r, &visit, &f) {
		return
	}
	conv := &visit.session.Conversation
	receipt, refused := h.take(r.Context(), sender{town: conv.Town, conv: conv.ID, lang: visit.lang, last: conv.LastN, addr: h.cfg.Address(r)}, &f)
	if refused != nil {
		writeNak(w, f.ID, refused, visit.lang)
		return
	}
	if !f.isForm() {
		h.committed(receipt)
	}
	ack := newAck(&f, conv.ID, receipt, visit.lang)
	if visit.opened {
		ack.Token = visit.token
	}
	writeFrame(w, http.StatusOK, ack)
}

// answered answers every frame that brings neither a message nor a form.
func (h *Hub) answered(w http.ResponseWriter, r *http.Request, v *visit, f *clientFrame) bool {
	switch {
	case f.Type == typeTyping, f.Type == typeRead:
		h.heardOf(v.session.Conversation.ID, f)
		w.WriteHeader(http.StatusNoContent)
	case f.Type == typeHello, v.opened && f.ID == "" && f.Text == "" && f.Choice == "":
		writeFrame(w, http.StatusOK, h.newWelcome(v.session, v.token, disclosure(&v.town, v.lang)))
	case f.Type == typeLink && !v.opened:
		h.serveLink(w, r, v, f.ID)
	case f.Type != "" && f.Type != typeSend:
		writeFailure(w, http.StatusBadRequest, "protocol", errUnknownType.Error())
	default:
		return false
	}
	return true
}

// heardOf takes what is never stored.
func (h *Hub) heardOf(conv caterina.ConversationID, f *clientFrame) {
	if f.Type == typeTyping {
		h.cfg.OnTyping(conv, f.On)
	}
}

// status is the HTTP status that says the same as a nak.
func (c nakCode) status() int {
	switch c {
	case nakTooLong:
		return http.StatusUnprocessableEntity
	case nakRate, nakWork:
		return http.StatusTooManyRequests
	case nakClosed:
		return http.StatusConflict
	case nakLater:
		return http.StatusServiceUnavailable
	case nakBad:
	}
	return http.StatusBadRequest
}

// visit is a request of the fallback with its session.
type visit struct {
	town    caterina.Town
	session caterina.Session
	token   string
	lang    string
	opened  bool // by this request
}

// visit takes up the session of the request's token, or opens one for the town
// when there is no token. When it is false, the request has been answered.
func (h *Hub) visit(w http.ResponseWriter, r *http.Request, f *clientFrame) (visit, bool) {
	v := visit{token: bearer(r), lang: languageOf(f.Lang)}
	v.opened = v.token == ""
	known := false
	var err error
	if v.opened {
		if v.town, known = h.cfg.Towns.Town(f.Town); known && mayEmbed(&v.town, h.foreignOrigin(r)) {
			v.session, v.token, err = h.session(r.Context(), &v.town, "", v.lang, f.Page)
		}
	} else if v.session, err = h.resume(r.Context(), v.token); err == nil {
		v.lang = cmp.Or(v.lang, v.session.Conversation.Lang)
		v.town, known = h.townByID(v.session.Conversation.Town)
		if known && f.Town != "" && f.Town != v.town.Slug {
			err = errOtherTown
		}
	}
	switch caterina.CodeOf(err) {
	case "":
	case caterina.CodeNotFound, caterina.CodeForbidden:
		writeFailure(w, http.StatusUnauthorized, "session", "unknown session")
		return v, false
	default:
		h.cfg.Logger.WarnContext(r.Context(), "session not opened", slog.String("error", err.Error()))
		writeNak(w, f.ID, &refusal{code: nakLater, retry: 2 * time.Second}, v.lang)
		return v, false
	}
	if !known {
		writeFailure(w, http.StatusNotFound, "town", unknownTown(v.lang))
		return v, false
	}
	if !mayEmbed(&v.town, h.foreignOrigin(r)) {
		writeFailure(w, http.StatusForbidden, "origin", "origin not allowed for this town")
		return v, false
	}
	return v, true
}

func (h *Hub) townByID(id caterina.TownID) (caterina.Town, bool) {
	towns := h.cfg.Towns.Towns()
	i := slices.IndexFunc(towns, func(t caterina.Town) bool { return t.ID == id })
	if i < 0 {
		return caterina.Town{}, false
	}
	return towns[i], true
}

// bearer is the token of the Authorization header, "" when there is none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// allowOrigin lets a page of another origin read the answer when any town
// allows that origin; for which town it may speak is checked with the session.
// When it is false, the request has been answered.
func (h *Hub) allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	origin := h.foreignOrigin(r)
	if origin == "" {
		return true
	}
	allowed := slices.ContainsFunc(h.cfg.Towns.Towns(), func(t caterina.Town) bool { return mayEmbed(&t, origin) })
	if !allowed {
		writeFailure(w, http.StatusForbidden, "origin", "origin not allowed")
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Expose-Headers", "Retry-After")
	return true
}

// servePreflight answers a browser that asks whether another origin may call.
func (h *Hub) servePreflight(w http.ResponseWriter, r *http.Request) {
	if !h.allowOrigin(w, r) {
		return
	}
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// writeNak answers that a message, or the request itself, was not taken.
func writeNak(w http.ResponseWriter, id string, refused *refusal, lang string) {
	if refused.retry > 0 {
		w.Header().Set("Retry-After", strconv.FormatInt(int64((refused.retry+time.Second-1)/time.Second), 10))
	}
	writeFrame(w, refused.code.status(), newNak(id, refused, lang))
}

func writeFrame(w http.ResponseWriter, status int, frame any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(encode(frame)) //nolint:gosec // the client may have gone; JSON that says it is JSON
}

// writeFailure answers what is no frame: the connection itself is refused.
func writeFailure(w http.ResponseWriter, status int, code, message string) {
	body := map[string]map[string]string{"error": {"code": code, "message": message}}
	b, err := json.Marshal(body)
	if err != nil {
		status = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b) // the client has gone
}
