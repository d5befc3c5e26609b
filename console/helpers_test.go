package console_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/web"
)

// world is a console on a real database, with the towns siena and bari.
type world struct {
	t      *testing.T
	store  *postgres.Store
	cfg    console.Config
	desk   *console.Console
	server *httptest.Server
	towns  towns
	siena  caterina.Town
	bari   caterina.Town
}

// towns are a fixed set of towns.
type towns map[string]caterina.Town

func (ts towns) Town(slug string) (caterina.Town, bool) { town, ok := ts[slug]; return town, ok }

func (ts towns) TownByID(id caterina.TownID) (caterina.Town, bool) {
	for _, town := range ts {
		if town.ID == id {
			return town, true
		}
	}
	return caterina.Town{}, false
}

// policy is the one that the server sets: pages must work under it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// newWorld makes one; change may alter the configuration before it is used.
func newWorld(t *testing.T, change ...func(*world)) *world {
	t.Helper()
	return worldOn(t, pgtest.Store(t), change...)
}

// worldOn makes one on a store.
func worldOn(t *testing.T, store *postgres.Store, change ...func(*world)) *world {
	t.Helper()
	w := &world{t: t, store: store, towns: towns{}}
	queues := []caterina.Queue{{Slug: "sociale", Name: "Servizi sociali"}, {Slug: "nidi", Name: "Asili nido"}}
	w.siena = w.saveTown(caterina.Town{Slug: "siena", Name: "Comune di Siena", Queues: queues})
	w.bari = w.saveTown(caterina.Town{Slug: "bari", Name: "Comune di Bari"})
	files, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.cfg = console.Config{
		Store: w.store, Committed: func(caterina.Event) {}, Towns: w.towns, Asset: files.Path, Logger: slog.New(slog.DiscardHandler), Now: time.Now,
		SecretKey: "0123456789abcdef0123456789abcdef", PublicURL: "http://localhost",
		Inbox: console.InboxConfig{Targets: marks{}},
	}
	for _, f := range change {
		f(w)
	}
	if w.desk, err = console.New(w.cfg); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	w.desk.Routes(mux)
	mux.Handle("/assets/", files)
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(rw, r)
	}))
	server := w.server
	t.Cleanup(func() { shut(server) })
	return w
}

// shut closes a server and lets go of its pages: what a cleanup knows is kept until the
// last test has ended.
func shut(server *httptest.Server) {
	server.Close()
	server.Config.Handler = nil
}

func (w *world) saveTown(town caterina.Town) caterina.Town {
	w.t.Helper()
	id, _, err := w.store.SaveTown(w.t.Context(), town, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	town.ID = id
	w.towns[town.Slug] = town
	return town
}

// operator makes an account with a role in siena (none for ""), which needs
// neither to change its password nor to enrol a second factor.
func (w *world) operator(name string, role caterina.Role) caterina.OperatorID {
	w.t.Helper()
	ctx := w.t.Context()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org"
	op, err := w.store.AddOperator(ctx, email, name, "no password")
	w.must(err)
	w.must(w.store.SetPassword(ctx, op, "no password", false, caterina.SessionHash{}))
	if role != "" {
		w.must(w.store.SetMember(ctx, op, caterina.Membership{Town: w.siena.ID, Role: role, Capacity: 3}))
	}
	if role.NeedsSecondFactor() {
		w.must(w.store.SetSecondFactor(ctx, op, "1.enrolled", 0, caterina.SessionHash{}))
	}
	return op
}

// as returns a browser in which an account has signed in, with second factor.
func (w *world) as(op caterina.OperatorID) *browser {
	w.t.Helper()
	b := w.browser()
	b.cookie("caterina", w.session(op, time.Now()))
	return b
}

// session opens one and returns its token.
func (w *world) session(op caterina.OperatorID, secondFactor time.Time) string {
	w.t.Helper()
	token := rand.Text()
	w.must(w.store.OpenStaffSession(w.t.Context(), caterina.StaffSession{
		Hash: sha256.Sum256([]byte(token)), Operator: op, Agent: "test",
		SecondFactorAt: secondFactor, ExpiresAt: time.Now().Add(time.Hour),
	}))
	return token
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// browser is a client with cookies that does not follow redirects.
type browser struct {
	w      *world
	client *http.Client
	home   *url.URL
}

func (w *world) browser() *browser {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	w.must(err)
	home, err := url.Parse(w.server.URL)
	w.must(err)
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &browser{w: w, client: client, home: home}
}

func (b *browser) cookie(name, value string) {
	b.client.Jar.SetCookies(b.home, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// cookieValue is what the browser holds under a name, "" for nothing.
func (b *browser) cookieValue(name string) string {
	for _, c := range b.client.Jar.Cookies(b.home) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// answer is what the console has answered.
type answer struct {
	Code     int
	Location string
	Body     string
	Header   http.Header
}

func (a answer) String() string { return fmt.Sprintf("%d %s %.300s", a.Code, a.Location, a.Body) }

// get opens a page as a browser does.
func (b *browser) get(path string) answer { b.w.t.Helper(); return b.send(http.MethodGet, path, nil) }

// post sends a form as a browser does from our own page; pairs are names and values.
func (b *browser) post(path string, pairs ...string) answer {
	b.w.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, path, form)
}

func (b *browser) send(method, path string, form url.Values, headers ...string) answer {
	b.w.t.Helper()
	req, err := http.NewRequestWithContext(b.w.t.Context(), method, b.w.server.URL+path, strings.NewReader(form.Encode()))
	b.w.must(err)
	req.Header.Set("Accept", "text/html")
	if method != http.MethodGet {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := b.client.Do(req)
	b.w.must(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	b.w.must(err)
	return answer{res.StatusCode, res.Header.Get("Location"), string(body), res.Header}
}
