package console_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
)

// TestWhatHasNotArrivedIsSaidBesideIt on the page and in what the page asks again.
// That something has arrived needs no word.
func TestWhatHasNotArrivedIsSaidBesideIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.chats(1, "a che punto è la mia domanda?")
	c.taken(ada)
	o.telegram(o.arrived)
	c.replies(ada, "arrivato")
	o.telegram(o.arrived)
	twice := c.replies(ada, "due volte")
	o.telegram(func(d *caterina.Delivery) error {
		if d.Attempts == 0 {
			return o.store.RetryDelivery(t.Context(), d, caterina.DeliveryRetry{Reason: "no answer came", Unsure: true, Counts: true})
		}
		return o.arrived(d)
	})
	refused := c.replies(ada, "rifiutato")
	o.telegram(func(d *caterina.Delivery) error {
		return o.store.EndDelivery(t.Context(), d, caterina.DeliveryFailed, "Bad Request", false)
	})
	waits := c.replies(ada, "in attesa")
	b := o.as(ada)
	said := func(seq int64, text string) string { return fmt.Sprintf(`<li data-seq="%d">%s</li>`, seq, text) }
	want := said(twice, "Forse arrivato due volte") + said(refused, "Non consegnato: Telegram non lo ha accettato")
	if got := b.get(c.path() + "/deliveries"); !strings.Contains(got.Body, `<ul class="deliveries">`+want+`</ul>`) {
		t.Errorf("at once: %s; want %s", got, want)
	}
	o.ahead.Store(int64(11 * time.Second))
	if got := b.get(c.path() + "/deliveries"); !strings.Contains(got.Body, want+said(waits, "In attesa di invio")) {
		t.Errorf("after eleven seconds: %s", got)
	}
	for _, page := range []string{c.path(), c.path() + "/log?after=0"} {
		if got := b.get(page).Body; strings.Count(got, `<p class="entry-flaw">`) != 3 {
			t.Errorf("%s: %s", page, got)
		}
	}
	if got := b.get(c.path()).Body; !strings.Contains(got, `<p class="alert alert-danger" hidden>Il cittadino ha bloccato il bot`) {
		t.Errorf("nobody has blocked the bot: %s", got)
	}
}

// TestABlockedChatIsSaidBeforeOneWrites and what failed because of it; the page
// leads to the call-backs. When the citizen comes back it is no longer said.
func TestABlockedChatIsSaidBeforeOneWrites(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.chats(7, "a che punto è la mia domanda?")
	c.taken(ada)
	o.telegram(o.arrived)
	lost := c.replies(ada, "ecco")
	_, err := o.store.CloseChat(t.Context(), theBot, 7, "bot was blocked by the user")
	o.must(err)
	b := o.as(ada)
	got := b.get(c.path()).Body
	if !strings.Contains(got, `<p class="alert alert-danger">Il cittadino ha bloccato il bot: quello che scrivi qui non gli arriva.`) || !strings.Contains(got, `<a href="/console/siena/callbacks">le richiamate</a>`) {
		t.Errorf("the box does not say it: %s", got)
	}
	want := fmt.Sprintf(`<ul class="deliveries" data-blocked><li data-seq="%d">Non consegnato: il cittadino ha bloccato il bot</li></ul>`, lost)
	if got := b.get(c.path() + "/deliveries"); !strings.Contains(got.Body, want) {
		t.Errorf("the part: %s, want %s", got, want)
	}
	chat, err := o.store.Chat(t.Context(), theBot, 7)
	o.must(err)
	chat.State = caterina.ChatOpen
	o.must(o.store.SetChat(t.Context(), chat))
	if got := b.get(c.path() + "/deliveries"); strings.Contains(got.Body, "data-blocked") || !strings.Contains(got.Body, "ha bloccato il bot") {
		t.Errorf("the citizen is back: %s", got)
	}
}

// TestTheWebHasNoDeliveries: there a message is in the log, and that is all.
func TestTheWebHasNoDeliveries(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.arrives("ciao")
	if got := b.get(c.path() + "/deliveries"); got.Code != http.StatusOK || !strings.Contains(got.Body, `<ul class="deliveries"></ul>`) {
		t.Errorf("%s", got)
	}
	if got := b.get(c.path()).Body; strings.Contains(got, "composer-blocked") || !strings.Contains(got, `data-channel="web"`) {
		t.Errorf("%s", got)
	}
	if got := b.get("/console/siena/conversations/00000000-0000-4000-8000-000000000000/deliveries"); got.Code != http.StatusNotFound {
		t.Errorf("of no conversation: %s", got)
	}
}

func TestFlawsInWords(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for _, tc := range []struct {
		flaw    caterina.DeliveryFlaw
		blocked bool
		want    string
	}{
		{caterina.DeliveryFlaw{State: caterina.DeliverySent}, false, ""},
		{caterina.DeliveryFlaw{State: caterina.DeliverySent, Unsure: true}, false, "Forse arrivato due volte"},
		{caterina.DeliveryFlaw{State: caterina.DeliveryVoid}, false, ""},
		{caterina.DeliveryFlaw{State: caterina.DeliveryVoid, Unsure: true}, false, "Forse non arrivato"},
		{caterina.DeliveryFlaw{State: caterina.DeliveryDue, At: now.Add(-10 * time.Second)}, false, ""},
		{caterina.DeliveryFlaw{State: caterina.DeliverySending, At: now.Add(-11 * time.Second)}, false, "In attesa di invio"},
		{caterina.DeliveryFlaw{State: caterina.DeliveryFailed, Error: "user is deactivated"}, true, "Non consegnato: il cittadino non usa più Telegram"},
		{caterina.DeliveryFlaw{State: caterina.DeliveryFailed, Error: "bot was blocked by the user"}, false, "Non consegnato: il cittadino ha bloccato il bot"},
		{caterina.DeliveryFlaw{State: caterina.DeliveryFailed}, true, "Non consegnato: il cittadino ha bloccato il bot"},
		{caterina.DeliveryFlaw{State: caterina.DeliveryFailed}, false, "Non consegnato: Telegram non lo ha accettato"},
	} {
		if got := console.FlawText(&tc.flaw, tc.blocked, now); got != tc.want {
			t.Errorf("%+v, blocked %v: %q, want %q", tc.flaw, tc.blocked, got, tc.want)
		}
	}
}
