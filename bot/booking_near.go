package bot

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// Streets finds the street of a town that a text names. A Knowledge that knows the
// town's streets has this too.
type Streets interface {
	Streets(town caterina.TownID, text string) caterina.StreetsNamed
}

// What a channel can send in place of an office, in "book/SERVICE/…":
//
//	near                 the nearest one, the place is still to be told
//	near:LAT,LON         the one nearest to a place that the citizen shares
//	near/OFFICE/METRES   the same as it is stored: without the place
//	near/-               the same when the place is of no use
const choiceNear = "near"

// maxAlike is how many streets of one name are offered to choose from.
const maxAlike = 6

// withoutPlace is WithoutPlace for the choice of an office. What is no such choice is
// stored as it is.
func (e *Engine) withoutPlace(town caterina.Town, choice string) string {
	before, point, ok := strings.Cut(choice, "/"+choiceNear+":")
	if !ok || !strings.HasPrefix(before, choiceBook) {
		return choice
	}
	useless := before + "/" + choiceNear + "/" + anyOffice
	lat, lon, ok := pointOf(point)
	if !ok || e.agenda == nil {
		return useless
	}
	service := strings.TrimPrefix(before, choiceBook)
	for _, b := range e.agenda.Bookable(town) {
		if b.Service.Slug != service {
			continue
		}
		if office, metres := nearest(b.Offices, lat, lon); office != "" {
			return nearPath(service, office, metres)
		}
	}
	return useless
}

// nearPath is the choice of an office that is so far from where somebody is.
func nearPath(service, office string, metres int) string {
	return choiceBook + service + "/" + choiceNear + "/" + office + "/" + strconv.Itoa(metres)
}

// nearest is the office of some that is nearest to a point and how far it is, in
// hundreds of metres; "" when none says where it is.
func nearest(offices []caterina.Office, lat, lon float64) (office string, metres int) {
	best := math.MaxInt
	for _, o := range offices {
		if o.Lat == 0 && o.Lon == 0 {
			continue
		}
		if d := metresTo(&o, lat, lon); d < best {
			best, office = d, o.Slug
		}
	}
	if office == "" {
		return "", 0
	}
	return office, rounded(best, 100)
}

// onMap says whether it makes sense to ask which of some offices is nearest.
func onMap(offices []caterina.Office) bool {
	placed := 0
	for _, o := range offices {
		if o.Lat != 0 || o.Lon != 0 {
			placed++
		}
	}
	return placed > 1
}

// isNear says whether a choice of an office is one of the nearest.
func isNear(office string) bool {
	return office == choiceNear || strings.HasPrefix(office, choiceNear+":") || strings.HasPrefix(office, choiceNear+"/")
}

// nearOffice reads which office is nearest by what a channel sent, and says so before
// the times. It is "" where the place was of no use: then the office is asked.
func (f *flow) nearOffice(b caterina.Bookable, choice string) string {
	path := f.e.withoutPlace(f.t.turn.Town, choiceBook+b.Service.Slug+"/"+choice)
	rest := strings.TrimPrefix(path, choiceBook+b.Service.Slug+"/"+choiceNear)
	office, far, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	metres, err := strconv.Atoi(far)
	w := &f.words().near
	switch {
	case len(b.Offices) < 2:
		return ""
	case rest == "" && f.standing.Known:
		f.lead(f.words().known.sendPlace)
		return ""
	case rest == "":
		f.lead(w.tell)
		return ""
	case err != nil || metres < 0 || !hasOffice(b.Offices, office):
		f.lead(w.useless)
		return ""
	}
	f.tellNearest("", office, w.far(metres))
	return office
}

// lead is said before what else the reply says.
func (f *flow) lead(sentence string) { f.first = paragraphs(f.first, sentence) }

// tellNearest says before the times which office is nearest, and how far, and keeps
// the others at hand.
func (f *flow) tellNearest(street, office, far string) {
	f.lead(f.words().near.nearest(escape(street), escape(f.office(office).Name), far))
	f.others = true
}

// hearStreet goes to the office that is nearest to the street which the messages name.
// Of several streets of one name it asks which is meant, unless that is all the same.
func (f *flow) hearStreet(ctx context.Context, b caterina.Bookable) (bool, error) {
	if len(f.t.street.Streets) == 0 || len(b.Offices) < 2 || !onMap(b.Offices) {
		return false, nil
	}
	if wish, timed := f.wish(); timed {
		f.draft.When = wish
	}
	if office := namedOffice(tokenize(f.t.withoutStreet()), b.Offices); office != "" {
		f.draft.Office = office
		return true, f.offerTimes(ctx, "")
	}
	var options []caterina.Option
	offices, ways := map[string]bool{}, map[int]bool{}
	office, metres := "", 0
	for _, s := range f.t.street.Streets {
		office, metres = nearest(b.Offices, s.Lat, s.Lon)
		offices[office], ways[metres] = true, true
		options = append(options, f.option(nearPath(b.Service.Slug, office, metres), streetLabel(s)))
	}
	if len(offices) > 1 {
		f.askStreet(b, options)
		return true, nil
	}
	far := f.words().near.far(metres)
	if len(ways) > 1 {
		far = ""
	}
	f.draft.Office = office
	f.tellNearest(f.t.street.Streets[0].Name, office, far)
	return true, f.offerTimes(ctx, "")
}

// hearElsewhere hears where somebody is while times are shown, who may want another
// office then.
func (f *flow) hearElsewhere(ctx context.Context) (bool, error) {
	b, ok := f.bookable(f.draft.Service)
	switch {
	case !ok || len(b.Offices) < 2 || f.early != (caterina.Person{}) || !f.says("nearest") && !f.saysPlace():
		return false, nil
	case f.t.street.Unknown && !f.asksSomething():
		f.keep()
		f.say("booking/elsewhere", f.words().near.unknown, f.whereWeWere())
		f.offerStep()
		f.offer(f.option(choiceOffices, f.words().near.optionOffices))
		return true, nil
	case f.t.street.Sure:
		return f.hearStreet(ctx, b)
	}
	return false, nil
}

// streetLabel names a street so that it is told from others of its name.
func streetLabel(s caterina.Street) string {
	if s.District == "" {
		return s.Name
	}
	return s.Name + ", " + s.District
}

// askStreet asks which of several streets is meant.
func (f *flow) askStreet(b caterina.Bookable, options []caterina.Option) {
	if len(options) > maxAlike {
		f.askAgainWhere(b, f.words().near.which)
		return
	}
	f.draft.Step, f.draft.Office = caterina.StepOffice, ""
	f.keep()
	f.say("booking/street", f.words().near.which)
	f.offer(options...)
	f.offer(f.option(choiceOffices, f.words().near.optionOffices), f.option(choiceEnd, f.words().optionEnd))
}

// otherOffices asks for the office once more.
func (f *flow) otherOffices(context.Context) error {
	b, ok := f.bookable(f.draft.Service)
	if !ok {
		f.gone()
		return nil
	}
	f.draft.Office = ""
	f.askOffice(b)
	return nil
}

// offerOthers offers the way to the other offices, where the nearest was taken.
func (f *flow) offerOthers() {
	if f.others {
		f.offer(f.option(choiceOffices, f.words().near.optionOffices))
	}
}

// streetsIn finds the streets that the messages name.
func (e *Engine) streetsIn(t *talk) caterina.StreetsNamed {
	known, ok := e.knowledge.(Streets)
	if !ok {
		return caterina.StreetsNamed{}
	}
	return known.Streets(t.turn.Town.ID, t.text)
}

// recallStreet takes up a street that was named before the service was chosen.
func (f *flow) recallStreet() {
	d := f.standing.Draft
	known, ok := f.e.knowledge.(Streets)
	if !ok || d == nil || d.Step != caterina.StepService || f.t.street.Sure {
		return
	}
	for _, m := range f.t.turn.History {
		if m.Actor != caterina.ActorCitizen || m.Body.Choice != "" {
			continue
		}
		if before := known.Streets(f.t.turn.Town.ID, m.Body.Text); before.Sure {
			f.t.street = before
		}
	}
}

// withoutStreet is the citizen's text without the words that name a street: "via IV
// novembre" is no day, and "via Carbonara" no office.
func (t *talk) withoutStreet() string {
	if t.street.Said == "" {
		return t.text
	}
	return strings.Replace(t.text, t.street.Said, " ", 1)
}

// houseNumber finds the number of a house behind a street, whether the street is known
// or not.
var houseNumber = regexp.MustCompile(`(?i)\b((?:via|viale|v\.le|vicolo|piazza|p\.zza|piazzale|corso|c\.so|largo|strada)\s+[\pL][^,;:?!\d\n]{0,40}?,?\s*(?:n\.?\s*)?)\d+\s*(?:/?\s?[a-z]\b)?`)

// placeTokens are the words of the messages that can name an office: the number of a
// house is none of its own, and "via Roma 5" no Municipio V.
func (t *talk) placeTokens() []token {
	m := houseNumber.FindStringSubmatchIndex(t.text)
	if m == nil || slices.ContainsFunc(tokenize(t.text[m[2]:m[3]]), func(tok token) bool { return officeWord(tok.word) || tok.word == "municipio" }) {
		return t.tokens
	}
	return tokenize(t.text[:m[3]] + t.text[m[1]:])
}

// besideStreet drops the words that only say in which street somebody is.
func (t *talk) besideStreet(rest []string) []string {
	if !t.street.Sure {
		return rest
	}
	left := map[string]bool{}
	for _, tok := range tokenize(t.withoutStreet()) {
		left[tok.word] = true
	}
	return slices.DeleteFunc(slices.Clone(rest), func(w string) bool { return !left[w] || isAreaWord(w) })
}

// pickedStreet is the one of several streets that a message tells from the others:
// "quella a Carbonara".
func (f *flow) pickedStreet() (string, bool) {
	if f.t.last == nil || len(f.t.last.bot.Options) == 0 {
		return "", false
	}
	at := ""
	for _, o := range f.t.last.bot.Options {
		label := labelWords(o.Label)
		if words := f.areaWords(); !strings.Contains(o.ID, "/"+choiceNear+"/") || len(words) == 0 ||
			slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(label, stemOf(single(w))) }) {
			continue
		}
		if at != "" {
			return "", false
		}
		at = o.ID
	}
	return at, at != ""
}

// nearWords are the sentences about the nearest office.
type nearWords struct {
	far                                                      func(metres int) string
	close                                                    string // of one that is kept to half a kilometre
	nearest                                                  func(street, office, far string) string
	tell, useless, unknown, which, optionNear, optionOffices string
}

func italianNear() nearWords {
	return nearWords{
		far: func(metres int) string {
			return "a " + distance(metres, "meno di 100 metri", "circa", "metri", "chilometro", "chilometri", ",") + " in linea d'aria"
		},
		close: "a meno di 300 metri in linea d'aria",
		nearest: func(street, office, far string) string {
			text := "la sede più vicina è **" + office + "**"
			if street != "" {
				text = "da **" + street + "** " + text
			}
			return capital(withComma(text, far)) + "."
		},
		tell:          "Scrivimi la via o il quartiere in cui sei, e cerco la sede più vicina.",
		useless:       "La posizione che ho ricevuto non si legge, oppure è fuori dall'Italia.",
		unknown:       "Non trovo questa via tra quelle che conosco. Scrivimi il quartiere, oppure scegli la sede dall'elenco.",
		which:         "Di vie con questo nome ce n'è più di una. Quale è la tua?",
		optionNear:    "Usa la mia posizione",
		optionOffices: "Altre sedi",
	}
}

func englishNear() nearWords {
	return nearWords{
		far: func(metres int) string {
			return distance(metres, "less than 100 metres", "about", "metres", "kilometre", "kilometres", ".") + " away as the crow flies"
		},
		close: "less than 300 metres away as the crow flies",
		nearest: func(street, office, far string) string {
			text := "the nearest office is **" + office + "**"
			if street != "" {
				text = "from **" + street + "** " + text
			}
			return capital(withComma(text, far)) + "."
		},
		tell:          "Write me the street or the district where you are, and I look for the nearest office.",
		useless:       "The position that I received cannot be read, or it is outside Italy.",
		unknown:       "This street is not among those that I know. Write me the district, or choose the office from the list.",
		which:         "There are several streets of this name. Which one is yours?",
		optionNear:    "Use my position",
		optionOffices: "Other offices",
	}
}

func withComma(text, more string) string {
	if more == "" {
		return text
	}
	return text + ", " + more
}

// distance says how far something is, as people do.
func distance(metres int, least, about, small, one, large, point string) string {
	switch km := float64(metres) / 1000; {
	case metres < 100:
		return least
	case metres < 1000:
		return about + " " + strconv.Itoa(metres) + " " + small
	case metres == 1000:
		return about + " 1 " + one
	case metres < 10_000:
		return about + " " + strings.Replace(strings.TrimSuffix(strconv.FormatFloat(km, 'f', 1, 64), ".0"), ".", point, 1) + " " + large
	default:
		return about + " " + strconv.Itoa(int(math.Round(km))) + " " + large
	}
}
