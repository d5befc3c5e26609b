package webchat

import (
	"bytes"
	"crypto/rand"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/caterina"
)

//go:embed page.html forms.html copy.html frame.html chat.css
var pageFiles embed.FS

// pages is the chat without JavaScript: a form, the same store, the same bot.
type pages struct {
	hub      *Hub
	template *template.Template
	rome     *time.Location
	secure   bool // cookies travel over https only
}

// newPages panics only when the embedded template is broken, which the first
// test finds.
func newPages(h *Hub) *pages {
	return &pages{
		hub:      h,
		template: template.Must(template.ParseFS(pageFiles, "*.html")),
		rome:     caterina.Rome(),
		secure:   strings.HasPrefix(h.cfg.PublicURL, "https://"),
	}
}

// routes adds the page's addresses. Forms are accepted from our own pages only.
func (p *pages) routes(mux *http.ServeMux) {
	own := http.NewCrossOriginProtection()
	if u, err := url.Parse(p.hub.cfg.PublicURL); err == nil && u.Host != "" {
		// An address that cannot be trusted leaves the stricter rule in place.
		_ = own.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	own.SetDenyHandler(http.HandlerFunc(p.serveForeign))
	mux.HandleFunc("GET /chat/{town}", p.serveChat)
	mux.Handle("POST /chat/{town}", own.Handler(http.HandlerFunc(p.servePost)))
	mux.HandleFunc("GET /chat/{town}/callback", p.serveCallback)
	mux.Handle("POST /chat/{town}/callback", own.Handler(http.HandlerFunc(p.postCallback)))
	mux.HandleFunc("GET /chat/{town}/rating", p.serveRating)
	mux.Handle("POST /chat/{town}/rating", own.Handler(http.HandlerFunc(p.postRating)))
	mux.HandleFunc("GET /chat/{town}/copy", p.serveCopy)
	mux.Handle("POST /chat/{town}/copy", own.Handler(http.HandlerFunc(p.postCopy)))
	mux.HandleFunc("GET /chat/chat.css", p.serveStyle)
}

func (p *pages) serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, pageFiles, "chat.css")
}

// view is what page.html shows.
type view struct {
	Lang, Other string // "it" or "en", and the other one
	Words       words
	Town        caterina.Town
	Known       bool // the town is one of ours
	Disclosure  string
	Messages    []messageView
	Options     []caterina.Option // of the last message, and what is always open
	Days        []slotDay         // the free times of the last message
	Floor       floorView
	Waiting     bool   // the answer is on its way
	Open        bool   // there is a session
	Mails       bool   // the conversation can be had by mail
	Links       bool   // it can go on at Telegram
	Link        string // the address where it does, when it was asked for
	Problem     string // why the last message was not taken
	Text        string // what was typed, kept when it was not taken
	ID          string // of the next message
	Target      string // id of the part that one can skip to
	Title       string
	*formView   // of the pages with a form
}

// messageView is one message as it is shown.
type messageView struct {
	Who, Class, At string
	Time           string // machine-readable
	Plain          string // the citizen's words
	HTML           template.HTML
	Citations      []citationView
	Booking        *bookingView
	Last           bool
	Edited         string // that the words were put right; "" when they were not
	Generated      string // that a language model has worded them; "" when none has
}

// citationView is the card an answer rests on.
type citationView struct{ Title, URL, Verified string }

// serveChat shows the conversation so far, or what will be its beginning.
func (p *pages) serveChat(w http.ResponseWriter, r *http.Request) {
	v, ok := p.begin(w, r)
	if !ok {
		return
	}
	session, err := p.current(r, &v.Town)
	if err != nil {
		p.fail(w, r, v, err)
		return
	}
	p.show(w, r, http.StatusOK, v, session)
}

// begin looks up the town and the language. When it is false, the request has
// been answered.
func (p *pages) begin(w http.ResponseWriter, r *http.Request) (*view, bool) {
	v := &view{Lang: "it", Other: "en", ID: rand.Text(), Target: "scrivi", Mails: p.hub.cfg.Copies != nil}
	if english(languageOf(r.URL.Query().Get("lang"))) {
		v.Lang, v.Other = "en", "it"
	}
	v.Words = wordsIn(v.Lang)
	v.Title = v.Words.Title
	v.Town, v.Known = p.hub.cfg.Towns.Town(r.PathValue("town"))
	if !v.Known {
		v.Problem = unknownTown(v.Lang)
		p.render(w, http.StatusNotFound, v)
		return v, false
	}
	v.Disclosure = disclosure(&v.Town, v.Lang)
	return v, true
}

// current is the session of the request's cookie, nil when there is none any more.
func (p *pages) current(r *http.Request, town *caterina.Town) (*caterina.Session, error) {
	cookies := r.CookiesNamed(p.cookieName(town))
	if len(cookies) == 0 || cookies[0].Value == "" {
		return nil, nil
	}
	session, _, err := p.hub.session(r.Context(), town, cookies[0].Value, "", "")
	switch caterina.CodeOf(err) {
	case "":
		return &session, nil
	case caterina.CodeNotFound, caterina.CodeForbidden:
		return nil, nil // it is over: the next message begins another
	default:
		return nil, err
	}
}

// show fills in the messages and writes the page.
func (p *pages) show(w http.ResponseWriter, r *http.Request, status int, v *view, session *caterina.Session) {
	events := []caterina.Event{{Actor: caterina.ActorBot, Kind: caterina.KindMessage}}
	var edited map[int64]bool
	bodies := []caterina.MessageBody{p.hub.cfg.Greeting(v.Town, v.Lang)}
	if session != nil {
		conv := &session.Conversation
		var err error
		events, err = p.hub.events(r.Context(), conv.Town, conv.ID, max(0, conv.LastN-pageEvents))
		if err != nil {
			p.fail(w, r, v, err)
			return
		}
		v.Open = true
		v.Links = p.hub.offersLink(conv.Town) && citizenState(conv.State) != caterina.StateClosed
		events, bodies, edited = withEdits(events)
	}
	if len(bodies) > 0 && strings.Contains(bodies[0].Text, v.Disclosure) {
		v.Disclosure = "" // the greeting says it
	}
	for i := range events {
		if bodies[i].Erased {
			continue
		}
		m := p.message(v, &events[i], &bodies[i], i == len(events)-1)
		if edited[events[i].N] {
			m.Edited = v.Words.Edited
		}
		v.Messages = append(v.Messages, m)
	}
	v.Floor = p.floorOf(r.Context(), v, session, events)
	if n := len(events); n > 0 {
		last := &bodies[n-1]
		v.Options = choices(v, v.Floor.State, withoutPlace(withoutSlots(last.Options, last.Slots)), asksRating(events))
		v.Days = slotDays(last.Slots)
		v.Waiting = saidByCitizen(&events[n-1])
	}
	p.render(w, status, v)
}

// message prepares one event for the page.
func (p *pages) message(v *view, ev *caterina.Event, body *caterina.MessageBody, last bool) messageView {
	m := messageView{Who: v.Words.speaker(ev, body), Class: string(citizenActor(ev.Actor)), Last: last, Booking: bookingOf(body.Booking, v.Lang, p.hub.cfg.Markdown)}
	switch {
	case saidByCitizen(ev):
		m.Plain = body.Text
	case ev.Kind == caterina.KindState:
		m.Class = "state"
	}
	if m.Plain == "" {
		m.HTML = p.hub.cfg.Markdown(besideCard(body.Text, body.Booking))
	}
	if body.Generated {
		m.Generated = v.Words.Generated
	}
	if !ev.At.IsZero() {
		at := ev.At.In(p.rome)
		m.At, m.Time = at.Format("15:04"), at.Format(time.RFC3339)
	}
	for _, c := range body.Citations {
		if c.URL != "" && strings.Contains(body.Text, c.URL) {
			continue // the text names it already
		}
		cited := citationView{Title: c.Title, URL: c.URL}
		if c.VerifiedOn != nil {
			cited.Verified = v.Words.VerifiedOn + " " + v.Words.date(*c.VerifiedOn)
		}
		m.Citations = append(m.Citations, cited)
	}
	return m
}

// render writes the page. It is rendered as a whole first: half a page with
// status 200 would look like an answer.
func (p *pages) render(w http.ResponseWriter, status int, v *view) {
	p.renderAs(w, status, v, "page.html")
}

// renderForm writes a page with a form.
func (p *pages) renderForm(w http.ResponseWriter, status int, v *view, name string) {
	v.Target, v.Title = "modulo", v.Form.RatingTitle
	switch name {
	case "callback.html":
		v.Title = v.Form.CallbackTitle
	case "copy.html":
		v.Title = v.Form.CopyTitle
	}
	p.renderAs(w, status, v, name)
}

func (p *pages) renderAs(w http.ResponseWriter, status int, v *view, name string) {
	var page bytes.Buffer
	if err := p.template.ExecuteTemplate(&page, name, v); err != nil {
		http.Error(w, v.Words.Later, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Language", v.Lang)
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // the citizen has gone
}

// fail says that the page cannot be had now; what was typed stays on it.
func (p *pages) fail(w http.ResponseWriter, r *http.Request, v *view, err error) {
	p.hub.cfg.Logger.WarnContext(r.Context(), "chat page not served", slog.String("error", err.Error()))
	v.Problem = v.Words.Later
	w.Header().Set("Retry-After", "5")
	p.render(w, http.StatusServiceUnavailable, v)
}

// cookieName is one name for each town, so that two towns on one host keep
// their conversations apart. The prefix has browsers refuse the cookie from
// anybody but this host over https.
func (p *pages) cookieName(town *caterina.Town) string {
	if p.secure {
		return "__Host-caterina-" + town.Slug
	}
	return "caterina-" + town.Slug
}

// Path is the page's own address without a query.
func (v *view) Path() string { return "/chat/" + url.PathEscape(v.Town.Slug) }

// Address is the page's own address in the language of the view.
func (v *view) Address() string { return v.link("/chat/", "", v.Lang) }

// OtherAddress is the page in the other language.
func (v *view) OtherAddress() string { return v.link("/chat/", "", v.Other) }

// Home is the town's first page.
func (v *view) Home() string { return v.link("/towns/", "", v.Lang) }

// Privacy is the town's notice on the chat.
func (v *view) Privacy() string { return v.link("/towns/", "/privacy", v.Lang) }

func (v *view) link(before, after, lang string) string {
	return before + url.PathEscape(v.Town.Slug) + after + "?lang=" + lang
}

// Appointment are the words around appointments.
func (v *view) Appointment() appointmentWords { return appointmentWordsIn(v.Lang) }
