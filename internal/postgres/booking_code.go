package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// sendCode begins to prove the address in the draft.
func (a *applier) sendCode(ctx context.Context, tx pgx.Tx) error {
	draft, err := a.s.draft(ctx, tx, a.town, a.conv)
	if err != nil {
		return err
	}
	if draft == nil || draft.Person.Email == "" {
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	}
	try, err := a.s.q.NewCheck(ctx, tx, dbq.NewCheckParams{
		TownID: int64(a.town), ConversationID: string(a.conv), Address: caterina.NormalContact(draft.Person.Email), Ttl: codeTTL, Most: codesMost,
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return &caterina.BookingRefused{Why: caterina.ProblemExpired}
	}
	if err == nil {
		err = a.countCode(ctx, tx, draft.Person.Email)
	}
	if err != nil {
		return err
	}
	_, err = a.s.jobs.InsertTx(ctx, tx, caterina.CodeMail{Town: a.town, Conversation: a.conv, Try: int(try)}, &river.InsertOpts{MaxAttempts: codeAttempts})
	return err
}

// countCode refuses a code when the address has had as many as anybody may want, or
// the conversation has asked for them: also whoever begins again and again must not
// fill somebody's mailbox.
func (a *applier) countCode(ctx context.Context, tx pgx.Tx, address caterina.Secret) error {
	if a.s.appointments == nil {
		return errNoKeys
	}
	until, err := a.s.q.OrderCode(ctx, tx, dbq.OrderCodeParams{
		TownID: int64(a.town), ConversationID: string(a.conv), Key: a.s.appointments.Keys.Mailbox(address), Hour: codesHour, Day: codesDay, Talk: codesTalk,
	})
	if err == nil && until.Unix() != 0 {
		return &caterina.BookingRefused{Why: caterina.ProblemCodes, Opens: until}
	}
	return err
}

// tryDigits counts a try, and notes what the digits prove: also when the place has
// gone meanwhile, nobody is asked for them again. What was confirmed before is not
// tried, nor what the draft has proved: a turn that runs again after its process was
// killed finds its digits used.
func (s *Store) tryDigits(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, digits string, draft caterina.BookingDraft) error {
	const doing = "try six digits"
	if digits == "" {
		return nil
	}
	if s.appointments == nil {
		return errNoKeys
	}
	_, err := s.q.BookingByRequest(ctx, s.pool, dbq.BookingByRequestParams{TownID: int64(town), RequestID: draft.RequestID})
	if !errors.Is(err, pgx.ErrNoRows) {
		return wrapped(doing, err)
	}
	if proved, err := s.proved(ctx, s.pool, town, conv, draft.Person); proved || err != nil {
		return wrapped(doing, err)
	}
	row, err := s.q.TryCheck(ctx, s.pool, dbq.TryCheckParams{TownID: int64(town), ConversationID: string(conv), Most: triesMost})
	if errors.Is(err, pgx.ErrNoRows) {
		return &caterina.BookingRefused{Why: caterina.ProblemExpired}
	}
	if err != nil {
		return wrapped(doing, err)
	}
	if !s.appointments.Keys.Proves(row.CheckNonce, digits) {
		if left := triesMost - int(row.CheckTries); left > 0 {
			return &caterina.BookingRefused{Why: caterina.ProblemCode, Left: left}
		}
		return &caterina.BookingRefused{Why: caterina.ProblemExpired}
	}
	return wrapped(doing, s.q.ProveAddress(ctx, s.pool, dbq.ProveAddressParams{
		TownID: int64(town), ConversationID: string(conv), Address: row.Address,
	}))
}

// proved says whether the conversation's draft has proved a person's address.
func (s *Store) proved(ctx context.Context, db dbq.DBTX, town caterina.TownID, conv caterina.ConversationID, p caterina.Person) (bool, error) {
	row, err := s.q.BookingDraftOf(ctx, db, dbq.BookingDraftOfParams{TownID: int64(town), ConversationID: string(conv)})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	return row.Proved != "" && row.Proved == caterina.NormalContact(p.Email), err
}

// CodeLetter returns what the mail with six digits says; CodeNotFound when a newer
// code was asked for, it has been used or has run out, or the draft has ended.
func (s *Store) CodeLetter(ctx context.Context, mail caterina.CodeMail) (caterina.CodeLetter, error) {
	if s.appointments == nil {
		return caterina.CodeLetter{}, errNoKeys
	}
	row, err := s.q.Check(ctx, s.pool, dbq.CheckParams{
		TownID: int64(mail.Town), ConversationID: string(mail.Conversation), Try: int16(mail.Try), // #nosec G115 -- at most 3
	})
	if err != nil {
		return caterina.CodeLetter{}, wrapped("find six digits", err)
	}
	draft, err := decodeDraft(row.Data)
	return caterina.CodeLetter{
		Address: caterina.Secret(row.Address), Digits: caterina.Secret(s.appointments.Keys.Digits(row.CheckNonce)),
		Service: draft.Service, Lang: row.Lang, Until: row.Until,
	}, err
}

// CodeLate says in a conversation that a code has not left, once for each code and
// reason. An address that was refused for good is forgotten, and the dialogue asks for
// another one. False when it was said before, or when nobody waits for that code any
// more.
func (s *Store) CodeLate(ctx context.Context, mail caterina.CodeMail, refused bool, said caterina.MessageBody) (event caterina.Event, told bool, err error) {
	err = s.inTx(ctx, "tell of a code that has not left", func(tx pgx.Tx) error {
		row, err := s.q.LockCheck(ctx, tx, dbq.LockCheckParams{
			TownID: int64(mail.Town), ConversationID: string(mail.Conversation), Try: int16(mail.Try), // #nosec G115 -- at most 3
		})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err == nil && refused {
			err = s.forgetAddress(ctx, tx, mail, row.Data)
		}
		if err != nil {
			return err
		}
		code := sha256.Sum256(row.CheckNonce)
		var before bool
		event, before, err = s.tell(ctx, tx, mail.Town, mail.Conversation, nil, fmt.Sprintf("code:%x:%t", code[:8], refused), said)
		told = !before
		return err
	})
	return event, told && err == nil, err
}

// forgetAddress has a draft ask for another address.
func (s *Store) forgetAddress(ctx context.Context, tx pgx.Tx, mail caterina.CodeMail, data []byte) error {
	draft, err := decodeDraft(data)
	if err != nil {
		return err
	}
	draft.Person.Email, draft.Step = "", caterina.StepPerson
	if draft.Waits && !draft.WaitTo.IsZero() {
		draft.Step = caterina.StepWait
	}
	if data, err = encodeDraft(draft); err != nil {
		return err
	}
	return s.q.ForgetAddress(ctx, tx, dbq.ForgetAddressParams{TownID: int64(mail.Town), ConversationID: string(mail.Conversation), Data: data})
}
