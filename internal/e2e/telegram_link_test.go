package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/telegramtest"
)

// wayToTelegram asks for the way on until there is one: the server may still be
// learning what its bot is called.
func wayToTelegram(t *testing.T, s *server, token string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.addr+"/v1/messages", strings.NewReader(`{"type":"link"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatalf("nobody knows the way: %v\n%s", err, s.logs)
		}
		var answer struct{ Type, URL string }
		err = json.NewDecoder(res.Body).Decode(&answer)
		res.Body.Close()
		switch {
		case err != nil:
			t.Fatal(err)
		case answer.Type == "link":
			return answer.URL
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond): // another program is starting
		}
	}
}

// TestAConversationOfTheWebsiteGoesOnAtTelegram, once its citizen has agreed there, and
// both read what is said; and the check finds nothing wrong.
func TestAConversationOfTheWebsiteGoesOnAtTelegram(t *testing.T) {
	t.Parallel()
	tg := telegramtest.Start(t, telegramtest.Options{Accounts: []telegramtest.Account{
		{Token: telegramtest.DefaultToken, Username: "caterina_siena_bot", Name: "Caterina"},
	}})
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"), demo("bari"))
	settings := []string{"CATERINA_TELEGRAM_TOKEN=siena=" + tg.Token(), "CATERINA_TELEGRAM_API_URL=" + tg.URL()}
	s := startServer(t, url, settings...)
	web := talk(t, s, "siena", "")
	web.says("quali documenti servono per l'isee?")
	way := wayToTelegram(t, s, web.token)
	start, found := strings.CutPrefix(way, "https://t.me/caterina_siena_bot?start=")
	if !found || !strings.HasPrefix(start, "c_siena_") {
		t.Fatalf("the way is %s", way)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	chat := tg.Chat(42)
	reads := func(words string) telegramtest.Message {
		t.Helper()
		var hit telegramtest.Message
		_, err := chat.Wait(ctx, func(all []telegramtest.Message) bool {
			i := slices.IndexFunc(all, func(m telegramtest.Message) bool { return strings.Contains(m.Text, words) })
			if i >= 0 {
				hit = all[i]
			}
			return i >= 0
		})
		if err != nil {
			t.Fatalf("nobody reads %q: %v\n%s\n%s", words, err, strings.Join(chat.Texts(), "\n"), s.logs)
		}
		return hit
	}
	chat.Start(start)
	chat.Press(reads("Vuoi continuare qui"), "Sì, continua qui")
	reads("la conversazione continua qui")
	chat.Say("e per il bonus utenze?")
	reads("utenze")
	for !strings.Contains(strings.ToLower(web.last.Text), "utenze") { // whoever still has the page open reads along
		web.read()
	}
	chat.Start(start) // once is once
	reads("Questo collegamento non vale più")
	if strings.Contains(s.logs.String(), start) || strings.Contains(s.logs.String(), "telegramtest-not-a-real") {
		t.Error("the link or the token is in the log")
	}
	checkTelegram(t, url, settings, 0, "Telegram is set up as it has to be")
	checkTelegram(t, url, []string{settings[0] + "x", settings[1]}, 1, "Telegram does not know the token")
}

// checkTelegram runs the check as an administrator does.
func checkTelegram(t *testing.T, url string, settings []string, code int, says string) {
	t.Helper()
	cmd := exec.Command(binary, "telegram", "check")
	cmd.Env = environ(append([]string{"CATERINA_DATABASE_URL=" + url}, settings...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // the code is looked at
	if got := cmd.ProcessState.ExitCode(); got != code || !strings.Contains(out.String(), says) || strings.Contains(out.String(), "not-a-real") {
		t.Errorf("exit %d:\n%s", got, &out)
	}
}
