package webchat

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// copies keeps what was ordered.
type copies struct {
	mu     sync.Mutex
	orders []caterina.CopyOrder
	err    error
}

func (c *copies) OrderCopy(_ context.Context, order caterina.CopyOrder) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false, c.err
	}
	for _, other := range c.orders {
		if other.ClientID == order.ClientID {
			return true, nil
		}
	}
	c.orders = append(c.orders, order)
	return false, nil
}

// withCopies gives the hub a mail server.
func withCopies(c *copies) func(*server) { return func(s *server) { s.hub.cfg.Copies = c } }

const copyFrame = `{"type":"send","id":"c1","choice":"copy","form":{"email":" maria.rossi@posta.example "}}`

func TestACopyIsOrderedByMailAndLeavesNoTrace(t *testing.T) {
	t.Parallel()
	box := &copies{}
	s := startServer(t, withCopies(box))
	c := s.dial(t, nil)
	if w := c.hello(`{"type":"hello","v":1,"town":"siena","lang":"en"}`); !w.Copy {
		t.Error("welcome does not say that there is mail")
	}
	c.send("1", "hello")
	for range 2 { // sent again after a break: the same order
		c.write(copyFrame)
		if ack := c.receipt("c1"); ack.Type != "ack" || ack.N != 0 || !strings.Contains(ack.Message, "on its way") {
			t.Errorf("answered with %+v", ack)
		}
	}
	if len(box.orders) != 1 || box.orders[0].Address.Reveal() != "maria.rossi@posta.example" || box.orders[0].Lang != "en" || box.orders[0].Conversation != c.conv {
		t.Errorf("ordered: %+v", box.orders)
	}
	if log := s.store.log(c.conv); len(log) != 2 {
		t.Errorf("the log has %d events: a copy is none", len(log))
	}
	if text := s.logs.String(); strings.Contains(text, "maria") || strings.Contains(c.raw.String(), "maria") {
		t.Errorf("the address was logged or sent back: %s", text)
	}
	answer := s.post(t, c.token, strings.Replace(copyFrame, "c1", "c2", 1))
	if answer.status != http.StatusOK || answer.Message == "" || len(box.orders) != 2 {
		t.Errorf("the fallback answered with %+v", answer)
	}
}

func TestWhereNoMailIsSentNothingOffersIt(t *testing.T) {
	t.Parallel()
	s := startServer(t, withDesk)
	c := s.open(t)
	c.write(copyFrame)
	if nak := c.receipt("c1"); string(nak.Code) != "\"bad\"" {
		t.Errorf("answered with %+v", nak)
	}
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("ciao")
	if strings.Contains(v.page, `value="copy"`) {
		t.Error("the page offers a copy by mail")
	}
	v.get("/chat/siena/copy")
	if v.path != "/chat/siena?lang=it" {
		t.Errorf("the form is at %s", v.path)
	}
}

func TestACopyThatCannotBeOrderedIsAnsweredWithASentence(t *testing.T) {
	t.Parallel()
	box := &copies{}
	s := startServer(t, withCopies(box))
	c := s.open(t)
	for _, email := range []string{"", "maria", "maria@x", "a@b.it, c@d.it", "Maria <a@b.it>", "perch\u00e9@b.it", "a@b.it\\r\\nBcc: c@d.it", `\"a\"@b.it`, strings.Repeat("a", 250) + "@b.it"} {
		c.write(`{"type":"send","id":"x","choice":"copy","form":{"email":"` + email + `"}}`)
		if nak := c.receipt("x"); string(nak.Code) != "\"bad\"" || nak.Field != "email" || !strings.Contains(nak.Message, "indirizzo e-mail") {
			t.Errorf("%q: answered with %+v", email, nak)
		}
	}
	box.err = caterina.Errorf(caterina.CodeConflict, "Già due copie. / Two copies.")
	c.write(copyFrame)
	if nak := c.receipt("c1"); string(nak.Code) != "\"bad\"" || nak.Message != "Già due copie." {
		t.Errorf("answered with %+v", nak)
	}
}

// TestCopiesAreCountedForEachAddressAndEachMailbox: the chat is no machine for
// filling mailboxes, and a library is not locked out.
func TestCopiesAreCountedForEachAddressAndEachMailbox(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	library, home := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	p := newCopyPace()
	for i := range copyBurst {
		if wait := p.take(library, string(rune('a'+i))+"@b.it", now); wait != 0 {
			t.Fatalf("copy %d has to wait %s", i, wait)
		}
	}
	if p.take(library, "z@b.it", now) == 0 || p.take(home, "z@b.it", now) != 0 || p.take(netip.Addr{}, "z@b.it", now) != 0 {
		t.Error("the address of the network is not what is counted")
	}
	if p.take(library, "z@b.it", now.Add(copyEvery)) != 0 {
		t.Error("a while later there is no place")
	}
	for range mailboxBurst {
		p.take(netip.Addr{}, "victim@b.it", now)
	}
	if p.take(home, "Victim@b.it", now) == 0 {
		t.Error("a mailbox can be filled")
	}
	p.giveBack(home, "victim@b.it")
	if p.take(netip.Addr{}, "victim@b.it", now) != 0 {
		t.Error("what was given back is still counted")
	}
	p.sweep(now.Add(24 * time.Hour))
	if len(p.addresses)+len(p.mailboxes) != 0 {
		t.Error("something is kept for ever")
	}
}

func TestThePageSendsACopyWithoutJavaScript(t *testing.T) {
	t.Parallel()
	box := &copies{}
	s := startServer(t, withCopies(box), func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena/copy")
	if v.path != "/chat/siena?lang=it" || s.store.opened != 0 {
		t.Errorf("before there is a conversation the form is at %s", v.path)
	}
	v.say("ciao")
	v.shows(`name="choice" value="copy"`, "Ricevi la conversazione per e-mail")
	v.press("copy")
	v.shows("<title>Ricevi la conversazione per e-mail", "Usiamo l&#39;indirizzo solo per questo", "/towns/siena/privacy", `type="email"`)
	form := url.Values{"id": {v.field("id")}, "email": {"maria"}}
	v.do(http.MethodPost, "/chat/siena/copy?lang=it", form)
	v.shows(`id="email-errore"`, `value="maria"`, `aria-describedby="email-aiuto email-errore" aria-invalid="true" autofocus`)
	form.Set("email", "maria@posta.example")
	v.do(http.MethodPost, "/chat/siena/copy?lang=it", form)
	v.shows(`role="status"`, "La copia è partita")
	if v.path != "/chat/siena/copy?lang=it&sent=1" || len(box.orders) != 1 {
		t.Errorf("it led to %s, ordered %+v", v.path, box.orders)
	}
	v.do(http.MethodPost, "/chat/siena/copy?lang=it", form, "Sec-Fetch-Site", "cross-site")
	if v.status != http.StatusForbidden || len(box.orders) != 1 {
		t.Errorf("a form of another site was answered with %d", v.status)
	}
}
