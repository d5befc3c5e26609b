package telegram_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// post sends something to the webhook of a process as Telegram does.
func post(t *testing.T, p *process, body string) int {
	t.Helper()
	return postTo(t, p, strconv.FormatInt(p.bot.ID(), 10), secret, body)
}

func postTo(t *testing.T, p *process, bot, secret, body string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.web.URL+"/v1/telegram/"+bot, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0
	}
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

const simple = `{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Lia"},"text":"nido"}}`

func TestTheWebhookStoresNothingThatIsNotTelegrams(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{webhook: true})
	p := w.build("one") // nobody works
	own := strconv.FormatInt(w.bot.ID(), 10)
	for name, c := range map[string]struct {
		bot, secret, body string
		want              int
	}{
		"a wrong secret":    {own, "webhook_secret-2", simple, http.StatusUnauthorized},
		"a longer secret":   {own, secret + "x", simple, http.StatusUnauthorized},
		"no secret":         {own, "", simple, http.StatusUnauthorized},
		"another bot":       {"99", secret, simple, http.StatusUnauthorized},
		"the token":         {w.bot.Token(), secret, simple, http.StatusUnauthorized},
		"no JSON":           {own, secret, "ciao", http.StatusBadRequest},
		"cut JSON":          {own, secret, simple[:40], http.StatusBadRequest},
		"nothing":           {own, secret, "", http.StatusBadRequest},
		"a list":            {own, secret, "[1]", http.StatusBadRequest},
		"no number":         {own, secret, `{"message":{}}`, http.StatusBadRequest},
		"a negative number": {own, secret, `{"update_id":-1}`, http.StatusBadRequest},
		"ten megabytes":     {own, secret, `{"update_id":1,"x":"` + strings.Repeat("a", 10<<20) + `"}`, http.StatusRequestEntityTooLarge},
	} {
		if got := postTo(t, p, c.bot, c.secret, c.body); got != c.want {
			t.Errorf("%s: answered %d, want %d", name, got, c.want)
		}
	}
	if n := w.sum("SELECT count(*) FROM telegram_update"); n != 0 {
		t.Errorf("%d were stored", n)
	}
	if w.counted("update forged") != 5 || w.counted("update bad") != 7 {
		t.Errorf("counted %v", w.counts)
	}
}

func TestTheWebhookIsClosedWhileThePollerReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.build("one")
	if got := post(t, p, simple); got != http.StatusUnauthorized {
		t.Errorf("answered %d", got)
	}
}

// TestWhateverHasANumberIsKept: what the database or we cannot read must not come
// again and again.
func TestWhateverHasANumberIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{webhook: true})
	p := w.start("one")
	nested := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	for i, body := range []string{
		`{"update_id":%d}`, `{"update_id":%d,"poll_answer":{"poll_id":"1"}}`, `{"update_id":%d,"message":"text"}`,
		`{"update_id":%d,"message":{"chat":{"id":"forty-two"}}}`, `{"update_id":%d,"a_kind_of_the_year_2040":{"chat":{"id":1}}}`,
		`{"update_id":%d,"message":{"message_id":1,"chat":{"id":42,"type":"private"},"text":"a\u0000b` + "\xff\xfe" + `"}}`,
		`{"update_id":%d,"deep":` + nested + `}`, `{"update_id":9007199254740992,"n":%d}`,
		`{"update_id":%d,"message":{"message_id":2,"date":99999999999,"chat":{"id":42,"type":"private"},"text":"dal futuro"}}`,
	} {
		if got := post(t, p, fmt.Sprintf(body, 100+i)); got != http.StatusOK {
			t.Errorf("%.60s: answered %d", body, got)
		}
	}
	chat := w.tg.Chat(42)
	w.reads(chat, "dal futuro")
	w.settled()
	if n := w.sum("SELECT count(*) FROM telegram_update WHERE done_at IS NULL OR raw IS NOT NULL OR failure IS NOT NULL"); n != 0 {
		t.Errorf("%d are not done", n)
	}
	if n := w.counted("update unknown"); n != 7 {
		t.Errorf("%d were of no use", n)
	}
}
