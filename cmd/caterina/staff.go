package main

import (
	"errors"
	"fmt"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/console"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/desk"
	"example.org/caterina/internal/markdown"
	"example.org/caterina/internal/openai"
	"example.org/caterina/web"
)

// openConsole builds the staff's pages. committed is told of every event that
// they cause, wished of what one member decides about another's shift.
func (a *app) openConsole(files *web.Bundle, people *desk.Service, desks *agenda.Desks, committed func(caterina.Event), wished func(caterina.TownID, caterina.OperatorID, caterina.Wish, string)) (*console.Console, error) {
	key, err := secretKey(a.cfg)
	if err != nil {
		return nil, err
	}
	if a.cfg.SecretKey == "" && a.db.cluster == nil {
		a.logger.Warn("SECRET_KEY is not set: the key in DATA_DIR is good for this process alone")
	}
	pages, err := console.New(console.Config{
		Store: a.db.store, Committed: committed, Wished: wished, Towns: a.library, Asset: files.Path, Logger: a.logger,
		Now:       time.Now, // codes go by the real time
		SecretKey: key, PublicURL: a.cfg.PublicURL,
		Inbox: console.InboxConfig{
			Lists: a.db.store, Log: a.db.store, Drafts: a.db.store, Visits: a.db.store, Desk: people, People: a.db.store, Canned: a.db.store, Approvals: a.db.store,
			Cards: a.library, Offices: a.deskOffice, Markdown: markdown.HTML, Targets: people,
			Files: a.db.store, Deliveries: a.db.store,
		},
		Model:  a.modelPage(),
		Assist: a.assistance(),
		Agenda: console.AgendaConfig{Desks: desks, Report: a.db.store.BookingReport, Mails: a.cfg.SMTPURL != ""},
		Supervisor: console.SupervisorConfig{
			Store: a.db.store, Desk: people, Mask: func(text string) string { return bot.Mask(text) }, Cards: a.cardNames,
			NextAttempt: func(town caterina.Town, call caterina.Callback, _ time.Time) time.Time {
				return people.NextAttempt(town, call)
			},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("load the console: %w", err)
	}
	return pages, nil
}

// modelPage is what the staff's page of the language model reads.
func (a *app) modelPage() console.ModelConfig {
	cfg := console.ModelConfig{Store: a.db.store, Topics: a.topics}
	if a.model != nil { // and not a nil client: an interface that holds one is not nil
		cfg.Server = modelServer{a.model}
	}
	cfg.Price, _ = a.cfg.price() // it was read when the program started
	return cfg
}

// topics are what a town's cards and its parent's are about.
func (a *app) topics(town caterina.TownID) []string {
	entries := a.library.Cards(town)
	all := make([]string, 0, len(entries))
	for i := range entries {
		all = append(all, entries[i].Card.Topic)
	}
	return all
}

// modelServer tells the console how the server does.
type modelServer struct{ client *openai.Client }

// Lines tells of each kind of call for which a model is configured.
func (m modelServer) Lines() []console.ModelLine {
	health := m.client.Health()
	lines := make([]console.ModelLine, len(health))
	for i, h := range health {
		lines[i] = console.ModelLine{Kind: string(h.Line), Model: h.Model}
		if h.Open {
			lines[i].Since, lines[i].Why = h.Since, whyAlone(h)
		}
	}
	return lines
}

// whyAlone is the sentence for staff about a line that is left alone.
func whyAlone(h openai.Health) string {
	err := &openai.Error{Line: h.Line, Failure: h.Failure, Reason: h.Reason, Status: h.Status}
	if said, ok := errors.AsType[*caterina.Error](err); ok {
		return said.Message
	}
	return err.Error()
}
