package site

import (
	"slices"
	"strconv"
	"time"

	"example.org/caterina"
)

// officeView is an office as it is shown.
type officeView struct {
	caterina.Office
	Open   bool
	Status string // whether it is open now, "" when nothing is known
	Map    string // address of a map, "" when the place is unknown
}

// office prepares an office for people who read it at now.
func office(w words, o caterina.Office, now time.Time, patron *caterina.PatronDay) officeView {
	v := officeView{Office: o}
	status := o.Status(now, patron)
	v.Open = status.Open
	v.Status = statusText(w, status, caterina.DateOf(now))
	if o.Lat != 0 || o.Lon != 0 {
		lat, lon := strconv.FormatFloat(o.Lat, 'f', -1, 64), strconv.FormatFloat(o.Lon, 'f', -1, 64)
		v.Map = "https://www.openstreetmap.org/?mlat=" + lat + "&mlon=" + lon + "#map=18/" + lat + "/" + lon
	}
	return v
}

// statusText says in a few words whether somebody receives now, and when next.
func statusText(w words, s caterina.OfficeStatus, today caterina.Date) string {
	switch {
	case !s.Known:
		return ""
	case s.Always:
		return w.Always
	case s.Open:
		text := w.OpenUntil + " " + w.clock(s.Until)
		if s.ByAppointment {
			text += ", " + w.ByAppointment
		}
		return text
	}
	text := w.Closed
	if s.Holiday != "" {
		text += ", " + w.Holiday
	} else if s.Closure != "" {
		text += " (" + s.Closure + ")"
	}
	if s.Next == nil {
		return text
	}
	text += ": " + w.Opens + " " + w.dayName(caterina.DateOf(s.Next.From), today) + " " + w.At + " " + w.clock(s.Next.From)
	if s.Next.ByAppointment {
		text += ", " + w.ByAppointment
	}
	return text
}

// officesOf returns the offices with the given slugs, in that order; with nil,
// all offices of the town's own, the desk that helps with everything first.
func (s *Site) officesOf(p *page, slugs []string) []officeView {
	now, _ := s.now()
	all := s.cfg.Library.Offices(p.Town.ID)
	var views []officeView
	if slugs == nil {
		for i := range all {
			if all[i].Town == p.Town.Slug {
				views = append(views, office(p.W, all[i], now, p.Town.PatronDay))
			}
		}
		slices.SortStableFunc(views, func(a, b officeView) int {
			return compareBool(b.Slug == p.Town.Desk, a.Slug == p.Town.Desk)
		})
		return views
	}
	for _, slug := range slugs {
		if i := slices.IndexFunc(all, func(o caterina.Office) bool { return o.Slug == slug }); i >= 0 {
			views = append(views, office(p.W, all[i], now, p.Town.PatronDay))
		}
	}
	return views
}

// otherContacts returns what of a card's contacts none of the offices has.
func otherContacts(c *caterina.Contacts, offices []officeView) caterina.Contacts {
	if c == nil {
		return caterina.Contacts{}
	}
	without := func(list []string, of func(officeView) []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(entry string) bool {
			return slices.ContainsFunc(offices, func(o officeView) bool { return slices.Contains(of(o), entry) })
		})
	}
	return caterina.Contacts{
		Phones: without(c.Phones, func(o officeView) []string { return o.Phones }),
		Emails: without(c.Emails, func(o officeView) []string { return o.Emails }),
		PEC:    c.PEC,
		URL:    c.URL,
	}
}
