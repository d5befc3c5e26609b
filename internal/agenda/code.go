package agenda

import (
	"context"
	"fmt"
	"strings"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// CodeLate tells in the chat that six digits have not left: not yet, or never because
// the server refuses the address. Whoever waits for them would look for a mail that does
// not come.
func (s *Service) CodeLate(ctx context.Context, mail caterina.CodeMail, refused bool) error {
	const doing = "tell of a code that has not left"
	town, ok := s.cfg.Content.TownByID(mail.Town)
	if !ok {
		return errNoTown(mail.Town)
	}
	letter, err := s.cfg.Store.CodeLetter(ctx, mail)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return nil // nobody waits for it any more
	}
	if err != nil {
		return fmt.Errorf(doing+": %w", err)
	}
	standing, err := s.cfg.Store.Standing(ctx, mail.Town, mail.Conversation)
	if err != nil {
		return fmt.Errorf(doing+": %w", err)
	}
	event, told, err := s.cfg.Store.CodeLate(ctx, mail, refused, s.codeLate(town, &letter, &standing, refused))
	if err != nil {
		return fmt.Errorf(doing+": %w", err)
	}
	if told {
		s.committed(event)
	}
	return nil
}

// codeLate words it, with the ways on.
func (s *Service) codeLate(town caterina.Town, letter *caterina.CodeLetter, standing *caterina.Standing, refused bool) caterina.MessageBody {
	w := lateWordsOf(letter.Lang)
	address := "**" + escaped(letter.Address.Reveal()) + "**"
	parts := []string{fmt.Sprintf(w.slow, address)}
	if refused {
		parts[0] = fmt.Sprintf(w.refused, address)
	}
	if standing.Held {
		parts = append(parts, w.kept+booking.Clock(standing.Until.In(caterina.Rome()), letter.Lang)+".")
	}
	phone := ""
	if d := standing.Draft; d != nil {
		if p, _ := s.place(town, d.Service, d.Office); len(p.office.Phones) > 0 && !p.service.Discreet {
			phone = " (" + p.office.Phones[0] + ")"
		}
	}
	last := w.meanwhile
	if refused {
		last = w.instead
	}
	body := caterina.MessageBody{
		Text: strings.Join(append(parts, fmt.Sprintf(last, phone)), " "), Lang: letter.Lang, Outcome: caterina.OutcomeFlow, Flow: caterina.FlowBooking,
	}
	if !refused {
		if standing.Held {
			body.Options = append(body.Options, caterina.Option{ID: "book/keep", Label: w.keep})
		}
		body.Options = append(body.Options, caterina.Option{ID: "flow/data", Label: w.correct})
	}
	body.Options = append(body.Options, caterina.Option{ID: "person", Label: w.person}, caterina.Option{ID: "flow/end", Label: w.end})
	return body
}

// lateWords are the parts of what is said of a code that has not left.
type lateWords struct {
	slow, refused, kept, meanwhile, instead string
	keep, correct, person, end              string
}

func lateWordsOf(lang string) lateWords {
	if lang == "en" {
		return lateWords{
			slow:      "E-mail is slow just now: the code for %s has not left yet. I keep trying.",
			refused:   "The address %s does not take mail: the code cannot reach you. Write me another address, or the same one without the mistake.",
			kept:      "I keep your place until ",
			meanwhile: "If you do not want to wait, call the office%s or talk to a person.",
			instead:   "Or call the office%s, or talk to a person.",
			keep:      "Ask for more time", correct: "Correct your data", person: "Talk to a person", end: "Never mind",
		}
	}
	return lateWords{
		slow:      "In questo momento la posta è lenta: il codice per %s non è ancora partito. Continuo a provare.",
		refused:   "L'indirizzo %s non riceve posta: il codice non può arrivarti. Scrivimi un altro indirizzo, o lo stesso senza l'errore.",
		kept:      "Tengo il tuo posto fino alle ",
		meanwhile: "Se non vuoi aspettare, telefona all'ufficio%s o parla con una persona.",
		instead:   "Oppure telefona all'ufficio%s o parla con una persona.",
		keep:      "Chiedi altro tempo", correct: "Correggi i tuoi dati", person: "Parla con una persona", end: "Lascia stare",
	}
}
