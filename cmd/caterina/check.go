package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"example.org/caterina"
)

// runCheckBookings looks for appointments that must never be, such as two on one
// place. There should be none: it is for whoever has restored a database, or wants
// to sleep well.
func runCheckBookings(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("check-bookings", flag.ContinueOnError)
	if err := parseFlags(fs, args, "", std); err != nil {
		return err
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
	flaws, err := db.store.CheckBookings(ctx)
	if err != nil {
		return fmt.Errorf("check the appointments: %w", err)
	}
	towns, err := db.store.Towns(ctx)
	if err != nil {
		return fmt.Errorf("name the towns: %w", err)
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
		return fmt.Errorf("%d appointments are not as they must be: docs/operations.md says what to do", len(flaws))
	}
	fmt.Fprintln(w, "all appointments are as they must be")
	return nil
}
