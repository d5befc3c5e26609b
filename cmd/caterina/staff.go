package main

import (
	"fmt"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/console"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/desk"
	"example.org/caterina/internal/markdown"
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
