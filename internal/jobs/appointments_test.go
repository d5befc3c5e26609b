package jobs

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"example.org/caterina"
)

// teller tells of appointments as a test says.
type teller struct {
	err, giveUp error
	gaveUp      []caterina.BookingNotice
	told        []string
	late        []bool // who waits for a code was told: its address is refused
}

func (f *teller) Notice(_ context.Context, n caterina.BookingNotice) error {
	f.told = append(f.told, n.Kind())
	return f.err
}

func (f *teller) GiveUp(_ context.Context, n caterina.BookingNotice) error {
	f.gaveUp = append(f.gaveUp, n)
	return f.giveUp
}

func (f *teller) Code(_ context.Context, m caterina.CodeMail) error {
	f.told = append(f.told, m.Kind())
	return f.err
}

func (f *teller) CodeLate(_ context.Context, _ caterina.CodeMail, refused bool) error {
	f.late = append(f.late, refused)
	return f.giveUp
}

func (f *teller) Offer(_ context.Context, n caterina.WaitlistNotice) error {
	f.told = append(f.told, n.Kind())
	return f.err
}

// attempt is a job at one of its three tries.
func attempt[T river.JobArgs](n int, args T) *river.Job[T] {
	return &river.Job[T]{JobRow: &rivertype.JobRow{Kind: args.Kind(), Attempt: n, MaxAttempts: 3}, Args: args}
}

func TestANoticeIsGivenUpAfterTheLastTryOrWhenItsReaderIsRefused(t *testing.T) {
	t.Parallel()
	down := caterina.Errorf(caterina.CodeUnavailable, "down")
	for name, row := range map[string]struct {
		err    error
		try    int
		gaveUp bool
		cancel bool
	}{
		"sent":              {nil, 1, false, false},
		"down":              {down, 1, false, false},
		"down for too long": {down, 3, true, false},
		"refused for good":  {caterina.Errorf(caterina.CodeInvalid, "no such reader"), 1, true, true},
	} {
		f := &teller{err: row.err}
		w := &noticeWorker{tell: f, logger: slog.New(slog.DiscardHandler)}
		err := w.Work(t.Context(), attempt(row.try, caterina.BookingNotice{Town: 7, Booking: 5}))
		if (err != nil) != (row.err != nil) || (len(f.gaveUp) == 1) != row.gaveUp {
			t.Errorf("%s: %v, given up %v", name, err, f.gaveUp)
		}
		if _, cancelled := errors.AsType[*rivertype.JobCancelError](err); cancelled != row.cancel {
			t.Errorf("%s: it is tried again: %v", name, !cancelled)
		}
	}
}

// TestWhoWaitsForACodeIsToldThatItIsLate: after a minute, after the last try, and at once
// when the address is refused.
func TestWhoWaitsForACodeIsToldThatItIsLate(t *testing.T) {
	t.Parallel()
	down := caterina.Errorf(caterina.CodeUnavailable, "down")
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		err  error
		try  int
		age  time.Duration
		told []bool
	}{
		"sent":              {nil, 1, time.Hour, nil},
		"down":              {down, 1, 59 * time.Second, nil},
		"down for a minute": {down, 2, time.Minute, []bool{false}},
		"the last try":      {down, 3, 0, []bool{false}},
		"refused":           {caterina.Errorf(caterina.CodeInvalid, "no such reader"), 1, 0, []bool{true}},
	} {
		f := &teller{err: row.err}
		w := &codeWorker{tell: f, logger: slog.New(slog.DiscardHandler), now: func() time.Time { return now }}
		job := attempt(row.try, caterina.CodeMail{Town: 7, Conversation: "c1"})
		job.CreatedAt = now.Add(-row.age)
		if err := w.Work(t.Context(), job); (err != nil) != (row.err != nil) || !slices.Equal(f.late, row.told) {
			t.Errorf("%s: %v, told %v", name, err, f.late)
		}
	}
	w := &codeWorker{now: func() time.Time { return now }}
	for try, want := range map[int]time.Duration{1: 5 * time.Second, 2: 10 * time.Second, 4: 30 * time.Second, 12: 30 * time.Second} {
		if got := w.NextRetry(attempt(try, caterina.CodeMail{})).Sub(now); got != want {
			t.Errorf("after try %d: again in %s, want %s", try, got, want)
		}
	}
}

func TestWhatIsNotSentIsLoggedWithoutItsReader(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	f := &teller{err: caterina.Errorf(caterina.CodeUnavailable, "down"), giveUp: errors.New("the database has gone")}
	logger := slog.New(slog.NewTextHandler(io.Writer(&log), nil))
	notice, code, offer := &noticeWorker{tell: f, logger: logger}, &codeWorker{tell: f, logger: logger, now: time.Now}, &offerWorker{tell: f, logger: logger}
	if notice.Work(t.Context(), attempt(3, caterina.BookingNotice{Town: 7, Booking: 5})) == nil ||
		code.Work(t.Context(), attempt(1, caterina.CodeMail{Town: 7, Conversation: "c1"})) == nil ||
		offer.Work(t.Context(), attempt(1, caterina.WaitlistNotice{Town: 7, Wait: 3})) == nil {
		t.Error("a failure is no failure")
	}
	if got := strings.Join(f.told, " "); got != "booking_notice code_mail waitlist_notice" {
		t.Errorf("told: %s", got)
	}
	if text := log.String(); strings.Count(text, "notice not sent") != 3 || !strings.Contains(text, "was not noted") || strings.Contains(text, "c1") {
		t.Errorf("the log is\n%s", text)
	}
}
