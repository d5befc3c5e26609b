package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// What a process that is to be killed is told: the database, and after which
// statement of its turn it dies.
const (
	doomedURL   = "CATERINA_PLACES_DOOMED_URL"
	doomedConv  = "CATERINA_PLACES_DOOMED_CONVERSATION"
	doomedAfter = "CATERINA_PLACES_DOOMED_AFTER"
	doomedMoves = "CATERINA_PLACES_DOOMED_MOVES"
	doomedDigit = "CATERINA_PLACES_DOOMED_DIGITS"
)

// TestCase14And15KilledWhileConfirming kills a process after each statement of a
// confirmation with six digits: before the commit nothing exists and the place is
// still held, after it the appointment stands. The next run gives the code, also
// when the first one has used the digits, and one confirmation is sent.
func TestCase14And15KilledWhileConfirming(t *testing.T) {
	t.Parallel()
	o := killableOffice(t, true)
	for after := 1; ; after++ {
		conv := o.somebody()
		if err := o.hold(conv, after, o.doomed(after)); err != nil {
			t.Fatal(err)
		}
		o.conv = conv
		digits := o.code(conv)
		o.say(digits)
		died := o.dies(conv, after, 0, digits)
		stands := value[int](o.fixture, "SELECT count(*) FROM booking WHERE code = $1", codeOf(after))
		held := value[int](o.fixture, "SELECT count(*) FROM allocation WHERE state = 'held' AND hold_owner = $1", conv)
		if stands+held != 1 {
			t.Fatalf("killed after statement %d: %d bookings, %d holds; want one of both", after, stands, held)
		}
		o.again(conv, bookingReply("fatto", caterina.ConfirmBooking{Vacancy: o.doomed(after), Draft: o.draft(after, o.doomed(after)), Digits: digits}))
		if n := value[int](o.fixture, "SELECT count(*) FROM booking WHERE code = $1 AND status = 'booked' AND verified", codeOf(after)); n != 1 {
			t.Errorf("killed after statement %d: %d bookings after the retry", after, n)
		}
		if n := value[int](o.fixture, "SELECT count(*) FROM event WHERE conversation_id = $1 AND kind = 'booking'", conv); n != 1 {
			t.Errorf("killed after statement %d: the citizen was told %d times", after, n)
		}
		o.sound()
		if !died {
			t.Logf("a confirmation is %d statements", after-1)
			break
		}
	}
	bookings, notices := value[int](o.fixture, "SELECT count(*) FROM booking"), value[int](o.fixture, "SELECT count(*) FROM river_job WHERE args->>'what' = 'confirmed'")
	if bookings != notices {
		t.Errorf("%d appointments and %d confirmations", bookings, notices)
	}
}

// TestAProcessKilledWhileMovingLeavesOneAppointment does the same to a move.
func TestAProcessKilledWhileMovingLeavesOneAppointment(t *testing.T) {
	t.Parallel()
	o := killableOffice(t, false)
	for after := 1; ; after++ {
		conv := o.somebody()
		o.conv = conv
		was := o.doomed(after)
		b := o.booked(conv, after, was)
		o.say("sposta")
		died := o.dies(conv, after, b.ID, "")
		o.sound() // exactly one place, of the old time or the new
		o.again(conv, o.moves(after, b.ID))
		now, err := o.Booking(t.Context(), o.town, b.ID)
		if err != nil || now.Revision != 1 || now.From.Equal(was.From) {
			t.Errorf("killed after statement %d: %+v, %v", after, now, err)
		}
		o.sound()
		if !died {
			t.Logf("a move is %d statements", after-1)
			break
		}
	}
}

// TestDoomed is the process that is killed.
func TestDoomed(t *testing.T) {
	url := os.Getenv(doomedURL)
	if url == "" {
		return
	}
	after, _ := strconv.Atoi(os.Getenv(doomedAfter))
	moving, _ := strconv.ParseInt(os.Getenv(doomedMoves), 10, 64)
	digits := os.Getenv(doomedDigit)
	var left atomic.Int64
	store := openedStore(t, url, digits != "", nil, postgres.Traced(tracer{func(string) {
		if left.Load() > 0 && left.Add(-1) == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}}))
	o := &office{fixture: &fixture{Store: store, t: t, conv: caterina.ConversationID(os.Getenv(doomedConv))}}
	o.town = caterina.TownID(value[int64](o.fixture, "SELECT id FROM town"))
	o.desk = caterina.DeskID(value[int64](o.fixture, "SELECT id FROM desk"))
	o.lanes, o.day = 1, value[time.Time](o.fixture, "SELECT app_now()").Truncate(24*time.Hour).Add(177*time.Hour)
	turn := o.lease("doomed", time.Millisecond)
	reply := bookingReply("fatto", caterina.ConfirmBooking{Vacancy: o.doomed(after), Draft: o.draft(after, o.doomed(after)), Digits: digits})
	if moving != 0 {
		reply = o.moves(after, caterina.BookingID(moving))
	}
	left.Store(int64(after))
	if _, err := o.CompleteTurn(t.Context(), turn, reply, nil); err != nil {
		t.Fatalf("complete: %v", err)
	}
	os.Exit(0) // it has survived
}

// killable is an office on a database whose address others may have.
func killableOffice(t *testing.T, prove bool) *office {
	t.Helper()
	url := pgtest.URL(t)
	o := officeOn(t, openedStore(t, url, prove, nil), 1, caterina.Service{MaxActive: 1000})
	o.url = url
	o.day = value[time.Time](o.fixture, "SELECT app_now()").Truncate(24 * time.Hour).Add(177 * time.Hour)
	return o
}

// code has six digits sent for a conversation's draft, and returns them.
func (o *office) code(conv caterina.ConversationID) string {
	o.t.Helper()
	if err := o.ApplyBooking(o.t.Context(), o.town, conv, []caterina.Effect{caterina.SendCode{}}); err != nil {
		o.t.Fatal(err)
	}
	letter, err := o.CodeLetter(o.t.Context(), caterina.CodeMail{Town: o.town, Conversation: conv, Try: 1})
	if err != nil {
		o.t.Fatal(err)
	}
	return letter.Digits.Reveal()
}

// doomed is the place of the process that dies after so many statements.
func (o *office) doomed(after int) caterina.Vacancy {
	v := o.at(0)
	v.From, v.To = v.From.AddDate(0, 0, after), v.To.AddDate(0, 0, after)
	return v
}

// moves is the reply that moves a booking to a quarter of an hour later.
func (o *office) moves(after int, id caterina.BookingID) caterina.Reply {
	v := o.doomed(after)
	v.From, v.To = v.From.Add(15*time.Minute), v.To.Add(15*time.Minute)
	draft := o.draft(1000+after, v)
	draft.Moving = id
	return bookingReply("spostato", caterina.ConfirmBooking{Vacancy: v, Draft: draft})
}

// dies runs the conversation's turn in a process that is killed after so many
// statements; false when it came to its end before.
func (o *office) dies(conv caterina.ConversationID, after int, moving caterina.BookingID, digits string) bool {
	o.t.Helper()
	cmd := exec.CommandContext(o.t.Context(), os.Args[0], "-test.run=^TestDoomed$")
	cmd.Env = append(os.Environ(), doomedURL+"="+o.url, doomedConv+"="+string(conv), doomedAfter+"="+strconv.Itoa(after),
		doomedMoves+"="+strconv.FormatInt(int64(moving), 10), doomedDigit+"="+digits)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
			return true
		}
	}
	if err != nil {
		o.t.Fatalf("the process failed: %v\n%s", err, out)
	}
	return false
}

// again runs the turn that a killed process left, if it left one.
func (o *office) again(conv caterina.ConversationID, reply caterina.Reply) {
	o.t.Helper()
	var turn caterina.LeasedTurn
	err := eventually(o.t.Context(), "the turn is free, or done", func() bool {
		if value[int](o.fixture, "SELECT count(*) FROM turn WHERE conversation_id = $1 AND done_at IS NULL", conv) == 0 {
			return true
		}
		var ok bool
		var err error
		turn, ok, err = o.LeaseTurn(o.t.Context(), conv, caterina.Lease{Owner: "again", TTL: leaseTime})
		return ok && err == nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	if turn.Turn == 0 {
		return
	}
	if _, err := o.CompleteTurn(o.t.Context(), turn, reply, nil); err != nil {
		o.t.Fatal(fmt.Errorf("the retry: %w", err))
	}
}
