package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"example.org/caterina"
	"example.org/caterina/internal/mail"
)

const envPrefix = "CATERINA_"

// mostWeight is the largest weight of an endpoint's vectors: the words are as good as
// silent beside it.
const mostWeight = 10

// mostAtOnce is how many calls of a model a process may have under way: each holds a
// connection and a turn.
const mostAtOnce = 4096

// minSecretKey is the least length of the deployment's key, in characters.
const minSecretKey = 32

// Config is everything the environment can say. docs/configuration.md is made
// from it.
type Config struct {
	Addr           string          `env:"ADDR" envDefault:"127.0.0.1:8080" doc:"Address and port to listen on. Without it, PORT alone is honoured too."`
	PublicURL      string          `env:"PUBLIC_URL" doc:"Address that citizens see, for links in answers. Default: http:// and ADDR."`
	DataDir        string          `env:"DATA_DIR" envDefault:"data" doc:"Folder of the private database cluster."`
	DatabaseURL    caterina.Secret `env:"DATABASE_URL" doc:"Postgres 15 or newer with pgvector 0.8 or newer. Empty: a private cluster in DATA_DIR."`
	SecretKey      caterina.Secret `env:"SECRET_KEY" doc:"Seals second factors, marks known devices of the console, and makes the codes and links of appointments: at least 32 characters, the same in every process. Empty: one is made in DATA_DIR."`
	SMTPURL        caterina.Secret `env:"SMTP_URL" doc:"Mail server, as in smtp://USER:PASSWORD@HOST:587?from=caterina@comune.example, or smtps:// for a line that is encrypted from the beginning. Without from the mail comes from caterina@ and the host of PUBLIC_URL. Empty: no mail is sent, nothing offers it, and who books an appointment proves no address."`
	TelegramToken  caterina.Secret `env:"TELEGRAM_TOKEN" doc:"Token of the town's Telegram bot, from @BotFather. Several bots: one a line or with commas between, each as SLUG=TOKEN. Empty: no Telegram."`
	TelegramAPI    string          `env:"TELEGRAM_API_URL" envDefault:"https://api.telegram.org" doc:"Where Telegram's Bot API answers."`
	TelegramMode   string          `env:"TELEGRAM_MODE" envDefault:"polling" doc:"polling: the program asks Telegram for news. webhook: Telegram calls PUBLIC_URL, which must be https and reachable from outside. \"caterina telegram check\" says what is wrong."`
	TelegramSecret caterina.Secret `env:"TELEGRAM_WEBHOOK_SECRET" doc:"What Telegram says with each call of the webhook: letters, digits, _ and -. Empty: made from the deployment's key."`
	TelegramTown   string          `env:"TELEGRAM_TOWN" doc:"Town that the bot speaks for. Empty: the citizen chooses, where there are several."`
	OpenAIBaseURL  string          `env:"OPENAI_BASE_URL" doc:"Server of a language model that speaks OpenAI's API, up to and with /v1: https://api.openai.com/v1, http://localhost:11434/v1. Empty: no model, and answers are the cards' own words."`
	OpenAIKey      caterina.Secret `env:"OPENAI_API_KEY" doc:"Key of that server. Empty where it asks for none, as Ollama."`
	OpenAIChat     string          `env:"OPENAI_CHAT_MODEL" doc:"Model that words answers, as the server calls it. Empty: none does."`
	OpenAIEmbed    string          `env:"OPENAI_EMBEDDING_MODEL" doc:"Model that makes vectors, as the server calls it; \"caterina embeddings\" has a town use it. Empty: the built-in ones."`
	OpenAIWeight   float32         `env:"OPENAI_EMBEDDING_WEIGHT" envDefault:"1" doc:"What that model's vectors count against the words' 1, from 0 (it is not asked) to 10. \"caterina eval -grid\" tries several."`
	OpenAIVoice    string          `env:"OPENAI_TRANSCRIPTION_MODEL" doc:"Model that writes down voice messages, as the server calls it. Empty: citizens are asked to write."`
	OpenAITimeout  time.Duration   `env:"OPENAI_TIMEOUT" envDefault:"4s" doc:"How long a citizen waits for the model's first words; then the card answers."`
	OpenAIAtOnce   int             `env:"OPENAI_CONCURRENT" envDefault:"256" doc:"How many calls of the model are under way at once; some more wait their turn, and for the rest the card answers. For a server of your own as many as it answers at once: 4 for Ollama."`
	OpenAIPrice    string          `env:"OPENAI_PRICE" doc:"Euro for a million tokens that CHAT_MODEL reads and, after a slash, writes, from the provider's price list: 0.40/1.60. The console's page of the model reckons with it. Empty: it shows tokens only."`
	DefaultTown    string          `env:"DEFAULT_TOWN" envDefault:"siena" doc:"Town whose website is at the root address."`
	LogLevel       slog.Level      `env:"LOG_LEVEL" envDefault:"info" doc:"debug, info, warn or error."`
	Now            string          `env:"NOW" doc:"A fixed clock, for tests, also of the database where it is about appointments: 2026-11-22T09:00:00+01:00. Refused unless TEST is 1."`
	Test           bool            `env:"TEST" envDefault:"false" doc:"1 allows NOW."`
}

// loadConfig reads the configuration from environ ("NAME=value" lines). A
// variable with our prefix that is not known is an error: a typing mistake
// must not silently become a default.
func loadConfig(environ []string) (Config, error) {
	cfg, err := readConfig(environ)
	if err != nil {
		return Config{}, err
	}
	if err := cfg.checkTelegram(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// readConfig is loadConfig without a look at what is said of Telegram: the command
// that checks that shows all of it.
func readConfig(environ []string) (Config, error) {
	vars := env.ToMap(environ)
	if err := readSecretFiles(vars); err != nil {
		return Config{}, err
	}
	if err := checkUnknown(vars); err != nil {
		return Config{}, err
	}
	if port := vars["PORT"]; port != "" && vars[envPrefix+"ADDR"] == "" {
		vars[envPrefix+"ADDR"] = "127.0.0.1:" + port
	}
	if vars["TEST"] == "1" && vars[envPrefix+"TEST"] == "" {
		vars[envPrefix+"TEST"] = "1"
	}
	cfg, err := env.ParseAsWithOptions[Config](env.Options{Prefix: envPrefix, Environment: vars})
	if parse, ok := errors.AsType[env.ParseError](err); ok {
		return Config{}, fmt.Errorf("%s cannot be read: %w", variableOf(parse.Name), parse.Err)
	}
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	if err := cfg.check(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// variableOf names the variable behind a field, which is all that a reader of
// the message knows.
func variableOf(field string) string {
	if f, ok := reflect.TypeFor[Config]().FieldByName(field); ok {
		return envPrefix + f.Tag.Get("env")
	}
	return field
}

func (c *Config) check() error {
	if c.Now != "" && !c.Test {
		return fmt.Errorf("%sNOW fixes the clock and is for tests only: set %sTEST=1 with it", envPrefix, envPrefix)
	}
	if _, err := c.clock(); err != nil {
		return err
	}
	if c.PublicURL == "" {
		c.PublicURL = "http://" + strings.Replace(c.Addr, "127.0.0.1", "localhost", 1)
	}
	if n := len(c.SecretKey.Reveal()); n > 0 && n < minSecretKey {
		return fmt.Errorf("%sSECRET_KEY has %d characters, it needs %d: make one with \"openssl rand -hex 32\"", envPrefix, n, minSecretKey)
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("%sPUBLIC_URL must be an address such as https://famiglia.comune.example.it", envPrefix)
	}
	if err := c.checkModel(); err != nil {
		return err
	}
	if c.SMTPURL != "" {
		if _, err := mail.Parse(c.SMTPURL, c.sender()); err != nil {
			return fmt.Errorf("%sSMTP_URL: %w", envPrefix, err)
		}
	}
	dir, err := filepath.Abs(c.DataDir)
	if err != nil {
		return fmt.Errorf("find data directory: %w", err)
	}
	c.DataDir = dir
	return nil
}

// checkModel looks at what is said of the language model.
func (c *Config) checkModel() error {
	if c.OpenAITimeout <= 0 {
		return fmt.Errorf("%sOPENAI_TIMEOUT must be longer than nothing, as 4s", envPrefix)
	}
	if c.OpenAIAtOnce < 1 || c.OpenAIAtOnce > mostAtOnce {
		return fmt.Errorf("%sOPENAI_CONCURRENT must be from 1 to %d, as 4", envPrefix, mostAtOnce)
	}
	if !(c.OpenAIWeight >= 0 && c.OpenAIWeight <= mostWeight) {
		return fmt.Errorf("%sOPENAI_EMBEDDING_WEIGHT must be from 0 to %d, as 0.7", envPrefix, mostWeight)
	}
	_, err := c.price()
	return err
}

// sender is whom mail comes from when SMTP_URL does not say: the website.
func (c *Config) sender() string {
	if u, err := url.Parse(c.PublicURL); err == nil && mail.Valid("caterina@"+u.Hostname()) {
		return "caterina@" + u.Hostname()
	}
	return "caterina@caterina.local" // a try on one's own machine
}

// clock returns the function that tells the time.
func (c *Config) clock() (func() time.Time, error) {
	if c.Now == "" {
		return time.Now, nil
	}
	t, err := time.Parse(time.RFC3339, c.Now)
	if err != nil {
		return nil, fmt.Errorf("%sNOW: write it as 2026-11-22T09:00:00+01:00: %w", envPrefix, err)
	}
	return func() time.Time { return t }, nil
}

// setting describes one variable of the configuration.
type setting struct {
	Name, Default, Doc string
	Secret             bool
}

// settings lists every variable, in the order of Config's fields.
func settings() []setting {
	var out []setting
	t := reflect.TypeFor[Config]()
	for f := range t.Fields() {
		out = append(out, setting{
			Name: envPrefix + f.Tag.Get("env"), Default: f.Tag.Get("envDefault"), Doc: f.Tag.Get("doc"),
			Secret: f.Type == reflect.TypeFor[caterina.Secret](),
		})
	}
	return out
}

// readSecretFiles replaces NAME_FILE by NAME with the file's content, for secrets.
func readSecretFiles(vars map[string]string) error {
	for _, s := range settings() {
		path := vars[s.Name+"_FILE"]
		if !s.Secret || path == "" {
			continue
		}
		content, err := os.ReadFile(path) // #nosec G304 -- the administrator names it
		if err != nil {
			return fmt.Errorf("%s_FILE: %w", s.Name, err)
		}
		vars[s.Name] = strings.TrimSpace(string(content))
		delete(vars, s.Name+"_FILE")
	}
	return nil
}

func checkUnknown(vars map[string]string) error {
	var names []string
	for _, s := range settings() {
		names = append(names, s.Name)
		if s.Secret {
			names = append(names, s.Name+"_FILE")
		}
	}
	var unknown []string
	for name := range vars {
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(names, name) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	return fmt.Errorf("unknown variable %s: \"caterina config\" prints those there are", strings.Join(unknown, ", "))
}

// runConfig prints every variable with its value and default.
func runConfig(_ context.Context, args []string, std streams) error {
	fs := flag.NewFlagSet("config", flag.ContinueOnError)
	md := fs.Bool("markdown", false, "print the reference that docs/configuration.md holds")
	if err := parseFlags(fs, args, "[-markdown]", std); err != nil {
		return err
	}
	if *md {
		return printConfigDoc(std.out)
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	v := reflect.ValueOf(cfg)
	for i, s := range settings() {
		value := fmt.Sprint(v.Field(i).Interface())
		if s.Secret && v.Field(i).String() == "" {
			value = ""
		}
		fmt.Fprintf(std.out, "%s=%s\n", s.Name, value)
		fmt.Fprintf(std.out, "    %s", s.Doc)
		if s.Default != "" {
			fmt.Fprintf(std.out, " Default: %s.", s.Default)
		}
		fmt.Fprintln(std.out)
	}
	return nil
}

func printConfigDoc(w io.Writer) error {
	_, err := fmt.Fprint(w, `# Configuration

Caterina reads its configuration from the environment. A variable that begins with `+"`"+envPrefix+"`"+` and is not
listed here stops the start, so that a typing mistake is seen. A secret may be given as a file: set the variable's name
with `+"`_FILE`"+` at the end to the file's path.

This page is made by `+"`make generate`"+` (`+"`caterina config -markdown`"+`) from the code.

| variable | default | what it does |
| --- | --- | --- |
`)
	if err != nil {
		return fmt.Errorf("print configuration: %w", err)
	}
	for _, s := range settings() {
		def := "–"
		if s.Default != "" {
			def = "`" + s.Default + "`"
		}
		doc := s.Doc
		if s.Secret {
			doc += " Secret."
		}
		if _, err := fmt.Fprintf(w, "| `%s` | %s | %s |\n", s.Name, def, doc); err != nil {
			return fmt.Errorf("print configuration: %w", err)
		}
	}
	return nil
}
