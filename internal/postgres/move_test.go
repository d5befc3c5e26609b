package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestAConversationChangesHandsWhole(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.say("help")
	queue := f.move(caterina.StateQueued, 0)
	queue.Queue, queue.ClientID, queue.Event.Reason, queue.By = "tributi", "q1", caterina.ReasonAsked, caterina.ActorCitizen
	event := f.must(queue)
	if event.Seq != 3 || event.N != 3 || event.Epoch != 1 || event.Kind != caterina.KindState {
		t.Errorf("the event is %+v", event)
	}
	if got := stateOf(t, event); got.Owner != caterina.OwnerQueue || got.State != caterina.StateQueued || got.Reason != caterina.ReasonAsked {
		t.Errorf("the event says %+v", got)
	}
	offer := f.move(caterina.StateOffered, ada)
	offer.Hidden, offer.Capacity, offer.OfferFor = true, 3, time.Minute
	if event := f.must(offer); event.Seq != 4 || event.N != 0 {
		t.Errorf("the hidden event is seq %d, n %d, want 4 and none", event.Seq, event.N)
	}
	accept := f.move(caterina.StateAssigned, ada)
	accept.From, accept.OwnedBy, accept.Note, accept.By = []caterina.State{caterina.StateOffered}, ada, "eccomi", caterina.OperatorActor(ada)
	if event := f.must(accept); event.Seq != 5 || event.N != 4 {
		t.Errorf("the accepting event is seq %d, n %d, want 5 and 4", event.Seq, event.N)
	}
	held := f.held()
	if held.QueuedAt.IsZero() {
		t.Error("the place in the queue is lost")
	}
	held.QueuedAt = time.Time{}
	want := caterina.Held{
		Conversation: caterina.Conversation{
			ID: f.conv, Town: f.town, Channel: caterina.ChannelWeb, State: caterina.StateAssigned, Lang: "it", Epoch: 3, LastN: 4,
		},
		Owner: ada, OwnerName: "Ada", Queue: "tributi",
	}
	if diff := cmp.Diff(want, held); diff != "" {
		t.Errorf("held (-want +got):\n%s", diff)
	}
	events := f.log()
	if n := count(events, caterina.KindNote, caterina.OperatorActor(ada)); n != 1 || events[5].N != 0 {
		t.Errorf("%d notes, want one that the citizen cannot see", n)
	}
}

func TestTheSameDeedTwiceIsOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	take := f.move(caterina.StateAssigned, ada)
	take.From, take.ClientID, take.By, take.Note = []caterina.State{caterina.StateBot}, "one", caterina.OperatorActor(ada), "mia"
	first := f.must(take)
	handOver := f.move(caterina.StateAssigned, bea)
	handOver.ClientID, handOver.By = "one", caterina.OperatorActor(bea) // the same id by somebody else
	f.must(handOver)
	again := f.must(take)
	if diff := cmp.Diff(first, again, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("the second time (-first +second):\n%s", diff)
	}
	f.wantState(caterina.StateAssigned, bea)
	if n := len(f.log()); n != 4 {
		t.Errorf("the log has %d events, want greeting, take, note, hand-over", n)
	}

	said, err := f.Say(t.Context(), caterina.StaffMessage{
		Town: f.town, Conversation: f.conv, Operator: bea, Epoch: 2, ClientID: "said", Text: "Buongiorno",
	})
	if err != nil {
		t.Fatal(err)
	}
	back := f.move(caterina.StateBot, 0)
	back.By, back.ClientID = said.Actor, said.ClientID
	_, err = f.Move(t.Context(), back)
	wantCode(t, "a deed with a message's id", err, caterina.CodeInvalid)
	f.wantState(caterina.StateAssigned, bea)
}

// TestWhoIsTooLateIsToldWhoHasIt goes through every reason for which nothing
// happens.
func TestWhoIsTooLateIsToldWhoHasIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea, cleo := f.hire("Ada", 3), f.hire("Bea", 1), f.hire("Cleo", 3)
	f.exec("UPDATE operator SET disabled_at = now() WHERE id = $1", cleo)
	f.queued()
	f.must(f.move(caterina.StateAssigned, bea))
	f.queued()
	f.must(f.move(caterina.StateAssigned, ada))
	before := f.log()
	stale, from, owned := 1, []caterina.State{caterina.StateQueued}, bea
	for name, c := range map[string]struct {
		change func(*caterina.Transition)
		why    caterina.Lateness
	}{
		"a stale epoch":      {func(m *caterina.Transition) { m.Epoch = &stale }, caterina.LateEpoch},
		"another state":      {func(m *caterina.Transition) { m.From = from }, caterina.LateState},
		"somebody else's":    {func(m *caterina.Transition) { m.OwnedBy = owned }, caterina.LateOwner},
		"a full operator":    {func(m *caterina.Transition) { m.Capacity = 1 }, caterina.LateFull},
		"a closed account":   {func(m *caterina.Transition) { m.Owner = cleo }, caterina.NotStaff},
		"a stranger":         {func(m *caterina.Transition) { m.Owner = 999 }, caterina.NotStaff},
		"asking a stranger":  {func(m *caterina.Transition) { m.Owner, m.TransferTo = ada, 999 }, caterina.NotStaff},
		"asking a closed on": {func(m *caterina.Transition) { m.Owner, m.TransferTo = ada, cleo }, caterina.NotStaff},
	} {
		move := f.move(caterina.StateAssigned, bea)
		move.Note = "never stored"
		c.change(&move)
		_, err := f.Move(t.Context(), move)
		wantLate(t, name, err, c.why, "Ada")
		if shown, ok := errors.AsType[*caterina.Error](err); !ok || !strings.Contains(shown.Message, " / ") ||
			(c.why == caterina.LateEpoch && !strings.Contains(shown.Message, "Ada")) {
			t.Errorf("%s: the sentence is %q", name, shown.Message)
		}
	}
	if diff := cmp.Diff(before, f.log(), cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("something was stored (-before +after):\n%s", diff)
	}
	f.wantState(caterina.StateAssigned, ada)

	unknown := f.move(caterina.StateQueued, 0)
	unknown.Conversation = "11111111-1111-4111-8111-111111111111"
	_, err := f.Move(t.Context(), unknown)
	wantCode(t, "no conversation", err, caterina.CodeNotFound)
	foreign := f.move(caterina.StateQueued, 0)
	foreign.Town = f.saveTown("bari")
	_, err = f.Move(t.Context(), foreign)
	wantCode(t, "another town's", err, caterina.CodeNotFound)
	_, err = f.Move(t.Context(), f.move(caterina.StateAssigned, 0))
	if err != nil {
		t.Errorf("without an owner it stays the one's who has it: %v", err)
	}
	f.must(f.move(caterina.StateQueued, 0))
	_, err = f.Move(t.Context(), f.move(caterina.StateAssigned, 0))
	wantCode(t, "assigned to nobody", err, caterina.CodeInvalid)
	long := f.move(caterina.StateBot, 0)
	long.Note = strings.Repeat("à", 100_000)
	_, err = f.Move(t.Context(), long)
	wantCode(t, "a note of 200 KB", err, caterina.CodeInvalid)
	f.wantState(caterina.StateQueued, 0)
}

// TestAQueueKeepsThePlaceItIsAskedToKeep also checks to which queue a
// conversation goes that came to people without one.
func TestAQueueKeepsThePlaceItIsAskedToKeep(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	place := func() time.Time { t.Helper(); return f.held().QueuedAt }
	f.must(f.move(caterina.StateAssigned, ada))
	f.must(f.move(caterina.StateQueued, 0))
	if q := f.held().Queue; q != "generale" {
		t.Errorf("a town without queues: %q, want generale", q)
	}
	arrived := place()
	f.must(f.move(caterina.StateAssigned, ada))
	back := f.move(caterina.StateQueued, 0)
	back.KeepPlace, back.Queue = true, "tributi"
	f.must(back)
	if held := f.held(); !held.QueuedAt.Equal(arrived) || held.Queue != "tributi" || held.Former != ada {
		t.Errorf("transferred to a queue: %+v, want it there since %s", held, arrived)
	}
	f.must(f.move(caterina.StateQueued, 0))
	if !place().After(arrived) {
		t.Error("without KeepPlace the place was kept")
	}
	before := place()
	f.must(f.move(caterina.StateBot, 0))
	back.Queue = ""
	f.must(back)
	if !place().After(before) || f.held().Queue != "generale" {
		t.Error("after the bot had it, the queue and the place of the time before were kept")
	}

	f.exec(`UPDATE town SET data = jsonb_set(data, '{queues}', '[{"slug":"urp","name":"Sportello"}]')`)
	f.conv = f.open().Conversation.ID
	f.must(f.move(caterina.StateQueued, 0))
	if q := f.held().Queue; q != "urp" {
		t.Errorf("the town's first queue: %q, want urp", q)
	}
}

// TestUrgencyEndsWithTheWait: the priority is over when nobody waits any more,
// what kind of danger it was is kept. Who was in danger and went back is urgent
// again until a person has seen to it.
func TestUrgencyEndsWithTheWait(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	is := func(when string, want int) {
		t.Helper()
		if p := f.held().Priority; p != want {
			t.Errorf("%s: priority %d, want %d", when, p, want)
		}
	}
	nine := 9
	urgent := f.move(caterina.StateQueued, 0)
	urgent.Priority = &nine
	f.must(urgent)
	is("waiting", 9)
	f.must(f.move(caterina.StateBot, 0))
	is("back at the bot", 0)
	f.must(f.move(caterina.StateQueued, 0))
	is("asking again", 0)
	f.must(f.move(caterina.StateBot, 0))

	f.exec("UPDATE conversation SET crisis = 'violence', priority = 9")
	f.must(f.move(caterina.StateQueued, 0))
	f.must(f.move(caterina.StateBot, 0))
	is("in danger, and back at the bot", 0)
	f.must(f.move(caterina.StateQueued, 0))
	is("in danger, and asking again", 9)
	f.must(f.move(caterina.StateAssigned, ada))
	is("with a person", 9)
	f.must(f.move(caterina.StateBot, 0))
	is("handed back", 0)
	f.must(f.move(caterina.StateQueued, 0))
	is("asking again after a person has seen to it", 0)
	f.must(urgent)
	f.must(f.move(caterina.StateAssigned, ada))
	f.must(f.move(caterina.StateClosed, 0))
	is("closed", 0)
	if kind := value[string](f, "SELECT crisis FROM conversation"); kind != "violence" {
		t.Errorf("the kind of danger is %q", kind)
	}
}

// TestAColleagueIsAskedBeforeTheyHaveIt is case 12.
func TestAColleagueIsAskedBeforeTheyHaveIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	ask := f.move(caterina.StateAssigned, ada)
	ask.TransferTo, ask.OfferFor, ask.Hidden = bea, time.Minute, true
	f.must(ask)
	held := f.held()
	if held.Owner != ada || held.TransferTo != bea || held.TransferUntil.IsZero() {
		t.Errorf("while Bea is asked: %+v", held)
	}
	if due, err := f.DueTransfers(t.Context()); err != nil || len(due) != 0 {
		t.Errorf("due are %v, %v, want none yet", due, err)
	}
	f.exec("UPDATE conversation SET transfer_until = now()")
	due, err := f.DueTransfers(t.Context())
	if err != nil || len(due) != 1 || due[0].TransferTo != bea {
		t.Fatalf("due are %+v, %v, want the transfer to Bea", due, err)
	}
	keep := f.move(caterina.StateAssigned, ada)
	keep.Epoch, keep.Hidden = &due[0].Conversation.Epoch, true
	f.must(keep)
	if held := f.held(); held.Owner != ada || held.TransferTo != 0 || !held.TransferUntil.IsZero() || held.Former != 0 {
		t.Errorf("after nobody answered: %+v", held)
	}
	late := f.move(caterina.StateAssigned, bea)
	late.Epoch = &held.Conversation.Epoch
	_, err = f.Move(t.Context(), late)
	wantLate(t, "Bea accepts too late", err, caterina.LateEpoch, "Ada")
	f.must(ask)
	accept := f.move(caterina.StateAssigned, bea)
	accept.OwnedBy = ada
	f.must(accept)
	if held := f.held(); held.Owner != bea || held.Former != ada || held.TransferTo != 0 {
		t.Errorf("after Bea accepted: %+v", held)
	}
}

// TestTwoExpiredOffersInARowMakeBusy is case 4: nobody even declined, so the
// operator is not at their desk.
func TestTwoExpiredOffersInARowMakeBusy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ends []string // how the offers end
		want caterina.Wish
	}{
		"one":                       {[]string{caterina.ReasonExpired}, caterina.WantsWork},
		"two":                       {[]string{caterina.ReasonExpired, caterina.ReasonExpired}, caterina.WantsPause},
		"declined between":          {[]string{caterina.ReasonExpired, caterina.ReasonDeclined, caterina.ReasonExpired}, caterina.WantsWork},
		"accepted between":          {[]string{caterina.ReasonExpired, caterina.ReasonTaken, caterina.ReasonExpired}, caterina.WantsWork},
		"declined, two expired":     {[]string{caterina.ReasonDeclined, caterina.ReasonExpired, caterina.ReasonExpired}, caterina.WantsPause},
		"citizen cancelled the two": {[]string{caterina.ReasonCancelled, caterina.ReasonCancelled}, caterina.WantsWork},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ada := f.hire("Ada", 3)
			vain := 0
			for _, end := range c.ends {
				if end == caterina.ReasonExpired || end == caterina.ReasonDeclined {
					vain++
				}
				f.queued()
				offer := f.move(caterina.StateOffered, ada)
				offer.OfferFor = time.Minute
				f.must(offer)
				if due, err := f.DueOffers(t.Context()); err != nil || len(due) != 0 {
					t.Errorf("due are %v, %v, want none yet", due, err)
				}
				f.exec("UPDATE conversation SET offered_until = now() WHERE state = 'offered'")
				if due, err := f.DueOffers(t.Context()); err != nil || len(due) != 1 || due[0].Owner != ada {
					t.Errorf("due are %v, %v, want the offer", due, err)
				}
				over := f.move(caterina.StateQueued, 0)
				if over.KeepPlace, over.Event.Reason = true, end; end == caterina.ReasonTaken {
					over = f.move(caterina.StateAssigned, ada)
				}
				f.must(over)
			}
			staff, err := f.Presences(t.Context(), f.town)
			if err != nil || len(staff) != 1 || staff[0].Wants != c.want {
				t.Errorf("Ada is %+v, %v; want her to want %s", staff, err, c.want)
			}
			if n := value[int](f, "SELECT count(*) FROM refusal"); n != vain {
				t.Errorf("%d offers came to nothing by her, want %d", n, vain)
			}
		})
	}
}

func TestTheEndClosesWhatWasOpen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	turn := *f.sayTo("thanks", by("p")).Turn
	end := f.move(caterina.StateClosed, 0)
	end.Event.Reason = "solved"
	f.must(end)
	if n := value[int](f, "SELECT count(*) FROM turn WHERE done_at IS NULL"); n != 0 {
		t.Errorf("%d turns are open after the end", n)
	}
	_, err := f.CompleteTurn(t.Context(), turn, answer("aside"), nil)
	wantCode(t, "an aside after the end", err, caterina.CodeConflict)
	if got := value[string](f, "SELECT close_reason FROM conversation WHERE closed_at <= now()"); got != "solved" {
		t.Errorf("closed because %q", got)
	}
	for _, to := range []caterina.State{caterina.StateQueued, caterina.StateAssigned, caterina.StateClosed, caterina.StateCallback} {
		_, err := f.Move(t.Context(), f.move(to, ada))
		wantLate(t, "from the end to "+string(to), err, caterina.LateClosed, "")
	}
}

// TestWaitingIsCountedForPeopleOnly follows the columns that reports and the
// inbox read, in one stretch with people and the next.
func TestWaitingIsCountedForPeopleOnly(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	columns := func() string {
		t.Helper()
		return value[string](f, `SELECT concat_ws(' ', CASE WHEN waiting_since IS NOT NULL THEN 'waiting' END,
			CASE WHEN citizen_at IS NOT NULL THEN 'wrote' END, CASE WHEN assigned_at IS NOT NULL THEN 'assigned' END,
			CASE WHEN answered_at IS NOT NULL THEN 'answered' END) FROM conversation`)
	}
	steps := []struct {
		name string
		do   func()
		want string
	}{
		{"asked the bot", func() { f.say("one") }, ""},
		{"queued", func() { f.must(f.move(caterina.StateQueued, 0)) }, "waiting wrote"},
		{"assigned", func() { f.must(f.move(caterina.StateAssigned, ada)) }, "waiting wrote assigned"},
		{"noted", func() { f.staffSays("n", ada, true) }, "waiting wrote assigned"},
		{"answered", func() { f.staffSays("a", ada, false) }, "wrote assigned answered"},
		{"wrote", func() { f.say("two") }, "waiting wrote assigned answered"},
		{"back to the bot", func() { f.must(f.move(caterina.StateBot, 0)) }, "wrote assigned answered"},
		{"queued again", func() { f.must(f.move(caterina.StateQueued, 0)) }, "waiting wrote"},
	}
	for _, step := range steps {
		step.do()
		if got := columns(); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
}

// staffSays stores what an operator writes under the present epoch.
func (f *fixture) staffSays(id string, op caterina.OperatorID, note bool) caterina.Event {
	f.t.Helper()
	event, err := f.Say(f.t.Context(), caterina.StaffMessage{
		Town: f.town, Conversation: f.conv, Operator: op, Name: "Ada", Epoch: f.held().Conversation.Epoch,
		ClientID: id, Text: id, Note: note,
	})
	if err != nil {
		f.t.Fatalf("say %s: %v", id, err)
	}
	return event
}
