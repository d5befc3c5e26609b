package webchat

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"example.org/caterina"
)

// Links leads a conversation on to a messenger. The address works once and soon, and
// only who opens it there and agrees goes on with the conversation.
type Links interface {
	Offers(town caterina.TownID) bool // must not block
	Link(ctx context.Context, town caterina.Town, conv caterina.ConversationID) (address string, err error)
}

// linkFrame answers a client that asks for the way on.
type linkFrame struct {
	Type string `json:"type"`
	ID   string `json:"id,omitempty"` // as the client has given it
	URL  string `json:"url"`
}

// offersLink says whether a conversation of the town can go on elsewhere.
func (h *Hub) offersLink(town caterina.TownID) bool {
	return h.cfg.Links != nil && h.cfg.Links.Offers(town)
}

// link makes the address at which a conversation goes on. It counts as a message:
// each is a row of the database.
func (h *Hub) link(ctx context.Context, from sender) (address string, refused *refusal) {
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	town, known := h.townByID(from.town)
	if !known || !h.offersLink(from.town) {
		return "", &refusal{code: nakBad, wrong: []problem{{words: noLink(from.lang)}}}
	}
	if refused := h.paced(ctx, from); refused != nil {
		return "", refused
	}
	address, err := h.cfg.Links.Link(ctx, town, from.conv)
	if err == nil {
		return address, nil
	}
	if code := caterina.CodeOf(err); code == caterina.CodeConflict || code == caterina.CodeNotFound {
		return "", &refusal{code: nakClosed}
	}
	h.paces.giveBack(from.conv)
	h.cfg.Logger.WarnContext(ctx, "link not made", slog.String("conversation", string(from.conv)), slog.String("error", err.Error()))
	return "", &refusal{code: nakLater, retry: time.Second + rand.N(time.Second), wrong: []problem{{words: noLink(from.lang)}}} //nolint:gosec // spreads retries
}

// noLink says that there is no way on just now.
func noLink(lang string) string {
	if english(lang) {
		return "You cannot go on with Telegram right now. Try again shortly, or write here."
	}
	return "In questo momento non puoi continuare su Telegram. Riprova tra poco, oppure scrivi qui."
}

// leads answers the frame of a socket that asks for the way on.
func (c *conn) leads(ctx context.Context, f *clientFrame) {
	address, refused := c.hub.link(ctx, sender{town: c.town, conv: c.conv, lang: c.lang})
	if refused == nil {
		c.send(encode(linkFrame{Type: typeLink, ID: f.ID, URL: address}))
		return
	}
	c.send(encode(newNak(f.ID, refused, c.lang)))
	if refused.out {
		c.shut(closeRate, "too many messages")
	}
}

// serveLink does the same over HTTP.
func (h *Hub) serveLink(w http.ResponseWriter, r *http.Request, v *visit, id string) {
	conv := &v.session.Conversation
	address, refused := h.link(r.Context(), sender{town: conv.Town, conv: conv.ID, lang: v.lang})
	if refused != nil {
		writeNak(w, id, refused, v.lang)
		return
	}
	writeFrame(w, http.StatusOK, linkFrame{Type: typeLink, ID: id, URL: address})
}

// link shows the page with the address at its top: a form may not lead away from our
// own pages, and the citizen sees where they go.
func (p *pages) link(w http.ResponseWriter, r *http.Request, v *view) {
	session, err := p.current(r, &v.Town)
	switch {
	case err != nil:
		p.fail(w, r, v, err)
		return
	case session == nil:
		http.Redirect(w, r, v.Address(), http.StatusSeeOther) //nolint:gosec // to our own page of a town we know
		return
	}
	conv, status := &session.Conversation, http.StatusOK
	address, refused := p.hub.link(r.Context(), sender{town: conv.Town, conv: conv.ID, lang: v.Lang})
	if refused != nil {
		v.Problem, status = refused.sentence(v.Lang), refused.code.status()
	}
	v.Link = address
	p.show(w, r, status, v, session)
}
