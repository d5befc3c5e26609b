package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// mentionsAtOnce is how many conversations somebody is shown at most in which
// they are named.
const mentionsAtOnce = 20

// sayNaming stores a note and, with it, whom it names: who is away finds it when
// they come.
func (s *Store) sayNaming(ctx context.Context, params dbq.StaffMessageParams, names []caterina.OperatorID) (row dbq.StaffMessageRow, err error) {
	operators := make([]int64, len(names))
	for i, name := range names {
		operators[i] = int64(name)
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if row, err = s.q.StaffMessage(ctx, tx, params); err != nil || row.Dup {
			return err
		}
		return s.q.Mention(ctx, tx, dbq.MentionParams{
			TownID: params.TownID, ConversationID: params.ConversationID, ByID: params.Operator, Operators: operators,
		})
	})
	return row, err
}

// Mentioned lists the conversations in which notes name an operator who has not
// opened them since, the newest first.
func (s *Store) Mentioned(ctx context.Context, town caterina.TownID, op caterina.OperatorID) ([]caterina.Mention, error) {
	rows, err := s.q.Mentions(ctx, s.pool, dbq.MentionsParams{TownID: int64(town), OperatorID: int64(op), MaxRows: mentionsAtOnce})
	if err != nil {
		return nil, wrapped("read who was named", err)
	}
	mentions := make([]caterina.Mention, len(rows))
	for i, r := range rows {
		mentions[i] = caterina.Mention{Conversation: caterina.ConversationID(r.ConversationID), By: r.ByName, At: r.At, Preview: r.Preview}
	}
	return mentions, nil
}

// Read notes in the audit log, once a shift, that an operator reads a conversation
// that is not theirs.
func (s *Store) Read(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID) error {
	return s.auditOnce(ctx, town, op, conv, "conversation.read", "")
}

// Opened notes in the audit log, once a shift, that an operator has been shown a file
// of a conversation, be it theirs or not.
func (s *Store) Opened(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID, file string) error {
	return s.auditOnce(ctx, town, op, conv, "conversation.file", file)
}

func (s *Store) auditOnce(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID, action, detail string) error {
	return wrapped("note a reading", s.q.AuditOnce(ctx, s.pool, dbq.AuditOnceParams{
		TownID: int64(town), OperatorID: int64(op), Action: action, ConversationID: string(conv), Detail: detail,
	}))
}

// Visited says that an operator has a conversation before them: notes in it that
// name them have reached them. Of one that is not theirs the audit log tells, once
// a shift.
func (s *Store) Visited(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID, theirs bool) error {
	err := s.q.SeeMention(ctx, s.pool, dbq.SeeMentionParams{TownID: int64(town), OperatorID: int64(op), ConversationID: string(conv)})
	if err == nil && !theirs {
		return s.Read(ctx, town, op, conv)
	}
	return wrapped("note a visit", err)
}
