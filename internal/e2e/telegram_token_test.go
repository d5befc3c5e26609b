package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"
	"github.com/jackc/pgx/v5"

	"example.org/caterina/internal/failpoint"
	"example.org/caterina/internal/telegramtest"
)

// TestTheTokenIsNowhere but where it was configured: not in what the program writes
// at any level when everything goes wrong, nor as it crashes, nor in what its commands
// say, its pages show and its database holds.
func TestTheTokenIsNowhere(t *testing.T) {
	t.Parallel()
	o := doomedFor(t)
	tg := telegramtest.Start(t, telegramtest.Options{})
	env := []string{
		"CATERINA_TELEGRAM_TOKEN=" + tg.Token(), "CATERINA_TELEGRAM_API_URL=" + tg.URL(), "CATERINA_TELEGRAM_TOWN=siena", "CATERINA_LOG_LEVEL=debug",
	}
	found := map[string]string{} // where we looked, and what was there
	o.server = startServer(t, o.url, env...)
	o.onDuty("giulia@example.org")
	g := o.signedIn("giulia@example.org")
	goesWrong(t, tg, o.server)
	for _, page := range []string{
		"/metrics", "/healthz", "/readyz", "/", "/towns/siena", "/console/siena/inbox",
		"/console/siena/conversations/" + ask[string](o, `SELECT id::text FROM conversation LIMIT 1`),
	} {
		found[page] = g.reads("http://" + o.addr + page)
	}
	for _, asks := range []string{"/v1/telegram/" + tg.Token(), "/console/" + tg.Token() + "?token=" + url.QueryEscape(tg.Token())} {
		g.reads("http://" + o.addr + asks) // who asks may be told what they asked; the log is not
	}
	tg.Revoke(tg.Token())
	tg.Chat(42).Say("c'è qualcuno?") // and nobody who may ask for it
	awaitLog(t, o.server, "does not know the token")
	_ = o.cmd.Process.Signal(syscall.SIGQUIT)
	ends(t, o.server)
	found["the dump of SIGQUIT"] = o.logs.String()
	if !strings.Contains(o.logs.String(), "goroutine ") {
		t.Error("SIGQUIT dumps nothing")
	}
	again := tg.AddBot(telegramtest.Account{Token: tg.Token(), Username: "caterina_test_bot", Name: "Caterina"})
	crashed, _ := tryLaunch(t, o.url, append(env, "FAILPOINT="+failpoint.BeforeUpdate+"!")...)
	again.Chat(43).Say("ciao")
	ends(t, crashed)
	found["the stacks of a panic"] = crashed.logs.String()
	if !strings.Contains(crashed.logs.String(), "panic: failpoint") {
		t.Errorf("it did not panic:\n%s", crashed.logs)
	}
	maps.Copy(found, commandsAbout(t, o.url, tg, env))
	for name, text := range databaseOf(t, o.url) {
		found["table "+name] = text
	}
	for where, text := range found {
		for form, secret := range formsOf(tg.Token()) {
			if strings.Contains(text, secret) {
				t.Errorf("%s: the token, %s", where, form)
			}
		}
	}
}

// doomedFor is an office without a process.
func doomedFor(t *testing.T) *office {
	t.Helper()
	o := doomed(t, "")
	o.stop(t)
	return o
}

// goesWrong has citizens do what makes calls of every kind, while they fail in every way.
func goesWrong(t *testing.T, tg *telegramtest.Server, s *server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	chat := tg.Chat(42)
	chat.Say("quali documenti servono per l'isee?")
	waits := func(words string) {
		t.Helper()
		if _, err := chat.Wait(ctx, func(all []telegramtest.Message) bool {
			return len(all) > 0 && strings.Contains(all[len(all)-1].Text, words)
		}); err != nil {
			t.Fatalf("%v\n%s", err, s.logs)
		}
	}
	waits("ISEE")
	for _, f := range []telegramtest.Fault{
		{Method: "sendMessage", Cut: telegramtest.BeforeActing, Times: 1},
		{Method: "sendMessage", Status: http.StatusBadGateway, Times: 1},
		{Method: "sendMessage", Body: "<html>" + tg.Token(), Times: 1},
		{Method: "sendMessage", Status: http.StatusBadRequest, Description: "Bad Request: can't parse entities of bot" + tg.Token(), Times: 1},
		{Method: "sendMessage", Status: http.StatusBadRequest, Description: "Bad Request: not at /bot" + tg.Token(), Times: 1},
		{Method: "getUpdates", Cut: telegramtest.BeforeActing, Times: 1},
		{Method: "getUpdates", Body: `{"ok":false,"description":"` + tg.Token() + `"}`, Times: 1},
		{Method: "getUpdates", Status: http.StatusConflict, Description: "Conflict: bot" + tg.Token(), Times: 1},
		{Method: "getFile", Status: http.StatusInternalServerError, Times: 1},
		{Method: "file", Cut: telegramtest.BeforeActing, Times: 1},
	} {
		tg.Fail(f)
		chat.Say("bonus bollette")
	}
	chat.Send(models.Message{Photo: []models.PhotoSize{{FileID: "nobody-has-it", FileSize: 10}}})
	chat.Say("/persona")
	waits("persona")
}

// ends waits for the end of a process.
func ends(t *testing.T, s *server) {
	t.Helper()
	select {
	case <-s.done:
	case <-time.After(time.Minute):
		t.Fatalf("it does not end:\n%s", s.logs)
	}
}

// reads fetches a page as somebody who is signed in.
func (c *clerk) reads(address string) string {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return fmt.Sprint(resp.Header) + string(text)
}

// awaitLog waits until a process has written something.
func awaitLog(t *testing.T, s *server, words string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !strings.Contains(s.logs.String(), words) {
		if ctx.Err() != nil {
			t.Fatalf("nobody says %q:\n%s", words, s.logs)
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// commandsAbout runs what an administrator runs, with configurations that are right,
// and wrong in every way a hurry finds.
func commandsAbout(t *testing.T, databaseURL string, tg *telegramtest.Server, env []string) map[string]string {
	t.Helper()
	token := tg.Token()
	_, key, _ := strings.Cut(token, ":")
	said := map[string]string{}
	for name, extra := range map[string][]string{
		"as it should be":      nil,
		"a token without a :":  {"CATERINA_TELEGRAM_TOKEN=" + key},
		"a token with spaces":  {"CATERINA_TELEGRAM_TOKEN=5: " + key},
		"with a path behind":   {"CATERINA_TELEGRAM_TOKEN=" + token + "/x"},
		"twice":                {"CATERINA_TELEGRAM_TOKEN=" + token + "," + token},
		"of no town":           {"CATERINA_TELEGRAM_TOKEN=atlantis=" + token},
		"the other way round":  {"CATERINA_TELEGRAM_TOKEN=" + token + "=siena"},
		"as the town":          {"CATERINA_TELEGRAM_TOWN=" + token},
		"as the mode":          {"CATERINA_TELEGRAM_MODE=" + token},
		"as the secret":        {"CATERINA_TELEGRAM_WEBHOOK_SECRET=" + token},
		"nobody at the API":    {"CATERINA_TELEGRAM_API_URL=http://127.0.0.1:1"},
		"another than the API": {"CATERINA_TELEGRAM_API_URL=" + tg.URL() + "/x y"},
		"a file that is none":  {"CATERINA_TELEGRAM_TOKEN=", "CATERINA_TELEGRAM_TOKEN_FILE=/nowhere/" + "telegram_token"},
	} {
		for _, args := range []string{"telegram check", "config"} {
			said[args+", "+name] = runWith(t, databaseURL, append(slices.Clip(env), extra...), strings.Fields(args)...)
		}
		if strings.HasPrefix(name, "a token") || strings.HasPrefix(name, "as the ") || name == "twice" || name == "of no town" {
			said["serve, "+name] = runWith(t, databaseURL, append(slices.Clip(env), extra...), "serve")
		}
	}
	return said
}

// runWith runs a command, which may fail, and returns what it says.
func runWith(t *testing.T, databaseURL string, env []string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = environ(append([]string{"CATERINA_DATABASE_URL=" + databaseURL, "CATERINA_ADDR=127.0.0.1:0"}, env...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // most of them fail: what they say is looked at
	if out.Len() == 0 {
		t.Errorf("%v says nothing", args)
	}
	return out.String()
}

// databaseOf is everything in the database, table by table.
func databaseOf(t *testing.T, databaseURL string) map[string]string {
	t.Helper()
	db, err := pgx.Connect(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(context.WithoutCancel(t.Context())) }()
	rows, err := db.Query(t.Context(), `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) FROM information_schema.tables
		WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	tables := make(map[string]string, len(names))
	for _, name := range names {
		var all string
		// What is kept as bytes is looked at as hexadecimal, which formsOf knows, too.
		if err := db.QueryRow(t.Context(), `SELECT coalesce(string_agg(t::text, E'\n'), '') FROM `+name+` t`).Scan(&all); err != nil {
			t.Fatal(err)
		}
		tables[name] = all
	}
	if tables["public.event"] == "" || tables["public.telegram_update"] == "" {
		t.Errorf("there is nothing in the %d tables", len(tables))
	}
	return tables
}

// formsOf are the ways a token is written that would give it away.
func formsOf(token string) map[string]string {
	_, key, _ := strings.Cut(token, ":")
	return map[string]string{
		"as it is": key, "half of it": key[:len(key)/2], "in hexadecimal": hex.EncodeToString([]byte(key)),
		"in base64":      strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(token)), "="),
		"the other half": key[len(key)/2:],
	}
}
