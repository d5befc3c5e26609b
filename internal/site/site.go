// Package site renders the family website of a town from its cards: the first
// page with search, sections, services and offices, a page for each card in the
// order that the Italian model for municipal websites prescribes, and the
// privacy notice of the chat. Everything works without JavaScript; the chat
// widget is added where there is some.
//
// Pages load style sheets, scripts and fonts from our own addresses only and
// hold no inline script or style, so that the strictest Content-Security-Policy
// lets them work.
package site

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/markdown"
)

// Library is what the site reads of the towns' knowledge.
type Library interface {
	// Town returns the town of a slug.
	Town(slug string) (caterina.Town, bool)
	// Card returns a card of the town or of its parent, and the owner's slug.
	Card(town caterina.TownID, slug string) (card caterina.Card, owner string, ok bool)
	// Offices returns the town's offices, then its parent's.
	Offices(town caterina.TownID) []caterina.Office
	// Search ranks the town's cards by a question.
	Search(ctx context.Context, q caterina.Query) (caterina.Ranking, error)
}

// Item is a card in a list, with the slug of the town that owns it. Card is
// shared and must not be changed.
type Item struct {
	Card  *caterina.Card
	Owner string
}

// Config wires a Site. Every field is required.
type Config struct {
	Library     Library
	Cards       func(town caterina.TownID) []Item // all cards a town shows, its own first
	Asset       func(name string) string          // the address of a file of package web
	DefaultTown string                            // slug of the town at the root address
	Logger      *slog.Logger
	Now         func() time.Time
}

// Site serves the pages. It is safe for concurrent use.
type Site struct {
	cfg       Config
	templates map[string]*template.Template
	rome      *time.Location
}

//go:embed templates/*.html
var templateFiles embed.FS

// New returns the site. It fails only when an embedded template is broken.
func New(cfg Config) (*Site, error) {
	s := &Site{cfg: cfg, templates: make(map[string]*template.Template), rome: caterina.Rome()}
	funcs := template.FuncMap{
		"asset": cfg.Asset,
		"html":  markdown.HTML,
		"tel":   telephone,
		"dict":  dict,
	}
	for _, name := range []string{"town", "section", "card", "privacy", "missing"} {
		t, err := template.New("layout.html").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("read the template %s: %w", name, err)
		}
		s.templates[name] = t
	}
	return s, nil
}

// Routes adds the site's addresses to mux.
func (s *Site) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", s.serveTown)
	mux.HandleFunc("GET /towns/{town}", s.serveTown)
	mux.HandleFunc("GET /towns/{town}/sections/{section}", s.serveSection)
	mux.HandleFunc("GET /towns/{town}/cards/{card}", s.serveCard)
	mux.HandleFunc("GET /towns/{town}/privacy", s.servePrivacy)
	mux.HandleFunc("GET /towns/{town}/theme.css", s.serveTheme)
	// Browsers ask for it on pages that name no icon.
	mux.Handle("GET /favicon.ico", http.RedirectHandler(s.cfg.Asset("icon.svg"), http.StatusFound))
}

// page is what every page shows around its content.
type page struct {
	W       words
	Lang    string // of the page: "it" or "en"
	Town    caterina.Town
	Known   bool // there is a town: without one, only the missing page is shown
	Title   string
	Address string // of the page in Italian, without query
	Query   string // what was searched for
	Chat    bool   // the widget is on the page
}

// Page is the page itself, for parts of templates that need all of it.
func (p *page) Page() *page { return p }

// Home is the address of the town's first page in the page's language.
func (p *page) Home() string { return p.link() }

// Link returns the address of a page below the town's, in the page's language.
func (p *page) Link(kind, slug string) string { return p.link(kind, slug) }

// Privacy is the address of the chat's privacy notice.
func (p *page) Privacy() string { return p.link("privacy") }

// PlainChat is the address of the chat that works without JavaScript.
func (p *page) PlainChat() string { return withLang("/chat/"+url.PathEscape(p.Town.Slug), p.Lang) }

// Theme is the address of the town's colours.
func (p *page) Theme() string { return "/towns/" + url.PathEscape(p.Town.Slug) + "/theme.css" }

// Other is the address of this page in the other language.
func (p *page) Other() string {
	address := withLang(p.Address, p.W.OtherLang)
	if p.Query == "" {
		return address
	}
	separator := "?"
	if p.W.OtherLang != "it" {
		separator = "&"
	}
	return address + separator + "q=" + url.QueryEscape(p.Query)
}

func (p *page) link(parts ...string) string {
	escaped := []string{"/towns", url.PathEscape(p.Town.Slug)}
	for _, part := range parts {
		escaped = append(escaped, url.PathEscape(part))
	}
	return withLang(strings.Join(escaped, "/"), p.Lang)
}

// withLang adds the language to an address, unless it is Italian, which is the
// language of every address without one.
func withLang(address, lang string) string {
	if lang == "it" {
		return address
	}
	return address + "?lang=" + url.QueryEscape(lang)
}

// begin looks up the request's town and language. When it is false, the request
// has been answered.
func (s *Site) begin(w http.ResponseWriter, r *http.Request) (page, bool) {
	slug := r.PathValue("town")
	if slug == "" {
		slug = s.cfg.DefaultTown
	}
	p := page{Lang: "it", Address: r.URL.Path}
	if r.URL.Query().Get("lang") == "en" {
		p.Lang = "en"
	}
	p.W = wordsIn(p.Lang)
	if p.Town, p.Known = s.cfg.Library.Town(slug); !p.Known {
		s.missing(w, r, p)
		return p, false
	}
	p.Chat = true
	return p, true
}

// NotFound says that there is no such page, and what to do instead. It is also
// for addresses outside the site.
func (s *Site) NotFound(w http.ResponseWriter, r *http.Request) {
	if p, ok := s.begin(w, r); ok {
		s.missing(w, r, p)
	}
}

func (s *Site) missing(w http.ResponseWriter, r *http.Request, p page) {
	p.Title = p.W.MissingTitle
	s.render(w, r, http.StatusNotFound, "missing", struct{ *page }{&p})
}

// render writes a page. It is rendered as a whole first: half a page with status
// 200 would look like all there is.
func (s *Site) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var out bytes.Buffer
	if err := s.templates[name].Execute(&out, data); err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "page not rendered", slog.String("page", name), slog.Any("error", err))
		http.Error(w, "Qualcosa non ha funzionato da parte nostra. Riprova tra poco.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w) // the reader has gone
}

// now is the present instant and day in Rome's time.
func (s *Site) now() (time.Time, caterina.Date) {
	now := s.cfg.Now().In(s.rome)
	return now, caterina.DateOf(now)
}

// telephone turns a number as people write it into an address that dials it.
// Only digits and a leading plus are let through, so it is safe as it is.
func telephone(number string) template.URL {
	dial := make([]byte, 0, len(number))
	for i := range len(number) {
		if c := number[i]; c >= '0' && c <= '9' || c == '+' && len(dial) == 0 {
			dial = append(dial, c)
		}
	}
	return template.URL("tel:" + string(dial)) //nolint:gosec // see above
}

// dict puts named values together for a template that takes several.
func dict(pairs ...any) (map[string]any, error) {
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is not a name", pairs[i])
		}
		values[key] = pairs[i+1]
	}
	return values, nil
}
