package console

import (
	"net/http"
	"strconv"

	"example.org/caterina"
)

// cannedPages registers the replies kept ready.
func (s *Console) cannedPages() {
	s.link("Risposte pronte", "/canned", caterina.RoleCurator)
	s.page("GET /console/{town}/canned", caterina.RoleCurator, s.canned)
	s.page("POST /console/{town}/canned", caterina.RoleCurator, s.saveCanned)
	s.page("POST /console/{town}/canned/{id}/drop", caterina.RoleCurator, s.dropCanned)
}

// The longest title and text of a canned reply, in characters.
const (
	maxCannedTitle = 100
	maxCannedText  = 4000
)

// cannedView is the list with a form: empty for a new reply, or one to change.
type cannedView struct {
	Done, Error string
	Replies     []cannedLine
	Queues      []caterina.Queue
	Form        caterina.Canned
}

// cannedLine is a reply and where it is offered.
type cannedLine struct {
	caterina.Canned
	QueueName string
}

func (s *Console) canned(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showCanned(w, r, staff, http.StatusOK, caterina.Canned{}, "")
}

func (s *Console) showCanned(w http.ResponseWriter, r *http.Request, staff Staff, status int, form caterina.Canned, wrong string) error {
	replies, err := s.cfg.Supervisor.Store.CannedReplies(r.Context(), staff.Town.ID, nil)
	if err != nil {
		return err
	}
	view := cannedView{Done: s.wasDone(w, r), Error: wrong, Queues: townQueues(staff.Town), Form: form}
	change, _ := strconv.ParseInt(r.URL.Query().Get("change"), 10, 64) // 0 is a new one
	for _, reply := range replies {
		name := "tutte le code"
		if reply.Queue != "" {
			name = queueNamed(staff.Town, reply.Queue)
		}
		view.Replies = append(view.Replies, cannedLine{reply, name})
		if reply.ID == change && wrong == "" {
			view.Form = reply
		}
	}
	s.render(w, r, status, "canned", view)
	return nil
}

// saveCanned keeps a reply. What is wrong with it is said beside what was typed.
func (s *Console) saveCanned(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, _ := strconv.ParseInt(r.PostFormValue("id"), 10, 64) // 0 is a new one
	form := caterina.Canned{ID: id, Queue: r.PostFormValue("queue"), Title: r.PostFormValue("title"), Text: r.PostFormValue("text")}
	title, wrongTitle := field(r, "title", maxCannedTitle)
	text, wrongText := field(r, "text", maxCannedText)
	wrong := ""
	switch {
	case wrongTitle != nil:
		wrong = "Titolo: " + problemOf(wrongTitle).Message + "."
	case wrongText != nil:
		wrong = "Testo: " + problemOf(wrongText).Message + "."
	case title == "" || text == "":
		wrong = "Scrivi sia il titolo sia il testo."
	case form.Queue != "" && !hasQueue(staff.Town, form.Queue):
		wrong = "Scegli una coda dall'elenco, oppure «tutte le code»."
	}
	if wrong != "" {
		return s.showCanned(w, r, staff, http.StatusUnprocessableEntity, form, wrong)
	}
	form.Title, form.Text = title, text
	if _, err := s.cfg.Supervisor.Store.SaveCanned(r.Context(), staff.Town.ID, form); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "canned.save", title, ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/canned", "«"+title+"» salvata.")
	return nil
}

func (s *Console) dropCanned(w http.ResponseWriter, r *http.Request, staff Staff) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	if err := s.cfg.Supervisor.Store.DropCanned(r.Context(), staff.Town.ID, id); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "canned.drop", strconv.FormatInt(id, 10), ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/canned", "Risposta pronta tolta.")
	return nil
}
