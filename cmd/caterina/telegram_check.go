package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

const telegramHelp = `Usage: caterina telegram check

Says for each configured bot what is right and what is wrong: the token, the name,
groups, how messages come, the last error of the webhook, messages that wait, commands
and description in both languages, the town, the clock. It changes nothing and prints
no token. It exits with 0 when all is well and with 1 when something is wrong. What is
set by the server is right once "caterina serve" has run: docs/telegram.md.
`

// runTelegram has one subcommand, check.
func runTelegram(ctx context.Context, args []string, std streams) error {
	switch {
	case len(args) == 0:
		return usagef("say check (\"caterina telegram -h\" explains it)")
	case isHelp(args[0]):
		fmt.Fprint(std.out, telegramHelp)
		return flag.ErrHelp
	case args[0] != "check":
		return usagef("telegram knows check, and got %q", args[0])
	}
	fs := flag.NewFlagSet("telegram check", flag.ContinueOnError)
	if err := parseFlags(fs, args[1:], "", std); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return usagef("telegram check takes no arguments, and got %q", fs.Arg(0))
	}
	cfg, err := readConfig(os.Environ())
	if err != nil {
		return err
	}
	c := &telegramCheck{cfg: cfg, out: std.out, now: time.Now}
	return c.run(ctx, func(ctx context.Context) ([]caterina.Town, error) { return servedTowns(ctx, cfg, std) })
}

// servedTowns reads the towns there are from the database.
func servedTowns(ctx context.Context, cfg Config, std streams) (towns []caterina.Town, err error) {
	logger := newLogger(std.err, quieter(cfg.LogLevel))
	db, err := openDatabase(ctx, cfg, logger)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	return townsOf(ctx, db.store, std.err)
}

func townsOf(ctx context.Context, store *postgres.Store, logs io.Writer) ([]caterina.Town, error) {
	library := knowledge.NewLibrary(knowledge.LibraryConfig{Store: store, Logger: newLogger(logs, quieter(0))})
	if err := library.Refresh(ctx); err != nil {
		return nil, fmt.Errorf("load the towns: %w", err)
	}
	return library.Towns(), nil
}

// telegramCheck is one call of the command.
type telegramCheck struct {
	cfg   Config
	out   io.Writer
	now   func() time.Time
	wrong int
}

// run looks at everything, also after it has found something wrong.
func (c *telegramCheck) run(ctx context.Context, towns func(context.Context) ([]caterina.Town, error)) error {
	if c.cfg.TelegramToken == "" {
		return fmt.Errorf("no bot is configured: set %sTELEGRAM_TOKEN to what @BotFather gives you (docs/telegram.md)", envPrefix)
	}
	fmt.Fprintln(c.out, "configuration")
	problems := c.cfg.telegramProblems()
	for _, problem := range problems {
		c.print(telegram.Finding{Mark: telegram.Wrong, What: problem.Error()})
	}
	if len(problems) == 0 {
		c.print(telegram.Finding{Mark: telegram.Fine, What: "messages come by " + c.cfg.TelegramMode})
	}
	served, err := towns(ctx)
	if err != nil {
		c.print(telegram.Finding{Mark: telegram.Wrong, What: "the towns could not be read from the database", Do: "The database says: " + err.Error()})
	}
	seen := make(map[caterina.BotID]bool)
	for _, b := range c.cfg.telegramBots() {
		id, formErr := telegram.BotOf(b.token)
		if formErr != nil || seen[id] {
			continue // the configuration's part has said so
		}
		seen[id] = true
		fmt.Fprintf(c.out, "\nbot %d\n", id)
		c.bot(ctx, b, served, err == nil)
	}
	return c.end()
}

// bot checks one bot: its town, then what Telegram says.
func (c *telegramCheck) bot(ctx context.Context, b configuredBot, served []caterina.Town, known bool) {
	var town caterina.TownID
	if known && townSlug.MatchString(b.town) { // else the configuration's part has said so
		var finding telegram.Finding
		finding, town = townFinding(b.town, served)
		c.print(finding)
	}
	if b.town != "" && town == 0 {
		town = -1 // one that is to have a bot of its own all the same
	}
	for _, f := range telegram.Check(ctx, telegram.Bot{Token: b.token, Town: town}, telegram.CheckConfig{
		API: c.cfg.TelegramAPI, Webhook: c.cfg.TelegramMode == modeWebhook, PublicURL: c.cfg.PublicURL, Now: c.now,
	}) {
		c.print(f)
	}
}

// townFinding says for which town a bot speaks.
func townFinding(slug string, served []caterina.Town) (telegram.Finding, caterina.TownID) {
	var slugs []string
	for _, t := range served {
		if t.Slug == slug {
			return telegram.Finding{Mark: telegram.Fine, What: "it speaks for " + t.Name}, t.ID
		}
		slugs = append(slugs, t.Slug)
	}
	switch {
	case len(slugs) == 0:
		return telegram.Finding{Mark: telegram.Wrong, What: "there is no town yet", Do: "Load one: caterina import FOLDER."}, 0
	case slug != "":
		return telegram.Finding{
			Mark: telegram.Wrong, What: fmt.Sprintf("its town %q does not exist", slug),
			Do: "There are " + strings.Join(slugs, ", ") + ". Set one of them, or none: then citizens choose.",
		}, 0
	case len(slugs) == 1:
		return telegram.Finding{Mark: telegram.Fine, What: "it speaks for " + served[0].Name + ", the only town"}, 0
	}
	return telegram.Finding{Mark: telegram.Fine, What: "citizens choose among " + strings.Join(slugs, ", ")}, 0
}

// print writes one line, and below it what to do.
func (c *telegramCheck) print(f telegram.Finding) {
	if f.Mark == telegram.Wrong {
		c.wrong++
	}
	fmt.Fprintf(c.out, "  %-6s%s\n", f.Mark, f.What)
	if f.Do != "" {
		fmt.Fprintf(c.out, "        %s\n", f.Do)
	}
}

// end is an error when something was wrong.
func (c *telegramCheck) end() error {
	switch c.wrong {
	case 0:
		fmt.Fprintln(c.out, "\nTelegram is set up as it has to be.")
		return nil
	case 1:
		return errors.New("one thing is wrong with Telegram: the line that says WRONG, and below it what to do")
	}
	return fmt.Errorf("%d things are wrong with Telegram: the lines that say WRONG, and below each what to do", c.wrong)
}
