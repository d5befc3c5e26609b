package openaitest

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// failure is a request refused, as servers word it.
type failure struct {
	status  int
	message string
	kind    string // "type" in JSON
	param   string // null when empty
	code    string // null when empty
}

func (f *failure) Error() string { return fmt.Sprintf("%d %s", f.status, f.message) }

// body is the envelope of a failure.
func (f *failure) body() []byte {
	var param, code any
	if f.param != "" {
		param = f.param
	}
	if f.code != "" {
		code = f.code
	}
	return encode(map[string]any{"error": map[string]any{"message": f.message, "type": f.kind, "param": param, "code": code}})
}

// encode is json.Marshal for values that always can be.
func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("openaitest: encode an answer: %v", err))
	}
	return data
}

func invalid(param, format string, args ...any) *failure {
	return &failure{status: http.StatusBadRequest, message: fmt.Sprintf(format, args...), kind: "invalid_request_error", param: param}
}

func unparsable() *failure {
	return invalid("", "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. "+
		"The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)")
}

func unknownParameter(name string) *failure {
	f := invalid(name, "Unrecognized request argument supplied: %s", name)
	f.code = "unknown_parameter"
	return f
}

// wrongKey echoes the key, as real servers do in part or whole: what they say may
// not reach a log.
func wrongKey(key string) *failure {
	f := &failure{status: http.StatusUnauthorized, kind: "invalid_request_error", code: "invalid_api_key"}
	if key == "" {
		f.message = "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
		f.code = ""
	} else {
		f.message = "Incorrect API key provided: " + key + ". You can find your API key at https://platform.openai.com/account/api-keys."
	}
	return f
}

func unknownModel(id string) *failure {
	return &failure{
		status: http.StatusNotFound, kind: "invalid_request_error", code: "model_not_found",
		message: fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", id),
	}
}

func unknownURL(method, path string) *failure {
	return &failure{
		status: http.StatusNotFound, kind: "invalid_request_error", code: "unknown_url",
		message: fmt.Sprintf("Unknown request URL: %s %s. Please check the URL for typos, or see the docs at https://platform.openai.com/docs/api-reference/.", method, path),
	}
}

func wrongMethod(method, path string) *failure {
	return &failure{
		status: http.StatusMethodNotAllowed, kind: "invalid_request_error", code: "method_not_supported",
		message: fmt.Sprintf("Not allowed to %s on %s.", method, path),
	}
}

func tooLong(most, given int) *failure {
	f := invalid("messages", "This model's maximum context length is %d tokens. However, your messages resulted in %d tokens. Please reduce the length of the messages.", most, given)
	f.code = "context_length_exceeded"
	return f
}
