package console

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"example.org/caterina"
)

// agendaLineView is who is at an office now.
type agendaLineView struct {
	deskPlace
	Waiting  []lineRow
	Serving  []lineRow
	Expected []expectedRow
	Over     []lineRow
	Wait     []caterina.ServiceWait
	Services []caterina.Service
	Form     walkInForm
	At       time.Time
}

// lineRow is one person who is here.
type lineRow struct {
	caterina.LineEntry
	Key     string // names the row on the page
	Name    string // of the person, or their number
	Service string
	Waited  string    // for how long
	Gap     time.Time // the next gap for who came late; zero for none
	Seen    string    // status, for the deed
	Calls   int
	ID      int64
	Field   string // booking or ticket
	Action  string // where its deeds go
}

// expectedRow is somebody of today who is not here yet.
type expectedRow struct {
	caterina.Booking
	ServiceName string
	Delay       string // how late they are; "" for not
}

// walkInForm keeps what was typed.
type walkInForm struct{ Service, Name, Note string }

func (s *Console) agendaLine(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showLine(w, r, staff, http.StatusOK, "", walkInForm{})
}

func (s *Console) showLine(w http.ResponseWriter, r *http.Request, staff Staff, status int, wrong string, form walkInForm) error {
	view, err := s.lineView(w, r, staff)
	if err != nil {
		return err
	}
	view.Done, view.Error, view.Form = s.wasDone(w, r), wrong, form
	s.render(w, r, status, "agenda-line", &view)
	return nil
}

func (s *Console) agendaLineLive(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.lineView(w, r, staff)
	if err != nil {
		return err
	}
	s.renderPart(w, r, "agenda-line", "live", &view)
	return nil
}

func (s *Console) lineView(w http.ResponseWriter, r *http.Request, staff Staff) (agendaLineView, error) {
	place, err := s.place(w, r, staff, "line")
	if err != nil {
		return agendaLineView{}, err
	}
	place.Day = place.Today
	line, err := s.cfg.Agenda.Desks.Line(r.Context(), staff.Town.ID, place.Office.Slug)
	if err != nil {
		return agendaLineView{}, err
	}
	services := s.cfg.Agenda.Desks.Services(staff.Town.ID, place.Office.Slug)
	view := agendaLineView{deskPlace: place, Wait: line.Wait, Services: services, At: line.At}
	for _, rows := range []struct {
		from []caterina.LineEntry
		to   *[]lineRow
	}{{line.Waiting, &view.Waiting}, {line.Serving, &view.Serving}, {line.Over, &view.Over}} {
		for _, e := range rows.from {
			row := lineRowOf(e, services, line.At)
			row.Action = place.Base + "/agenda/line/deed"
			if e.Booking != nil {
				row.Gap = line.Late[e.Booking.ID]
			}
			*rows.to = append(*rows.to, row)
		}
	}
	for _, b := range line.Expected {
		row := expectedRow{Booking: b, ServiceName: serviceNamed(services, b.Service)}
		if late := line.At.Sub(b.From); late >= time.Minute {
			row.Delay = lasting(late.Truncate(time.Minute))
		}
		view.Expected = append(view.Expected, row)
	}
	return view, nil
}

// lineRowOf writes a person of the line for the page.
func lineRowOf(e caterina.LineEntry, services []caterina.Service, now time.Time) lineRow {
	row := lineRow{LineEntry: e}
	if waited := now.Sub(e.Since); waited > 0 && !e.Early {
		row.Waited = lasting(waited.Truncate(time.Minute))
		if waited < time.Minute {
			row.Waited = "meno di un minuto"
		}
	}
	if b := e.Booking; b != nil {
		row.Name, row.Service, row.Seen, row.Calls, row.ID, row.Field = b.Person.Name.Reveal(), serviceNamed(services, b.Service), string(b.Status), b.Calls, int64(b.ID), "booking"
		if row.Name == "" {
			row.Name = "Codice " + showCode(b.Code)
		}
	} else {
		t := e.Ticket
		row.Name, row.Service, row.Seen, row.Calls, row.ID, row.Field = fmt.Sprintf("Numero %d", t.Number), serviceNamed(services, t.Service), string(t.Status), t.Calls, t.ID, "ticket"
	}
	row.Key = fmt.Sprintf("%s-%d", row.Field, row.ID)
	return row
}

// CallsLeft is how often the person is called before they are taken not to be here.
func (r *lineRow) CallsLeft() int { return caterina.MaxCalls - r.Calls }

// agendaDeed notes what was done about somebody of the line.
func (s *Console) agendaDeed(w http.ResponseWriter, r *http.Request, staff Staff) error {
	place, err := s.place(w, r, staff, "line")
	if err != nil {
		return err
	}
	act := caterina.DeskAct{
		Town: staff.Town.ID, Operator: staff.Operator.ID, Deed: caterina.DeskDeed(r.PostFormValue("deed")),
		Booking: caterina.BookingID(number(r, "booking")), Ticket: number(r, "ticket"), Seen: r.PostFormValue("seen"), Calls: int(number(r, "calls")),
		Early: r.PostFormValue("early") != "",
	}
	back := place.backTo("/agenda/line")
	if r.PostFormValue("back") == "booking" && act.Booking != 0 {
		back = bookingPath(act.Booking)
	}
	if act.Deed == "gap" {
		at, err := s.cfg.Agenda.Desks.Squeeze(r.Context(), staff.Town.ID, act.Booking, staff.Operator.ID)
		if refused := refusedBy(err); refused != nil {
			return s.showLine(w, r, staff, http.StatusConflict, "Oggi non c'è più un posto libero: falla passare quando si può, o proponi un altro giorno.", walkInForm{})
		}
		if err != nil {
			return err
		}
		s.done(w, r, staff, back, "Spostato: adesso il posto è alle "+s.clock(at)+".")
		return nil
	}
	if err := s.cfg.Agenda.Desks.Deed(r.Context(), act, place.Office.Slug); err != nil {
		if caterina.CodeOf(err) == caterina.CodeConflict {
			return s.showLine(w, r, staff, http.StatusConflict, "Non è stato fatto niente: "+problemOf(err).Message+".", walkInForm{})
		}
		return err
	}
	s.done(w, r, staff, back, deedDone(&act))
	return nil
}

// number reads a number of a form, 0 for none.
func number(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.PostFormValue(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// deedDone says what was done.
func deedDone(act *caterina.DeskAct) string {
	switch act.Deed {
	case caterina.DeedArrive:
		return "Segnato: è qui."
	case caterina.DeedCall:
		if act.Early {
			return "Chiamato. La sua ora non è ancora arrivata: questa chiamata non conta."
		}
		if act.Calls+1 >= caterina.MaxCalls {
			return "Chiamata la terza volta: segnato come assente. Se arriva, premi «Torna indietro»: il codice resta quello."
		}
		return fmt.Sprintf("Chiamata %d di %d.", act.Calls+1, caterina.MaxCalls)
	case caterina.DeedServe:
		return "È al banco."
	case caterina.DeedDone:
		return "Finito."
	case caterina.DeedNoShow:
		return "Segnato: non c'è. Se arriva, premi «Torna indietro»."
	default:
		return "Tornato indietro di un passo."
	}
}

// agendaWalkIn receives somebody without an appointment.
func (s *Console) agendaWalkIn(w http.ResponseWriter, r *http.Request, staff Staff) error {
	place, err := s.place(w, r, staff, "line")
	if err != nil {
		return err
	}
	name, err := field(r, "name", 120)
	if err != nil {
		return err
	}
	note, err := field(r, "note", 80)
	if err != nil {
		return err
	}
	form := walkInForm{Service: r.PostFormValue("service"), Name: name, Note: note}
	got, err := s.cfg.Agenda.Desks.WalkIn(r.Context(), staff.Town.ID, caterina.WalkIn{
		Office: place.Office.Slug, Service: form.Service, Name: caterina.Secret(name), Note: note,
		By: staff.Operator.ID, Number: r.PostFormValue("number") != "",
	})
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return s.showLine(w, r, staff, http.StatusUnprocessableEntity, "Scegli il servizio: serve per dire quanto si aspetta.", form)
	}
	if err != nil {
		return err
	}
	s.done(w, r, staff, place.backTo("/agenda/line"), s.walkedIn(&got))
	return nil
}

// walkedIn says what somebody without an appointment got, and how long it takes.
func (s *Console) walkedIn(got *caterina.WalkedIn) string {
	if got.Booking != nil {
		return fmt.Sprintf("C'era un posto: %s alle %s, codice %s. È già segnato come arrivato.", bookedFor(got.Booking), s.clock(got.Booking.From), showCode(got.Booking.Code))
	}
	if !got.Room {
		return fmt.Sprintf("Numero %d. Oggi però è difficile che arrivi il suo turno: dillo, e proponi un appuntamento.", got.Ticket.Number)
	}
	wait := got.From.Sub(s.cfg.Now())
	if wait < 5*time.Minute {
		return fmt.Sprintf("Numero %d. Passa tra poco.", got.Ticket.Number)
	}
	return fmt.Sprintf("Numero %d. Attesa prevista: circa %s, verso le %s.", got.Ticket.Number, lasting(wait.Round(5*time.Minute)), s.clock(got.From))
}

func bookedFor(b *caterina.Booking) string {
	if name := b.Person.Name.Reveal(); name != "" {
		return name
	}
	return "senza nome"
}
