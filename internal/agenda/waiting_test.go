package agenda_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

// full books every place of "nord" of a morning but none at "sud", and returns the
// bookings.
func (m *moment) full(day time.Time) []caterina.Booking {
	m.t.Helper()
	var all []caterina.Booking
	for i := range 6 { // nine to twelve, half an hour each
		all = append(all, m.book("Persona"+string('a'+rune(i)), day.Add(time.Duration(i)*30*time.Minute)))
	}
	return all
}

// offered sends the offers that are due from the first-th on, and returns who was
// written to.
func (m *moment) offered(first int) []string {
	m.t.Helper()
	var readers []string
	for _, n := range m.offers()[first:] {
		if err := m.Offer(m.t.Context(), n); err != nil {
			m.t.Fatal(err)
		}
		select {
		case letter := <-m.server.Mails:
			m.t.Logf("%s: %s", letter.To, letter.Text)
			readers = append(readers, letter.To+": "+letter.Subject)
			m.said = append(m.said, letter.Text)
		default: // it was dropped
		}
	}
	return readers
}

func (m *moment) cancel(b caterina.Booking) {
	m.t.Helper()
	if err := m.CancelAppointment(m.t.Context(), m.keys.ManageToken(b.UID), b.Revision); err != nil {
		m.t.Fatal(err)
	}
}

// token is the secret of a person's wish.
func (m *moment) token(conv caterina.ConversationID) string {
	m.t.Helper()
	return m.keys.WaitToken(m.read("SELECT uid::text FROM waitlist WHERE conversation_id = $1::uuid", string(conv))[0])
}

func TestCase56AFreedPlaceIsKeptForOneAfterTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	tenPast := w.at(time.Date(2026, 11, 23, 9, 10, 0, 0, caterina.Rome()))
	tomorrow := time.Date(2026, 11, 24, 9, 30, 0, 0, caterina.Rome())
	freed := tenPast.book("Carla", tomorrow)
	first, second := tenPast.wait("Anna"), tenPast.wait("Luca")
	tenPast.cancel(freed)
	if got := tenPast.offered(0); len(got) != 1 || got[0] != "anna@example.it: Si è liberato un posto" {
		t.Fatalf("told: %v", got)
	}
	for _, words := range []string{"martedì 24 novembre 2026, ore 9:30", "Lo teniamo per te fino alle 10:10.", "https://famiglia.example.it/posti/" + tenPast.token(first)} {
		if !strings.Contains(w.said[0], words) {
			t.Errorf("the first does not read %q:\n%s", words, w.said[0])
		}
	}
	offer, err := tenPast.WaitOffer(t.Context(), tenPast.token(first))
	if err != nil || !offer.Wait.Kept || !offer.Wait.OfferedUntil.Equal(tenPast.now.Add(time.Hour)) || !offer.Card.From.Equal(tomorrow) {
		t.Errorf("the page of the first shows %+v, %v", offer.Wait, err)
	}
	if _, err := tenPast.Vacancy(t.Context(), caterina.VacancyQuery{Town: siena(), Service: "consulenza", Office: "nord", From: tomorrow}); why(t, err) != caterina.ProblemTaken {
		t.Errorf("for everybody else the place is free: %v", err)
	}

	later := w.at(tenPast.now.Add(61 * time.Minute)) // the first has not answered
	if err := later.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Less than a day is left by then, so it is no longer kept: the second is told, and
	// the first not again.
	if got := later.offered(1); len(got) != 1 || got[0] != "luca@example.it: Si è liberato un posto" {
		t.Fatalf("told: %v", got)
	}
	for _, words := range []string{"martedì 24 novembre 2026, ore 9:30", "lo prende chi risponde per primo", "/posti/" + later.token(second)} {
		if !strings.Contains(w.said[1], words) || strings.Contains(w.said[1], "Lo teniamo") {
			t.Errorf("the second does not read %q:\n%s", words, w.said[1])
		}
	}
	if _, err := later.AcceptOffer(t.Context(), later.token(first), tomorrow); why(t, err) != caterina.ProblemTaken {
		t.Errorf("the first, too late: %v", err)
	}
	page, err := later.AcceptOffer(t.Context(), later.token(second), tomorrow)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := later.Appointment(t.Context(), page); err != nil || a.Booking.Person.Name != "Luca" || !a.Booking.From.Equal(tomorrow) || !a.Booking.Person.Verified {
		t.Errorf("the second has %+v, %v", a.Booking, err)
	}
	later.sound()
}

func TestCase57WhoeverIsSlowerIsToldAndStaysInTheList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(time.Date(2026, 11, 23, 9, 10, 0, 0, caterina.Rome()))
	soon := time.Date(2026, 11, 23, 11, 30, 0, 0, caterina.Rome())
	freed := m.book("Carla", soon)
	anna, luca := m.wait("Anna"), m.wait("Luca")
	m.cancel(freed)
	want := []string{"anna@example.it: Si è liberato un posto", "luca@example.it: Si è liberato un posto"}
	if diff := cmp.Diff(want, m.offered(0)); diff != "" {
		t.Fatalf("told (-want +got):\n%s", diff)
	}
	if _, err := m.AcceptOffer(t.Context(), m.token(luca), soon); err != nil {
		t.Fatal(err)
	}
	_, err := m.AcceptOffer(t.Context(), m.token(anna), soon)
	if got := why(t, err); got != caterina.ProblemTaken {
		t.Errorf("the slower one: %s", got)
	}
	if got := m.offered(2); len(got) != 1 || got[0] != "anna@example.it: Il posto è stato preso" {
		t.Errorf("told: %v", got)
	}
	if offer, err := m.WaitOffer(t.Context(), m.token(anna)); err != nil || offer.Wait.State != caterina.WaitlistWaiting {
		t.Errorf("the slower one is %s, %v", offer.Wait.State, err)
	}
	m.sound()
}

func TestCase58WhoHasBookedMeanwhileIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	freed := m.book("Carla", thursday())
	anna := m.wait("Anna")
	m.cancel(freed)
	m.book("Anna", thursday().AddDate(0, 0, 4)) // before the offer has left
	if got := m.offered(0); len(got) != 0 {
		t.Errorf("told: %v", got)
	}
	if offer, err := m.WaitOffer(t.Context(), m.token(anna)); err != nil || offer.Wait.State != caterina.WaitlistGone {
		t.Errorf("the wish is %s, %v", offer.Wait.State, err)
	}
	if err := m.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.vacancy(thursday()) // and the place is free for all
	m.sound()
}

func TestNobodyIsWrittenToAtNight(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(time.Date(2026, 11, 23, 22, 0, 0, 0, caterina.Rome()))
	freed := m.book("Carla", thursday())
	m.wait("Anna")
	m.cancel(freed)
	delay := m.read("SELECT (scheduled_at - created_at > interval '9 hours 59 minutes' AND scheduled_at - created_at < interval '10 hours 1 minute')::text FROM river_job WHERE kind = 'waitlist_notice'")
	if len(delay) != 1 || delay[0] != "true" {
		t.Errorf("the offer waits until eight: %v", delay)
	}
}

// TestCase45TheFileOfACancellationTakesTheEntryOut compares it with the file that
// calendars are known to obey.
func TestCase45TheFileOfACancellationTakesTheEntryOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.book("Anna", thursday())
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeConfirmed, "mail")); err != nil {
		t.Fatal(err)
	}
	invitation := w.server.Next()
	m.cancel(b)
	b.Revision++
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeCancelled, "mail")); err != nil {
		t.Fatal(err)
	}
	end := w.server.Next()
	if len(end.Parts) != 3 || end.Parts[1].Params["method"] != "CANCEL" || end.Parts[2].Body != end.Parts[1].Body {
		t.Fatalf("the mail has %+v", end.Parts)
	}
	uid := regexp.MustCompile(`UID:.*`)
	if before, after := uid.FindString(invitation.Parts[1].Body), uid.FindString(end.Parts[1].Body); before != after || before == "" {
		t.Errorf("the invitation is of %q, the end of %q", before, after)
	}
	got := strings.ReplaceAll(end.Parts[1].Body, "\r\n ", "")
	got = strings.NewReplacer(b.UID, "UID", m.keys.ManageToken(b.UID), "TOKEN", b.Code[:3]+" "+b.Code[3:], "CODE", "\r\n", "\n").Replace(got)
	golden, err := os.ReadFile("testdata/cancelled.ics")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(golden), got); diff != "" {
		t.Errorf("the file (-want +got):\n%s", diff)
	}
}

func TestCase49EverybodyIsToldOnceOfADayThatIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	all := m.full(thursday().Add(-time.Hour))
	for range 2 { // the button is pressed again
		for _, b := range all {
			_, _, err := m.store.CancelBooking(t.Context(), caterina.BookingCancel{
				Town: 7, Booking: b.ID, Revision: b.Revision, By: caterina.ActorSystem, Reason: "sciopero", Notice: caterina.NoticeClosed, Empty: true,
			})
			if err != nil && why(t, err) != caterina.ProblemStale {
				t.Fatal(err)
			}
		}
	}
	for _, b := range all {
		if diff := cmp.Diff([]string{"office_closed chat", "office_closed mail"}, w.notices(b)); diff != "" {
			t.Fatalf("to be told (-want +got):\n%s", diff)
		}
		b.Revision++
		for range 2 { // a job may run twice
			for _, channel := range []string{"mail", "chat"} {
				if err := m.Notice(t.Context(), notice(b, caterina.NoticeClosed, channel)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if len(w.server.Mails) != len(all) || len(w.events) != len(all) {
		t.Errorf("%d mails and %d events for %d appointments", len(w.server.Mails), len(w.events), len(all))
	}
	for range all {
		if letter := w.server.Next(); strings.Count(letter.Text, "\n- ") != 3 || !strings.Contains(letter.Text, "annullare") {
			t.Errorf("the mail offers\n%s", letter.Text)
		} else if !strings.Contains(letter.Text, "Motivo: sciopero.") {
			t.Errorf("the mail does not say why:\n%s", letter.Text)
		}
	}
	m.sound()
}

func TestCase60AnErasedPersonIsGoneAndTheNumbersStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(monday())
	b := m.book("Anna", thursday())
	if err := m.Notice(t.Context(), notice(b, caterina.NoticeConfirmed, "mail")); err != nil {
		t.Fatal(err)
	}
	w.server.Next()
	if err := m.store.EraseBooking(t.Context(), 7, b.ID, caterina.OperatorActor(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Appointment(t.Context(), m.keys.ManageToken(b.UID)); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("the link still opens something: %v", err)
	}
	if _, err := m.FindBooking(t.Context(), siena(), "00000000-0000-4000-8000-000000000000", b.Code, "anna@example.it"); err == nil {
		t.Error("the code still opens something")
	}
	for _, what := range []caterina.NoticeKind{caterina.NoticeReminder0, caterina.NoticeCancelled} {
		if err := m.Notice(t.Context(), notice(b, what, "mail")); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if len(w.server.Mails) != 0 {
		t.Error("they are written to")
	}
	for _, table := range []string{"booking", "booking_event", "booking_draft", "waitlist", "notice"} {
		for _, row := range w.read("SELECT row_to_json(t)::text FROM " + table + " t") {
			if strings.Contains(strings.ToLower(row), "anna") {
				t.Errorf("%s still has %s", table, row)
			}
		}
	}
	if got := w.read("SELECT office || ' ' || service FROM booking"); len(got) != 1 || got[0] != "nord consulenza" {
		t.Errorf("the numbers are %v", got)
	}
	m.sound()
}
