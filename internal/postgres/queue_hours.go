package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// putHours gives a town's queues the hours that were changed in the console. A
// queue that is not in town.yaml any more keeps none: it may come back.
func putHours(town *caterina.Town, stored []byte) error {
	var changed map[string]caterina.Hours
	if err := json.Unmarshal(stored, &changed); err != nil {
		return fmt.Errorf("decode a queue's hours: %w", err)
	}
	if len(changed) == 0 {
		return nil
	}
	if len(town.Queues) == 0 {
		town.Queues = []caterina.Queue{caterina.OnlyQueue()}
	}
	for i := range town.Queues {
		if h, ok := changed[town.Queues[i].Slug]; ok {
			town.Queues[i].Hours = &h
		}
	}
	return nil
}

// QueueHours returns the hours of every queue of a town, what town.yaml says and
// what was set in the console, as they are at this moment.
func (s *Store) QueueHours(ctx context.Context, town caterina.TownID) ([]caterina.QueueHours, error) {
	const doing = "read the queues' hours"
	data, err := s.q.TownFile(ctx, s.pool, int64(town))
	if err != nil {
		return nil, townError(doing, err)
	}
	var file caterina.Town
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("decode a stored town: %w", err)
	}
	rows, err := s.q.QueueHours(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped(doing, err)
	}
	if len(file.Queues) == 0 {
		file.Queues = []caterina.Queue{caterina.OnlyQueue()}
	}
	all := make([]caterina.QueueHours, len(file.Queues))
	for i, q := range file.Queues {
		all[i] = caterina.QueueHours{Queue: q.Slug, File: q.Hours}
		for _, row := range rows {
			if row.Queue != q.Slug {
				continue
			}
			all[i].ByName, all[i].At = row.ByName, row.At
			if err := json.Unmarshal(row.Hours, &all[i].Set); err != nil {
				return nil, fmt.Errorf("decode a queue's hours: %w", err)
			}
		}
	}
	return all, nil
}

// SetQueueHours gives a queue other hours than town.yaml. The town's content
// version is raised with it, which every process sees within a second.
func (s *Store) SetQueueHours(ctx context.Context, town caterina.TownID, by caterina.OperatorID, queue string, h caterina.Hours) error {
	data, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode a queue's hours: %w", err)
	}
	return s.changeHours(ctx, "change a queue's hours", town, func(tx pgx.Tx) (int64, error) {
		return s.q.SetQueueHours(ctx, tx, dbq.SetQueueHoursParams{TownID: int64(town), Queue: queue, Hours: data, OperatorID: int64(by)})
	})
}

// DropQueueHours gives a queue the hours of town.yaml again.
func (s *Store) DropQueueHours(ctx context.Context, town caterina.TownID, queue string) error {
	return s.changeHours(ctx, "give up a queue's hours", town, func(tx pgx.Tx) (int64, error) {
		return s.q.DropQueueHours(ctx, tx, dbq.DropQueueHoursParams{TownID: int64(town), Queue: queue})
	})
}

// changeHours changes a row and, if there was anything to change, has every
// process read the town again.
func (s *Store) changeHours(ctx context.Context, doing string, town caterina.TownID, change func(tx pgx.Tx) (int64, error)) error {
	return s.inTx(ctx, doing, func(tx pgx.Tx) error {
		if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
			return townError("find the town", err)
		}
		n, err := change(tx)
		if err != nil || n == 0 {
			return err
		}
		return s.q.RaiseContentVersion(ctx, tx, int64(town))
	})
}
