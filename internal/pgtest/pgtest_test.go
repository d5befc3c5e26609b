package pgtest_test

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/pgtest"
)

// waitVariable makes the test binary say where its server is and then wait to be
// killed.
const waitVariable = "CATERINA_PGTEST_WAIT"

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	t.Parallel()
	one, two := pgtest.Store(t), pgtest.Store(t)
	if _, _, err := one.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Siena"}, nil); err != nil {
		t.Fatal(err)
	}
	towns, err := two.Towns(t.Context())
	if err != nil || len(towns) != 0 {
		t.Errorf("the second database has %v, %v; want nothing", towns, err)
	}
	if towns, err = one.Towns(t.Context()); err != nil || len(towns) != 1 {
		t.Errorf("the first database has %v, %v; want one town", towns, err)
	}
}

func TestTheDatabaseGoesWithItsTest(t *testing.T) { //nolint:tparallel // the inner test must end first
	t.Parallel()
	var gone string
	t.Run("inner", func(t *testing.T) {
		gone = pgtest.URL(t)
		// A connection that is still open must not keep it.
		if _, err := pgx.Connect(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
	})
	_, err := pgx.Connect(t.Context(), gone)
	if err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("the database of a finished test: %v, want that it does not exist", err)
	}
}

func TestAnEmptyDatabaseHasNoSchema(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), pgtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var tables int
	err = conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").Scan(&tables)
	if err != nil || tables != 0 {
		t.Errorf("%d tables, %v; want none", tables, err)
	}
}

// TestAKilledTestRunLeavesNothing kills a test process that has a cluster; the
// cluster's server ends and its folder is removed all the same.
func TestAKilledTestRunLeavesNothing(t *testing.T) {
	t.Parallel()
	if os.Getenv(waitVariable) != "" {
		t.Skip("this is the process to be killed")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestWaitToBeKilled$")
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "CATERINA_TEST_DATABASE_URL=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, waitVariable+"=1")
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Wait() }()
	var address string
	for lines := bufio.NewScanner(output); address == "" && lines.Scan(); {
		address, _ = strings.CutPrefix(lines.Text(), "server ")
	}
	u, err := url.Parse(address)
	if err != nil || u.Query().Get("host") == "" {
		t.Fatalf("the other process has its server at %q, %v", address, err)
	}
	sockets := u.Query().Get("host")
	folder := filepath.Dir(filepath.Dir(sockets))
	if _, err := os.Stat(filepath.Join(folder, "postgres", "data", "postmaster.pid")); err != nil {
		t.Fatalf("the server does not run before the kill: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			break
		}
		select {
		case <-deadline:
			t.Fatalf("%s is still there", folder)
		case <-tick.C:
		}
	}
	if conn, err := pgx.Connect(t.Context(), address); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the server still answers")
	}
}

// TestWaitToBeKilled is the process that is killed.
func TestWaitToBeKilled(t *testing.T) {
	if os.Getenv(waitVariable) == "" {
		t.Skip("only in a process that is to be killed")
	}
	fmt.Fprintln(os.Stdout, "server "+pgtest.URL(t))
	<-t.Context().Done()
}

// TestAGivenServerIsUsed runs a test of this package against a server that
// stands already, in a process of its own.
func TestAGivenServerIsUsed(t *testing.T) {
	t.Parallel()
	if os.Getenv(waitVariable) != "" {
		t.Skip("this is the process to be killed")
	}
	cluster, err := localpg.Start(t.Context(), localpg.Config{Dir: pgtest.Folder(t), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := cluster.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	for range 2 { // the second time the template is there
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestEachTestHasItsOwnDatabase$", "-test.v")
		cmd.Env = append(os.Environ(), "CATERINA_TEST_DATABASE_URL="+cluster.URL())
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	conn, err := pgx.Connect(t.Context(), cluster.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var templates, left int
	err = conn.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE datname LIKE 'caterina\_template\_%'),
		count(*) FILTER (WHERE datname LIKE 'caterina\_test\_%') FROM pg_database`).Scan(&templates, &left)
	if err != nil || templates != 1 || left != 0 {
		t.Errorf("the server has %d templates and %d databases of tests, %v; want 1 and 0", templates, left, err)
	}
}
