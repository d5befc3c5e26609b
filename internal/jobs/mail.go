package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"example.org/caterina"
)

// MailStore is what the mails are about. CopyAddress answers CodeNotFound when a
// copy has gone or nobody wants it any more.
type MailStore interface {
	CopyAddress(ctx context.Context, mail caterina.CopyMail) (caterina.Secret, error)
	ForgetCopy(ctx context.Context, mail caterina.CopyMail) error
	ForgetOldCopies(ctx context.Context, older time.Duration) error
	NoteWaits(ctx context.Context, after time.Duration) (mails int, err error)
	Account(ctx context.Context, op caterina.OperatorID) (caterina.Account, error)
}

// MailConfig wires a Postman. Every field is required.
type MailConfig struct {
	Store MailStore
	Send  func(context.Context, caterina.Mail) error // CodeInvalid when the reader is refused for good; no error may name them
	Town  func(caterina.TownID) (caterina.Town, bool)
	// Transcript is the conversation as its citizen may download it, up to an event:
	// what is said later was not asked for.
	Transcript func(ctx context.Context, town caterina.Town, conv caterina.ConversationID, until int64, lang string) (string, error)
	PublicURL  string
	Logger     *slog.Logger
	Now        func() time.Time // the running clock
}

const (
	waitsEvery   = 5 * time.Second
	waitTooLong  = 300 * time.Second // then the supervisors are told
	waitNews     = 30 * time.Minute  // later nobody wants to hear of a wait any more
	copiesEvery  = time.Hour
	copiesForget = 48 * time.Hour // longer than a copy is tried
)

// Postman writes the mails and hands them in. When the mail server is down its
// jobs fail, and are tried again after longer and longer waits; nothing else
// waits for them.
type Postman struct{ cfg MailConfig }

// NewPostman returns a Postman who does nothing until his workers and Run are
// run.
func NewPostman(cfg MailConfig) *Postman { return &Postman{cfg: cfg} }

// Workers are those who do the jobs, for the store's queue.
func (p *Postman) Workers() *river.Workers {
	workers := river.NewWorkers()
	p.add(workers)
	return workers
}

func (p *Postman) add(workers *river.Workers) {
	river.AddWorker(workers, &copyWorker{p: p})
	river.AddWorker(workers, &waitWorker{p: p})
}

// AllWorkers are those who do every job of a server: also the postman's, unless he
// is nil because no mail is sent.
func AllWorkers(p *Postman, tell Appointments, logger *slog.Logger) *river.Workers {
	workers := river.NewWorkers()
	if p != nil {
		p.add(workers)
	}
	addAppointments(workers, tell, logger)
	return workers
}

// Run has the supervisors told of long waits until ctx is done, in any number of
// processes at once.
func (p *Postman) Run(ctx context.Context) error {
	waits, copies := time.NewTicker(waitsEvery), time.NewTicker(copiesEvery)
	defer waits.Stop()
	defer copies.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-waits.C:
			_, err = p.cfg.Store.NoteWaits(ctx, waitTooLong)
		case <-copies.C:
			err = p.cfg.Store.ForgetOldCopies(ctx, copiesForget)
		}
		if err != nil && ctx.Err() == nil {
			p.cfg.Logger.WarnContext(ctx, "mails not looked after", slog.String("error", err.Error()))
		}
	}
}

// failed notes a mail that did not leave, for whoever looks after the mail server.
func (p *Postman) failed(ctx context.Context, kind string, attempt int, err error) {
	if err != nil {
		p.cfg.Logger.WarnContext(ctx, "mail not sent", slog.String("kind", kind), slog.Int("attempt", attempt), slog.String("error", err.Error()))
	}
}

// town is a town that this process has loaded.
func (p *Postman) town(id caterina.TownID) (caterina.Town, error) {
	town, ok := p.cfg.Town(id)
	if !ok {
		return town, caterina.Errorf(caterina.CodeUnavailable, "town %d is not loaded", id)
	}
	return town, nil
}

// copyWorker sends citizens the copies they asked for.
type copyWorker struct {
	river.WorkerDefaults[caterina.CopyMail]

	p *Postman
}

// Work sends one copy. It goes to nobody twice unless the process dies between
// the mail server's yes and the note of it.
func (w *copyWorker) Work(ctx context.Context, job *river.Job[caterina.CopyMail]) error {
	err := w.send(ctx, job.Args)
	w.p.failed(ctx, job.Kind, job.Attempt, err)
	final := caterina.CodeOf(err) == caterina.CodeInvalid
	if err == nil || final || job.Attempt >= job.MaxAttempts {
		// The address goes also when it could not be used. If it stays it is found later:
		// to fail now would send the copy again.
		if forgotten := w.p.cfg.Store.ForgetCopy(context.WithoutCancel(ctx), job.Args); forgotten != nil {
			w.p.cfg.Logger.WarnContext(ctx, "an address was not forgotten yet", slog.String("error", forgotten.Error()))
		}
	}
	if final {
		return river.JobCancel(err)
	}
	return err
}

func (w *copyWorker) send(ctx context.Context, mail caterina.CopyMail) error {
	address, err := w.p.cfg.Store.CopyAddress(ctx, mail)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return nil // it has gone
	}
	if err != nil {
		return fmt.Errorf("send a copy: %w", err)
	}
	town, err := w.p.town(mail.Town)
	if err != nil {
		return err
	}
	text, err := w.p.cfg.Transcript(ctx, town, mail.Conversation, mail.Until, mail.Lang)
	if err != nil {
		// Not wrapped: a code of the log's reader is no word on the reader of the mail.
		return fmt.Errorf("write a copy down: %v", err) //nolint:errorlint // as above
	}
	if err := w.p.cfg.Send(ctx, copyLetter(town, address, mail.Lang, text)); err != nil {
		return fmt.Errorf("send a copy: %w", err)
	}
	return nil
}

// waitWorker tells supervisors of long waits.
type waitWorker struct {
	river.WorkerDefaults[caterina.WaitMail]

	p *Postman
}

// Work tells one supervisor, if they still are one and it still is news.
func (w *waitWorker) Work(ctx context.Context, job *river.Job[caterina.WaitMail]) error {
	mail := job.Args
	if w.p.cfg.Now().Sub(job.CreatedAt) > waitNews {
		return nil
	}
	account, err := w.p.cfg.Store.Account(ctx, mail.Operator)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("tell of a wait: %w", err)
	}
	member, ok := account.Member(mail.Town)
	if !ok || account.Disabled || member.Role != caterina.RoleSupervisor && member.Role != caterina.RoleAdmin {
		return nil
	}
	town, err := w.p.town(mail.Town)
	if err != nil {
		return err
	}
	err = w.p.cfg.Send(ctx, waitLetter(town, caterina.Secret(account.Email), mail, w.p.cfg.PublicURL, w.p.cfg.Now()))
	w.p.failed(ctx, job.Kind, job.Attempt, err)
	switch caterina.CodeOf(err) {
	case "":
		return nil
	case caterina.CodeInvalid:
		return river.JobCancel(err)
	default:
		return fmt.Errorf("tell of a wait: %w", err)
	}
}
