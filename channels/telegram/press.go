package telegram

import (
	"context"
	"slices"
	"strings"
	"sync"

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
	pressDone  = "d:" // what was chosen before
)

// pressed does what a button says. The query is answered whatever happens: until then
// Telegram shows a clock on the button.
func (v *visit) pressed(ctx context.Context) error {
	p, err := v.choose(ctx)
	if err != nil {
		return err
	}
	var calls sync.WaitGroup
	calls.Go(func() { v.answer(ctx, v.query, p.told) })
	v.settleRow(ctx, p.row, p.again)
	calls.Wait()
	return nil
}

// press is what came of a button.
type press struct {
	told  string // shown over the chat, if that is needed
	row   rowEnd
	again bool // what was chosen may be pressed once more
}

func (v *visit) stale() press { return press{told: sayingsIn(v.lang).stale, row: rowOver} }

// choose does what a button says.
func (v *visit) choose(ctx context.Context) (press, error) {
	if choice, ok := ParseChoice(v.press); ok {
		return v.chooseOwn(ctx, choice)
	}
	w := sayingsIn(v.lang)
	seq, index, epoch, ok := ParseData(v.press)
	if !ok || v.chat.Town == 0 {
		return v.stale(), nil
	}
	option, kept, err := v.option(ctx, seq, index, epoch)
	switch code := caterina.CodeOf(err); {
	case code == caterina.CodeNotFound && kept:
		return press{told: w.stale}, nil
	case code == caterina.CodeNotFound:
		return v.stale(), nil
	case err != nil:
		return press{}, err
	case option.ID == choiceRating:
		return press{}, v.askStars(ctx)
	case option.ID == choiceCallback:
		return press{}, v.say(ctx, w.sendContact, caterina.Option{ID: AskContact, Label: w.myContact})
	}
	p := press{row: rowChosen, again: lasts(option.ID)}
	if kept {
		p.row = rowStays
	}
	return p, v.write(ctx, caterina.MessageBody{Text: option.Label, Choice: option.ID})
}

// choiceCallback asks to be called back: on the web it opens a form.
const choiceCallback = "callback"

// chooseOwn does what a button of ours says. A town and a language can be chosen as
// often as one likes; what was answered otherwise is asked anew by its command.
func (v *visit) chooseOwn(ctx context.Context, choice string) (press, error) {
	w := sayingsIn(v.lang)
	kind, rest, _ := strings.Cut(choice, ":")
	switch kind + ":" {
	case pressDone:
		return press{told: w.chosen}, nil
	case pressTown:
		return press{}, v.chooseTown(ctx, rest)
	case pressLang:
		return press{}, v.chooseLang(ctx, rest)
	case pressLink:
		return press{row: rowChosen}, v.follow(ctx, rest)
	case pressErase:
		return press{row: rowChosen}, v.erase(ctx, rest == "yes")
	}
	if v.chat.Town == 0 {
		return press{}, v.whichTown(ctx)
	}
	switch kind + ":" {
	case pressCall:
		return press{row: rowChosen}, v.callBack(ctx, rest)
	case pressRate:
		said := v.said
		told, err := v.rate(ctx, rest)
		if told != "" || v.said > said { // it was not taken
			return press{told: told}, err
		}
		return press{row: rowChosen}, err
	}
	return v.stale(), nil
}

// option finds what was pressed in the log, and says whether its row may be pressed
// again: so may one that is not found, for it may be a reminder of another town.
// CodeNotFound when it is of another conversation, or somebody else has that one since
// it was offered.
func (v *visit) option(ctx context.Context, seq int64, index, epoch int) (o caterina.Option, kept bool, err error) {
	conv, err := v.latest(ctx)
	if err != nil {
		return o, true, err
	}
	event, err := v.Store.Offered(ctx, v.chat.Town, conv.ID, seq, v.message)
	if err != nil {
		return o, true, err
	}
	all := Choices(&event, v.lang)
	kept = keeps(&event, all)
	stale := caterina.Errorf(caterina.CodeNotFound, "the button is of another time")
	switch {
	case index >= len(all):
		return o, kept, stale
	case event.Kind == caterina.KindBooking && lasts(all[index].ID):
		return all[index], kept, nil
	case event.Conversation != conv.ID, conv.Epoch != epoch, event.Epoch != epoch:
		return o, kept, stale
	case conv.State == caterina.StateClosed && all[index].ID != choiceRating:
		return o, kept, stale
	}
	return all[index], kept, nil
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
