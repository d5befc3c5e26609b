package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"example.org/caterina/internal/openaitest"
)

// bare is the limit: as many clients that read the model's stream and do nothing else.
// It returns how long after the first sentence was whole each of them had the word that
// follows, which is when anybody can know that the sentence is over.
func (s *streams) bare(ctx context.Context) ([]time.Duration, error) {
	asked := len(s.model.Requests(openaitest.Chats))
	had := make([]time.Time, len(s.all))
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: len(s.all)}}
	defer client.CloseIdleConnections()
	group, ctx := errgroup.WithContext(ctx)
	for i := range had {
		group.Go(func() (err error) {
			time.Sleep(s.turn(i))
			had[i], err = s.read(ctx, client, "Rispondi alla domanda", "quanto costa la mensa scolastica"+mark(i))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	whole := wholeAt(s.model.Requests(openaitest.Chats)[asked:])
	var took []time.Duration
	for i, at := range had {
		if from, ok := whole[mark(i)]; ok {
			took = append(took, at.Sub(from))
		}
	}
	return took, nil
}

// read reads a stream of the model's to its end, and returns when the word after the
// first sentence was there.
func (s *streams) read(ctx context.Context, client *http.Client, system, question string) (had time.Time, err error) {
	body := fmt.Sprintf(`{"model":%q,"stream":true,"messages":[{"role":"system","content":%q},{"role":"user","content":%q}]}`,
		openaitest.DefaultChat, system, question)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.model.URL()+string(openaitest.Chats), strings.NewReader(body))
	if err != nil {
		return had, fmt.Errorf("ask the model: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+s.model.Key())
	resp, err := client.Do(req)
	if err != nil {
		return had, fmt.Errorf("ask the model: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	words := -1 // the first event says who speaks
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if !strings.HasPrefix(lines.Text(), "data: {") {
			continue
		}
		if words++; words == firstWhole()+2 { // counted from 1
			had = time.Now()
		}
	}
	return had, nil
}
