package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/caterina/internal/failpoint"
	"example.org/caterina/internal/pgtest"
)

// clerk is an operator at a keyboard of plain requests: the same deeds as the
// console's, sent again with the same id when there was no answer.
type clerk struct {
	t      *testing.T
	client *http.Client
}

// signedIn is somebody who is through the first sign-in.
func (o *office) signedIn(email string) *clerk {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	c := &clerk{t: o.t, client: &http.Client{Jar: jar}}
	base := "http://" + o.addr + "/console"
	c.must(base+"/sign-in", url.Values{"email": {email}, "password": {o.passwords[email]}})
	c.must(base+"/password", url.Values{"old": {o.passwords[email]}, "new": {chosenPassword}, "again": {chosenPassword}})
	return c
}

// post sends a form; the status is 0 when nobody answered.
func (c *clerk) post(address string, form url.Values) int {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, err := c.client.Do(req)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

func (c *clerk) must(address string, form url.Values) {
	c.t.Helper()
	if status := c.post(address, form); status < 200 || status > 399 {
		c.t.Fatalf("%s: status %d", address, status)
	}
}

// deed is what is asked of a conversation as it stands now.
func (o *office) deed(conv, what, id, text string, epoch int) (address string, form url.Values) {
	return "http://" + o.addr + "/console/siena/conversations/" + conv + "/" + what,
		url.Values{"id": {id}, "epoch": {strconv.Itoa(epoch)}, "text": {text}}
}

// onDuty makes an operator available for an hour, whatever processes come and go.
func (o *office) onDuty(email string) {
	o.t.Helper()
	o.sql(`UPDATE member m SET wants = 'available' FROM operator o WHERE o.id = m.operator_id AND o.email = $1`, email)
	o.sql(`INSERT INTO presence (town_id, operator_id, tab, process, lease_until)
	       SELECT m.town_id, m.operator_id, gen_random_uuid(), 'test', clock_timestamp() + interval '1 hour'
	         FROM member m JOIN operator o ON o.id = m.operator_id WHERE o.email = $1`, email)
}

// doomed is an office whose process dies at a point.
func doomed(t *testing.T, point string) *office {
	t.Helper()
	o := &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}
	caterina(t, o.url, "import", demo("italia"), demo("siena"))
	o.hire("giulia@example.org", "Giulia B.", "operator")
	o.server = startServer(t, o.url, "FAILPOINT="+point)
	o.onDuty("giulia@example.org")
	return o
}

// awaits waits until a query counts one.
func (o *office) awaits(ctx context.Context, query string) {
	o.t.Helper()
	for ask[int](o, query) != 1 {
		if ctx.Err() != nil {
			o.t.Fatalf("never came true: %s", query)
		}
		pause(ctx, 20*time.Millisecond) // the next look; what is awaited is the row
	}
}

// dies waits for the process's end.
func (o *office) dies(ctx context.Context) {
	o.t.Helper()
	select {
	case <-o.done:
	case <-ctx.Done():
		o.t.Fatal("the process survived")
	}
}

// connected is a citizen who stays connected to whatever process there is.
func connected(ctx context.Context, addr string) (c *citizen, move func(string)) {
	c, at := newCitizen(), make(chan string, 1)
	at <- addr
	go c.stay(ctx, func() []string {
		a := <-at
		at <- a
		return []string{a}
	})
	return c, func(addr string) {
		<-at
		at <- addr
	}
}

// times counts how often a citizen has read something.
func times(c *citizen, text string) int {
	n := 0
	for _, e := range c.snapshot() {
		if strings.Contains(e.Text, text) {
			n++
		}
	}
	return n
}

// TestAKillWhileAskingForAPerson is acceptance cases 36 and 38 where a turn ends
// with a change of hands: the citizen waits once, and reads it once.
func TestAKillWhileAskingForAPerson(t *testing.T) {
	t.Parallel()
	for _, point := range failpoint.All() {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			o := doomed(t, point)
			c, move := connected(ctx, o.addr)
			c.say("m1", "vorrei parlare con una persona")
			o.dies(ctx)
			o.server = startServer(t, o.url)
			move(o.addr)
			err := c.await(ctx, func(view []event, unsent int) bool { return len(view) == 3 && unsent == 0 })
			if err != nil {
				t.Fatalf("after the kill: %v: %+v", err, c.snapshot())
			}
			c.say("m2", "ci sono") // flushes out doubles; nobody answers this
			if err := c.await(ctx, func(view []event, unsent int) bool { return len(view) == 4 && unsent == 0 }); err != nil {
				t.Fatalf("the next message: %v: %+v", err, c.snapshot())
			}
			if n := times(c, "ti passo a una persona"); n != 1 {
				t.Errorf("the citizen read %d times that they wait: %+v", n, c.snapshot())
			}
			o.awaits(ctx, `SELECT count(*)::int FROM conversation WHERE state = 'offered'`)
		})
	}
}

// TestAKillBetweenAcceptingAndTheFirstReply is acceptance case 37: the change is
// committed and nobody knows; after the restart the conversation is hers, the same
// deed again does no harm, and she replies.
func TestAKillBetweenAcceptingAndTheFirstReply(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := doomed(t, failpoint.AfterDeed)
	g := o.signedIn("giulia@example.org")
	c, move := connected(ctx, o.addr)
	c.say("m1", "vorrei parlare con una persona")
	o.awaits(ctx, `SELECT count(*)::int FROM conversation WHERE state = 'offered'`)
	conv := ask[string](o, `SELECT id::text FROM conversation`)
	epoch := ask[int](o, `SELECT epoch FROM conversation`)
	accept, form := o.deed(conv, "accept", "a1", "", epoch)
	if status := g.post(accept, form); status != 0 {
		t.Fatalf("accepting was answered with %d", status)
	}
	o.dies(ctx)
	o.awaits(ctx, `SELECT count(*)::int FROM conversation c JOIN operator o ON o.id = c.owner_id WHERE c.state = 'assigned' AND o.email = 'giulia@example.org'`)

	o.server = startServer(t, o.url)
	move(o.addr)
	g.must(o.deed(conv, "accept", "a1", "", epoch)) // the same again, as a page does that had no answer
	if got := ask[int](o, `SELECT epoch FROM conversation`); got != epoch+1 {
		t.Errorf("the epoch went from %d to %d", epoch, got)
	}
	g.must(o.deed(conv, "reply", "r1", "Eccomi, mi dica.", epoch+1))
	err := c.await(ctx, func(view []event, _ int) bool { return view[len(view)-1].Text == "Eccomi, mi dica." })
	if err != nil {
		t.Fatalf("her reply: %v: %+v", err, c.snapshot())
	}
	if n := times(c, "Ora parli con Giulia B."); n != 1 {
		t.Errorf("the citizen read %d times who speaks: %+v", n, c.snapshot())
	}
}

// TestAKillAfterAReply is acceptance case 36 for operators: the reply is stored
// and not acknowledged; sent again it is there once.
func TestAKillAfterAReply(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := doomed(t, failpoint.AfterSay)
	g := o.signedIn("giulia@example.org")
	c, move := connected(ctx, o.addr)
	c.say("m1", "vorrei parlare con una persona")
	o.awaits(ctx, `SELECT count(*)::int FROM conversation WHERE state = 'offered'`)
	conv := ask[string](o, `SELECT id::text FROM conversation`)
	epoch := ask[int](o, `SELECT epoch FROM conversation`)
	g.must(o.deed(conv, "accept", "a1", "", epoch))
	reply, form := o.deed(conv, "reply", "r1", "Eccomi, mi dica.", epoch+1)
	if status := g.post(reply, form); status != 0 {
		t.Fatalf("the reply was answered with %d", status)
	}
	o.dies(ctx)
	o.server = startServer(t, o.url)
	move(o.addr)
	g.must(o.deed(conv, "reply", "r1", "Eccomi, mi dica.", epoch+1))
	g.must(o.deed(conv, "reply", "r2", "È ancora lì?", epoch+1))
	if err := c.await(ctx, func(view []event, _ int) bool { return view[len(view)-1].Text == "È ancora lì?" }); err != nil {
		t.Fatalf("after the kill: %v: %+v", err, c.snapshot())
	}
	if n := times(c, "Eccomi, mi dica."); n != 1 {
		t.Errorf("the citizen read the reply %d times: %+v", n, c.snapshot())
	}
}

// TestADeployKeepsOffers is acceptance case 41: one of two processes stops while it
// rings; the offer stands, the citizen is told goodbye and comes back, and nothing
// that was written is lost.
func TestADeployKeepsOffers(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := doomed(t, "")
	first := o.server
	o.server = startServer(t, o.url)
	g := o.signedIn("giulia@example.org")
	c, move := connected(ctx, first.addr)
	c.say("m1", "vorrei parlare con una persona")
	o.awaits(ctx, `SELECT count(*)::int FROM conversation WHERE state = 'offered'`)
	epoch := ask[int](o, `SELECT epoch FROM conversation`)
	for i := range 4 {
		c.say(fmt.Sprintf("w%d", i), fmt.Sprintf("intanto scrivo, %d", i))
		if i == 1 {
			if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
	}
	move(o.addr)
	<-first.done
	g.must(o.deed(ask[string](o, `SELECT id::text FROM conversation`), "accept", "a1", "", epoch))
	err := c.await(ctx, func(_ []event, unsent int) bool { return unsent == 0 && len(c.view) == 8 })
	if err != nil {
		t.Fatalf("after the deploy: %v: %+v", err, c.snapshot())
	}
	for i := range 4 {
		if n := times(c, fmt.Sprintf("intanto scrivo, %d", i)); n != 1 {
			t.Errorf("message %d is there %d times", i, n)
		}
	}
	if times(c, "Ora parli con Giulia B.") != 1 || !c.heardBye() {
		t.Errorf("goodbye %v; %+v", c.heardBye(), c.snapshot())
	}
}
