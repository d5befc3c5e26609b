package telegram

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// looked is what Check finds, a line each, as the command prints it.
func looked(t *testing.T, s *telegramtest.Server, b Bot, change func(*CheckConfig)) string {
	t.Helper()
	cfg := CheckConfig{API: s.URL(), PublicURL: "https://famiglia.example.it", Now: time.Now}
	if change != nil {
		change(&cfg)
	}
	var lines strings.Builder
	for _, f := range Check(t.Context(), b, cfg) {
		lines.WriteString(string(f.Mark) + " " + f.What + " | " + f.Do + "\n")
		if f.Mark == Wrong && f.Do == "" {
			t.Errorf("%q says not what to do", f.What)
		}
	}
	if _, secret, ok := strings.Cut(string(b.Token), ":"); ok && strings.Contains(lines.String(), secret) {
		t.Errorf("the token is told:\n%s", &lines)
	}
	return lines.String()
}

// wrong are the lines that say so.
func wrong(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, string(Wrong)) {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return strings.Join(out, "\n")
}

// setUpBot has a server set the bot up, as its start does.
func setUpBot(t *testing.T, s *telegramtest.Server, change func(*Config)) Bot {
	t.Helper()
	b := Bot{Token: caterina.Secret(s.Token())}
	cfg := Config{
		Bots: []Bot{b}, API: s.URL(), Secret: "geheim", PublicURL: "https://famiglia.example.it",
		Logger: slog.New(slog.DiscardHandler), Now: time.Now,
	}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []func(context.Context) error{c.lines[0].setHook, c.lines[0].setWords} {
		if err := set(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestCheckIsContentWithWhatTheServerSetsUp(t *testing.T) {
	t.Parallel()
	for name, webhook := range map[string]bool{"polling": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.Start(t, telegramtest.Options{Accounts: []telegramtest.Account{
				{Token: telegramtest.DefaultToken, Username: "caterina_siena_bot", Name: "Caterina di Siena", Alone: true},
			}})
			b := setUpBot(t, s, func(c *Config) { c.Webhook = webhook })
			got := looked(t, s, b, func(c *CheckConfig) { c.Webhook = webhook })
			if wrong(got) != "" {
				t.Errorf("something is wrong:\n%s", got)
			}
			for _, want := range []string{
				`@caterina_siena_bot, named "Caterina di Siena"`, "cannot be added to groups", "the clocks agree",
				"commands are set in Italian", "commands are set in English", "description is set in English",
			} {
				if !strings.Contains(got, "ok ") || !strings.Contains(got, want) {
					t.Errorf("nothing says %q:\n%s", want, got)
				}
			}
		})
	}
}

func TestCheckSaysWhatIsNotThereBeforeTheFirstStart(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	got := wrong(looked(t, s, Bot{Token: caterina.Secret(s.Token())}, func(c *CheckConfig) { c.Webhook = true }))
	for _, want := range []string{"no webhook is set", "no commands are set in Italian", "no commands are set in English", "no description in Italian", "caterina serve"} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q:\n%s", want, got)
		}
	}
}

// TestCheckNamesWhatIsWrong goes through all that goes wrong in practice.
func TestCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	webhook := func(c *CheckConfig) { c.Webhook = true }
	far := "https://api.telegram.org"
	for _, tt := range []struct {
		name string
		want string
		up   func(context.Context, *telegramtest.Server, *bot.Bot) error // makes it wrong
		cfg  func(*CheckConfig)
	}{
		{"a webhook though polling", "a webhook is set at https://other.example, but CATERINA_TELEGRAM_MODE is polling", hooked("https://other.example/hook?x=TOP"), nil},
		{"its own webhook though polling", "this server's webhook is still set", hooked("https://famiglia.example.it/v1/telegram/5000000001"), nil},
		{"another's webhook", "set at https://other.example and not at https://famiglia.example.it/v1/telegram/5000000001", hooked("https://other.example/hook"), webhook},
		{"kinds that are left out", "does not report edited_message, callback_query", hooked("https://famiglia.example.it/v1/telegram/5000000001", "message", "my_chat_member", "channel_post"), webhook},
		{"commands of another version", "missing /persona", func(ctx context.Context, _ *telegramtest.Server, b *bot.Bot) error {
			list := commands(italian, "", true)
			_, err := b.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: append(list[:2:2], list[3:]...)})
			return err
		}, nil},
		{"another description", "description in English is not this version's", func(ctx context.Context, _ *telegramtest.Server, b *bot.Bot) error {
			_, err := b.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: "Hello", LanguageCode: "en"})
			return err
		}, nil},
		{"a clock ahead", "clock is 5m", nil, func(c *CheckConfig) {
			c.Now = func() time.Time { return time.Now().Add(5*time.Minute + 2*time.Second) }
		}},
		{"a clock behind", "behind Telegram's", nil, func(c *CheckConfig) { c.Now = func() time.Time { return time.Now().Add(-time.Hour) } }},
		{"many messages wait", "101 messages wait", func(_ context.Context, s *telegramtest.Server, _ *bot.Bot) error {
			for range 101 {
				s.Chat(7).Say("ciao")
			}
			return nil
		}, nil},
		{"no token that anybody knows", "Telegram does not know the token", func(_ context.Context, s *telegramtest.Server, _ *bot.Bot) error {
			s.Revoke(s.Token())
			return nil
		}, nil},
		{"too many calls", "asks to wait", failing(telegramtest.TooMany("getMe", 3, 0)), nil},
		{"trouble at Telegram", "Telegram has trouble: 502", failing(telegramtest.Broken("getMe", http.StatusBadGateway, 0)), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.Start(t, telegramtest.Options{})
			b := setUpBot(t, s, nil)
			if tt.up != nil {
				calls, err := bot.New(s.Token(), bot.WithSkipGetMe(), bot.WithServerURL(s.URL()))
				if err != nil {
					t.Fatal(err)
				}
				if err := tt.up(t.Context(), s, calls); err != nil {
					t.Fatal(err)
				}
			}
			got := looked(t, s, b, tt.cfg)
			if !strings.Contains(wrong(got), tt.want) || strings.Contains(got, "TOP") {
				t.Errorf("nothing says %q:\n%s", tt.want, got)
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		t.Parallel()
		s := telegramtest.Start(t, telegramtest.Options{})
		s.Close()
		if got := looked(t, s, Bot{Token: caterina.Secret(s.Token())}, nil); !strings.Contains(wrong(got), "Telegram cannot be reached") {
			t.Errorf("got:\n%s", got)
		}
	})
	t.Run("addresses that Telegram cannot call", func(t *testing.T) {
		t.Parallel()
		for address, want := range map[string]string{
			"http://famiglia.example.it": "not https", "https://localhost": "names this machine", "https://192.168.1.4": "private network",
			"https://caterina.local": "private network", "https://famiglia.example.it:9443": "port 9443", "https://famiglia.example.it:8443": "",
		} {
			c := &checker{cfg: CheckConfig{API: far, PublicURL: address}, api: &api{token: new(caterina.Secret("1:x"))}}
			c.address()
			if got := c.found[0]; (got.Mark == Wrong) != (want != "") || !strings.Contains(got.What, want) {
				t.Errorf("%s: %+v", address, got)
			}
		}
	})
}

// hooked sets a webhook.
func hooked(address string, kinds ...string) func(context.Context, *telegramtest.Server, *bot.Bot) error {
	return func(ctx context.Context, _ *telegramtest.Server, b *bot.Bot) error {
		_, err := b.SetWebhook(ctx, &bot.SetWebhookParams{URL: address, AllowedUpdates: kinds})
		return err
	}
}

// failing has Telegram fail.
func failing(f telegramtest.Fault) func(context.Context, *telegramtest.Server, *bot.Bot) error {
	return func(_ context.Context, s *telegramtest.Server, _ *bot.Bot) error {
		s.Fail(f)
		return nil
	}
}

// TestCheckTellsTheLastErrorOfTheWebhook, which is what its owner sees of it, and
// what to do.
func TestCheckTellsTheLastErrorOfTheWebhook(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Backoff: time.Hour})
	answered := make(chan struct{}, 1)
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		answered <- struct{}{}
	}))
	defer hook.Close()
	b := setUpBot(t, s, func(c *Config) { c.Webhook, c.PublicURL = true, hook.URL })
	s.Chat(7).Say("ciao")
	<-answered
	for {
		got := looked(t, s, b, func(c *CheckConfig) { c.Webhook, c.PublicURL = true, hook.URL })
		if !strings.Contains(got, "the last call of the webhook") {
			continue // Telegram has not noted it yet
		}
		if w := wrong(got); !strings.Contains(w, "401 Unauthorized") || !strings.Contains(w, "The secret is not the same") || !strings.Contains(got, "1 messages wait") {
			t.Errorf("got:\n%s", got)
		}
		break
	}
	old := looked(t, s, b, func(c *CheckConfig) { c.Now = func() time.Time { return time.Now().Add(2 * time.Hour) } })
	if strings.Contains(wrong(old), "the last call") || !strings.Contains(old, "the last call") {
		t.Errorf("while polling an error of the webhook is none:\n%s", old)
	}
}

func TestCheckKnowsWhatTelegramSaysOfWebhooks(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		"Wrong response from the webhook: 502 Bad Gateway":                   "does not reach Caterina",
		"Wrong response from the webhook: 404 Not Found":                     "does not pass /v1/telegram/",
		"SSL error {error:0A000086:SSL routines::certificate verify failed}": "certificate",
		"Failed to resolve host: Name or service not known":                  "DNS",
		"Connection refused":                  "Nobody listens",
		"Connection timed out":                "firewall",
		"Read timeout expired":                "database answers",
		"Something that nobody has ever seen": "outside of your network",
	} {
		if got := hookAdvice(message); !strings.Contains(got, want) {
			t.Errorf("%s: %s", message, got)
		}
	}
}

func TestCheckWarnsOfABotThatReadsGroups(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Accounts: []telegramtest.Account{{Token: telegramtest.DefaultToken, Username: "x_bot", Name: "X", Nosy: true}}})
	got := looked(t, s, setUpBot(t, s, nil), nil)
	if !strings.Contains(wrong(got), "/setprivacy") || !strings.Contains(got, "/setjoingroups") {
		t.Errorf("got:\n%s", got)
	}
}

// TestCheckNeverTellsTheToken, also where Telegram or an address says it back.
func TestCheckNeverTellsTheToken(t *testing.T) {
	t.Parallel()
	for _, token := range []caterina.Secret{"", "99123", "abc:def-ghi-jkl", "12:a/b-c-d"} {
		for _, f := range Check(context.Background(), Bot{Token: token}, CheckConfig{API: OfficialAPI, Now: time.Now}) {
			if token != "" && strings.Contains(f.What+f.Do, string(token)) || f.Mark != Wrong {
				t.Errorf("%q: %+v", string(token), f)
			}
		}
	}
	c := &checker{api: &api{token: new(caterina.Secret("12:secret"))}}
	c.add(Wrong, "refused at https://x.example/12:secret/\u202e", "")
	if got := c.found[0].What; got != "refused at https://x.example/TOKEN/" {
		t.Errorf("got %q", got)
	}
}

// TestCheckOfABotForOneTownKnowsItsCommands: it has no command to change the town.
func TestCheckOfABotForOneTownKnowsItsCommands(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	b := setUpBot(t, s, nil)
	b.Town = 3
	if got := wrong(looked(t, s, b, nil)); !strings.Contains(got, "others, or other words") {
		t.Errorf("got:\n%s", got)
	}
}
