package telegramtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.org/caterina/internal/telegramtest"
)

// hook is a webhook that keeps what it gets and answers as it is told.
type hook struct {
	url string

	mu      sync.Mutex
	bodies  []string
	secrets []string
	status  func(n int, body string) int
}

func newHook(t *testing.T, status func(n int, body string) int) *hook {
	t.Helper()
	h := &hook{status: status}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.bodies = append(h.bodies, string(body))
		h.secrets = append(h.secrets, r.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
		w.WriteHeader(h.status(len(h.bodies), string(body)))
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func taken(int, string) int { return http.StatusOK }

func (h *hook) texts(t *testing.T) []string {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []string
	for _, body := range h.bodies {
		var u got
		if err := json.Unmarshal([]byte(body), &u); err != nil {
			t.Fatal(err)
		}
		out = append(out, u.Message.Text)
	}
	return out
}

type webhookInfo struct {
	URL         string   `json:"url"`
	Pending     int      `json:"pending_update_count"`
	LastError   string   `json:"last_error_message"`
	LastErrorAt int64    `json:"last_error_date"`
	Connections int      `json:"max_connections"`
	Allowed     []string `json:"allowed_updates"`
}

func TestAWebhookGetsUpdatesWithItsSecret(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	h := newHook(t, taken)
	s.Chat(1).Say("prima")
	r := do(t, s, "setWebhook", params{"url": h.url + "/v1/telegram/5", "secret_token": "S-e_1", "allowed_updates": []string{"message"}})
	if !r.OK || r.Description != "Webhook was set" || string(r.Result) != "true" {
		t.Fatalf("got %+v", r)
	}
	s.Chat(1).Say("poi")
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if texts := h.texts(t); !slices.Equal(texts, []string{"prima", "poi"}) || h.secrets[0] != "S-e_1" {
		t.Errorf("the webhook got %q with %q", texts, h.secrets)
	}
	info := must[webhookInfo](t, s, "getWebhookInfo", nil)
	if info.URL != h.url+"/v1/telegram/5" || info.Pending != 0 || info.Connections != 40 || info.LastError != "" || !slices.Equal(info.Allowed, []string{"message"}) {
		t.Errorf("info is %+v", info)
	}
	again := do(t, s, "setWebhook", params{"url": h.url + "/v1/telegram/5", "secret_token": "S-e_1"})
	if again.Description != "Webhook is already set" {
		t.Errorf("got %+v", again)
	}
}

func TestWhatAWebhookDoesNotTakeComesAgain(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	h := newHook(t, func(n int, _ string) int {
		if n < 4 {
			return 401
		}
		return 204
	})
	must[bool](t, s, "setWebhook", params{"url": h.url})
	s.Chat(1).Say("a")
	s.Chat(1).Say("b")
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if texts := h.texts(t); !slices.Equal(texts, []string{"a", "a", "a", "a", "b"}) {
		t.Errorf("the webhook got %q", texts)
	}
	info := must[webhookInfo](t, s, "getWebhookInfo", nil)
	if info.LastError != "Wrong response from the webhook: 401 Unauthorized" || info.LastErrorAt != clock.Now().Unix() {
		t.Errorf("info is %+v", info)
	}
}

func TestAWebhookThatIsNotThereIsTriedForEver(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	must[bool](t, s, "setWebhook", params{"url": closed.URL})
	s.Chat(1).Say("a")
	info := webhookInfo{}
	for info.LastError == "" {
		info = must[webhookInfo](t, s, "getWebhookInfo", nil)
	}
	if info.LastError != "Connection refused" || info.Pending != 1 {
		t.Errorf("info is %+v", info)
	}
	h := newHook(t, taken)
	must[bool](t, s, "setWebhook", params{"url": h.url})
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAWebhookGetsEachChatInOrder(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	var mu sync.Mutex
	last := make(map[int]int)
	h := newHook(t, func(n int, body string) int {
		mu.Lock()
		defer mu.Unlock()
		var chat, i int
		var u got
		_ = json.Unmarshal([]byte(body), &u)
		if _, err := fmt.Sscanf(u.Message.Text, "%d/%d", &chat, &i); err != nil {
			t.Error(err)
		}
		if n%3 == 0 {
			return 500
		}
		if last[chat] != i-1 {
			t.Errorf("chat %d: %d after %d", chat, i, last[chat])
		} else {
			last[chat] = i
		}
		return 200
	})
	must[bool](t, s, "setWebhook", params{"url": h.url, "max_connections": 7})
	for i := 1; i <= 20; i++ {
		for chat := 1; chat <= 5; chat++ {
			s.Chat(int64(chat)).Say(fmt.Sprintf("%d/%d", chat, i))
		}
	}
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAScrambledWebhookLosesNothing(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Seed: 3})
	h := newHook(t, func(n int, _ string) int {
		if n%5 == 0 {
			return 502
		}
		return 200
	})
	s.Bot("").Scramble(4)
	var want []string
	for i := range 100 {
		want = append(want, strconv.Itoa(i))
		s.Chat(1).Say(strconv.Itoa(i))
	}
	must[bool](t, s, "setWebhook", params{"url": h.url})
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	texts := h.texts(t)
	if len(texts) < 150 || slices.Equal(texts[:20], want[:20]) {
		t.Errorf("%d came, the first are %q", len(texts), texts[:20])
	}
	slices.Sort(texts)
	slices.Sort(want)
	if !slices.Equal(slices.Compact(texts), want) {
		t.Error("some did not come")
	}
}

func TestPollingAndAWebhookExcludeEachOther(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	h := newHook(t, taken)
	came := make(chan reply, 1)
	go func() {
		r, err := ask(t.Context(), s, s.Token(), "getUpdates", params{"timeout": 50})
		if err != nil {
			t.Error(err)
		}
		came <- r
	}()
	var r reply
	for ended := false; !ended; {
		must[bool](t, s, "deleteWebhook", nil)
		must[bool](t, s, "setWebhook", params{"url": h.url})
		select {
		case r = <-came:
			ended = true
		default:
		}
	}
	const active = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	if r.ErrorCode != 409 || r.Description != "Conflict: terminated by setWebhook request" && r.Description != active {
		t.Errorf("the poll ended with %+v", r)
	}
	refused(t, s, "getUpdates", nil, 409, active)
	if r := do(t, s, "deleteWebhook", nil); r.Description != "Webhook was deleted" {
		t.Errorf("got %+v", r)
	}
	if r := do(t, s, "setWebhook", params{"url": ""}); r.Description != "Webhook is already deleted" {
		t.Errorf("got %+v", r)
	}
	updates(t, s, nil)
}

func TestPendingUpdatesCanBeDropped(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	h := newHook(t, taken)
	s.Chat(1).Say("vecchio")
	must[bool](t, s, "deleteWebhook", params{"drop_pending_updates": true})
	if n := s.Bot("").Pending(); n != 0 {
		t.Errorf("%d are left", n)
	}
	s.Chat(1).Say("vecchio")
	must[bool](t, s, "setWebhook", params{"url": h.url, "drop_pending_updates": true})
	s.Chat(1).Say("nuovo")
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if texts := h.texts(t); !slices.Equal(texts, []string{"nuovo"}) {
		t.Errorf("the webhook got %q", texts)
	}
}

func TestAWebhookThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	for _, c := range []struct {
		p     params
		words string
	}{
		{params{"url": "http://comune.it/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"},
		{params{"url": "https://"}, "bad webhook: invalid webhook URL specified"},
		{params{"url": "::"}, "bad webhook: invalid webhook URL specified"},
		{params{"url": "https://comune.it", "secret_token": "è"}, "secret token contains unallowed characters"},
		{params{"url": "https://comune.it", "secret_token": strings.Repeat("a", 257)}, "secret token contains unallowed characters"},
		{params{"url": "https://comune.it", "allowed_updates": "x"}, "can't parse allowed updates JSON object"},
	} {
		refused(t, s, "setWebhook", c.p, 400, "Bad Request: "+c.words)
	}
	if info := must[webhookInfo](t, s, "getWebhookInfo", nil); info.URL != "" {
		t.Errorf("info is %+v", info)
	}
}

func TestAWebhookMayGetWhatIsNotJSON(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	h := newHook(t, taken)
	must[bool](t, s, "setWebhook", params{"url": h.url})
	s.Bot("").Inject(1, "not JSON")
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if h.bodies[0] != "not JSON" {
		t.Errorf("got %q", h.bodies)
	}
}

func TestAWebhookThatHangsUpIsTriedAgain(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	var once sync.Once
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		once.Do(func() { panic(http.ErrAbortHandler) })
	}))
	t.Cleanup(server.Close)
	must[bool](t, s, "setWebhook", params{"url": server.URL})
	s.Chat(1).Say("a")
	if err := s.Bot("").WaitConfirmed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info := must[webhookInfo](t, s, "getWebhookInfo", nil); info.LastError != "Connection reset by peer" {
		t.Errorf("info is %+v", info)
	}
}
