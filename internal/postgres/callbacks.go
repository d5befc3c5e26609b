package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Limits of a promise to call back.
const (
	maxCalls        = 3 // unanswered, then it ends
	maxCallText     = 600
	maxCallContact  = 200 // of the name, and of the number or address
	saidNoCallback  = "Questa richiamata non esiste. / There is no such call-back."
	saidCallOver    = "Questa richiamata è già conclusa. / This call-back is over already."
	saidOneCallback = "C'è già una richiamata in programma per questa conversazione. / A call-back is planned for this conversation already."
)

// OpenCallback promises to call a citizen back: the conversation changes hands as
// the transition says, and the promise is written down, in one transaction. The
// same client id again is the same promise. CodeConflict when the conversation
// has an open one already, or as Move; CodeInvalid when the form is not filled in.
func (s *Store) OpenCallback(ctx context.Context, t caterina.Transition, form caterina.CallbackForm, due time.Time) (caterina.Event, error) {
	if err := checkForm(&form); err != nil {
		return caterina.Event{}, err
	}
	var event caterina.Event
	err := s.inTx(ctx, "promise a call", func(tx pgx.Tx) error {
		params, err := moveParams(&t)
		if err != nil {
			return err
		}
		row, err := s.q.MoveConversation(ctx, tx, params)
		err = wrapped("move a conversation", err)
		if now, ok := errors.AsType[*caterina.Overtaken](err); ok && now.State == caterina.StateCallback {
			return &caterina.Error{Code: caterina.CodeConflict, Message: saidOneCallback, Err: err}
		}
		if err != nil {
			return err
		}
		event = stateEvent(&t, params.Body, row)
		if row.Dup {
			return nil
		}
		err = s.q.InsertCallback(ctx, tx, dbq.InsertCallbackParams{
			TownID: int64(t.Town), ConversationID: string(t.Conversation), Reason: t.Event.Reason,
			Name: form.Name, Contact: form.Contact, Preferred: string(form.When), Text: form.Text, DueAt: due,
		})
		if raised(err, "23505") {
			return caterina.Errorf(caterina.CodeConflict, saidOneCallback)
		}
		return err
	})
	if err != nil {
		return caterina.Event{}, err
	}
	return event, nil
}

// checkForm refuses a form that cannot be acted on, and puts it in order.
func checkForm(form *caterina.CallbackForm) error {
	form.Name, form.Contact, form.Text = strings.TrimSpace(form.Name), strings.TrimSpace(form.Contact), strings.TrimSpace(form.Text)
	if form.When == "" {
		form.When = caterina.CallAnytime
	}
	switch {
	case !form.Privacy:
		return caterina.Errorf(caterina.CodeInvalid, "Per richiamarla serve il consenso sulla privacy. / To call you back we need your privacy consent.")
	case form.Name == "" || form.Contact == "":
		return caterina.Errorf(caterina.CodeInvalid, "Servono il nome e un recapito. / We need your name and a number or an address.")
	case utf8.RuneCountInString(form.Name) > maxCallContact || utf8.RuneCountInString(form.Contact) > maxCallContact:
		return caterina.Errorf(caterina.CodeInvalid, "Il nome o il recapito è troppo lungo. / The name or the contact is too long.")
	case utf8.RuneCountInString(form.Text) > maxCallText:
		return caterina.Errorf(caterina.CodeInvalid, "Il testo supera i %[1]d caratteri. / The text is longer than %[1]d characters.", maxCallText)
	}
	return checkText(form.Name, form.Contact, form.Text)
}

// Callbacks returns a town's promises that are still to be kept, the most urgent
// first.
func (s *Store) Callbacks(ctx context.Context, town caterina.TownID) ([]caterina.Callback, error) {
	rows, err := s.q.Callbacks(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("list call-backs", err)
	}
	calls := make([]caterina.Callback, len(rows))
	for i, row := range rows {
		calls[i] = caterina.Callback{
			ID: row.ID, Town: town, Conversation: caterina.ConversationID(row.ConversationID), Queue: row.Queue, Reason: row.Reason,
			Form: caterina.CallbackForm{
				Name: row.Name, Contact: row.Contact, When: caterina.CallbackWhen(row.Preferred), Text: row.Text, Privacy: true,
			},
			State: caterina.CallbackState(row.State), Owner: caterina.OperatorID(row.OwnerID), OwnerName: row.OwnerName,
			DueAt: row.DueAt, Attempts: int(row.Attempts), CreatedAt: row.CreatedAt, Since: int(row.Since), SinceAt: row.SinceAt,
		}
	}
	return calls, nil
}

// TakeCallback makes an open promise an operator's own. CodeConflict, with who
// has it, when a colleague was faster.
func (s *Store) TakeCallback(ctx context.Context, town caterina.TownID, id int64, op caterina.OperatorID) error {
	return s.takeCallback(ctx, s.pool, town, id, op)
}

func (s *Store) takeCallback(ctx context.Context, db dbq.DBTX, town caterina.TownID, id int64, op caterina.OperatorID) error {
	n, err := s.q.TakeCallback(ctx, db, dbq.TakeCallbackParams{TownID: int64(town), ID: id, Operator: int64(op)})
	if err != nil {
		return wrapped("take a call-back", err)
	}
	if n > 0 {
		return nil
	}
	row, err := s.callback(ctx, db, town, id)
	switch {
	case err != nil:
		return err
	case row.State == string(caterina.CallbackTaken):
		return caterina.Errorf(caterina.CodeConflict, "Questa richiamata è di %[1]s. / %[1]s has this call-back.", row.OwnerName)
	case row.State == string(caterina.CallbackOpen):
		return caterina.Errorf(caterina.CodeForbidden, saidNotStaff)
	default:
		return caterina.Errorf(caterina.CodeConflict, saidCallOver)
	}
}

func (s *Store) callback(ctx context.Context, db dbq.DBTX, town caterina.TownID, id int64) (dbq.CallbackOfRow, error) {
	row, err := s.q.CallbackOf(ctx, db, dbq.CallbackOfParams{TownID: int64(town), ID: id})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, caterina.Errorf(caterina.CodeNotFound, saidNoCallback)
	}
	return row, wrapped("read a call-back", err)
}

// CallbackAttempt counts a call that nobody answered, takes the promise for the
// operator when nobody has it, and returns how many there were. After the third
// the promise ends as unreachable and the conversation is closed: the events say
// so to its citizen. Before, the next call is due at next.
func (s *Store) CallbackAttempt(ctx context.Context, town caterina.TownID, id int64, op caterina.OperatorID, next time.Time) (attempts int, events []caterina.Event, err error) {
	err = s.onCallback(ctx, "count a call", town, id, op, func(tx pgx.Tx, row dbq.CallbackOfRow) error {
		n, err := s.q.TryCallback(ctx, tx, dbq.TryCallbackParams{TownID: int64(town), ID: id, Operator: int64(op), NextAt: next})
		if err != nil {
			return err
		}
		attempts = int(n)
		if attempts < maxCalls {
			return nil
		}
		events, err = s.endCallback(ctx, tx, town, id, op, caterina.CallbackUnreachable, row)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	return attempts, events, nil
}

// EndCallback ends a promise as done, unreachable or void, by the operator who
// has it or, when nobody has, by any. A conversation that was waiting for it is
// closed, or goes back to the bot when it is void; one that people took up
// meanwhile goes on. It returns what the citizen is told.
func (s *Store) EndCallback(ctx context.Context, town caterina.TownID, id int64, op caterina.OperatorID, state caterina.CallbackState) (events []caterina.Event, err error) {
	if state == caterina.CallbackOpen || state == caterina.CallbackTaken {
		return nil, caterina.Errorf(caterina.CodeInvalid, "a call-back cannot end as %s", state)
	}
	err = s.onCallback(ctx, "end a call-back", town, id, op, func(tx pgx.Tx, row dbq.CallbackOfRow) error {
		events, err = s.endCallback(ctx, tx, town, id, op, state, row)
		return err
	})
	if err != nil {
		return nil, err
	}
	return events, nil
}

// onCallback locks the conversation, then takes the promise, then does f.
func (s *Store) onCallback(ctx context.Context, doing string, town caterina.TownID, id int64, op caterina.OperatorID, f func(pgx.Tx, dbq.CallbackOfRow) error) error {
	return s.inTx(ctx, doing, func(tx pgx.Tx) error {
		row, err := s.callback(ctx, tx, town, id)
		if err != nil {
			return err
		}
		if err := s.q.LockConversation(ctx, tx, dbq.LockConversationParams{TownID: int64(town), ConversationID: row.ConversationID}); err != nil {
			return err
		}
		if err := s.takeCallback(ctx, tx, town, id, op); err != nil {
			return err
		}
		return f(tx, row)
	})
}

// endCallback ends the promise and what its conversation was waiting for.
func (s *Store) endCallback(ctx context.Context, tx pgx.Tx, town caterina.TownID, id int64, op caterina.OperatorID, state caterina.CallbackState, row dbq.CallbackOfRow) ([]caterina.Event, error) {
	n, err := s.q.EndCallback(ctx, tx, dbq.EndCallbackParams{TownID: int64(town), ID: id, Operator: int64(op), State: string(state)})
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, caterina.Errorf(caterina.CodeConflict, saidCallOver)
	}
	held, err := s.held(ctx, tx, town, caterina.ConversationID(row.ConversationID))
	if err != nil || held.Conversation.State != caterina.StateCallback {
		return nil, err
	}
	t := caterina.Transition{
		Town: town, Conversation: held.Conversation.ID, From: []caterina.State{caterina.StateCallback}, To: caterina.StateClosed,
		By: caterina.OperatorActor(op), Event: caterina.StateBody{Reason: caterina.ReasonCallback, Rate: state == caterina.CallbackDone},
	}
	var said words
	switch state {
	case caterina.CallbackUnreachable:
		said = unreachableWords()
	case caterina.CallbackVoid:
		said, t.To = voidedWords(), caterina.StateBot
	default:
		said = calledWords()
	}
	t.Event.MessageBody = said.in(held.Conversation.Lang)
	event, err := s.move(ctx, tx, &t)
	if err != nil {
		return nil, fmt.Errorf("end the wait for a call: %w", err)
	}
	return []caterina.Event{event}, nil
}
