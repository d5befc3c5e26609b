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

// noticeAttempts is how often a notice is tried: a server that is down for half a
// day gets it after all.
const noticeAttempts = 12

// Where a notice goes.
const (
	channelMail = "mail"
	channelChat = "chat"
)

// noticesOf is what is told of a change of a booking.
type noticesOf struct {
	town     caterina.TownID
	booking  caterina.BookingID
	revision int
	kind     caterina.NoticeKind
	from     time.Time // of an appointment that stands; zero for the end of one
	now      time.Time
	mail     bool // there is an address
	chat     bool // there is a conversation
	told     bool // which has been told already
}

// columns are the notices as a statement takes them.
func (n *noticesOf) columns() (kinds, channels []string, dues []time.Time) {
	add := func(kind caterina.NoticeKind, channel string, due time.Time) {
		kinds, channels, dues = append(kinds, string(kind)), append(channels, channel), append(dues, due)
	}
	if n.mail {
		add(n.kind, channelMail, n.now)
	}
	if n.chat && !n.told {
		add(n.kind, channelChat, n.now)
	}
	for kind, due := range n.reminders() {
		if n.mail {
			add(kind, channelMail, due)
		}
		if n.chat {
			add(kind, channelChat, due)
		}
	}
	return kinds, channels, dues
}

// reminders are those whose time has not passed.
func (n *noticesOf) reminders() map[caterina.NoticeKind]time.Time {
	due := make(map[caterina.NoticeKind]time.Time, 2)
	if n.from.IsZero() {
		return due
	}
	local := n.from.In(caterina.Rome())
	if at := local.AddDate(0, 0, -2); at.After(n.now) {
		due[caterina.NoticeReminder2] = at
	}
	if at := local.Add(-2 * time.Hour); at.After(n.now) {
		due[caterina.NoticeReminder0] = at
	}
	return due
}

// orderNotices has what was written down told when it is due.
func (s *Store) orderNotices(ctx context.Context, tx pgx.Tx, n noticesOf, rows []dbq.ChangeBookingRow) error {
	jobs := make([]river.InsertManyParams, 0, len(rows))
	for _, row := range rows {
		if row.Kind == "" { // nobody is told of this change
			continue
		}
		jobs = append(jobs, river.InsertManyParams{
			Args: caterina.BookingNotice{
				Town: n.town, Booking: n.booking, Revision: n.revision, What: caterina.NoticeKind(row.Kind), Channel: row.Channel,
			},
			InsertOpts: &river.InsertOpts{MaxAttempts: noticeAttempts, ScheduledAt: row.At},
		})
	}
	if len(jobs) == 0 {
		return nil
	}
	_, err := s.jobs.InsertManyTx(ctx, tx, jobs)
	return err
}

// sendAgain tells a citizen once more what is agreed, where it was told before.
func (a *applier) sendAgain(ctx context.Context, tx pgx.Tx, id caterina.BookingID) error {
	booking, err := a.s.booking(ctx, tx, a.town, id)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	}
	if err != nil || booking.Person.Email == "" {
		return err
	}
	_, err = a.s.q.SendAgain(ctx, tx, dbq.SendAgainParams{
		TownID: int64(a.town), BookingID: int64(id), Revision: int32(booking.Revision), Channel: channelMail, // #nosec G115 -- counts changes
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // it is on its way already
	}
	if err != nil {
		return err
	}
	_, err = a.s.jobs.InsertTx(ctx, tx, caterina.BookingNotice{
		Town: a.town, Booking: id, Revision: booking.Revision, What: caterina.NoticeAgain, Channel: channelMail,
	}, &river.InsertOpts{MaxAttempts: noticeAttempts})
	return err
}

// noticeDead is after how long somebody who sends a notice does so no more: longer than
// a mail may take.
const noticeDead = time.Minute

// SendNotice says a notice in the conversation: what say makes of the booking, which
// stays as it is for that moment. A notice of an older revision, or of a booking that
// does not stand any more, is dropped: then say is not called. The same notice twice
// is said once.
func (s *Store) SendNotice(ctx context.Context, notice caterina.BookingNotice,
	say func(context.Context, caterina.Booking) (*caterina.MessageBody, error),
) (*caterina.Event, error) {
	var event *caterina.Event
	err := s.inTx(ctx, "send a notice", func(tx pgx.Tx) error {
		event = nil
		booking, due, err := s.noticeDue(ctx, tx, notice)
		if err != nil || !due {
			return err
		}
		said, err := say(ctx, booking)
		if err != nil {
			return err
		}
		if err := s.endNotice(ctx, tx, notice, "sent"); err != nil || said == nil || booking.Conversation == "" {
			return err
		}
		event, err = s.sayNotice(ctx, tx, notice, booking, said)
		return err
	})
	if err != nil {
		return nil, err
	}
	return event, nil
}

// NoticeDue returns the booking that a notice tells of, false when there is nothing
// to tell any more. It locks nothing for longer than it takes to look: a mail server
// may be slow, and whoever wants to change the booking must not wait for it.
// CodeUnavailable while somebody else sends it.
func (s *Store) NoticeDue(ctx context.Context, notice caterina.BookingNotice) (booking caterina.Booking, due bool, err error) {
	err = s.inTx(ctx, "look at a notice", func(tx pgx.Tx) error {
		booking, due, err = s.noticeDue(ctx, tx, notice)
		return err
	})
	return booking, due, err
}

// ClaimNotice looks once more, at the moment in which a notice leaves, and notes that
// it does: from now on nobody else sends it. False when it is not true any more.
// Whoever claims it ends with NoticeSent. If they die before, the next one after a
// minute sends it once more: better twice than never.
func (s *Store) ClaimNotice(ctx context.Context, notice caterina.BookingNotice) (due bool, err error) {
	err = s.inTx(ctx, "claim a notice", func(tx pgx.Tx) error {
		if _, due, err = s.noticeDue(ctx, tx, notice); err != nil || !due {
			return err
		}
		return s.q.ClaimNotice(ctx, tx, noticeKey(notice))
	})
	return due, err
}

// NoticeSent notes whether a notice that was claimed has left. One that has not is
// due again, unless the booking has changed meanwhile: that has its own.
func (s *Store) NoticeSent(ctx context.Context, notice caterina.BookingNotice, sent bool) error {
	return s.inTx(ctx, "note that a notice was sent", func(tx pgx.Tx) error {
		if !sent {
			_, err := s.q.ShareBooking(ctx, tx, dbq.ShareBookingParams{TownID: int64(notice.Town), ID: int64(notice.Booking)})
			if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
		}
		key := noticeKey(notice)
		return s.q.EndSending(ctx, tx, dbq.EndSendingParams{
			TownID: key.TownID, BookingID: key.BookingID, Revision: key.Revision, Kind: key.Kind, Channel: key.Channel, Sent: sent,
		})
	})
}

// noticeDue locks a booking and its notice, and says whether it is to be told: what
// is not true any more is dropped.
func (s *Store) noticeDue(ctx context.Context, tx pgx.Tx, notice caterina.BookingNotice) (caterina.Booking, bool, error) {
	var none caterina.Booking
	row, err := s.q.ShareBooking(ctx, tx, dbq.ShareBookingParams{TownID: int64(notice.Town), ID: int64(notice.Booking)})
	gone := errors.Is(err, pgx.ErrNoRows) // erased
	if err != nil && !gone {
		return none, false, err
	}
	key := noticeKey(notice)
	state, err := s.q.NoticeState(ctx, tx, dbq.NoticeStateParams{
		TownID: key.TownID, BookingID: key.BookingID, Revision: key.Revision, Kind: key.Kind, Channel: key.Channel, Dead: noticeDead,
	})
	if err == nil && state == "sending" {
		return none, false, caterina.Errorf(caterina.CodeUnavailable, "somebody else is sending the notice")
	}
	if errors.Is(err, pgx.ErrNoRows) || err == nil && state != "due" {
		return none, false, nil
	}
	if err != nil {
		return none, false, err
	}
	if gone || !worthTelling(notice, row) {
		return none, false, s.endNotice(ctx, tx, notice, "void")
	}
	booking, err := s.booking(ctx, tx, notice.Town, notice.Booking)
	if err == nil && notice.What == caterina.NoticeClosed {
		booking.Reason, err = s.whyClosed(ctx, tx, notice)
	}
	return booking, err == nil, err
}

// whyClosed is the reason that the office gives to who had an appointment.
func (s *Store) whyClosed(ctx context.Context, tx pgx.Tx, notice caterina.BookingNotice) (string, error) {
	reason, err := s.q.WhyCancelled(ctx, tx, dbq.WhyCancelledParams{
		TownID: int64(notice.Town), BookingID: int64(notice.Booking), Revision: int32(notice.Revision), // #nosec G115 -- counts changes
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return reason, err
}

// worthTelling says whether a notice is still true.
func worthTelling(notice caterina.BookingNotice, row dbq.ShareBookingRow) bool {
	status := caterina.BookingStatus(row.Status)
	switch {
	case int(row.Revision) != notice.Revision:
		return false
	case notice.What == caterina.NoticeCancelled || notice.What == caterina.NoticeClosed:
		return status == caterina.CancelledCitizen || status == caterina.CancelledOffice
	case notice.What == caterina.NoticeReminder2 || notice.What == caterina.NoticeReminder0:
		return status == caterina.Booked
	default:
		return status.Live()
	}
}

func (s *Store) sayNotice(ctx context.Context, tx pgx.Tx, notice caterina.BookingNotice, booking caterina.Booking, said *caterina.MessageBody) (*caterina.Event, error) {
	body, err := json.Marshal(said)
	if err != nil {
		return nil, fmt.Errorf("encode a notice: %w", err)
	}
	event, err := s.reach(ctx, tx, notice.Town, booking.Conversation, fmt.Sprintf("notice:%d:%d:%s", notice.Booking, notice.Revision, notice.What), body)
	return &event, err
}

// FailNotice notes that a notice could not be delivered: the desk sees that the
// person is not to be reached that way.
func (s *Store) FailNotice(ctx context.Context, notice caterina.BookingNotice) error {
	return s.inTx(ctx, "give a notice up", func(tx pgx.Tx) error {
		err := s.q.MarkUnreachable(ctx, tx, dbq.MarkUnreachableParams{TownID: int64(notice.Town), ID: int64(notice.Booking), Channel: notice.Channel})
		if err != nil {
			return err
		}
		return s.endNotice(ctx, tx, notice, "failed")
	})
}

// BounceNotice notes that a mail which a server had taken came back: the desk sees
// that the person is not to be reached. False when the booking was erased.
func (s *Store) BounceNotice(ctx context.Context, notice caterina.BookingNotice) (bool, error) {
	key := noticeKey(notice)
	known, err := s.q.BounceNotice(ctx, s.pool, dbq.BounceNoticeParams{
		TownID: key.TownID, ID: key.BookingID, Revision: key.Revision, Kind: key.Kind, Channel: key.Channel,
	})
	return known, wrapped("note that a mail came back", err)
}

// VoidNotice notes that a notice will never be sent: there is nothing to send it
// with. One that was sent stays so.
func (s *Store) VoidNotice(ctx context.Context, notice caterina.BookingNotice) error {
	return s.inTx(ctx, "drop a notice", func(tx pgx.Tx) error { return s.endNotice(ctx, tx, notice, "void") })
}

func (s *Store) endNotice(ctx context.Context, tx pgx.Tx, notice caterina.BookingNotice, state string) error {
	key := noticeKey(notice)
	return s.q.EndNotice(ctx, tx, dbq.EndNoticeParams{
		TownID: key.TownID, BookingID: key.BookingID, Revision: key.Revision, Kind: key.Kind, Channel: key.Channel, State: state,
	})
}

func noticeKey(notice caterina.BookingNotice) dbq.ClaimNoticeParams {
	return dbq.ClaimNoticeParams{
		TownID: int64(notice.Town), BookingID: int64(notice.Booking), Revision: int32(notice.Revision), // #nosec G115 -- counts changes
		Kind: string(notice.What), Channel: notice.Channel,
	}
}
