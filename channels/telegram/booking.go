package telegram

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// booked is the card of an appointment: when, what and where, the code, what to
// bring and the links. Of one that is off there is when and what it was.
func booked(card *caterina.BookingCard, w texts) flow {
	if card == nil {
		return nil
	}
	off := card.Status == caterina.CancelledCitizen || card.Status == caterina.CancelledOffice
	when := w.moment(card.From)
	if off {
		when = w.off + ": " + when
	}
	lines := []flow{words(when, look{bold: true}), words(place(card), look{})}
	if off {
		return joined("\n", append(lines, linkTo(w.manage, card.Manage))...)
	}
	if code := named(card.Code); code != "" {
		lines = append(lines, append(words(w.code+": ", look{}), span{spelled(code), look{code: true}}))
	}
	return joined("\n\n", joined("\n", lines...), bring(card, w), links(card, w))
}

// place is what an appointment is for and where.
func place(card *caterina.BookingCard) string {
	parts := []string{named(card.Title), named(card.Office), named(card.Address)}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// bring is what to bring, each in the Markdown of cards.
func bring(card *caterina.BookingCard, w texts) flow {
	items := make([]flow, 0, len(card.Bring))
	for _, item := range card.Bring {
		items = append(items, formatted(item))
	}
	list := bullets(items)
	if list.blank() {
		return nil
	}
	return joined("\n", words(w.bring+":", look{}), list)
}

// links are the addresses of an appointment.
func links(card *caterina.BookingCard, w texts) flow {
	var items []flow
	for _, l := range []caterina.Link{{Label: w.manage, URL: card.Manage}, {Label: w.calendar, URL: card.ICS}, {Label: w.place, URL: card.Map}} {
		if toTheWeb(l.URL) {
			items = append(items, linkTo(l.Label, l.URL))
		}
	}
	return bullets(items)
}

// spelled writes a code so that it can be read aloud: "K7M 2XQR".
func spelled(code string) string {
	if len(code) != caterina.CodeLength {
		return code
	}
	return code[:3] + " " + code[3:]
}

// besideCard is what a message says beside its card: a text that is read elsewhere
// too names all that stands on it, from the title to the paragraph of the links.
func besideCard(text string, card *caterina.BookingCard) string {
	if card == nil || card.Manage == "" {
		return text
	}
	before, rest, titled := strings.Cut(text, "**"+card.Title+"**")
	_, after, linked := strings.Cut(rest, card.Manage)
	if !titled || !linked {
		return text
	}
	_, after, _ = strings.Cut(after, "\n\n")
	return strings.TrimSpace(before + after)
}
