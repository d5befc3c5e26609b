package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidNoModel = "no such embedding model"
	saidLength  = "the vectors are not as long as the embedding model says, or the model is gone"
)

// ReplaceChunks makes the given stretches the only ones of the given cards. An
// unchanged stretch keeps its number and its vectors. Cards that are not named
// keep theirs. The hash of each stretch must be set.
func (s *Store) ReplaceChunks(ctx context.Context, town caterina.TownID, cards []string, chunks []caterina.Chunk) error {
	names, ordinals := make([]string, len(chunks)), make([]int32, len(chunks))
	texts, hashes := make([]string, len(chunks)), make([][]byte, len(chunks))
	for i, c := range chunks {
		names[i], ordinals[i] = c.Card, int32(c.Ordinal) // #nosec G115 -- a card has a handful
		texts[i], hashes[i] = c.Text, c.Hash[:]
	}
	return s.inTx(ctx, "replace chunks", func(tx pgx.Tx) error {
		if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
			return townError("find the town", err)
		}
		err := s.q.DeleteOtherChunks(ctx, tx, dbq.DeleteOtherChunksParams{
			TownID: int64(town), Replaced: cards, Cards: names, Ordinals: ordinals,
		})
		if err != nil {
			return err
		}
		return s.q.UpsertChunks(ctx, tx, dbq.UpsertChunksParams{
			TownID: int64(town), Cards: names, Ordinals: ordinals, Texts: texts, Hashes: hashes,
		})
	})
}

// EnsureModel finds a built-in model by name and dims, or makes it, and returns it with
// its number. A new one, and one that was retired, is in state building until
// ActivateModel; one that stands by for a model of an endpoint goes on doing so.
func (s *Store) EnsureModel(ctx context.Context, town caterina.TownID, model caterina.EmbeddingModel) (caterina.EmbeddingModel, error) {
	id, err := s.q.EnsureModel(ctx, s.pool, dbq.EnsureModelParams{
		TownID: int64(town), Provider: model.Provider, Name: model.Name, Dims: int32(model.Dims), // #nosec G115 -- at most 3,072, by constraint
	})
	if err != nil {
		return caterina.EmbeddingModel{}, wrapped("register an embedding model", err)
	}
	model.ID = id
	return model, nil
}

// ActiveModel returns the model whose vectors answer the town's questions, and
// false when the town has none yet.
func (s *Store) ActiveModel(ctx context.Context, town caterina.TownID) (caterina.EmbeddingModel, bool, error) {
	row, err := s.q.ActiveModel(ctx, s.pool, int64(town))
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.EmbeddingModel{}, false, nil
	}
	if err != nil {
		return caterina.EmbeddingModel{}, false, wrapped("read the active embedding model", err)
	}
	return caterina.EmbeddingModel{ID: row.ID, Provider: row.Provider, Name: row.Name, Dims: int(row.Dims)}, true, nil
}

// MissingEmbeddings returns stretches that have no vector of the model, or one
// of an older text, at most limit of them.
func (s *Store) MissingEmbeddings(ctx context.Context, town caterina.TownID, model int64, limit int) ([]caterina.Chunk, error) {
	rows, err := s.q.MissingEmbeddings(ctx, s.pool, dbq.MissingEmbeddingsParams{
		TownID: int64(town), ModelID: model, MaxRows: int32(limit), // #nosec G115 -- a page
	})
	if err != nil {
		return nil, wrapped("list missing embeddings", err)
	}
	chunks := make([]caterina.Chunk, len(rows))
	for i, row := range rows {
		chunks[i] = caterina.Chunk{ID: row.ID, Card: row.Card, Ordinal: int(row.Ordinal), Text: row.Text}
		copy(chunks[i].Hash[:], row.Sha256)
	}
	return chunks, nil
}

// PutEmbeddings stores the vectors of the given stretches, in the same order. A
// vector of another length than the model's is CodeInvalid and nothing of the
// call is stored. A stretch that was changed or removed since it was listed is
// skipped.
func (s *Store) PutEmbeddings(ctx context.Context, town caterina.TownID, model int64, chunks []caterina.Chunk, vectors [][]float32) error {
	if len(chunks) != len(vectors) {
		return caterina.Errorf(caterina.CodeInvalid, "%d vectors for %d chunks", len(vectors), len(chunks))
	}
	params := dbq.PutEmbeddingsParams{
		TownID: int64(town), ModelID: model,
		ChunkIds: make([]int64, len(chunks)), Hashes: make([][]byte, len(chunks)),
		Vectors: make([]pgvector.HalfVector, len(chunks)),
	}
	for i, c := range chunks {
		params.ChunkIds[i], params.Hashes[i] = c.ID, c.Hash[:]
		params.Vectors[i] = pgvector.NewHalfVector(vectors[i])
	}
	err := wrapped("store embeddings", s.q.PutEmbeddings(ctx, s.pool, params))
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return &caterina.Error{Code: caterina.CodeInvalid, Message: saidLength, Err: err}
	}
	return err
}

// ActivateModel makes a built-in model that was filled the one that answers, in one
// step, and raises the content version. The one before stays, retired, so that going
// back needs no new vectors; older ones are removed. Where a model of an endpoint
// answers the built-in one stands by instead: an import does not change what a town
// has chosen (SwitchModels does).
func (s *Store) ActivateModel(ctx context.Context, town caterina.TownID, model int64) error {
	return s.inTx(ctx, "activate an embedding model", func(tx pgx.Tx) error {
		m, err := s.lockModel(ctx, tx, town, model)
		if err != nil || m.State == string(caterina.EmbeddingActive) {
			return err
		}
		if m.EndpointActive && m.State == string(caterina.EmbeddingRetired) {
			return nil
		}
		if err := s.q.DeleteRetiredModels(ctx, tx, dbq.DeleteRetiredModelsParams{TownID: int64(town), ModelID: model}); err != nil {
			return err
		}
		if m.EndpointActive {
			err = s.q.StandBy(ctx, tx, dbq.StandByParams{TownID: int64(town), ModelID: model})
		} else {
			err = s.replaceActive(ctx, tx, town, model)
		}
		if err != nil {
			return err
		}
		if err := s.q.AnalyzeEmbeddings(ctx, tx); err != nil {
			return err
		}
		return s.q.RaiseContentVersion(ctx, tx, int64(town))
	})
}

// lockModel keeps imports and other switches out of the town, and reads the model.
func (s *Store) lockModel(ctx context.Context, tx pgx.Tx, town caterina.TownID, model int64) (dbq.ModelStateRow, error) {
	if _, err := s.q.LockTown(ctx, tx, int64(town)); err != nil {
		return dbq.ModelStateRow{}, townError("find the town", err)
	}
	m, err := s.q.ModelState(ctx, tx, dbq.ModelStateParams{TownID: int64(town), ModelID: model})
	if errors.Is(err, pgx.ErrNoRows) {
		return m, caterina.Errorf(caterina.CodeNotFound, saidNoModel)
	}
	return m, err
}

// replaceActive takes the active model out of use and puts another one in.
func (s *Store) replaceActive(ctx context.Context, tx pgx.Tx, town caterina.TownID, model int64) error {
	if err := s.q.RetireActiveModel(ctx, tx, int64(town)); err != nil {
		return err
	}
	return s.q.ActivateModel(ctx, tx, dbq.ActivateModelParams{TownID: int64(town), ModelID: model})
}

// Nearest returns the cards nearest to a vector among those of the given models, best
// first, each with the cosine of its nearest stretch. The caller makes sure that the
// vector is of these models; one of other dimensions, or that is gone, is left out.
func (s *Store) Nearest(ctx context.Context, models []int64, vector []float32, limit int) ([]caterina.Neighbour, error) {
	rows, err := s.q.Nearest(ctx, s.pool, dbq.NearestParams{
		Vector: pgvector.NewHalfVector(vector), Models: models, MaxRows: int32(limit), // #nosec G115 -- a page
	})
	if err != nil {
		return nil, wrapped("find the nearest cards", err)
	}
	near := make([]caterina.Neighbour, len(rows))
	for i, row := range rows {
		near[i] = caterina.Neighbour{Town: caterina.TownID(row.TownID), Card: row.Card, Similarity: row.Similarity}
	}
	return near, nil
}
