package console_test

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// waits has an answer of the bot's wait for approval, and tells everybody.
func (c *citizen) waits(text string, change ...func(*caterina.MessageBody)) caterina.PendingAnswer {
	c.o.t.Helper()
	receipt := c.says("e quanto costa?", caterina.Lease{Owner: rand.Text(), TTL: time.Minute})
	reply := caterina.Reply{Message: caterina.MessageBody{
		Text: text, Lang: "it", Outcome: caterina.OutcomeAnswer,
		Citations: []caterina.Citation{{Card: "bonus-nido", Title: "Bonus asilo nido", Field: caterina.FieldAmount}},
	}, Trace: caterina.Trace{Outcome: caterina.OutcomeAnswer, Rule: "answer", Confidence: 0.7}}
	for _, f := range change {
		f(&reply.Message)
	}
	events, err := c.o.store.HoldTurn(c.o.t.Context(), *receipt.Turn, reply, caterina.Hold{
		Queue: "sociale", For: time.Minute, Said: caterina.MessageBody{Text: "Un operatore sta verificando la risposta.", Lang: "it"},
	})
	c.o.must(err)
	for _, ev := range events {
		c.o.committed(ev)
	}
	return c.pending()
}

// pending is the answer that waits, the zero one for none.
func (c *citizen) pending() caterina.PendingAnswer {
	c.o.t.Helper()
	all, err := c.o.store.PendingAnswers(c.o.t.Context(), c.o.siena.ID)
	c.o.must(err)
	for _, p := range all {
		if p.Conversation == c.conv {
			return p
		}
	}
	return caterina.PendingAnswer{}
}

// seen is what the citizen has read last.
func (c *citizen) seen() caterina.Event {
	c.o.t.Helper()
	events, err := c.o.store.Events(c.o.t.Context(), c.o.siena.ID, c.conv, 0, 1000)
	c.o.must(err)
	return events[len(events)-1]
}

// TestAnAnswerIsApprovedWithoutJavaScript is case 25: in the list, on the page,
// as it is or changed, and the second who decides is told so with their text kept.
func TestAnAnswerIsApprovedWithoutJavaScript(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.as(o.operator("Ada Neri", caterina.RoleOperator)), o.as(o.operator("Bea Blu", caterina.RoleOperator))
	c := o.arrives("vorrei parlare del nido")
	if got := ada.get("/console/siena/inbox"); strings.Contains(got.Body, "Da approvare") {
		t.Error("the list of answers to approve is there where none are")
	}
	p := c.waits("La retta è di **300 euro**. Fonte: [Asilo nido](https://siena.example/nido).")
	wants(t, ada.get("/console/siena/inbox?view=pending"), http.StatusOK, "Da approvare", "Leggi e approva", "La retta è di 300 euro. Fonte: Asilo nido.", `data-count="pending">1<`)
	page := ada.get(c.path())
	wants(t, page, http.StatusOK, "Risposta da approvare", "<strong>300 euro</strong>", "Bonus asilo nido", "Approva e invia", "Cambia il testo", "La retta è di **300 euro**. Fonte: [Asilo nido](https://siena.example/nido).</textarea>", "Bozza dell", "sicurezza 70%")
	form := []string{"epoch", "0", "id", "a1", "seq", strconv.FormatInt(p.Seq, 10)}
	for _, bad := range [][]string{
		{"epoch", "0", "id", "x1", "as", "is"},
		{"epoch", "0", "id", "x2", "as", "is", "seq", "-1"},
		append([]string{"text", " "}, form...),
		append([]string{"text", strings.Repeat("x", 4001)}, form...),
	} {
		if got := ada.post(c.path()+"/approve", bad...); got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%.60v: %s", bad, got)
		}
	}
	if got := ada.post(c.path()+"/approve", append([]string{"as", "is"}, form...)...); got.Code != http.StatusSeeOther || got.Location != c.path() {
		t.Fatalf("approve: %s", got)
	}
	if ev := c.seen(); ev.Actor != caterina.ActorBot || c.holds("La retta è di **300 euro**. Fonte: [Asilo nido](https://siena.example/nido).") != 2 {
		t.Errorf("the citizen has read %s of the %s", ev.Body, ev.Actor)
	}
	late := bea.post(c.path()+"/approve", "epoch", "0", "id", "b1", "seq", form[5], "text", "parole preziose")
	wants(t, late, http.StatusConflict, "non aspetta più", ">parole preziose</textarea>")
	if c.holds("parole preziose") != 0 {
		t.Error("the second approval was sent")
	}
	if got := ada.get(c.path()); strings.Contains(got.Body, "Risposta da approvare") || !strings.Contains(got.Body, "Ho approvato la risposta") {
		t.Error("the page does not say that it was approved")
	}

	p = c.waits("Circa 300 euro.")
	if got := bea.post(c.path()+"/approve", "epoch", "0", "id", "b2", "seq", strconv.FormatInt(p.Seq, 10), "text", "La retta è di 310 euro."); got.Code != http.StatusSeeOther {
		t.Fatalf("approve with another text: %s", got)
	}
	if ev := c.seen(); !strings.HasPrefix(string(ev.Actor), "operator:") || !strings.Contains(string(ev.Body), `"name":"Bea Blu"`) {
		t.Errorf("the citizen has read %s of the %s", ev.Body, ev.Actor)
	}
}

// TestWhoApprovesIsToldThatAModelWroteIt: it is read otherwise than a card's own words.
func TestWhoApprovesIsToldThatAModelWroteIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	for _, generated := range []bool{true, false} {
		c := o.arrives("vorrei parlare del nido")
		c.waits("La retta è di 300 euro.", func(body *caterina.MessageBody) { body.Generated = generated })
		page := ada.get(c.path()).Body
		if got := strings.Contains(page, "L'ha scritta un modello linguistico"); got != generated {
			t.Errorf("whoever approves is told %v of a model, want %v", got, generated)
		}
		want := 0 // beside what is to be approved, and in the log
		if generated {
			want = 2
		}
		if got := strings.Count(page, "testo generato"); got != want {
			t.Errorf("it is marked %d times, want %d", got, want)
		}
	}
}

// TestAnswersRingAtWhoWantsWork like an offer, and at nobody else.
func TestAnswersRingAtWhoWantsWork(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	adaID := o.operator("Ada Neri", caterina.RoleOperator)
	ada := o.as(adaID)
	c := o.arrives("vorrei parlare del nido")
	p := c.waits("La retta è di 300 euro.")
	const ringing = "/console/siena/inbox/ringing"
	if got := ada.get(ringing); strings.Contains(got.Body, "da approvare") {
		t.Errorf("it rings at somebody who is off duty: %s", got)
	}
	o.must(o.store.SetWish(t.Context(), o.siena.ID, adaID, caterina.WantsWork))
	wants(t, ada.get(ringing), http.StatusOK, "Una risposta da approvare", `data-ring="`+string(c.conv)+"/"+strconv.FormatInt(p.Seq, 10), "Leggi e approva")
	take := ada.post(c.path()+"/take", "epoch", "0", "id", "t")
	if take.Code != http.StatusSeeOther || c.pending().Seq != 0 {
		t.Errorf("take: %s", take)
	}
	if got := ada.get(ringing); strings.Contains(got.Body, "da approvare") {
		t.Errorf("it still rings: %s", got)
	}
	wants(t, ada.get(c.path()), http.StatusOK, "Bozza dell", "Usa questo testo")
}

// TestTheSwitchIsTheSupervisors and is off until somebody switches it on.
func TestTheSwitchIsTheSupervisors(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	sara := o.as(o.operator("Sara Blu", caterina.RoleSupervisor))
	const page = "/console/siena/approval"
	wants(t, sara.get(page), http.StatusOK, "<b>No.</b>", "Fai approvare le risposte")
	wants(t, sara.post(page), http.StatusUnprocessableEntity)
	for _, on := range []struct{ choice, said, shows string }{
		{"yes", "Da ora le risposte", "<b>Sì.</b>"}, {"no", "partono subito", "<b>No.</b>"},
	} {
		a := sara.post(page, "on", on.choice)
		if said := sara.said(a); !strings.Contains(said, on.said) {
			t.Errorf("%s: it said %q", on.choice, said)
		}
		wants(t, sara.get(page), http.StatusOK, on.shows)
		if got := sara.get("/console/siena/inbox"); strings.Contains(got.Body, "Da approvare") != (on.choice == "yes") {
			t.Errorf("%s: the list is wrong", on.choice)
		}
	}
	log, err := o.store.AuditEntries(t.Context(), o.siena.ID, 1<<62, 0, "approval.", 10)
	if err != nil || len(log) != 2 {
		t.Errorf("the audit log says %+v, %v", log, err)
	}
}

// TestAnApprovalInTheBrowser: two operators see the answer at once, the first
// sends it, the second one's changed words are not lost.
func TestAnApprovalInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	adaID, beaID := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleOperator)
	for _, op := range []caterina.OperatorID{adaID, beaID} {
		o.must(o.store.SetWish(t.Context(), o.siena.ID, op, caterina.WantsWork))
	}
	c := o.arrives("vorrei sapere della retta del nido")
	ada, bea := o.at(t, adaID, "/console/siena/inbox"), o.at(t, beaID, c.path())
	first := c.waits("La retta è di **300 euro** al mese.\n\nSi paga entro il 10 del mese.")
	ada.WaitText(".shift-ringing", "Una risposta da approvare")
	bea.WaitText(".conv-approve", "300 euro")
	for name, size := range screens() {
		size(ada)
		look(t, ada, "approve-rings-"+name)
	}
	screens()["desktop"](ada)
	ada.Click(".shift-ringing .line-deeds a")
	ada.WaitText(".approve", "secondi")
	bea.Click(".approve-change summary")
	bea.Eval(`void (document.querySelector("#approve-text").value = "parole preziose di Bea")`, nil)
	for name, size := range screens() {
		size(ada)
		look(t, ada, "approve-"+name)
	}
	screens()["desktop"](ada)
	ada.Click(".approve [data-deed=approve] button")
	ada.Wait(`!document.querySelector(".approve")`)
	ada.Wait(logged("Ho approvato la risposta"))
	bea.Wait(`!document.querySelector(".approve")`)
	bea.WaitText(".conv-notices", "non aspetta più")
	bea.Wait(`document.querySelector("#text").value === "parole preziose di Bea"`)
	if ev := c.seen(); ev.Actor != caterina.ActorBot || c.pending().Seq == first.Seq {
		t.Errorf("the citizen has read %s", ev.Body)
	}
	second := c.waits("Per il secondo figlio la retta è di 150 euro.")
	ada.WaitText(".approve", "150 euro")
	ada.PressAlt("v")
	ada.Wait(logged("150 euro"))
	ada.Wait(`!document.querySelector(".approve")`)
	if c.pending().Seq == second.Seq {
		t.Error("the keyboard has approved nothing")
	}
	o.must(o.store.SetApproving(t.Context(), o.siena.ID, adaID, true))
	sara := o.at(t, o.operator("Sara Viola", caterina.RoleSupervisor), "/console/siena/approval")
	for name, size := range screens() {
		size(sara)
		look(t, sara, "approval-"+name)
	}
}
