package console

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// agendaBookView is the form with which staff make or move an appointment.
type agendaBookView struct {
	deskPlace
	Services []caterina.Service
	Service  caterina.Service
	Moving   *caterina.Booking // nil: a new one
	Times    []caterina.Vacancy
	Warnings []caterina.BookingWarning
	Form     bookForm
}

// bookForm keeps what was typed.
type bookForm struct {
	At, Clock          string // an instant, or a time of the day
	Name, Email, Phone string
	Note, Reason       string
	Lang               string
	RequestID          string
	Read               string
	Revision           int
	Moving             caterina.BookingID
	Conversation       caterina.ConversationID // in which it was asked for; "" for none
}

func (s *Console) agendaBookForm(w http.ResponseWriter, r *http.Request, staff Staff) error {
	moving, _ := strconv.ParseInt(r.FormValue("moving"), 10, 64) // what is no number moves nothing
	form := bookForm{RequestID: newRequestID(), Lang: "it", Moving: caterina.BookingID(max(moving, 0)), Revision: -1, At: r.FormValue("at")}
	if err := s.askedIn(r, staff, &form); err != nil {
		return err
	}
	return s.showBookForm(w, r, staff, http.StatusOK, "", nil, form)
}

// askedIn reads in which conversation an appointment is asked for: it is told there,
// in its language.
func (s *Console) askedIn(r *http.Request, staff Staff, form *bookForm) error {
	conv := caterina.ConversationID(r.FormValue("conv"))
	if conv == "" || form.Moving != 0 {
		return nil
	}
	row, err := s.cfg.Inbox.Lists.InboxOne(r.Context(), staff.Town.ID, conv)
	if err != nil {
		return err
	}
	form.Conversation = conv
	if r.Method == http.MethodGet && row.Conversation.Lang == "en" {
		form.Lang = "en"
	}
	return nil
}

// newRequestID names a form, so that sent twice it is one appointment.
func newRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (s *Console) showBookForm(w http.ResponseWriter, r *http.Request, staff Staff, status int, wrong string, warnings []caterina.BookingWarning, form bookForm) error {
	place, err := s.place(w, r, staff, "day")
	if err != nil {
		return err
	}
	place.Error = wrong
	view := agendaBookView{deskPlace: place, Services: s.cfg.Agenda.Desks.Services(staff.Town.ID, place.Office.Slug), Warnings: warnings, Form: form}
	slug := r.FormValue("service")
	if form.Moving != 0 {
		b, _, err := s.cfg.Agenda.Desks.Booking(r.Context(), staff.Town.ID, form.Moving)
		if err != nil {
			return err
		}
		view.Moving, slug = &b, b.Service
		if form.Revision < 0 {
			view.Form.Revision = b.Revision
		}
	}
	i := slices.IndexFunc(view.Services, func(s caterina.Service) bool { return s.Slug == slug })
	if len(view.Services) == 0 {
		return caterina.Errorf(caterina.CodeNotFound, "in questa sede non si prenota niente: torna all'agenda e scegli un'altra sede")
	}
	view.Service = view.Services[max(i, 0)]
	if view.Times, err = s.cfg.Agenda.Desks.Times(r.Context(), staff.Town.ID, place.Day, caterina.StaffBooking{
		Office: place.Office.Slug, Service: view.Service.Slug, Moving: form.Moving, Conversation: form.Conversation,
	}); err != nil {
		return err
	}
	s.render(w, r, status, "agenda-book", &view)
	return nil
}

// agendaBook makes or moves an appointment, or shows what speaks against it. What
// was read once is weighed again: another citizen may have been faster.
func (s *Console) agendaBook(w http.ResponseWriter, r *http.Request, staff Staff) error {
	form, wrong := readBookForm(r)
	if wrong != "" {
		return s.showBookForm(w, r, staff, http.StatusUnprocessableEntity, wrong, nil, form)
	}
	if err := s.askedIn(r, staff, &form); err != nil {
		return err
	}
	at, ok := form.time(r.PostFormValue("day"))
	if !ok {
		return s.showBookForm(w, r, staff, http.StatusUnprocessableEntity, "Scegli un'ora fra quelle libere, oppure scrivine un'altra.", nil, form)
	}
	if form.Read != "" && form.Reason == "" {
		return s.showBookForm(w, r, staff, http.StatusUnprocessableEntity, "Scrivi perché serve lo stesso: resta nella storia dell'appuntamento.", nil, form)
	}
	place, err := s.place(w, r, staff, "day")
	if err != nil {
		return err
	}
	b, warnings, err := s.cfg.Agenda.Desks.Book(r.Context(), staff.Town.ID, caterina.StaffBooking{
		Office: place.Office.Slug, Service: r.PostFormValue("service"), From: at, Moving: form.Moving, Revision: form.Revision,
		Person: caterina.Person{
			Name: caterina.Secret(form.Name), Email: caterina.Secret(form.Email), Phone: caterina.Secret(caterina.NormalContact(caterina.Secret(form.Phone))),
		},
		Conversation: form.Conversation, Note: form.Note, Lang: form.Lang, Reason: form.Reason, RequestID: form.RequestID, By: staff.Operator.ID, Read: form.Read,
	})
	switch refused := refusedBy(err); {
	case refused != nil:
		if refused.Why == caterina.ProblemStale {
			form.Revision = -1 // the page shows the booking as it is now
		}
		return s.showBookForm(w, r, staff, http.StatusConflict, saidRefused(refused), nil, form)
	case err != nil:
		return err
	case len(warnings) > 0:
		form.Read = caterina.WarningsKey(warnings)
		return s.showBookForm(w, r, staff, http.StatusConflict, "", warnings, form)
	}
	said := "Appuntamento fissato: " + inWords(b.From) + ", codice " + showCode(b.Code) + "."
	if form.Moving != 0 {
		said = "Appuntamento spostato: " + inWords(b.From) + ". Il codice resta " + showCode(b.Code) + "."
		err = s.audit(r.Context(), staff, "booking.move", b.Code, "")
	} else {
		err = s.audit(r.Context(), staff, "booking.make", b.Code, "")
	}
	if err != nil {
		return err
	}
	s.done(w, r, staff, bookingPath(b.ID), said)
	return nil
}

// readBookForm reads the form; a sentence says what is wrong.
func readBookForm(r *http.Request) (form bookForm, wrong string) {
	form = bookForm{
		At: r.PostFormValue("at"), Clock: r.PostFormValue("clock"), Lang: "it", RequestID: r.PostFormValue("request"),
		Read: r.PostFormValue("read"), Revision: int(number(r, "revision")), Moving: caterina.BookingID(number(r, "moving")),
	}
	if r.PostFormValue("lang") == "en" {
		form.Lang = "en"
	}
	for _, f := range []struct {
		name  string
		limit int
		to    *string
	}{{"name", 120, &form.Name}, {"email", 254, &form.Email}, {"phone", 20, &form.Phone}, {"note", 600, &form.Note}, {"reason", longestReason, &form.Reason}} {
		value, err := field(r, f.name, f.limit)
		if err != nil {
			wrong = problemOf(err).Message
		}
		*f.to = value
	}
	if wrong == "" {
		wrong = form.wrong()
	}
	return form, wrong
}

// wrong says what cannot be as it was typed; "" when all is well.
func (f *bookForm) wrong() string {
	digits := strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, f.Phone)
	switch {
	case f.Clock != "" && f.At != "" && f.At != "other":
		return "Hai scelto un'ora libera e ne hai scritta anche un'altra: cancella quella scritta, o scegli «un'altra ora»."
	case f.Moving == 0 && f.Name == "":
		return "Scrivi il nome della persona."
	case f.Email != "" && (!strings.Contains(f.Email, "@") || strings.ContainsAny(f.Email, " ,;<>\r\n")):
		return "L'indirizzo e-mail non è completo: controllalo, per esempio maria.rossi@example.it."
	case f.Phone != "" && (len(digits) < 6 || len(digits) > 15):
		return "Il numero di telefono non è completo: controllalo, per esempio 333 1234567."
	}
	return ""
}

// time is when the appointment is to be: one of the free times, or one that was
// typed.
func (f *bookForm) time(day string) (time.Time, bool) {
	if f.At != "" && f.At != "other" {
		unix, err := strconv.ParseInt(f.At, 10, 64)
		return time.Unix(unix, 0), err == nil && unix > 0
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+f.Clock, caterina.Rome())
	if err != nil || at.Format("15:04") != f.Clock { // an hour that the clock skips
		return time.Time{}, false
	}
	return at, true
}

// Chosen says whether a free time is the one that was chosen.
func (v *agendaBookView) Chosen(t time.Time) bool {
	return v.Form.At == strconv.FormatInt(t.Unix(), 10)
}
