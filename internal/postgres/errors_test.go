package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

func TestErrorsHaveTheCodeThatCallersActOn(t *testing.T) {
	t.Parallel()
	own := caterina.Errorf(caterina.CodeForbidden, "no")
	for _, c := range []struct {
		name string
		err  error
		want caterina.Code
	}{
		{"nothing", nil, ""},
		{"a stale epoch", &pgconn.PgError{Code: "CAT01"}, caterina.CodeConflict},
		{"no conversation", &pgconn.PgError{Code: "CAT02"}, caterina.CodeNotFound},
		{"a closed conversation", &pgconn.PgError{Code: "CAT03"}, caterina.CodeConflict},
		{"a change of the log", &pgconn.PgError{Code: "CAT04"}, caterina.CodeInternal},
		{"no row", pgx.ErrNoRows, caterina.CodeNotFound},
		{"shutdown", &pgconn.PgError{Code: "57P01"}, caterina.CodeUnavailable},
		{"starting up", &pgconn.PgError{Code: "57P03"}, caterina.CodeUnavailable},
		{"too many connections", &pgconn.PgError{Code: "53300"}, caterina.CodeUnavailable},
		{"disk full", &pgconn.PgError{Code: "53100"}, caterina.CodeUnavailable},
		{"connection failure", &pgconn.PgError{Code: "08006"}, caterina.CodeUnavailable},
		{"deadlock", &pgconn.PgError{Code: "40P01"}, caterina.CodeUnavailable},
		{"the line broke", io.ErrUnexpectedEOF, caterina.CodeUnavailable},
		{"refused", &net.OpError{Op: "dial", Err: errors.New("refused")}, caterina.CodeUnavailable},
		{"too slow", context.DeadlineExceeded, caterina.CodeUnavailable},
		{"the caller gave up", context.Canceled, caterina.CodeInternal},
		{"a broken statement", &pgconn.PgError{Code: "42601"}, caterina.CodeInternal},
		{"an odd state", &pgconn.PgError{Code: "X"}, caterina.CodeInternal},
		{"something else", errors.New("boom"), caterina.CodeInternal},
		{"one that has a code", fmt.Errorf("inside: %w", own), caterina.CodeForbidden},
	} {
		err := postgres.Wrapped("do it", c.err)
		wantCode(t, c.name, err, c.want)
		if c.err != nil && (!errors.Is(err, c.err) || !strings.Contains(err.Error(), "do it")) {
			t.Errorf("%s: %v has lost its cause or what was being done", c.name, err)
		}
	}
}

func TestABadAddressIsNotRepeated(t *testing.T) {
	t.Parallel()
	const address = "postgres://caterina:s3cret@host:notaport/db"
	_, err := postgres.Open(t.Context(), address)
	wantCode(t, "open", err, caterina.CodeInvalid)
	migrateErr := postgres.Migrate(t.Context(), address)
	wantCode(t, "migrate", migrateErr, caterina.CodeInvalid)
	for _, err := range []error{err, migrateErr} {
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}

// TestADatabaseThatIsDownIsUnavailableAndComesBack stops a real server under an
// open store and starts it again.
func TestADatabaseThatIsDownIsUnavailableAndComesBack(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	start := func() *localpg.Cluster {
		t.Helper()
		cluster, err := localpg.Start(t.Context(), localpg.Config{Dir: dir, NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return cluster
	}
	stop := func(c *localpg.Cluster) {
		t.Helper()
		if err := c.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	cluster := start()
	defer func() { stop(cluster) }()
	if err := postgres.Migrate(t.Context(), cluster.URL()); err != nil {
		t.Fatal(err)
	}
	store, err := postgres.Open(t.Context(), cluster.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop(cluster)
	for name, call := range map[string]func() error{
		"ready": func() error { return store.Ready(t.Context()) },
		"receive": func() error {
			_, err := store.Receive(t.Context(), caterina.Inbound{Town: 1, Conversation: conversationID(1), ClientID: "x"}, caterina.Lease{})
			return err
		},
		"due turns": func() error { _, err := store.DueTurns(t.Context(), 1); return err },
		"open":      func() error { _, err := postgres.Open(t.Context(), cluster.URL()); return err },
		"migrate":   func() error { return postgres.Migrate(t.Context(), cluster.URL()) },
	} {
		wantCode(t, name+" without a server", call(), caterina.CodeUnavailable)
	}
	cluster = start()
	if err := eventually(t.Context(), "the store works again", func() bool {
		_, err := store.Towns(t.Context())
		return err == nil
	}); err != nil {
		t.Error(err)
	}
}
