package telegram

import (
	"context"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// ordered does what a command says. One that is unknown is told so, with those there
// are.
func (v *visit) ordered(ctx context.Context) error {
	w := sayingsIn(v.lang)
	switch v.command {
	case "start":
		return v.start(ctx)
	case "privacy":
		return v.say(ctx, w.privacyIn(v.place))
	case "lingua", "language":
		return v.say(ctx, w.whichLang, caterina.Option{ID: pressLang + "it", Label: "Italiano"}, caterina.Option{ID: pressLang + "en", Label: "English"})
	case "comune", "town":
		return v.whichTown(ctx)
	case "cancella", "delete":
		return v.say(ctx, w.eraseAsk(v.place), caterina.Option{ID: pressErase + "yes", Label: w.eraseYes}, caterina.Option{ID: pressErase + "no", Label: w.eraseNo})
	}
	if v.chat.Town == 0 {
		return v.askTown(ctx)
	}
	switch v.command {
	case "aiuto", "help":
		return v.say(ctx, w.helpIn(v.town == 0 && len(v.served()) > 1))
	case "persona", "person":
		return v.write(ctx, caterina.MessageBody{Text: w.person, Choice: "person"})
	case "appuntamento", "appointment":
		return v.write(ctx, caterina.MessageBody{Text: w.appointment})
	}
	return v.say(ctx, w.unknownOrder)
}

// startsIn reads where "/start siena" or "/start siena-bonus-utenze" leads: the
// longest slug of a town that the word begins with, and what is left of it.
func (v *visit) startsIn() (caterina.TownID, string, bool) {
	if v.kind != kindCommand || v.command != "start" || v.rest == "" || v.town != 0 {
		return 0, "", false
	}
	var best caterina.Town
	for _, town := range v.served() {
		if (v.rest == town.Slug || strings.HasPrefix(v.rest, town.Slug+"-")) && len(town.Slug) > len(best.Slug) {
			best = town
		}
	}
	return best.ID, strings.TrimPrefix(strings.TrimPrefix(v.rest, best.Slug), "-"), best.Slug != ""
}

// start greets, and goes to where a link leads.
func (v *visit) start(ctx context.Context) error {
	if word, linked := strings.CutPrefix(v.rest, linkPrefix); linked {
		return v.asked(ctx, word)
	}
	if v.chat.Town == 0 {
		return v.askTown(ctx)
	}
	_, card, _ := v.startsIn()
	if card == "" && v.town != 0 {
		card = strings.TrimPrefix(strings.TrimPrefix(v.rest, v.place.Slug), "-")
	}
	conv, fresh, err := v.open(ctx)
	if err != nil {
		return err
	}
	if found, _, ok := v.Towns.Card(v.chat.Town, card); ok && card != "" {
		return v.write(ctx, caterina.MessageBody{Text: found.Title, Choice: "card/" + found.Slug})
	}
	if fresh || v.retried() && conv.LastN <= 1 { // greeted, in a try before this one
		return nil
	}
	return v.say(ctx, sayingsIn(v.lang).hereIn(v.place))
}

// askTown asks which town, and keeps what was written meanwhile, all of it: the second
// message is often what the first one forgot.
func (v *visit) askTown(ctx context.Context) error {
	text, err := channels.CleanText(v.text)
	before := string(v.chat.Waiting)
	if v.kind == kindText && err == nil && !strings.HasSuffix("\n"+before, "\n"+text) && utf8.RuneCountInString(before+text) < channels.MaxText {
		v.chat.Waiting = caterina.Secret(strings.TrimPrefix(before+"\n"+text, "\n"))
		if err := v.Store.SetChat(ctx, v.chat); err != nil {
			return err
		}
	}
	return v.whichTown(ctx)
}

func (v *visit) whichTown(ctx context.Context) error {
	if v.town != 0 {
		return v.say(ctx, sayingsIn(v.lang).hereIn(v.place))
	}
	var options []caterina.Option
	for _, town := range v.served() {
		options = append(options, caterina.Option{ID: pressTown + town.Slug, Label: town.Name})
	}
	return v.say(ctx, sayingsIn(v.lang).whichTown, options...)
}

// chooseTown takes a town and answers what was asked before.
func (v *visit) chooseTown(ctx context.Context, slug string) error {
	town, ok := v.Towns.Town(slug)
	if !ok || v.town != 0 && town.ID != v.town {
		return v.whichTown(ctx)
	}
	waiting, done := string(v.chat.Waiting), v.chat.Town == town.ID
	if v.retried() && done && waiting == "" {
		return nil // by a try before this one
	}
	before := v.chat.Town
	v.place, v.chat.Town, v.chat.Waiting = town, town.ID, ""
	if err := v.leave(ctx, before); err != nil {
		return err
	}
	_, fresh, err := v.open(ctx)
	if err != nil {
		return err
	}
	if waiting != "" {
		if err := v.write(ctx, caterina.MessageBody{Text: waiting}); err != nil {
			return err
		}
	}
	if !fresh && waiting == "" {
		if err := v.say(ctx, sayingsIn(v.lang).hereIn(town)); err != nil {
			return err
		}
	}
	return v.Store.SetChat(ctx, v.chat) // last: it says that all of this is done
}

// chooseLang takes a language.
func (v *visit) chooseLang(ctx context.Context, lang string) error {
	v.lang = langOf(lang)
	v.chat.Lang = v.lang
	if err := v.Store.SetChat(ctx, v.chat); err != nil {
		return err
	}
	return v.say(ctx, sayingsIn(v.lang).langTaken)
}

// erase forgets all that was said in the chat with the town, in each of its
// conversations; one that a person has now stays until they have finished. The citizen
// is told once.
func (v *visit) erase(ctx context.Context, sure bool) error {
	w := sayingsIn(v.lang)
	if !sure {
		return v.say(ctx, w.kept)
	}
	all, err := v.Store.ChatConversations(ctx, v.chat.Town, v.key())
	if err != nil {
		return err
	}
	gone, busy := v.chat.Waiting != "", false
	if gone {
		v.chat.Waiting = ""
		if err := v.Store.SetChat(ctx, v.chat); err != nil {
			return err
		}
	}
	for _, conv := range all {
		err := v.Desk.EraseOwn(ctx, v.place, conv, v.lang)
		if busy = caterina.CodeOf(err) == caterina.CodeConflict; busy {
			continue // only the open one can be, and it is the last
		}
		if err != nil {
			return err
		}
		gone = true
	}
	switch {
	case busy && gone:
		return v.say(ctx, w.erasedBut)
	case busy:
		return v.say(ctx, w.eraseLater)
	case gone:
		return v.say(ctx, w.erased)
	default:
		return v.say(ctx, w.nothingToErase)
	}
}

// linkPrefix is what a link from the website begins with, behind /start.
const linkPrefix = "c_"

// asked asks whether the conversation of a link is to go on here. Links are of the
// town whose number stands before the word.
func (v *visit) asked(ctx context.Context, word string) error {
	w := sayingsIn(v.lang)
	slug, token, _ := strings.Cut(word, "_")
	town, ok := v.linkedTown(slug)
	if !ok || v.town != 0 && town.ID != v.town {
		return v.say(ctx, w.linkGone)
	}
	if _, err := v.Store.Linked(ctx, town.ID, token); err != nil {
		if caterina.CodeOf(err) == caterina.CodeNotFound {
			return v.say(ctx, w.linkGone)
		}
		return err
	}
	return v.say(ctx, w.linkAsk, caterina.Option{ID: pressLink + slug + "/" + token, Label: w.linkYes}, caterina.Option{ID: pressLink, Label: w.linkNo})
}

// follow has the conversation of a link go on here. What is open here is in the way
// and ends, if the assistant has it.
func (v *visit) follow(ctx context.Context, rest string) error {
	w := sayingsIn(v.lang)
	slug, token, yes := strings.Cut(rest, "/")
	town, ok := v.linkedTown(slug)
	if !yes || !ok || v.town != 0 && town.ID != v.town {
		return v.say(ctx, w.linkLeft)
	}
	_, err := v.Store.FollowLink(ctx, town.ID, token, v.key())
	switch code := caterina.CodeOf(err); {
	case code == caterina.CodeNotFound:
		return v.say(ctx, w.linkGone)
	case code == caterina.CodeConflict:
		return v.say(ctx, w.linkBusy)
	case err != nil:
		return err
	}
	before := v.chat.Town
	v.place, v.chat.Town, v.chat.Waiting = town, town.ID, ""
	if err := v.leave(ctx, before); err != nil {
		return err
	}
	if err := v.Store.SetChat(ctx, v.chat); err != nil {
		return err
	}
	return v.say(ctx, w.linkDone)
}
