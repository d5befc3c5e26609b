package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"example.org/caterina"
)

// Appointments tells people of their appointments. CodeInvalid says that the reader
// is refused for good.
type Appointments interface {
	Notices
	Codes
}

// Notices tells of bookings and of places that have become free.
type Notices interface {
	Notice(ctx context.Context, notice caterina.BookingNotice) error
	GiveUp(ctx context.Context, notice caterina.BookingNotice) error
	Offer(ctx context.Context, notice caterina.WaitlistNotice) error
}

// Codes sends six digits, and tells in the chat, once for each code, that they did not
// leave: not yet, or never because the address is refused.
type Codes interface {
	Code(ctx context.Context, mail caterina.CodeMail) error
	CodeLate(ctx context.Context, mail caterina.CodeMail, refused bool) error
}

// addAppointments has the notices of appointments done by workers.
func addAppointments(workers *river.Workers, tell Appointments, logger *slog.Logger) {
	river.AddWorker(workers, &noticeWorker{tell: tell, logger: logger})
	river.AddWorker(workers, &codeWorker{tell: tell, logger: logger, now: time.Now}) //nolint:forbidigo // a wait is no shorter for a fixed clock
	river.AddWorker(workers, &offerWorker{tell: tell, logger: logger})
}

// undelivered notes what did not leave, and says whether it is tried again.
func undelivered[T river.JobArgs](ctx context.Context, logger *slog.Logger, job *river.Job[T], err error) error {
	if err == nil {
		return nil
	}
	logger.WarnContext(ctx, "notice not sent", slog.String("kind", job.Kind), slog.Int("attempt", job.Attempt), slog.String("error", err.Error()))
	if caterina.CodeOf(err) == caterina.CodeInvalid {
		return river.JobCancel(err)
	}
	return err
}

// noticeWorker tells of bookings.
type noticeWorker struct {
	river.WorkerDefaults[caterina.BookingNotice]

	tell   Notices
	logger *slog.Logger
}

// Work tells once. A booking stands whatever becomes of its notices: when the last
// try has failed the desk sees that the person is not to be reached.
func (w *noticeWorker) Work(ctx context.Context, job *river.Job[caterina.BookingNotice]) error {
	err := w.tell.Notice(ctx, job.Args)
	if err != nil && (caterina.CodeOf(err) == caterina.CodeInvalid || job.Attempt >= job.MaxAttempts) {
		if failed := w.tell.GiveUp(context.WithoutCancel(ctx), job.Args); failed != nil {
			w.logger.WarnContext(ctx, "a failed notice was not noted", slog.String("error", failed.Error()))
		}
	}
	return undelivered(ctx, w.logger, job, err)
}

// codeWorker sends six digits.
type codeWorker struct {
	river.WorkerDefaults[caterina.CodeMail]

	tell   Codes
	logger *slog.Logger
	now    func() time.Time // the running clock
}

// How often a code is tried, and when who waits for it is told that it is late.
const (
	codeAgain    = 5 * time.Second // after the first try, then twice as long each time
	codeAgainMax = 30 * time.Second
	codeLate     = time.Minute
)

// NextRetry is soon: somebody sits before the chat and waits.
func (w *codeWorker) NextRetry(job *river.Job[caterina.CodeMail]) time.Time {
	wait := codeAgain
	for range job.Attempt - 1 {
		wait = min(2*wait, codeAgainMax)
	}
	return w.now().Add(wait)
}

// Work sends one code. Whoever waits for one that does not leave reads so in the chat.
func (w *codeWorker) Work(ctx context.Context, job *river.Job[caterina.CodeMail]) error {
	err := w.tell.Code(ctx, job.Args)
	refused := caterina.CodeOf(err) == caterina.CodeInvalid
	if err != nil && (refused || job.Attempt >= job.MaxAttempts || w.now().Sub(job.CreatedAt) >= codeLate) {
		if failed := w.tell.CodeLate(context.WithoutCancel(ctx), job.Args, refused); failed != nil {
			w.logger.WarnContext(ctx, "nobody was told of a code that did not leave", slog.String("error", failed.Error()))
		}
	}
	return undelivered(ctx, w.logger, job, err)
}

// offerWorker offers places to people who wait.
type offerWorker struct {
	river.WorkerDefaults[caterina.WaitlistNotice]

	tell   Notices
	logger *slog.Logger
}

// Work makes one offer.
func (w *offerWorker) Work(ctx context.Context, job *river.Job[caterina.WaitlistNotice]) error {
	return undelivered(ctx, w.logger, job, w.tell.Offer(ctx, job.Args))
}
