package postgres

import (
	"context"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const saidNoCanned = "questa risposta pronta non c'è più: forse un collega l'ha tolta; ricarica la pagina"

// CannedReplies returns the replies kept ready for one queue, with those for
// all queues; with queue nil, every one of the town.
func (s *Store) CannedReplies(ctx context.Context, town caterina.TownID, queue *string) ([]caterina.Canned, error) {
	rows, err := s.q.CannedReplies(ctx, s.pool, dbq.CannedRepliesParams{TownID: int64(town), Queue: queue})
	if err != nil {
		return nil, wrapped("read the canned replies", err)
	}
	replies := make([]caterina.Canned, len(rows))
	for i, row := range rows {
		replies[i] = caterina.Canned{ID: row.ID, Queue: row.Queue, Title: row.Title, Text: row.Text}
	}
	return replies, nil
}

// SaveCanned keeps a new reply, when its ID is 0, or changes one. It returns the
// ID. CodeNotFound when the reply has gone meanwhile.
func (s *Store) SaveCanned(ctx context.Context, town caterina.TownID, c caterina.Canned) (int64, error) {
	const doing = "save a canned reply"
	if c.ID == 0 {
		id, err := s.q.AddCanned(ctx, s.pool, dbq.AddCannedParams{TownID: int64(town), Queue: c.Queue, Title: c.Title, Text: c.Text})
		return id, wrapped(doing, err)
	}
	changed, err := s.q.ChangeCanned(ctx, s.pool, dbq.ChangeCannedParams{
		TownID: int64(town), ID: c.ID, Queue: c.Queue, Title: c.Title, Text: c.Text,
	})
	if err == nil && changed == 0 {
		return 0, caterina.Errorf(caterina.CodeNotFound, saidNoCanned)
	}
	return c.ID, wrapped(doing, err)
}

// DropCanned forgets a reply; CodeNotFound when it has gone already.
func (s *Store) DropCanned(ctx context.Context, town caterina.TownID, id int64) error {
	dropped, err := s.q.DropCanned(ctx, s.pool, dbq.DropCannedParams{TownID: int64(town), ID: id})
	if err == nil && dropped == 0 {
		return caterina.Errorf(caterina.CodeNotFound, saidNoCanned)
	}
	return wrapped("forget a canned reply", err)
}
