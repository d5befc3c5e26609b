package appointments

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.org/caterina"
)

// What the form of the waiting list may ask for.
const (
	actTake  = "prendi"
	actLeave = "esci"
)

// serveWait shows how a wish of the waiting list stands, and the place that is kept
// for it.
func (p *Pages) serveWait(w http.ResponseWriter, r *http.Request) {
	p.showWait(w, r, http.StatusOK, nil)
}

func (p *Pages) showWait(w http.ResponseWriter, r *http.Request, status int, refused *caterina.BookingRefused) {
	v := newView(r)
	offer, err := p.cfg.Waits.WaitOffer(r.Context(), r.PathValue("token"))
	if err != nil {
		p.failed(w, r, v, err)
		return
	}
	v.fillWait(&offer, p.cfg.Now())
	if refused != nil {
		v.Problem = v.Words.refusal(refused, v.Phone)
	}
	p.render(w, status, v, "wait.html")
}

// fillWait shows a wish.
func (v *view) fillWait(o *caterina.WaitOffer, now time.Time) {
	if !v.asked {
		v.speak(o.Wait.Lang)
	}
	v.Town, v.Card, v.Phone, v.Title = o.Town, o.Card, o.Phone, v.Words.WaitTitle
	w := &o.Wait
	v.Offered = w.State == caterina.WaitlistOffered && now.Before(w.OfferedUntil)
	v.Waiting = w.State == caterina.WaitlistWaiting || w.State == caterina.WaitlistOffered
	if v.Offered {
		v.Title, v.Until = v.Words.OfferTitle, v.Words.moment(w.OfferedUntil)
	}
	v.Kept = w.Kept
	v.State = v.Words.waiting(w.State, v.Offered, w.Kept)
}

// From is when the offered place begins, for the form.
func (v *view) From() string { return strconv.FormatInt(v.Card.From.Unix(), 10) }

// postWait takes the offered place, or leaves the list.
func (p *Pages) postWait(w http.ResponseWriter, r *http.Request) {
	ctx, token := r.Context(), r.PathValue("token")
	var opened string
	var err error
	switch r.PostFormValue("azione") {
	case actTake:
		var from int64
		if from, err = strconv.ParseInt(r.PostFormValue("a"), 10, 64); err != nil || from <= 0 || from > farthest {
			err = &caterina.BookingRefused{Why: caterina.ProblemTaken}
			break
		}
		opened, err = p.cfg.Waits.AcceptOffer(ctx, token, time.Unix(from, 0))
	case actLeave:
		err = p.cfg.Waits.LeaveWait(ctx, token)
	default:
		p.showWait(w, r, http.StatusBadRequest, nil)
		return
	}
	refused := refusedBy(err)
	switch {
	case refused != nil:
		p.showWait(w, r, http.StatusConflict, refused)
	case err != nil:
		p.failed(w, r, newView(r), err)
	case opened != "":
		http.Redirect(w, r, "/appuntamenti/"+url.PathEscape(opened)+"?fatto="+doneTaken, http.StatusSeeOther)
	default:
		v := newView(r)
		http.Redirect(w, r, v.Base+inLang(v.Lang), http.StatusSeeOther)
	}
}
