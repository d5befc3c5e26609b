package telegram_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

var aPicture = []byte("\x89PNG\r\n\x1a\n picture")

// TestEveryKindOfUpdateHasItsReaction: the citizen reads something, or nobody
// expects it.
func TestEveryKindOfUpdateHasItsReaction(t *testing.T) { //nolint:tparallel // its chats are worked at the same time
	t.Parallel()
	type chat = *telegramtest.Chat
	w := newWorld(t, setup{})
	w.start("one")
	number := int64(100)
	for name, c := range map[string]struct {
		do    func(chat)
		reads string               // "": nothing
		logs  caterina.MessageBody // what the citizen has said; zero: nothing
		files int
	}{
		"a text":            {func(c chat) { c.Say("nido") }, "Risposta a nido", caterina.MessageBody{Text: "nido"}, 0},
		"a forwarded one":   {func(c chat) { c.Forward("è vero?", "Ugo") }, "Risposta a è vero?", caterina.MessageBody{Text: "è vero?", Media: "forwarded"}, 0},
		"a forwarded order": {func(c chat) { c.Forward("/cancella", "Ugo") }, "Risposta a /cancella", caterina.MessageBody{Text: "/cancella", Media: "forwarded"}, 0},
		"news of a channel": {func(c chat) {
			c.Send(models.Message{Text: "Da domani cambia tutto", ForwardOrigin: &models.MessageOrigin{
				Type:                 models.MessageOriginTypeChannel,
				MessageOriginChannel: &models.MessageOriginChannel{Type: models.MessageOriginTypeChannel, Chat: models.Chat{ID: -100, Type: models.ChatTypeChannel, Title: "Notizie"}, MessageID: 3},
			}})
		}, "Risposta a Da domani", caterina.MessageBody{Text: "Da domani cambia tutto", Media: "forwarded"}, 0},
		"start":           {func(c chat) { c.Start("") }, "Ciao!", caterina.MessageBody{}, 0},
		"start of a card": {func(c chat) { c.Start("siena-nido") }, "Risposta a Iscrizione al nido", caterina.MessageBody{Text: "Iscrizione al nido", Choice: "card/nido"}, 0},
		"help":            {func(c chat) { c.Say("/aiuto") }, "/persona", caterina.MessageBody{}, 0},
		"help in English": {func(c chat) { c.Say("/help") }, "/persona", caterina.MessageBody{}, 0},
		"a person":        {func(c chat) { c.Say("/persona") }, "", caterina.MessageBody{Text: "Voglio parlare con una persona", Choice: "person"}, 0},
		"an appointment":  {func(c chat) { c.Say("/appuntamento") }, "Risposta a Vorrei prendere un appuntamento", caterina.MessageBody{Text: "Vorrei prendere un appuntamento"}, 0},
		"language":        {func(c chat) { c.Say("/lingua") }, "In che lingua", caterina.MessageBody{}, 0},
		"privacy":         {func(c chat) { c.Say("/privacy") }, "Telegram conserva", caterina.MessageBody{}, 0},
		"erase":           {func(c chat) { c.Say("/cancella") }, "Vuoi cancellare", caterina.MessageBody{}, 0},
		"town":            {func(c chat) { c.Say("/comune") }, "Sono qui", caterina.MessageBody{}, 0},
		"unknown command": {func(c chat) { c.Say("/pippo") }, "Non conosco questo comando", caterina.MessageBody{}, 0},
		"too long":        {func(c chat) { c.Say(strings.Repeat("a", 4096)) }, "troppo lungo", caterina.MessageBody{}, 0},
		"a photo":         {func(c chat) { c.SendPhoto(aPicture, "", "") }, "Risposta", caterina.MessageBody{Media: "photo"}, 1},
		"a document": {func(c chat) {
			c.SendDocument(telegramtest.Upload{Name: "a.pdf", Type: "text/html", Bytes: []byte("%PDF-1.7 x")}, "ecco", "")
		}, "Risposta a ecco", caterina.MessageBody{Text: "ecco", Media: "document"}, 1},
		"a large one":   {func(c chat) { c.SendLargeDocument(telegramtest.Upload{Name: "a.pdf"}, 30<<20, "", "") }, "Risposta", caterina.MessageBody{Media: "document"}, 1},
		"a voice note":  {func(c chat) { c.SendVoice([]byte("OggS voice"), 3) }, "Risposta", caterina.MessageBody{Media: "voice"}, 1},
		"a video":       {func(c chat) { c.SendVideo([]byte("video"), 3, "") }, "Risposta", caterina.MessageBody{Media: "video"}, 1},
		"a round video": {func(c chat) { c.SendVideoNote([]byte("video"), 3) }, "Risposta", caterina.MessageBody{Media: "video"}, 1},
		"a sticker":     {func(c chat) { c.SendSticker("👍") }, "Risposta", caterina.MessageBody{Media: "sticker"}, 0},
		"a poll":        {func(c chat) { c.SendPoll("Chi?", "io", "tu") }, "Risposta", caterina.MessageBody{Media: "poll"}, 0},
		"a die":         {func(c chat) { c.SendDice(6) }, "Risposta", caterina.MessageBody{Media: "other"}, 0},
		"a place":       {func(c chat) { c.SendVenue(43.3, 11.3, "Comune", "Il Campo 1") }, "📍 Comune", caterina.MessageBody{Text: "📍 Comune", Choice: "near:43.300,11.300", Media: "venue"}, 0},
		"a place of another": {func(c chat) {
			c.Send(models.Message{Location: &models.Location{Latitude: 43.3, Longitude: 11.3}, ForwardOrigin: &models.MessageOrigin{
				Type:                    models.MessageOriginTypeHiddenUser,
				MessageOriginHiddenUser: &models.MessageOriginHiddenUser{Type: models.MessageOriginTypeHiddenUser, SenderUserName: "Ugo"},
			}})
		}, "Risposta a Un luogo", caterina.MessageBody{Text: "Un luogo", Choice: "near:43.300,11.300", Media: "venue"}, 0},
		"a game":         {func(c chat) { c.Send(models.Message{Game: &models.Game{Title: "x"}}) }, "Risposta", caterina.MessageBody{Media: "other"}, 0},
		"a story":        {func(c chat) { c.Send(models.Message{Story: &models.Story{ID: 1}}) }, "Risposta", caterina.MessageBody{Media: "other"}, 0},
		"a giveaway":     {func(c chat) { c.Send(models.Message{Giveaway: &models.Giveaway{WinnerCount: 1}}) }, "Risposta", caterina.MessageBody{Media: "other"}, 0},
		"a position":     {func(c chat) { c.SendLocation(43.318412, 11.331234) }, "La mia posizione", caterina.MessageBody{Text: "📍 La mia posizione", Choice: "near:43.318,11.331"}, 0},
		"their number":   {func(c chat) { c.SendContact("393331234567", true) }, "+393331234567", caterina.MessageBody{}, 0},
		"another's":      {func(c chat) { c.SendContact("393331234567", false) }, "non è il tuo", caterina.MessageBody{}, 0},
		"a service line": {func(c chat) { c.Send(models.Message{NewChatTitle: "x"}) }, "", caterina.MessageBody{}, 0},
		"unblocked":      {func(c chat) { c.Block(); c.Unblock() }, "", caterina.MessageBody{}, 0},
	} {
		number++
		chat := w.tg.Chat(number)
		c.do(chat)
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // the chats are worked at the same time already
			if c.reads != "" {
				w.reads(chat, c.reads)
			}
			w.settled()
			if c.reads == "" && c.logs.Text == "" && len(chat.Messages()) != 0 {
				t.Errorf("the citizen reads %q", chat.Texts())
			}
			said := w.saidBy(chat)
			switch {
			case c.logs.Text == "" && c.logs.Media == "" && len(said) == 0:
				return
			case len(said) != 1:
				t.Fatalf("the log holds %+v", said)
			}
			if got := said[0]; got.Text != c.logs.Text || got.Choice != c.logs.Choice || got.Media != c.logs.Media || len(got.Files) != c.files {
				t.Errorf("the log holds %+v", got)
			}
		})
	}
}

// TestAGroupIsRefusedOnce and is then nobody's business.
func TestAGroupIsRefusedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	group := w.bot.Group(-100, "Condominio")
	group.Invite()
	for range 3 {
		group.SayAs(models.User{ID: 7, FirstName: "Ugo"}, "/start")
		w.settled()
	}
	if got := group.Texts(); len(got) != 1 || !strings.Contains(got[0], "una persona alla volta") {
		t.Errorf("the group reads %q", got)
	}
	group.Migrate(-1001)
	w.settled()
	group.SayAs(models.User{ID: 7, FirstName: "Ugo"}, "/start")
	w.settled()
	if n := w.sum("SELECT count(*) FROM conversation"); n != 0 {
		t.Errorf("there are %d conversations", n)
	}
	if n := w.sum("SELECT count(*) FROM telegram_chat WHERE chat = -1001"); n != 1 {
		t.Error("the group has not moved")
	}
}

// TestAGroupThatMovesWhileItIsWrittenTo gets its refusal under its new number.
func TestAGroupThatMovesWhileItIsWrittenTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	hold := w.tg.Fail(telegramtest.TooMany("sendMessage", 2, 1))
	w.start("one")
	group := w.bot.Group(-100, "Condominio")
	group.SayAs(models.User{ID: 7, FirstName: "Ugo"}, "/start")
	w.until("the refusal waits", func() bool { return hold.Count() == 1 })
	large := group.Migrate(-1001)
	w.reads(large, "una persona alla volta")
	w.settled()
	if n := len(large.Messages()); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}

// TestFilesAreWhatTheirBytesSay, and nothing of how they came is kept.
func TestFilesAreWhatTheirBytesSay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.SendDocument(telegramtest.Upload{Name: `C:\carte\..\fattura.exe.pdf`, Type: "application/pdf", Bytes: []byte("<html><script>alert(1)</script>")}, "", "")
	chat.SendLargeDocument(telegramtest.Upload{Name: "enorme.pdf", Type: "application/pdf"}, 11<<20, "", "")
	w.until("both are there", func() bool { return len(w.said()) == 2 })
	w.settled()
	said := w.said()
	small, large := said[0].Files[0], said[1].Files[0]
	if small.Name != "fattura.exe.pdf" || !strings.HasPrefix(small.MIME, "text/html") || small.Size != 31 {
		t.Errorf("the small one is %+v", small)
	}
	if large.ID != "" || large.Name != "enorme.pdf" || large.Size != 11<<20 {
		t.Errorf("the large one is %+v", large)
	}
	kept, err := p.store.Attachment(t.Context(), w.towns[0].ID, small.ID)
	if err != nil || string(kept.Bytes) != "<html><script>alert(1)</script>" {
		t.Errorf("kept %q, %v", kept.Bytes, err)
	}
	if n := w.sum("SELECT count(*) FROM event WHERE body::text LIKE '%http%/file/%' OR body::text LIKE '%file_id%'"); n != 0 {
		t.Error("an address of Telegram's is in the log")
	}
}

// TestAFileThatCannotBeHadIsKnownByName: the message is not lost with it.
func TestAFileThatCannotBeHadIsKnownByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]telegramtest.Fault{
		"gone":      {Method: "file", Status: 404},
		"too large": {Method: "getFile", Status: 400, Description: "Bad Request: file is too big"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			w.tg.Fail(c)
			w.start("one")
			chat := w.tg.Chat(42)
			chat.SendDocument(telegramtest.Upload{Name: "a.pdf", Bytes: []byte("x")}, "ecco", "")
			w.reads(chat, "Risposta a ecco")
			w.settled()
			if f := w.said()[0].Files; len(f) != 1 || f[0].ID != "" || f[0].Name != "a.pdf" {
				t.Errorf("the log holds %+v", f)
			}
		})
	}
}

// TestAFileIsTriedAgain while Telegram has trouble.
func TestAFileIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.tg.Fail(telegramtest.Broken("file", 502, 1))
	w.start("one")
	chat := w.tg.Chat(42)
	chat.SendDocument(telegramtest.Upload{Name: "a.txt", Bytes: []byte("ciao")}, "", "")
	chat.Say("poi")
	w.until("both are there", func() bool { return len(w.said()) == 2 })
	w.settled()
	said := w.said()
	if said[0].Media != "document" || said[0].Files[0].ID == "" || said[1].Text != "poi" {
		t.Errorf("the log holds %+v", said)
	}
	if !slices.ContainsFunc(chat.Texts(), func(s string) bool { return strings.Contains(s, "poi") }) {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
}
