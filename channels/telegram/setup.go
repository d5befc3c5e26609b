package telegram

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// hook is the address of a bot's webhook.
func (l *line) hook() string { return hookAddress(l.PublicURL, l.api.id) }

func hookAddress(server string, id caterina.BotID) string {
	return server + "/v1/telegram/" + strconv.FormatInt(int64(id), 10)
}

// setUp makes the bot's settings at Telegram what they have to be, and says whether
// it could. It changes nothing of what waits there.
func (l *line) setUp(ctx context.Context) bool {
	steps := []func(context.Context) error{l.setHook}
	for _, lang := range []string{"", "en"} {
		steps = append(steps, func(ctx context.Context) error { return l.setWords(ctx, lang) })
	}
	for _, step := range steps {
		if err := l.api.do(ctx, step); err != nil {
			l.warn(ctx, "telegram: the bot is not set up yet", err)
			return false
		}
	}
	return true
}

func (l *line) setHook(ctx context.Context) error {
	if !l.Webhook {
		_, err := l.api.calls.DeleteWebhook(ctx, &bot.DeleteWebhookParams{})
		return err
	}
	var allowed []string
	if err := json.Unmarshal([]byte(allowedUpdates), &allowed); err != nil {
		return err
	}
	_, err := l.api.calls.SetWebhook(ctx, &bot.SetWebhookParams{URL: l.hook(), SecretToken: string(l.Secret), AllowedUpdates: allowed, MaxConnections: 20})
	return err
}

// setWords sets commands and descriptions in a language; "" is the one for all who
// have no other, which is Italian.
func (l *line) setWords(ctx context.Context, lang string) error {
	s := sayingsIn(lang)
	_, err := l.api.calls.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: commands(s, lang, l.town == 0), LanguageCode: lang})
	if err != nil {
		return err
	}
	if _, err = l.api.calls.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: s.description, LanguageCode: lang}); err != nil {
		return err
	}
	if _, err = l.api.calls.SetMyShortDescription(ctx, &bot.SetMyShortDescriptionParams{ShortDescription: s.short, LanguageCode: lang}); err != nil || lang != "" {
		return err
	}
	_, err = l.api.calls.SetChatMenuButton(ctx, &bot.SetChatMenuButtonParams{MenuButton: models.MenuButtonCommands{Type: models.MenuButtonTypeCommands}})
	return err
}
