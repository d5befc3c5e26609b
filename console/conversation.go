package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// conversationData is what the page of a conversation shows.
type conversationData struct {
	Line     inboxLine
	Entries  []entry
	Last     int64 // seq of the last entry
	More     bool  // the log goes on after Last
	Owner    bool  // the reader has it
	People   []caterina.Presence
	Queues   []caterina.Queue
	Canned   []caterina.Canned // with their fields filled in
	Reasons  []closeReason
	Draft    string
	Note     bool   // the box holds a note
	Error    string // why the last deed was not done
	ClientID string
	Now      time.Time
	Pending  *pendingView // an answer that waits for approval
	Full     string       // that the reader has as many conversations as they can follow
	MayErase bool
	Bookings *chatBookings // nil: nothing is booked here
	Blocked  bool          // nothing that is said reaches the citizen

	Help         bool                           // a model helps
	Read         map[int64]*caterina.Translated // messages in Italian, by seq; the page's module fetches them
	DraftSources []draftSource                  // of a draft that was proposed
	Original     string                         // what Draft is a translation of
	Into         string                         // its language
}

// logPage is how many entries of the log are shown at once.
const logPage = 500

// conversation shows one conversation whole.
func (s *Console) conversation(w http.ResponseWriter, r *http.Request, staff Staff) error {
	data, err := s.conversationData(r, staff)
	if err != nil {
		return err
	}
	if err := s.visit(r, staff, data.Line.Mine || data.Line.Rings); err != nil {
		return err
	}
	s.seeAlarm(r.Context(), staff, &data.Line)
	s.render(w, r, http.StatusOK, "conversation", data)
	return nil
}

func (s *Console) conversationData(r *http.Request, staff Staff) (conversationData, error) {
	ctx, conv := r.Context(), convOf(r)
	data, err := s.sideData(ctx, staff, conv)
	if err != nil {
		return data, err
	}
	if data.Entries, data.Last, data.More, err = s.entries(ctx, staff, &data.Line.Conversation, 0, data.People); err != nil {
		return data, err
	}
	arrived, err := s.arrivalsOf(ctx, &data.Line.Conversation)
	if err != nil {
		return data, err
	}
	data.Blocked = arrived.Blocked
	queue := data.Line.Queue
	canned, err := s.cfg.Inbox.Canned.CannedReplies(ctx, staff.Town.ID, &queue)
	if err != nil {
		return data, err
	}
	data.Canned = s.filled(canned, staff)
	draft, err := s.cfg.Inbox.Drafts.Draft(ctx, staff.Town.ID, conv, staff.Operator.ID)
	data.Draft, data.Note = draft.Text, draft.Note
	return data, err
}

// sideData is what stands beside the log and changes with the owner.
func (s *Console) sideData(ctx context.Context, staff Staff, conv caterina.ConversationID) (conversationData, error) {
	row, err := s.cfg.Inbox.Lists.InboxOne(ctx, staff.Town.ID, conv)
	if err != nil {
		return conversationData{}, err
	}
	people, err := s.cfg.Inbox.People.Presences(ctx, staff.Town.ID)
	if err != nil {
		return conversationData{}, err
	}
	lines := []inboxLine{s.lineOf(&row, staff)}
	if err := s.withTargets(ctx, staff, lines); err != nil {
		return conversationData{}, err
	}
	line := lines[0]
	pending, err := s.pendingIn(ctx, staff, conv)
	if err != nil {
		return conversationData{}, err
	}
	counts, err := s.cfg.Inbox.Lists.InboxCounts(ctx, staff.Town.ID, staff.Operator.ID)
	if err != nil {
		return conversationData{}, err
	}
	bookings, err := s.chatBookingsOf(ctx, staff, &line)
	if err != nil {
		return conversationData{}, err
	}
	return conversationData{
		Bookings: bookings,
		Line:     line, Pending: pending, Full: fullOf(staff, counts), Owner: line.Mine && row.Conversation.State != caterina.StateOffered, People: people,
		Queues: townQueues(staff.Town), Reasons: closeReasons(), ClientID: newClientID(), Now: s.cfg.Now(),
		MayErase: staff.May(caterina.RoleSupervisor), Help: s.cfg.Assist.Talks != nil,
	}, nil
}

// conversationLog shows what came after a seq, for the page that keeps its log
// fresh.
func (s *Console) conversationLog(w http.ResponseWriter, r *http.Request, staff Staff) error {
	after, err := strconv.ParseInt(r.FormValue("after"), 10, 64)
	if err != nil || after < 0 {
		return caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	conv := convOf(r)
	row, err := s.cfg.Inbox.Lists.InboxOne(r.Context(), staff.Town.ID, conv)
	if err != nil {
		return err
	}
	people, err := s.cfg.Inbox.People.Presences(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	line := s.lineOf(&row, staff)
	entries, last, more, err := s.entries(r.Context(), staff, &row.Conversation, after, people)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(entries, func(e entry) bool { return e.Kind == caterina.KindNote }) {
		// It may name whoever has the page open. That they read here was noted then.
		if err := s.visit(r, staff, true); err != nil {
			return err
		}
	}
	s.renderPart(w, r, "conversation", "entries", conversationData{Line: line, Owner: line.Mine, Entries: entries, Last: last, More: more})
	return nil
}

// visit says that the member has the conversation before them.
func (s *Console) visit(r *http.Request, staff Staff, theirs bool) error {
	return s.cfg.Inbox.Visits.Visited(r.Context(), staff.Town.ID, staff.Operator.ID, convOf(r), theirs)
}

// conversationSide shows what stands beside the log.
func (s *Console) conversationSide(w http.ResponseWriter, r *http.Request, staff Staff) error {
	data, err := s.sideData(r.Context(), staff, convOf(r))
	if err != nil {
		return err
	}
	s.renderPart(w, r, "conversation", "side", data)
	return nil
}

// conversationPending shows the answer that waits for approval, or nothing.
func (s *Console) conversationPending(w http.ResponseWriter, r *http.Request, staff Staff) error {
	data, err := s.sideData(r.Context(), staff, convOf(r))
	if err != nil {
		return err
	}
	s.renderPart(w, r, "conversation", "approve", data)
	return nil
}

// saveDraft keeps what the operator has begun to write.
func (s *Console) saveDraft(w http.ResponseWriter, r *http.Request, staff Staff) error {
	draft := caterina.Draft{Text: cut(r.PostFormValue("text"), maxDraft), Note: r.PostFormValue("mode") == "note"}
	if err := s.cfg.Inbox.Drafts.SaveDraft(r.Context(), staff.Town.ID, convOf(r), staff.Operator.ID, draft); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// maxDraft bounds a draft, in bytes: more than can be sent, so that nothing is
// lost while it is being shortened.
const maxDraft = 100_000

func convOf(r *http.Request) caterina.ConversationID {
	return caterina.ConversationID(r.PathValue("conv"))
}

// filled fills in the fields of replies kept ready, as far as they are known.
func (s *Console) filled(canned []caterina.Canned, staff Staff) []caterina.Canned {
	office, _ := s.cfg.Inbox.Offices(staff.Town)
	phone := ""
	if len(office.Phones) > 0 {
		phone = office.Phones[0]
	}
	fields := strings.NewReplacer(
		" {name}", "", "{name}", "", // what citizens are called is known of call-backs only
		"{operator}", staff.Operator.Name, "{town}", staff.Town.Name,
		"{office}", cmp.Or(office.Name, "lo sportello"), "{phone}", cmp.Or(phone, "il numero del Comune"),
	)
	out := make([]caterina.Canned, len(canned))
	for i, c := range canned {
		c.Text = fields.Replace(c.Text)
		out[i] = c
	}
	return out
}
