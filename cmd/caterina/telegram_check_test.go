package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/telegramtest"
)

func TestConfigSaysWhatIsWrongWithTelegram(t *testing.T) {
	t.Parallel()
	good := "CATERINA_TELEGRAM_TOKEN=123:AAbbCC"
	for _, tt := range []struct{ name, variables, want string }{
		{"a token that is none", "CATERINA_TELEGRAM_TOKEN=geheim", "TELEGRAM_TOKEN, token 1 of 1: a Telegram token looks like"},
		{"the second of two", good + ",bari=geheim", "token 2 of 2"},
		{"the same bot twice", good + ",bari=123:DDeeFF", "names bot 123 twice"},
		{"nothing but commas", "CATERINA_TELEGRAM_TOKEN= , ", "holds no token"},
		{"a mode that does not exist", good + " CATERINA_TELEGRAM_MODE=push", "must be polling or webhook"},
		{"an API without a host", good + " CATERINA_TELEGRAM_API_URL=telegram", "TELEGRAM_API_URL must be an address"},
		{"a secret that cannot travel", good + " CATERINA_TELEGRAM_WEBHOOK_SECRET=così", "WEBHOOK_SECRET may hold"},
		{"a webhook without https", good + " CATERINA_TELEGRAM_MODE=webhook CATERINA_PUBLIC_URL=http://famiglia.example.it", "is not https"},
		{"two things at once", "CATERINA_TELEGRAM_TOKEN=geheim CATERINA_TELEGRAM_MODE=push", "must be polling or webhook\nCATERINA_TELEGRAM_TOKEN"},
		{"a webhook with https", good + " CATERINA_TELEGRAM_MODE=webhook CATERINA_PUBLIC_URL=https://famiglia.example.it", ""},
		{"a webhook on this machine, for tests", good + " CATERINA_TELEGRAM_MODE=webhook CATERINA_PUBLIC_URL=http://127.0.0.1:9000", ""},
		{"a webhook where nothing is said", good + " CATERINA_TELEGRAM_MODE=webhook", ""},
		{"nothing of Telegram", "CATERINA_TELEGRAM_MODE=push", ""},
		{"one bot", good, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			variables := strings.Split(tt.variables, " CATERINA")
			for i := range variables[1:] {
				variables[i+1] = "CATERINA" + variables[i+1]
			}
			_, err := loadConfig(variables)
			if (err == nil) != (tt.want == "") || err != nil && (!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "geheim")) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestSeveralBotsAreReadWithTheirTowns(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(file, []byte("siena=1:AAA\r\nbari=2:BBB\n\n3:CCC\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		variables []string
		want      []configuredBot
	}{
		{[]string{"CATERINA_TELEGRAM_TOKEN=1:AAA"}, []configuredBot{{"1:AAA", ""}}},
		{[]string{"CATERINA_TELEGRAM_TOKEN=1:AAA", "CATERINA_TELEGRAM_TOWN=siena"}, []configuredBot{{"1:AAA", "siena"}}},
		{[]string{"CATERINA_TELEGRAM_TOKEN=siena=1:AAA, bari=2:BBB"}, []configuredBot{{"1:AAA", "siena"}, {"2:BBB", "bari"}}},
		{[]string{"CATERINA_TELEGRAM_TOKEN_FILE=" + file, "CATERINA_TELEGRAM_TOWN=roma"}, []configuredBot{{"1:AAA", "siena"}, {"2:BBB", "bari"}, {"3:CCC", "roma"}}},
		{nil, nil},
	} {
		cfg, err := loadConfig(tt.variables)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, cfg.telegramBots(), cmp.AllowUnexported(configuredBot{})); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.variables, diff)
		}
	}
}

func TestTheSecretOfTheWebhookIsTheSameInEveryProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, two := &app{cfg: Config{DataDir: dir}}, &app{cfg: Config{DataDir: dir}}
	first, err := one.webhookSecret()
	if err != nil {
		t.Fatal(err)
	}
	second, err := two.webhookSecret()
	if err != nil || first != second || !webhookSecret.MatchString(first.Reveal()) {
		t.Errorf("%q and %q, %v", first.Reveal(), second.Reveal(), err)
	}
	one.cfg.TelegramSecret = "chosen"
	if chosen, err := one.webhookSecret(); err != nil || chosen != "chosen" {
		t.Errorf("a chosen one: %v, %v", chosen, err)
	}
}

// checked runs the check and returns what it prints and its exit code.
func checked(t *testing.T, cfg Config, served []caterina.Town, down error) (string, int) {
	t.Helper()
	var out, errs bytes.Buffer
	c := &telegramCheck{cfg: cfg, out: &out, now: time.Now}
	err := c.run(t.Context(), func(context.Context) ([]caterina.Town, error) { return served, down })
	code := exitCode(err, &errs)
	text := out.String() + errs.String()
	for _, b := range cfg.telegramBots() {
		if _, secret, ok := strings.Cut(b.token.Reveal(), ":"); ok && strings.Contains(text, secret) {
			t.Errorf("a token is printed:\n%s", text)
		}
	}
	return text, code
}

func demoTowns() []caterina.Town {
	return []caterina.Town{{ID: 1, Slug: "siena", Name: "Comune di Siena"}, {ID: 2, Slug: "bari", Name: "Comune di Bari"}}
}

func TestTelegramCheckNamesEveryProblemAndExitsWithOne(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	cfg := Config{
		TelegramToken: caterina.Secret("siena=" + s.Token() + ",roma=77:not-there-1,x=oops,bari=" + s.Token()),
		TelegramAPI:   s.URL(), TelegramMode: modePolling, PublicURL: "https://famiglia.example.it",
	}
	text, code := checked(t, cfg, demoTowns(), nil)
	for _, want := range []string{
		"token 3 of 4", "names bot 5000000001 twice", "bot 5000000001\n  ok    it speaks for Comune di Siena", "@caterina_test_bot",
		"no commands are set in English", "bot 77\n", `its town "roma" does not exist`, "There are siena, bari", "Telegram does not know the token",
		"/token", "things are wrong with Telegram",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	if code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestTelegramCheckGoesOnWithoutADatabase: whoever has trouble may have more than one.
func TestTelegramCheckGoesOnWithoutADatabase(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	cfg := Config{TelegramToken: caterina.Secret(s.Token()), TelegramAPI: s.URL(), TelegramMode: modeWebhook, PublicURL: "http://famiglia.example.it"}
	text, code := checked(t, cfg, nil, errors.New("nobody listens"))
	if code != exitFailed || !strings.Contains(text, "nobody listens") || !strings.Contains(text, "@caterina_test_bot") || !strings.Contains(text, "is not https") {
		t.Errorf("exit %d:\n%s", code, text)
	}
	text, code = checked(t, Config{}, nil, nil)
	if code != exitFailed || !strings.Contains(text, "no bot is configured") {
		t.Errorf("exit %d:\n%s", code, text)
	}
}

func TestTelegramCheckSaysForWhichTown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		slug   string
		served []caterina.Town
		want   string
		id     caterina.TownID
	}{
		{"bari", demoTowns(), "it speaks for Comune di Bari", 2},
		{"", demoTowns(), "citizens choose among siena, bari", 0},
		{"", demoTowns()[:1], "the only town", 0},
		{"roma", demoTowns(), `"roma" does not exist`, 0},
		{"roma", nil, "no town yet", 0},
	} {
		if got, id := townFinding(tt.slug, tt.served); !strings.Contains(got.What, tt.want) || id != tt.id {
			t.Errorf("%q: %+v, %d", tt.slug, got, id)
		}
	}
}

// TestTelegramCheckReadsTheTownsOfTheDatabase, and says at the end that all is well
// when nothing was wrong.
func TestTelegramCheckReadsTheTownsOfTheDatabase(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	if _, _, err := store.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Comune di Siena"}, nil); err != nil {
		t.Fatal(err)
	}
	served, err := townsOf(t.Context(), store, t.Output())
	if err != nil || len(served) != 1 {
		t.Fatalf("towns %v, %v", served, err)
	}
	var out bytes.Buffer
	c := &telegramCheck{cfg: Config{TelegramToken: "1:AAA"}, out: &out}
	if err := c.end(); err != nil || !strings.Contains(out.String(), "as it has to be") {
		t.Errorf("%v: %s", err, &out)
	}
}
