package bot

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// What a channel can send that lets a citizen share where they are, without having
// asked for an appointment:
//
//	near:LAT,LON                   a place
//	near/OFFICE/METRES/…           the same as it is stored: which offices are nearest
//	near/-/KM                      the same when that is far from the town; 0: nobody knows where the offices are
//	near/-                         the same when the place is of no use
//
// The distances of several offices would tell the place: only the first one is kept to
// a hundred metres.

// nearMost is how many offices are told, and nearFar how far from the nearest one
// nobody is helped by its address any more.
const (
	nearMost = 3
	nearFar  = 30_000 // metres
)

// WithoutPlace is a choice as it may be stored. Of a place that the citizen shares it
// keeps which offices are nearest to it and how far they are, and nothing of the place.
// While an office is being chosen for an appointment it is the nearest one of those.
func (e *Engine) WithoutPlace(ctx context.Context, town caterina.Town, conv caterina.ConversationID, choice string) string {
	point, bare := strings.CutPrefix(choice, choiceNear+":")
	if !bare {
		return e.withoutPlace(town, choice)
	}
	if service := e.choosingOffice(ctx, town, conv); service != "" {
		return e.withoutPlace(town, choiceBook+service+"/"+choice)
	}
	return e.nearby(town, point)
}

// choosingOffice is the service for which the citizen is choosing an office, or a time
// at one of several, "" for none.
func (e *Engine) choosingOffice(ctx context.Context, town caterina.Town, conv caterina.ConversationID) string {
	if e.agenda == nil {
		return ""
	}
	standing, err := e.agenda.Standing(ctx, town, conv)
	if d := standing.Draft; err == nil && d != nil && (d.Step == caterina.StepOffice || d.Step == caterina.StepTime) {
		for _, b := range e.agenda.Bookable(town) {
			if b.Service.Slug == d.Service && onMap(b.Offices) {
				return d.Service
			}
		}
	}
	return ""
}

// farOffice is an office and how far it is, in metres.
type farOffice struct {
	office caterina.Office
	metres int
}

// nearby is the choice that a place is stored as.
func (e *Engine) nearby(town caterina.Town, point string) string {
	lat, lon, ok := pointOf(point)
	if !ok {
		return choiceNear + "/" + anyOffice
	}
	var all []farOffice
	for _, o := range e.knowledge.Offices(town.ID) {
		if o.Lat != 0 || o.Lon != 0 {
			all = append(all, farOffice{o, metresTo(&o, lat, lon)})
		}
	}
	slices.SortStableFunc(all, func(a, b farOffice) int { return cmp.Compare(a.metres, b.metres) })
	if len(all) == 0 {
		return choiceNear + "/" + anyOffice + "/0"
	}
	if all[0].metres > nearFar {
		return choiceNear + "/" + anyOffice + "/" + strconv.Itoa(rounded(all[0].metres, 10_000)/1000)
	}
	path := []string{choiceNear}
	for i, f := range all[:min(len(all), nearMost)] {
		step := 500
		if i == 0 {
			step = 100
		}
		path = append(path, f.office.Slug, strconv.Itoa(rounded(f.metres, step)))
	}
	return strings.Join(path, "/")
}

// pointOf reads "LAT,LON", if that is somewhere in Italy.
func pointOf(text string) (lat, lon float64, ok bool) {
	first, second, _ := strings.Cut(text, ",")
	lat, err1 := strconv.ParseFloat(first, 64)
	lon, err2 := strconv.ParseFloat(second, 64)
	return lat, lon, err1 == nil && err2 == nil && caterina.InItaly(lat, lon)
}

// metresTo is how far an office is from a point.
func metresTo(o *caterina.Office, lat, lon float64) int {
	const degree = 111_195 // metres of a degree on a great circle
	y := o.Lat - lat
	x := (o.Lon - lon) * math.Cos(lat*math.Pi/180)
	return int(math.Hypot(x, y) * degree)
}

func rounded(metres, step int) int { return (metres + step/2) / step * step }

// isNearby says whether a choice is a place that was shared.
func isNearby(id string) bool {
	return strings.HasPrefix(id, choiceNear+":") || strings.HasPrefix(id, choiceNear+"/")
}

// sayNearby tells the offices that are nearest.
func (e *Engine) sayNearby(t *talk, id string) {
	if point, bare := strings.CutPrefix(id, choiceNear+":"); bare {
		id = e.nearby(t.turn.Town, point)
	}
	w := &t.words.media
	nearest, far := w.nearest, w.far
	if t.sent().kind == mediaVenue {
		nearest, far = w.nearestTo(t.venue()), w.farThere
	}
	parts := strings.Split(strings.TrimPrefix(id, choiceNear+"/"), "/")
	lead, rule := t.words.book.near.useless, "near/useless"
	switch {
	case parts[0] != anyOffice:
		if blocks := e.nearBlocks(t, parts); len(blocks) > 0 {
			t.say(caterina.OutcomeAnswer, "near", paragraphs(nearest, paragraphs(blocks...)))
			e.offerAppointment(t)
			t.reply.Trace.Confidence = 1
			return
		}
		lead, rule = w.nobody, "near/unknown"
	case len(parts) > 1 && numberOf(parts[1]) > 0:
		lead, rule = far(parts[1], escape(townName(t.turn.Town))), "near/far"
	case len(parts) > 1:
		lead, rule = w.nobody, "near/unknown"
	}
	t.say(caterina.OutcomeAnswer, rule, paragraphs(lead, e.deskText(t)))
	t.offerPerson()
	t.reply.Trace.Confidence = 1
}

// venue is what the place is called that was shared, "" for none.
func (t *talk) venue() string {
	for _, in := range slices.Backward(t.inputs) {
		if name, named := strings.CutPrefix(in.Text, "📍 "); named && in.Media == mediaVenue {
			return "**" + escape(name) + "**"
		}
	}
	return ""
}

// nearBlocks writes the offices of a choice, each with its distance. One that has gone
// since is left out.
func (e *Engine) nearBlocks(t *talk, parts []string) []string {
	all := e.knowledge.Offices(t.turn.Town.ID)
	near := &t.words.book.near
	var blocks []string
	for n := 0; n+1 < len(parts); n += 2 {
		i := slices.IndexFunc(all, func(o caterina.Office) bool { return o.Slug == parts[n] })
		metres := numberOf(parts[n+1])
		if i < 0 || metres < 0 {
			continue
		}
		far := near.far(metres)
		if n > 0 && metres == 0 { // kept to half a kilometre: it is not nearer than the first
			far = near.close
		}
		blocks = append(blocks, t.nearBlock(&all[i], far))
	}
	return blocks
}

// nearBlock writes one office: how far, where, when today and whether now, what for,
// and a map.
func (t *talk) nearBlock(o *caterina.Office, far string) string {
	w := &t.words.media
	lines := []string{capital(far)}
	if o.Address != "" {
		lines = append(lines, t.words.address+": "+escape(o.Address))
	}
	lines = append(lines, sentences(t.hoursToday(o), t.officeNow(o)))
	if o.ByAppointment {
		lines = append(lines, t.words.onlyAppointment)
	}
	if topics := t.topicsOf(o); topics != "" {
		lines = append(lines, w.topics+": "+topics)
	}
	if len(o.Phones) > 0 {
		lines = append(lines, t.words.phone+": "+each(o.Phones, telLink))
	}
	if url := mapOf(*o); url != "" {
		lines = append(lines, link(w.mapLabel, url))
	}
	return paragraphs("**"+escape(o.Name)+"**", bullets(lines))
}

// hoursToday says when an office is open today; "" when officeNow says it all.
func (t *talk) hoursToday(o *caterina.Office) string {
	s := o.Status(t.turn.Now, t.turn.Town.PatronDay)
	if !s.Known && o.Hours.Text != "" {
		return t.words.hours + ": " + escape(o.Hours.Text)
	}
	if !s.Known || s.Always || len(s.Today) == 0 || s.Holiday != "" {
		return ""
	}
	return t.dayOpen(t.dayName(t.day, ""), s.Today)
}

// topicsOf names what an office helps with, as far as that has words.
func (t *talk) topicsOf(o *caterina.Office) string {
	var names []string
	for _, topic := range o.Topics {
		name, known := t.words.topicNames[topic]
		if !known && t.words.lang == langIT {
			name = topic
		}
		if name != "" {
			names = append(names, escape(name))
		}
	}
	return strings.Join(names, ", ")
}

// offerAppointment offers an appointment, where there are any.
func (e *Engine) offerAppointment(t *talk) {
	if e.books(t.turn.Town) {
		t.offer(caterina.Option{ID: choiceNew, Label: t.words.book.optionBook})
	}
	t.offerPerson()
}

// italianTopics and englishTopics name the topics of offices that are not called as
// they are written.
func italianTopics() map[string]string {
	return map[string]string{"comunita": "comunità", "disabilita": "disabilità", "isee": "ISEE"}
}

func englishTopics() map[string]string {
	return map[string]string{
		"adulti": "adults", "anagrafe": "registry", "anziani": "older people", "bonus": "benefits", "casa": "housing", "comunita": "community",
		"disabilita": "disability", "famiglia": "family", "informazioni": "information", "isee": "ISEE", "lavoro": "work", "minori": "children",
		"nascita": "birth", "reddito": "income", "salute": "health", "scuola": "school", "sociale": "social services", "stranieri": "foreigners",
		"violenza": "violence",
	}
}
