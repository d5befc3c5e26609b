package postgres_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"example.org/caterina"
)

// edit is the fixture's operator putting a message right.
func (f *fixture) edit(op caterina.OperatorID, id string, of int64, text string) caterina.StaffMessage {
	m := f.staffMessage(op, f.held().Conversation.Epoch, id)
	m.Text, m.Edits = text, of
	return m
}

// TestAnEditIsAnEventOfItsOwn: both wordings stay, the same edit again is the same.
func TestAnEditIsAnEventOfItsOwn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.say("c1")
	f.must(f.move(caterina.StateAssigned, ada))
	note := f.staffMessage(ada, f.held().Conversation.Epoch, "n")
	note.Note, note.Text = true, "per noi" // so that the two numbers differ
	_, err := f.Say(t.Context(), note)
	f.ok(err)
	said, err := f.Say(t.Context(), f.edit(ada, "m", 0, "aperto lunedi"))
	f.ok(err)
	ev, err := f.Edit(t.Context(), f.edit(ada, "e", said.Seq, "aperto lunedì"))
	f.ok(err)
	var body caterina.EditBody
	f.ok(json.Unmarshal(ev.Body, &body))
	if ev.Kind != caterina.KindEdit || ev.Seq != said.Seq+1 || ev.N != said.N+1 || ev.Actor != caterina.OperatorActor(ada) ||
		body.Of != said.Seq || body.N != said.N || body.N == body.Of || body.Text != "aperto lunedì" || body.Name == "" {
		t.Errorf("the event is %+v, %+v", ev, body)
	}
	again, err := f.Edit(t.Context(), f.edit(ada, "e", said.Seq, "aperto lunedì"))
	if err != nil || again.Seq != ev.Seq {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	log := f.events()
	if old := log[len(log)-2]; string(old.Body) != string(said.Body) {
		t.Errorf("the old words are %s", old.Body)
	}
}

// TestWhatCannotBePutRight: what is not their own message to the citizen, or old, or
// in a conversation that is no longer theirs as they saw it.
func TestWhatCannotBePutRight(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	f.say("c1")
	f.must(f.move(caterina.StateAssigned, ada))
	said, err := f.Say(t.Context(), f.edit(ada, "m", 0, "ciao"))
	f.ok(err)
	note := f.edit(ada, "n", 0, "nota")
	note.Note = true
	noted, err := f.Say(t.Context(), note)
	f.ok(err)
	edited, err := f.Edit(t.Context(), f.edit(ada, "e0", said.Seq, "Ciao"))
	f.ok(err)
	stale := f.edit(ada, "e5", said.Seq, "x")
	stale.Epoch--
	empty := f.edit(ada, "e6", said.Seq, "")
	for name, tc := range map[string]struct {
		m    caterina.StaffMessage
		want caterina.Code
	}{
		"a citizen's":        {f.edit(ada, "e1", 2, "x"), caterina.CodeInvalid},
		"a note":             {f.edit(ada, "e2", noted.Seq, "x"), caterina.CodeInvalid},
		"an edit":            {f.edit(ada, "e3", edited.Seq, "x"), caterina.CodeInvalid},
		"one that is not":    {f.edit(ada, "e4", 1000, "x"), caterina.CodeInvalid},
		"of an old epoch":    {stale, caterina.CodeConflict},
		"without words":      {empty, caterina.CodeInvalid},
		"by somebody else":   {f.edit(bea, "e7", said.Seq, "x"), caterina.CodeConflict},
		"with a broken text": {f.edit(ada, "e8", said.Seq, "a\x00b"), caterina.CodeInvalid},
	} {
		if _, err := f.Edit(t.Context(), tc.m); caterina.CodeOf(err) != tc.want {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
	f.must(f.move(caterina.StateAssigned, bea))
	if _, err := f.Edit(t.Context(), f.edit(bea, "e9", said.Seq, "x")); caterina.CodeOf(err) != caterina.CodeInvalid {
		t.Errorf("of the one who had it before: %v", err)
	}
	_, err = f.Edit(t.Context(), f.edit(ada, "e10", said.Seq, "x"))
	if late, ok := errors.AsType[*caterina.Overtaken](err); !ok || late.Why != caterina.LateOwner {
		t.Errorf("by the one who had it before: %v", err)
	}
}

// TestAnOldMessageStaysAsItIs: a quarter of an hour is enough.
func TestAnOldMessageStaysAsItIs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.say("c1")
	f.must(f.move(caterina.StateAssigned, ada))
	said, err := f.Say(t.Context(), f.edit(ada, "m", 0, "ciao"))
	f.ok(err)
	for age, want := range map[time.Duration]caterina.Code{14 * time.Minute: "", 16 * time.Minute: caterina.CodeInvalid} {
		f.exec("ALTER TABLE event DISABLE TRIGGER USER")
		f.exec("UPDATE event SET at = clock_timestamp() - $1::interval WHERE conversation_id = $2 AND seq = $3", age, f.conv, said.Seq)
		f.exec("ALTER TABLE event ENABLE TRIGGER USER")
		if _, err := f.Edit(t.Context(), f.edit(ada, age.String(), said.Seq, "Ciao")); caterina.CodeOf(err) != want {
			t.Errorf("after %s: %v", age, err)
		}
	}
}

// TestAnEditIsSentWhereTheChatIs: the outbox gets a row for it, like for any event.
func TestAnEditIsSentWhereTheChatIs(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	conv, _, err := f.OpenChat(t.Context(), caterina.ChatKey(42, 7), caterina.Opening{
		Town: f.town, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	f.ok(err)
	f.conv = conv.ID
	f.must(f.move(caterina.StateAssigned, ada))
	said, err := f.Say(t.Context(), f.edit(ada, "m", 0, "ciao"))
	f.ok(err)
	ev, err := f.Edit(t.Context(), f.edit(ada, "e", said.Seq, "Ciao"))
	f.ok(err)
	if n := value[int](f, "SELECT count(*) FROM delivery WHERE conversation_id = $1 AND seq = $2", f.conv, ev.Seq); n != 1 {
		t.Errorf("%d deliveries of it", n)
	}
}
