package agenda_test

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

// The bot of these tests, and the chat of somebody who writes to it.
const (
	someBot  caterina.BotID  = 4242
	someChat caterina.ChatID = 77
)

// chat opens the conversation of a chat.
func (m *moment) chat(who caterina.ChatID) caterina.ConversationID {
	m.t.Helper()
	conv, _, err := m.store.OpenChat(m.t.Context(), caterina.ChatKey(someBot, who), caterina.Opening{
		Town: 7, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return conv.ID
}

// bookInChat has somebody book in a chat with their name, and perhaps an address.
func (m *moment) bookInChat(conv caterina.ConversationID, who caterina.Person, from time.Time) caterina.Booking {
	m.t.Helper()
	v := m.vacancy(from)
	d := m.draft(conv, v, "x")
	d.Person = who
	if err := m.apply(conv, caterina.HoldPlace{Vacancy: v, Draft: d}); err != nil {
		m.t.Fatal(err)
	}
	if err := m.apply(conv, caterina.ConfirmBooking{Vacancy: v, Draft: d}); err != nil {
		m.t.Fatal(err)
	}
	b, err := m.store.BookingByCode(m.t.Context(), 7, d.Code)
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

// told are the texts of what was said of appointments in a chat, and is to be sent
// there, in order.
func (w *world) told() []string {
	w.t.Helper()
	return w.read(`SELECT e.body ->> 'text' FROM delivery d
	  JOIN event e ON e.town_id = d.town_id AND e.conversation_id = d.conversation_id AND e.seq = d.seq
	 WHERE d.chat = $1 AND e.kind = 'booking' ORDER BY d.id`, int64(someChat))
}

// close ends a conversation, as a day of silence does.
func (m *moment) close(conv caterina.ConversationID) {
	m.t.Helper()
	m.read("UPDATE conversation SET state = 'closed', closed_at = clock_timestamp() WHERE id = $1::uuid RETURNING id::text", string(conv))
}

// thursdayMorning is a time that can be booked at the beginning of the tests.
func thursdayMorning() time.Time { return monday().AddDate(0, 0, 3).Add(time.Hour) }

// TestAChatIsToldEverythingOfAnAppointment: no digits, no mail, both reminders with
// their buttons, a move and the end, also after the conversation has ended.
func TestAChatIsToldEverythingOfAnAppointment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	conv := m.chat(someChat)
	standing, err := m.Standing(t.Context(), siena(), conv)
	if err != nil || standing.Proves || !standing.Known || !standing.Mails {
		t.Fatalf("%+v, %v", standing, err)
	}
	b := m.bookInChat(conv, caterina.Person{Name: "Anna Bianchi"}, thursdayMorning())
	if got := w.notices(b); len(got) != 2 || got[0] != "reminder_2d chat" || got[1] != "reminder_2h chat" {
		t.Fatalf("still to be told: %q", got)
	}
	m.close(conv)
	send := func(at time.Time, what caterina.NoticeKind, revision int) *moment {
		t.Helper()
		now := w.at(at)
		notice := caterina.BookingNotice{Town: 7, Booking: b.ID, Revision: revision, What: what, Channel: caterina.NoticeByChat}
		if err := now.Notice(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
		return now
	}
	send(b.From.AddDate(0, 0, -2), caterina.NoticeReminder2, 0)
	now := send(b.From.Add(-2*time.Hour), caterina.NoticeReminder0, 0)
	told := w.told()
	if len(told) != 2 || !strings.HasPrefix(told[0], "Ricorda il tuo appuntamento di **giovedì") {
		t.Fatalf("told %q", told)
	}
	last := w.events[len(w.events)-1]
	for _, what := range []string{"/0/come", "/0/move", "/0/cancel", "Ci sarò"} {
		if !strings.Contains(string(last.Body), what) {
			t.Errorf("the reminder lacks %s: %s", what, last.Body)
		}
	}
	if last.Conversation == conv {
		t.Error("the reminder is said in a conversation that has ended")
	}
	st, err := now.Standing(t.Context(), siena(), last.Conversation)
	if err != nil || len(st.Bookings) != 1 || st.Bookings[0].Code != b.Code {
		t.Errorf("where the reminder is: %+v, %v", st, err)
	}
	if _, _, err := now.store.CancelBooking(t.Context(), caterina.BookingCancel{Town: 7, Booking: b.ID, By: caterina.OperatorActor(1), Notice: caterina.NoticeClosed, Reason: "sciopero"}); err != nil {
		t.Fatal(err)
	}
	send(b.From.Add(-time.Hour), caterina.NoticeClosed, 1)
	if told = w.told(); len(told) != 3 || !strings.Contains(told[2], "sciopero") {
		t.Errorf("told %q", told)
	}
	if body := string(w.events[len(w.events)-1].Body); strings.Count(body, `"slot/`) < 3 {
		t.Errorf("the closure offers %s", body)
	}
	m.sound()
}

// TestAMailBesideTheChatIsForWhoWantsOne: to the address that was given, without
// digits.
func TestAMailBesideTheChatIsForWhoWantsOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.bookInChat(m.chat(someChat), person("Anna"), thursdayMorning())
	want := []string{"confirmed mail", "reminder_2d chat", "reminder_2d mail", "reminder_2h chat", "reminder_2h mail"}
	if got := w.notices(b); strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("still to be told: %q", got)
	}
	if err := m.Notice(t.Context(), caterina.BookingNotice{Town: 7, Booking: b.ID, What: caterina.NoticeConfirmed, Channel: caterina.NoticeByMail}); err != nil {
		t.Fatal(err)
	}
	if mail := w.server.Next(); !strings.Contains(mail.Text, "prenotato per") {
		t.Errorf("the mail is %s", mail.Text)
	}
}

// TestAnOfferInAChatIsTakenThere: its link is in the chat, for who has no address too.
func TestAnOfferInAChatIsTakenThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.book("Bruno", thursdayMorning())
	conv := m.chat(someChat)
	d := m.draft(conv, caterina.Vacancy{Service: "consulenza"}, "x")
	d.Person = caterina.Person{Name: "Anna Bianchi"}
	err := m.apply(conv, caterina.JoinWaitlist{Draft: d, Wait: caterina.Waitlist{
		Service: "consulenza", From: m.now, To: m.now.AddDate(0, 2, 0), Conversation: conv, Lang: "it",
	}})
	if err != nil {
		t.Fatal(err)
	}
	m.close(conv)
	if _, _, err := m.store.CancelBooking(t.Context(), caterina.BookingCancel{Town: 7, Booking: b.ID, By: caterina.OperatorActor(1)}); err != nil {
		t.Fatal(err)
	}
	offers := w.offers()
	if len(offers) != 1 {
		t.Fatalf("offers %+v", offers)
	}
	if err := m.Offer(t.Context(), offers[0]); err != nil {
		t.Fatal(err)
	}
	told := w.told()
	if len(told) != 1 || !strings.HasPrefix(told[0], "Si è liberato un posto") || !strings.Contains(told[0], "/posti/") || strings.Contains(told[0], "e-mail") {
		t.Fatalf("told %q", told)
	}
	st, err := m.Standing(t.Context(), siena(), conv)
	if err != nil || len(st.Waits) != 1 {
		t.Fatalf("%+v, %v", st, err)
	}
	if _, err := m.AcceptOffer(t.Context(), m.keys.WaitToken(st.Waits[0].UID), st.Waits[0].OfferedFrom); err != nil {
		t.Fatal(err)
	}
	m.sound()
}
