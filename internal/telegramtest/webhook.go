package telegramtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/go-telegram/bot/models"
)

const (
	maxConnections    = 40 // at once to one webhook, when the bot does not say
	mostConnections   = 100
	mostWebhookAnswer = 1 << 16
	secretTokenHeader = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // the name of a header
	longestSecret     = 256
)

const secretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

// webhook is where a bot wants its updates.
type webhook struct {
	url, secret string
	connections int
	flying      int
	lastError   string
	lastErrorAt time.Time
}

func setWebhook(c *call) (any, error) {
	b, address := c.bot, c.text("url")
	if address == "" {
		return deleteWebhook(c)
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, badRequest("bad webhook: invalid webhook URL specified")
	}
	if u.Scheme != "https" && !isLocal(u.Hostname()) {
		return nil, badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	}
	secret := c.text("secret_token")
	odd := func(r rune) bool { return !strings.ContainsRune(secretAlphabet, r) }
	if len(secret) > longestSecret || strings.ContainsFunc(secret, odd) {
		return nil, badRequest("secret token contains unallowed characters")
	}
	if err := b.allow(c); err != nil {
		return nil, err
	}
	b.drop(c)
	connections := c.number("max_connections")
	if connections == 0 {
		connections = maxConnections
	}
	words := "Webhook was set"
	if b.webhook.url == address && b.webhook.secret == secret {
		words = "Webhook is already set"
	}
	b.endPoll(conflict("terminated by setWebhook request"))
	b.webhook = webhook{url: address, secret: secret, connections: max(1, min(connections, mostConnections)), flying: b.webhook.flying}
	b.server.posts.Ring()
	return described{true, words}, nil
}

// isLocal lets a test without certificates have a webhook.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func deleteWebhook(c *call) (any, error) {
	c.bot.drop(c)
	words := "Webhook was deleted"
	if c.bot.webhook.url == "" {
		words = "Webhook is already deleted"
	}
	c.bot.webhook = webhook{flying: c.bot.webhook.flying}
	return described{true, words}, nil
}

// drop forgets what waits, when the call asks for it.
func (b *Bot) drop(c *call) {
	if c.flag("drop_pending_updates") {
		b.queue = slices.DeleteFunc(b.queue, func(u *update) bool { return !u.flying })
	}
}

func getWebhookInfo(c *call) (any, error) {
	b := c.bot
	info := models.WebhookInfo{
		URL: b.webhook.url, PendingUpdateCount: b.pending(), MaxConnections: b.webhook.connections,
		LastErrorMessage: b.webhook.lastError, AllowedUpdates: b.allowedKinds(),
	}
	if b.webhook.lastError != "" {
		info.LastErrorDate = int(b.webhook.lastErrorAt.Unix())
	}
	return info, nil
}

// post hands updates to webhooks until the server ends.
func (s *Server) post(ctx context.Context) {
	for {
		s.mu.Lock()
		for _, b := range s.bots {
			for u := b.nextPost(); u != nil; u = b.nextPost() {
				u.flying = true
				b.webhook.flying++
				address, secret := b.webhook.url, b.webhook.secret
				s.running.Go(func() { s.deliver(ctx, b, u, address, secret) })
			}
		}
		rung := s.posts.Rung()
		s.mu.Unlock()
		select {
		case <-rung:
		case <-ctx.Done():
			return
		}
	}
}

// nextPost picks an update the webhook may get now: of each chat the oldest
// alone, unless the test scrambles them.
func (b *Bot) nextPost() *update {
	if b.webhook.url == "" || b.webhook.flying >= b.webhook.connections {
		return nil
	}
	busy := make(map[int64]bool)
	var free []*update
	for _, u := range b.queue {
		ready := !u.flying && !u.resting && (b.copies > 1 || u.chat == 0 || !busy[u.chat])
		busy[u.chat] = true
		if !ready {
			continue
		}
		if b.copies <= 1 {
			return u
		}
		free = append(free, u)
	}
	if len(free) == 0 {
		return nil
	}
	return free[b.server.chance.IntN(len(free))]
}

// deliver posts one update, and has it posted again later unless it was taken.
func (s *Server) deliver(ctx context.Context, b *Bot, u *update, address, secret string) {
	failure := s.postUpdate(ctx, u.raw, address, secret)
	s.mu.Lock()
	defer s.mu.Unlock()
	u.flying = false
	b.webhook.flying--
	if failure == "" {
		b.queue = slices.DeleteFunc(b.queue, func(other *update) bool { return other == u })
	} else {
		b.webhook.lastError, b.webhook.lastErrorAt = failure, s.options.Now()
		u.resting = true
		wait := min(s.options.Backoff<<min(u.failed, 16), longestBackoff)
		u.failed++
		time.AfterFunc(wait, func() { s.rested(u) })
	}
	s.recorded.Ring()
	s.posts.Ring()
}

func (s *Server) rested(u *update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.resting = false
	s.posts.Ring()
}

// postUpdate returns what getWebhookInfo will say, empty when all is well.
func (s *Server) postUpdate(ctx context.Context, raw []byte, address, secret string) string {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		return "Wrong URL host"
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set(secretTokenHeader, secret)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return networkError(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, mostWebhookAnswer))
	if !statusOK(resp.StatusCode) {
		return fmt.Sprintf("Wrong response from the webhook: %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	return ""
}

func networkError(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Connection refused"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return "Read timeout expired"
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return "Connection reset by peer"
	default:
		return "Failed to connect: " + strconv.Quote(err.Error())
	}
}
