package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// afterOffer hears that somebody only says when or where, right after an appointment for
// one service was offered to them: "giovedì pomeriggio", "a Carbonara".
func (f *flow) afterOffer() (service string, ok bool) {
	if f.t.last == nil || f.t.last.bot.Flow != "" || f.asksSomething() {
		return "", false
	}
	if service, ok = f.offeredOnly(); !ok {
		return "", false
	}
	b, ok := f.bookable(service)
	if there, less := withoutOffice(f.t, f.e.restOf(f.t.tokens, f.found), []caterina.Bookable{b}); there != "" {
		return service, ok && len(f.t.tokens) < 6 && len(slices.DeleteFunc(less, isAreaWord)) == 0
	}
	_, timed := f.wish()
	return service, ok && timed && len(f.e.restOf(f.t.tokens, f.found)) == 0
}

// namesService says whether the messages name one service, and nothing else.
func (f *flow) namesService() bool {
	rest := slices.DeleteFunc(f.e.restOf(f.t.tokens, f.found), isPerson)
	return len(rest) > 0 && len(namedServices(rest, f.bookables())) == 1
}

// offeredOnly is the one service for which the last message offers an appointment.
func (f *flow) offeredOnly() (string, bool) {
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

// stepOffered begins with the service that was offered.
func (e *Engine) stepOffered(ctx context.Context, t *talk) (bool, error) {
	service, ok := (&flow{e: e, t: t, found: e.bookings.read(t.tokens).find()}).afterOffer()
	if !ok {
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return false, err
	}
	return true, f.start(ctx, target{service: service, card: e.cardFor(t, service)})
}
