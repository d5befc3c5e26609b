package openai

import (
	"context"
	"net/http"
	"slices"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// batchTokens is how many tokens one request holds at most, as reckoned.
const batchTokens = 50_000

// Embed turns texts into vectors, one for each in its order, all of one length and none
// of them nothing. Each batch is a call with its own time, place and share of the
// budget, and is told to the observer; the Usage that is returned is their sum. When a
// batch fails nothing is returned but the usage: ask again for all of it, or in smaller
// portions.
func (c *Client) Embed(ctx context.Context, town caterina.TownID, texts []string) ([][]float32, caterina.Usage, error) {
	sum := caterina.Usage{Step: caterina.StepEmbed, Model: c.embed.model}
	vectors := make([][]float32, 0, len(texts))
	for len(vectors) < len(texts) {
		n := nextBatch(texts[len(vectors):], c.manners.batchOf(c.cfg.Batch))
		got, usage, err := c.embedBatch(ctx, town, texts[len(vectors):len(vectors)+n])
		sum.In, sum.Took, sum.Failure = sum.In+usage.In, sum.Took+usage.Took, usage.Failure
		if err != nil {
			return nil, sum, err
		}
		vectors = append(vectors, got...)
		if len(got[0]) != len(vectors[0]) {
			sum.Failure = caterina.FailedBad
			return nil, sum, fail(LineEmbed, caterina.FailedBad, ReasonVectors)
		}
	}
	return vectors, sum, nil
}

// nextBatch counts the texts of the next request: as many as may be, but one at least.
func nextBatch(texts []string, most int) int {
	tokens := 0
	for i, text := range texts[:min(most, len(texts))] {
		if tokens += Tokens(text); tokens > batchTokens && i > 0 {
			return i
		}
	}
	return min(most, len(texts))
}

// embedBatch embeds some texts with one call, or with several where the server refuses
// so many at once. It returns vectors of the first texts: all, or as many as it takes.
func (c *Client) embedBatch(ctx context.Context, town caterina.TownID, texts []string) ([][]float32, caterina.Usage, error) {
	j := job{line: c.embed, step: caterina.StepEmbed, town: town}
	for _, text := range texts {
		j.in += max(1, Tokens(text))
	}
	var vectors [][]float32
	usage, err := c.run(ctx, j, func(ctx context.Context, _ *watch) (cost, *Error) {
		got, used, err := c.embedFewer(ctx, texts)
		vectors = got
		return used, err
	})
	return vectors, usage, err
}

// embedFewer asks for the vectors, and for half of them as long as the server refuses
// the request: how many it takes is said nowhere. What fits is remembered where the
// refusal was of the number, and not of one text among them.
func (c *Client) embedFewer(ctx context.Context, texts []string) ([][]float32, cost, *Error) {
	crowded := false
	for n := len(texts); ; n /= 2 {
		vectors, used, err := c.embedOnce(ctx, texts[:n])
		if err == nil && crowded {
			c.manners.learnBatch(n)
		}
		if err == nil || n == 1 || !tooMany(err.Status) {
			return vectors, used, err
		}
		crowded = crowded || err.crowded
	}
}

// tooMany says whether a status may mean that there were too many texts.
func tooMany(status int) bool {
	return status == http.StatusBadRequest || status == http.StatusUnprocessableEntity || status == http.StatusRequestEntityTooLarge
}

func (c *Client) embedOnce(ctx context.Context, texts []string) ([][]float32, cost, *Error) {
	if slices.Contains(texts, "") { // servers refuse it, or answer with a vector of nothing
		return nil, cost{}, fail(LineEmbed, caterina.FailedRefused, ReasonAsk)
	}
	request, cancel := context.WithCancel(ctx)
	defer cancel()
	client, x := c.backend.exchange(maxVectors, cancel, c.cfg.Now)
	resp, err := client.CreateEmbeddings(request, api.EmbeddingRequest{Input: texts, Model: api.EmbeddingModel(c.embed.model)})
	var used cost
	if x.worked() {
		for _, text := range texts {
			used.in += max(1, Tokens(text))
		}
	}
	if err != nil {
		return nil, used, x.fault(ctx, LineEmbed, err)
	}
	vectors, ok := inOrder(resp.Data, len(texts))
	if !ok || x.body.gaps.found {
		return nil, used, fail(LineEmbed, caterina.FailedBad, ReasonVectors)
	}
	return vectors, used.said(resp.Usage.PromptTokens, 0), nil
}

// inOrder puts vectors into the order of their texts, which only the index tells.
func inOrder(data []api.Embedding, n int) ([][]float32, bool) {
	if len(data) != n || n == 0 {
		return nil, false
	}
	vectors := make([][]float32, n)
	for _, d := range data {
		if d.Index < 0 || d.Index >= n || vectors[d.Index] != nil || len(d.Embedding) != len(data[0].Embedding) || nothing(d.Embedding) {
			return nil, false
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, true
}

// nothing says whether a vector points nowhere: nothing is near it, and no distance to
// it is a number.
func nothing(vector []float32) bool {
	for _, x := range vector {
		if x != 0 {
			return false
		}
	}
	return true
}
