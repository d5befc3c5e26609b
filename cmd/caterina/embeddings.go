package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/knowledge"
)

// indexFrom is how many vectors a model needs for an index of its own. Below, reading
// them all is as quick, and exact.
const indexFrom = 50_000

// endpoint is the model of the vectors, nil where none is configured.
func (a *app) endpoint(weight float32) *knowledge.Endpoint {
	if a.model == nil || a.cfg.OpenAIEmbed == "" {
		return nil
	}
	return &knowledge.Endpoint{
		Vectors: a.model, Model: a.cfg.OpenAIEmbed, Weight: weight,
		Mask: func(text string) string { return bot.Mask(text) }, Missed: a.metrics.QuestionWithoutVectors,
	}
}

// keepVectors makes the vectors of new cards beside the server, until ctx is done.
func (a *app) keepVectors(ctx context.Context) error {
	if a.model == nil || a.cfg.OpenAIEmbed == "" {
		return nil
	}
	keeper := knowledge.Keeper{Store: a.db.store, Vectors: a.model, Model: a.cfg.OpenAIEmbed, Logger: a.logger}
	return keeper.Run(ctx)
}

const embeddingsHelp = `Usage: caterina embeddings [show|add|backfill|switch|drop] [options]

  show      i modelli di ogni Comune, quanti vettori mancano, se il server risponde
  add       registra il modello di CATERINA_OPENAI_EMBEDDING_MODEL
  backfill  chiede al server i vettori che mancano; si può fermare e riprendere
  switch    mette in uso il modello, quando i vettori ci sono tutti
  drop      toglie un modello che non è in uso, con i suoi vettori

I vettori interni restano: rispondono finché non passi a un altro modello, e quando
il server non risponde. "caterina embeddings add -h" elenca le opzioni.
`

// runEmbeddings looks after the models of the vectors.
func runEmbeddings(ctx context.Context, args []string, std streams) (err error) {
	verb := "show"
	if len(args) > 0 && isHelp(args[0]) {
		fmt.Fprint(std.out, embeddingsHelp)
		return flag.ErrHelp
	}
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		verb, args = args[0], args[1:]
	}
	job := &embeddingsJob{std: std, indexFrom: indexFrom}
	run, err := job.parse(verb, args)
	if err != nil {
		return err
	}
	a, err := openTool(ctx, std.err)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close(ctx)) }()
	job.app = a
	return plainly(run(ctx))
}

// embeddingsJob is one call of the embeddings command.
type embeddingsJob struct {
	app       *app
	std       streams
	indexFrom int

	town    string
	model   int64
	renew   bool
	builtin bool
}

// parse reads the options of a verb and returns what carries it out.
func (j *embeddingsJob) parse(verb string, args []string) (func(context.Context) error, error) {
	fs := flag.NewFlagSet("embeddings "+verb, flag.ContinueOnError)
	runs := map[string]func(context.Context) error{
		"show": j.show, "add": j.add, "backfill": j.backfill, "switch": j.switchOver, "drop": j.drop,
	}
	if runs[verb] == nil {
		return nil, usagef("«embeddings %s» non esiste: scrivi show, add, backfill, switch o drop", verb)
	}
	fs.StringVar(&j.town, "town", "", "nome breve del Comune; senza, tutti")
	usage := "[-town SLUG]"
	switch verb {
	case "add":
		fs.BoolVar(&j.renew, "renew", false, "butta i vettori di prima e ricomincia, se dietro il nome c'è un altro modello")
		usage += " [-renew]"
	case "backfill", "switch":
		fs.Int64Var(&j.model, "model", 0, "numero del modello, come lo scrive show; senza, quello di CATERINA_OPENAI_EMBEDDING_MODEL")
		usage += " [-model NUMERO]"
	case "drop":
		fs.Int64Var(&j.model, "model", 0, "numero del modello, come lo scrive show")
		usage = "-model NUMERO"
	}
	if verb == "switch" {
		fs.BoolVar(&j.builtin, "builtin", false, "torna ai vettori interni")
		usage += " [-builtin]"
	}
	if err := parseFlags(fs, args, usage, j.std); err != nil {
		return nil, err
	}
	switch {
	case fs.NArg() > 0:
		return nil, usagef("«%s» non è un'opzione di embeddings %s", fs.Arg(0), verb)
	case verb == "drop" && j.model == 0:
		return nil, usagef("di' con -model NUMERO quale modello togliere: i numeri sono in «caterina embeddings»")
	case j.builtin && j.model != 0:
		return nil, usagef("scegli: o -builtin o -model")
	}
	return runs[verb], nil
}

// plainly leaves of an error the sentence for people, where it has one.
func plainly(err error) error {
	if e, ok := errors.AsType[*caterina.Error](err); ok && e.Code != caterina.CodeInternal {
		return errors.New(e.Message) //nolint:err113 // what is said ends the program
	}
	return err
}

// towns are the towns that the command is about.
func (j *embeddingsJob) towns() ([]caterina.Town, error) {
	if j.town == "" {
		return j.app.library.Towns(), nil
	}
	town, err := j.app.town(j.town)
	return []caterina.Town{town}, err
}

// vectors asks the configured model; an error where there is none.
func (j *embeddingsJob) vectors() (knowledge.Vectors, error) {
	e := j.app.endpoint(0)
	if e == nil {
		return nil, caterina.Errorf(caterina.CodeInvalid,
			"Non è impostato nessun modello per i vettori: servono CATERINA_OPENAI_BASE_URL e CATERINA_OPENAI_EMBEDDING_MODEL (docs/model.md dice come). Intanto rispondono le parole e i vettori interni.")
	}
	return e.Vectors, nil
}

// chosen are the models that the command is about: the one of a number, the built-in
// ones, or those of the configured name. Of a name that was added with several lengths
// the newest counts.
func (j *embeddingsJob) chosen(ctx context.Context) ([]caterina.TownModel, error) {
	towns, err := j.towns()
	if err != nil {
		return nil, err
	}
	var out []caterina.TownModel
	for _, town := range towns {
		models, err := j.app.db.store.TownModels(ctx, town.ID)
		if err != nil {
			return nil, err //nolint:wrapcheck // it says what it was doing
		}
		fits := slices.DeleteFunc(models, func(m caterina.TownModel) bool { return !j.fits(m) })
		if len(fits) > 0 {
			out = append(out, fits[len(fits)-1])
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	switch {
	case j.model != 0:
		return nil, caterina.Errorf(caterina.CodeNotFound, "Non c'è nessun modello numero %d: «caterina embeddings» li elenca.", j.model)
	case j.builtin:
		return nil, caterina.Errorf(caterina.CodeNotFound, "Non ci sono vettori interni: si fanno con «caterina import».")
	}
	return nil, caterina.Errorf(caterina.CodeNotFound, "Il modello «%s» non è ancora registrato: comincia con «caterina embeddings add».", j.app.cfg.OpenAIEmbed)
}

func (j *embeddingsJob) fits(m caterina.TownModel) bool {
	switch {
	case j.model != 0:
		return m.ID == j.model
	case j.builtin:
		return m.Provider == caterina.ProviderBuiltin && m.State != caterina.EmbeddingBuilding
	}
	return m.Provider == caterina.ProviderOpenAI && m.Name == j.app.cfg.OpenAIEmbed
}

// slugOf names a town by its number.
func (j *embeddingsJob) slugOf(id caterina.TownID) string {
	if town, ok := j.app.library.TownByID(id); ok {
		return town.Slug
	}
	return fmt.Sprintf("comune %d", id)
}
