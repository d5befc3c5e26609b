package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"example.org/caterina"
)

// checkTown checks what the form of the document does not say.
func (b *binder) checkTown(t *caterina.Town) {
	if b.unread() {
		return
	}
	b.slug("slug", t.Slug)
	t.Name = oneLine(t.Name)
	b.slug("parent", t.Parent)
	if t.Parent != "" && t.Parent == t.Slug {
		b.reject("parent", "un comune non può ereditare da sé stesso", "Togli la riga, oppure scrivi il nome breve di un altro comune")
	}
	b.languages(t.Languages)
	b.webAddress("website", t.Website)
	b.slug("desk", t.Desk)
	if t.PatronDay != nil && t.PatronDay.Date.Day == 0 && b.fine("patron_day") {
		b.reject("patron_day", "manca il giorno", "Scrivi per esempio {date: \"12-01\", name: Sant'Ansano}")
	}
	b.checkSections(t.Sections)
	b.checkQueues(t.Queues)
	b.webAddress("texts.privacy_url", t.Texts.PrivacyURL)
	b.webAddress("texts.accessibility_url", t.Texts.Accessibility)
	b.colour("colours.primary", t.Colours.Primary)
	b.colour("colours.accent", t.Colours.Accent)
	b.checkEmergencyNumbers(t.EmergencyNumbers)
	b.checkOrigins(t.Origins)
}

func (b *binder) languages(codes []string) {
	for i, code := range codes {
		if !languageForm.MatchString(code) {
			b.reject(fmt.Sprintf("languages[%d]", i+1), fmt.Sprintf("«%s» non è il codice di una lingua", shorten(code)), "Usa due lettere minuscole: it, en, fr, ar…")
		}
	}
	b.distinct("languages", codes)
}

func (b *binder) checkSections(sections []caterina.Section) {
	slugs := make([]string, 0, len(sections))
	for i := range sections {
		s := &sections[i]
		path := fmt.Sprintf("sections[%d]", i+1)
		s.Name = oneLine(s.Name)
		if s.Name == "" && b.fine(path) {
			b.reject(path, "manca il nome della sezione", "Scrivi {slug: casa, name: Casa}, oppure soltanto il nome")
		}
		if s.Slug == "" {
			s.Slug = caterina.Slugify(s.Name)
		}
		if s.Slug == "" && s.Name != "" {
			b.reject(path, "dal nome della sezione non si ricava un nome breve", "Scrivi {slug: casa, name: …}")
		}
		b.slug(path+".slug", s.Slug)
		slugs = append(slugs, s.Slug)
	}
	b.distinct("sections", slugs)
}

func (b *binder) checkQueues(queues []caterina.Queue) {
	slugs := make([]string, 0, len(queues))
	for i := range queues {
		q, path := &queues[i], fmt.Sprintf("queues[%d].", i+1)
		b.slug(path+"slug", q.Slug)
		slugs = append(slugs, q.Slug)
		q.Name, q.Phone = oneLine(q.Name), oneLine(q.Phone)
		q.Hours = b.queueHours(path+"hours", q.Hours)
		b.upTo(3600, path+"spill_after", q.SpillAfter)
		b.upTo(600, path+"accept_within", q.AcceptIn)
		b.upTo(1000, path+"max_waiting", q.MaxWaiting)
		b.upTo(24*60, path+"max_wait", q.MaxWait)
		b.upTo(24*60, path+"first_answer_within", q.FirstWithin)
		b.upTo(24*60, path+"next_answer_within", q.NextWithin)
		b.upTo(24*60, path+"call_within", q.CallWithin)
		if q.Phone != "" {
			b.phone(path+"phone", q.Phone)
		}
	}
	b.distinct("queues", slugs)
}

// queueHours checks when people answer in a queue. Hours that cannot be read are
// refused, and not only warned of: they decide whether citizens are let in.
func (b *binder) queueHours(path string, h *caterina.Hours) *caterina.Hours {
	if h == nil || h.IsZero() {
		return nil // nothing is stated: somebody's presence decides
	}
	if err := h.Check(); err != nil {
		b.reject(path, err.Error(), "Correggi la tabella degli orari")
	} else if len(h.Shifts) == 0 {
		_, err := caterina.ParseHours(h.Text)
		b.reject(path, fmt.Sprintf("gli orari della coda non si capiscono (%v)", err),
			"Scrivi per esempio «dal lunedì al venerdì dalle 9 alle 13», oppure la tabella {text, shifts}; senza orari, la coda è aperta quando c'è qualcuno")
	}
	return h
}

func (b *binder) colour(path, value string) {
	if value != "" && !colourForm.MatchString(value) {
		b.reject(path, fmt.Sprintf("«%s» non è un colore", shorten(value)), "Scrivi # e sei cifre esadecimali fra virgolette, per esempio \"#0066cc\"")
	}
}

// crises lists the kinds of emergency that a number may be for.
func crises() []string {
	return []string{"violence", "suicide", "child", "shelter", "hunger", "medical"}
}

func (b *binder) checkEmergencyNumbers(numbers []caterina.EmergencyNumber) {
	for i := range numbers {
		path := fmt.Sprintf("emergency_numbers[%d]", i+1)
		numbers[i].Number = oneLine(numbers[i].Number)
		b.phone(path+".number", numbers[i].Number)
		for k, crisis := range numbers[i].Crises {
			b.oneOf(fmt.Sprintf("%s.crises[%d]", path, k+1), crisis, crises())
		}
	}
}

// checkOrigins checks the sites that may embed the widget; a trailing slash is
// dropped, because an origin has none.
func (b *binder) checkOrigins(origins []string) {
	for i, o := range origins {
		origins[i] = strings.TrimSuffix(o, "/")
		if _, rest, _ := strings.Cut(origins[i], "://"); !isWeb(origins[i]) || strings.ContainsAny(rest, "/?#") {
			b.reject(fmt.Sprintf("origins[%d]", i+1), fmt.Sprintf("«%s» non è l'origine di un sito", shorten(o)), "Scrivi solo https:// e il nome del sito, per esempio https://www.comune.siena.it")
		}
	}
}

// checkOffice checks what the form of the document does not say.
func (b *binder) checkOffice(o *caterina.Office) {
	if b.unread() {
		return
	}
	b.slug("slug", o.Slug)
	o.Name, o.Address = oneLine(o.Name), oneLine(o.Address)
	if o.Lat < -90 || o.Lat > 90 {
		b.reject("lat", fmt.Sprintf("%g non è una latitudine", o.Lat), "Scrivi i gradi, per esempio 43.3169") //nolint:misspell // Italian
	}
	if o.Lon < -180 || o.Lon > 180 {
		b.reject("lon", fmt.Sprintf("%g non è una longitudine", o.Lon), "Scrivi i gradi, per esempio 11.3307")
	}
	if (o.Lat == 0) != (o.Lon == 0) && b.fine("lat") && b.fine("lon") {
		b.reject("lat", "lat e lon vanno scritte insieme", "Scrivi tutte e due le coordinate, oppure nessuna")
	}
	b.phones("phones", o.Phones)
	b.emails("emails", o.Emails)
	b.checkHours(&o.Hours)
	b.checkClosures(o.Closures)
}

func (b *binder) checkHours(h *caterina.Hours) {
	if err := h.Check(); err != nil {
		b.reject("hours", err.Error(), "Correggi la tabella degli orari")
		return
	}
	if h.Text == "" || len(h.Shifts) > 0 {
		return
	}
	if _, err := caterina.ParseHours(h.Text); err != nil {
		b.warn("hours", fmt.Sprintf("gli orari si mostrano come sono scritti, ma Caterina non sa dire se l'ufficio è aperto (%v)", err),
			"Scrivi per esempio «dal lunedì al venerdì dalle 9 alle 13, martedì dalle 15 alle 17», oppure la tabella {text, shifts}")
	}
}

func (b *binder) checkClosures(closures []caterina.Closure) {
	for i, c := range closures {
		path := fmt.Sprintf("closures[%d]", i+1)
		b.inOrder(path, &c.Date, c.Until)
		if c.From != nil && c.To != nil && *c.From >= *c.To {
			b.reject(path, fmt.Sprintf("l'orario finisce (%s) prima di cominciare (%s)", c.To, c.From), "Controlla from e to")
		}
	}
}

// checkService checks what the form of the document does not say. Zero means
// that the default holds.
func (b *binder) checkService(s *caterina.Service) {
	if b.unread() {
		return
	}
	const dayMinutes = 24 * 60
	b.slug("slug", s.Slug)
	s.Name, s.NameEN = oneLine(s.Name), oneLine(s.NameEN)
	b.slugs("offices", s.Offices)
	b.upTo(dayMinutes, "duration", s.Duration)
	b.upTo(dayMinutes, "buffer_before", s.BufferBefore)
	b.upTo(dayMinutes, "buffer_after", s.BufferAfter)
	b.upTo(365*dayMinutes, "lead_minutes", s.LeadMinutes)
	b.upTo(365, "lead_days", s.LeadDays)
	b.upTo(730, "horizon_days", s.HorizonDays)
	b.upTo(200, "capacity", s.Capacity)
	b.upTo(365*dayMinutes, "cancel_before", s.CancelBefore)
	b.upTo(100, "max_active", s.MaxActive)
	b.upTo(100, "max_moves", s.MaxMoves)
	if !slices.Contains([]int{0, 5, 10, 15, 20, 30, 60}, s.Step) && b.fine("step") {
		b.reject("step", fmt.Sprintf("%d non va bene", s.Step), "Scrivi ogni quanti minuti può cominciare un appuntamento: 5, 10, 15, 20, 30 o 60")
	}
}
