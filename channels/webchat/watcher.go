package webchat

import (
	"sync/atomic"

	"example.org/caterina"
)

// maxMail is how many frames may wait for an event stream.
const maxMail = 4

// watcher is a member that reads the log itself when it is woken: an event
// stream, or a page that waits for an answer.
type watcher struct {
	socket bool          // counts among the session's sockets
	wake   chan struct{} // holds one token when there may be something new
	gone   chan struct{} // holds one token when newer sockets took its place
	mail   chan []byte   // frames that are not part of the log; nil for a page
	seen   atomic.Int64  // the last number it has
}

func newWatcher(socket bool, seen int64) *watcher {
	w := &watcher{socket: socket, wake: make(chan struct{}, 1), gone: make(chan struct{}, 1)}
	w.seen.Store(seen)
	if socket {
		w.mail = make(chan []byte, maxMail)
	}
	return w
}

func (w *watcher) deliver(ev *caterina.Event, _ []byte) { w.advanced(ev.N) }

func (w *watcher) advanced(n int64) {
	if n <= w.seen.Load() {
		return
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// tell leaves a frame for the stream; when it does not keep up, the frame is out
// of date anyway.
func (w *watcher) tell(frame []byte) {
	select {
	case w.mail <- frame:
	default:
	}
}

func (w *watcher) number() int64 { return w.seen.Load() }

func (w *watcher) replaced() {
	select {
	case w.gone <- struct{}{}:
	default:
	}
}

func (w *watcher) counts() bool { return w.socket }
