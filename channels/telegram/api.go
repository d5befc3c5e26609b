package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-telegram/bot"

	"example.org/caterina"
)

// OfficialAPI is where Telegram answers.
const OfficialAPI = "https://api.telegram.org"

// Times of calls. A poll waits for news, everything else is short.
const (
	pollFor     = 25 * time.Second
	callTimeout = 10 * time.Second
	answerFor   = 3 * time.Second  // the citizen's button waits, and so does the chat
	filesFor    = 25 * time.Second // all files of an album
	maxResponse = 16 << 20         // a hundred updates, each with the message it answers
)

// verdict is what a failed call means for what was to be done.
type verdict int

const (
	failAgain   verdict = iota // nothing was done: later again
	failUnsure                 // it may have been done: no answer came
	failSlow                   // 429: wait
	failBlocked                // 403: nobody is there
	failMoved                  // the chat has another number
	failFormat                 // 400 because of the formatting
	failEdit                   // 400 to an edit: it is sent as a message of its own
	failBad                    // 400 for another reason
	failToken                  // 401 or 404: the token is wrong
	failTwo                    // 409: somebody else polls, or a webhook is set
)

// failure is a call that failed. It holds words of ours and of Telegram's error
// table, never an address: that has the token in it.
type failure struct {
	what verdict
	why  string
	wait time.Duration   // of failSlow
	to   caterina.ChatID // of failMoved
}

func (f *failure) Error() string { return f.why }

// failureOf is what an error means; nil for nil.
func failureOf(err error) *failure {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return &failure{what: failAgain, why: "the call failed"} // the words of others may hold the token or the text
}

// api calls Telegram as one bot.
type api struct {
	id     caterina.BotID
	token  *caterina.Secret // by its address: fmt asks nothing of a field that is not exported, and shows it
	base   string
	client *http.Client
	calls  *bot.Bot
}

// BotOf returns the number of the bot that a token belongs to.
func BotOf(token caterina.Secret) (caterina.BotID, error) {
	number, key, ok := strings.Cut(string(token), ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || id <= 0 || len(key) < 3 || strings.ContainsAny(key, " /?#\n") {
		return 0, caterina.Errorf(caterina.CodeInvalid, "a Telegram token looks like 123456789:AAbbCC: ask @BotFather for it")
	}
	return caterina.BotID(id), nil
}

// newAPI makes what calls Telegram. It makes no call.
func newAPI(token caterina.Secret, base string) (*api, error) {
	id, err := BotOf(token)
	if err != nil {
		return nil, err
	}
	a := &api{id: id, token: &token, base: strings.TrimRight(base, "/"), client: &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second, ForceAttemptHTTP2: true,
	}, CheckRedirect: stay}}
	a.calls, err = bot.New(string(token), bot.WithSkipGetMe(), bot.WithServerURL(a.base), bot.WithHTTPClient(callTimeout, a),
		bot.WithErrorsHandler(func(error) {}), bot.WithDebugHandler(func(string, ...any) {}))
	if err != nil {
		return nil, caterina.Errorf(caterina.CodeInvalid, "the Telegram token cannot be used")
	}
	return a, nil
}

// stay follows no redirect: whoever is led to would be told the address that leads
// there, with the token, and what was to be sent.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Format keeps the token out of whatever prints this.
func (a *api) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "bot %d", a.id) }

// Do makes one call for the library and tells apart what its errors mix: whether the
// request had left, and whether the server had trouble of its own.
func (a *api) Do(req *http.Request) (*http.Response, error) {
	body, err := sendable(req)
	if err != nil {
		return nil, err
	}
	var left atomic.Bool
	trace := &httptrace.ClientTrace{WroteRequest: func(info httptrace.WroteRequestInfo) { left.Store(info.Err == nil) }}
	resp, err := a.client.Do(body.WithContext(httptrace.WithClientTrace(req.Context(), trace))) // #nosec G704 -- the address is configured
	if err != nil {
		if left.Load() {
			return nil, &failure{what: failUnsure, why: "no answer came"}
		}
		return nil, &failure{what: failAgain, why: "Telegram cannot be reached"}
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusMultipleChoices && resp.StatusCode < http.StatusBadRequest {
		return nil, &failure{what: failAgain, why: "Telegram's address leads elsewhere: " + strconv.Itoa(resp.StatusCode)}
	}
	if resp.StatusCode == http.StatusGatewayTimeout {
		return nil, &failure{what: failUnsure, why: "Telegram has trouble: 504"} // whoever stands before it does not know either
	}
	if resp.StatusCode >= http.StatusInternalServerError {
		_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxResponse)) // the connection may be used again
		return nil, &failure{what: failAgain, why: "Telegram has trouble: " + strconv.Itoa(resp.StatusCode)}
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse))
	if err != nil {
		return nil, &failure{what: failUnsure, why: "the answer was cut"}
	}
	if !json.Valid(answer) {
		return nil, &failure{what: failUnsure, why: "the answer is not JSON"}
	}
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	return resp, nil
}

// sendable is a request of the library's with its body in memory: from a pipe it
// could not be sent again when the connection it went to had been closed before,
// which is no doubt about anything.
func sendable(req *http.Request) (*http.Request, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, &failure{what: failBad, why: "the call cannot be written"}
	}
	again, err := http.NewRequestWithContext(req.Context(), req.Method, req.URL.String(), bytes.NewReader(body)) // #nosec G704 -- the library's own
	if err != nil {
		return nil, &failure{what: failBad, why: "the address of Telegram cannot be used"}
	}
	again.Header = req.Header
	return again, nil
}

// do makes a call with a time limit and returns what its error means.
func (a *api) do(ctx context.Context, call func(context.Context) error) error {
	return a.within(ctx, callTimeout, call)
}

func (*api) within(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return meaning(call(ctx))
}

// meaning reads an error of the library. Only descriptions of a known form pass.
func meaning(err error) error {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if slow, ok := errors.AsType[*bot.TooManyRequestsError](err); ok {
		return &failure{what: failSlow, why: "Telegram asks to wait", wait: time.Duration(max(slow.RetryAfter, 1)) * time.Second}
	}
	if moved, ok := errors.AsType[*bot.MigrateError](err); ok {
		return &failure{what: failMoved, why: "the group has another number", to: caterina.ChatID(moved.MigrateToChatID)}
	}
	switch {
	case errors.Is(err, bot.ErrorForbidden):
		return &failure{what: failBlocked, why: described(err)}
	case errors.Is(err, bot.ErrorBadRequest) && refusedLook(err.Error()):
		return &failure{what: failFormat, why: "the formatting was refused"}
	case errors.Is(err, bot.ErrorBadRequest):
		return &failure{what: failBad, why: described(err)}
	case errors.Is(err, bot.ErrorUnauthorized), errors.Is(err, bot.ErrorNotFound):
		return &failure{what: failToken, why: "Telegram does not know the token"}
	case errors.Is(err, bot.ErrorConflict):
		return &failure{what: failTwo, why: "another program reads this bot's messages"}
	}
	return &failure{what: failUnsure, why: "the answer was not understood"}
}

// refusedLook says whether Telegram has something against how a message looks, and not
// against what it says.
func refusedLook(description string) bool {
	for _, word := range []string{"parse entities", "ENTITY", "ENTITIES"} {
		if strings.Contains(description, word) {
			return true
		}
	}
	return false
}

// reasons are the descriptions of errors that are told as they are. Others are not:
// some quote what was sent.
var reasons = [...]string{ //nolint:gochecknoglobals // never changed
	"bot was blocked by the user", "user is deactivated", "bot was kicked", "bot can't initiate conversation", "chat not found",
	"not enough rights", notModified, "message to edit not found", "message can't be edited", "message to delete not found",
	"message can't be deleted", "MESSAGE_ID_INVALID", "query is too old",
	"message is too long", "message text is empty", "BUTTON_DATA_INVALID", "file is too big", "wrong file_id", "need administrator rights",
}

func described(err error) string {
	for _, reason := range reasons {
		if strings.Contains(err.Error(), reason) {
			return reason
		}
	}
	return "Telegram refused it"
}

// updates asks for what is new from a number on, and returns it as it came. It waits
// for news for a while. The library's own poll forgets what it has acknowledged
// before anybody has stored it.
func (a *api) updates(ctx context.Context, offset int64, wait time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+callTimeout)
	defer cancel()
	body := fmt.Sprintf(`{"offset":%d,"timeout":%d,"limit":100,"allowed_updates":%s}`, offset, int(wait.Seconds()), allowedUpdates)
	address := a.base + "/bot" + string(*a.token) + "/getUpdates"
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return nil, &failure{what: failAgain, why: "the address of Telegram cannot be used"}
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.Do(req)
	if err != nil {
		return nil, err
	}
	var answer struct {
		OK     bool              `json:"ok"`
		Code   int               `json:"error_code"`
		Result []json.RawMessage `json:"result"`
		Extra  struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, &failure{what: failUnsure, why: "the answer was not understood"}
	}
	switch {
	case answer.OK:
		return answer.Result, nil
	case answer.Code == http.StatusTooManyRequests:
		return nil, &failure{what: failSlow, why: "Telegram asks to wait", wait: time.Duration(max(answer.Extra.RetryAfter, 1)) * time.Second}
	case answer.Code == http.StatusConflict:
		return nil, &failure{what: failTwo, why: "another program reads this bot's messages"}
	case answer.Code == http.StatusUnauthorized, answer.Code == http.StatusNotFound:
		return nil, &failure{what: failToken, why: "Telegram does not know the token"}
	}
	return nil, &failure{what: failAgain, why: "Telegram refused to tell what is new"}
}

// allowedUpdates are the kinds that are worked. Others are not even sent.
const allowedUpdates = `["message","edited_message","callback_query","my_chat_member","channel_post"]`

// file fetches a file's bytes, at most limit; more is a failBad.
func (a *api) file(ctx context.Context, id string, limit int) ([]byte, error) {
	found, err := a.calls.GetFile(ctx, &bot.GetFileParams{FileID: id})
	if err != nil {
		return nil, meaning(err)
	}
	if found.FileSize > int64(limit) || strings.Contains(found.FilePath, "..") {
		return nil, &failure{what: failBad, why: "file is too big"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.base+"/file/bot"+string(*a.token)+"/"+found.FilePath, http.NoBody)
	if err != nil {
		return nil, &failure{what: failBad, why: "the file's address cannot be used"}
	}
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, &failure{what: failAgain, why: "the file cannot be reached"}
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest && resp.StatusCode < http.StatusInternalServerError && resp.StatusCode != http.StatusTooManyRequests {
		return nil, &failure{what: failBad, why: "the file is not there any more"}
	}
	if resp.StatusCode != http.StatusOK {
		return nil, &failure{what: failAgain, why: "the file cannot be fetched: " + strconv.Itoa(resp.StatusCode)}
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, int64(limit)+1))
	if err != nil {
		return nil, &failure{what: failAgain, why: "the file came in part"}
	}
	if len(content) > limit {
		return nil, &failure{what: failBad, why: "file is too big"}
	}
	return content, nil
}
