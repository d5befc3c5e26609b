package agenda

import (
	"example.org/caterina"
	"example.org/caterina/booking"
)

// offered is an offer of the waiting list, as a mail and in the chat, where it reads
// otherwise when the mail could not be delivered.
type offered struct {
	mail     caterina.Mail
	message  caterina.MessageBody
	unmailed string
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
	said, unmailed := text+" ["+words.open+"]("+link+")", text+" ["+words.open+"]("+link+")"
	switch {
	case !s.byMailOnly(w):
	case w.State == caterina.WaitlistOffered:
		said, unmailed = text+" "+words.inMail, words.noMail
	default:
		said, unmailed = text, words.noMail
	}
	out := offered{unmailed: unmailed, message: caterina.MessageBody{
		Text: said, Lang: w.Lang, Outcome: caterina.OutcomeFlow,
		Options: []caterina.Option{{ID: "wait/leave", Label: words.leave}},
	}}
	out.mail = caterina.Mail{
		To: w.Person.Email, Lang: w.Lang, Subject: subject,
		Text: frame.hello + "\n\n" + plain(text) + "\n\n" + words.mailOpen + "\n" + link + "\n\n" +
			frame.why + town.Name + ". " + frame.noReply + "\n",
	}
	return out
}

// byMailOnly says whether an offer can be taken only from the mail that tells of it:
// that proves the address, which has to be before an appointment stands. An
// appointment that is moved to something earlier had it proved.
func (s *Service) byMailOnly(w *caterina.Waitlist) bool {
	return s.cfg.Send != nil && !w.Person.Verified && w.Booking == 0
}

// where is the place of an appointment in words that anybody may read.
func where(p *place) string {
	if text := booking.Where(p.service, p.office); text != "" {
		return text
	}
	return p.town.Name
}

// offerWords are the parts of an offer.
type offerWords struct {
	free, place, kept, first, gone, goneText, open, mailOpen, leave string
	inMail, noMail                                                  string // to who has not proved their address
}

func offerWordsOf(lang string) offerWords {
	if lang == "en" {
		return offerWords{
			free: "A place has become free", place: "A place has become free: ",
			kept:  "We keep it for you until ",
			first: "Others who wait were told too: whoever takes it first has it.",
			gone:  "The place has been taken", goneText: "Somebody else was faster: the place has been taken. You stay in the waiting list.",
			open: "Take it or leave the list", mailOpen: "To take it, or to leave the waiting list, open this page (opening it changes nothing):",
			leave:  "Leave the waiting list",
			inMail: "To take it open the link in the e-mail that I have just sent you: so I know that the address is yours.",
			noMail: "A place has become free, but your address does not get my e-mail and I cannot give it to you: leave the list and join it again with another address.",
		}
	}
	return offerWords{
		free: "Si è liberato un posto", place: "Si è liberato un posto: ",
		kept:  "Lo teniamo per te fino alle ",
		first: "Abbiamo avvisato anche altre persone in attesa: lo prende chi risponde per primo.",
		gone:  "Il posto è stato preso", goneText: "Qualcuno è stato più veloce: il posto è già preso. Resti in lista d'attesa.",
		open: "Prendilo o lascia la lista", mailOpen: "Per prenderlo, o per lasciare la lista d'attesa, apri questa pagina (aprirla non cambia nulla):",
		leave:  "Lascia la lista d'attesa",
		inMail: "Per prenderlo apri il link nell'e-mail che ti ho appena mandato: così so che l'indirizzo è tuo.",
		noMail: "Si è liberato un posto, ma il tuo indirizzo non riceve la mia e-mail e non posso dartelo: lascia la lista e rientra con un altro indirizzo.",
	}
}
