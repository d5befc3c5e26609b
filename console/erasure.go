package console

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"example.org/caterina"
)

// DeskErasing blanks what was said.
type DeskErasing interface {
	// Erase blanks a conversation's content; CodeConflict while a person has it.
	Erase(ctx context.Context, act caterina.Act, why string) error
}

// erasurePages registers the page on which a conversation's content is erased.
func (s *Console) erasurePages() {
	const page = "/console/{town}/conversations/{conv}/erase"
	s.page("GET "+page, caterina.RoleSupervisor, s.askErasure)
	s.page("POST "+page, caterina.RoleSupervisor, s.erase)
}

// erasureView asks whether somebody is sure.
type erasureView struct {
	Line      inboxLine
	Reasons   []string
	Reason    string
	Reference string
	Error     string
}

// Held says whether a person has the conversation, or is being asked to.
func (v *erasureView) Held() bool { return v.Line.Owner != 0 }

// Waits says whether the citizen waits for a person or a call.
func (v *erasureView) Waits() bool {
	return v.Line.Conversation.State == caterina.StateQueued || v.Line.Conversation.State == caterina.StateCallback
}

// erasureReasons are the reasons there are. They are not typed in: the audit log
// must hold nothing of a citizen, and what it says is for good.
func erasureReasons() []string {
	return []string{
		"Lo ha chiesto il cittadino", "Contiene dati di un'altra persona", "È stata scritta per errore", "Lo chiede un obbligo di legge",
	}
}

// reference is how a protocol number may look: with a digit, and too short for a
// story.
var reference = regexp.MustCompile(`^[\pL0-9 ./_-]*[0-9][\pL0-9 ./_-]*$`)

const (
	maxReference      = 40
	saidErasureReason = "Scegli il motivo."
	saidErasureSure   = "Conferma che il contenuto va cancellato per sempre."
	saidErasureRef    = "Il numero di protocollo può avere lettere, cifre e . / - fino a 40 caratteri, con almeno una cifra. Non scrivere nomi: resta nel registro."
)

func (s *Console) askErasure(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showErasure(w, r, staff, http.StatusOK, erasureView{})
}

func (s *Console) showErasure(w http.ResponseWriter, r *http.Request, staff Staff, status int, view erasureView) error {
	row, err := s.cfg.Inbox.Lists.InboxOne(r.Context(), staff.Town.ID, convOf(r))
	if err != nil {
		return err
	}
	view.Line, view.Reasons = s.lineOf(&row, staff), erasureReasons()
	s.render(w, r, status, "erase", &view)
	return nil
}

// erase has the content erased. Whoever took the conversation meanwhile keeps it,
// and the page says so.
func (s *Console) erase(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view := erasureView{Reason: r.PostFormValue("reason"), Reference: strings.TrimSpace(r.PostFormValue("reference"))}
	known := false
	for _, reason := range erasureReasons() {
		known = known || reason == view.Reason
	}
	switch {
	case !known:
		view.Error = saidErasureReason
	case view.Reference != "" && (len([]rune(view.Reference)) > maxReference || !reference.MatchString(view.Reference)):
		view.Error = saidErasureRef
	case r.PostFormValue("sure") != "yes":
		view.Error = saidErasureSure
	}
	if view.Error != "" {
		return s.showErasure(w, r, staff, http.StatusUnprocessableEntity, view)
	}
	act := staff.Act()
	act.Conversation = convOf(r)
	why := view.Reason
	if view.Reference != "" {
		why += ", protocollo " + view.Reference
	}
	err := s.cfg.Inbox.Desk.Erase(r.Context(), act, why)
	if caterina.CodeOf(err) == caterina.CodeConflict {
		view.Error = problemOf(italian(err)).Message
		return s.showErasure(w, r, staff, http.StatusConflict, view)
	}
	if err != nil {
		return italian(err)
	}
	s.redirect(w, r, "/console/"+staff.Town.Slug+conversationPath(act.Conversation))
	return nil
}
