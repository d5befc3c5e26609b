package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/failpoint"
)

// Limits of what is received.
const (
	maxBody     = 1 << 20
	albumWait   = time.Second      // the parts of an album come one by one
	pollAgain   = 2 * time.Second  // after a failed poll
	pollAlone   = 10 * time.Second // while another program polls
	wordsAgain  = time.Minute      // the menu and the descriptions: nobody waits for them
	maxUpdateID = 1 << 53
)

// hooks is where the webhooks' addresses begin.
const hooks = "/v1/telegram/"

// Hook says whether a request is for a webhook, which has limits of its own: all of
// Telegram calls from a few addresses, and a long message that answers a long one is
// more than a person could send us.
func Hook(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, hooks) }

// Routes adds the webhooks' addresses. They are there in polling mode, too, and then
// refuse everything.
func (c *Channel) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST "+hooks+"{bot}", c.webhook)
}

// webhook takes one update. It is acknowledged when it is stored and not before:
// else a crash would lose it.
func (c *Channel) webhook(w http.ResponseWriter, r *http.Request) {
	l := c.line(r.PathValue("bot"))
	if l == nil || !c.cfg.Webhook || !same(r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), string(c.cfg.Secret)) {
		c.cfg.Observer.UpdateTaken("forged")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		c.cfg.Observer.UpdateTaken("bad")
		status := http.StatusBadRequest
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			status = http.StatusRequestEntityTooLarge
		}
		w.WriteHeader(status)
		return
	}
	update, ok := envelope(body)
	if !ok {
		c.cfg.Observer.UpdateTaken("bad")
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := l.store(r.Context(), []caterina.ChatUpdate{update}); err != nil {
		l.warn(r.Context(), "telegram: an update was not stored, it will be sent again", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// line finds a bot by its number.
func (c *Channel) line(number string) *line {
	for _, l := range c.lines {
		if strconv.FormatInt(int64(l.api.id), 10) == number {
			return l
		}
	}
	return nil
}

// same compares secrets in a time that tells nothing of them. An empty one fits none.
func same(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && want != ""
}

// store stores updates and has the new ones worked.
func (l *line) store(ctx context.Context, updates []caterina.ChatUpdate) error {
	failpoint.Hit(failpoint.BeforeUpdate)
	fresh, err := l.Store.StoreUpdates(ctx, l.api.id, updates)
	if err != nil {
		return err
	}
	failpoint.Hit(failpoint.AfterUpdate)
	for range fresh {
		l.Observer.UpdateTaken("stored")
	}
	for range len(updates) - len(fresh) {
		l.Observer.UpdateTaken("dup")
	}
	if len(fresh) > 0 {
		l.wakeWorkers()
	}
	return nil
}

// receive is done by the one process that receives for the bot: it makes the bot's
// settings what they have to be, and polls where no webhook is used.
func (l *line) receive(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { l.until(ctx, wordsAgain, l.setWords) })
	l.until(ctx, pollAgain, l.setHook)
	if l.Webhook {
		<-ctx.Done()
		return
	}
	var r reading
	for ctx.Err() == nil {
		err := l.poll(ctx, &r)
		if err == nil {
			continue
		}
		l.warn(ctx, "telegram: news not read", err)
		wait := pollAgain
		switch f := failureOf(err); f.what {
		case failSlow:
			wait = f.wait
		case failTwo, failToken:
			wait = pollAlone
		default:
		}
		if !pause(ctx, wait) {
			return
		}
	}
}

// whereabouts of a message.
type whereabouts struct {
	Chat struct {
		ID int64 `json:"id"`
	} `json:"chat"`
	Album string `json:"media_group_id"`
}

// envelope reads of an update what is needed to keep it in its place. Everything else
// is read when it is worked: whatever has a number is kept, or a poll would bring it
// again and again.
func envelope(raw []byte) (caterina.ChatUpdate, bool) {
	var u struct {
		ID int64 `json:"update_id"`
	}
	if !json.Valid(raw) {
		return caterina.ChatUpdate{}, false
	}
	_ = json.Unmarshal(raw, &u) // what does not fit is left out
	if u.ID <= 0 || u.ID > maxUpdateID {
		return caterina.ChatUpdate{}, false
	}
	update := caterina.ChatUpdate{ID: u.ID, Raw: raw}
	update.Chat, update.Wait = placeOf(raw)
	return update, true
}

// placeOf is the chat that an update belongs to, 0 for none, and how long it is to
// wait for others.
func placeOf(raw []byte) (chat caterina.ChatID, wait time.Duration) {
	var u struct {
		Message  whereabouts `json:"message"`
		Edited   whereabouts `json:"edited_message"`
		Post     whereabouts `json:"channel_post"`
		Member   whereabouts `json:"my_chat_member"`
		Callback struct {
			From struct {
				ID int64 `json:"id"`
			} `json:"from"`
			Message whereabouts `json:"message"`
		} `json:"callback_query"`
	}
	if json.Unmarshal(raw, &u) != nil {
		return 0, 0
	}
	if u.Message.Album != "" {
		wait = albumWait
	}
	for _, id := range []int64{u.Message.Chat.ID, u.Edited.Chat.ID, u.Post.Chat.ID, u.Member.Chat.ID, u.Callback.Message.Chat.ID, u.Callback.From.ID} {
		if id != 0 {
			return caterina.ChatID(id), wait
		}
	}
	return 0, wait
}
