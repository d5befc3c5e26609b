package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// undertaker waits until its input ends, which it does when the test process is
// gone, then ends the server and removes its folder.
const undertaker = `cat >/dev/null
pidfile=$1/postgres/data/postmaster.pid
kill -QUIT "$(head -n 1 "$pidfile")"
tries=0
while [ -e "$pidfile" ] && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
rm -rf "$1"`

// outlive makes sure that the cluster in dir goes when this process ends, also
// when it is killed: the only thing that still happens then is that the kernel
// closes its pipes.
func outlive(dir string) error {
	read, write, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("make a pipe: %w", err)
	}
	defer func() { _ = read.Close() }()
	cmd := exec.Command("sh", "-c", undertaker, "sh", filepath.Clean(dir)) //nolint:noctx,gosec // it must live on; the folder is ours
	cmd.Stdin = read
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // a Ctrl-C is meant for the tests
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the cluster's undertaker: %w", err)
	}
	// The write end must stay open for as long as the process lives, so it is kept
	// from the garbage collector, which would close it.
	shared.alive = write
	return nil
}
