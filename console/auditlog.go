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
		{"booking", "appuntamenti"},
		{"agenda", "agenda, orari e chiusure"},
		{"lesson", "proposte e domande"},
		{"canned", "risposte pronte"},
		{"approval", "approvazione delle risposte"},
		{"queue", "code"},
		{"model", "modello linguistico"},
		{"report", "rapporti"},
		{"operator", "account e turni dei colleghi"},
		{"account", "il proprio accesso"},
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
	if name, ok := actionNames()[action]; ok {
		return name
	}
	return action
}

// actionNames are the names of everything that is noted. A test finds what has none.
func actionNames() map[string]string {
	return map[string]string{ // #nosec G101 -- names, no credentials
		"account.password": "ha cambiato la propria password", "account.second_factor": "ha cambiato il proprio secondo fattore",
		"account.sign_in": "ha fatto accesso", "account.sign_out_everywhere": "si è disconnesso da tutti gli altri browser",
		"agenda.close": "ha chiuso un giorno o uno sportello", "agenda.feed": "ha dato un nuovo indirizzo al calendario di uno sportello",
		"agenda.print": "ha stampato gli appuntamenti di un giorno", "agenda.rules": "ha cambiato gli orari di uno sportello",
		"approval.on": "ha attivato l'approvazione delle risposte", "approval.off": "ha tolto l'approvazione delle risposte",
		"booking.cancel": "ha annullato un appuntamento", "booking.erase": "ha cancellato i dati di un appuntamento", "booking.make": "ha fissato un appuntamento", "booking.move": "ha spostato un appuntamento",
		"callback.take": "ha preso una richiamata", "callback.missed": "ha richiamato senza risposta", "callback.done": "ha richiamato",
		"callback.unreachable": "ha chiuso una richiamata dopo tre tentativi",
		"canned.save":          "ha salvato una risposta pronta", "canned.drop": "ha tolto una risposta pronta",
		"conversation.accept": "ha accettato una conversazione", "conversation.approve": "ha approvato una risposta dell'assistente",
		"conversation.close": "ha chiuso una conversazione", "conversation.decline": "ha rifiutato una conversazione",
		"conversation.erase": "ha cancellato il contenuto di una conversazione", "conversation.hand_back": "ha restituito una conversazione all'assistente",
		"conversation.edit": "ha corretto un suo messaggio al cittadino",
		"conversation.file": "ha aperto un file inviato da un cittadino",
		"conversation.note": "ha scritto una nota interna", "conversation.read": "ha letto una conversazione non sua",
		"conversation.reply": "ha scritto al cittadino", "conversation.seen": "ha guardato una conversazione con un pericolo",
		"conversation.snooze": "ha rimandato una conversazione", "conversation.take": "ha preso una conversazione",
		"conversation.transfer": "ha passato una conversazione", "conversation.wish": "ha cambiato il proprio stato",
		"lesson.propose": "ha proposto una domanda", "lesson.accept": "ha accettato una domanda",
		"lesson.reject": "ha scartato una proposta", "lesson.drop": "ha tolto una domanda da una scheda",
		"model.autonomy": "ha cambiato quanto fa il modello da solo", "model.limit": "ha cambiato il limite del modello",
		"operator.add": "ha aggiunto un account", "operator.change": "ha cambiato un account", "operator.disable": "ha disattivato un account",
		"operator.duty": "ha cambiato il turno di un collega", "operator.enable": "ha riattivato un account",
		"operator.password": "ha dato una password nuova", "operator.remove": "ha tolto un account da questo Comune",
		"operator.second_factor": "ha azzerato un secondo fattore",
		"queue.close":            "ha chiuso una coda", "queue.open": "ha riaperto una coda", "queue.hours": "ha cambiato gli orari di una coda",
		"report.export": "ha scaricato un rapporto",
	}
}
