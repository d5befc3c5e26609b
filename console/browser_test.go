package console_test

import (
	"os"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/browsertest"
)

var chromium browsertest.Browser

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}

// screens are the sizes at which every page is looked at.
func screens() map[string]func(*browsertest.Page) {
	return map[string]func(*browsertest.Page){
		"desktop": func(p *browsertest.Page) { p.Size(1280, 900) },
		"phone":   func(p *browsertest.Page) { p.Phone(390, 844) },
	}
}

// signedIn opens a page of a browser that holds a session.
func (w *world) signedIn(t *testing.T, token string) *browsertest.Page {
	t.Helper()
	p := chromium.Open(t)
	p.Tolerate("/v1/ws") // there are no sockets behind these tests
	if token != "" {
		p.Go(w.server.URL + "/console/sign-in")
		p.Eval(`void (document.cookie = "caterina=`+token+`; path=/")`, nil)
	}
	return p
}

// look takes a picture of a page and checks what holds for every page: no axe
// violation, nothing that sticks out, the first stop of the Tab key skips to the
// content.
func look(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	p.Eval(`document.fonts.ready.then(() => true)`, nil)
	p.FullScreenshot(name)
	p.Accessible()
	if got := p.String(`String(document.scrollingElement.scrollWidth <= document.documentElement.clientWidth)`); got != "true" {
		t.Errorf("%s scrolls sideways", name)
	}
}

// TestAccountPagesInTheBrowser looks at every page of this file's half of the
// console: signing in, the second factor, the account and the people.
func TestAccountPagesInTheBrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.operator("Ada Neri", caterina.RoleAdmin)
	ugo := w.operator("Ugo Verdi", caterina.RoleOperator)
	w.must(w.store.SetMember(t.Context(), ugo, caterina.Membership{Town: w.siena.ID, Role: caterina.RoleOperator, Capacity: 2, Skills: []string{"nidi"}}))
	both := w.operator("Lea Bianchi", caterina.RoleCurator)
	w.must(w.store.SetMember(t.Context(), both, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleOperator, Capacity: 1}))
	bare := w.operator("Sara Viola", caterina.RoleSupervisor)
	w.must(w.store.SetSecondFactor(t.Context(), bare, "", 0, caterina.SessionHash{}))
	given := w.operator("Gino Rossi", caterina.RoleOperator)
	w.withPassword(given, console.OneTimePassword(), true)
	gone := w.operator("Ex Collega", caterina.RoleOperator)
	_, err := w.store.DisableOperator(t.Context(), gone, 0)
	w.must(err)
	now := time.Now()
	pages := []struct {
		name, path string
		token      string
	}{
		{"signin", "/console/sign-in", ""},
		{"towns", "/console", w.session(both, now)},
		{"code", "/console/code", w.session(ada, time.Time{})},
		{"enrol", "/console/enrol", w.session(bare, time.Time{})},
		{"password-given", "/console/password", w.session(given, now)},
		{"password", "/console/password", w.session(ada, now)},
		{"account", "/console/account", w.session(ada, now)},
		{"account-operator", "/console/account", w.session(ugo, now)},
		{"people", "/console/siena/people", w.session(ada, now)},
		{"person", person(ugo), w.session(ada, now)},
		{"person-oneself", person(ada), w.session(ada, now)},
		{"person-elsewhere", person(both), w.session(ada, now)},
		{"person-disabled", person(gone), w.session(ada, now)},
		{"forbidden", "/console/siena/people", w.session(ugo, now)},
		{"missing", "/console/siena/nothing", w.session(ugo, now)},
	}
	for screen, set := range screens() {
		t.Run(screen, func(t *testing.T) {
			t.Parallel()
			for _, page := range pages {
				p := w.signedIn(t, page.token)
				p.Tolerate("403 (Forbidden)", "404 (Not Found)")
				set(p)
				p.Go(w.server.URL + page.path)
				look(t, p, page.name)
			}
		})
	}
}

// TestSigningInByKeyboard goes from the address bar to work without a mouse.
func TestSigningInByKeyboard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.withPassword(w.operator("Ada Neri", caterina.RoleOperator), goodPassword, false)
	p := chromium.Open(t)
	p.Tolerate("422 (Unprocessable")
	p.Tolerate("/v1/ws") // there are no sockets behind these tests
	p.Go(w.server.URL + "/console/account")
	p.Wait(`location.pathname === "/console/sign-in" && document.activeElement?.id === "email"`)
	p.Type("ada.neri@example.org")
	p.Press(browsertest.Tab())
	p.Type("sbagliata")
	p.Press(browsertest.Enter())
	p.WaitText(`[role="alert"]`, "non corretti")
	look(t, p, "refused")
	p.Wait(`document.activeElement?.id === "password"`)
	p.Type(goodPassword)
	p.Press(browsertest.Enter())
	p.WaitText("h1", "Il tuo account")
	p.Eval(`document.activeElement.blur()`, nil)
	p.Press(browsertest.Tab())
	if got := p.Focused(); got != "a.skip Vai al contenuto" {
		t.Errorf("the first stop of the Tab key is %q", got)
	}
	p.Press(browsertest.Enter())
	if got := p.String(`document.activeElement.id`); got != "content" {
		t.Errorf("skipping led to %q", got)
	}
}

// TestAOneTimePasswordIsShown looks at the page after adding somebody.
func TestAOneTimePasswordIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.signedIn(t, w.session(w.operator("Ada Neri", caterina.RoleAdmin), time.Now()))
	p.Phone(390, 844)
	p.Go(w.server.URL + "/console/siena/people")
	p.Click("#name")
	p.Type("Giulia B.")
	p.Click("#email")
	p.Type("giulia@example.org")
	p.Click(`[value="nidi"]`)
	p.Press(browsertest.Enter())
	p.WaitText(`main [role="status"]`, "da usare una volta sola")
	look(t, p, "given")
}
