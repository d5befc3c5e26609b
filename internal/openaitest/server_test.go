package openaitest_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/caterina/internal/openaitest"
)

// get asks for an address with a header.
func get(t *testing.T, method, url, authorization string) result {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	return result{resp.StatusCode, resp.Header, string(data), err}
}

func TestAWrongKeyIsRefusedAndEchoed(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Key: "sk-giusta"})
	for authorization, words := range map[string]string{
		"Bearer sk-sbagliata": "Incorrect API key provided: sk-sbagliata.",
		"sk-giusta":           "Incorrect API key provided",
		"":                    "You didn't provide an API key",
	} {
		r := get(t, http.MethodGet, s.URL()+"/models", authorization)
		if got, _ := refusedBy(t, r); r.status != http.StatusUnauthorized || !strings.Contains(got, words) {
			t.Errorf("%q: got %d %q", authorization, r.status, got)
		}
	}
	if r := get(t, http.MethodGet, s.URL()+"/models", "Bearer sk-giusta"); r.status != http.StatusOK {
		t.Errorf("got %d", r.status)
	}
}

func TestAServerWithoutKeysTakesEverybody(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Keyless: true})
	for _, authorization := range []string{"", "Bearer qualsiasi"} {
		if r := get(t, http.MethodGet, s.URL()+"/models", authorization); r.status != http.StatusOK {
			t.Errorf("%q: got %d", authorization, r.status)
		}
	}
}

func TestModelsAreListedAddedAndTaken(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	ids := func() []string {
		var list struct{ Data []struct{ ID string } }
		if err := json.Unmarshal([]byte(get(t, http.MethodGet, s.URL()+"/models", "Bearer "+s.Key()).body), &list); err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, m := range list.Data {
			out = append(out, m.ID)
		}
		return out
	}
	if got := ids(); !slices.Equal(got, []string{openaitest.DefaultChat, openaitest.DefaultEmbedding, openaitest.DefaultTranscript}) {
		t.Errorf("got %q", got)
	}
	s.PutModel(openaitest.Model{ID: "altro", Kind: openaitest.ChatModel})
	s.DropModel(openaitest.DefaultChat)
	if got := ids(); !slices.Equal(got, []string{openaitest.DefaultEmbedding, openaitest.DefaultTranscript, "altro"}) {
		t.Errorf("got %q", got)
	}
	r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil))
	if words, code := refusedBy(t, r); r.status != http.StatusNotFound || code != "model_not_found" || !strings.Contains(words, "`fake-chat` does not exist") {
		t.Errorf("got %d %q %q", r.status, words, code)
	}
}

func TestOtherAddressesAreUnknown(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	base := strings.TrimSuffix(s.URL(), "/v1")
	for address, status := range map[string]int{
		"POST " + s.URL() + "/completions":      http.StatusNotFound,
		"GET " + base + "/models":               http.StatusNotFound,
		"GET " + base + "/":                     http.StatusNotFound,
		"GET " + s.URL() + "/chat/completions":  http.StatusMethodNotAllowed,
		"POST " + s.URL() + "/models":           http.StatusMethodNotAllowed,
		"POST " + s.URL() + "/chat/completions": http.StatusBadRequest, // known, and without a body
	} {
		method, url, _ := strings.Cut(address, " ")
		if r := get(t, method, url, "Bearer "+s.Key()); r.status != status {
			t.Errorf("%s: got %d %s", address, r.status, r.body)
		}
	}
}

func TestRequestsAreWaitedForWithoutSleeping(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("sì")})
	came := make(chan openaitest.Record, 1)
	go func() {
		r, err := s.WaitPhase(t.Context(), openaitest.Chats, 2, openaitest.Done)
		if err != nil {
			t.Error(err)
		}
		came <- r
	}()
	ask(t, s, "prima")
	ask(t, s, "seconda")
	if r := <-came; r.Chat.User() != "seconda" || r.Number != 2 || r.Outcome.Status != 200 || r.Outcome.Ended.IsZero() {
		t.Errorf("got %+v", r)
	}
	if r, err := s.Wait(t.Context(), openaitest.Chats, 1); err != nil || r.Chat.User() != "prima" {
		t.Errorf("got %+v %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Wait(ctx, openaitest.Embeddings, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWhoWaitsIsToldThatTheServerWasClosed(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	ended := make(chan error, 1)
	go func() {
		_, err := s.Wait(t.Context(), openaitest.Chats, 1)
		ended <- err
	}()
	s.Close()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "the server was closed") {
		t.Errorf("got %v", err)
	}
}

func TestTheServerCountsWhatIsUnderWayAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("sì")})
	gate := make(chan struct{})
	s.Fail(openaitest.Slow(gate))
	ended := make(chan result, 3)
	for range 3 {
		go func() { ended <- send(t.Context(), s, openaitest.Chats, []byte(plainChat)) }()
	}
	if err := s.WaitLoad(t.Context(), func(l openaitest.Load) bool { return l.Now == 3 }); err != nil {
		t.Fatal(err)
	}
	close(gate)
	for range 3 {
		if r := <-ended; r.status != 200 {
			t.Errorf("got %+v", r)
		}
	}
	if err := s.WaitLoad(t.Context(), func(l openaitest.Load) bool { return l.Now == 0 }); err != nil {
		t.Fatal(err)
	}
	if l := s.Load(); l.Arrived != 3 || l.Most != 3 {
		t.Errorf("got %+v", l)
	}
}

const plainChat = `{"model":"fake-chat","messages":[{"role":"user","content":"ciao"}]}`

func TestALeanServerKeepsNothing(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Lean: true})
	stream(t, s, chatOf("", "ciao", nil))
	if r := s.Requests(""); len(r) != 0 || s.Load().Arrived != 1 {
		t.Errorf("got %+v, %+v", r, s.Load())
	}
}

func TestAServerNeedsAnAddressItCanHave(t *testing.T) {
	t.Parallel()
	if _, err := openaitest.New(t.Context(), openaitest.Options{Address: "256.0.0.1:1"}); err == nil {
		t.Error("it listens where nobody can")
	}
}
