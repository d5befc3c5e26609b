package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// How often a mail is tried. River waits longer after each failure: twelve times
// take half a day, six a quarter of an hour, after which nobody wants to hear of
// a wait any more.
const (
	copyAttempts = 12
	waitAttempts = 6
)

const (
	saidNoTalk = "Non c'è ancora una conversazione da mandare: scrivi prima la tua domanda. / " +
		"There is no conversation to send yet: write your question first."
	saidTwoCopies = "Abbiamo già mandato due copie di questa conversazione. Puoi scaricarla o stamparla. / " +
		"We have sent two copies of this conversation already. You can download or print it."
)

// OrderCopy has a copy of a conversation sent to its citizen, in one transaction
// with the job that sends it. dup says that it was ordered before, by the same
// client id. CodeConflict after two copies, CodeInvalid when nothing was said
// yet, CodeNotFound when there is no such conversation.
func (s *Store) OrderCopy(ctx context.Context, order caterina.CopyOrder) (dup bool, err error) {
	town, conv := int64(order.Town), string(order.Conversation)
	err = s.inTx(ctx, "order a copy", func(tx pgx.Tx) error {
		last, err := s.q.LockTalk(ctx, tx, dbq.LockTalkParams{TownID: town, ConversationID: conv})
		if err != nil {
			return err
		}
		if last < 2 { // the greeting alone
			return caterina.Errorf(caterina.CodeInvalid, saidNoTalk)
		}
		copied, err := s.q.OrderCopy(ctx, tx, dbq.OrderCopyParams{
			TownID: town, ConversationID: conv, ClientID: order.ClientID, Address: order.Address.Reveal(),
		})
		if errors.Is(err, pgx.ErrNoRows) {
			dup, err = s.q.CopyOrdered(ctx, tx, dbq.CopyOrderedParams{TownID: town, ConversationID: conv, ClientID: order.ClientID})
			if err == nil && !dup {
				return caterina.Errorf(caterina.CodeConflict, saidTwoCopies)
			}
			return err
		}
		if err != nil {
			return err
		}
		_, err = s.jobs.InsertTx(ctx, tx, caterina.CopyMail{
			Town: order.Town, Conversation: order.Conversation, Copy: int(copied), Until: last, Lang: order.Lang,
		}, &river.InsertOpts{MaxAttempts: copyAttempts})
		return err
	})
	return dup, err
}

// CopyAddress returns where a copy is to go; CodeNotFound when it has gone.
func (s *Store) CopyAddress(ctx context.Context, mail caterina.CopyMail) (caterina.Secret, error) {
	address, err := s.q.CopyAddress(ctx, s.pool, dbq.CopyAddressParams{
		TownID: int64(mail.Town), ConversationID: string(mail.Conversation), Copy: int16(mail.Copy), // #nosec G115 -- 1 or 2
	})
	return caterina.Secret(address), wrapped("find a copy's address", err)
}

// ForgetCopy forgets the address of a copy that has left or was given up.
func (s *Store) ForgetCopy(ctx context.Context, mail caterina.CopyMail) error {
	return wrapped("forget a copy's address", s.q.ForgetCopy(ctx, s.pool, dbq.ForgetCopyParams{
		TownID: int64(mail.Town), ConversationID: string(mail.Conversation), Copy: int16(mail.Copy), // #nosec G115 -- 1 or 2
	}))
}

// ForgetOldCopies forgets the addresses of copies that no job sends any more.
func (s *Store) ForgetOldCopies(ctx context.Context, older time.Duration) error {
	_, err := s.q.ForgetOldCopies(ctx, s.pool, older)
	return wrapped("forget old addresses", err)
}

// NoteWaits has the supervisors told of everybody who has waited that long for a
// person, once a wait, and at once of whoever may be in danger: the mark and the
// jobs are one transaction, so that of several processes one tells. It returns
// how many mails will be sent.
func (s *Store) NoteWaits(ctx context.Context, after time.Duration) (mails int, err error) {
	err = s.inTx(ctx, "note long waits", func(tx pgx.Tx) error {
		rows, err := s.q.NoteWaits(ctx, tx, after)
		if err != nil || len(rows) == 0 {
			return err
		}
		jobs, err := s.waitMails(ctx, tx, rows)
		if err != nil || len(jobs) == 0 {
			return err
		}
		mails = len(jobs)
		_, err = s.jobs.InsertManyTx(ctx, tx, jobs)
		return err
	})
	return mails, err
}

// waitMails is one mail for each reader and queue, however many wait there.
func (s *Store) waitMails(ctx context.Context, tx pgx.Tx, rows []dbq.NoteWaitsRow) ([]river.InsertManyParams, error) {
	type place struct {
		town   int64
		queue  string
		urgent bool
	}
	var order []place
	found := make(map[place]*caterina.WaitMail)
	for _, row := range rows {
		at := place{row.TownID, row.Queue, row.Urgent}
		mail := found[at]
		if mail == nil {
			mail = &caterina.WaitMail{Town: caterina.TownID(row.TownID), Queue: row.Queue, Urgent: row.Urgent, Since: row.QueuedAt}
			found[at] = mail
			order = append(order, at)
		}
		mail.Waiting++
		if row.QueuedAt.Before(mail.Since) {
			mail.Since = row.QueuedAt
		}
	}
	var jobs []river.InsertManyParams
	for _, at := range order {
		readers, err := s.q.MailReaders(ctx, tx, at.town)
		if err != nil {
			return nil, err
		}
		for _, reader := range readers {
			mail := *found[at]
			mail.Operator = caterina.OperatorID(reader)
			jobs = append(jobs, river.InsertManyParams{Args: mail, InsertOpts: &river.InsertOpts{MaxAttempts: waitAttempts}})
		}
	}
	return jobs, nil
}
