package postgres_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"example.org/caterina"
)

func TestCitizensMoveAsOftenAsTheyMayAndInTime(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxMoves: 1, CancelBefore: 60})
	b := o.booked(o.conv, 1, o.at(0))
	move := func(revision, minutes int, by caterina.Actor) error {
		_, _, err := o.MoveBooking(t.Context(), caterina.BookingMove{Town: o.town, Booking: b.ID, Revision: revision, Vacancy: o.at(minutes), By: by})
		return err
	}
	if err := move(0, 60, caterina.ActorCitizen); err != nil {
		t.Fatal(err)
	}
	if refused := refusal(t, move(0, 90, caterina.ActorCitizen)); refused.Why != caterina.ProblemStale || refused.Other == nil || !refused.Other.From.Equal(o.at(60).From) {
		t.Errorf("a button of before: %+v, want how it stands", refused)
	}
	if refused := refusal(t, move(1, 90, caterina.ActorCitizen)); refused.Why != caterina.ProblemMoves {
		t.Errorf("once too often: %+v", refused)
	}
	if err := move(1, 90, "operator:1"); err != nil {
		t.Errorf("staff may: %v", err)
	}
	now := value[time.Time](o.fixture, "SELECT app_now()")
	o.exec("UPDATE booking SET starts_at = $1, ends_at = $2, moves = 0", now.Add(30*time.Minute), now.Add(time.Hour))
	o.exec("UPDATE allocation SET starts_at = $1, ends_at = $2, blocked = tstzrange($1, $2) WHERE state = 'booked'", now.Add(30*time.Minute), now.Add(time.Hour))
	if refused := refusal(t, move(2, 120, caterina.ActorCitizen)); refused.Why != caterina.ProblemCutoff {
		t.Errorf("half an hour before: %+v", refused)
	}
	_, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, Revision: 2, By: caterina.ActorCitizen})
	if refused := refusal(t, err); refused.Why != caterina.ProblemCutoff || refused.Other.Status != caterina.Booked {
		t.Errorf("cancelled half an hour before: %+v", refused)
	}
	ended, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, Revision: 2, By: "operator:1", Reason: "sciopero"})
	if err != nil || ended.Status != caterina.CancelledOffice || ended.Revision != 3 || ended.Desk != 0 {
		t.Errorf("staff may: %+v, %v", ended, err)
	}
	if _, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: 999, By: "operator:1"}); why(t, err) != caterina.ProblemUnknown {
		t.Errorf("a booking that is none: %v", err)
	}
	o.sound()
}

func TestAChangeByOthersIsSaidInTheConversationOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(0))
	said := &caterina.MessageBody{Text: "Spostato"}
	moved, events, err := o.MoveBooking(t.Context(), caterina.BookingMove{
		Town: o.town, Booking: b.ID, Vacancy: o.at(60), By: "operator:1", Reason: "malattia", Event: said,
	})
	if err != nil || moved.Revision != 1 || moved.Moves != 0 || len(events) != 1 || events[0].Kind != caterina.KindBooking || events[0].Actor != caterina.ActorSystem {
		t.Fatalf("%+v, %+v, %v", moved, events, err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM notice WHERE kind = 'moved' AND channel = 'chat'"); n != 0 {
		t.Error("it would be said again by a notice")
	}
	if got := value[string](o.fixture, "SELECT detail->>'reason' FROM booking_event WHERE what = 'moved' AND actor = 'operator:1'"); got != "malattia" {
		t.Errorf("the history says %q", got)
	}
	before := value[int](o.fixture, "SELECT count(*) FROM notice")
	o.lanes = 1
	other := o.addDesk("Sportello 2", 1)
	v := o.at(60)
	v.Spots = []caterina.Spot{{Desk: other, Lane: 1}}
	quiet, events, err := o.MoveBooking(t.Context(), caterina.BookingMove{Town: o.town, Booking: b.ID, Revision: 1, Vacancy: v, By: "operator:1", Quiet: true})
	if err != nil || quiet.Revision != 1 || quiet.Desk != other || len(events) != 0 || value[int](o.fixture, "SELECT count(*) FROM notice") != before {
		t.Errorf("to another desk at the same time: %+v, %v", quiet, err)
	}
	o.sound()
}

func TestStaffBookForSomebodyOnceForEachRequest(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2, caterina.Service{MaxActive: 1})
	order := caterina.BookingOrder{
		Town: o.town, Vacancy: o.at(0), Person: caterina.Person{Name: "Ada", Phone: "+393331234567"}, Note: "carrozzina",
		Code: codeOf(1), RequestID: requestOf(1), By: "operator:1", Reason: "telefono",
	}
	b, err := o.BookFor(t.Context(), order)
	if err != nil || b.Status != caterina.Booked || b.Conversation != "" || b.Note != "carrozzina" {
		t.Fatalf("%+v, %v", b, err)
	}
	again, err := o.BookFor(t.Context(), order)
	if err != nil || again.ID != b.ID {
		t.Errorf("%d, %v; want the same booking", again.ID, err)
	}
	order.Code, order.RequestID, order.Vacancy = codeOf(2), requestOf(2), o.at(60)
	if _, err := o.BookFor(t.Context(), order); err != nil {
		t.Errorf("staff book beyond what citizens may: %v", err)
	}
	order.Code, order.RequestID, order.Vacancy = codeOf(3), requestOf(3), o.at(15)
	if _, err := o.BookFor(t.Context(), order); why(t, err) != caterina.ProblemOverlap {
		t.Errorf("but nobody is in two places: %v", err)
	}
	order.Person = caterina.Person{Name: "Senza recapito"}
	order.Vacancy = o.at(60)
	if _, err := o.BookFor(t.Context(), order); err != nil {
		t.Errorf("somebody without an address or a number: %v", err)
	}
	order.Code, order.RequestID = codeOf(4), requestOf(4)
	if _, err := o.BookFor(t.Context(), order); why(t, err) != caterina.ProblemTaken {
		t.Errorf("both lanes are taken: %v", err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM notice"); n != 0 {
		t.Errorf("%d notices to nobody", n)
	}
	o.sound()
}

func TestRemindersWhoseTimeHasPassedAreNotMade(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T10:00:00Z", 1, caterina.Service{MaxActive: 9})
	made := func(n int, ahead time.Duration) string {
		v := o.at(0)
		v.From = value[time.Time](o.fixture, "SELECT app_now()").Add(ahead)
		v.To = v.From.Add(30 * time.Minute)
		b := o.booked(o.conv, n, v)
		return value[string](o.fixture, "SELECT string_agg(kind || ' ' || channel, ', ' ORDER BY kind, channel) FROM notice WHERE booking_id = $1", b.ID)
	}
	for i, row := range []struct {
		ahead time.Duration
		want  string
	}{
		{72 * time.Hour, "confirmed mail, reminder_2d chat, reminder_2d mail, reminder_2h chat, reminder_2h mail"},
		{20 * time.Hour, "confirmed mail, reminder_2h chat, reminder_2h mail"},
		{time.Hour, "confirmed mail"},
	} {
		if got := made(i, row.ahead); got != row.want {
			t.Errorf("%s before: %s; want %s", row.ahead, got, row.want)
		}
	}
	at := value[time.Time](o.fixture, "SELECT scheduled_at FROM river_job WHERE args->>'what' = 'reminder_2h' ORDER BY scheduled_at LIMIT 1")
	if ahead := time.Until(at); ahead < 17*time.Hour || ahead > 18*time.Hour {
		t.Errorf("the job of a clock that is set runs in %s, want in 18 h", ahead)
	}
}

func TestANoticeIsTrueWhenItIsSent(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxActive: 9})
	b := o.booked(o.conv, 1, o.at(0))
	notice := func(revision int, what caterina.NoticeKind, channel string) (sent int, event *caterina.Event) {
		event, err := o.SendNotice(t.Context(), caterina.BookingNotice{Town: o.town, Booking: b.ID, Revision: revision, What: what, Channel: channel},
			func(_ context.Context, got caterina.Booking) (*caterina.MessageBody, error) {
				sent++
				if got.Code != b.Code {
					t.Errorf("told of %s", got.Code)
				}
				return &caterina.MessageBody{Text: "promemoria"}, nil
			})
		if err != nil {
			t.Error(err)
		}
		return sent, event
	}
	if sent, _ := notice(0, caterina.NoticeConfirmed, "mail"); sent != 1 {
		t.Error("the confirmation was not sent")
	}
	if sent, _ := notice(0, caterina.NoticeConfirmed, "mail"); sent != 0 {
		t.Error("the confirmation was sent twice")
	}
	if sent, event := notice(0, caterina.NoticeReminder2, "chat"); sent != 1 || event == nil || event.Kind != caterina.KindBooking {
		t.Errorf("a reminder in the chat: %d, %+v", sent, event)
	}
	if _, _, err := o.MoveBooking(t.Context(), caterina.BookingMove{Town: o.town, Booking: b.ID, Vacancy: o.at(60), By: caterina.ActorCitizen}); err != nil {
		t.Fatal(err)
	}
	if sent, _ := notice(0, caterina.NoticeReminder0, "mail"); sent != 0 {
		t.Error("reminded of the old time")
	}
	if sent, _ := notice(1, caterina.NoticeReminder0, "mail"); sent != 1 {
		t.Error("not reminded of the new time")
	}
	if err := o.FailNotice(t.Context(), caterina.BookingNotice{Town: o.town, Booking: b.ID, Revision: 1, What: caterina.NoticeMoved, Channel: "mail"}); err != nil {
		t.Fatal(err)
	}
	if got, err := o.Booking(t.Context(), o.town, b.ID); err != nil || !got.Unreachable {
		t.Errorf("%+v, %v; want it not reachable", got, err)
	}
	if _, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, Revision: 1, By: caterina.ActorCitizen}); err != nil {
		t.Fatal(err)
	}
	if sent, _ := notice(1, caterina.NoticeReminder2, "mail"); sent != 0 {
		t.Error("reminded of what was cancelled")
	}
	if sent, _ := notice(2, caterina.NoticeCancelled, "mail"); sent != 1 {
		t.Error("not told of the end")
	}
	o.sound()
}

func TestTheCodeIsSentAgainButNotAllTheTime(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(0))
	again := func() int {
		if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.SendBooking{Booking: b.ID}}); err != nil {
			t.Fatal(err)
		}
		return value[int](o.fixture, "SELECT count(*) FROM river_job WHERE args->>'what' = 'again'")
	}
	if n := again(); n != 1 {
		t.Fatalf("%d mails, want one", n)
	}
	if n := again(); n != 1 {
		t.Errorf("%d mails, want one: it is on its way", n)
	}
	o.exec("UPDATE notice SET state = 'sent', due_at = due_at - interval '3 minutes' WHERE kind = 'again'")
	if n := again(); n != 2 {
		t.Errorf("%d mails, want another one later", n)
	}
	err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.SendBooking{Booking: 999}})
	if why(t, err) != caterina.ProblemUnknown {
		t.Errorf("a booking that is none: %v", err)
	}
}

func TestCase60WhoAsksForItIsForgotten(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2, caterina.Service{MaxActive: 9})
	b := o.booked(o.conv, 1, o.at(0))
	o.join(o.conv, 5, o.day, o.day.AddDate(0, 0, 3))
	if err := o.hold(o.conv, 2, o.at(60)); err != nil {
		t.Fatal(err)
	}
	o.exec("UPDATE booking SET note = 'è per mia figlia', phone = '+393331234567', tax_code = 'RSSMRA80A01I726X'")
	token := caterina.Secret(o.keys.ManageToken(b.UID))
	day := caterina.DateOf(o.day.In(caterina.Rome()))
	gone := o.booked(o.somebody(), 7, o.at(120)) // was served, and is forgotten alone
	o.exec("UPDATE booking SET status = 'done' WHERE id = $1", int64(gone.ID))
	o.exec("INSERT INTO booking_event (town_id, booking_id, actor, what, revision) VALUES ($1, $2, 'system', 'done', 0)", o.town, int64(gone.ID))
	before, err := o.BookingReport(t.Context(), o.town, day, day)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.EraseBooking(t.Context(), o.town, gone.ID, "operator:1"); err != nil {
		t.Fatal(err)
	}
	after, err := o.BookingReport(t.Context(), o.town, day, day)
	if err != nil || len(before.Services) != 1 || before.Services[0].Done != 1 || before.Services[0].Due != 1 || !slices.Equal(before.Services, after.Services) {
		t.Errorf("counted before %+v and after %+v, %v", before, after, err)
	}
	o.exec("DELETE FROM allocation WHERE booking_id = $1", int64(gone.ID))
	erasure := &caterina.Erasure{Town: o.town, Conversation: o.conv, By: 0, Event: caterina.MessageBody{Text: "cancellato"}, Bookings: true}
	if _, err := o.Erase(t.Context(), erasure); err != nil {
		t.Fatal(err)
	}
	for what, f := range map[string]func() error{
		"its code":   func() error { _, err := o.BookingByCode(t.Context(), o.town, b.Code); return err },
		"its page":   func() error { _, err := o.BookingByToken(t.Context(), token); return err },
		"its number": func() error { _, err := o.Booking(t.Context(), o.town, b.ID); return err },
	} {
		if err := f(); caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("%s still opens it: %v", what, err)
		}
	}
	left := value[string](o.fixture, `SELECT string_agg(name || email || phone || tax_code || note || coalesce(contact_key::text, '') || coalesce(person_key::text, '')
		|| coalesce(conversation_id::text, ''), '') FROM booking`)
	if left != "" {
		t.Errorf("what is left of the person: %q", left)
	}
	for table, n := range map[string]int{"booking": 2, "booking_draft": 0, "waitlist": 0} {
		if got := value[int](o.fixture, "SELECT count(*) FROM "+table); got != n {
			t.Errorf("%s has %d rows, want %d", table, got, n)
		}
	}
	if o.places("booked")+o.places("held") != 0 {
		t.Error("a place is still kept")
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM notice WHERE state = 'due'"); n != 0 {
		t.Errorf("%d notices are still due", n)
	}
	if err := o.EraseBooking(t.Context(), o.town, b.ID, "operator:1"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("erased again: %v", err)
	}
	o.sound()
}

func TestAnErasureLeavesTheAppointmentWhenNotAsked(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(0))
	if _, err := o.Erase(t.Context(), &caterina.Erasure{Town: o.town, Conversation: o.conv, Event: caterina.MessageBody{Text: "cancellato"}}); err != nil {
		t.Fatal(err)
	}
	if got, err := o.BookingByCode(t.Context(), o.town, b.Code); err != nil || got.Status != caterina.Booked || got.Person.Name == "" {
		t.Errorf("%+v, %v; want the appointment to stand", got, err)
	}
}

func TestOldAppointmentsAreOnlyCounted(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxActive: 9})
	old, young := o.booked(o.conv, 1, o.at(0)), o.booked(o.conv, 2, o.at(60))
	if err := o.hold(o.conv, 3, o.at(120)); err != nil {
		t.Fatal(err)
	}
	o.exec("UPDATE booking SET status = 'done', starts_at = starts_at - interval '100 days', ends_at = ends_at - interval '100 days' WHERE id = $1", old.ID)
	o.exec("UPDATE allocation SET starts_at = starts_at - interval '100 days', ends_at = ends_at - interval '100 days', blocked = tstzrange(starts_at - interval '100 days', ends_at - interval '100 days') WHERE booking_id = $1", old.ID)
	o.exec("UPDATE booking_draft SET updated_at = updated_at - interval '2 days'")
	n, err := o.ForgetBookings(t.Context(), 90*24*time.Hour, 24*time.Hour)
	if err != nil || n != 1 {
		t.Fatalf("%d, %v; want one", n, err)
	}
	if _, err := o.Booking(t.Context(), o.town, old.ID); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("the old one: %v", err)
	}
	if _, err := o.Booking(t.Context(), o.town, young.ID); err != nil {
		t.Errorf("the one to come: %v", err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM booking_draft"); n != 0 {
		t.Error("a draft that nobody went on with is kept")
	}
	if status := value[string](o.fixture, "SELECT status FROM booking WHERE id = $1", old.ID); status != "done" {
		t.Errorf("the statistics count it as %s", status)
	}
}

// TestCheckBookingsFindsWhatIsWrong breaks each rule that no constraint keeps.
func TestCheckBookingsFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for rule, sql := range map[string]string{
		"I2":  "UPDATE allocation SET starts_at = starts_at + interval '1 minute' WHERE state = 'booked'",
		"I5":  "INSERT INTO booking_office (town_id, office) SELECT town_id, 'nord' FROM office WHERE slug = 'nord'; UPDATE desk SET office = 'nord'",
		"I6":  "INSERT INTO notice (town_id, booking_id, revision, kind, channel, due_at) SELECT town_id, id, 7, 'moved', 'mail', now() FROM booking",
		"I8":  "UPDATE booking SET status = 'done'",
		"I11": "UPDATE allocation SET starts_at = date_trunc('day', starts_at), blocked = tstzrange(date_trunc('day', starts_at), upper(blocked))",
		"I12": "UPDATE booking SET status = 'cancelled_office'; UPDATE allocation SET state = 'released'",
	} {
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, 1, caterina.Service{})
			if _, err := o.SaveItems(t.Context(), o.town, caterina.Items{Offices: []caterina.Office{{Slug: "nord", Name: "Nord"}}}); err != nil {
				t.Fatal(err)
			}
			o.booked(o.conv, 1, o.at(0))
			o.sound()
			o.exec(sql)
			flaws, err := o.CheckBookings(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, flaw := range flaws {
				if flaw.Rule == rule && flaw.Town == o.town && flaw.What != "" {
					return
				}
			}
			t.Errorf("not found: %+v", flaws)
		})
	}
}

// TestANoticeWithoutAMailServerIsVoid, and one that was sent stays so.
func TestANoticeWithoutAMailServerIsVoid(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(0))
	notice := caterina.BookingNotice{Town: o.town, Booking: b.ID, What: caterina.NoticeConfirmed, Channel: caterina.NoticeByMail}
	state := func() string {
		return value[string](o.fixture, "SELECT state FROM notice WHERE kind = $1 AND channel = 'mail'", string(notice.What))
	}
	for _, want := range []string{"void", "sent"} {
		o.exec("UPDATE notice SET state = $1 WHERE kind = $2 AND channel = 'mail'", map[string]string{"void": "due", "sent": "sent"}[want], string(notice.What))
		if err := o.VoidNotice(t.Context(), notice); err != nil || state() != want {
			t.Errorf("%s, %v; want %s", state(), err, want)
		}
	}
	o.sound()
}

func TestWhatAConversationHasAgreedIsListed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxActive: 9})
	later, sooner := o.booked(o.conv, 1, o.at(60)), o.booked(o.conv, 2, o.at(0))
	o.booked(o.somebody(), 3, o.at(120))
	_, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: o.town, Booking: sooner.ID, By: caterina.ActorCitizen})
	o.ok(err)
	agreed := func() []caterina.Booking {
		list, err := o.AgreedIn(t.Context(), o.town, o.conv)
		o.ok(err)
		return list
	}
	if list := agreed(); len(list) != 2 || list[0].ID != sooner.ID || list[0].Status.Live() || list[1].ID != later.ID {
		t.Errorf("agreed %+v", list)
	}
	o.ok(o.EraseBooking(t.Context(), o.town, later.ID, "operator:1"))
	if list := agreed(); len(list) != 1 || list[0].ID != sooner.ID {
		t.Errorf("after one was erased: %+v", list)
	}
}
