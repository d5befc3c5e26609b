package console

import (
	"fmt"
	"net/http"
	"slices"

	"example.org/caterina"
)

// closeDay closes an office for a day, and calls its appointments off. A second
// time nobody is told again.
func (s *Console) closeDay(w http.ResponseWriter, r *http.Request, staff Staff, place *deskPlace) error {
	edit, _, wrong := dayEdit(r)
	add, ok := edit.(caterina.AddDayOff)
	if wrong == "" && ok && add.Day.Date.Before(place.Today) {
		wrong = "Questo giorno è già passato."
	}
	if wrong != "" {
		return s.showRules(w, r, staff, http.StatusUnprocessableEntity, agendaRulesView{deskPlace: deskPlace{Error: wrong}})
	}
	if ok, err := s.confirmed(w, r, staff, place, edit); !ok {
		return err
	}
	n, err := s.cfg.Agenda.Desks.CloseDay(r.Context(), staff.Town.ID, place.Office.Slug, add.Day, staff.Operator.ID)
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "agenda.close", place.Office.Slug, add.Day.Date.String()+" "+add.Day.Name); err != nil {
		return err
	}
	said := "Chiuso " + dayInWords(add.Day.Date) + ". "
	switch n {
	case 0:
		said += "Non c'erano appuntamenti da annullare."
	case 1:
		said += "Un appuntamento annullato: il cittadino viene avvisato, con altre tre ore."
	default:
		said += fmt.Sprintf("%d appuntamenti annullati: i cittadini vengono avvisati, con altre tre ore ciascuno.", n)
	}
	s.done(w, r, staff, place.backTo("/agenda/rules"), said)
	return nil
}

// closeDesk closes a desk for a while, or with desk 0 the office; what fits nowhere
// else is listed as a conflict.
func (s *Console) closeDesk(w http.ResponseWriter, r *http.Request, staff Staff, place *deskPlace) error {
	span, wrong := spanOf(r)
	if wrong == "" && span.Reason == "" {
		wrong = "Scrivi il motivo: lo legge anche il cittadino che chiede perché è chiuso."
	}
	if wrong != "" {
		return s.showRules(w, r, staff, http.StatusUnprocessableEntity, agendaRulesView{deskPlace: deskPlace{Error: wrong}})
	}
	what := "Chiuso " + stretchText(&span) + ": " + span.Reason
	if span.Desk == 0 {
		if err := s.cfg.Agenda.Desks.Edit(r.Context(), staff.Town.ID, place.Office.Slug, staff.Operator.ID, what, caterina.AddClosure{Span: span}); err != nil {
			return err
		}
		s.done(w, r, staff, place.backTo("/agenda/rules"), what+". Gli appuntamenti già presi restano: sono elencati qui sotto.")
		return s.audit(r.Context(), staff, "agenda.close", place.Office.Slug, what)
	}
	closed, err := s.cfg.Agenda.Desks.CloseDesk(r.Context(), staff.Town.ID, place.Office.Slug, span, staff.Operator.ID)
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "agenda.close", place.Office.Slug, what); err != nil {
		return err
	}
	rules, _, err := s.cfg.Agenda.Desks.Rules(r.Context(), staff.Town.ID, place.Office.Slug)
	if err != nil {
		return err
	}
	said := fmt.Sprintf("Sportello %s: chiuso %s, %s. Appuntamenti passati ad altri sportelli, alla stessa ora: %d.", (&agendaRulesView{Rules: rules}).Desk(span.Desk), stretchText(&span), span.Reason, closed.Moved)
	if n := len(closed.Left); n > 0 {
		said += fmt.Sprintf(" Senza posto altrove: %d, elencati qui sotto. Sono ancora validi: spostali o annullali tu.", n)
	}
	s.done(w, r, staff, place.backTo("/agenda/rules"), said)
	return nil
}

// newFeed makes the address of a desk's calendar. It is shown once: it is the key.
func (s *Console) newFeed(w http.ResponseWriter, r *http.Request, staff Staff, place *deskPlace) error {
	desk := caterina.DeskID(number(r, "desk"))
	rules, _, err := s.cfg.Agenda.Desks.Rules(r.Context(), staff.Town.ID, place.Office.Slug)
	if err != nil {
		return err
	}
	again := slices.ContainsFunc(rules.Desks, func(d caterina.DeskRules) bool { return d.ID == desk && d.Feed })
	secret, err := s.cfg.Agenda.Desks.NewFeed(r.Context(), staff.Town.ID, place.Office.Slug, desk, staff.Operator.ID)
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "agenda.feed", place.Office.Slug, ""); err != nil {
		return err
	}
	view := agendaRulesView{Feed: s.cfg.PublicURL + feedPath + secret.Reveal() + ".ics", FeedAgain: again}
	return s.showRules(w, r, staff, http.StatusOK, view)
}

// feedPath is where the desks' calendars are. Who has the rest of the address
// needs no account: calendars cannot sign in.
const feedPath = "/calendari/"

// feed sends the calendar of a desk.
func (s *Console) feed(w http.ResponseWriter, r *http.Request) {
	name, ok := cutICS(r.PathValue("secret"))
	if !ok {
		http.Error(w, saidNoFeed, http.StatusNotFound)
		return
	}
	data, err := s.cfg.Agenda.Desks.Feed(r.Context(), caterina.Secret(name))
	switch code := caterina.CodeOf(err); {
	case err == nil:
	case code == caterina.CodeNotFound:
		http.Error(w, saidNoFeed, http.StatusNotFound)
		return
	default:
		s.problem(w, r, nil, err)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("X-Robots-Tag", "noindex")
	_, _ = w.Write(data) // the reader has gone
}

const saidNoFeed = "Questo calendario non c'è più: chiedi il nuovo indirizzo a chi gestisce gli orari. / This calendar is gone: ask for its new address."

// cutICS takes the ending from the last part of a calendar's address.
func cutICS(name string) (string, bool) {
	const ending = ".ics"
	if len(name) <= len(ending) || name[len(name)-len(ending):] != ending {
		return "", false
	}
	return name[:len(name)-len(ending)], true
}
