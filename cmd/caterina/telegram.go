package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
func (c *Config) checkTelegram() error {
	if c.TelegramToken == "" {
		return nil
	}
	if c.TelegramMode != modePolling && c.TelegramMode != modeWebhook {
		return fmt.Errorf("%sTELEGRAM_MODE is %q, it must be polling or webhook", envPrefix, c.TelegramMode)
	}
	if u, err := url.Parse(c.TelegramAPI); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%sTELEGRAM_API_URL must be an address such as %s", envPrefix, telegram.OfficialAPI)
	}
	if s := c.TelegramSecret.Reveal(); s != "" && !webhookSecret.MatchString(s) {
		return fmt.Errorf("%sTELEGRAM_WEBHOOK_SECRET may hold letters, digits, _ and -, at most 256", envPrefix)
	}
	for _, b := range c.telegramBots() {
		if _, err := telegram.BotOf(b.token); err != nil {
			return fmt.Errorf("%sTELEGRAM_TOKEN: %w", envPrefix, err)
		}
	}
	return nil
}

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
		Store: a.db.store, Towns: a.library, Turns: f.runner, Desk: f.desk, Greeting: bot.Greeting,
		Committed: f.committed, Observer: metrics, Logger: a.logger, Now: time.Now,
	})
	if err != nil {
		return nil, fmt.Errorf("open Telegram: %w", err)
	}
	channel.Routes(mux)
	return channel, nil
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
