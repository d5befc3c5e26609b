package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/openaitest"
)

// The model of this part writes one word in so many milliseconds, as a hosted one
// does under load.
const wordEvery = 25 * time.Millisecond

// benchModel measures answers that a language model words: how soon after the model
// a citizen reads the first sentence, and what a citizen waits when the model is dead.
// The model is the fake, in this process, over real HTTP.
func benchModel(ctx context.Context, b *bench) (err error) {
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: filepath.Join(b.dir, "data")})
	if err != nil {
		return fmt.Errorf("start the database: %w", err)
	}
	defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
	database := "CATERINA_DATABASE_URL=" + cluster.URL()
	if err := b.benchStreams(ctx, database); err != nil {
		return fmt.Errorf("streams: %w", err)
	}
	if err := b.benchDead(ctx, database); err != nil {
		return fmt.Errorf("a dead model: %w", err)
	}
	return nil
}

// startModel starts the fake. It writes the same answer every time, from the card about
// meals at school.
func startModel(ctx context.Context) (*openaitest.Server, error) {
	model, err := openaitest.New(ctx, openaitest.Options{Pace: wordEvery})
	if err != nil {
		return nil, fmt.Errorf("start the model: %w", err)
	}
	text := strings.Join(written(), "")
	model.BehaveAt(caterina.StepWrite, func(openaitest.Chat) openaitest.Answer {
		return openaitest.Answer{Text: text, Pieces: written()}
	})
	return model, nil
}

// written are the words of the answer, with its citations.
func written() []string {
	const text = "Paghi una tariffa a pasto che dipende dall'ISEE [mensa-scolastica]. Senza ISEE paghi la tariffa intera [mensa-scolastica]. " +
		"Le tariffe sono sul sito del Comune [mensa-scolastica]."
	return openaitest.Words(text)
}

// firstWhole is the piece with which the first sentence of the answer is whole.
func firstWhole() int {
	for i, word := range written() {
		if strings.Contains(word, "].") {
			return i
		}
	}
	return 0
}

// with is what a server is told of a model.
func (b *bench) with(address, key string) []string {
	return []string{
		"CATERINA_OPENAI_BASE_URL=" + address, "CATERINA_OPENAI_API_KEY=" + key, "CATERINA_OPENAI_CHAT_MODEL=" + openaitest.DefaultChat,
		"CATERINA_OPENAI_TIMEOUT=" + b.size.late.String(),
	}
}
