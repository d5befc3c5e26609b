package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/caterina"
)

// TestAnswersAreReadFromTheLog is every wait of a day that was written by hand.
func TestAnswersAreReadFromTheLog(t *testing.T) {
	t.Parallel()
	p := aDay(t)
	op := fmt.Sprintf("operator:%d", p.ops[0])
	// An operator steps in after a question, is asked two things in two messages,
	// and puts the conversation aside; what the citizen thanks for needs no answer.
	p.talk(
		"05", line{at: "15:00:00", actor: "citizen"}, line{at: "15:01:00", state: "assigned", queue: "sociale"},
		line{at: "15:02:00", actor: "citizen"}, line{at: "15:02:30", actor: "citizen"}, line{at: "15:06:00", actor: op},
		line{at: "15:10:00", actor: "citizen"}, line{at: "15:11:00", state: "snoozed"}, line{at: "15:20:00", state: "assigned"},
		line{at: "15:20:10", actor: op}, line{at: "15:20:30", actor: "citizen"}, line{at: "15:21:00", state: "closed"},
	)
	// Asks, is answered, and waits for the next answer still.
	p.talk(
		"06", line{at: "16:00:00", state: "queued", queue: "famiglia"}, line{at: "16:00:30", actor: "citizen"}, line{at: "16:01:00", state: "assigned"},
		line{at: "16:04:00", actor: op}, line{at: "16:10:00", actor: "citizen"},
	)
	day := caterina.Date{Year: 2026, Month: 3, Day: 10}
	got, err := p.Answers(t.Context(), p.town, day, day)
	if err != nil {
		t.Fatal(err)
	}
	first, next, call := caterina.TargetFirst, caterina.TargetNext, caterina.TargetCall
	want := []caterina.Answer{
		{Queue: "famiglia", Kind: first, Since: march("09:10:00"), At: march("09:11:30"), Ended: march("09:21:00")},
		{Queue: "famiglia", Kind: first, Since: march("09:30:00"), Ended: march("09:37:00")},
		{Queue: "anziani", Kind: first, Since: march("10:59:59"), Ended: march("11:04:59")},
		{Queue: "famiglia", Kind: first, Since: march("16:00:00"), At: march("16:04:00")},
		{Queue: "sociale", Kind: next, Since: march("15:02:00"), At: march("15:06:00")},
		{Queue: "sociale", Kind: next, Since: march("15:10:00"), At: march("15:11:00")},
		{Queue: "famiglia", Kind: next, Since: march("16:10:00")},
		{Queue: "famiglia", Kind: call, Since: march("14:00:00"), When: caterina.CallAnytime},
		{Queue: "famiglia", Kind: call, Since: march("14:00:00"), When: caterina.CallAnytime},
		{Queue: "famiglia", Kind: call, Since: march("14:00:00"), When: caterina.CallAnytime},
	}
	sorted := cmpopts.SortSlices(func(a, b caterina.Answer) bool {
		return string(a.Kind)+a.Since.UTC().String() < string(b.Kind)+b.Since.UTC().String()
	})
	sameInstant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, sorted, sameInstant); diff != "" {
		t.Errorf("the answers (-want +got):\n%s", diff)
	}
	if other, err := p.Answers(t.Context(), p.town, day.AddDays(1), day.AddDays(1)); err != nil || len(other) != 0 {
		t.Errorf("on the next day there are %v, %v", other, err)
	}
}

func TestAWaitIsReadAsItStands(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.queued()
	one := func() caterina.PersonWait {
		t.Helper()
		waits, err := f.PersonWaits(t.Context(), f.town, []caterina.ConversationID{f.conv, "00000000-0000-4000-8000-00000000dead"})
		if err != nil || len(waits) != 1 || waits[0].Conversation != f.conv {
			t.Fatalf("got %+v, %v", waits, err)
		}
		return waits[0]
	}
	if w := one(); w.State != caterina.StateQueued || w.QueuedAt.IsZero() || w.WaitingSince.IsZero() || !w.AnsweredAt.IsZero() || w.Promised {
		t.Errorf("in the queue: %+v", w)
	}
	f.must(f.move(caterina.StateAssigned, ada))
	f.staffSays("a1", ada, true)
	if w := one(); !w.AnsweredAt.IsZero() {
		t.Errorf("a note is no answer: %+v", w)
	}
	f.staffSays("a2", ada, false)
	if w := one(); w.AnsweredAt.IsZero() || !w.WaitingSince.IsZero() {
		t.Errorf("answered: %+v", w)
	}
	f.exec(`INSERT INTO callback (town_id, conversation_id, queue, reason, name, contact, preferred, text, due_at)
		VALUES ($1, $2, 'famiglia', 'asked', 'N', '0577', 'any', '', clock_timestamp())`, f.town, f.conv)
	if w := one(); !w.Promised {
		t.Errorf("with a promised call: %+v", w)
	}
	if waits, err := f.PersonWaits(t.Context(), f.saveTown("bari"), []caterina.ConversationID{f.conv}); err != nil || len(waits) != 0 {
		t.Errorf("another town reads %v, %v", waits, err)
	}
}

// TestAFloodIsOneLineAMinute is case 65, from several processes at once.
func TestAFloodIsOneLineAMinute(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, ok, err := f.NoteLimited(t.Context(), f.town, f.conv); ok || err != nil {
		t.Errorf("where only the assistant answers: %t, %v", ok, err)
	}
	f.queued()
	before := len(f.events())
	var wg sync.WaitGroup
	var mu sync.Mutex
	lines := 0
	for range 20 {
		wg.Go(func() {
			ev, ok, err := f.NoteLimited(t.Context(), f.town, f.conv)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if ok {
				lines++
				if ev.Kind != caterina.KindNote || ev.N != 0 || ev.Seq == 0 {
					t.Errorf("the line is %+v", ev)
				}
			}
		})
	}
	wg.Wait()
	if lines != 1 {
		t.Errorf("%d lines, want one", lines)
	}
	if len(f.events()) != before {
		t.Error("the citizen sees it")
	}
	// A minute later there may be another one.
	f.exec(`ALTER TABLE event DISABLE TRIGGER event_no_change`)
	f.exec(`UPDATE event SET at = at - interval '61 seconds' WHERE town_id = $1 AND conversation_id = $2`, f.town, f.conv)
	f.exec(`ALTER TABLE event ENABLE TRIGGER event_no_change`)
	if _, ok, err := f.NoteLimited(t.Context(), f.town, f.conv); err != nil || !ok {
		t.Errorf("a minute later: %t, %v", ok, err)
	}
	if _, _, err := f.NoteLimited(t.Context(), f.town, "00000000-0000-4000-8000-00000000dead"); err != nil {
		t.Errorf("of a conversation that is not there: %v", err)
	}
}
