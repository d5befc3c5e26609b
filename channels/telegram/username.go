package telegram

import (
	"context"
	"strconv"
	"strings"

	"example.org/caterina"
)

// Username is the name under which citizens of a town find its bot at Telegram,
// without the @. It is not known before Telegram was asked once, and where no bot
// serves the town there is none: nobody is to be sent to a bot that is not there.
func (c *Channel) Username(town caterina.TownID) (string, bool) {
	if l := c.lineFor(town); l != nil {
		if name := l.username.Load(); name != nil {
			return *name, true
		}
	}
	return "", false
}

// lineFor is a town's own bot, or one that serves every town.
func (c *Channel) lineFor(town caterina.TownID) *line {
	var open *line
	for _, l := range c.lines {
		switch l.town {
		case town:
			return l
		case 0:
			open = l
		}
	}
	return open
}

// Link is the address at which a conversation from elsewhere goes on, by the word
// that Store.MakeLink gave for it; ok is false where no bot serves the town.
func (c *Channel) Link(town caterina.Town, word caterina.Secret) (address string, ok bool) {
	name, ok := c.Username(town.ID)
	if !ok {
		return "", false
	}
	return "https://t.me/" + name + "?start=" + linkPrefix + linkTown(town) + "_" + word.Reveal(), true
}

// longestLinkSlug is the longest slug that a link holds: what stands behind ?start=
// has 64 characters at most, and the button that agrees to it as many bytes, of
// which the word takes 22.
const longestLinkSlug = 36

// linkTown names a town in a link: by its slug, which people can read, or by "-" and
// its number, with which no slug begins.
func linkTown(town caterina.Town) string {
	if len(town.Slug) <= longestLinkSlug {
		return town.Slug
	}
	return "-" + strconv.FormatInt(int64(town.ID), 10)
}

// linkedTown is the town that a link names.
func (l *line) linkedTown(named string) (caterina.Town, bool) {
	number, numbered := strings.CutPrefix(named, "-")
	if !numbered {
		return l.Towns.Town(named)
	}
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return caterina.Town{}, false
	}
	return l.Towns.TownByID(caterina.TownID(id))
}

// Learn asks Telegram for the names of all bots and returns when they are known, or
// ctx is done. Run does the same beside its work.
func (c *Channel) Learn(ctx context.Context) {
	for _, l := range c.lines {
		l.learnName(ctx)
	}
}

// learnName asks Telegram for the bot's name, until it answers. Every process does:
// the website's chat, which names the bot, may run in another one than receives.
func (l *line) learnName(ctx context.Context) {
	for {
		name, err := l.askName(ctx)
		if err == nil && name != "" {
			l.username.Store(&name)
			return
		}
		wait := pollAgain
		if f := failureOf(err); f != nil && f.what != failAgain && f.what != failUnsure {
			wait = max(f.wait, pollAlone) // the one who receives tells the log
		}
		if !pause(ctx, wait) {
			return
		}
	}
}

func (l *line) askName(ctx context.Context) (name string, err error) {
	err = l.api.do(ctx, func(ctx context.Context) error {
		me, err := l.api.calls.GetMe(ctx)
		if err == nil {
			name = me.Username
		}
		return err
	})
	return name, err
}
