package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

const checkBookingsHelp = `
Looks in the database for appointments that must never be, such as two on one place, and for
holidays that an office does not know; prints one a line and changes nothing.
It exits with 0 when all is well, with 1 when it has found something or could not look, and
with 2 when it was called wrongly. docs/operations.md says what to do.
`

// runCheckBookings looks for appointments that must never be, such as two on one
// place. There should be none: it is for whoever has restored a database, or wants
// to sleep well.
func runCheckBookings(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("check-bookings", flag.ContinueOnError)
	if err := parseFlags(fs, args, "", std); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(std.out, checkBookingsHelp)
		}
		return err
	}
	if fs.NArg() > 0 {
		return usagef("check-bookings takes no arguments, and got %q", fs.Arg(0))
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, cfg, newLogger(std.err, quieter(cfg.LogLevel)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close(ctx)) }()
	now, err := cfg.clock()
	if err != nil {
		return err
	}
	return checkBookings(ctx, db.store, now(), std)
}

// checkBookings looks at appointments and at how far days off are known.
func checkBookings(ctx context.Context, store *postgres.Store, now time.Time, std streams) error {
	flaws, err := store.CheckBookings(ctx)
	if err != nil {
		return fmt.Errorf("check the appointments: %w", err)
	}
	library := knowledge.NewLibrary(knowledge.LibraryConfig{Store: store, Logger: newLogger(std.err, slog.LevelWarn)})
	if err := library.Refresh(ctx); err != nil {
		return fmt.Errorf("load the towns: %w", err)
	}
	towns := library.Towns()
	for _, town := range towns {
		services, _ := library.Bookable(town.ID)
		missing, err := agenda.MissingDays(ctx, store, town, services, caterina.DateOf(now.In(caterina.Rome())))
		if err != nil {
			return fmt.Errorf("check the days off of %s: %w", town.Slug, err)
		}
		flaws = append(flaws, missing...)
	}
	return reportFlaws(std.out, flaws, towns)
}

// reportFlaws prints what is wrong, one a line, and is an error when something is.
func reportFlaws(w io.Writer, flaws []caterina.BookingFlaw, towns []caterina.Town) error {
	slugs := make(map[caterina.TownID]string, len(towns))
	for _, town := range towns {
		slugs[town.ID] = town.Slug
	}
	for _, flaw := range flaws {
		about := ""
		if flaw.Booking != 0 {
			about = fmt.Sprintf(", booking %d", flaw.Booking)
		}
		fmt.Fprintf(w, "%s: %s%s: %s\n", flaw.Rule, slugs[flaw.Town], about, flaw.What)
	}
	if len(flaws) > 0 {
		return fmt.Errorf("%d things are not as they must be with appointments: docs/operations.md says what to do", len(flaws))
	}
	fmt.Fprintln(w, "all appointments are as they must be")
	return nil
}
