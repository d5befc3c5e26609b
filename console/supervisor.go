package console

import (
	"cmp"
	"context"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// SupervisorConfig wires the board, the reports, the lists and the lessons.
type SupervisorConfig struct {
	Store SupervisorStore
	Desk  SupervisorDesk
	// Mask takes personal data from a citizen's words before other people read them.
	Mask func(text string) string
	// Cards lists what a town answers from, its parent's cards included, by title.
	Cards func(town caterina.TownID) []CardName
	// NextAttempt says when a call in vain is made again.
	NextAttempt func(town caterina.Town, call caterina.Callback, now time.Time) time.Time
}

// CardName is a card as people choose it from a list.
type CardName struct{ Slug, Title string }

// SupervisorStore is what these pages read and write.
type SupervisorStore interface {
	Overview
	QueueKeeping
	CannedReplies
	Teaching
	Calls
	AuditReader
}

// Overview is how a town's work stands and stood.
type Overview interface {
	// Board returns the conversations that wait for a person or have one.
	Board(ctx context.Context, town caterina.TownID) (caterina.Board, error)
	// Presences returns how the staff stands.
	Presences(ctx context.Context, town caterina.TownID) ([]caterina.Presence, error)
	// Report counts from one day to another, both included.
	Report(ctx context.Context, town caterina.TownID, from, to caterina.Date) (caterina.Report, error)
	// SetDuty says which queues a member answers and how many conversations at once.
	SetDuty(ctx context.Context, town caterina.TownID, op caterina.OperatorID, skills []string, capacity int) error
}

// Pauses are the queues closed by hand.
type Pauses interface {
	// QueuePauses lists those of a town that hold now.
	QueuePauses(ctx context.Context, town caterina.TownID) ([]caterina.QueuePause, error)
	// PauseQueue closes a queue until a moment.
	PauseQueue(ctx context.Context, town caterina.TownID, by caterina.OperatorID, p caterina.QueuePause) error
	// ResumeQueue opens it again.
	ResumeQueue(ctx context.Context, town caterina.TownID, queue string) error
}

// CannedReplies are the replies kept ready.
type CannedReplies interface {
	// CannedReplies returns those of a queue, or with nil all of a town.
	CannedReplies(ctx context.Context, town caterina.TownID, queue *string) ([]caterina.Canned, error)
	// SaveCanned keeps a new one, when its ID is 0, or changes one.
	SaveCanned(ctx context.Context, town caterina.TownID, c caterina.Canned) (int64, error)
	// DropCanned forgets one.
	DropCanned(ctx context.Context, town caterina.TownID, id int64) error
}

// Teaching is what operators' answers teach, and what came of it.
type Teaching interface {
	Lessons
	Variants
}

// Lessons are what operators' answers teach.
type Lessons interface {
	// CitizenQuestion returns the question behind a place in a conversation.
	CitizenQuestion(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, seq int64) (string, error)
	// ProposeLesson keeps a proposal and says how often it was made.
	ProposeLesson(ctx context.Context, town caterina.TownID, l caterina.Lesson) (times int, err error)
	// OpenLessons lists what waits for a curator.
	OpenLessons(ctx context.Context, town caterina.TownID) ([]caterina.Lesson, error)
	// RejectLesson ends a proposal of which nothing came.
	RejectLesson(ctx context.Context, town caterina.TownID, id int64, by caterina.OperatorID) error
}

// Variants are the accepted questions.
type Variants interface {
	// AcceptLesson makes a question one of a card's.
	AcceptLesson(ctx context.Context, town caterina.TownID, id int64, by caterina.OperatorID, v caterina.Variant) error
	// Variants lists a town's.
	Variants(ctx context.Context, town caterina.TownID) ([]caterina.Variant, error)
	// DropVariant takes one from its card.
	DropVariant(ctx context.Context, town caterina.TownID, v caterina.Variant) error
}

// Calls are the promises to call back. The store closes the conversation of one
// that ends: the events tell its citizen.
type Calls interface {
	// Callbacks lists those still to be kept, due first.
	Callbacks(ctx context.Context, town caterina.TownID) ([]caterina.Callback, error)
	// TakeCallback makes one an operator's own.
	TakeCallback(ctx context.Context, town caterina.TownID, id int64, op caterina.OperatorID) error
	// CallbackAttempt counts a call in vain and says how many there were.
	CallbackAttempt(ctx context.Context, town caterina.TownID, id int64, op caterina.OperatorID, next time.Time) (attempts int, events []caterina.Event, err error)
	// EndCallback ends one.
	EndCallback(ctx context.Context, town caterina.TownID, id int64, op caterina.OperatorID, state caterina.CallbackState) ([]caterina.Event, error)
}

// AuditReader is the log of what staff did.
type AuditReader interface {
	// AuditEntries returns entries with a number below before, the newest first.
	AuditEntries(ctx context.Context, town caterina.TownID, before int64, op caterina.OperatorID, prefix string, limit int) ([]caterina.AuditEntry, error)
}

// SupervisorDesk carries out what these pages decide about people, so that the
// queue is looked at again at once, and writes their notes.
type SupervisorDesk interface {
	// SetWish records what an operator wants of the queue.
	SetWish(ctx context.Context, town caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error
	// Note stores a note for staff.
	Note(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error)
}

// supervisorPages registers the supervisor's and the curator's pages.
func (s *Console) supervisorPages() {
	s.callbackPages()
	s.lessonPages()
	s.cannedPages()
	s.boardPages()
	s.queuePages()
	s.reportPages()
	s.auditPages()
}

// supervisorFuncs are what their templates can call beside the shared functions.
func (s *Console) supervisorFuncs() template.FuncMap {
	return template.FuncMap{
		"lasting": lasting,
		"wishes": func() []caterina.Wish {
			return []caterina.Wish{caterina.WantsWork, caterina.WantsPause, caterina.WantsNothing}
		},
		"wish":      wishName,
		"talk":      conversationPath,
		"lesson":    lessonLineOf,
		"teach":     s.teachOf,
		"plainhead": plainHead,
	}
}

// conversationPath is the address of a conversation's page, below the town's.
func conversationPath(conv caterina.ConversationID) string {
	return "/conversations/" + url.PathEscape(string(conv))
}

// doneCookie carries what was done to the page that is opened next. It is no part
// of the address: there, anybody could put words into our mouth.
const doneCookie = "caterina-done"

// done goes back to a page, which then says what was done.
func (s *Console) done(w http.ResponseWriter, r *http.Request, staff Staff, page, what string) {
	s.setCookie(w, doneCookie, base64.RawURLEncoding.EncodeToString([]byte(what)), time.Minute)
	s.redirect(w, r, "/console/"+staff.Town.Slug+page)
}

// wasDone returns what was done before this page was opened, once.
func (s *Console) wasDone(w http.ResponseWriter, r *http.Request) string {
	cookie, err := r.Cookie(doneCookie)
	if err != nil || cookie.Value == "" {
		return ""
	}
	s.setCookie(w, doneCookie, "", 0)
	what, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return ""
	}
	return string(what)
}

// audit notes a deed of a member in their town.
func (s *Console) audit(ctx context.Context, staff Staff, action, target, detail string) error {
	return s.cfg.Store.Audit(ctx, staff.Town.ID, staff.Operator.ID, action, target, detail)
}

// pathID reads a number from a request's path.
func pathID(r *http.Request, name string) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, caterina.Errorf(caterina.CodeNotFound, saidGone)
	}
	return id, nil
}

// field reads a field of a form: one line or several, without control
// characters that no database keeps, and at most so many characters.
func field(r *http.Request, name string, limit int) (string, error) {
	value := strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(r.PostFormValue(name), ""), "\x00", ""))
	if n := len([]rune(value)); n > limit {
		return "", caterina.Errorf(caterina.CodeInvalid, "il testo ha %d caratteri e il massimo è %d: accorcialo e riprova", n, limit)
	}
	return value, nil
}

// townQueues returns a town's queues. A town without any has one for everything.
func townQueues(town caterina.Town) []caterina.Queue {
	if len(town.Queues) > 0 {
		return town.Queues
	}
	return []caterina.Queue{{Slug: "generale", Name: "Sportello"}}
}

// queueNamed returns the name of a queue; one that is not in town.yaml any more
// is known by its slug.
func queueNamed(town caterina.Town, slug string) string {
	for _, q := range townQueues(town) {
		if q.Slug == slug {
			return q.Name
		}
	}
	return cmp.Or(slug, "senza coda")
}

// hasQueue says whether a town has a queue.
func hasQueue(town caterina.Town, slug string) bool {
	return slices.ContainsFunc(townQueues(town), func(q caterina.Queue) bool { return q.Slug == slug })
}

// lasting writes how long something took, short enough for a table.
func lasting(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	switch {
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		text := strconv.Itoa(int(d.Minutes())) + " min"
		if rest := int(d.Seconds()) % 60; rest > 0 && d < 10*time.Minute {
			text += " " + strconv.Itoa(rest) + " s"
		}
		return text
	default:
		text := strconv.Itoa(int(d.Hours())) + " h"
		if rest := int(d.Minutes()) % 60; rest > 0 {
			text += " " + strconv.Itoa(rest) + " min"
		}
		return text
	}
}

// wishName is what staff call what an operator wants of the queue.
func wishName(w caterina.Wish) string {
	switch w {
	case caterina.WantsWork:
		return "disponibile"
	case caterina.WantsPause:
		return "in pausa"
	default:
		return "fuori turno"
	}
}

// stateName is what staff call a state.
func stateName(state caterina.State) string {
	switch state {
	case caterina.StateQueued:
		return "in attesa"
	case caterina.StateOffered:
		return "squilla"
	case caterina.StateAssigned:
		return "in corso"
	case caterina.StateSnoozed:
		return "sospesa"
	case caterina.StateCallback:
		return "da richiamare"
	case caterina.StateClosed:
		return "chiusa"
	default:
		return "con l'assistente"
	}
}

// languageName is the name of a language that citizens often speak.
func languageName(code string) string {
	names := map[string]string{
		"it": "italiano", "en": "inglese", "fr": "francese", "es": "spagnolo", "de": "tedesco", "ro": "rumeno", "sq": "albanese",
		"ar": "arabo", "zh": "cinese", "uk": "ucraino", "bn": "bengalese", "ur": "urdu", "ru": "russo", "pt": "portoghese",
	}
	return cmp.Or(names[code], code, "italiano")
}
