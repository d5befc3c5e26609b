package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

var passwordOnPage = regexp.MustCompile(`console-secret">([a-z2-7]{4}(?:-[a-z2-7]{4}){3})<`)

func person(op caterina.OperatorID) string { return fmt.Sprintf("/console/siena/people/%d", op) }

// audited lists what was noted in siena, the oldest first.
func (w *world) audited() []string {
	w.t.Helper()
	entries, err := w.store.AuditEntries(w.t.Context(), w.siena.ID, 0, 0, "", 100)
	w.must(err)
	var out []string
	for _, e := range slices.Backward(entries) {
		out = append(out, fmt.Sprintf("%s %s %s", e.Name, e.Action, e.Target))
	}
	return out
}

func TestAdminsAddPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(w.operator("Ada", caterina.RoleAdmin))
	got := admin.post("/console/siena/people", "name", " Giulia  B. ", "email", "Giulia@Example.org", "role", "operator", "capacity", "4", "skill", "nidi")
	found := passwordOnPage.FindStringSubmatch(got.Body)
	if got.Code != http.StatusOK || found == nil {
		t.Fatalf("add: %s", got)
	}
	if strings.Contains(admin.get("/console/siena/people").Body, found[1]) {
		t.Error("the password is shown twice")
	}
	account, err := w.store.AccountByEmail(t.Context(), "giulia@example.org")
	w.must(err)
	m, _ := account.Member(w.siena.ID)
	if account.Name != "Giulia B." || m.Role != caterina.RoleOperator || m.Capacity != 4 || fmt.Sprint(m.Skills) != "[nidi]" || !account.MustChange {
		t.Errorf("stored %+v", account)
	}
	if got := w.browser().knock("giulia@example.org", found[1]); got.Location != "/console/password" {
		t.Errorf("the first sign-in: %s", got)
	}
	if got := admin.post("/console/siena/people", "name", "Giulia", "email", "giulia@example.org", "role", "operator", "capacity", "4"); got.Code != http.StatusConflict {
		t.Errorf("add again: %s", got)
	}
	if notes := w.audited(); len(notes) != 2 || notes[0] != "Ada operator.add giulia@example.org" {
		t.Errorf("noted %q", notes)
	}
}

func TestAnAccountOfAnotherTownGetsAPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(w.operator("Ada", caterina.RoleAdmin))
	op := w.operator("Ugo", "")
	w.must(w.store.SetMember(t.Context(), op, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleOperator}))
	got := admin.post("/console/siena/people", "name", "Altro nome", "email", "ugo@example.org", "role", "curator", "capacity", "0")
	if got.Code != http.StatusOK || passwordOnPage.MatchString(got.Body) || !strings.Contains(got.Body, "aveva già un account") {
		t.Fatalf("add: %s", got)
	}
	account, err := w.store.Account(t.Context(), op)
	w.must(err)
	if account.Name != "Ugo" || len(account.Members) != 2 {
		t.Errorf("stored %+v", account)
	}
}

func TestWhatIsWrongWithAPersonIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(w.operator("Ada", caterina.RoleAdmin))
	good := map[string]string{"name": "Giulia", "email": "giulia@example.org", "role": "operator", "capacity": "3"}
	for field, bad := range map[string][]string{
		"name":     {"", "   ", strings.Repeat("x", 81), "a\x00b", "a\u202eb"},
		"email":    {"", "giulia", "Giulia <giulia@example.org>", strings.Repeat("x", 300) + "@example.org", "a b@example.org"},
		"role":     {"", "king"},
		"capacity": {"", "-1", "21", "many"},
		"skill":    {"nothing"},
	} {
		for _, value := range bad {
			var form []string
			for name, v := range good {
				if name != field {
					form = append(form, name, v)
				}
			}
			got := admin.post("/console/siena/people", append(form, field, value)...)
			if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `role="alert"`) {
				t.Errorf("%s %.20q: %s", field, value, got)
			}
			if field != "name" && !strings.Contains(got.Body, `value="Giulia"`) {
				t.Errorf("%s %.20q: what was typed is lost", field, value)
			}
		}
	}
}

func TestAdminsChangePeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(w.operator("Ada", caterina.RoleAdmin))
	op := w.operator("Ugo", caterina.RoleOperator)
	got := admin.post(person(op), "name", "Ugo V.", "role", "supervisor", "capacity", "5", "skill", "nidi", "skill", "sociale")
	if got.Code != http.StatusOK || !strings.Contains(got.Body, "Modifiche salvate") {
		t.Fatalf("change: %s", got)
	}
	account, err := w.store.Account(t.Context(), op)
	w.must(err)
	if m := account.Members[0]; account.Name != "Ugo V." || m.Role != caterina.RoleSupervisor || m.Capacity != 5 || fmt.Sprint(m.Skills) != "[nidi sociale]" {
		t.Errorf("stored %+v", account)
	}
	if got := admin.post(person(op), "name", "Ugo V.", "role", "supervisor", "capacity", "5", "skill", "sociale"); got.Code != http.StatusOK {
		t.Errorf("change again: %s", got)
	}
	if account, err = w.store.Account(t.Context(), op); err != nil || fmt.Sprint(account.Members[0].Skills) != "[sociale]" {
		t.Errorf("queues %v, %v", account.Members[0].Skills, err)
	}
	for _, path := range []string{"/console/siena/people/999999", "/console/siena/people/x", "/console/siena/people/-1", person(w.operator("Altrove", ""))} {
		if got := admin.get(path); got.Code != http.StatusNotFound {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// TestNobodyChangesTheirOwnRole keeps at least one admin.
func TestNobodyChangesTheirOwnRole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleAdmin)
	admin := w.as(op)
	if got := admin.post(person(op), "name", "Ada", "role", "operator", "capacity", "3"); got.Code != http.StatusForbidden {
		t.Errorf("own role: %s", got)
	}
	if got := admin.post(person(op), "name", "Ada N.", "role", "admin", "capacity", "2"); got.Code != http.StatusOK {
		t.Errorf("own name and capacity: %s", got)
	}
	for _, deed := range []string{"/password", "/second-factor", "/disable", "/enable", "/remove"} {
		if got := admin.post(person(op) + deed); got.Code != http.StatusForbidden || !strings.Contains(got.Body, "altro amministratore") {
			t.Errorf("own %s: %s", deed, got)
		}
	}
}

// TestAnAdminOfOneTownIsNoAdminOfAnother: a password for somebody who also works
// elsewhere would be a key to the other town.
func TestAnAdminOfOneTownIsNoAdminOfAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	op := w.operator("Ada", caterina.RoleAdmin)
	admin := w.as(op)
	both := w.operator("Ugo", caterina.RoleOperator)
	w.must(w.store.SetMember(t.Context(), both, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleAdmin}))
	for _, deed := range []string{"/password", "/second-factor", "/disable", "/enable"} {
		if got := admin.post(person(both) + deed); got.Code != http.StatusForbidden || passwordOnPage.MatchString(got.Body) {
			t.Errorf("%s: %s", deed, got)
		}
	}
	if got := admin.post(person(both), "name", "Altro", "role", "operator", "capacity", "3"); got.Code != http.StatusForbidden {
		t.Errorf("name: %s", got)
	}
	if got := admin.post(person(both), "name", "Ugo", "role", "curator", "capacity", "3"); got.Code != http.StatusOK {
		t.Errorf("the role here: %s", got)
	}
	w.must(w.store.SetMember(t.Context(), op, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleAdmin}))
	if got := admin.post(person(both) + "/password"); got.Code != http.StatusOK || !passwordOnPage.MatchString(got.Body) {
		t.Errorf("as admin of both: %s", got)
	}
}

func TestAPersonWhoLostTheTelephone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(w.operator("Ada", caterina.RoleAdmin))
	op := w.operator("Ugo", caterina.RoleSupervisor)
	theirs := w.as(op)
	if got := admin.post(person(op) + "/second-factor"); got.Code != http.StatusOK || !strings.Contains(got.Body, "azzerato") {
		t.Errorf("reset: %s", got)
	}
	if got := theirs.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("their browser: %s", got)
	}
	w.withPassword(op, goodPassword, false)
	if got := w.browser().knock("ugo@example.org", goodPassword); got.Location != "/console/enrol" {
		t.Errorf("the next sign-in: %s", got)
	}
}

func TestClosingAndOpeningAnAccount(t *testing.T) {
	t.Parallel()
	var told []caterina.Event
	w := newWorld(t, func(w *world) { w.cfg.Committed = func(e caterina.Event) { told = append(told, e) } })
	admin := w.as(w.operator("Ada", caterina.RoleAdmin))
	op := w.operator("Ugo", caterina.RoleOperator)
	w.withPassword(op, goodPassword, false)
	theirs := w.as(op)
	conv := w.conversationOf(op)
	if got := admin.post(person(op) + "/remove"); got.Code != http.StatusConflict || !strings.Contains(got.Body, "conversazioni") {
		t.Errorf("remove somebody who is talking: %s", got)
	}
	if got := admin.post(person(op) + "/disable"); got.Code != http.StatusOK || !strings.Contains(got.Body, "disattivato") {
		t.Fatalf("disable: %s", got)
	}
	if len(told) != 1 || told[0].Conversation != conv {
		t.Errorf("told of %v, want the conversation that went back", told)
	}
	if got := theirs.get("/console/account"); got.Code != http.StatusSeeOther {
		t.Errorf("their browser: %s", got)
	}
	if got := w.browser().knock("ugo@example.org", goodPassword); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("their password: %s", got)
	}
	if got := admin.post(person(op) + "/enable"); got.Code != http.StatusOK {
		t.Errorf("enable: %s", got)
	}
	if got := w.browser().knock("ugo@example.org", goodPassword); got.Code != http.StatusSeeOther {
		t.Errorf("their password after that: %s", got)
	}
	if got := admin.post(person(op) + "/remove"); got.Location != "/console/siena/people" {
		t.Errorf("remove: %s", got)
	}
	if got := admin.get(person(op)); got.Code != http.StatusNotFound {
		t.Errorf("after that: %s", got)
	}
	want := "Ada operator.disable ugo@example.org, Ada operator.enable ugo@example.org, Ugo account.sign_in ugo@example.org, Ada operator.remove ugo@example.org"
	if notes := strings.Join(w.audited(), ", "); notes != want {
		t.Errorf("noted %s", notes)
	}
}

// conversationOf opens a conversation and gives it to an operator.
func (w *world) conversationOf(op caterina.OperatorID) caterina.ConversationID {
	w.t.Helper()
	ctx := w.t.Context()
	session, err := w.store.OpenSession(ctx, caterina.Opening{Town: w.siena.ID, Channel: caterina.ChannelWeb, Lang: "it"})
	w.must(err)
	_, err = w.store.Move(ctx, caterina.Transition{
		Town: w.siena.ID, Conversation: session.Conversation.ID, From: []caterina.State{caterina.StateBot},
		To: caterina.StateAssigned, Owner: op, Queue: "nidi", By: caterina.OperatorActor(op), ClientID: "take",
		Event: caterina.StateBody{Owner: caterina.OwnerPerson, State: caterina.StateAssigned, Reason: caterina.ReasonTaken},
	})
	w.must(err)
	return session.Conversation.ID
}
