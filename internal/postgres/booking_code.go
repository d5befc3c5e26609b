package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

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
