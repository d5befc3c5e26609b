package agenda_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func taken() error { return &caterina.BookingRefused{Why: caterina.ProblemTaken} }

// wish is what staff ask for at ten.
func wish() caterina.StaffBooking {
	return caterina.StaffBooking{
		Office: "nord", Service: "consulenza", From: tuesdayAt(10, 0), By: 3,
		Person: caterina.Person{Name: "Maria Rossi", Email: "maria@example.org"},
	}
}

// TestAPlaceThatIsLostIsLookedForAgain: another lane of the same time is taken
// instead; when there is none, it is said.
func TestAPlaceThatIsLostIsLookedForAgain(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.refusals = []error{taken(), &caterina.BookingRefused{Why: caterina.ProblemChanged}}
	b, warnings, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, wish())
	if err != nil || len(warnings) > 0 || b.ID != 50 || len(c.orders) != 3 {
		t.Errorf("it had %+v, %+v, %v after %d tries", b, warnings, err, len(c.orders))
	}
	if c.orders[0].RequestID == "" || c.orders[0].Vacancy.Version != 4 || len(c.changed) != 1 {
		t.Errorf("the order is %+v, and %v heard", c.orders[0], c.changed)
	}
	c = newCounter()
	c.refusals = []error{taken(), taken(), taken()}
	_, warnings, err = c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, wish())
	if err != nil || caterina.WarningsKey(warnings) != "taken:" || len(c.changed) != 0 {
		t.Errorf("three times in vain: %+v, %v", warnings, err)
	}
}

// TestTheDeskKnowsWhoAChatIs: what they have agreed is found by it, whatever address
// staff write down, also when an appointment of theirs is moved.
func TestTheDeskKnowsWhoAChatIs(t *testing.T) {
	t.Parallel()
	keys := caterina.NewBookingKeys("a key of thirty-two characters, or more")
	theirs := keys.Identity(caterina.Person{Name: "Maria Rossi", Chat: "4242/77"})
	other := caterina.Booking{ID: 8, Code: "K7M2XQR", Service: "consulenza", From: tuesdayAt(11, 0), To: tuesdayAt(11, 30), Conversation: "telegram", Person: caterina.Person{Name: "Maria Rossi"}}
	c := newCounter()
	c.chats = map[caterina.ConversationID]caterina.Secret{"telegram": "4242/77"}
	c.live, c.theirs, c.bookings = []caterina.Booking{other}, map[caterina.BookingID]bool{8: true}, []caterina.Booking{other}
	in := wish()
	in.Conversation = "telegram"
	_, warnings, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in)
	if err != nil || caterina.WarningsKey(warnings) != "limit::K7M2XQR" || !bytes.Equal(c.asked.Contact, theirs.Contact) || !bytes.Equal(c.asked.Person, theirs.Person) {
		t.Errorf("%+v, %v; looked for %x", warnings, err, c.asked.Contact)
	}
	c.asked = caterina.Identity{}
	moved := caterina.StaffBooking{Office: "nord", Service: "consulenza", From: tuesdayAt(10, 0), Moving: 8}
	if _, _, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, moved); err != nil || !bytes.Equal(c.asked.Contact, theirs.Contact) {
		t.Errorf("moved: %v; looked for %x", err, c.asked.Contact)
	}
	c.asked, in.Conversation = caterina.Identity{}, "web"
	if _, _, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in); err != nil || bytes.Equal(c.asked.Contact, theirs.Contact) {
		t.Errorf("on the web nobody is known: %v", err)
	}
}

// TestWhatNobodyMayDoIsRefused and not only warned of.
func TestWhatNobodyMayDoIsRefused(t *testing.T) {
	t.Parallel()
	other := caterina.Booking{ID: 8, Code: "K7M2XQR", Service: "altro", From: tuesdayAt(9, 45), To: tuesdayAt(10, 15)}
	for name, tc := range map[string]struct {
		change func(*counter, *caterina.StaffBooking)
		why    caterina.BookingProblem
	}{
		"the past":      {func(_ *counter, in *caterina.StaffBooking) { in.From = tuesdayAt(7, 0) }, caterina.ProblemPast},
		"two at a time": {func(c *counter, _ *caterina.StaffBooking) { c.live = []caterina.Booking{other} }, caterina.ProblemOverlap},
		"no such person": {func(c *counter, _ *caterina.StaffBooking) {
			c.refusals = []error{&caterina.BookingRefused{Why: caterina.ProblemStale}}
		}, caterina.ProblemStale},
	} {
		c, in := newCounter(), wish()
		tc.change(c, &in)
		_, warnings, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in)
		refused, ok := errors.AsType[*caterina.BookingRefused](err)
		if !ok || refused.Why != tc.why || len(warnings) > 0 {
			t.Errorf("%s: %+v, %v; want %s", name, warnings, err, tc.why)
		}
	}
	for name, in := range map[string]caterina.StaffBooking{
		"another office": {Office: "archivio", Service: "consulenza", From: tuesdayAt(10, 0)}, "another service": {Office: "nord", Service: "x", From: tuesdayAt(10, 0)},
	} {
		if _, _, err := newCounter().at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in); caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWarningsAreThoseOfTheMoment: each has its own key, so that one that was read
// does not stand for another.
func TestWarningsAreThoseOfTheMoment(t *testing.T) {
	t.Parallel()
	mine := caterina.Booking{ID: 8, Code: "K7M2XQR", Service: "consulenza", From: tuesdayAt(11, 0), To: tuesdayAt(11, 30)}
	limit := func(c *counter) {
		c.live, c.theirs = []caterina.Booking{mine}, map[caterina.BookingID]bool{8: true}
	}
	for name, tc := range map[string]struct {
		change func(*counter)
		from   time.Time
		want   string
	}{
		"nothing":           {func(*counter) {}, tuesdayAt(10, 0), ""},
		"limit":             {limit, tuesdayAt(10, 0), "limit::K7M2XQR"},
		"somebody's sister": {func(c *counter) { limit(c); c.theirs[8] = false }, tuesdayAt(10, 0), ""},
		"full":              {func(c *counter) { c.full(tuesdayAt(10, 0)) }, tuesdayAt(10, 0), "taken:"},
		"both":              {func(c *counter) { limit(c); c.full(tuesdayAt(10, 0)) }, tuesdayAt(10, 0), "limit::K7M2XQR|taken:"},
		"outside":           {func(*counter) {}, tuesdayAt(15, 0), "outside:"},
		"outside and full":  {func(c *counter) { c.full(tuesdayAt(15, 0)) }, tuesdayAt(15, 0), "outside:|taken:"},
		"strike": {func(c *counter) {
			c.table.DaysOff = []caterina.DayOff{{Date: caterina.DateOf(tuesdayAt(0, 0)), Kind: caterina.OffStrike, Name: "Sciopero"}}
		}, tuesdayAt(10, 0), "day_off:Sciopero"},
		"closed": {func(c *counter) {
			c.table.Closures = []caterina.DeskSpan{{From: tuesdayAt(9, 30), To: tuesdayAt(12, 0), Reason: "assemblea"}}
		}, tuesdayAt(10, 0), "closed:assemblea"},
	} {
		c, in := newCounter(), wish()
		tc.change(c)
		in.From = tc.from
		_, warnings, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in)
		if got := caterina.WarningsKey(warnings); err != nil || got != tc.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, tc.want)
		}
		if (tc.want == "") != (len(c.orders) == 1) {
			t.Errorf("%s: %d orders", name, len(c.orders))
		}
		if tc.want == "" {
			continue
		}
		in.Read = tc.want
		b, warnings, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in)
		if err != nil || len(warnings) > 0 || !b.From.Equal(tc.from) {
			t.Errorf("%s, read: %+v, %+v, %v", name, b, warnings, err)
		}
		if widened := len(c.edits) > 0; widened != strings.Contains(tc.want, "taken") {
			t.Errorf("%s: lanes were added: %v", name, c.edits)
		}
	}
}

// TestAClosureIsNotOutrunByAMove: an appointment that changes while the day is
// being closed is called off as it is now, and one that has ended is left alone.
func TestAClosureIsNotOutrunByAMove(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.bookings = []caterina.Booking{
		{ID: 1, Office: "nord", From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.Booked, Revision: 1},
		{ID: 2, Office: "nord", From: tuesdayAt(9, 30), To: tuesdayAt(10, 0), Status: caterina.Booked},
		{ID: 3, Office: "nord", From: tuesdayAt(10, 0), To: tuesdayAt(10, 30), Status: caterina.CancelledCitizen},
		{ID: 4, Office: "nord", From: tuesdayAt(10, 0), To: tuesdayAt(10, 30), Status: caterina.CheckedIn},
	}
	stale := &caterina.BookingRefused{Why: caterina.ProblemStale}
	c.refusals = []error{stale, nil, stale}
	c.meanwhile = []func(*counter){
		func(c *counter) { c.bookings[0].Revision = 2 },
		func(*counter) {},
		func(c *counter) { c.bookings[1].Status = caterina.CancelledCitizen },
	}
	off := caterina.DayOff{Date: caterina.DateOf(tuesdayAt(0, 0)), Kind: caterina.OffStrike, Name: "Sciopero"}
	n, err := c.at(tuesdayAt(8, 0)).CloseDay(t.Context(), aTown, "nord", off, 3)
	if err != nil || n != 2 {
		t.Fatalf("%d were called off, %v", n, err)
	}
	if len(c.cancels) != 4 || c.cancels[1].Revision != 2 || c.cancels[3].Booking != 4 || c.told != 2 {
		t.Errorf("the cancellations are %+v", c.cancels)
	}
	for _, end := range c.cancels {
		if end.Notice != caterina.NoticeClosed || !end.Empty || end.Reason != "Sciopero" {
			t.Errorf("a cancellation is %+v", end)
		}
	}
	if _, err := c.at(tuesdayAt(8, 0)).CloseDay(t.Context(), aTown, "archivio", off, 3); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("an office without desks: %v", err)
	}
}

// TestALaneThatIsLostWhileADeskClosesIsLookedForAgain, and who fits nowhere stays.
func TestALaneThatIsLostWhileADeskClosesIsLookedForAgain(t *testing.T) {
	t.Parallel()
	c := newCounter()
	b := caterina.Booking{ID: 1, Office: "nord", Service: "consulenza", Desk: 1, Lane: 1, From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.Booked}
	c.bookings = []caterina.Booking{b}
	c.table.Desks[1].Lanes = []caterina.Lane{{Number: 1, Online: true}, {Number: 2}}
	c.refusals = []error{taken()}
	c.meanwhile = []func(*counter){func(c *counter) {
		c.table.Taken = append(c.table.Taken, caterina.Taken{Desk: 2, Lane: 1, From: b.From, To: b.To, Booking: 9})
	}}
	ill := caterina.DeskSpan{Desk: 1, From: tuesdayAt(8, 0), To: tuesdayAt(18, 0), Reason: "malattia"}
	closed, err := c.at(tuesdayAt(8, 0)).CloseDesk(t.Context(), aTown, "nord", ill, 3)
	if err != nil || closed.Moved != 1 || len(closed.Left) != 0 {
		t.Fatalf("%+v, %v", closed, err)
	}
	if len(c.moves) != 2 || !c.moves[1].Quiet || !slices.Equal(c.moves[1].Vacancy.Spots, []caterina.Spot{{Desk: 2, Lane: 2}}) || !c.moves[1].Vacancy.From.Equal(b.From) {
		t.Errorf("the moves are %+v", c.moves)
	}
	c.table.Taken = append(c.table.Taken, caterina.Taken{Desk: 2, Lane: 2, From: b.From, To: b.To, Booking: 10})
	if closed, err = c.at(tuesdayAt(8, 0)).CloseDesk(t.Context(), aTown, "nord", ill, 3); err != nil || closed.Moved != 0 || len(closed.Left) != 1 {
		t.Errorf("with no room: %+v, %v", closed, err)
	}
	ill.Desk = 9
	if _, err = c.at(tuesdayAt(8, 0)).CloseDesk(t.Context(), aTown, "nord", ill, 3); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("a desk that is not there: %v", err)
	}
}

// TestWhoIsSentToAFullDeskGetsALaneOfTheirOwn.
func TestWhoIsSentToAFullDeskGetsALaneOfTheirOwn(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.bookings = []caterina.Booking{{ID: 1, Office: "nord", Service: "consulenza", Desk: 1, Lane: 1, From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.CheckedIn}}
	c.full(tuesdayAt(9, 0))
	if err := c.at(tuesdayAt(9, 5)).Send(t.Context(), aTown, 1, 2, 3); err != nil {
		t.Fatal(err)
	}
	if len(c.edits) != 1 || len(c.moves) != 1 || !slices.Equal(c.moves[0].Vacancy.Spots, []caterina.Spot{{Desk: 2, Lane: 2}}) {
		t.Errorf("edits %+v, moves %+v", c.edits, c.moves)
	}
	if err := c.at(tuesdayAt(9, 5)).Send(t.Context(), aTown, 77, 2, 3); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("nobody was sent: %v", err)
	}
}

// TestTheNextGapIsLookedForAgainWhenItIsLost, and there may be none left.
func TestTheNextGapIsLookedForAgainWhenItIsLost(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.bookings = []caterina.Booking{{ID: 1, Office: "nord", Service: "consulenza", Desk: 1, Lane: 1, From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.CheckedIn}}
	c.refusals = []error{taken()}
	at, err := c.at(tuesdayAt(9, 40)).Squeeze(t.Context(), aTown, 1, 3)
	if err != nil || !at.Equal(tuesdayAt(9, 41)) || len(c.moves) != 2 || c.moves[1].Quiet {
		t.Errorf("at %s, %v, %+v", at, err, c.moves)
	}
	_, err = c.at(tuesdayAt(11, 45)).Squeeze(t.Context(), aTown, 1, 3)
	if refused, ok := errors.AsType[*caterina.BookingRefused](err); !ok || refused.Why != caterina.ProblemTaken {
		t.Errorf("at closing time: %v", err)
	}
}

// TestWhoWalksInFindsTheKeptLaneTakenAndGetsANumber: somebody was faster.
func TestWhoWalksInFindsTheKeptLaneTakenAndGetsANumber(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.table.Desks[0].Lanes = append(slices.Clone(c.table.Desks[0].Lanes), caterina.Lane{Number: 2})
	desks := c.at(tuesdayAt(9, 10))
	in := caterina.WalkIn{Office: "nord", Service: "consulenza", Name: "Rita", Note: "con passeggino", By: 3}
	got, err := desks.WalkIn(t.Context(), aTown, in)
	if err != nil || got.Booking == nil || got.Ticket != nil || !slices.Equal(c.orders[0].Vacancy.Spots, []caterina.Spot{{Desk: 1, Lane: 2}}) || c.acts[0].Deed != caterina.DeedArrive {
		t.Fatalf("%+v, %v, %+v", got, err, c.orders)
	}
	c.refusals = []error{taken()}
	got, err = desks.WalkIn(t.Context(), aTown, in)
	if err != nil || got.Ticket == nil || got.Ticket.Number != 1 || got.Ticket.Note != "Rita, con passeggino" || !got.Room || !got.From.Equal(tuesdayAt(9, 10)) {
		t.Errorf("somebody was faster: %+v, %v", got, err)
	}
	c.refusals = []error{errors.New("broken")}
	if _, err = desks.WalkIn(t.Context(), aTown, in); err == nil {
		t.Error("a failure passes for no place")
	}
	in.Service = "x"
	if _, err = desks.WalkIn(t.Context(), aTown, in); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("no such service: %v", err)
	}
}

// TestTheLineSaysWhoIsHereAndWhoIsExpected.
func TestTheLineSaysWhoIsHereAndWhoIsExpected(t *testing.T) {
	t.Parallel()
	c := newCounter()
	arrived := tuesdayAt(9, 25)
	for i, status := range []caterina.BookingStatus{caterina.Booked, caterina.CheckedIn, caterina.Serving, caterina.Done, caterina.NoShow, caterina.CancelledOffice} {
		c.bookings = append(c.bookings, caterina.Booking{ID: caterina.BookingID(i + 1), Service: "consulenza", From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: status, ArrivedAt: &arrived})
	}
	for i, status := range []caterina.TicketStatus{caterina.TicketWaiting, caterina.TicketServing, caterina.TicketDone, caterina.TicketGone} {
		c.tickets = append(c.tickets, caterina.Ticket{Number: i + 1, Status: status, ArrivedAt: tuesdayAt(9, 5)})
	}
	line, err := c.at(tuesdayAt(9, 40)).Line(t.Context(), aTown, "nord")
	if err != nil || len(line.Waiting) != 2 || len(line.Serving) != 2 || len(line.Expected) != 1 || len(line.Over) != 4 || len(line.Wait) != 2 {
		t.Errorf("%+v, %v", line, err)
	}
	if gap := line.Late[2]; !gap.Equal(tuesdayAt(9, 41)) {
		t.Errorf("who is late is offered %s", gap)
	}
	if _, err := c.at(tuesdayAt(9, 40)).Line(t.Context(), aTown, "archivio"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("an office without desks: %v", err)
	}
}

// TestADeskIsFoundByCodeOrName: a code may be dictated, a name may be half one, and
// what is erased meanwhile is left out.
func TestADeskFindsByCodeOrName(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.bookings = []caterina.Booking{
		{ID: 1, Code: "K7M2XQR", Person: caterina.Person{Name: "Maria Rossi"}}, {ID: 2, Code: "BBBBBBB", Person: caterina.Person{Name: "Mario Rossini"}},
	}
	desks := c.at(tuesdayAt(9, 0))
	for words, want := range map[string]int{"k7m 2xqr": 1, "K7M-2XQR": 1, "Rossi": 2, "Rossini": 1, "Neri": 0, "ZZZZZZZ": 0} {
		found, err := desks.Find(t.Context(), aTown, words)
		if err != nil || len(found) != want {
			t.Errorf("%q finds %d, %v", words, len(found), err)
		}
	}
}

// TestADesksCalendarNamesNobody: initials, and of a discreet service not even those.
func TestADesksCalendarNamesNobody(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.feed = caterina.Desk{ID: 1, Office: "nord", Name: "Uno"}
	person := caterina.Person{Name: "Maria Rossi", Email: "maria@example.org", Phone: "+39333"}
	for i, service := range []string{"consulenza", "ascolto", "gone"} {
		c.bookings = append(c.bookings, caterina.Booking{
			ID: caterina.BookingID(i + 1), UID: service, Code: "K7M2XQR", Service: service, Desk: 1, From: tuesdayAt(9+i, 0), To: tuesdayAt(9+i, 30),
			Status: caterina.Booked, Person: person, Note: "una nota",
		})
	}
	c.bookings = append(c.bookings,
		caterina.Booking{ID: 8, UID: "other-desk", Service: "consulenza", Desk: 2, From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.Booked},
		caterina.Booking{ID: 9, UID: "cancelled", Service: "consulenza", Desk: 1, From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.CancelledCitizen})
	desks := c.at(tuesdayAt(8, 0))
	data, err := desks.Feed(t.Context(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if strings.Count(text, "BEGIN:VEVENT") != 3 || strings.Count(text, "M. R.") != 1 || !strings.Contains(text, "M. R. Consulenza") {
		t.Errorf("the calendar is\n%s", text)
	}
	for _, secret := range []string{"Maria", "Rossi", "maria@", "333", "K7M", "nota", "Ascolto", "other-desk", "cancelled@"} {
		if strings.Contains(text, secret) {
			t.Errorf("it tells %q", secret)
		}
	}
	if _, err := desks.Feed(t.Context(), "another"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("a wrong address: %v", err)
	}
	secret, err := desks.NewFeed(t.Context(), aTown, "nord", 1, 3)
	feed, ok := c.edits[0].(caterina.SetFeed)
	if err != nil || !ok || len(secret.Reveal()) != 22 || !bytes.Equal(feed.Hash, caterina.TokenHash(secret.Reveal())) || strings.Contains(c.said[0], secret.Reveal()) {
		t.Errorf("the new address: %v, %+v, %q", err, feed, c.said)
	}
}

// TestDeedsAreToldToOpenPages, a refused one is not.
func TestDeedsAreToldToOpenPages(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.bookings = []caterina.Booking{{ID: 1, Office: "nord", Status: caterina.Booked}}
	desks := c.at(tuesdayAt(9, 0))
	for _, act := range []caterina.DeskAct{{Town: aTown, Booking: 1, Deed: caterina.DeedArrive}, {Town: aTown, Ticket: 4, Deed: caterina.DeedServe}} {
		if err := desks.Deed(t.Context(), act, "nord"); err != nil {
			t.Error(err)
		}
	}
	c.refusals = []error{caterina.Errorf(caterina.CodeConflict, "late")}
	if err := desks.Deed(t.Context(), caterina.DeskAct{Town: aTown, Ticket: 4}, "nord"); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("a late one: %v", err)
	}
	if err := desks.Deed(t.Context(), caterina.DeskAct{Town: aTown, Booking: 5}, "nord"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("nobody's: %v", err)
	}
	if len(c.changed) != 2 || len(c.acts) != 3 {
		t.Errorf("%d heard of %d deeds", len(c.changed), len(c.acts))
	}
}

// TestDesksHearOfAnErasure, and of none that failed.
func TestDesksHearOfAnErasure(t *testing.T) {
	t.Parallel()
	c := newCounter()
	c.bookings = []caterina.Booking{{ID: 5, Office: "nord", Conversation: "c1", From: tuesdayAt(9, 0)}, {ID: 6, Office: "nord"}}
	desks := c.at(tuesdayAt(8, 0))
	if list, err := desks.Agreed(t.Context(), aTown, "c1"); err != nil || len(list) != 1 || list[0].ID != 5 {
		t.Errorf("agreed %+v, %v", list, err)
	}
	b, err := desks.Erase(t.Context(), aTown, 5, 3)
	if err != nil || b.ID != 5 || !slices.Equal(c.changed, []string{"nord"}) || !slices.Equal(c.erased, []caterina.Actor{caterina.OperatorActor(3)}) {
		t.Errorf("%+v, %v; heard %v, by %v", b, err, c.changed, c.erased)
	}
	c.refusals = []error{caterina.Errorf(caterina.CodeNotFound, "erased before")}
	if _, err := desks.Erase(t.Context(), aTown, 5, 3); caterina.CodeOf(err) != caterina.CodeNotFound || len(c.changed) != 1 {
		t.Errorf("again: %v, heard %v", err, c.changed)
	}
	if _, err := desks.Erase(t.Context(), aTown, 9, 3); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("of none: %v", err)
	}
}
