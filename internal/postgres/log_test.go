package postgres_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/caterina"
)

// TestFiftyWritersLeaveNoHole lets fifty writers append to one conversation
// while a reader follows it as a client does: it asks for what comes after the
// last number it holds and must never find a hole, not even for a moment.
func TestFiftyWritersLeaveNoHole(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const writers, each = 50, 10
	var writing, reading sync.WaitGroup
	written := make(chan struct{})
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				if _, err := f.Receive(t.Context(), f.inbound(fmt.Sprintf("w%d-%d", w, i)), caterina.Lease{}); err != nil {
					t.Errorf("writer %d: %v", w, err)
				}
			}
		})
	}
	var seen []caterina.Event
	reading.Go(func() {
		for last := false; ; {
			after := int64(len(seen))
			events, err := f.Events(t.Context(), f.town, f.conv, after, 7)
			if err != nil {
				t.Errorf("read: %v", err)
				return
			}
			for i, e := range events {
				if want := after + int64(i) + 1; e.N != want {
					t.Errorf("after number %d came number %d, want %d", want-1, e.N, want)
					return
				}
			}
			seen = append(seen, events...)
			if last && len(events) == 0 {
				return
			}
			select {
			case <-written:
				last = true
			default:
			}
		}
	})
	writing.Wait()
	close(written)
	reading.Wait()
	if want := writers*each + 1; len(seen) != want {
		t.Errorf("the reader saw %d events, want %d", len(seen), want)
	}
	for i := 1; i < len(seen); i++ {
		if seen[i].Seq != seen[i-1].Seq+1 || seen[i].At.Before(seen[i-1].At) {
			t.Errorf("event %d has seq %d at %v after seq %d at %v", i, seen[i].Seq, seen[i].At, seen[i-1].Seq, seen[i-1].At)
		}
	}
}

func TestTheSameMessageFiveTimesAtOnceIsOneEvent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const times = 5
	for round := range 20 {
		id := fmt.Sprintf("m%d", round)
		receipts := make([]caterina.Receipt, times)
		var wg sync.WaitGroup
		for i := range receipts {
			wg.Go(func() {
				var err error
				if receipts[i], err = f.Receive(t.Context(), f.inbound(id), caterina.Lease{}); err != nil {
					t.Errorf("receive: %v", err)
				}
			})
		}
		wg.Wait()
		fresh := 0
		for _, r := range receipts {
			if !r.Dup {
				fresh++
			}
			if r.Event.N != int64(round+2) || r.Event.ClientID != id {
				t.Errorf("round %d: the receipt is of number %d with id %q, want %d", round, r.Event.N, r.Event.ClientID, round+2)
			}
			if !r.TurnDue {
				t.Errorf("round %d: nobody was told that an answer is owed", round)
			}
		}
		if fresh != 1 {
			t.Errorf("round %d: %d of %d were stored, want 1", round, fresh, times)
		}
	}
	if n := len(f.events()); n != 21 {
		t.Errorf("the log has %d events, want 21", n)
	}
}

func TestADuplicateKeepsTheFirstText(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	again := f.inbound("one")
	again.Body.Text = "something else"
	receipt, err := f.Receive(t.Context(), again, caterina.Lease{})
	if err != nil || !receipt.Dup {
		t.Fatalf("the second time: dup %v, %v", receipt.Dup, err)
	}
	var body caterina.MessageBody
	if err := json.Unmarshal(receipt.Event.Body, &body); err != nil || body.Text != "one" {
		t.Errorf("the stored text is %q (%v), want that of the first time", body.Text, err)
	}
}

func TestOnceAnsweredADuplicateOwesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	if _, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), answer("yes"), nil); err != nil {
		t.Fatal(err)
	}
	if receipt := f.say("one"); !receipt.Dup || receipt.TurnDue {
		t.Errorf("the resend is dup %v and owes an answer: %v; want a duplicate that owes nothing", receipt.Dup, receipt.TurnDue)
	}
}

func TestAClosedConversationTakesNothingNew(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("before")
	f.exec("UPDATE conversation SET state = 'closed'")
	_, err := f.Receive(t.Context(), f.inbound("after"), caterina.Lease{})
	wantCode(t, "a new message", err, caterina.CodeConflict)
	if receipt := f.say("before"); !receipt.Dup {
		t.Error("a retry of what was accepted before is not known as such")
	}
	if events := f.events(); len(events) != 2 {
		t.Errorf("the log has %d events, want 2", len(events))
	}
	if n := value[int64](f, "SELECT last_cseq FROM conversation"); n != 2 {
		t.Errorf("the counter stands at %d, want 2", n)
	}
}

func TestWhatTheBotDoesNotOwnItAnswersAsideAtMost(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.exec(takeOver)
	receipt := f.sayTo("hello", by("p"))
	if receipt.Turn == nil || receipt.Turn.State != caterina.StateAssigned {
		t.Fatalf("the turn is %+v, want one that knows of the person", receipt.Turn)
	}
	if events, err := f.CompleteTurn(t.Context(), *receipt.Turn, caterina.Reply{}, nil); err != nil || len(events) != 0 {
		t.Errorf("nothing to say gave %+v, %v", events, err)
	}
	if got := value[string](f, "SELECT outcome FROM turn WHERE done_at IS NOT NULL"); got != "void" {
		t.Errorf("the turn ended as %q, want void", got)
	}
	if n := len(f.events()); n != 2 {
		t.Errorf("the log has %d events, want 2", n)
	}
}

func TestAMessageNamesAConversationThatExists(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	unknown := f.inbound("x")
	unknown.Conversation = "11111111-1111-4111-8111-111111111111"
	_, err := f.Receive(t.Context(), unknown, caterina.Lease{})
	wantCode(t, "an unknown conversation", err, caterina.CodeNotFound)

	foreign := f.inbound("x")
	foreign.Town = f.saveTown("bari")
	_, err = f.Receive(t.Context(), foreign, caterina.Lease{})
	wantCode(t, "a conversation of another town", err, caterina.CodeNotFound)

	malformed := f.inbound("x")
	malformed.Conversation = "not an id"
	_, err = f.Receive(t.Context(), malformed, caterina.Lease{})
	wantCode(t, "a malformed id", err, caterina.CodeInvalid)

	anonymous := f.inbound("")
	_, err = f.Receive(t.Context(), anonymous, caterina.Lease{})
	wantCode(t, "a message without the sender's id", err, caterina.CodeInvalid)

	nul := f.inbound("x")
	nul.Body.Choice = "a\x00b"
	_, err = f.Receive(t.Context(), nul, caterina.Lease{})
	wantCode(t, "a NUL character in a choice", err, caterina.CodeInvalid)
	nul.Body = caterina.MessageBody{Text: "a\x00b"}
	_, err = f.Receive(t.Context(), nul, caterina.Lease{})
	wantCode(t, "a NUL character", err, caterina.CodeInvalid)
	if err != nil && strings.Contains(err.Error(), "a\\u0000b") {
		t.Errorf("the error repeats the message: %v", err)
	}
}

// TestTheCitizensNumbersHaveNoHole: notes of the staff count for staff only.
func TestTheCitizensNumbersHaveNoHole(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	note := func() {
		f.exec("SELECT append_event($1, $2, NULL, 'operator:3', 'note', true, NULL, '{}')", f.town, f.conv)
	}
	note()
	f.say("one")
	note()
	note()
	f.say("two")
	var got []string
	for _, e := range f.events() {
		got = append(got, fmt.Sprintf("%d/%d", e.N, e.Seq))
	}
	if want := "1/1 2/3 3/6"; strings.Join(got, " ") != want {
		t.Errorf("n/seq are %s, want %s", strings.Join(got, " "), want)
	}
}

func TestAWriterWithAnOldEpochIsRefusedUnlessItWasThereBefore(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	write := func(epoch int, id string) error {
		_, err := f.Pool().Exec(t.Context(),
			"SELECT append_event($1, $2, $3, 'bot', 'message', false, $4, '{}')", f.town, f.conv, epoch, id)
		return err
	}
	if err := write(0, "a"); err != nil {
		t.Fatalf("the owner may write: %v", err)
	}
	f.exec("UPDATE conversation SET epoch = epoch + 1")
	if err := write(0, "b"); err == nil || !strings.Contains(err.Error(), "CAT01") {
		t.Errorf("a stale writer got %v, want CAT01", err)
	}
	if err := write(0, "a"); err != nil {
		t.Errorf("the retry of an accepted event got %v, want the event", err)
	}
	if err := write(1, "c"); err != nil {
		t.Errorf("the new owner got %v", err)
	}
	var got []int64
	for _, e := range f.events() {
		got = append(got, e.Seq)
	}
	if len(got) != 3 || got[2] != 3 {
		t.Errorf("the log has seq %v, want 1 2 3", got)
	}
}

func TestTheLogIsAppendOnly(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	for _, sql := range []string{
		"UPDATE event SET body = '{}'",
		"DELETE FROM event",
		"TRUNCATE event",
	} {
		if _, err := f.Pool().Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v, want a refusal", sql, err)
		}
	}
	if n := len(f.events()); n != 2 {
		t.Errorf("the log has %d events, want 2", n)
	}
}

func TestEventsComeInPagesAfterANumber(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, id := range []string{"a", "b", "c"} {
		f.say(id)
	}
	page, err := f.Events(t.Context(), f.town, f.conv, 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	if len(page) != 2 || page[0].N != 2 || page[1].N != 3 {
		t.Fatalf("the page after 1 is %v, want numbers 2 and 3", page)
	}
	e := page[0]
	if e.Conversation != f.conv || e.Kind != caterina.KindMessage || e.Actor != caterina.ActorCitizen || e.ClientID != "a" || e.At.IsZero() {
		t.Errorf("the event is %+v", e)
	}
	if rest, err := f.Events(t.Context(), f.town, f.conv, 4, 2); err != nil || len(rest) != 0 {
		t.Errorf("after the last number: %v, %v; want nothing", rest, err)
	}
}

func TestOnlyConversationsWhoseLastNumberIsNotTheKnownOneHaveMoved(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	other, third := f.open().Conversation.ID, f.open().Conversation.ID
	moved, err := f.Moved(t.Context(), []caterina.Mark{
		{Conversation: f.conv, N: 1},
		{Conversation: other, N: 1}, // is there
		{Conversation: third, N: 9}, // was never reached
		{Conversation: "11111111-1111-4111-8111-111111111111", N: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(moved, func(a, b caterina.Mark) int { return int(b.N - a.N) })
	if want := []caterina.Mark{{Conversation: f.conv, N: 2}, {Conversation: third, N: 1}}; !slices.Equal(moved, want) {
		t.Errorf("moved: %v, want %v", moved, want)
	}
}

func TestAChatHasOneOpenConversation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	open := func(id string, town caterina.TownID) error {
		_, err := f.Pool().Exec(t.Context(),
			"INSERT INTO conversation (town_id, id, channel, chat) VALUES ($1, $2, 'telegram', '42')", town, id)
		return err
	}
	if err := open("11111111-1111-4111-8111-111111111111", f.town); err != nil {
		t.Fatal(err)
	}
	if err := open("22222222-2222-4222-8222-222222222222", f.town); err == nil {
		t.Error("the same chat has two open conversations")
	}
	if err := open("33333333-3333-4333-8333-333333333333", f.saveTown("bari")); err != nil {
		t.Errorf("another town's chat of the same number: %v", err)
	}
	f.exec("UPDATE conversation SET state = 'closed' WHERE town_id = $1", f.town)
	if err := open("44444444-4444-4444-8444-444444444444", f.town); err != nil {
		t.Errorf("a new conversation after the old one was closed: %v", err)
	}
}

// TestAMessageReadsAHandfulOfRowsHoweverManyConversationsThereAre guards the
// plans that the functions make while the tables are empty, and keep: an index
// that begins with the town once looked as good to them as the primary key.
func TestAMessageReadsAHandfulOfRowsHoweverManyConversationsThereAre(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	conn, err := f.Pool().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), sql, args...); err != nil {
			t.Fatal(err)
		}
	}
	const receive = `SELECT receive_message($1, $2, $3, '{}', 'somebody', '1 minute', 6)`
	for i := range 10 { // the plans are made and kept
		exec(receive, f.town, f.conv, fmt.Sprint("before", i))
	}
	exec(`INSERT INTO conversation (town_id, id, channel, chat)
		SELECT $1, gen_random_uuid(), 'web', n::text FROM generate_series(1, 2000) n`, f.town)
	exec("SELECT pg_stat_force_next_flush()")
	read := func() (rows int64) {
		t.Helper()
		if err := conn.QueryRow(t.Context(), `SELECT sum(idx_tup_read) + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = 'conversation')
			FROM pg_stat_user_indexes WHERE relname = 'conversation'`).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	before := read()
	const messages = 10
	for i := range messages {
		exec(receive, f.town, f.conv, fmt.Sprint("after", i))
	}
	exec("SELECT pg_stat_force_next_flush()")
	if rows := read() - before; rows > 10*messages {
		t.Errorf("%d messages read %d rows of the conversations", messages, rows)
	}
}
