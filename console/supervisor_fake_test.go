package console_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/postgres"
)

// The database is what these pages are made for.
var _ console.SupervisorStore = (*postgres.Store)(nil)

// fixedNow is Tuesday morning, so that pages look the same every day.
func fixedNow() time.Time { return time.Date(2026, time.March, 10, 10, 30, 0, 0, caterina.Rome()) }

func ago(d time.Duration) time.Time { return fixedNow().Add(-d) }

// work is a town's work with fixed data. Deeds are written down, the reports and
// lists do not change.
type work struct {
	mu    sync.Mutex
	deeds []string
	calls []caterina.Callback
	told  int // events of which open pages heard
	board caterina.Board
	hours []caterina.QueueHours
}

func (f *work) did(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deeds = append(f.deeds, fmt.Sprintf(format, args...))
}

// last returns the last deed.
func (f *work) last() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.deeds) == 0 {
		return ""
	}
	return f.deeds[len(f.deeds)-1]
}

const (
	convA = "00000000-0000-4000-8000-00000000000a"
	convB = "00000000-0000-4000-8000-00000000000b"
	convC = "00000000-0000-4000-8000-00000000000c"
)

func newWork() *work {
	return &work{
		board: caterina.Board{
			At: fixedNow(), Callbacks: 3, Overdue: 1,
			Rows: []caterina.BoardRow{
				{Conversation: convA, State: caterina.StateQueued, Queue: "nidi", Lang: "en", Crisis: true, Priority: 9, QueuedAt: ago(3*time.Minute + 12*time.Second)},
				{Conversation: convB, State: caterina.StateOffered, Queue: "sociale", Lang: "it", QueuedAt: ago(45 * time.Second), Operator: 11, OperatorName: "Bruno Verdi"},
				{Conversation: convC, State: caterina.StateAssigned, Queue: "sociale", Lang: "it", WaitingSince: ago(7 * time.Minute), Operator: 11, OperatorName: "Bruno Verdi"},
			},
		},
	}
}

func (f *work) Board(context.Context, caterina.TownID) (caterina.Board, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.board, nil
}

func (f *work) Presences(context.Context, caterina.TownID) ([]caterina.Presence, error) {
	return []caterina.Presence{
		{Operator: 12, Name: "Carla Bianchi", Role: caterina.RoleCurator, Capacity: 3, Wants: caterina.WantsNothing},
		{Operator: 11, Name: "Bruno Verdi", Role: caterina.RoleOperator, Capacity: 3, Skills: []string{"sociale"}, Wants: caterina.WantsWork, Live: true, Load: 1.5},
		{Operator: 13, Name: "Dora Neri", Role: caterina.RoleOperator, Capacity: 4, Wants: caterina.WantsPause, Live: true},
	}, nil
}

func (f *work) SetDuty(_ context.Context, _ caterina.TownID, op caterina.OperatorID, skills []string, capacity int) error {
	f.did("duty %d %v %d", op, skills, capacity)
	return nil
}

func (f *work) SetWish(_ context.Context, _ caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error {
	f.did("wish %d %s", op, wish)
	return nil
}

func (f *work) Note(_ context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	f.did("note %s %s %s %v", m.Conversation, m.ClientID, m.Text, m.Note)
	return caterina.Event{}, nil
}

func (f *work) Report(_ context.Context, _ caterina.TownID, from, to caterina.Date) (caterina.Report, error) {
	r := caterina.Report{
		From: from, To: to, Conversations: 1234,
		Queues: []caterina.QueueCount{
			{Queue: "sociale", Asked: 41, Taken: 38, Waiting: caterina.Span{N: 38, Median: 95 * time.Second, P90: 6 * time.Minute}},
			{Queue: "nidi", Asked: 12, Taken: 12, Waiting: caterina.Span{N: 12, Median: 30 * time.Second, P90: 2 * time.Minute}},
		},
		Topics: []caterina.Count{{Name: "famiglia-e-minori", N: 320}, {Name: "casa", N: 80}, {Name: "", N: 7}},
		Outcomes: map[caterina.Outcome]int{
			caterina.OutcomeAnswer: 900, caterina.OutcomeClarify: 200, caterina.OutcomeDecline: 80, caterina.OutcomeHandoff: 53, caterina.OutcomeCrisis: 2,
		},
		Asked: 53, Taken: 50, GivenUp: 3,
		Refusals:    map[caterina.Refusal]int{caterina.RefusedClosed: 11, caterina.RefusedNobody: 2},
		Waiting:     caterina.Span{N: 50, Median: 80 * time.Second, P90: 5*time.Minute + 30*time.Second},
		FirstAnswer: caterina.Span{N: 49, Median: 22 * time.Second, P90: 70 * time.Second},
		Handling:    caterina.Span{N: 47, Median: 8 * time.Minute, P90: 95 * time.Minute},
		Callbacks:   map[caterina.CallbackState]int{caterina.CallbackDone: 4, caterina.CallbackOpen: 1},
		Ratings: caterina.Ratings{
			N: 20, Stars: [5]int{1, 0, 2, 7, 10}, Answers: []caterina.Count{{Name: "Risposte chiare", N: 12}},
			Comments: []caterina.RatedComment{
				{Stars: 5, Text: `=HYPERLINK("https://evil.example";"Bravi")`, At: fixedNow()},
				{Stars: 1, Text: "Chiamatemi al 333 1234567; grazie", At: fixedNow()},
			},
		},
	}
	for hour := 8; hour < 20; hour++ {
		r.Hours[hour] = caterina.HourCount{Conversations: 40 + 17*hour%90, Asked: hour % 5}
	}
	return r, nil
}

func (f *work) QueuePauses(context.Context, caterina.TownID) ([]caterina.QueuePause, error) {
	return []caterina.QueuePause{{Queue: "nidi", Until: fixedNow().Add(2 * time.Hour), Reason: "assemblea", ByName: "Sara Blu"}}, nil
}

func (f *work) PauseQueue(_ context.Context, _ caterina.TownID, _ caterina.OperatorID, p caterina.QueuePause) error {
	f.did("pause %s %s %s", p.Queue, p.Until.In(caterina.Rome()).Format("2006-01-02 15:04"), p.Reason)
	return nil
}

func (f *work) ResumeQueue(_ context.Context, _ caterina.TownID, queue string) error {
	f.did("resume %s", queue)
	return nil
}

func (f *work) CannedReplies(context.Context, caterina.TownID, *string) ([]caterina.Canned, error) {
	return []caterina.Canned{
		{ID: 1, Title: "Saluto", Text: "Buongiorno {name}, sono {operator}."},
		{ID: 2, Queue: "nidi", Title: "Iscrizioni al nido", Text: "Le iscrizioni si fanno online.\nServe lo SPID."},
	}, nil
}

func (f *work) SaveCanned(_ context.Context, _ caterina.TownID, c caterina.Canned) (int64, error) {
	f.did("canned %d %q %q %q", c.ID, c.Queue, c.Title, c.Text)
	return 3, nil
}

func (f *work) DropCanned(_ context.Context, _ caterina.TownID, id int64) error {
	f.did("drop canned %d", id)
	return nil
}

func (f *work) CitizenQuestion(_ context.Context, _ caterina.TownID, conv caterina.ConversationID, seq int64) (string, error) {
	if conv != convA {
		return "", caterina.Errorf(caterina.CodeNotFound, "in questo punto non c'è una domanda")
	}
	return fmt.Sprintf("dove lascio\n il pupo? il mio numero è 333 1234567 (%d)", seq), nil
}

func (f *work) ProposeLesson(_ context.Context, _ caterina.TownID, l caterina.Lesson) (int, error) {
	f.did("propose %q %q %s %d", l.Question, l.Card, l.Conversation, l.Seq)
	return 2, nil
}

func (f *work) OpenLessons(context.Context, caterina.TownID) ([]caterina.Lesson, error) {
	return []caterina.Lesson{
		{ID: 1, Question: "dove lascio il pupo mentre lavoro", Card: "nido", Conversation: convA, Seq: 4, ByName: "Bruno Verdi", Times: 4, At: ago(time.Hour)},
		{ID: 2, Question: "posso tenere le galline in giardino", Conversation: convB, Seq: 2, ByName: "Dora Neri", Times: 1, At: ago(50 * time.Hour)},
	}, nil
}

func (f *work) AcceptLesson(_ context.Context, _ caterina.TownID, id int64, _ caterina.OperatorID, v caterina.Variant) error {
	f.did("accept %d %q %q", id, v.Card, v.Question)
	return nil
}

func (f *work) RejectLesson(_ context.Context, _ caterina.TownID, id int64, _ caterina.OperatorID) error {
	f.did("reject %d", id)
	return nil
}

func (f *work) Variants(context.Context, caterina.TownID) ([]caterina.Variant, error) {
	return []caterina.Variant{{Card: "nido", Question: "chi mi tiene il bimbo"}, {Card: "vecchia-scheda", Question: "una domanda di una volta"}}, nil
}

func (f *work) DropVariant(_ context.Context, _ caterina.TownID, v caterina.Variant) error {
	f.did("drop %q %q", v.Card, v.Question)
	return nil
}

func (f *work) Callbacks(context.Context, caterina.TownID) ([]caterina.Callback, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls, nil
}

func (f *work) TakeCallback(_ context.Context, _ caterina.TownID, id int64, op caterina.OperatorID) error {
	f.did("take %d", id)
	return nil
}

func (f *work) CallbackAttempt(_ context.Context, _ caterina.TownID, id int64, _ caterina.OperatorID, next time.Time) (int, []caterina.Event, error) {
	f.did("attempt %d %s", id, next.In(caterina.Rome()).Format("2006-01-02 15:04"))
	for _, c := range f.calls {
		if c.ID == id {
			if c.Attempts == 2 {
				return 3, []caterina.Event{{Conversation: c.Conversation, Kind: caterina.KindState}}, nil
			}
			return c.Attempts + 1, nil, nil
		}
	}
	return 1, nil, nil
}

func (f *work) EndCallback(_ context.Context, _ caterina.TownID, id int64, _ caterina.OperatorID, state caterina.CallbackState) ([]caterina.Event, error) {
	f.did("end %d %s", id, state)
	return []caterina.Event{{Conversation: convA, Kind: caterina.KindState}}, nil
}

func (f *work) AuditEntries(_ context.Context, _ caterina.TownID, before int64, op caterina.OperatorID, prefix string, limit int) ([]caterina.AuditEntry, error) {
	f.did("audit %d %d %q %d", before, op, prefix, limit)
	entries := []caterina.AuditEntry{
		{ID: 200, At: fixedNow(), Operator: 11, Name: "Bruno Verdi", Action: "conversation.take", Target: convA},
		{ID: 199, At: ago(time.Hour), Name: "", Action: "operator.add", Target: "dora.neri@example.org", Detail: "operatore"},
	}
	for i := range limit - len(entries) {
		if prefix == "" && op == 0 {
			entries = append(entries, caterina.AuditEntry{ID: int64(198 - i), At: ago(2 * time.Hour), Name: "Sara Blu", Action: "queue.close", Target: "nidi", Detail: "fino a 10/03/2026 12:30"})
		}
	}
	return entries, nil
}

// maskNumbers stands for the real mask, which another package has.
func maskNumbers(text string) string { return strings.ReplaceAll(text, "333 1234567", "[telefono]") }

// supervised is a console over fixed data.
func supervised(t *testing.T) (*world, *work) {
	t.Helper()
	f := newWork()
	w := newWorld(t, func(w *world) {
		w.cfg.Now = fixedNow
		w.cfg.Committed = func(caterina.Event) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.told++
		}
		w.cfg.Supervisor = console.SupervisorConfig{
			Store: f, Desk: f, Mask: maskNumbers,
			Cards: func(caterina.TownID) []console.CardName {
				return []console.CardName{{Slug: "nido", Title: "Asilo nido"}, {Slug: "mensa", Title: "Mensa scolastica"}}
			},
			NextAttempt: func(caterina.Town, caterina.Callback, time.Time) time.Time {
				return time.Date(2026, time.March, 10, 14, 0, 0, 0, caterina.Rome())
			},
		}
		town := w.towns["siena"]
		town.Queues[0].Hours = &caterina.Hours{Shifts: []caterina.Shift{
			{Weekday: caterina.Weekday(time.Monday), From: 540, To: 780},
			{Weekday: caterina.Weekday(time.Monday), From: 900, To: 1020},
			{Weekday: caterina.Weekday(time.Thursday), From: 540, To: 780},
		}}
	})
	return w, f
}
