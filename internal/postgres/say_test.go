package postgres_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// staffMessage is one by an operator under the epoch they saw.
func (f *fixture) staffMessage(op caterina.OperatorID, epoch int, id string) caterina.StaffMessage {
	return caterina.StaffMessage{
		Town: f.town, Conversation: f.conv, Operator: op, Name: "Ada", Epoch: epoch, ClientID: id, Text: id,
	}
}

func TestAnOperatorWritesToTheCitizen(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	m := f.staffMessage(ada, 1, "m1")
	m.Citations = []caterina.Citation{{Card: "nido", Title: "Nido"}}
	event, err := f.Say(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	var body caterina.MessageBody
	if err := json.Unmarshal(event.Body, &body); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(caterina.MessageBody{Text: "m1", Name: "Ada", Citations: m.Citations}, body); diff != "" {
		t.Errorf("the body (-want +got):\n%s", diff)
	}
	stored := f.log()[2]
	if diff := cmp.Diff(stored, event, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("the returned event is not the stored one (-stored +returned):\n%s", diff)
	}
	m.Text = "changed on the way"
	again, err := f.Say(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(event, again, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("the same message again (-first +second):\n%s", diff)
	}
	f.must(f.move(caterina.StateBot, 0))
	if again, err := f.Say(t.Context(), m); err != nil || again.Seq != event.Seq {
		t.Errorf("a retry after the hand back: %+v, %v, want the event of the first time", again, err)
	}
}

// TestAWrongMessageIsRefusedAndNothingLost goes through what an operator's
// unsent text comes back with (cases 11, 29, 64).
func TestAWrongMessageIsRefusedAndNothingLost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea, cleo := f.hire("Ada", 3), f.hire("Bea", 3), f.hire("Cleo", 3)
	f.exec("UPDATE operator SET disabled_at = now() WHERE id = $1", cleo)
	f.must(f.move(caterina.StateAssigned, ada))
	f.must(f.move(caterina.StateAssigned, bea)) // a supervisor steps in, epoch 2
	before := len(f.log())
	refuse := func(name string, m caterina.StaffMessage, why caterina.Lateness, owner string) {
		t.Helper()
		_, err := f.Say(t.Context(), m)
		wantLate(t, name, err, why, owner)
	}
	refuse("the one before", f.staffMessage(ada, 1, "m"), caterina.LateEpoch, "Bea")
	refuse("somebody else who looks on", f.staffMessage(ada, 2, "m"), caterina.LateOwner, "Bea")
	refuse("a closed account", f.staffMessage(cleo, 2, "m"), caterina.NotStaff, "Bea")
	note := f.staffMessage(cleo, 2, "m")
	note.Note = true
	refuse("a closed account's note", note, caterina.NotStaff, "Bea")

	for name, text := range map[string]string{"100 KB": strings.Repeat("x", 100_000), "NUL": "a\x00b", "nothing": ""} {
		for _, isNote := range []bool{true, false} {
			m := f.staffMessage(bea, 2, "m")
			m.Text, m.Note = text, isNote
			_, err := f.Say(t.Context(), m)
			wantCode(t, name, err, caterina.CodeInvalid)
		}
	}
	m := f.staffMessage(bea, 2, "m")
	m.Conversation = "11111111-1111-4111-8111-111111111111"
	_, err := f.Say(t.Context(), m)
	wantCode(t, "no conversation", err, caterina.CodeNotFound)

	f.must(f.move(caterina.StateClosed, 0))
	refuse("after the end", f.staffMessage(bea, 2, "m"), caterina.LateClosed, "")
	if n := len(f.log()); n != before+1 {
		t.Errorf("the log has %d events, want %d: something refused was stored", n, before+1)
	}
	last := f.staffMessage(ada, 0, "last")
	last.Note = true
	if _, err := f.Say(t.Context(), last); err != nil {
		t.Errorf("a note by a colleague after the end: %v", err)
	}
}

// TestNotesLeaveNoHole is cases 60 and 61, with everybody writing at once.
func TestNotesLeaveNoHole(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	const each = 25
	var wg sync.WaitGroup
	for i := range each {
		wg.Go(func() {
			if _, err := f.Receive(t.Context(), f.inbound(fmt.Sprintf("c%d", i)), caterina.Lease{}); err != nil {
				t.Errorf("receive: %v", err)
			}
		})
		wg.Go(func() {
			if _, err := f.Say(t.Context(), f.staffMessage(ada, 1, fmt.Sprintf("m%d", i))); err != nil {
				t.Errorf("say: %v", err)
			}
		})
		wg.Go(func() {
			note := f.staffMessage(bea, 0, fmt.Sprintf("n%d", i))
			note.Note, note.Text, note.Mentions = true, "SECRET", []caterina.OperatorID{ada}
			if _, err := f.Say(t.Context(), note); err != nil {
				t.Errorf("note: %v", err)
			}
		})
	}
	wg.Wait()
	if n := count(f.log(), caterina.KindNote, caterina.OperatorActor(bea)); n != each {
		t.Errorf("%d notes, want %d", n, each)
	}
	for _, e := range f.events() {
		if e.Kind == caterina.KindNote || bytes.Contains(e.Body, []byte("SECRET")) {
			t.Errorf("the citizen sees a note: %s", e.Body)
		}
	}
}

func TestTheProgramTellsOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	first, err := f.Tell(t.Context(), f.town, f.conv, "lost/1", caterina.MessageBody{Text: "Attenda"})
	if err != nil || first.Actor != caterina.ActorSystem || first.N == 0 {
		t.Fatalf("told %+v, %v", first, err)
	}
	again, err := f.Tell(t.Context(), f.town, f.conv, "lost/1", caterina.MessageBody{Text: "Attenda ancora"})
	if diff := cmp.Diff(first, again, cmp.Comparer(time.Time.Equal)); diff != "" || err != nil {
		t.Errorf("told again: %v (-first +second):\n%s", err, diff)
	}
	_, err = f.Tell(t.Context(), f.town, f.conv, "", caterina.MessageBody{Text: "Attenda"})
	wantCode(t, "without an id", err, caterina.CodeInvalid)
	if n := len(f.events()); n != 3 {
		t.Errorf("the citizen sees %d events, want 3", n)
	}
}

func TestAConversationIsRatedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(f.move(caterina.StateAssigned, ada))
	f.must(f.move(caterina.StateClosed, 0))
	for name, r := range map[string]caterina.Rating{
		"no star": {}, "six stars": {Stars: 6}, "a long text": {Stars: 5, Text: strings.Repeat("à", 201)}, "NUL": {Stars: 5, Text: "\x00"},
	} {
		_, err := f.Rate(t.Context(), f.town, f.conv, "r", r)
		wantCode(t, name, err, caterina.CodeInvalid)
	}
	first, err := f.Rate(t.Context(), f.town, f.conv, "r", caterina.Rating{Stars: 4, Answer: "clear", Text: strings.Repeat("à", 200)})
	if err != nil || textOf(t, first) == "" {
		t.Fatalf("rated: %+v, %v", first, err)
	}
	if again, err := f.Rate(t.Context(), f.town, f.conv, "r", caterina.Rating{Stars: 4}); err != nil || again.Seq != first.Seq {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	_, err = f.Rate(t.Context(), f.town, f.conv, "r2", caterina.Rating{Stars: 1})
	wantCode(t, "another one", err, caterina.CodeConflict)
	if got := value[string](f, "SELECT stars || ' ' || answer || ' ' || operator_id FROM rating"); got != fmt.Sprintf("4 clear %d", ada) {
		t.Errorf("the rating is %q", got)
	}
	if n := len(f.log()); n != 4 {
		t.Errorf("the log has %d events, want 4: one thank-you", n)
	}
}
