package e2e

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/failpoint"
	"example.org/caterina/internal/pgtest"
)

// What the citizen asks and reads while answers are approved.
const (
	approvable = "che documenti servono per il bonus utenze?"
	checking   = "Un operatore sta verificando la risposta."
	waitsCount = `SELECT count(*)::int FROM turn WHERE done_at IS NULL AND lease_owner IS NULL AND pending_upto = upto`
)

// TestAnAnswerIsApproved is acceptance case 25 from end to end: the supervisor
// switches it on, the citizen reads one sentence, the operator approves, changes
// the next answer, and lets the third one pass by, which leads to people.
func TestAnAnswerIsApproved(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	giulia, marco := o.giulia(), o.marco()
	marco.Go(marco.base + "/approval")
	marco.Click("main form .btn-primary")
	marco.WaitText("main", "Da ora le risposte")
	giulia.wants("available")
	p := o.visits()
	askInBrowser(p, approvable)
	reads(p, checking)
	giulia.WaitText(ringing, "Una risposta da approvare")
	giulia.Click(ringing + " .line-deeds a")
	giulia.WaitText(".approve", "Bonus")
	answer := ask[string](o, `SELECT left(body ->> 'text', 40) FROM event WHERE kind = 'pending'`)
	if seen := everythingOf(p); strings.Contains(seen, answer) {
		t.Error("the citizen's page holds the answer before it was approved")
	}
	giulia.Click(".approve [data-deed=approve] button")
	p.Wait(answers(3))
	p.Wait(`q("caterina-chat >>> .log .cards a")`)
	giulia.Wait(`!q(".approve")`) // the block of the first answer is not taken for the next

	askInBrowser(p, "e quanto costa?")
	giulia.WaitText(".approve", "secondi")
	giulia.Click(".approve-change summary")
	giulia.Eval(`void (q("#approve-text").value = "Chiedere il bonus non costa nulla: lo dico io, Giulia.")`, nil)
	giulia.Click(".approve-change .btn-primary")
	reads(p, "lo dico io, Giulia")
	reads(p, "Giulia B.")
	p.WaitText(chatFloor, "assistente")

	askInBrowser(p, "dove si presenta la domanda per il bonus utenze?")
	o.awaits(t.Context(), waitsCount)
	o.sql(`UPDATE turn SET pending_until = clock_timestamp() WHERE done_at IS NULL`)
	reads(p, "Nessuno è riuscito a verificare la risposta in tempo")
	p.WaitText(chatFloor, "Stiamo cercando una persona")
	giulia.WaitText(ringing, "Una conversazione per te")
	giulia.Click(ringing + " [data-deed=accept] button")
	giulia.owns()
	giulia.Click(".entry-draft:last-of-type summary")
	giulia.Click(".entry-draft:last-of-type [data-insert]")
	giulia.Wait(`q("#text").value.length > 20`)
}

// approvingOffice is one whose process dies at a point, with approval on before
// it starts.
func approvingOffice(t *testing.T, point string) *office {
	t.Helper()
	o := &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}
	caterina(t, o.url, "import", demo("italia"), demo("siena"))
	o.hire("lucia@example.org", "Lucia P.", "operator")
	o.onDuty("lucia@example.org")
	o.sql(`INSERT INTO approving (town_id, operator_id) SELECT town_id, operator_id FROM member`)
	o.server = startServer(t, o.url, "FAILPOINT="+point)
	return o
}

// TestAKillWhileAnAnswerWaits is cases 25 and 38: at whatever step the process
// dies, one answer waits, the citizen reads the sentence once, and the approved
// answer once.
func TestAKillWhileAnAnswerWaits(t *testing.T) {
	t.Parallel()
	for _, point := range []string{failpoint.AfterReceive, failpoint.AfterReply, failpoint.AfterComplete, failpoint.AfterSay} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			o := approvingOffice(t, point)
			g := o.signedIn("lucia@example.org")
			c, move := connected(ctx, o.addr)
			c.say("m1", approvable)
			approve := func() int {
				o.awaits(ctx, waitsCount)
				seq := ask[int](o, `SELECT pending_seq::int FROM turn WHERE done_at IS NULL`)
				address, form := o.deed(ask[string](o, `SELECT id::text FROM conversation`), "approve", "a1", "", 0)
				form.Set("seq", strconv.Itoa(seq))
				form.Set("as", "is")
				return g.post(address, form)
			}
			if point == failpoint.AfterSay {
				if status := approve(); status != 0 {
					t.Fatalf("the approval was answered with %d", status)
				}
			}
			o.dies(ctx)
			o.server = startServer(t, o.url)
			move(o.addr)
			if point != failpoint.AfterSay {
				if status := approve(); status != 204 {
					t.Fatalf("the approval was answered with %d", status)
				}
			}
			err := c.await(ctx, func(view []event, unsent int) bool { return unsent == 0 && len(view) == 4 })
			if err != nil {
				t.Fatalf("after the kill: %v: %+v", err, c.snapshot())
			}
			if n := times(c, checking); n != 1 {
				t.Errorf("the citizen read %d times that it is checked: %+v", n, c.snapshot())
			}
		})
	}
}
