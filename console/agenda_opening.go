package console

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// open shows the form of the rule, or of the desk's lanes, that the address or the
// form that was sent is about. Its fields hold how that stands now.
func (v *agendaRulesView) open(r *http.Request) {
	id, desk := number(r, "id"), caterina.DeskID(number(r, "desk"))
	switch {
	case r.Method == http.MethodGet:
		changing, _ := strconv.ParseInt(r.FormValue("change"), 10, 64) // what is no number opens nothing
		lanes, _ := strconv.ParseInt(r.FormValue("lanes"), 10, 64)
		id, desk = changing, caterina.DeskID(lanes)
	case r.PathValue("what") == "opening-change":
		desk = 0
	case r.PathValue("what") == "lanes":
		id = 0
	default:
		return
	}
	for _, rule := range v.Rules.Openings {
		if rule.ID == id && id != 0 {
			v.Changing = id
			v.Form = openingForm(&rule)
		}
	}
	for _, d := range v.Rules.Desks {
		if d.ID == desk && desk != 0 {
			v.Lanes = desk
			n := d.LaneCount()
			v.Form = map[string]string{"online": strconv.Itoa(n.Online), "kept": strconv.Itoa(n.Kept)}
		}
	}
}

// Adding is what was typed into the form of a new rule.
func (v *agendaRulesView) Adding() map[string]string {
	if v.Changing != 0 || v.Lanes != 0 {
		return map[string]string{}
	}
	return v.Form
}

// Guessed says whether the town's files do not say when the office is open.
func (v *agendaRulesView) Guessed() bool { return len(v.Office.Hours.Shifts) == 0 }

// soonDays is how many days off are shown at once: the next ones are changed, and a
// year of feasts is long.
const soonDays = 6

// Soon and Later are the days off.
func (v *agendaRulesView) Soon() []caterina.DayRule {
	return v.Rules.Days[:min(soonDays, len(v.Rules.Days))]
}

// Later are those that are not shown at once.
func (v *agendaRulesView) Later() []caterina.DayRule { return v.Rules.Days[len(v.Soon()):] }

// dayOffView is a day off with where its form goes.
type dayOffView struct {
	caterina.DayRule
	Base, Office string
}

// DayOff is for one.
func (v *agendaRulesView) DayOff(base string, day caterina.DayRule) dayOffView {
	return dayOffView{day, base, v.Office.Slug}
}

// conflictTable is what the list of such appointments needs.
type conflictTable struct {
	Base string
	Rows []conflictRow
}

// ConflictTable is for the list of some.
func (*agendaRulesView) ConflictTable(base string, rows []conflictRow) conflictTable {
	return conflictTable{base, rows}
}

// openingFormView is what the form of a rule needs that is there.
type openingFormView struct {
	Base string
	View *agendaRulesView
	Rule caterina.OpeningRule
}

// OpeningForm is for one.
func (v *agendaRulesView) OpeningForm(base string, rule caterina.OpeningRule) openingFormView {
	return openingFormView{base, v, rule}
}

// openingFields is what the fields of a rule need. Prefix tells two forms apart.
type openingFields struct {
	Prefix   string
	Form     map[string]string
	Desks    []caterina.DeskRules
	Weekdays []caterina.Weekday
}

// OpeningFields is for a form.
func (v *agendaRulesView) OpeningFields(prefix string, form map[string]string) openingFields {
	return openingFields{prefix, form, v.Rules.Desks, v.Weekdays()}
}

// openingForm is a rule as its form has it.
func openingForm(r *caterina.OpeningRule) map[string]string {
	form := map[string]string{
		"desk": fmt.Sprint(r.Desk), "weekday": strconv.Itoa(int(r.Weekday)), "from": r.From.String(), "to": r.To.String(),
		"every": strconv.Itoa(max(1, r.EveryWeeks)),
	}
	if r.EveryWeeks > 1 {
		form["anchor"] = r.Anchor.String()
	}
	if r.Since != nil {
		form["since"] = r.Since.String()
	}
	if r.Until != nil {
		form["until"] = r.Until.String()
	}
	return form
}

// Seen says in one word how a rule stands, so that a form can say what it was made
// for.
func (*agendaRulesView) Seen(r caterina.OpeningRule) string { return seenOpening(&r) }

func seenOpening(r *caterina.OpeningRule) string {
	f := openingForm(r)
	return strings.Join([]string{f["desk"], f["weekday"], f["from"], f["to"], f["every"], f["anchor"], f["since"], f["until"]}, "|")
}

const saidOpeningChanged = "Non è cambiato niente: nel frattempo un collega ha cambiato o tolto questo orario. Guarda com'è adesso, e cambialo di nuovo se serve."

// openingNow is a rule as it stands now; false when it has gone.
func (s *Console) openingNow(ctx context.Context, staff Staff, place *deskPlace, id int64) (caterina.OpeningRule, bool, error) {
	rules, _, err := s.cfg.Agenda.Desks.Rules(ctx, staff.Town.ID, place.Office.Slug)
	for _, rule := range rules.Openings {
		if rule.ID == id {
			return rule, true, err
		}
	}
	return caterina.OpeningRule{}, false, err
}

// changedOpening reads what is to become of a rule. Whoever saw it as it was before
// a colleague changed it looks again.
func (s *Console) changedOpening(r *http.Request, staff Staff, place *deskPlace) (edit caterina.RuleEdit, said, wrong string, err error) {
	was, ok, err := s.openingNow(r.Context(), staff, place, number(r, "id"))
	switch {
	case err != nil:
		return nil, "", "", err
	case !ok || seenOpening(&was) != r.PostFormValue("seen"):
		return nil, "", saidOpeningChanged, nil
	}
	rule, wrong := openingOf(r)
	if rule.ID = was.ID; wrong == "" && seenOpening(&rule) == seenOpening(&was) {
		wrong = "Non è cambiato niente: l'orario era già così."
	}
	return caterina.ChangeOpening{Rule: rule, Was: was}, "Cambiato un orario: da " + ruleText(&was) + " a " + ruleText(&rule), wrong, nil
}

// openingOf reads a rule.
func openingOf(r *http.Request) (rule caterina.OpeningRule, wrong string) {
	rule = caterina.OpeningRule{Desk: caterina.DeskID(number(r, "desk")), EveryWeeks: max(1, int(number(r, "every")))}
	weekday, err := strconv.Atoi(r.PostFormValue("weekday"))
	if err != nil || weekday < 0 || weekday > 6 {
		return rule, "Scegli il giorno della settimana."
	}
	rule.Weekday = caterina.Weekday(weekday)
	if rule.From.UnmarshalText([]byte(r.PostFormValue("from"))) != nil || rule.To.UnmarshalText([]byte(r.PostFormValue("to"))) != nil {
		return rule, "Scrivi l'ora di apertura e quella di chiusura, per esempio 9:00 e 12:30."
	}
	if rule.Since, wrong = dayField(r, "since"); wrong != "" {
		return rule, wrong
	}
	if rule.Until, wrong = dayField(r, "until"); wrong != "" {
		return rule, wrong
	}
	anchor, wrong := dayField(r, "anchor")
	switch {
	case wrong != "":
		return rule, wrong
	case rule.EveryWeeks > 1 && anchor == nil && rule.Since == nil:
		return rule, "Per un orario che non torna ogni settimana scrivi una data in cui vale: le settimane si contano da quella."
	case anchor == nil && rule.Since != nil:
		anchor = rule.Since
	case anchor == nil:
		anchor = &caterina.Date{Year: 2024, Month: time.January, Day: 1}
	}
	rule.Anchor = anchor.AddDays(-(int(anchor.Weekday()) + 6) % 7)
	return rule, ""
}

// ruleText writes a rule: "lunedì 09:00–12:00, ogni 2 settimane, dal 2026-11-01".
func ruleText(r *caterina.OpeningRule) string {
	text := weekdayName(time.Weekday(r.Weekday)) + " " + r.From.String() + "–" + r.To.String()
	if r.EveryWeeks > 1 {
		text += fmt.Sprintf(", ogni %d settimane (per esempio quella di %s)", r.EveryWeeks, dayInWords(r.Anchor))
	}
	if r.Since != nil {
		text += ", da " + dayInWords(*r.Since)
	}
	if r.Until != nil {
		text += ", fino a " + dayInWords(*r.Until)
	}
	return text
}

// dayField reads a day that may be left out.
func dayField(r *http.Request, name string) (*caterina.Date, string) {
	text := strings.TrimSpace(r.PostFormValue(name))
	if text == "" {
		return nil, ""
	}
	day, err := caterina.ParseDate(text)
	if err != nil {
		return nil, "Una data non si capisce: scrivila come giorno, mese e anno, per esempio 24/11/2026. Il 30 febbraio non esiste."
	}
	return &day, ""
}
