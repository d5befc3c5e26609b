package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/httpserver"
)

// The ways in which news comes from Telegram.
const (
	modePolling = "polling"
	modeWebhook = "webhook"
)

// checkTelegram says what is wrong with the settings of Telegram.
func (c *Config) checkTelegram() error { return errors.Join(c.telegramProblems()...) }

// telegramProblems says all that is wrong with the settings of Telegram, as far as
// one sees that without asking anybody.
func (c *Config) telegramProblems() (all []error) {
	if c.TelegramToken == "" {
		return nil
	}
	wrong := func(format string, args ...any) { all = append(all, fmt.Errorf(envPrefix+format, args...)) }
	if c.TelegramMode != modePolling && c.TelegramMode != modeWebhook {
		wrong("TELEGRAM_MODE must be polling or webhook") // not what it is: in a hurry the token gets there
	}
	if u, err := url.Parse(c.TelegramAPI); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		wrong("TELEGRAM_API_URL must be an address such as %s", telegram.OfficialAPI)
	}
	if s := c.TelegramSecret.Reveal(); s != "" && !webhookSecret.MatchString(s) {
		wrong("TELEGRAM_WEBHOOK_SECRET may hold letters, digits, _ and -, at most 256")
	}
	if c.TelegramMode == modeWebhook && !callable(c.PublicURL) {
		wrong("TELEGRAM_MODE is webhook, but %sPUBLIC_URL is not https: Telegram calls no other address. Set one, or %[1]sTELEGRAM_MODE=polling", envPrefix)
	}
	return append(all, c.tokenProblems()...)
}

// tokenProblems says what is wrong with the tokens, without quoting them.
func (c *Config) tokenProblems() (all []error) {
	wrong := func(format string, args ...any) { all = append(all, fmt.Errorf(envPrefix+format, args...)) }
	bots := c.telegramBots()
	if len(bots) == 0 {
		wrong("TELEGRAM_TOKEN holds no token: copy it from @BotFather")
	}
	seen := make(map[caterina.BotID]bool)
	for i, b := range bots {
		id, err := telegram.BotOf(b.token)
		switch {
		case !townSlug.MatchString(b.town):
			wrong("TELEGRAM_TOWN, or what stands before the = in TELEGRAM_TOKEN, is no slug of a town (token %d of %d)", i+1, len(bots))
		case err != nil:
			wrong("TELEGRAM_TOKEN, token %d of %d: %w", i+1, len(bots), err)
		case seen[id]:
			wrong("TELEGRAM_TOKEN names bot %d twice: each bot needs a token of its own, from @BotFather", id)
		}
		seen[id] = true
	}
	return all
}

// callable says whether Telegram may call an address. A Bot API server on the same
// machine, as in tests, may call without encryption.
func callable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "https" {
		return err == nil
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// townSlug is what a town may be called, or nothing; a token is neither.
var townSlug = regexp.MustCompile(`^[a-z0-9-]*$`)

var webhookSecret = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// configuredBot is a bot's token and the slug of its town, "" when citizens choose.
type configuredBot struct {
	token caterina.Secret
	town  string
}

// telegramBots reads the tokens: one, or several with their towns.
func (c *Config) telegramBots() []configuredBot {
	var bots []configuredBot
	for part := range strings.FieldsFuncSeq(c.TelegramToken.Reveal(), func(r rune) bool { return strings.ContainsRune(", \n\r\t", r) }) {
		b := configuredBot{token: caterina.Secret(part), town: c.TelegramTown}
		if town, token, ok := strings.Cut(part, "="); ok {
			b = configuredBot{token: caterina.Secret(token), town: town}
		}
		bots = append(bots, b)
	}
	return bots
}

// openTelegram makes the channel; nil where no bot is configured.
func (a *app) openTelegram(f *floor, metrics *httpserver.Metrics, mux *http.ServeMux) (*telegram.Channel, error) {
	var bots []telegram.Bot
	for _, b := range a.cfg.telegramBots() {
		bot := telegram.Bot{Token: b.token}
		if b.town != "" {
			town, err := a.town(b.town)
			if err != nil {
				return nil, fmt.Errorf("%sTELEGRAM_TOWN: %w", envPrefix, err)
			}
			bot.Town = town.ID
		}
		bots = append(bots, bot)
	}
	if len(bots) == 0 {
		return nil, nil //nolint:nilnil // no channel is no error
	}
	secret, err := a.webhookSecret()
	if err != nil {
		return nil, err
	}
	channel, err := telegram.New(telegram.Config{
		Bots: bots, API: a.cfg.TelegramAPI, Webhook: a.cfg.TelegramMode == modeWebhook, Secret: secret, PublicURL: a.cfg.PublicURL,
		Store: a.db.store, Towns: a.library, Turns: f.runner, Desk: f.desk, Voice: a.listener(), Greeting: bot.Greeting,
		Committed: f.committed, Observer: metrics, Logger: a.logger, Now: time.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("open Telegram: %w", err)
	}
	channel.Routes(mux)
	return channel, nil
}

// linkMaker keeps the words of links.
type linkMaker interface {
	MakeLink(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Secret, error)
}

// telegramLinks leads conversations of the website on to Telegram, where a bot serves
// the town and Telegram has said what it is called.
type telegramLinks struct {
	channel func() *telegram.Channel // nil where no bot is configured
	store   linkMaker
}

// links is asked when citizens come: by then it is known whether there is a bot.
func (f *floor) links(store linkMaker) telegramLinks {
	return telegramLinks{channel: func() *telegram.Channel { return f.telegram }, store: store}
}

// Offers says whether a bot serves the town.
func (l telegramLinks) Offers(town caterina.TownID) bool {
	c := l.channel()
	if c == nil {
		return false
	}
	_, ok := c.Username(town)
	return ok
}

// Link makes the address at which a conversation goes on, once and soon.
func (l telegramLinks) Link(ctx context.Context, town caterina.Town, conv caterina.ConversationID) (string, error) {
	if !l.Offers(town.ID) {
		return "", caterina.Errorf(caterina.CodeUnavailable, "no bot serves the town")
	}
	word, err := l.store.MakeLink(ctx, town.ID, conv)
	if err != nil {
		return "", fmt.Errorf("lead on to Telegram: %w", err)
	}
	address, ok := l.channel().Link(town, word)
	if !ok {
		return "", caterina.Errorf(caterina.CodeUnavailable, "no bot serves the town any more")
	}
	return address, nil
}

// webhookSecret is the configured one, or one that every process makes alike.
func (a *app) webhookSecret() (caterina.Secret, error) {
	if a.cfg.TelegramSecret != "" {
		return a.cfg.TelegramSecret, nil
	}
	key, err := secretKey(a.cfg)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("telegram webhook"))
	return caterina.Secret(hex.EncodeToString(mac.Sum(nil))), nil
}
