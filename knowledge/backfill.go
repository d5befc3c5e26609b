package knowledge

import (
	"context"
	"fmt"
	"time"

	"example.org/caterina"
)

// BlockStore hands out what is missing, each block to one process at a time.
type BlockStore interface {
	MissingBlocks(ctx context.Context, model caterina.TownModel, from int64, limit int) ([]int64, error)
	ClaimBlock(ctx context.Context, model caterina.TownModel, block int64) (chunks []caterina.Chunk, free func(), ok bool, err error)
	CountEmbeddings(ctx context.Context, town caterina.TownID, model int64) (caterina.EmbeddingCount, error)
	PutEmbeddings(ctx context.Context, town caterina.TownID, model int64, chunks []caterina.Chunk, vectors [][]float32) error
}

// Backfill makes the vectors that a model of an endpoint lacks, and those of texts that
// have changed. It may be stopped, or killed, at any moment and run again, by several
// processes at once: each vector is stored when its block is done, and asked for once.
type Backfill struct {
	Store    BlockStore
	Vectors  Vectors
	Progress func(done, total int) // chunks that have their vector; may be nil
	Pause    time.Duration         // between looks at what others have in hand; 0: a second
}

const (
	blocksAtOnce = 100 // of a page
	usualPause   = time.Second
)

// Run returns when every chunk has its vector. What the endpoint does wrong comes as an
// error with a sentence for people; what was done until then stays.
func (b *Backfill) Run(ctx context.Context, model caterina.TownModel) error {
	for {
		held, err := b.pass(ctx, model)
		if err != nil {
			return err
		}
		if err := b.tell(ctx, model); err != nil || held == 0 {
			return err
		}
		if err := pause(ctx, b.Pause); err != nil {
			return err
		}
	}
}

// pass goes once through what is missing and counts the blocks that others hold.
func (b *Backfill) pass(ctx context.Context, model caterina.TownModel) (held int, err error) {
	if err := b.tell(ctx, model); err != nil {
		return 0, err
	}
	for from := int64(0); ; {
		blocks, err := b.Store.MissingBlocks(ctx, model, from, blocksAtOnce)
		if err != nil {
			return held, fmt.Errorf("list what lacks a vector: %w", err)
		}
		for _, block := range blocks {
			ok, err := b.block(ctx, model, block)
			if err != nil {
				return held, err
			}
			if !ok {
				held++
				continue
			}
			if err := b.tell(ctx, model); err != nil {
				return held, err
			}
		}
		if len(blocks) < blocksAtOnce {
			return held, nil
		}
		from = blocks[len(blocks)-1] + 1
	}
}

// block makes the vectors of one block; false: somebody else has it.
func (b *Backfill) block(ctx context.Context, model caterina.TownModel, block int64) (bool, error) {
	chunks, free, ok, err := b.Store.ClaimBlock(ctx, model, block)
	if err != nil {
		return false, fmt.Errorf("take what lacks a vector: %w", err)
	}
	if !ok {
		return false, nil
	}
	defer free()
	if len(chunks) == 0 {
		return true, nil
	}
	texts := make([]string, len(chunks))
	for i, c := range chunks {
		texts[i] = c.Text
	}
	vectors, _, err := b.Vectors.Embed(ctx, model.Town, texts)
	if err != nil {
		return false, fmt.Errorf("ask the model for vectors: %w", err)
	}
	if wrong := unsound(vectors, len(texts), model.Dims); wrong != "" {
		return false, &caterina.Error{
			Code:    caterina.CodeConflict,
			Message: fmt.Sprintf("Il modello «%s» risponde con vettori che non sono i suoi: se ne aspettano di %d numeri. Quelli fatti finora restano. Guarda con «caterina embeddings» se dietro il nome c'è un altro modello.", model.Name, model.Dims),
			Err:     fmt.Errorf("%w: %s", errUnsound, wrong),
		}
	}
	if err := b.Store.PutEmbeddings(ctx, model.Town, model.ID, chunks, atLengthOne(vectors)); err != nil {
		return false, fmt.Errorf("store the vectors: %w", err)
	}
	return true, nil
}

// tell reports how far all processes together are.
func (b *Backfill) tell(ctx context.Context, model caterina.TownModel) error {
	if b.Progress == nil {
		return nil
	}
	count, err := b.Store.CountEmbeddings(ctx, model.Town, model.ID)
	if err != nil {
		return fmt.Errorf("count the vectors: %w", err)
	}
	b.Progress(count.Current, count.Chunks)
	return nil
}

// pause waits, or says why it could not.
func pause(ctx context.Context, wait time.Duration) error {
	if wait == 0 {
		wait = usualPause
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for other processes: %w", ctx.Err())
	}
}
