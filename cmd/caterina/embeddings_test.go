package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/httpserver"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/knowledge"
)

func TestEmbeddingsSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no such verb":      {[]string{"fill"}, "fill"},
		"another word":      {[]string{"show", "siena"}, "siena"},
		"no number to drop": {[]string{"drop"}, "-model"},
		"both ways":         {[]string{"switch", "-builtin", "-model", "3"}, "-builtin"},
		"not for this verb": {[]string{"show", "-renew"}, "renew"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			code := run(t.Context(), append([]string{"embeddings"}, tt.args...), streams{in: strings.NewReader(""), out: &out, err: &errs})
			if code != exitUsage || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("exit %d, said %q; want exit 2 and %q", code, &errs, tt.want)
			}
		})
	}
}

func TestEveryEmbeddingsVerbExplainsItself(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"show", "add", "backfill", "switch", "drop"} {
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"embeddings", verb, "-h"}, streams{in: strings.NewReader(""), out: &out, err: &errs})
		if code != exitDone || !strings.Contains(out.String(), "Usage: caterina embeddings "+verb) {
			t.Errorf("%s -h: exit %d, printed %q %q", verb, code, &out, &errs)
		}
	}
}

// vectorDesk is an administrator at the command line, with two towns, a parent and its
// child, and an endpoint.
type vectorDesk struct {
	t      *testing.T
	cfg    Config
	server *openaitest.Server
	app    *app
}

func newVectorDesk(t *testing.T) *vectorDesk {
	t.Helper()
	d := &vectorDesk{t: t, server: openaitest.Start(t, openaitest.Options{})}
	d.cfg = Config{
		DatabaseURL: caterina.Secret(pgtest.URL(t)), SecretKey: pgtest.Secret, PublicURL: "https://famiglia.example.it",
		OpenAIBaseURL: d.server.URL(), OpenAIKey: caterina.Secret(d.server.Key()), OpenAIEmbed: openaitest.DefaultEmbedding,
		OpenAIWeight: 1, OpenAITimeout: time.Second,
	}
	d.importTown(caterina.Town{Slug: "stato", Name: "Stato"}, "assegno", "bonus")
	d.importTown(caterina.Town{Slug: "borgo", Name: "Borgo", Parent: "stato"}, "nido", "mensa", "zoo")
	return d
}

// call is the app as a new call of the program finds it: towns read anew, and a client
// that knows nothing of the endpoint. What costs most, to learn the language, is done
// once.
func (d *vectorDesk) call() *app {
	d.t.Helper()
	if d.app == nil {
		a, err := openApp(d.t.Context(), d.cfg, &bytes.Buffer{})
		if err != nil {
			d.t.Fatal(err)
		}
		d.app = a
		ctx := context.WithoutCancel(d.t.Context())
		d.t.Cleanup(func() { _ = a.close(ctx) })
	}
	d.app.cfg, d.app.model = d.cfg, nil
	if err := d.app.openModel(); err != nil {
		d.t.Fatal(err)
	}
	if err := d.app.library.Refresh(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	return d.app
}

func (d *vectorDesk) importTown(town caterina.Town, slugs ...string) {
	d.t.Helper()
	a := d.call()
	language, err := knowledge.LoadLanguage(knowledge.LanguageConfig{})
	if err != nil {
		d.t.Fatal(err)
	}
	batch := knowledge.Batch{Content: caterina.Content{Town: town}, HasTown: true}
	for _, slug := range slugs {
		batch.Content.Cards = append(batch.Content.Cards, caterina.Card{Slug: slug, Kind: caterina.KindService, Title: "Il " + slug, Summary: "Tutto sul " + slug + "."})
	}
	importer := knowledge.Importer{Store: a.db.store, Embedder: knowledge.NewHashed(language), Logger: a.logger}
	if _, err := importer.Import(d.t.Context(), "", batch, false); err != nil {
		d.t.Fatal(err)
	}
}

// does runs one call of the command and returns all it printed, its error last.
func (d *vectorDesk) does(args ...string) (string, error) {
	d.t.Helper()
	a := d.call()
	var out bytes.Buffer
	job := &embeddingsJob{std: streams{out: &out, err: &out}, indexFrom: 4}
	act, err := job.parse(args[0], args[1:])
	if err != nil {
		d.t.Fatal(err)
	}
	job.app = a
	if err = plainly(act(d.t.Context())); err != nil {
		out.WriteString(err.Error())
	}
	return out.String(), err
}

// wants checks that a call goes well, and what it says.
func (d *vectorDesk) wants(call string, says ...string) {
	d.t.Helper()
	text, err := d.does(strings.Fields(call)...)
	if err != nil {
		d.t.Errorf("%s: %v", call, err)
	}
	d.contains(call, text, says)
}

// fails checks that a call does not, and what it says.
func (d *vectorDesk) fails(call string, says ...string) {
	d.t.Helper()
	text, err := d.does(strings.Fields(call)...)
	if err == nil {
		d.t.Errorf("%s went well: %s", call, text)
	}
	d.contains(call, text, says)
	if strings.Contains(text, d.server.Key()) || strings.Contains(text, "Tutto sul") {
		d.t.Errorf("%s tells too much: %s", call, text)
	}
}

func (d *vectorDesk) contains(call, text string, says []string) {
	d.t.Helper()
	for _, want := range says {
		if !strings.Contains(text, want) {
			d.t.Errorf("%s: said %q, want %q", call, text, want)
		}
	}
}

// TestTheWayToAModelAndBack is the whole of docs/model.md, step by step.
func TestTheWayToAModelAndBack(t *testing.T) {
	t.Parallel()
	d := newVectorDesk(t)
	d.wants("show", "Il server risponde: «fake-embedding», vettori di 256 numeri", "in uso", "3 di 3")
	d.fails("backfill", "«caterina embeddings add»")
	d.fails("drop -model 77", "numero 77")
	d.wants("add", "borgo: fake-embedding registrato", "stato: fake-embedding registrato", "backfill")
	d.wants("add", "c'è già")
	d.wants("show", "in costruzione", "a metà: mancano 3 vettori su 3")
	d.fails("switch", "mancano 3 vettori su 3", "Non è cambiato niente")
	d.wants("backfill -town borgo", "borgo fake-embedding: 0 vettori su 3", "borgo fake-embedding: 3 vettori su 3", "ha tutti i suoi 3 vettori")
	d.wants("show", "i vettori ci sono tutti")
	d.wants("switch -town borgo", "ora risponde fake-embedding", "Attenzione: borgo usa fake-embedding ma stato")
	d.fails("switch", "stato: a «fake-embedding» mancano 2 vettori")
	d.wants("backfill", "stato: fake-embedding ha tutti")
	d.wants("switch", "stato: ora risponde fake-embedding")
	d.wants("show", "di riserva")
	d.importTown(caterina.Town{Slug: "borgo", Name: "Borgo", Parent: "stato"}, "nido", "mensa", "zoo", "museo")
	d.wants("show", "mancano 1 vettori di schede nuove o cambiate", "in uso")
	d.wants("backfill", "borgo: i vettori sono molti, ne faccio l'indice")
	d.wants("show", "sì")
	d.fails("drop -model 4", "è in uso")
	d.fails("drop -model 2", "interni non si tolgono")
	d.wants("switch -builtin", "borgo: ora risponde builtin-it")
	d.wants("show", "messo da parte")
	d.wants("switch -model 3", "ora risponde fake-embedding") // back, without new vectors
	d.wants("switch -builtin")
	d.wants("drop -model 3", "tolto fake-embedding")
}

func TestAChangedModelIsSaidWithTheRemedy(t *testing.T) {
	t.Parallel()
	d := newVectorDesk(t)
	d.wants("add")
	d.wants("backfill")
	d.wants("switch")
	d.server.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 64})
	d.wants("show", "dà vettori di 64 numeri, e non più di 256", "cambiato", "add -renew")
	d.fails("backfill", "borgo", "add -renew")
	d.fails("switch", "add -renew")
	d.fails("add", "add -renew")
	d.wants("add -renew", "ricomincia da capo (numero", "64 numeri")
	d.wants("show", "in costruzione", "in uso")
	d.wants("backfill")
	d.wants("switch", "ora risponde fake-embedding")
}

func TestAnEndpointThatIsDownOrTalksNonsenseIsSaid(t *testing.T) {
	t.Parallel()
	d := newVectorDesk(t)
	d.wants("add")
	dead := d.server.Fail(openaitest.Dead())
	d.wants("show", "Il server NON dà vettori", "Intanto rispondono le parole e i vettori interni")
	d.fails("add", "non si raggiunge")
	d.fails("backfill", "non si raggiunge")
	dead.End()
	half := openaitest.Twisted(openaitest.WrongDims, 0)
	half.Skip = 1 // the fixed sentence
	strike := d.server.Fail(half)
	d.fails("backfill", "vettori che non sono i suoi", "Fatti 0 vettori su 3", "riprendi con lo stesso comando")
	strike.End()
	d.server.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 4096})
	d.cfg.OpenAIEmbed = "long"
	d.server.PutModel(openaitest.Model{ID: "long", Kind: openaitest.EmbeddingModel, Dims: 4096})
	d.fails("add", "al massimo 3072")
	d.cfg.OpenAIEmbed = "missing"
	d.fails("add", "CATERINA_OPENAI_EMBEDDING_MODEL")
	d.cfg.OpenAIBaseURL = ""
	d.wants("show", "Non è impostato nessun modello")
	d.fails("add", "CATERINA_OPENAI_BASE_URL")
}

func TestAModelTheServerIsNotSetForIsNotSwitchedTo(t *testing.T) {
	t.Parallel()
	d := newVectorDesk(t)
	d.wants("add")
	d.wants("backfill")
	d.server.PutModel(openaitest.Model{ID: "other", Kind: openaitest.EmbeddingModel, Dims: 32})
	d.cfg.OpenAIEmbed = "other"
	d.fails("switch -model 3", "il server è impostato per «other»")
	d.fails("backfill -model 3", "il server è impostato per «other»")
	d.cfg.OpenAIEmbed = openaitest.DefaultEmbedding
	d.wants("switch")
	d.cfg.OpenAIEmbed = "other"
	d.wants("show", "è in uso ma il server è impostato per «other»")
}

// TestTheGridTriesWeights: 0 gives the figures that the words and the built-in vectors
// give, each question is asked of the endpoint once, and a dead endpoint gives none.
func TestTheGridTriesWeights(t *testing.T) {
	t.Parallel()
	d := newVectorDesk(t)
	questions := filepath.Join(t.TempDir(), "q.jsonl")
	rows := `{"id":"1","question":"tutto sul nido o sulla mensa","card":"nido"}
{"id":"2","question":"vorrei sapere del museo di storia","card":"zoo"}
{"id":"3","question":"assegno oppure bonus","card":["assegno","bonus"]}
`
	if err := os.WriteFile(questions, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	grid := func() (string, error) {
		a := d.call()
		town, err := a.town("borgo")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = plainly(a.evaluateGrid(t.Context(), town, []string{questions}, []float64{0, 0.5, 1}, &out))
		return out.String(), err
	}
	if _, err := grid(); err == nil || !strings.Contains(err.Error(), "borgo non usa") {
		t.Errorf("before the switch: %v", err)
	}
	d.wants("add")
	d.wants("backfill")
	d.wants("switch")
	before := len(d.server.Requests(openaitest.Embeddings))
	text, err := grid()
	if err != nil || strings.Count(text, "\n") < 5 || !strings.Contains(text, "best") || !strings.Contains(text, "OPENAI_EMBEDDING_WEIGHT") {
		t.Errorf("printed %q, %v", text, err)
	}
	if n := len(d.server.Requests(openaitest.Embeddings)) - before; n < 2 || n > 4 {
		t.Errorf("%d requests, want one for each doubtful question and the fixed sentence", n)
	}
	half := openaitest.Dead()
	half.Skip = 1
	strike := d.server.Fail(half)
	if _, err := grid(); err == nil || !strings.Contains(err.Error(), "le cifre non direbbero niente") {
		t.Errorf("with a dead endpoint: %v", err)
	}
	strike.End()
	d.server.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 256, Salt: "x"})
	if _, err := grid(); err == nil || !strings.Contains(err.Error(), "add -renew") {
		t.Errorf("with another model: %v", err)
	}
	d.cfg.OpenAIBaseURL = ""
	if _, err := grid(); err == nil || !strings.Contains(err.Error(), "niente da provare") {
		t.Errorf("without an endpoint: %v", err)
	}
}

func TestWithoutAnEndpointNothingIsKeptUp(t *testing.T) {
	t.Parallel()
	a := &app{metrics: httpserver.NewMetrics()}
	if a.endpoint(1) != nil {
		t.Error("there is an endpoint")
	}
	if err := a.keepVectors(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAWeightOutsideItsRangeIsRefused(t *testing.T) {
	t.Parallel()
	for _, weight := range []string{"-1", "11", "NaN", "much"} {
		if _, err := loadConfig([]string{"CATERINA_OPENAI_EMBEDDING_WEIGHT=" + weight}); err == nil || !strings.Contains(err.Error(), "OPENAI_EMBEDDING_WEIGHT") {
			t.Errorf("%s: %v", weight, err)
		}
	}
	if cfg, err := loadConfig(nil); err != nil || cfg.OpenAIWeight != 1 {
		t.Errorf("the default is %v, %v", cfg.OpenAIWeight, err)
	}
}
