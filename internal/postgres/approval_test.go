package postgres_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// hold is a wait for approval.
func hold(within time.Duration) caterina.Hold {
	return caterina.Hold{Queue: "urp", For: within, Said: caterina.MessageBody{Text: "si verifica"}}
}

// mustHold has a reply wait for approval.
func (f *fixture) mustHold(turn caterina.LeasedTurn, text string, within time.Duration) caterina.PendingAnswer {
	f.t.Helper()
	if _, err := f.HoldTurn(f.t.Context(), turn, answer(text), hold(within)); err != nil {
		f.t.Fatalf("hold %q: %v", text, err)
	}
	p := f.pending()
	if p.Body.Text != text {
		f.t.Fatalf("%q waits, want %q", p.Body.Text, text)
	}
	return p
}

// waiting are the answers that wait.
func (f *fixture) waiting() []caterina.PendingAnswer {
	f.t.Helper()
	all, err := f.PendingAnswers(f.t.Context(), f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	return all
}

// pending is the one answer that waits.
func (f *fixture) pending() caterina.PendingAnswer {
	f.t.Helper()
	all := f.waiting()
	if len(all) != 1 {
		f.t.Fatalf("%d answers wait, want 1", len(all))
	}
	return all[0]
}

// approver makes a member and returns what they would do with an answer.
func (f *fixture) approver(name string, p caterina.PendingAnswer) caterina.Approval {
	f.t.Helper()
	op := f.hire(name, 3)
	return caterina.Approval{Seq: p.Seq, Act: caterina.Act{
		Town: f.town, Conversation: f.conv, Operator: op, Name: name, Epoch: p.Epoch, ClientID: "approve-" + name,
	}}
}

// texts is what the citizen has read after the greeting.
func (f *fixture) texts() []string {
	f.t.Helper()
	var texts []string
	for _, e := range f.events()[1:] {
		texts = append(texts, textOf(f.t, e))
	}
	return texts
}

func (f *fixture) wantTexts(want ...string) {
	f.t.Helper()
	got := f.texts()
	if len(got) != len(want) {
		f.t.Fatalf("the citizen has read %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			f.t.Errorf("the citizen has read %q, want %q", got, want)
		}
	}
}

func wantNotPending(t *testing.T, err error) {
	t.Helper()
	late, ok := errors.AsType[*caterina.Overtaken](err)
	if !ok || late.Why != caterina.NotPending {
		t.Errorf("got %v, want that it does not wait any more", err)
	}
}

// TestOnlyStaffSeeAnAnswerThatWaits is case 25: the citizen reads one sentence,
// the answer is in no number they can ask for.
func TestOnlyStaffSeeAnAnswerThatWaits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("il nido?", by("p")).Turn
	events, err := f.HoldTurn(t.Context(), turn, answer("sì"), hold(time.Minute))
	if err != nil || len(events) != 2 || events[0].N != 3 || events[1].N != 0 || events[1].Kind != caterina.KindPending {
		t.Fatalf("stored %+v, %v", events, err)
	}
	f.wantTexts("il nido?", "si verifica")
	p := f.pending()
	if p.Seq != events[1].Seq || p.Body.Queue != "urp" || p.Body.Outcome != caterina.OutcomeAnswer || p.Due || p.Turn != turn.Turn {
		t.Errorf("what waits is %+v", p)
	}
	heads, err := f.Heads(t.Context(), []caterina.ConversationID{f.conv})
	if err != nil || heads[f.conv].Pending != p.Seq {
		t.Errorf("the head is %+v, %v", heads[f.conv], err)
	}
	rows, err := f.Inbox(t.Context(), caterina.InboxQuery{Town: f.town, View: caterina.InboxPending, Limit: 10})
	if err != nil || len(rows) != 1 || rows[0].Conversation.ID != f.conv {
		t.Errorf("the list is %+v, %v", rows, err)
	}
	traces, err := f.TurnTraces(t.Context(), f.town, f.conv)
	if err != nil || len(traces) != 1 || traces[0].Seq != p.Seq {
		t.Errorf("the traces are %+v, %v", traces, err)
	}
	other := f.saveTown("bari")
	if elsewhere, err := f.PendingAnswers(t.Context(), other); err != nil || len(elsewhere) != 0 {
		t.Errorf("another town reads %+v, %v", elsewhere, err)
	}
}

func TestAnApprovedAnswerIsTheBots(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Minute)
	a := f.approver("ada", p)
	ev, err := f.Approve(t.Context(), a)
	if err != nil || ev.Actor != caterina.ActorBot || ev.N != 4 {
		t.Fatalf("approved: %+v, %v", ev, err)
	}
	if again, err := f.Approve(t.Context(), a); err != nil || again.N != 0 {
		t.Errorf("the same form sent twice: %+v, %v; want the first deed", again, err)
	}
	f.wantTexts("il nido?", "si verifica", "sì")
	if n := len(f.waiting()); n != 0 {
		t.Errorf("%d answers still wait", n)
	}
	if outcome := value[string](f, `SELECT outcome FROM turn`); outcome != "answer" {
		t.Errorf("the turn ended as %q", outcome)
	}
	if note := value[string](f, `SELECT body ->> 'text' FROM event WHERE kind = 'note' AND cseq IS NULL`); note == "" {
		t.Error("nobody knows who approved it")
	}
	if next := f.sayTo("e poi?", by("q")); next.Turn == nil || len(next.Turn.Inputs) != 1 {
		t.Errorf("the next message has the turn %+v", next.Turn)
	}
}

// TestAChangedAnswerIsTheOperators: what a person has written goes out under their
// name, with the cards that the answer rested on.
func TestAChangedAnswerIsTheOperators(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("il nido?", by("p")).Turn
	reply := answer("sì")
	reply.Message.Citations = []caterina.Citation{{Card: "nido", Title: "Nido"}}
	if _, err := f.HoldTurn(t.Context(), turn, reply, hold(time.Minute)); err != nil {
		t.Fatal(err)
	}
	a := f.approver("ada", f.pending())
	a.Text = "sì, da settembre"
	ev, err := f.Approve(t.Context(), a)
	if err != nil || ev.Actor != caterina.OperatorActor(a.Operator) {
		t.Fatalf("approved: %+v, %v", ev, err)
	}
	var body caterina.MessageBody
	if err := json.Unmarshal(ev.Body, &body); err != nil || body.Name != "ada" || len(body.Citations) != 1 || body.Text != a.Text {
		t.Errorf("the body is %+v, %v", body, err)
	}
	if again, err := f.Approve(t.Context(), a); err != nil || again.Seq != ev.Seq {
		t.Errorf("the same form sent twice: %+v, %v", again, err)
	}
	f.wantTexts("il nido?", "si verifica", "sì, da settembre")
}

func TestOfTwoApprovalsOneWins(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Minute)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		a := f.approver("op"+strconv.Itoa(i), p)
		if i%2 == 1 {
			a.Text = "di " + a.Name
		}
		wg.Go(func() { _, errs[i] = f.Approve(t.Context(), a) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantNotPending(t, err)
	}
	if won != 1 || len(f.texts()) != 3 {
		t.Errorf("%d approvals won, the citizen has read %q", won, f.texts())
	}
}

// TestANewMessageJoinsTheTurnThatWaits: the answer is void, the next one answers
// both messages, and the sentence is not said again.
func TestANewMessageJoinsTheTurnThatWaits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Minute)
	turn := f.sayTo("quello comunale", by("q")).Turn
	if turn == nil || len(turn.Inputs) != 2 || turn.Turn != p.Turn {
		t.Fatalf("the turn is %+v, want the same with both messages", turn)
	}
	if n := len(f.waiting()); n != 0 {
		t.Errorf("%d answers wait while the bot is at work", n)
	}
	_, err := f.Approve(t.Context(), f.approver("ada", p))
	wantNotPending(t, err)
	fresh := f.mustHold(*turn, "sì, comunale", time.Minute)
	_, err = f.Approve(t.Context(), f.approver("bea", p))
	wantNotPending(t, err)
	if _, err := f.Approve(t.Context(), f.approver("carla", fresh)); err != nil {
		t.Fatal(err)
	}
	f.wantTexts("il nido?", "si verifica", "quello comunale", "sì, comunale")
}

// TestAMessageLeftToOthersIsFoundAtOnce: its receiver stops, and the turn that
// waited for approval does not keep it waiting.
func TestAMessageLeftToOthersIsFoundAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Minute)
	f.wantDue(0)
	if _, ok, err := f.LeaseTurn(t.Context(), f.conv, by("q")); ok || err != nil {
		t.Fatalf("a turn that waits for approval was leased: %v", err)
	}
	f.say("quello comunale")
	f.wantDue(1)
	if turn := f.lease("q", leaseTime); len(turn.Inputs) != 2 {
		t.Errorf("the turn answers %+v", turn.Inputs)
	}
}

func (f *fixture) wantDue(want int) {
	f.t.Helper()
	due, err := f.DueTurns(f.t.Context(), 10)
	if err != nil || len(due) != want {
		f.t.Errorf("%d turns are due (%v), want %d", len(due), err, want)
	}
}

// TestWhoTakesTheConversationTakesTheQuestion: the answer that waited is void, and
// stays in the log.
func TestWhoTakesTheConversationTakesTheQuestion(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Minute)
	a := f.approver("ada", p)
	take := f.move(caterina.StateAssigned, a.Operator)
	take.From = []caterina.State{caterina.StateBot}
	if _, err := f.Move(t.Context(), take); err != nil {
		t.Fatal(err)
	}
	_, err := f.Approve(t.Context(), a)
	if late, ok := errors.AsType[*caterina.Overtaken](err); !ok || late.Why != caterina.LateEpoch {
		t.Errorf("approved after the takeover: %v", err)
	}
	row, err := f.InboxOne(t.Context(), f.town, f.conv)
	if err != nil || row.WaitingSince.IsZero() {
		t.Errorf("the citizen waits for a person since %v, %v", row.WaitingSince, err)
	}
	if outcome := value[string](f, `SELECT outcome FROM turn`); outcome != "void" {
		t.Errorf("the turn ended as %q", outcome)
	}
	if n := value[int](f, `SELECT count(*) FROM event WHERE kind = 'pending'`); n != 1 || len(f.waiting()) != 0 {
		t.Errorf("%d answers in the log, %d wait", n, len(f.waiting()))
	}
}

// TestAnAnswerTooLateForItsConversationIsNotHeld is case 15 for answers that wait.
func TestAnAnswerTooLateForItsConversationIsNotHeld(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("il nido?", by("p")).Turn
	f.exec(takeOver)
	_, err := f.HoldTurn(t.Context(), turn, answer("sì"), hold(time.Minute))
	wantCode(t, "hold after a takeover", err, caterina.CodeConflict)
	f.wantTexts("il nido?")

	g := newFixture(t)
	turn = *g.sayTo("il nido?", by("p")).Turn
	g.say("quello comunale")
	_, err = g.HoldTurn(t.Context(), turn, answer("sì"), hold(time.Minute))
	wantCode(t, "hold after a newer message", err, caterina.CodeConflict)
	g.wantTexts("il nido?", "quello comunale")
	if again := g.lease("q", leaseTime); len(again.Inputs) != 2 {
		t.Errorf("the turn answers %+v", again.Inputs)
	}
}

// TestAnAnswerNobodyApprovesLeadsToPeople: it is in the log for them, and an
// approval that comes with it finds it done.
func TestAnAnswerNobodyApprovesLeadsToPeople(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Microsecond)
	p := f.pending()
	if !p.Due {
		t.Fatal("it is not due")
	}
	move := f.move(caterina.StateQueued, 0)
	move.From, move.Queue = []caterina.State{caterina.StateBot}, "urp"
	var wg sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		wg.Go(func() {
			if i%2 == 0 {
				_, errs[i] = f.QueuePending(t.Context(), p, move)
				return
			}
			_, errs[i] = f.Approve(t.Context(), caterina.Approval{Seq: p.Seq, Act: caterina.Act{Town: f.town, Conversation: f.conv, Epoch: p.Epoch}})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else {
			wantCode(t, "the second to decide", err, caterina.CodeConflict)
		}
	}
	queued := f.held().Conversation.State == caterina.StateQueued
	if texts := f.texts(); won != 1 || len(texts) != 3 || queued == (texts[2] == "sì") {
		t.Errorf("%d won, queued %v, the citizen has read %q", won, queued, texts)
	}
}

// TestAKilledProcessLosesNoAnswerThatWaits is case 38: the answer waits in the
// database, and when nobody has seen to it, the turn is run again.
func TestAKilledProcessLosesNoAnswerThatWaits(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.mustHold(*f.sayTo("il nido?", by("killed")).Turn, "sì", time.Microsecond)
	f.wantDue(0) // for half a minute it is the dispatchers' business
	f.exec(`UPDATE turn SET due_at = clock_timestamp()`)
	f.wantDue(1)
	turn := f.lease("another", leaseTime)
	_, err := f.Approve(t.Context(), f.approver("ada", first))
	wantNotPending(t, err)
	fresh := f.mustHold(turn, "sì", time.Minute)
	if fresh.Seq == first.Seq {
		t.Error("the second run has held nothing")
	}
	f.wantTexts("il nido?", "si verifica")
	if _, err := f.Approve(t.Context(), f.approver("bea", fresh)); err != nil {
		t.Fatal(err)
	}
	f.wantTexts("il nido?", "si verifica", "sì")
}

func TestOnlyStaffOfTheTownApprove(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.mustHold(*f.sayTo("il nido?", by("p")).Turn, "sì", time.Minute)
	a := f.approver("ada", p)
	if _, err := f.DisableOperator(t.Context(), a.Operator, a.Operator); err != nil {
		t.Fatal(err)
	}
	_, err := f.Approve(t.Context(), a)
	wantCode(t, "a closed account", err, caterina.CodeForbidden)
	b := f.approver("bea", p)
	b.Seq++
	_, err = f.Approve(t.Context(), b)
	wantCode(t, "an answer that is none", err, caterina.CodeNotFound)
	b.Seq, b.Town = p.Seq, f.saveTown("bari")
	_, err = f.Approve(t.Context(), b)
	wantCode(t, "another town's", err, caterina.CodeNotFound)
	f.wantTexts("il nido?", "si verifica")
}

func TestTheSwitchOfApprovalIsATowns(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	op := f.hire("sara", 3)
	for _, on := range []bool{true, true, false, false} {
		if err := f.SetApproving(t.Context(), f.town, op, on); err != nil {
			t.Fatal(err)
		}
		towns, err := f.ApprovingTowns(t.Context())
		if err != nil || (len(towns) == 1 && towns[0] == f.town) != on {
			t.Errorf("switched to %v, it reads %v, %v", on, towns, err)
		}
	}
}
