package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// shift is what a page says whose shift it keeps, and where.
func shift(slug string) string { return `<caterina-shift class="shift" data-town="` + slug + `"` }

// TestEveryPageAfterSigningInKeepsTheShift: an operator who looks at their account
// in the middle of a conversation must not be taken for gone.
func TestEveryPageAfterSigningInKeepsTheShift(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	ada := w.as(w.operator("Ada", caterina.RoleOperator))
	for _, path := range []string{"/console/siena/inbox", "/console/account", "/console/password", "/console/enrol", "/console/siena/nothing", "/console/bari/inbox"} {
		if got := ada.get(path); !strings.Contains(got.Body, shift("siena")) {
			t.Errorf("%s keeps no shift: %s", path, got)
		}
	}
	if got := w.browser().get("/console/sign-in"); got.Code != http.StatusOK || strings.Contains(got.Body, "<caterina-shift") {
		t.Errorf("the sign-in page: %s", got)
	}
	boss := w.operator("Bea", caterina.RoleSupervisor)
	half := w.browser()
	half.cookie("caterina", w.session(boss, time.Time{}))
	if got := half.get("/console/code"); got.Code != http.StatusOK || strings.Contains(got.Body, "<caterina-shift") {
		t.Errorf("before the code is given: %s", got)
	}
}

// TestAMemberOfTwoTownsKeepsTheShiftOfTheLast: the page of the account is of none.
func TestAMemberOfTwoTownsKeepsTheShiftOfTheLast(t *testing.T) {
	t.Parallel()
	w := newOffice(t)
	op := w.operator("Ada", caterina.RoleOperator)
	w.must(w.store.SetMember(t.Context(), op, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleOperator, Capacity: 1}))
	ada := w.as(op)
	if got := ada.get("/console/account"); strings.Contains(got.Body, "<caterina-shift") {
		t.Errorf("before any town: %s", got)
	}
	for _, slug := range []string{"bari", "siena"} {
		ada.get("/console/" + slug + "/inbox")
		if got := ada.get("/console/account"); !strings.Contains(got.Body, shift(slug)) {
			t.Errorf("after %s: %s", slug, got)
		}
	}
}
