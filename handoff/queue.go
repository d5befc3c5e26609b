package handoff

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// What a queue does when town.yaml does not say.
const (
	defaultSpill   = 120 // seconds
	defaultAccept  = 60  // seconds
	defaultWaiting = 20  // people
	defaultWait    = 15  // minutes
)

// Queues returns a town's queues. A town without any has one for everything.
func Queues(town caterina.Town) []caterina.Queue {
	if len(town.Queues) > 0 {
		return town.Queues
	}
	return []caterina.Queue{{Slug: "generale", Name: "Sportello"}}
}

// QueueFor returns the queue that a card's topic leads to, else the first one.
func QueueFor(town caterina.Town, topic string) caterina.Queue {
	all := Queues(town)
	for _, q := range all {
		if topic != "" && slices.Contains(q.Topics, topic) {
			return q
		}
	}
	return all[0]
}

// QueueNamed returns the queue with a slug, false when the town has none. Then
// the queue is the town's first: a conversation that waits in a queue which was
// since renamed is still somebody's.
func QueueNamed(town caterina.Town, slug string) (caterina.Queue, bool) {
	all := Queues(town)
	for _, q := range all {
		if q.Slug == slug {
			return q, true
		}
	}
	return all[0], false
}

// SpillAfter is how long a queue's own people are waited for before anybody free
// is asked.
func SpillAfter(q caterina.Queue) time.Duration {
	return time.Duration(cmp.Or(q.SpillAfter, defaultSpill)) * time.Second
}

// AcceptWithin is how long an offer rings.
func AcceptWithin(q caterina.Queue) time.Duration {
	return time.Duration(cmp.Or(q.AcceptIn, defaultAccept)) * time.Second
}

// MaxWaiting is how many may wait.
func MaxWaiting(q caterina.Queue) int { return cmp.Or(q.MaxWaiting, defaultWaiting) }

// MaxWait is how long somebody waits before a call-back is offered.
func MaxWait(q caterina.Queue) time.Duration {
	return time.Duration(cmp.Or(q.MaxWait, defaultWait)) * time.Minute
}

// EndOfWait is how long somebody waits at most: whom nobody has come for by then
// is better served by the truth than by a place in the queue.
func EndOfWait(q caterina.Queue) time.Duration { return 2 * MaxWait(q) }
