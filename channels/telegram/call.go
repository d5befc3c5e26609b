package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"example.org/caterina"
)

// AskContact is the choice that asks the citizen's telephone for its number. On
// Telegram that is a button of another kind.
const AskContact = "ask/contact"

// contact asks whether the number that was sent is to be called. Somebody else's is
// not ours to take.
func (v *visit) contact(ctx context.Context) error {
	w := sayingsIn(v.lang)
	if !v.own {
		return v.say(ctx, w.notYours)
	}
	number := "+" + strings.TrimLeft(v.phone, "+ ")
	return v.say(ctx, w.callAsk(number, v.place),
		caterina.Option{ID: pressCall + number, Label: w.callYes}, caterina.Option{ID: pressCall, Label: w.callNo})
}

// callBack asks the desk to call a number. What the desk says is an event of the
// conversation; why it cannot is told here.
func (v *visit) callBack(ctx context.Context, number string) error {
	w := sayingsIn(v.lang)
	if number == "" {
		return v.say(ctx, w.callLeft)
	}
	conv, _, err := v.open(ctx)
	if err != nil {
		return err
	}
	_, err = v.Desk.Callback(ctx, v.place, conv.ID, v.lang, v.clientID(), caterina.CallbackForm{
		Name: firstOf(v.name, w.noName), Contact: number, When: caterina.CallAnytime, Privacy: true,
	})
	return v.explained(ctx, err)
}

// explained tells the citizen what the desk has against it; other errors are ours.
func (v *visit) explained(ctx context.Context, err error) error {
	code := caterina.CodeOf(err)
	if code != caterina.CodeInvalid && code != caterina.CodeConflict && code != caterina.CodeNotFound {
		return err
	}
	reason := sayingsIn(v.lang).deskNo
	e, ok := errors.AsType[*caterina.Error](err)
	if ok && (code == caterina.CodeInvalid || strings.Contains(e.Message, " / ")) { // in both languages: it is for citizens
		it, en, both := strings.Cut(e.Message, " / ")
		if reason = it; both && v.lang == "en" {
			reason = en
		}
	}
	return v.say(ctx, reason)
}

// askStars asks how it went.
func (v *visit) askStars(ctx context.Context) error {
	w := sayingsIn(v.lang)
	options := make([]caterina.Option, 5)
	for i := range options {
		stars := strings.Repeat("★", i+1)
		options[i] = caterina.Option{ID: pressRate + strconv.Itoa(i+1), Label: stars}
	}
	return v.say(ctx, w.howWasIt, options...)
}

// rate stores how it went, for the chat's last conversation.
func (v *visit) rate(ctx context.Context, stars string) (told string, err error) {
	w := sayingsIn(v.lang)
	n := 1 + strings.Index("12345", stars)
	if len(stars) != 1 || n < 1 {
		return w.stale, nil
	}
	conv, err := v.latest(ctx)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return w.stale, nil
	}
	if err != nil {
		return "", err
	}
	_, err = v.Desk.Rate(ctx, v.place, conv.ID, v.lang, v.clientID(), caterina.Rating{Stars: n})
	return "", v.explained(ctx, err)
}
