package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// maxDue is how many conversations one look of the dispatcher takes up, of each
// kind. What is more is there at its next look.
const maxDue = 500

// Held returns how a conversation stands with people; CodeNotFound when there is
// none.
func (s *Store) Held(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Held, error) {
	return s.held(ctx, s.pool, town, conv)
}

func (s *Store) held(ctx context.Context, db dbq.DBTX, town caterina.TownID, conv caterina.ConversationID) (caterina.Held, error) {
	row, err := s.q.HeldOf(ctx, db, dbq.HeldOfParams{TownID: int64(town), ConversationID: string(conv)})
	if err != nil {
		return caterina.Held{}, wrapped("read who has a conversation", err)
	}
	return heldOf(row), nil
}

// heldOf is a row of the view as the product knows it.
func heldOf(row dbq.Held) caterina.Held {
	return caterina.Held{
		Conversation: caterina.Conversation{
			ID: caterina.ConversationID(row.ID), Town: caterina.TownID(row.TownID), Channel: caterina.Channel(row.Channel),
			State: caterina.State(row.State), Lang: row.Lang, Epoch: int(row.Epoch), LastN: row.LastCseq,
		},
		Owner: operator(row.OwnerID), OwnerName: row.OwnerName, Former: operator(row.FormerID),
		Queue: row.Queue, Priority: int(row.Priority),
		QueuedAt: orZero(row.QueuedAt), EnteredAt: orZero(row.EnteredAt), OfferedUntil: orZero(row.OfferedUntil), SnoozedUntil: orZero(row.SnoozedUntil),
		TransferTo: operator(row.TransferTo), TransferUntil: orZero(row.TransferUntil),
	}
}

// heldAll is heldOf of many.
func heldAll(doing string, rows []dbq.Held, err error) ([]caterina.Held, error) {
	if err != nil {
		return nil, wrapped(doing, err)
	}
	held := make([]caterina.Held, len(rows))
	for i, row := range rows {
		held[i] = heldOf(row)
	}
	return held, nil
}

// operator is 0 for NULL.
func operator(id *int64) caterina.OperatorID {
	if id == nil {
		return 0
	}
	return caterina.OperatorID(*id)
}

// DueOffers returns the conversations whose offer nobody answered in time.
func (s *Store) DueOffers(ctx context.Context) ([]caterina.Held, error) {
	rows, err := s.q.DueOffers(ctx, s.pool, maxDue)
	return heldAll("list expired offers", rows, err)
}

// DueTransfers returns the conversations whose transfer no colleague accepted in
// time.
func (s *Store) DueTransfers(ctx context.Context) ([]caterina.Held, error) {
	rows, err := s.q.DueTransfers(ctx, s.pool, maxDue)
	return heldAll("list expired transfers", rows, err)
}

// DueSnoozes returns the snoozed conversations whose time has come, or whose
// citizen has written.
func (s *Store) DueSnoozes(ctx context.Context) ([]caterina.Held, error) {
	rows, err := s.q.DueSnoozes(ctx, s.pool, maxDue)
	return heldAll("list snoozes that are over", rows, err)
}

// LostHeld returns the assigned conversations whose owner has had no live lease
// for that long, counted from the end of the last one, or from when they got it.
// Snoozed ones may sleep while their owner is at home.
func (s *Store) LostHeld(ctx context.Context, silent time.Duration) ([]caterina.Lost, error) {
	rows, err := s.q.LostHeld(ctx, s.pool, dbq.LostHeldParams{Silent: silent, MaxRows: maxDue})
	lost := make([]caterina.Lost, len(rows))
	for i, row := range rows {
		lost[i] = caterina.Lost{Held: heldOf(row.Held), Mark: row.Mark}
	}
	return lost, wrapped("list lost conversations", err)
}

// FoundHeld returns the assigned conversations whose citizen was told, by a
// message with the client id "lost:" and a mark, that their operator's line is
// dead, whose operator is there again, and whose citizen knows nothing of it: no
// change of hands, no word of an operator's, and no message "found:" with that
// mark has followed.
func (s *Store) FoundHeld(ctx context.Context) ([]caterina.Lost, error) {
	rows, err := s.q.FoundHeld(ctx, s.pool, maxDue)
	found := make([]caterina.Lost, len(rows))
	for i, row := range rows {
		found[i] = caterina.Lost{Held: heldOf(row.Held), Mark: row.Mark}
	}
	return found, wrapped("list conversations that were lost", err)
}

// LongWaiting returns every conversation that waits, in all towns, the longest
// waiting first.
func (s *Store) LongWaiting(ctx context.Context) ([]caterina.Held, error) {
	rows, err := s.q.LongWaiting(ctx, s.pool, maxDue)
	return heldAll("list the waiting", rows, err)
}

// WaitingTowns returns the towns in which somebody waits for an offer.
func (s *Store) WaitingTowns(ctx context.Context) ([]caterina.TownID, error) {
	ids, err := s.q.WaitingTowns(ctx, s.pool)
	if err != nil {
		return nil, wrapped("list towns in which somebody waits", err)
	}
	towns := make([]caterina.TownID, len(ids))
	for i, id := range ids {
		towns[i] = caterina.TownID(id)
	}
	return towns, nil
}

// QueueStats returns how many wait in a queue, those included who are being
// offered to an operator, and for how many minutes the ones who were taken in the
// last hour had waited: the median, 0 when they are fewer than five.
func (s *Store) QueueStats(ctx context.Context, town caterina.TownID, queue string) (waiting, medianMinutes int, err error) {
	row, err := s.q.QueueStats(ctx, s.pool, dbq.QueueStatsParams{TownID: int64(town), Queue: queue})
	if err != nil {
		return 0, 0, wrapped("count a queue", err)
	}
	return int(row.Waiting), int(row.MedianMinutes), nil
}

// Places returns the places of waiting conversations in their queues; those that
// do not wait are missing.
func (s *Store) Places(ctx context.Context, town caterina.TownID, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Place, error) {
	ids := make([]string, len(convs))
	for i, c := range convs {
		ids[i] = string(c)
	}
	rows, err := s.q.Places(ctx, s.pool, dbq.PlacesParams{TownID: int64(town), Ids: ids})
	if err != nil {
		return nil, wrapped("find places in the queue", err)
	}
	minutes := make(map[string]int)
	places := make(map[caterina.ConversationID]caterina.Place, len(rows))
	for _, row := range rows {
		if _, known := minutes[row.Queue]; !known {
			if _, minutes[row.Queue], err = s.QueueStats(ctx, town, row.Queue); err != nil {
				return nil, err
			}
		}
		places[caterina.ConversationID(row.ID)] = caterina.Place{Place: int(row.Place), WaitMinutes: minutes[row.Queue]}
	}
	return places, nil
}

// Dispatch shows plan who waits in a town, the first to be served first, and how
// its staff stands, and carries out the transitions it returns, in one
// transaction. Nobody else dispatches, takes what is shown, or is given anything
// meanwhile, in any process. A transition that cannot be carried out is left out.
// plan must be quick and must not use the store. It is not called when nobody
// waits.
func (s *Store) Dispatch(ctx context.Context, town caterina.TownID, plan func([]caterina.Waiting, []caterina.Presence) []caterina.Transition) ([]caterina.Event, error) {
	var events []caterina.Event
	err := s.inTx(ctx, "dispatch", func(tx pgx.Tx) error {
		if err := s.q.LockDispatch(ctx, tx, int64(town)); err != nil {
			return err
		}
		waiting, err := s.lockWaiting(ctx, tx, town)
		if err != nil || len(waiting) == 0 {
			return err
		}
		if err := s.q.LockMembers(ctx, tx, int64(town)); err != nil {
			return err
		}
		staff, err := s.presences(ctx, tx, town)
		if err != nil {
			return err
		}
		for _, t := range plan(waiting, staff) {
			event, ok, err := s.try(ctx, tx, &t)
			if err != nil {
				return err
			}
			if ok {
				events = append(events, event)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return events, nil
}

// lockWaiting reads the queue.
func (s *Store) lockWaiting(ctx context.Context, tx pgx.Tx, town caterina.TownID) ([]caterina.Waiting, error) {
	rows, err := s.q.LockWaiting(ctx, tx, dbq.LockWaitingParams{TownID: int64(town), MaxRows: maxDue})
	if err != nil {
		return nil, wrapped("read the queue", err)
	}
	waiting := make([]caterina.Waiting, len(rows))
	for i, row := range rows {
		waiting[i] = caterina.Waiting{
			Town: town, Conversation: caterina.ConversationID(row.ID), Epoch: int(row.Epoch), Queue: row.Queue,
			Priority: int(row.Priority), QueuedAt: row.QueuedAt, Lang: row.Lang, Former: caterina.OperatorID(row.FormerID),
		}
		for _, id := range row.Refused {
			waiting[i].Refused = append(waiting[i].Refused, caterina.OperatorID(id))
		}
	}
	return waiting, nil
}

// try carries out a transition inside a transaction, which goes on when it is
// refused.
func (s *Store) try(ctx context.Context, tx pgx.Tx, t *caterina.Transition) (event caterina.Event, ok bool, err error) {
	err = pgx.BeginFunc(ctx, tx, func(part pgx.Tx) error {
		event, err = s.move(ctx, part, t)
		return err
	})
	switch caterina.CodeOf(err) {
	case "":
		return event, true, nil
	case caterina.CodeConflict, caterina.CodeForbidden, caterina.CodeInvalid, caterina.CodeNotFound:
		return event, false, nil
	default:
		return event, false, err
	}
}

// deadlocked is how often a transaction that takes locks out of order is tried
// again when the server had to break a tie.
const deadlocked = 5

// DisableOperator closes a staff account, and in the same transaction signs its
// browsers out, gives its call-backs back, and puts what it had into the queue,
// in front. by is who did it, 0 for the command line. It returns what the
// citizens are told; nothing when the account was closed before. CodeNotFound
// when there is no such account.
func (s *Store) DisableOperator(ctx context.Context, op, by caterina.OperatorID) ([]caterina.Event, error) {
	actor := caterina.ActorSystem
	if by != 0 {
		actor = caterina.OperatorActor(by)
	}
	var events []caterina.Event
	var err error
	for range deadlocked {
		err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			events, err = s.disable(ctx, tx, op, actor)
			return err
		})
		// A conversation may come to the operator after those they had were locked, and
		// before the account is: then the locks are not in order.
		if !raised(err, "40P01") {
			break
		}
	}
	if err != nil {
		return nil, wrapped("close an account", err)
	}
	return events, nil
}

func (s *Store) disable(ctx context.Context, tx pgx.Tx, op caterina.OperatorID, actor caterina.Actor) ([]caterina.Event, error) {
	id := int64(op)
	if _, err := s.q.HeldBy(ctx, tx, &id); err != nil {
		return nil, err
	}
	n, err := s.q.DisableOperator(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, caterina.Errorf(caterina.CodeNotFound, "Questo profilo non esiste. / There is no such account.")
	}
	if err := s.q.LeavePosts(ctx, tx, &id); err != nil {
		return nil, err
	}
	rows, err := s.q.HeldBy(ctx, tx, &id) // again: one may have come before the members were locked
	if err != nil {
		return nil, err
	}
	var events []caterina.Event
	for _, row := range rows {
		held, err := s.held(ctx, tx, caterina.TownID(row.TownID), caterina.ConversationID(row.ID))
		if err != nil {
			return nil, err
		}
		t := caterina.Transition{
			Town: held.Conversation.Town, Conversation: held.Conversation.ID, To: caterina.StateQueued, OwnedBy: op,
			KeepPlace: true, By: actor, Hidden: true,
			Event: caterina.StateBody{Queue: held.Queue, Reason: caterina.ReasonDisabled},
		}
		if held.Conversation.State != caterina.StateOffered { // of an offer the citizen was never told
			toFront(&t, held)
		}
		event, err := s.move(ctx, tx, &t)
		if err != nil {
			return nil, fmt.Errorf("put %s into the queue: %w", held.Conversation.ID, err)
		}
		events = append(events, event)
	}
	return events, nil
}
