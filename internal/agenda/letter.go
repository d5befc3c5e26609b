package agenda

import (
	"strings"

	"example.org/caterina"
	"example.org/caterina/booking"
	"example.org/caterina/internal/markdown"
)

// letter is one notice in words. Every sentence is said by mail and, but for the
// frame, in the chat.
type letter struct {
	subject string // of the mail
	lead    string // what has happened, with the time in words
}

// said words a notice. A discreet service is called an appointment and nothing more.
func said(kind caterina.NoticeKind, card *caterina.BookingCard, lang string) letter {
	when := label(card.From, lang)
	if lang == "en" {
		switch kind {
		case caterina.NoticeMoved:
			return letter{"Your appointment has a new time", "Your appointment has been moved. The new time is **" + when + "**."}
		case caterina.NoticeCancelled:
			return letter{"Your appointment has been cancelled", "Your appointment of **" + when + "** has been cancelled. You do not have to come."}
		case caterina.NoticeClosed:
			return letter{"The office is closed: choose another time", "We are sorry: the office cannot receive you on **" + when + "**, so we had to cancel this appointment."}
		case caterina.NoticeReminder2, caterina.NoticeReminder0:
			return letter{"Your appointment is near", "Remember your appointment on **" + when + "**."}
		case caterina.NoticeAgain:
			return letter{"Your appointment", "Here is your appointment: **" + when + "**."}
		case caterina.NoticeConfirmed:
		}
		return letter{"Your appointment is booked", "Your appointment is booked for **" + when + "**."}
	}
	switch kind {
	case caterina.NoticeMoved:
		return letter{"Il tuo appuntamento ha una nuova data", "Il tuo appuntamento è stato spostato. La nuova data è **" + when + "**."}
	case caterina.NoticeCancelled:
		return letter{"Il tuo appuntamento è annullato", "Il tuo appuntamento di **" + when + "** è annullato: non devi venire."}
	case caterina.NoticeClosed:
		return letter{"Lo sportello è chiuso: scegli un'altra data", "Ci dispiace: **" + when + "** lo sportello non può riceverti, quindi abbiamo dovuto annullare l'appuntamento."}
	case caterina.NoticeReminder2, caterina.NoticeReminder0:
		return letter{"Il tuo appuntamento è vicino", "Ricorda il tuo appuntamento di **" + when + "**."}
	case caterina.NoticeAgain:
		return letter{"Il tuo appuntamento", "Ecco il tuo appuntamento: **" + when + "**."}
	case caterina.NoticeConfirmed:
	}
	return letter{"Il tuo appuntamento è prenotato", "Il tuo appuntamento è prenotato per **" + when + "**."}
}

// letter words a notice. Why the office had to close is what staff write for
// citizens; of a discreet service it is left out, for it may name it.
func (s *Service) letter(town caterina.Town, kind caterina.NoticeKind, b *caterina.Booking, card *caterina.BookingCard) letter {
	l := said(kind, card, b.Lang)
	reason := strings.TrimRight(strings.Join(strings.Fields(b.Reason), " "), ". ")
	if p, _ := s.place(town, b.Service, b.Office); kind == caterina.NoticeClosed && reason != "" && !p.service.Discreet {
		l.lead += " " + wordsOf(b.Lang).reason + escaped(reason) + "."
	}
	return l
}

// escaped is a text as Markdown that shows it as it is.
func escaped(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_[]<>#|~!", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// words are the parts of a letter about an appointment.
type words struct {
	hello, what, where, code, bring, reason, change, times, again, why, noReply, others, move, cancel, come string
}

func wordsOf(lang string) words {
	if lang == "en" {
		return words{
			hello: "Hello,", what: "What: ", where: "Where: ", code: "Code: ", bring: "Bring with you:", reason: "Reason: ",
			change:  "To see, move or cancel your appointment open this page (opening it changes nothing):",
			times:   "These times are free:",
			again:   "To book another time write to us here:",
			why:     "You get this mail because somebody gave this address when booking with ",
			noReply: "Please do not reply: nobody reads this mailbox.",
			others:  "Other times", move: "Move it", cancel: "Cancel it", come: "I will be there",
		}
	}
	return words{
		hello: "Buongiorno,", what: "Cosa: ", where: "Dove: ", code: "Codice: ", bring: "Porta con te:", reason: "Motivo: ",
		change:  "Per vedere, spostare o disdire l'appuntamento apri questa pagina (aprirla non cambia nulla):",
		times:   "Questi orari sono liberi:",
		again:   "Per prenotare un'altra data scrivici qui:",
		why:     "Ricevi questa e-mail perché qualcuno ha dato questo indirizzo prenotando con ",
		noReply: "Non rispondere: nessuno legge questa casella.",
		others:  "Altri orari", move: "Sposta", cancel: "Disdici", come: "Ci sarò",
	}
}

// mail is a notice as a mail.
func (s *Service) mail(town caterina.Town, kind caterina.NoticeKind, b *caterina.Booking, times []caterina.Slot) caterina.Mail {
	card := s.BookingCard(town, *b, "")
	w, said := wordsOf(b.Lang), s.letter(town, kind, b, &card)
	var t strings.Builder
	line := func(parts ...string) { t.WriteString(strings.Join(parts, "") + "\n") }
	line(w.hello, "\n")
	line(plain(said.lead), "\n")
	line(w.what, card.Title)
	if where := whereTo(card); where != "" {
		line(w.where, where)
	}
	line(w.code, booking.ShowCode(b.Code))
	if b.Status.Live() {
		if len(card.Bring) > 0 {
			line("\n", w.bring)
			for _, item := range card.Bring {
				line("- ", plain(item))
			}
		}
		line("\n", w.change, "\n", card.Manage)
	} else {
		s.another(&t, town, b, times)
	}
	line("\n", w.why, town.Name, ". ", w.noReply)
	m := caterina.Mail{
		To: b.Person.Email, Lang: b.Lang, Subject: said.subject, Text: t.String(), Calendar: s.calendar(town, b, true),
		Reference: s.cfg.Keys.NoticeReference(caterina.BookingNotice{Town: town.ID, Booking: b.ID, Revision: b.Revision, What: kind}),
	}
	if kind == caterina.NoticeReminder2 || kind == caterina.NoticeReminder0 {
		m.Calendar = nil // it is there already, and a second one would ask again
	}
	return m
}

// another says how to book anew after a cancellation.
func (s *Service) another(t *strings.Builder, town caterina.Town, b *caterina.Booking, times []caterina.Slot) {
	w := wordsOf(b.Lang)
	if len(times) > 0 {
		t.WriteString("\n" + w.times + "\n")
		for _, slot := range times {
			t.WriteString("- " + label(slot.From, b.Lang) + "\n")
		}
	}
	t.WriteString("\n" + w.again + "\n" + s.cfg.PublicURL + "/chat/" + town.Slug + "\n")
}

// whereTo is where to go, in one line.
func whereTo(card caterina.BookingCard) string {
	if card.Address == "" {
		return card.Office
	}
	return card.Office + ", " + card.Address
}

// codeLetter is the mail with the six digits. It says nothing of what they are for:
// the address may be somebody else's.
func codeLetter(town caterina.Town, l caterina.CodeLetter) caterina.Mail {
	if l.Lang == "en" {
		return caterina.Mail{
			To: l.Address, Lang: "en", Subject: "Your code for the chat of " + town.Name,
			Text: "Hello,\n\nyour code is " + l.Digits.Reveal() + "\n\nWrite it in the chat within ten minutes. Nobody of ours will ever ask you for it by telephone.\n\n" +
				"You get this mail because somebody gave this address in the chat of " + town.Name +
				". If it was not you, you can delete it: without the code nothing happens.\n\nPlease do not reply: nobody reads this mailbox.\n",
		}
	}
	return caterina.Mail{
		To: l.Address, Lang: "it", Subject: "Il tuo codice per la chat di " + town.Name,
		Text: "Buongiorno,\n\nil tuo codice è " + l.Digits.Reveal() + "\n\nScrivilo nella chat entro dieci minuti. Nessuno di noi te lo chiederà mai per telefono.\n\n" +
			"Ricevi questa e-mail perché qualcuno ha scritto questo indirizzo nella chat di " + town.Name +
			". Se non sei stato tu, puoi cancellarla: senza il codice non succede nulla.\n\nNon rispondere: nessuno legge questa casella.\n",
	}
}

// plain is a line of Markdown as a mail shows it.
func plain(md string) string { return strings.TrimSpace(markdown.Plain(md)) }
