package postgres_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// secret stands for whatever a citizen may want to be forgotten.
const secret = "segretissimo"

// erasure asks for the fixture's conversation to be erased.
func (f *fixture) erasure(by caterina.OperatorID) *caterina.Erasure {
	end := f.move(caterina.StateBot, 0)
	end.From = []caterina.State{caterina.StateQueued, caterina.StateCallback}
	end.By, end.Event.Reason = caterina.OperatorActor(by), caterina.ReasonErased
	return &caterina.Erasure{
		Town: f.town, Conversation: f.conv, By: by, End: end, Why: "richiesta del cittadino",
		Event: caterina.MessageBody{Text: "Contenuto cancellato"},
	}
}

func (f *fixture) mustErase(by caterina.OperatorID) caterina.Event {
	f.t.Helper()
	events, err := f.Erase(f.t.Context(), f.erasure(by))
	if err != nil || len(events) != 1 {
		f.t.Fatalf("erase: %d events, %v", len(events), err)
	}
	return events[0]
}

// holding returns the tables with a row in which the secret stands, whatever
// column it is in: a table that is made later is looked at too.
func (f *fixture) holding() []string {
	f.t.Helper()
	rows, err := f.Pool().Query(f.t.Context(), `SELECT relname::text FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname`)
	if err != nil {
		f.t.Fatal(err)
	}
	var tables, found []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			f.t.Fatal(err)
		}
		tables = append(tables, name)
	}
	for _, name := range tables {
		if value[bool](f, fmt.Sprintf("SELECT EXISTS (SELECT FROM %q t WHERE t::text ILIKE '%%' || $1 || '%%')", name), secret) {
			found = append(found, name)
		}
	}
	return found
}

// confide has the citizen write the secret.
func (f *fixture) confide(id string) caterina.Receipt {
	f.t.Helper()
	in := f.inbound(id)
	in.Body.Text = secret
	receipt, err := f.Receive(f.t.Context(), in, caterina.Lease{Owner: "me", TTL: leaseTime})
	f.ok(err)
	return receipt
}

// tellSecrets leaves the secret in every place that a conversation has for words.
func (f *fixture) tellSecrets(ada caterina.OperatorID) {
	f.t.Helper()
	ctx := f.t.Context()
	f.exec("UPDATE conversation SET page = 'https://example.org/'||$1, crisis = 'violence' WHERE id = $2", secret, f.conv)
	f.keep(secret)
	turn := *f.confide("c1").Turn
	reply := answer("Ecco: " + secret)
	reply.Trace.Rule = secret
	_, err := f.CompleteTurn(ctx, turn, reply, nil)
	f.ok(err)
	_, err = f.ProposeLesson(ctx, f.town, caterina.Lesson{Question: secret + "?", Conversation: f.conv, Seq: 2, By: ada})
	f.ok(err)
	_, err = f.OpenCallback(ctx, f.move(caterina.StateCallback, 0), caterina.CallbackForm{
		Name: secret, Contact: secret + "@example.org", When: caterina.CallMorning, Text: secret, Privacy: true,
	}, time.Now().Add(time.Hour))
	f.ok(err)
	f.must(f.move(caterina.StateAssigned, ada))
	f.confide("c2")
	for _, note := range []bool{true, false} {
		m := f.staffMessage(ada, f.held().Conversation.Epoch, fmt.Sprint("m", note))
		m.Note, m.Text = note, secret
		_, err = f.Say(ctx, m)
		f.ok(err)
	}
	f.exec("INSERT INTO mail_copy (town_id, conversation_id, copy, client_id, address) VALUES ($1, $2, 1, 'c', $3)", f.town, f.conv, secret+"@example.org")
	f.ok(f.SaveDraft(ctx, f.town, f.conv, ada, caterina.Draft{Text: secret}))
	end := f.move(caterina.StateClosed, 0)
	end.Event.Text, end.Event.Reason = secret, "il signor "+secret+" ha capito"
	f.must(end)
	_, err = f.Rate(ctx, f.town, f.conv, "r", caterina.Rating{Stars: 2, Text: secret})
	f.ok(err)
}

func (f *fixture) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// TestAnErasureLeavesNumbersAndNoWords is acceptance case 68, as the database
// sees it.
func TestAnErasureLeavesNumbersAndNoWords(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.tellSecrets(ada)
	for _, table := range []string{"event", "turn", "callback", "rating", "draft", "lesson", "mail_copy", "attachment", "conversation"} {
		if !strings.Contains(strings.Join(f.holding(), " "), table) {
			t.Fatalf("nothing is kept in %s: this test has become blind", table)
		}
	}
	today := caterina.DateOf(time.Now().In(caterina.Rome()))
	before, log := f.report(today), f.log()
	event := f.mustErase(ada)
	if tables := f.holding(); len(tables) != 0 {
		t.Errorf("it is still in %v", tables)
	}
	after := f.log()
	if len(after) != len(log)+1 || event.Seq != after[len(after)-1].Seq || event.N == 0 || event.Epoch != log[len(log)-1].Epoch+1 {
		t.Fatalf("the log has %d events after %d, the last is %+v", len(after), len(log), event)
	}
	for i := range log {
		if log[i].Kind != caterina.KindState && string(after[i].Body) != `{"text":"","erased":true}` {
			t.Errorf("event %d is %s", i+1, after[i].Body)
		}
		log[i].Body, after[i].Body = nil, nil
	}
	if diff := cmp.Diff(log, after[:len(log)], cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("more than the bodies changed:\n%s", diff)
	}
	report := f.report(today)
	before.Ratings.Comments = nil
	before.Topics, report.Topics = nil, nil // a topic is what was asked about
	if diff := cmp.Diff(before, report); diff != "" {
		t.Errorf("the report changed (-before +after):\n%s", diff)
	}
	if _, err := f.ResumeSession(t.Context(), f.token); err != nil {
		t.Errorf("the session is gone: %v", err)
	}
	if got := value[string](f, "SELECT action || ' ' || detail || ' ' || operator_id FROM audit WHERE target = $1", f.conv); got != fmt.Sprint("conversation.erase richiesta del cittadino ", ada) {
		t.Errorf("the audit log says %q", got)
	}
}

func (f *fixture) report(day caterina.Date) caterina.Report {
	f.t.Helper()
	r, err := f.Report(f.t.Context(), f.town, day, day)
	f.ok(err)
	return r
}

// TestWhatPeopleHoldIsNotErased: who talks with somebody must not see the talk
// vanish. It is closed first.
func TestWhatPeopleHoldIsNotErased(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 3), f.hire("Bea", 3)
	f.confide("c1")
	refused := func(name string, to caterina.State) {
		t.Helper()
		tr := f.move(to, ada)
		if to == caterina.StateSnoozed {
			tr.SnoozeUntil = time.Now().Add(time.Hour)
		}
		f.must(tr)
		log := f.log()
		_, err := f.Erase(t.Context(), f.erasure(bea))
		wantLate(t, name, err, caterina.LateHeld, "Ada")
		if diff := cmp.Diff(log, f.log(), cmp.Comparer(time.Time.Equal)); diff != "" {
			t.Errorf("%s: something changed:\n%s", name, diff)
		}
	}
	queued := f.move(caterina.StateQueued, 0)
	queued.Queue = "tributi"
	f.must(queued)
	refused("offered", caterina.StateOffered)
	refused("assigned", caterina.StateAssigned)
	refused("snoozed", caterina.StateSnoozed)
	if n := value[int](f, "SELECT count(*) FROM audit"); n != 0 {
		t.Errorf("%d deeds were noted that were not done", n)
	}
	missing := f.erasure(ada)
	missing.Conversation = "11111111-1111-4111-8111-111111111111"
	_, err := f.Erase(t.Context(), missing)
	wantCode(t, "no conversation", err, caterina.CodeNotFound)
}

// TestAWaitEndsWithTheErasure: nobody shall be called whose number is gone, nor
// wait for a person who could not know why.
func TestAWaitEndsWithTheErasure(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.confide("c1")
	queued := f.move(caterina.StateQueued, 0)
	queued.Queue = "tributi"
	f.must(queued)
	f.mustErase(ada)
	f.wantState(caterina.StateBot, 0)

	f.confide("c2")
	_, err := f.OpenCallback(t.Context(), f.move(caterina.StateCallback, 0), caterina.CallbackForm{Name: secret, Contact: secret, When: caterina.CallAnytime, Privacy: true}, time.Now())
	f.ok(err)
	event := f.mustErase(ada)
	f.wantState(caterina.StateBot, 0)
	var body caterina.StateBody
	f.ok(json.Unmarshal(event.Body, &body))
	if body.State != caterina.StateBot || body.Owner != caterina.OwnerBot || body.Reason != caterina.ReasonErased || body.Text == "" {
		t.Errorf("the event says %+v", body)
	}
	if got := value[string](f, "SELECT string_agg(state, ' ') FROM callback"); got != "void" {
		t.Errorf("the call-backs are %s", got)
	}
	if tables := f.holding(); len(tables) != 0 {
		t.Errorf("it is still in %v", tables)
	}
}

// TestErasingTwiceIsErasingOnce, in two processes at once too. What was said
// since is erased by another.
func TestErasingTwiceIsErasingOnce(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	var both [2]*postgres.Store
	for i := range both {
		store, err := postgres.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		both[i] = store
	}
	f := &fixture{Store: both[0], t: t}
	f.town = f.saveTown("siena")
	f.conv = f.open().Conversation.ID
	ada := f.hire("Ada", 3)
	f.confide("c1")
	var wg sync.WaitGroup
	seqs := make([]int64, 8)
	for i := range seqs {
		wg.Go(func() {
			events, err := both[i%2].Erase(t.Context(), f.erasure(ada))
			if err != nil {
				t.Errorf("erase: %v", err)
				return
			}
			seqs[i] = events[0].Seq
		})
	}
	wg.Wait()
	for _, seq := range seqs {
		if seq != 3 {
			t.Errorf("the events are %v, want the third each time", seqs)
		}
	}
	if n := value[int](f, "SELECT count(*) FROM audit"); n != 1 {
		t.Errorf("it was noted %d times", n)
	}
	f.confide("c2")
	if again := f.mustErase(ada); again.Seq != 5 || len(f.holding()) != 0 {
		t.Errorf("what was said since: event %d, still in %v", again.Seq, f.holding())
	}
}

// TestAnAnswerToErasedWordsIsNotStored: the bot was at work while its question
// was erased.
func TestAnAnswerToErasedWordsIsNotStored(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	turn := *f.sayTo("ciao", caterina.Lease{Owner: "me", TTL: leaseTime}).Turn
	f.mustErase(ada)
	_, err := f.CompleteTurn(t.Context(), turn, answer(secret), nil)
	wantCode(t, "the answer", err, caterina.CodeConflict)
	if _, ok, err := f.LeaseTurn(t.Context(), f.conv, caterina.Lease{Owner: "you", TTL: leaseTime}); ok || err != nil {
		t.Errorf("the turn is to be run again: %v, %v", ok, err)
	}
	next := f.sayTo("e ora?", caterina.Lease{Owner: "me", TTL: leaseTime})
	if next.Turn == nil || len(next.Turn.Inputs) != 1 || next.Turn.Inputs[0].Text != "e ora?" {
		t.Fatalf("the next turn is %+v", next.Turn)
	}
	for _, m := range next.Turn.History {
		if m.Body.Text != "" {
			t.Errorf("the bot is told %+v", m)
		}
	}
	_, err = f.CompleteTurn(t.Context(), *next.Turn, answer("Eccomi"), nil)
	f.ok(err)
}

// TestAnErasedAnswerIsNotApproved: it waited for a person while its question was
// erased.
func TestAnErasedAnswerIsNotApproved(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	p := f.mustHold(*f.confide("c1").Turn, secret, time.Minute)
	act := f.approver("Ada", p)
	f.mustErase(act.Operator)
	if n := len(f.waiting()); n != 0 {
		t.Errorf("%d answers wait", n)
	}
	act.Epoch = f.held().Conversation.Epoch
	_, err := f.Approve(t.Context(), act)
	wantCode(t, "approve", err, caterina.CodeConflict)
	if tables := f.holding(); len(tables) != 0 {
		t.Errorf("it is still in %v", tables)
	}
}

// TestOnlyAnErasureGetsPastTheLog: the log can be blanked by the function alone,
// and nothing else of it can be changed by anybody.
func TestOnlyAnErasureGetsPastTheLog(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.say("ciao")
	erase := fmt.Sprintf("SELECT erase_conversation(%d, '%s', 'operator:%d', '{}')", f.town, f.conv, ada)
	for name, sql := range map[string]string{
		"a marker by hand":               `UPDATE event SET body = '{"text":"","erased":true}'`,
		"other words, as if erasing":     `SET LOCAL caterina.erasing = 'on'; UPDATE event SET body = '{"text":"x","erased":true}'`,
		"words that stay, as if erasing": `SET LOCAL caterina.erasing = 'on'; UPDATE event SET body = '{"text":""}'`,
		"another actor, as if erasing":   `SET LOCAL caterina.erasing = 'on'; UPDATE event SET actor = 'bot', body = '{"text":"","erased":true}'`,
		"a hole, as if erasing":          `SET LOCAL caterina.erasing = 'on'; DELETE FROM event WHERE seq = 1`,
		"nothing left, as if erasing":    `SET LOCAL caterina.erasing = 'on'; TRUNCATE event`,
		"after an erasure":               erase + `; UPDATE event SET body = '{"text":"","erased":true}'`,
		"the audit log":                  erase + `; INSERT INTO audit (town_id, action) SELECT id, 'x' FROM town; UPDATE audit SET detail = ''`,
	} {
		tx, err := f.Pool().Begin(t.Context())
		f.ok(err)
		_, err = tx.Conn().PgConn().Exec(t.Context(), sql).ReadAll()
		if err == nil || !strings.Contains(err.Error(), "CAT04") {
			t.Errorf("%s: %v, want CAT04", name, err)
		}
		f.ok(tx.Rollback(t.Context()))
	}
}
