package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lockEvery is how often a taken lock is tried again.
const lockEvery = 10 * time.Millisecond

// fileLock is an advisory lock on a file. The kernel drops it when the process
// ends, however it ends, so there is never a stale one.
type fileLock struct{ file *os.File }

func lockShared(ctx context.Context, path string) (*fileLock, error) {
	return lockFile(ctx, path, syscall.LOCK_SH)
}

func lockExclusive(ctx context.Context, path string) (*fileLock, error) {
	return lockFile(ctx, path, syscall.LOCK_EX)
}

func lockFile(ctx context.Context, path string, how int) (*fileLock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) // #nosec G304 -- in our own data folder
	if err != nil {
		return nil, fmt.Errorf("open a lock of the private database: %w", err)
	}
	lock := &fileLock{file}
	for {
		taken, err := lock.try(how)
		if err != nil {
			return nil, errors.Join(err, lock.close())
		}
		if taken {
			return lock, nil
		}
		if err := pause(ctx, lockEvery); err != nil {
			return nil, errors.Join(fmt.Errorf("another process is starting or stopping the private database: %w", err), lock.close())
		}
	}
}

// try takes the lock if nobody is in the way.
func (l *fileLock) try(how int) (bool, error) {
	err := syscall.Flock(int(l.file.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("lock %s: %w", l.file.Name(), err)
	}
	return true, nil
}

// becomeExclusive turns a shared lock into an exclusive one if nobody else
// holds it. When it does not, the shared lock may be gone: that only matters to
// others who would count us, and we are leaving.
func (l *fileLock) becomeExclusive() (bool, error) { return l.try(syscall.LOCK_EX) }

func (l *fileLock) close() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// pause waits d or until ctx is done.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
