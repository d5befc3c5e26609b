package console

import (
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"example.org/caterina"
)

// InboxConfig wires the inbox and the conversation page. Every field is required.
type InboxConfig struct {
	Lists    Lists
	Log      Log
	Drafts   Drafts
	Visits   Visits
	Desk     Desk
	People   People
	Canned   Canned
	Cards    Cards
	Offices  func(town caterina.Town) (caterina.Office, bool) // the desk that helps with everything
	Markdown func(text string) template.HTML
	Targets  Targets

	Approvals Approvals

	Files      Files
	Deliveries Deliveries
}

// Lists are the lists of conversations.
type Lists interface {
	// Inbox returns one page of a list, and one line more when there are more.
	Inbox(ctx context.Context, q caterina.InboxQuery) ([]caterina.InboxRow, error)
	// InboxOne returns one conversation of a town; CodeNotFound.
	InboxOne(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.InboxRow, error)
	// InboxCounts counts an operator's own and those that wait.
	InboxCounts(ctx context.Context, town caterina.TownID, op caterina.OperatorID) (caterina.InboxCounts, error)
	// Wants returns what a member wants of the queue.
	Wants(ctx context.Context, town caterina.TownID, op caterina.OperatorID) (caterina.Wish, error)
}

// Log is what was said in a conversation, and why.
type Log interface {
	// StaffEvents returns what comes after a seq, notes included.
	StaffEvents(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error)
	// TurnTraces returns why the bot said what it said.
	TurnTraces(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.TurnTrace, error)
}

// Drafts are what operators have begun to write.
type Drafts interface {
	SaveDraft(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, op caterina.OperatorID, draft caterina.Draft) error
	Draft(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, op caterina.OperatorID) (caterina.Draft, error)
}

// Visits are who was named where, and who opened what.
type Visits interface {
	// Mentioned lists the conversations in which notes name an operator who has not
	// opened them since.
	Mentioned(ctx context.Context, town caterina.TownID, op caterina.OperatorID) ([]caterina.Mention, error)
	// Visited says that an operator has a conversation before them. Of one that is
	// not theirs the audit log tells.
	Visited(ctx context.Context, town caterina.TownID, op caterina.OperatorID, conv caterina.ConversationID, theirs bool) error
}

// Desk carries out what staff ask of conversations. An epoch that has passed is
// answered with CodeConflict.
type Desk interface {
	DeskTaking
	DeskPassing
	DeskWriting
	DeskErasing
	DeskApproving
	DeskSeeing
}

// DeskTaking is how operators come to have a conversation.
type DeskTaking interface {
	Take(ctx context.Context, act caterina.Act) (caterina.Event, error)
	Accept(ctx context.Context, act caterina.Act) (caterina.Event, error)
	Decline(ctx context.Context, act caterina.Act) (caterina.Event, error)
}

// DeskPassing is how they give it away.
type DeskPassing interface {
	TransferTo(ctx context.Context, act caterina.Act, to caterina.OperatorID, note string) (caterina.Event, error)
	TransferQueue(ctx context.Context, act caterina.Act, queue, note string) (caterina.Event, error)
	HandBack(ctx context.Context, act caterina.Act, note string) (caterina.Event, error)
	Snooze(ctx context.Context, act caterina.Act, until time.Time) (caterina.Event, error)
	Close(ctx context.Context, act caterina.Act, reason string) (caterina.Event, error)
}

// DeskWriting is what they write in it.
type DeskWriting interface {
	Reply(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
	Note(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
	// Edit puts a message of their own right; CodeInvalid for another one, or an old one.
	Edit(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
}

// People are the staff of a town as they stand.
type People interface {
	Presences(ctx context.Context, town caterina.TownID) ([]caterina.Presence, error)
}

// Canned are the replies kept ready, for one queue or, with nil, for all.
type Canned interface {
	CannedReplies(ctx context.Context, town caterina.TownID, queue *string) ([]caterina.Canned, error)
}

// Cards finds what a town publishes.
type Cards interface {
	Search(ctx context.Context, q caterina.Query) (caterina.Ranking, error)
}

// inboxPages registers the inbox and the conversation page.
func (s *Console) inboxPages() {
	const conv = "/console/{town}/conversations/{conv}"
	s.link("Posta in arrivo", "/inbox", caterina.RoleOperator)
	s.page("GET /console/{town}/inbox", caterina.RoleOperator, s.inbox)
	s.page("GET /console/{town}/inbox/list", caterina.RoleOperator, s.inboxList)
	s.page("GET /console/{town}/inbox/ringing", caterina.RoleOperator, s.inboxRinging)
	s.page("GET /console/{town}/cards/search", caterina.RoleOperator, s.searchCards)
	s.page("GET "+conv, caterina.RoleOperator, s.conversation)
	s.page("GET "+conv+"/log", caterina.RoleOperator, s.conversationLog)
	s.page("GET "+conv+"/side", caterina.RoleOperator, s.conversationSide)
	s.page("GET "+conv+"/pending", caterina.RoleOperator, s.conversationPending)
	s.page("GET "+conv+"/deliveries", caterina.RoleOperator, s.conversationDeliveries)
	s.page("GET /console/{town}/files/{file}", caterina.RoleOperator, s.file)
	s.page("POST "+conv+"/draft", caterina.RoleOperator, s.saveDraft)
	s.page("POST "+conv+"/{deed}", caterina.RoleOperator, s.deed)
	s.erasurePages()
}

// inboxFuncs are what their templates can call beside the shared functions.
func (s *Console) inboxFuncs() template.FuncMap {
	return template.FuncMap{
		"since":      s.since,
		"iso":        func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"stands":     stateName,
		"language":   languageName,
		"percent":    func(f float64) string { return strconv.Itoa(int(f*100+0.5)) + "%" },
		"wants":      s.wants,
		"newID":      newClientID,
		"reasonName": reasonName,
		"mark":       markName,
		"pressing":   pressing,
		"channel":    channelName,
	}
}

// pageRows is how many conversations a list shows at once.
const pageRows = 40

// maxQuery bounds what is searched for, in bytes.
const maxQuery = 200

// inboxData is what the inbox shows.
type inboxData struct {
	View    caterina.InboxView
	Views   []inboxTab
	Channel caterina.Channel // the only one shown, "" for all
	Query   string
	Counts  caterina.InboxCounts
	Rows    []inboxLine
	Town    string
	Pending int                // answers that wait for approval
	Full    string             // that the reader has as many as they can follow
	Base    string             // address of the town's pages
	Named   []caterina.Mention // where a note names the reader, who has not been there since
	Next    string             // address of the next page, "" when there is none
	Source  string             // address of the list alone
	Asked   time.Time
}

type inboxTab struct {
	View    caterina.InboxView
	Label   string
	URL     string
	Count   int
	Counted bool
}

// inboxLine is one conversation in the list.
type inboxLine struct {
	caterina.InboxRow
	Base      string // address of the town's pages
	QueueName string
	Mine      bool
	Rings     bool   // at the reader
	Silent    string // how long the citizen of an operator's has said nothing, "" for not long
	Outside   bool   // it is of a queue that the reader does not answer
	Take      string // what the button says with which the reader takes it; "" when they cannot
	ClientID  string // so that a second click is the same deed
	Target    caterina.Target

	Pending      int64     // seq of an answer that waits for approval, 0 for none
	PendingUntil time.Time // it waits until then
	Answer       string    // the beginning of it
}

// inbox shows a list of conversations.
func (s *Console) inbox(w http.ResponseWriter, r *http.Request, staff Staff) error {
	data, err := s.inboxData(r, staff)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "inbox", data)
	return nil
}

// inboxList shows the list alone, for the page that keeps it fresh.
func (s *Console) inboxList(w http.ResponseWriter, r *http.Request, staff Staff) error {
	data, err := s.inboxData(r, staff)
	if err != nil {
		return err
	}
	s.renderPart(w, r, "inbox", "list", data)
	return nil
}

func (s *Console) inboxData(r *http.Request, staff Staff) (inboxData, error) {
	view, channel, text := viewOf(r.FormValue("view")), channelOf(r.FormValue("channel")), cut(r.FormValue("q"), maxQuery)
	offset, _ := strconv.Atoi(r.FormValue("from"))
	offset = min(max(offset, 0), 100_000)
	rows, err := s.cfg.Inbox.Lists.Inbox(r.Context(), caterina.InboxQuery{
		Town: staff.Town.ID, Operator: staff.Operator.ID, View: view, Channel: channel, Text: text, Offset: offset, Limit: pageRows,
	})
	if err != nil {
		return inboxData{}, err
	}
	counts, err := s.cfg.Inbox.Lists.InboxCounts(r.Context(), staff.Town.ID, staff.Operator.ID)
	if err != nil {
		return inboxData{}, err
	}
	base := "/console/" + staff.Town.Slug
	address := url.Values{"view": {string(view)}}
	if channel != "" {
		address.Set("channel", string(channel))
	}
	if text != "" {
		address.Set("q", text)
	}
	data := inboxData{
		View: view, Channel: channel, Query: text, Counts: counts, Town: staff.Town.Slug, Full: fullOf(staff, counts), Base: base,
		Source: base + "/inbox/list?" + address.Encode(), Asked: s.cfg.Now(),
	}
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		address.Set("from", strconv.Itoa(offset+pageRows))
		data.Next = base + "/inbox?" + address.Encode()
	}
	for i := range rows {
		data.Rows = append(data.Rows, s.lineOf(&rows[i], staff))
	}
	if err := s.withTargets(r.Context(), staff, data.Rows); err != nil {
		return data, err
	}
	if data.Named, err = s.cfg.Inbox.Visits.Mentioned(r.Context(), staff.Town.ID, staff.Operator.ID); err != nil {
		return inboxData{}, err
	}
	data.Views, err = s.tabs(r.Context(), staff, &data)
	return data, err
}

// viewOf is the list that an address names: an operator's own by default.
func viewOf(name string) caterina.InboxView {
	switch view := caterina.InboxView(name); view {
	case caterina.InboxWaiting, caterina.InboxPending, caterina.InboxAll, caterina.InboxClosed:
		return view
	default:
		return caterina.InboxMine
	}
}

// tabs are the lists there are. The one of answers to approve is there where they
// are approved, or still wait.
func (s *Console) tabs(ctx context.Context, staff Staff, data *inboxData) ([]inboxTab, error) {
	base := "/console/" + staff.Town.Slug
	at := func(view caterina.InboxView) string {
		if data.Channel != "" {
			view += "&channel=" + caterina.InboxView(data.Channel)
		}
		return base + "/inbox?view=" + string(view)
	}
	list := []inboxTab{
		{caterina.InboxMine, "Mie", at(caterina.InboxMine), data.Counts.Mine, true},
		{caterina.InboxWaiting, "In attesa", at(caterina.InboxWaiting), data.Counts.Waiting, true},
	}
	var err error
	if data.Pending, err = s.addPending(ctx, staff, data.Rows); err != nil {
		return nil, err
	}
	on, err := s.approving(ctx, staff.Town.ID)
	if on || data.Pending > 0 || data.View == caterina.InboxPending {
		list = append(list, inboxTab{caterina.InboxPending, "Da approvare", at(caterina.InboxPending), data.Pending, true})
	}
	return append(list,
		inboxTab{caterina.InboxAll, "Tutte", at(caterina.InboxAll), 0, false},
		inboxTab{"callbacks", "Richiamate", base + "/callbacks", 0, false},
		inboxTab{caterina.InboxClosed, "Chiuse", at(caterina.InboxClosed), 0, false},
	), err
}

// ringingData is what asks for the reader at this moment.
type ringingData struct {
	Alarms  []inboxLine // conversations in which somebody may be in danger, and no person has looked
	Ringing []inboxLine // conversations that ring at them
	Pending []inboxLine // answers that wait for anybody's approval
}

// inboxRinging shows what rings at the reader, for every page of the console.
func (s *Console) inboxRinging(w http.ResponseWriter, r *http.Request, staff Staff) error {
	rows, err := s.cfg.Inbox.Lists.Inbox(r.Context(), caterina.InboxQuery{
		Town: staff.Town.ID, Operator: staff.Operator.ID, View: caterina.InboxMine, Limit: pageRows,
	})
	if err != nil {
		return err
	}
	var data ringingData
	for i := range rows {
		if line := s.lineOf(&rows[i], staff); line.Rings {
			data.Ringing = append(data.Ringing, line)
		}
	}
	if data.Alarms, err = s.ringingAlarms(r.Context(), staff); err != nil {
		return err
	}
	if data.Pending, err = s.ringingPending(r.Context(), staff); err != nil {
		return err
	}
	s.renderPart(w, r, "inbox", "ringing", data)
	return nil
}

// wants is what the reader wants of the queue; the bar of every page shows it.
func (s *Console) wants(staff *Staff) caterina.Wish {
	if staff == nil {
		return caterina.WantsNothing
	}
	return staff.Member().Wants
}
