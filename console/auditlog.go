package console

import (
	"net/http"
	"strconv"

	"example.org/caterina"
)

// auditPages registers the log of what staff did.
func (s *Console) auditPages() {
	s.link("Registro", "/audit", caterina.RoleAdmin)
	s.page("GET /console/{town}/audit", caterina.RoleAdmin, s.auditLog)
}

// auditAtOnce is how many lines a page of the log has.
const auditAtOnce = 100

// auditView is a page of the log.
type auditView struct {
	Entries  []auditLine
	People   []caterina.StaffMember
	Operator caterina.OperatorID
	Kinds    []auditKind
	Kind     string
	Older    string // address of the next page, "" on the last
}

// auditLine is an entry with its action in words.
type auditLine struct {
	caterina.AuditEntry
	Said string
}

// auditKind is a first part of actions, to filter by.
type auditKind struct{ Prefix, Name string }

func auditKinds() []auditKind {
	return []auditKind{
		{"conversation", "conversazioni"},
		{"callback", "richiamate"},
		{"lesson", "proposte e domande"},
		{"canned", "risposte pronte"},
		{"queue", "code"},
		{"operator", "account e turni"},
		{"session", "accessi"},
	}
}

// auditLog shows what was done, the newest first.
func (s *Console) auditLog(w http.ResponseWriter, r *http.Request, staff Staff) error {
	query := r.URL.Query()
	before, _ := strconv.ParseInt(query.Get("before"), 10, 64) // 0 when it is no number: the newest
	operator, _ := strconv.ParseInt(query.Get("operator"), 10, 64)
	view := auditView{Operator: caterina.OperatorID(operator), Kinds: auditKinds()}
	for _, kind := range view.Kinds {
		if kind.Prefix == query.Get("kind") {
			view.Kind = kind.Prefix
		}
	}
	prefix := view.Kind
	if prefix != "" {
		prefix += "."
	}
	entries, err := s.cfg.Supervisor.Store.AuditEntries(r.Context(), staff.Town.ID, before, view.Operator, prefix, auditAtOnce)
	if err != nil {
		return err
	}
	if view.People, err = s.cfg.Store.Staff(r.Context(), staff.Town.ID); err != nil {
		return err
	}
	for _, e := range entries {
		view.Entries = append(view.Entries, auditLine{e, actionName(e.Action)})
	}
	if len(entries) == auditAtOnce {
		query.Set("before", strconv.FormatInt(entries[len(entries)-1].ID, 10))
		view.Older = r.URL.Path + "?" + query.Encode()
	}
	s.render(w, r, http.StatusOK, "audit", view)
	return nil
}

// actionName is what staff call an action; one that has no name is shown as it is.
func actionName(action string) string {
	name, ok := map[string]string{
		"callback.take": "ha preso una richiamata", "callback.missed": "ha richiamato senza risposta", "callback.done": "ha richiamato",
		"callback.unreachable": "ha chiuso una richiamata dopo tre tentativi",
		"canned.save":          "ha salvato una risposta pronta", "canned.drop": "ha tolto una risposta pronta",
		"lesson.propose": "ha proposto una domanda", "lesson.accept": "ha accettato una domanda",
		"lesson.reject": "ha scartato una proposta", "lesson.drop": "ha tolto una domanda da una scheda",
		"operator.duty": "ha cambiato il turno di un collega", "queue.close": "ha chiuso una coda", "queue.open": "ha riaperto una coda",
		"conversation.take": "ha preso una conversazione", "conversation.close": "ha chiuso una conversazione",
		"conversation.transfer": "ha passato una conversazione", "conversation.handback": "ha ridato una conversazione all'assistente",
		"conversation.snooze": "ha sospeso una conversazione", "conversation.read": "ha letto una conversazione",
		"conversation.approve": "ha approvato una risposta dell'assistente",
		"approval.on":          "ha fatto approvare le risposte dell'assistente",
		"approval.off":         "ha fatto partire subito le risposte dell'assistente",
		"report.export":        "ha scaricato un rapporto",
	}[action]
	if !ok {
		return action
	}
	return name
}
