package telegram

import (
	"context"
	"slices"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// rowEnd is what becomes of a row of buttons after one of them was pressed.
type rowEnd int

const (
	rowStays  rowEnd = iota // it may be pressed again
	rowChosen               // it shows what was chosen, and nothing else to choose
	rowOver                 // nothing of it is true any more
)

// rowFor is how long after a press its row is still changed. Who pressed before, in an
// outage, does not look at it any more, and the thirty calls of a second are needed.
const rowFor = 30 * time.Second

// tick marks what was chosen.
const tick = "✓ "

// buttonsOf are the buttons under a message, as the citizen sees them.
func buttonsOf(m *models.Message) [][]Button {
	rows := [][]Button{}
	if m.ReplyMarkup == nil {
		return rows
	}
	for _, given := range m.ReplyMarkup.InlineKeyboard {
		var row []Button
		for _, b := range given {
			row = append(row, Button{Text: b.Text, Data: b.CallbackData, URL: b.URL})
		}
		rows = append(rows, row)
	}
	return rows
}

// settleRow changes the row of a button that was pressed.
//
// It is a courtesy like the answer to the query, and no delivery. What is true stands
// in the log, by which every press is judged: a row that could not be changed can be
// pressed in vain and does no harm. As a delivery it would wait behind the answer in
// the chat's order and its second, until the citizen had pressed again, and would put
// the answer off by as much. So it is tried once, for a short time, while the query is
// answered, and what fails is forgotten.
func (v *visit) settleRow(ctx context.Context, end rowEnd, again bool) {
	keyboard, changed := v.nextRow(end, again)
	if !changed || v.message == 0 || v.Now().Sub(v.at) > rowFor {
		return
	}
	_ = v.api.within(ctx, answerFor, func(ctx context.Context) error {
		_, err := v.api.calls.EditMessageReplyMarkup(ctx, &bot.EditMessageReplyMarkupParams{
			ChatID: int64(v.chat.ID), MessageID: int(v.message), ReplyMarkup: keyboard,
		})
		return err
	})
}

// nextRow is what stands under the message from now on. Links stay, for they choose
// nothing. What was chosen can be pressed again where the assistant has something new
// to say of it, as of an appointment.
func (v *visit) nextRow(end rowEnd, again bool) (k Keyboard, changed bool) {
	k.Rows = [][]Button{}
	if end == rowStays {
		return k, false
	}
	choice, found := v.pressedButton()
	if end == rowChosen {
		if !found {
			return k, false // by a press before this one
		}
		choice.Text = shortened(tick+choice.Text, maxLabel)
		if !again {
			choice.Data = ChoiceData(pressDone)
		}
		k.Rows = append(k.Rows, []Button{choice})
	}
	for _, row := range v.row {
		links := slices.DeleteFunc(slices.Clone(row), func(b Button) bool { return b.URL == "" })
		if len(links) > 0 {
			k.Rows = append(k.Rows, links)
		}
	}
	return k, found || v.row == nil // nil: too old to be shown to us
}

// pressedButton is the button as it stands under the message, unless it has gone.
func (v *visit) pressedButton() (Button, bool) {
	for _, row := range v.row {
		for _, b := range row {
			if b.Data == v.press {
				return b, true
			}
		}
	}
	return Button{}, false
}

// keeps says whether a row is there to be pressed more than once: a reminder is true
// until its appointment changes, and how it went can be told until it was.
func keeps(ev *caterina.Event, all []caterina.Option) bool {
	return slices.ContainsFunc(all, func(o caterina.Option) bool {
		return o.ID == choiceRating || ev.Kind == caterina.KindBooking && lasts(o.ID)
	})
}
