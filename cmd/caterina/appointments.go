package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/when"
	"example.org/caterina/channels/appointments"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// newAgenda wires appointments. committed is told of every event that they cause,
// changed of every other change that a desk can see.
func (a *app) newAgenda(committed func(caterina.Event), changed func(caterina.TownID, string)) (*agenda.Service, error) {
	server, mails, err := a.cfg.mailServer()
	if err != nil {
		return nil, err
	}
	cfg := agenda.Config{
		Store: a.db.store, Content: a.library, Keys: a.keys, Documents: a.documents, PublicURL: a.cfg.PublicURL,
		Booker: a.booker, Replied: a.replied, Committed: committed, Changed: changed, Now: a.now, Logger: a.logger,
	}
	if mails {
		cfg.Send, cfg.From = server.SendSure, server.From()
	}
	return agenda.New(cfg), nil
}

// replied tells the web channel of replies that keep a place or show times.
func (a *app) replied(conv caterina.ConversationID, took, offers bool) {
	if a.booked != nil {
		a.booked(conv, took, offers)
	}
}

// namesTime says whether words say something of a time.
func namesTime(now func() time.Time) func(string) bool {
	return func(text string) bool {
		_, names := when.Parse(text, now())
		return names
	}
}

// turnStore stores replies. What they want of a town's own system of appointments is
// done there first.
type turnStore struct {
	*postgres.Store

	agenda *agenda.Service
}

// CompleteTurn stores a reply with its effects.
func (t turnStore) CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error) {
	return t.agenda.Complete(ctx, t.Store, turn, reply, move) //nolint:wrapcheck // as the store says it
}

// newDesks wires what staff do at the desks. committed is told of every event,
// changed of every other change.
func (a *app) newDesks(committed func(caterina.Event), changed func(caterina.TownID, string)) *agenda.Desks {
	domain := "caterina.local"
	if u, err := url.Parse(a.cfg.PublicURL); err == nil && u.Hostname() != "" {
		domain = u.Hostname()
	}
	return agenda.NewDesks(agenda.DesksConfig{
		Store: a.db.store, Bookable: a.library.Bookable, Keys: a.keys, Committed: committed, Changed: changed,
		Domain: domain, Random: rand.Reader, Now: a.now,
	})
}

// documents is what to bring to an appointment, as the card says it that it was
// wished from or that bears the service's name, or else the only card of the service
// that says anything.
func (a *app) documents(town caterina.TownID, service, slug, lang string) []string {
	for _, s := range []string{slug, service} {
		if card, _, ok := a.library.Card(town, s); ok && (s == service || card.Bookable == service) {
			return documentsIn(&card, lang)
		}
	}
	return commonDocuments(a.library.Cards(town), service, lang)
}

// commonDocuments are those that all cards of a service ask for which ask for any;
// none when they differ: then it depends on what the appointment is about.
func commonDocuments(cards []knowledge.Entry, service, lang string) []string {
	var found []string
	for _, entry := range cards {
		if entry.Card.Bookable != service || len(entry.Card.Documents) == 0 {
			continue
		}
		list := documentsIn(entry.Card, lang)
		if found != nil && !slices.Equal(found, list) {
			return nil
		}
		found = list
	}
	return found
}

// documentsIn are a card's documents in a language, or else in Italian.
func documentsIn(card *caterina.Card, lang string) []string {
	if translated := card.Translations[lang].Documents; len(translated) > 0 {
		return translated
	}
	return card.Documents
}

// appointmentPages are the pages behind the links in notices.
func (a *app) appointmentPages(mux *http.ServeMux, service *agenda.Service, address func(*http.Request) netip.Addr) {
	appointments.New(appointments.Config{
		Agenda: service, Waits: service, Address: address, Now: a.now, Logger: a.logger,
	}).Routes(mux)
}

// withNow has the database's clock of appointments tell a fixed time, too.
func withNow(address, now string) string {
	if now == "" {
		return address
	}
	if u, err := url.Parse(address); err == nil && strings.Contains(address, "://") {
		query := u.Query()
		query.Set("caterina.now", now)
		u.RawQuery = query.Encode()
		return u.String()
	}
	return address + " caterina.now='" + now + "'"
}
