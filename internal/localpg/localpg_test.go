package localpg_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/pgtest"
)

// start starts the cluster in dir and stops it when the test ends.
func start(t *testing.T, dir string) *localpg.Cluster {
	t.Helper()
	cluster, err := localpg.Start(t.Context(), localpg.Config{Dir: dir, NoSync: true})
	if err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() { stop(t, cluster) })
	return cluster
}

func stop(t *testing.T, cluster *localpg.Cluster) {
	t.Helper()
	if err := cluster.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// query asks the server for one text.
func query(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var text string
	if err := conn.QueryRow(t.Context(), sql).Scan(&text); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return text
}

func execute(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func pidFile(dir string) string { return filepath.Join(dir, "postgres", "data", "postmaster.pid") }

// serverPID is the number of the running server, 0 when there is none.
func serverPID(dir string) int {
	b, err := os.ReadFile(pidFile(dir))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

func TestTheDataSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	cluster := start(t, dir)
	execute(t, cluster.URL(), "CREATE TABLE note AS SELECT 'kept'::text AS text")
	execute(t, cluster.URL(), "CREATE EXTENSION vector")
	stop(t, cluster)
	if pid := serverPID(dir); pid != 0 {
		t.Errorf("the server %d is there after the stop", pid)
	}
	again := start(t, dir)
	if again.URL() != cluster.URL() {
		t.Errorf("the address was %s and is %s", cluster.URL(), again.URL())
	}
	if got := query(t, again.URL(), "SELECT text FROM note"); got != "kept" {
		t.Errorf("the note says %q", got)
	}
	stop(t, again)
	stop(t, again) // a second stop does nothing
}

func TestTheServerIsPrivate(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	cluster := start(t, dir)
	for setting, want := range map[string]string{
		"listen_addresses": "", "server_encoding": "UTF8", "fsync": "on", "synchronous_commit": "on",
		"log_statement": "none", "log_min_error_statement": "panic", "log_error_verbosity": "terse",
	} {
		if got := query(t, cluster.URL(), "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	for _, folder := range []string{"postgres", "postgres/run", "postgres/data"} {
		info, err := os.Stat(filepath.Join(dir, folder))
		if err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %v (%v), want 0700", folder, info.Mode().Perm(), err)
		}
	}
}

func TestTheCallersSettingsWin(t *testing.T) {
	t.Parallel()
	cluster, err := localpg.Start(t.Context(), localpg.Config{
		Dir: pgtest.Folder(t), NoSync: true, Settings: map[string]string{"fsync": "off", "max_connections": "17"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, cluster) })
	if got := query(t, cluster.URL(), "SELECT current_setting('fsync') || ' ' || current_setting('max_connections')"); got != "off 17" {
		t.Errorf("fsync and max_connections are %q", got)
	}
}

// TestAServerLeftByAKilledProcessIsTakenOver: kill -9 of our process leaves the
// server running; the next process uses it and is then the one to stop it.
func TestAServerLeftByAKilledProcessIsTakenOver(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	doomed := launch(t, dir)
	url := doomed.url(t)
	pid := serverPID(dir)
	doomed.kill()

	cluster := start(t, dir)
	if cluster.URL() != url || serverPID(dir) != pid {
		t.Errorf("the next process uses server %d at %s, want %d at %s", serverPID(dir), cluster.URL(), pid, url)
	}
	query(t, cluster.URL(), "SELECT 'alive'")
	stop(t, cluster)
	if left := serverPID(dir); left != 0 {
		t.Errorf("server %d is there after the stop", left)
	}
}

// TestTheLastProcessStopsTheServer: two processes on one folder, in both orders
// of leaving.
func TestTheLastProcessStopsTheServer(t *testing.T) {
	t.Parallel()
	for name, helperLast := range map[string]bool{"the one that started it leaves first": true, "and last": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := pgtest.Folder(t)
			ours := start(t, dir)
			theirs := launch(t, dir)
			if got := theirs.url(t); got != ours.URL() {
				t.Errorf("the second process uses %s, want %s", got, ours.URL())
			}
			if helperLast {
				stop(t, ours)
				query(t, ours.URL(), "SELECT 'alive'") // for them
				theirs.leave(t)
			} else {
				theirs.leave(t)
				query(t, ours.URL(), "SELECT 'alive'")
				stop(t, ours)
			}
			if pid := serverPID(dir); pid != 0 {
				t.Errorf("server %d is there after the last one left", pid)
			}
		})
	}
}

func TestProcessesThatStartTogetherShareOneServer(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	var helpers []*helper
	for range 3 {
		helpers = append(helpers, launch(t, dir))
	}
	urls := map[string]bool{}
	for _, h := range helpers {
		urls[h.url(t)] = true
	}
	if len(urls) != 1 {
		t.Errorf("the processes use %d servers: %v", len(urls), urls)
	}
	var wg sync.WaitGroup
	for _, h := range helpers {
		wg.Go(func() { h.leave(t) })
	}
	wg.Wait()
	if pid := serverPID(dir); pid != 0 {
		t.Errorf("server %d is there after all have left", pid)
	}
}

// TestAKilledServerIsStartedAgain: kill -9 of the server leaves its pid file, a
// socket, and perhaps a child that is still ending.
func TestAKilledServerIsStartedAgain(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	doomed := launch(t, dir)
	execute(t, doomed.url(t), "CREATE TABLE note AS SELECT 'kept'::text AS text")
	doomed.kill()
	if err := syscall.Kill(serverPID(dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	cluster := start(t, dir)
	if got := query(t, cluster.URL(), "SELECT text FROM note"); got != "kept" {
		t.Errorf("after the recovery the note says %q", got)
	}
}

// TestAPidFileOfAnotherProgramIsNotBelieved: after a crash the server's number
// may belong to anybody, here to the test itself, in both files that name it.
func TestAPidFileOfAnotherProgramIsNotBelieved(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	cluster := start(t, dir)
	before, err := os.ReadFile(pidFile(dir))
	if err != nil {
		t.Fatal(err)
	}
	stop(t, cluster)
	_, rest, _ := strings.Cut(string(before), "\n")
	forged := []byte(strconv.Itoa(os.Getpid()) + "\n" + rest)
	for _, path := range []string{pidFile(dir), filepath.Join(dir, "postgres", "run", ".s.PGSQL.5432.lock")} {
		if err := os.WriteFile(path, forged, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	again := start(t, dir)
	query(t, again.URL(), "SELECT 'alive'")
	if pid := serverPID(dir); pid == os.Getpid() || pid == 0 {
		t.Errorf("the server's number is %d", pid)
	}
}

func TestAHalfMadeClusterIsMadeAnew(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	stop(t, start(t, dir))
	root := filepath.Join(dir, "postgres")
	if err := os.RemoveAll(filepath.Join(root, "data")); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "data.new", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	query(t, start(t, dir).URL(), "SELECT 'alive'")
}

// TestALongFolderNameHasAShortSocket: a socket's path has room for about a
// hundred bytes.
func TestALongFolderNameHasAShortSocket(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	for range 4 {
		dir = filepath.Join(dir, strings.Repeat("long", 10))
	}
	cluster := start(t, dir)
	sockets := query(t, cluster.URL(), "SHOW unix_socket_directories")
	if !strings.HasPrefix(sockets, "/tmp/caterina-") || len(sockets) > 40 {
		t.Errorf("the socket is in %s", sockets)
	}
	if info, err := os.Stat(sockets); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder: %v, %v; want mode 0700", info, err)
	}
	url := cluster.URL()
	stop(t, cluster)
	if again := start(t, dir); again.URL() != url {
		t.Errorf("the next start is at %s, want %s", again.URL(), url)
	}
	t.Cleanup(func() { _ = os.RemoveAll(sockets) })
}

// TestWatchStartsADeadServerAgain: the server dies by itself, for instance
// because the machine ran out of memory.
func TestWatchStartsADeadServerAgain(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	cluster := start(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- cluster.Watch(ctx) }()
	before := serverPID(dir)
	if err := syscall.Kill(before, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	await(t, "a new server accepts connections", func() bool {
		conn, err := pgx.Connect(t.Context(), cluster.URL())
		if err != nil {
			return false
		}
		_ = conn.Close(t.Context())
		return serverPID(dir) != before
	})
	cancel()
	if err := <-done; err != nil {
		t.Errorf("watch ended with %v", err)
	}
}

// TestAFolderTheServerCannotEnter is the ordinary case of root's home.
func TestAFolderTheServerCannotEnter(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root's server runs as another user")
	}
	closed := filepath.Join(pgtest.Folder(t), "home")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "data")
	cluster := start(t, dir)
	data := query(t, cluster.URL(), "SHOW data_directory")
	t.Cleanup(func() {
		if strings.HasPrefix(data, "/var/lib/caterina/cluster-") {
			_ = os.RemoveAll(filepath.Dir(data))
		}
	})
	if strings.HasPrefix(data, dir) {
		t.Errorf("the data are in %s, which the server cannot enter", data)
	}
	execute(t, cluster.URL(), "CREATE TABLE note AS SELECT 'kept'::text AS text")
	stop(t, cluster)
	if got := query(t, start(t, dir).URL(), "SELECT text FROM note"); got != "kept" {
		t.Errorf("the next start does not find the data: %q", got)
	}
}

func TestAClusterOfAMissingVersionIsNotTouched(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	stop(t, start(t, dir))
	version := filepath.Join(dir, "postgres", "data", "PG_VERSION")
	if err := os.WriteFile(version, []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := localpg.Start(t.Context(), localpg.Config{Dir: dir})
	if caterina.CodeOf(err) != caterina.CodeUnavailable || !strings.Contains(err.Error(), "PostgreSQL 9") {
		t.Errorf("start: %v, want one that names the version", err)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	_, err := localpg.Start(t.Context(), localpg.Config{
		Dir: pgtest.Folder(t), NoSync: true, Settings: map[string]string{"no_such_setting": "1"},
	})
	if caterina.CodeOf(err) != caterina.CodeUnavailable || !strings.Contains(err.Error(), "no_such_setting") {
		t.Errorf("start: %v, want the server's own words", err)
	}
}

func TestAStartCanBeGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if cluster, err := localpg.Start(ctx, localpg.Config{Dir: pgtest.Folder(t), NoSync: true}); err == nil {
		stop(t, cluster)
		t.Error("a cluster was started though nobody waits for it")
	}
}
