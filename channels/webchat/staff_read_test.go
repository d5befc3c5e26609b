package webchat

import (
	"errors"
	"slices"
	"testing"

	"example.org/caterina"
)

// noted returns what the audit log says of who has read.
func (o *office) noted() []reading {
	o.desk.mu.Lock()
	defer o.desk.mu.Unlock()
	return slices.Clone(o.desk.readings)
}

// TestReadingBySocketIsNoted: whoever follows a conversation that is not theirs, with
// or without its page, stands in the audit log, once a connection. One's own is
// nobody's business.
func TestReadingBySocketIsNoted(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada := o.signIn(t, "ada", 1)
	ada.sub(convOne)
	ada.sub(convOne)
	if got := o.noted(); !slices.Equal(got, []reading{{1, convOne}}) {
		t.Errorf("the log says %+v", got)
	}
	o.desk.mu.Lock()
	o.desk.heads[convOne].Owner, o.desk.heads[convOne].Conversation.State = 2, caterina.StateAssigned
	o.desk.mu.Unlock()
	bea := o.signIn(t, "bea", 2)
	bea.sub(convOne)
	if got := o.noted(); len(got) != 1 {
		t.Errorf("who has it reads it: %+v", got)
	}
	again := o.signIn(t, "ada", 3)
	again.sub(convOne)
	if got := o.noted(); !slices.Equal(got, []reading{{1, convOne}, {1, convOne}}) {
		t.Errorf("another connection: %+v", got)
	}
}

// TestNothingIsReadThatIsNotNoted: without the audit log the conversation stays shut,
// and can be tried again.
func TestNothingIsReadThatIsNotNoted(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	o.desk.mu.Lock()
	o.desk.unread = errors.New("the log is full")
	o.desk.mu.Unlock()
	ada := o.signIn(t, "ada", 1)
	ada.say(map[string]any{"type": "sub", "id": "sub", "conv": convOne})
	ada.until("a refusal", func(f *consoleFrame) bool {
		if f.Type == "ev" {
			t.Errorf("was shown %+v", f)
		}
		return f.Type == "nak" && f.ID == "sub"
	})
	o.desk.mu.Lock()
	o.desk.unread = nil
	o.desk.mu.Unlock()
	ada.sub(convOne)
	if got := o.noted(); len(got) != 1 {
		t.Errorf("the log says %+v", got)
	}
}
