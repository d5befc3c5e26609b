package handoff

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// OutOfArea is the reason of an offer to somebody who does not answer that queue.
const OutOfArea = "fuori area"

// formerWait is how long a returning citizen waits for the operator who knows
// them, when that one is there and busy.
const formerWait = 30 * time.Second

// Priorities.
const (
	PriorityCrisis = 9
	PriorityLost   = 5 // waited already, and was cut off
)

// Order sorts those who wait as they are served: the most urgent first, then who
// has waited longest. Nobody who comes later overtakes.
func Order(waiting []caterina.Waiting) {
	slices.SortStableFunc(waiting, func(a, b caterina.Waiting) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), a.QueuedAt.Compare(b.QueuedAt), cmp.Compare(a.Conversation, b.Conversation))
	})
}

// Offers decides who is asked to take which conversation now, for
// Store.Dispatch. It changes neither of its arguments. The first in line chooses
// first; an operator is counted with what was just offered to them.
func Offers(town caterina.Town, now time.Time, waiting []caterina.Waiting, staff []caterina.Presence) []caterina.Transition {
	line, people := slices.Clone(waiting), slices.Clone(staff)
	Order(line)
	var offers []caterina.Transition
	for i := range line {
		w := &line[i]
		q, _ := QueueNamed(town, w.Queue)
		p := choose(w, q, now, people)
		if p == nil {
			continue
		}
		p.Load++
		p.LastAssigned = now
		reason := caterina.ReasonOffered
		if !answers(p, q.Slug) && p.Operator != w.Former {
			reason = OutOfArea
		}
		offers = append(offers, Offer(w, q, p, reason))
	}
	return offers
}

// choose returns the operator to ask, nil when it is better to wait.
func choose(w *caterina.Waiting, q caterina.Queue, now time.Time, people []caterina.Presence) *caterina.Presence {
	waited := now.Sub(w.QueuedAt)
	urgent := w.Priority >= PriorityCrisis
	var best *caterina.Presence
	for i := range people {
		p := &people[i]
		if !Present(p) || slices.Contains(w.Refused, p.Operator) {
			continue
		}
		if p.Operator == w.Former && waited < formerWait && !urgent {
			if p.Free() {
				return p
			}
			return nil // they may be free in a moment
		}
		if !p.Free() || (!answers(p, q.Slug) && waited < SpillAfter(q) && !urgent) {
			continue
		}
		if best == nil || before(p, best, q.Slug) {
			best = p
		}
	}
	return best
}

// answers says whether the queue is one of the operator's.
func answers(p *caterina.Presence, queue string) bool {
	return len(p.Skills) == 0 || slices.Contains(p.Skills, queue)
}

// before says whether a is to be asked before b: the queue's own people, then the
// least loaded for what they can take, then who has had nothing for longest.
func before(a, b *caterina.Presence, queue string) bool {
	if own := answers(a, queue); own != answers(b, queue) {
		return own
	}
	return cmp.Or(
		cmp.Compare(a.Load/float64(a.Capacity), b.Load/float64(b.Capacity)),
		a.LastAssigned.Compare(b.LastAssigned),
		cmp.Compare(a.Operator, b.Operator)) < 0
}
