package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// How a place that has become free is offered: a day ahead to one after the other,
// who has it kept for an hour; later to three at once, and the first one has it.
const (
	offerFor      = time.Hour
	offerAhead    = 24 * time.Hour
	offerMany     = 3
	offerSpare    = 8 // who are looked at beside, for some may have had their offers
	offersMost    = 3 // in seven days, to one person
	offerFrom     = 8 // o'clock, in Rome
	offerTo       = 20
	offerAttempts = 6 // of a notice: it is worth nothing after the hour
)

// join waits for a place: the last wish of a person for a service counts. Where
// mail is sent the address is proved before, as a booking's is: else a place would be
// kept for an hour for whoever says so, and strangers could be written to.
func (a *applier) join(ctx context.Context, tx pgx.Tx, effect caterina.JoinWaitlist) error {
	if a.s.appointments == nil {
		return errNoKeys
	}
	w, who := effect.Wait, effect.Draft.Person
	var err error
	if who.Chat, err = a.s.known(ctx, tx, a.town, a.conv); err != nil {
		return err
	}
	identity := a.s.appointments.Keys.Identity(who)
	if identity.Contact == nil || identity.Person == nil {
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	}
	if who.Verified, err = a.knows(ctx, tx, who, w.Booking); err != nil {
		return err
	}
	if a.s.proves() && !who.Verified {
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	}
	person, err := json.Marshal(storedPersonOf(who))
	if err != nil {
		return fmt.Errorf("encode a person: %w", err)
	}
	_, err = a.s.q.JoinWaitlist(ctx, tx, dbq.JoinWaitlistParams{
		TownID: int64(a.town), Service: w.Service, Office: w.Office, ContactKey: identity.Contact, PersonKey: identity.Person, Person: person,
		Since: w.From, Before: w.To, ConversationID: string(a.conv), Lang: w.Lang, BookingID: int64(w.Booking),
		HourFrom: int16(w.HourFrom), HourTo: hourTo(w.HourTo), Weekdays: weekdayColumns(w.Weekdays), // #nosec G115 -- minutes of a day
	})
	return err
}

// hourTo is until when a place may begin on each day: 0 stands for all day.
func hourTo(c caterina.Clock) int16 {
	if c == 0 {
		return minutesOfDay
	}
	return int16(c) // #nosec G115 -- minutes of a day
}

// minutesOfDay is a whole day, as the waiting list counts.
const minutesOfDay = 24 * 60

// weekdayColumns are days of the week as a statement takes them.
func weekdayColumns(days []time.Weekday) []int16 {
	list := make([]int16, len(days))
	for i, day := range days {
		list[i] = int16(day) // #nosec G115 -- seven of them
	}
	return list
}

// knows says whether a person's address is proved: by the draft, or by an appointment
// that was made in this conversation or that something earlier is wished for.
func (a *applier) knows(ctx context.Context, tx pgx.Tx, who caterina.Person, booking caterina.BookingID) (bool, error) {
	if who.Chat != "" {
		return true, nil
	}
	if proved, err := a.s.proved(ctx, tx, a.town, a.conv, who); proved || err != nil || who.Email == "" {
		return proved, err
	}
	return a.s.q.ProvedByBooking(ctx, tx, dbq.ProvedByBookingParams{
		TownID: int64(a.town), ConversationID: string(a.conv), BookingID: int64(booking), Address: caterina.NormalContact(who.Email),
	})
}

// WaitByUID returns a wish of the waiting list, also one that has ended;
// CodeNotFound when there is none.
func (s *Store) WaitByUID(ctx context.Context, uid string) (caterina.Waitlist, error) {
	row, err := s.q.WaitIDByUID(ctx, s.pool, uid)
	if err != nil {
		return caterina.Waitlist{}, noWait("find a wish", err)
	}
	return s.wait(ctx, s.pool, caterina.TownID(row.TownID), row.ID)
}

func (s *Store) wait(ctx context.Context, db dbq.DBTX, town caterina.TownID, id int64) (caterina.Waitlist, error) {
	row, err := s.q.WaitByID(ctx, db, dbq.WaitByIDParams{TownID: int64(town), ID: id})
	if err != nil {
		return caterina.Waitlist{}, noWait("read a wish", err)
	}
	w := caterina.Waitlist{
		ID: row.ID, Town: town, Service: row.Service, Office: row.Office, From: row.Since, To: row.Before,
		Conversation: caterina.ConversationID(row.ConversationID), Booking: caterina.BookingID(row.BookingID),
		State: caterina.WaitlistState(row.State), Lang: row.Lang, UID: row.Uid, Offer: int(row.Offers), Kept: row.Kept,
	}
	if w.HourFrom = caterina.Clock(row.HourFrom); row.HourTo != minutesOfDay {
		w.HourTo = caterina.Clock(row.HourTo)
	}
	for _, day := range row.Weekdays {
		w.Weekdays = append(w.Weekdays, time.Weekday(day))
	}
	var person storedPerson
	if err := json.Unmarshal(row.Person, &person); err != nil {
		return w, fmt.Errorf("decode a person: %w", err)
	}
	w.Person = person.person()
	if row.Offer == nil {
		return w, nil
	}
	var offered caterina.Vacancy
	if err := json.Unmarshal(row.Offer, &offered); err != nil {
		return w, fmt.Errorf("decode an offer: %w", err)
	}
	if w.State == caterina.WaitlistOffered || w.State == caterina.WaitlistTaken {
		w.OfferedFrom, w.OfferedUntil, w.Offered = offered.From, row.OfferUntil, offered
	}
	return w, nil
}

// noWait is wrapped for statements about one wish.
func noWait(doing string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &caterina.Error{Code: caterina.CodeNotFound, Message: saidNoWait, Err: fmt.Errorf("%s: %w", doing, err)}
	}
	return wrapped(doing, err)
}

// offerTimes says when an offer is sent and until when it stands: nobody is written
// to at night, and the hour of who is asked in the evening ends in the morning.
func offerTimes(now time.Time) (send, until time.Time) {
	local := now.In(caterina.Rome())
	day := caterina.DateOf(local)
	opens, closes := atHour(day, offerFrom), atHour(day, offerTo)
	switch {
	case local.Before(opens):
		return opens, opens.Add(offerFor)
	case !local.Before(closes):
		opens = atHour(day.AddDays(1), offerFrom)
		return opens, opens.Add(offerFor)
	case local.Add(offerFor).After(closes):
		rest := closes.Sub(local)
		return now, atHour(day.AddDays(1), offerFrom).Add(offerFor - rest)
	default:
		return now, now.Add(offerFor)
	}
}

func atHour(day caterina.Date, hour int) time.Time {
	return time.Date(day.Year, day.Month, day.Day, hour, 0, 0, 0, caterina.Rome())
}

// offerFreed offers a place that has just become free, whose day is locked, to who
// has waited longest for one like it.
func (s *Store) offerFreed(ctx context.Context, tx pgx.Tx, town caterina.TownID, freed dbq.ReleaseOfferRow, now time.Time) error {
	send, until := offerTimes(now)
	kept, most := freed.StartsAt.Sub(now) >= offerAhead, int32(offerMany)
	if kept {
		most = 1
	}
	if until.After(freed.StartsAt) {
		until = freed.StartsAt
	}
	if !send.Before(until) {
		return nil
	}
	offer, err := json.Marshal(caterina.Vacancy{
		Service: freed.Service, Office: freed.Office, From: freed.StartsAt, To: freed.EndsAt, Before: freed.Before, After: freed.After,
		Spots: []caterina.Spot{{Desk: caterina.DeskID(freed.DeskID), Lane: int(freed.Lane)}},
	})
	if err != nil {
		return fmt.Errorf("encode an offer: %w", err)
	}
	local := freed.StartsAt.In(caterina.Rome())
	rows, err := s.q.NextWaits(ctx, tx, dbq.NextWaitsParams{
		TownID: int64(town), Service: freed.Service, Office: freed.Office, DeskID: freed.DeskID, Lane: freed.Lane,
		StartsAt: freed.StartsAt, EndsAt: freed.EndsAt, Most: most + offerSpare,
		Minute: int16(local.Hour()*60 + local.Minute()), Weekday: int16(local.Weekday()), // #nosec G115 -- minutes of a day
	})
	for _, row := range rows {
		if err != nil || most == 0 {
			break
		}
		var asked bool
		if asked, err = s.offerTo(ctx, tx, town, row, offer, freed, send, until, kept); asked {
			most--
		}
	}
	return err
}

// offerTo offers a freed place to one who waits, unless they have had as many offers
// as somebody may have, for whichever services.
func (s *Store) offerTo(ctx context.Context, tx pgx.Tx, town caterina.TownID, row dbq.NextWaitsRow, offer []byte,
	freed dbq.ReleaseOfferRow, send, until time.Time, kept bool,
) (bool, error) {
	free, err := s.q.TryOffer(ctx, tx, dbq.TryOfferParams{TownID: int64(town), PersonKey: row.PersonKey})
	if err != nil || !free {
		return false, err
	}
	made, err := s.q.OfferPlace(ctx, tx, dbq.OfferPlaceParams{TownID: int64(town), ID: row.ID, Offer: offer, Until: until, SendAt: send, Most: offersMost})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if kept {
		id, err := s.q.HoldOffer(ctx, tx, dbq.HoldOfferParams{
			TownID: int64(town), Owner: row.Uid, Office: freed.Office, Service: freed.Service, StartsAt: freed.StartsAt, EndsAt: freed.EndsAt,
			Before: freed.Before, After: freed.After, Desks: []int64{freed.DeskID}, Lanes: []int16{freed.Lane}, Until: until,
		})
		if err != nil {
			return false, err
		}
		if id == 0 { // somebody has it already
			return true, s.q.WaitAgain(ctx, tx, dbq.WaitAgainParams{TownID: int64(town), ID: row.ID})
		}
	}
	return true, s.orderOffer(ctx, tx, caterina.WaitlistNotice{Town: town, Wait: row.ID, Offer: int(made.Offers)}, made.At)
}

func (s *Store) orderOffer(ctx context.Context, tx pgx.Tx, notice caterina.WaitlistNotice, at time.Time) error {
	_, err := s.jobs.InsertTx(ctx, tx, notice, &river.InsertOpts{MaxAttempts: offerAttempts, ScheduledAt: at})
	return err
}

// SendOffer has send tell somebody of the place that is offered to them or, of a
// notice that says so, that somebody else has taken it: then the wish is waiting
// again. What is not true any more is dropped. What send returns is said in the
// conversation, and returned as an event. Nothing is locked while it is sent: who
// accepts meanwhile has the day locked, and nobody may have to wait for that.
func (s *Store) SendOffer(ctx context.Context, notice caterina.WaitlistNotice,
	send func(context.Context, caterina.Waitlist) (*caterina.MessageBody, error),
) (*caterina.Event, error) {
	wait, err := s.wait(ctx, s.pool, notice.Town, notice.Wait)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return nil, nil //nolint:nilnil // nothing to tell of
	}
	if err != nil {
		return nil, err
	}
	wanted := caterina.WaitlistOffered
	if notice.Gone {
		wanted = caterina.WaitlistWaiting
	}
	if wait.State != wanted || wait.Offer != notice.Offer {
		return nil, nil //nolint:nilnil // it is not true any more
	}
	said, err := send(ctx, wait)
	if err != nil || said == nil || wait.Conversation == "" {
		return nil, err
	}
	body, err := json.Marshal(said)
	if err != nil {
		return nil, fmt.Errorf("encode an offer: %w", err)
	}
	var event caterina.Event
	err = s.inTx(ctx, "tell of an offer", func(tx pgx.Tx) (err error) {
		event, err = s.reach(ctx, tx, notice.Town, wait.Conversation, fmt.Sprintf("offer:%d:%d:%t", notice.Wait, notice.Offer, notice.Gone), body)
		return err
	})
	return &event, err
}
