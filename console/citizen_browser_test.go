package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.org/caterina"
)

// page is a citizen's page of the chat, as far as the server can tell: an open
// stream of events.
type page struct {
	Token string                  `json:"token"`
	Conv  caterina.ConversationID `json:"conv"`
	leave context.CancelFunc
}

// visits opens one: of a new session, or with a token of an old one.
func (o *office) visits(token string) page {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.server.URL+"/v1/events?town=siena", nil)
	o.must(err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(r) //nolint:bodyclose // leave ends it
	o.must(err)
	line, err := bufio.NewReader(res.Body).ReadString('\n')
	o.must(err)
	p := page{leave: cancel}
	o.must(json.Unmarshal([]byte(strings.TrimPrefix(line, "data: ")), &p))
	return p
}

// writes sends messages of the page, so many at once.
func (o *office) writes(p page, n int) {
	o.t.Helper()
	for i := range n {
		r, err := http.NewRequestWithContext(o.t.Context(), http.MethodPost, o.server.URL+"/v1/messages",
			strings.NewReader(fmt.Sprintf(`{"type":"send","id":"flood-%d","text":"ci siete? %d"}`, i, i)))
		o.must(err)
		r.Header.Set("Authorization", "Bearer "+p.Token)
		res, err := http.DefaultClient.Do(r)
		o.must(err)
		o.must(res.Body.Close())
	}
}

// TestTheOperatorSeesACitizenGoAndAFlood: who is not there is said after 20
// seconds, and not of one who comes back; a hundred messages at once are one line
// (65).
func TestTheOperatorSeesACitizenGoAndAFlood(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	visit := o.visits("")
	c := &citizen{o: o, conv: visit.Conv}
	c.says("vorrei parlare con una persona")
	c.asks(0)
	p := o.at(t, o.operator("Ada Neri", caterina.RoleOperator), c.path())
	p.PressAlt("p")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.WaitText(".side-target", "Rispondere entro")
	p.Click("#text")
	p.Type("Buongiorno, eccomi.")
	p.Click(".composer-send")
	p.Wait(`q(".side-target").textContent === ""`) // nobody waits any more

	o.writes(visit, 100)
	p.WaitText(".conv-log", "Messaggi limitati")
	p.WaitText(".side-target", "Rispondere entro")
	visit.leave()
	p.WaitText(".conv-citizen", "Cittadino non connesso")
	for name, size := range screens() {
		size(p)
		look(t, p, "away-"+name)
	}
	if n := c.holds("Messaggi limitati: il cittadino ha inviato troppi messaggi in poco tempo e alcuni non sono arrivati. Sa che può riprovare tra poco."); n != 1 {
		t.Errorf("%d lines of a flood, want one", n)
	}
	back := o.visits(visit.Token)
	defer back.leave()
	p.Wait(`q(".conv-citizen").textContent === ""`)
}
