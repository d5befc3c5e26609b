package agenda_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/booking"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/mailtest"
)

// thursday is in three days, at ten.
func thursday() time.Time { return monday().AddDate(0, 0, 3).Add(time.Hour) }

func notice(b caterina.Booking, what caterina.NoticeKind, channel string) caterina.BookingNotice {
	return caterina.BookingNotice{Town: 7, Booking: b.ID, Revision: b.Revision, What: what, Channel: channel}
}

func TestAnAddressIsProvedBeforeABookingStands(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	conv, v := m.open(), m.vacancy(thursday())
	d := m.draft(conv, v, "Anna")
	if err := m.apply(conv, caterina.HoldPlace{Vacancy: v, Draft: d}, caterina.SendCode{}); err != nil {
		t.Fatal(err)
	}
	right := m.digits(conv, 1)
	wrong := "000000"
	if right == wrong {
		wrong = "111111"
	}
	confirm := caterina.ConfirmBooking{Vacancy: v, Draft: d, Digits: wrong}
	for left := 4; left >= 1; left-- {
		err := m.apply(conv, confirm)
		if got := why(t, err); got != caterina.ProblemCode {
			t.Fatalf("a wrong code with %d left: %s", left, got)
		}
	}
	for _, digits := range []string{wrong, right} { // the fifth and the sixth
		confirm.Digits = digits
		if got := why(t, m.apply(conv, confirm)); got != caterina.ProblemExpired {
			t.Errorf("after five wrong codes %s is %s", digits, got)
		}
	}
	if err := m.apply(conv, caterina.KeepDraft{Draft: d}, caterina.SendCode{}); err != nil {
		t.Fatal(err)
	}
	confirm.Digits = m.digits(conv, 2)
	if err := m.apply(conv, confirm); err != nil {
		t.Errorf("with a new code: %v", err)
	}
	b, err := m.store.BookingByCode(t.Context(), 7, d.Code)
	if err != nil || !b.Person.Verified || b.UID != d.RequestID {
		t.Errorf("the booking is %+v, %v", b, err)
	}
	m.sound()
}

func TestTheWholeStoryByMailAndPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.book("Anna", thursday())
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeConfirmed, "mail")); err != nil {
		t.Fatal(err)
	}
	letter := w.server.Next()
	_, link, _ := strings.Cut(letter.Text, "https://famiglia.example.it/appuntamenti/")
	token, _, _ := strings.Cut(link, "\n")
	page, err := m.Appointment(t.Context(), token)
	if err != nil || page.Booking.ID != b.ID {
		t.Fatalf("the link opens %+v, %v", page, err)
	}
	free, err := m.FreeTimes(t.Context(), token)
	if err != nil || len(free) == 0 {
		t.Fatalf("%d times, %v", len(free), err)
	}
	to := free[len(free)-1]
	if err := m.MoveAppointment(t.Context(), token, b.Revision, to); err != nil {
		t.Fatal(err)
	}
	if len(w.events) != 1 || w.events[0].Kind != caterina.KindBooking || w.events[0].Conversation != b.Conversation {
		t.Errorf("the chat was told %+v", w.events)
	}
	page, err = m.Appointment(t.Context(), token)
	if err != nil || !page.Booking.From.Equal(to.From) || page.Booking.Revision != b.Revision+1 {
		t.Errorf("after the move the page shows %+v, %v", page.Booking, err)
	}
	if got := why(t, m.CancelAppointment(t.Context(), token, b.Revision)); got != caterina.ProblemStale {
		t.Errorf("an old page cancels: %s", got)
	}
	if err := m.CancelAppointment(t.Context(), token, b.Revision+1); err != nil {
		t.Fatal(err)
	}
	page, err = m.Appointment(t.Context(), token)
	if err != nil || page.Booking.Status != caterina.CancelledCitizen || page.NoMove == "" {
		t.Errorf("after the end the page shows %+v, %v", page, err)
	}
	m.sound()
}

func TestCase40AReminderIsNeverSentAfterTheCancelling(t *testing.T) {
	t.Parallel()
	reading := make(chan struct{})
	var once sync.Once
	cancelled := make(chan error, 1)
	w := newWorld(t, mailtest.Config{Recipient: func(string) string {
		once.Do(func() { reading <- struct{}{}; <-reading })
		return ""
	}})
	m := w.at(monday())
	b := bookedQuietly(m, "Anna")
	go func() { // the citizen cancels while the server thinks of the reader, and does not wait for it
		<-reading
		cancelled <- m.CancelAppointment(t.Context(), m.keys.ManageToken(b.UID), b.Revision)
		reading <- struct{}{}
	}()
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeReminder0, "mail")); err != nil {
		t.Fatal(err)
	}
	if err := <-cancelled; err != nil {
		t.Fatal(err)
	}
	for _, what := range []caterina.NoticeKind{caterina.NoticeReminder2, caterina.NoticeReminder0, caterina.NoticeConfirmed} {
		for _, channel := range []string{"mail", "chat"} {
			if err := m.Notice(t.Context(), notice(b, what, channel)); err != nil {
				t.Fatal(err)
			}
		}
	}
	select {
	case late := <-w.server.Mails:
		t.Errorf("after the cancelling came %q", late.Subject)
	default:
	}
	if got := w.notices(b); !slices.Equal(got, []string{"cancelled mail"}) {
		t.Errorf("still to be told: %v", got)
	}
	m.sound()
}

// bookedQuietly books without a mail: a server that is slow is spoken to later.
func bookedQuietly(m *moment, who string) caterina.Booking {
	m.t.Helper()
	p := person(who)
	b, err := m.store.BookFor(m.t.Context(), caterina.BookingOrder{
		Town: 7, Vacancy: m.vacancy(thursday()), Person: p, Lang: "it", Code: "K7M2XQR", RequestID: "6f0c3c2e-1234-4abc-8def-0123456789ab",
		By: caterina.OperatorActor(1),
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

// TestAMailServerThatHangsKeepsNobodyFromTheirAppointment: it has let us in, or even has
// the whole mail, and says nothing more. Who moves and cancels does not wait for it.
func TestAMailServerThatHangsKeepsNobodyFromTheirAppointment(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"before the text", "after the text"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hung, wake := make(chan struct{}, 9), make(chan struct{})
			hang := func() string { hung <- struct{}{}; <-wake; return "" }
			config := mailtest.Config{Data: hang}
			if name == "before the text" {
				config = mailtest.Config{Recipient: func(string) string { return hang() }}
			}
			w := newWorld(t, config)
			m := w.at(monday())
			b := bookedQuietly(m, "Anna")
			told := make(chan error, 1)
			go func() { told <- m.Notice(t.Context(), notice(b, caterina.NoticeConfirmed, "mail")) }()
			<-hung
			token, start := m.keys.ManageToken(b.UID), time.Now()
			to := caterina.Slot{Service: "consulenza", Office: "nord", From: thursday().AddDate(0, 0, 1)}
			if err := m.MoveAppointment(t.Context(), token, b.Revision, to); err != nil {
				t.Fatal(err)
			}
			if err := m.CancelAppointment(t.Context(), token, b.Revision+1); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("it took %s", took)
			}
			close(wake)
			if err := <-told; err != nil {
				t.Error(err)
			}
			want := "void" // it was overtaken before it could leave
			if name == "after the text" {
				want = "sent" // while it was true; the news of the change come after, with a higher number
			}
			if got := w.read("SELECT state FROM notice WHERE kind = 'confirmed' AND channel = 'mail'"); got[0] != want {
				t.Errorf("the notice is %v, want %s", got, want)
			}
			m.sound()
		})
	}
}

// TestCase40WhateverComesFirst: of a reminder and a cancelling that meet, what leaves
// was true when it did.
func TestCase40WhateverComesFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	var all []caterina.Booking
	for i := range 6 {
		all = append(all, m.book("Persona"+string('a'+rune(i)), thursday().Add(time.Duration(i-2)*30*time.Minute)))
	}
	for _, b := range all {
		start := make(chan struct{})
		var both sync.WaitGroup
		both.Go(func() {
			<-start
			if err := m.Notice(t.Context(), notice(b, caterina.NoticeReminder0, "mail")); err != nil {
				t.Error(err)
			}
		})
		both.Go(func() {
			<-start
			if err := m.CancelAppointment(t.Context(), m.keys.ManageToken(b.UID), b.Revision); err != nil {
				t.Error(err)
			}
		})
		close(start)
		both.Wait()
	}
	sent := w.read("SELECT 'x' FROM notice WHERE kind = 'reminder_2h' AND state = 'sent'")
	if len(sent) != len(w.server.Mails) {
		t.Errorf("%d reminders are noted as sent, and %d were", len(sent), len(w.server.Mails))
	}
	m.sound() // nothing was sent after its booking had changed
}

func TestCase41AReminderOfTheOldTimeIsNeverSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.book("Anna", thursday())
	token := m.keys.ManageToken(b.UID)
	to := caterina.Slot{Service: "consulenza", Office: "nord", From: thursday().AddDate(0, 0, 1)}
	if err := m.MoveAppointment(t.Context(), token, b.Revision, to); err != nil {
		t.Fatal(err)
	}
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeReminder0, "mail")); err != nil { // of the old revision
		t.Fatal(err)
	}
	moved, err := m.store.Booking(t.Context(), 7, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Notice(t.Context(), notice(moved, caterina.NoticeReminder0, "mail")); err != nil {
		t.Fatal(err)
	}
	if got := w.server.Next().Text; !strings.Contains(got, "venerdì 27 novembre 2026, ore 10:00") || strings.Contains(got, "giovedì") {
		t.Errorf("the reminder says\n%s", got)
	}
	if len(w.server.Mails) != 0 {
		t.Error("there were two reminders")
	}
}

func TestCase42WhoBooksTheDayBeforeIsRemindedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(time.Date(2026, 11, 23, 14, 0, 0, 0, caterina.Rome()))
	b := m.book("Anna", time.Date(2026, 11, 24, 10, 0, 0, 0, caterina.Rome())) // in twenty hours
	if diff := cmp.Diff([]string{"confirmed mail", "reminder_2h chat", "reminder_2h mail"}, w.notices(b)); diff != "" {
		t.Errorf("to be told (-want +got):\n%s", diff)
	}
	late := w.at(time.Date(2026, 11, 24, 8, 0, 0, 0, caterina.Rome()))
	for _, what := range []caterina.NoticeKind{caterina.NoticeReminder2, caterina.NoticeReminder0} {
		if err := late.Notice(t.Context(), notice(b, what, "mail")); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.server.Next(); !strings.Contains(got.Text, "martedì 24 novembre 2026, ore 10:00") || len(w.server.Mails) != 0 {
		t.Errorf("reminded of %s, and %d times more", got.Text, len(w.server.Mails))
	}
	early := w.at(monday()).book("Luca", thursday())
	want := []string{"confirmed mail", "reminder_2d chat", "reminder_2d mail", "reminder_2h chat", "reminder_2h mail"}
	if diff := cmp.Diff(want, w.notices(early)); diff != "" {
		t.Errorf("who books three days before (-want +got):\n%s", diff)
	}
	due := w.read("SELECT to_char(due_at AT TIME ZONE 'Europe/Rome', 'DD HH24:MI') FROM notice WHERE booking_id = $1 AND channel = 'chat' ORDER BY due_at", int64(early.ID))
	if !slices.Equal(due, []string{"24 10:00", "26 08:00"}) {
		t.Errorf("reminded at %v", due)
	}
}

// queue works the jobs of a moment as a server does, until the test ends.
func (m *moment) queue(t *testing.T) {
	t.Helper()
	logger := m.config(m.store, m.now).Logger
	work, err := m.store.Jobs(jobs.AllWorkers(nil, m.Service, logger), logger)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- work.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// TestCase43AnAddressThatRefusesMailIsSeenByTheDesk is the part of the case that
// concerns mail: the booking stands, the chat is told, the desk sees it.
func TestCase43AnAddressThatRefusesMailIsSeenByTheDesk(t *testing.T) {
	t.Parallel()
	refuse := make(chan bool, 1)
	refuse <- false
	w := newWorld(t, mailtest.Config{Recipient: func(string) string {
		bad := <-refuse
		refuse <- bad
		if bad {
			return "550 no such mailbox"
		}
		return ""
	}})
	m := w.at(monday())
	b := m.book("Anna", thursday())
	<-refuse
	refuse <- true
	m.queue(t)
	eventually(t, "the desk sees it", func() bool {
		now, err := m.store.Booking(t.Context(), 7, b.ID)
		return err == nil && now.Unreachable && now.Status == caterina.Booked
	})
	if got := w.read("SELECT state FROM notice WHERE booking_id = $1 AND kind = 'confirmed'", int64(b.ID)); !slices.Equal(got, []string{"failed"}) {
		t.Errorf("the notice is %v", got)
	}
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeReminder0, "chat")); err != nil || len(w.events) != 1 {
		t.Errorf("the chat was told %d times, %v", len(w.events), err)
	}
}

func TestCase44ABookingStandsWhileTheMailServerIsDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	address := w.server.Address()
	b := m.book("Anna", thursday())
	w.server.Close()
	m.queue(t)
	eventually(t, "the first try has failed", func() bool {
		return len(w.read("SELECT id::text FROM river_job WHERE kind = 'booking_notice' AND errors IS NOT NULL")) > 0
	})
	found, err := m.FindBooking(t.Context(), siena(), "00000000-0000-4000-8000-000000000000", b.Code, "anna@example.it")
	if err != nil || found.Status != caterina.Booked || found.Unreachable {
		t.Errorf("meanwhile it is %+v, %v", found, err)
	}
	w.server = mailtest.Start(t, mailtest.Config{Address: address})
	if got := w.server.Next(); !strings.Contains(got.Text, booking.ShowCode(b.Code)) || got.Subject != "Il tuo appuntamento è prenotato" {
		t.Errorf("when it is back it gets %q", got.Subject)
	}
}

// eventually waits for what others do.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick, patience := time.NewTicker(20*time.Millisecond), time.After(30*time.Second)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-patience:
			t.Fatalf("never: %s", what)
		}
	}
}
