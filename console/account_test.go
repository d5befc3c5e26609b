package console_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"example.org/caterina"
)

func TestChangingThePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	w.withPassword(op, goodPassword, false)
	here, elsewhere := w.as(op), w.as(op)
	const next = "altre quattro parole diverse"
	for name, form := range map[string][]string{
		"wrong old one":      {"old", "sbagliata", "new", next, "again", next},
		"two different":      {"old", goodPassword, "new", next, "again", next + "x"},
		"the same as now":    {"old", goodPassword, "new", goodPassword, "again", goodPassword},
		"short":              {"old", goodPassword, "new", "corta", "again", "corta"},
		"what everybody has": {"old", goodPassword, "new", "Password123456!", "again", "Password123456!"},
	} {
		if got := here.post("/console/password", form...); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `role="alert"`) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := here.post("/console/password", "old", goodPassword, "new", next, "again", next); got.Location != "/console" {
		t.Fatalf("change: %s", got)
	}
	if got := here.get("/console/account"); got.Code != http.StatusOK {
		t.Errorf("this browser: %s", got)
	}
	if got := elsewhere.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("the other browser: %s", got)
	}
	if got := w.browser().knock("ada@example.org", goodPassword); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("the old password: %s", got)
	}
	if got := w.browser().knock("ada@example.org", next); got.Code != http.StatusSeeOther {
		t.Errorf("the new password: %s", got)
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleOperator)
	here, second, third := w.as(op), w.as(op), w.as(op)
	foreign := w.as(w.operator("Ugo", caterina.RoleOperator))
	page := here.get("/console/account")
	ids := regexp.MustCompile(`name="session" value="([0-9a-f]{64})"`).FindAllStringSubmatch(page.Body, -1)
	if len(ids) != 2 || strings.Count(page.Body, ">questo<") != 1 {
		t.Fatalf("the list: %d others: %s", len(ids), page.Body)
	}
	foreign.post("/console/account/sessions", "session", ids[0][1]) // somebody else's
	alive := func() (n int) {
		for _, b := range []*browser{second, third} {
			if b.get("/console/account").Code == http.StatusOK {
				n++
			}
		}
		return n
	}
	if n := alive(); n != 2 {
		t.Errorf("a stranger ended a session: %d are left", n)
	}
	here.post("/console/account/sessions", "session", ids[0][1])
	if n := alive(); n != 1 {
		t.Errorf("%d are left, want 1", n)
	}
	here.post("/console/account/sessions", "session", "others")
	if n := alive(); n != 0 {
		t.Errorf("%d are left, want none", n)
	}
	if got := here.get("/console/account"); got.Code != http.StatusOK {
		t.Errorf("this browser: %s", got)
	}
	for _, bad := range []string{"", "zz", "00"} {
		if got := here.post("/console/account/sessions", "session", bad); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("session %q: %s", bad, got)
		}
	}
}

func TestAnotherTelephone(t *testing.T) {
	t.Parallel()
	c := &clock{}
	w := newWorld(t, withClock(c))
	op := w.operator("Ada", caterina.RoleAdmin)
	w.must(w.store.SetSecondFactor(t.Context(), op, "", 0, caterina.SessionHash{}))
	w.withPassword(op, goodPassword, false)
	b := w.browser()
	first := b.enrolled(c)
	if got := b.post("/console/account/second-factor", "password", "sbagliata"); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("without the password: %s", got)
	}
	if got := b.post("/console/account/second-factor", "password", goodPassword); got.Location != "/console/enrol" {
		t.Fatalf("with it: %s", got)
	}
	page := b.get("/console/enrol")
	found := secretOnPage.FindStringSubmatch(page.Body)
	if found == nil || strings.ReplaceAll(found[1], " ", "") == first {
		t.Errorf("the new secret is the old one: %s", page)
	}
}

// TestAnUnreadableSecondFactor: after the deployment's key was lost, people are
// told what to do.
func TestAnUnreadableSecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleAdmin) // sealed with no key
	w.withPassword(op, goodPassword, false)
	b := w.browser()
	b.knock("ada@example.org", goodPassword)
	if got := b.post("/console/code", "code", "123456"); got.Code != http.StatusConflict || !strings.Contains(got.Body, "azzerarlo") {
		t.Errorf("the code: %s", got)
	}
}
