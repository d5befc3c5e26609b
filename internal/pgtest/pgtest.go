// Package pgtest gives each test a real PostgreSQL database of its own.
//
// The server is the one at CATERINA_TEST_DATABASE_URL, or else a throw-away
// cluster that the test process makes for itself in about half a second and that
// goes when the process ends, however it ends. Databases are copies of a
// template that has been migrated once.
package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/migrations"
)

// patience is for the server's own work, such as copying a database on a busy
// machine.
const patience = time.Minute

// shared is the server of this test process and the next database's number. It
// is the one piece of state that tests share.
var shared struct { //nolint:gochecknoglobals // one server for all tests of a process
	once     sync.Once
	admin    string // address of its maintenance database
	template string // name of the migrated database
	err      error
	next     atomic.Int64
	alive    *os.File // open until this process ends
}

// URL returns the address of a new, migrated, empty database. It is dropped when
// the test ends, together with the connections that are still open.
func URL(tb testing.TB) string {
	tb.Helper()
	server(tb)
	return create(tb, " TEMPLATE "+shared.template+" STRATEGY file_copy")
}

// Empty returns the address of a new database without our schema.
func Empty(tb testing.TB) string {
	tb.Helper()
	server(tb)
	return create(tb, "")
}

// Secret is what the keys of appointments in tests are made of.
const Secret = caterina.Secret("a secret of tests that is no secret at all")

// Store returns a store on a new, migrated, empty database, where appointments can
// be made without proving an address. It is closed when the test ends.
func Store(tb testing.TB) *postgres.Store {
	tb.Helper()
	keys := caterina.NewBookingKeys(Secret)
	store, err := postgres.Open(tb.Context(), URL(tb), postgres.WithAppointments(postgres.Appointments{Keys: keys}))
	if err != nil {
		tb.Fatalf("open the test database: %v", err)
	}
	tb.Cleanup(store.Close)
	return store
}

// Folder returns a new folder for a private cluster. Unlike t.TempDir's, it can
// be entered by the user postgres, as which the cluster runs when the tests run
// as root. It is removed when the test ends.
func Folder(tb testing.TB) string {
	tb.Helper()
	dir, err := newFolder()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Error(err)
		}
	})
	return dir
}

func newFolder() (string, error) {
	dir, err := os.MkdirTemp("", "caterina-pgtest-")
	if err != nil {
		return "", fmt.Errorf("make a folder for a cluster: %w", err)
	}
	return dir, os.Chmod(dir, 0o711) // #nosec G302 -- to be passed through
}

// server makes the process's server and its template once.
func server(tb testing.TB) {
	tb.Helper()
	shared.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), patience)
		defer cancel()
		if shared.admin = os.Getenv("CATERINA_TEST_DATABASE_URL"); shared.admin == "" {
			shared.admin, shared.err = throwAway(ctx)
		}
		if shared.err == nil {
			shared.template, shared.err = makeTemplate(ctx, shared.admin)
		}
	})
	if shared.err != nil {
		tb.Fatalf("no database to test with: %v", shared.err)
	}
}

// throwAway starts a cluster that nobody needs tomorrow.
func throwAway(ctx context.Context) (string, error) {
	dir, err := newFolder()
	if err != nil {
		return "", err
	}
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: dir, NoSync: true, Settings: map[string]string{
		"fsync": "off", "full_page_writes": "off", "max_connections": "300", "shared_buffers": "64MB",
		"autovacuum_naptime": "1d",
	}})
	if err != nil {
		return "", err
	}
	return cluster.URL(), outlive(dir)
}

// makeTemplate returns the name of the migrated database, and makes it when this
// server has none of the present migrations. It gets its name only when it is
// whole. Other test processes on the same server wait meanwhile.
func makeTemplate(ctx context.Context, admin string) (string, error) {
	hash, err := schemaHash()
	if err != nil {
		return "", err
	}
	name := "caterina_template_" + hash
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }() // which also gives the lock back
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext('caterina test template'))"); err != nil {
		return "", fmt.Errorf("lock the template: %w", err)
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil {
		return "", fmt.Errorf("look for the template: %w", err)
	}
	if there {
		return name, nil
	}
	for _, step := range []string{"DROP DATABASE IF EXISTS " + name + "_new WITH (FORCE)", "CREATE DATABASE " + name + "_new"} {
		if _, err := conn.Exec(ctx, step); err != nil {
			return "", fmt.Errorf("make the template: %w", err)
		}
	}
	fresh, err := withDatabase(admin, name+"_new")
	if err != nil {
		return "", err
	}
	if err := postgres.Migrate(ctx, fresh); err != nil {
		return "", fmt.Errorf("migrate the template: %w", err)
	}
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+name+"_new RENAME TO "+name); err != nil {
		return "", fmt.Errorf("name the template: %w", err)
	}
	return name, nil
}

// schemaHash tells one set of migrations from another.
func schemaHash() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations.FS, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read the migrations: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// create makes a database for a test and returns its address.
func create(tb testing.TB, options string) string {
	tb.Helper()
	name := "caterina_test_" + strconv.Itoa(os.Getpid()) + "_" + strconv.FormatInt(shared.next.Add(1), 10)
	if err := run(tb.Context(), "CREATE DATABASE "+name+options); err != nil {
		tb.Fatalf("make the test database: %v", err)
	}
	tb.Cleanup(func() {
		if err := run(context.WithoutCancel(tb.Context()), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop the test database: %v", err)
		}
	})
	address, err := withDatabase(shared.admin, name)
	if err != nil {
		tb.Fatal(err)
	}
	return address
}

// run executes one statement in the maintenance database.
func run(ctx context.Context, sql string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, shared.admin)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// withDatabase changes the database in an address of either form.
func withDatabase(address, name string) (string, error) {
	if !strings.Contains(address, "://") {
		return address + " dbname=" + name, nil // the last one counts
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("CATERINA_TEST_DATABASE_URL is not an address: %w", err)
	}
	u.Path = "/" + name
	return u.String(), nil
}
