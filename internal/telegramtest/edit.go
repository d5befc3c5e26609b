package telegramtest

import (
	"reflect"
	"slices"
	"time"

	"github.com/go-telegram/bot/models"
)

// deletable is how long a bot may delete its message.
const deletable = 48 * time.Hour

// target finds the message of the bot that a call changes.
func (c *call) target() (*Chat, *Message, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, nil, err
	}
	id := c.number("message_id")
	if id == 0 {
		return nil, nil, badRequest("message identifier is not specified")
	}
	i := slices.IndexFunc(chat.messages, func(m *Message) bool { return m.ID == id && !m.Deleted })
	switch {
	case i >= 0:
		return chat, chat.messages[i], nil
	case chat.has(id):
		return nil, nil, badRequest("message can't be edited")
	default:
		return nil, nil, badRequest("message to edit not found")
	}
}

func notModified() error {
	return badRequest("message is not modified: specified new message content and reply markup are exactly the same " +
		"as a current content and reply markup of the message")
}

func editMessageText(c *call) (any, error) {
	chat, m, err := c.target()
	if err != nil {
		return nil, err
	}
	if m.Kind != Text {
		return nil, badRequest("there is no text in the message to edit")
	}
	next := Message{Preview: m.Preview}
	if err := c.words(&next, "text", "entities"); err != nil {
		return nil, err
	}
	if err := c.decode("link_preview_options", &next.Preview); err != nil {
		return nil, err
	}
	under, err := c.markup()
	if err != nil {
		return nil, err
	}
	if m.Text == next.Text && sameEntities(m.Entities, next.Entities) && reflect.DeepEqual(m.Keyboard, under.rows) {
		return nil, notModified()
	}
	chat.change(m, func() {
		m.Text, m.Entities, m.Source, m.Mode, m.Preview = next.Text, next.Entities, next.Source, next.Mode, next.Preview
		m.Keyboard = under.rows
	})
	return chat.shown(m), nil
}

func sameEntities(a, b []models.MessageEntity) bool {
	return len(a) == len(b) && (len(a) == 0 || reflect.DeepEqual(a, b))
}

func editMessageReplyMarkup(c *call) (any, error) {
	chat, m, err := c.target()
	if err != nil {
		return nil, err
	}
	under, err := c.markup()
	if err != nil {
		return nil, err
	}
	if reflect.DeepEqual(m.Keyboard, under.rows) {
		return nil, notModified()
	}
	chat.change(m, func() { m.Keyboard = under.rows })
	return chat.shown(m), nil
}

func deleteMessage(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	id := c.number("message_id")
	if !chat.has(id) {
		return nil, badRequest("message to delete not found")
	}
	i := slices.IndexFunc(chat.messages, func(m *Message) bool { return m.ID == id })
	if i < 0 {
		if chat.kind != models.ChatTypePrivate {
			return nil, badRequest("message can't be deleted")
		}
		delete(chat.written, id)
		return true, nil
	}
	m := chat.messages[i]
	switch {
	case m.Deleted:
		return nil, badRequest("message to delete not found")
	case c.server.options.Now().Sub(m.At) >= deletable:
		return nil, badRequest("message can't be deleted for everyone")
	}
	chat.change(m, func() { m.Deleted = true })
	return true, nil
}

// change keeps what a message was, and wakes who waits for the chat.
func (c *Chat) change(m *Message, apply func()) {
	m.Edits = append(m.Edits, Edit{At: c.bot.server.options.Now(), Text: m.Text, Keyboard: m.Keyboard})
	apply()
	c.changed.Ring()
}
