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

// post returns what sends the mails of this process: nothing where no mail
// server is configured.
func (a *app) post(hub *webchat.Hub) (func(context.Context) error, error) {
	if a.cfg.SMTPURL == "" {
		return func(context.Context) error { return nil }, nil
	}
	server, err := mail.Parse(a.cfg.SMTPURL, a.cfg.sender())
	if err != nil {
		return nil, fmt.Errorf("%sSMTP_URL: %w", envPrefix, err)
	}
	postman := jobs.NewPostman(jobs.MailConfig{
		Store: a.db.store, Send: server.Send, Town: a.library.TownByID, Transcript: hub.Transcript,
		PublicURL: a.cfg.PublicURL, Logger: a.logger, Now: time.Now, // a wait is no shorter for a fixed clock
	})
	queue, err := a.db.store.Jobs(postman.Workers(), a.logger)
	if err != nil {
		return nil, fmt.Errorf("open the queue of mails: %w", err)
	}
	return func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return queue.Run(ctx) })
		group.Go(func() error { return postman.Run(ctx) })
		return group.Wait() //nolint:wrapcheck // each says what it was doing
	}, nil
}
