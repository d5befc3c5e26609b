//go:build failpoint

package failpoint

import (
	"os"
	"syscall"
)

// Hit kills the process when FAILPOINT names this point.
func Hit(point string) {
	if os.Getenv("FAILPOINT") != point {
		return
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // the signal is on its way: go no further
}
