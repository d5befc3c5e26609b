package agenda

import (
	"context"
	"io"
	"slices"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// DeskReads is what is read of an office's day.
type DeskReads interface {
	Timetable(ctx context.Context, town caterina.TownID, office string, from, to time.Time) (caterina.Timetable, error)
	Bookings(ctx context.Context, town caterina.TownID, office string, from, to time.Time) ([]caterina.Booking, error)
	DeskHolds(ctx context.Context, town caterina.TownID, office string, from, before time.Time) ([]caterina.DeskHold, error)
}

// DeskChats is what a conversation has to do with appointments.
type DeskChats interface {
	AgreedIn(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.Booking, error)
	HoldOf(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.DeskHold, bool, error)
	// ChatOf is the chat that knows whoever talks in a conversation, "" for none.
	ChatOf(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Secret, error)
}

// DeskFinds finds bookings.
type DeskFinds interface {
	Booking(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error)
	BookingByCode(ctx context.Context, town caterina.TownID, code string) (caterina.Booking, error)
	FindBookings(ctx context.Context, town caterina.TownID, words string, from, to caterina.Date) ([]caterina.BookingID, error)
	LiveBookings(ctx context.Context, town caterina.TownID, id caterina.Identity) (all []caterina.Booking, theirs map[caterina.BookingID]bool, err error)
}

// DeskPlaces makes, moves and ends bookings.
type DeskPlaces interface {
	BookFor(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error)
	MoveBooking(ctx context.Context, move caterina.BookingMove) (caterina.Booking, []caterina.Event, error)
	CancelBooking(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, []caterina.Event, error)
	EraseBooking(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.Actor) error
}

// DeskLine keeps those who are here.
type DeskLine interface {
	DeskBooking(ctx context.Context, act caterina.DeskAct, day caterina.Date, arrived bool) (caterina.BookingStatus, error)
	DeskTicket(ctx context.Context, act caterina.DeskAct, day caterina.Date) (caterina.TicketStatus, error)
	AddTicket(ctx context.Context, town caterina.TownID, t caterina.Ticket) (caterina.Ticket, error)
	Tickets(ctx context.Context, town caterina.TownID, office string, day caterina.Date) ([]caterina.Ticket, error)
}

// DeskRuling keeps the rules and who changed them.
type DeskRuling interface {
	OfficeRules(ctx context.Context, town caterina.TownID, office string, since caterina.Date) (caterina.OfficeRules, error)
	EditRules(ctx context.Context, town caterina.TownID, office string, by caterina.OperatorID, what string, edits ...caterina.RuleEdit) error
	FeedDesk(ctx context.Context, hash []byte) (caterina.TownID, caterina.Desk, error)
	BookingHistory(ctx context.Context, town caterina.TownID, id caterina.BookingID) ([]caterina.BookingChange, error)
}

// DeskStore is what desks need of the database.
type DeskStore interface {
	DeskReads
	DeskChats
	DeskFinds
	DeskPlaces
	DeskLine
	DeskRuling
}

// DesksConfig wires Desks. Every field is required.
type DesksConfig struct {
	Store DeskStore
	// Bookable is what can be booked in a town, and its offices.
	Bookable  func(town caterina.TownID) ([]caterina.Service, []caterina.Office)
	Keys      caterina.BookingKeys
	Committed func(caterina.Event)                      // is told of every event in a conversation
	Changed   func(town caterina.TownID, office string) // is told of every other change that a desk can see
	Domain    string                                    // of the installation, for calendars
	Random    io.Reader                                 // codes and secrets are made of it
	Now       func() time.Time
}

// Desks carries out what staff do at the desks: the day, the line, bookings on
// behalf of somebody, and the rules. It is safe for concurrent use.
type Desks struct{ cfg DesksConfig }

// NewDesks returns the desks' side of the agenda.
func NewDesks(cfg DesksConfig) *Desks { return &Desks{cfg: cfg} }

const (
	saidNoOffice  = "questa sede non riceve su appuntamento: torna all'agenda e scegline un'altra"
	saidNoService = "questo servizio non si prenota in questa sede: scegline un altro"
)

// Offices are those of a town that receive people by appointment.
func (d *Desks) Offices(town caterina.TownID) []caterina.Office {
	services, offices := d.cfg.Bookable(town)
	return slices.DeleteFunc(slices.Clone(offices), func(o caterina.Office) bool {
		return !slices.ContainsFunc(services, func(s caterina.Service) bool { return at(&s, o.Slug) })
	})
}

// Services are what can be booked at an office.
func (d *Desks) Services(town caterina.TownID, office string) []caterina.Service {
	services, _ := d.cfg.Bookable(town)
	return slices.DeleteFunc(slices.Clone(services), func(s caterina.Service) bool { return !at(&s, office) })
}

func (d *Desks) service(town caterina.TownID, office, slug string) (caterina.Service, error) {
	for _, s := range d.Services(town, office) {
		if s.Slug == slug {
			return s, nil
		}
	}
	return caterina.Service{}, caterina.Errorf(caterina.CodeNotFound, saidNoService)
}

func (d *Desks) hasOffice(town caterina.TownID, slug string) bool {
	return slices.ContainsFunc(d.Offices(town), func(o caterina.Office) bool { return o.Slug == slug })
}

// table reads the rules of an office, and what is taken from one day to another,
// both included.
func (d *Desks) table(ctx context.Context, town caterina.TownID, office string, from, to caterina.Date) (caterina.Timetable, error) {
	if !d.hasOffice(town, office) {
		return caterina.Timetable{}, caterina.Errorf(caterina.CodeNotFound, saidNoOffice)
	}
	return d.cfg.Store.Timetable(ctx, town, office, from.Time(caterina.Rome()), to.AddDays(1).Time(caterina.Rome()))
}

// Days returns the days of an office from one day on.
func (d *Desks) Days(ctx context.Context, town caterina.TownID, office string, from caterina.Date, n int) ([]caterina.AgendaDay, error) {
	table, err := d.table(ctx, town, office, from, from.AddDays(n-1))
	if err != nil {
		return nil, err
	}
	since, before := from.Time(caterina.Rome()), from.AddDays(n).Time(caterina.Rome())
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, since, before)
	if err != nil {
		return nil, err
	}
	holds, err := d.cfg.Store.DeskHolds(ctx, town, office, since, before)
	if err != nil {
		return nil, err
	}
	services, _ := d.cfg.Bookable(town)
	days := make([]caterina.AgendaDay, n)
	for i := range days {
		day := from.AddDays(i)
		days[i] = caterina.AgendaDay{Date: day, Desks: booking.DayOf(table, services, day, d.cfg.Now())}
		if j := slices.IndexFunc(table.DaysOff, func(o caterina.DayOff) bool { return o.Date == day }); j >= 0 {
			days[i].Off = &table.DaysOff[j]
		}
		for _, b := range bookings {
			if dayOf(b.From) == day {
				days[i].Bookings = append(days[i].Bookings, b)
			}
		}
		for _, h := range holds {
			if dayOf(h.From) == day {
				days[i].Holds = append(days[i].Holds, h)
			}
		}
	}
	return days, nil
}

// dayOf is the civil day of an instant at the offices.
func dayOf(t time.Time) caterina.Date { return caterina.DateOf(t.In(caterina.Rome())) }

func (d *Desks) today() caterina.Date { return dayOf(d.cfg.Now()) }

// Booking returns one booking with its history.
func (d *Desks) Booking(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, []caterina.BookingChange, error) {
	b, err := d.cfg.Store.Booking(ctx, town, id)
	if err != nil {
		return b, nil, err
	}
	history, err := d.cfg.Store.BookingHistory(ctx, town, id)
	return b, history, err
}

// Agreed returns the appointments that were made in a conversation, also those that
// are over.
func (d *Desks) Agreed(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.Booking, error) {
	return d.cfg.Store.AgreedIn(ctx, town, conv)
}

// Kept returns the place that is kept for a conversation; false when there is none.
func (d *Desks) Kept(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.DeskHold, bool, error) {
	return d.cfg.Store.HoldOf(ctx, town, conv)
}

// Erase forgets whom an appointment was for, and calls one off that is to come,
// without a word to anybody. It returns the appointment as it was.
func (d *Desks) Erase(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.OperatorID) (caterina.Booking, error) {
	b, err := d.cfg.Store.Booking(ctx, town, id)
	if err != nil {
		return b, err
	}
	if err := d.cfg.Store.EraseBooking(ctx, town, id, caterina.OperatorActor(by)); err != nil {
		return b, err
	}
	d.cfg.Changed(town, b.Office)
	return b, nil
}

// Days around today in which a name is looked for.
const (
	findBack  = 7
	findAhead = 180
)

// Find returns the bookings that a code names, or whose person's name holds the
// words.
func (d *Desks) Find(ctx context.Context, town caterina.TownID, text string) ([]caterina.Booking, error) {
	if code := caterina.NormalCode(text); code != "" {
		b, err := d.cfg.Store.BookingByCode(ctx, town, code)
		switch {
		case err == nil:
			return []caterina.Booking{b}, nil
		case caterina.CodeOf(err) != caterina.CodeNotFound:
			return nil, err
		}
	}
	ids, err := d.cfg.Store.FindBookings(ctx, town, text, d.today().AddDays(-findBack), d.today().AddDays(findAhead))
	if err != nil {
		return nil, err
	}
	var found []caterina.Booking
	for _, id := range ids {
		b, err := d.cfg.Store.Booking(ctx, town, id)
		if err != nil && caterina.CodeOf(err) != caterina.CodeNotFound {
			return nil, err
		}
		if err == nil {
			found = append(found, b)
		}
	}
	return found, nil
}
