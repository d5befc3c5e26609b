package agenda_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// hears fails the test unless the desks heard of changes at exactly these offices.
func (b *bench) hears(what string, offices ...string) {
	b.t.Helper()
	if !slices.Equal(b.heard, offices) {
		b.t.Errorf("%s: desks hear of %q, want %q", what, b.heard, offices)
	}
	b.heard = nil
}

// TestDesksHearOfWhatCitizensDoByThemselves: no conversation tells of an appointment
// that was made at the desk, nor of a place of the waiting list.
func TestDesksHearOfWhatCitizensDoByThemselves(t *testing.T) {
	t.Parallel()
	b, token := opened(t)
	slot := caterina.Slot{Service: "consulenza", Office: "nord", From: monday().Add(48 * time.Hour)}
	if err := b.MoveAppointment(t.Context(), token, 2, slot); err != nil {
		t.Fatal(err)
	}
	b.hears("moved", "nord")
	slot.Office = "sud"
	if err := b.MoveAppointment(t.Context(), token, 2, slot); err != nil {
		t.Fatal(err)
	}
	b.hears("moved to another office", "nord", "sud")
	if err := b.CancelAppointment(t.Context(), token, 2); err != nil {
		t.Fatal(err)
	}
	b.hears("cancelled", "nord")
	b.store.fail = errors.New("broken")
	if b.CancelAppointment(t.Context(), token, 2) == nil || b.MoveAppointment(t.Context(), token, 2, slot) == nil {
		t.Error("a broken database changes appointments")
	}
	b.hears("nothing done")
}

func TestDesksHearOfTheWaitingList(t *testing.T) {
	t.Parallel()
	b, token, from := waiting(t)
	if _, err := b.AcceptOffer(t.Context(), token, from); err != nil {
		t.Fatal(err)
	}
	b.hears("accepted", "nord")
	if err := b.LeaveWait(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	b.hears("declined", "nord")
	for uid, w := range b.store.waits {
		w.Booking = 5
		b.store.waits[uid] = w
	}
	if _, err := b.AcceptOffer(t.Context(), token, from); err != nil {
		t.Fatal(err)
	}
	b.hears("an earlier place", "") // the other one may have been anywhere
	for uid, w := range b.store.waits {
		w.State = caterina.WaitlistWaiting
		b.store.waits[uid] = w
	}
	if err := b.LeaveWait(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	b.hears("nothing was kept")
}

func TestDesksHearOfWhatEndsByItself(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.store.freed = []caterina.AgendaOffice{{Town: 7, Office: "nord"}, {Town: 7, Office: "sud"}}
		b.keep()
		b.hears("an offer", "nord", "sud")
		b.store.fail = errors.New("the database has gone in between")
		if b.Keep(t.Context()) == nil {
			t.Error("no error")
		}
		b.hears("what was done before", "nord", "sud")
		b.store.fail, b.store.freed = nil, b.store.freed[:1]
		ctx, stop := context.WithTimeout(t.Context(), 61*time.Second)
		defer stop()
		if err := b.Run(ctx); err != nil {
			t.Error(err)
		}
		if b.store.swept != 1 || len(b.heard) != b.store.expired-2+1 {
			t.Errorf("swept %d times, offers ended %d times, heard %d times", b.store.swept, b.store.expired-2, len(b.heard))
		}
	})
}

// TestAMailThatNobodySendsIsNotSent: without a mail server a notice must not count
// as one that somebody has got. The chat is told all the same.
func TestAMailThatNobodySendsIsNotSent(t *testing.T) {
	t.Parallel()
	b, s := teller(t)
	cfg := b.config()
	cfg.Store, cfg.Send = s, nil
	b.Service = newService(cfg)
	notice := caterina.BookingNotice{Town: 7, Booking: 5, Revision: 2, What: caterina.NoticeReminder2, Channel: caterina.NoticeByMail}
	if err := b.Notice(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	if len(s.void) != 1 || s.void[0] != notice || s.said != nil || len(b.mails) != 0 {
		t.Errorf("void %+v, said %+v", s.void, s.said)
	}
	if !strings.Contains(b.logs.String(), "no mail server") || strings.Contains(b.logs.String(), "anna@") {
		t.Errorf("logged: %s", &b.logs)
	}
	notice.Channel = "chat"
	if err := b.Notice(t.Context(), notice); err != nil || s.said == nil || len(s.void) != 1 {
		t.Errorf("in the chat: %v, %+v", err, s.said)
	}
	s.err = errors.New("broken")
	notice.Channel = caterina.NoticeByMail
	if err := b.Notice(t.Context(), notice); err == nil {
		t.Error("a broken database drops a notice")
	}
	if err := b.GiveUp(t.Context(), notice); err != nil {
		t.Fatal(err)
	}
	b.hears("somebody cannot be reached", "")
}
