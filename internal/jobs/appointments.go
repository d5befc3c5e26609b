package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"

	"example.org/caterina"
)

// Appointments tells people of their appointments. CodeInvalid says that the reader
// is refused for good.
type Appointments interface {
	Notice(ctx context.Context, notice caterina.BookingNotice) error
	GiveUp(ctx context.Context, notice caterina.BookingNotice) error
	Code(ctx context.Context, mail caterina.CodeMail) error
	Offer(ctx context.Context, notice caterina.WaitlistNotice) error
}

// addAppointments has the notices of appointments done by workers.
func addAppointments(workers *river.Workers, tell Appointments, logger *slog.Logger) {
	river.AddWorker(workers, &noticeWorker{tell: tell, logger: logger})
	river.AddWorker(workers, &codeWorker{tell: tell, logger: logger})
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

	tell   Appointments
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

	tell   Appointments
	logger *slog.Logger
}

// Work sends one code.
func (w *codeWorker) Work(ctx context.Context, job *river.Job[caterina.CodeMail]) error {
	return undelivered(ctx, w.logger, job, w.tell.Code(ctx, job.Args))
}

// offerWorker offers places to people who wait.
type offerWorker struct {
	river.WorkerDefaults[caterina.WaitlistNotice]

	tell   Appointments
	logger *slog.Logger
}

// Work makes one offer.
func (w *offerWorker) Work(ctx context.Context, job *river.Job[caterina.WaitlistNotice]) error {
	return undelivered(ctx, w.logger, job, w.tell.Offer(ctx, job.Args))
}
