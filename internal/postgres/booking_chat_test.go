package postgres_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// testBot and testChat are a bot and a citizen's chat with it.
const (
	testBot  caterina.BotID  = 4242
	testChat caterina.ChatID = 77
)

// proving is an office where who books on the web has an address proved.
func proving(t *testing.T, service caterina.Service) *office {
	t.Helper()
	return officeOn(t, openedStore(t, pgtest.URL(t), true, nil), 2, service)
}

// chat opens the conversation of somebody's chat.
func (o *office) chat(who caterina.ChatID) caterina.ConversationID {
	o.t.Helper()
	conv, _, err := o.OpenChat(o.t.Context(), caterina.ChatKey(testBot, who), caterina.Opening{
		Town: o.town, Channel: caterina.ChannelTelegram, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return conv.ID
}

// ended closes a conversation, as silence does.
func (o *office) ended(conv caterina.ConversationID) {
	o.t.Helper()
	o.exec("UPDATE conversation SET state = 'closed', closed_at = clock_timestamp(), epoch = epoch + 1 WHERE id = $1", string(conv))
}

// nobody is a draft of somebody who gives their name and nothing else.
func (o *office) nobody(n int, name string, v caterina.Vacancy) caterina.BookingDraft {
	d := o.draft(n, v)
	d.Person = caterina.Person{Name: caterina.Secret(name)}
	return d
}

// bookedIn makes a booking in a chat.
func (o *office) bookedIn(conv caterina.ConversationID, n int, name string, v caterina.Vacancy) caterina.Booking {
	o.t.Helper()
	err := o.ApplyBooking(o.t.Context(), o.town, conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: o.nobody(n, name, v)}})
	if err != nil {
		o.t.Fatal(err)
	}
	b, err := o.BookingByCode(o.t.Context(), o.town, codeOf(n))
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// TestAChatBooksWithANameAlone, where others have to prove an address: the channel
// knows who writes.
func TestAChatBooksWithANameAlone(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 2})
	v := o.at(0)
	err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: o.nobody(1, "Anna Bianchi", v)}})
	if why(t, err) != caterina.ProblemUnproved {
		t.Errorf("on the web: %v", err)
	}
	conv := o.chat(testChat)
	if st, err := o.Standing(t.Context(), o.town, conv); err != nil || !st.Known {
		t.Errorf("%+v, %v; want a person who is known", st, err)
	}
	if st, err := o.Standing(t.Context(), o.town, o.conv); err != nil || st.Known {
		t.Errorf("%+v, %v; on the web nobody is known", st, err)
	}
	b := o.bookedIn(conv, 2, "Anna Bianchi", v)
	if !b.Person.Verified || b.Person.Email != "" || b.Conversation != conv {
		t.Errorf("%+v", b)
	}
	o.sound()
}

// TestAChatIsOnePerson: whatever names are given, two appointments of a chat do not
// overlap; each name has as many as a person may have, in any conversation of the chat.
func TestAChatIsOnePerson(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 1})
	first := o.chat(testChat)
	o.bookedIn(first, 1, "Anna Bianchi", o.at(0))
	o.ended(first)
	second := o.chat(testChat)
	if second == first {
		t.Fatal("the chat has the same conversation")
	}
	confirm := func(conv caterina.ConversationID, n int, name string, v caterina.Vacancy) caterina.BookingProblem {
		t.Helper()
		return why(t, o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: o.nobody(n, name, v)}}))
	}
	if got := confirm(second, 2, "Bruno Bianchi", o.at(0)); got != caterina.ProblemOverlap {
		t.Errorf("a second one of the family at that time: %q", got)
	}
	if got := confirm(second, 3, "bianchi ANNA", o.at(60)); got != caterina.ProblemLimit {
		t.Errorf("a second one of the same person: %q", got)
	}
	if got := confirm(second, 4, "Bruno Bianchi", o.at(60)); got != "" {
		t.Errorf("one for somebody else of the family, at another time: %q", got)
	}
	if got := confirm(o.chat(78), 5, "Anna Bianchi", o.at(0)); got != "" {
		t.Errorf("somebody of the same name in another chat: %q", got)
	}
	o.sound()
}

// TestTheSameTaxCodeIsTheSamePersonOnEveryChannel is case 48.
func TestTheSameTaxCodeIsTheSamePersonOnEveryChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2, caterina.Service{MaxActive: 1})
	web := o.draft(1, o.at(0))
	web.Person.TaxCode = "RSSMRA80A01H501U"
	if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(0), Draft: web}}); err != nil {
		t.Fatal(err)
	}
	draft := o.nobody(2, "Mario Rossi", o.at(60))
	draft.Person.TaxCode = "rssmra80a01h501u"
	err := o.ApplyBooking(t.Context(), o.town, o.chat(testChat), []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(60), Draft: draft}})
	if r := refusal(t, err); r.Why != caterina.ProblemLimit || r.Other.Code != codeOf(1) {
		t.Errorf("%+v", r)
	}
}

// TestWhatAChatAgreedIsFoundInItsNextConversation, also what was cancelled: a second
// tap on an old button is told so.
func TestWhatAChatAgreedIsFoundInItsNextConversation(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 3})
	first := o.chat(testChat)
	stands, gone := o.bookedIn(first, 1, "Anna Bianchi", o.at(0)), o.bookedIn(first, 2, "Bruno Bianchi", o.at(60))
	o.ended(first)
	second := o.chat(testChat)
	cancel := caterina.CancelBooking{Booking: gone.ID, Revision: gone.Revision}
	if err := o.ApplyBooking(t.Context(), o.town, second, []caterina.Effect{cancel}); err != nil {
		t.Fatal(err)
	}
	st, err := o.Standing(t.Context(), o.town, second)
	if err != nil || len(st.Bookings) != 1 || st.Bookings[0].ID != stands.ID || len(st.Ended) != 1 || st.Ended[0].ID != gone.ID {
		t.Errorf("%+v, %v", st, err)
	}
	if got := why(t, o.ApplyBooking(t.Context(), o.town, second, []caterina.Effect{cancel})); got != caterina.ProblemStale {
		t.Errorf("cancelled twice: %q", got)
	}
	for _, other := range []caterina.ConversationID{o.chat(78), o.conv, o.somebody()} {
		if st, err := o.Standing(t.Context(), o.town, other); err != nil || len(st.Bookings)+len(st.Ended) != 0 {
			t.Errorf("somebody else's conversation has %+v, %v", st, err)
		}
	}
	o.sound()
}

// TestWhoAChatKnowsHoldsNoStrangersPlace: the part of an office that strangers may
// hold is not used up by people whom a chat knows.
func TestWhoAChatKnowsHoldsNoStrangersPlace(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{})
	conv := o.chat(testChat)
	draft := o.nobody(1, "Anna Bianchi", o.at(0))
	if err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.KeepDraft{Draft: caterina.BookingDraft{Service: "bonus", Step: caterina.StepTime}}}); err != nil {
		t.Fatal(err)
	}
	v := o.at(0)
	v.Crowd = caterina.Crowd{Most: 0, Until: v.From.Add(time.Hour)}
	if err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.HoldPlace{Vacancy: v, Draft: draft}}); err != nil {
		t.Errorf("whom a chat knows: %v", err)
	}
	stranger := o.somebody()
	v.Spots = v.Spots[1:]
	if got := why(t, o.ApplyBooking(t.Context(), o.town, stranger, []caterina.Effect{caterina.HoldPlace{Vacancy: v, Draft: o.draft(2, v)}})); got != caterina.ProblemCrowded {
		t.Errorf("a stranger: %q", got)
	}
}

// TestAChatWaitsWithANameAlone, and leaves the list in any of its conversations.
func TestAChatWaitsWithANameAlone(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{})
	first := o.chat(testChat)
	now := value[time.Time](o.fixture, "SELECT app_now()")
	join := func(conv caterina.ConversationID) error {
		return o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.JoinWaitlist{
			Draft: caterina.BookingDraft{Service: "bonus", Person: caterina.Person{Name: "Anna Bianchi"}, RequestID: requestOf(9)},
			Wait:  caterina.Waitlist{Service: "bonus", From: now, To: now.AddDate(0, 1, 0), Conversation: conv, Lang: "it"},
		}})
	}
	if got := why(t, join(o.conv)); got != caterina.ProblemUnproved {
		t.Errorf("on the web: %q", got)
	}
	if err := join(first); err != nil {
		t.Fatal(err)
	}
	o.ended(first)
	second := o.chat(testChat)
	st, err := o.Standing(t.Context(), o.town, second)
	if err != nil || len(st.Waits) != 1 || !st.Waits[0].Person.Verified {
		t.Fatalf("%+v, %v", st, err)
	}
	if err := o.ApplyBooking(t.Context(), o.town, second, []caterina.Effect{caterina.LeaveWaitlist{}}); err != nil {
		t.Fatal(err)
	}
	if st, err := o.Standing(t.Context(), o.town, second); err != nil || len(st.Waits) != 0 {
		t.Errorf("%+v, %v; want nobody waiting", st, err)
	}
}

// reminder is the notice that a booking is near.
func reminder(b caterina.Booking) caterina.BookingNotice {
	return caterina.BookingNotice{Town: b.Town, Booking: b.ID, Revision: b.Revision, What: caterina.NoticeReminder0, Channel: caterina.NoticeByChat}
}

func (o *office) remind(b caterina.Booking) caterina.Event {
	o.t.Helper()
	event, err := o.SendNotice(o.t.Context(), reminder(b), func(context.Context, caterina.Booking) (*caterina.MessageBody, error) {
		return &caterina.MessageBody{Text: "Ricorda", Booking: &caterina.BookingCard{Code: b.Code}}, nil
	})
	if err != nil || event == nil {
		o.t.Fatalf("%v, %v", event, err)
	}
	return *event
}

// TestANoticeReachesAChatWhoseConversationHasEnded: in the one that is open, else in a
// new one without a greeting. It is to be sent in each case, and it is told once.
func TestANoticeReachesAChatWhoseConversationHasEnded(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 3})
	first := o.chat(testChat)
	one, two := o.bookedIn(first, 1, "Anna Bianchi", o.at(0)), o.bookedIn(first, 2, "Bruno Bianchi", o.at(60))
	three := o.bookedIn(first, 3, "Carla Bianchi", o.at(120))
	if ev := o.remind(one); ev.Conversation != first {
		t.Errorf("while it is open: told in %s", ev.Conversation)
	}
	o.ended(first)
	ev := o.remind(two)
	if ev.Conversation == first || ev.Seq != 1 {
		t.Errorf("after its end: told in %s as event %d", ev.Conversation, ev.Seq)
	}
	if again, _, err := o.OpenChat(t.Context(), caterina.ChatKey(testBot, testChat), caterina.Opening{Town: o.town, Channel: caterina.ChannelTelegram}); err != nil || again.ID != ev.Conversation {
		t.Errorf("the chat's conversation is %s, %v", again.ID, err)
	}
	if there := o.remind(three); there.Conversation != ev.Conversation || there.Seq != 2 {
		t.Errorf("the next one: told in %s as event %d", there.Conversation, there.Seq)
	}
	if event, err := o.SendNotice(t.Context(), reminder(three), nil); event != nil || err != nil {
		t.Errorf("told once more: %v, %v", event, err)
	}
	due, err := o.ClaimDeliveries(t.Context(), testBot, 10, 0)
	if err != nil || len(due) != 1 || due[0].Chat != testChat {
		t.Fatalf("%+v, %v; want the oldest of the chat", due, err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM delivery WHERE chat = $1", int64(testChat)); n != 4 {
		t.Errorf("%d are to be sent, want the greeting and three reminders", n)
	}
	web := o.deskBooked(4, o.at(180))
	o.ended(o.conv)
	if ev := o.remind(web); ev.Conversation != o.conv {
		t.Errorf("on the web: told in %s", ev.Conversation)
	}
}

// deskBooked makes a booking by the desk for the web's conversation.
func (o *office) deskBooked(n int, v caterina.Vacancy) caterina.Booking {
	o.t.Helper()
	b, err := o.BookFor(o.t.Context(), caterina.BookingOrder{
		Town: o.town, Vacancy: v, Person: caterina.Person{Name: "Dario Verdi"}, Code: codeOf(n), RequestID: requestOf(n),
		Conversation: o.conv, By: caterina.OperatorActor(1),
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

// TestCase43ABlockedChatIsNotToBeReached: the notice has failed, the desk sees it, and
// the mail goes its own way.
func TestCase43ABlockedChatIsNotToBeReached(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 3})
	conv, v := o.chat(testChat), o.at(0)
	draft := o.nobody(1, "Anna Bianchi", v)
	draft.Person.Email = "anna@example.org"
	if err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: draft}}); err != nil {
		t.Fatal(err)
	}
	b, err := o.BookingByCode(t.Context(), o.town, draft.Code)
	if err != nil {
		t.Fatal(err)
	}
	other := o.bookedIn(conv, 2, "Bruno Bianchi", o.at(60))
	o.remind(b)
	if _, err := o.CloseChat(t.Context(), testBot, testChat, "bot was blocked by the user"); err != nil {
		t.Fatal(err)
	}
	if b, err = o.Booking(t.Context(), o.town, b.ID); err != nil || !b.Unreachable {
		t.Errorf("%+v, %v; want it not to be reached", b, err)
	}
	if other, err = o.Booking(t.Context(), o.town, other.ID); err != nil || other.Unreachable {
		t.Errorf("of another one nothing was undelivered: %+v, %v", other, err)
	}
	state := func(kind caterina.NoticeKind, channel string) string {
		t.Helper()
		return value[string](o.fixture, "SELECT state FROM notice WHERE booking_id = $1 AND kind = $2 AND channel = $3", int64(b.ID), string(kind), channel)
	}
	if got := state(caterina.NoticeReminder0, "chat"); got != "failed" {
		t.Errorf("the notice in the chat is %s", got)
	}
	if got := state(caterina.NoticeReminder0, "mail"); got != "due" {
		t.Errorf("the notice by mail is %s", got)
	}
	mailed := 0
	_, err = o.SendNotice(t.Context(), caterina.BookingNotice{Town: o.town, Booking: b.ID, Revision: 0, What: caterina.NoticeReminder0, Channel: caterina.NoticeByMail},
		func(context.Context, caterina.Booking) (*caterina.MessageBody, error) { mailed++; return nil, nil }) //nolint:nilnil // a mail says nothing in the chat
	if err != nil || mailed != 1 {
		t.Errorf("%d mails, %v", mailed, err)
	}
	history, err := o.BookingHistory(t.Context(), o.town, b.ID)
	if last := history[len(history)-1]; err != nil || last.What != "unreachable" || last.Why != "telegram" || last.Actor != "system" {
		t.Errorf("the desk reads %+v, %v", history, err)
	}
	moved, _, err := o.MoveBooking(t.Context(), caterina.BookingMove{Town: o.town, Booking: b.ID, Vacancy: o.at(240), By: caterina.OperatorActor(1)})
	if err != nil || moved.Unreachable {
		t.Errorf("what comes next is tried again: %+v, %v", moved, err)
	}
}

// TestCase43EveryFailedNoticeSaysWhereItWasLost, once for as long as nobody has done
// anything about it.
func TestCase43EveryFailedNoticeSaysWhereItWasLost(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 3})
	b := o.bookedIn(o.chat(testChat), 1, "Anna Bianchi", o.at(0))
	lost := reminder(b)
	lost.Channel = caterina.NoticeByMail
	for range 2 {
		o.ok(o.FailNotice(t.Context(), lost))
	}
	history, err := o.BookingHistory(t.Context(), o.town, b.ID)
	if err != nil || len(history) != 2 || history[1].What != "unreachable" || history[1].Why != caterina.NoticeByMail {
		t.Errorf("%+v, %v", history, err)
	}
	if known, err := o.BounceNotice(t.Context(), lost); err != nil || !known {
		t.Errorf("a mail that comes back: %t, %v", known, err)
	}
	o.sound()
}

// TestAnOperatorSeesWhatTheChatHasAgreed, in its next conversation too, and on the web
// nothing of anybody else's.
func TestAnOperatorSeesWhatTheChatHasAgreed(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{MaxActive: 3})
	first := o.chat(testChat)
	b := o.bookedIn(first, 1, "Anna Bianchi", o.at(0))
	o.ended(first)
	second := o.chat(testChat)
	for conv, want := range map[caterina.ConversationID]int{first: 1, second: 1, o.chat(78): 0, o.conv: 0} {
		if list, err := o.AgreedIn(t.Context(), o.town, conv); err != nil || len(list) != want || want == 1 && list[0].ID != b.ID {
			t.Errorf("%+v, %v; want %d", list, err, want)
		}
	}
	for conv, want := range map[caterina.ConversationID]caterina.Secret{first: "4242/77", second: "4242/77", o.conv: "", "": ""} {
		if chat, err := o.ChatOf(t.Context(), o.town, conv); err != nil || chat != want {
			t.Errorf("it is known as %q, %v; want %q", chat.Reveal(), err, want.Reveal())
		}
	}
}

// TestAMessageThatFailedIsOfNoAppointment unless it tells of one.
func TestAMessageThatFailedIsOfNoAppointment(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{})
	o.chat(testChat)
	if err := o.SayToChat(t.Context(), testBot, testChat, "privacy", caterina.MessageBody{Text: "privacy"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.CloseChat(t.Context(), testBot, testChat, "blocked"); err != nil {
		t.Fatal(err)
	}
	states := value[string](o.fixture, "SELECT string_agg(DISTINCT state, ' ') FROM delivery WHERE chat = $1", int64(testChat))
	if states != "failed" {
		t.Errorf("the deliveries are %s", states)
	}
	if unreachable := value[int](o.fixture, "SELECT count(*) FROM booking WHERE unreachable"); unreachable != 0 {
		t.Errorf("%d appointments are not to be reached", unreachable)
	}
}

// TestOfferedPlaceOfAChatIsTakenWithoutAMail: the link in the chat proves who it is.
func TestOfferedPlaceOfAChatIsTakenWithoutAMail(t *testing.T) {
	t.Parallel()
	o := proving(t, caterina.Service{})
	conv := o.chat(testChat)
	now := value[time.Time](o.fixture, "SELECT app_now()")
	err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.JoinWaitlist{
		Draft: caterina.BookingDraft{Service: "bonus", Person: caterina.Person{Name: "Anna Bianchi"}, RequestID: requestOf(9)},
		Wait:  caterina.Waitlist{Service: "bonus", From: now, To: now.AddDate(0, 1, 0), Conversation: conv, Lang: "it"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	taken := o.deskBooked(1, o.at(0))
	if _, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: taken.ID, By: caterina.OperatorActor(1)}); err != nil {
		t.Fatal(err)
	}
	st, err := o.Standing(t.Context(), o.town, conv)
	if err != nil || len(st.Waits) != 1 || st.Waits[0].State != caterina.WaitlistOffered {
		t.Fatalf("%+v, %v; want an offer", st, err)
	}
	b, err := o.AcceptOffer(t.Context(), caterina.WaitAccept{Town: o.town, Wait: st.Waits[0].ID, Code: codeOf(2), RequestID: requestOf(2)})
	if err != nil || !b.Person.Verified || b.Conversation != conv || b.Person.Email != "" {
		t.Errorf("%+v, %v", b, err)
	}
	if st, err = o.Standing(t.Context(), o.town, conv); err != nil || !slices.ContainsFunc(st.Bookings, func(x caterina.Booking) bool { return x.ID == b.ID }) {
		t.Errorf("%+v, %v", st, err)
	}
	o.sound()
}
