package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// past writes a log by hand: who said what when, on one day in Rome.
type past struct {
	*fixture
	town caterina.TownID
	ops  []int64
}

func newPast(t *testing.T) *past {
	t.Helper()
	f := newFixture(t)
	p := &past{fixture: f, town: f.town}
	for _, name := range []string{"Ada", "Bruno"} {
		p.ops = append(p.ops, value[int64](f, `INSERT INTO operator (email, name, password_hash) VALUES (lower($1) || '@example.org', $1, '') RETURNING id`, name))
	}
	for _, op := range p.ops {
		f.exec(`INSERT INTO member (town_id, operator_id, role) VALUES ($1, $2, 'operator')`, f.town, op)
	}
	return p
}

// march is a moment of 10 March 2026, or of another day.
func march(clock string, day ...int) time.Time {
	d := 10
	if len(day) > 0 {
		d = day[0]
	}
	at, err := time.ParseInLocation("2006-01-02 15:04:05", fmt.Sprintf("2026-03-%02d %s", d, clock), caterina.Rome())
	if err != nil {
		panic(err)
	}
	return at
}

// line is one event of a log that is written by hand.
type line struct {
	at    string
	actor string // of a message
	state string // of a state event
	queue string
}

// talk writes a conversation that began with its first line, and returns its id.
func (p *past) talk(id string, lines ...line) string {
	p.t.Helper()
	conv := "00000000-0000-4000-8000-0000000000" + id
	p.exec(`INSERT INTO conversation (town_id, id, channel, chat, created_at, last_seq, last_cseq) VALUES ($1, $2, 'web', $3, $4, $5, $5)`,
		p.town, conv, conv, march(lines[0].at), len(lines))
	for i, l := range lines {
		kind, actor, body := "message", l.actor, `{"text":"una domanda"}`
		if l.state != "" {
			kind, actor, body = "state", "system", fmt.Sprintf(`{"text":"…","state":%q,"queue":%q}`, l.state, l.queue)
			if l.queue == "" {
				body = fmt.Sprintf(`{"text":"…","state":%q}`, l.state)
			}
		}
		p.exec(`INSERT INTO event (town_id, conversation_id, seq, cseq, kind, actor, epoch, body, at) VALUES ($1, $2, $3, $3, $4, $5, 0, $6, $7)`,
			p.town, conv, i+1, kind, actor, body, march(l.at))
	}
	return conv
}

// turn writes an answer of the assistant.
func (p *past) turn(conv string, n int, at, outcome, card string) {
	p.t.Helper()
	p.exec(`INSERT INTO turn (town_id, conversation_id, turn, upto, due_at, done_at, created_at, outcome, trace)
		VALUES ($1, $2, $3, $3, $4, $4, $4, $5, $6)`, p.town, conv, n, march(at), outcome, fmt.Sprintf(`{"ranking":[{"card":%q}]}`, card))
}

// refused writes what the assistant answered whoever asked for a person.
func (p *past) refused(conv string, n int, at, outcome, rule string) {
	p.t.Helper()
	p.turn(conv, n, at, outcome, "gone")
	p.exec(`UPDATE turn SET trace = json_build_object('rule', $2::text) WHERE conversation_id = $1 AND turn = $3`, conv, rule, n)
}

// aDay is a log of which every figure is known.
func aDay(t *testing.T) *past {
	t.Helper()
	p := newPast(t)
	_, err := p.SaveItems(t.Context(), p.town, caterina.Items{Cards: []caterina.Card{
		{Slug: "nido", Kind: caterina.KindService, Title: "Nido", Summary: "n", Topic: "scuola"},
		{Slug: "mensa", Kind: caterina.KindService, Title: "Mensa", Summary: "m", Topic: "scuola"},
		{Slug: "tari", Kind: caterina.KindService, Title: "Tari", Summary: "t", Topic: "tributi"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	op := fmt.Sprintf("operator:%d", p.ops[0])
	// Waits 60 s, is offered once in vain, answered after 30 s, handled 10 min; then
	// the citizen asks again, waits 120 s and is answered by nobody: closed after 5 min.
	a := p.talk(
		"01", line{at: "09:00:00", actor: "citizen"}, line{at: "09:00:01", actor: "bot"},
		line{at: "09:10:00", state: "queued", queue: "famiglia"}, line{at: "09:10:10", state: "offered", queue: "famiglia"},
		line{at: "09:10:40", state: "queued", queue: "famiglia"}, line{at: "09:11:00", state: "assigned", queue: "famiglia"},
		line{at: "09:11:10", actor: "citizen"}, line{at: "09:11:30", actor: op}, line{at: "09:12:00", state: "snoozed"},
		line{at: "09:15:00", state: "assigned"}, line{at: "09:15:30", actor: op}, line{at: "09:21:00", state: "bot"},
		line{at: "09:30:00", state: "queued", queue: "famiglia"}, line{at: "09:32:00", state: "assigned"}, line{at: "09:37:00", state: "closed"},
	)
	p.turn(a, 1, "09:00:01", "answer", "nido")
	// Waits 300 s in another queue and gives up.
	b := p.talk("02", line{at: "10:00:00", actor: "citizen"}, line{at: "10:59:59", state: "queued", queue: "anziani"}, line{at: "11:04:59", state: "bot"})
	p.turn(b, 1, "10:00:01", "decline", "tari")
	p.turn(b, 2, "10:00:02", "void", "tari")
	p.refused(b, 3, "10:00:03", "handoff", "choice/person/full")
	p.refused(b, 4, "10:00:04", "decline", "apology/nobody_on_duty")
	p.refused(b, 5, "10:00:05", "handoff", "person/nobody_on_duty")
	p.refused(b, 6, "10:00:06", "handoff", "person")
	p.refused(b, 7, "10:00:07", "answer", "list/full")
	// An operator steps in; it is not over.
	c := p.talk("03", line{at: "10:30:00", actor: "citizen"}, line{at: "10:31:00", state: "assigned"}, line{at: "10:31:05", actor: op})
	p.turn(c, 1, "10:30:01", "answer", "tari")
	p.turn(c, 3, "10:30:02", "answer", "mensa")
	p.turn(c, 4, "10:30:03", "answer", "gone")
	// Nothing was said: a page that was only opened.
	p.talk("04", line{at: "12:00:00", actor: "bot"})
	// The same things a day later, and in another town, are another report's.
	p.exec(`INSERT INTO conversation (town_id, id, channel, chat, created_at) VALUES ($1, gen_random_uuid(), 'web', 'x', $2)`, p.town, march("00:00:00", 11))
	p.exec(`INSERT INTO rating (town_id, conversation_id, stars, at) VALUES ($1, $2, 1, $3)`, p.town, p.conv, march("00:00:00", 11))
	for i, r := range []struct {
		conv, answer, text string
		stars              int
	}{{a, "Risposta chiara", "Bravi", 5}, {b, "Ho aspettato troppo", "", 2}, {c, "Risposta chiara", "Ok", 5}} {
		p.exec(`INSERT INTO rating (town_id, conversation_id, stars, answer, text, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			p.town, r.conv, r.stars, r.answer, r.text, march(fmt.Sprintf("13:00:%02d", i)))
	}
	for conv, state := range map[string]string{a: "done", b: "open", c: "open"} {
		p.exec(`INSERT INTO callback (town_id, conversation_id, queue, reason, name, contact, preferred, text, state, due_at, created_at)
			VALUES ($1, $2, 'famiglia', 'asked', 'N', '0577', 'any', '', $3, $4, $4)`, p.town, conv, state, march("14:00:00"))
	}
	return p
}

// TestAReportCountsAKnownDay is every figure of every report against a log that
// was counted by hand.
func TestAReportCountsAKnownDay(t *testing.T) {
	t.Parallel()
	p := aDay(t)
	day := caterina.Date{Year: 2026, Month: 3, Day: 10}
	got, err := p.Report(t.Context(), p.town, day, day)
	if err != nil {
		t.Fatal(err)
	}
	want := caterina.Report{
		From: day, To: day, Conversations: 3,
		Queues: []caterina.QueueCount{
			{Queue: "famiglia", Asked: 2, Taken: 2, Waiting: caterina.Span{N: 2, Median: time.Minute, P90: 2 * time.Minute}},
			{Queue: "anziani", Asked: 1},
			{Queue: "", Taken: 1},
		},
		Topics:      []caterina.Count{{Name: "", N: 2}, {Name: "scuola", N: 2}, {Name: "tributi", N: 1}},
		Outcomes:    map[caterina.Outcome]int{"answer": 5, "decline": 2, "handoff": 3},
		Refusals:    map[caterina.Refusal]int{caterina.RefusedFull: 1, caterina.RefusedNobody: 2},
		Asked:       3,
		Taken:       3,
		GivenUp:     1,
		Waiting:     caterina.Span{N: 2, Median: time.Minute, P90: 2 * time.Minute},
		FirstAnswer: caterina.Span{N: 2, Median: 5 * time.Second, P90: 30 * time.Second},
		Handling:    caterina.Span{N: 2, Median: 5 * time.Minute, P90: 10 * time.Minute},
		Callbacks:   map[caterina.CallbackState]int{"done": 1, "open": 2},
		Ratings: caterina.Ratings{
			N: 3, Stars: [5]int{0, 1, 0, 0, 2}, Answers: []caterina.Count{{Name: "Risposta chiara", N: 2}, {Name: "Ho aspettato troppo", N: 1}},
			Comments: []caterina.RatedComment{{Stars: 5, Text: "Ok", At: march("13:00:02")}, {Stars: 5, Text: "Bravi", At: march("13:00:00")}},
		},
	}
	want.Hours[9] = caterina.HourCount{Conversations: 1, Asked: 2}
	want.Hours[10] = caterina.HourCount{Conversations: 2, Asked: 1}
	sameInstant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, sameInstant); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
	if average := got.Ratings.Average(); average != 4 {
		t.Errorf("the average is %v stars, want 4", average)
	}
}

func TestAReportIsOfItsTownAndDaysOnly(t *testing.T) {
	t.Parallel()
	p := aDay(t)
	day := caterina.Date{Year: 2026, Month: 3, Day: 10}
	for name, ask := range map[string]func() (caterina.Report, error){
		"another town": func() (caterina.Report, error) { return p.Report(t.Context(), p.saveTown("bari"), day, day) },
		"the day before": func() (caterina.Report, error) {
			return p.Report(t.Context(), p.town, day.AddDays(-1), day.AddDays(-1))
		},
	} {
		got, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		got.From, got.To = caterina.Date{}, caterina.Date{}
		if diff := cmp.Diff(caterina.Report{Outcomes: map[caterina.Outcome]int{}, Refusals: map[caterina.Refusal]int{}, Callbacks: map[caterina.CallbackState]int{}}, got); diff != "" {
			t.Errorf("%s: something was counted (-want +got):\n%s", name, diff)
		}
	}
	got, err := p.Report(t.Context(), p.town, day.AddDays(-1), day.AddDays(1))
	if err != nil || got.Ratings.N != 4 || got.Asked != 3 {
		t.Errorf("three days: %+v, %v", got, err)
	}
	if got.Ratings.Average() != 3.25 || (&caterina.Ratings{}).Average() != 0 {
		t.Errorf("averages %v and %v", got.Ratings.Average(), (&caterina.Ratings{}).Average())
	}
}

func TestTheBoardHasDangerFirstAndThenTheLongestWait(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	ids := map[string]string{}
	for i, c := range []struct {
		name, state string
		owner       int64
		queued      string
		priority    int
	}{
		{"new", "queued", 0, "09:30:00", 0},
		{"old", "queued", 0, "09:00:00", 0},
		{"danger", "queued", 0, "09:40:00", 9},
		{"talking", "assigned", p.ops[0], "", 0},
		{"bot", "bot", 0, "", 0},
	} {
		id := fmt.Sprintf("00000000-0000-4000-8000-0000000001%02d", i)
		ids[id] = c.name
		var queued *time.Time
		var owner *int64
		if c.queued != "" {
			at := march(c.queued)
			queued = &at
		}
		if c.owner != 0 {
			owner = &c.owner
		}
		p.exec(`INSERT INTO conversation (town_id, id, channel, chat, state, queue, queued_at, owner_id, priority, crisis)
			VALUES ($1, $2, 'web', $3, $4, 'famiglia', $5, $6, $7::int, CASE WHEN $7::int = 9 THEN 'violence' END)`,
			p.town, id, id, c.state, queued, owner, c.priority)
	}
	for i, due := range []string{"-1 hour", "1 hour"} {
		p.exec(`INSERT INTO callback (town_id, conversation_id, queue, reason, name, contact, preferred, text, due_at)
			SELECT $1, id, 'famiglia', 'asked', 'N', '0577', 'any', '', now() + $2::interval FROM conversation WHERE state = 'queued' ORDER BY id OFFSET $3 LIMIT 1`,
			p.town, due, i)
	}
	board, err := p.Board(t.Context(), p.town)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, row := range board.Rows {
		order = append(order, ids[string(row.Conversation)])
	}
	if diff := cmp.Diff([]string{"danger", "old", "new", "talking"}, order); diff != "" {
		t.Errorf("the order (-want +got):\n%s", diff)
	}
	if r := board.Rows[0]; !r.Crisis || r.Queue != "famiglia" || !r.QueuedAt.Equal(march("09:40:00")) || r.Operator != 0 {
		t.Errorf("the first row is %+v", r)
	}
	if r := board.Rows[3]; r.OperatorName != "Ada" || r.State != caterina.StateAssigned || !r.QueuedAt.IsZero() {
		t.Errorf("the last row is %+v", r)
	}
	if board.Callbacks != 2 || board.Overdue != 1 || board.At.IsZero() {
		t.Errorf("%d call-backs, %d late, at %v", board.Callbacks, board.Overdue, board.At)
	}
}

func TestAQueueClosedByHandOpensByItself(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	by := caterina.OperatorID(p.ops[0])
	paused := func() time.Time {
		until, err := p.QueuePaused(t.Context(), p.town, "famiglia")
		if err != nil {
			t.Fatal(err)
		}
		return until
	}
	if until := paused(); !until.IsZero() {
		t.Errorf("an open queue is closed until %v", until)
	}
	until := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	for _, at := range []time.Time{until.Add(time.Hour), until} { // the later word counts
		if err := p.PauseQueue(t.Context(), p.town, by, caterina.QueuePause{Queue: "famiglia", Until: at, Reason: "assemblea"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := paused(); !got.Equal(until) {
		t.Errorf("closed until %v, want %v", got, until)
	}
	pauses, err := p.QueuePauses(t.Context(), p.town)
	if err != nil || len(pauses) != 1 || pauses[0].ByName != "Ada" || pauses[0].Reason != "assemblea" {
		t.Errorf("the pauses are %+v, %v", pauses, err)
	}
	if err := p.PauseQueue(t.Context(), p.town, by, caterina.QueuePause{Queue: "famiglia", Until: time.Now().Add(-time.Second)}); err != nil {
		t.Fatal(err)
	}
	if got := paused(); !got.IsZero() {
		t.Errorf("the time is over and it is closed until %v", got)
	}
	if err := p.PauseQueue(t.Context(), p.town, by, caterina.QueuePause{Queue: "famiglia", Until: until}); err != nil {
		t.Fatal(err)
	}
	if err := p.ResumeQueue(t.Context(), p.town, "famiglia"); err != nil {
		t.Fatal(err)
	}
	if got := paused(); !got.IsZero() {
		t.Errorf("it was opened and is closed until %v", got)
	}
}

func TestASupervisorChangesDutyAndNotTheRole(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	op := caterina.OperatorID(p.ops[0])
	duty := func() (string, int) {
		return value[string](p.fixture, `SELECT coalesce(string_agg(queue, ',' ORDER BY queue), '') FROM skill WHERE operator_id = $1`, op),
			value[int](p.fixture, `SELECT capacity FROM member WHERE operator_id = $1`, op)
	}
	for _, step := range []struct {
		skills   []string
		capacity int
		want     string
	}{{[]string{"nidi", "sociale"}, 4, "nidi,sociale"}, {[]string{"nidi", "casa"}, 0, "casa,nidi"}, {nil, 20, ""}} {
		if err := p.SetDuty(t.Context(), p.town, op, step.skills, step.capacity); err != nil {
			t.Fatal(err)
		}
		if skills, capacity := duty(); skills != step.want || capacity != step.capacity {
			t.Errorf("%v: skills %q, capacity %d", step, skills, capacity)
		}
	}
	wantCode(t, "too many", p.SetDuty(t.Context(), p.town, op, nil, 21), caterina.CodeInvalid)
	wantCode(t, "less than none", p.SetDuty(t.Context(), p.town, op, nil, -5), caterina.CodeInvalid)
	wantCode(t, "somebody of no town", p.SetDuty(t.Context(), p.saveTown("bari"), op, nil, 3), caterina.CodeNotFound)
	if role := value[string](p.fixture, `SELECT role FROM member WHERE operator_id = $1`, op); role != "operator" {
		t.Errorf("the role is %q", role)
	}
}
