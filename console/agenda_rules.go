package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// agendaRulesView is when an office receives people.
type agendaRulesView struct {
	deskPlace
	Rules     caterina.OfficeRules
	Services  []caterina.Service // what can be booked at the office
	Conflicts []conflictRow
	Feed      string            // address of a calendar that was just made
	FeedAgain bool              // it had one before
	Confirm   *ruleConfirm      // what is asked once more
	Changing  int64             // id of the rule that is being changed, 0 for none
	Lanes     caterina.DeskID   // whose lanes are being changed, 0 for none
	Form      map[string]string // as it was typed
}

// conflictRow is an appointment that no opening covers any more.
type conflictRow struct {
	caterina.BookingConflict
	Said string
}

func (s *Console) agendaRules(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showRules(w, r, staff, http.StatusOK, agendaRulesView{})
}

func (s *Console) showRules(w http.ResponseWriter, r *http.Request, staff Staff, status int, view agendaRulesView) error {
	wrong := view.Error
	var err error
	if view.deskPlace, err = s.place(w, r, staff, "rules"); err != nil {
		return err
	}
	view.Error, view.Done = wrong, cmp.Or(view.Done, s.wasDone(w, r))
	var conflicts []caterina.BookingConflict
	if view.Rules, conflicts, err = s.cfg.Agenda.Desks.Rules(r.Context(), staff.Town.ID, view.Office.Slug); err != nil {
		return err
	}
	view.Conflicts, view.Services = conflictRows(conflicts), s.cfg.Agenda.Desks.Services(staff.Town.ID, view.Office.Slug)
	view.Form = map[string]string{}
	if view.Confirm == nil {
		view.open(r)
	}
	if status >= http.StatusBadRequest {
		for name := range r.PostForm {
			view.Form[name] = r.PostFormValue(name)
		}
	}
	s.render(w, r, status, "agenda-rules", &view)
	return nil
}

// conflictRows says why appointments stand where they do not fit.
func conflictRows(conflicts []caterina.BookingConflict) []conflictRow {
	rows := make([]conflictRow, len(conflicts))
	for i, c := range conflicts {
		said := saidWarning(caterina.BookingWarning{Why: c.Why, Reason: c.Reason})
		if c.Why == caterina.ProblemUnknown {
			said = "Lo sportello non è più in uso, o non fa più questo servizio."
		}
		rows[i] = conflictRow{c, said}
	}
	return rows
}

// Desk is the name of a desk, for the page.
func (v *agendaRulesView) Desk(id caterina.DeskID) string {
	for _, d := range v.Rules.Desks {
		if d.ID == id {
			return d.Name
		}
	}
	return "tutta la sede"
}

// Weekdays are the days of a week, from Monday.
func (v *agendaRulesView) Weekdays() []caterina.Weekday {
	return []caterina.Weekday{1, 2, 3, 4, 5, 6, 0}
}

// agendaEdit carries out a change of the rules.
func (s *Console) agendaEdit(w http.ResponseWriter, r *http.Request, staff Staff) error {
	place, err := s.place(w, r, staff, "rules")
	if err != nil {
		return err
	}
	switch r.PathValue("what") {
	case "close-day":
		return s.closeDay(w, r, staff, &place)
	case "close-desk":
		return s.closeDesk(w, r, staff, &place)
	case "feed":
		return s.newFeed(w, r, staff, &place)
	}
	edit, what, wrong, err := s.ruleEdit(r, staff, &place)
	switch {
	case err != nil:
		return err
	case wrong != "":
		return s.showRules(w, r, staff, http.StatusUnprocessableEntity, agendaRulesView{deskPlace: deskPlace{Error: wrong}})
	case edit == nil:
		return caterina.Errorf(caterina.CodeNotFound, saidNoPage)
	}
	if ok, err := s.confirmed(w, r, staff, &place, edit); !ok {
		return err
	}
	err = s.cfg.Agenda.Desks.Edit(r.Context(), staff.Town.ID, place.Office.Slug, staff.Operator.ID, what, edit)
	if code := caterina.CodeOf(err); code == caterina.CodeInvalid || code == caterina.CodeConflict {
		return s.showRules(w, r, staff, statusOf(code), agendaRulesView{deskPlace: deskPlace{Error: "Non è cambiato niente: " + problemOf(err).Message + "."}})
	}
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "agenda.rules", place.Office.Slug, what); err != nil {
		return err
	}
	s.done(w, r, staff, place.backTo("/agenda/rules"), what+". Nessun appuntamento è stato toccato.")
	return nil
}

// ruleEdit reads a change: what it is, how the history tells it, or what is wrong.
func (s *Console) ruleEdit(r *http.Request, staff Staff, place *deskPlace) (edit caterina.RuleEdit, said, wrong string, err error) {
	switch r.PathValue("what") {
	case "opening-change":
		return s.changedOpening(r, staff, place)
	case "lanes":
		return s.changedLanes(r, staff, place)
	}
	edit, said, wrong = plainEdit(r, r.PathValue("what"))
	return edit, said, wrong, nil
}

// plainEdit reads a change that does not depend on how the rules stand.
func plainEdit(r *http.Request, what string) (edit caterina.RuleEdit, said, wrong string) {
	switch what {
	case "opening":
		rule, wrong := openingOf(r)
		if wrong != "" {
			return nil, "", wrong
		}
		return caterina.AddOpening{Rule: rule}, "Aggiunto un orario: " + ruleText(&rule), ""
	case "day":
		return dayEdit(r)
	case "extra":
		span, wrong := spanOf(r)
		return caterina.AddExtra{Span: span}, "Apertura in più: " + stretchText(&span), wrong
	case "desk":
		return deskEdit(r)
	case "opening-drop":
		return caterina.DropOpening{ID: number(r, "id")}, "Tolto un orario: " + shortText(r.PostFormValue("label")), ""
	case "closure-drop":
		return caterina.DropClosure{ID: number(r, "id")}, "Tolta una chiusura: " + shortText(r.PostFormValue("label")), ""
	case "extra-drop":
		return caterina.DropExtra{ID: number(r, "id")}, "Tolta un'apertura in più: " + shortText(r.PostFormValue("label")), ""
	case "day-remove":
		day, err := caterina.ParseDate(r.PostFormValue("date"))
		if err != nil {
			return nil, "", "Il giorno non si capisce: ricarica la pagina."
		}
		return caterina.RemoveDayOff{Date: day}, "Si lavora " + dayInWords(day), ""
	default:
		return nil, "", ""
	}
}

// shortText bounds what the history takes over from a form.
func shortText(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")
	return string([]rune(text)[:min(len([]rune(text)), 120)])
}

// dayEdit reads a day off.
func dayEdit(r *http.Request) (edit caterina.RuleEdit, said, wrong string) {
	day, wrong := dayField(r, "date")
	if wrong != "" || day == nil {
		return nil, "", cmp.Or(wrong, "Scegli il giorno.")
	}
	name, err := field(r, "name", 80)
	if err != nil || name == "" {
		return nil, "", "Scrivi come si chiama il giorno: il cittadino che chiede lo legge. Al massimo 80 caratteri."
	}
	kind := caterina.DayOffKind(r.PostFormValue("kind"))
	if !slices.Contains([]caterina.DayOffKind{caterina.OffNational, caterina.OffPatron, caterina.OffMunicipal, caterina.OffStrike, caterina.OffTraining, caterina.OffEmergency}, kind) {
		kind = caterina.OffMunicipal
	}
	return caterina.AddDayOff{Day: caterina.DayOff{Date: *day, Kind: kind, Name: name}}, "Giorno senza appuntamenti: " + dayInWords(*day) + ", " + name, ""
}

// longestSpan is how long a closure or an extra opening may last.
const longestSpan = 366 * 24 * time.Hour

// spanOf reads when something begins and ends, and for which desk.
func spanOf(r *http.Request) (caterina.DeskSpan, string) {
	span := caterina.DeskSpan{Desk: caterina.DeskID(number(r, "desk"))}
	var err error
	for _, f := range []struct {
		day, clock string
		to         *time.Time
	}{{"from-day", "from", &span.From}, {"to-day", "to", &span.To}} {
		if *f.to, err = time.ParseInLocation("2006-01-02 15:04", r.PostFormValue(f.day)+" "+r.PostFormValue(f.clock), caterina.Rome()); err != nil {
			return span, "Scrivi giorno e ora dell'inizio e della fine. Il 30 febbraio non esiste."
		}
	}
	reason, err := field(r, "reason", longestReason)
	span.Reason = reason
	switch {
	case err != nil:
		return span, "Il motivo è troppo lungo: al massimo 200 caratteri."
	case !span.To.After(span.From):
		return span, "La fine viene prima dell'inizio: scambiali."
	case span.To.Sub(span.From) > longestSpan:
		return span, "Dura al massimo un anno: per di più cambia gli orari."
	}
	return span, ""
}

// stretchText writes a stretch of time. Whole days are told without the hours.
func stretchText(span *caterina.DeskSpan) string {
	from, to := span.From.In(caterina.Rome()), span.To.In(caterina.Rome())
	first, last := caterina.DateOf(from), caterina.DateOf(to.Add(-time.Second))
	whole := from.Equal(first.Time(caterina.Rome())) && !to.Before(last.AddDays(1).Time(caterina.Rome()).Add(-time.Minute))
	switch {
	case whole && first == last:
		return dayInWords(first) + ", tutto il giorno"
	case whole:
		return "da " + dayInWords(first) + " a " + dayInWords(last) + ", tutto il giorno"
	case first == last:
		return fmt.Sprintf("%s, dalle %s alle %s", dayInWords(first), from.Format("15:04"), to.Format("15:04"))
	default:
		return "da " + inWords(from) + " a " + inWords(to)
	}
}
