package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

// show prints the models of the towns, whether the endpoint answers, and what is to be
// done.
func (j *embeddingsJob) show(ctx context.Context) error {
	towns, err := j.towns()
	if err != nil {
		return err
	}
	fingerprint := j.probe(ctx, towns)
	table := tabwriter.NewWriter(j.std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nCOMUNE\tNUMERO\tMODELLO\tLUNGHI\tSTATO\tVETTORI\tMANCANTI\tVECCHI\tINDICE")
	var advice []string
	for _, town := range towns {
		models, err := j.app.db.store.TownModels(ctx, town.ID)
		if err != nil {
			return err //nolint:wrapcheck // it says what it was doing
		}
		for _, m := range models {
			count, err := j.app.db.store.CountEmbeddings(ctx, m.Town, m.ID)
			if err != nil {
				return err //nolint:wrapcheck // it says what it was doing
			}
			now := m
			if fingerprint != nil && m.Provider == caterina.ProviderOpenAI && m.Name == j.app.cfg.OpenAIEmbed {
				now.Changed = !knowledge.SameModel(m, fingerprint)
			}
			line := fmt.Sprintf("%s\t%d\t%s\t%d\t%s\t%d di %d\t%d\t%d\t%s", town.Slug, m.ID, m.Name, m.Dims, standing(now, models),
				count.Current, count.Chunks, count.Missing()-count.Old, count.Old, yesNo(count.Indexed))
			fmt.Fprintln(table, line)
			if text := j.advise(ctx, town, m, count, fingerprint); text != "" {
				advice = append(advice, text)
			}
		}
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("print the models: %w", err)
	}
	for _, text := range advice {
		fmt.Fprintln(j.std.out, text)
	}
	return j.warnOfParents(ctx)
}

// probe asks the endpoint once and prints how that went. It returns the fingerprint, nil
// when there was none.
func (j *embeddingsJob) probe(ctx context.Context, towns []caterina.Town) []float32 {
	vectors, err := j.vectors()
	if err != nil {
		fmt.Fprintln(j.std.out, plainly(err))
		return nil
	}
	var payer caterina.TownID
	if len(towns) > 0 {
		payer = towns[0].ID
	}
	start := time.Now() // the real clock: this measures, it does not decide
	fingerprint, err := knowledge.Fingerprint(ctx, vectors, payer)
	if err != nil {
		fmt.Fprintf(j.std.out, "Il server NON dà vettori con «%s». %s\nIntanto rispondono le parole e i vettori interni.\n", j.app.cfg.OpenAIEmbed, plainly(err))
		return nil
	}
	fmt.Fprintf(j.std.out, "Il server risponde: «%s», vettori di %d numeri, %d ms.\n", j.app.cfg.OpenAIEmbed, len(fingerprint), time.Since(start).Milliseconds())
	return fingerprint
}

// standing is a model's state in words.
func standing(m caterina.TownModel, all []caterina.TownModel) string {
	switch {
	case m.Changed:
		return "cambiato"
	case m.State == caterina.EmbeddingActive:
		return "in uso"
	case m.State == caterina.EmbeddingBuilding:
		return "in costruzione"
	case m.Provider == caterina.ProviderBuiltin && m.ID == newestBuiltin(all):
		return "di riserva"
	}
	return "messo da parte"
}

func newestBuiltin(all []caterina.TownModel) (id int64) {
	for _, m := range all {
		if m.Provider == caterina.ProviderBuiltin {
			id = max(id, m.ID)
		}
	}
	return id
}

func yesNo(yes bool) string {
	if yes {
		return "sì"
	}
	return "no"
}

// advise says what is to be done about a model, "" for nothing.
func (j *embeddingsJob) advise(ctx context.Context, town caterina.Town, m caterina.TownModel, count caterina.EmbeddingCount, fingerprint []float32) string {
	if m.Provider != caterina.ProviderOpenAI {
		return ""
	}
	about := fmt.Sprintf("%s, modello %d: ", town.Slug, m.ID)
	active := m.State == caterina.EmbeddingActive
	switch {
	case m.Name != j.app.cfg.OpenAIEmbed && active:
		return about + fmt.Sprintf("è in uso ma il server è impostato per «%s», quindi rispondono i vettori interni. Rimetti «%s» in CATERINA_OPENAI_EMBEDDING_MODEL, o passa all'altro con «caterina embeddings add», «backfill» e «switch».", j.app.cfg.OpenAIEmbed, m.Name)
	case m.Name != j.app.cfg.OpenAIEmbed:
		return ""
	case fingerprint != nil:
		if err := knowledge.CheckModel(ctx, j.app.db.store, m, fingerprint); err != nil {
			return about + plainly(err).Error()
		}
	case m.Changed:
		return about + "l'ultima volta rispondeva un altro modello, e i suoi vettori non vengono usati. Si ricontrolla quando il server risponde."
	}
	switch {
	case count.Missing() == 0 && m.State == caterina.EmbeddingBuilding:
		return about + "i vettori ci sono tutti: mettilo in uso con «caterina embeddings switch»."
	case count.Missing() > 0 && active:
		return about + fmt.Sprintf("mancano %d vettori di schede nuove o cambiate. Li fa il server di Caterina entro un minuto, o subito «caterina embeddings backfill»; intanto queste schede si trovano con le parole.", count.Missing())
	case count.Missing() > 0 && m.State == caterina.EmbeddingBuilding:
		return about + fmt.Sprintf("a metà: mancano %d vettori su %d. Continua con «caterina embeddings backfill».", count.Missing(), count.Chunks)
	}
	return ""
}

// warnOfParents names the towns that have switched while the one whose cards they
// inherit has not: the endpoint's vectors do not answer there.
func (j *embeddingsJob) warnOfParents(ctx context.Context) error {
	active := map[string]caterina.EmbeddingModel{}
	towns := j.app.library.Towns()
	for _, town := range towns {
		model, ok, err := j.app.db.store.ActiveModel(ctx, town.ID)
		if err != nil {
			return err //nolint:wrapcheck // it says what it was doing
		}
		if model.ID = 0; ok {
			active[town.Slug] = model
		}
	}
	for _, town := range towns {
		own := active[town.Slug]
		if town.Parent != "" && own.Provider == caterina.ProviderOpenAI && active[town.Parent] != own {
			fmt.Fprintf(j.std.out, "Attenzione: %s usa %s ma %s, di cui ha le schede, no: finché non passa anche lui rispondono i vettori interni.\n", town.Slug, own.Name, town.Parent)
		}
	}
	return nil
}

// steps shows how far something is: a bar on a terminal, a line now and then elsewhere.
type steps struct {
	w           io.Writer
	about       string
	bar         *progress
	done, total int
	told        int // tenths that were written
}

func newSteps(w io.Writer, about string) *steps {
	return &steps{w: w, about: about, bar: newProgress(w, about), told: -1}
}

func (s *steps) set(done, total int) {
	s.done, s.total = done, total
	s.bar.set(done, max(total, 1))
	if tenth := 10 * done / max(total, 1); s.bar.bar == nil && tenth > s.told {
		s.told = tenth
		fmt.Fprintf(s.w, "%s: %d vettori su %d\n", s.about, done, total)
	}
}

func (s *steps) finish() { s.bar.finish() }
