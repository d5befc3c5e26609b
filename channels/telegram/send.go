package telegram

import (
	"context"
	"sync"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// How much is sent. Telegram allows thirty messages a second and one a second in a
// chat; a little less, because they bunch on their way.
const (
	sendEvery  = 37 * time.Millisecond
	chatEvery  = 1050 * time.Millisecond
	claimed    = 8  // taken at once
	inFlight   = 24 // calls that wait for Telegram
	sendLook   = 500 * time.Millisecond
	staleAfter = callTimeout + 5*time.Second // no process is still at it
	staleEvery = 5 * time.Second
	firstWait  = time.Second // what the last one sent is not known
)

// Waits after a failure, and how often a part is tried.
const (
	maxSends  = 8
	unsureTry = 2 // after that many unsure ends we believe that it arrived
	backoff   = time.Second
	maxWait   = 5 * time.Minute
)

// sendAll is done by the one process that sends for the bot.
func (l *line) sendAll(ctx context.Context) {
	if !pause(ctx, firstWait) {
		return
	}
	var calls sync.WaitGroup
	defer calls.Wait()
	room := make(chan struct{}, inFlight)
	pace, look, stale := time.NewTicker(sendEvery), time.NewTicker(sendLook), time.NewTicker(staleEvery)
	defer pace.Stop()
	defer look.Stop()
	defer stale.Stop()
	l.settleStale(ctx)
	for {
		<-pace.C // also between looks: each message on the website is a reason to look
		due, err := l.Store.ClaimDeliveries(ctx, l.api.id, claimed, chatEvery)
		if err != nil {
			l.warn(ctx, "telegram: what is to be sent was not read", err)
		}
		for _, d := range due {
			// What is claimed is sent even when the process is asked to stop: it is marked.
			<-pace.C
			room <- struct{}{}
			calls.Go(func() {
				l.deliver(context.WithoutCancel(ctx), &d)
				<-room
			})
		}
		if len(due) > 0 && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-l.send:
		case <-look.C:
		case <-stale.C:
			l.settleStale(ctx)
		}
	}
}

// deliver sends the next part of a delivery and notes what became of it.
func (l *line) deliver(ctx context.Context, d *caterina.Delivery) {
	town, _ := l.Towns.TownByID(d.Town)
	messages := Messages(&d.Event, &town, d.Lang)
	if d.Part >= len(messages) {
		l.noted(ctx, "void", l.Store.EndDelivery(ctx, d.ID, caterina.DeliveryVoid, "nothing to say", false))
		return
	}
	l.typing.end(d.Chat)
	number, err := l.sendPart(ctx, d.Chat, messages[d.Part])
	if err == nil {
		l.noted(ctx, "sent", l.Store.PartSent(ctx, d.ID, number, d.Part+1 == len(messages)))
		l.wakeSender()
		return
	}
	l.failed(ctx, d, failureOf(err))
}

// sendPart sends one message: without its look when Telegram does not accept it.
func (l *line) sendPart(ctx context.Context, chat caterina.ChatID, m Message) (number int64, err error) {
	send := func(p *bot.SendMessageParams) error {
		return l.api.do(ctx, func(ctx context.Context) error {
			sent, err := l.api.calls.SendMessage(ctx, p)
			if err == nil {
				number = int64(sent.ID)
			}
			return err
		})
	}
	err = send(m.Params(chat))
	if f := failureOf(err); f != nil && f.what == failFormat {
		err = send(m.PlainParams(chat))
	}
	return number, err
}

// failed notes why a delivery was not sent, and what is to be done.
func (l *line) failed(ctx context.Context, d *caterina.Delivery, f *failure) {
	switch f.what {
	case failSlow:
		if err := l.Store.PauseBot(ctx, l.api.id, f.wait); err != nil {
			l.warn(ctx, "telegram: the pause was not noted", err)
		}
		l.noted(ctx, "retry", l.Store.RetryDelivery(ctx, d.ID, f.wait, f.why, false))
	case failBlocked:
		l.noted(ctx, "failed", l.Store.EndDelivery(ctx, d.ID, caterina.DeliveryFailed, f.why, false))
		if err := l.left(ctx, caterina.Chat{Bot: l.api.id, ID: d.Chat}, f.why); err != nil {
			l.warn(ctx, "telegram: a chat that is gone was not noted", err)
		}
	case failMoved:
		if err := l.Store.MoveChat(ctx, l.api.id, d.Chat, f.to); err != nil {
			l.warn(ctx, "telegram: a chat's new number was not noted", err)
		}
	case failUnsure:
		l.unsure(ctx, d, f.why)
	case failToken, failTwo, failAgain:
		l.again(ctx, d, f.why)
	default:
		l.noted(ctx, "failed", l.Store.EndDelivery(ctx, d.ID, caterina.DeliveryFailed, f.why, false))
		l.warn(ctx, "telegram: a message was refused", f)
	}
}

// again has a delivery sent later: nothing has arrived.
func (l *line) again(ctx context.Context, d *caterina.Delivery, why string) {
	if d.Attempts >= maxSends {
		l.noted(ctx, "failed", l.Store.EndDelivery(ctx, d.ID, caterina.DeliveryFailed, why, false))
		l.warn(ctx, "telegram: a message was given up", &failure{why: why})
		return
	}
	l.noted(ctx, "retry", l.Store.RetryDelivery(ctx, d.ID, min(backoff<<min(d.Attempts, 10), maxWait), why, false))
}

// unsure decides on a message that may have arrived: nobody can ask Telegram. What
// somebody needs is sent again, once: to read it twice is better than never.
func (l *line) unsure(ctx context.Context, d *caterina.Delivery, why string) {
	if Class(&d.Event) == ClassStatus || d.Attempts >= unsureTry+1 {
		l.noted(ctx, "void", l.Store.EndDelivery(ctx, d.ID, caterina.DeliveryVoid, why, true))
		return
	}
	l.noted(ctx, "unsure", l.Store.RetryDelivery(ctx, d.ID, backoff, why, true))
}

// settleStale decides on what a process was sending that is no more.
func (l *line) settleStale(ctx context.Context) {
	stale, err := l.Store.StaleDeliveries(ctx, l.api.id, staleAfter, chatsAtOnce)
	if err != nil {
		l.warn(ctx, "telegram: what was being sent was not read", err)
	}
	for i := range stale {
		l.unsure(ctx, &stale[i], "the process ended while it was sending")
	}
}

// noted counts what became of a delivery. That somebody else has settled it is no
// error.
func (l *line) noted(ctx context.Context, state string, err error) {
	if err == nil {
		l.Observer.DeliveryDone(state)
		return
	}
	if caterina.CodeOf(err) != caterina.CodeConflict {
		l.warn(ctx, "telegram: what became of a message was not noted", err)
	}
}

// commands are what the menu shows, in one language.
func commands(s sayings, lang string, towns bool) []models.BotCommand {
	names := [...]string{"aiuto", "persona", "appuntamento", "lingua", "privacy", "cancella", "comune"}
	if lang == "en" {
		names = [...]string{"help", "person", "appointment", "language", "privacy", "delete", "town"}
	}
	abouts := [...]string{s.aiutoAbout, s.personaAbout, s.appuntamentoAbout, s.linguaAbout, s.privacyAbout, s.cancellaAbout, s.comuneAbout}
	list := []models.BotCommand{{Command: "start", Description: s.startAbout}}
	for i, name := range names {
		if name == "comune" && !towns || name == "town" && !towns {
			continue
		}
		list = append(list, models.BotCommand{Command: name, Description: abouts[i]})
	}
	return list
}
