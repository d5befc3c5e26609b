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

//go:embed page.html chat.css
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
		template: template.Must(template.ParseFS(pageFiles, "page.html")),
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
	Options     []caterina.Option // of the last message
	Waiting     bool              // the answer is on its way
	Open        bool              // there is a session
	Problem     string            // why the last message was not taken
	Text        string            // what was typed, kept when it was not taken
	ID          string            // of the next message
}

// messageView is one message as it is shown.
type messageView struct {
	Who, Class, At string
	Time           string // machine-readable
	Plain          string // the citizen's words
	HTML           template.HTML
	Citations      []citationView
	Last           bool
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
	v := &view{Lang: "it", Other: "en", ID: rand.Text()}
	if english(languageOf(r.URL.Query().Get("lang"))) {
		v.Lang, v.Other = "en", "it"
	}
	v.Words = wordsIn(v.Lang)
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
	session, _, err := p.hub.session(r.Context(), town, cookies[0].Value, "")
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
		bodies = make([]caterina.MessageBody, len(events))
		for i := range events {
			bodies[i] = bodyOf(&events[i])
		}
	}
	for i := range events {
		v.Messages = append(v.Messages, p.message(v, &events[i], &bodies[i], i == len(events)-1))
	}
	if n := len(events); n > 0 {
		v.Options = bodies[n-1].Options
		v.Waiting = events[n-1].Actor == caterina.ActorCitizen
	}
	p.render(w, status, v)
}

// message prepares one event for the page.
func (p *pages) message(v *view, ev *caterina.Event, body *caterina.MessageBody, last bool) messageView {
	m := messageView{Who: "Caterina", Class: "bot", Last: last}
	switch ev.Actor {
	case caterina.ActorCitizen:
		m.Who, m.Class, m.Plain = v.Words.You, "citizen", body.Text
	case caterina.ActorOperator:
		m.Who, m.Class = v.Words.Operator, "operator"
	case caterina.ActorBot, caterina.ActorSystem:
	}
	if m.Plain == "" {
		m.HTML = p.hub.cfg.Markdown(body.Text)
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
	var page bytes.Buffer
	if err := p.template.Execute(&page, v); err != nil {
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
