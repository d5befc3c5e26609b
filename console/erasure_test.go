package console_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// sure is the form of somebody who is.
func sure(more ...string) []string {
	return append([]string{"reason", "Lo ha chiesto il cittadino", "sure", "yes"}, more...)
}

// TestASupervisorErasesAConversation is acceptance case 68, from the page.
func TestASupervisorErasesAConversation(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	sara, ada := o.as(o.operator("Sara Blu", caterina.RoleAdmin)), o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.arrives("sono Lucia, cerco un nido")
	if page := ada.get(c.path()); strings.Contains(page.Body, "/erase") {
		t.Error("an operator is offered to erase")
	}
	wants(t, sara.get(c.path()), http.StatusOK, c.path()+"/erase", "Cancella il contenuto…")
	wants(t, sara.get(c.path()+"/erase"), http.StatusOK, "«sono Lucia, cerco un nido»", "non si può tornare indietro")
	for name, form := range map[string][]string{
		"no reason":         {"sure", "yes"},
		"a reason of mine":  {"sure", "yes", "reason", "lo ha chiesto Lucia Rossi"},
		"not sure":          {"reason", "Lo ha chiesto il cittadino"},
		"a name":            sure("reference", "Lucia Rossi"),
		"a story":           sure("reference", "1"+strings.Repeat("x", 40)),
		"something strange": sure("reference", "1<script>"),
	} {
		got := sara.post(c.path()+"/erase", form...)
		if wants(t, got, http.StatusUnprocessableEntity, `role="alert"`); c.holds("sono Lucia, cerco un nido") != 1 {
			t.Fatalf("%s: it was erased", name)
		}
	}
	if got := sara.post(c.path()+"/erase", sure("reference", "PG 1234/2026")...); got.Code != http.StatusSeeOther || got.Location != c.path() {
		t.Fatalf("erase: %s", got)
	}
	page := ada.get(c.path())
	wants(t, page, http.StatusOK, "Contenuto cancellato: quello che era scritto", `entry-citizen erased`)
	for _, gone := range []string{"Lucia", "nido", "sicurezza 82%"} {
		if strings.Contains(page.Body, gone) {
			t.Errorf("%q is still on the page", gone)
		}
	}
	wants(t, ada.get("/console/siena/inbox?q=lucia"), http.StatusOK, "")
	wants(t, sara.get("/console/siena/audit"), http.StatusOK, "ha cancellato il contenuto di una conversazione", "Lo ha chiesto il cittadino, protocollo PG 1234/2026")
	if got := sara.post(c.path()+"/erase", sure()...); got.Code != http.StatusSeeOther || len(c.log()) != 4 {
		t.Errorf("again: %s, %d events", got, len(c.log()))
	}
	wants(t, sara.get("/console/siena/conversations/11111111-1111-4111-8111-111111111111/erase"), http.StatusNotFound)
	wants(t, sara.post("/console/siena/conversations/11111111-1111-4111-8111-111111111111/erase", sure()...), http.StatusNotFound)
}

// TestWhatSomebodyFollowsIsNotErased: the page says who, before and after.
func TestWhatSomebodyFollowsIsNotErased(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	sara, ada := o.as(o.operator("Sara Blu", caterina.RoleSupervisor)), o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.arrives("sono Lucia")
	c.asks(0)
	wants(t, sara.get(c.path()+"/erase"), http.StatusOK, "Adesso sta aspettando", "Cancella per sempre")
	ada.post(c.path()+"/take", "epoch", "1", "id", "t")
	got := sara.get(c.path() + "/erase")
	if wants(t, got, http.StatusOK, "La conversazione è di Ada Neri"); strings.Contains(got.Body, "Cancella per sempre") {
		t.Error("a form that cannot be carried out is shown")
	}
	wants(t, sara.post(c.path()+"/erase", sure()...), http.StatusConflict, "La conversazione è di Ada Neri: il contenuto si può cancellare quando è chiusa.")
	if c.holds("sono Lucia") != 1 {
		t.Fatal("it was erased")
	}
	ada.post(c.path()+"/close", "epoch", strconv.Itoa(c.held().Conversation.Epoch), "id", "c", "reason", "risolta")
	if got := sara.post(c.path()+"/erase", sure()...); got.Code != http.StatusSeeOther {
		t.Fatalf("erase: %s", got)
	}
	wants(t, sara.get("/console/siena/inbox?view=closed"), http.StatusOK, "Risolta · chiusa oggi", "Nessun messaggio")
}

// TestAnErasureInTheBrowser looks at the page and at what is left, and sees a
// colleague's open page forget by itself.
func TestAnErasureInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	sara, ada := o.operator("Sara Blu", caterina.RoleSupervisor), o.operator("Ada Neri", caterina.RoleOperator)
	now := time.Now()
	for screen, size := range screens() {
		c := o.arrives("sono Lucia, cerco un nido")
		reader := o.signedIn(t, o.session(ada, now))
		reader.Go(o.server.URL + c.path())
		reader.WaitText(".entries", "sono Lucia")
		p := o.signedIn(t, o.session(sara, now))
		size(p)
		p.Go(o.server.URL + c.path())
		p.Click(".side-erase a")
		p.WaitText("h1", "Cancella il contenuto")
		look(t, p, "erase-"+screen)
		p.Click(`[value="Lo ha chiesto il cittadino"]`)
		p.Click(`[name="sure"]`)
		p.Click(`.btn-danger`)
		p.WaitText(".entries", "Contenuto cancellato: quello che era scritto")
		look(t, p, "erased-"+screen)
		reader.WaitText(".entries", "Contenuto cancellato: quello che era scritto")
		if text := reader.String(`document.body.innerText`); strings.Contains(text, "Lucia") {
			t.Errorf("the colleague still reads %s", text)
		}
	}
}
