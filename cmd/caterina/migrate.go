package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/postgres"
)

// runMigrate moves the schema up (the default), all the way down, or prints
// where it stands.
func runMigrate(ctx context.Context, args []string, std streams) (err error) {
	fs := flag.NewFlagSet("migrate", flag.ContinueOnError)
	if err := parseFlags(fs, args, "[up|down|status]", std); err != nil {
		return err
	}
	direction := fs.Arg(0)
	if direction == "" {
		direction = "up"
	}
	if fs.NArg() > 1 || (direction != "up" && direction != "down" && direction != "status") {
		return usagef("say up, down or status")
	}
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return err
	}
	url := cfg.DatabaseURL.Reveal()
	if url == "" {
		cluster, startErr := localpg.Start(ctx, localpg.Config{Dir: cfg.DataDir, Logger: newLogger(std.err, quieter(cfg.LogLevel))})
		if startErr != nil {
			return fmt.Errorf("start the private database: %w", startErr)
		}
		defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
		url = cluster.URL()
	}
	switch direction {
	case "down":
		err = postgres.MigrateDown(ctx, url)
	case "up":
		err = postgres.Migrate(ctx, url)
	}
	if err != nil {
		return fmt.Errorf("migrate %s: %w", direction, err)
	}
	status, err := postgres.MigrationStatus(ctx, url)
	if err != nil {
		return fmt.Errorf("read migration status: %w", err)
	}
	fmt.Fprintln(std.out, status)
	return nil
}
