package desk_test

import (
	"slices"
	"testing"
	"time"

	"example.org/caterina"
)

// worded is an answer that a model has worded from cards.
func worded(text string, cards ...string) caterina.Reply {
	reply := stated(text)
	reply.Message.Generated = true
	for _, card := range cards {
		reply.Message.Citations = append(reply.Message.Citations, caterina.Citation{Card: card})
	}
	return reply
}

// modelShop is a shop whose cards have the topics that stand before their names, with
// somebody at work who decides how far a model goes.
func modelShop(t *testing.T) (*shop, caterina.Act) {
	t.Helper()
	s := newShop(t)
	s.config.Topic = func(_ caterina.TownID, card string) string {
		return map[string]string{"nido": "bonus", "nonni": "anziani"}[card]
	}
	s.Service = s.another("p1")
	return s, s.hire("Ada", caterina.RoleSupervisor)
}

// goes says how far a model goes about a topic.
func (s *shop) goes(by caterina.Act, topic string, degree caterina.Autonomy) {
	s.t.Helper()
	if err := s.store.SetAutonomy(s.t.Context(), s.town.ID, by.Operator, topic, degree); err != nil {
		s.t.Fatal(err)
	}
}

// waitsFor is a new citizen whose answer waits as the desk has said.
func (s *shop) waitsFor(reply caterina.Reply) (caterina.PendingAnswer, *caterina.Hold) {
	s.t.Helper()
	conv, hold := s.visit(), s.hold(reply)
	if hold == nil {
		s.t.Fatal("the answer does not wait")
	}
	if _, err := s.store.HoldTurn(s.t.Context(), *s.write(conv, "q", "cosa serve?"), reply, *hold); err != nil {
		s.t.Fatal(err)
	}
	return s.pendingOf(conv), hold
}

// pendingOf is what waits in a conversation, the zero answer for nothing.
func (s *shop) pendingOf(conv caterina.ConversationID) caterina.PendingAnswer {
	s.t.Helper()
	all, err := s.store.PendingAnswers(s.t.Context(), s.town.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := range all {
		if all[i].Conversation == conv {
			return all[i]
		}
	}
	return caterina.PendingAnswer{}
}

// autonomy asks as the bot does.
func (s *shop) autonomy(topic string) caterina.Autonomy {
	s.t.Helper()
	degree, err := s.Autonomy(s.t.Context(), s.town.ID, topic)
	if err != nil {
		s.t.Fatal(err)
	}
	return degree
}

// TestAModelsAnswerWaitsByItsTopic, where the town's own answers go out at once.
func TestAModelsAnswerWaitsByItsTopic(t *testing.T) {
	t.Parallel()
	s, ada := modelShop(t)
	s.goes(ada, "bonus", caterina.AutonomyApproval)
	for name, c := range map[string]struct {
		reply caterina.Reply
		queue string // "": it does not wait
	}{
		"worded by a model":            {worded("x", "nido"), "famiglia"},
		"of two topics":                {worded("x", "nonni", "nido"), "famiglia"},
		"of another topic":             {worded("x", "nonni"), ""},
		"the card's own words":         {stated("x"), ""},
		"a model's that cites nothing": {worded("x"), ""},
		"a card that is not there now": {worded("x", "gone"), ""},
		"a courtesy, whoever worded it": {func() caterina.Reply {
			r := worded("x", "nido")
			r.Message.Outcome = caterina.OutcomeSmalltalk
			return r
		}(), ""},
	} {
		h := s.hold(c.reply)
		if (h != nil) != (c.queue != "") || h != nil && (h.Queue != c.queue || h.For != time.Minute || h.Said.Text == "") {
			t.Errorf("%s: held as %+v, want for %q", name, h, c.queue)
		}
	}
	s.goes(ada, "", caterina.AutonomyApproval)
	s.goes(ada, "bonus", caterina.AutonomyFull)
	if s.hold(worded("x", "nido")) != nil {
		t.Error("the town's degree goes before the topic's")
	}
	if s.hold(worded("x", "nonni")) == nil || s.hold(worded("x")) == nil {
		t.Error("the town's degree does not hold for topics without one")
	}
}

// TestAModelIsAskedOnlyWhereSomebodyCouldApprove: else the card answers, at once.
func TestAModelIsAskedOnlyWhereSomebodyCouldApprove(t *testing.T) {
	t.Parallel()
	s, ada := modelShop(t)
	s.goes(ada, "bonus", caterina.AutonomyApproval)
	s.goes(ada, "tributi", caterina.AutonomyCards)
	check := func(when string, bonus, tributi, anziani caterina.Autonomy) {
		t.Helper()
		if got := []caterina.Autonomy{s.autonomy("bonus"), s.autonomy("tributi"), s.autonomy("anziani")}; !slices.Equal(got, []caterina.Autonomy{bonus, tributi, anziani}) {
			t.Errorf("%s: %v", when, got)
		}
	}
	check("with somebody", caterina.AutonomyApproval, caterina.AutonomyCards, caterina.AutonomyFull)
	s.approves(ada.Operator, true)
	check("where all is approved nothing is shown before", caterina.AutonomyApproval, caterina.AutonomyCards, caterina.AutonomyApproval)
	s.approves(ada.Operator, false)
	err := s.store.PauseQueue(t.Context(), s.town.ID, ada.Operator, caterina.QueuePause{Queue: "famiglia", Until: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	check("a queue that is closed", caterina.AutonomyCards, caterina.AutonomyCards, caterina.AutonomyFull)
	if err := s.store.ResumeQueue(t.Context(), s.town.ID, "famiglia"); err != nil {
		t.Fatal(err)
	}
	s.alive(ada.Operator, -time.Second)
	check("with nobody", caterina.AutonomyCards, caterina.AutonomyCards, caterina.AutonomyFull)
	if got, err := s.Autonomy(t.Context(), s.town.ID+1, "bonus"); err != nil || got != caterina.AutonomyFull {
		t.Errorf("another town: %v, %v", got, err)
	}
}

// TestSwitchingTheTownsApprovalOffReleasesNoModelsAnswer that has to wait by its topic.
func TestSwitchingTheTownsApprovalOffReleasesNoModelsAnswer(t *testing.T) {
	t.Parallel()
	s, ada := modelShop(t)
	s.goes(ada, "bonus", caterina.AutonomyApproval)
	p, _ := s.waitsFor(worded("Serve l'ISEE.", "nido"))
	s.Once(t.Context()) // approval was never on
	s.approves(ada.Operator, true)
	s.approves(ada.Operator, false)
	s.Once(t.Context())
	s.another("p2").Once(t.Context())
	if s.said(p.Conversation, "Serve l'ISEE.") != 0 || s.pendingOf(p.Conversation).Seq != p.Seq {
		t.Errorf("the citizen has read %+v", s.read(p.Conversation))
	}
	s.must(s.Approve(t.Context(), caterina.Approval{Act: s.on(ada, p.Conversation, "a1"), Seq: p.Seq}))
	if s.said(p.Conversation, "Serve l'ISEE.") != 1 {
		t.Errorf("approved, the citizen has read %+v", s.read(p.Conversation))
	}
}

// TestATopicThatNeedsNoApprovalAnyMoreReleasesItsAnswers at the next look.
func TestATopicThatNeedsNoApprovalAnyMoreReleasesItsAnswers(t *testing.T) {
	t.Parallel()
	s, ada := modelShop(t)
	s.goes(ada, "bonus", caterina.AutonomyApproval)
	p, _ := s.waitsFor(worded("Serve l'ISEE.", "nido"))
	s.goes(ada, "bonus", caterina.AutonomyCards)
	s.Once(t.Context())
	if s.said(p.Conversation, "Serve l'ISEE.") != 0 {
		t.Error("what no model may word went out")
	}
	s.goes(ada, "bonus", "")
	s.Once(t.Context())
	if s.said(p.Conversation, "Serve l'ISEE.") != 1 {
		t.Errorf("the citizen has read %+v", s.read(p.Conversation))
	}
}

// TestAMinuteWithoutApprovalOfAModelsAnswerLeadsToPeople, as with every answer that
// waits.
func TestAMinuteWithoutApprovalOfAModelsAnswerLeadsToPeople(t *testing.T) {
	t.Parallel()
	s, ada := modelShop(t)
	s.goes(ada, "bonus", caterina.AutonomyApproval)
	conv, reply := s.visit(), worded("Serve l'ISEE.", "nido")
	h := s.hold(reply)
	h.For = time.Microsecond
	if _, err := s.store.HoldTurn(t.Context(), *s.write(conv, "q", "cosa serve?"), reply, *h); err != nil {
		t.Fatal(err)
	}
	s.Once(t.Context())
	s.stands(conv, caterina.StateOffered, ada.Operator)
	if s.said(conv, "Serve l'ISEE.") != 0 || s.said(conv, "Nessuno è riuscito a verificare") != 1 {
		t.Errorf("the citizen has read %+v", s.read(conv))
	}
}

// TestWithNobodyLeftAModelsAnswerIsNeverRead: the turn is there to be answered anew, and
// then no model is asked.
func TestWithNobodyLeftAModelsAnswerIsNeverRead(t *testing.T) {
	t.Parallel()
	s, ada := modelShop(t)
	s.goes(ada, "bonus", caterina.AutonomyApproval)
	s.alive(ada.Operator, -time.Second) // while the model was writing
	p, hold := s.waitsFor(worded("Serve l'ISEE.", "nido"))
	if hold.Queue != "famiglia" || !p.Due {
		t.Errorf("held as %+v", hold)
	}
	s.Once(t.Context())
	s.another("p2").Once(t.Context())
	s.stands(p.Conversation, caterina.StateBot, 0)
	due, err := s.store.DueTurns(t.Context(), 10)
	if err != nil || !slices.Contains(due, p.Conversation) {
		t.Fatalf("the sweepers have %v, %v", due, err)
	}
	turn, ok, err := s.store.LeaseTurn(t.Context(), p.Conversation, caterina.Lease{Owner: "again", TTL: time.Minute})
	if err != nil || !ok || len(turn.Inputs) != 1 {
		t.Fatalf("leased %+v, %v, %v", turn, ok, err)
	}
	if got := s.autonomy("bonus"); got != caterina.AutonomyCards {
		t.Errorf("a model goes as far as %s", got)
	}
	plain := stated("La scheda: serve l'attestazione.")
	if h := s.hold(plain); h != nil {
		t.Fatalf("the card's own words wait as %+v", h)
	}
	s.answer(&turn, plain)
	_, err = s.Approve(t.Context(), caterina.Approval{Act: s.on(ada, p.Conversation, "a1"), Seq: p.Seq})
	wantLate(t, err, caterina.NotPending, "")
	if s.said(p.Conversation, "Serve l'ISEE.") != 0 || s.said(p.Conversation, "La scheda") != 1 {
		t.Errorf("the citizen has read %+v", s.read(p.Conversation))
	}
}
