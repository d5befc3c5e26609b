package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// What people are told who look after the models of an endpoint.
const (
	saidNotWhole = "Mancano ancora dei vettori: riprendi con «caterina embeddings backfill», poi ripeti lo scambio. Non è cambiato niente."
	saidChanged  = "Dietro il nome del modello ora ne risponde un altro: rifai i vettori con «caterina embeddings add -renew». Non è cambiato niente."
	saidInUse    = "Il modello è in uso: passa prima a un altro con «caterina embeddings switch». Non è stato tolto niente."
)

// TownModels returns the embedding models of a town, of all towns for 0, oldest first.
func (s *Store) TownModels(ctx context.Context, town caterina.TownID) ([]caterina.TownModel, error) {
	rows, err := s.q.TownModels(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("list the embedding models", err)
	}
	models := make([]caterina.TownModel, len(rows))
	for i, row := range rows {
		models[i] = townModel(row)
	}
	return models, nil
}

func townModel(row dbq.TownModelsRow) caterina.TownModel {
	return caterina.TownModel{
		EmbeddingModel: caterina.EmbeddingModel{ID: row.ID, Provider: row.Provider, Name: row.Name, Dims: int(row.Dims)},
		Town:           caterina.TownID(row.TownID), State: caterina.EmbeddingState(row.State), Changed: row.Changed, Fingerprint: row.Fingerprint,
	}
}

// CountEmbeddings says how far the vectors of a model are.
func (s *Store) CountEmbeddings(ctx context.Context, town caterina.TownID, model int64) (caterina.EmbeddingCount, error) {
	row, err := s.q.CountEmbeddings(ctx, s.pool, dbq.CountEmbeddingsParams{TownID: int64(town), ModelID: model})
	if err != nil {
		return caterina.EmbeddingCount{}, wrapped("count the embeddings", err)
	}
	return caterina.EmbeddingCount{Chunks: int(row.Chunks), Current: int(row.Current), Old: int(row.Old), Indexed: row.Indexed}, nil
}

// AddModel registers a model of an endpoint for a town, in state building, or returns
// the one that is there as it is: its fingerprint and its vectors stay.
func (s *Store) AddModel(ctx context.Context, town caterina.TownID, model caterina.EmbeddingModel, fingerprint []float32) (caterina.TownModel, error) {
	row, err := s.addModel(ctx, s.pool, town, model, fingerprint)
	return row, wrapped("register an embedding model", err)
}

func (s *Store) addModel(ctx context.Context, db dbq.DBTX, town caterina.TownID, model caterina.EmbeddingModel, fingerprint []float32) (caterina.TownModel, error) {
	row, err := s.q.AddModel(ctx, db, dbq.AddModelParams{
		TownID: int64(town), Provider: model.Provider, Name: model.Name, Dims: int32(model.Dims), Fingerprint: fingerprint, // #nosec G115 -- at most 3,072, by constraint
	})
	return townModel(dbq.TownModelsRow(row)), err
}

// RenewModel replaces a model by one of the same name, without vectors and with another
// fingerprint. When it was the one that answers, the built-in one does from now on.
func (s *Store) RenewModel(ctx context.Context, old caterina.TownModel, model caterina.EmbeddingModel, fingerprint []float32) (caterina.TownModel, error) {
	var renewed caterina.TownModel
	err := s.inTx(ctx, "renew an embedding model", func(tx pgx.Tx) error {
		m, err := s.lockModel(ctx, tx, old.Town, old.ID)
		if err != nil {
			return err
		}
		if err := s.q.DeleteModel(ctx, tx, dbq.DeleteModelParams{TownID: int64(old.Town), ModelID: old.ID}); err != nil {
			return err
		}
		if renewed, err = s.addModel(ctx, tx, old.Town, model, fingerprint); err != nil {
			return err
		}
		if m.State != string(caterina.EmbeddingActive) {
			return nil
		}
		if err := s.q.FallBack(ctx, tx, int64(old.Town)); err != nil {
			return err
		}
		return s.q.RaiseContentVersion(ctx, tx, int64(old.Town))
	})
	if err != nil {
		return caterina.TownModel{}, err
	}
	return renewed, s.dropIndex(ctx, old.ID)
}

// MarkModel notes whether another model stands behind the name of this one, and tells
// every process when that is news.
func (s *Store) MarkModel(ctx context.Context, model caterina.TownModel, changed bool) error {
	return s.inTx(ctx, "mark an embedding model", func(tx pgx.Tx) error {
		n, err := s.q.SetModelChanged(ctx, tx, dbq.SetModelChangedParams{TownID: int64(model.Town), ModelID: model.ID, Changed: changed})
		if err != nil || n == 0 {
			return err
		}
		return s.q.RaiseContentVersion(ctx, tx, int64(model.Town))
	})
}

// SwitchModels makes each of the models the one that answers in its town, all in one
// transaction, and tells every process. The ones before are retired and keep their
// vectors. When one of them lacks a vector, or is another one by now, nothing changes
// and the error is CodeConflict.
func (s *Store) SwitchModels(ctx context.Context, models []caterina.TownModel) error {
	models = slices.SortedFunc(slices.Values(models), func(a, b caterina.TownModel) int { return int(a.Town - b.Town) })
	return s.inTx(ctx, "switch embedding models", func(tx pgx.Tx) error {
		for _, m := range models {
			if err := s.switchModel(ctx, tx, m); err != nil {
				return err
			}
		}
		return s.q.AnalyzeEmbeddings(ctx, tx)
	})
}

func (s *Store) switchModel(ctx context.Context, tx pgx.Tx, model caterina.TownModel) error {
	m, err := s.lockModel(ctx, tx, model.Town, model.ID)
	if err != nil || m.State == string(caterina.EmbeddingActive) {
		return err
	}
	if m.Changed {
		return caterina.Errorf(caterina.CodeConflict, saidChanged)
	}
	count, err := s.q.CountEmbeddings(ctx, tx, dbq.CountEmbeddingsParams{TownID: int64(model.Town), ModelID: model.ID})
	if err != nil {
		return err
	}
	if count.Current < count.Chunks {
		return caterina.Errorf(caterina.CodeConflict, saidNotWhole)
	}
	if err := s.replaceActive(ctx, tx, model.Town, model.ID); err != nil {
		return err
	}
	return s.q.RaiseContentVersion(ctx, tx, int64(model.Town))
}

// DropModel removes a model that does not answer, with its vectors and its index. The
// active one is CodeConflict.
func (s *Store) DropModel(ctx context.Context, model caterina.TownModel) error {
	err := s.inTx(ctx, "drop an embedding model", func(tx pgx.Tx) error {
		m, err := s.lockModel(ctx, tx, model.Town, model.ID)
		if err != nil {
			return err
		}
		if m.State == string(caterina.EmbeddingActive) {
			return caterina.Errorf(caterina.CodeConflict, saidInUse)
		}
		return s.q.DeleteModel(ctx, tx, dbq.DeleteModelParams{TownID: int64(model.Town), ModelID: model.ID})
	})
	if err != nil {
		return err
	}
	return s.dropIndex(ctx, model.ID)
}
