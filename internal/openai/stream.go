package openai

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// afterEnd is how long a stream whose answer is whole may take to say what it cost.
const afterEnd = 500 * time.Millisecond

// beyond is how often the tokens that were asked for a stream may bring, as they are
// reckoned here: servers count them otherwise.
const beyond = 2

// Stream asks for an answer in pieces and gives each to the function, in order, on the
// caller's goroutine. The first must come within FirstToken, each further one within
// Stall; the time that the function takes does not count. Thoughts of models that think
// are no pieces. When the function returns an error the stream is left: the call fails
// with FailedLeft, and errors.Is finds that error.
//
// The Completion holds the pieces put together, also when the call fails. Once a piece
// was given nothing is tried again. A stream that ends without saying that it is done
// fails with FailedCut, one that reached its length with FailedCut and ReasonLength: its
// last sentence may be half a sentence. One that goes on far beyond the length that was
// asked for reaches it too: there are servers that mind no limit, and models that never end.
func (c *Client) Stream(ctx context.Context, ask caterina.Ask, each func(piece string) error) (caterina.Completion, error) {
	j := c.chatJob(ask)
	j.first = c.cfg.FirstToken
	var text strings.Builder
	usage, err := c.run(ctx, j, func(ctx context.Context, w *watch) (cost, *Error) {
		s := &reading{watch: w, stall: c.cfg.Stall, most: beyond * ask.MaxTokens, each: each, text: &text}
		return c.stream(ctx, ask, s)
	})
	return caterina.Completion{Text: text.String(), Usage: usage}, err
}

// stream asks once, and again in each dialect that the server's refusals leave.
func (c *Client) stream(ctx context.Context, ask caterina.Ask, s *reading) (cost, *Error) {
	if err := sendable(ask); err != nil {
		return cost{}, err
	}
	d, learned := c.manners.of(ask.Step), false
	for {
		used, err, next := c.streamIn(ctx, ask, d, s)
		if err == nil && learned {
			c.manners.learn(ask.Step, d)
		}
		if next == nil {
			return used, err
		}
		d, learned = *next, true
	}
}

// streamIn asks in one dialect. Where another one may fare better it returns that.
func (c *Client) streamIn(ctx context.Context, ask caterina.Ask, d dialect, s *reading) (cost, *Error, *dialect) {
	request, cancel := context.WithCancel(ctx)
	defer cancel()
	client, x := c.backend.exchange(maxChat, cancel, c.cfg.Now)
	stream, err := client.CreateChatCompletionStream(request, c.request(ask, d, true))
	if err != nil {
		if r, ok := errors.AsType[*refusal](err); ok {
			if next, ok := d.without(r, sentBy(ask, true)); ok {
				return cost{}, r.fault(LineChat), &next
			}
		}
		return c.spent(x, ask, ""), x.fault(ctx, LineChat, err), nil
	}
	defer func() { _ = stream.Close() }()
	fault := s.read(ctx, stream, x)
	if fault == nil && ask.Schema != nil {
		if _, ok := jsonObject(s.text.String()); !ok {
			fault = fail(LineChat, caterina.FailedBad, ReasonNotJSON)
		}
	}
	used := c.spent(x, ask, s.text.String()).said(s.in, s.out)
	used.first = s.first
	return used, fault, nil
}

// reading is a stream as it is read.
type reading struct {
	watch *watch
	stall time.Duration
	most  int // tokens, as they are reckoned; 0: as many as come
	each  func(piece string) error
	text  *strings.Builder

	thoughts thoughts
	first    time.Duration // until the first piece
	chunked  bool          // something of it could be read
	begun    bool          // a piece was given
	runes    int           // of what was given
	reason   api.FinishReason
	refusal  string
	in, out  int // tokens, as the server says
}

// receiver is what a stream is read from.
type receiver interface {
	Recv() (api.ChatCompletionStreamResponse, error)
}

// read reads a stream to its end.
func (s *reading) read(ctx context.Context, from receiver, x *exchange) *Error {
	for {
		chunk, err := from.Recv()
		if err != nil {
			return s.end(x, s.fault(ctx, x, err))
		}
		if fault := s.take(chunk); fault != nil {
			return fault
		}
	}
}

// fault says what is wrong with how the stream ended.
func (s *reading) fault(ctx context.Context, x *exchange, err error) *Error {
	if x.ended(err) {
		if gone := ended(ctx, LineChat); gone != nil {
			return gone
		}
		return nil
	}
	return x.fault(ctx, LineChat, err)
}

// end judges a stream that brings no more.
func (s *reading) end(x *exchange, fault *Error) *Error {
	switch {
	case fault != nil && (fault.Failure == caterina.FailedLeft || s.reason == ""):
		return s.final(fault)
	case fault == nil && !s.chunked && x.body.foreign:
		return fail(LineChat, caterina.FailedBad, ReasonUnreadable) // no stream: another try would cost as much
	case fault == nil && s.reason == "" && !x.body.done():
		return s.final(fail(LineChat, caterina.FailedCut, ReasonCut).again())
	}
	if fault := s.give(s.thoughts.rest()); fault != nil {
		return fault
	}
	return verdict(s.text.String(), s.reason, s.refusal)
}

// final is a failure that is tried again only where nobody has read anything yet.
func (s *reading) final(fault *Error) *Error {
	fault.retry.may = fault.retry.may && !s.begun
	return fault
}

// take reads one chunk and gives what it brings.
func (s *reading) take(chunk api.ChatCompletionStreamResponse) *Error {
	s.chunked = true
	if chunk.Usage != nil {
		s.in, s.out = chunk.Usage.PromptTokens, chunk.Usage.CompletionTokens
	}
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue
		}
		if len(s.refusal) < maxErrorBody {
			s.refusal += choice.Delta.Refusal
		}
		if fault := s.give(s.thoughts.answer(choice.Delta.Content)); fault != nil {
			return fault
		}
		if choice.FinishReason != "" && choice.FinishReason != api.FinishReasonNull {
			s.finish(choice.FinishReason)
		}
	}
	return nil
}

// give hands a piece on, with the clocks stopped.
func (s *reading) give(piece string) *Error {
	if piece == "" {
		return nil
	}
	if !s.watch.came() {
		return s.late()
	}
	if !s.begun {
		s.begun, s.first = true, s.watch.since()
	}
	s.text.WriteString(piece)
	if s.runes += utf8.RuneCountInString(piece); s.most > 0 && reckoned(s.runes) > s.most {
		return fail(LineChat, caterina.FailedCut, ReasonLength)
	}
	if err := s.each(piece); err != nil {
		return &Error{Line: LineChat, Failure: caterina.FailedLeft, Reason: ReasonCaller, cause: err}
	}
	s.watch.expect(s.stall)
	return nil
}

// late is the failure of a piece that came in the moment in which its time was over.
func (s *reading) late() *Error {
	if s.begun {
		return fail(LineChat, caterina.FailedStalled, ReasonStalled)
	}
	return &Error{Line: LineChat, Failure: caterina.FailedLate, Reason: ReasonLate, cause: context.DeadlineExceeded}
}

// finish notes that the answer is whole: only what it cost may follow.
func (s *reading) finish(reason api.FinishReason) {
	s.reason = reason
	if s.begun && s.watch.came() {
		s.watch.expect(afterEnd)
	}
}
