package desk_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

func TestAnOfferThatNobodyAnswersGoesToTheNext(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	s.store.quick = true
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, anna.Operator)
	bea := s.hire("Bea", caterina.RoleOperator)
	s.Once(ctx) // ends the offer, and makes the next one
	s.stands(conv, caterina.StateOffered, bea.Operator)
	s.Once(ctx)
	s.stands(conv, caterina.StateQueued, 0) // both have let it ring

	other := s.asks("famiglia")
	s.Once(ctx)
	s.Once(ctx)
	s.Once(ctx)
	s.stands(other, caterina.StateQueued, 0)
	staff, err := s.store.Presences(ctx, s.town.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range staff {
		if p.Wants != caterina.WantsPause {
			t.Errorf("%s let two ring and is %s", p.Name, p.Wants)
		}
	}
	if n := len(s.read(conv)); n != 3 {
		t.Errorf("the citizen has %d events: ringing is no business of theirs", n)
	}
}

func TestTheOnlyOperatorDeclines(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	place := s.held(conv).QueuedAt
	s.Once(ctx)
	s.must(s.Decline(ctx, s.on(anna, conv, "1")))
	if s.said(conv, "lascia un recapito e ti richiamiamo noi") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	bodies := s.read(conv)
	if last := bodies[len(bodies)-1]; len(last.Options) == 0 || last.Options[0].ID != "callback" {
		t.Errorf("no call is offered: %+v", last)
	}
	s.Once(ctx)
	s.stands(conv, caterina.StateQueued, 0) // not to her again
	if !s.held(conv).QueuedAt.Equal(place) {
		t.Error("the place was lost")
	}
	bea := s.hire("Bea", caterina.RoleOperator)
	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, bea.Operator)
	s.must(s.Decline(ctx, s.on(bea, conv, "2")))
	if s.said(conv, "lascia un recapito") != 1 {
		t.Error("the citizen was told twice")
	}
}

func TestAColleagueWhoDoesNotAnswer(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna, bea := s.hire("Anna", caterina.RoleOperator), s.hire("Bea", caterina.RoleOperator)
	conv := s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	read := len(s.read(conv))

	s.must(s.TransferTo(ctx, s.on(anna, conv, "2"), bea.Operator, ""))
	s.must(s.Decline(ctx, s.on(bea, conv, "3")))
	if h := s.held(conv); h.TransferTo != 0 || h.Owner != anna.Operator {
		t.Errorf("after a no it stands as %+v", h)
	}
	// Asked again, and the ringing ends by itself.
	event := s.must(s.TransferTo(ctx, s.on(anna, conv, "4"), bea.Operator, ""))
	if event.N != 0 {
		t.Error("the citizen reads that a colleague is asked")
	}
	s.Once(ctx)
	if h := s.held(conv); h.TransferTo != bea.Operator {
		t.Error("the minute is not over")
	}
	if _, err := s.Accept(ctx, s.on(anna, conv, "5")); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("Anna accepts what is hers: %v", err)
	}
	if n := len(s.read(conv)); n != read {
		t.Errorf("the citizen has %d events more", n-read)
	}
}

func TestAnOperatorIsLost(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	place := s.held(conv).QueuedAt
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	s.alive(anna.Operator, -time.Second)

	s.Once(ctx) // the desk has only just begun: the lease may be old because nobody could renew it
	if s.said(conv, "si è interrotto") != 0 {
		t.Error("the citizen was told before the store was trusted")
	}
	s.clock.pass(20 * time.Second)
	other := s.another("p2") // as fresh as the first was
	other.Once(ctx)
	if s.said(conv, "si è interrotto") != 0 {
		t.Error("a process that has just begun believes its first look")
	}
	s.Once(ctx)
	s.Once(ctx)
	if s.said(conv, "si è interrotto: Anna non ti sente più") != 1 {
		t.Errorf("the citizen read %+v", s.read(conv))
	}
	s.stands(conv, caterina.StateAssigned, anna.Operator)

	s.store.lost = true // fifteen seconds later
	s.Once(ctx)
	h := s.held(conv)
	if h.Conversation.State != caterina.StateQueued || h.Priority != 5 || !h.QueuedAt.Equal(place) || h.Former != anna.Operator {
		t.Errorf("it stands as %+v", h)
	}
	if s.said(conv, "L'operatore non è tornato") != 1 {
		t.Error("the citizen was not told")
	}
	// She comes back while it waits: one click takes it back, and she is asked first.
	s.alive(anna.Operator, time.Hour)
	s.Once(ctx)
	s.stands(conv, caterina.StateOffered, anna.Operator)
}

// TestAnOperatorWhoIsBackInTime: whoever was told that the line is dead is told
// when it is not, once, and anew when it dies again.
func TestAnOperatorWhoIsBackInTime(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv, quiet := s.asks("famiglia"), s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	s.must(s.Take(ctx, s.on(anna, quiet, "2")))
	other := s.another("p2")
	look := func() {
		s.Once(ctx)
		other.Once(ctx)
	}
	look()
	s.clock.pass(20 * time.Second)
	for times := 1; times <= 2; times++ {
		s.alive(anna.Operator, -time.Duration(times)*time.Second)
		look()
		if n := s.said(conv, "si è interrotto"); n != times {
			t.Errorf("told %d times that the line is dead, want %d", n, times)
		}
		s.alive(anna.Operator, time.Hour)
		if times == 2 { // she speaks: that says it
			act := s.on(anna, quiet, "hello")
			s.must(s.Reply(ctx, caterina.StaffMessage{Town: s.town.ID, Conversation: quiet, Operator: anna.Operator, Name: "Anna", Epoch: act.Epoch, ClientID: "hello", Text: "Eccomi"}))
		}
		look()
		look()
		if n := s.said(conv, "parli di nuovo con Anna"); n != times {
			t.Errorf("told %d times that it is back, want %d", n, times)
		}
	}
	if n := s.said(quiet, "parli di nuovo con Anna"); n != 1 {
		t.Errorf("told %d times that she is back beside her own words, want the first time only", n)
	}
	// A process that has just begun finds whom another one had told.
	s.alive(anna.Operator, -time.Minute)
	s.Once(ctx)
	s.alive(anna.Operator, time.Hour)
	s.another("p3").Once(ctx)
	s.another("p3").Once(ctx)
	third := s.another("p4")
	third.Once(ctx)
	third.Once(ctx)
	if n := s.said(conv, "parli di nuovo con Anna"); n != 3 {
		t.Errorf("a new process: told %d times, want 3", n)
	}
}

func TestAfterAFailureOfTheStoreNobodyIsLostAtOnce(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	conv := s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, conv, "1")))
	s.Once(ctx)
	s.clock.pass(time.Minute)
	s.store.fail = func(doing string) error { return errors.New(doing + ": connection refused") }
	s.asks("famiglia")
	s.Once(ctx)
	s.store.fail = nil
	if text := s.log.String(); !strings.Contains(text, "connection refused") || strings.Contains(text, "voglio una persona") {
		t.Errorf("the log says %q", text)
	}
	s.alive(anna.Operator, -time.Second)
	s.Once(ctx)
	s.Once(ctx)
	if s.said(conv, "si è interrotto") != 0 {
		t.Error("every operator is lost when the database was")
	}
	s.clock.pass(20 * time.Second)
	s.Once(ctx)
	if s.said(conv, "si è interrotto") != 1 {
		t.Error("nobody is lost any more")
	}
}

func TestATabThatGoesLeavesALittleTime(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna := s.hire("Anna", caterina.RoleOperator)
	live := func() time.Duration {
		staff, err := s.store.Presences(ctx, s.town.ID)
		if err != nil {
			t.Fatal(err)
		}
		return time.Until(staff[0].LiveUntil)
	}
	if err := s.Alive(ctx, s.town.ID, anna.Operator, tab(anna.Operator)); err != nil || live() < 30*time.Second || live() > 50*time.Second {
		t.Errorf("alive for %v, %v", live(), err)
	}
	if err := s.Gone(ctx, s.town.ID, anna.Operator, tab(anna.Operator)); err != nil || live() < 5*time.Second || live() > 25*time.Second {
		t.Errorf("gone, and there for %v, %v", live(), err)
	}
	wantCode(t, s.Alive(ctx, s.town.ID, 999, tab(999)), caterina.CodeForbidden)
	if err := s.Gone(ctx, s.town.ID, 999, tab(999)); err != nil {
		t.Errorf("somebody unknown goes: %v", err)
	}
}

func TestASnoozeEnds(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	anna, bea := s.hire("Anna", caterina.RoleOperator), s.hire("Bea", caterina.RoleOperator)
	there, home := s.asks("famiglia"), s.asks("famiglia")
	s.must(s.Take(ctx, s.on(anna, there, "1")))
	s.must(s.Take(ctx, s.on(bea, home, "2")))
	s.clock.set(time.Now().Add(-time.Hour)) // of the database's yesterday
	s.must(s.Snooze(ctx, s.on(anna, there, "3"), s.clock.Now().Add(time.Minute)))
	s.must(s.Snooze(ctx, s.on(bea, home, "4"), s.clock.Now().Add(time.Minute)))
	s.alive(bea.Operator, -time.Second)
	if err := s.SetWish(ctx, s.town.ID, anna.Operator, caterina.WantsPause); err != nil {
		t.Fatal(err)
	}
	s.Once(ctx)
	s.stands(there, caterina.StateAssigned, anna.Operator)
	s.stands(home, caterina.StateQueued, 0)
	if s.said(home, "Bea adesso non è al computer") != 1 || s.held(home).Priority != 5 {
		t.Errorf("the citizen read %+v", s.read(home))
	}
}

func TestManyDispatchersServeInOrder(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	ctx := t.Context()
	var convs []caterina.ConversationID
	for range 12 {
		convs = append(convs, s.asks("famiglia"))
	}
	s.hire("Anna", caterina.RoleOperator)
	s.hire("Bea", caterina.RoleOperator)
	var wg sync.WaitGroup
	for _, process := range []string{"p1", "p2", "p3", "p4"} {
		d := s.another(process)
		wg.Go(func() { d.Once(ctx); d.Once(ctx) })
	}
	wg.Wait()
	for i, conv := range convs {
		want := caterina.StateQueued
		if i < 6 {
			want = caterina.StateOffered
		}
		if got := s.held(conv).Conversation.State; got != want {
			t.Errorf("number %d is %s", i+1, got)
		}
	}
}

func TestRunLooksWhenWokenAndEndsWhenAsked(t *testing.T) {
	t.Parallel()

	s := newShop(t)
	anna := s.hire("Anna", caterina.RoleOperator)
	ctx, stop := withCancel(t)
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	conv := s.asks("famiglia")
	s.Wake()
	s.Wake() // never blocks
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for s.held(conv).Conversation.State != caterina.StateOffered {
		select {
		case <-deadline:
			t.Fatal("nothing was offered")
		case <-tick.C:
		}
	}
	s.stands(conv, caterina.StateOffered, anna.Operator)
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
