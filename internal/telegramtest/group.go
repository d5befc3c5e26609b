package telegramtest

import "github.com/go-telegram/bot/models"

// Group is a chat of many with the bot among them. Its number is negative.
func (b *Bot) Group(id int64, title string) *Chat {
	return b.open(id, models.ChatTypeGroup, title, nil)
}

// Supergroup is what a group that has grown becomes.
func (b *Bot) Supergroup(id int64, title string) *Chat {
	return b.open(id, models.ChatTypeSupergroup, title, nil)
}

// Channel is where one writes and many read.
func (b *Bot) Channel(id int64, title string) *Chat {
	return b.open(id, models.ChatTypeChannel, title, nil)
}

// SayAs writes into a group as one of its members.
func (c *Chat) SayAs(user models.User, text string) Sent {
	return c.Send(models.Message{From: &user, Text: text, Entities: found(text)})
}

// PressAs presses a button in a group as one of its members.
func (c *Chat) PressAs(user models.User, message int, data string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.press(user, message, data)
}

// Invite brings the bot into the group, also one it has left.
func (c *Chat) Invite() Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	c.out = ""
	c.membership(models.ChatMemberTypeLeft, models.ChatMemberTypeMember)
	if c.kind == models.ChatTypeChannel {
		return Sent{}
	}
	return c.send(models.Message{NewChatMembers: []models.User{c.bot.user()}})
}

// Kick throws the bot out of the group.
func (c *Chat) Kick() Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.member(models.ChatMemberTypeBanned)
}

// member takes the bot out of a group, by its own will or not.
func (c *Chat) member(status models.ChatMemberType) Sent {
	name := "group chat"
	if c.kind != models.ChatTypeGroup {
		name = string(c.kind) + " chat"
	}
	c.out = "bot is not a member of the " + name
	if status == models.ChatMemberTypeBanned {
		c.out = "bot was kicked from the " + name
	}
	return c.membership(models.ChatMemberTypeMember, status)
}

// Migrate makes the group a supergroup under another number. The old chat
// refuses everything and says where it has gone.
func (c *Chat) Migrate(id int64) *Chat {
	next := c.bot.Supergroup(id, c.title)
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	c.send(models.Message{MigrateToChatID: id})
	next.send(models.Message{MigrateFromChatID: c.id})
	c.movedTo = id
	return next
}

// Left says whether the bot is out of the group.
func (c *Chat) Left() bool {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.out != ""
}
