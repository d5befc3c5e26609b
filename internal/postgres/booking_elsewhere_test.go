package postgres_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// there is an appointment that another system has made.
func (o *office) there(n int, conv caterina.ConversationID, from time.Time) caterina.NoteBooking {
	d := o.draft(n, caterina.Vacancy{})
	return caterina.NoteBooking{What: caterina.NoticeConfirmed, By: caterina.ActorCitizen, Booking: caterina.Booking{
		Town: o.town, UID: d.RequestID, Code: d.Code, Service: "bonus", Office: "centro", From: from, To: from.Add(time.Hour), Status: caterina.Booked,
		Person: d.Person, Conversation: conv, Lang: "it", External: "T1",
	}}
}

func (o *office) noticesDue(id caterina.BookingID) int {
	o.t.Helper()
	return value[int](o.fixture, "SELECT count(*) FROM notice WHERE booking_id = $1 AND state = 'due'", int64(id))
}

// TestWhatIsKeptElsewhereIsSeenAndToldAndTakesNoPlace: noted twice it is one, and what
// we would do to it has to be done there.
func TestWhatIsKeptElsewhereIsSeenAndToldAndTakesNoPlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	note := func(n caterina.NoteBooking, told *caterina.MessageBody) (caterina.Booking, int) {
		t.Helper()
		b, events, err := o.NoteElsewhere(t.Context(), n, told)
		if err != nil {
			t.Fatal(err)
		}
		return b, len(events)
	}
	o.booked(o.somebody(), 9, o.at(0)) // ours, at that time: theirs needs no place
	made := o.there(1, o.conv, o.at(0).From)
	b, _ := note(made, nil)
	again, _ := note(made, nil)
	if b.External != "T1" || again.ID != b.ID || o.places("booked") != 1 || o.noticesDue(b.ID) != 5 {
		t.Fatalf("%+v, again %+v, %d places, %d notices", b, again, o.places("booked"), o.noticesDue(b.ID))
	}
	st, err := o.Standing(t.Context(), o.town, o.conv)
	if err != nil || len(st.Bookings) != 1 || st.Bookings[0].External != "T1" {
		t.Errorf("%+v, %v; want it among what the conversation has", st.Bookings, err)
	}
	if got, err := o.BookingByToken(t.Context(), caterina.Secret(o.keys.ManageToken(b.UID))); err != nil || got.ID != b.ID {
		t.Errorf("its page: %+v, %v", got, err)
	}
	_, _, err = o.MoveBooking(t.Context(), caterina.BookingMove{Town: o.town, Booking: b.ID, Vacancy: o.at(60), By: caterina.OperatorActor(1)})
	if why(t, err) != caterina.ProblemElsewhere {
		t.Errorf("moved here: %v", err)
	}
	_, _, err = o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, By: caterina.ActorSystem})
	if why(t, err) != caterina.ProblemElsewhere {
		t.Errorf("cancelled here: %v", err)
	}
	moved := caterina.NoteBooking{Booking: b, What: caterina.NoticeMoved, By: caterina.ActorCitizen}
	moved.Booking.From, moved.Booking.To = b.From.Add(24*time.Hour), b.To.Add(24*time.Hour)
	told := &caterina.MessageBody{Text: "spostato"}
	b, events := note(moved, told)
	if b.Revision != 1 || b.Moves != 1 || events != 1 || !b.From.Equal(moved.Booking.From) || o.noticesDue(b.ID) != 5 {
		t.Errorf("moved: %+v, %d events, %d notices", b, events, o.noticesDue(b.ID))
	}
	if b, events = note(moved, told); b.Revision != 1 || events != 0 {
		t.Errorf("moved there already: %+v, %d events", b, events)
	}
	ended := caterina.NoteBooking{Booking: b, What: caterina.NoticeCancelled, By: caterina.ActorSystem}
	ended.Booking.Status = caterina.CancelledOffice
	b, _ = note(ended, nil)
	if b.Status != caterina.CancelledOffice || b.Revision != 2 || o.noticesDue(b.ID) != 2 {
		t.Errorf("cancelled by their office: %+v, %d notices, want one by mail and one in the chat", b, o.noticesDue(b.ID))
	}
	if b, _ = note(ended, nil); b.Revision != 2 {
		t.Errorf("cancelled twice: %+v", b)
	}
	if b, _ = note(moved, nil); b.Status != caterina.CancelledOffice {
		t.Errorf("what has ended is moved: %+v", b)
	}
	ours := made
	ours.Booking.External, ours.Booking.UID = "", requestOf(7)
	if _, _, err := o.NoteElsewhere(t.Context(), ours, nil); err == nil {
		t.Error("one that nobody else keeps is noted")
	}
	o.sound()
}

// TestTheReplyThatTellsOfItEndsTheDraft.
func TestTheReplyThatTellsOfItEndsTheDraft(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	apply := func(effects ...caterina.Effect) {
		t.Helper()
		if err := o.ApplyBooking(t.Context(), o.town, o.conv, effects); err != nil {
			t.Fatal(err)
		}
	}
	apply(caterina.KeepDraft{Draft: o.draft(1, caterina.Vacancy{})})
	apply(o.there(1, o.conv, o.at(0).From))
	if st, err := o.Standing(t.Context(), o.town, o.conv); err != nil || st.Draft != nil || len(st.Bookings) != 1 {
		t.Errorf("%+v, %v", st, err)
	}
	o.sound()
}

// TestWhoBooksElsewhereProvesTheAddressHere: what we write to it is ours to answer for.
func TestWhoBooksElsewhereProvesTheAddressHere(t *testing.T) {
	t.Parallel()
	o := officeOn(t, openedStore(t, pgtest.URL(t), true, nil), 1, caterina.Service{})
	draft := o.draft(1, caterina.Vacancy{})
	if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.KeepDraft{Draft: draft}}); err != nil {
		t.Fatal(err)
	}
	prove := func(digits string) error { return o.Prove(t.Context(), o.town, o.conv, digits, draft) }
	if err := prove(""); why(t, err) != caterina.ProblemUnproved {
		t.Errorf("without digits: %v", err)
	}
	digits := o.code(o.conv)
	if err := prove(digits[1:] + "x"); why(t, err) != caterina.ProblemCode {
		t.Errorf("wrong digits: %v", err)
	}
	if err := prove(digits); err != nil {
		t.Errorf("right ones: %v", err)
	}
	if err := prove(""); err != nil {
		t.Errorf("once proved: %v", err)
	}
	if _, _, err := o.NoteElsewhere(t.Context(), o.there(1, o.conv, o.at(0).From), nil); err != nil {
		t.Fatal(err)
	}
	if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.EndDraft{}}); err != nil {
		t.Fatal(err)
	}
	if err := prove(""); err != nil {
		t.Errorf("what was booked before, asked again: %v", err)
	}
}
