package localpg

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postmaster is what postmaster.pid says about a running server.
type postmaster struct {
	pid     int
	sockets string
	alive   bool // the process exists and is this cluster's server
	ready   bool // it says that it accepts connections
}

// answerTimeout is how long a server may take to answer before it is looked at
// again.
const answerTimeout = time.Second

// Lines of postmaster.pid, from 0.
const (
	linePID     = 0
	lineSockets = 4
	lineStatus  = 7
)

// postmaster looks at the pid file and at the process it names. The number alone
// proves nothing: after a crash it may belong to any program, and in a container
// it often does.
func (p place) postmaster() postmaster {
	b, err := os.ReadFile(p.pidFile())
	if err != nil {
		return postmaster{}
	}
	lines := strings.Split(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[linePID]))
	if err != nil || pid <= 0 {
		return postmaster{}
	}
	pm := postmaster{pid: pid, alive: p.runs(pid)}
	if pm.alive && len(lines) > lineStatus {
		pm.sockets = strings.TrimSpace(lines[lineSockets])
		pm.ready = strings.TrimSpace(lines[lineStatus]) == "ready"
	}
	return pm
}

// runs says whether a process is this cluster's server: a server's working
// folder is its data folder. Where the system does not tell, its name must do.
func (p place) runs(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	if _, err := os.Stat("/proc/self/cwd"); err == nil {
		cwd, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "cwd"))
		return err == nil && cwd == p.data
	}
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output() //nolint:noctx,gosec // answers at once; a number
	return err == nil && strings.Contains(string(out), "postgres")
}

// accepts says whether the server really answers, by asking it whether it would
// encrypt. A bare connection proves nothing: the kernel accepts it also for a
// server that was killed this moment.
func (pm postmaster) accepts() bool {
	if !pm.ready {
		return false
	}
	conn, err := net.Dial("unix", filepath.Join(pm.sockets, socketName)) //nolint:noctx // a local socket answers or refuses at once
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	sslRequest := []byte{0, 0, 0, 8, 4, 210, 22, 47} // its length, and 80877103
	if _, err := conn.Write(sslRequest); err != nil {
		return false
	}
	_ = conn.SetReadDeadline(time.Now().Add(answerTimeout)) //nolint:forbidigo // the kernel's clock
	n, err := conn.Read(make([]byte, 1))
	return err == nil && n == 1
}
