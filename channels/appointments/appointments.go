// Package appointments is the pages behind the links that citizens are sent: the
// one of an appointment, where it is looked at, moved, cancelled and saved into a
// calendar, and the one of the waiting list, where an offered place is taken or
// the list left.
//
// Programs that read mail follow every link in it. So an address only shows, with
// GET and HEAD, and a form acts. Who knows the address holds the appointment: it
// is a secret of 128 bits, stays out of logs and referrers, and opens nothing once
// the appointment's data are erased. The pages need no JavaScript, no cookie and
// no account.
package appointments

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/markdown"
)

// Agenda is what the page of an appointment reads and does. A token that opens
// nothing is a caterina.CodeNotFound; what cannot be done is a
// *caterina.BookingRefused.
type Agenda interface {
	// Appointment is what the token opens.
	Appointment(ctx context.Context, token string) (caterina.Appointment, error)
	// FreeTimes are all the times to which the appointment can be moved, in order.
	FreeTimes(ctx context.Context, token string) ([]caterina.Slot, error)
	// MoveAppointment moves it, if it is still of this revision.
	MoveAppointment(ctx context.Context, token string, revision int, to caterina.Slot) error
	// CancelAppointment cancels it, if it is still of this revision.
	CancelAppointment(ctx context.Context, token string, revision int) error
}

// Waits is what the page of the waiting list reads and does. Errors are those of
// Agenda.
type Waits interface {
	// WaitOffer is what the token opens.
	WaitOffer(ctx context.Context, token string) (caterina.WaitOffer, error)
	// AcceptOffer takes the offered place, if it is still the one that begins then,
	// and returns the token of the new appointment's page.
	AcceptOffer(ctx context.Context, token string, from time.Time) (string, error)
	// LeaveWait ends the wait. Twice is as good as once.
	LeaveWait(ctx context.Context, token string) error
}

// Config is what the pages need.
type Config struct {
	Agenda  Agenda
	Waits   Waits                          // optional: then there are no pages of the waiting list
	Address func(*http.Request) netip.Addr // of the citizen, for the ceiling on guesses; optional
	Now     func() time.Time
	Logger  *slog.Logger
}

//go:embed *.html appointments.css
var files embed.FS

// Pages serves them.
type Pages struct {
	cfg      Config
	template *template.Template
	guesses  *guesses
}

// New prepares the pages. It panics only when an embedded template is broken, which
// the first test finds.
func New(cfg Config) *Pages {
	all := template.New("").Funcs(template.FuncMap{"markdown": markdown.HTML})
	return &Pages{cfg: cfg, template: template.Must(all.ParseFS(files, "*.html")), guesses: newGuesses()}
}

// Routes adds the pages' addresses. A form of another website is not told apart
// from one of ours: it would have to name the token, and who knows it may act.
// (Pages that send no referrer have an Origin of null, which
// http.CrossOriginProtection would refuse in browsers of before 2023.)
func (p *Pages) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /appuntamenti/appuntamenti.css", p.serveStyle)
	mux.HandleFunc("GET /appuntamenti/{token}", p.secret(p.serveAppointment))
	mux.HandleFunc("GET /appuntamenti/{token}/appuntamento.ics", p.secret(p.serveCalendar))
	mux.HandleFunc("GET /appuntamenti/{token}/sposta", p.secret(p.serveMove))
	mux.HandleFunc("POST /appuntamenti/{token}/sposta", p.secret(p.postMove))
	mux.HandleFunc("GET /appuntamenti/{token}/disdici", p.secret(p.serveCancel))
	mux.HandleFunc("POST /appuntamenti/{token}/disdici", p.secret(p.postCancel))
	if p.cfg.Waits == nil {
		return
	}
	mux.HandleFunc("GET /posti/{token}", p.secret(p.serveWait))
	mux.HandleFunc("POST /posti/{token}", p.secret(p.postWait))
}

func (p *Pages) serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, files, "appointments.css")
}

// Limits of what a request may bring.
const (
	maxToken = 64      // characters
	maxForm  = 4 << 10 // bytes
)

// secret guards an address that holds a token: nothing of it is kept by browsers,
// proxies or the next website, and who tries one after the other is stopped.
func (p *Pages) secret(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		v := newView(r)
		if p.guesses.tooMany(p.address(r), p.cfg.Now()) {
			h.Set("Retry-After", "600")
			p.tell(w, http.StatusTooManyRequests, v, v.Words.TooMany)
			return
		}
		if !plausible(r.PathValue("token")) {
			p.unknown(w, r, v)
			return
		}
		next(w, r)
	}
}

// plausible says whether a text can be a token at all: the rest is not looked up.
func plausible(token string) bool {
	return len(token) >= 16 && len(token) <= maxToken && !strings.ContainsFunc(token, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		return !letter && r != '-' && r != '_' && r != '.'
	})
}

func (p *Pages) address(r *http.Request) netip.Addr {
	if p.cfg.Address == nil {
		return netip.Addr{}
	}
	return p.cfg.Address(r)
}

// failed answers a request that could not be served: the token opens nothing, or
// the database cannot be had.
func (p *Pages) failed(w http.ResponseWriter, r *http.Request, v *view, err error) {
	switch caterina.CodeOf(err) {
	case caterina.CodeNotFound, caterina.CodeForbidden, caterina.CodeInvalid:
		p.unknown(w, r, v)
		return
	default:
	}
	if r.Context().Err() == nil {
		p.cfg.Logger.WarnContext(r.Context(), "appointment page not served", slog.String("error", err.Error()))
	}
	w.Header().Set("Retry-After", "5")
	p.tell(w, http.StatusServiceUnavailable, v, v.Words.Later)
}

// unknown says that the token opens nothing, and what to do.
func (p *Pages) unknown(w http.ResponseWriter, r *http.Request, v *view) {
	p.guesses.count(p.address(r), p.cfg.Now())
	v.Unknown = true
	p.tell(w, http.StatusNotFound, v, v.Words.Unknown)
}

// tell shows one sentence and the ways on.
func (p *Pages) tell(w http.ResponseWriter, status int, v *view, sentence string) {
	v.Title, v.Problem = v.Words.Title, sentence
	p.render(w, status, v, "sentence.html")
}

// render writes a page. It is rendered as a whole first: half a page with status
// 200 would look like an answer.
func (p *Pages) render(w http.ResponseWriter, status int, v *view, name string) {
	var page bytes.Buffer
	if err := p.template.ExecuteTemplate(&page, name, v); err != nil {
		http.Error(w, v.Words.Later, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.Lang)
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the citizen has gone
}

// refusedBy finds the refusal in an error, nil when it is none.
func refusedBy(err error) *caterina.BookingRefused {
	refused, _ := errors.AsType[*caterina.BookingRefused](err)
	return refused
}
