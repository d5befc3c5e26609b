package knowledge

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"example.org/caterina"
)

// KeeperStore is what a Keeper asks of the database.
type KeeperStore interface {
	BlockStore
	Marker
	TownModels(ctx context.Context, town caterina.TownID) ([]caterina.TownModel, error)
}

// Keeper looks after the vectors of the towns that have switched to the model of an
// endpoint, beside the server: it makes those of new and changed cards, so that an
// import need not wait for the endpoint, and notices when another model stands behind
// the name. Until a card has its vector the words find it.
type Keeper struct {
	Store   KeeperStore
	Vectors Vectors
	Model   string
	Logger  *slog.Logger

	outage outage
}

const (
	keepEvery  = 30 * time.Second
	checkEvery = 120 // rounds, an hour; the first is one
)

// Run works until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	ticker := time.NewTicker(keepEvery)
	defer ticker.Stop()
	for round := 0; ; round++ {
		k.report(ctx, k.Round(ctx, round%checkEvery == 0))
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// report logs the first failure and the end of failing.
func (k *Keeper) report(ctx context.Context, err error) {
	switch {
	case ctx.Err() != nil:
	case err == nil:
		if k.outage.answered() {
			k.Logger.InfoContext(ctx, "vectors are being kept up again")
		}
	case k.outage.failed():
		k.Logger.WarnContext(ctx, "vectors are not being kept up: \"caterina embeddings\" says what to do", slog.Any("error", err))
	}
}

// Round looks once after the active models of the name; with check it also compares
// them with what the endpoint answers now. A town whose model fails does not keep the
// others from theirs.
func (k *Keeper) Round(ctx context.Context, check bool) error {
	models, err := k.Store.TownModels(ctx, 0)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	var failed []error
	var fingerprint []float32
	for _, m := range models {
		if m.Provider != caterina.ProviderOpenAI || m.Name != k.Model || m.State != caterina.EmbeddingActive {
			continue
		}
		if (check || m.Changed) && fingerprint == nil {
			if fingerprint, err = Fingerprint(ctx, k.Vectors, m.Town); err != nil {
				return err
			}
		}
		failed = append(failed, k.keep(ctx, m, fingerprint))
	}
	return errors.Join(failed...)
}

// keep looks after one model. Without a fingerprint it is not compared.
func (k *Keeper) keep(ctx context.Context, m caterina.TownModel, fingerprint []float32) error {
	if fingerprint != nil {
		if err := CheckModel(ctx, k.Store, m, fingerprint); err != nil {
			return err
		}
	}
	fill := Backfill{Store: k.Store, Vectors: k.Vectors}
	_, err := fill.pass(ctx, m)
	return err
}
