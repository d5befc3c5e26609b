package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// apiError is a refusal as Telegram words it.
type apiError struct {
	code        int
	description string
	retryAfter  int
	migrateTo   int64
}

func (e *apiError) Error() string { return e.description }

func badRequest(format string, args ...any) error {
	return &apiError{code: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(why string) error {
	return &apiError{code: http.StatusForbidden, description: "Forbidden: " + why}
}

func notFound(description string) error {
	return &apiError{code: http.StatusNotFound, description: description}
}

func conflict(why string) error {
	return &apiError{code: http.StatusConflict, description: "Conflict: " + why}
}

func tooMany(seconds int) error {
	return &apiError{
		code: http.StatusTooManyRequests, retryAfter: seconds,
		description: fmt.Sprintf("Too Many Requests: retry after %d", seconds),
	}
}

// described is a result that comes with words, as those of setWebhook do.
type described struct {
	result      any
	description string
}

type envelope struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	ErrorCode   int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

type parameters struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

// answer writes a result, or the refusal there was.
func answer(w http.ResponseWriter, result any, err error) {
	e := envelope{OK: err == nil, Result: result, ErrorCode: 0}
	if d, ok := result.(described); ok {
		e.Result, e.Description = d.result, d.description
	}
	if err != nil {
		e = refusal(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statusOf(err))
	_ = json.NewEncoder(w).Encode(e)
}

func refusal(err error) envelope {
	e := envelope{ErrorCode: statusOf(err), Description: describe(err)}
	var api *apiError
	if errors.As(err, &api) && (api.retryAfter != 0 || api.migrateTo != 0) {
		e.Parameters = &parameters{RetryAfter: api.retryAfter, MigrateTo: api.migrateTo}
	}
	return e
}

func statusOf(err error) int {
	var api *apiError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &api):
		return api.code
	default:
		return http.StatusInternalServerError
	}
}

func describe(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
