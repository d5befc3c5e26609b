package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"example.org/caterina/internal/faults"
)

// Bot is one bot with its chats and the updates it has not confirmed yet. The
// server's lock guards all of it.
type Bot struct {
	server  *Server
	account Account
	id      int64

	chats       map[int64]*Chat
	nextMessage int
	files       map[string]*storedFile // by file_id
	paths       map[string]*storedFile // by file_path
	queries     map[string]*query
	settings    map[string]string // commands, descriptions and menu buttons, as JSON or text
	sends       []sent            // what was asked to be sent, for the rates

	nextUpdate int64
	queue      []*update
	archive    map[int64]*update
	holding    bool
	held       []*update
	copies     int             // of Scramble
	allowed    map[string]bool // nil for the kinds Telegram sends unasked
	arrived    *faults.Bell    // rings when the queue has grown
	poller     chan error      // ends the poll under way; nil when there is none
	webhook    webhook
}

// sent is one message a bot asked to be sent.
type sent struct {
	chat int64
	at   time.Time
}

func newBot(s *Server, account Account) *Bot {
	number, _, _ := strings.Cut(account.Token, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("telegramtest: a token is NUMBER:SECRET, %s is not", number))
	}
	return &Bot{
		server: s, account: account, id: id, chats: make(map[int64]*Chat), nextMessage: 100,
		files: make(map[string]*storedFile), paths: make(map[string]*storedFile), queries: make(map[string]*query),
		settings: make(map[string]string), nextUpdate: firstUpdate, archive: make(map[int64]*update), arrived: s.newBell(),
	}
}

// Token is the bot's.
func (b *Bot) Token() string { return b.account.Token }

// ID is the number before the colon of the token.
func (b *Bot) ID() int64 { return b.id }

func (b *Bot) user() models.User {
	return models.User{ID: b.id, IsBot: true, FirstName: b.account.Name, Username: b.account.Username}
}

// update is one update that waits to be confirmed.
type update struct {
	id      int64
	chat    int64
	raw     json.RawMessage
	forced  bool // by order of the test: no offset confirms it before it was delivered
	given   bool // to a poller
	flying  bool // to a webhook
	resting bool // until the webhook is tried again
	failed  int
}

// mute says whether the bot asked not to get a kind of update.
func (b *Bot) mute(kind string) bool {
	if b.allowed == nil {
		return slices.Contains([]string{"chat_member", "message_reaction", "message_reaction_count"}, kind)
	}
	return !b.allowed[kind]
}

// tell makes an update of a kind and returns its number, 0 when the bot does not
// want the kind.
func (b *Bot) tell(kind string, chat int64, payload any) int64 {
	if b.mute(kind) {
		return 0
	}
	id := b.nextUpdate
	raw, err := json.Marshal(map[string]any{"update_id": id, kind: payload})
	if err != nil {
		panic(fmt.Sprintf("telegramtest: encode an update: %v", err))
	}
	b.add(&update{id: id, chat: chat, raw: raw})
	return id
}

// add numbers an update, keeps it, and queues it unless updates are held.
func (b *Bot) add(u *update) {
	b.nextUpdate = max(b.nextUpdate, u.id+1)
	if !b.server.options.Lean {
		b.archive[u.id] = u
	}
	if b.holding {
		b.held = append(b.held, u)
		return
	}
	b.enqueue(u)
}

func (b *Bot) enqueue(updates ...*update) {
	for _, u := range updates {
		b.queue = append(b.queue, u)
		if b.copies > 1 {
			for range b.server.chance.IntN(b.copies) {
				b.queue = append(b.queue, u.again())
			}
		}
	}
	b.arrived.Ring()
	if b.webhook.url != "" {
		b.server.posts.Ring()
	}
}

func (u *update) again() *update {
	return &update{id: u.id, chat: u.chat, raw: u.raw, forced: true}
}

// Hold keeps new updates back until Release; Deliver lets single ones go.
func (b *Bot) Hold() {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	b.holding = true
}

// Held lists the updates that are kept back, oldest first.
func (b *Bot) Held() []int64 {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	ids := make([]int64, 0, len(b.held))
	for _, u := range b.held {
		ids = append(ids, u.id)
	}
	return ids
}

// Deliver sends updates, held or long since confirmed, in exactly this order and
// as often as each is named. No offset confirms them before they were handed
// out once: a poller that raises its offset too early loses nothing by the
// test's own doing.
func (b *Bot) Deliver(ids ...int64) {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	var now []*update
	for _, id := range ids {
		u, ok := b.archive[id]
		if !ok {
			b.server.must(fmt.Errorf("no update %d to deliver", id))
			continue
		}
		now = append(now, u.again())
	}
	b.held = slices.DeleteFunc(b.held, func(u *update) bool { return slices.Contains(ids, u.id) })
	copies := b.copies
	b.copies = 0 // the order is the test's
	b.enqueue(now...)
	b.copies = copies
}

// Release ends Hold and sends what was kept back.
func (b *Bot) Release() {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	held := b.held
	b.holding, b.held = false, nil
	b.enqueue(held...)
}

// Scramble delivers each update from now on one to copies times and in a random
// order, drawn from the seed: over a webhook among all that wait, over polling
// within each answer, since there a number confirms all below it.
func (b *Bot) Scramble(copies int) {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	b.copies = copies
}

// Inject sends an update exactly as it is written: a kind nobody knows, one from
// the future, something that is not JSON (over a webhook).
func (b *Bot) Inject(id int64, raw string) {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	b.add(&update{id: id, raw: json.RawMessage(raw)})
}

// Slip is Inject outside of the numbering: what comes next has the number it would
// have had.
func (b *Bot) Slip(id int64, raw string) {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	b.enqueue(&update{id: id, raw: json.RawMessage(raw)})
}

// Raw is an update as it is delivered, for a test that delivers it itself.
func (b *Bot) Raw(id int64) json.RawMessage {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	u, ok := b.archive[id]
	if !ok {
		b.server.must(fmt.Errorf("no update %d", id))
		return nil
	}
	return slices.Clone(u.raw)
}

// Pending counts the updates that are not confirmed, as getWebhookInfo does.
func (b *Bot) Pending() int {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	return b.pending()
}

func (b *Bot) pending() int { return len(b.queue) }

// tooMany refuses what goes beyond the limits of Options.
func (b *Bot) tooMany(c *call) error {
	o := b.server.options
	if !sends(c.method) || o.PerSecond == 0 && o.PerChat == 0 {
		return nil
	}
	now, chat := o.Now(), c.chatID()
	overall, perChat := 0, 0
	for i := len(b.sends) - 1; i >= 0 && now.Sub(b.sends[i].at) < time.Second; i-- {
		overall++
		if b.sends[i].chat == chat {
			perChat++
		}
	}
	if o.PerSecond > 0 && overall > o.PerSecond || o.PerChat > 0 && perChat > o.PerChat {
		return tooMany(1)
	}
	return nil
}

// statusOK says whether a webhook took an update.
func statusOK(status int) bool { return status >= http.StatusOK && status < http.StatusMultipleChoices }
