package postgres_test

import (
	"testing"

	"example.org/caterina"
)

// mailed is the confirmation of a booking by mail, and how it stands.
func mailed(o *office, b caterina.Booking) (caterina.BookingNotice, func() string) {
	return caterina.BookingNotice{Town: o.town, Booking: b.ID, What: caterina.NoticeConfirmed, Channel: caterina.NoticeByMail}, func() string {
		return value[string](o.fixture, "SELECT state FROM notice WHERE kind = 'confirmed' AND channel = 'mail'")
	}
}

// claim claims a notice and says whether it is to be sent.
func claim(o *office, notice caterina.BookingNotice) bool {
	o.t.Helper()
	due, err := o.ClaimNotice(o.t.Context(), notice)
	if err != nil {
		o.t.Fatal(err)
	}
	return due
}

// TestOneOfTwoWorkersSendsANotice: the other one waits until it is known what became of
// it.
func TestOneOfTwoWorkersSendsANotice(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	notice, state := mailed(o, o.booked(o.conv, 1, o.at(0)))
	if b, due, err := o.NoticeDue(t.Context(), notice); err != nil || !due || b.Code == "" || state() != "due" {
		t.Fatalf("%+v, %t, %v", b, due, err)
	}
	if !claim(o, notice) || state() != "sending" {
		t.Fatalf("not claimed: %s", state())
	}
	for what, look := range map[string]func() (bool, error){
		"looks":  func() (bool, error) { _, due, err := o.NoticeDue(t.Context(), notice); return due, err },
		"claims": func() (bool, error) { return o.ClaimNotice(t.Context(), notice) },
	} {
		if due, err := look(); due || caterina.CodeOf(err) != caterina.CodeUnavailable {
			t.Errorf("who %s meanwhile: %t, %v", what, due, err)
		}
	}
	if err := o.NoticeSent(t.Context(), notice, true); err != nil || state() != "sent" {
		t.Errorf("%s, %v", state(), err)
	}
	if claim(o, notice) {
		t.Error("it is sent twice")
	}
	o.sound()
}

// TestANoticeWhoseSenderDiedIsSentAfterAll: at most once more, and never not at all.
func TestANoticeWhoseSenderDiedIsSentAfterAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	notice, state := mailed(o, o.booked(o.conv, 1, o.at(0)))
	claim(o, notice)
	o.exec("UPDATE notice SET sent_at = sent_at - interval '61 seconds' WHERE state = 'sending'")
	if !claim(o, notice) {
		t.Fatal("it is never sent")
	}
	if err := o.NoticeSent(t.Context(), notice, false); err != nil || state() != "due" {
		t.Errorf("the server hung up: %s, %v", state(), err)
	}
	claim(o, notice)
	if err := o.NoticeSent(t.Context(), notice, true); err != nil || state() != "sent" {
		t.Errorf("%s, %v", state(), err)
	}
	o.sound()
}

// TestAChangeDoesNotWaitForTheNoticeThatIsBeingSent, and the notice that fails
// meanwhile is dropped: the change has its own.
func TestAChangeDoesNotWaitForTheNoticeThatIsBeingSent(t *testing.T) {
	t.Parallel()
	for _, sent := range []bool{true, false} {
		o := newOffice(t, 1, caterina.Service{})
		b := o.booked(o.conv, 1, o.at(0))
		notice, state := mailed(o, b)
		claim(o, notice)
		if _, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, By: caterina.ActorCitizen}); err != nil {
			t.Fatal(err)
		}
		if err := o.NoticeSent(t.Context(), notice, sent); err != nil {
			t.Fatal(err)
		}
		if want := map[bool]string{true: "sent", false: "void"}[sent]; state() != want {
			t.Errorf("left %t: it is %s, want %s", sent, state(), want)
		}
		if claim(o, notice) {
			t.Error("told of what was cancelled")
		}
		o.sound()
	}
}

// TestWhoIsErasedIsNotWrittenTo, though a mail to them was on its way when its sender
// died.
func TestWhoIsErasedIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(0))
	notice, state := mailed(o, b)
	claim(o, notice)
	if err := o.EraseBooking(t.Context(), o.town, b.ID, "operator:1"); err != nil {
		t.Fatal(err)
	}
	if state() != "void" || claim(o, notice) {
		t.Errorf("it is %s", state())
	}
	if err := o.NoticeSent(t.Context(), notice, false); err != nil || state() != "void" {
		t.Errorf("%s, %v", state(), err)
	}
}
