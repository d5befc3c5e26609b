package telegramtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"example.org/caterina/internal/telegramtest"
)

func TestCommandsAreKeptByLanguageAndScope(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	set := func(command, language string, scope params) {
		p := params{"commands": []params{{"command": command, "description": "Che cosa fa"}}, "language_code": language}
		if scope != nil {
			p["scope"] = scope
		}
		must[bool](t, s, "setMyCommands", p)
	}
	set("aiuto", "", nil)
	set("help", "en", nil)
	set("persona", "", params{"type": "all_private_chats"})
	set("qui", "", params{"type": "chat", "chat_id": 7})
	for _, c := range []struct {
		p    params
		want string
	}{
		{params{}, "aiuto"},
		{params{"scope": params{"type": "default"}}, "aiuto"},
		{params{"language_code": "en"}, "help"},
		{params{"language_code": "de"}, ""},
		{params{"scope": params{"type": "all_private_chats"}}, "persona"},
		{params{"scope": params{"type": "chat", "chat_id": 7}}, "qui"},
		{params{"scope": params{"type": "chat", "chat_id": 8}}, ""},
	} {
		var names []string
		for _, command := range must[[]models.BotCommand](t, s, "getMyCommands", c.p) {
			names = append(names, command.Command)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%v: got %q, want %q", c.p, got, c.want)
		}
	}
	must[bool](t, s, "deleteMyCommands", params{"language_code": "en"})
	if left := must[[]models.BotCommand](t, s, "getMyCommands", params{"language_code": "en"}); len(left) != 0 {
		t.Errorf("left are %v", left)
	}
}

func TestCommandsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	command := func(name, description string) params {
		return params{"commands": []params{{"command": name, "description": description}}}
	}
	many := make([]params, 101)
	for i := range many {
		many[i] = params{"command": "x", "description": "y"}
	}
	for _, c := range []struct {
		p     params
		words string
	}{
		{command("Aiuto", "x"), "BOT_COMMAND_INVALID"},
		{command("perché", "x"), "BOT_COMMAND_INVALID"},
		{command("", "x"), "BOT_COMMAND_INVALID"},
		{command(strings.Repeat("a", 33), "x"), "BOT_COMMAND_INVALID"},
		{command("aiuto", ""), "BOT_COMMAND_DESCRIPTION_INVALID"},
		{command("aiuto", strings.Repeat("a", 257)), "BOT_COMMAND_DESCRIPTION_INVALID"},
		{params{"commands": many}, "BOT_COMMANDS_TOO_MUCH"},
		{params{"commands": "{"}, "can't parse commands JSON object"},
		{params{"scope": params{"type": "moon"}}, "can't parse BotCommandScope: unsupported type specified"},
		{params{"scope": params{"type": "chat"}}, "chat_id is empty"},
		{params{"scope": "{"}, "can't parse scope JSON object"},
		{params{"language_code": "ita"}, "invalid language code specified"},
	} {
		refused(t, s, "setMyCommands", c.p, 400, "Bad Request: "+c.words)
	}
	refused(t, s, "getMyCommands", params{"language_code": "IT"}, 400, "Bad Request: invalid language code specified")
	refused(t, s, "deleteMyCommands", params{"language_code": "IT"}, 400, "Bad Request: invalid language code specified")
	must[bool](t, s, "setMyCommands", command("/aiuto_1", "x"))
}

func TestWhatABotSaysOfItselfHasALanguage(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	for field, method := range map[string]string{
		"name": "MyName", "description": "MyDescription", "short_description": "MyShortDescription",
	} {
		must[bool](t, s, "set"+method, params{field: "Caterina del Comune"})
		must[bool](t, s, "set"+method, params{field: "Caterina of the town", "language_code": "en"})
		for language, want := range map[string]string{"": "Caterina del Comune", "en": "Caterina of the town", "fr": "Caterina del Comune"} {
			if got := must[map[string]string](t, s, "get"+method, params{"language_code": language})[field]; got != want {
				t.Errorf("%s in %q: got %q", field, language, got)
			}
		}
		words := "Bad Request: " + strings.ReplaceAll(field, "_", " ") + " is too long"
		refused(t, s, "set"+method, params{field: strings.Repeat("a", 513)}, 400, words)
		refused(t, s, "set"+method, params{"language_code": "x"}, 400, "Bad Request: invalid language code specified")
		refused(t, s, "get"+method, params{"language_code": "x"}, 400, "Bad Request: invalid language code specified")
	}
	fresh := telegramtest.Start(t, telegramtest.Options{})
	if name := must[models.BotName](t, fresh, "getMyName", nil); name.Name != "Caterina" {
		t.Errorf("the name is %q", name.Name)
	}
	if d := must[models.BotDescription](t, fresh, "getMyDescription", nil); d.Description != "" {
		t.Errorf("the description is %q", d.Description)
	}
}

func TestTheMenuButtonIsKeptForEachChat(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	kind := func(p params) string {
		return must[struct {
			Type string `json:"type"`
		}](t, s, "getChatMenuButton", p).Type
	}
	if k := kind(nil); k != "commands" {
		t.Errorf("at first it is %q", k)
	}
	must[bool](t, s, "setChatMenuButton", nil)
	must[bool](t, s, "setChatMenuButton", params{"chat_id": 7, "menu_button": params{"type": "commands"}})
	if kind(nil) != "default" || kind(params{"chat_id": 7}) != "commands" || kind(params{"chat_id": 8}) != "default" {
		t.Errorf("got %q %q", kind(nil), kind(params{"chat_id": 7}))
	}
	refused(t, s, "setChatMenuButton", params{"menu_button": params{"type": "pizza"}},
		400, "Bad Request: can't parse menu button: menu button has unsupported type")
	refused(t, s, "setChatMenuButton", params{"menu_button": params{"type": "web_app", "text": "x", "web_app": params{"url": "http://x.it"}}},
		400, "Bad Request: can't parse menu button: menu button Web App URL is invalid")
	refused(t, s, "setChatMenuButton", params{"menu_button": "{"}, 400, "Bad Request: can't parse menu button JSON object")
}

func TestAFileIsFoundThenDownloaded(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	path := fileOf(t, s, []byte("%PDF-1.7"))
	if code, body := download(t, s, s.Token(), path); code != http.StatusOK || body != "%PDF-1.7" {
		t.Errorf("got %d %q", code, body)
	}
	if code, _ := download(t, s, "1:wrong", path); code != http.StatusUnauthorized {
		t.Errorf("a wrong token got %d", code)
	}
	if code, _ := download(t, s, s.Token(), "documents/file_99.pdf"); code != http.StatusNotFound {
		t.Errorf("a wrong path got %d", code)
	}
	if rs := s.Requests("file"); len(rs) != 3 || rs[0].Token != s.Token() || rs[0].Params["path"] != path {
		t.Errorf("noted %+v", rs)
	}
	refused(t, s, "getFile", params{"file_id": "x"}, 400, "Bad Request: invalid file_id")
	refused(t, s, "getFile", nil, 400, "Bad Request: file_id not specified")
}

func TestAFileOfMoreThan20MBCannotBeDownloaded(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1).SendLargeDocument(telegramtest.Upload{Name: "film.mkv"}, 20<<20+1, "", "")
	m := one(t, s)
	if m.Document.FileSize != 20<<20+1 {
		t.Errorf("it has %d bytes", m.Document.FileSize)
	}
	refused(t, s, "getFile", params{"file_id": m.Document.FileID}, 400, "Bad Request: file is too big")
}

func TestAFileTelegramHasCanBeSentOn(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	chat.SendDocument(telegramtest.Upload{Name: "a.pdf", Bytes: []byte("pdf")}, "", "")
	must[sentMessage](t, s, "sendDocument", params{"chat_id": 1, "document": one(t, s).Document.FileID})
	if m := chat.Messages()[0]; m.Document.Name != "a.pdf" || string(m.Document.Bytes) != "pdf" {
		t.Errorf("got %+v", m.Document)
	}
}
