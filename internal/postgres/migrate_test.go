package postgres_test

import (
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// TestTheSchemaGoesUpDownAndUp also compares what is there after the second up
// with what was there after the first: a down that leaves something behind, or
// takes too much, shows.
func TestTheSchemaGoesUpDownAndUp(t *testing.T) {
	t.Parallel()
	address := pgtest.Empty(t)
	objects := func() string {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(t.Context()) }()
		var names string
		err = conn.QueryRow(t.Context(), `SELECT coalesce(string_agg(name, ' ' ORDER BY name), '') FROM (
			SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE 'goose%'
			UNION ALL SELECT proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
				AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')) o`).Scan(&names)
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	if err := postgres.Migrate(t.Context(), address); err != nil {
		t.Fatalf("up: %v", err)
	}
	first := objects()
	if !strings.Contains(first, "append_event") || !strings.Contains(first, "chunk_embedding") {
		t.Errorf("after the first up there is only: %s", first)
	}
	if err := postgres.MigrateDown(t.Context(), address); err != nil {
		t.Fatalf("down: %v", err)
	}
	if left := objects(); left != "" {
		t.Errorf("down left behind: %s", left)
	}
	status, err := postgres.MigrationStatus(t.Context(), address)
	if err != nil || len(status) == 0 || status[0].Applied || !strings.HasPrefix(status.String(), "pending  00001_towns.sql\n") {
		t.Errorf("after down the status is %q, %v", status, err)
	}
	if err := postgres.Migrate(t.Context(), address); err != nil {
		t.Fatalf("up again: %v", err)
	}
	if second := objects(); second != first {
		t.Errorf("the second up made\n%s\nthe first\n%s", second, first)
	}
	status, err = postgres.MigrationStatus(t.Context(), address)
	if err != nil || !status[len(status)-1].Applied || strings.Contains(status.String(), "pending") {
		t.Errorf("after up the status is %q, %v", status, err)
	}
}

func TestProcessesThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	address := pgtest.Empty(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := postgres.Migrate(t.Context(), address); err != nil {
				t.Errorf("migrate: %v", err)
			}
		})
	}
	wg.Wait()
	store, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := store.Ready(t.Context()); err != nil {
		t.Errorf("ready: %v", err)
	}
}

func TestReadyMeansMigrated(t *testing.T) {
	t.Parallel()
	address := pgtest.Empty(t)
	if err := postgres.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	store, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := store.Pool().Exec(t.Context(), "DELETE FROM goose_db_version WHERE version_id > 1"); err != nil {
		t.Fatal(err)
	}
	err = store.Ready(t.Context())
	wantCode(t, "ready with an old schema", err, caterina.CodeUnavailable)
	if err == nil || !strings.Contains(err.Error(), "caterina migrate") {
		t.Errorf("the error is %v, want one that names the command", err)
	}
}

func TestAnUnmigratedDatabaseCannotBeOpened(t *testing.T) {
	t.Parallel()
	if store, err := postgres.Open(t.Context(), pgtest.Empty(t)); err == nil {
		store.Close()
		t.Error("a store was opened without the vector types")
	}
}

// TestAMissingExtensionNamesTheWaysToInstallIt uses the conditions that
// PostgreSQL raises without pgvector, or with one too old to know halfvec.
func TestAMissingExtensionNamesTheWaysToInstallIt(t *testing.T) {
	t.Parallel()
	for _, state := range []string{"0A000", "58P01", "42704"} {
		err := postgres.MigrationError("migrate", &pgconn.PgError{Code: state, Message: `extension "vector" is not available`})
		wantCode(t, state, err, caterina.CodeUnavailable)
		for _, way := range []string{"make deps", "apt-get install postgresql-", "brew install pgvector", "pgvector/pgvector"} {
			if err == nil || !strings.Contains(err.Error(), way) {
				t.Errorf("%s: %v does not name %q", state, err, way)
			}
		}
	}
}

func TestAUserWhoMayNotChangeTheSchemaIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	role := "guest_" + strings.ReplaceAll(string(f.conv), "-", "")
	f.exec("CREATE ROLE " + role + " LOGIN")
	defer f.exec("DROP ROLE " + role) // it belongs to the whole server
	address, err := url.Parse(pgtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.User(role)
	err = postgres.Migrate(t.Context(), address.String())
	wantCode(t, "migrate as a guest", err, caterina.CodeForbidden)
	if e, ok := errors.AsType[*caterina.Error](err); !ok || !strings.Contains(e.Message, "CREATE EXTENSION vector") {
		t.Errorf("the error is %v, want one that says what the owner must do", err)
	}
}
