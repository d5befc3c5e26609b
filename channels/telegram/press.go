package telegram

import (
	"context"
	"slices"
	"strings"

	"github.com/go-telegram/bot"

	"example.org/caterina"
)

// What a button says that belongs to no message of the log. Those of events name
// them: see Data.
const (
	pressTown  = "t:" // a town's slug
	pressLang  = "l:" // a language
	pressErase = "x:" // yes or no
	pressLink  = "w:" // a town's slug, "/", the word of a link; without the word: no
	pressCall  = "p:" // a telephone number to be called at; without one: no
	pressRate  = "r:" // stars
)

// pressed does what a button says. The query is answered whatever happens: until then
// Telegram shows a clock on the button.
func (v *visit) pressed(ctx context.Context) error {
	told, err := v.choose(ctx)
	if err == nil {
		v.answer(ctx, v.query, told)
	}
	return err
}

// choose returns the sentence that is shown over the chat, if one is needed.
func (v *visit) choose(ctx context.Context) (told string, err error) {
	if choice, ok := ParseChoice(v.press); ok {
		return v.chooseOwn(ctx, choice)
	}
	w := sayingsIn(v.lang)
	seq, index, epoch, ok := ParseData(v.press)
	if !ok || v.chat.Town == 0 {
		return w.stale, nil
	}
	option, err := v.option(ctx, seq, index, epoch)
	switch code := caterina.CodeOf(err); {
	case code == caterina.CodeNotFound:
		return w.stale, nil
	case err != nil:
		return "", err
	case option.ID == choiceRating:
		return "", v.askStars(ctx)
	case option.ID == choiceCallback:
		return "", v.say(ctx, w.sendContact, caterina.Option{ID: AskContact, Label: w.myContact})
	}
	return "", v.write(ctx, caterina.MessageBody{Text: option.Label, Choice: option.ID})
}

// choiceCallback asks to be called back: on the web it opens a form.
const choiceCallback = "callback"

// chooseOwn does what a button of ours says.
func (v *visit) chooseOwn(ctx context.Context, choice string) (told string, err error) {
	kind, rest, _ := strings.Cut(choice, ":")
	switch kind + ":" {
	case pressTown:
		return "", v.chooseTown(ctx, rest)
	case pressLang:
		return "", v.chooseLang(ctx, rest)
	case pressLink:
		return "", v.follow(ctx, rest)
	case pressErase:
		return "", v.erase(ctx, rest == "yes")
	}
	if v.chat.Town == 0 {
		return "", v.whichTown(ctx)
	}
	switch kind + ":" {
	case pressCall:
		return "", v.callBack(ctx, rest)
	case pressRate:
		return v.rate(ctx, rest)
	}
	return sayingsIn(v.lang).stale, nil
}

// option finds what was pressed in the log. CodeNotFound when it is of another
// conversation, or somebody else has that one since it was offered.
func (v *visit) option(ctx context.Context, seq int64, index, epoch int) (caterina.Option, error) {
	conv, err := v.latest(ctx)
	if err != nil {
		return caterina.Option{}, err
	}
	event, err := v.Store.Offered(ctx, v.chat.Town, conv.ID, seq, v.message)
	if err != nil {
		return caterina.Option{}, err
	}
	all := Choices(&event, v.lang)
	stale := caterina.Errorf(caterina.CodeNotFound, "the button is of another time")
	switch {
	case index >= len(all):
		return caterina.Option{}, stale
	case event.Kind == caterina.KindBooking && lasts(all[index].ID):
		return all[index], nil
	case event.Conversation != conv.ID, conv.Epoch != epoch, event.Epoch != epoch:
		return caterina.Option{}, stale
	case conv.State == caterina.StateClosed && all[index].ID != choiceRating:
		return caterina.Option{}, stale
	}
	return all[index], nil
}

// lasts says whether an option is about appointments. It names the appointment with its
// revision, or the time, so the assistant knows by itself whether it is still true: a
// reminder is answered days after it was sent, when its conversation has ended.
func lasts(id string) bool {
	return slices.ContainsFunc([]string{"booking/", "slot/", "book/"}, func(start string) bool { return strings.HasPrefix(id, start) })
}

// latest is the chat's open conversation, or the last that was.
func (v *visit) latest(ctx context.Context) (caterina.Conversation, error) {
	return v.Store.ChatConversation(ctx, v.chat.Town, v.key())
}

// answer answers a callback query. It is a courtesy that has its time: what fails is
// forgotten.
func (l *line) answer(ctx context.Context, query, told string) {
	if query == "" {
		return
	}
	_ = l.api.within(ctx, answerFor, func(ctx context.Context) error {
		_, err := l.api.calls.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: query, Text: told})
		return err
	})
}
