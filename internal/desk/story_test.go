package desk_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// TestTheWholeStory is the one of the issue: ask, wait, taken, note, transfer,
// snooze, back to the assistant, ask again, close, rate.
func TestTheWholeStory(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna, bea := s.hire("Anna", caterina.RoleOperator), s.hire("Bea", caterina.RoleOperator, "sociale")
	conv := s.asks("famiglia")
	if s.said(conv, "Il prossimo posto è il tuo") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	if p, err := s.Place(ctx, s.town.ID, conv); err != nil || p.Place != 1 {
		t.Errorf("the place is %+v, %v", p, err)
	}

	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, anna.Operator) // Bea does not answer this queue
	if n := len(s.read(conv)); n != 3 {
		t.Errorf("the citizen has %d events: the offer is no business of theirs", n)
	}
	taken := s.must(s.Accept(ctx, s.on(anna, conv, "1")))
	if b := body(t, taken); b.Text != "Ora parli con Anna, Sportello Famiglia." || b.Owner != caterina.OwnerPerson || !s.told(taken) {
		t.Errorf("told %+v", b)
	}
	if again := s.must(s.Accept(ctx, s.on(anna, conv, "1"))); again.Seq != taken.Seq {
		t.Error("the same deed twice was two")
	}

	epoch := s.held(conv).Conversation.Epoch
	m := caterina.StaffMessage{Town: s.town.ID, Conversation: conv, Operator: anna.Operator, Name: "Anna", Epoch: epoch, ClientID: "2", Text: " Buongiorno! "}
	if e := s.must(s.Reply(ctx, m)); body(t, e).Text != "Buongiorno!" || !s.told(e) {
		t.Errorf("the reply is %s", e.Body)
	}
	m.ClientID, m.Text = "3", "SEGRETO: chiamare Bea"
	s.must(s.Note(ctx, m))

	s.must(s.TransferTo(ctx, s.on(anna, conv, "4"), bea.Operator, "SEGRETO: ne sai di più"))
	s.stands(conv, caterina.StateAssigned, anna.Operator)
	if h := s.held(conv); h.TransferTo != bea.Operator {
		t.Fatalf("nobody is asked: %+v", h)
	}
	joined := s.must(s.Accept(ctx, s.on(bea, conv, "5")))
	if text := body(t, joined).Text; text != "Anna ti ha passato a un'altra persona. Ora parli con Bea, Sportello Famiglia." {
		t.Errorf("told %q", text)
	}
	s.stands(conv, caterina.StateAssigned, bea.Operator)

	tomorrow := caterina.DateOf(s.clock.Now().In(caterina.Rome())).AddDays(1)
	s.must(s.Snooze(ctx, s.on(bea, conv, "6"), tomorrow.Time(caterina.Rome()).Add(9*time.Hour)))
	if s.said(conv, "torna da te entro domani alle 9:00") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	s.must(s.Take(ctx, s.on(bea, conv, "7"))) // she wakes it herself
	s.must(s.HandBack(ctx, s.on(bea, conv, "8"), "SEGRETO: ha già l'ISEE"))
	s.stands(conv, caterina.StateBot, 0)
	if s.said(conv, "è un programma, non una persona") != 1 {
		t.Error("nobody said that the assistant answers now")
	}

	// She asks again: Bea knows her, and is asked first (22).
	turn := s.write(conv, "again", "voglio ancora una persona")
	s.answer(turn, caterina.Reply{Effects: []caterina.Effect{caterina.RequestPerson{Queue: "famiglia", Reason: caterina.ReasonAsked}}})
	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, bea.Operator)
	s.must(s.Accept(ctx, s.on(bea, conv, "9")))
	closed := s.must(s.Close(ctx, s.on(bea, conv, "10"), "risolta"))
	if b := body(t, closed); !b.Rate || b.Reason != "risolta" {
		t.Errorf("the end says %+v", b)
	}
	s.must(s.Rate(ctx, s.town, conv, "it", "11", caterina.Rating{Stars: 5}))
	for _, b := range s.read(conv) {
		if strings.Contains(b.Text, "SEGRETO") {
			t.Errorf("the citizen read a note: %q", b.Text)
		}
	}
	s.wantAudit("accept", "reply", "note", "transfer", "snooze", "take", "hand_back", "close")
}

func (s *shop) wantAudit(deeds ...string) {
	s.t.Helper()
	entries, err := s.store.AuditEntries(s.t.Context(), s.town.ID, 0, 0, "conversation.", 100)
	if err != nil {
		s.t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range entries {
		seen[strings.TrimPrefix(e.Action, "conversation.")] = true
		if strings.Contains(e.Detail, "SEGRETO") || strings.Contains(e.Detail, "Buongiorno") {
			s.t.Errorf("the audit log holds what was written: %q", e.Detail)
		}
	}
	for _, d := range deeds {
		if !seen[d] {
			s.t.Errorf("%s is not in the audit log", d)
		}
	}
}

func TestTwoTakeAtOnce(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	conv := s.asks("famiglia")
	var acts []caterina.Act
	for _, name := range []string{"Anna", "Bea", "Carla", "Dora"} {
		acts = append(acts, s.on(s.hire(name, caterina.RoleOperator), conv, name))
	}
	acts[3].Role = caterina.RoleSupervisor // may take over, but not what she saw waiting
	errs := make([]error, len(acts))
	var wg sync.WaitGroup
	for i := range acts {
		wg.Go(func() { _, errs[i] = s.Take(t.Context(), acts[i]) })
	}
	wg.Wait()
	winner := s.held(conv)
	for i, err := range errs {
		if acts[i].Operator == winner.Owner {
			if err != nil {
				t.Errorf("the winner reads %v", err)
			}
			continue
		}
		wantCode(t, err, caterina.CodeConflict)
		if err != nil && !strings.Contains(err.Error(), winner.OwnerName) {
			t.Errorf("%s does not read who has it: %v", acts[i].Name, err)
		}
	}
	if s.said(conv, "Ora parli con") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
}

func TestASupervisorTakesOver(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna, bea, sara := s.hire("Anna", caterina.RoleOperator), s.hire("Bea", caterina.RoleOperator), s.hire("Sara", caterina.RoleSupervisor)
	conv := s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	stale := s.held(conv).Conversation.Epoch

	_, err := s.Take(ctx, s.on(bea, conv, "2")) // an operator may not
	wantLate(t, err, caterina.LateState, "Anna")
	s.stands(conv, caterina.StateAssigned, anna.Operator)

	over := s.must(s.Take(ctx, s.on(sara, conv, "3")))
	if text := body(t, over).Text; text != "Anna ti ha passato a un'altra persona. Ora parli con Sara, Sportello Famiglia." {
		t.Errorf("told %q", text)
	}
	_, err = s.Reply(ctx, caterina.StaffMessage{Town: s.town.ID, Conversation: conv, Operator: anna.Operator, Name: "Anna", Epoch: stale, ClientID: "4", Text: "Allora…"})
	wantLate(t, err, caterina.LateEpoch, "Sara")
	if s.said(conv, "Allora") != 0 {
		t.Error("a late reply was stored")
	}
	act := s.on(sara, conv, "5")
	act.Epoch = stale
	act.Operator, act.Name = s.hire("Tina", caterina.RoleSupervisor).Operator, "Tina"
	_, err = s.Take(ctx, act) // a second supervisor, who saw Anna
	wantLate(t, err, caterina.LateEpoch, "Sara")
}

func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna, away := s.hire("Anna", caterina.RoleOperator), s.hire("Bea", caterina.RoleOperator)
	s.alive(away.Operator, -time.Second)
	conv := s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	act := s.on(anna, conv, "2")
	for name, try := range map[string]func() (caterina.Event, error){
		"it is yours":   func() (caterina.Event, error) { return s.TransferTo(ctx, act, anna.Operator, "") },
		"not at the":    func() (caterina.Event, error) { return s.TransferTo(ctx, act, away.Operator, "") },
		"do not work":   func() (caterina.Event, error) { return s.TransferTo(ctx, act, 999, "") },
		"no such queue": func() (caterina.Event, error) { return s.TransferQueue(ctx, act, "altrove", "") },
		"the future":    func() (caterina.Event, error) { return s.Snooze(ctx, act, s.clock.Now()) },
		"a month":       func() (caterina.Event, error) { return s.Snooze(ctx, act, s.clock.Now().AddDate(1, 0, 0)) },
		"is empty": func() (caterina.Event, error) {
			return s.Reply(ctx, caterina.StaffMessage{Town: s.town.ID, Conversation: conv, Operator: anna.Operator, ClientID: "x", Text: " \n"})
		},
	} {
		_, err := try()
		wantCode(t, err, caterina.CodeInvalid)
		if err != nil && !strings.Contains(strings.ToLower(err.Error()), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.stands(conv, caterina.StateAssigned, anna.Operator)
	act.Town = 999
	_, err := s.Take(ctx, act)
	wantCode(t, err, caterina.CodeNotFound)
	act.Town, act.Conversation = s.town.ID, "00000000-0000-4000-8000-00000000dead"
	_, err = s.Take(ctx, act)
	wantCode(t, err, caterina.CodeNotFound)

	s.must(s.Close(ctx, s.on(anna, conv, "3"), ""))
	_, err = s.Reply(ctx, caterina.StaffMessage{Town: s.town.ID, Conversation: conv, Operator: anna.Operator, Epoch: act.Epoch, ClientID: "y", Text: "ancora"})
	wantLate(t, err, caterina.LateClosed, "")
}

func TestAQueueTransferWaitsFromTheFirstArrival(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	first, second := s.asks("famiglia"), s.asks("sociale")
	before := s.held(first).QueuedAt
	s.must(s.Take(ctx, s.on(anna, first, "1")))
	s.must(s.TransferQueue(ctx, s.on(anna, first, "2"), "sociale", "per voi"))
	if h := s.held(first); h.Queue != "sociale" || !h.QueuedAt.Equal(before) {
		t.Errorf("it waits in %s since %v, and came at %v", h.Queue, h.QueuedAt, before)
	}
	places, err := s.Places(ctx, s.town.ID, []caterina.ConversationID{first, second})
	if err != nil || places[first].Place != 1 || places[second].Place != 2 {
		t.Errorf("the places are %+v, %v", places, err)
	}
}

func TestThePlanOfAReply(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	said := caterina.MessageBody{Text: "Ti passo a una persona.", Outcome: caterina.OutcomeHandoff}
	numbers := caterina.MessageBody{Text: "Chiama il 112.", Outcome: caterina.OutcomeCrisis}
	ask := []caterina.Effect{caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonCrisis, Priority: 9}}
	back := []caterina.Effect{caterina.BackToBot{}}
	for _, test := range []struct {
		name    string
		state   caterina.State
		message caterina.MessageBody
		effects []caterina.Effect
		to      caterina.State
		text    string
	}{
		{"nothing about people", "", said, nil, "", ""},
		{"ask, in the bot's words", caterina.StateBot, said, ask, caterina.StateQueued, "Ti passo a una persona."},
		{"ask, beside the numbers", "", numbers, ask, caterina.StateQueued, "Servizio sociale. Il prossimo posto è il tuo."},
		{"ask while a call is promised", caterina.StateCallback, said, ask, caterina.StateQueued, "Ti passo a una persona."},
		{"ask while waiting", caterina.StateQueued, said, ask, "", ""},
		{"ask while with a person", caterina.StateAssigned, said, ask, "", ""},
		{"back", caterina.StateQueued, caterina.MessageBody{}, back, caterina.StateBot, "non sei più in attesa"},
		{"back, in the bot's words", caterina.StateOffered, said, back, caterina.StateBot, "Ti passo a una persona."},
		{"no call", caterina.StateCallback, caterina.MessageBody{}, back, caterina.StateBot, "non ti richiamiamo più"},
		{"back while with the bot", caterina.StateBot, said, back, "", ""},
	} {
		turn := caterina.LeasedTurn{Town: s.town.ID, Conversation: "c", Turn: 4, Epoch: 2, State: test.state, Lang: "it"}
		move, err := s.Plan(ctx, turn, s.town, caterina.Reply{Message: test.message, Effects: test.effects})
		switch {
		case err != nil:
			t.Errorf("%s: %v", test.name, err)
		case move == nil && test.to != "", move != nil && test.to != move.To:
			t.Errorf("%s: %+v", test.name, move)
		case move != nil && (!strings.Contains(move.Event.Text, test.text) || *move.Epoch != 2 || move.ClientID == "" || move.Hidden):
			t.Errorf("%s: %+v", test.name, move)
		case move != nil && move.To == caterina.StateQueued && (move.Queue != "sociale" || *move.Priority != handoff.PriorityCrisis):
			t.Errorf("%s: into %s with priority %v", test.name, move.Queue, move.Priority)
		}
	}
	reply := caterina.Reply{Effects: []caterina.Effect{caterina.SetLang{Lang: "en"}, caterina.RequestPerson{Queue: "famiglia"}}}
	move, err := s.Plan(ctx, caterina.LeasedTurn{Town: s.town.ID, Lang: "it"}, s.town, reply)
	if err != nil || !strings.Contains(move.Event.Text, "You are next") {
		t.Errorf("the language that was just found is not used: %+v, %v", move, err)
	}
}
