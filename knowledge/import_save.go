package knowledge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"example.org/caterina"
)

// save stores a batch and makes it searchable.
func (im *Importer) save(ctx context.Context, counts caterina.ImportCounts, town caterina.Town, batch *Batch, stored caterina.Content, known bool) (caterina.ImportCounts, error) {
	id := stored.Town.ID
	if !known || batch.HasTown || batch.HasLexicon {
		var lexicon *string
		if batch.HasLexicon {
			lexicon = &batch.Content.Lexicon
		}
		saved, one, err := im.Store.SaveTown(ctx, town, lexicon)
		if err != nil {
			return counts, fmt.Errorf("save the town: %w", err)
		}
		id = saved
		if batch.HasTown { // otherwise nobody asked for it
			counts = plus(counts, one)
		}
	}
	chunks, cards := []caterina.Chunk{}, make([]string, 0, len(batch.Content.Cards))
	for i := range batch.Content.Cards {
		chunks = append(chunks, Chunks(&batch.Content.Cards[i])...)
		cards = append(cards, batch.Content.Cards[i].Slug)
	}
	p := progress{report: im.Progress, total: len(cards) + len(batch.Content.Offices) + len(batch.Content.Services) + len(batch.Content.Streets)}
	if im.Embedder != nil {
		p.total += len(chunks)
	}
	for part := range parts(&batch.Content, batch.HasStreets) {
		saved, err := im.Store.SaveItems(ctx, id, part)
		if err != nil {
			return counts, fmt.Errorf("save the content: %w", err)
		}
		counts = plus(counts, saved)
		p.step(len(part.Cards) + len(part.Offices) + len(part.Services) + len(part.Streets))
	}
	if len(cards) > 0 {
		if err := im.Store.ReplaceChunks(ctx, id, cards, chunks); err != nil {
			return counts, fmt.Errorf("save the chunks: %w", err)
		}
	}
	if im.Embedder != nil {
		if err := im.embed(ctx, id, &p); err != nil {
			return counts, err
		}
	}
	p.finish()
	im.Logger.InfoContext(ctx, "content imported", slog.String("town", town.Slug), slog.Int("created", counts.Created),
		slog.Int("updated", counts.Updated), slog.Int("unchanged", counts.Unchanged), slog.Int("rejected", counts.Rejected))
	return counts, nil
}

// parts yields a content in pieces that one transaction takes easily. Offices,
// services and streets come first, with the first cards, so that cards never point at
// nothing.
func parts(c *caterina.Content, streets bool) func(yield func(caterina.Items) bool) {
	return func(yield func(caterina.Items) bool) {
		first := caterina.Items{Offices: c.Offices, Services: c.Services, Cards: c.Cards[:min(itemsAtOnce, len(c.Cards))]}
		if streets {
			first.Streets = append([]caterina.Street{}, c.Streets...)
		}
		if !streets && len(first.Offices)+len(first.Services)+len(first.Cards) == 0 || !yield(first) {
			return
		}
		for cards := range slices.Chunk(c.Cards[len(first.Cards):], itemsAtOnce) {
			if !yield(caterina.Items{Cards: cards}) {
				return
			}
		}
	}
}

// embed gives every chunk of the town that lacks one a vector of the model, and
// brings the model into use. Chunks of earlier imports that failed half-way are
// among them.
func (im *Importer) embed(ctx context.Context, town caterina.TownID, p *progress) error {
	model, err := im.Store.EnsureModel(ctx, town, im.Embedder.Model())
	if err != nil {
		return fmt.Errorf("prepare the embedding model: %w", err)
	}
	last := int64(0)
	for {
		missing, err := im.Store.MissingEmbeddings(ctx, town, model.ID, missingAtOnce)
		if err != nil {
			return fmt.Errorf("list what to embed: %w", err)
		}
		if len(missing) == 0 {
			break
		}
		if missing[0].ID <= last {
			return errors.New("embed the content: the vectors are not being kept")
		}
		last = missing[0].ID
		for chunks := range slices.Chunk(missing, chunksAtOnce) {
			if err := im.embedChunks(ctx, town, model.ID, chunks); err != nil {
				return err
			}
			p.step(len(chunks))
		}
	}
	if err := im.Store.ActivateModel(ctx, town, model.ID); err != nil {
		return fmt.Errorf("activate the embedding model: %w", err)
	}
	return nil
}

// embedChunks makes and stores the vectors of some chunks.
func (im *Importer) embedChunks(ctx context.Context, town caterina.TownID, model int64, chunks []caterina.Chunk) error {
	texts := make([]string, len(chunks))
	for i, c := range chunks {
		texts[i] = c.Text
	}
	vectors, err := im.Embedder.Embed(ctx, texts)
	if err != nil {
		return fmt.Errorf("embed the content: %w", err)
	}
	if err := im.Store.PutEmbeddings(ctx, town, model, chunks, vectors); err != nil {
		return fmt.Errorf("save the vectors: %w", err)
	}
	return nil
}

// progress reports how far an import is; what turns out not to be needed counts
// as done at the end.
type progress struct {
	report      func(done, total int)
	done, total int
}

func (p *progress) step(n int) {
	p.done = min(p.done+n, p.total)
	if p.report != nil {
		p.report(p.done, p.total)
	}
}

func (p *progress) finish() { p.step(p.total - p.done) }

func plus(a, b caterina.ImportCounts) caterina.ImportCounts {
	return caterina.ImportCounts{
		Created: a.Created + b.Created, Updated: a.Updated + b.Updated,
		Unchanged: a.Unchanged + b.Unchanged, Rejected: a.Rejected + b.Rejected,
	}
}
