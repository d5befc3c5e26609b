// Package console is the staff's side of Caterina: server-rendered pages with
// which operators answer citizens, supervisors watch over the queues and admins
// keep the accounts.
//
// It signs people in with a password (argon2id) and a one-time code (TOTP, a
// must for supervisors and admins), keeps their sessions in the store, and lets
// nobody see a town they are no member of. Pages work without JavaScript, hold
// no inline script or style, and are in Italian, for the staff of Italian towns.
//
// A page registers itself with page, in one of the …Pages methods that New
// calls: the role it needs stands beside its pattern, and the table test of
// (role, town, route) finds it there.
package console

import (
	"crypto/sha256"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"example.org/caterina"
)

// Towns are the towns of the deployment.
type Towns interface {
	// Town returns the town of a slug.
	Town(slug string) (caterina.Town, bool)
	// TownByID returns the town of a number.
	TownByID(id caterina.TownID) (caterina.Town, bool)
}

// Config wires a Console. Every field is required, but for those that say so.
type Config struct {
	Store     Store
	Committed func(caterina.Event) // is told of every event that the console has caused: open pages hear of it at once
	// Wished is told that by has changed what an operator wants of the queue; optional.
	Wished    func(town caterina.TownID, op caterina.OperatorID, wants caterina.Wish, by string)
	Towns     Towns
	Asset     func(name string) string // the address of a file of package web
	Logger    *slog.Logger
	Now       func() time.Time
	SecretKey caterina.Secret // seals second factors and marks known devices; the same in every process
	PublicURL string          // address of the console; cookies are secure when it is https

	Inbox      InboxConfig      // of the inbox and the conversation page
	Supervisor SupervisorConfig // of the board, the reports, the lists and the lessons
	Agenda     AgendaConfig     // of the desks
	Model      ModelConfig      // of the page of the language model
	Assist     AssistConfig     // of what a language model does for staff
}

// Console serves the staff's pages. It is safe for concurrent use.
type Console struct {
	cfg       Config
	keys      keys
	hashes    *hasher
	templates map[string]*template.Template
	routes    []Route
	links     []link
	secure    bool // cookies only over TLS
}

//go:embed templates/*.html
var templateFiles embed.FS

// New returns the console. It fails when an embedded template is broken or the
// key is too short to be one.
func New(cfg Config) (*Console, error) {
	if len(cfg.SecretKey.Reveal()) < minKey {
		return nil, errors.New("the secret key of the console has fewer than 32 characters: make one with \"openssl rand -hex 32\"")
	}
	if cfg.Wished == nil {
		cfg.Wished = func(caterina.TownID, caterina.OperatorID, caterina.Wish, string) {}
	}
	s := &Console{cfg: cfg, secure: isSecure(cfg.PublicURL)}
	var err error
	if s.keys, err = deriveKeys(cfg.SecretKey); err != nil {
		return nil, err
	}
	if s.hashes, err = newHasher(); err != nil {
		return nil, err
	}
	if s.templates, err = parseTemplates(s.funcs()); err != nil {
		return nil, err
	}
	s.inboxPages()
	s.agendaPages()
	s.supervisorPages()
	s.approvalPages()
	s.modelPages()
	s.assistPages()
	s.peoplePages()
	s.accountPages()
	s.page("GET /console/{town}", caterina.RoleOperator, s.townHome)
	return s, nil
}

// Handler answers every address below /console.
func (s *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, handler := range s.handlers() {
		mux.Handle(pattern, handler)
	}
	return s.guarded(mux)
}

// handlers is everything that is served.
func (s *Console) handlers() map[string]http.Handler {
	all := s.signInPages()
	for _, route := range s.routes {
		all[route.Pattern] = route.handler
	}
	all["/console/"] = http.HandlerFunc(s.notFound)
	return all
}

// Routes adds the console's addresses to mux.
func (s *Console) Routes(mux *http.ServeMux) {
	h := s.Handler()
	mux.Handle("/console", h)
	mux.Handle("/console/", h)
	if s.cfg.Agenda.Desks != nil {
		mux.HandleFunc("GET "+feedPath+"{secret}", s.feed)
	}
}

// Route is one page and who may open it.
type Route struct {
	Pattern string        // as of http.ServeMux: "METHOD /console/{town}…", or without a town
	Role    caterina.Role // the least role in the town; "" for a page of no town, open to all who are signed in
	handler http.Handler
}

// Pages lists every page but those for signing in and out, for tests that must
// forget none.
func (s *Console) Pages() []Route { return s.routes }

// handlerFunc answers a request of a signed-in member of the town.
type handlerFunc func(w http.ResponseWriter, r *http.Request, staff Staff) error

// page registers a page of a town: pattern is "GET /console/{town}/inbox", and
// only members with at least the role get through to h. An error that h returns
// is shown as a page.
func (s *Console) page(pattern string, role caterina.Role, h handlerFunc) {
	s.routes = append(s.routes, Route{Pattern: pattern, Role: role, handler: s.member(role, h)})
}

// ownPage registers a page that everybody has for themselves. It is open also to
// those who must first do what the page at the address step is for.
func (s *Console) ownPage(pattern, step string, h func(w http.ResponseWriter, r *http.Request, v *visitor) error) {
	s.routes = append(s.routes, Route{Pattern: pattern, handler: s.visited(step, h)})
}

// link is an entry of the navigation.
type link struct {
	Label, Path string // Path is below the town's address: "/inbox"
	Role        caterina.Role
}

// link adds an entry to the navigation, for members with at least the role. The
// entries stand in the order in which they were added.
func (s *Console) link(label, path string, role caterina.Role) {
	s.links = append(s.links, link{label, path, role})
}

// hashOf is what the store keeps of a session's token.
func hashOf(token string) caterina.SessionHash { return sha256.Sum256([]byte(token)) }
