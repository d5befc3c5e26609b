package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// AskForTime asks everybody whose place is kept for two minutes more whether they
// need more time, once for each such moment, and returns what was said. Whoever
// types slowly must be able to keep a place with one simple action (WCAG 2.2.1).
func (s *Store) AskForTime(ctx context.Context, words func(lang string, until time.Time) caterina.MessageBody) ([]caterina.Event, error) {
	rows, err := s.q.HoldsNearTheirEnd(ctx, s.pool)
	if err != nil {
		return nil, wrapped("find places that are kept no longer", err)
	}
	var events []caterina.Event
	for _, row := range rows {
		err := s.inTx(ctx, "ask whether somebody needs more time", func(tx pgx.Tx) error {
			n, err := s.q.AskedForTime(ctx, tx, dbq.AskedForTimeParams{Until: row.Until, TownID: row.TownID, ConversationID: row.ConversationID})
			if err != nil || n == 0 {
				return err
			}
			event, dup, err := s.tell(ctx, tx, caterina.TownID(row.TownID), caterina.ConversationID(row.ConversationID), nil,
				fmt.Sprintf("time:%d", row.Until.Unix()), words(row.Lang, row.Until))
			if err == nil && !dup {
				events = append(events, event)
			}
			return err
		})
		if err != nil {
			return events, err
		}
	}
	return events, nil
}
