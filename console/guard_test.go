package console_test

import (
	"net/http"
	"strings"
	"testing"

	"example.org/caterina"
)

func TestASignedInOperatorSeesTheTown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.as(w.operator("Ada Neri", caterina.RoleOperator))
	if a := ada.get("/console"); a.Code != http.StatusSeeOther {
		t.Errorf("home: %s", a)
	}
	if a := w.browser().get("/console"); a.Location != "/console/sign-in" {
		t.Errorf("home of nobody: %s", a)
	}
	if a := w.browser().get("/console/sign-in"); a.Code != http.StatusOK || !strings.Contains(a.Body, "Accedi alla console") {
		t.Errorf("sign-in: %s", a)
	}
}
