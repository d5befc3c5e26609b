package bot

import (
	"context"
	"slices"
	"strconv"

	"example.org/caterina"
	"example.org/caterina/bot/when"
)

// maxOffered is how many services or offices are offered to choose from.
const maxOffered = 10

// bookables are the services that can be booked here.
func (f *flow) bookables() []caterina.Bookable { return f.e.agenda.Bookable(f.t.turn.Town) }

// bookable finds a service by its slug.
func (f *flow) bookable(slug string) (caterina.Bookable, bool) {
	all := f.bookables()
	i := slices.IndexFunc(all, func(b caterina.Bookable) bool { return b.Service.Slug == slug })
	if i < 0 {
		return caterina.Bookable{}, false
	}
	return all[i], true
}

// office finds an office by its slug, also one whose service cannot be booked any
// more: an appointment there still stands.
func (f *flow) office(slug string) caterina.Office {
	for _, b := range f.bookables() {
		if i := slices.IndexFunc(b.Offices, func(o caterina.Office) bool { return o.Slug == slug }); i >= 0 {
			return b.Offices[i]
		}
	}
	all := f.e.knowledge.Offices(f.t.turn.Town.ID)
	if i := slices.IndexFunc(all, func(o caterina.Office) bool { return o.Slug == slug }); i >= 0 {
		return all[i]
	}
	return caterina.Office{Slug: slug, Name: slug}
}

// picked is the option that a message chooses by number or name.
func (f *flow) picked() (string, bool) {
	if f.t.last == nil {
		return "", false
	}
	options := f.t.last.bot.Options
	own := options
	if f.t.last.bot.Flow == caterina.FlowBooking { // what an answer in the middle offers is not counted
		own = slices.DeleteFunc(slices.Clone(options), func(o caterina.Option) bool { return !isBookingChoice(o.ID) })
	}
	if i, ok := f.numbered(len(own)); ok {
		return own[i].ID, true
	}
	if i, ok := labelled(f.t.tokens, options, false); ok {
		return options[i].ID, true
	}
	return "", false
}

// numbered is the one of several that the messages choose by its number.
func (f *flow) numbered(several int) (int, bool) {
	i, ok := ordinal(f.e.talk.read(withoutFill(f.t.tokens)).find(), several)
	return i, ok && i < several && !f.namesDay()
}

// withoutFill drops what people put around a choice: "boh, il primo va bene".
func withoutFill(tokens []token) []token {
	fill := func(tok token) bool {
		return slices.Contains([]string{
			"ok", "okay", "allora", "bene", "va", "dai", "perfetto", "grazie", "well", "then", "so", "boh", "mah", "no", "aspetta", "aspetti", "anzi", "forse", "magari",
			"scusa", "scusi", "mi", "please", "per", "favore", "wait", "sorry", "actually", "fine", "si", "meglio", "facciamo", "andrebbe", "ti", "prego", "benissimo",
			"prendo", "prendiamo", "scelgo", "direi", "cara", "caro", "certo", "ottimo", "quindi",
		}, tok.word)
	}
	for len(tokens) > 1 && fill(tokens[0]) {
		tokens = tokens[1:]
	}
	for n := len(tokens); n > 1 && (fill(tokens[n-1]) || tokens[n-1].word == "one" && slices.Contains([]string{"first", "second", "third", "last"}, tokens[n-2].word)); n-- {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens
}

// namesDay says whether the messages name a day: "il 3" and "il primo dicembre" are
// days, "la 3" and "il primo" are choices.
func (f *flow) namesDay() bool {
	w, ok := when.Parse(f.t.timeText(), f.t.turn.Now)
	return ok && len(w.Days)+len(w.Weekdays) > 0
}

// start goes as far as what is known allows: to the service, the office or the
// times.
func (f *flow) start(ctx context.Context, target target) error {
	wish, timed := f.wish()
	f.first = f.oneByOne()
	if target.service == "" {
		f.begin("")
		if timed {
			f.draft.When = wish
		}
		if target.office != "" {
			f.draft.Office = target.office
		}
		f.askService("", target.services)
		return nil
	}
	if !f.begun || f.draft.Service != "" || !timed {
		kept := f.draft.When
		f.begin(target.service)
		if !timed {
			f.draft.When = kept
		}
	}
	f.draft.Service = target.service
	if timed {
		f.draft.When = wish
	}
	if target.card != "" {
		f.draft.Card = target.card
	}
	if target.office != "" {
		f.draft.Office = target.office
	}
	return f.place(ctx)
}

// place asks for the office where there are several and none was named, and goes
// on to the times.
func (f *flow) place(ctx context.Context) error {
	b, ok := f.bookable(f.draft.Service)
	if !ok || len(b.Offices) == 0 {
		f.gone()
		return nil
	}
	if err := f.findCard(ctx, b.Service); err != nil {
		return err
	}
	f.first = paragraphs(f.first, f.bringFor())
	if _, picked := f.picked(); f.draft.Office == "" && !picked {
		if f.recallStreet(); f.t.street.Sure {
			if done, err := f.hearStreet(ctx, b); done || err != nil {
				return err
			}
		}
		f.draft.Office = namedOffice(f.t.placeTokens(), b.Offices)
	}
	if f.draft.Office != "" && f.draft.Office != anyOffice && !hasOffice(b.Offices, f.draft.Office) {
		f.draft.Office = ""
	}
	switch {
	case len(b.Offices) == 1:
		f.draft.Office = b.Offices[0].Slug
	case f.draft.Office == "":
		f.askOffice(b)
		return nil
	}
	return f.offerTimes(ctx, "")
}

// findCard finds the card of a service that was not wished for from one, if only one
// of those that fit its name is for it: questions in the dialogue are about it.
func (f *flow) findCard(ctx context.Context, s caterina.Service) error {
	if c, ok := f.e.card(f.t, f.draft.Card); ok && c.card.Bookable == s.Slug {
		return nil
	}
	f.draft.Card = ""
	r, err := f.e.search(ctx, f.t, s.Name)
	if err != nil {
		return err
	}
	for _, h := range r.Hits {
		if h.Expired || h.Card.Bookable != s.Slug {
			continue
		}
		if f.draft.Card != "" {
			f.draft.Card = ""
			return nil
		}
		f.draft.Card = h.Card.Slug
	}
	return nil
}

func hasOffice(offices []caterina.Office, slug string) bool {
	return slices.ContainsFunc(offices, func(o caterina.Office) bool { return o.Slug == slug })
}

// gone says that a service cannot be booked (any more).
func (f *flow) gone() {
	f.say("booking/gone", f.words().goneService)
	f.offer(f.option(choiceNew, f.words().optionBook), caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
	f.t.reply.Message.Flow = ""
}

// askOffice asks where.
func (f *flow) askOffice(b caterina.Bookable) {
	f.draft.Step = caterina.StepOffice
	f.keep()
	f.say("booking/office", f.words().askOffice(escape(f.called(b.Service))))
	f.offerOffices(b)
}

// offerOffices offers where.
func (f *flow) offerOffices(b caterina.Bookable) {
	for _, o := range b.Offices[:min(len(b.Offices), maxOffered)] {
		f.offer(f.option(choiceBook+b.Service.Slug+"/"+o.Slug, f.words().optionOffice(o.Name)))
	}
	f.offer(f.option(choiceBook+b.Service.Slug+"/"+anyOffice, f.words().optionAny))
	if onMap(b.Offices) {
		f.offer(f.option(choiceBook+b.Service.Slug+"/"+choiceNear, f.words().near.optionNear)) // last: who cannot share a place does not see it
	}
	f.offer(f.option(choiceEnd, f.words().optionEnd))
}

// hearOffice reads which office is meant: by number, name, street or district, or
// any.
func (f *flow) hearOffice(ctx context.Context) (bool, error) {
	b, ok := f.bookable(f.draft.Service)
	if !ok {
		f.gone()
		return true, nil
	}
	if f.refuses() {
		return f.hearNo(ctx)
	}
	if f.t.street.Sure {
		if done, err := f.hearStreet(ctx, b); done || err != nil {
			return done, err
		}
	}
	if id, ok := f.pickedStreet(); ok {
		return true, f.choose(ctx, id)
	}
	wish, timed := f.wish()
	office := namedOffice(f.t.placeTokens(), b.Offices)
	if id, ok := f.picked(); ok && office == "" {
		return true, f.choose(ctx, id)
	}
	switch {
	case office != "":
		f.draft.Office = office
	case f.says("anyplace") || timed && len(f.t.tokens) < 8:
		f.draft.Office = anyOffice
	default:
		return f.hearArea(ctx, b)
	}
	if timed {
		f.draft.When = wish
	}
	return true, f.offerTimes(ctx, "")
}

// namedOffice finds the one office that a message names by a word of its name or
// address that no other has: "Carbonara", "via Trevisani", "municipio 4".
func namedOffice(tokens []token, offices []caterina.Office) string {
	said := map[string]bool{}
	for _, tok := range tokens {
		if !isStopword(tok.word) && !officeWord(tok.word) && !isTimeWord(tok.word) {
			said[stemOf(tok.canon)] = true
		}
	}
	best, tie, at := 0, false, ""
	for _, o := range offices {
		score := 0
		for word := range wordsOfOffice(o) {
			if said[word] && distinct(word, o, offices) {
				score++
			}
		}
		switch {
		case score > best:
			best, tie, at = score, false, o.Slug
		case score == best:
			tie = true
		}
	}
	if best == 0 || tie {
		return ""
	}
	return at
}

// wordsOfOffice are the words an office can be named by. A Roman numeral is also
// the number that it is.
func wordsOfOffice(o caterina.Office) map[string]bool {
	words := map[string]bool{}
	for i, tok := range tokenize(o.Name + " " + o.Address) {
		if isNumber(tok.word) && i >= len(tokenize(o.Name)) {
			continue // the number of a house
		}
		if isStopword(tok.word) && tok.word != "i" && tok.word != "v" || officeWord(tok.word) || isStreetWord(tok.word) {
			continue
		}
		words[stemOf(tok.canon)] = true
		if n := roman(tok.word); n > 0 {
			words[stemOf(strconv.Itoa(n))] = true
		}
	}
	return words
}

// isStreetWord says whether a word only begins the names of streets and districts.
func isStreetWord(word string) bool {
	return slices.Contains([]string{"via", "viale", "vicolo", "piazza", "piazzale", "corso", "largo", "strada", "street", "square", "san", "santo", "santa", "sant"}, word)
}

// distinct says whether a word names one office and not the others.
func distinct(word string, o caterina.Office, offices []caterina.Office) bool {
	return !slices.ContainsFunc(offices, func(other caterina.Office) bool { return other.Slug != o.Slug && wordsOfOffice(other)[word] })
}

// roman reads the numbers that districts have, 0 for anything else.
func roman(word string) int {
	return slices.Index([]string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}, word) + 1
}
