package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/internal/evaluation"
	"example.org/caterina/knowledge"
)

// gridPatience is how long a question's vector may take where no citizen waits.
const gridPatience = time.Minute

// evaluateGrid asks the questions of some files once for each weight of the endpoint's
// vectors and prints the figures. 0 is what answers today without them. Words are left
// to the cards: a model that words answers would be paid for each weight.
func (a *app) evaluateGrid(ctx context.Context, town caterina.Town, files []string, weights []float64, out io.Writer) error {
	if err := a.canTry(ctx, town); err != nil {
		return err
	}
	memory := &remembered{vectors: a.model, known: map[string][]float32{}}
	var runs []evaluation.Weighed
	for _, weight := range weights {
		var missed atomic.Int64
		b := *a
		endpoint := a.endpoint(float32(weight))
		endpoint.Vectors, endpoint.Deadline, endpoint.Missed = memory, gridPatience, func(string) { missed.Add(1) }
		b.cfg.OpenAIChat = ""
		b.library = knowledge.NewLibrary(knowledge.LibraryConfig{Store: a.db.store, Logger: a.logger, Endpoint: endpoint})
		if err := b.library.Refresh(ctx); err != nil {
			return fmt.Errorf("load the towns: %w", err)
		}
		b.engine = bot.New(b.library, bot.Config{PublicURL: a.cfg.PublicURL})
		report, err := evaluation.Run(ctx, files, func(ctx context.Context, q evaluation.Question) (evaluation.Result, error) {
			return b.evaluate(ctx, town, q)
		})
		if err != nil {
			return fmt.Errorf("evaluate with weight %g: %w", weight, err)
		}
		if n := missed.Load(); n > 0 {
			return caterina.Errorf(caterina.CodeUnavailable, "A %d domande il modello non ha risposto: le cifre non direbbero niente. Guarda con «caterina embeddings» che il server funzioni, poi ripeti.", n)
		}
		runs = append(runs, evaluation.Weighed{Weight: weight, Metrics: report.Total})
	}
	if err := evaluation.WriteGrid(out, runs); err != nil {
		return err //nolint:wrapcheck // it says what it was doing
	}
	_, err := fmt.Fprintf(out, "\nMetti il peso migliore in %sOPENAI_EMBEDDING_WEIGHT (ora %g). Con poche domande, differenze sotto un centesimo sono caso.\n", envPrefix, a.cfg.OpenAIWeight)
	if err != nil {
		return fmt.Errorf("print the grid: %w", err)
	}
	return nil
}

// canTry says why there is nothing to try, if so.
func (a *app) canTry(ctx context.Context, town caterina.Town) error {
	if a.endpoint(1) == nil {
		return caterina.Errorf(caterina.CodeInvalid, "Non c'è niente da provare: servono CATERINA_OPENAI_BASE_URL e CATERINA_OPENAI_EMBEDDING_MODEL, e un modello in uso (docs/model.md dice come).")
	}
	fingerprint, err := knowledge.Fingerprint(ctx, a.model, town.ID)
	if err != nil {
		return fmt.Errorf("ask for a vector: %w", err)
	}
	for _, slug := range []string{town.Slug, town.Parent} {
		of, ok := a.library.Town(slug)
		if !ok {
			continue
		}
		models, err := a.db.store.TownModels(ctx, of.ID)
		if err != nil {
			return err //nolint:wrapcheck // it says what it was doing
		}
		at := slices.IndexFunc(models, func(m caterina.TownModel) bool {
			return m.State == caterina.EmbeddingActive && m.Provider == caterina.ProviderOpenAI && m.Name == a.cfg.OpenAIEmbed
		})
		if at < 0 {
			return caterina.Errorf(caterina.CodeConflict, "%s non usa i vettori di «%s»: non c'è niente da provare. Guarda con «caterina embeddings» a che punto è.", slug, a.cfg.OpenAIEmbed)
		}
		if err := knowledge.CheckModel(ctx, a.db.store, models[at], fingerprint); err != nil {
			return err //nolint:wrapcheck // a sentence for people
		}
	}
	return nil
}

// remembered asks for the vector of each text once.
type remembered struct {
	vectors knowledge.Vectors

	mu    sync.Mutex
	known map[string][]float32
}

// Embed answers one text; several are asked for anew.
func (r *remembered) Embed(ctx context.Context, town caterina.TownID, texts []string) ([][]float32, caterina.Usage, error) {
	if len(texts) != 1 {
		return r.vectors.Embed(ctx, town, texts) //nolint:wrapcheck // nothing is added
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := r.known[texts[0]]; ok {
		return [][]float32{v}, caterina.Usage{Step: caterina.StepEmbed}, nil
	}
	vectors, usage, err := r.vectors.Embed(ctx, town, texts)
	if err == nil && len(vectors) == 1 {
		r.known[texts[0]] = vectors[0]
	}
	return vectors, usage, err //nolint:wrapcheck // nothing is added
}
