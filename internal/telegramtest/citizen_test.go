package telegramtest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"

	"example.org/caterina/internal/telegramtest"
)

// fetch returns what waits for the bot, as the library reads it, and confirms it.
func fetch(t *testing.T, s *telegramtest.Server) []models.Update {
	t.Helper()
	us := must[[]models.Update](t, s, "getUpdates", nil)
	if len(us) > 0 {
		must[[]models.Update](t, s, "getUpdates", params{"offset": us[len(us)-1].ID + 1})
	}
	return us
}

// one returns the only message that waits for the bot.
func one(t *testing.T, s *telegramtest.Server) *models.Message {
	t.Helper()
	us := fetch(t, s)
	if len(us) != 1 || us[0].Message == nil {
		t.Fatalf("got %+v", us)
	}
	return us[0].Message
}

func TestACitizenIsWhoTheTestSays(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(7, telegramtest.Named("Ada", "<&_*[ Rossi"), telegramtest.Username("ada"), telegramtest.Language("en"))
	sent := chat.Say("ciao")
	m := one(t, s)
	want := models.User{ID: 7, FirstName: "Ada", LastName: "<&_*[ Rossi", Username: "ada", LanguageCode: "en"}
	if *m.From != want || m.Chat.Type != "private" || m.Chat.FirstName != "Ada" || m.Chat.ID != 7 || chat.ID() != 7 {
		t.Errorf("got %+v in %+v", m.From, m.Chat)
	}
	if m.ID != sent.Message || int64(m.Date) != clock.Now().Unix() || m.Text != "ciao" {
		t.Errorf("got %+v", m)
	}
}

func TestWhatCitizensWriteIsMarkedAsTelegramMarksIt(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	for text, want := range map[string]string{
		"/start siena":                       "bot_command@0+6",
		"/aiuto@caterina_test_bot":           "bot_command@0+24",
		"😀 https://comune.it, poi a@b.it.":   "url@3+17 email@26+6",
		"chiedi a @sindaco":                  "mention@9+8",
		"a/b @ / /ü 1@":                      "",
		"due  spazi\u00a0http://x.it\n/fine": "url@11+11 bot_command@23+5",
	} {
		s.Chat(1).Say(text)
		var got []string
		for _, e := range one(t, s).Entities {
			got = append(got, fmt.Sprintf("%s@%d+%d", e.Type, e.Offset, e.Length))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestALongTextOfACitizenComesInParts(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1).Say("x" + strings.Repeat("😀", 2100))
	us := fetch(t, s)
	if len(us) != 2 || us[0].Message.Text != "x"+strings.Repeat("😀", 2047) || us[1].Message.Text != strings.Repeat("😀", 53) {
		t.Errorf("%d came", len(us))
	}
}

func TestStartCarriesItsPayload(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1).Start("")
	if m := one(t, s); m.Text != "/start" {
		t.Errorf("got %q", m.Text)
	}
	s.Chat(1).Start("siena-bonus-utenze")
	if m := one(t, s); m.Text != "/start siena-bonus-utenze" {
		t.Errorf("got %q", m.Text)
	}
}

func TestAnEditIsAnUpdateOfItsOwn(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	chat := s.Chat(1)
	sent := chat.Say("/primo")
	photo := chat.SendPhoto([]byte("p"), "prima", "")
	edited, caption := chat.Edit(sent.Message, "secondo"), chat.Edit(photo.Message, "dopo")
	us := fetch(t, s)
	if len(us) != 4 || us[2].EditedMessage == nil || us[3].EditedMessage == nil {
		t.Fatalf("got %+v", us)
	}
	if m := us[2].EditedMessage; us[2].ID != edited.Update || m.Text != "secondo" || m.ID != sent.Message || m.Entities != nil || int64(m.EditDate) != clock.Now().Unix() {
		t.Errorf("got %+v", m)
	}
	if m := us[3].EditedMessage; us[3].ID != caption.Update || m.Caption != "dopo" || len(m.Photo) == 0 {
		t.Errorf("got %+v", m)
	}
}

func TestEveryKindOfMediaIsReadByTheLibrary(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1, telegramtest.Named("Ada", "Rossi"))
	chat.SendPhoto([]byte("foto"), "una foto", "album-1")
	chat.SendPhoto([]byte("foto"), "", "album-1")
	chat.SendDocument(telegramtest.Upload{Name: "isee.pdf", Type: "application/pdf", Bytes: []byte("%PDF")}, "ISEE", "")
	chat.SendVoice([]byte("OggS"), 4)
	chat.SendVideoNote([]byte("mp4"), 5)
	chat.SendVideo([]byte("mp4"), 6, "video")
	chat.SendSticker("👋")
	chat.SendLocation(43.3188, 11.3308)
	chat.SendVenue(43.3188, 11.3308, "Il Campo", "Piazza del Campo")
	chat.SendContact("+39 0577 000000", true)
	chat.SendContact("+39 0577 111111", false)
	chat.SendPoll("Quando?", "oggi", "domani")
	chat.SendDice(6)
	chat.Forward("inoltrato", "Bruno")
	us := fetch(t, s)
	var kinds []string
	for _, u := range us {
		kinds = append(kinds, kindOf(u.Message))
	}
	want := []string{
		"photo album-1 una foto", "photo album-1 ", "document isee.pdf application/pdf 4 ISEE", "voice 4 audio/ogg", "video note 5",
		"video 6 video", "sticker 👋", "location 43.3188 11.3308", "venue Il Campo 43.3188", "contact +39 0577 000000 1 Ada",
		"contact +39 0577 111111 0 Altra persona", "poll Quando? 2", "dice 6", "forward Bruno inoltrato",
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
}

func kindOf(m *models.Message) string {
	switch {
	case m.Photo != nil:
		return fmt.Sprint("photo ", m.MediaGroupID, " ", m.Caption)
	case m.Document != nil:
		return fmt.Sprint("document ", m.Document.FileName, " ", m.Document.MimeType, " ", m.Document.FileSize, " ", m.Caption)
	case m.Voice != nil:
		return fmt.Sprint("voice ", m.Voice.Duration, " ", m.Voice.MimeType)
	case m.VideoNote != nil:
		return fmt.Sprint("video note ", m.VideoNote.Duration)
	case m.Video != nil:
		return fmt.Sprint("video ", m.Video.Duration, " ", m.Caption)
	case m.Sticker != nil:
		return "sticker " + m.Sticker.Emoji
	case m.Venue != nil:
		return fmt.Sprint("venue ", m.Venue.Title, " ", m.Location.Latitude)
	case m.Location != nil:
		return fmt.Sprint("location ", m.Location.Latitude, " ", m.Location.Longitude)
	case m.Contact != nil:
		return fmt.Sprint("contact ", m.Contact.PhoneNumber, " ", m.Contact.UserID, " ", m.Contact.FirstName)
	case m.Poll != nil:
		return fmt.Sprint("poll ", m.Poll.Question, " ", len(m.Poll.Options))
	case m.Dice != nil:
		return fmt.Sprint("dice ", m.Dice.Value)
	case m.ForwardOrigin != nil:
		return fmt.Sprint("forward ", m.ForwardOrigin.MessageOriginHiddenUser.SenderUserName, " ", m.Text)
	default:
		return "text " + m.Text
	}
}

func TestACitizenRepliesToTheBot(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "Quale sportello?"})
	to, err := chat.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chat.Reply(to, "anagrafe")
	if m := one(t, s); m.ReplyToMessage == nil || m.ReplyToMessage.ID != to.ID || m.Text != "anagrafe" {
		t.Errorf("got %+v", m)
	}
}

func TestABlockedBotIsForbiddenAndTold(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	chat.Block()
	const words = "Forbidden: bot was blocked by the user"
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x"}, 403, words)
	refused(t, s, "sendChatAction", params{"chat_id": 1, "action": "typing"}, 403, words)
	refused(t, s, "editMessageText", params{"chat_id": 1, "message_id": 1, "text": "x"}, 403, words)
	refused(t, s, "deleteMessage", params{"chat_id": 1, "message_id": 1}, 403, words)
	us := fetch(t, s)
	if len(us) != 1 || us[0].MyChatMember == nil || us[0].MyChatMember.NewChatMember.Type != models.ChatMemberTypeBanned {
		t.Fatalf("got %+v", us)
	}
	chat.Unblock()
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
	chat.Block()
	chat.Say("ci ho ripensato")
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
	us = fetch(t, s)
	if len(us) != 4 || us[2].MyChatMember.NewChatMember.Type != models.ChatMemberTypeMember || us[3].Message == nil {
		t.Errorf("got %+v", us)
	}
}

func TestWhoHasGoneAndWhoNeverCameCannotBeWrittenTo(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1).DeleteAccount()
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x"}, 403, "Forbidden: user is deactivated")
	stranger := s.Chat(2, telegramtest.Stranger())
	refused(t, s, "sendDocument", params{"chat_id": 2}, 403, "Forbidden: bot can't initiate conversation with a user")
	stranger.Start("")
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 2, "text": "x"})
}

func TestMembersOfAGroupWriteAndPress(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	group := s.Bot("").Group(-10, "Mamme della 2B")
	ada := models.User{ID: 5, FirstName: "Ada"}
	group.Invite()
	group.SayAs(ada, "/start")
	press := group.PressAs(ada, 3, "o:1:0:1")
	us := fetch(t, s)
	if len(us) != 4 || us[0].MyChatMember == nil || len(us[1].Message.NewChatMembers) != 1 || us[1].Message.NewChatMembers[0].ID != s.Bot("").ID() {
		t.Fatalf("got %+v", us)
	}
	if m := us[2].Message; m.From.ID != 5 || m.Chat.Type != models.ChatTypeGroup || m.Chat.Title != "Mamme della 2B" || m.Chat.FirstName != "" {
		t.Errorf("got %+v", m)
	}
	if q := us[3].CallbackQuery; q.From.ID != 5 || q.ID != press.Query || q.Message.InaccessibleMessage.Chat.ID != -10 {
		t.Errorf("got %+v", q)
	}
}

func TestABotLeavesOrIsThrownOut(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	b := s.Bot("")
	group, super := b.Group(-10, "g"), b.Supergroup(-1001, "s")
	must[sentMessage](t, s, "sendMessage", params{"chat_id": -10, "text": "Qui non posso rispondere."})
	must[bool](t, s, "leaveChat", params{"chat_id": -10})
	if !group.Left() || super.Left() {
		t.Error("the wrong one was left")
	}
	refused(t, s, "sendMessage", params{"chat_id": -10, "text": "x"}, 403, "Forbidden: bot is not a member of the group chat")
	super.Kick()
	refused(t, s, "sendMessage", params{"chat_id": -1001, "text": "x"}, 403, "Forbidden: bot was kicked from the supergroup chat")
	refused(t, s, "leaveChat", params{"chat_id": -1001}, 403, "Forbidden: bot was kicked from the supergroup chat")
	if us := fetch(t, s); len(us) != 2 || us[0].MyChatMember.NewChatMember.Type != models.ChatMemberTypeLeft {
		t.Errorf("got %+v", us)
	}
	super.Invite()
	must[sentMessage](t, s, "sendMessage", params{"chat_id": -1001, "text": "x"})
	s.Chat(1)
	refused(t, s, "leaveChat", params{"chat_id": 1}, 400, "Bad Request: chat member status can't be changed in private chats")
}

func TestAMigratedGroupSaysWhereItWent(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	group := s.Bot("").Group(-10, "g")
	super := group.Migrate(-100123)
	r := refused(t, s, "sendMessage", params{"chat_id": -10, "text": "x"}, 400, "Bad Request: group chat was upgraded to a supergroup chat")
	if r.Parameters.MigrateTo != -100123 {
		t.Errorf("got %+v", r)
	}
	must[sentMessage](t, s, "sendMessage", params{"chat_id": -100123, "text": "x"})
	if texts := super.Texts(); len(texts) != 1 {
		t.Errorf("the new chat has %q", texts)
	}
	us := fetch(t, s)
	if len(us) != 2 || us[0].Message.MigrateToChatID != -100123 || us[1].Message.MigrateFromChatID != -10 || us[1].Message.Chat.Type != models.ChatTypeSupergroup {
		t.Errorf("got %+v", us)
	}
}

func TestAChannelHasPosts(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	channel := s.Bot("").Channel(-1009, "Comune")
	channel.Invite()
	post := channel.Say("avviso")
	channel.Edit(post.Message, "avviso corretto")
	us := fetch(t, s)
	if len(us) != 3 || us[1].ChannelPost == nil || us[1].ChannelPost.SenderChat.ID != -1009 || us[2].EditedChannelPost == nil {
		t.Fatalf("got %+v", us)
	}
	channel.Kick()
	refused(t, s, "sendMessage", params{"chat_id": -1009, "text": "x"}, 403, "Forbidden: bot was kicked from the channel chat")
	var chat models.Chat
	if err := json.Unmarshal(do(t, s, "getChat", params{"chat_id": -1009}).Result, &chat); err != nil || chat.Title != "Comune" {
		t.Errorf("got %+v %v", chat, err)
	}
	refused(t, s, "getChat", params{"chat_id": 3}, 400, "Bad Request: chat not found")
}

// TestAMistakeOfTheTestIsReported: a button that is not there, a message that
// was never written.
func TestAMistakeOfTheTestIsReported(t *testing.T) {
	t.Parallel()
	s, err := telegramtest.New(t.Context(), telegramtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	chat, gone := s.Chat(1), s.Chat(2)
	gone.DeleteAccount()
	for name, mistake := range map[string]func(){
		"press":   func() { chat.Press(telegramtest.Message{ID: 3}, "Sì") },
		"edit":    func() { chat.Edit(9, "x") },
		"gone":    func() { gone.Say("x") },
		"deliver": func() { s.Bot("").Deliver(1) },
		"token":   func() { s.AddBot(telegramtest.Account{Token: "no number"}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: nobody noticed", name)
				}
			}()
			mistake()
		}()
	}
	chat.Say("ancora vivo")
}
