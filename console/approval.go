package console

import (
	"context"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// Approvals are the assistant's answers that a person approves before the citizen
// reads them.
type Approvals interface {
	// ApprovingTowns lists the towns whose answers are to be approved.
	ApprovingTowns(ctx context.Context) ([]caterina.TownID, error)
	// PendingAnswers lists those that wait, with the least time first.
	PendingAnswers(ctx context.Context, town caterina.TownID) ([]caterina.PendingAnswer, error)
}

// DeskApproving decides on them.
type DeskApproving interface {
	// Approve lets the citizen read an answer, as it is or with another text; of two
	// who decide, the second gets CodeConflict.
	Approve(ctx context.Context, a caterina.Approval) (caterina.Event, error)
	// SetApproving says whether a town's answers wait for approval.
	SetApproving(ctx context.Context, town caterina.TownID, by caterina.OperatorID, on bool) error
}

// approvalPages registers the switch.
func (s *Console) approvalPages() {
	s.link("Approvazione", "/approval", caterina.RoleSupervisor)
	s.page("GET /console/{town}/approval", caterina.RoleSupervisor, s.approval)
	s.page("POST /console/{town}/approval", caterina.RoleSupervisor, s.setApproval)
}

// approvalView is the page of the switch.
type approvalView struct {
	Done    string
	On      bool
	Waiting int
}

func (s *Console) approval(w http.ResponseWriter, r *http.Request, staff Staff) error {
	on, err := s.approving(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	pending, err := s.cfg.Inbox.Approvals.PendingAnswers(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "approval", approvalView{Done: s.wasDone(w, r), On: on, Waiting: len(pending)})
	return nil
}

// approving says whether a town's answers are to be approved.
func (s *Console) approving(ctx context.Context, town caterina.TownID) (bool, error) {
	towns, err := s.cfg.Inbox.Approvals.ApprovingTowns(ctx)
	return slices.Contains(towns, town), err
}

func (s *Console) setApproval(w http.ResponseWriter, r *http.Request, staff Staff) error {
	on := r.PostFormValue("on") == "yes"
	if !on && r.PostFormValue("on") != "no" {
		return caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	if err := s.cfg.Inbox.Desk.SetApproving(r.Context(), staff.Town.ID, staff.Operator.ID, on); err != nil {
		return err
	}
	action, said := "approval.off", "Le risposte dell'assistente partono subito. Quelle che aspettavano partono fra pochi secondi."
	if on {
		action, said = "approval.on", "Da ora le risposte dell'assistente vanno approvate, quando c'è qualcuno disponibile."
	}
	if err := s.audit(r.Context(), staff, action, staff.Town.Slug, ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/approval", said)
	return nil
}

// pendingView is an answer that waits, as the page of its conversation shows it.
type pendingView struct {
	Seq       int64
	Text      string
	HTML      template.HTML
	Generated bool // a language model has worded it
	Sources   []source
	Until     time.Time
	ClientID  string
}

// pendingIn finds what waits in one conversation, nil for nothing.
func (s *Console) pendingIn(ctx context.Context, staff Staff, conv caterina.ConversationID) (*pendingView, error) {
	all, err := s.cfg.Inbox.Approvals.PendingAnswers(ctx, staff.Town.ID)
	if err != nil {
		return nil, err
	}
	for i := range all {
		p := &all[i]
		if p.Conversation != conv {
			continue
		}
		view := &pendingView{Seq: p.Seq, Text: p.Body.Text, HTML: s.cfg.Inbox.Markdown(p.Body.Text), Generated: p.Body.Generated, Until: p.Until, ClientID: newClientID()}
		for _, c := range p.Body.Citations {
			view.Sources = append(view.Sources, sourceOf(c, staff.Town.Slug))
		}
		return view, nil
	}
	return nil, nil //nolint:nilnil // most conversations have none
}

// addPending says in the lines of a list which conversations have an answer that
// waits, and until when.
func (s *Console) addPending(ctx context.Context, staff Staff, lines []inboxLine) (waiting int, err error) {
	all, err := s.cfg.Inbox.Approvals.PendingAnswers(ctx, staff.Town.ID)
	for i := range all {
		for j := range lines {
			if lines[j].Conversation.ID == all[i].Conversation {
				lines[j].Pending, lines[j].PendingUntil = all[i].Seq, all[i].Until
				lines[j].Answer = shortened(inWordsOnly(all[i].Body.Text), 160)
			}
		}
	}
	return len(all), err
}

// markedLink is a link in Markdown.
var markedLink = regexp.MustCompile(`\[([^\]\n]*)\]\([^)\s]*\)`)

// inWordsOnly is Markdown as it is read in one line.
func inWordsOnly(text string) string {
	return strings.ReplaceAll(markedLink.ReplaceAllString(text, "$1"), "**", "")
}

// ringingPending are the answers that ask for an operator's approval: of one who
// wants work. What is the operator's own rings first.
func (s *Console) ringingPending(ctx context.Context, staff Staff) ([]inboxLine, error) {
	if staff.Member().Wants != caterina.WantsWork {
		return nil, nil
	}
	all, err := s.cfg.Inbox.Approvals.PendingAnswers(ctx, staff.Town.ID)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	rows, err := s.cfg.Inbox.Lists.Inbox(ctx, caterina.InboxQuery{Town: staff.Town.ID, View: caterina.InboxPending, Limit: pageRows})
	if err != nil {
		return nil, err
	}
	lines := make([]inboxLine, 0, len(rows))
	for i := range rows[:min(len(rows), pageRows)] {
		lines = append(lines, s.lineOf(&rows[i], staff))
	}
	if _, err := s.addPending(ctx, staff, lines); err != nil {
		return nil, err
	}
	return lines, nil
}

// approve carries the form out: as it is, or with the text of its box.
func (s *Console) approve(r *http.Request, act caterina.Act) error {
	seq, err := strconv.ParseInt(r.PostFormValue("seq"), 10, 64)
	if err != nil || seq <= 0 {
		return caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	a := caterina.Approval{Act: act, Seq: seq}
	if r.PostFormValue("as") != "is" {
		if a.Text, err = writable(r.PostFormValue("text")); err != nil {
			return err
		}
	}
	_, err = s.cfg.Inbox.Desk.Approve(r.Context(), a)
	return err
}
