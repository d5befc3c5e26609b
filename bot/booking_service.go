package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// askService asks what the appointment is for.
func (f *flow) askService(lead string, services []caterina.Bookable) {
	f.draft.Step = caterina.StepService
	f.keep()
	f.say("booking/service", lead, f.words().askService)
	for _, b := range services[:min(len(services), maxOffered)] {
		f.offer(f.option(choiceBook+b.Service.Slug, f.words().optionService(f.shortName(b.Service))))
	}
	f.offer(f.option(choiceEnd, f.words().optionEnd))
}

// hearService reads which service is meant.
func (f *flow) hearService(ctx context.Context) (bool, error) {
	if f.refuses() {
		return f.hearNo(ctx)
	}
	if id, ok := f.picked(); ok {
		return true, f.choose(ctx, id)
	}
	rest := f.restBesideOffice()
	if f.asksOfCard() || len(rest) == 0 && (f.asksSomething() || f.agrees()) {
		return false, nil
	}
	if len(rest) == 0 && f.draft.Service == "" && !f.wishes() {
		return f.hearBesideService(), nil
	}
	target, err := f.e.bookingTarget(ctx, f.t, f.found)
	if err != nil || target.none() {
		return err == nil && f.draft.Service == "" && !f.asksSomething() && f.hearBesideService(), err
	}
	return true, f.start(ctx, target)
}

// restBesideOffice are the words that can name a service: those of an office cannot.
func (f *flow) restBesideOffice() []string {
	rest := withoutPerson(f.t, f.e.restOf(f.t.tokens, f.found))
	if there, less := withoutOffice(f.t, rest, f.bookables()); there != "" && len(namedServices(rest, f.bookables())) != 1 {
		return slices.DeleteFunc(less, func(w string) bool { return isAreaWord(w) || isStreetWord(w) })
	}
	return slices.DeleteFunc(rest, func(w string) bool { return isPerson(w) })
}

// hearBesideService keeps where and when, said while the service is asked, and asks
// for the service again among those that are left.
func (f *flow) hearBesideService() bool {
	wish, timed := f.wish()
	office := namedOffice(f.t.tokens, officesOfAll(f.bookables()))
	if !timed && office == "" {
		return false
	}
	if timed {
		f.draft.When = f.merged(wish)
	}
	if office != "" {
		f.draft.Office = office
	}
	f.askService("", f.offered())
	return true
}

// offered are the services that the last message offered, without those that the
// chosen office does not have.
func (f *flow) offered() []caterina.Bookable {
	all := slices.DeleteFunc(slices.Clone(f.bookables()), func(b caterina.Bookable) bool {
		return f.draft.Office != "" && f.draft.Office != anyOffice && !hasOffice(b.Offices, f.draft.Office)
	})
	if f.t.last == nil {
		return all
	}
	few := slices.DeleteFunc(slices.Clone(all), func(b caterina.Bookable) bool { return !hasOption(f.t.last.bot.Options, choiceBook+b.Service.Slug) })
	if len(few) > 0 {
		return few
	}
	return all
}

// hearOtherService hears "no, per la carta d'identità" in the middle of a dialogue:
// only a wish in so many words changes what it is about.
func (f *flow) hearOtherService(ctx context.Context) (bool, error) {
	if f.namesOwn() {
		return true, f.restate(ctx)
	}
	if !f.wishes() && !f.corrects() && !f.changesMind() {
		return false, nil
	}
	target, err := f.e.bookingTarget(ctx, f.t, f.found)
	if err != nil || target.none() {
		return false, err
	}
	if f.already(target) {
		return true, f.restate(ctx)
	}
	if !f.wishes() && (target.service == "" || !f.corrects() && !target.named) {
		return false, nil // the correction is of something else
	}
	return true, f.start(ctx, target)
}

// namesOwn says whether a message is nothing but the name of what the appointment is
// for.
func (f *flow) namesOwn() bool {
	rest := f.e.restOf(f.t.tokens, f.found)
	if f.asksSomething() || len(f.t.tokens) > 5 || len(rest) == 0 {
		return false
	}
	named := namedServices(rest, f.bookables())
	return len(named) == 1 && named[0].Service.Slug == f.draft.Service
}

// changesMind says whether the messages want something else than before: "anzi no, mi
// serve l'ufficio casa".
func (f *flow) changesMind() bool {
	tokens := f.t.tokens
	return len(tokens) > 2 && !f.asksSomething() &&
		slices.Contains([]string{"no", "anzi", "scusa", "scusi", "aspetta", "sorry", "actually", "wait"}, tokens[0].word) &&
		slices.ContainsFunc(tokens, func(tok token) bool {
			return slices.Contains([]string{"serve", "servirebbe", "volevo", "voglio", "vorrei", "intendevo", "dovevo", "devo", "need", "meant", "want"}, tok.word)
		})
}

// corrects says whether the messages take back what the appointment is for: "no,
// anzi, per la mensa".
func (f *flow) corrects() bool {
	tokens := f.t.tokens
	return len(tokens) > 2 && slices.Contains([]string{"no", "anzi", "scusa", "scusi", "invece", "sorry", "actually", "ora", "adesso", "poi", "ne", "anche", "also"}, tokens[0].word) &&
		!f.asksSomething() && slices.ContainsFunc(tokens, func(tok token) bool {
		return slices.Contains([]string{"per", "con", "for", "with"}, tok.word)
	})
}

// oneByOne says that several appointments are made one after the other.
func (f *flow) oneByOne() string {
	several := slices.ContainsFunc(f.t.tokens, func(tok token) bool { return tok.word == "appuntamenti" || tok.word == "appointments" })
	if !several || !f.wishes() {
		return ""
	}
	return f.words().ask.oneByOne
}

// shortName is a service's name on a button.
func (f *flow) shortName(s caterina.Service) string {
	if name, _, both := strings.Cut(f.called(s), " ("+s.Name+")"); both {
		return name
	}
	return s.Name
}

// called is a service's name in the citizen's language: where the town has given none
// in English, that of the card which bears the service's name.
func (f *flow) called(s caterina.Service) string {
	if f.t.words.lang != langIT && s.NameEN == "" {
		if c, ok := f.e.card(f.t, s.Slug); ok {
			s.NameEN = c.card.Translations[f.t.words.lang].Title
		}
	}
	return s.Called(f.t.words.lang)
}

// serviceWords are the words that a service is called by, in either language.
func serviceWords(s caterina.Service) []string {
	return append(labelWords(s.Name), labelWords(s.NameEN)...)
}
