package agenda_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
)

// counter is the database of an office with two desks, as far as desks ask for it:
// what it refuses comes from a list, so that a test can have somebody be faster at
// exactly one moment.
type counter struct {
	table    caterina.Timetable
	bookings []caterina.Booking
	live     []caterina.Booking // what the person has
	theirs   map[caterina.BookingID]bool
	chats    map[caterina.ConversationID]caterina.Secret // of people whom a channel knows
	asked    caterina.Identity                           // whose appointments were looked for
	tickets  []caterina.Ticket
	feed     caterina.Desk

	refusals  []error // of the next BookFor, MoveBooking, CancelBooking
	meanwhile []func(*counter)
	orders    []caterina.BookingOrder
	moves     []caterina.BookingMove
	cancels   []caterina.BookingCancel
	edits     []caterina.RuleEdit
	said      []string
	acts      []caterina.DeskAct
	changed   []string
	erased    []caterina.Actor // by whom
	told      int
}

// tuesdayAt is a time of the day of these tests.
func tuesdayAt(hour, minute int) time.Time {
	return time.Date(2026, time.November, 24, hour, minute, 0, 0, caterina.Rome())
}

const aTown = caterina.TownID(7)

func newCounter() *counter {
	lanes := []caterina.Lane{{Number: 1, Online: true}}
	services := []string{"consulenza"}
	return &counter{table: caterina.Timetable{
		Town: aTown, Office: caterina.Office{Slug: "nord"}, Version: 4,
		Desks: []caterina.Desk{
			{ID: 1, Office: "nord", Name: "Uno", Lanes: lanes, Services: services, Active: true},
			{ID: 2, Office: "nord", Name: "Due", Lanes: lanes, Services: services, Active: true},
		},
		Openings: []caterina.OpeningRule{{Weekday: caterina.Weekday(time.Tuesday), From: 540, To: 720, EveryWeeks: 1, Anchor: caterina.Date{Year: 2024, Month: 1, Day: 1}}},
	}}
}

// at opens the desks at a time.
func (c *counter) at(now time.Time) *agenda.Desks {
	return agenda.NewDesks(agenda.DesksConfig{
		Store: c, Keys: caterina.NewBookingKeys("a key of thirty-two characters, or more"), Domain: "famiglia.example", Random: rand.Reader,
		Now: func() time.Time { return now }, Committed: func(caterina.Event) { c.told++ },
		Changed: func(_ caterina.TownID, office string) { c.changed = append(c.changed, office) },
		Bookable: func(caterina.TownID) ([]caterina.Service, []caterina.Office) {
			return []caterina.Service{
					{Slug: "consulenza", Name: "Consulenza", Duration: 30, Step: 30, MaxActive: 1, Offices: []string{"nord"}},
					{Slug: "ascolto", Name: "Ascolto", Discreet: true, Offices: []string{"nord"}},
				},
				[]caterina.Office{{Slug: "nord", Name: "Nord"}, {Slug: "archivio", Name: "Archivio"}}
		},
	})
}

// refuse is the next answer to a change of places.
func (c *counter) refuse() error {
	if len(c.meanwhile) > 0 {
		c.meanwhile[0](c)
		c.meanwhile = c.meanwhile[1:]
	}
	if len(c.refusals) == 0 {
		return nil
	}
	err := c.refusals[0]
	c.refusals = c.refusals[1:]
	return err
}

func (c *counter) Timetable(context.Context, caterina.TownID, string, time.Time, time.Time) (caterina.Timetable, error) {
	t := c.table
	t.Desks, t.Taken = slices.Clone(t.Desks), slices.Clone(t.Taken)
	return t, nil
}

func (c *counter) Bookings(_ context.Context, _ caterina.TownID, _ string, from, to time.Time) ([]caterina.Booking, error) {
	var in []caterina.Booking
	for _, b := range c.bookings {
		if !b.From.Before(from) && b.From.Before(to) {
			in = append(in, b)
		}
	}
	return in, nil
}

func (c *counter) AgreedIn(_ context.Context, _ caterina.TownID, conv caterina.ConversationID) ([]caterina.Booking, error) {
	return slices.DeleteFunc(slices.Clone(c.bookings), func(b caterina.Booking) bool { return b.Conversation != conv }), nil
}

func (c *counter) HoldOf(context.Context, caterina.TownID, caterina.ConversationID) (caterina.DeskHold, bool, error) {
	return caterina.DeskHold{Office: "nord"}, true, nil
}

func (c *counter) ChatOf(_ context.Context, _ caterina.TownID, conv caterina.ConversationID) (caterina.Secret, error) {
	return c.chats[conv], nil
}

func (c *counter) EraseBooking(_ context.Context, _ caterina.TownID, _ caterina.BookingID, by caterina.Actor) error {
	if err := c.refuse(); err != nil {
		return err
	}
	c.erased = append(c.erased, by)
	return nil
}

func (c *counter) DeskHolds(context.Context, caterina.TownID, string, time.Time, time.Time) ([]caterina.DeskHold, error) {
	return nil, nil
}

func (c *counter) Booking(_ context.Context, _ caterina.TownID, id caterina.BookingID) (caterina.Booking, error) {
	for _, b := range c.bookings {
		if b.ID == id {
			return b, nil
		}
	}
	return caterina.Booking{}, caterina.Errorf(caterina.CodeNotFound, "no such booking")
}

func (c *counter) BookingByCode(_ context.Context, _ caterina.TownID, code string) (caterina.Booking, error) {
	for _, b := range c.bookings {
		if b.Code == code {
			return b, nil
		}
	}
	return caterina.Booking{}, caterina.Errorf(caterina.CodeNotFound, "no such booking")
}

func (c *counter) FindBookings(_ context.Context, _ caterina.TownID, words string, _, _ caterina.Date) ([]caterina.BookingID, error) {
	var ids []caterina.BookingID
	for _, b := range c.bookings {
		if strings.Contains(b.Person.Name.Reveal(), words) {
			ids = append(ids, b.ID)
		}
	}
	return append(ids, 999), nil // one that is erased at this moment
}

func (c *counter) LiveBookings(_ context.Context, _ caterina.TownID, id caterina.Identity) ([]caterina.Booking, map[caterina.BookingID]bool, error) {
	c.asked = id
	return c.live, c.theirs, nil
}

func (c *counter) BookFor(_ context.Context, order caterina.BookingOrder) (caterina.Booking, error) {
	c.orders = append(c.orders, order)
	if err := c.refuse(); err != nil {
		return caterina.Booking{}, err
	}
	return caterina.Booking{ID: 50, Code: order.Code, Office: "nord", From: order.Vacancy.From, To: order.Vacancy.To, Status: caterina.Booked, Person: order.Person}, nil
}

func (c *counter) MoveBooking(_ context.Context, move caterina.BookingMove) (caterina.Booking, []caterina.Event, error) {
	c.moves = append(c.moves, move)
	if err := c.refuse(); err != nil {
		return caterina.Booking{}, nil, err
	}
	return caterina.Booking{ID: move.Booking, From: move.Vacancy.From}, []caterina.Event{{}}, nil
}

func (c *counter) CancelBooking(_ context.Context, end caterina.BookingCancel) (caterina.Booking, []caterina.Event, error) {
	c.cancels = append(c.cancels, end)
	if err := c.refuse(); err != nil {
		return caterina.Booking{}, nil, err
	}
	return caterina.Booking{ID: end.Booking, Office: "nord"}, []caterina.Event{{}}, nil
}

func (c *counter) DeskBooking(_ context.Context, act caterina.DeskAct, _ caterina.Date, _ bool) (caterina.BookingStatus, error) {
	c.acts = append(c.acts, act)
	return caterina.CheckedIn, c.refuse()
}

func (c *counter) DeskTicket(_ context.Context, act caterina.DeskAct, _ caterina.Date) (caterina.TicketStatus, error) {
	c.acts = append(c.acts, act)
	return caterina.TicketServing, c.refuse()
}

func (c *counter) AddTicket(_ context.Context, _ caterina.TownID, t caterina.Ticket) (caterina.Ticket, error) {
	t.Number = len(c.tickets) + 1
	c.tickets = append(c.tickets, t)
	return t, nil
}

func (c *counter) Tickets(context.Context, caterina.TownID, string, caterina.Date) ([]caterina.Ticket, error) {
	return c.tickets, nil
}

func (c *counter) OfficeRules(_ context.Context, _ caterina.TownID, office string, _ caterina.Date) (caterina.OfficeRules, error) {
	rules := caterina.OfficeRules{Office: office, Openings: c.table.Openings}
	for _, d := range c.table.Desks {
		rules.Desks = append(rules.Desks, caterina.DeskRules{Desk: d})
	}
	return rules, nil
}

func (c *counter) EditRules(_ context.Context, _ caterina.TownID, _ string, _ caterina.OperatorID, what string, edits ...caterina.RuleEdit) error {
	c.edits, c.said = append(c.edits, edits...), append(c.said, what)
	for _, edit := range edits {
		if lane, ok := edit.(caterina.AddLane); ok {
			for i := range c.table.Desks {
				if d := &c.table.Desks[i]; d.ID == lane.Desk {
					d.Lanes = append(slices.Clone(d.Lanes), caterina.Lane{Number: len(d.Lanes) + 1, Extra: true})
				}
			}
		}
	}
	return nil
}

func (c *counter) FeedDesk(_ context.Context, hash []byte) (caterina.TownID, caterina.Desk, error) {
	if !bytes.Equal(hash, caterina.TokenHash("secret")) {
		return 0, caterina.Desk{}, caterina.Errorf(caterina.CodeNotFound, "no calendar")
	}
	return aTown, c.feed, nil
}

func (c *counter) BookingHistory(context.Context, caterina.TownID, caterina.BookingID) ([]caterina.BookingChange, error) {
	return nil, nil
}

// full takes a time on every lane.
func (c *counter) full(from time.Time) {
	for _, d := range c.table.Desks {
		for _, l := range d.Lanes {
			c.table.Taken = append(c.table.Taken, caterina.Taken{Desk: d.ID, Lane: l.Number, From: from, To: from.Add(30 * time.Minute), Booking: 90})
		}
	}
}
