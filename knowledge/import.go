package knowledge

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"example.org/caterina"
)

// Batch is what was read from files, ready to be imported into one town.
type Batch struct {
	Content       caterina.Content // Town is complete when HasTown; its slug alone may be known otherwise
	HasTown       bool
	HasLexicon    bool
	HasStreets    bool
	Origins       map[string]Origin // where each item stands, by OriginKey
	Rejected      []Rejection       // what is wrong with the items that were left out
	Warnings      []Rejection       // what a person should look at in those that were not
	RejectedItems int               // how many items were left out
}

// Origin is where an item was read.
type Origin struct {
	Source string
	Line   int
}

// OriginKey names an item in Batch.Origins: kind is "card", "office" or "service".
func OriginKey(kind, slug string) string { return kind + "/" + slug }

// TownStore is what an import needs to store a town and its items. Saving the
// same again changes nothing.
type TownStore interface {
	TownBySlug(ctx context.Context, slug string) (caterina.Town, error)
	Content(ctx context.Context, town caterina.TownID) (caterina.Content, error)
	SaveTown(ctx context.Context, town caterina.Town, lexicon *string) (caterina.TownID, caterina.ImportCounts, error)
	SaveItems(ctx context.Context, town caterina.TownID, items caterina.Items) (caterina.ImportCounts, error)
}

// ChunkStore is what an import needs to store chunks and their vectors.
type ChunkStore interface {
	ReplaceChunks(ctx context.Context, town caterina.TownID, cards []string, chunks []caterina.Chunk) error
	MissingEmbeddings(ctx context.Context, town caterina.TownID, model int64, limit int) ([]caterina.Chunk, error)
	PutEmbeddings(ctx context.Context, town caterina.TownID, model int64, chunks []caterina.Chunk, vectors [][]float32) error
}

// ModelStore is what an import needs to bring an embedding model into use.
type ModelStore interface {
	EnsureModel(ctx context.Context, town caterina.TownID, model caterina.EmbeddingModel) (caterina.EmbeddingModel, error)
	ActivateModel(ctx context.Context, town caterina.TownID, model int64) error
}

// ImportStore is everything an import asks of the database.
type ImportStore interface {
	TownStore
	ChunkStore
	ModelStore
}

// Embedder turns texts into vectors of its model, one for each, in order.
type Embedder interface {
	Model() caterina.EmbeddingModel
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Importer stores what was read and makes it searchable. Embedder, Progress and
// Warn may be nil.
type Importer struct {
	Store    ImportStore
	Embedder Embedder
	Logger   *slog.Logger
	Progress func(done, total int) // items stored and chunks embedded
	Warn     func(Rejection)       // references that lead nowhere
}

// How much is stored, listed and embedded at a time.
const (
	itemsAtOnce   = 1000
	missingAtOnce = 8192 // a page costs a scan of the town, so few pages; 10 MB at most
	chunksAtOnce  = 256  // what endpoints take in one request
)

// Import stores a batch in the town named by slug, or, when slug is "", in the
// one that the batch names. A town that does not exist is made, with a name made
// from its slug if the batch has none. With dryRun it only counts what it would
// do. Rejected of the counts are the items that reading left out.
func (im *Importer) Import(ctx context.Context, slug string, batch Batch, dryRun bool) (caterina.ImportCounts, error) {
	counts := caterina.ImportCounts{Rejected: batch.RejectedItems}
	if empty(&batch) {
		return counts, nil // whatever it was, it has been rejected
	}
	town, known, err := im.target(ctx, slug, &batch)
	if err != nil {
		return counts, err
	}
	stored := caterina.Content{Town: town}
	if known {
		if stored, err = im.Store.Content(ctx, town.ID); err != nil {
			return counts, fmt.Errorf("read what the town has: %w", err)
		}
	}
	if batch.HasTown {
		town = batch.Content.Town
	}
	if err := im.checkReferences(ctx, town, &batch, stored); err != nil {
		return counts, err
	}
	if dryRun {
		return im.compare(counts, town, &batch, stored, known)
	}
	return im.save(ctx, counts, town, &batch, stored, known)
}

// empty says whether a batch has nothing to store.
func empty(b *Batch) bool {
	return !b.HasTown && !b.HasLexicon && !b.HasStreets && len(b.Content.Cards)+len(b.Content.Offices)+len(b.Content.Services) == 0
}

// target finds the town to import into; known is false when it is to be made.
func (im *Importer) target(ctx context.Context, slug string, batch *Batch) (town caterina.Town, known bool, err error) {
	named := batch.Content.Town.Slug
	switch {
	case slug == "" && named == "":
		return town, false, caterina.Errorf(caterina.CodeInvalid, "non so in quale comune importare: aggiungi -town e il suo nome breve, oppure un file town.yaml nella cartella")
	case slug != "" && named != "" && slug != named:
		return town, false, caterina.Errorf(caterina.CodeInvalid, "la cartella è del comune «%s», ma -town dice «%s»: togli -town oppure scegli un'altra cartella", named, slug)
	case slug == "":
		slug = named
	}
	if !caterina.ValidSlug(slug) {
		return town, false, caterina.Errorf(caterina.CodeInvalid, "«%s» non è il nome breve di un comune: usa lettere minuscole, cifre e trattini", shorten(slug))
	}
	town, err = im.Store.TownBySlug(ctx, slug)
	switch {
	case err == nil:
		return town, true, nil
	case caterina.CodeOf(err) == caterina.CodeNotFound:
		return caterina.Town{Slug: slug, Name: nameOf(slug)}, false, nil
	}
	return town, false, fmt.Errorf("find the town: %w", err)
}

// nameOf makes a town's name of its slug: "castel-del-piano" becomes "Castel del Piano".
func nameOf(slug string) string {
	words := strings.FieldsFunc(slug, func(r rune) bool { return r == '-' })
	for i, w := range words {
		switch w {
		case "di", "del", "della", "dei", "delle", "degli", "in", "a", "al", "alla", "e", "ed", "con", "sul", "sulla", "nel", "nella":
			if i > 0 {
				continue
			}
		}
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// compare counts what an import would do.
func (im *Importer) compare(counts caterina.ImportCounts, town caterina.Town, batch *Batch, stored caterina.Content, known bool) (caterina.ImportCounts, error) {
	c := comparison{counts: counts}
	if batch.HasTown {
		c.add(town, stored.Town, known)
	}
	compareAll(&c, batch.Content.Cards, stored.Cards, func(x caterina.Card) string { return x.Slug })
	compareAll(&c, batch.Content.Offices, stored.Offices, func(x caterina.Office) string { return x.Slug })
	compareAll(&c, batch.Content.Services, stored.Services, func(x caterina.Service) string { return x.Slug })
	compareAll(&c, batch.Content.Streets, stored.Streets, func(x caterina.Street) string { return x.Name + "/" + x.District })
	return c.counts, c.err
}

// comparison counts items that are new, different or the same.
type comparison struct {
	counts caterina.ImportCounts
	err    error
}

func (c *comparison) add(item, stored any, known bool) {
	if !known {
		c.counts.Created++
		return
	}
	a, err := json.Marshal(item)
	if err != nil {
		c.err = fmt.Errorf("encode an item: %w", err)
		return
	}
	b, err := json.Marshal(stored)
	if err != nil {
		c.err = fmt.Errorf("encode an item: %w", err)
		return
	}
	if string(a) == string(b) {
		c.counts.Unchanged++
	} else {
		c.counts.Updated++
	}
}

func compareAll[T any](c *comparison, items, stored []T, slug func(T) string) {
	bySlug := make(map[string]T, len(stored))
	for _, s := range stored {
		bySlug[slug(s)] = s
	}
	for _, item := range items {
		there, known := bySlug[slug(item)]
		c.add(item, there, known)
	}
}
