package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Heads returns how conversations stand for staff; those that do not exist are
// missing from the answer.
func (s *Store) Heads(ctx context.Context, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Head, error) {
	ids := make([]string, len(convs))
	for i, c := range convs {
		ids[i] = string(c)
	}
	rows, err := s.q.Heads(ctx, s.pool, ids)
	if err != nil {
		return nil, wrapped("read how conversations stand", err)
	}
	heads := make(map[caterina.ConversationID]caterina.Head, len(rows))
	for i := range rows {
		r := &rows[i]
		head := headOf(&dbq.InboxRow{
			TownID: r.TownID, ID: r.ID, Channel: r.Channel, State: r.State, Lang: r.Lang, Epoch: r.Epoch,
			LastSeq: r.LastSeq, LastCseq: r.LastCseq, Priority: r.Priority, OwnerID: r.OwnerID, OwnerName: r.OwnerName,
			FormerID: r.FormerID, TransferTo: r.TransferTo, Queue: r.Queue, QueuedAt: r.QueuedAt,
			OfferedUntil: r.OfferedUntil, TransferUntil: r.TransferUntil, SnoozedUntil: r.SnoozedUntil, AlarmedAt: r.AlarmedAt, CitizenAt: r.CitizenAt,
		})
		head.Pending = r.Pending
		heads[caterina.ConversationID(r.ID)] = head
	}
	return heads, nil
}

// Wants returns what a member wants of the queue; CodeNotFound when they are no
// member of the town.
func (s *Store) Wants(ctx context.Context, town caterina.TownID, op caterina.OperatorID) (caterina.Wish, error) {
	wish, err := s.q.Wants(ctx, s.pool, dbq.WantsParams{TownID: int64(town), OperatorID: int64(op)})
	return caterina.Wish(wish), wrapped("read what a member wants", err)
}

// Inbox returns one page of a list of conversations, and one line more when
// there are more.
func (s *Store) Inbox(ctx context.Context, q caterina.InboxQuery) ([]caterina.InboxRow, error) {
	rows, err := s.inboxRows(ctx, &q)
	if err != nil {
		return nil, wrapped("read the inbox", err)
	}
	out := make([]caterina.InboxRow, len(rows))
	for i := range rows {
		out[i] = inboxRow(&rows[i])
	}
	return out, nil
}

func (s *Store) inboxRows(ctx context.Context, q *caterina.InboxQuery) ([]dbq.InboxRow, error) {
	town, channel, skip, limit := int64(q.Town), string(q.Channel), int32(q.Offset), int32(q.Limit)+1 // #nosec G115 -- a page of a list
	if text := strings.TrimSpace(q.Text); text != "" {
		return s.q.InboxSearch(ctx, s.pool, dbq.InboxSearchParams{
			TownID: town, Channel: channel, IDPrefix: escaped(strings.ToLower(text)) + "%",
			Words: patterns(text), Skip: skip, MaxRows: limit,
		})
	}
	switch q.View {
	case caterina.InboxMine:
		return s.q.InboxMine(ctx, s.pool, dbq.InboxMineParams{TownID: town, Channel: channel, OperatorID: int64(q.Operator), Skip: skip, MaxRows: limit})
	case caterina.InboxWaiting:
		return s.q.InboxWaiting(ctx, s.pool, dbq.InboxWaitingParams{TownID: town, Channel: channel, Skip: skip, MaxRows: limit})
	case caterina.InboxPending:
		return s.q.InboxPending(ctx, s.pool, dbq.InboxPendingParams{TownID: town, Channel: channel, Skip: skip, MaxRows: limit})
	case caterina.InboxAlarmed:
		return s.q.InboxAlarmed(ctx, s.pool, dbq.InboxAlarmedParams{TownID: town, Skip: skip, MaxRows: limit})
	case caterina.InboxClosed:
		return s.q.InboxClosed(ctx, s.pool, dbq.InboxClosedParams{TownID: town, Channel: channel, Skip: skip, MaxRows: limit})
	default:
		return s.q.InboxAll(ctx, s.pool, dbq.InboxAllParams{TownID: town, Channel: channel, Skip: skip, MaxRows: limit})
	}
}

// patterns are what a message must match, one for each word.
func patterns(text string) []string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = "%" + escaped(w) + "%"
	}
	return words
}

// escaped takes their meaning from the signs of LIKE.
func escaped(word string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)
}

// InboxOne returns one conversation of a town as a line of a list; CodeNotFound.
func (s *Store) InboxOne(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.InboxRow, error) {
	row, err := s.q.InboxOne(ctx, s.pool, dbq.InboxOneParams{TownID: int64(town), ID: string(conv)})
	if err != nil {
		return caterina.InboxRow{}, wrapped("read a conversation", err)
	}
	return inboxRow(&row), nil
}

// InboxCounts returns how many conversations an operator has, how many wait, and
// how many ring at the operator.
func (s *Store) InboxCounts(ctx context.Context, town caterina.TownID, op caterina.OperatorID) (caterina.InboxCounts, error) {
	row, err := s.q.InboxCounts(ctx, s.pool, dbq.InboxCountsParams{TownID: int64(town), OperatorID: int64(op)})
	return caterina.InboxCounts{Mine: int(row.Mine), Held: int(row.Held), Waiting: int(row.Waiting), Ringing: int(row.Ringing)},
		wrapped("count the inbox", err)
}

// TurnTraces returns why the bot said what it said in a conversation, turn by turn.
func (s *Store) TurnTraces(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.TurnTrace, error) {
	rows, err := s.q.TurnTraces(ctx, s.pool, dbq.TurnTracesParams{TownID: int64(town), ConversationID: string(conv)})
	if err != nil {
		return nil, wrapped("read the traces of turns", err)
	}
	traces := make([]caterina.TurnTrace, len(rows))
	for i, r := range rows {
		traces[i] = caterina.TurnTrace{Turn: r.Turn, UpTo: r.Upto, Seq: r.Seq, Trace: r.Trace}
	}
	return traces, nil
}

// SaveDraft keeps what an operator has begun to write; one without a text is
// forgotten.
func (s *Store) SaveDraft(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, op caterina.OperatorID, draft caterina.Draft) error {
	if draft.Text == "" {
		return wrapped("forget a draft", s.q.DropDraft(ctx, s.pool, dbq.DropDraftParams{
			TownID: int64(town), ConversationID: string(conv), OperatorID: int64(op),
		}))
	}
	return wrapped("save a draft", s.q.SaveDraft(ctx, s.pool, dbq.SaveDraftParams{
		TownID: int64(town), ConversationID: string(conv), OperatorID: int64(op), Text: draft.Text, Note: draft.Note,
	}))
}

// Draft returns what an operator has begun to write, the zero Draft for nothing.
func (s *Store) Draft(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, op caterina.OperatorID) (caterina.Draft, error) {
	row, err := s.q.Draft(ctx, s.pool, dbq.DraftParams{TownID: int64(town), ConversationID: string(conv), OperatorID: int64(op)})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.Draft{}, nil
	}
	return caterina.Draft{Text: row.Text, Note: row.Note}, wrapped("read a draft", err)
}

func headOf(r *dbq.InboxRow) caterina.Head {
	return caterina.Head{
		LastSeq: r.LastSeq, Alarmed: instant(r.AlarmedAt), CitizenAt: instant(r.CitizenAt),
		Held: caterina.Held{
			Conversation: caterina.Conversation{
				ID: caterina.ConversationID(r.ID), Town: caterina.TownID(r.TownID), Channel: caterina.Channel(r.Channel),
				State: caterina.State(r.State), Lang: r.Lang, Epoch: int(r.Epoch), LastN: r.LastCseq,
			},
			Owner: caterina.OperatorID(r.OwnerID), OwnerName: r.OwnerName, Former: caterina.OperatorID(r.FormerID),
			Queue: r.Queue, Priority: int(r.Priority), QueuedAt: instant(r.QueuedAt), OfferedUntil: instant(r.OfferedUntil),
			TransferTo: caterina.OperatorID(r.TransferTo), TransferUntil: instant(r.TransferUntil), SnoozedUntil: instant(r.SnoozedUntil),
		},
	}
}

func inboxRow(r *dbq.InboxRow) caterina.InboxRow {
	return caterina.InboxRow{
		Head: headOf(r), Preview: r.Preview, WaitingSince: instant(r.WaitingSince),
		Crisis: r.Crisis, CreatedAt: r.CreatedAt, ClosedAt: instant(r.ClosedAt), CloseReason: r.CloseReason, Page: r.Page,
		FormerName: r.FormerName, TransferName: r.TransferName,
	}
}
