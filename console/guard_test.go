package console_test

import (
	"crypto/sha256"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// pathOf fills in a pattern's wildcards, all but the town with 1.
func pathOf(pattern, town string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.ReplaceAll(path, "{town}", town)
	return method, regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(path, "1")
}

// TestWhoMayOpenWhat asks for every page there is as everybody who may not see
// it. The table comes from the routes themselves.
func TestWhoMayOpenWhat(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	staff := map[caterina.Role]*browser{}
	for _, role := range caterina.Roles() {
		staff[role] = w.as(w.operator("Test "+string(role), role))
	}
	nobody, stranger := w.browser(), w.as(w.operator("Nessun Comune", ""))
	pages := w.desk.Pages()
	if len(pages) < 20 {
		t.Fatalf("only %d pages: has the list been lost?", len(pages))
	}
	for _, page := range pages {
		method, path := pathOf(page.Pattern, "siena")
		t.Run(page.Pattern, func(t *testing.T) {
			t.Parallel()
			if got := nobody.send(method, path, nil); method == http.MethodGet && (got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/console/sign-in?next=")) {
				t.Errorf("signed out: %s", got)
			} else if method != http.MethodGet && got.Code != http.StatusUnauthorized {
				t.Errorf("signed out: %s", got)
			}
			if got := nobody.send(method, path, nil, "Accept", "application/json"); got.Code != http.StatusUnauthorized || !strings.Contains(got.Body, `"signed_out"`) {
				t.Errorf("signed out, for a program: %s", got)
			}
			if method != http.MethodGet {
				for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "", "Origin", "https://evil.example"}} {
					if got := staff[caterina.RoleAdmin].send(method, path, nil, headers...); got.Code != http.StatusForbidden || !strings.Contains(got.Body, "altro sito") {
						t.Errorf("from another website (%v): %s", headers, got)
					}
				}
			}
			if page.Role == "" {
				return
			}
			if !strings.Contains(page.Pattern, " /console/{town}") {
				t.Errorf("a page with a role must stand below a town")
			}
			for name, b := range map[string]*browser{"no member": stranger, "admin of another town": staff[caterina.RoleAdmin]} {
				town := "bari"
				if b == stranger {
					town = "siena"
				}
				_, path := pathOf(page.Pattern, town)
				if got := b.send(method, path, nil); got.Code != http.StatusNotFound {
					t.Errorf("%s: %s", name, got)
				}
			}
			_, none := pathOf(page.Pattern, "atlantide")
			if got := staff[caterina.RoleAdmin].send(method, none, nil); got.Code != http.StatusNotFound {
				t.Errorf("a town that does not exist: %s", got)
			}
			for role, b := range staff {
				if !role.Includes(page.Role) {
					if got := b.send(method, path, nil); got.Code != http.StatusForbidden || !strings.Contains(got.Body, "serve il ruolo") {
						t.Errorf("%s: %s", role, got)
					}
				}
			}
		})
	}
}

// TestNoPageStandsOutsideTheList looks for addresses that the mux knows and the
// list of pages does not.
func TestNoPageStandsOutsideTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	known := map[string]bool{
		"/console/": true, "GET /console": true, "GET /console/{$}": true, // the way in, and pages that are not there
		"GET /console/sign-in": true, "POST /console/sign-in": true, "POST /console/sign-out": true,
	}
	for _, page := range w.desk.Pages() {
		known[page.Pattern] = true
	}
	for _, pattern := range w.desk.Patterns() {
		if !known[pattern] {
			t.Errorf("%s is served and in no list: register it with page", pattern)
		}
	}
}

// TestAHalfSignedInAccountSeesNothing: with the password alone, or one that was
// given to them, nobody gets further than the page on which to mend that.
func TestAHalfSignedInAccountSeesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.operator("Ada", caterina.RoleAdmin)
	given := w.operator("Gino", caterina.RoleOperator)
	w.must(w.store.SetPassword(t.Context(), given, "no password", true, caterina.SessionHash{}))
	bare := w.operator("Sara", caterina.RoleSupervisor)
	w.must(w.store.SetSecondFactor(t.Context(), bare, "", 0, caterina.SessionHash{}))
	for _, tc := range []struct {
		op   caterina.OperatorID
		want string
	}{{admin, "/console/code"}, {given, "/console/password"}, {bare, "/console/enrol"}} {
		b := w.half(tc.op)
		for _, page := range w.desk.Pages() {
			method, path := pathOf(page.Pattern, "siena")
			if path == tc.want {
				continue
			}
			if got := b.send(method, path, nil); got.Code != http.StatusSeeOther || got.Location != tc.want {
				t.Errorf("%s before %s: %s", page.Pattern, tc.want, got)
			}
		}
		if _, err := w.desk.Authenticate(b.socket(), "siena"); caterina.CodeOf(err) != caterina.CodeForbidden {
			t.Errorf("a socket before %s: %v", tc.want, err)
		}
	}
}

func TestSocketsKnowTheStaff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada Neri", caterina.RoleCurator)
	b := w.as(op)
	staff, err := w.desk.Authenticate(b.socket(), "siena")
	if err != nil || staff.Operator.ID != op || staff.Role != caterina.RoleCurator || staff.Town.ID != w.siena.ID {
		t.Fatalf("authenticated %+v, %v", staff, err)
	}
	if act := staff.Act(); act.Name != "Ada Neri" || act.Operator != op || act.Town != w.siena.ID || act.Role != caterina.RoleCurator {
		t.Errorf("the act is %+v", act)
	}
	if _, err := w.desk.Authenticate(b.socket(), "bari"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("another town: %v", err)
	}
	if _, err := w.desk.Authenticate(w.browser().socket(), "siena"); caterina.CodeOf(err) != caterina.CodeForbidden {
		t.Errorf("nobody: %v", err)
	}
}

func TestADisabledAccountIsOutAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	b := w.as(op)
	if got := b.get("/console/account"); got.Code != http.StatusOK {
		t.Fatalf("before: %s", got)
	}
	if _, err := w.store.DisableOperator(t.Context(), op, 0); err != nil {
		t.Fatal(err)
	}
	if got := b.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("after: %s", got)
	}
	b = w.as(op) // even a session that slipped in afterwards
	if got := b.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("a session of a disabled account: %s", got)
	}
}

func TestSessionsRunOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	b := w.browser()
	b.cookie("caterina", "a token")
	w.must(w.store.OpenStaffSession(t.Context(), caterina.StaffSession{
		Hash: sha256.Sum256([]byte("a token")), Operator: op, ExpiresAt: time.Now().Add(-time.Second),
	}))
	if got := b.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("a session of yesterday: %s", got)
	}
}

func TestARoleThatWasTakenAwayIsGoneAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleAdmin)
	b := w.as(op)
	if got := b.get("/console/siena/people"); got.Code != http.StatusOK {
		t.Fatalf("before: %s", got)
	}
	w.must(w.store.SetMember(t.Context(), op, caterina.Membership{Town: w.siena.ID, Role: caterina.RoleOperator, Capacity: 3}))
	if got := b.get("/console/siena/people"); got.Code != http.StatusForbidden {
		t.Errorf("after: %s", got)
	}
}

func TestTheWayHomeLeadsToWorkOrToAChoice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	b := w.as(op)
	if got := b.get("/console"); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, "/console/") {
		t.Errorf("with one town: %s", got)
	}
	w.must(w.store.SetMember(t.Context(), op, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleCurator}))
	if got := b.get("/console/"); got.Code != http.StatusOK || !strings.Contains(got.Body, "/console/siena") || !strings.Contains(got.Body, "/console/bari") {
		t.Errorf("with two: %s", got)
	}
	if got := w.as(w.operator("Nessuno", "")).get("/console"); !strings.Contains(got.Body, "nessun Comune") {
		t.Errorf("with none: %s", got)
	}
	if got := w.browser().get("/console"); got.Location != "/console/sign-in" {
		t.Errorf("signed out: %s", got)
	}
	if got := b.get("/console/siena/nothing/here"); got.Code != http.StatusNotFound || !strings.Contains(got.Body, "non c'è") && !strings.Contains(got.Body, "non c&#39;è") {
		t.Errorf("a page that is not there: %s", got)
	}
}

func TestRedirectsStayInTheConsole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.as(w.operator("Ada", caterina.RoleOperator))
	for next, want := range map[string]string{
		"/console/siena/people?x=1":    "/console/siena/people?x=1",
		"https://evil.example/console": "/console",
		"//evil.example/console/":      "/console",
		"/\\evil.example/console/":     "/console",
		"/console/\\evil":              "/console",
		"javascript:alert(1)":          "/console",
		"/":                            "/console",
		"":                             "/console",
	} {
		if got := b.get("/console/sign-in?next=" + url.QueryEscape(next)); got.Location != want {
			t.Errorf("next %q leads to %q, want %q", next, got.Location, want)
		}
	}
}

// half returns a browser that has given the password only.
func (w *world) half(op caterina.OperatorID) *browser {
	w.t.Helper()
	b := w.browser()
	token := w.session(op, time.Time{})
	b.cookie("caterina", token)
	return b
}

// socket is the request with which the browser would open one.
func (b *browser) socket() *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/v1/ws", nil)
	for _, c := range b.client.Jar.Cookies(b.home) {
		r.AddCookie(c)
	}
	return r
}
