package postgres_test

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// reply is a reply of the booking dialogue.
func bookingReply(text string, effects ...caterina.Effect) caterina.Reply {
	return caterina.Reply{
		Message: caterina.MessageBody{Text: text, Outcome: caterina.OutcomeFlow, Flow: caterina.FlowBooking},
		Effects: effects, Trace: caterina.Trace{Outcome: caterina.OutcomeFlow, Rule: "test"},
	}
}

// turn completes a turn of the office's conversation with a reply.
func (o *office) turn(id string, reply caterina.Reply) ([]caterina.Event, error) {
	o.t.Helper()
	o.say(id)
	return o.CompleteTurn(o.t.Context(), o.lease(id, leaseTime), reply, nil)
}

func TestAReplyAndItsPlaceAreOneTransaction(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	events, err := o.turn("a", bookingReply("tenuto", caterina.HoldPlace{Vacancy: o.at(0), Draft: o.draft(1, o.at(0))}))
	if err != nil || len(events) != 1 || events[0].Kind != caterina.KindMessage {
		t.Fatalf("%v, %v; want one message", events, err)
	}
	st, err := o.Standing(t.Context(), o.town, o.conv)
	if err != nil || !st.Held || st.Draft == nil || st.Draft.Person.Name.Reveal() != "Persona 1" || !st.Draft.From.Equal(o.at(0).From) {
		t.Fatalf("%+v, %v; want the draft with its person, held", st, err)
	}

	other := o.somebody()
	if err := o.hold(other, 2, o.at(60)); err != nil {
		t.Fatal(err)
	}
	before := len(o.events())
	_, err = o.turn("b", bookingReply("tenuto", caterina.HoldPlace{Vacancy: o.at(60), Draft: o.draft(1, o.at(60))}))
	if why(t, err) != caterina.ProblemTaken {
		t.Fatalf("%v, want taken", err)
	}
	if n := len(o.events()); n != before+1 {
		t.Errorf("%d events, want the message alone: the refused reply is not stored", n-before)
	}
	if st, err := o.Standing(t.Context(), o.town, o.conv); err != nil || !st.Held || !st.Draft.From.Equal(o.at(0).From) {
		t.Errorf("%+v, %v; want what was held before", st, err)
	}
	o.sound()
}

func TestAConfirmationIsAnEventAboutTheAppointment(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.say("sì")
	turn := o.lease("p", leaseTime)
	reply := bookingReply("fatto", caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(1, o.at(0))})
	reply.Message.Booking = &caterina.BookingCard{Code: codeOf(1), Status: caterina.Booked}
	first, err := o.CompleteTurn(t.Context(), turn, reply, nil)
	if err != nil || len(first) != 1 || first[0].Kind != caterina.KindBooking || first[0].Actor != caterina.ActorBot {
		t.Fatalf("%+v, %v; want one event of the bot about the appointment", first, err)
	}
	again, err := o.CompleteTurn(t.Context(), turn, reply, nil)
	if err != nil || len(again) != 1 || again[0].Seq != first[0].Seq || again[0].Kind != caterina.KindBooking {
		t.Errorf("the same run again: %+v, %v; want the same event", again, err)
	}
	b, err := o.BookingByCode(t.Context(), o.town, codeOf(1))
	if err != nil || b.Status != caterina.Booked || b.Desk != o.desk || b.Lane != 1 || b.Conversation != o.conv || b.UID != requestOf(1) || b.Person.Verified {
		t.Fatalf("%+v, %v", b, err)
	}
	byPage, err := o.BookingByToken(t.Context(), caterina.Secret(o.keys.ManageToken(b.UID)))
	if err != nil || byPage.ID != b.ID {
		t.Errorf("by its page: %d, %v", byPage.ID, err)
	}
	st, err := o.Standing(t.Context(), o.town, o.conv)
	if err != nil || st.Draft != nil || len(st.Bookings) != 1 {
		t.Errorf("%+v, %v; want no draft and one booking", st, err)
	}

	o.say("annulla")
	turn = o.lease("p", leaseTime)
	cancel := bookingReply("disdetto", caterina.CancelBooking{Booking: b.ID, Revision: 0})
	first, err = o.CompleteTurn(t.Context(), turn, cancel, nil)
	if err != nil || first[0].Kind != caterina.KindBooking {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err = o.CompleteTurn(t.Context(), turn, cancel, nil); err != nil || len(again) != 1 || again[0].Seq != first[0].Seq {
		t.Errorf("cancelled by the same run again: %+v, %v; want the same event", again, err)
	}
	_, err = o.turn("ancora", cancel)
	if refused := refusal(t, err); refused.Why != caterina.ProblemStale || refused.Other.Status != caterina.CancelledCitizen {
		t.Errorf("cancelled by a later tap: %+v", refused)
	}
	o.sound()
}

// TestAReplyToALostConversationTakesNoPlace: whoever has the floor now, the bot's
// late answer books nothing.
func TestAReplyToALostConversationTakesNoPlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	o.say("a")
	turn := o.lease("p", leaseTime)
	o.exec(takeOver)
	_, err := o.CompleteTurn(t.Context(), turn, bookingReply("fatto", caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(1, o.at(0))}), nil)
	wantCode(t, "a late answer", err, caterina.CodeConflict)
	if n := value[int](o.fixture, "SELECT (SELECT count(*) FROM booking) + (SELECT count(*) FROM allocation) + (SELECT count(*) FROM notice)"); n != 0 {
		t.Errorf("%d rows of an appointment that nobody was told of", n)
	}
}

func TestCase10AnExpiredHoldThatNobodyWanted(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.runOut()
	if st, err := o.Standing(t.Context(), o.town, o.conv); err != nil || st.Held {
		t.Errorf("%+v, %v; want it not held any more", st, err)
	}
	if err := o.confirm(o.conv, 1, o.at(0)); err != nil {
		t.Errorf("nobody came meanwhile: %v", err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM allocation"); n != 1 {
		t.Errorf("%d places, want the one that was held", n)
	}
	o.sound()
}

func TestCase11AnExpiredHoldThatSomebodyElseTook(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.runOut()
	if err := o.hold(o.somebody(), 2, o.at(0)); err != nil {
		t.Fatalf("a hold that ran out is free: %v", err)
	}
	if err := o.confirm(o.conv, 1, o.at(0)); why(t, err) != caterina.ProblemTaken {
		t.Errorf("%v, want taken", err)
	}
	st, err := o.Standing(t.Context(), o.town, o.conv)
	if err != nil || st.Draft == nil || st.Draft.Person.Email.Reveal() != "p1@example.org" {
		t.Errorf("%+v, %v; want what was typed", st.Draft, err)
	}
	if err := o.confirm(o.conv, 1, o.at(30)); err != nil {
		t.Errorf("another time: %v", err)
	}
	o.sound()
}

func TestCase16GoingToAPersonKeepsThePlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.say("voglio una persona")
	_, err := o.CompleteTurn(t.Context(), o.lease("p", leaseTime), caterina.Reply{Effects: []caterina.Effect{
		caterina.KeepDraft{Draft: o.draft(1, o.at(0))}, caterina.RequestPerson{Queue: "uffici"},
	}}, &caterina.Transition{
		To: caterina.StateQueued, Queue: "uffici", By: caterina.ActorBot, From: []caterina.State{caterina.StateBot},
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Arriva una persona"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	left := value[float64](o.fixture, `SELECT extract(epoch FROM hold_expires_at - app_now()) / 60 FROM allocation
		WHERE state = 'held' AND hold_kind = 'operator' AND hold_owner = $1`, o.conv)
	if left < 59 || left > 60 {
		t.Errorf("kept for %.1f minutes, want 60", left)
	}
	table, err := o.Timetable(t.Context(), o.town, "centro", o.day, o.day.Add(time.Hour))
	if err != nil || len(table.Taken) != 1 || !table.Taken[0].Held || !table.Taken[0].Proved {
		t.Errorf("the agenda shows %+v, %v; want it held", table.Taken, err)
	}
	o.sound()
}

// TestAnEscalationThatMissedItsHoldIsSwept: the row was locked when the
// conversation went to people.
func TestAnEscalationThatMissedItsHoldIsSwept(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	tx, err := o.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SELECT FROM allocation FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	o.exec(takeOver) // it does not wait
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM allocation WHERE hold_kind = 'operator'"); n != 0 {
		t.Fatal("the row was not locked")
	}
	changed, err := o.SweepPlaces(t.Context())
	if err != nil || len(changed) != 1 || changed[0] != (caterina.AgendaOffice{Town: o.town, Office: "centro"}) {
		t.Fatalf("changed at %+v, %v", changed, err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM allocation WHERE hold_kind = 'operator' AND hold_expires_at > app_now() + interval '59 minutes'"); n != 1 {
		t.Error("the sweep did not hand it over")
	}
}

func TestCase17MoreTimeUpToTwoHours(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	keep := func() error {
		return o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.KeepDraft{Draft: o.draft(1, o.at(0))}})
	}
	for i := range 11 {
		o.exec("UPDATE allocation SET hold_started_at = hold_started_at - interval '10 minutes', hold_expires_at = hold_expires_at - interval '10 minutes'")
		if err := keep(); err != nil {
			t.Fatalf("press %d: %v", i, err)
		}
		if st, err := o.Standing(t.Context(), o.town, o.conv); err != nil || !st.Held {
			t.Fatalf("press %d: %+v, %v; want it held", i, st, err)
		}
	}
	o.exec("UPDATE allocation SET hold_started_at = hold_started_at - interval '10 minutes', hold_expires_at = hold_expires_at - interval '10 minutes'")
	if err := keep(); why(t, err) != caterina.ProblemHoldEnded {
		t.Errorf("after two hours: %v", err)
	}
	again := func(keep bool) error {
		return o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.HoldPlace{Vacancy: o.at(0), Draft: o.draft(1, o.at(0)), Keep: keep}})
	}
	for what, err := range map[string]error{"kept longer": again(true), "chosen again at once": again(false)} {
		if why(t, err) != caterina.ProblemHoldEnded {
			t.Errorf("%s: %v", what, err)
		}
	}
	o.exec("UPDATE allocation SET hold_started_at = hold_started_at - interval '10 minutes', hold_expires_at = hold_expires_at - interval '10 minutes'")
	if err := again(true); why(t, err) != caterina.ProblemHoldEnded {
		t.Errorf("nobody has chosen it: %v", err)
	}
	if err := again(false); err != nil {
		t.Errorf("chosen again when others had their turn: %v", err)
	}
	if st, err := o.Standing(t.Context(), o.town, o.conv); err != nil || !st.Held {
		t.Errorf("chosen again: %+v, %v; want it held", st, err)
	}
	o.sound()
}

// TestAPlaceThatIsLetGoAndTakenAgainIsKeptNoLonger: two hours are two hours, whatever
// is chosen in between, until others have had their turn.
func TestAPlaceThatIsLetGoAndTakenAgainIsKeptNoLonger(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	later := func(minutes int) {
		o.exec("UPDATE allocation SET hold_started_at = hold_started_at - $1 * interval '1 minute', hold_expires_at = hold_expires_at - $1 * interval '1 minute'", minutes)
	}
	choose := func(conv caterina.ConversationID, minutes int) error { return o.hold(conv, 1, o.at(minutes)) }
	for step, err := range []error{choose(o.conv, 0), choose(o.conv, 60)} {
		if err != nil {
			t.Fatalf("step %d: %v", step, err)
		}
	}
	later(115)
	if err := choose(o.conv, 0); err != nil {
		t.Fatal(err)
	}
	if left := value[float64](o.fixture, "SELECT extract(epoch FROM hold_expires_at - app_now())::float8 FROM allocation WHERE state = 'held'"); left > 301 {
		t.Errorf("it is kept for %.0f seconds more, want five minutes", left)
	}
	if err := choose(o.conv, 120); err != nil { // and lets it go again
		t.Fatal(err)
	}
	later(6)
	if err := choose(o.conv, 0); why(t, err) != caterina.ProblemHoldEnded {
		t.Errorf("after two hours: %v", err)
	}
	if err := choose(o.somebody(), 0); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	o.exec("UPDATE allocation SET state = 'released', hold_expires_at = NULL WHERE state = 'held' AND hold_owner <> $1", string(o.conv))
	later(10)
	if err := choose(o.conv, 0); err != nil {
		t.Errorf("when others had their turn: %v", err)
	}
	later(125)
	o.exec("UPDATE booking_draft SET proved = 'p1@example.org' WHERE conversation_id = $1", string(o.conv))
	if err := choose(o.conv, 0); err != nil {
		t.Errorf("who is known may choose it again: %v", err)
	}
	o.sound()
}

func TestLeavingTheDialogueLetsThePlaceGo(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	for _, end := range []caterina.Effect{caterina.EndDraft{}, caterina.KeepDraft{Draft: o.draft(1, caterina.Vacancy{})}} {
		if err := o.hold(o.conv, 1, o.at(0)); err != nil {
			t.Fatal(err)
		}
		if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{end}); err != nil {
			t.Fatal(err)
		}
		if n := o.places("held"); n != 0 {
			t.Errorf("%T: the place is still held", end)
		}
	}
	st, err := o.Standing(t.Context(), o.town, o.conv)
	if err != nil || st.Draft == nil || st.Held {
		t.Errorf("%+v, %v; want a draft without a time", st, err)
	}
}

func TestCase38AMoveThatOverlapsItsOwnPlace(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(60))
	draft := o.draft(2, o.at(75))
	draft.Moving = b.ID
	if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.HoldPlace{Vacancy: o.at(75), Draft: draft}}); err != nil {
		t.Fatalf("only its own place is in the way: %v", err)
	}
	if err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(75), Draft: draft}}); err != nil {
		t.Fatal(err)
	}
	moved, err := o.Booking(t.Context(), o.town, b.ID)
	if err != nil || !moved.From.Equal(o.at(75).From) || moved.Revision != 1 || moved.Moves != 1 || moved.Code != b.Code || moved.UID != b.UID {
		t.Errorf("%+v, %v", moved, err)
	}
	if n := o.places("booked"); n != 1 {
		t.Errorf("%d live places, want one", n)
	}

	other := o.somebody()
	if err := o.hold(other, 3, o.at(60)); why(t, err) != caterina.ProblemTaken {
		t.Errorf("10:00 still overlaps 10:15: %v", err)
	}
	if err := o.hold(other, 3, o.at(105)); err != nil {
		t.Fatal(err)
	}
	draft.Revision, draft.From = 1, o.at(90).From
	err = o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.HoldPlace{Vacancy: o.at(90), Draft: draft}})
	if why(t, err) != caterina.ProblemTaken {
		t.Errorf("somebody else is in the way, too: %v", err)
	}
	o.sound()
}

func TestCase47AFamilyWithOneTelephone(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 3, caterina.Service{})
	person := func(n int, name string) caterina.BookingDraft {
		d := o.draft(n, o.at(0))
		d.Person = caterina.Person{Name: caterina.Secret(name), Phone: "+393331234567"}
		return d
	}
	book := func(v caterina.Vacancy, d caterina.BookingDraft) error {
		d.From = v.From
		return o.ApplyBooking(t.Context(), o.town, o.somebody(), []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: d}})
	}
	if err := book(o.at(0), person(1, "Ada Rossi")); err != nil {
		t.Fatal(err)
	}
	if err := book(o.at(60), person(2, "Bruno Rossi")); err != nil {
		t.Errorf("another of the family at another time: %v", err)
	}
	if refused := refusal(t, book(o.at(15), person(3, "Carla Rossi"))); refused.Why != caterina.ProblemOverlap || refused.Other == nil || refused.Other.Code != codeOf(1) {
		t.Errorf("at the same time: %+v", refused)
	}
	if refused := refusal(t, book(o.at(120), person(4, "rossi ada"))); refused.Why != caterina.ProblemLimit || refused.Other.Code != codeOf(1) {
		t.Errorf("the same person again: %+v", refused)
	}
	o.sound()
}

func TestRulesThatChangedSendBackWhoSawTheOld(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	o.exec("UPDATE booking_office SET version = 2")
	if err := o.hold(o.somebody(), 2, o.at(60)); why(t, err) != caterina.ProblemChanged {
		t.Errorf("%v, want changed", err)
	}
	if err := o.confirm(o.conv, 1, o.at(0)); err != nil {
		t.Errorf("what was kept before the change stands: %v", err)
	}
	past := o.at(0)
	past.From, past.To, past.Version = past.From.AddDate(0, 0, -30), past.To.AddDate(0, 0, -30), 2
	if err := o.hold(o.somebody(), 3, past); why(t, err) != caterina.ProblemPast {
		t.Errorf("a past time: %v", err)
	}
	nowhere := o.at(60)
	nowhere.Office = "altrove"
	if err := o.hold(o.somebody(), 4, nowhere); why(t, err) != caterina.ProblemUnknown {
		t.Errorf("an office that is none: %v", err)
	}
}

// TestATimetableIsAsItIsStored reads everything that decides when there is room.
func TestATimetableIsAsItIsStored(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 2, caterina.Service{})
	o.exec(`INSERT INTO day_off (town_id, office, day, kind, label, removed_at) VALUES
		($1, 'centro', '2199-12-25', 'national', 'Natale', NULL), ($1, 'centro', '2199-12-26', 'national', 'Santo Stefano', now())`, o.town)
	o.exec("INSERT INTO desk_closure (town_id, office, during, reason) VALUES ($1, 'centro', tstzrange($2, $3), 'lavori')", o.town, o.day, o.day.Add(time.Hour))
	o.exec("INSERT INTO extra_opening (town_id, office, during) VALUES ($1, 'centro', tstzrange($2, $3))", o.town, o.day, o.day.Add(time.Hour))
	before := o.at(60)
	before.Before, before.After = 5*time.Minute, 10*time.Minute
	b := o.booked(o.conv, 1, before)
	if err := o.hold(o.conv, 2, o.at(0)); err != nil {
		t.Fatal(err)
	}
	table, err := o.Timetable(t.Context(), o.town, "centro", o.day, o.day.Add(3*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if table.Version != 1 || table.Office.Slug != "centro" || len(table.Desks) != 1 || len(table.Desks[0].Lanes) != 2 || len(table.Openings) != 7 ||
		len(table.DaysOff) != 1 || table.DaysOff[0].Name != "Natale" || len(table.Closures) != 1 || len(table.Extras) != 1 {
		t.Errorf("%+v", table)
	}
	if len(table.Taken) != 2 || table.Taken[0].Owner != o.conv || !table.Taken[0].Held || table.Taken[1].Booking != b.ID ||
		!table.Taken[1].From.Equal(before.From.Add(-5*time.Minute)) || !table.Taken[1].To.Equal(before.To.Add(10*time.Minute)) {
		t.Errorf("taken: %+v", table.Taken)
	}
	if _, err := o.Timetable(t.Context(), o.town, "altrove", o.day, o.day); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("an office without appointments: %v", err)
	}
}

func TestAnAppointmentNeedsANameThatCanBeKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	for _, name := range []string{"", "  ", strings.Repeat("a", 121), "a\x00b"} {
		draft := o.draft(1, o.at(0))
		draft.Person.Name = caterina.Secret(name)
		err := o.ApplyBooking(t.Context(), o.town, o.conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: o.at(0), Draft: draft}})
		wantCode(t, "a name of "+string(rune('0'+len(name)%10)), err, caterina.CodeInvalid)
	}
	if n := o.places("booked"); n != 0 {
		t.Errorf("%d places", n)
	}
}
