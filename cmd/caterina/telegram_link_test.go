package main

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/telegramtest"
)

// linkWords makes words, or fails.
type linkWords struct{ err error }

func (w linkWords) MakeLink(context.Context, caterina.TownID, caterina.ConversationID) (caterina.Secret, error) {
	return "word-of-22-characters", w.err
}

func TestWithoutABotNobodyIsLedToTelegram(t *testing.T) {
	t.Parallel()
	links := (&floor{}).links(linkWords{})
	if links.Offers(1) {
		t.Error("a server without a bot offers one")
	}
	if address, err := links.Link(t.Context(), demoTowns()[0], "c"); caterina.CodeOf(err) != caterina.CodeUnavailable {
		t.Errorf("%q, %v", address, err)
	}
}

// TestABotOfATownIsOfferedThereAlone, and the error of a store does not hide.
func TestABotOfATownIsOfferedThereAlone(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	channel, err := telegram.New(telegram.Config{
		Bots: []telegram.Bot{{Token: caterina.Secret(s.Token()), Town: 1}}, API: s.URL(), Logger: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	f := &floor{telegram: channel}
	links := f.links(linkWords{})
	if links.Offers(1) {
		t.Error("a bot whose name nobody knows is offered")
	}
	channel.Learn(t.Context())
	if !links.Offers(1) || links.Offers(2) {
		t.Errorf("offered: %v, %v", links.Offers(1), links.Offers(2))
	}
	address, err := links.Link(t.Context(), demoTowns()[0], "c")
	if err != nil || address != "https://t.me/caterina_test_bot?start=c_siena_word-of-22-characters" {
		t.Errorf("%q, %v", address, err)
	}
	if _, err := f.links(linkWords{errors.New("down")}).Link(t.Context(), demoTowns()[0], "c"); err == nil || !strings.Contains(err.Error(), "down") {
		t.Errorf("the store's error: %v", err)
	}
}
