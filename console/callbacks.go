package console

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"

	"example.org/caterina"
)

// callbackPages registers the list of call-backs.
func (s *Console) callbackPages() {
	s.link("Richiamate", "/callbacks", caterina.RoleOperator)
	s.page("GET /console/{town}/callbacks", caterina.RoleOperator, s.callbacks)
	s.page("POST /console/{town}/callbacks/{id}/take", caterina.RoleOperator, s.takeCallback)
	s.page("POST /console/{town}/callbacks/{id}/missed", caterina.RoleOperator, s.missedCallback)
	s.page("POST /console/{town}/callbacks/{id}/done", caterina.RoleOperator, s.doneCallback)
}

// maxAttempts is how often a citizen is called in vain before it ends.
const maxAttempts = 3

// callbacksView is the list of call-backs.
type callbacksView struct {
	Done   string
	Mine   []callbackLine
	Open   []callbackLine
	Others []callbackLine
}

// callbackLine is one promise. Who wants to be called, where and why is there
// only for whoever has taken it.
type callbackLine struct {
	caterina.Callback
	QueueName string
	Preferred string
	Mark      string // how its time stands, in words
	Pressing  bool
	Last      bool // the next call in vain is the last one
	Contact   contact
}

// contact is what a citizen left, empty for those whom it does not concern.
type contact struct {
	Name, Way, Text string
	Link            template.URL // "tel:" and digits, or "mailto:"
}

// callbacks lists what is to be done: one's own first.
func (s *Console) callbacks(w http.ResponseWriter, r *http.Request, staff Staff) error {
	calls, err := s.cfg.Supervisor.Store.Callbacks(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	view := callbacksView{Done: s.wasDone(w, r)}
	for _, call := range calls {
		line := callbackLine{
			Callback: call, QueueName: queueNamed(staff.Town, call.Queue), Preferred: partOfDay(call.Form.When),
			Last: call.Attempts == maxAttempts-1,
		}
		target := s.cfg.Inbox.Targets.CallTarget(staff.Town, call)
		line.Mark, line.Pressing = callMark(target, call.DueAt, s.cfg.Now()), pressing(target)
		mine := call.State == caterina.CallbackTaken && call.Owner == staff.Operator.ID
		if mine {
			line.Contact = contactOf(call.Form)
		}
		line.Form = caterina.CallbackForm{} // templates cannot show what they do not have
		switch {
		case mine:
			view.Mine = append(view.Mine, line)
		case call.State == caterina.CallbackOpen:
			view.Open = append(view.Open, line)
		default:
			view.Others = append(view.Others, line)
		}
	}
	s.render(w, r, http.StatusOK, "callbacks", view)
	return nil
}

// contactOf makes the contact a link that dials or writes.
func contactOf(form caterina.CallbackForm) contact {
	c := contact{Name: form.Name, Way: form.Contact, Text: form.Text}
	if slices.Contains([]rune(form.Contact), '@') {
		c.Link = template.URL("mailto:" + form.Contact) // #nosec G203 -- the scheme is ours
		return c
	}
	digits := make([]rune, 0, len(form.Contact))
	for i, r := range form.Contact {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			digits = append(digits, r)
		}
	}
	c.Link = template.URL("tel:" + string(digits)) // #nosec G203 -- digits
	return c
}

// partOfDay is when a citizen can be reached, in words.
func partOfDay(when caterina.CallbackWhen) string {
	switch when {
	case caterina.CallMorning:
		return "di mattina"
	case caterina.CallAfternoon:
		return "di pomeriggio"
	default:
		return "in qualsiasi momento"
	}
}

func (s *Console) takeCallback(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.cfg.Supervisor.Store.TakeCallback(r.Context(), staff.Town.ID, id, staff.Operator.ID); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "callback.take", strconv.FormatInt(id, 10), ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/callbacks", "La richiamata è tua: ora vedi nome e recapito.")
	return nil
}

// mine finds a promise that the member has taken.
func (s *Console) mine(r *http.Request, staff Staff) (caterina.Callback, error) {
	id, err := pathID(r, "id")
	if err != nil {
		return caterina.Callback{}, err
	}
	calls, err := s.cfg.Supervisor.Store.Callbacks(r.Context(), staff.Town.ID)
	if err != nil {
		return caterina.Callback{}, err
	}
	for _, call := range calls {
		switch {
		case call.ID != id:
		case call.State == caterina.CallbackTaken && call.Owner == staff.Operator.ID:
			return call, nil
		case call.State == caterina.CallbackTaken:
			return call, caterina.Errorf(caterina.CodeConflict, "questa richiamata l'ha presa %s: torna all'elenco", call.OwnerName)
		default:
			return call, caterina.Errorf(caterina.CodeConflict, "prima prendi la richiamata, poi segna com'è andata")
		}
	}
	return caterina.Callback{}, caterina.Errorf(caterina.CodeNotFound, "questa richiamata non c'è più: forse il cittadino ha scritto di nuovo, oppure è già conclusa")
}

// missedCallback counts a call in vain. With the third one the store ends the
// promise and tells the citizen.
func (s *Console) missedCallback(w http.ResponseWriter, r *http.Request, staff Staff) error {
	call, err := s.mine(r, staff)
	if err != nil {
		return err
	}
	ctx, town, target := r.Context(), staff.Town.ID, strconv.FormatInt(call.ID, 10)
	next := s.cfg.Supervisor.NextAttempt(staff.Town, call, s.cfg.Now())
	attempts, events, err := s.cfg.Supervisor.Store.CallbackAttempt(ctx, town, call.ID, staff.Operator.ID, next)
	if err != nil {
		return err
	}
	s.tellAll(events)
	if attempts < maxAttempts {
		if err := s.audit(ctx, staff, "callback.missed", target, "tentativo "+strconv.Itoa(attempts)); err != nil {
			return err
		}
		s.done(w, r, staff, "/callbacks", "Segnato: tentativo "+strconv.Itoa(attempts)+" di 3. Si riprova "+s.when(next)+".")
		return nil
	}
	if err := s.audit(ctx, staff, "callback.unreachable", target, ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/callbacks", "Dopo tre tentativi la richiamata è chiusa e il cittadino è stato avvisato nella chat.")
	return nil
}

// tellAll tells open pages of what was committed here.
func (s *Console) tellAll(events []caterina.Event) {
	for _, event := range events {
		s.cfg.Committed(event)
	}
}

// doneCallback ends a promise that was kept. The note for colleagues comes first:
// if something fails it can all be done again, and the note is still there once.
func (s *Console) doneCallback(w http.ResponseWriter, r *http.Request, staff Staff) error {
	call, err := s.mine(r, staff)
	if err != nil {
		return err
	}
	note, err := field(r, "note", 4000)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if note != "" {
		_, err := s.cfg.Supervisor.Desk.Note(ctx, caterina.StaffMessage{
			Town: staff.Town.ID, Conversation: call.Conversation, Operator: staff.Operator.ID, Name: staff.Operator.Name,
			ClientID: "callback:" + strconv.FormatInt(call.ID, 10), Text: note, Note: true,
		})
		if err != nil {
			return err
		}
	}
	events, err := s.cfg.Supervisor.Store.EndCallback(ctx, staff.Town.ID, call.ID, staff.Operator.ID, caterina.CallbackDone)
	if err != nil {
		return err
	}
	s.tellAll(events)
	if err := s.audit(ctx, staff, "callback.done", strconv.FormatInt(call.ID, 10), ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/callbacks", "Fatto: la richiamata è chiusa.")
	return nil
}
