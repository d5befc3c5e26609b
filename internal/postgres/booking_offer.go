package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

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
