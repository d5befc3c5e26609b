package agenda

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Timetables is when offices receive people, and who has which place.
type Timetables interface {
	Timetable(ctx context.Context, town caterina.TownID, office string, from, to time.Time) (caterina.Timetable, error)
}

// Bookings finds appointments. What is not there is CodeNotFound.
type Bookings interface {
	Standing(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Standing, error)
	Booking(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error)
	BookingByCode(ctx context.Context, town caterina.TownID, code string) (caterina.Booking, error)
	BookingByToken(ctx context.Context, token caterina.Secret) (caterina.Booking, error)
}

// Changes makes, moves and cancels appointments. What cannot be done is a
// *caterina.BookingRefused.
type Changes interface {
	BookFor(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error)
	MoveBooking(ctx context.Context, move caterina.BookingMove) (caterina.Booking, []caterina.Event, error)
	CancelBooking(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, []caterina.Event, error)
	// NoteElsewhere writes down how an appointment stands that another system keeps.
	NoteElsewhere(ctx context.Context, note caterina.NoteBooking, told *caterina.MessageBody) (caterina.Booking, []caterina.Event, error)
}

// Waits is the waiting list.
type Waits interface {
	WaitByUID(ctx context.Context, uid string) (caterina.Waitlist, error)
	AcceptOffer(ctx context.Context, accept caterina.WaitAccept) (caterina.Booking, error)
	DeclineOffer(ctx context.Context, town caterina.TownID, wait int64) error
	LeaveWait(ctx context.Context, town caterina.TownID, wait int64) error
}

// Mails are the notices that leave by mail: looked at, claimed at the moment in which
// they leave, and noted. Nothing is locked in between.
type Mails interface {
	NoticeDue(ctx context.Context, notice caterina.BookingNotice) (caterina.Booking, bool, error)
	ClaimNotice(ctx context.Context, notice caterina.BookingNotice) (bool, error)
	NoticeSent(ctx context.Context, notice caterina.BookingNotice, sent bool) error
}

// CodeLetters are the mails with six digits.
type CodeLetters interface {
	CodeLetter(ctx context.Context, mail caterina.CodeMail) (caterina.CodeLetter, error)
	// CodeLate says in the conversation that a code did not leave, once; an address that
	// was refused is forgotten. False when it was said before or is true no more.
	CodeLate(ctx context.Context, mail caterina.CodeMail, refused bool, said caterina.MessageBody) (caterina.Event, bool, error)
}

// Letters is what is told of appointments: send is called with things as they
// stand, and not at all when the notice has been overtaken.
type Letters interface {
	Mails
	CodeLetters

	SendNotice(ctx context.Context, notice caterina.BookingNotice, send func(context.Context, caterina.Booking) (*caterina.MessageBody, error)) (*caterina.Event, error)
	FailNotice(ctx context.Context, notice caterina.BookingNotice) error
	// VoidNotice notes that a notice will never be sent.
	VoidNotice(ctx context.Context, notice caterina.BookingNotice) error
	SendOffer(ctx context.Context, notice caterina.WaitlistNotice, send func(context.Context, caterina.Waitlist) (*caterina.MessageBody, error)) (*caterina.Event, error)
}

// Plan is what is carried over from the towns' files.
type Plan interface {
	PlanOffices(ctx context.Context, town caterina.TownID, plans []caterina.OfficePlan) (int, error)
	PlanDaysOff(ctx context.Context, town caterina.TownID, plan caterina.DayPlan) (int, error)
}

// Calendar is how far days off are known, and for which offices.
type Calendar interface {
	BookingOffices(ctx context.Context, town caterina.TownID) ([]string, error)
	DaysOffUntil(ctx context.Context, town caterina.TownID) (caterina.Date, error)
}

// Care is what has to be looked after from time to time.
type Care interface {
	// ExpireOffers and SweepPlaces say at which offices something has changed.
	ExpireOffers(ctx context.Context) ([]caterina.AgendaOffice, error)
	SweepPlaces(ctx context.Context) ([]caterina.AgendaOffice, error)
	ForgetBookings(ctx context.Context, ended, idle time.Duration) (int, error)
	CheckBookings(ctx context.Context) ([]caterina.BookingFlaw, error)
}

// Questions are asked of citizens by themselves.
type Questions interface {
	AskForTime(ctx context.Context, words func(lang string, until time.Time) caterina.MessageBody) ([]caterina.Event, error)
}

// Upkeep is what is done in the background.
type Upkeep interface {
	Plan
	Calendar
	Care
	Questions
}

// Store is everything that appointments ask of the database.
type Store interface {
	Timetables
	Bookings
	Changes
	Waits
	Letters
	Upkeep
}

// Content is what the towns publish.
type Content interface {
	Towns() []caterina.Town
	TownByID(id caterina.TownID) (caterina.Town, bool)
	// Bookable returns what can be booked in a town, and its own offices.
	Bookable(town caterina.TownID) ([]caterina.Service, []caterina.Office)
}

// Config wires a Service. Store, Content, Keys, PublicURL, Now and Logger are
// required.
type Config struct {
	Store   Store
	Content Content
	Keys    caterina.BookingKeys
	// Documents is what to bring, in Markdown, as a card says it; card "" is the only
	// card of the service. nil where no cards are.
	Documents func(town caterina.TownID, service, card, lang string) []string
	// Send hands a mail in, as jobs.MailConfig has it, and asks at the last moment
	// whether it is still to leave: the error of sure keeps it here, and is returned.
	// nil where no mail is sent. Then nobody can prove an address.
	Send func(ctx context.Context, m caterina.Mail, sure func(context.Context) error) error
	From string // address that mail comes from
	// Booker is the system of appointments that a town has attached, nil for ours; nil
	// where no town has.
	Booker    func(town caterina.TownID) Booker
	PublicURL string
	Committed func(caterina.Event) // told of every event, at once; nil for nobody
	// Replied is told of every stored reply that keeps a place (took) or shows times
	// (offers), for who counts them; nil for nobody.
	Replied func(conv caterina.ConversationID, took, offers bool)
	// Changed is told of every change that a desk can see and of which no event tells;
	// office "" may be any of the town's. nil for nobody.
	Changed func(town caterina.TownID, office string)
	Now     func() time.Time
	Logger  *slog.Logger
}

// Service is the appointments of all towns. It is safe for use by several
// goroutines.
type Service struct {
	cfg     Config
	domain  string
	planned *planned
	guesses *guesses
}

// New returns a Service that does nothing by itself until Run.
func New(cfg Config) *Service {
	s := &Service{cfg: cfg, domain: "caterina.local", planned: newPlanned(), guesses: newGuesses()}
	if u, err := url.Parse(cfg.PublicURL); err == nil && u.Hostname() != "" {
		s.domain = u.Hostname()
	}
	return s
}

// committed tells of an event.
func (s *Service) committed(events ...caterina.Event) {
	for _, ev := range events {
		if s.cfg.Committed != nil {
			s.cfg.Committed(ev)
		}
	}
}

// changed tells the desks of offices that something there is not as it was.
func (s *Service) changed(offices ...caterina.AgendaOffice) {
	for _, at := range offices {
		if s.cfg.Changed != nil {
			s.cfg.Changed(at.Town, at.Office)
		}
	}
}

// Bookable lists what can be booked in a town and where: services that no office of
// it gives are left out.
func (s *Service) Bookable(town caterina.Town) []caterina.Bookable {
	services, offices := s.cfg.Content.Bookable(town.ID)
	var list []caterina.Bookable
	for i := range services {
		if given := officesOf(&services[i], offices); len(given) > 0 {
			list = append(list, caterina.Bookable{Service: booking.Defaults(services[i]), Offices: given})
		}
	}
	return list
}

// officesOf are the offices where a service is given.
func officesOf(service *caterina.Service, offices []caterina.Office) []caterina.Office {
	var given []caterina.Office
	for i := range offices {
		if at(service, offices[i].Slug) {
			given = append(given, offices[i])
		}
	}
	return given
}

// place is a service at an office, as the town publishes them.
type place struct {
	town    caterina.Town
	service caterina.Service
	office  caterina.Office
}

// place finds a service and an office, also those that can no longer be booked
// together: an appointment that was made stays one. False when one of them has gone.
func (s *Service) place(town caterina.Town, service, office string) (place, bool) {
	services, offices := s.cfg.Content.Bookable(town.ID)
	p := place{town: town, service: caterina.Service{Slug: service}, office: caterina.Office{Slug: office}}
	i := slices.IndexFunc(services, func(x caterina.Service) bool { return x.Slug == service })
	j := slices.IndexFunc(offices, func(x caterina.Office) bool { return x.Slug == office })
	if i >= 0 {
		p.service = booking.Defaults(services[i])
	}
	if j >= 0 {
		p.office = offices[j]
	}
	return p, i >= 0 && j >= 0
}

// errNoTown is a town that this process has not loaded.
func errNoTown(id caterina.TownID) error {
	return caterina.Errorf(caterina.CodeUnavailable, "town %d is not loaded", id)
}

// NewCode is a code for a new booking, and NewRequestID names the deed of making it.
func NewCode() string {
	code, err := booking.NewCode(rand.Reader)
	if err != nil {
		panic(err) // the system's randomness never fails
	}
	return code
}

// NewRequestID is a random UUID.
func NewRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
