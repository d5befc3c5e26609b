package openaitest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.org/caterina/internal/faults"
)

// reply puts one answer of a model on the wire.
type reply struct {
	call   *call
	chat   *Chat
	answer Answer
	in     int // tokens of the question
}

func (r reply) id() string { return "chatcmpl-" + strconv.Itoa(r.call.record.Number) }

func (r reply) usage() map[string]int {
	out := tokens(r.answer.Text) + tokens(r.answer.Reasoning)
	return map[string]int{"prompt_tokens": r.in, "completion_tokens": out, "total_tokens": r.in + out}
}

func (r reply) envelope(object string) map[string]any {
	return map[string]any{
		"id": r.id(), "object": object, "created": r.call.server.options.Now().Unix(), "model": r.chat.Model,
		"system_fingerprint": "fp_caterina",
	}
}

// whole answers in one.
func (r reply) whole() error {
	message := map[string]any{"role": "assistant", "content": r.answer.Text, "refusal": nil}
	if r.answer.Null {
		message["content"] = nil
	}
	if r.answer.Refusal != "" {
		message["refusal"] = r.answer.Refusal
	}
	if r.answer.Reasoning != "" {
		message["reasoning_content"] = r.answer.Reasoning
	}
	e := r.envelope("chat.completion")
	e["choices"] = []any{map[string]any{"index": 0, "message": message, "logprobs": nil, "finish_reason": r.answer.finish()}}
	if !r.call.server.options.NoUsage {
		e["usage"] = r.usage()
	}
	body := string(encode(e))
	if r.call.fault.Garble == Huge {
		return r.huge(`{"choices":[{"index":0,"message":{"role":"assistant","content":"`, filler(1<<16))
	}
	body, _ = r.call.fault.Garble.wrong(body)
	return r.call.sendJSON(http.StatusOK, []byte(body))
}

// huge sends parts for a long while.
func (r reply) huge(first, again string) error {
	r.call.head(http.StatusOK, "application/json")
	if err := r.call.write([]byte(first)); err != nil {
		return err
	}
	for r.call.bytes < hugeBytes {
		if err := r.call.write([]byte(again)); err != nil {
			return err
		}
	}
	return nil
}

// stream answers in pieces, as server-sent events.
func (r reply) stream() error {
	garble := r.call.fault.Garble
	if body, wrong := garble.wrong(""); wrong && garble != Truncated && garble != ErrorInside && garble != NoChoices {
		return r.call.sendJSON(http.StatusOK, []byte(body))
	}
	if garble == Huge {
		r.answer.Pieces = strings.SplitAfter(filler(hugeBytes), strings.Repeat("bla ", 1<<14))
	}
	r.call.w.Header().Set("Cache-Control", "no-cache")
	r.call.head(http.StatusOK, "text/event-stream; charset=utf-8")
	err := r.events()
	if err == nil && garble != Truncated && garble != ErrorInside {
		err = r.closing()
	}
	return err
}

// events sends the role and the pieces.
func (r reply) events() error {
	garble := r.call.fault.Garble
	if garble != NoChoices {
		if err := r.event(r.chunk(map[string]any{"role": "assistant", "content": "", "refusal": nil}, nil)); err != nil {
			return err
		}
	}
	if err := r.aside(); err != nil {
		return err
	}
	pieces := r.answer.inPieces()
	if garble == Truncated {
		pieces = pieces[:len(pieces)/2]
	}
	for i, piece := range pieces {
		if i == fewPieces && garble == ErrorInside {
			return r.call.write([]byte("data: " + string(wording(500, "").body()) + "\n\n"))
		}
		if i == fewPieces && garble == BadEvent {
			if err := r.call.write([]byte("data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"delta\":{\"cont\n\n")); err != nil {
				return err
			}
		}
		if err := r.piece(piece); err != nil {
			return err
		}
	}
	return r.atPieces(len(pieces)) // a fault may strike before the end
}

// aside sends what is said beside the content.
func (r reply) aside() error {
	for field, text := range map[string]string{"reasoning_content": r.answer.Reasoning, "refusal": r.answer.Refusal} {
		if text == "" {
			continue
		}
		for _, piece := range (Answer{Text: text}).inPieces() {
			if err := r.event(r.chunk(map[string]any{field: piece}, nil)); err != nil {
				return err
			}
		}
	}
	return nil
}

// atPieces lets a fault that counts pieces strike, once.
func (r reply) atPieces(n int) error {
	c := r.call
	if c.fault.When != AfterPieces || c.fault.After != n {
		return nil
	}
	err := c.suffer()
	c.fault.After = -1
	return err
}

// piece sends one part of the content.
func (r reply) piece(text string) error {
	c := r.call
	if err := r.atPieces(c.pieces); err != nil {
		return err
	}
	if !faults.Wait(c.server.options.Pace, nil, c.r.Context().Done(), c.server.ended) {
		c.note(func(o *Outcome) { o.Phase = Left })
		return errGone
	}
	if err := r.event(r.chunk(map[string]any{"content": text}, nil)); err != nil {
		return err
	}
	c.pieces++
	if c.server.options.Lean {
		return nil
	}
	now := c.server.options.Now()
	c.note(func(o *Outcome) {
		o.Phase = Underway
		o.Pieces = append(o.Pieces, Piece{At: now, Text: text})
	})
	return nil
}

// chunk is one event of a stream.
func (r reply) chunk(delta map[string]any, finish any) map[string]any {
	e := r.envelope("chat.completion.chunk")
	e["choices"] = []any{map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}}
	if r.call.fault.Garble == NoChoices {
		e["choices"] = []any{}
	}
	if r.chat.WantUsage {
		e["usage"] = nil
	}
	return e
}

// closing sends the reason of the end, what it cost, and the end.
func (r reply) closing() error {
	if err := r.event(r.chunk(map[string]any{}, r.answer.finish())); err != nil {
		return err
	}
	if r.chat.WantUsage && !r.call.server.options.NoUsage {
		e := r.envelope("chat.completion.chunk")
		e["choices"], e["usage"] = []any{}, r.usage()
		if err := r.event(e); err != nil {
			return err
		}
	}
	return r.call.write([]byte("data: [DONE]\n\n"))
}

func (r reply) event(e map[string]any) error {
	if r.call.fault.Garble == Comments {
		now := r.call.server.options.Now().Format(time.RFC3339)
		return r.call.write(fmt.Appendf(nil, ": keep-alive %s\r\n\r\nevent: chunk\r\nid: %d\r\ndata:%s\r\n\r\n", now, r.call.pieces, encode(e)))
	}
	return r.call.write(fmt.Appendf(nil, "data: %s\n\n", encode(e)))
}
