package telegram

import (
	"context"
	"encoding/json"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// stepKind is what the next call of a delivery does. To edit and to remove may be done
// twice without anybody noticing; to send may not.
type stepKind int

const (
	stepSend stepKind = iota
	stepEdit
	stepRemove
)

// step is one call of a delivery. What an operator puts right is edited where it
// stands, message by message; what the new words need more is sent, what they need
// less is removed.
type step struct {
	kind    stepKind
	message Message
	number  int64 // Telegram's, of the message that is edited or removed
	target  caterina.EditTarget
	last    bool
}

// gone is what stands in place of a message that cannot be removed.
const gone = "…"

// nextStep says what is to be done next of a delivery; nil when there is nothing.
func (l *line) nextStep(ctx context.Context, d *caterina.Delivery) (*step, error) {
	town, _ := l.Towns.TownByID(d.Town)
	target, err := l.target(ctx, d)
	if err != nil {
		return nil, err
	}
	if target.Delivery == 0 {
		return sendStep(d, Messages(&d.Event, &town, d.Lang)), nil
	}
	event := d.Event
	if !target.Own {
		event = corrected(&d.Event, &target.Original)
	}
	return editStep(d, Messages(&event, &town, d.Lang), target), nil
}

// target is what a delivery puts right where it stands, if it does. The words of a
// message that never came, that Telegram lets nobody edit, or that was read on the
// website are sent as a message of their own, which says that it corrects.
func (l *line) target(ctx context.Context, d *caterina.Delivery) (caterina.EditTarget, error) {
	of := editOf(&d.Event)
	if d.Own || of == 0 {
		return caterina.EditTarget{}, nil
	}
	return l.Store.EditTarget(ctx, d, of)
}

// editOf is the seq of the message that an event puts right, 0 for none.
func editOf(ev *caterina.Event) int64 {
	var body caterina.EditBody
	if ev.Kind != caterina.KindEdit || json.Unmarshal(ev.Body, &body) != nil {
		return 0
	}
	return body.Of
}

// sendStep is the next part that is sent.
func sendStep(d *caterina.Delivery, messages []Message) *step {
	if d.Part >= len(messages) {
		return nil
	}
	return &step{kind: stepSend, message: messages[d.Part], last: d.Part+1 == len(messages)}
}

// editStep is the next part of an edit: in order, first what stands, then what is
// more of either.
func editStep(d *caterina.Delivery, messages []Message, target caterina.EditTarget) *step {
	stand := len(target.Messages)
	switch {
	case len(messages) == 0: // erased meanwhile
		return nil
	case d.Part < len(messages) && d.Part < stand:
		return &step{
			kind: stepEdit, message: messages[d.Part], number: target.Messages[d.Part], target: target,
			last: d.Part+1 == len(messages) && stand <= len(messages),
		}
	case d.Part < len(messages):
		return &step{kind: stepSend, message: messages[d.Part], target: target, last: d.Part+1 == len(messages)}
	case stand > len(messages):
		return &step{kind: stepRemove, number: target.Messages[stand-1], target: target, last: stand-1 == len(messages)}
	}
	return nil
}

// corrected is a message with the new words: the same header, buttons and all else.
func corrected(edit, original *caterina.Event) caterina.Event {
	words, body := bodyOf(edit), bodyOf(original)
	if words.Erased || body.Erased {
		return *edit
	}
	body.Text = words.Text
	if words.Name != "" {
		body.Name = words.Name
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return *edit
	}
	event := *original
	event.Body = raw
	return event
}

// repeats says whether what a delivery was at may be done once more unnoticed.
func (l *line) repeats(ctx context.Context, d *caterina.Delivery) (bool, error) {
	target, err := l.target(ctx, d)
	return d.Part < len(target.Messages), err
}

// do makes the call of a step and returns the number of a message that is new.
func (l *line) do(ctx context.Context, d *caterina.Delivery, s *step) (number int64, err error) {
	switch s.kind {
	case stepEdit:
		return 0, l.edit(ctx, d, s)
	case stepRemove:
		return 0, l.remove(ctx, d, s.number)
	default:
	}
	params := s.message.Params(d.Chat)
	if d.Plain {
		params = s.message.PlainParams(d.Chat)
	}
	err = l.api.do(ctx, func(ctx context.Context) error {
		sent, err := l.api.calls.SendMessage(ctx, params)
		if err == nil {
			number = int64(sent.ID)
		}
		return err
	})
	return number, err
}

// done notes a step.
func (l *line) done(ctx context.Context, d *caterina.Delivery, s *step, number int64) error {
	if s.target.Delivery == 0 {
		return l.Store.PartSent(ctx, d, number, s.last)
	}
	note := caterina.EditStep{Delivery: s.target.Delivery, Added: number, Last: s.last}
	if s.kind == stepRemove {
		note.Gone = s.number
	} else {
		note.Parts = 1
	}
	return l.Store.EditDone(ctx, d, note)
}

// edit puts a message right. That it was right already is what a call before this
// one has done, whose answer was lost. What Telegram does not let anybody edit is sent.
func (l *line) edit(ctx context.Context, d *caterina.Delivery, s *step) error {
	params := s.message.EditParams(d.Chat, s.number)
	if d.Plain {
		params = s.message.PlainEditParams(d.Chat, s.number)
	}
	f := failureOf(l.api.do(ctx, func(ctx context.Context) error {
		_, err := l.api.calls.EditMessageText(ctx, params)
		return err
	}))
	switch {
	case f == nil, f.what == failBad && f.why == notModified:
		return nil
	case f.what == failUnsure: // to edit twice is to edit once
		return &failure{what: failAgain, why: f.why}
	case f.what == failBad:
		return &failure{what: failEdit, why: f.why}
	}
	return f
}

// notModified is how Telegram says that a message is as it shall be.
const notModified = "message is not modified"

// remove takes a message away that is more than the new words need. Where Telegram
// refuses that, it is left without words; one that is not there is gone already.
func (l *line) remove(ctx context.Context, d *caterina.Delivery, number int64) error {
	f := failureOf(l.api.do(ctx, func(ctx context.Context) error {
		_, err := l.api.calls.DeleteMessage(ctx, &bot.DeleteMessageParams{ChatID: int64(d.Chat), MessageID: int(number)})
		return err
	}))
	if f != nil && f.what == failBad {
		f = failureOf(l.edit(ctx, d, &step{message: Message{HTML: gone, Plain: gone}, number: number}))
	}
	switch {
	case f == nil, f.what == failEdit:
		return nil
	case f.what == failUnsure:
		return &failure{what: failAgain, why: f.why}
	}
	return f
}

// EditParams are the message in place of one that was sent.
func (m Message) EditParams(chat caterina.ChatID, number int64) *bot.EditMessageTextParams {
	p := m.PlainEditParams(chat, number)
	p.Text, p.ParseMode = m.HTML, models.ParseModeHTML
	return p
}

// PlainEditParams are the same without a look.
func (m Message) PlainEditParams(chat caterina.ChatID, number int64) *bot.EditMessageTextParams {
	p := &bot.EditMessageTextParams{
		ChatID: int64(chat), MessageID: int(number), Text: m.Plain,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: bot.True()},
	}
	if m.Keyboard != nil {
		p.ReplyMarkup = m.Keyboard
	}
	return p
}
