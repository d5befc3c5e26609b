package appointments

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/caterina"
)

// view is what the templates show.
type view struct {
	Lang, Other string // "it" or "en", and the other one
	asked       bool   // the language was asked for
	Words       words
	Base        string // the page's own address without a query
	Title       string
	Unknown     bool // the token opens nothing
	Town        caterina.Town
	Problem     string // why the last thing was not done, or what is to be known first
	Done        string // what has just been done
	Card        caterina.BookingCard
	Phone       string
	Revision    int
	State       string // how the appointment stands, in words
	Live        bool
	CanMove     bool
	CanCancel   bool
	NoMove      string // why not
	NoCancel    string
	HasFile     bool
	Days        []dayView
	Next, First string // addresses of other days
	Chosen      *timeView
	Offered     bool // a place of the waiting list is offered
	Kept        bool // to nobody else
	Waiting     bool // on the list
	Until       string
}

// dayView is one day with its free times.
type dayView struct {
	Name  string
	Times []timeView
}

// timeView is one free time. Unix and Office come back in the form.
type timeView struct {
	Clock, Moment string
	Unix          int64
	Office        string
}

// newView begins a page in the language that the address asks for, else Italian.
func newView(r *http.Request) *view {
	v := &view{Base: r.URL.EscapedPath()}
	for _, after := range []string{"/sposta", "/disdici", "/appuntamento.ics"} {
		v.Base = strings.TrimSuffix(v.Base, after)
	}
	v.asked = r.URL.Query().Get("lang") != ""
	v.speak(r.URL.Query().Get("lang"))
	return v
}

// speak sets the language.
func (v *view) speak(lang string) {
	v.Lang, v.Other = "it", "en"
	if strings.HasPrefix(strings.ToLower(lang), "en") {
		v.Lang, v.Other = "en", "it"
	}
	v.Words = wordsIn(v.Lang)
}

// fill shows an appointment, in the language it was made in unless another one was
// asked for.
func (v *view) fill(a *caterina.Appointment, now time.Time) {
	if !v.asked {
		v.speak(a.Booking.Lang)
	}
	b := &a.Booking
	v.Title, v.Town, v.Card, v.Phone, v.Revision = v.Words.Title, a.Town, a.Card, a.Phone, b.Revision
	v.Live = b.Status.Live() && now.Before(b.To)
	v.State = v.Words.state(b.Status, b.Status.Live() && !now.Before(b.To))
	booked := v.Live && b.Status == caterina.Booked
	v.CanMove, v.CanCancel = booked && a.NoMove == "", booked && a.NoCancel == ""
	if booked {
		v.NoMove, v.NoCancel = v.Words.fixed(a.NoMove, a.Phone), v.Words.fixed(a.NoCancel, a.Phone)
		if v.NoMove == v.NoCancel {
			v.NoMove = ""
		}
	}
	v.HasFile = len(a.Calendar) > 0 && v.Live
}

// days groups free times by day, some days from the first on, and says which day
// comes after them.
func (v *view) days(slots []caterina.Slot, first caterina.Date, most int) (next string) {
	var last caterina.Date
	for _, s := range slots {
		day := caterina.DateOf(s.From.In(caterina.Rome()))
		if day.Before(first) {
			continue
		}
		if day != last {
			if len(v.Days) == most {
				return day.String()
			}
			v.Days = append(v.Days, dayView{Name: v.Words.day(s.From)})
			last = day
		}
		d := &v.Days[len(v.Days)-1]
		d.Times = append(d.Times, v.time(s))
	}
	return ""
}

func (v *view) time(s caterina.Slot) timeView {
	return timeView{Clock: v.Words.clock(s.From), Moment: v.Words.moment(s.From), Unix: s.From.Unix(), Office: s.Office}
}

// When is when the appointment is.
func (v *view) When() string { return v.Words.moment(v.Card.From) }

// End is when it ends.
func (v *view) End() string { return v.Words.clock(v.Card.To) }

// Machine is when it is, for programs.
func (v *view) Machine() string { return v.Card.From.UTC().Format(time.RFC3339) }

// Grouped and Spelled are the code, to be read and to be heard.
func (v *view) Grouped() string { return grouped(v.Card.Code) }

// Spelled is the code letter by letter.
func (v *view) Spelled() string { return spelled(v.Card.Code) }

// Address is a page of this token in the language of the view.
func (v *view) Address(page string) string { return v.Base + page + inLang(v.Lang) }

// OtherAddress is the token's first page in the other language.
func (v *view) OtherAddress() string { return v.Base + inLang(v.Other) }

// Choose is the address that shows one free time before it is taken.
func (v *view) Choose(t timeView) string {
	at := url.Values{"lang": {v.Lang}, "a": {itoa(t.Unix)}, "sede": {t.Office}}
	return v.Base + "/sposta?" + at.Encode()
}

// Home is the town's first page, the website's when the town is not known.
func (v *view) Home() string {
	if v.Town.Slug == "" {
		return "/"
	}
	return "/towns/" + url.PathEscape(v.Town.Slug) + inLang(v.Lang)
}

// Chat is where another appointment is made.
func (v *view) Chat() string {
	if v.Town.Slug == "" {
		return "/"
	}
	return "/chat/" + url.PathEscape(v.Town.Slug) + inLang(v.Lang)
}

// Privacy is the town's notice.
func (v *view) Privacy() string {
	return "/towns/" + url.PathEscape(v.Town.Slug) + "/privacy" + inLang(v.Lang)
}

// Dialled is the office's number as a telephone dials it.
func (v *view) Dialled() string { return caterina.Dialled(v.Phone) }

// inLang asks for a language.
func inLang(lang string) string { return "?lang=" + lang }
