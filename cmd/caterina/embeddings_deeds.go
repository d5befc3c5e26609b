package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

const mostDims = 3072 // of a vector: as much as fits into a page of the database

// add registers the configured model for each town. How long its vectors are, and who
// it is, the endpoint says.
func (j *embeddingsJob) add(ctx context.Context) error {
	vectors, err := j.vectors()
	if err != nil {
		return err
	}
	towns, err := j.towns()
	if err != nil {
		return err
	}
	if len(towns) == 0 {
		return caterina.Errorf(caterina.CodeNotFound, "Non c'è ancora nessun Comune: caricane uno con «caterina import».")
	}
	fingerprint, err := knowledge.Fingerprint(ctx, vectors, towns[0].ID)
	if err != nil {
		return fmt.Errorf("ask for a vector: %w", err)
	}
	model := caterina.EmbeddingModel{Provider: caterina.ProviderOpenAI, Name: j.app.cfg.OpenAIEmbed, Dims: len(fingerprint)}
	if model.Dims > mostDims {
		return caterina.Errorf(caterina.CodeInvalid, "I vettori di «%s» hanno %d numeri, e qui ne stanno al massimo %d: scegli un altro modello.", model.Name, model.Dims, mostDims)
	}
	for _, town := range towns {
		if err := j.addTo(ctx, town, model, fingerprint); err != nil {
			return err
		}
	}
	fmt.Fprintln(j.std.out, "Ora: «caterina embeddings backfill» chiede i vettori, poi «caterina embeddings switch» li mette in uso.")
	return nil
}

// addTo registers a model for one town, or makes it anew.
func (j *embeddingsJob) addTo(ctx context.Context, town caterina.Town, model caterina.EmbeddingModel, fingerprint []float32) error {
	store := j.app.db.store
	old, err := j.known(ctx, town, model)
	if err != nil {
		return err
	}
	if old != nil {
		switch changed := knowledge.CheckModel(ctx, store, *old, fingerprint); {
		case changed == nil && !j.renew:
			fmt.Fprintf(j.std.out, "%s: %s c'è già (numero %d, %d numeri)\n", town.Slug, model.Name, old.ID, old.Dims)
			return nil
		case changed != nil && !j.renew:
			return about(town.Slug, changed)
		}
		renewed, err := store.RenewModel(ctx, *old, model, fingerprint)
		if err != nil {
			return err //nolint:wrapcheck // it says what it was doing
		}
		fmt.Fprintf(j.std.out, "%s: %s ricomincia da capo (numero %d, %d numeri)\n", town.Slug, model.Name, renewed.ID, renewed.Dims)
		return nil
	}
	added, err := store.AddModel(ctx, town.ID, model, fingerprint)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	fmt.Fprintf(j.std.out, "%s: %s registrato (numero %d, %d numeri)\n", town.Slug, model.Name, added.ID, added.Dims)
	return nil
}

// known returns the newest model of the name that the town has, nil for none.
func (j *embeddingsJob) known(ctx context.Context, town caterina.Town, model caterina.EmbeddingModel) (*caterina.TownModel, error) {
	models, err := j.app.db.store.TownModels(ctx, town.ID)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it was doing
	}
	for _, m := range slices.Backward(models) {
		if m.Provider == model.Provider && m.Name == model.Name {
			return &m, nil
		}
	}
	return nil, nil //nolint:nilnil // none is an answer
}

// backfill makes the vectors that are missing, and the index where there are many.
func (j *embeddingsJob) backfill(ctx context.Context) error {
	vectors, err := j.vectors()
	if err != nil {
		return err
	}
	models, err := j.chosen(ctx)
	if err != nil {
		return err
	}
	fingerprint, err := knowledge.Fingerprint(ctx, vectors, models[0].Town)
	if err != nil {
		return fmt.Errorf("ask for a vector: %w", err)
	}
	for _, m := range models {
		if m.Provider != caterina.ProviderOpenAI || m.Name != j.app.cfg.OpenAIEmbed {
			return caterina.Errorf(caterina.CodeInvalid, "Il modello numero %d è «%s», ma il server è impostato per «%s»: cambia CATERINA_OPENAI_EMBEDDING_MODEL.", m.ID, m.Name, j.app.cfg.OpenAIEmbed)
		}
		if err := knowledge.CheckModel(ctx, j.app.db.store, m, fingerprint); err != nil {
			return about(j.slugOf(m.Town), err)
		}
		if err := j.fill(ctx, m, vectors); err != nil {
			return err
		}
		if err := j.index(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// fill makes one town's vectors.
func (j *embeddingsJob) fill(ctx context.Context, m caterina.TownModel, vectors knowledge.Vectors) error {
	bar := newSteps(j.std.err, j.slugOf(m.Town)+" "+m.Name)
	fill := knowledge.Backfill{Store: j.app.db.store, Vectors: vectors, Progress: bar.set}
	err := fill.Run(ctx, m)
	bar.finish()
	if err == nil {
		fmt.Fprintf(j.std.out, "%s: %s ha tutti i suoi %d vettori\n", j.slugOf(m.Town), m.Name, bar.total)
		return nil
	}
	if ctx.Err() != nil {
		return caterina.Errorf(caterina.CodeUnavailable, "Fermato a %d vettori su %d, che restano: riprendi con lo stesso comando.", bar.done, bar.total)
	}
	if e, ok := errors.AsType[*caterina.Error](err); ok {
		return caterina.Errorf(e.Code, "%s\nFatti %d vettori su %d, che restano: poi riprendi con lo stesso comando.", e.Message, bar.done, bar.total)
	}
	return err
}

// index makes the index of a model that has very many vectors.
func (j *embeddingsJob) index(ctx context.Context, m caterina.TownModel) error {
	count, err := j.app.db.store.CountEmbeddings(ctx, m.Town, m.ID)
	if err != nil || count.Indexed || count.Current+count.Old < j.indexFrom {
		return err //nolint:wrapcheck // it says what it was doing
	}
	fmt.Fprintf(j.std.out, "%s: i vettori sono molti, ne faccio l'indice: può volerci qualche minuto, intanto tutto risponde\n", j.slugOf(m.Town))
	made, err := j.app.db.store.IndexModel(ctx, m, j.indexFrom)
	if err == nil && !made {
		fmt.Fprintf(j.std.out, "%s: l'indice lo sta già facendo un altro processo\n", j.slugOf(m.Town))
	}
	return err //nolint:wrapcheck // it says what it was doing
}

// switchOver brings models into use, of all towns at once.
func (j *embeddingsJob) switchOver(ctx context.Context) error {
	models, err := j.chosen(ctx)
	if err != nil {
		return err
	}
	for _, m := range models {
		if err := j.ready(ctx, m); err != nil {
			return err
		}
	}
	if err := j.app.db.store.SwitchModels(ctx, models); err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	for _, m := range models {
		fmt.Fprintf(j.std.out, "%s: ora risponde %s; il modello di prima resta, e si può riprendere\n", j.slugOf(m.Town), m.Name)
	}
	return j.warnOfParents(ctx)
}

// ready says whether a model may be brought into use.
func (j *embeddingsJob) ready(ctx context.Context, m caterina.TownModel) error {
	count, err := j.app.db.store.CountEmbeddings(ctx, m.Town, m.ID)
	if err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	if n := count.Missing(); n > 0 && m.State != caterina.EmbeddingActive {
		return caterina.Errorf(caterina.CodeConflict, "%s: a «%s» mancano %d vettori su %d. Finisci con «%s», poi ripeti. Non è cambiato niente.",
			j.slugOf(m.Town), m.Name, n, count.Chunks, j.remedy(m))
	}
	if m.Provider != caterina.ProviderOpenAI {
		return nil
	}
	if m.Name != j.app.cfg.OpenAIEmbed {
		return caterina.Errorf(caterina.CodeConflict, "%s: il modello numero %d è «%s», ma il server è impostato per «%s»: le domande non si potrebbero confrontare. Cambia CATERINA_OPENAI_EMBEDDING_MODEL, poi ripeti. Non è cambiato niente.",
			j.slugOf(m.Town), m.ID, m.Name, j.app.cfg.OpenAIEmbed)
	}
	vectors, err := j.vectors()
	if err != nil {
		return err
	}
	fingerprint, err := knowledge.Fingerprint(ctx, vectors, m.Town)
	if err != nil {
		return fmt.Errorf("ask for a vector: %w", err)
	}
	return about(j.slugOf(m.Town), knowledge.CheckModel(ctx, j.app.db.store, m, fingerprint))
}

// about puts the town's name before a sentence for people.
func about(slug string, err error) error {
	if e, ok := errors.AsType[*caterina.Error](err); ok {
		return caterina.Errorf(e.Code, "%s: %s", slug, e.Message)
	}
	return err
}

// remedy is what fills a model, and with it all those that the command is about: whoever
// switches several towns is not sent from one to the next.
func (j *embeddingsJob) remedy(m caterina.TownModel) string {
	switch {
	case m.Provider == caterina.ProviderBuiltin:
		return "caterina import"
	case j.model != 0:
		return fmt.Sprintf("caterina embeddings backfill -model %d", m.ID)
	case j.town != "":
		return "caterina embeddings backfill -town " + j.town
	default:
		return "caterina embeddings backfill"
	}
}

// drop removes a model that is not in use.
func (j *embeddingsJob) drop(ctx context.Context) error {
	models, err := j.chosen(ctx)
	if err != nil {
		return err
	}
	for _, m := range models {
		if m.Provider == caterina.ProviderBuiltin {
			return caterina.Errorf(caterina.CodeConflict, "I vettori interni non si tolgono: rispondono quando il server non c'è.")
		}
		if err := j.app.db.store.DropModel(ctx, m); err != nil {
			return err //nolint:wrapcheck // it says what it was doing
		}
		fmt.Fprintf(j.std.out, "%s: tolto %s (numero %d) con i suoi vettori\n", j.slugOf(m.Town), m.Name, m.ID)
	}
	return nil
}
