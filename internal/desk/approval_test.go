package desk_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.org/caterina"
)

// stated is an answer from a card.
func stated(text string) caterina.Reply {
	return caterina.Reply{
		Message: caterina.MessageBody{Text: text, Lang: "it", Outcome: caterina.OutcomeAnswer},
		Trace:   caterina.Trace{Ranking: []caterina.HitTrace{{Card: "nonni"}}},
	}
}

// approves switches approval in the shop's town.
func (s *shop) approves(by caterina.OperatorID, on bool) {
	s.t.Helper()
	if err := s.SetApproving(s.t.Context(), s.town.ID, by, on); err != nil {
		s.t.Fatal(err)
	}
}

// hold asks as the jobs do.
func (s *shop) hold(reply caterina.Reply) *caterina.Hold {
	s.t.Helper()
	h, err := s.Hold(s.t.Context(), s.town, reply)
	if err != nil {
		s.t.Fatal(err)
	}
	return h
}

// waits is a new citizen whose answer waits for approval.
func (s *shop) waits(within time.Duration) caterina.PendingAnswer {
	s.t.Helper()
	conv := s.visit()
	reply := stated("Serve l'ISEE.")
	h := s.hold(reply)
	if h == nil {
		s.t.Fatal("the answer does not wait")
	}
	h.For = within
	if _, err := s.store.HoldTurn(s.t.Context(), *s.write(conv, "q", "cosa serve?"), reply, *h); err != nil {
		s.t.Fatal(err)
	}
	all, err := s.store.PendingAnswers(s.t.Context(), s.town.ID)
	if err != nil || len(all) != 1 || all[0].Conversation != conv {
		s.t.Fatalf("%+v wait, %v", all, err)
	}
	return all[0]
}

// TestAnswersWaitOnlyWhereTheTownWantsItAndSomebodyIsThere is case 25.
func TestAnswersWaitOnlyWhereTheTownWantsItAndSomebodyIsThere(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ada := s.hire("Ada", caterina.RoleSupervisor)
	if s.hold(stated("x")) != nil {
		t.Error("an answer waits where approval is off")
	}
	s.approves(ada.Operator, true)
	h := s.hold(stated("x"))
	if h == nil || h.For != time.Minute || h.Said.Text != "Un operatore sta verificando la risposta." || h.Queue != "famiglia" {
		t.Errorf("with approval an answer waits as %+v", h)
	}
	smalltalk := stated("Prego!")
	smalltalk.Message.Outcome = caterina.OutcomeSmalltalk
	if s.hold(smalltalk) != nil {
		t.Error("a courtesy waits for approval")
	}
	if err := s.SetWish(t.Context(), s.town.ID, ada.Operator, caterina.WantsPause); err != nil {
		t.Fatal(err)
	}
	if s.hold(stated("x")) != nil {
		t.Error("an answer waits while nobody is on duty")
	}
}

// TestEveryProcessLearnsOfTheSwitch at its next look.
func TestEveryProcessLearnsOfTheSwitch(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ada := s.hire("Ada", caterina.RoleSupervisor)
	other := s.another("p2")
	for _, on := range []bool{true, false} {
		s.approves(ada.Operator, on)
		other.Once(t.Context())
		if h, err := other.Hold(t.Context(), s.town, stated("x")); err != nil || (h != nil) != on {
			t.Errorf("switched to %v, the other process holds %v, %v", on, h, err)
		}
	}
}

func TestAnApprovalIsToldAndNoted(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ada := s.hire("Ada", caterina.RoleSupervisor)
	s.approves(ada.Operator, true)
	p := s.waits(time.Minute)
	ev := s.must(s.Approve(t.Context(), caterina.Approval{Act: s.on(ada, p.Conversation, "a1"), Seq: p.Seq}))
	if !s.told(ev) || s.said(p.Conversation, "Serve l'ISEE.") != 1 {
		t.Errorf("the citizen has read %+v", s.read(p.Conversation))
	}
	log, err := s.store.AuditEntries(t.Context(), s.town.ID, 1<<62, 0, "conversation.approve", 10)
	if err != nil || len(log) != 1 || log[0].Operator != ada.Operator || log[0].Detail != "così com'era" {
		t.Errorf("the audit log says %+v, %v", log, err)
	}
	_, err = s.Approve(t.Context(), caterina.Approval{Act: s.on(ada, p.Conversation, "a2"), Seq: p.Seq})
	wantLate(t, err, caterina.NotPending, "")
}

// TestAMinuteWithoutApprovalLeadsToPeople is case 25.
func TestAMinuteWithoutApprovalLeadsToPeople(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ada := s.hire("Ada", caterina.RoleSupervisor)
	s.approves(ada.Operator, true)
	p := s.waits(time.Minute)
	s.Once(t.Context())
	s.stands(p.Conversation, caterina.StateBot, 0)
	late := s.waitsLate(ada)
	s.Once(t.Context())
	s.another("p2").Once(t.Context()) // finds it done
	s.stands(late.Conversation, caterina.StateOffered, ada.Operator)
	if s.said(late.Conversation, "Serve l'ISEE.") != 0 || s.said(late.Conversation, "Nessuno è riuscito a verificare") != 1 {
		t.Errorf("the citizen has read %+v", s.read(late.Conversation))
	}
	events, err := s.store.StaffEvents(t.Context(), s.town.ID, late.Conversation, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, e := range events {
		if e.Kind == caterina.KindPending {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("whoever takes it finds %d answers in the log, want 1", kept)
	}
}

// waitsLate is a second citizen whose answer's time is over: approved first, so
// that one waits at a time.
func (s *shop) waitsLate(by caterina.Act) caterina.PendingAnswer {
	s.t.Helper()
	all, err := s.store.PendingAnswers(s.t.Context(), s.town.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, p := range all {
		s.must(s.Approve(s.t.Context(), caterina.Approval{Act: s.on(by, p.Conversation, "first"), Seq: p.Seq}))
	}
	return s.waits(time.Microsecond)
}

// TestWithNobodyLeftTheAnswerGoesOut: a queue for which nobody would come is
// worse than the answer.
func TestWithNobodyLeftTheAnswerGoesOut(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ada := s.hire("Ada", caterina.RoleSupervisor)
	s.approves(ada.Operator, true)
	p := s.waits(time.Microsecond)
	s.alive(ada.Operator, -time.Second)
	s.Once(t.Context())
	s.stands(p.Conversation, caterina.StateBot, 0)
	if s.said(p.Conversation, "Serve l'ISEE.") != 1 {
		t.Errorf("the citizen has read %+v", s.read(p.Conversation))
	}
}

func TestSwitchedOffEveryAnswerGoesOut(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ada := s.hire("Ada", caterina.RoleSupervisor)
	s.approves(ada.Operator, true)
	p := s.waits(time.Hour)
	s.approves(ada.Operator, false)
	s.Once(t.Context())
	s.stands(p.Conversation, caterina.StateBot, 0)
	if s.said(p.Conversation, "Serve l'ISEE.") != 1 {
		t.Errorf("the citizen has read %+v", s.read(p.Conversation))
	}
}

// TestAStoreThatIsAwayLetsNothingPass: an answer must not go out unread because
// the switch could not be read.
func TestAStoreThatIsAwayLetsNothingPass(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if h, err := s.Hold(ctx, s.town, stated("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("held %v, %v", h, err)
	}
}
