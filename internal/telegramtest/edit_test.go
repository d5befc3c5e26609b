package telegramtest_test

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/telegramtest"
)

const notModified = "Bad Request: message is not modified: specified new message content and reply markup are exactly " +
	"the same as a current content and reply markup of the message"

func TestAnEditedMessageIsAnotherOneInTheSamePlace(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(1)
	keys := inlineKeyboard([]params{{"text": "Sì", "callback_data": "1"}})
	m := must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "uno", "reply_markup": keys})
	clock.add(time.Minute)
	edited := must[struct {
		Text string `json:"text"`
		Edit int64  `json:"edit_date"`
	}](t, s, "editMessageText", params{"chat_id": 1, "message_id": m.ID, "text": "<i>due</i>", "parse_mode": "HTML"})
	if edited.Text != "due" || edited.Edit != clock.Now().Unix() {
		t.Errorf("the bot was told %+v", edited)
	}
	all := chat.Messages()
	if len(all) != 1 || all[0].Text != "due" || all[0].Keyboard != nil || len(all[0].Entities) != 1 {
		t.Errorf("the citizen sees %+v", all)
	}
	if e := all[0].Edits; len(e) != 1 || e[0].Text != "uno" || e[0].Keyboard[0][0].Text != "Sì" || !e[0].At.Equal(clock.Now()) {
		t.Errorf("before it was %+v", e)
	}
}

func TestAnEditThatChangesNothingIsRefused(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	keys := inlineKeyboard([]params{{"text": "Sì", "callback_data": "1"}})
	m := must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "<b>uno</b>", "parse_mode": "HTML", "reply_markup": keys})
	same := params{"chat_id": 1, "message_id": m.ID, "text": "<strong>uno</strong> ", "parse_mode": "HTML", "reply_markup": keys}
	refused(t, s, "editMessageText", same, 400, notModified)
	refused(t, s, "editMessageReplyMarkup", params{"chat_id": 1, "message_id": m.ID, "reply_markup": keys}, 400, notModified)
	must[sentMessage](t, s, "editMessageReplyMarkup", params{"chat_id": 1, "message_id": m.ID})
	refused(t, s, "editMessageReplyMarkup", params{"chat_id": 1, "message_id": m.ID}, 400, notModified)
	must[sentMessage](t, s, "editMessageText", same)
	must[sentMessage](t, s, "editMessageText", params{"chat_id": 1, "message_id": m.ID, "text": "uno", "reply_markup": keys})
}

func TestOnlyItsOwnMessagesCanABotEdit(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	own := must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
	theirs := chat.Say("ciao")
	for _, method := range []string{"editMessageText", "editMessageReplyMarkup"} {
		refused(t, s, method, params{"chat_id": 1, "message_id": theirs.Message, "text": "x"}, 400, "Bad Request: message can't be edited")
		refused(t, s, method, params{"chat_id": 1, "message_id": 9, "text": "x"}, 400, "Bad Request: message to edit not found")
		refused(t, s, method, params{"chat_id": 1, "text": "x"}, 400, "Bad Request: message identifier is not specified")
		refused(t, s, method, params{"chat_id": 2, "message_id": own.ID, "text": "x"}, 400, "Bad Request: chat not found")
		refused(t, s, method, params{"chat_id": 1, "message_id": own.ID, "text": "y", "reply_markup": "{"},
			400, "Bad Request: can't parse reply keyboard markup JSON object")
	}
	refused(t, s, "editMessageText", params{"chat_id": 1, "message_id": own.ID, "text": ""}, 400, "Bad Request: message text is empty")
	refused(t, s, "editMessageText", params{"chat_id": 1, "message_id": own.ID, "text": strings.Repeat("a", 5000)},
		400, "Bad Request: message is too long")
	place := must[sentMessage](t, s, "sendLocation", params{"chat_id": 1, "latitude": 1, "longitude": 1})
	refused(t, s, "editMessageText", params{"chat_id": 1, "message_id": place.ID, "text": "x"},
		400, "Bad Request: there is no text in the message to edit")
}

func TestADeletedMessageIsGoneForTheCitizen(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(1)
	first := must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "uno"})
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "due"})
	must[bool](t, s, "deleteMessage", params{"chat_id": 1, "message_id": first.ID})
	if texts := chat.Texts(); len(texts) != 1 || texts[0] != "due" {
		t.Errorf("the citizen reads %q", texts)
	}
	if all := chat.Messages(); len(all) != 2 || !all[0].Deleted {
		t.Errorf("the test sees %+v", all)
	}
	refused(t, s, "deleteMessage", params{"chat_id": 1, "message_id": first.ID}, 400, "Bad Request: message to delete not found")
	refused(t, s, "editMessageText", params{"chat_id": 1, "message_id": first.ID, "text": "x"}, 400, "Bad Request: message to edit not found")
	clock.add(48 * time.Hour)
	refused(t, s, "deleteMessage", params{"chat_id": 1, "message_id": chat.Messages()[1].ID},
		400, "Bad Request: message can't be deleted for everyone")
}

func TestTheWordsOfACitizenCanBeDeletedInPrivateChatsAlone(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat, group := s.Chat(1), s.Bot("").Group(-5, "Mamme")
	must[bool](t, s, "deleteMessage", params{"chat_id": 1, "message_id": chat.Say("il mio codice fiscale").Message})
	if ids := chat.Written(); len(ids) != 0 {
		t.Errorf("%v are left", ids)
	}
	refused(t, s, "deleteMessage", params{"chat_id": -5, "message_id": group.Say("x").Message}, 400, "Bad Request: message can't be deleted")
}

func TestAButtonIsAnsweredWhileItIsFresh(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(1)
	must[sentMessage](t, s, "sendMessage", params{
		"chat_id": 1, "text": "?", "reply_markup": inlineKeyboard([]params{{"text": "Sì", "callback_data": "o:1:0:1"}}),
	})
	m, err := chat.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byLabel, byData := chat.Press(m, "Sì"), chat.Press(m, "o:1:0:1")
	if us := updates(t, s, nil); len(us) != 2 || us[0].Query.Data != "o:1:0:1" || us[0].Query.ID != byLabel.Query || us[1].Query.ID != byData.Query {
		t.Fatalf("the bot got %+v", us)
	}
	must[bool](t, s, "answerCallbackQuery", params{"callback_query_id": byLabel.Query, "text": "Fatto", "show_alert": true})
	answer, err := chat.Answered(t.Context(), byLabel.Query)
	if err != nil || answer.Text != "Fatto" || !answer.Alert {
		t.Errorf("the citizen reads %+v %v", answer, err)
	}
	must[bool](t, s, "answerCallbackQuery", params{"callback_query_id": byLabel.Query})
	const old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	refused(t, s, "answerCallbackQuery", params{"callback_query_id": "1"}, 400, old)
	refused(t, s, "answerCallbackQuery", params{"callback_query_id": byData.Query, "text": strings.Repeat("a", 201)}, 400, "Bad Request: MESSAGE_TOO_LONG")
	s.Bot("").Expire(byData.Query)
	refused(t, s, "answerCallbackQuery", params{"callback_query_id": byData.Query}, 400, old)
	clock.add(15 * time.Minute)
	refused(t, s, "answerCallbackQuery", params{"callback_query_id": byLabel.Query}, 400, old)
	answers := s.Bot("").Answers()
	if len(answers) != 2 || len(answers[byLabel.Query]) != 2 || answers[byData.Query] == nil || len(answers[byData.Query]) != 0 {
		t.Errorf("answers are %+v", answers)
	}
}

func TestAButtonThatHasGoneCanStillBePressed(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	must[sentMessage](t, s, "sendMessage", params{
		"chat_id": 1, "text": "?", "reply_markup": inlineKeyboard([]params{{"text": "Sì", "callback_data": "o:1:0:1"}}),
	})
	m, err := chat.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	must[sentMessage](t, s, "editMessageReplyMarkup", params{"chat_id": 1, "message_id": m.ID})
	chat.Press(m, "Sì")
	must[bool](t, s, "deleteMessage", params{"chat_id": 1, "message_id": m.ID})
	chat.Press(m, "Sì")
	r := do(t, s, "getUpdates", nil)
	if got := string(r.Result); strings.Count(got, "o:1:0:1") != 2 || !strings.Contains(got, `"date":0`) {
		t.Errorf("the bot got %s", got)
	}
}
