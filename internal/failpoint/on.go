//go:build failpoint

package failpoint

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// Hit kills the process when FAILPOINT names this point.
func Hit(point string) {
	for one := range strings.SplitSeq(os.Getenv("FAILPOINT"), ",") {
		if one == point+"!" {
			panic("failpoint " + point)
		}
		name, share, some := strings.Cut(one, ":")
		if name != point || some && !drawn(share) {
			continue
		}
		_, _ = os.Stderr.WriteString("failpoint " + point + "\n")
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // the signal is on its way: go no further
	}
}

// drawn says yes with a probability.
func drawn(share string) bool {
	chance, err := strconv.ParseFloat(share, 64)
	return err == nil && rand.Float64() < chance
}
