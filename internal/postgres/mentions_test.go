package postgres_test

import (
	"sync"
	"testing"

	"example.org/caterina"
)

// TestWhoIsNamedFindsItUntilTheyLook: one line a conversation, not for who names
// themselves, not for who is no member, and gone when it is opened.
func TestWhoIsNamedFindsItUntilTheyLook(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	note := func(id string, names ...caterina.OperatorID) {
		t.Helper()
		m := f.staffMessage(ada, 0, id)
		m.Note, m.Mentions = true, names
		if _, err := f.Say(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	named := func(op caterina.OperatorID) []caterina.Mention {
		t.Helper()
		mentions, err := f.Mentioned(t.Context(), f.town, op)
		if err != nil {
			t.Fatal(err)
		}
		return mentions
	}
	note("n1", bea, ada, bea, 9999)
	note("n2", bea)
	if got := named(bea); len(got) != 1 || got[0].Conversation != f.conv || got[0].By != "Ada" || got[0].At.IsZero() {
		t.Errorf("Bea finds %+v", got)
	}
	if got := named(ada); len(got) != 0 {
		t.Errorf("who named herself finds %+v", got)
	}
	if err := f.Visited(t.Context(), f.town, bea, f.conv, true); err != nil {
		t.Fatal(err)
	}
	if got := named(bea); len(got) != 0 {
		t.Errorf("after she has looked: %+v", got)
	}
	note("n2", bea) // the same note again, as a client sends it after a lost answer
	if got := named(bea); len(got) != 0 {
		t.Errorf("a repeated note names her again: %+v", got)
	}
	note("n3", bea)
	if err := f.RemoveMember(t.Context(), f.town, bea); err != nil {
		t.Fatal(err)
	}
	if got := named(bea); len(got) != 0 {
		t.Errorf("who is no member any more finds %+v", got)
	}
}

// TestReadingWhatIsNotOnesOwnIsNotedOnce: a person, a conversation, a shift.
func TestReadingWhatIsNotOnesOwnIsNotedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	var wg sync.WaitGroup
	for _, op := range []caterina.OperatorID{ada, bea} {
		wg.Go(func() {
			for _, theirs := range []bool{true, false, false, true, false} {
				if err := f.Visited(t.Context(), f.town, op, f.conv, theirs); err != nil {
					t.Error(err)
				}
			}
			if err := f.Read(t.Context(), f.town, op, f.conv); err != nil { // by a socket, after the page
				t.Error(err)
			}
		})
	}
	wg.Wait()
	entries, err := f.AuditEntries(t.Context(), f.town, 0, 0, "conversation.read", 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].Name == entries[1].Name || entries[0].Target != string(f.conv) {
		t.Errorf("the log says %+v", entries)
	}
}
