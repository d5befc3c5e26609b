package console

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"time"

	"example.org/caterina"
)

// AgendaConfig wires the pages of the desks. Without Desks a deployment takes no
// appointments, and has no such pages.
type AgendaConfig struct {
	Desks AgendaDesks
	// Report counts the appointments of a period.
	Report func(ctx context.Context, town caterina.TownID, from, to caterina.Date) (caterina.BookingReport, error)
	Mails  bool // there is a mail server: notices leave by mail
}

// AgendaDesks carries out what staff do at the desks. What cannot be had is a
// *caterina.BookingRefused.
type AgendaDesks interface {
	AgendaDays
	AgendaLines
	AgendaBookings
	AgendaTalks
	AgendaRuling
	AgendaFeeds
}

// AgendaDays is what the desks look like.
type AgendaDays interface {
	// Offices are those of a town that receive people by appointment.
	Offices(town caterina.TownID) []caterina.Office
	// Services are what can be booked at an office.
	Services(town caterina.TownID, office string) []caterina.Service
	// Days returns the days of an office from one day on.
	Days(ctx context.Context, town caterina.TownID, office string, from caterina.Date, n int) ([]caterina.AgendaDay, error)
	// Find returns the bookings that a code names, or a person's name.
	Find(ctx context.Context, town caterina.TownID, text string) ([]caterina.Booking, error)
}

// AgendaLines is who is here.
type AgendaLines interface {
	// Line returns who waits, who is received and who is expected today.
	Line(ctx context.Context, town caterina.TownID, office string) (caterina.AgendaLine, error)
	// Deed notes what was done about somebody of today.
	Deed(ctx context.Context, act caterina.DeskAct, office string) error
	// WalkIn receives somebody without an appointment.
	WalkIn(ctx context.Context, town caterina.TownID, in caterina.WalkIn) (caterina.WalkedIn, error)
	// Squeeze gives somebody who came late the next gap.
	Squeeze(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.OperatorID) (time.Time, error)
}

// AgendaBookings is what staff do for citizens.
type AgendaBookings interface {
	// Booking returns one with its history.
	Booking(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, []caterina.BookingChange, error)
	// Times returns the free times of a day for what would be booked.
	Times(ctx context.Context, town caterina.TownID, day caterina.Date, in caterina.StaffBooking) ([]caterina.Vacancy, error)
	// Book makes or moves one, or returns what speaks against it and was not read.
	Book(ctx context.Context, town caterina.TownID, in caterina.StaffBooking) (caterina.Booking, []caterina.BookingWarning, error)
	// Cancel ends one in the office's name.
	Cancel(ctx context.Context, town caterina.TownID, id caterina.BookingID, revision int, by caterina.OperatorID, reason string) (caterina.Booking, error)
	// Send has another desk receive its person.
	Send(ctx context.Context, town caterina.TownID, id caterina.BookingID, desk caterina.DeskID, by caterina.OperatorID) error
}

// AgendaTalks is what conversations have to do with appointments, and the erasing of
// both.
type AgendaTalks interface {
	AgendaChats
	AgendaErasing
}

// AgendaChats is what a conversation has to do with appointments.
type AgendaChats interface {
	// Agreed returns the appointments that were made in a conversation.
	Agreed(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.Booking, error)
	// Kept returns the place that is kept for one; false when there is none.
	Kept(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.DeskHold, bool, error)
}

// AgendaErasing forgets whom appointments were for.
type AgendaErasing interface {
	// Erase forgets whom one was for, calls it off if it is to come, and returns it as
	// it was.
	Erase(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.OperatorID) (caterina.Booking, error)
}

// AgendaRuling is the rules, and what a change of them comes to.
type AgendaRuling interface {
	AgendaRules
	AgendaWeighing
}

// AgendaRules is when offices receive people.
type AgendaRules interface {
	// Rules returns an office's, and the appointments that they no longer cover.
	Rules(ctx context.Context, town caterina.TownID, office string) (caterina.OfficeRules, []caterina.BookingConflict, error)
	// Edit changes them; what is the line of the history.
	Edit(ctx context.Context, town caterina.TownID, office string, by caterina.OperatorID, what string, edit caterina.RuleEdit) error
	// CloseDay closes an office for a day and calls its appointments off.
	CloseDay(ctx context.Context, town caterina.TownID, office string, off caterina.DayOff, by caterina.OperatorID) (int, error)
	// CloseDesk closes a desk for a while and moves its appointments to others.
	CloseDesk(ctx context.Context, town caterina.TownID, office string, span caterina.DeskSpan, by caterina.OperatorID) (caterina.ClosedDesk, error)
}

// AgendaWeighing says beforehand what a change of the rules comes to.
type AgendaWeighing interface {
	// Concerned returns the appointments that a change is about, and why.
	Concerned(ctx context.Context, town caterina.TownID, office string, edit caterina.RuleEdit) ([]caterina.BookingConflict, error)
}

// AgendaFeeds is the desks' calendars.
type AgendaFeeds interface {
	// NewFeed gives a desk's calendar a new address and returns the secret in it.
	NewFeed(ctx context.Context, town caterina.TownID, office string, desk caterina.DeskID, by caterina.OperatorID) (caterina.Secret, error)
	// Feed returns the calendar whose address has this secret; CodeNotFound.
	Feed(ctx context.Context, secret caterina.Secret) ([]byte, error)
}

// agendaPages registers the desks' pages.
func (s *Console) agendaPages() {
	if s.cfg.Agenda.Desks == nil {
		return
	}
	s.link("Agenda", "/agenda", caterina.RoleOperator)
	s.page("GET /console/{town}/agenda", caterina.RoleOperator, s.agendaDay)
	s.page("GET /console/{town}/agenda/live", caterina.RoleOperator, s.agendaDayLive)
	s.page("GET /console/{town}/agenda/week", caterina.RoleOperator, s.agendaWeek)
	s.page("GET /console/{town}/agenda/week/live", caterina.RoleOperator, s.agendaWeekLive)
	s.page("GET /console/{town}/agenda/print", caterina.RoleOperator, s.agendaPrint)
	s.page("GET /console/{town}/agenda/line", caterina.RoleOperator, s.agendaLine)
	s.page("GET /console/{town}/agenda/line/live", caterina.RoleOperator, s.agendaLineLive)
	s.page("POST /console/{town}/agenda/line/deed", caterina.RoleOperator, s.agendaDeed)
	s.page("POST /console/{town}/agenda/line/walk-in", caterina.RoleOperator, s.agendaWalkIn)
	s.page("POST /console/{town}/agenda/find", caterina.RoleOperator, s.agendaFind)
	s.page("GET /console/{town}/agenda/bookings/{id}", caterina.RoleOperator, s.agendaBooking)
	s.page("POST /console/{town}/agenda/bookings/{id}/cancel", caterina.RoleOperator, s.agendaCancel)
	s.page("POST /console/{town}/agenda/bookings/{id}/send", caterina.RoleOperator, s.agendaSend)
	s.page("POST /console/{town}/agenda/bookings/{id}/erase", caterina.RoleSupervisor, s.agendaErase)
	s.page("GET /console/{town}/agenda/book", caterina.RoleOperator, s.agendaBookForm)
	s.page("POST /console/{town}/agenda/book", caterina.RoleOperator, s.agendaBook)
	s.page("GET /console/{town}/agenda/rules", caterina.RoleSupervisor, s.agendaRules)
	s.page("POST /console/{town}/agenda/rules/{what}", caterina.RoleSupervisor, s.agendaEdit)
}

// agendaFuncs are what the desks' templates can call.
func (s *Console) agendaFuncs() template.FuncMap {
	return template.FuncMap{
		"inWords":     inWords,
		"dayInWords":  dayInWords,
		"showCode":    showCode,
		"statusName":  statusName,
		"stretchName": stretchName,
		"weekdayName": func(d caterina.Weekday) string { return weekdayName(time.Weekday(d)) },
		"ruleText":    func(r caterina.OpeningRule) string { return ruleText(&r) },
		"spanText":    func(span caterina.DeskSpan) string { return stretchText(&span) },
		"reveal":      func(secret caterina.Secret) string { return secret.Reveal() },
		"phone":       func(number caterina.Secret) string { return caterina.ShownPhone(number.Reveal()) },
		"minutesTo":   func(t time.Time) int { return max(1, int(t.Sub(s.cfg.Now()).Round(time.Minute).Minutes())) },
		"warned":      saidWarning,
		"agendaTabs":  agendaTabsOf,
		"laneText":    laneText,
	}
}

// officeCookie remembers at which office somebody works.
const officeCookie = "caterina-office"

// deskPlace is where somebody works: the head of every page of the desks.
type deskPlace struct {
	Base    string // address of the town's pages
	Offices []caterina.Office
	Office  caterina.Office
	Page    string // what is open: day, week, line, rules
	Day     caterina.Date
	Today   caterina.Date
	Done    string
	Error   string
}

// place finds the office and the day that a page is about: those of the address,
// else the office that was worked at last, and today.
func (s *Console) place(w http.ResponseWriter, r *http.Request, staff Staff, page string) (deskPlace, error) {
	p := deskPlace{Base: "/console/" + staff.Town.Slug, Offices: s.cfg.Agenda.Desks.Offices(staff.Town.ID), Page: page, Today: s.todayInRome()}
	if len(p.Offices) == 0 {
		return p, caterina.Errorf(caterina.CodeNotFound, "in questo Comune nessuna sede riceve su appuntamento: i servizi da prenotare si aggiungono nei file del Comune")
	}
	slug := r.FormValue("office")
	if slug == "" {
		if cookie, err := r.Cookie(officeCookie); err == nil {
			slug = cookie.Value
		}
	} else if r.Method == http.MethodGet {
		s.setCookie(w, officeCookie, slug, officeStays)
	}
	i := slices.IndexFunc(p.Offices, func(o caterina.Office) bool { return o.Slug == slug })
	if i < 0 && r.FormValue("office") != "" {
		return p, caterina.Errorf(caterina.CodeNotFound, "questa sede non riceve su appuntamento: torna all'agenda e scegline un'altra")
	}
	p.Office, p.Day = p.Offices[max(i, 0)], p.Today
	if text := r.FormValue("day"); text != "" {
		day, err := caterina.ParseDate(text)
		if err != nil {
			return p, caterina.Errorf(caterina.CodeInvalid, "il giorno non si capisce: scrivilo come giorno, mese e anno, per esempio 24/11/2026")
		}
		p.Day = day
	}
	return p, nil
}

// officeStays is how long the office is remembered.
const officeStays = 90 * 24 * time.Hour

func (s *Console) todayInRome() caterina.Date {
	return caterina.DateOf(s.cfg.Now().In(caterina.Rome()))
}

// Query is the part of an address that leads to the same office and day.
func (p *deskPlace) Query() template.URL {
	return template.URL("office=" + template.URLQueryEscaper(p.Office.Slug) + "&day=" + p.Day.String()) // #nosec G203 -- escaped
}

// On is the same for another day.
func (p *deskPlace) On(day caterina.Date) template.URL {
	return template.URL("office=" + template.URLQueryEscaper(p.Office.Slug) + "&day=" + day.String()) // #nosec G203 -- escaped
}

// backTo is where a form leads back to.
func (p *deskPlace) backTo(page string) string { return page + "?" + string(p.Query()) }

// agendaTab is one of the pages of an office.
type agendaTab struct {
	Name, Path string
	Current    bool
}

// agendaTabsOf are the pages of an office that a member may open.
func agendaTabsOf(staff *Staff, current string) []agendaTab {
	tabs := []agendaTab{
		{"Chi aspetta", "/agenda/line", current == "line"}, {"Giorno", "/agenda", current == "day"}, {"Settimana", "/agenda/week", current == "week"},
	}
	if staff.May(caterina.RoleSupervisor) {
		tabs = append(tabs, agendaTab{"Orari e chiusure", "/agenda/rules", current == "rules"})
	}
	return tabs
}
