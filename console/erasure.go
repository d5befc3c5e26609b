package console

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"example.org/caterina"
)

// DeskErasing blanks what was said.
type DeskErasing interface {
	// Erase blanks a conversation's content, and with bookings forgets whom its
	// appointments were for; CodeConflict while a person has it.
	Erase(ctx context.Context, act caterina.Act, bookings bool, why string) error
}

// erasurePages registers the page on which a conversation's content is erased.
func (s *Console) erasurePages() {
	const page = "/console/{town}/conversations/{conv}/erase"
	s.page("GET "+page, caterina.RoleSupervisor, s.askErasure)
	s.page("POST "+page, caterina.RoleSupervisor, s.erase)
}

// erasureView asks whether somebody is sure.
type erasureView struct {
	eraseForm
	Line     inboxLine
	Made     int                // how many appointments were made in it
	Live     []caterina.Booking // those of them that are to come
	Bookings bool               // they are to go, too
}

// eraseForm is why something is erased.
type eraseForm struct {
	Reasons   []string
	Reason    string
	Reference string
	Error     string
}

// eraseFormOf reads why something is to be erased, as the audit log has it. Error
// says what is missing.
func eraseFormOf(r *http.Request) (form eraseForm, why string) {
	form = eraseForm{Reasons: erasureReasons(), Reason: r.PostFormValue("reason"), Reference: strings.TrimSpace(r.PostFormValue("reference"))}
	switch {
	case !slices.Contains(form.Reasons, form.Reason):
		form.Error = saidErasureReason
	case form.Reference != "" && (len([]rune(form.Reference)) > maxReference || !reference.MatchString(form.Reference)):
		form.Error = saidErasureRef
	case r.PostFormValue("sure") != "yes":
		form.Error = saidErasureSure
	}
	why = form.Reason
	if form.Reference != "" {
		why += ", protocollo " + form.Reference
	}
	return form, why
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
	if s.cfg.Agenda.Desks != nil {
		made, err := s.cfg.Agenda.Desks.Agreed(r.Context(), staff.Town.ID, convOf(r))
		if err != nil {
			return err
		}
		made = slices.DeleteFunc(made, func(b caterina.Booking) bool { return b.Conversation != convOf(r) }) // others of the chat stay
		view.Made = len(made)
		view.Live = slices.DeleteFunc(made, func(b caterina.Booking) bool { return !b.Status.Live() || !b.To.After(s.cfg.Now()) })
	}
	s.render(w, r, status, "erase", &view)
	return nil
}

// erase has the content erased. Whoever took the conversation meanwhile keeps it,
// and the page says so.
func (s *Console) erase(w http.ResponseWriter, r *http.Request, staff Staff) error {
	form, why := eraseFormOf(r)
	view := erasureView{eraseForm: form, Bookings: r.PostFormValue("bookings") == "yes"}
	if view.Error != "" {
		return s.showErasure(w, r, staff, http.StatusUnprocessableEntity, view)
	}
	act := staff.Act()
	act.Conversation = convOf(r)
	if view.Bookings {
		why += ", con gli appuntamenti"
	}
	err := s.cfg.Inbox.Desk.Erase(r.Context(), act, view.Bookings, why)
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
