package postgres_test

import (
	"context"
	"testing"
	"time"

	"example.org/caterina"
)

// freed books and cancels a place, which is then offered.
func (o *office) freed(n int, v caterina.Vacancy) {
	o.t.Helper()
	b := o.booked(o.somebody(), n, v)
	if _, _, err := o.CancelBooking(o.t.Context(), caterina.BookingCancel{Town: o.town, Booking: b.ID, By: caterina.ActorCitizen}); err != nil {
		o.t.Fatal(err)
	}
}

// waitOf is what a conversation waits for.
func (o *office) waitOf(conv caterina.ConversationID) caterina.Waitlist {
	o.t.Helper()
	st, err := o.Standing(o.t.Context(), o.town, conv)
	if err != nil || len(st.Waits) != 1 {
		o.t.Fatalf("%+v, %v; want one wish", st.Waits, err)
	}
	return st.Waits[0]
}

func TestAFreedPlaceGoesToWhoWaitsAndThenToTheNext(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{})
	first, second := o.somebody(), o.somebody()
	o.join(first, 1, o.day, o.day.AddDate(0, 0, 3))
	o.join(second, 2, o.day, o.day.AddDate(0, 0, 3))
	o.freed(10, o.at(0))
	w := o.waitOf(first)
	if w.State != caterina.WaitlistOffered || !w.Kept || w.Offer != 1 || !w.OfferedFrom.Equal(o.at(0).From) || w.Person.Name.Reveal() != "Persona 1" ||
		w.OfferedUntil.Sub(value[time.Time](o.fixture, "SELECT app_now()")) != time.Hour {
		t.Fatalf("%+v", w)
	}
	if err := o.hold(o.somebody(), 11, o.at(0)); why(t, err) != caterina.ProblemTaken {
		t.Errorf("who watches for cancellations: %v", err)
	}
	send := func(w caterina.Waitlist) (sent int) {
		_, err := o.SendOffer(t.Context(), caterina.WaitlistNotice{Town: o.town, Wait: w.ID, Offer: w.Offer},
			func(_ context.Context, got caterina.Waitlist) (*caterina.MessageBody, error) {
				sent++
				return &caterina.MessageBody{Text: "si è liberato"}, nil
			})
		if err != nil {
			t.Error(err)
		}
		return sent
	}
	if send(w) != 1 {
		t.Error("the offer is not told")
	}
	o.exec("UPDATE waitlist SET offer_until = app_now() - interval '1 second' WHERE state = 'offered'")
	if n, err := o.ExpireOffers(t.Context()); err != nil || len(n) != 1 || n[0] != (caterina.AgendaOffice{Town: o.town, Office: "centro"}) {
		t.Errorf("%+v, %v; want one offer to end", n, err)
	}
	if w = o.waitOf(first); w.State != caterina.WaitlistWaiting || send(w) != 0 {
		t.Errorf("%+v; want it waiting, and no message of what is over", w)
	}
	if w = o.waitOf(second); w.State != caterina.WaitlistOffered || !w.Kept {
		t.Fatalf("%+v; want the second to have it", w)
	}
	byUID, err := o.WaitByUID(t.Context(), w.UID)
	if err != nil || byUID.ID != w.ID {
		t.Errorf("by its link: %+v, %v", byUID, err)
	}
	b, err := o.AcceptOffer(t.Context(), caterina.WaitAccept{Town: o.town, Wait: w.ID, Code: codeOf(20), RequestID: requestOf(20)})
	if err != nil || !b.From.Equal(o.at(0).From) || b.Person.Email.Reveal() != "p2@example.org" || b.Conversation != second {
		t.Fatalf("%+v, %v", b, err)
	}
	again, err := o.AcceptOffer(t.Context(), caterina.WaitAccept{Town: o.town, Wait: w.ID, Code: codeOf(20), RequestID: requestOf(20)})
	if err != nil || again.ID != b.ID {
		t.Errorf("accepted again: %+v, %v", again, err)
	}
	if state := value[string](o.fixture, "SELECT state FROM waitlist WHERE id = $1", w.ID); state != "taken" {
		t.Errorf("the wish is %s", state)
	}
	o.sound()
}

func TestAnOfferThatIsDeclinedOrLeftGoesOn(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{})
	convs := []caterina.ConversationID{o.somebody(), o.somebody(), o.somebody()}
	for i, conv := range convs {
		o.join(conv, 1+i, o.day, o.day.AddDate(0, 0, 3))
	}
	o.freed(10, o.at(0))
	w := o.waitOf(convs[0])
	if err := o.DeclineOffer(t.Context(), o.town, w.ID); err != nil {
		t.Fatal(err)
	}
	if w = o.waitOf(convs[0]); w.State != caterina.WaitlistWaiting {
		t.Errorf("%+v; want it to wait on", w)
	}
	if w = o.waitOf(convs[1]); w.State != caterina.WaitlistOffered {
		t.Fatalf("%+v; want the second asked", w)
	}
	if err := o.LeaveWait(t.Context(), o.town, w.ID); err != nil {
		t.Fatal(err)
	}
	if w = o.waitOf(convs[2]); w.State != caterina.WaitlistOffered {
		t.Fatalf("%+v; want the third asked", w)
	}
	if err := o.ApplyBooking(t.Context(), o.town, convs[2], []caterina.Effect{caterina.LeaveWaitlist{}}); err != nil {
		t.Fatal(err)
	}
	if n, err := o.ExpireOffers(t.Context()); err != nil || len(n) != 1 || n[0] != (caterina.AgendaOffice{Town: o.town, Office: "centro"}) {
		t.Errorf("%+v, %v; want the place that is kept for nobody let go", n, err)
	}
	if n := o.places("held"); n != 0 {
		t.Errorf("%d places are held for nobody: the first has had this one", n)
	}
	if _, err := o.AcceptOffer(t.Context(), caterina.WaitAccept{Town: o.town, Wait: w.ID, Code: codeOf(30), RequestID: requestOf(30)}); why(t, err) != caterina.ProblemTaken {
		t.Errorf("an offer that is over: %v", err)
	}
	if err := o.DeclineOffer(t.Context(), o.town, 999); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("a wish that is none: %v", err)
	}
	o.sound()
}

// TestTheHoursOfAWishAreKept: who wants a Thursday between three and five is offered
// nothing else.
func TestTheHoursOfAWishAreKept(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{MaxActive: 9})
	first := o.at(0).From.In(caterina.Rome())
	clock := caterina.Clock(first.Hour()*60 + first.Minute())
	wait := func(n int, w caterina.Waitlist) caterina.ConversationID {
		conv := o.somebody()
		w.Service, w.From, w.To, w.Lang = "bonus", o.day, o.day.AddDate(0, 0, 9), "it"
		if err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.JoinWaitlist{Draft: o.draft(n, caterina.Vacancy{}), Wait: w}}); err != nil {
			t.Fatal(err)
		}
		return conv
	}
	late := wait(1, caterina.Waitlist{HourFrom: clock + 1})
	early := wait(2, caterina.Waitlist{HourTo: clock})
	other := wait(3, caterina.Waitlist{Weekdays: []time.Weekday{(first.Weekday() + 1) % 7}})
	right := wait(4, caterina.Waitlist{HourFrom: clock, HourTo: clock + 1, Weekdays: []time.Weekday{first.Weekday()}})
	o.freed(10, o.at(0))
	for conv, want := range map[caterina.ConversationID]caterina.WaitlistState{
		late: caterina.WaitlistWaiting, early: caterina.WaitlistWaiting, other: caterina.WaitlistWaiting, right: caterina.WaitlistOffered,
	} {
		if w := o.waitOf(conv); w.State != want {
			t.Errorf("from %s to %s on %v: %s", w.HourFrom, w.HourTo, w.Weekdays, w.State)
		}
	}
	if w := o.waitOf(right); w.HourFrom != clock || w.HourTo != clock+1 || len(w.Weekdays) != 1 {
		t.Errorf("it reads %+v", w)
	}
	o.sound()
}

func TestSomethingEarlierMovesTheAppointment(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{})
	conv := o.somebody()
	b := o.booked(conv, 1, o.at(120))
	err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.JoinWaitlist{
		Draft: o.draft(1, caterina.Vacancy{}), Wait: caterina.Waitlist{Service: "bonus", From: o.day, To: o.at(120).From, Booking: b.ID, Lang: "it"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	o.freed(10, o.at(180))
	if w := o.waitOf(conv); w.State != caterina.WaitlistWaiting {
		t.Errorf("%+v; a later place is nothing earlier", w)
	}
	o.freed(11, o.at(0))
	w := o.waitOf(conv)
	if w.State != caterina.WaitlistOffered {
		t.Fatalf("%+v; want it offered", w)
	}
	moved, err := o.AcceptOffer(t.Context(), caterina.WaitAccept{Town: o.town, Wait: w.ID, Code: codeOf(30), RequestID: requestOf(30)})
	if err != nil || moved.ID != b.ID || moved.Revision != 1 || moved.Moves != 0 || !moved.From.Equal(o.at(0).From) {
		t.Fatalf("%+v, %v", moved, err)
	}
	o.sound()
}

func TestWhoHasAnAppointmentWaitsForNoOther(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 2, caterina.Service{})
	conv := o.somebody()
	o.join(conv, 1, o.day, o.day.AddDate(0, 0, 3))
	o.booked(o.somebody(), 1, o.at(300)) // the same person, elsewhere
	o.freed(10, o.at(0))
	if n := value[int](o.fixture, "SELECT count(*) FROM river_job WHERE kind = 'waitlist_notice'"); n != 0 {
		t.Errorf("%d messages, want none", n)
	}
	if st, err := o.Standing(t.Context(), o.town, conv); err != nil || len(st.Waits) != 0 {
		t.Errorf("%+v, %v; want no wish", st.Waits, err)
	}
	o.sound()
}

func TestOffersAreThreeAWeek(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{})
	conv := o.somebody()
	o.join(conv, 1, o.day, o.day.AddDate(0, 0, 3))
	for i := range 3 {
		o.freed(10+i, o.at(60*i))
		w := o.waitOf(conv)
		if w.State != caterina.WaitlistOffered || w.Offer != i+1 {
			t.Fatalf("offer %d: %+v", i+1, w)
		}
		if err := o.DeclineOffer(t.Context(), o.town, w.ID); err != nil {
			t.Fatal(err)
		}
	}
	o.freed(20, o.at(200))
	if w := o.waitOf(conv); w.State != caterina.WaitlistWaiting {
		t.Errorf("a fourth one: %+v", w)
	}
	o.exec("UPDATE waitlist SET offered_at = ARRAY(SELECT u - interval '8 days' FROM unnest(offered_at) u)")
	o.freed(21, o.at(260))
	if w := o.waitOf(conv); w.State != caterina.WaitlistOffered || w.Offer != 4 {
		t.Errorf("a week later: %+v", w)
	}
}

// TestOffersAreThreeAWeekToAPersonAndNotToAWish: who leaves the list and joins it
// again, or waits for several services, is written to no more often.
func TestOffersAreThreeAWeekToAPersonAndNotToAWish(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{})
	conv, next := o.somebody(), o.somebody()
	for i := range 3 {
		o.join(conv, 1, o.day, o.day.AddDate(0, 0, 3))
		o.freed(10+i, o.at(60*i))
		w := o.waitOf(conv)
		if w.State != caterina.WaitlistOffered {
			t.Fatalf("offer %d: %+v", i+1, w)
		}
		if err := o.LeaveWait(t.Context(), o.town, w.ID); err != nil {
			t.Fatal(err)
		}
	}
	o.exec("UPDATE waitlist SET created_at = created_at - interval '2 days'")
	if _, err := o.ForgetBookings(t.Context(), 90*24*time.Hour, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM waitlist WHERE person::text LIKE '%Persona%' OR conversation_id IS NOT NULL"); n != 0 {
		t.Errorf("%d wishes that have ended say whose they were", n)
	}
	o.join(conv, 1, o.day, o.day.AddDate(0, 0, 3))
	o.join(next, 2, o.day, o.day.AddDate(0, 0, 3))
	o.freed(20, o.at(200))
	if w := o.waitOf(conv); w.State != caterina.WaitlistWaiting {
		t.Errorf("a fourth one: %+v", w)
	}
	if w := o.waitOf(next); w.State != caterina.WaitlistOffered {
		t.Errorf("it does not go to the next: %+v", w)
	}
	o.exec("UPDATE waitlist SET last_offer_at = last_offer_at - interval '8 days' WHERE state = 'gone'")
	if _, err := o.ForgetBookings(t.Context(), 90*24*time.Hour, 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := value[int](o.fixture, "SELECT count(*) FROM waitlist WHERE state = 'gone'"); n != 0 {
		t.Errorf("%d wishes are kept that count no more", n)
	}
	o.sound()
}

// TestNobodyIsWrittenToAtNight: who is asked in the evening has the hour in the
// morning.
func TestNobodyIsWrittenToAtNight(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ now, send, until string }{ // Rome is two hours ahead
		{"2027-10-05T09:10:00Z", "2027-10-05T09:10:00Z", "2027-10-05T10:10:00Z"},
		{"2027-10-05T02:00:00Z", "2027-10-05T06:00:00Z", "2027-10-05T07:00:00Z"},
		{"2027-10-05T17:40:00Z", "2027-10-05T17:40:00Z", "2027-10-06T06:40:00Z"},
		{"2027-10-05T18:00:00Z", "2027-10-06T06:00:00Z", "2027-10-06T07:00:00Z"},
		{"2027-10-05T21:59:00Z", "2027-10-06T06:00:00Z", "2027-10-06T07:00:00Z"},
		{"2027-10-30T21:00:00Z", "2027-10-31T07:00:00Z", "2027-10-31T08:00:00Z"}, // the clocks change
	} {
		o := officeAt(t, row.now, 1, caterina.Service{})
		conv := o.somebody()
		o.join(conv, 1, o.day, o.day.AddDate(0, 0, 3))
		o.freed(10, o.at(0))
		w := o.waitOf(conv)
		if got := w.OfferedUntil.UTC().Format(time.RFC3339); got != row.until {
			t.Errorf("freed at %s it is kept until %s, want %s", row.now, got, row.until)
		}
		now, _ := time.Parse(time.RFC3339, row.now)
		send, _ := time.Parse(time.RFC3339, row.send)
		in := value[float64](o.fixture, "SELECT extract(epoch FROM scheduled_at - clock_timestamp()) FROM river_job WHERE kind = 'waitlist_notice'")
		if want := send.Sub(now).Seconds(); in < want-60 || in > want+1 {
			t.Errorf("freed at %s it is told in %.0f s, want %.0f", row.now, in, want)
		}
	}
}

func TestTheLastWishOfAPersonCounts(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	conv := o.somebody()
	o.join(conv, 1, o.day, o.day.AddDate(0, 0, 3))
	o.join(conv, 1, o.day.AddDate(0, 0, 1), o.day.AddDate(0, 0, 2))
	if w := o.waitOf(conv); !w.From.Equal(o.day.AddDate(0, 0, 1)) {
		t.Errorf("%+v; want the second wish", w)
	}
	nobody := o.draft(2, caterina.Vacancy{})
	nobody.Person = caterina.Person{Name: "Ada"}
	err := o.ApplyBooking(t.Context(), o.town, conv, []caterina.Effect{caterina.JoinWaitlist{Draft: nobody, Wait: caterina.Waitlist{Service: "bonus", From: o.day, To: o.day.AddDate(0, 0, 1)}}})
	if why(t, err) != caterina.ProblemUnproved {
		t.Errorf("somebody who cannot be told: %v", err)
	}
}

// TestAPlaceBeyondWhatThereIsRoomForIsOfferedToNobody when its appointment is called
// off: it was there for that one alone.
func TestAPlaceBeyondWhatThereIsRoomForIsOfferedToNobody(t *testing.T) {
	t.Parallel()
	o := officeAt(t, "2027-10-05T09:10:00Z", 1, caterina.Service{})
	who := o.somebody()
	o.join(who, 1, o.day, o.day.AddDate(0, 0, 3))
	o.edit(o.hire("Ada", 3), "fuori agenda", caterina.AddLane{Desk: o.desk})
	v := o.at(0)
	v.Spots, v.Version = []caterina.Spot{{Desk: o.desk, Lane: 2}}, o.rules().Version
	o.freed(10, v)
	if w := o.waitOf(who); w.State != caterina.WaitlistWaiting {
		t.Errorf("it is offered: %+v", w)
	}
	v.Spots[0].Lane = 1
	o.freed(11, v)
	if w := o.waitOf(who); w.State != caterina.WaitlistOffered {
		t.Errorf("an ordinary one is not: %+v", w)
	}
}
