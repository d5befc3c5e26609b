package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/handoff"
	"example.org/caterina/internal/httpserver"
	"example.org/caterina/internal/ledger"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/postgres"
)

// modelFor is how long a call may take that no citizen waits for: a card is translated,
// a conversation summed up.
const modelFor = time.Minute

// openModel makes the client of the language model; nil where no server is configured.
func (a *app) openModel() error {
	if a.cfg.OpenAIBaseURL == "" {
		return nil
	}
	client, err := openai.New(openai.Config{
		BaseURL: a.cfg.OpenAIBaseURL, Key: a.cfg.OpenAIKey,
		ChatModel: a.cfg.OpenAIChat, EmbeddingModel: a.cfg.OpenAIEmbed, TranscriptionModel: a.cfg.OpenAIVoice,
		Timeout: modelFor, FirstToken: a.cfg.OpenAITimeout, Concurrent: a.cfg.OpenAIAtOnce, Waiting: a.modelQueue(),
		Budget: modelBudget{a.db.store}, Observer: modelWatch{a.ledger, a.metrics, a.logger}, Now: a.now,
	})
	if err != nil {
		return fmt.Errorf("open the language model: %w", err)
	}
	a.model = client
	return nil
}

// modelQueue is how many calls wait while as many are under way as may be: twice as
// many for a small server, and not more than a citizen would wait for.
func (a *app) modelQueue() int { return min(2*a.cfg.OpenAIAtOnce, 64) } //nolint:mnd // said above

// modelTurns is how many turns may wait for the model.
func (a *app) modelTurns() int {
	if a.model == nil {
		return 0
	}
	return a.cfg.OpenAIAtOnce + a.modelQueue()
}

// writer answers with the engine and, where a model is configured, in its words as far
// as the policy lets it.
func (a *app) writer(engine *bot.Engine, policy draft.Policy) *draft.Writer {
	cfg := draft.Config{Engine: engine, Policy: policy, Late: a.cfg.OpenAITimeout}
	if a.model != nil && a.cfg.OpenAIChat != "" { // and not a nil client: an interface that holds one is not nil
		cfg.Model = a.model
	}
	return draft.New(cfg)
}

// listener writes down voice messages; nil where no model does.
func (a *app) listener() telegram.Transcriber {
	if a.model == nil || a.cfg.OpenAIVoice == "" {
		return nil
	}
	return listener{a.model}
}

type listener struct{ model *openai.Client }

// Transcribe writes down what a recording says.
func (l listener) Transcribe(ctx context.Context, town caterina.TownID, name string, audio []byte) (string, error) {
	done, err := l.model.Transcribe(ctx, town, name, bytes.NewReader(audio))
	return done.Text, err //nolint:wrapcheck // it says what it was doing
}

// modelBudget keeps what a town may use in a day.
type modelBudget struct{ store *postgres.Store }

// Reserve takes tokens if there are so many left.
func (b modelBudget) Reserve(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) (bool, error) {
	return b.store.ReserveTokens(ctx, town, day, tokens) //nolint:wrapcheck // it says what it was doing
}

// Settle corrects what was reserved.
func (b modelBudget) Settle(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) error {
	return b.store.SettleTokens(ctx, town, day, tokens) //nolint:wrapcheck // as above
}

// modelPolicy says how far a town lets a model go, to whoever is at the command line and
// no citizen: nobody has to approve what they read.
type modelPolicy struct{ store *postgres.Store }

// Autonomy is the degree of a topic, or the town's.
func (p modelPolicy) Autonomy(ctx context.Context, town caterina.TownID, topic string) (caterina.Autonomy, error) {
	degrees, err := p.store.Autonomies(ctx, town)
	if err != nil {
		return "", err //nolint:wrapcheck // it says what it was doing
	}
	return handoff.Degree(degrees, topic), nil
}

// modelWatch is told of the calls.
type modelWatch struct {
	*ledger.Ledger

	metrics *httpserver.Metrics
	logger  *slog.Logger
}

// Down says to the administrator that the server is left alone.
func (w modelWatch) Down(h openai.Health) {
	w.metrics.ModelLeftAlone(string(h.Line), true)
	w.logger.Warn("the language model is left alone for a while", slog.String("line", string(h.Line)), slog.String("model", h.Model),
		slog.String("why", string(h.Reason)), slog.Int("status", h.Status))
}

// Up says that it answers again.
func (w modelWatch) Up(h openai.Health) {
	w.metrics.ModelLeftAlone(string(h.Line), false)
	w.logger.Info("the language model answers again", slog.String("line", string(h.Line)), slog.String("model", h.Model))
}
