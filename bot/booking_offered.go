package bot

import (
	"context"
	"strings"

	"example.org/caterina"
)

// timeAfterOffer hears that somebody only says when, right after an appointment for one
// service was offered to them: "giovedì pomeriggio".
func (f *flow) timeAfterOffer() (string, bool) {
	_, timed := f.wish()
	if f.t.last == nil || f.t.last.bot.Flow != "" || !timed || f.asksSomething() || len(f.e.restOf(f.t.tokens, f.found)) > 0 {
		return "", false
	}
	service := ""
	for _, o := range f.t.last.bot.Options {
		if rest, books := strings.CutPrefix(o.ID, choiceBook); books && o.ID != choiceKeep {
			if service != "" {
				return "", false
			}
			service = rest
		}
	}
	return service, caterina.ValidSlug(service)
}

// startOffered begins with the service that was offered.
func (e *Engine) startOffered(ctx context.Context, t *talk, service string) error {
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return err
	}
	return f.start(ctx, target{service: service, card: e.cardFor(t, service)})
}
