package console

import (
	"fmt"
	"net/http"

	"example.org/caterina"
)

// ruleConfirm asks once more before the rules are changed, with what that comes to.
type ruleConfirm struct {
	Title, Said string
	What        string      // of the change, in its address
	Fields      [][2]string // of its form
	Button      string
	Concerned   []conflictRow // the appointments that it is about
}

// confirmed says whether a change of the rules was confirmed, or needs no such step.
// Else the page asks, and says how many appointments it is about.
func (s *Console) confirmed(w http.ResponseWriter, r *http.Request, staff Staff, place *deskPlace, edit caterina.RuleEdit) (bool, error) {
	if r.PostFormValue("sure") != "" {
		return true, nil
	}
	confirm := ruleConfirm{What: r.PathValue("what")}
	label := shortText(r.PostFormValue("label"))
	switch e := edit.(type) {
	case caterina.ChangeOpening:
		confirm.Title, confirm.Button = "Cambiare l'orario «"+ruleText(&e.Was)+"» in «"+ruleText(&e.Rule)+"»?", "Sì, cambia l'orario"
	case caterina.DropOpening:
		confirm.Title, confirm.Button = "Togliere l'orario «"+label+"»?", "Sì, togli l'orario"
	case caterina.DropExtra:
		confirm.Title, confirm.Button = "Togliere l'apertura in più «"+label+"»?", "Sì, togli l'apertura"
	case caterina.AddDayOff:
		if confirm.What != "close-day" {
			return true, nil
		}
		confirm.Title, confirm.Button = "Chiudere "+dayInWords(e.Day.Date)+"?", "Sì, chiudi il giorno"
	default:
		return true, nil
	}
	concerned, err := s.cfg.Agenda.Desks.Concerned(r.Context(), staff.Town.ID, place.Office.Slug, edit)
	if err != nil {
		return false, err
	}
	if _, change := edit.(caterina.ChangeOpening); change && len(concerned) == 0 {
		return true, nil
	}
	confirm.Said, confirm.Concerned = concerns(len(concerned), confirm.What == "close-day"), conflictRows(concerned)
	for _, name := range []string{"office", "id", "label", "date", "kind", "name", "seen", "desk", "weekday", "from", "to", "every", "anchor", "since", "until"} {
		if value := r.PostFormValue(name); value != "" {
			confirm.Fields = append(confirm.Fields, [2]string{name, value})
		}
	}
	return false, s.showRules(w, r, staff, http.StatusOK, agendaRulesView{Confirm: &confirm})
}

// concerns says how many appointments a change is about, and what becomes of them.
func concerns(n int, ends bool) string {
	switch {
	case n == 0:
		return "Non riguarda nessun appuntamento."
	case n == 1 && ends:
		return "Riguarda 1 appuntamento: viene annullato, e il cittadino riceve tre altre ore."
	case ends:
		return fmt.Sprintf("Riguarda %d appuntamenti: vengono annullati, e ogni cittadino riceve tre altre ore.", n)
	case n == 1:
		return "Riguarda 1 appuntamento già preso: resta valido, ma sarà fuori orario. Decidi tu se spostarlo o annullarlo."
	default:
		return fmt.Sprintf("Riguarda %d appuntamenti già presi: restano validi, ma saranno fuori orario. Decidi tu se spostarli o annullarli.", n)
	}
}
