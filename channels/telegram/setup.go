package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// hook is the address of a bot's webhook.
func (l *line) hook() string { return hookAddress(l.PublicURL, l.api.id) }

func hookAddress(server string, id caterina.BotID) string {
	return server + hooks + strconv.FormatInt(int64(id), 10)
}

// until makes the bot's settings at Telegram what they have to be, and tries again
// until it could. Nothing of what waits there is changed.
func (l *line) until(ctx context.Context, again time.Duration, set func(context.Context) error) {
	for {
		err := l.api.do(ctx, set)
		if err == nil {
			return
		}
		l.warn(ctx, "telegram: the bot is not set up yet", err)
		if f := failureOf(err); !pause(ctx, max(again, f.wait)) {
			return
		}
	}
}

// setHook says whether Telegram is to call us.
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

// setWords sets the commands and descriptions in both languages.
func (l *line) setWords(ctx context.Context) error {
	for _, lang := range []string{"", "en"} {
		if err := l.setWordsIn(ctx, lang); err != nil {
			return err
		}
	}
	_, err := l.api.calls.SetChatMenuButton(ctx, &bot.SetChatMenuButtonParams{MenuButton: models.MenuButtonCommands{Type: models.MenuButtonTypeCommands}})
	return err
}

// setWordsIn sets them in one; "" is the one for all who have no other, which is
// Italian.
func (l *line) setWordsIn(ctx context.Context, lang string) error {
	s := sayingsIn(lang)
	_, err := l.api.calls.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: commands(s, lang, l.town == 0), LanguageCode: lang})
	if err != nil {
		return err
	}
	if _, err = l.api.calls.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: s.description, LanguageCode: lang}); err != nil {
		return err
	}
	_, err = l.api.calls.SetMyShortDescription(ctx, &bot.SetMyShortDescriptionParams{ShortDescription: s.short, LanguageCode: lang})
	return err
}

// commands are what the menu shows, in one language.
func commands(s sayings, lang string, towns bool) []models.BotCommand {
	names := [...]string{"aiuto", "persona", "appuntamento", "lingua", "privacy", "cancella", "comune"}
	if lang == "en" {
		names = [...]string{"help", "person", "appointment", "language", "privacy", "delete", "town"}
	}
	abouts := [...]string{s.aiutoAbout, s.personaAbout, s.appuntamentoAbout, s.linguaAbout, s.privacyAbout, s.cancellaAbout, s.comuneAbout}
	list := []models.BotCommand{{Command: "start", Description: s.startAbout}}
	for i, name := range names {
		if name == "comune" && !towns || name == "town" && !towns {
			continue
		}
		list = append(list, models.BotCommand{Command: name, Description: abouts[i]})
	}
	return list
}
