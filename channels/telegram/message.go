package telegram

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// Message is what one call sends to a chat. An event is one or, when it is long,
// several; the same event is always the same ones.
type Message struct {
	HTML     string
	Plain    string    // the same without a look, for when Telegram refuses the HTML
	Keyboard *Keyboard // nil for none
}

// Params are the message as the library sends it. A link shows no preview: the page
// of an appointment is nobody's to fetch.
func (m Message) Params(chat caterina.ChatID) *bot.SendMessageParams {
	p := m.PlainParams(chat)
	p.Text, p.ParseMode = m.HTML, models.ParseModeHTML
	return p
}

// PlainParams are the message without a look, which Telegram cannot misread.
func (m Message) PlainParams(chat caterina.ChatID) *bot.SendMessageParams {
	p := &bot.SendMessageParams{
		ChatID: int64(chat), Text: m.Plain,
		LinkPreviewOptions: &models.LinkPreviewOptions{IsDisabled: bot.True()},
	}
	if m.Keyboard != nil {
		p.ReplyMarkup = m.Keyboard
	}
	return p
}

// EventClass says what a delivery is worth once nobody knows whether it arrived.
type EventClass string

// The classes. All but a status are sent again: to read something twice is better
// than never.
const (
	ClassPerson EventClass = "person" // somebody of the town's staff wrote it
	ClassBot    EventClass = "bot"    // the bot's answer
	ClassCode   EventClass = "code"   // an appointment, whose code the citizen needs
	ClassStatus EventClass = "status" // a line that says how things stand
)

// Class says what an event is worth. What is said outside of a conversation is an
// answer of the bot's.
func Class(ev *caterina.Event) EventClass {
	body := bodyOf(ev)
	switch {
	case ev.Kind == caterina.KindBooking, body.Booking != nil && body.Booking.Code != "":
		return ClassCode
	case (ev.Kind == caterina.KindMessage || ev.Kind == caterina.KindEdit) && isOperator(ev.Actor):
		return ClassPerson
	case ev.Kind == caterina.KindMessage && ev.Actor == caterina.ActorBot, outside(ev), body.Outcome == caterina.OutcomeCrisis:
		return ClassBot
	}
	return ClassStatus
}

// Messages are an event as it is sent, the keyboard on the last one. There are none
// of an event that is not for the citizen, that they wrote themselves, or whose
// words are gone. An event without a number is something said outside of any
// conversation.
func Messages(ev *caterina.Event, town *caterina.Town, lang string) []Message {
	if !outside(ev) && (ev.N == 0 || ev.Kind == caterina.KindNote || ev.Kind == caterina.KindMessage && ev.Actor == caterina.ActorCitizen) {
		return nil
	}
	body := bodyOf(ev)
	if body.Erased {
		return nil
	}
	w := textsIn(cmp.Or(body.Lang, lang))
	keys := keyboardOf(ev, &body, w)
	text, choices := said(&body, &keys)
	card := booked(body.Booking, w)
	if text.blank() && card.blank() {
		return messages(keys.text, keys.keyboard, w)
	}
	text = joined("\n", header(ev, &body, town, w), correction(ev, w), text)
	return messages(joined("\n\n", text, card, generated(&body, w), choices, sources(&body, w)), keys.keyboard, w)
}

// messages cuts a text into messages.
func messages(text flow, keyboard *Keyboard, w texts) []Message {
	if text.blank() && keyboard != nil {
		text = words(w.choose, look{})
	}
	var all []Message
	for _, part := range split(text, telegramLimits()) {
		m := Message{HTML: part.html(), Plain: part.addressed()}
		if unitsOf(m.Plain) > telegramLimits().units {
			m.Plain = part.plain()
		}
		all = append(all, m)
	}
	if len(all) > 0 {
		all[len(all)-1].Keyboard = keyboard
	}
	return all
}

// header says who speaks, on a channel on which everything comes from one account.
// A change of hands and a notice are nobody's words.
func header(ev *caterina.Event, body *caterina.MessageBody, town *caterina.Town, w texts) flow {
	switch {
	case ev.Kind == caterina.KindState, outside(ev):
		return nil
	case isOperator(ev.Actor):
		return words(w.speaker(body.Name, town), look{bold: true})
	case ev.Actor == caterina.ActorBot:
		return words(w.bot, look{italic: true})
	}
	return nil
}

// correction says that words stand in place of others, which are not beside them.
func correction(ev *caterina.Event, w texts) flow {
	if ev.Kind != caterina.KindEdit {
		return nil
	}
	return words(w.correction, look{italic: true})
}

// said is what an event says, but for what stands on the card of its appointment, and
// what is still to be said of its buttons. Free times stand behind the sentence that
// announces them, if one does.
func said(body *caterina.MessageBody, k *keys) (text, choices flow) {
	all := besideCard(body.Text, body.Booking)
	lead, rest, _ := strings.Cut(all, "\n\n")
	if k.days.blank() || !strings.HasSuffix(strings.TrimRight(lead, "* "), ":") {
		return formatted(all), k.text
	}
	return joined("\n\n", joined("\n", formatted(lead), k.days), formatted(rest)), k.beyond
}

// generated marks what a language model helped to write.
func generated(body *caterina.MessageBody, w texts) flow {
	if !body.Generated {
		return nil
	}
	return words(w.generated, look{italic: true})
}

// sources are the cards that an answer rests on, but for those that the text names.
func sources(body *caterina.MessageBody, w texts) flow {
	var items []flow
	for _, c := range body.Citations {
		if c.URL != "" && strings.Contains(body.Text, c.URL) {
			continue
		}
		item := linkTo(c.Title, c.URL)
		if c.VerifiedOn != nil && !item.blank() {
			item = append(item, span{text: ", " + w.checked(*c.VerifiedOn)})
		}
		items = append(items, item)
	}
	list := bullets(items)
	if list.blank() {
		return nil
	}
	return joined("\n", words(w.sources, look{}), list)
}

// outside says whether something is said outside of any conversation.
func outside(ev *caterina.Event) bool { return ev.Seq == 0 }

func isOperator(actor caterina.Actor) bool {
	kind, _, _ := strings.Cut(string(actor), ":")
	return caterina.Actor(kind) == caterina.ActorOperator
}

// bodyOf decodes an event's body. One that is none reads as empty.
func bodyOf(ev *caterina.Event) caterina.MessageBody {
	var body caterina.MessageBody
	if json.Unmarshal(ev.Body, &body) != nil {
		return caterina.MessageBody{}
	}
	return body
}
