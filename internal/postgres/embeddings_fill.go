package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// How many numbers of stretches make a block, as the queries have it, and how long one
// may take to be given back.
const (
	blockSize   = 64
	freeTimeout = 5 * time.Second
)

// MissingBlocks returns blocks of stretches of which some have no vector of the model or
// one of an older text: at most limit of them, in order, from a number on.
func (s *Store) MissingBlocks(ctx context.Context, model caterina.TownModel, from int64, limit int) ([]int64, error) {
	blocks, err := s.q.MissingBlocks(ctx, s.pool, dbq.MissingBlocksParams{
		TownID: int64(model.Town), ModelID: model.ID, FirstID: from * blockSize, MaxRows: int32(limit), // #nosec G115 -- a page
	})
	return blocks, wrapped("list missing embeddings", err)
}

// ClaimBlock gives what is missing of a block to this caller alone until free is
// called, or its connection ends: a process that is killed holds nothing. It is false
// while another one has the block. The connection is one of the pool's meanwhile.
func (s *Store) ClaimBlock(ctx context.Context, model caterina.TownModel, block int64) (chunks []caterina.Chunk, free func(), ok bool, err error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, nil, false, wrapped("claim a block of embeddings", err)
	}
	ok, err = s.q.ClaimBlock(ctx, conn, dbq.ClaimBlockParams{ModelID: model.ID, Block: block})
	if err != nil || !ok {
		conn.Release()
		return nil, nil, false, wrapped("claim a block of embeddings", err)
	}
	free = func() { s.freeBlock(ctx, conn, model.ID, block) }
	rows, err := s.q.MissingInBlock(ctx, conn, dbq.MissingInBlockParams{
		TownID: int64(model.Town), ModelID: model.ID, FirstID: block * blockSize, LastID: (block+1)*blockSize - 1,
	})
	if err != nil {
		free()
		return nil, nil, false, wrapped("list missing embeddings", err)
	}
	chunks = make([]caterina.Chunk, len(rows))
	for i, row := range rows {
		chunks[i] = caterina.Chunk{ID: row.ID, Card: row.Card, Ordinal: int(row.Ordinal), Text: row.Text}
		copy(chunks[i].Hash[:], row.Sha256)
	}
	return chunks, free, true, nil
}

// freeBlock gives a block back, also when the caller's context is over. A connection
// that cannot is closed: its end frees the block.
func (s *Store) freeBlock(ctx context.Context, conn *pgxpool.Conn, model, block int64) {
	defer conn.Release()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), freeTimeout)
	defer cancel()
	if free, err := s.q.FreeBlock(ctx, conn, dbq.FreeBlockParams{ModelID: model, Block: block}); err != nil || !free {
		_ = conn.Conn().Close(ctx) // what it holds is free then
	}
}

// IndexModel makes the index of a model that has at least so many vectors, while
// everything goes on, and says whether there is one now. What another process is
// making, or has left half-done, is not in the way.
func (s *Store) IndexModel(ctx context.Context, model caterina.TownModel, atLeast int) (bool, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return false, wrapped("index the embeddings", err)
	}
	defer conn.Release()
	row, err := s.q.IndexStatements(ctx, conn, dbq.IndexStatementsParams{TownID: int64(model.Town), ModelID: model.ID})
	if err != nil || row.Indexed || row.Vectors < int64(atLeast) {
		return row.Indexed, wrapped("index the embeddings", err)
	}
	const whole = -1 // no block has this number
	ok, err := s.q.ClaimBlock(ctx, conn, dbq.ClaimBlockParams{ModelID: model.ID, Block: whole})
	if err != nil || !ok {
		return false, wrapped("index the embeddings", err)
	}
	defer func() {
		_, _ = s.q.FreeBlock(context.WithoutCancel(ctx), conn, dbq.FreeBlockParams{ModelID: model.ID, Block: whole})
	}()
	drop, err := s.q.DropStatement(ctx, conn, model.ID)
	if err != nil {
		return false, wrapped("index the embeddings", err)
	}
	for _, statement := range []string{drop, row.Make} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return false, wrapped("index the embeddings", err)
		}
	}
	return true, nil
}

// dropIndex removes the index of a model, if there is one.
func (s *Store) dropIndex(ctx context.Context, model int64) error {
	drop, err := s.q.DropStatement(ctx, s.pool, model)
	if err == nil {
		_, err = s.pool.Exec(ctx, drop)
	}
	return wrapped("drop the index of the embeddings", err)
}
