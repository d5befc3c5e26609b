package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"example.org/caterina"
	"example.org/caterina/channels"
	"example.org/caterina/internal/failpoint"
)

// act does what an arrival, or the arrivals of one album, ask for. It may be called
// again with the same ones: everything it stores carries the update's number.
func (l *line) act(ctx context.Context, album []arrival) error {
	a := album[0]
	switch a.kind {
	case kindUnknown, kindQuiet:
		return nil
	case kindMigrated:
		return l.Store.MoveChat(ctx, l.api.id, a.chat, a.to)
	default:
	}
	chat, err := l.Store.Chat(ctx, l.api.id, a.chat)
	if err != nil {
		return err
	}
	if a.kind == kindGroup {
		return l.refuse(ctx, chat, a)
	}
	if a.kind == kindBlocked {
		return l.left(ctx, chat, "bot was blocked by the user")
	}
	visit := &visit{line: l, chat: chat, arrival: a, lang: firstOf(chat.Lang, a.lang), album: album}
	if err := visit.enter(ctx); err != nil {
		return err
	}
	return visit.act(ctx)
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// refuse tells a group, once, that we talk with one person at a time.
func (l *line) refuse(ctx context.Context, chat caterina.Chat, a arrival) error {
	if chat.State != caterina.ChatOpen || a.query != "" {
		l.answer(ctx, a.query, "")
		return nil
	}
	body := caterina.MessageBody{Text: sayingsIn(a.lang).group, Lang: a.lang}
	if err := l.Store.SayToChat(ctx, l.api.id, chat.ID, saying(a.update, 0), body); err != nil {
		return err
	}
	l.wakeSender()
	chat.State = caterina.ChatRefused
	return l.Store.SetChat(ctx, chat)
}

// left notes that a chat cannot be written to, and has staff told who talk there.
func (l *line) left(ctx context.Context, chat caterina.Chat, reason string) error {
	open, err := l.Store.CloseChat(ctx, l.api.id, chat.ID, reason)
	if err != nil {
		return err
	}
	for _, conv := range open {
		if conv.State.Owner() == caterina.OwnerBot {
			continue
		}
		if err := l.Desk.Unreachable(ctx, conv.Town, conv.ID, reason); err != nil {
			return fmt.Errorf("tell staff that nobody is there: %w", err)
		}
	}
	return nil
}

// visit is what one arrival of a citizen does.
type visit struct {
	*line

	chat caterina.Chat
	arrival
	album []arrival
	lang  string
	said  int           // how much was said outside of the conversation
	place caterina.Town // the town that is talked with; zero when none is chosen
}

// enter finds the town and keeps what has changed of the chat.
func (v *visit) enter(ctx context.Context) error {
	before := v.chat
	v.chat.State, v.chat.Lang = caterina.ChatOpen, v.lang
	if v.town != 0 {
		v.chat.Town = v.town
	} else if towns := v.served(); v.chat.Town == 0 && len(towns) == 1 {
		v.chat.Town = towns[0].ID
	}
	if linked, _, ok := v.startsIn(); ok {
		v.chat.Town = linked
	}
	town, known := v.Towns.TownByID(v.chat.Town)
	if !known {
		v.chat.Town = 0
	}
	v.place = town
	if err := v.leave(ctx, before.Town); err != nil {
		return err
	}
	if v.chat != before {
		return v.Store.SetChat(ctx, v.chat)
	}
	return nil
}

// leave ends what is open with the town that was talked with before. What people have
// stays, and the citizen is told: they would write to it in vain.
func (v *visit) leave(ctx context.Context, before caterina.TownID) error {
	town, known := v.Towns.TownByID(before)
	if !known || before == v.chat.Town {
		return nil
	}
	err := v.Store.LeaveTown(ctx, before, v.key())
	if caterina.CodeOf(err) != caterina.CodeConflict {
		return err
	}
	return v.sayAs(ctx, saying(v.update, leaving), fmt.Sprintf(sayingsIn(v.lang).stays, sayingsIn(v.lang).of(town)))
}

// leaving numbers what is said of the town before, apart from all else that is said:
// a second try of the update, which has left that town already, does not say it.
const leaving = -1

// key is the chat as conversations know it.
func (v *visit) key() string { return caterina.ChatKey(v.api.id, v.chat.ID) }

// act does what the citizen asks for.
func (v *visit) act(ctx context.Context) error {
	switch v.kind {
	case kindPress:
		return v.pressed(ctx)
	case kindCommand:
		return v.ordered(ctx)
	case kindBack:
		return nil
	default:
	}
	if v.chat.Town == 0 {
		return v.askTown(ctx)
	}
	switch v.kind {
	case kindText:
		return v.write(ctx, caterina.MessageBody{Text: v.text})
	case kindEdit:
		return v.edited(ctx)
	case kindMedia:
		return v.sent(ctx)
	case kindLocation:
		return v.write(ctx, v.whereabouts())
	case kindContact:
		return v.contact(ctx)
	default:
		return nil
	}
}

// whereabouts is a place that was shared, as it is said: where the citizen is, or
// another one with its name, of which the address is not kept either.
func (v *visit) whereabouts() caterina.MessageBody {
	w := sayingsIn(v.lang)
	body := caterina.MessageBody{Text: w.position, Choice: nearChoice(v.lat, v.lon)}
	if v.elsewhere {
		body.Text, body.Media = w.elsewhere, mediaVenue
		if name := shortened(named(v.venue), maxName); name != "" {
			body.Text = pin + name
		}
	}
	return body
}

// pin stands before a place.
const pin = "📍 "

// nearChoice is the choice that a shared place is, rounded to about a hundred metres:
// nobody has to know more.
func nearChoice(lat, lon float64) string {
	return "near:" + strconv.FormatFloat(lat, 'f', 3, 64) + "," + strconv.FormatFloat(lon, 'f', 3, 64)
}

// say says something outside of the conversation.
func (v *visit) say(ctx context.Context, text string, options ...caterina.Option) error {
	if err := v.sayAs(ctx, saying(v.update, v.said), text, options...); err != nil {
		return err
	}
	v.said++
	return nil
}

// sayAs says something under a name.
func (v *visit) sayAs(ctx context.Context, name, text string, options ...caterina.Option) error {
	body := caterina.MessageBody{Text: text, Lang: v.lang, Options: options}
	if err := v.Store.SayToChat(ctx, v.api.id, v.chat.ID, name, body); err != nil {
		return err
	}
	v.wakeSender()
	return nil
}

// saying names what is said because of an update, so that it is said once however
// often the update is worked.
func saying(update int64, n int) string {
	return strconv.FormatInt(update, 10) + "/" + strconv.Itoa(n)
}

// open returns the conversation of the chat, and makes one with its greeting where
// there is none: a short one for who was here not long ago, unless they start anew.
func (v *visit) open(ctx context.Context) (caterina.Conversation, bool, error) {
	opening := caterina.Opening{Town: v.chat.Town, Channel: caterina.ChannelTelegram, Lang: v.lang, Greeting: v.greeting()}
	if v.command != "start" {
		opening.Again = &caterina.MessageBody{Text: fmt.Sprintf(sayingsIn(v.lang).again, sayingsIn(v.lang).of(v.place)), Lang: v.lang}
	}
	conv, fresh, err := v.Store.OpenChat(ctx, v.key(), opening)
	if fresh {
		v.wakeSender()
	}
	return conv, fresh, err
}

// write stores what the citizen says and has it answered.
func (v *visit) write(ctx context.Context, body caterina.MessageBody) error {
	if body.Choice == "" && body.Text != "" {
		text, err := channels.CleanText(body.Text)
		switch {
		case errors.Is(err, channels.ErrTooLong):
			return v.say(ctx, sayingsIn(v.lang).tooLong)
		case err != nil && len(body.Files) == 0 && body.Media == "":
			return nil // nothing that anybody could see
		}
		body.Text = text
	}
	body.Lang = v.lang
	if there, err := v.written(ctx); there || err != nil {
		return err
	}
	for try := range maxTries {
		conv, err := v.current(ctx, try > 0)
		if err != nil {
			return err
		}
		receipt, err := v.Turns.Receive(ctx, caterina.Inbound{
			Town: v.chat.Town, Conversation: conv.ID, ClientID: v.clientID(), Body: body,
		})
		if code := caterina.CodeOf(err); code == caterina.CodeConflict || code == caterina.CodeNotFound {
			continue // it has ended: another is opened
		}
		if err != nil {
			return err
		}
		failpoint.Hit(failpoint.AfterReceive)
		v.received(receipt)
		return nil
	}
	return caterina.Errorf(caterina.CodeUnavailable, "the conversation is closed again and again")
}

// current is the conversation that is written to: the last there was, for one that has
// ended less than a day ago goes on, as the citizen was told when it did. Once that was
// tried in vain it is the open one, which is another.
func (v *visit) current(ctx context.Context, inVain bool) (caterina.Conversation, error) {
	if !inVain {
		conv, err := v.latest(ctx)
		if caterina.CodeOf(err) != caterina.CodeNotFound {
			return conv, err
		}
	}
	conv, _, err := v.open(ctx)
	return conv, err
}

// written says whether a try before this one has stored the message: in a conversation
// that may have ended since, so that another one would have it again.
func (v *visit) written(ctx context.Context) (bool, error) {
	if !v.retried() {
		return false, nil
	}
	conv, err := v.latest(ctx)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	seq, err := v.Store.EventOf(ctx, v.chat.Town, conv.ID, v.clientID())
	return seq != 0 && conv.State == caterina.StateClosed, err
}

// retried says whether this is not the first try.
func (a *arrival) retried() bool { return a.attempts+a.troubles > 1 }

// clientID names what the citizen sends: a message by Telegram's number of it, so that
// it can be found when it is put right, anything else by its update.
func (v *visit) clientID() string {
	switch v.kind {
	case kindText, kindMedia, kindLocation:
		return messageID(v.message)
	default:
		return "tg-" + strconv.FormatInt(v.update, 10)
	}
}

func messageID(number int64) string { return "tg-m" + strconv.FormatInt(number, 10) }

// received tells everybody of a message and has its turn run.
func (v *visit) received(r caterina.Receipt) {
	if r.Dup {
		return
	}
	for _, ev := range r.Others {
		v.Committed(ev)
	}
	v.Committed(r.Event)
	if r.Turn != nil {
		v.typing.begin(r.Event.Conversation, v.chat.ID, v.Now())
		v.Turns.Due(*r.Turn)
	}
}
