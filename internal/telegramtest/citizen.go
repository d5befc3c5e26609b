package telegramtest

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"
)

// Sent is what became of something a citizen did.
type Sent struct {
	Update  int64 // 0 when the bot does not want this kind
	Message int
	Query   string // of a pressed button
}

// Say writes a text. One that is too long for a message goes in several, as the
// apps do it, and the last one is returned.
func (c *Chat) Say(text string) Sent {
	code := utf16.Encode([]rune(text))
	for len(code) > longestText {
		cut := longestText
		if utf16.IsSurrogate(rune(code[cut])) && utf16.IsSurrogate(rune(code[cut-1])) {
			cut--
		}
		c.sayOne(string(utf16.Decode(code[:cut])))
		code = code[cut:]
	}
	return c.sayOne(string(utf16.Decode(code)))
}

func (c *Chat) sayOne(text string) Sent {
	text, _ = clean(text, nil)
	text, _ = trim(text, nil)
	return c.Send(models.Message{Text: text, Entities: found(text)})
}

// Start presses START, or follows a link with a payload.
func (c *Chat) Start(payload string) Sent {
	if payload == "" {
		return c.Say("/start")
	}
	return c.Say("/start " + payload)
}

// Send writes any message: what the other methods lack. Its number, date, chat
// and sender are filled in where they are empty.
func (c *Chat) Send(m models.Message) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.send(m)
}

func (c *Chat) send(m models.Message) Sent {
	if c.deleted {
		c.bot.server.must(errors.New("a deleted account cannot write"))
		return Sent{}
	}
	if c.blocked { // writing again takes the block away
		c.block(false)
	}
	c.stranger = false
	if m.ID == 0 {
		m.ID = c.bot.takeMessageID()
	}
	if m.Date == 0 {
		m.Date = int(c.now().Unix())
	}
	kind := "message"
	if m.Chat.ID == 0 {
		m.Chat = c.public()
	}
	if c.kind == models.ChatTypeChannel {
		kind, m.SenderChat = "channel_post", &m.Chat
	} else if m.From == nil {
		user := c.user
		m.From = &user
	}
	c.written[m.ID] = written{m}
	return Sent{Update: c.bot.tell(kind, c.id, m), Message: m.ID}
}

// Edit changes a text or a caption the citizen wrote.
func (c *Chat) Edit(message int, text string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	w, ok := c.written[message]
	if !ok {
		c.bot.server.must(fmt.Errorf("the citizen has no message %d to edit", message))
		return Sent{}
	}
	m := w.message
	m.EditDate = int(c.now().Unix())
	if m.Text != "" {
		m.Text, m.Entities = text, found(text)
	} else {
		m.Caption, m.CaptionEntities = text, found(text)
	}
	c.written[message] = written{m}
	kind := "edited_message"
	if c.kind == models.ChatTypeChannel {
		kind = "edited_channel_post"
	}
	return Sent{Update: c.bot.tell(kind, c.id, m), Message: message}
}

// Press presses a button by its label or its data. The message is as the citizen
// saw it: a button that the bot has taken away since can still be under the
// finger.
func (c *Chat) Press(m Message, button string) Sent {
	for _, row := range m.Keyboard {
		for _, b := range row {
			if b.Data != "" && (b.Text == button || b.Data == button) {
				return c.PressData(m.ID, b.Data)
			}
		}
	}
	c.bot.server.must(fmt.Errorf("message %d has no button %q, it has %q", m.ID, button, m.Labels()))
	return Sent{}
}

// PressData sends the data of a button, be it there or forged.
func (c *Chat) PressData(message int, data string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.press(c.user, message, data)
}

func (c *Chat) press(user models.User, message int, data string) Sent {
	id := strconv.FormatInt(user.ID<<20+int64(len(c.bot.queries))+1, 10)
	c.bot.queries[id] = &query{chat: c, at: c.now()}
	payload := map[string]any{
		"id": id, "from": user, "chat_instance": strconv.FormatInt(c.id*31+7, 10), "data": data,
		"message": map[string]any{"chat": c.public(), "message_id": message, "date": 0}, // too old to be shown
	}
	for _, m := range c.messages {
		if m.ID == message && !m.Deleted {
			payload["message"] = c.shown(m)
		}
	}
	return Sent{Update: c.bot.tell("callback_query", c.id, payload), Message: message, Query: id}
}

// Block is what a citizen does who has had enough.
func (c *Chat) Block() Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.block(true)
}

// Unblock takes Block back.
func (c *Chat) Unblock() Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.block(false)
}

func (c *Chat) block(yes bool) Sent {
	c.blocked = yes
	before, after := models.ChatMemberTypeMember, models.ChatMemberTypeBanned
	if !yes {
		before, after = after, before
	}
	return c.membership(before, after)
}

// DeleteAccount makes the citizen one who was.
func (c *Chat) DeleteAccount() {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	c.deleted = true
}

// membership tells the bot what became of it.
func (c *Chat) membership(before, after models.ChatMemberType) Sent {
	me := c.bot.user()
	member := func(status models.ChatMemberType) map[string]any {
		m := map[string]any{"user": me, "status": status}
		if status == models.ChatMemberTypeBanned {
			m["until_date"] = 0
		}
		return m
	}
	return Sent{Update: c.bot.tell("my_chat_member", c.id, map[string]any{
		"chat": c.public(), "from": c.user, "date": c.now().Unix(),
		"old_chat_member": member(before), "new_chat_member": member(after),
	})}
}
