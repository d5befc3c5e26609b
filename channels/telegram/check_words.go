package telegram

import (
	"context"
	"slices"
	"strings"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// words looks at what citizens see of the bot before they write.
func (c *checker) words(ctx context.Context) {
	for _, lang := range []string{"", "en"} {
		name := "Italian"
		if lang != "" {
			name = "English"
		}
		c.commands(ctx, lang, name)
		c.description(ctx, lang, name)
	}
}

func (c *checker) commands(ctx context.Context, lang, name string) {
	var set []models.BotCommand
	err := c.api.do(ctx, func(ctx context.Context) (err error) {
		set, err = c.calls.GetMyCommands(ctx, &bot.GetMyCommandsParams{LanguageCode: lang})
		return err
	})
	wanted := commands(sayingsIn(lang), lang, c.town == 0)
	switch {
	case err != nil:
		c.add(Noted, "the commands in "+name+" could not be read: "+err.Error(), "Try again.")
	case len(set) == 0:
		c.add(Wrong, "no commands are set in "+name, startServe)
	case !slices.Equal(set, wanted):
		c.add(Wrong, "the commands in "+name+" are not this version's: "+lacking(set, wanted), startServe)
	default:
		c.add(Fine, "the commands are set in "+name, "")
	}
}

// lacking says how commands differ.
func lacking(set, wanted []models.BotCommand) string {
	var missing []string
	for _, w := range wanted {
		if !slices.ContainsFunc(set, func(s models.BotCommand) bool { return s.Command == w.Command }) {
			missing = append(missing, "/"+w.Command)
		}
	}
	if len(missing) == 0 {
		return "others, or other words"
	}
	return "missing " + strings.Join(missing, ", ")
}

func (c *checker) description(ctx context.Context, lang, name string) {
	var set models.BotDescription
	err := c.api.do(ctx, func(ctx context.Context) (err error) {
		set, err = c.calls.GetMyDescription(ctx, &bot.GetMyDescriptionParams{LanguageCode: lang})
		return err
	})
	switch {
	case err != nil:
		c.add(Noted, "the description in "+name+" could not be read: "+err.Error(), "Try again.")
	case set.Description == "":
		c.add(Wrong, "there is no description in "+name+": citizens do not read that a program answers", startServe)
	case set.Description != sayingsIn(lang).description:
		c.add(Wrong, "the description in "+name+" is not this version's", startServe)
	default:
		c.add(Fine, "the description is set in "+name, "")
	}
}
