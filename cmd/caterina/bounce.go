package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"example.org/caterina"
	"example.org/caterina/internal/mail"
	"example.org/caterina/internal/postgres"
)

// What mail servers understand of a program that they hand a mail to (sysexits.h).
const (
	exitData  = 65 // the mail is no good, and never will be
	exitLater = 75 // try again in a while
)

var (
	errData  = errors.New("refused")
	errLater = errors.New("try again later")
)

const bounceHelp = `
Reads one mail on standard input: the report that a mail server sends back about a notice that
it could not deliver. The appointment is then shown to the desk as "non raggiungibile". Reports
of mail that is only late, or is not a notice of ours, change nothing.
It exits with 0 when the report was read, with 65 when the mail is no report, with 75 when the
database cannot be reached (the mail server tries again), and with 2 when it was called wrongly.
docs/operations.md says how a mail server hands its reports over.
`

// runBounce notes what came back of a notice, for a mail server that hands it over.
func runBounce(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("bounce", flag.ContinueOnError)
	if err := parseFlags(fs, args, "< MAIL", std); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(std.out, bounceHelp)
		}
		return err
	}
	if fs.NArg() > 0 {
		return usagef("bounce takes no arguments, and got %q: the mail comes on standard input", fs.Arg(0))
	}
	report, err := mail.ReadReport(std.in)
	if err != nil {
		return fmt.Errorf("%w: %w", errData, err)
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return fmt.Errorf("%w: %w", errLater, err)
	}
	secret, err := secretKey(cfg)
	if err != nil {
		return fmt.Errorf("%w: %w", errLater, err)
	}
	notice, ok := bounced(report, caterina.NewBookingKeys(secret))
	if !ok {
		fmt.Fprintln(std.out, "nothing to do: the report is of no notice of an appointment that was given up")
		return nil
	}
	db, err := openDatabase(ctx, cfg, newLogger(std.err, quieter(cfg.LogLevel)))
	if err != nil {
		return fmt.Errorf("%w: %w", errLater, err)
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	return noteBounce(ctx, db.store, notice, std)
}

// bounced is the notice that a report says was given up, false when it says that of
// none of ours.
func bounced(report mail.Report, keys caterina.BookingKeys) (caterina.BookingNotice, bool) {
	if !report.Failed {
		return caterina.BookingNotice{}, false
	}
	for _, reference := range report.References {
		if notice, ok := keys.Notice(reference); ok {
			return notice, true
		}
	}
	return caterina.BookingNotice{}, false
}

// noteBounce has the desk see that somebody is not to be reached.
func noteBounce(ctx context.Context, store *postgres.Store, notice caterina.BookingNotice, std streams) error {
	known, err := store.BounceNotice(ctx, notice)
	if err != nil {
		return fmt.Errorf("%w: %w", errLater, err)
	}
	if !known {
		fmt.Fprintln(std.out, "nothing to do: the appointment is not there any more")
		return nil
	}
	fmt.Fprintf(std.out, "booking %d: the person is not to be reached by mail\n", notice.Booking)
	return nil
}
