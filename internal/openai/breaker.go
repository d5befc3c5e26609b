package openai

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sony/gobreaker/v2"

	"example.org/caterina"
)

// Health is how one line of the server does.
type Health struct {
	Line    Line
	Model   string
	Open    bool                  // it is left alone
	Since   time.Time             // when it was left alone first; zero while it is not
	Failure caterina.ModelFailure // what it was left alone for, at the last try
	Reason  Reason
	Status  int
}

// Health tells of every line that has a model.
func (c *Client) Health() []Health {
	var all []Health
	for _, l := range []*line{c.chat, c.embed, c.transcribe} {
		if l.model != "" {
			all = append(all, l.health())
		}
	}
	return all
}

// line is one kind of call: its model, and whether the server is left alone with it.
type line struct {
	name     Line
	model    string
	breaker  *gobreaker.TwoStepCircuitBreaker[struct{}]
	observer Observer
	now      func() time.Time
	hard     atomic.Bool // a failure that no other try would change
	trial    atomic.Bool // it has answered our own question, and nobody's since

	mu   sync.Mutex
	down Health
}

// newLine returns a line whose breaker opens after so many failures in a row, or at
// once after one that is hard. After the rest one call is let through; whether the
// line is open again is up to that one. A server that has only answered our own question
// is left alone again after one failure: it may be quick with a word and late with an
// answer.
func newLine(name Line, model string, cfg Config) *line {
	l := &line{name: name, model: model, observer: cfg.Observer, now: cfg.Now, down: Health{Line: name, Model: model}}
	most := uint32(cfg.Failures) //nolint:gosec // a setting, checked to be above 0
	l.breaker = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Name:         string(name),
		Timeout:      cfg.Rest,
		ReadyToTrip:  func(n gobreaker.Counts) bool { return l.hard.Load() || l.trial.Load() || n.ConsecutiveFailures >= most },
		IsSuccessful: func(err error) bool { return err == nil },
		IsExcluded:   func(err error) bool { return errors.Is(err, errUncounted) },
	})
	return l
}

// allow says whether a call may be made. Its end must be told to the function that it
// returns, whatever becomes of it.
func (l *line) allow() (func(*Error), *Error) {
	done, err := l.breaker.Allow()
	if err != nil {
		return nil, fail(l.name, caterina.FailedOpen, ReasonLeftAlone)
	}
	return func(e *Error) {
		if e != nil && e.hard() {
			l.hard.Store(true)
		}
		verdict := e.verdict()
		if verdict == nil {
			l.trial.Store(false)
		}
		done(verdict)
		l.tell(e)
	}, nil
}

// tell says it to the observer when the line has gone or come back.
func (l *line) tell(e *Error) {
	state := l.breaker.State()
	l.mu.Lock()
	was := l.down.Open
	switch {
	case state == gobreaker.StateOpen && e.counts():
		if !was {
			l.down.Open, l.down.Since = true, l.now()
		}
		l.down.Failure, l.down.Reason, l.down.Status = e.Failure, e.Reason, e.Status
	case state == gobreaker.StateClosed && was:
		l.down = Health{Line: l.name, Model: l.model}
		l.hard.Store(false)
	}
	health := l.down
	l.mu.Unlock()
	switch {
	case health.Open && !was:
		l.observer.Down(health)
	case was && !health.Open:
		l.observer.Up(health)
	}
}

func (l *line) health() Health {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.down
}

// hard says whether nobody's request can be taken until somebody has put something
// right: the key, the model, the address.
func (e *Error) hard() bool {
	return e.Reason == ReasonKey || e.Reason == ReasonNotFound || e.Reason == ReasonRedirect || e.Reason == ReasonQuota
}

// counts says whether an end speaks against the server.
func (e *Error) counts() bool {
	v := e.verdict()
	return v != nil && !errors.Is(v, errUncounted)
}

// verdict is what the breaker makes of a call's end: nil for a server that does its
// work, which it also does when it refuses one request; an error for one that does not.
func (e *Error) verdict() error {
	switch {
	case e == nil:
		return nil
	case e.hard():
		return e
	case e.Reason == ReasonLength:
		return nil
	}
	switch e.Failure {
	case caterina.FailedLate, caterina.FailedServer, caterina.FailedRate, caterina.FailedStalled, caterina.FailedCut:
		return e
	case caterina.FailedRefused:
		return nil
	default:
		return errUncounted
	}
}
