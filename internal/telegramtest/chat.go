package telegramtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"example.org/caterina/internal/faults"
)

// Chat is one chat with a bot, and the citizen at its other end: the test writes
// and presses through it and reads what the bot sent.
type Chat struct {
	bot   *Bot
	id    int64
	kind  models.ChatType
	title string
	user  models.User

	messages []*Message      // of the bot, in order of arrival
	written  map[int]written // by the citizen
	actions  []Action
	read     int // messages Next has given
	changed  *faults.Bell

	stranger bool   // has never written
	blocked  bool   // by the citizen
	deleted  bool   // the account
	out      string // why the bot cannot write into a group, empty when it can
	movedTo  int64
}

// written is what a citizen wrote, for edits.
type written struct {
	message models.Message
}

// Trait says who a citizen is.
type Trait func(*Chat)

// Named gives the citizen a name.
func Named(first, last string) Trait {
	return func(c *Chat) { c.user.FirstName, c.user.LastName = first, last }
}

// Username gives the citizen a username.
func Username(name string) Trait { return func(c *Chat) { c.user.Username = name } }

// Language is the citizen's, as the phone says it.
func Language(code string) Trait { return func(c *Chat) { c.user.LanguageCode = code } }

// Stranger is a citizen who has never written: a bot may not write first.
func Stranger() Trait { return func(c *Chat) { c.stranger = true } }

// Chat is the bot's private chat with a citizen, who is there from the first
// time it is asked for.
func (b *Bot) Chat(id int64, traits ...Trait) *Chat {
	return b.open(id, models.ChatTypePrivate, "", traits)
}

func (b *Bot) open(id int64, kind models.ChatType, title string, traits []Trait) *Chat {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	c, ok := b.chats[id]
	if !ok {
		c = &Chat{
			bot: b, id: id, kind: kind, title: title, written: make(map[int]written), changed: b.server.newBell(),
			user: models.User{ID: max(id, -id), FirstName: "Citizen " + strconv.FormatInt(max(id, -id), 10), LanguageCode: "it"},
		}
		b.chats[id] = c
	}
	for _, trait := range traits {
		trait(c)
	}
	return c
}

// ID is the chat's.
func (c *Chat) ID() int64 { return c.id }

// public is the chat as updates show it.
func (c *Chat) public() models.Chat {
	if c.kind != models.ChatTypePrivate {
		return models.Chat{ID: c.id, Type: c.kind, Title: c.title}
	}
	return models.Chat{
		ID: c.id, Type: c.kind, FirstName: c.user.FirstName, LastName: c.user.LastName, Username: c.user.Username,
	}
}

// closed says why the bot cannot write into the chat.
func (c *Chat) closed() error {
	switch {
	case c.movedTo != 0:
		return &apiError{code: 400, description: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: c.movedTo}
	case c.deleted:
		return forbidden("user is deactivated")
	case c.blocked:
		return forbidden("bot was blocked by the user")
	case c.stranger:
		return forbidden("bot can't initiate conversation with a user")
	case c.out != "":
		return forbidden(c.out)
	default:
		return nil
	}
}

func (c *Chat) has(id int) bool {
	_, ok := c.written[id]
	return ok || slices.ContainsFunc(c.messages, func(m *Message) bool { return m.ID == id && !m.Deleted })
}

// append puts a message of the bot into the chat.
func (c *Chat) append(m Message) posted {
	m.ID = c.bot.takeMessageID()
	c.messages = append(c.messages, &m)
	c.changed.Ring()
	return c.shown(&m)
}

func (b *Bot) takeMessageID() int {
	b.nextMessage++
	return b.nextMessage
}

// shown is a message of the bot as the Bot API returns it.
func (c *Chat) shown(m *Message) posted {
	me := c.bot.user()
	p := posted{Message: models.Message{
		ID: m.ID, From: &me, Date: int(m.At.Unix()), Chat: c.public(), HasProtectedContent: m.Protected,
		Location: m.Location, Venue: m.Venue,
	}}
	if len(m.Edits) > 0 {
		p.EditDate = int(m.Edits[len(m.Edits)-1].At.Unix())
	}
	if m.ReplyTo != 0 {
		p.ReplyToMessage = &models.Message{ID: m.ReplyTo, Date: p.Date, Chat: p.Chat}
	}
	if m.Venue != nil {
		p.Location = &m.Venue.Location
	}
	if m.Kind == Document {
		p.Caption, p.CaptionEntities = m.Text, m.Entities
		p.Document = &models.Document{
			FileID: fmt.Sprintf("BQACAgQAAxkDAAI%d", m.ID), FileUniqueID: fmt.Sprintf("AgAD%d", m.ID),
			FileName: m.Document.Name, MimeType: m.Document.Type, FileSize: int64(len(m.Document.Bytes)),
		}
	} else {
		p.Text, p.Entities = m.Text, m.Entities
	}
	p.ReplyMarkup = markup{rows: m.Keyboard}.inline()
	return p
}

// Messages lists what the bot sent, in order, as it is now; deleted messages are
// marked and stay.
func (c *Chat) Messages() []Message {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return c.all()
}

func (c *Chat) all() []Message {
	out := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		out = append(out, m.clone())
	}
	return out
}

// Texts lists what the citizen reads, message by message.
func (c *Chat) Texts() []string {
	var texts []string
	for _, m := range c.Messages() {
		if !m.Deleted {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// Next waits for the next message that Next has not given yet.
func (c *Chat) Next(ctx context.Context) (Message, error) {
	var next Message
	err := c.changed.Await(ctx, "the next message", func() bool {
		if c.read >= len(c.messages) {
			return false
		}
		next = c.messages[c.read].clone()
		c.read++
		return true
	})
	return next, err
}

// Wait returns what the bot sent as soon as the predicate likes it. It is asked
// again after each message, edit, action and answer.
func (c *Chat) Wait(ctx context.Context, likes func([]Message) bool) ([]Message, error) {
	var seen []Message
	err := c.changed.Await(ctx, "the messages of the bot", func() bool {
		seen = c.all()
		return likes(seen)
	})
	if err != nil {
		var texts []string
		for _, m := range seen {
			texts = append(texts, strconv.Quote(m.Text))
		}
		err = fmt.Errorf("%w; there are %d: %s", err, len(seen), strings.Join(texts, ", "))
	}
	return seen, err
}

// Actions lists the times the bot was seen writing.
func (c *Chat) Actions() []Action {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return slices.Clone(c.actions)
}

// Written lists the numbers of the messages the citizen has written.
func (c *Chat) Written() []int {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	return slices.Sorted(maps.Keys(c.written))
}

func (c *Chat) now() time.Time { return c.bot.server.options.Now() }
