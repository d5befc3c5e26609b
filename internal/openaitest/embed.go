package openaitest

import (
	"encoding/json"
	"net/http"
)

// Twist is one way in which vectors are not what was asked for.
type Twist string

// The twists.
const (
	NotTwisted     Twist = ""
	WrongDims      Twist = "wrong dimensions" // one fewer
	OtherOrder     Twist = "other order"      // the last first, each with its right index
	WrongIndexes   Twist = "wrong indexes"    // every index is 0
	NaNs           Twist = "NaN"              // which JSON has no word for; as base64 it has
	Nulls          Twist = "null"             // in the place of a number
	FewerVectors   Twist = "fewer"            // the last is missing
	MoreVectors    Twist = "more"             // the last comes twice
	ZeroVectors    Twist = "zero"             // nothing but noughts
	EmptyVectors   Twist = "empty"            // without a number
	TwistedToWords Twist = "words"            // a text in the place of a vector
)

// Twists lists every twist.
func Twists() []Twist {
	return []Twist{WrongDims, OtherOrder, WrongIndexes, NaNs, Nulls, FewerVectors, MoreVectors, ZeroVectors, EmptyVectors, TwistedToWords}
}

const (
	mostInputs      = 2048 // of one request
	mostInputTokens = 8192 // of one input
	mostDims        = 4096
)

// rawEmbeddings is an embeddings request as it is on the wire.
type rawEmbeddings struct {
	Model      string          `json:"model"`
	Input      json.RawMessage `json:"input"`
	Dimensions *int            `json:"dimensions"`
	Encoding   string          `json:"encoding_format"`
}

// embed answers POST /v1/embeddings.
func (c *call) embed() error {
	var raw rawEmbeddings
	var params map[string]json.RawMessage
	if json.Unmarshal(c.body, &params) != nil {
		return unparsable()
	}
	if err := json.Unmarshal(c.body, &raw); err != nil {
		return invalid("", "Invalid type in the request: %v", err)
	}
	model, err := c.server.model(raw.Model, EmbeddingModel)
	if err != nil {
		return err
	}
	if err := c.server.refusedIn(params); err != nil {
		return err
	}
	inputs, err := c.server.readInputs(raw.Input)
	if err != nil {
		return err
	}
	dims, err := model.dims(raw.Dimensions)
	if err != nil {
		return err
	}
	if raw.Encoding != "" && raw.Encoding != "float" && raw.Encoding != "base64" {
		return invalid("encoding_format", "Invalid value: '%s'. Supported values are: 'float' and 'base64'.", raw.Encoding)
	}
	in := 0
	for _, text := range inputs {
		in += tokens(text)
	}
	c.note(func(o *Outcome) { c.record.Inputs, o.In = inputs, in })
	data := make([]item, len(inputs))
	for i, text := range inputs {
		data[i] = item{index: i, vector: Vector(model.ID+model.Salt, text, dims)}
	}
	data = c.fault.Twist.spoil(data)
	return c.sendJSON(http.StatusOK, embeddingsBody(model.ID, data, raw.Encoding == "base64", in, c.server.options.NoUsage))
}

// dims is how long the vectors are that a request wants.
func (m Model) dims(wanted *int) (int, error) {
	own := m.Dims
	if own == 0 {
		own = defaultDims
	}
	switch {
	case wanted == nil:
		return own, nil
	case m.Fixed && *wanted != own:
		return 0, invalid("dimensions", "This model does not support specifying dimensions.")
	case *wanted < 1 || *wanted > mostDims:
		return 0, invalid("dimensions", "Invalid value for 'dimensions' = %d. Must be between 1 and %d.", *wanted, mostDims)
	default:
		return *wanted, nil
	}
}

// readInputs reads one text or several.
func (s *Server) readInputs(raw json.RawMessage) ([]string, error) {
	if len(raw) == 0 {
		return nil, invalid("input", "Missing required parameter: 'input'.")
	}
	var one string
	var all []string
	if json.Unmarshal(raw, &one) == nil {
		all = []string{one}
	} else if json.Unmarshal(raw, &all) != nil {
		return nil, invalid("input", "Invalid type for 'input': expected one of a string or array of strings.")
	}
	if len(all) == 0 {
		return nil, invalid("input", "Invalid 'input': empty array.")
	}
	if len(all) > s.options.MaxInputs {
		return nil, invalid("input", "Invalid 'input': maximum array length is %d, got %d.", s.options.MaxInputs, len(all))
	}
	for i, text := range all {
		if text == "" {
			return nil, invalid("input", "Invalid 'input[%d]': input cannot be an empty string.", i)
		}
		if n := tokens(text); n > mostInputTokens {
			return nil, tooLong(mostInputTokens, n)
		}
	}
	return all, nil
}
