package openaitest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.org/caterina"
)

// Chat is one request for words.
type Chat struct {
	Step     caterina.ModelStep // as far as the prompt tells; "" when it does not
	Model    string
	Messages []Message

	Format     string          // "", "text", "json_object" or "json_schema"
	Schema     json.RawMessage // of json_schema
	SchemaName string
	Strict     bool // the answer has to fit the schema exactly

	Stream    bool
	WantUsage bool // of a stream
	MaxTokens int  // of the answer; 0 for no limit
	Params    map[string]json.RawMessage
}

// Message is one message of a chat.
type Message struct {
	Role    string
	Content string // its parts joined, where it came in parts
}

// System joins what the product tells the model to do.
func (c *Chat) System() string {
	return c.join(func(role string) bool { return role == "system" || role == "developer" })
}

// User joins what the model is to do it with.
func (c *Chat) User() string {
	return c.join(func(role string) bool { return role != "system" && role != "developer" })
}

func (c *Chat) join(likes func(role string) bool) string {
	var parts []string
	for _, m := range c.Messages {
		if likes(m.Role) {
			parts = append(parts, m.Content)
		}
	}
	return strings.Join(parts, "\n\n")
}

// wanted is the schema that an answer is to fit: the one of the request, else one
// that stands among the words of the system, as for servers that take no schema.
func (c *Chat) wanted() json.RawMessage {
	if c.Schema != nil {
		return c.Schema
	}
	system := c.System()
	for i := strings.IndexByte(system, '{'); i >= 0; {
		var raw json.RawMessage
		if json.NewDecoder(strings.NewReader(system[i:])).Decode(&raw) == nil && bytes.Contains(raw, []byte(`"properties"`)) {
			return raw
		}
		next := strings.IndexByte(system[i+1:], '{')
		if next < 0 {
			return nil
		}
		i += next + 1
	}
	return nil
}

// rawChat is a chat as it is on the wire.
type rawChat struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Format *struct {
		Type   string `json:"type"`
		Schema *struct {
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
	Stream  bool `json:"stream"`
	Options *struct {
		Usage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           int      `json:"max_tokens"`
	MaxCompletionTokens int      `json:"max_completion_tokens"`
	Temperature         *float64 `json:"temperature"`
	N                   *int     `json:"n"`
}

// readChat reads a chat and says what real servers find wrong with it. What could
// be read comes also with an error.
func readChat(body []byte) (*Chat, error) {
	var raw rawChat
	c := &Chat{}
	if err := json.Unmarshal(body, &c.Params); err != nil {
		return nil, unparsable()
	}
	if err := json.Unmarshal(body, &raw); err != nil {
		return nil, invalid("", "Invalid type in the request: %v", err)
	}
	c.Model, c.Stream, c.MaxTokens = raw.Model, raw.Stream, max(raw.MaxTokens, raw.MaxCompletionTokens)
	if err := c.readMessages(&raw); err != nil {
		return c, err
	}
	c.Step = stepOf(c)
	if raw.Options != nil {
		c.WantUsage = raw.Options.Usage
		if !raw.Stream {
			return c, invalid("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
		}
	}
	if err := c.readFormat(&raw); err != nil {
		return c, err
	}
	c.Step = stepOf(c) // the schema's name may tell
	return c, raw.checkNumbers()
}

func (raw *rawChat) checkNumbers() error {
	switch {
	case raw.Temperature != nil && (*raw.Temperature < 0 || *raw.Temperature > 2):
		return invalid("temperature", "Invalid 'temperature': decimal out of range. Expected a value between 0 and 2.")
	case raw.N != nil && *raw.N != 1:
		return invalid("n", "This server gives one answer at a time.")
	case raw.MaxTokens < 0 || raw.MaxCompletionTokens < 0:
		return invalid("max_tokens", "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1.")
	case raw.MaxTokens > 0 && raw.MaxCompletionTokens > 0:
		return invalid("max_tokens", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
	}
	return nil
}

func (c *Chat) readMessages(raw *rawChat) error {
	if raw.Messages == nil {
		return invalid("messages", "Missing required parameter: 'messages'.")
	}
	if len(raw.Messages) == 0 {
		return invalid("messages", "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.")
	}
	for i, m := range raw.Messages {
		roles := []string{"system", "developer", "user", "assistant", "tool", "function"}
		if !slices.Contains(roles, m.Role) {
			return invalid(fmt.Sprintf("messages[%d].role", i), "Invalid value: '%s'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.", m.Role)
		}
		text, ok := readContent(m.Content)
		if !ok || text == "" && m.Role == "user" {
			return invalid(fmt.Sprintf("messages[%d].content", i), "Invalid value for 'content': expected a string, got null.")
		}
		c.Messages = append(c.Messages, Message{Role: m.Role, Content: text})
	}
	return nil
}

// readContent reads a message's content: a string, or parts of text.
func readContent(raw json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
	}
	var parts []struct{ Type, Text string }
	if json.Unmarshal(raw, &parts) != nil {
		return "", false
	}
	var b strings.Builder
	for _, p := range parts {
		if p.Type != "text" {
			return "", false
		}
		b.WriteString(p.Text)
	}
	return b.String(), true
}

func (c *Chat) readFormat(raw *rawChat) error {
	if raw.Format == nil {
		return nil
	}
	c.Format = raw.Format.Type
	switch c.Format {
	case "text":
		return nil
	case "json_object":
		if !strings.Contains(strings.ToLower(c.System()+c.User()), "json") {
			return invalid("messages", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.")
		}
		return nil
	case "json_schema":
		s := raw.Format.Schema
		if s == nil || len(s.Schema) == 0 {
			return invalid("response_format.json_schema", "Missing required parameter: 'response_format.json_schema'.")
		}
		c.Schema, c.SchemaName, c.Strict = s.Schema, s.Name, s.Strict
		return checkSchema(s.Name, s.Schema, s.Strict)
	default:
		return invalid("response_format.type", "Invalid value: '%s'. Supported values are: 'json_object', 'json_schema', and 'text'.", c.Format)
	}
}

// refusedIn returns the first parameter of a request that the server was told to
// refuse.
func (s *Server) refusedIn(params map[string]json.RawMessage) error {
	s.mu.Lock()
	refused := s.refused
	s.mu.Unlock()
	for _, name := range refused {
		top, nested, deep := strings.Cut(name, ".")
		raw, ok := params[top]
		if !ok {
			continue
		}
		var inner map[string]json.RawMessage
		_ = json.Unmarshal(raw, &inner)
		if _, has := inner[nested]; !deep || has {
			return unknownParameter(name)
		}
	}
	return nil
}

// chat answers POST /v1/chat/completions.
func (c *call) chat() error {
	chat, err := readChat(c.body)
	if err != nil {
		return err
	}
	model, err := c.server.model(chat.Model, ChatModel)
	if err != nil {
		return err
	}
	if err := c.server.refusedIn(chat.Params); err != nil {
		return err
	}
	in := tokens(chat.System()) + tokens(chat.User()) + len(chat.Messages)
	if most := model.window(); in+chat.MaxTokens > most {
		return tooLong(most, in+chat.MaxTokens)
	}
	answer := c.server.behaves(chat.Step)(*chat)
	if answer.Err != nil {
		c.server.must(answer.Err)
		return &failure{status: 500, message: answer.Err.Error(), kind: "server_error"}
	}
	answer = c.fault.Garble.spoil(answer).within(chat.MaxTokens)
	c.note(func(o *Outcome) {
		o.Text, o.Change, o.Order, o.In, o.Out = answer.Text, answer.Change, answer.Order, in, tokens(answer.Text)
	})
	reply := reply{call: c, chat: chat, answer: answer, in: in}
	if chat.Stream {
		return reply.stream()
	}
	return reply.whole()
}
