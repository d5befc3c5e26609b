package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"path"
	"strings"

	"example.org/caterina"
)

// view is what every template gets; what a handler has given is its Data.
type view struct {
	Staff *Staff // nil outside a town's pages
	Name  string // of whoever is signed in; "" for nobody
	Links []navLink
	Base  string // address of the town's pages: "/console/siena"
	Shift *Staff // whose shift the page keeps, in the town they work in; nil before they are signed in
	Data  any
}

// navLink is an entry of the navigation as a page shows it.
type navLink struct {
	Label, URL string
	Current    bool
}

// parseTemplates reads every page with the layout and the shared parts. A page
// is a file of its own that defines the blocks "title" and "main", and "head"
// when it has scripts.
func parseTemplates(funcs template.FuncMap) (map[string]*template.Template, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("find the templates: %w", err)
	}
	pages := make(map[string]*template.Template, len(names))
	for _, name := range names {
		base := strings.TrimSuffix(path.Base(name), ".html")
		if base == "layout" || strings.HasPrefix(base, "parts") {
			continue
		}
		t, err := template.New("layout.html").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/parts*.html", name)
		if err != nil {
			return nil, fmt.Errorf("read the template %s: %w", name, err)
		}
		pages[base] = t
	}
	return pages, nil
}

// funcs are what templates can call.
func (s *Console) funcs() template.FuncMap {
	funcs := template.FuncMap{
		"asset":      s.cfg.Asset,
		"role":       roleName,
		"roles":      caterina.Roles,
		"day":        s.day,
		"clock":      s.clock,
		"when":       s.when,
		"queue":      queueName,
		"degrees":    caterina.Autonomies,
		"degree":     degreeName,
		"degreeSays": degreeSays,
		"theirLang":  func(data conversationData) string { return theirLang(&data) },
		"others":     others,
		"partName":   partName,
		"inc":        func(i int) int { return i + 1 },

		"translationLangs": translationLangs,
		"personFields": func(town caterina.Town, form personForm, fixed bool) personFields {
			return personFields{town, &form, fixed}
		},
	}
	maps.Copy(funcs, s.inboxFuncs())
	maps.Copy(funcs, s.supervisorFuncs())
	maps.Copy(funcs, s.agendaFuncs())
	return funcs
}

// render writes a page. It is rendered as a whole first: half a page with status
// 200 would look like all there is.
func (s *Console) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var staff *Staff
	if in, ok := StaffIn(r.Context()); ok {
		staff = &in
	}
	s.show(w, r, staff, status, name, data)
}

func (s *Console) show(w http.ResponseWriter, r *http.Request, staff *Staff, status int, name string, data any) {
	v := view{Staff: staff, Data: data}
	if who, ok := r.Context().Value(visitorKey{}).(*visitor); ok {
		v.Name = who.account.Name
		v.Shift = s.shiftOf(r, who)
	}
	if staff != nil {
		v.Name, v.Shift = staff.Operator.Name, staff
		v.Base = "/console/" + staff.Town.Slug
		v.Links = s.linksFor(staff, r.URL.Path)
	}
	var out bytes.Buffer
	if err := s.templates[name].Execute(&out, &v); err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "page not rendered", slog.String("page", name), slog.Any("error", err))
		http.Error(w, saidOurFault, http.StatusInternalServerError)
		return
	}
	s.send(w, status, out.Bytes())
}

// renderPart writes one defined part of a page's template, for live parts that
// fetch their own piece of the page again.
func (s *Console) renderPart(w http.ResponseWriter, r *http.Request, name, part string, data any) {
	var out bytes.Buffer
	if err := s.templates[name].ExecuteTemplate(&out, part, data); err != nil {
		s.cfg.Logger.ErrorContext(r.Context(), "part not rendered", slog.String("page", name), slog.String("part", part), slog.Any("error", err))
		http.Error(w, saidOurFault, http.StatusInternalServerError)
		return
	}
	s.send(w, http.StatusOK, out.Bytes())
}

func (s *Console) send(w http.ResponseWriter, status int, html []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(html) // the reader has gone
}

// linksFor is the navigation of a member.
func (s *Console) linksFor(staff *Staff, current string) []navLink {
	var links []navLink
	for _, l := range s.links {
		if staff.May(l.Role) {
			url := "/console/" + staff.Town.Slug + l.Path
			links = append(links, navLink{l.Label, url, current == url || strings.HasPrefix(current, url+"/")})
		}
	}
	return links
}

// problem is a failure as people and programs are told of it.
type problem struct {
	Code    caterina.Code `json:"code"`
	Message string        `json:"message"`
}

// Title is the heading of its page.
func (p problem) Title() string {
	switch p.Code {
	case caterina.CodeForbidden:
		return "Non hai il permesso"
	case caterina.CodeNotFound:
		return "Non c'è"
	case "signed_out":
		return "Accedi di nuovo"
	default:
		return "Qualcosa non va"
	}
}

// problem answers a request that failed. The cause goes to the log only.
func (s *Console) problem(w http.ResponseWriter, r *http.Request, staff *Staff, err error) {
	p := problemOf(err)
	status := statusOf(p.Code)
	if status >= http.StatusInternalServerError {
		s.cfg.Logger.ErrorContext(r.Context(), "console request failed", slog.String("pattern", r.Pattern), slog.Any("error", err))
	}
	s.answer(w, r, staff, status, p)
}

func (s *Console) answer(w http.ResponseWriter, r *http.Request, staff *Staff, status int, p problem) {
	if wantsPage(r) {
		s.show(w, r, staff, status, "problem", p)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]problem{"error": p}) // the reader has gone
}

func (s *Console) notFound(w http.ResponseWriter, r *http.Request) {
	if v, err := s.visitor(r); err == nil && v != nil {
		r = v.in(r)
	}
	s.problem(w, r, nil, caterina.Errorf(caterina.CodeNotFound, saidNoPage))
}

// wantsPage says whether a person is looking: browsers say so when they navigate.
func wantsPage(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }
