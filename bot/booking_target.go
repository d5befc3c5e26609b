package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// bookingTarget finds out what a wish is about: the card being talked about when it
// names nothing, else a service or an office by its name, else the card it finds.
func (e *Engine) bookingTarget(ctx context.Context, t *talk, found []finding) (target, error) {
	all := e.agenda.Bookable(t.turn.Town)
	if len(all) == 0 {
		return target{}, nil
	}
	rest := t.besideStreet(withoutPerson(t, e.restOf(t.tokens, found)))
	if long := slices.DeleteFunc(slices.Clone(rest), func(w string) bool { return len(w) < 3 }); len(long) > 0 {
		rest = long // without "cu", "pe" and "ue"
	}
	if len(rest) == 0 {
		return e.targetOfTalk(t, all), nil
	}
	if kin := slices.DeleteFunc(slices.Clone(rest), isPerson); len(kin) > 0 && len(namedServices(rest, all)) == 0 && len(namedServices(kin, all)) == 1 {
		rest = kin // "per mia madre"
	}
	if named := namedServices(rest, all); len(named) == 1 {
		return e.targetNamed(ctx, t, rest, named[0].Service.Slug)
	}
	if g, ok := targetOfOffice(t, rest, all); ok {
		return g, nil
	}
	g, err := e.targetFound(ctx, t, rest, all)
	if err != nil || g.service != "" {
		return g, err
	}
	if there, less := withoutOffice(t, rest, all); len(less) > 0 {
		if named := namedServices(less, all); len(named) == 1 {
			return target{service: named[0].Service.Slug, office: there, named: true, card: e.cardFor(t, named[0].Service.Slug)}, nil
		}
		if at, err := e.targetFound(ctx, t, less, all); err != nil || at.service != "" {
			at.office = there
			return at, err
		}
	}
	return g, nil
}

// targetNamed is a service by its name, with the card that the words find if it is
// one of the service's.
func (e *Engine) targetNamed(ctx context.Context, t *talk, rest []string, service string) (target, error) {
	g := target{service: service, named: true, card: e.cardFor(t, service)}
	r, err := e.search(ctx, t, strings.Join(rest, " "))
	if err == nil && r.Verdict == caterina.VerdictClear && len(r.Hits) > 0 && !r.Hits[0].Expired && r.Hits[0].Card.Bookable == service {
		g.card = r.Hits[0].Card.Slug
	}
	return g, err
}

// withoutOffice returns the office that a wish names, and the words that are left
// without its name; none when it names none.
func withoutOffice(t *talk, rest []string, all []caterina.Bookable) (string, []string) {
	offices := officesOfAll(all)
	slug := namedOffice(tokenize(t.withoutStreet()), offices)
	i := slices.IndexFunc(offices, func(o caterina.Office) bool { return o.Slug == slug })
	if i < 0 {
		return "", nil
	}
	own := wordsOfOffice(offices[i])
	return slug, slices.DeleteFunc(slices.Clone(rest), func(word string) bool { return own[stemOf(single(word))] })
}

// officesOfAll are the offices at which something can be booked.
func officesOfAll(all []caterina.Bookable) []caterina.Office {
	var offices []caterina.Office
	for _, b := range all {
		for _, o := range b.Offices {
			if !hasOffice(offices, o.Slug) {
				offices = append(offices, o)
			}
		}
	}
	return offices
}

// cardFor is the card being talked about, when it is for a service.
func (e *Engine) cardFor(t *talk, service string) string {
	if t.last == nil {
		return ""
	}
	if c, ok := e.card(t, t.last.bot.Card); ok && c.card.Bookable == service {
		return c.card.Slug
	}
	return ""
}

// targetOfTalk is what a wish without a subject is about: the card being talked
// about, the only service, or one to choose.
func (e *Engine) targetOfTalk(t *talk, all []caterina.Bookable) target {
	if t.last != nil {
		if c, ok := e.card(t, t.last.bot.Card); ok && !c.expired && hasService(all, c.card.Bookable) {
			return target{service: c.card.Bookable, card: c.card.Slug}
		}
	}
	if len(all) == 1 {
		return target{service: all[0].Service.Slug}
	}
	return target{services: all}
}

func hasService(all []caterina.Bookable, slug string) bool {
	return slug != "" && slices.ContainsFunc(all, func(b caterina.Bookable) bool { return b.Service.Slug == slug })
}

// namedServices are the services whose name holds every word of some.
func namedServices(rest []string, all []caterina.Bookable) []caterina.Bookable {
	var named []caterina.Bookable
	for _, b := range all {
		name := serviceWords(b.Service)
		if !slices.ContainsFunc(rest, func(word string) bool { return !slices.Contains(name, stemOf(single(word))) }) {
			named = append(named, b)
		}
	}
	return named
}

// targetOfOffice is what can be booked at the one office that a wish names and says
// nothing else of: "un appuntamento allo sportello di Carbonara".
func targetOfOffice(t *talk, rest []string, all []caterina.Bookable) (target, bool) {
	offices := officesOfAll(all)
	slug := namedOffice(tokenize(t.withoutStreet()), offices)
	i := slices.IndexFunc(offices, func(o caterina.Office) bool { return o.Slug == slug })
	if i < 0 {
		return target{}, false
	}
	own := wordsOfOffice(offices[i])
	if slices.ContainsFunc(rest, func(word string) bool { return !own[stemOf(single(word))] }) {
		return target{}, false
	}
	var there []caterina.Bookable
	for _, b := range all {
		if hasOffice(b.Offices, slug) {
			there = append(there, b)
		}
	}
	if len(there) == 1 {
		return target{service: there[0].Service.Slug, office: slug, named: true}, true
	}
	return target{services: there, office: slug, named: true}, true
}

// nearShare is how near to the first card's score another must be for its service
// to be offered in place of one that cannot be booked.
const nearShare = 0.25

// targetFound searches for what a wish is about.
func (e *Engine) targetFound(ctx context.Context, t *talk, rest []string, all []caterina.Bookable) (target, error) {
	r, err := e.search(ctx, t, strings.Join(rest, " "))
	if err != nil || len(r.Hits) == 0 || r.Verdict == caterina.VerdictNone {
		return target{}, err
	}
	if services := e.servicesOfLetters(rest, r.Hits, all); len(services) > 1 {
		return target{named: true, services: services}, nil
	}
	first := r.Hits[0]
	bookable := func(h caterina.Hit) bool { return !h.Expired && hasService(all, h.Card.Bookable) }
	if r.Verdict == caterina.VerdictClear && bookable(first) {
		return target{service: first.Card.Bookable, card: first.Card.Slug, named: true}, nil
	}
	if g, ok := ownInstead(r.Hits, rest, all); ok && !bookable(first) {
		return g, nil
	}
	if slices.ContainsFunc(rest, isHealthWord) && !bookable(first) {
		return target{named: true, instead: true}, nil // a doctor's, which no desk of the town books
	}
	services := servicesOf(r.Hits, all)
	switch {
	case r.Verdict == caterina.VerdictClear || !bookable(first):
		return target{named: true, instead: true, near: services, card: first.Card.Slug, title: t.title(first.Card)}, nil
	case len(services) == 1:
		return target{named: true, service: services[0].Service.Slug, card: first.Card.Slug}, nil
	}
	return target{named: true, services: services}, nil
}

// servicesOfLetters are the services that letters may stand for which several cards are
// called by: ADI is an allowance, and a nurse who comes home.
func (e *Engine) servicesOfLetters(rest []string, hits []caterina.Hit, all []caterina.Bookable) []caterina.Bookable {
	text := strings.Join(rest, " ")
	letters, called := ambiguous(e.newNeed(text, tokenize(text)), hits)
	if letters == "" {
		return nil
	}
	return servicesOf(called, all)
}

// ownInstead is what the town's own card, or its own service, is called like the first
// card, which cannot be booked.
func ownInstead(hits []caterina.Hit, rest []string, all []caterina.Bookable) (target, bool) {
	first := hits[0].Card
	for _, h := range hits[1:min(len(hits), 2*maxChoices)] {
		if !h.Expired && hasService(all, h.Card.Bookable) && isTwin(first, h.Card, rest) {
			return target{service: h.Card.Bookable, card: h.Card.Slug, named: true}, true
		}
	}
	if called := servicesCalled(first, rest, all); len(called) == 1 {
		return target{service: called[0].Service.Slug, named: true}, true
	}
	return target{}, false
}

// servicesCalled are the services that bear all the words of a question by which a card
// is called, where there are several: what a card of the nation tells of is done at the
// town's own desk.
func servicesCalled(card *caterina.Card, words []string, all []caterina.Bookable) []caterina.Bookable {
	shared := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !isCalled(card, w) })
	if len(shared) < 2 {
		return nil
	}
	return namedServices(shared, all)
}

// isTwin says whether two cards are called by the same words of a question: the one's
// name, in any language, holds all of them that the other's does.
func isTwin(first, other *caterina.Card, words []string) bool {
	shared := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !isCalled(first, w) })
	return len(shared) > 0 && !slices.ContainsFunc(shared, func(w string) bool { return !isCalled(other, w) })
}

// isCalled says whether a card bears a word in its name, in any language.
func isCalled(card *caterina.Card, word string) bool {
	stem := stemOf(single(word))
	if slices.Contains(labelWords(card.Title), stem) {
		return true
	}
	for _, tr := range card.Translations {
		if slices.Contains(labelWords(tr.Title), stem) {
			return true
		}
	}
	return false
}

// servicesOf are the services that the first of some cards can be booked for, each
// once.
func servicesOf(hits []caterina.Hit, all []caterina.Bookable) []caterina.Bookable {
	var services []caterina.Bookable
	for _, h := range hits[:min(len(hits), 2*maxChoices)] {
		i := slices.IndexFunc(all, func(b caterina.Bookable) bool { return b.Service.Slug == h.Card.Bookable })
		if i < 0 || h.Expired || h.Score < nearShare*hits[0].Score || hasService(services, h.Card.Bookable) || len(services) == maxChoices {
			continue
		}
		services = append(services, all[i])
	}
	return services
}

// restOf returns the words of a message that a wish for an appointment can be about:
// neither the ones that wish, nor times, nor those that only fill the sentence.
func (e *Engine) restOf(tokens []token, found []finding) []string {
	return restAmong(tokens, found, func(token) bool { return true })
}

// restAmong is restOf for some of the words.
func restAmong(tokens []token, found []finding, among func(token) bool) []string {
	covered := make([]bool, len(tokens))
	for _, g := range found {
		for _, i := range g.words {
			covered[i] = true
		}
	}
	var rest []string
	for i, tok := range tokens {
		if !among(tok) || covered[i] && !isThing(tok.word) || isStopword(tok.word) || isNumber(tok.word) || isTimeWord(tok.word) || isChatter(tok.word) || isBookingWord(tok.word) {
			continue
		}
		rest = append(rest, tok.word)
	}
	return rest
}
