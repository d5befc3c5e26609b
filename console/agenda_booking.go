package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/caterina"
)

// bookingPath is the address of a booking's page, below the town's.
func bookingPath(id caterina.BookingID) string { return fmt.Sprintf("/agenda/bookings/%d", id) }

// agendaBookingView is one appointment.
type agendaBookingView struct {
	Done, Error string
	Booking     caterina.Booking
	Service     string
	Office      string
	Desk        string
	Desks       []caterina.Desk // where else it can be received
	History     []changeLine
	Today       bool
	Early       bool   // its hour has not come yet
	Reason      string // as it was typed
	MayErase    bool
	Erase       eraseForm
	NoMail      bool   // there is an address, and nothing to send mail with
	Reach       string // of somebody whom a notice did not reach: what to do
}

// changeLine is a line of a booking's history in words.
type changeLine struct {
	At   time.Time
	Who  string
	What string
	Why  string
}

func (s *Console) agendaBooking(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	return s.showBooking(w, r, staff, caterina.BookingID(id), http.StatusOK, agendaBookingView{})
}

func (s *Console) showBooking(w http.ResponseWriter, r *http.Request, staff Staff, id caterina.BookingID, status int, view agendaBookingView) error {
	b, history, err := s.cfg.Agenda.Desks.Booking(r.Context(), staff.Town.ID, id)
	if err != nil {
		return err
	}
	services := s.cfg.Agenda.Desks.Services(staff.Town.ID, b.Office)
	view.Done, view.Booking, view.Service = s.wasDone(w, r), b, serviceNamed(services, b.Service)
	view.MayErase, view.Erase.Reasons = staff.May(caterina.RoleSupervisor), erasureReasons()
	view.NoMail = !s.cfg.Agenda.Mails && b.Person.Email != ""
	view.Early = b.From.After(s.cfg.Now())
	view.Today = caterina.DateOf(b.From.In(caterina.Rome())) == s.todayInRome()
	for _, o := range s.cfg.Agenda.Desks.Offices(staff.Town.ID) {
		if o.Slug == b.Office {
			view.Office = o.Name
		}
	}
	days, err := s.cfg.Agenda.Desks.Days(r.Context(), staff.Town.ID, b.Office, caterina.DateOf(b.From.In(caterina.Rome())), 1)
	if err != nil && caterina.CodeOf(err) != caterina.CodeNotFound {
		return err
	}
	for _, day := range days {
		for _, d := range day.Desks {
			if d.Desk.ID == b.Desk {
				view.Desk = d.Desk.Name
			} else if d.Desk.Active {
				view.Desks = append(view.Desks, d.Desk)
			}
		}
	}
	lost := ""
	for _, c := range history {
		line := changeLine{At: c.At, Who: actorName(c.Actor), What: changeName(c.What), Why: c.Why}
		if c.What == "unreachable" {
			lost, line.Why = c.Why, lostOn(c.Why)
		}
		if !c.From.IsZero() {
			line.What += ": " + inWords(c.From)
		}
		view.History = append(view.History, line)
	}
	if b.Unreachable {
		view.Reach = reachAdvice(&b, lost, s.cfg.Agenda.Mails)
	}
	s.render(w, r, status, "agenda-booking", &view)
	return nil
}

// actorName is who did something to a booking.
func actorName(actor string) string {
	switch actor {
	case "citizen":
		return "il cittadino"
	case "system", "bot":
		return "Caterina"
	default:
		if strings.HasPrefix(actor, "operator:") {
			return "un operatore"
		}
		return actor
	}
}

// foundView is what was found for a code or a name.
type foundView struct {
	deskPlace
	Words string
	Found []foundRow
}

// foundRow is one booking that was found.
type foundRow struct {
	caterina.Booking
	Today bool
}

// agendaFind finds a booking. A name is personal data, and stands in no address.
func (s *Console) agendaFind(w http.ResponseWriter, r *http.Request, staff Staff) error {
	place, err := s.place(w, r, staff, "line")
	if err != nil {
		return err
	}
	words, err := field(r, "who", 120)
	if err != nil {
		return err
	}
	view := foundView{deskPlace: place, Words: words}
	if words == "" {
		view.Error = "Scrivi il codice o una parte del nome."
		s.render(w, r, http.StatusUnprocessableEntity, "agenda-found", &view)
		return nil
	}
	found, err := s.cfg.Agenda.Desks.Find(r.Context(), staff.Town.ID, words)
	if err != nil {
		return err
	}
	if len(found) == 1 {
		s.redirect(w, r, place.Base+bookingPath(found[0].ID))
		return nil
	}
	for _, b := range found {
		view.Found = append(view.Found, foundRow{b, caterina.DateOf(b.From.In(caterina.Rome())) == place.Today})
	}
	s.render(w, r, http.StatusOK, "agenda-found", &view)
	return nil
}

const longestReason = 200

// agendaCancel ends an appointment for the office.
func (s *Console) agendaCancel(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	reason, err := field(r, "reason", longestReason)
	if err != nil {
		return err
	}
	booking := caterina.BookingID(id)
	if reason == "" {
		return s.showBooking(w, r, staff, booking, http.StatusUnprocessableEntity, agendaBookingView{Error: "Scrivi perché lo annulli: resta nella storia dell'appuntamento."})
	}
	b, err := s.cfg.Agenda.Desks.Cancel(r.Context(), staff.Town.ID, booking, int(number(r, "revision")), staff.Operator.ID, reason)
	if refused := refusedBy(err); refused != nil {
		return s.showBooking(w, r, staff, booking, http.StatusConflict, agendaBookingView{Error: saidRefused(refused), Reason: reason})
	}
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "booking.cancel", b.Code, ""); err != nil {
		return err
	}
	said := "Appuntamento annullato. Il cittadino viene avvisato."
	if b.Conversation == "" && (b.Person.Email == "" || !s.cfg.Agenda.Mails) {
		said = "Appuntamento annullato. Non parte nessun avviso: se hai un recapito, chiama tu il cittadino."
	}
	s.done(w, r, staff, bookingPath(booking), said)
	return nil
}

// agendaErase forgets whom an appointment was for. Its page is gone then: the day is
// shown.
func (s *Console) agendaErase(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	form, why := eraseFormOf(r)
	if form.Error != "" {
		return s.showBooking(w, r, staff, caterina.BookingID(id), http.StatusUnprocessableEntity, agendaBookingView{Erase: form})
	}
	b, err := s.cfg.Agenda.Desks.Erase(r.Context(), staff.Town.ID, caterina.BookingID(id), staff.Operator.ID)
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "booking.erase", b.Code, why); err != nil {
		return err
	}
	said := "Dati dell'appuntamento cancellati."
	if b.Status.Live() && b.To.After(s.cfg.Now()) {
		said += " L'appuntamento è annullato: nessuno viene avvisato."
	}
	day := caterina.DateOf(b.From.In(caterina.Rome()))
	s.done(w, r, staff, "/agenda?office="+url.QueryEscape(b.Office)+"&day="+day.String(), said)
	return nil
}

// agendaSend has another desk receive somebody.
func (s *Console) agendaSend(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	booking := caterina.BookingID(id)
	err = s.cfg.Agenda.Desks.Send(r.Context(), staff.Town.ID, booking, caterina.DeskID(number(r, "desk")), staff.Operator.ID)
	if refused := refusedBy(err); refused != nil {
		return s.showBooking(w, r, staff, booking, http.StatusConflict, agendaBookingView{Error: saidRefused(refused)})
	}
	if err != nil {
		return err
	}
	s.done(w, r, staff, bookingPath(booking), "Mandato all'altro sportello, alla stessa ora.")
	return nil
}

// Live says whether the appointment can still be moved or cancelled.
func (v *agendaBookingView) Live() bool {
	return v.Booking.Status == caterina.Booked || v.Booking.Status == caterina.CheckedIn
}
