package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/caterina"
)

// keep stores a file in the fixture's conversation.
func (f *fixture) keep(content string) string {
	f.t.Helper()
	id, err := f.SaveAttachment(f.t.Context(), &caterina.Attachment{
		File: caterina.File{Name: content + ".txt", MIME: "text/plain", Size: len(content)}, Town: f.town, Conversation: f.conv, ClientID: "c1", Bytes: []byte(content),
	})
	f.ok(err)
	return id
}

// TestAnErasureTakesTheFiles of its conversation, and of no other.
func TestAnErasureTakesTheFiles(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	mine := f.conv
	f.conv = f.open().Conversation.ID
	other := f.keep("altro")
	f.conv = mine
	id := f.keep(secret)
	f.confide("c1")
	f.mustErase(ada)
	if _, err := f.Attachment(t.Context(), f.town, id); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("the file after the erasure: %v", err)
	}
	if n := value[int](f, "SELECT count(*) FROM attachment WHERE encode(bytes, 'escape') LIKE '%'||$1||'%' OR name LIKE '%'||$1||'%'", secret); n != 0 {
		t.Errorf("%d rows hold it still", n)
	}
	if kept, err := f.Attachment(t.Context(), f.town, other); err != nil || string(kept.Bytes) != "altro" {
		t.Errorf("the file of another conversation: %+v, %v", kept.File, err)
	}
}

// TestAFileIsOfOneTown, and the same one sent twice is one.
func TestAFileIsOfOneTown(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	bari := f.saveTown("bari")
	id := f.keep("uno")
	if again := f.keep("uno"); again != id {
		t.Errorf("the same file is %s and %s", id, again)
	}
	if _, err := f.Attachment(t.Context(), bari, id); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("in another town: %v", err)
	}
}

// TestAFileIsNotedOnceAShift for each who was shown it.
func TestAFileIsNotedOnceAShift(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	for _, op := range []caterina.OperatorID{ada, ada, bea} {
		for _, file := range []string{"a", "b"} {
			f.ok(f.Opened(t.Context(), f.town, op, f.conv, file))
		}
		f.ok(f.Read(t.Context(), f.town, op, f.conv))
	}
	for action, want := range map[string]int{"conversation.file": 4, "conversation.read": 2} {
		entries, err := f.AuditEntries(t.Context(), f.town, 0, 0, action, 100)
		f.ok(err)
		if len(entries) != want {
			t.Errorf("%s was noted %d times, want %d", action, len(entries), want)
		}
	}
	if got := f.rows("SELECT detail FROM audit WHERE action = 'conversation.read'"); fmt.Sprint(got) != "[ ]" {
		t.Errorf("a reading names a file: %q", got)
	}
}

// TestHowMessagesOfAChatHaveArrived: what has simply done so is not told of.
func TestHowMessagesOfAChatHaveArrived(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const bot, number = 42, 7
	ctx := t.Context()
	_, err := f.Chat(ctx, bot, number)
	f.ok(err)
	conv, _, err := f.OpenChat(ctx, caterina.ChatKey(bot, number), caterina.Opening{
		Town: f.town, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	f.ok(err)
	flaws := func() []caterina.DeliveryFlaw {
		t.Helper()
		flaws, err := f.DeliveryFlaws(ctx, f.town, conv.ID)
		f.ok(err)
		return flaws
	}
	if got := flaws(); len(got) != 1 || got[0].State != caterina.DeliveryDue || got[0].Seq != 1 || time.Since(got[0].At).Abs() > time.Minute {
		t.Errorf("before it is sent: %+v", got)
	}
	due, err := f.ClaimDeliveries(ctx, bot, 8, 0)
	f.ok(err)
	f.ok(f.PartSent(ctx, &due[0], 1, true))
	if got := flaws(); len(got) != 0 {
		t.Errorf("once it has arrived: %+v", got)
	}
	if got, err := f.ChatState(ctx, f.town, conv.ID); err != nil || got != caterina.ChatOpen {
		t.Errorf("the chat is %s, %v", got, err)
	}
	_, err = f.CloseChat(ctx, bot, number, "bot was blocked by the user")
	f.ok(err)
	if got, err := f.ChatState(ctx, f.town, conv.ID); err != nil || got != caterina.ChatBlocked {
		t.Errorf("the chat that was closed is %s, %v", got, err)
	}
	if got, err := f.ChatState(ctx, f.town, f.conv); err != nil || got != caterina.ChatOpen {
		t.Errorf("a conversation of the web: %s, %v", got, err)
	}
	if got, err := f.ChatState(ctx, f.saveTown("bari"), conv.ID); err != nil || got != caterina.ChatOpen {
		t.Errorf("in another town: %s, %v", got, err)
	}
}
