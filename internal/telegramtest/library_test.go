package telegramtest_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina/internal/telegramtest"
)

func client(t *testing.T, s *telegramtest.Server) *bot.Bot {
	t.Helper()
	b, err := bot.New(s.Token(), bot.WithServerURL(s.URL()), bot.WithSkipGetMe(), bot.WithErrorsHandler(func(error) {}))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheLibraryTalksToTheFake(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat, b, ctx := s.Chat(7), client(t, s), t.Context()
	me, err := b.GetMe(ctx)
	if err != nil || me.ID != s.Bot("").ID() {
		t.Fatalf("GetMe: %+v %v", me, err)
	}
	off := true
	m, err := b.SendMessage(ctx, &bot.SendMessageParams{
		ChatID: int64(7), Text: "<b>Sì</b> &amp; no", ParseMode: models.ParseModeHTML,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: &off},
		ReplyMarkup: models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
			{{Text: "Prenota", CallbackData: "o:1:0:2"}},
		}},
	})
	if err != nil || m.Text != "Sì & no" || m.ReplyMarkup.InlineKeyboard[0][0].CallbackData != "o:1:0:2" {
		t.Fatalf("SendMessage: %+v %v", m, err)
	}
	seen, err := chat.Next(ctx)
	if err != nil || !seen.NoPreview() || seen.Labels()[0] != "Prenota" {
		t.Errorf("the citizen sees %+v %v", seen, err)
	}
	press := chat.Press(seen, "Prenota")
	if ok, err := b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: press.Query, Text: "ecco"}); !ok || err != nil {
		t.Errorf("AnswerCallbackQuery: %v %v", ok, err)
	}
	if _, err := b.EditMessageText(ctx, &bot.EditMessageTextParams{ChatID: 7, MessageID: m.ID, Text: "fatto"}); err != nil {
		t.Errorf("EditMessageText: %v", err)
	}
	if ok, err := b.SendChatAction(ctx, &bot.SendChatActionParams{ChatID: 7, Action: models.ChatActionTyping}); !ok || err != nil {
		t.Errorf("SendChatAction: %v %v", ok, err)
	}
	doc, err := b.SendDocument(ctx, &bot.SendDocumentParams{
		ChatID: 7, Caption: "Il tuo appuntamento",
		Document: &models.InputFileUpload{Filename: "a.ics", Data: strings.NewReader("BEGIN:VCALENDAR")},
	})
	if err != nil || doc.Document.FileName != "a.ics" || string(chat.Messages()[1].Document.Bytes) != "BEGIN:VCALENDAR" {
		t.Errorf("SendDocument: %+v %v", doc, err)
	}
	if texts := chat.Texts(); texts[0] != "fatto" {
		t.Errorf("the citizen reads %q", texts)
	}
}

func TestTheLibrarySetsABotUp(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	b, ctx := client(t, s), t.Context()
	commands := []models.BotCommand{{Command: "aiuto", Description: "Che cosa so fare"}}
	scope := &models.BotCommandScopeAllPrivateChats{}
	if ok, err := b.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: commands, Scope: scope, LanguageCode: "en"}); !ok || err != nil {
		t.Errorf("SetMyCommands: %v %v", ok, err)
	}
	if got, err := b.GetMyCommands(ctx, &bot.GetMyCommandsParams{Scope: scope, LanguageCode: "en"}); err != nil || len(got) != 1 || got[0] != commands[0] {
		t.Errorf("GetMyCommands: %v %v", got, err)
	}
	if ok, err := b.SetChatMenuButton(ctx, &bot.SetChatMenuButtonParams{MenuButton: models.MenuButtonCommands{Type: "commands"}}); !ok || err != nil {
		t.Errorf("SetChatMenuButton: %v %v", ok, err)
	}
	h := newHook(t, taken)
	if ok, err := b.SetWebhook(ctx, &bot.SetWebhookParams{URL: h.url, SecretToken: "s", AllowedUpdates: []string{"message"}}); !ok || err != nil {
		t.Errorf("SetWebhook: %v %v", ok, err)
	}
	if info, err := b.GetWebhookInfo(ctx); err != nil || info.URL != h.url {
		t.Errorf("GetWebhookInfo: %+v %v", info, err)
	}
	if ok, err := b.DeleteWebhook(ctx, &bot.DeleteWebhookParams{}); !ok || err != nil {
		t.Errorf("DeleteWebhook: %v %v", ok, err)
	}
}

func TestTheLibraryKnowsTheErrorsOfTheFake(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	b, chat := client(t, s), s.Chat(1)
	send := func(id int64) error {
		_, err := b.SendMessage(t.Context(), &bot.SendMessageParams{ChatID: id, Text: "x"})
		return err
	}
	s.Fail(telegramtest.TooMany("sendMessage", 3, 1))
	var slow *bot.TooManyRequestsError
	if err := send(1); !errors.As(err, &slow) || slow.RetryAfter != 3 {
		t.Errorf("429: %v", err)
	}
	chat.Block()
	if err := send(1); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("403: %v", err)
	}
	if err := send(2); !errors.Is(err, bot.ErrorBadRequest) {
		t.Errorf("400: %v", err)
	}
	s.Bot("").Group(-1, "g").Migrate(-1002)
	var moved *bot.MigrateError
	if err := send(-1); !errors.As(err, &moved) || moved.MigrateToChatID != -1002 {
		t.Errorf("migrated: %v", err)
	}
	s.Revoke(s.Token())
	if err := send(1); !errors.Is(err, bot.ErrorUnauthorized) {
		t.Errorf("401: %v", err)
	}
}

// TestTheLibraryPolls has the library's own loop answer many citizens at once.
func TestTheLibraryPolls(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b, err := bot.New(s.Token(), bot.WithServerURL(s.URL()), bot.WithDefaultHandler(func(ctx context.Context, b *bot.Bot, u *models.Update) {
		if u.Message != nil {
			_, _ = b.SendMessage(ctx, &bot.SendMessageParams{ChatID: u.Message.Chat.ID, Text: "eco: " + u.Message.Text})
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() { b.Start(ctx) })
	for id := int64(1); id <= 20; id++ {
		done.Go(func() {
			chat := s.Chat(id)
			for _, text := range []string{"uno", "due"} {
				chat.Say(text)
				if m, err := chat.Next(ctx); err != nil || m.Text != "eco: "+text {
					t.Errorf("chat %d: %+v %v", id, m, err)
				}
			}
		})
	}
	for id := int64(1); id <= 20; id++ {
		if _, err := s.Chat(id).Wait(ctx, func(ms []telegramtest.Message) bool { return len(ms) == 2 }); err != nil {
			t.Error(err)
		}
	}
	if r := s.Bot("").Rates(); r.Sends != 40 || r.PerChat > 2 {
		t.Errorf("rates are %+v", r)
	}
	cancel()
	done.Wait()
}
