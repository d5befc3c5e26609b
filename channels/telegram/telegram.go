// Package telegram is how citizens reach the assistant on Telegram.
//
// What Telegram reports is stored before it is acknowledged and then worked in order,
// chat by chat, by any of the processes that share the database. What is said to a
// citizen is an event of the conversation's log with a row that says it is to be
// sent, written together; one process a bot sends, in order, and knows after a crash
// what may have arrived and what has not. Nothing is in memory alone. The library
// go-telegram/bot gives the types and makes the calls; its loops are not used: they
// acknowledge what nobody has stored, and answer in no order.
//
// Neither what citizens say nor a token is ever logged.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"example.org/caterina"
)

// Inbox keeps what Telegram reported.
type Inbox interface {
	StoreUpdates(ctx context.Context, bot caterina.BotID, updates []caterina.ChatUpdate) (fresh []int64, err error)
	// AwaitGaps is for a process that begins: what is stored may have overtaken what came in vain.
	AwaitGaps(ctx context.Context, bot caterina.BotID) error
	DueChats(ctx context.Context, bot caterina.BotID, limit int) ([]caterina.ChatID, error)
	WorkChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID,
		work func(context.Context, []caterina.ChatUpdate) []caterina.UpdateEnd) (bool, error)
	ForgetUpdates(ctx context.Context, age time.Duration) error
}

// Chats knows the chats and their conversations.
type Chats interface {
	Chat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID) (caterina.Chat, error)
	SetChat(ctx context.Context, chat caterina.Chat) error
	// ChatConversation is the open conversation of a chat, or the last that was.
	OpenChat(ctx context.Context, key string, opening caterina.Opening) (caterina.Conversation, bool, error)
	ChatConversation(ctx context.Context, town caterina.TownID, key string) (caterina.Conversation, error)
	// ChatConversations are all of them, an open one last.
	ChatConversations(ctx context.Context, town caterina.TownID, key string) ([]caterina.ConversationID, error)
	// LeaveTown ends the open one, CodeConflict when people have it.
	LeaveTown(ctx context.Context, town caterina.TownID, key string) error
}

// Outbox keeps what is to be sent.
type Outbox interface {
	ClaimDeliveries(ctx context.Context, bot caterina.BotID, limit int, pace time.Duration) ([]caterina.Delivery, error)
	PartSent(ctx context.Context, d *caterina.Delivery, message int64, last bool) error
	EndDelivery(ctx context.Context, d *caterina.Delivery, state caterina.DeliveryState, reason string, unsure bool) error
	RetryDelivery(ctx context.Context, d *caterina.Delivery, r caterina.DeliveryRetry) error
	// EditTarget is where an edit's message, of that seq, stands in the chat.
	EditTarget(ctx context.Context, d *caterina.Delivery, seq int64) (caterina.EditTarget, error)
	EditDone(ctx context.Context, d *caterina.Delivery, step caterina.EditStep) error
}

// Troubles are what may come between a chat and what is to be sent there.
type Troubles interface {
	StaleDeliveries(ctx context.Context, bot caterina.BotID, age time.Duration, limit int) ([]caterina.Delivery, error)
	PauseBot(ctx context.Context, bot caterina.BotID, wait time.Duration) error
	PaceChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, pace time.Duration) error
	CloseChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, reason string) ([]caterina.Conversation, error)
	MoveChat(ctx context.Context, bot caterina.BotID, from, to caterina.ChatID) error
}

// Store is the database as this channel needs it. Lead runs f in one process at a
// time.
type Store interface { //nolint:interfacebloat // it is made of small ones
	Inbox
	Chats
	Outbox
	Troubles
	Files
	Links
	// EventOf is the seq of what a citizen sent under a name, 0 for nothing.
	EventOf(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string) (int64, error)
	// Offered is the event whose button is under a message of the chat.
	Offered(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, seq, message int64) (caterina.Event, error)
	// SayToChat says the same thing by the same name once.
	SayToChat(ctx context.Context, bot caterina.BotID, chat caterina.ChatID, name string, body caterina.MessageBody) error
	Lead(ctx context.Context, name string, f func(context.Context)) (bool, error)
}

// Files keeps what citizens send.
type Files interface {
	Kept(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string) (caterina.File, error)
	SaveAttachment(ctx context.Context, a *caterina.Attachment) (id string, err error)
	Attachment(ctx context.Context, town caterina.TownID, id string) (caterina.Attachment, error)
}

// Links leads from a conversation on the web to a chat.
type Links interface {
	Linked(ctx context.Context, town caterina.TownID, token string) (caterina.ConversationID, error)
	FollowLink(ctx context.Context, town caterina.TownID, token, chat string) (caterina.ConversationID, error)
}

// Towns knows the towns that are served.
type Towns interface {
	Town(slug string) (caterina.Town, bool)
	TownByID(id caterina.TownID) (caterina.Town, bool)
	Towns() []caterina.Town
	Card(town caterina.TownID, slug string) (card caterina.Card, owner string, ok bool)
}

// Turns takes messages in and has them answered.
type Turns interface {
	Receive(ctx context.Context, in caterina.Inbound) (caterina.Receipt, error)
	Due(turn caterina.LeasedTurn)
}

// Desk is what citizens ask of the people behind the assistant.
type Desk interface {
	Rate(ctx context.Context, town caterina.Town, conv caterina.ConversationID, lang, clientID string, rating caterina.Rating) (caterina.Event, error)
	Callback(ctx context.Context, town caterina.Town, conv caterina.ConversationID, lang, clientID string, form caterina.CallbackForm) (caterina.Event, error)
	// EraseOwn blanks what was said in a conversation because its citizen asks for it,
	// CodeConflict when a person has it.
	EraseOwn(ctx context.Context, town caterina.Town, conv caterina.ConversationID, lang string) error
	// Unreachable tells staff that a citizen cannot be written to.
	Unreachable(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, reason string) error
}

// Observer counts, for metrics. Its methods must not block.
type Observer interface {
	UpdateTaken(result string) // stored, dup, forged, bad, unknown, failed
	DeliveryDone(state string) // sent, unsure, failed, void, retry
}

// Transcriber writes down what a recording says; "" when nobody speaks in it.
type Transcriber interface {
	Transcribe(ctx context.Context, town caterina.TownID, name string, audio []byte) (string, error)
}

// Bot is one bot: its token, and the town it speaks for, 0 when citizens choose.
type Bot struct {
	Token caterina.Secret
	Town  caterina.TownID
}

// Config wires a Channel. All fields but Voice are required.
type Config struct {
	Bots      []Bot
	API       string          // address of Telegram's
	Webhook   bool            // else the process asks for news itself
	Secret    caterina.Secret // of the webhook
	PublicURL string
	Store     Store
	Towns     Towns
	Turns     Turns
	Desk      Desk
	Voice     Transcriber // nil: nobody listens to voice messages
	Greeting  func(town caterina.Town, lang string) caterina.MessageBody
	Committed func(caterina.Event) // told of every event that a citizen causes here
	Observer  Observer
	Logger    *slog.Logger
	Now       func() time.Time
}

// Channel is all bots of a server.
type Channel struct {
	cfg   *Config // by its address, as api.token
	lines []*line
}

// Format says nothing of the configuration, which holds tokens: fmt hides them where
// they are exported alone.
func (c *Channel) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "Telegram with %d bots", len(c.lines))
}

// Format is the bot's number, for the same reason.
func (l *line) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "bot %d", l.api.id) }

// line is one bot at work.
type line struct {
	*Config
	api    *api
	town   caterina.TownID
	room   chan struct{} // of the workers of all bots: each has a connection of the database
	work   chan struct{} // news may have come
	send   chan struct{} // something may be due
	busy   sync.Map      // chats that a worker of this process has
	typing *typing

	username atomic.Pointer[string] // nil until Telegram has said it
}

// New makes a channel. It makes no call, so that a server starts while Telegram is
// down. A token that cannot be one is an error that does not quote it.
func New(cfg Config) (*Channel, error) {
	c := &Channel{cfg: &cfg}
	room := make(chan struct{}, workers)
	for _, b := range cfg.Bots {
		a, err := newAPI(b.Token, cfg.API)
		if err != nil {
			return nil, err
		}
		for _, other := range c.lines {
			if other.api.id == a.id {
				return nil, caterina.Errorf(caterina.CodeInvalid, "the same Telegram bot is configured twice")
			}
		}
		c.lines = append(c.lines, &line{
			Config: c.cfg, api: a, town: b.Town, room: room, work: make(chan struct{}, 1), send: make(chan struct{}, 1), typing: newTyping(),
		})
	}
	return c, nil
}

// Run receives, works and sends until ctx is done. What has begun is finished.
func (c *Channel) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, l := range c.lines {
		wg.Go(func() { l.workAll(ctx) })
		wg.Go(func() { l.lead(ctx, "receive", l.receive) })
		wg.Go(func() { l.lead(ctx, "send", l.sendAll) })
		wg.Go(func() { l.showTyping(ctx) })
		wg.Go(func() { l.learnName(ctx) })
	}
	wg.Wait()
	return nil
}

// Committed says that an event is in the log: something may be to be sent, and who
// waited for the assistant does not any more.
func (c *Channel) Committed(ev caterina.Event) {
	for _, l := range c.lines {
		l.wakeSender()
		if ev.Actor != caterina.ActorCitizen && ev.N > 0 {
			l.typing.end(ev.Conversation)
		}
	}
}

// Wake says that something may be to be sent, which another process stored.
func (c *Channel) Wake() {
	for _, l := range c.lines {
		l.wakeSender()
	}
}

// leadEvery is how often a process tries to lead that does not.
const leadEvery = 2 * time.Second

// lead runs do for as long as this process is the one that may, of all that share
// the database.
func (l *line) lead(ctx context.Context, what string, do func(context.Context)) {
	for {
		_, err := l.Store.Lead(ctx, fmt.Sprintf("telegram %d %s", l.api.id, what), do)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			l.warn(ctx, "telegram: not the one to "+what, err)
		}
		if !pause(ctx, leadEvery) {
			return
		}
	}
}

// warn logs a failure in words of ours.
func (l *line) warn(ctx context.Context, what string, err error) {
	if ctx.Err() != nil || errors.Is(err, context.Canceled) {
		return
	}
	l.Logger.WarnContext(ctx, what, slog.Int64("bot", int64(l.api.id)), slog.String("error", err.Error())) //nolint:sloglint // a constant of the callers
}

// pause waits and says whether to go on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (l *line) wakeWorkers() { poke(l.work) }
func (l *line) wakeSender()  { poke(l.send) }
