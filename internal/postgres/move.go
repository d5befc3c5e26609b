package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// defaultRing is how long an offer rings when the transition does not say.
const defaultRing = time.Minute

// Move changes who holds a conversation: the row, its epoch, the event that tells
// of it and the note, whole or not at all, in one round trip. The same client id
// by the same actor is the same transition, and gives the event of the first
// time. CodeConflict, with an Overtaken in the chain and a sentence that says who
// has it, when the conversation does not stand as the transition wants it, or the
// new owner has as many as they can take; CodeForbidden when they are no (longer)
// member of the town's staff.
func (s *Store) Move(ctx context.Context, t caterina.Transition) (caterina.Event, error) {
	return s.move(ctx, s.pool, &t)
}

// move is Move on a connection of the caller's.
func (s *Store) move(ctx context.Context, db dbq.DBTX, t *caterina.Transition) (caterina.Event, error) {
	params, err := moveParams(t)
	if err != nil {
		return caterina.Event{}, err
	}
	row, err := s.q.MoveConversation(ctx, db, params)
	if err != nil {
		return caterina.Event{}, wrapped("move a conversation", err)
	}
	return stateEvent(t, params.Body, row), nil
}

// stateEvent is the event of a transition, of the first time when it is a
// duplicate.
func stateEvent(t *caterina.Transition, body []byte, row dbq.MoveConversationRow) caterina.Event {
	if row.Dup {
		body = row.Body
	}
	return caterina.Event{
		Conversation: t.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.KindState, Actor: t.By,
		Epoch: int(row.Epoch), ClientID: t.ClientID, Body: body, At: row.At,
	}
}

// moveParams checks what no lock is needed for, and encodes the event.
func moveParams(t *caterina.Transition) (dbq.MoveConversationParams, error) {
	var none dbq.MoveConversationParams
	if err := checkText(t.Note, t.Event.Text, t.Event.Reason, t.Queue); err != nil {
		return none, err
	}
	state := t.Event
	state.State, state.Owner = t.To, t.To.Owner()
	body, err := json.Marshal(state)
	if err != nil {
		return none, fmt.Errorf("encode a change of hands: %w", err)
	}
	note, err := noteBody(t.Note, nil)
	if err != nil {
		return none, err
	}
	ring := t.OfferFor
	if ring <= 0 {
		ring = defaultRing
	}
	from := make([]string, len(t.From))
	for i, s := range t.From {
		from[i] = string(s)
	}
	params := dbq.MoveConversationParams{
		TownID: int64(t.Town), ConversationID: string(t.Conversation), Epoch: int32Pointer(t.Epoch), FromStates: from,
		OwnedBy: int64(t.OwnedBy), ToState: string(t.To), Owner: int64(t.Owner), TransferTo: int64(t.TransferTo),
		Queue: t.Queue, KeepPlace: t.KeepPlace, Priority: int32Pointer(t.Priority), Ring: ring,
		Capacity: int32(t.Capacity), Actor: string(t.By), ClientID: pointer(t.ClientID), // #nosec G115 -- at most 20
		Reason: t.Event.Reason, Body: body, Hidden: t.Hidden, Note: note,
	}
	if !t.SnoozeUntil.IsZero() {
		params.SnoozeUntil = &t.SnoozeUntil
	}
	return params, nil
}

// CompleteTurn commits the whole reply, message, effects, change of hands and the
// end of the turn, and returns the events in order. A handoff's message is told
// by the event of the change alone, and an aside that has nothing to say leaves
// no event. Called again after it had succeeded, by the same lease, it returns
// the same events. CodeConflict when nothing was stored: a newer message has
// arrived or the conversation changed owner (the turn is free at once, lease it
// again), it is closed, or another run has the turn.
func (s *Store) CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error) {
	params, err := completion(turn, reply, move != nil)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(reply.Effects, aboutBooking) {
		return s.completeBooking(ctx, turn, params, reply, move)
	}
	var events []caterina.Event
	if move == nil {
		var row dbq.CompleteTurnRow
		row, err = s.completes.do(ctx, params)
		events = said(turn, params, row)
	} else {
		err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			rows, err := s.completeAll(ctx, tx, []dbq.CompleteTurnParams{params})
			if err != nil {
				return err
			}
			events = said(turn, params, rows[0])
			event, err := s.moveTurn(ctx, tx, turn, *move)
			events = append(events, event)
			return err
		})
	}
	if raised(err, stateStaleEpoch, stateNotThisRun) || caterina.CodeOf(err) == caterina.CodeConflict {
		return s.settle(ctx, turn)
	}
	if err != nil {
		return nil, wrapped("complete a turn", err)
	}
	return events, nil
}

// moveTurn makes the change of hands true that a turn brings.
func (s *Store) moveTurn(ctx context.Context, tx pgx.Tx, turn caterina.LeasedTurn, t caterina.Transition) (caterina.Event, error) {
	t.Town, t.Conversation = turn.Town, turn.Conversation
	t.ClientID = turnID(turn) + moveSuffix
	return s.move(ctx, tx, &t)
}

// completeAll stores the messages of turns, where there are any, and ends the turns,
// in one transaction, on a connection or in a transaction of the caller's.
func (s *Store) completeAll(ctx context.Context, db dbq.DBTX, params []dbq.CompleteTurnParams) ([]dbq.CompleteTurnRow, error) {
	results := s.q.CompleteTurn(ctx, db, s.sealAll(params))
	return batch(len(params), results.QueryRow, results.Close)
}

// said is the event of a turn's message, when there is one.
func said(turn caterina.LeasedTurn, params dbq.CompleteTurnParams, row dbq.CompleteTurnRow) []caterina.Event {
	if params.Body == nil {
		return nil
	}
	return []caterina.Event{{
		Conversation: turn.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.KindMessage, Actor: caterina.Actor(params.Actor),
		Epoch: turn.Epoch, ClientID: turnID(turn), Body: params.Body, At: row.At,
	}}
}

// completion encodes a reply.
func completion(turn caterina.LeasedTurn, reply caterina.Reply, moves bool) (dbq.CompleteTurnParams, error) {
	params := dbq.CompleteTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), Epoch: int32(turn.Epoch), Upto: turn.UpTo, // #nosec G115 -- they came from columns of that size
		Actor: string(caterina.ActorBot), Outcome: string(reply.Message.Outcome),
	}
	meanwhile := slices.ContainsFunc(reply.Effects, isMeanwhile)
	aside := turn.State != "" && turn.State != caterina.StateBot && !meanwhile
	if aside {
		params.Actor = string(caterina.ActorSystem)
	}
	var err error
	if params.Trace, err = json.Marshal(reply.Trace); err != nil {
		return params, fmt.Errorf("encode a trace: %w", err)
	}
	says := reply.Message.Text != "" || len(reply.Message.Options) > 0
	switch {
	case moves && (!says || reply.Message.Outcome == caterina.OutcomeHandoff): // the change of hands says it
	case !says: // aside, or there was nothing new to answer
		params.Outcome = "void"
	default:
		if params.Body, err = json.Marshal(reply.Message); err != nil {
			return params, fmt.Errorf("encode a reply: %w", err)
		}
	}
	return params, addEffects(&params, reply.Effects)
}

// addEffects has the effects become true with the reply.
func addEffects(params *dbq.CompleteTurnParams, effects []caterina.Effect) error {
	for _, effect := range effects {
		switch effect := effect.(type) {
		case caterina.FlagCrisis:
			params.Crisis = &effect.Category
		case caterina.SetLang:
			params.Lang = &effect.Lang
		case caterina.AnswerMeanwhile: // whose answer it is
		case caterina.RequestPerson, caterina.BackToBot: // what became of them is the change of hands
		default:
			if !aboutBooking(effect) { // those are seen to apart
				return fmt.Errorf("complete a turn: unknown effect %T", effect)
			}
		}
	}
	return nil
}

// isMeanwhile says whether the bot answers in its own name though people have the
// floor.
func isMeanwhile(effect caterina.Effect) bool {
	_, ok := effect.(caterina.AnswerMeanwhile)
	return ok
}

// moveSuffix tells the change of hands that a turn brings from its message.
const moveSuffix = "/move"

// turnID is the client id of what a turn stores.
func turnID(turn caterina.LeasedTurn) string { return fmt.Sprintf("turn:%d", turn.Turn) }

// settle finds out why an answer was not stored, and frees the turn where it is
// to be run again.
func (s *Store) settle(ctx context.Context, turn caterina.LeasedTurn) ([]caterina.Event, error) {
	status, err := s.q.SettleTurn(ctx, s.pool, dbq.SettleTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), Epoch: int32(turn.Epoch), // #nosec G115 -- they came from columns of that size
	})
	if err != nil {
		return nil, wrapped("settle a turn", err)
	}
	if said := refusal(status); said != "" {
		return nil, caterina.Errorf(caterina.CodeConflict, "%s", said)
	}
	rows, err := s.q.TurnEvents(ctx, s.pool, dbq.TurnEventsParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		ClientIds: []string{turnID(turn), turnID(turn) + moveSuffix},
	})
	if err != nil {
		return nil, wrapped("read what a turn stored", err)
	}
	events := make([]caterina.Event, len(rows))
	for i, row := range rows {
		events[i] = s.staffEvent(turn.Conversation, dbq.StaffEventsRow(row))
	}
	return events, nil
}

// staffEvent is an event of the whole log.
func (s *Store) staffEvent(conv caterina.ConversationID, row dbq.StaffEventsRow) caterina.Event {
	return caterina.Event{
		Conversation: conv, Seq: row.Seq, N: row.Cseq, Kind: caterina.EventKind(row.Kind),
		Actor: caterina.Actor(row.Actor), Epoch: int(row.Epoch), ClientID: row.ClientID, Body: s.opened(row.Actor, row.Body), At: row.At,
	}
}

// noteBody encodes a note, nil for none.
func noteBody(text string, mentions []caterina.OperatorID) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	body, err := json.Marshal(struct {
		Text     string                `json:"text"`
		Mentions []caterina.OperatorID `json:"mentions,omitempty"`
	}{text, mentions})
	if err != nil {
		return nil, fmt.Errorf("encode a note: %w", err)
	}
	return body, nil
}

// checkText refuses what a staff member may not store: far too much, and what no
// query could read as text.
func checkText(texts ...string) error {
	for _, text := range texts {
		if len([]rune(text)) > maxStaffText {
			return caterina.Errorf(caterina.CodeInvalid, "Il testo supera i %[1]d caratteri: lo divida in più parti. "+
				"Non è stato salvato nulla. / The text is longer than %[1]d characters: divide it. Nothing was stored.", maxStaffText)
		}
		if strings.Contains(text, "\x00") {
			return caterina.Errorf(caterina.CodeInvalid, "Il testo contiene un carattere che non si può salvare: "+
				"riscrivilo. / The text holds a character that cannot be stored: type it again.")
		}
	}
	return nil
}

// int32Pointer is nil for nil.
func int32Pointer(n *int) *int32 {
	if n == nil {
		return nil
	}
	v := int32(*n) // #nosec G115 -- an epoch or a priority
	return &v
}
