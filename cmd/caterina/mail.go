package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/caterina/channels/webchat"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/mail"
)

// mailServer is where mail is handed in; false where none is configured.
func (c *Config) mailServer() (mail.Server, bool, error) {
	if c.SMTPURL == "" {
		return mail.Server{}, false, nil
	}
	server, err := mail.Parse(c.SMTPURL, c.sender())
	if err != nil {
		return server, false, fmt.Errorf("%sSMTP_URL: %w", envPrefix, err)
	}
	return server, true, nil
}

// post returns what does the jobs of this process: it sends the mails, unless no
// mail server is configured, and tells of appointments in the chat.
func (a *app) post(hub *webchat.Hub, tell jobs.Appointments) (func(context.Context) error, error) {
	server, mails, err := a.cfg.mailServer()
	if err != nil {
		return nil, err
	}
	var postman *jobs.Postman
	if mails {
		postman = jobs.NewPostman(jobs.MailConfig{
			Store: a.db.store, Send: server.Send, Town: a.library.TownByID, Transcript: hub.Transcript,
			PublicURL: a.cfg.PublicURL, Logger: a.logger, Now: time.Now, // a wait is no shorter for a fixed clock
		})
	}
	queue, err := a.db.store.Jobs(jobs.AllWorkers(postman, tell, a.logger), a.logger)
	if err != nil {
		return nil, fmt.Errorf("open the queue of mails: %w", err)
	}
	return func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return queue.Run(ctx) })
		if postman != nil {
			group.Go(func() error { return postman.Run(ctx) })
		}
		return group.Wait() //nolint:wrapcheck // each says what it was doing
	}, nil
}
