package telegramtest_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/caterina/internal/telegramtest"
)

// cutOff says whether an error is a connection that ended without an answer.
func cutOff(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

func TestAConnectionCutBeforeActingLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	strike := s.Fail(telegramtest.Cutting("sendMessage", telegramtest.BeforeActing, 1))
	if _, err := ask(t.Context(), s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "x"}); !cutOff(err) {
		t.Errorf("the bot got %v", err)
	}
	if n := len(chat.Messages()); n != 0 || strike.Count() != 1 {
		t.Errorf("%d messages arrived, %d calls were struck", n, strike.Count())
	}
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
	if rs := s.Requests("sendmessage"); len(rs) != 2 || rs[0].Outcome.Cut != telegramtest.BeforeActing || rs[0].Outcome.Acted || !rs[1].Outcome.Acted {
		t.Errorf("noted %+v", rs)
	}
}

// TestAConnectionCutAfterActingIsTheAmbiguousCase: the message is there, and
// the bot cannot know.
func TestAConnectionCutAfterActingIsTheAmbiguousCase(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	s.Fail(telegramtest.Cutting("sendMessage", telegramtest.AfterActing, 1))
	if _, err := ask(t.Context(), s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "x"}); !cutOff(err) {
		t.Errorf("the bot got %v", err)
	}
	if texts := chat.Texts(); len(texts) != 1 {
		t.Errorf("the citizen reads %q", texts)
	}
	if o := s.Requests("")[0].Outcome; o.Cut != telegramtest.AfterActing || !o.Acted {
		t.Errorf("noted %+v", o)
	}
}

func TestTooManyRequestsSaysHowLongToWait(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	s.Fail(telegramtest.TooMany("sendMessage", 3, 2))
	for range 2 {
		r := refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x"}, 429, "Too Many Requests: retry after 3")
		if r.Parameters.RetryAfter != 3 {
			t.Errorf("got %+v", r)
		}
	}
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
}

func TestABrokenServerAnswersHTML(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	s.Fail(telegramtest.Broken("sendMessage", 502, 1))
	r, err := ask(t.Context(), s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "x"})
	if err == nil || r.ErrorCode != 502 || !strings.Contains(r.Description, "<h1>502 Bad Gateway</h1>") {
		t.Errorf("got %+v %v", r, err)
	}
	if n := len(chat.Messages()); n != 0 {
		t.Errorf("%d messages arrived", n)
	}
	s.Fail(telegramtest.Fault{Method: "sendMessage", Status: 500, Acting: true, Times: 1})
	if r, err := ask(t.Context(), s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "y"}); err == nil || r.ErrorCode != 500 {
		t.Errorf("got %+v %v", r, err)
	}
	if texts := chat.Texts(); len(texts) != 1 || texts[0] != "y" {
		t.Errorf("a server that broke after acting left %q", texts)
	}
}

func TestAGarbledAnswerComesAfterActing(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	s.Fail(telegramtest.Garbled("sendMessage", 1))
	if r, err := ask(t.Context(), s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "x"}); err == nil || r.ErrorCode != 200 {
		t.Errorf("got %+v %v", r, err)
	}
	if n := len(chat.Messages()); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func TestAnyRefusalCanBeOrdered(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	strike := s.Fail(telegramtest.Fault{Status: 400, Description: "Bad Request: PEER_FLOOD"})
	refused(t, s, "getMe", nil, 400, "Bad Request: PEER_FLOOD")
	strike.End()
	must[any](t, s, "getMe", nil)
}

func TestAFaultStrikesOnlyWhatItAimsAt(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	other := s.AddBot(telegramtest.Account{Token: "72:b"})
	for _, chat := range []int64{1, 2} {
		s.Chat(chat)
		other.Chat(chat)
	}
	strike := s.Fail(telegramtest.Fault{Token: s.Token(), Method: "SENDMESSAGE", Chat: 2, Skip: 1, Status: 403, Description: "Forbidden: x"})
	for _, chat := range []int64{1, 1, 2} {
		must[sentMessage](t, s, "sendMessage", params{"chat_id": chat, "text": "x"})
	}
	must[any](t, s, "sendChatAction", params{"chat_id": 2, "action": "typing"})
	for range 2 {
		if r, err := ask(t.Context(), s, other.Token(), "sendMessage", params{"chat_id": 2, "text": "x"}); err != nil || !r.OK {
			t.Errorf("another bot got %+v %v", r, err)
		}
	}
	refused(t, s, "sendMessage", params{"chat_id": 2, "text": "x"}, 403, "Forbidden: x")
	if strike.Count() != 1 {
		t.Errorf("%d calls were struck", strike.Count())
	}
}

func TestChanceRepeatsWithItsSeed(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) string {
		s := telegramtest.Start(t, telegramtest.Options{Seed: seed})
		s.Fail(telegramtest.Fault{Method: "getMe", Chance: 0.5, Status: 400})
		var out strings.Builder
		for range 40 {
			if do(t, s, "getMe", nil).OK {
				out.WriteString("+")
			} else {
				out.WriteString("-")
			}
		}
		return out.String()
	}
	first := play(1)
	if first != play(1) || first == play(2) || !strings.Contains(first, "+-") {
		t.Errorf("got %s", first)
	}
}

func TestACallWaitsUntilTheTestLetsItGo(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	gate := make(chan struct{})
	strike := s.Fail(telegramtest.Fault{Method: "sendMessage", Until: gate, Delay: time.Millisecond, Times: 1})
	came := make(chan reply, 1)
	go func() {
		r, err := ask(t.Context(), s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "tardi"})
		if err != nil {
			t.Error(err)
		}
		came <- r
	}()
	_, err := s.WaitRequests(t.Context(), "sendMessage", func(rs []telegramtest.Request) bool { return len(rs) == 1 })
	if err != nil || strike.Count() != 1 {
		t.Fatalf("%d calls wait, %v", strike.Count(), err)
	}
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "presto"})
	close(gate)
	if r := <-came; !r.OK {
		t.Errorf("got %+v", r)
	}
	if texts := chat.Texts(); strings.Join(texts, " ") != "presto tardi" {
		t.Errorf("the citizen reads %q", texts)
	}
}

// TestACallThatGivesUpWhileItWaitsDoesNothing is a client's own timeout.
func TestACallThatGivesUpWhileItWaitsDoesNothing(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	chat := s.Chat(1)
	s.Fail(telegramtest.Fault{Method: "sendMessage", Delay: time.Hour})
	ctx, cancel := contextWithTimeout(t, 20*time.Millisecond)
	defer cancel()
	if _, err := ask(ctx, s, s.Token(), "sendMessage", params{"chat_id": 1, "text": "x"}); err == nil {
		t.Error("the call came back")
	}
	_, err := s.WaitRequests(t.Context(), "sendMessage", func(rs []telegramtest.Request) bool {
		return len(rs) == 0 || rs[0].Outcome.Cut == telegramtest.BeforeActing
	})
	if err != nil || len(chat.Messages()) != 0 {
		t.Errorf("%d messages arrived, %v", len(chat.Messages()), err)
	}
}

func TestDownloadsFailToo(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	path := fileOf(t, s, []byte("x"))
	s.Fail(telegramtest.Fault{Method: "file", Status: 500, Times: 1})
	s.Fail(telegramtest.Fault{Method: "file", Cut: telegramtest.BeforeActing, Times: 1})
	s.Fail(telegramtest.Fault{Status: 400}) // all methods, downloads excepted
	if code, _ := download(t, s, s.Token(), path); code != 500 {
		t.Errorf("got %d", code)
	}
	if code, _ := download(t, s, s.Token(), path); code != 0 {
		t.Errorf("got %d", code)
	}
	if code, body := download(t, s, s.Token(), path); code != 200 || body != "x" {
		t.Errorf("got %d %q", code, body)
	}
}

// fileOf has a citizen send a file and returns its path.
func fileOf(t *testing.T, s *telegramtest.Server, data []byte) string {
	t.Helper()
	s.Chat(1).SendDocument(telegramtest.Upload{Name: "isee.pdf", Type: "application/pdf", Bytes: data}, "", "")
	us := must[[]struct {
		Message struct {
			Document struct {
				ID string `json:"file_id"`
			} `json:"document"`
		} `json:"message"`
	}](t, s, "getUpdates", params{"offset": -1})
	return must[struct {
		Path string `json:"file_path"`
	}](t, s, "getFile", params{"file_id": us[0].Message.Document.ID}).Path
}

// download returns 0 when the connection is cut.
func download(t *testing.T, s *telegramtest.Server, token, path string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/file/bot"+token+"/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Close = true // or net/http tries again by itself
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestRatesAreTheHighestOfAnySecond(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now})
	s.Chat(1)
	s.Chat(2)
	send := func(chat int64, after time.Duration) {
		clock.add(after)
		must[sentMessage](t, s, "sendMessage", params{"chat_id": chat, "text": "x"})
	}
	if r := s.Bot("").Rates(); r != (telegramtest.Rates{}) {
		t.Errorf("before anything: %+v", r)
	}
	for _, after := range []time.Duration{0, 400 * time.Millisecond, 500 * time.Millisecond} {
		send(1, after)
	}
	send(2, 50*time.Millisecond)  // 950 ms after the first
	send(2, 50*time.Millisecond)  // 1 s after the first, which no longer counts
	send(2, time.Second)          // alone
	send(2, 999*time.Millisecond) // with the one before
	if r := s.Bot("").Rates(); r != (telegramtest.Rates{Sends: 7, Overall: 4, PerChat: 3, Chat: 1}) {
		t.Errorf("got %+v", r)
	}
}

func TestAServerWithLimitsRefusesWhoIsTooFast(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := telegramtest.Start(t, telegramtest.Options{Now: clock.Now, PerSecond: 3, PerChat: 1})
	for chat := range int64(5) {
		s.Chat(chat + 1)
	}
	const words = "Too Many Requests: retry after 1"
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
	refused(t, s, "sendMessage", params{"chat_id": 1, "text": "x"}, 429, words)
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 2, "text": "x"})
	refused(t, s, "sendMessage", params{"chat_id": 3, "text": "x"}, 429, words)
	must[bool](t, s, "sendChatAction", params{"chat_id": 3, "action": "typing"})
	clock.add(time.Second)
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x"})
}

func TestRequestsAreKeptForAssertions(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "text": "x", "entities": []params{}})
	do(t, s, "sendMessage", params{"chat_id": 9, "text": "y"})
	if _, err := ask(t.Context(), s, "1:wrong", "getMe", nil); err != nil {
		t.Fatal(err)
	}
	rs, err := s.WaitRequests(t.Context(), "", func(rs []telegramtest.Request) bool { return len(rs) == 3 && rs[2].Outcome.Status != 0 })
	if err != nil {
		t.Fatal(err)
	}
	if r := rs[0]; r.Token != s.Token() || r.Chat != 1 || r.Params["text"] != "x" || r.Params["entities"] != "[]" || !r.Outcome.Acted {
		t.Errorf("noted %+v", r)
	}
	if o := rs[1].Outcome; o.Acted || o.Status != 400 || o.Description != "Bad Request: chat not found" {
		t.Errorf("noted %+v", o)
	}
	if r := rs[2]; r.Token != "1:wrong" || r.Outcome.Status != 401 {
		t.Errorf("noted %+v", r)
	}
	if n := len(s.Requests("sendMessage")); n != 2 {
		t.Errorf("%d calls of sendMessage", n)
	}
}
