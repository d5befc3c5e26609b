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
	identity := a.s.appointments.Keys.Identity(who)
	if identity.Contact == nil || identity.Person == nil {
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	}
	var err error
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
		event, err = s.appendBooking(ctx, tx, dbq.AppendBookingParams{
			TownID: int64(notice.Town), ConversationID: string(wait.Conversation), Actor: string(caterina.ActorSystem),
			ClientID: fmt.Sprintf("offer:%d:%d:%t", notice.Wait, notice.Offer, notice.Gone), Body: body,
		})
		return err
	})
	return &event, err
}

// AcceptOffer makes the offered place an appointment, or moves the one for which
// something earlier was wished. Where mail is sent, whoever accepts has the address
// proved: the link was in a mail to it, and nowhere else unless it was proved before. Accepted again it is the same booking. A
// *caterina.BookingRefused with ProblemTaken says that somebody else was faster:
// then the wish waits on.
func (s *Store) AcceptOffer(ctx context.Context, accept caterina.WaitAccept) (caterina.Booking, error) {
	var id caterina.BookingID
	err := s.placeTx(ctx, "accept an offer", func(tx pgx.Tx) (err error) {
		id, err = s.acceptOffer(ctx, tx, accept)
		return err
	})
	if refused, ok := errors.AsType[*caterina.BookingRefused](err); ok {
		if done, ok := s.accepted(ctx, accept); ok {
			return done, nil // by the same button, pressed at the same moment
		}
		if refused.Why == caterina.ProblemTaken {
			_ = s.q.WaitAgain(ctx, s.pool, dbq.WaitAgainParams{TownID: int64(accept.Town), ID: accept.Wait}) // else the sweep does it
		}
		return caterina.Booking{}, err
	}
	if err != nil {
		return caterina.Booking{}, err
	}
	return s.Booking(ctx, accept.Town, id)
}

// accepted is what a wish has got already of what is asked for.
func (s *Store) accepted(ctx context.Context, accept caterina.WaitAccept) (caterina.Booking, bool) {
	wait, err := s.wait(ctx, s.pool, accept.Town, accept.Wait)
	if err != nil || wait.State != caterina.WaitlistTaken {
		return caterina.Booking{}, false
	}
	if wait.Booking != 0 {
		b, err := s.Booking(ctx, accept.Town, wait.Booking)
		return b, err == nil && b.Status.Live() && b.From.Equal(wait.OfferedFrom)
	}
	row, err := s.q.BookingByRequest(ctx, s.pool, dbq.BookingByRequestParams{TownID: int64(accept.Town), RequestID: accept.RequestID})
	b := bookingOf(row)
	return b, err == nil && b.Status.Live()
}

func (s *Store) acceptOffer(ctx context.Context, tx pgx.Tx, accept caterina.WaitAccept) (caterina.BookingID, error) {
	wait, err := s.wait(ctx, tx, accept.Town, accept.Wait)
	if err != nil {
		return 0, err
	}
	if wait.State != caterina.WaitlistOffered {
		row, err := s.q.BookingByRequest(ctx, tx, dbq.BookingByRequestParams{TownID: int64(accept.Town), RequestID: accept.RequestID})
		if errors.Is(err, pgx.ErrNoRows) {
			return 0, &caterina.BookingRefused{Why: caterina.ProblemTaken}
		}
		return caterina.BookingID(row.ID), err
	}
	id, err := s.takeOffer(ctx, tx, accept, wait)
	if err != nil {
		return 0, err
	}
	_, err = s.q.EndWait(ctx, tx, dbq.EndWaitParams{TownID: int64(accept.Town), ID: wait.ID, State: string(caterina.WaitlistTaken)})
	if errors.Is(err, pgx.ErrNoRows) { // ended by the booking itself: it counts as taken
		err = s.q.TakenWait(ctx, tx, dbq.TakenWaitParams{TownID: int64(accept.Town), ID: wait.ID})
	}
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return 0, err
	}
	others, err := s.q.Outrun(ctx, tx, dbq.OutrunParams{
		TownID: int64(accept.Town), NotID: wait.ID, Service: wait.Service, StartsAt: wait.Offered.From, Office: wait.Offered.Office,
	})
	if err != nil {
		return 0, err
	}
	for _, other := range others {
		gone := caterina.WaitlistNotice{Town: accept.Town, Wait: other.ID, Offer: int(other.Offers), Gone: true}
		if err := s.orderOffer(ctx, tx, gone, time.Time{}); err != nil {
			return 0, err
		}
	}
	return id, nil
}

// takeOffer puts the person on the offered place.
func (s *Store) takeOffer(ctx context.Context, tx pgx.Tx, accept caterina.WaitAccept, wait caterina.Waitlist) (caterina.BookingID, error) {
	if wait.Booking == 0 {
		wait.Person.Verified = wait.Person.Verified || s.proves() && wait.Person.Email != ""
		return s.book(ctx, tx, &caterina.BookingOrder{
			Town: accept.Town, Vacancy: wait.Offered, Person: wait.Person, Lang: wait.Lang, Code: accept.Code, RequestID: accept.RequestID,
			Conversation: wait.Conversation, By: caterina.ActorCitizen,
		}, booker{owner: wait.UID, prove: s.proves()})
	}
	booking, err := s.booking(ctx, tx, accept.Town, wait.Booking)
	if err != nil {
		return 0, err
	}
	_, err = s.moveBooking(ctx, tx, &caterina.BookingMove{
		Town: accept.Town, Booking: wait.Booking, Revision: booking.Revision, Vacancy: wait.Offered, By: caterina.ActorSystem, Reason: "waitlist",
	}, booker{owner: wait.UID})
	return wait.Booking, err
}

// DeclineOffer lets an offered place go to the next, and waits on.
func (s *Store) DeclineOffer(ctx context.Context, town caterina.TownID, wait int64) error {
	return s.endOffer(ctx, town, wait, false)
}

// LeaveWait ends a wish; a place that was offered goes to the next.
func (s *Store) LeaveWait(ctx context.Context, town caterina.TownID, wait int64) error {
	w, err := s.wait(ctx, s.pool, town, wait)
	if err != nil {
		return err
	}
	_, err = s.q.EndWait(ctx, s.pool, dbq.EndWaitParams{TownID: int64(town), ID: wait, State: string(caterina.WaitlistGone)})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return wrapped("leave the waiting list", err)
	}
	return s.releaseOffer(ctx, town, w.UID)
}

// endOffer ends an offer that was declined or has run out.
func (s *Store) endOffer(ctx context.Context, town caterina.TownID, wait int64, ranOut bool) error {
	var uid string
	err := s.inTx(ctx, "end an offer", func(tx pgx.Tx) error {
		uid = ""
		row, err := s.q.LockWait(ctx, tx, dbq.LockWaitParams{TownID: int64(town), ID: wait})
		if err != nil {
			return noWait("end an offer", err)
		}
		if row.State != string(caterina.WaitlistOffered) || ranOut && row.Open {
			return nil
		}
		uid = row.Uid
		return s.q.WaitAgain(ctx, tx, dbq.WaitAgainParams{TownID: int64(town), ID: wait})
	})
	if err != nil || uid == "" {
		return err
	}
	return s.releaseOffer(ctx, town, uid)
}

// releaseOffer lets the place go that was kept for a wish, and offers it to the
// next. A process that dies before leaves it to the sweep.
func (s *Store) releaseOffer(ctx context.Context, town caterina.TownID, uid string) error {
	return s.placeTx(ctx, "offer a place to the next", func(tx pgx.Tx) error {
		now, err := s.lockOffer(ctx, tx, town, uid)
		if err != nil {
			return err
		}
		freed, err := s.q.ReleaseOffer(ctx, tx, dbq.ReleaseOfferParams{TownID: int64(town), Owner: uid})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.offerFreed(ctx, tx, town, freed, now)
	})
}

// lockOffer locks the day of the place that is kept for a wish, and says what time
// it is then.
func (s *Store) lockOffer(ctx context.Context, tx pgx.Tx, town caterina.TownID, uid string) (time.Time, error) {
	if err := s.q.LockOwner(ctx, tx, uid); err != nil {
		return time.Time{}, err
	}
	held, err := s.q.HeldPlace(ctx, tx, dbq.HeldPlaceParams{TownID: int64(town), Owner: uid})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, err
	}
	return s.q.LockPlaces(ctx, tx, dbq.LockPlacesParams{TownID: int64(town), Offices: []string{held.Office}, Times: []time.Time{held.StartsAt}})
}

// ExpireOffers lets places go that were offered in vain, or kept for wishes that
// have ended otherwise, to the next who waits, and returns at which offices: an
// office for each offer, also when something fails in between. Any number of
// processes may do it.
func (s *Store) ExpireOffers(ctx context.Context) ([]caterina.AgendaOffice, error) {
	var changed []caterina.AgendaOffice
	ended, err := s.q.EndedOffers(ctx, s.pool)
	if err != nil {
		return nil, wrapped("find offers that have run out", err)
	}
	for _, row := range ended {
		if err := s.endOffer(ctx, caterina.TownID(row.TownID), row.ID, true); err != nil {
			return changed, err
		}
		changed = append(changed, caterina.AgendaOffice{Town: caterina.TownID(row.TownID), Office: row.Office})
	}
	stray, err := s.q.StrayOffers(ctx, s.pool)
	if err != nil {
		return changed, wrapped("find places that are kept for nobody", err)
	}
	for _, row := range stray {
		if err := s.releaseOffer(ctx, caterina.TownID(row.TownID), row.Uid); err != nil {
			return changed, err
		}
		changed = append(changed, caterina.AgendaOffice{Town: caterina.TownID(row.TownID), Office: row.Office})
	}
	return changed, nil
}
