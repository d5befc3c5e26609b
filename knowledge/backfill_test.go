package knowledge_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/knowledge"
)

// farFixture is a town of cards, an endpoint over real HTTP, and a model of it that has
// been added.
type farFixture struct {
	*importFixture

	t      *testing.T
	server *openaitest.Server
	client *openai.Client
	town   caterina.TownID
	model  caterina.TownModel
}

func newFar(t *testing.T, many int) *farFixture {
	t.Helper()
	f := &farFixture{importFixture: newImport(t), t: t, server: openaitest.Start(t, openaitest.Options{})}
	client, err := openai.New(openai.Config{
		BaseURL: f.server.URL(), Key: caterina.Secret(f.server.Key()), EmbeddingModel: openaitest.DefaultEmbedding, Retries: -1,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	f.client = client
	var slugs []string
	for i := range many {
		slugs = append(slugs, fmt.Sprintf("scheda-%d", i))
	}
	f.run(t, "prova", cards(slugs...))
	f.town = f.content(t, "prova").Town.ID
	f.model = f.add()
	return f
}

// add registers the model as it answers now.
func (f *farFixture) add() caterina.TownModel {
	f.t.Helper()
	fingerprint := f.fingerprint()
	model, err := f.store.AddModel(f.t.Context(), f.town, caterina.EmbeddingModel{
		Provider: caterina.ProviderOpenAI, Name: openaitest.DefaultEmbedding, Dims: len(fingerprint),
	}, fingerprint)
	if err != nil {
		f.t.Fatal(err)
	}
	return model
}

func (f *farFixture) fingerprint() []float32 {
	f.t.Helper()
	fingerprint, err := knowledge.Fingerprint(f.t.Context(), f.client, f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	return fingerprint
}

func (f *farFixture) backfill() *knowledge.Backfill {
	return &knowledge.Backfill{Store: f.store, Vectors: f.client, Pause: time.Millisecond}
}

func (f *farFixture) fill() {
	f.t.Helper()
	if err := f.backfill().Run(f.t.Context(), f.model); err != nil {
		f.t.Fatal(err)
	}
}

func (f *farFixture) count() caterina.EmbeddingCount {
	f.t.Helper()
	count, err := f.store.CountEmbeddings(f.t.Context(), f.town, f.model.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return count
}

// asked counts how often each text was asked for, the fixed sentence aside.
func (f *farFixture) asked() map[string]int {
	times := map[string]int{}
	for _, r := range f.server.Requests(openaitest.Embeddings) {
		for _, text := range r.Inputs {
			if strings.Contains(text, "Scheda") {
				times[text]++
			}
		}
	}
	return times
}

func TestABackfillAsksForWhatIsMissingAndNothingElse(t *testing.T) {
	t.Parallel()
	f := newFar(t, 150)
	b := f.backfill()
	last := -1
	b.Progress = func(done, total int) {
		if done < last || total != 150 {
			t.Errorf("progress went from %d to %d of %d", last, done, total)
		}
		last = done
	}
	if err := b.Run(t.Context(), f.model); err != nil || last != 150 {
		t.Fatalf("%d done, %v", last, err)
	}
	f.fill() // again: nothing is asked for
	changed := cards("scheda-3", "scheda-4")
	changed.Content.Cards[0].Summary = "Tutta un'altra cosa."
	f.run(t, "prova", changed)
	if count := f.count(); count.Old != 1 || count.Missing() != 1 {
		t.Errorf("after a change: %+v", count)
	}
	f.fill()
	texts := 0
	for text, times := range f.asked() {
		texts++
		if times != 1 {
			t.Errorf("asked %d times for %q", times, text)
		}
	}
	if texts != 151 || f.count().Missing() != 0 {
		t.Errorf("asked for %d texts, %+v", texts, f.count())
	}
}

func TestSeveralBackfillsShareTheWork(t *testing.T) {
	t.Parallel()
	f := newFar(t, 400)
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if err := f.backfill().Run(t.Context(), f.model); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if count := f.count(); count.Current != 400 {
		t.Errorf("counts are %+v", count)
	}
	for text, times := range f.asked() {
		if times != 1 {
			t.Errorf("asked %d times for %q", times, text)
		}
	}
}

func TestAStoppedBackfillGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	f := newFar(t, 200)
	ctx, stop := context.WithCancel(t.Context())
	b := f.backfill()
	b.Progress = func(done, _ int) {
		if done > 0 {
			stop()
		}
	}
	if err := b.Run(ctx, f.model); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	before := f.count().Current
	if before == 0 || before == 200 {
		t.Fatalf("%d vectors when it was stopped", before)
	}
	f.fill()
	for text, times := range f.asked() {
		if times != 1 {
			t.Errorf("asked %d times for %q", times, text)
		}
	}
}

func TestWhatTheEndpointDoesWrongStopsABackfillAndKeepsWhatIsDone(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]openaitest.Fault{
		"dead":             openaitest.Dead(),
		"broken":           openaitest.Broken(500, 0),
		"wrong dimensions": openaitest.Twisted(openaitest.WrongDims, 0),
		"NaN":              openaitest.Twisted(openaitest.NaNs, 0),
		"null":             openaitest.Twisted(openaitest.Nulls, 0),
		"zeroes":           openaitest.Twisted(openaitest.ZeroVectors, 0),
		"fewer":            openaitest.Twisted(openaitest.FewerVectors, 0),
		"more":             openaitest.Twisted(openaitest.MoreVectors, 0),
		"empty":            openaitest.Twisted(openaitest.EmptyVectors, 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFar(t, 150)
			fault.Skip = 2 // a block
			strike := f.server.Fail(fault)
			err := f.backfill().Run(t.Context(), f.model)
			if e, ok := errors.AsType[*caterina.Error](err); !ok || e.Message == "" || strings.Contains(err.Error(), "Scheda") {
				t.Errorf("err = %v, want one for people, without the texts", err)
			}
			if done := f.count().Current; done == 0 || done == 150 {
				t.Errorf("%d vectors are kept", done)
			}
			strike.End()
			if err := f.backfill().Run(t.Context(), f.model); err != nil || f.count().Missing() != 0 {
				t.Errorf("afterwards %+v, %v", f.count(), err)
			}
		})
	}
}

// TestVectorsInAnotherOrderFindTheirTexts: only the index says which is whose.
func TestVectorsInAnotherOrderFindTheirTexts(t *testing.T) {
	t.Parallel()
	f := newFar(t, 20)
	f.server.Fail(openaitest.Twisted(openaitest.OtherOrder, 0))
	f.fill()
	vectors, _, err := f.client.Embed(t.Context(), f.town, []string{"Scheda scheda-7 Parla di scheda-7."})
	if err != nil {
		t.Fatal(err)
	}
	near, err := f.store.Nearest(t.Context(), []int64{f.model.ID}, vectors[0], 1)
	if err != nil || len(near) != 1 || near[0].Card != "scheda-7" {
		t.Errorf("nearest is %v, %v", near, err)
	}
}

func TestAModelChangedBehindItsNameIsNoticedAndTheWayBackToo(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]openaitest.Model{
		"of the same length": {ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 256, Salt: "another"},
		"of another length":  {ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 128},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFar(t, 3)
			changed := func() bool {
				models, err := f.store.TownModels(t.Context(), f.town)
				if err != nil {
					t.Fatal(err)
				}
				f.model = models[1]
				return f.model.Changed
			}
			if err := knowledge.CheckModel(t.Context(), f.store, f.model, f.fingerprint()); err != nil || changed() {
				t.Errorf("the same: %v", err)
			}
			f.server.PutModel(other)
			err := knowledge.CheckModel(t.Context(), f.store, f.model, f.fingerprint())
			if caterina.CodeOf(err) != caterina.CodeConflict || !strings.Contains(err.Error(), "add -renew") || !changed() {
				t.Errorf("another: %v", err)
			}
			f.server.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 256})
			if err := knowledge.CheckModel(t.Context(), f.store, f.model, f.fingerprint()); err != nil || changed() {
				t.Errorf("the first again: %v", err)
			}
		})
	}
}

func TestWhatIsNoVectorIsNoFingerprint(t *testing.T) {
	t.Parallel()
	f := newFar(t, 1)
	for _, twist := range []openaitest.Twist{openaitest.NaNs, openaitest.ZeroVectors, openaitest.EmptyVectors, openaitest.TwistedToWords} {
		strike := f.server.Fail(openaitest.Twisted(twist, 0))
		if _, err := knowledge.Fingerprint(t.Context(), f.client, f.town); caterina.CodeOf(err) != caterina.CodeUnavailable {
			t.Errorf("%s: %v", twist, err)
		}
		strike.End()
	}
}

// TestAnImportNeedsNoEndpoint and the keeper makes the vectors afterwards.
func TestAnImportNeedsNoEndpointAndTheKeeperMakesUpForIt(t *testing.T) {
	t.Parallel()
	f := newFar(t, 5)
	f.fill()
	if err := f.store.SwitchModels(t.Context(), []caterina.TownModel{f.model}); err != nil {
		t.Fatal(err)
	}
	dead := f.server.Fail(openaitest.Dead())
	f.run(t, "prova", cards("nuova"))
	if active, _, err := f.store.ActiveModel(t.Context(), f.town); err != nil || active.ID != f.model.ID {
		t.Errorf("after the import %+v is active, %v", active, err)
	}
	if count := f.count(); count.Missing() != 1 {
		t.Errorf("after the import: %+v", count)
	}
	keeper := knowledge.Keeper{Store: f.store, Vectors: f.client, Model: openaitest.DefaultEmbedding, Logger: slog.New(slog.DiscardHandler)}
	if err := keeper.Round(t.Context(), false); err == nil {
		t.Error("a round with a dead endpoint is well")
	}
	dead.End()
	if err := keeper.Round(t.Context(), true); err != nil || f.count().Missing() != 0 {
		t.Errorf("after a round %+v, %v", f.count(), err)
	}
	f.server.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 256, Salt: "another"})
	f.run(t, "prova", cards("altra"))
	for _, check := range []bool{true, false} { // a changed one is looked at each time
		if err := keeper.Round(t.Context(), check); caterina.CodeOf(err) != caterina.CodeConflict || f.count().Missing() != 1 {
			t.Errorf("another model behind the name: %+v, %v", f.count(), err)
		}
	}
	other := knowledge.Keeper{Store: f.store, Vectors: f.client, Model: "another-name", Logger: slog.New(slog.DiscardHandler)}
	if err := other.Round(t.Context(), true); err != nil || f.count().Missing() != 1 {
		t.Errorf("a keeper of another model: %+v, %v", f.count(), err)
	}
}

func TestAKeeperLogsAFailureOnce(t *testing.T) {
	t.Parallel()
	f := newFar(t, 2)
	f.fill()
	if err := f.store.SwitchModels(t.Context(), []caterina.TownModel{f.model}); err != nil {
		t.Fatal(err)
	}
	f.server.Fail(openaitest.Dead())
	var log bytes.Buffer
	keeper := knowledge.Keeper{Store: f.store, Vectors: f.client, Model: openaitest.DefaultEmbedding, Logger: slog.New(slog.NewTextHandler(&log, nil))}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- keeper.Run(ctx) }()
	if _, err := f.server.WaitRequests(t.Context(), openaitest.Embeddings, func(all []openaitest.Record) bool {
		return len(all) > 0 && all[len(all)-1].Outcome.Phase == openaitest.CutOff
	}); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("run ended with %v", err)
	}
	if n := strings.Count(log.String(), "not being kept up"); n > 1 || strings.Contains(log.String(), "Scheda") {
		t.Errorf("the log has %d lines: %s", n, log.String())
	}
}
