package appointments

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.org/caterina"
)

// daysAtOnce is how many days with free times a page lists.
const daysAtOnce = 5

// Words of our own addresses that say what has just been done.
const (
	doneMoved     = "spostato"
	doneCancelled = "disdetto"
	doneTaken     = "preso"
)

// appointment reads what the token opens. When it is false, the request has been
// answered.
func (p *Pages) appointment(w http.ResponseWriter, r *http.Request) (*view, *caterina.Appointment, bool) {
	v := newView(r)
	a, err := p.cfg.Agenda.Appointment(r.Context(), r.PathValue("token"))
	if err != nil {
		p.failed(w, r, v, err)
		return nil, nil, false
	}
	v.fill(&a, p.cfg.Now())
	return v, &a, true
}

// serveAppointment shows the appointment.
func (p *Pages) serveAppointment(w http.ResponseWriter, r *http.Request) {
	v, a, ok := p.appointment(w, r)
	if !ok {
		return
	}
	v.Done = v.Words.done(r.URL.Query().Get("fatto"), a.Booking.Status)
	p.render(w, http.StatusOK, v, "appointment.html")
}

// serveCalendar hands the appointment over as a file for calendars.
func (p *Pages) serveCalendar(w http.ResponseWriter, r *http.Request) {
	v, a, ok := p.appointment(w, r)
	if !ok {
		return
	}
	if len(a.Calendar) == 0 {
		p.unknown(w, r, v)
		return
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="appuntamento.ics"`)
	_, _ = w.Write(a.Calendar) // the citizen has gone
}

// serveCancel asks whether the appointment shall be cancelled.
func (p *Pages) serveCancel(w http.ResponseWriter, r *http.Request) {
	v, _, ok := p.appointment(w, r)
	if !ok {
		return
	}
	if !v.CanCancel {
		p.render(w, http.StatusConflict, v, "appointment.html")
		return
	}
	v.Title = v.Words.CancelTitle
	p.render(w, http.StatusOK, v, "cancel.html")
}

// postCancel cancels the appointment.
func (p *Pages) postCancel(w http.ResponseWriter, r *http.Request) {
	revision, err := strconv.Atoi(r.PostFormValue("revisione"))
	if err != nil {
		revision = -1 // no form of ours: nothing is of this revision
	}
	if err = p.cfg.Agenda.CancelAppointment(r.Context(), r.PathValue("token"), revision); err != nil {
		p.refuse(w, r, err)
		return
	}
	p.back(w, r, doneCancelled)
}

// serveMove lists free times, or asks whether the appointment shall be moved to the
// one that was chosen.
func (p *Pages) serveMove(w http.ResponseWriter, r *http.Request) {
	v, a, ok := p.appointment(w, r)
	if !ok {
		return
	}
	if !v.CanMove {
		p.render(w, http.StatusConflict, v, "appointment.html")
		return
	}
	query := r.URL.Query()
	v.Title = v.Words.MoveTitle
	if slot, chosen := chosenSlot(query, &a.Booking); chosen {
		t := v.time(slot)
		v.Chosen, v.Title = &t, v.Words.MoveAsk
		p.render(w, http.StatusOK, v, "move.html")
		return
	}
	p.list(w, r, http.StatusOK, v, query)
}

// list shows the days with free times from the one that the address names.
func (p *Pages) list(w http.ResponseWriter, r *http.Request, status int, v *view, query url.Values) {
	slots, err := p.cfg.Agenda.FreeTimes(r.Context(), r.PathValue("token"))
	if err != nil {
		p.failed(w, r, v, err)
		return
	}
	first, err := caterina.ParseDate(query.Get("dal"))
	if err != nil {
		first = caterina.Date{} // from the first on
	}
	if next := v.days(slots, first, daysAtOnce); next != "" {
		v.Next = v.Address("/sposta") + "&dal=" + next
	}
	if first != (caterina.Date{}) {
		v.First = v.Address("/sposta")
	}
	p.render(w, status, v, "move.html")
}

// postMove moves the appointment. A time that no page of ours offered is refused by
// the agenda, which says why.
func (p *Pages) postMove(w http.ResponseWriter, r *http.Request) {
	ctx, token := r.Context(), r.PathValue("token")
	revision, errRevision := strconv.Atoi(r.PostFormValue("revisione"))
	a, err := p.cfg.Agenda.Appointment(ctx, token)
	if err != nil {
		p.failed(w, r, newView(r), err)
		return
	}
	slot, ok := chosenSlot(r.PostForm, &a.Booking)
	switch {
	case !ok:
		err = &caterina.BookingRefused{Why: caterina.ProblemOutside}
	case errRevision != nil:
		err = &caterina.BookingRefused{Why: caterina.ProblemStale}
	default:
		err = p.cfg.Agenda.MoveAppointment(ctx, token, revision, slot)
	}
	if err != nil && !p.movedAlready(ctx, token, revision, slot, err) {
		p.refuse(w, r, err)
		return
	}
	p.back(w, r, doneMoved)
}

// movedAlready says whether an appointment was moved as asked by the same button,
// pressed a moment before: a browser shows the answer to the second press.
func (p *Pages) movedAlready(ctx context.Context, token string, revision int, slot caterina.Slot, err error) bool {
	if refused := refusedBy(err); refused == nil || refused.Why != caterina.ProblemStale {
		return false
	}
	now, err := p.cfg.Agenda.Appointment(ctx, token)
	b := &now.Booking
	return err == nil && b.Revision == revision+1 && b.From.Equal(slot.From) && b.Office == slot.Office && b.Status.Live()
}

// chosenSlot reads the time that was chosen. It lasts as long as the one it
// replaces; whether it is free is for the agenda to say.
func chosenSlot(form url.Values, b *caterina.Booking) (caterina.Slot, bool) {
	at, err := strconv.ParseInt(form.Get("a"), 10, 64)
	if err != nil || at <= 0 || at > farthest {
		return caterina.Slot{}, false
	}
	from := time.Unix(at, 0)
	office := form.Get("sede")
	if office == "" {
		office = b.Office
	}
	return caterina.Slot{Service: b.Service, Office: office, From: from, To: from.Add(b.To.Sub(b.From))}, caterina.ValidSlug(office)
}

// farthest is a time that no calendar reaches, in seconds since 1970.
const farthest = 32_503_680_000

// refuse shows how the appointment stands and why it was left so: with the free
// times where another one will do.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, err error) {
	refused := refusedBy(err)
	if refused == nil {
		p.failed(w, r, newView(r), err)
		return
	}
	v, a, ok := p.appointment(w, r)
	if !ok {
		return
	}
	if refused.Why == caterina.ProblemStale && refused.Other == nil {
		refused = &caterina.BookingRefused{Why: refused.Why, Other: &a.Booking}
	}
	v.Problem = v.Words.refusal(refused, v.Phone)
	if otherTimeHelps(refused.Why) && v.CanMove {
		v.Title = v.Words.MoveTitle
		p.list(w, r, http.StatusConflict, v, url.Values{})
		return
	}
	p.render(w, http.StatusConflict, v, "appointment.html")
}

// otherTimeHelps says whether what was refused can be had at another time.
func otherTimeHelps(why caterina.BookingProblem) bool {
	switch why {
	case caterina.ProblemTaken, caterina.ProblemPast, caterina.ProblemSoon, caterina.ProblemFar, caterina.ProblemDayOff,
		caterina.ProblemClosed, caterina.ProblemOutside, caterina.ProblemOverlap, caterina.ProblemUnknown, caterina.ProblemCrowded:
		return true
	default:
		return false
	}
}

// back goes to the token's first page, so that loading it again does nothing twice.
func (p *Pages) back(w http.ResponseWriter, r *http.Request, done string) {
	v := newView(r)
	query := url.Values{"fatto": {done}}
	if v.asked {
		query.Set("lang", v.Lang)
	}
	http.Redirect(w, r, v.Base+"?"+query.Encode(), http.StatusSeeOther)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
