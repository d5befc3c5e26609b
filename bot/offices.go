package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// officeText writes where an office is, when it is open and how to reach it.
func (t *talk) officeText(o *caterina.Office) string {
	return paragraphs("**"+escape(o.Name)+"**", bullets(slices.Concat(t.officePlace(o), t.officeContacts(o))))
}

// officeDetail is officeText in answer to a question on the office: with the day
// that was asked for first, and with who else to ask where it has no telephone.
func (e *Engine) officeDetail(t *talk, o *caterina.Office, named bool) string {
	head := "**" + escape(o.Name) + "**"
	if named { // in the line above
		head = ""
	}
	return paragraphs(head, t.dayText(o), bullets(slices.Concat(t.officePlace(o), t.officeContacts(o))), e.otherPhone(t, o))
}

// otherPhone gives the desk's contacts where an office has none and the citizen
// asked for them, or has nothing else to go by.
func (e *Engine) otherPhone(t *talk, o *caterina.Office) string {
	if len(o.Phones) > 0 {
		return ""
	}
	asked := slices.ContainsFunc(e.whole(t).wants, func(a asked) bool { return a.topic == string(caterina.FieldContacts) })
	if !asked && (len(o.Emails) > 0 || o.Hours.Text != "") {
		return ""
	}
	desk, ok := e.desk(t.turn.Town)
	if !ok || desk.Slug == o.Slug || len(desk.Phones) == 0 {
		return ""
	}
	return paragraphs(t.words.noPhone, "**"+escape(desk.Name)+"**", bullets(t.officeContacts(&desk)))
}

// officePlace returns the address and the hours, and whether it is open now.
func (t *talk) officePlace(o *caterina.Office) []string {
	var lines []string
	if o.Address != "" {
		lines = append(lines, t.words.address+": "+escape(o.Address))
	}
	if o.Hours.Text != "" {
		lines = append(lines, t.words.hours+": "+escape(t.hoursText(o)))
	}
	if o.ByAppointment {
		lines = append(lines, t.words.onlyAppointment)
	}
	return append(lines, t.nowLine(o))
}

// hoursText is what an office's door says: in Italian as it was written, in
// another language from what was read of it.
func (t *talk) hoursText(o *caterina.Office) string {
	if t.words.lang == langIT || len(o.Hours.Shifts) == 0 || o.Hours.Always() {
		return o.Hours.Text
	}
	var days []string
	for n := range 7 {
		weekday := (n + 1) % 7 // from Monday on
		var hours []string
		for _, s := range o.Hours.Shifts {
			if int(s.Weekday) != weekday {
				continue
			}
			stretch := s.From.String() + "–" + s.To.String()
			if s.ByAppointment {
				stretch += " (" + t.words.withAppointment + ")"
			}
			hours = append(hours, stretch)
		}
		if len(hours) > 0 {
			days = append(days, t.words.weekday(weekday)+" "+strings.Join(hours, ", "))
		}
	}
	return strings.Join(days, "; ")
}

// officeContacts returns the telephones and e-mail addresses.
func (t *talk) officeContacts(o *caterina.Office) []string {
	var lines []string
	if len(o.Phones) > 0 {
		lines = append(lines, t.words.phone+": "+each(o.Phones, telLink))
	}
	if len(o.Emails) > 0 {
		lines = append(lines, t.words.email+": "+each(o.Emails, mailLink))
	}
	return lines
}

// nowLine is officeNow as one of an office's lines: read apart from its name it must say
// whose door it is, or another office's hours would be as true.
func (t *talk) nowLine(o *caterina.Office) string {
	return t.ofOffice(o, t.officeNow(o))
}

// ofOffice puts an office's name before what is said of it, where each line is read
// apart.
func (t *talk) ofOffice(o *caterina.Office, text string) string {
	if text == "" || !t.worded {
		return text
	}
	said := strings.Split(text, ". ")
	for i := range said {
		first, size := utf8.DecodeRuneInString(said[i])
		said[i] = string(unicode.ToLower(first)) + said[i][size:]
	}
	return escape(o.Name) + ": " + strings.Join(said, "; ")
}

// officeNow says whether the office is open at the turn's time, until when, and
// when it opens next.
func (t *talk) officeNow(o *caterina.Office) string {
	w := t.words
	s := o.Status(t.turn.Now, t.turn.Town.PatronDay)
	if !s.Known {
		switch {
		case o.Hours.Text != "":
			return ""
		case len(o.Phones) == 0: // nothing to call before going
			return w.hoursUnknown
		}
		return w.noHours
	}
	if s.Always {
		return w.alwaysOpen
	}
	var now string
	switch {
	case s.Open && s.ByAppointment:
		now = w.appointmentsNow + w.untilHour(hour(s.Until))
	case s.Open:
		now = w.openNow + w.untilHour(hour(s.Until))
	case s.Holiday != "":
		now = w.holiday(escape(s.Holiday))
	default:
		now = w.closedNow
	}
	if s.Closure != "" {
		now = sentences(w.closure(escape(s.Closure)), now)
	}
	if s.Open || s.Next == nil {
		return now
	}
	next := w.nextAt
	if s.Next.ByAppointment {
		next = w.nextAppointmentAt
	}
	return sentences(now, next(w.day(s.Next.From, t.day), hour(s.Next.From)))
}

// each writes every item with f and puts commas between.
func each(items []string, f func(string) string) string {
	written := make([]string, len(items))
	for i, item := range items {
		written[i] = f(item)
	}
	return strings.Join(written, ", ")
}

// mailLink makes an e-mail address something to tap.
func mailLink(address string) string { return link(address, "mailto:"+address) }

// desk returns the office that helps with everything: the one the town names,
// else its first.
func (e *Engine) desk(town caterina.Town) (caterina.Office, bool) {
	offices := e.knowledge.Offices(town.ID)
	for _, o := range offices {
		if o.Slug == town.Desk {
			return o, true
		}
	}
	for _, o := range offices {
		if o.Town == town.Slug || o.Town == "" {
			return o, true
		}
	}
	return caterina.Office{}, false
}

// deskText writes how to reach the desk, or where else to look.
func (e *Engine) deskText(t *talk) string {
	if desk, ok := e.desk(t.turn.Town); ok {
		return t.officeText(&desk)
	}
	if t.turn.Town.Website != "" {
		return t.words.website(t.turn.Town.Website)
	}
	return t.words.noDesk
}

// officesOf returns the offices that a card names, in the card's order.
func (e *Engine) officesOf(town caterina.TownID, card *caterina.Card) []caterina.Office {
	all := e.knowledge.Offices(town)
	var named []caterina.Office
	for _, slug := range card.Offices {
		if i := slices.IndexFunc(all, func(o caterina.Office) bool { return o.Slug == slug }); i >= 0 {
			named = append(named, all[i])
		}
	}
	return named
}
