package agenda

import (
	"example.org/caterina"
	"example.org/caterina/booking"
)

// offered is an offer of the waiting list, as a mail and in the chat.
type offered struct {
	mail    caterina.Mail
	message caterina.MessageBody
}

// offer words what somebody who waits is told: of a place, or that it has gone.
func (s *Service) offer(town caterina.Town, w *caterina.Waitlist) offered {
	p, _ := s.place(town, w.Service, w.Office)
	if office, ok := s.place(town, w.Service, w.Offered.Office); ok {
		p = office
	}
	link, words := s.WaitLink(w.UID), offerWordsOf(w.Lang)
	subject, text := words.gone, words.goneText
	if w.State == caterina.WaitlistOffered {
		subject, text = words.free, words.first
		if w.Kept {
			text = words.kept + booking.Clock(w.OfferedUntil, w.Lang) + "."
		}
		text = words.place + "**" + label(w.OfferedFrom, w.Lang) + "**, " + where(&p) + ". " + text
	}
	frame := wordsOf(w.Lang)
	out := offered{message: caterina.MessageBody{
		Text: text + " [" + words.open + "](" + link + ")", Lang: w.Lang, Outcome: caterina.OutcomeFlow,
		Options: []caterina.Option{{ID: "wait/leave", Label: words.leave}},
	}}
	out.mail = caterina.Mail{
		To: w.Person.Email, Lang: w.Lang, Subject: subject,
		Text: frame.hello + "\n\n" + plain(text) + "\n\n" + words.mailOpen + "\n" + link + "\n\n" +
			frame.why + town.Name + ". " + frame.noReply + "\n",
	}
	return out
}

// where is the place of an appointment in words that anybody may read.
func where(p *place) string {
	if text := booking.Where(p.service, p.office); text != "" {
		return text
	}
	return p.town.Name
}

// offerWords are the parts of an offer.
type offerWords struct{ free, place, kept, first, gone, goneText, open, mailOpen, leave string }

func offerWordsOf(lang string) offerWords {
	if lang == "en" {
		return offerWords{
			free: "A place has become free", place: "A place has become free: ",
			kept:  "We keep it for you until ",
			first: "Others who wait were told too: whoever takes it first has it.",
			gone:  "The place has been taken", goneText: "Somebody else was faster: the place has been taken. You stay in the waiting list.",
			open: "Take it or leave the list", mailOpen: "To take it, or to leave the waiting list, open this page (opening it changes nothing):",
			leave: "Leave the waiting list",
		}
	}
	return offerWords{
		free: "Si è liberato un posto", place: "Si è liberato un posto: ",
		kept:  "Lo teniamo per te fino alle ",
		first: "Abbiamo avvisato anche altre persone in attesa: lo prende chi risponde per primo.",
		gone:  "Il posto è stato preso", goneText: "Qualcuno è stato più veloce: il posto è già preso. Resti in lista d'attesa.",
		open: "Prendilo o lascia la lista", mailOpen: "Per prenderlo, o per lasciare la lista d'attesa, apri questa pagina (aprirla non cambia nulla):",
		leave: "Lascia la lista d'attesa",
	}
}
