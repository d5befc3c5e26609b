package openai

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// checkTime is for each call of a check: a model that must be loaded first takes long.
const checkTime = time.Minute

// Check is what a try of one line has shown.
type Check struct {
	Line   Line
	Model  string
	First  time.Duration // until the first piece, of chat: to be compared with FirstToken
	Took   time.Duration
	Format string // of chat: how JSON is asked for: json_schema, json_object or plain
	Dims   int    // of embeddings: the length of a vector
	Err    error  // nil when it works; an *Error
}

// Ping tries every line that has a model with the smallest request there is, one after
// the other. It goes past the breaker, the queue, the budget and the observer, waits
// longer for a first word than citizens do, and tries nothing again: it is for an
// administrator who wants to see what works. What it learns of the server is kept.
func (c *Client) Ping(ctx context.Context) []Check {
	var checks []Check
	for _, probe := range []struct {
		line *line
		try  func(context.Context, *Check) *Error
	}{{c.chat, c.pingChat}, {c.embed, c.pingEmbed}, {c.transcribe, c.pingTranscribe}} {
		if probe.line.model == "" {
			continue
		}
		check := Check{Line: probe.line.name, Model: probe.line.model}
		start := time.Now() //nolint:forbidigo // measures, decides nothing
		if err := within(ctx, func(ctx context.Context) *Error { return probe.try(ctx, &check) }); err != nil {
			check.Err = err
		}
		check.Took = time.Since(start)
		checks = append(checks, check)
	}
	return checks
}

// within gives a try of a check its time.
func within(ctx context.Context, try func(context.Context) *Error) *Error {
	ctx, cancel := context.WithTimeoutCause(ctx, checkTime, errLate)
	defer cancel()
	return try(ctx)
}

// pingChat asks for a word in a stream, and for an object.
func (c *Client) pingChat(ctx context.Context, check *Check) *Error {
	first, err := c.pingStream(ctx)
	check.First = first
	if err != nil {
		return err
	}
	object := caterina.Ask{
		Step: caterina.StepChoose, Prompt: `Rispondi con il campo "ok" vero.`, MaxTokens: 500,
		Schema: json.RawMessage(`{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"],"additionalProperties":false}`),
	}
	_, _, err = c.complete(ctx, object)
	check.Format = c.manners.of(object.Step).format.String()
	return err
}

// pingStream asks for a word in a stream, and says how long the first piece took.
func (c *Client) pingStream(ctx context.Context) (time.Duration, *Error) {
	ctx, w := watchFirst(ctx, checkTime)
	defer w.end()
	var text strings.Builder
	s := &reading{watch: w, stall: checkTime, each: func(string) error { return nil }, text: &text}
	_, err := c.stream(ctx, caterina.Ask{Step: caterina.StepWrite, Prompt: "Rispondi solo: sì.", MaxTokens: 500}, s)
	if err != nil && err.Reason == ReasonLength { // a model that thinks may need them all
		err = nil
	}
	return s.first, err
}

func (c *Client) pingEmbed(ctx context.Context, check *Check) *Error {
	vectors, _, err := c.embedOnce(ctx, []string{"prova"})
	if err == nil {
		check.Dims = len(vectors[0])
	}
	return err
}

func (c *Client) pingTranscribe(ctx context.Context, _ *Check) *Error {
	_, _, err := c.transcribeOnce(ctx, "audio.wav", silence())
	return err
}

// silence is half a second of it, as a WAV file: one channel of 8,000 bytes a second.
func silence() []byte {
	const rate, length = 8000, 4000
	var b bytes.Buffer
	u32 := func(n uint32) { b.Write(binary.LittleEndian.AppendUint32(nil, n)) }
	b.WriteString("RIFF")
	u32(36 + length)
	b.WriteString("WAVEfmt ")
	u32(16)
	b.Write([]byte{1, 0, 1, 0}) // PCM, one channel
	u32(rate)
	u32(rate)
	b.Write([]byte{1, 0, 8, 0}) // one byte a sample
	b.WriteString("data")
	u32(length)
	b.Write(bytes.Repeat([]byte{128}, length))
	return b.Bytes()
}

// Models lists the names of the models that the server has, sorted. Not every server
// can tell: such a one fails with ReasonNotFound, and may work all the same.
func (c *Client) Models(ctx context.Context) ([]string, error) {
	ctx, end := context.WithTimeoutCause(ctx, c.cfg.Timeout, errLate)
	defer end()
	request, cancel := context.WithCancel(ctx)
	defer cancel()
	client, x := c.backend.exchange(maxChat, cancel, c.cfg.Now)
	list, err := client.ListModels(request)
	if err != nil {
		return nil, x.fault(ctx, LineModels, err)
	}
	names := make([]string, 0, len(list.Models))
	for _, model := range list.Models {
		names = append(names, model.ID)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
