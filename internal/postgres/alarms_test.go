package postgres_test

import (
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// danger has the fixture's citizen say something dangerous, and the bot answer.
func (f *fixture) danger(id string, state caterina.State) {
	f.t.Helper()
	turn := *f.sayTo(id, by(id)).Turn
	turn.State = state
	reply := answer("Chiama il 112")
	reply.Message.Outcome = caterina.OutcomeCrisis
	reply.Effects = []caterina.Effect{caterina.FlagCrisis{Category: "violence"}}
	if _, err := f.CompleteTurn(f.t.Context(), turn, reply, nil); err != nil {
		f.t.Fatal(err)
	}
}

// alarms are the conversations that ring for danger, and it is the same in every
// list.
func (f *fixture) alarms() int {
	f.t.Helper()
	ctx := f.t.Context()
	rows, err := f.Inbox(ctx, caterina.InboxQuery{Town: f.town, View: caterina.InboxAlarmed, Limit: 10})
	if err != nil {
		f.t.Fatal(err)
	}
	waiting, err := f.Inbox(ctx, caterina.InboxQuery{Town: f.town, View: caterina.InboxWaiting, Limit: 10})
	if err != nil {
		f.t.Fatal(err)
	}
	board, err := f.Board(ctx, f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	heads, err := f.Heads(ctx, []caterina.ConversationID{f.conv})
	if err != nil {
		f.t.Fatal(err)
	}
	first := len(waiting) > 0 && !waiting[0].Alarmed.IsZero()
	onBoard := len(board.Rows) > 0 && !board.Rows[0].Alarmed.IsZero()
	if ring := len(rows) > 0; ring != first || ring != onBoard || ring == heads[f.conv].Alarmed.IsZero() {
		f.t.Errorf("the lists differ: %d ring, on top of the waiting %v, of the board %v, head %v", len(rows), first, onBoard, heads[f.conv].Alarmed)
	}
	return len(rows)
}

// TestDangerRingsInEveryStateUntilSomebodyLooks: also where nobody could be waited
// for, and where a person has the conversation.
func TestDangerRingsInEveryStateUntilSomebodyLooks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	if f.alarms() != 0 {
		t.Error("it rings for nothing")
	}
	f.danger("1", caterina.StateBot)
	if f.alarms() != 1 {
		t.Error("nobody on duty: nobody is told")
	}
	event, seen, err := f.SeeAlarm(t.Context(), f.town, f.conv, ada, "visto")
	if err != nil || !seen || event.N != 0 || event.Kind != caterina.KindNote || f.alarms() != 0 {
		t.Errorf("seen %v, %+v, %v", seen, event, err)
	}
	if _, seen, err = f.SeeAlarm(t.Context(), f.town, f.conv, bea, "visto"); seen || err != nil {
		t.Errorf("seen twice: %v, %v", seen, err)
	}
	f.danger("2", caterina.StateBot) // again: it rings again
	if f.alarms() != 1 {
		t.Error("the second time nobody is told")
	}
	f.must(f.move(caterina.StateAssigned, ada))
	if f.alarms() != 0 {
		t.Error("it rings though somebody took it")
	}
	f.danger("3", caterina.StateAssigned)
	if f.alarms() != 1 {
		t.Error("a person has it: nobody is told")
	}
	f.staffSays("s", ada, false)
	if f.alarms() != 0 {
		t.Error("it rings though its operator has answered")
	}
	f.danger("4", caterina.StateAssigned)
	f.must(f.move(caterina.StateClosed, 0))
	if f.alarms() != 0 {
		t.Error("it rings though it is over")
	}
	if _, seen, err = f.SeeAlarm(t.Context(), f.town+1, f.conv, ada, "visto"); seen || err != nil {
		t.Errorf("another town's: %v, %v", seen, err)
	}
	f.log()
}

// TestSupervisorsAreWrittenToOfDangerThatNobodySees, once, and not as of a wait.
func TestSupervisorsAreWrittenToOfDangerThatNobodySees(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.promote(f.hire("Ada", 3), caterina.RoleSupervisor)
	f.danger("1", caterina.StateBot)
	mails := f.note()
	if len(mails) != 1 || !mails[0].Urgent || mails[0].Queue != "" {
		t.Errorf("mails %+v, want one urgent one", mails)
	}
	f.exec(`UPDATE conversation SET alarmed_at = alarmed_at`)
	if mails = f.note(); len(mails) != 0 {
		t.Errorf("and again: %+v", mails)
	}
}

// idle closes what has been silent for that long, as another process may at the
// same time.
func (f *fixture) idle(silent time.Duration) int {
	f.t.Helper()
	n, err := f.CloseIdle(f.t.Context(), caterina.ChannelWeb, silent,
		caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Chiusa."}, Reason: caterina.ReasonIdle}, 1000)
	if err != nil {
		f.t.Error(err)
	}
	return n
}

func TestSilenceEndsWhatTheBotHas(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if n := f.idle(time.Hour); n != 0 {
		t.Errorf("%d closed that are not silent", n)
	}
	owed := f.sayTo("1", by("x"))
	if n := f.idle(0); n != 0 {
		t.Errorf("%d closed in which an answer is owed", n)
	}
	if _, err := f.CompleteTurn(t.Context(), *owed.Turn, answer("Sì"), nil); err != nil {
		t.Fatal(err)
	}
	seen := len(f.events())
	if n := f.idle(0); n != 1 {
		t.Errorf("%d closed, want the silent one", n)
	}
	f.wantState(caterina.StateClosed, 0)
	log := f.log()
	if last := stateOf(t, log[len(log)-1]); last.Reason != caterina.ReasonIdle || last.State != caterina.StateClosed || len(f.events()) != seen {
		t.Errorf("the last event is %+v, the citizen sees %d, want %d", last, len(f.events()), seen)
	}
	receipt := f.sayTo("2", by("y")) // they are back
	if receipt.Turn == nil || len(receipt.Others) == 0 {
		t.Errorf("back: %+v", receipt)
	}
	f.wantState(caterina.StateBot, 0)
	f.queuedAgain()
	if n := f.idle(0); n != 0 {
		t.Errorf("%d closed of which people have one", n)
	}
}

// queuedAgain answers what is owed and has the conversation wait.
func (f *fixture) queuedAgain() {
	f.t.Helper()
	f.exec(`UPDATE turn SET done_at = clock_timestamp() WHERE done_at IS NULL`)
	f.must(f.move(caterina.StateQueued, 0))
}

// TestWhoWritesAtTheLastMomentKeepsTheConversation: silence and a message at the
// same time, in two processes; no message is left without an answer that is owed.
func TestWhoWritesAtTheLastMomentKeepsTheConversation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	convs := make([]caterina.ConversationID, 60)
	for i := range convs {
		convs[i] = f.open().Conversation.ID
	}
	const silent = 400 * time.Millisecond // longer than it takes to come back and write
	f.exec(`SELECT pg_sleep(0.5)`)
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for range 20 {
				f.idle(silent)
			}
		})
	}
	for _, conv := range convs {
		all.Go(func() {
			in := f.inbound("m")
			in.Conversation = conv
			if _, err := f.Receive(t.Context(), in, caterina.Lease{}); err != nil {
				t.Errorf("a message was refused: %v", err)
			}
		})
	}
	all.Wait()
	for _, conv := range convs {
		f.conv = conv
		f.wantState(caterina.StateBot, 0)
		if owed := value[int](f, `SELECT count(*) FROM turn WHERE conversation_id = $1 AND done_at IS NULL`, string(conv)); owed != 1 {
			t.Errorf("%d answers owed, want one", owed)
		}
	}
}

// TestTheBotMayAnswerWhileACallIsPromised, and nowhere else where people have it.
func TestTheBotMayAnswerWhileACallIsPromised(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.promised()
	turn := *f.sayTo("quanto costa?", by("p")).Turn
	reply := answer("Costa 5 euro")
	reply.Effects = []caterina.Effect{caterina.AnswerMeanwhile{}}
	events, err := f.CompleteTurn(t.Context(), turn, reply, nil)
	if err != nil || len(events) != 1 || events[0].Actor != caterina.ActorBot {
		t.Fatalf("stored %+v, %v", events, err)
	}
	f.wantState(caterina.StateCallback, 0)
	if calls := f.calls(); len(calls) != 1 || calls[0].Since != 1 {
		t.Errorf("the promises are %+v, want one with one message since", calls)
	}
	f.must(f.move(caterina.StateAssigned, ada))
	turn = *f.sayTo("e quanto dura?", by("q")).Turn
	if _, err := f.CompleteTurn(t.Context(), turn, reply, nil); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("the bot spoke over a person: %v", err)
	}
}
