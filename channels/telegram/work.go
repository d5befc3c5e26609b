package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/failpoint"
)

// How updates are worked.
const (
	workers     = 8 // with twice as many a crowd shares more commits; each holds a connection of at least 16
	chatsAtOnce = 200
	lookEvery   = time.Second // for what other processes have stored, and what is to be tried again
	workFor     = 45 * time.Second
	maxTries    = 5  // then an update is set aside: it must not hold the chat for ever
	maxDeaths   = 20 // the same when each try ended with the process, which is hardly ever the update's fault
	maxTrouble  = 50 // the same while it is the database that does not answer
	forgetEvery = time.Hour
	updatesKept = 72 * time.Hour // Telegram sends an update again for a day
)

// workAll has chats worked until ctx is done.
func (l *line) workAll(ctx context.Context) {
	chats := make(chan caterina.ChatID)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for chat := range chats {
				l.room <- struct{}{}
				mine := l.workChat(context.WithoutCancel(ctx), chat)
				<-l.room
				l.busy.Delete(chat)
				if mine {
					l.wakeWorkers() // what came at the last moment found it busy
				}
			}
		})
	}
	defer wg.Wait()
	defer close(chats)
	if err := l.Store.AwaitGaps(ctx, l.api.id); err != nil {
		l.warn(ctx, "telegram: nothing waits for what is missing", err)
	}
	look, forget := time.NewTicker(lookEvery), time.NewTicker(forgetEvery)
	defer look.Stop()
	defer forget.Stop()
	for {
		if !l.hand(ctx, chats) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		case <-l.work:
		case <-forget.C:
			if err := l.Store.ForgetUpdates(ctx, updatesKept); err != nil {
				l.warn(ctx, "telegram: old updates not forgotten", err)
			}
		}
	}
}

// hand gives the workers what is due, and says whether to go on.
func (l *line) hand(ctx context.Context, chats chan<- caterina.ChatID) bool {
	due, err := l.Store.DueChats(ctx, l.api.id, chatsAtOnce)
	if err != nil {
		l.warn(ctx, "telegram: chats not read", err)
		return ctx.Err() == nil
	}
	for _, chat := range due {
		if _, taken := l.busy.LoadOrStore(chat, true); taken {
			continue
		}
		select {
		case chats <- chat:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// workChat works what is due in a chat, unless another process has it.
func (l *line) workChat(ctx context.Context, chat caterina.ChatID) (mine bool) {
	ctx, cancel := context.WithTimeout(ctx, workFor)
	defer cancel()
	mine, err := l.Store.WorkChat(ctx, l.api.id, chat, l.workUpdates)
	if err != nil {
		l.warn(ctx, "telegram: a chat was not worked, it will be again", err)
		return false
	}
	return mine
}

// workUpdates works the first of a chat's updates, or the first album.
func (l *line) workUpdates(ctx context.Context, updates []caterina.ChatUpdate) (ends []caterina.UpdateEnd) {
	album := albumOf(updates)
	first := &album[0]
	if first.kind == kindUnknown {
		l.Observer.UpdateTaken("unknown")
	}
	err := errLost
	if first.attempts <= maxDeaths {
		failpoint.Hit(failpoint.BeforeWork)
		err = l.guarded(ctx, album)
		failpoint.Hit(failpoint.AfterWork)
	}
	end := l.endOf(ctx, first, err)
	if end.Failure != "" {
		l.answer(ctx, first.query, sayingsIn(first.lang).sorry)
	}
	for i := range album {
		end.ID = album[i].update
		ends = append(ends, end)
	}
	return ends
}

// errLost is of an update that ended the process each time it was tried.
var errLost = errors.New("lost")

// albumOf reads the first of the updates, and those that belong to the same album.
func albumOf(updates []caterina.ChatUpdate) []arrival {
	album := []arrival{readUpdate(updates[0])}
	for _, u := range updates[1:] {
		if album[0].album == "" {
			break
		}
		a := readUpdate(u)
		if a.album != album[0].album {
			break
		}
		album = append(album, a)
	}
	return album
}

// guarded acts on an arrival. A panic is a fault of ours that one message shows: it
// must not take the server down, nor hold the chat.
func (l *line) guarded(ctx context.Context, album []arrival) (err error) {
	defer func() {
		if p := recover(); p != nil {
			l.Logger.ErrorContext(ctx, "telegram: panic", slog.String("stack", string(debug.Stack())))
			err = errPanic
		}
	}()
	return l.act(ctx, album)
}

var errPanic = errors.New("panic")

// endOf says what becomes of an update: done, tried again, or set aside. What the
// database could not take is no fault of the update.
func (l *line) endOf(ctx context.Context, a *arrival, err error) caterina.UpdateEnd {
	end := caterina.UpdateEnd{ID: a.update}
	if err == nil {
		return end
	}
	code := caterina.CodeOf(err)
	end.Trouble = code == caterina.CodeUnavailable
	if !end.Trouble && a.attempts >= maxTries || a.troubles >= maxTrouble || code == caterina.CodeInvalid {
		end.Failure = fmt.Sprintf("%s after %d tries", string(code), a.attempts+a.troubles)
		l.Observer.UpdateTaken("failed")
		l.warn(ctx, "telegram: an update was set aside", err)
		return end
	}
	end.Retry = time.Second << min(max(a.attempts+a.troubles-1, 0), 4)
	l.warn(ctx, "telegram: an update is tried again", err)
	return end
}
