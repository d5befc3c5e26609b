package telegramtest

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/go-telegram/bot/models"
)

// method does what one method of the Bot API says, under the server's lock.
type method func(*call) (any, error)

// methods are those there are, in lower case: Telegram does not mind the case.
func methods() map[string]method {
	all := map[string]method{
		"getme": getMe, "getupdates": getUpdates, "getchat": getChat, "leavechat": leaveChat, "getfile": getFile,
		"setwebhook": setWebhook, "deletewebhook": deleteWebhook, "getwebhookinfo": getWebhookInfo,
		"sendmessage": sendMessage, "senddocument": sendDocument, "sendlocation": sendLocation, "sendvenue": sendVenue,
		"sendchataction": sendChatAction, "answercallbackquery": answerCallbackQuery,
		"editmessagetext": editMessageText, "editmessagereplymarkup": editMessageReplyMarkup, "deletemessage": deleteMessage,
		"setmycommands": setMyCommands, "getmycommands": getMyCommands, "deletemycommands": deleteMyCommands,
		"setchatmenubutton": setChatMenuButton, "getchatmenubutton": getChatMenuButton,
	}
	maps.Copy(all, texts("name", 64))
	maps.Copy(all, texts("description", 512))
	maps.Copy(all, texts("short_description", 120))
	return all
}

func getMe(c *call) (any, error) {
	return map[string]any{
		"id": c.bot.id, "is_bot": true, "first_name": c.bot.account.Name, "username": c.bot.account.Username,
		"can_join_groups": !c.bot.account.Alone, "can_read_all_group_messages": c.bot.account.Nosy, "supports_inline_queries": false,
		"can_connect_to_business": false, "has_main_web_app": false,
	}, nil
}

// texts makes setMy... and getMy... of a text that has a version for each
// language.
func texts(field string, longest int) map[string]method {
	name := strings.ReplaceAll(field, "_", "")
	return map[string]method{
		"setmy" + name: func(c *call) (any, error) {
			language, err := c.language()
			if err != nil {
				return nil, err
			}
			if units(c.text(field)) > longest {
				return nil, badRequest("%s is too long", strings.ReplaceAll(field, "_", " "))
			}
			c.bot.settings[field+"/"+language] = c.text(field)
			return true, nil
		},
		"getmy" + name: func(c *call) (any, error) {
			language, err := c.language()
			if err != nil {
				return nil, err
			}
			text, ok := c.bot.settings[field+"/"+language]
			if !ok || text == "" {
				text = c.bot.settings[field+"/"]
			}
			if text == "" && field == "name" {
				text = c.bot.account.Name
			}
			return map[string]string{field: text}, nil
		},
	}
}

// language is the two letters of a language, or none for all the others.
func (c *call) language() (string, error) {
	code := c.text("language_code")
	if code != "" && (len(code) != 2 || strings.ToLower(code) != code) {
		return "", badRequest("invalid language code specified")
	}
	return code, nil
}

const (
	mostCommands           = 100
	longestCommandsMeaning = 256
)

// commandsKey names the list of commands a call is about.
func (c *call) commandsKey() (string, error) {
	language, err := c.language()
	if err != nil {
		return "", err
	}
	scope := struct {
		Type   string          `json:"type"`
		ChatID json.RawMessage `json:"chat_id,omitempty"`
		UserID int64           `json:"user_id,omitempty"`
	}{Type: "default"}
	if err := c.decode("scope", &scope); err != nil {
		return "", err
	}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators", "chat_member":
		if len(scope.ChatID) == 0 {
			return "", badRequest("chat_id is empty")
		}
	default:
		return "", badRequest("can't parse BotCommandScope: unsupported type specified")
	}
	key, err := json.Marshal(scope)
	return "commands/" + language + "/" + string(key), err
}

func setMyCommands(c *call) (any, error) {
	key, err := c.commandsKey()
	if err != nil {
		return nil, err
	}
	var commands []models.BotCommand
	if err := c.decode("commands", &commands); err != nil {
		return nil, err
	}
	if len(commands) > mostCommands {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for i, command := range commands {
		commands[i].Command = strings.TrimPrefix(command.Command, "/")
		if name := commands[i].Command; !validCommand(name) || strings.ToLower(name) != name {
			return nil, badRequest("BOT_COMMAND_INVALID")
		}
		if n := units(command.Description); n < 1 || n > longestCommandsMeaning {
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	raw, err := json.Marshal(commands)
	if err != nil {
		return nil, err
	}
	c.bot.settings[key] = string(raw)
	return true, nil
}

func getMyCommands(c *call) (any, error) {
	key, err := c.commandsKey()
	if err != nil {
		return nil, err
	}
	if raw, ok := c.bot.settings[key]; ok {
		return json.RawMessage(raw), nil
	}
	return []models.BotCommand{}, nil
}

func deleteMyCommands(c *call) (any, error) {
	key, err := c.commandsKey()
	if err != nil {
		return nil, err
	}
	delete(c.bot.settings, key)
	return true, nil
}

func setChatMenuButton(c *call) (any, error) {
	button := struct {
		Type   string `json:"type"`
		Text   string `json:"text"`
		WebApp struct {
			URL string `json:"url"`
		} `json:"web_app"`
	}{Type: "default"}
	if err := c.decode("menu_button", &button); err != nil {
		return nil, err
	}
	switch {
	case button.Type == "web_app" && (button.Text == "" || !strings.HasPrefix(button.WebApp.URL, "https://")):
		return nil, badRequest("can't parse menu button: menu button Web App URL is invalid")
	case button.Type != "web_app" && button.Type != "default" && button.Type != "commands":
		return nil, badRequest("can't parse menu button: menu button has unsupported type")
	}
	raw := c.text("menu_button")
	if raw == "" {
		raw = `{"type":"default"}`
	}
	c.bot.settings["menu/"+c.text("chat_id")] = raw
	return true, nil
}

func getChatMenuButton(c *call) (any, error) {
	for _, key := range []string{"menu/" + c.text("chat_id"), "menu/"} {
		if raw, ok := c.bot.settings[key]; ok {
			return json.RawMessage(raw), nil
		}
	}
	return map[string]string{"type": "commands"}, nil
}

func getChat(c *call) (any, error) {
	chat, err := c.chat()
	if err != nil {
		return nil, err
	}
	return chat.public(), nil
}

func leaveChat(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	if chat.kind == models.ChatTypePrivate {
		return nil, badRequest("chat member status can't be changed in private chats")
	}
	chat.member(models.ChatMemberTypeLeft)
	return true, nil
}
