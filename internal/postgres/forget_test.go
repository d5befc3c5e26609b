package postgres_test

import (
	"slices"
	"testing"
	"time"

	"example.org/caterina"
)

// talks opens the conversation of a chat.
func (f *fixture) talks(chat caterina.ChatID) caterina.ConversationID {
	f.t.Helper()
	conv, _, err := f.OpenChat(f.t.Context(), caterina.ChatKey(aBot, chat), caterina.Opening{
		Town: f.town, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return conv.ID
}

// erases empties a conversation; by 0 as its citizen, who is told outside of it.
func (f *fixture) erases(conv caterina.ConversationID, by caterina.OperatorID) {
	f.t.Helper()
	if _, err := f.Erase(f.t.Context(), &caterina.Erasure{Town: f.town, Conversation: conv, By: by, Event: caterina.MessageBody{Text: "Cancellato."}}); err != nil {
		f.t.Fatal(err)
	}
}

// sends notes as sent all that is due.
func (f *fixture) sends() {
	f.t.Helper()
	for due := f.claims(0); len(due) > 0; due = f.claims(0) {
		for i := range due {
			if err := f.PartSent(f.t.Context(), &due[i], due[i].ID, true); err != nil {
				f.t.Fatal(err)
			}
		}
	}
}

func (f *fixture) forgets(age time.Duration) {
	f.t.Helper()
	if err := f.ForgetUpdates(f.t.Context(), age); err != nil {
		f.t.Fatal(err)
	}
}

// known are the chats of which any table knows the number.
func (f *fixture) known() (chats []int64) {
	f.t.Helper()
	rows, err := f.Pool().Query(f.t.Context(), `
		SELECT chat FROM telegram_chat UNION SELECT chat FROM delivery UNION SELECT chat FROM telegram_update
		 UNION SELECT split_part(chat, '/', 2)::bigint FROM conversation WHERE channel = 'telegram' AND chat LIKE '%/%' ORDER BY 1`)
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var chat int64
		if err := rows.Scan(&chat); err != nil {
			f.t.Fatal(err)
		}
		chats = append(chats, chat)
	}
	return chats
}

// TestWhatIsSaidOutsideOfConversationsIsForgotten, once it has ended and what made it
// be said is forgotten too: until then it is not said again.
func TestWhatIsSaidOutsideOfConversationsIsForgotten(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	count := func() (n int) {
		if err := f.Pool().QueryRow(t.Context(), "SELECT count(*) FROM delivery").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	f.storeUpdates(updates(1, 7))
	f.tells(1, "7/0", "7/1", "6/0")
	f.forgets(0)
	if n := count(); n != 3 {
		t.Errorf("%d are left that were to be sent", n)
	}
	f.sends()
	f.tells(2, "5/0") // due still
	f.forgets(time.Hour)
	if n := count(); n != 4 {
		t.Errorf("%d are left within the hour", n)
	}
	f.forgets(0)
	if n := count(); n != 3 {
		t.Errorf("%d are left of an update that is known, and of one that is due", n)
	}
	if _, err := f.Pool().Exec(t.Context(), "UPDATE telegram_update SET done_at = now(), raw = NULL"); err != nil {
		t.Fatal(err)
	}
	f.forgets(0)
	if n := count(); n != 1 {
		t.Errorf("%d are left of an update that is forgotten", n)
	}
}

// TestTheNumberOfAChatGoesWithWhatItsCitizenErases: of nobody else.
func TestTheNumberOfAChatGoesWithWhatItsCitizenErases(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	chat := func(n caterina.ChatID) caterina.ConversationID {
		if _, err := f.Chat(t.Context(), aBot, n); err != nil {
			t.Fatal(err)
		}
		return f.talks(n)
	}
	erased, again := chat(1), chat(2)
	chat(3)
	ada := f.hire("Ada", 3)
	f.erases(erased, ada)
	f.erases(again, 0)
	in := f.inbound("ancora io")
	in.Conversation = again
	if _, err := f.Receive(t.Context(), in, caterina.Lease{}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Chat(t.Context(), aBot, 4); err != nil { // nobody has said anything there
		t.Fatal(err)
	}
	refused, err := f.Chat(t.Context(), aBot, -5)
	if err != nil {
		t.Fatal(err)
	}
	refused.State = caterina.ChatRefused
	if err := f.SetChat(t.Context(), refused); err != nil {
		t.Fatal(err)
	}
	f.forgets(0)
	if got := f.known(); !slices.Equal(got, []int64{-5, 1, 2, 3}) {
		t.Errorf("known while the citizen is to be told: %v", got)
	}
	f.sends()
	f.forgets(time.Hour)
	if got := f.known(); !slices.Equal(got, []int64{-5, 1, 2, 3}) {
		t.Errorf("known within the hour: %v", got)
	}
	f.forgets(0)
	if got := f.known(); !slices.Equal(got, []int64{-5, 2, 3}) {
		t.Errorf("known at last: %v", got)
	}
	var state caterina.State
	if err := f.Pool().QueryRow(t.Context(), "SELECT state::text FROM conversation WHERE id = $1", string(erased)).Scan(&state); err != nil || state != caterina.StateClosed {
		t.Errorf("the conversation is %q, %v", state, err)
	}
	if next := f.talks(1); next == erased {
		t.Error("the chat still finds it")
	}
	if _, err := f.Pool().Exec(t.Context(), "SELECT append_event($1, $2, NULL, 'system', 'note', true, NULL, '{}')", int64(f.town), string(erased)); err != nil {
		t.Fatal(err)
	}
	f.erases(erased, ada) // again, which tells nobody any more
	if state, err := f.ChatState(t.Context(), f.town, erased); err != nil || state != caterina.ChatOpen {
		t.Errorf("its chat is %q, %v", state, err)
	}
	f.forgets(0)
}

// TestTheChatOfAnAppointmentIsNotForgotten before the appointment's data are.
func TestTheChatOfAnAppointmentIsNotForgotten(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{})
	conv := o.chat(testChat)
	b := o.bookedIn(conv, 1, "Anna Bianchi", o.at(0))
	if _, err := o.Erase(t.Context(), &caterina.Erasure{Town: o.town, Conversation: conv, Event: caterina.MessageBody{Text: "Cancellato."}}); err != nil {
		t.Fatal(err)
	}
	kept := func() (n int) {
		t.Helper()
		if err := o.ForgetUpdates(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if err := o.Pool().QueryRow(t.Context(), "SELECT count(*) FROM conversation WHERE id = $1 AND chat LIKE '%/%'", string(conv)).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if _, err := o.Pool().Exec(t.Context(), "UPDATE delivery SET state = 'sent', body = NULL"); err != nil {
		t.Fatal(err)
	}
	if kept() != 1 {
		t.Error("its reminders find nobody")
	}
	if _, err := o.Pool().Exec(t.Context(), "UPDATE booking SET erased_at = now() WHERE id = $1", int64(b.ID)); err != nil {
		t.Fatal(err)
	}
	if kept() != 0 {
		t.Error("it is kept for nothing")
	}
}

// TestAChatThatIsLostAgainIsToldAgain, and each time once.
func TestAChatThatIsLostAgainIsToldAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	conv := f.talks(aChat)
	chat, err := f.Chat(t.Context(), aBot, aChat)
	if err != nil {
		t.Fatal(err)
	}
	for outage := range 3 {
		for try := range 3 {
			if _, err := f.CloseChat(t.Context(), aBot, aChat, "bot was blocked by the user"); err != nil {
				t.Fatal(err)
			}
			_, told, err := f.NoteUnreachable(t.Context(), f.town, conv, "bot was blocked by the user")
			if err != nil || told != (try == 0) {
				t.Errorf("outage %d, try %d: %t, %v", outage, try, told, err)
			}
		}
		if err := f.SetChat(t.Context(), chat); err != nil { // the citizen is back
			t.Fatal(err)
		}
	}
	if _, told, err := f.NoteUnreachable(t.Context(), f.town, f.conv, "x"); !told || err != nil {
		t.Errorf("of a conversation without a chat: %t, %v", told, err)
	}
}

// TestNoLinkLeadsToWhatHasEnded.
func TestNoLinkLeadsToWhatHasEnded(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	if _, err := f.Pool().Exec(t.Context(), "UPDATE conversation SET state = 'closed', closed_at = now() WHERE id = $1", string(f.conv)); err != nil {
		t.Fatal(err)
	}
	word, err := f.MakeLink(t.Context(), f.town, f.conv)
	if caterina.CodeOf(err) != caterina.CodeConflict || word != "" {
		t.Errorf("it was made: %v", err)
	}
	if _, err := f.MakeLink(t.Context(), f.saveTown("bari"), f.conv); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("in another town: %v", err)
	}
}
