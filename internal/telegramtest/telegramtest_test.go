package telegramtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.org/caterina/internal/telegramtest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*conn).serve"),         // waits half a second after a body it did not read
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"), // idle connections of the default client
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"))
}

// reply is the envelope every call comes back in.
type reply struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	ErrorCode   int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// params are those of one call.
type params map[string]any

// ask calls a method with JSON; err is what the network said.
func ask(ctx context.Context, s *telegramtest.Server, token, method string, p params) (reply, error) {
	body, err := json.Marshal(p)
	if err != nil {
		return reply{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/bot"+token+"/"+method, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	return send(req)
}

func send(req *http.Request) (reply, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	var r reply
	if err := json.Unmarshal(data, &r); err != nil {
		return reply{ErrorCode: resp.StatusCode, Description: string(data)}, err
	}
	return r, nil
}

// do calls a method of the first bot that answers.
func do(t *testing.T, s *telegramtest.Server, method string, p params) reply {
	t.Helper()
	r, err := ask(t.Context(), s, s.Token(), method, p)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return r
}

// must calls a method that succeeds and decodes its result.
func must[T any](t *testing.T, s *telegramtest.Server, method string, p params) T {
	t.Helper()
	r := do(t, s, method, p)
	if !r.OK {
		t.Fatalf("%s: %d %s", method, r.ErrorCode, r.Description)
	}
	var result T
	if err := json.Unmarshal(r.Result, &result); err != nil {
		t.Fatalf("%s: decode %s: %v", method, r.Result, err)
	}
	return result
}

// refused calls a method that is refused in these words.
func refused(t *testing.T, s *telegramtest.Server, method string, p params, code int, words string) reply {
	t.Helper()
	r := do(t, s, method, p)
	if r.OK || r.ErrorCode != code || r.Description != words {
		t.Errorf("%s %v: got %v %d %q, want %d %q", method, p, r.OK, r.ErrorCode, r.Description, code, words)
	}
	return r
}

// sentMessage is what of a sent message the tests look at.
type sentMessage struct {
	ID   int    `json:"message_id"`
	Text string `json:"text"`
	Date int64  `json:"date"`
}

// got is what of an update the tests look at.
type got struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		ID   int    `json:"message_id"`
		Text string `json:"text"`
	} `json:"message"`
	Query *struct {
		ID   string `json:"id"`
		Data string `json:"data"`
	} `json:"callback_query"`
}

func updates(t *testing.T, s *telegramtest.Server, p params) []got {
	t.Helper()
	return must[[]got](t, s, "getUpdates", p)
}

func textsOf(us []got) string {
	var texts []string
	for _, u := range us {
		if u.Message != nil {
			texts = append(texts, u.Message.Text)
		}
	}
	return strings.Join(texts, " ")
}

// clock is one that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func inlineKeyboard(rows ...[]params) params { return params{"inline_keyboard": rows} }

func TestAnUnknownTokenIsUnauthorized(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	r, err := ask(t.Context(), s, "1:wrong", "getMe", nil)
	if err != nil || r.ErrorCode != 401 || r.Description != "Unauthorized" {
		t.Errorf("got %+v %v", r, err)
	}
	s.Revoke(s.Token())
	refused(t, s, "getMe", nil, 401, "Unauthorized")
}

func TestAnUnknownMethodIsNotFound(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	refused(t, s, "sendTelepathy", nil, 404, "Not Found: method not found")
	for _, path := range []string{"/", "/bot", "/bot" + s.Token(), "/v1"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := send(req); err != nil || r.ErrorCode != 404 || r.Description != "Not Found" {
			t.Errorf("%s: got %+v %v", path, r, err)
		}
	}
}

func TestABotIsWhatItsTokenSays(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Accounts: []telegramtest.Account{
		{Token: "71:a", Username: "siena_bot", Name: "Siena"}, {Token: "72:b", Username: "pisa_bot", Name: "Pisa"},
	}})
	type user struct {
		ID       int64  `json:"id"`
		IsBot    bool   `json:"is_bot"`
		Username string `json:"username"`
		Name     string `json:"first_name"`
	}
	if me := must[user](t, s, "getMe", nil); me != (user{71, true, "siena_bot", "Siena"}) {
		t.Errorf("the first bot is %+v", me)
	}
	r, err := ask(t.Context(), s, "72:b", "GETME", nil)
	if err != nil || !strings.Contains(string(r.Result), "pisa_bot") {
		t.Errorf("the second bot is %s %v", r.Result, err)
	}
	if s.Bot("").ID() != 71 || s.Bot("72:b").ID() != 72 || s.Bot("73:c") != nil {
		t.Error("bots are not found by their tokens")
	}
}

func TestTwoBotsDoNotSeeEachOthersChats(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	other := s.AddBot(telegramtest.Account{Token: "72:b", Username: "pisa_bot"})
	other.Chat(9).Say("ciao Pisa")
	if us := updates(t, s, nil); len(us) != 0 {
		t.Errorf("the first bot got %v", us)
	}
	refused(t, s, "sendMessage", params{"chat_id": 9, "text": "x"}, 400, "Bad Request: chat not found")
	r, err := ask(t.Context(), s, other.Token(), "getUpdates", nil)
	if err != nil || !strings.Contains(string(r.Result), "ciao Pisa") {
		t.Errorf("the second bot got %s %v", r.Result, err)
	}
}

// TestAProgramWithoutTestsCanRunIt is what a benchmark does.
func TestAProgramWithoutTestsCanRunIt(t *testing.T) {
	t.Parallel()
	s, err := telegramtest.New(t.Context(), telegramtest.Options{Lean: true})
	if err != nil {
		t.Fatal(err)
	}
	chat := s.Chat(1)
	chat.Say("uno")
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "due"})
	if n := len(s.Requests("")); n != 0 {
		t.Errorf("a lean server keeps %d requests", n)
	}
	if texts := chat.Texts(); len(texts) != 1 || texts[0] != "due" {
		t.Errorf("the chat has %q", texts)
	}
	s.Close()
	if _, err := chat.Next(t.Context()); err != nil {
		t.Errorf("what had come is lost: %v", err)
	}
	if _, err := chat.Next(t.Context()); err == nil {
		t.Error("a closed server lets wait for ever")
	}
	if _, err := telegramtest.New(t.Context(), telegramtest.Options{Address: "256.0.0.1:1"}); err == nil {
		t.Error("an address that is none was taken")
	}
}

func contextWithTimeout(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}
