package openai

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// Complete asks for an answer in one piece. With a Schema the text is one JSON object,
// without the fences that models put around it; that it fits the schema is for the
// caller to check, because some servers take a schema and do not hold the model to it.
//
// An answer that reached its length fails with FailedCut and ReasonLength; what there
// is of it is in the Completion.
func (c *Client) Complete(ctx context.Context, ask caterina.Ask) (caterina.Completion, error) {
	var answer string
	usage, err := c.run(ctx, c.chatJob(ask), func(ctx context.Context, _ *watch) (cost, *Error) {
		text, used, err := c.complete(ctx, ask)
		answer = text
		return used, err
	})
	return caterina.Completion{Text: answer, Usage: usage}, err
}

// chatJob reckons what a question may cost.
func (c *Client) chatJob(ask caterina.Ask) job {
	out := ask.MaxTokens
	if out <= 0 {
		out = answerTokens
	}
	return job{line: c.chat, step: ask.Step, town: ask.Town, in: askTokens(ask), out: min(out, maxTokens)}
}

// askTokens reckons how long a question is.
func askTokens(ask caterina.Ask) int {
	return max(1, Tokens(ask.System)+Tokens(ask.Prompt)+Tokens(string(ask.Schema)))
}

// sendable says whether a question can be put into a request.
func sendable(ask caterina.Ask) *Error {
	if ask.Prompt == "" || ask.Schema != nil && !json.Valid(ask.Schema) {
		return fail(LineChat, caterina.FailedRefused, ReasonAsk)
	}
	return nil
}

// complete asks once, and again in each dialect that the server's refusals leave.
func (c *Client) complete(ctx context.Context, ask caterina.Ask) (string, cost, *Error) {
	if err := sendable(ask); err != nil {
		return "", cost{}, err
	}
	var used cost
	d, learned := c.manners.of(ask.Step), false
	for {
		text, spent, err, next := c.completeIn(ctx, ask, d)
		used = used.plus(spent)
		if err == nil && learned {
			c.manners.learn(ask.Step, d)
		}
		if next == nil {
			return text, used, err
		}
		d, learned = *next, true
	}
}

// completeIn asks in one dialect. Where another one may fare better it returns that.
func (c *Client) completeIn(ctx context.Context, ask caterina.Ask, d dialect) (string, cost, *Error, *dialect) {
	request, cancel := context.WithCancel(ctx)
	defer cancel()
	client, x := c.backend.exchange(maxChat, cancel, c.cfg.Now)
	resp, err := client.CreateChatCompletion(request, c.request(ask, d, false))
	if err != nil {
		if r, ok := errors.AsType[*refusal](err); ok {
			if next, ok := d.without(r, sentBy(ask, false)); ok {
				return "", cost{}, r.fault(LineChat), &next
			}
		}
		return "", c.spent(x, ask, ""), x.fault(ctx, LineChat, err), nil
	}
	text, fault := readAnswer(resp)
	used := c.spent(x, ask, text).said(resp.Usage.PromptTokens, resp.Usage.CompletionTokens)
	if fault == nil && ask.Schema != nil {
		object, ok := jsonObject(text)
		if !ok {
			return text, used, fail(LineChat, caterina.FailedBad, ReasonNotJSON), d.lower()
		}
		text = object
	}
	return text, used, fault, nil
}

// lower is the dialect for a server that took the format and did not keep to it.
func (d dialect) lower() *dialect {
	if d.format != formatSchema {
		return nil
	}
	d.format = formatObject
	return &d
}

// spent reckons what a call cost whose server does not say: nothing where it refused or
// was not reached, else the question and what came of the answer.
func (c *Client) spent(x *exchange, ask caterina.Ask, text string) cost {
	if !x.worked() {
		return cost{}
	}
	return cost{in: askTokens(ask), out: Tokens(text)}
}

// readAnswer reads the one answer that was asked for.
func readAnswer(resp api.ChatCompletionResponse) (string, *Error) {
	if len(resp.Choices) == 0 {
		return "", fail(LineChat, caterina.FailedBad, ReasonEmpty)
	}
	choice := resp.Choices[0]
	var parts strings.Builder
	parts.WriteString(choice.Message.Content)
	for _, part := range choice.Message.MultiContent { // some models answer in parts
		parts.WriteString(part.Text)
	}
	text := withoutThoughts(parts.String())
	return text, verdict(text, choice.FinishReason, choice.Message.Refusal)
}

// verdict says what is wrong with an answer that came to its end.
func verdict(text string, reason api.FinishReason, refusal string) *Error {
	switch {
	case refusal != "":
		return fail(LineChat, caterina.FailedRefused, ReasonDeclined)
	case reason == api.FinishReasonContentFilter:
		return fail(LineChat, caterina.FailedRefused, ReasonFiltered)
	case reason == api.FinishReasonLength:
		return fail(LineChat, caterina.FailedCut, ReasonLength)
	case strings.TrimSpace(text) == "":
		return fail(LineChat, caterina.FailedBad, ReasonEmpty)
	default:
		return nil
	}
}

// jsonObject finds the one JSON object that a text is, within the fences of Markdown
// that some models put around it.
func jsonObject(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "```"); ok {
		_, inner, _ = strings.Cut(inner, "\n")
		text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(inner), "```"))
	}
	return text, strings.HasPrefix(text, "{") && json.Valid([]byte(text))
}
