package openai

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"example.org/caterina"
)

// slots lets so many calls through at once, in the order they came, and so many wait.
type slots struct {
	calls   *semaphore.Weighted
	waiting atomic.Int64
	most    int64
}

func newSlots(concurrent, waiting int) *slots {
	return &slots{calls: semaphore.NewWeighted(int64(concurrent)), most: int64(waiting)}
}

// take waits for a turn, and returns what ends it.
func (s *slots) take(ctx context.Context, line Line) (func(), *Error) {
	free := func() { s.calls.Release(1) }
	if gone := ended(ctx, line); gone != nil {
		return nil, gone
	}
	if s.calls.TryAcquire(1) {
		return free, nil
	}
	if s.waiting.Add(1) > s.most {
		s.waiting.Add(-1)
		return nil, fail(line, caterina.FailedBusy, ReasonQueueFull)
	}
	defer s.waiting.Add(-1)
	err := s.calls.Acquire(ctx, 1)
	gone := ended(ctx, line)
	if err == nil && gone == nil {
		return free, nil
	}
	if err == nil { // its turn came in the moment in which its time was over
		free()
	}
	if gone != nil && gone.Failure == caterina.FailedLeft {
		return nil, gone
	}
	return nil, fail(line, caterina.FailedBusy, ReasonQueueLate)
}
