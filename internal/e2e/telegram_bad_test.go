package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/telegramtest"
)

// badUpdate is something that comes to the webhook and should not.
type badUpdate struct {
	name, body string
	secret     string // empty: the right one
	status     int
	counted    string // as what
}

// aMessage is an update of a citizen's chat.
const aMessage = `{"update_id":%s,"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"},"from":{"id":%[3]d,"first_name":"Lia"},"text":"%s"}}`

// badUpdates are all the ways we know to send what is none. What has a number is kept
// and worked, were it of a kind nobody knows: else a poll would bring it again.
func badUpdates(chat int64) []badUpdate {
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	message := func(id string) string { return fmt.Sprintf(aMessage, id, 7000, chat, "falso") }
	return []badUpdate{
		{"a forged secret", message("1"), "another-secret", 401, "forged"},
		{"no secret", message("2"), "-", 401, "forged"},
		{"10 MB", `{"update_id":3,"message":"` + strings.Repeat("x", 10<<20) + `"}`, "", 413, "bad"},
		{"not JSON", "ciao", "", 400, "bad"},
		{"nothing", "", "", 400, "bad"},
		{"half of one", `{"update_id":4,"message":{`, "", 400, "bad"},
		{"JSON that is none", `[1,2,3]`, "", 400, "bad"},
		{"no number", `{"message":{"text":"x"}}`, "", 400, "bad"},
		{"a number that is a word", `{"update_id":"5"}`, "", 400, "bad"},
		{"a negative number", message("-6"), "", 400, "bad"},
		{"a number without end", message("99999999999999999999999999"), "", 400, "bad"},
		{"nested too deep", `{"update_id":7,"message":` + deep + `}`, "", 400, "bad"},
		{"bytes that are no text", "{\"update_id\":8,\"poll\":\"\xff\xfe\x00\"}", "", 400, "bad"},
		{"a kind nobody knows", `{"update_id":9,"mind_reading":{"thought":"x"}}`, "", 200, "unknown"},
		{"nothing but a number", `{"update_id":10}`, "", 200, "unknown"},
		{"a message that is a word", `{"update_id":11,"message":"x"}`, "", 200, "unknown"},
		{"a message of the wrong kind", `{"update_id":12,"message":{"message_id":"x","chat":{"id":[]},"photo":{}}}`, "", 200, "unknown"},
		{"a message of nobody", `{"update_id":13,"message":{"message_id":1}}`, "", 200, "stored"},
		{"keys twice", `{"update_id":14,"update_id":15,"message":{"message_id":9000,"date":1,"text":"a","text":"due volte","chat":{"id":1,"id":` +
			strconv.FormatInt(chat, 10) + `,"type":"private"},"from":{"id":1,"first_name":"Lia"}}}`, "", 200, "stored"},
		{"from the future", fmt.Sprintf(aMessage, "9007199254740000", 7001, chat, "dal futuro"), "", 200, "stored"},
		{"a button of nobody", `{"update_id":16,"callback_query":{"id":"1","data":"o:1:1:1"}}`, "", 200, "stored"},
	}
}

// TestWhatIsNoUpdateIsRefusedCountedAndHoldsNobody, at the webhook of a real process.
func TestWhatIsNoUpdateIsRefusedCountedAndHoldsNobody(t *testing.T) {
	t.Parallel()
	s, tg := telegramServer(t, "CATERINA_TELEGRAM_MODE=webhook", "CATERINA_PUBLIC_URL=https://caterina.example.org", "CATERINA_TELEGRAM_WEBHOOK_SECRET="+stormSecret)
	bot := tg.Bot("")
	bot.Hold()
	chat := tg.Chat(42)
	path := "/v1/telegram/" + strconv.FormatInt(bot.ID(), 10)
	before := highWater(t, s)
	for _, bad := range badUpdates(chat.ID()) {
		was := counted(t, s, bad.counted)
		stored := counted(t, s, "stored")
		secret := map[string]string{"": stormSecret, "-": ""}[bad.secret]
		if bad.secret != "" && bad.secret != "-" {
			secret = bad.secret
		}
		status := postUpdate(t, s, path, secret, bad.body)
		if status != bad.status {
			t.Errorf("%s is answered with %d, want %d", bad.name, status, bad.status)
		}
		if bad.status != http.StatusOK && counted(t, s, "stored") != stored {
			t.Errorf("%s was stored", bad.name)
		}
		awaitCount(t, s, bad.name, bad.counted, was+1)
	}
	for range 30 {
		if status := postUpdate(t, s, path, stormSecret, `{"update_id":3,"message":"`+strings.Repeat("x", 10<<20)+`"}`); status != http.StatusRequestEntityTooLarge {
			t.Errorf("10 MB again are answered with %d", status)
		}
	}
	if grown := highWater(t, s) - before; grown > 100<<10 {
		t.Errorf("the process grew by %d KiB", grown)
	}
	for i := range 1200 { // all of Telegram's calls come from one place
		if status := postUpdate(t, s, path, stormSecret, `{"update_id":10}`, "149.154.167.220"); status != http.StatusOK {
			t.Fatalf("call %d is answered with %d", i, status)
		}
	}
	long := strings.Repeat(`\ud83d\ude00`, 2048) // as Telegram writes it
	answer := fmt.Sprintf(`{"update_id":18,"message":{"message_id":7003,"date":1,"chat":{"id":45,"type":"private"},"from":{"id":45,"first_name":"Lia"},`+
		`"text":"%s","reply_to_message":{"text":"%[1]s","caption":"%[1]s"},"quote":{"text":"%[1]s"}}}`, long)
	if status := postUpdate(t, s, path, stormSecret, answer); status != http.StatusOK {
		t.Errorf("a long answer to a long message, of %d bytes, is answered with %d", len(answer), status)
	}
	for _, other := range []string{"/v1/telegram/1", "/v1/telegram/x", "/v1/telegram/" + tg.Token()} {
		if status := postUpdate(t, s, other, stormSecret, fmt.Sprintf(aMessage, "17", 7002, 42, "falso")); status != http.StatusUnauthorized {
			t.Errorf("%s is answered with %d", other, status)
		}
	}
	answersAsEver(t, s, chat, func() {
		sent := chat.Say("quali documenti servono per l'isee?")
		if status := postUpdate(t, s, path, stormSecret, string(bot.Raw(sent.Update))); status != http.StatusOK {
			t.Errorf("a real one is answered with %d", status)
		}
	})
}

// TestWhatIsNoUpdateDoesNotStopThePoll: what Telegram would never send comes with what
// it does.
func TestWhatIsNoUpdateDoesNotStopThePoll(t *testing.T) {
	t.Parallel()
	s, tg := telegramServer(t)
	bot := tg.Bot("")
	chat := tg.Chat(42)
	for i, raw := range []string{
		`{"update_id":401000000,"mind_reading":{"thought":"x"}}`,
		fmt.Sprintf(aMessage, "9007199254740000", 7001, 43, "dal futuro"),
		fmt.Sprintf(aMessage, "9223372036854775806", 7002, 44, "da ancora più in là"),
		`{"update_id":-5,"message":{"text":"x"}}`,
		`{"update_id":0}`,
		`{"message":{"text":"senza numero"}}`,
		`"una parola"`,
	} {
		bot.Slip([]int64{401_000_000, 9007199254740000, 9223372036854775806, -5, 0, 0, 0}[i], raw)
		answersAsEver(t, s, chat, func() { chat.Say("quali documenti servono per l'isee?") })
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := bot.WaitConfirmed(ctx); err != nil {
		t.Errorf("it comes again for ever: %v\n%s", err, s.logs)
	}
	if n := counted(t, s, "bad"); n < 4 {
		t.Errorf("%d were counted", n)
	}
	if n := counted(t, s, "unknown"); n != 1 {
		t.Errorf("%d of an unknown kind were counted", n)
	}
}

// telegramServer is a process with a bot of Siena's.
func telegramServer(t *testing.T, extra ...string) (*server, *telegramtest.Server) {
	t.Helper()
	tg := telegramtest.Start(t, telegramtest.Options{})
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"))
	return startServer(t, url, append([]string{
		"CATERINA_TELEGRAM_TOKEN=" + tg.Token(), "CATERINA_TELEGRAM_API_URL=" + tg.URL(), "CATERINA_TELEGRAM_TOWN=siena",
	}, extra...)...), tg
}

// postUpdate is one call of the webhook.
func postUpdate(t *testing.T, s *server, path, secret, body string, from ...string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for _, address := range from {
		req.Header.Add("X-Forwarded-For", address)
	}
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("nobody answers: %v\n%s", err, s.logs)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// answersAsEver waits for an answer to what is said.
func answersAsEver(t *testing.T, s *server, chat *telegramtest.Chat, says func()) {
	t.Helper()
	had := len(chat.Messages())
	says()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := chat.Wait(ctx, func(all []telegramtest.Message) bool {
		for _, m := range all[had:] {
			if strings.Contains(m.Text, "ISEE") {
				return true
			}
		}
		return false
	}); err != nil {
		t.Fatalf("nobody answers any more: %v\n%s", err, s.logs)
	}
}

// page reads an address of a process.
func page(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// counted reads how many updates had a result.
func counted(t *testing.T, s *server, result string) int {
	t.Helper()
	m := regexp.MustCompile(`caterina_telegram_updates_total\{result="` + result + `"\} (\d+)`).FindStringSubmatch(page(t, "http://"+s.addr+"/metrics"))
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// awaitCount waits until a result has been counted: what is stored is worked later.
func awaitCount(t *testing.T, s *server, name, result string, want int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for counted(t, s, result) != want {
		if ctx.Err() != nil {
			t.Errorf("%s: %d counted as %s, want %d\n%s", name, counted(t, s, result), result, want, s.logs)
			return
		}
		pause(ctx, 30*time.Millisecond)
	}
}

// highWater is the most memory that a process has had, in KiB.
func highWater(t *testing.T, s *server) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(status)
	if m == nil {
		t.Fatal("the system does not say how much memory a process has had")
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
