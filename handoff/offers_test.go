package handoff_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// waits is somebody who came so many seconds ago.
func waits(t *testing.T, id string, ago time.Duration, change ...func(*caterina.Waiting)) caterina.Waiting {
	t.Helper()
	w := caterina.Waiting{Town: 7, Conversation: caterina.ConversationID(id), Epoch: 1, Queue: "famiglia", QueuedAt: at(t, "2026-11-23 11:00").Add(-ago)}
	for _, f := range change {
		f(&w)
	}
	return w
}

func loaded(p caterina.Presence, load float64) caterina.Presence { p.Load = load; return p }

func TestOffers(t *testing.T) {
	t.Parallel()

	former := func(op caterina.OperatorID) func(*caterina.Waiting) {
		return func(w *caterina.Waiting) { w.Former = op }
	}
	refused := func(op caterina.OperatorID) func(*caterina.Waiting) {
		return func(w *caterina.Waiting) { w.Refused = []caterina.OperatorID{op} }
	}
	priority := func(n int) func(*caterina.Waiting) { return func(w *caterina.Waiting) { w.Priority = n } }
	recent := there(2)
	recent.LastAssigned = at(t, "2026-11-23 10:59")
	big := loaded(there(3), 3)
	big.Capacity = 10
	pause := there(1)
	pause.Wants = caterina.WantsPause

	for _, test := range []struct {
		name    string
		waiting []caterina.Waiting
		staff   []caterina.Presence
		want    []string // conversation>operator, with ! for out of area
	}{
		{"nobody waits", nil, []caterina.Presence{there(1)}, nil},
		{"nobody is there", []caterina.Waiting{waits(t, "a", time.Minute)}, []caterina.Presence{pause}, nil},
		{"oldest first", []caterina.Waiting{waits(t, "b", time.Second), waits(t, "a", time.Minute)}, []caterina.Presence{loaded(there(1), 2)}, []string{"a>1"}},
		{"priority before age", []caterina.Waiting{waits(t, "a", time.Minute), waits(t, "b", time.Second, priority(5))}, []caterina.Presence{loaded(there(1), 2)}, []string{"b>1"}},
		{"never above capacity", []caterina.Waiting{waits(t, "a", 4), waits(t, "b", 3), waits(t, "c", 2), waits(t, "d", 1)}, []caterina.Presence{there(1)}, []string{"a>1", "b>1", "c>1"}},
		{"least loaded first", []caterina.Waiting{waits(t, "a", 1)}, []caterina.Presence{loaded(there(1), 1), there(2)}, []string{"a>2"}},
		{"loaded for what they can take", []caterina.Waiting{waits(t, "a", 1)}, []caterina.Presence{loaded(there(1), 1), big}, []string{"a>3"}},
		{"longest without one", []caterina.Waiting{waits(t, "a", 1)}, []caterina.Presence{recent, there(1)}, []string{"a>1"}},
		{"in turn", []caterina.Waiting{waits(t, "a", 2), waits(t, "b", 1)}, []caterina.Presence{there(1), there(2)}, []string{"a>1", "b>2"}},
		{"only who answers the queue", []caterina.Waiting{waits(t, "a", time.Minute)}, []caterina.Presence{there(1, "sociale")}, nil},
		{"spill-over (9)", []caterina.Waiting{waits(t, "a", 2*time.Minute)}, []caterina.Presence{there(1, "sociale")}, []string{"a>1!"}},
		{"the queue's own people first, also then", []caterina.Waiting{waits(t, "a", 2*time.Minute)}, []caterina.Presence{there(1, "sociale"), loaded(there(2, "famiglia"), 2)}, []string{"a>2"}},
		{"a crisis waits for no skill", []caterina.Waiting{waits(t, "a", time.Second, priority(9))}, []caterina.Presence{there(1, "sociale")}, []string{"a>1!"}},
		{"not to who refused (5)", []caterina.Waiting{waits(t, "a", time.Second, refused(1))}, []caterina.Presence{there(1)}, nil},
		{"to the next one", []caterina.Waiting{waits(t, "a", time.Second, refused(1))}, []caterina.Presence{there(1), loaded(there(2), 2)}, []string{"a>2"}},
		{"the former operator first (10)", []caterina.Waiting{waits(t, "a", time.Second, former(2))}, []caterina.Presence{there(1), loaded(there(2), 2)}, []string{"a>2"}},
		{"the former operator, of another queue", []caterina.Waiting{waits(t, "a", time.Second, former(2))}, []caterina.Presence{there(1), there(2, "sociale")}, []string{"a>2"}},
		{"the former operator is waited for", []caterina.Waiting{waits(t, "a", 29*time.Second, former(2))}, []caterina.Presence{there(1), loaded(there(2), 3)}, nil},
		{"at most 30 seconds", []caterina.Waiting{waits(t, "a", 30*time.Second, former(2))}, []caterina.Presence{there(1), loaded(there(2), 3)}, []string{"a>1"}},
		{"not for who is gone", []caterina.Waiting{waits(t, "a", time.Second, former(1))}, []caterina.Presence{pause, there(2)}, []string{"a>2"}},
		{"not for who refused", []caterina.Waiting{waits(t, "a", time.Second, former(1), refused(1))}, []caterina.Presence{there(1), there(2)}, []string{"a>2"}},
		{"not in a crisis", []caterina.Waiting{waits(t, "a", time.Second, former(1), priority(9))}, []caterina.Presence{loaded(there(1), 3), there(2)}, []string{"a>2"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			var got []string
			for _, o := range handoff.Offers(siena(t), at(t, "2026-11-23 11:00"), test.waiting, test.staff) {
				mark := ""
				if o.Event.Reason == handoff.OutOfArea {
					mark = "!"
				}
				got = append(got, fmt.Sprintf("%s>%d%s", o.Conversation, o.Owner, mark))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnOfferIsHiddenAndFenced(t *testing.T) {
	t.Parallel()

	w := waits(t, "a", time.Second, func(w *caterina.Waiting) { w.Queue, w.Epoch = "sociale", 4 })
	offers := handoff.Offers(siena(t), at(t, "2026-11-23 11:00"), []caterina.Waiting{w}, []caterina.Presence{there(3)})
	if len(offers) != 1 {
		t.Fatalf("%d offers", len(offers))
	}
	o := offers[0]
	if !o.Hidden || *o.Epoch != 4 || o.Town != 7 || o.Capacity != 3 || o.OfferFor != 30*time.Second || o.ClientID == "" || o.By != caterina.ActorSystem {
		t.Errorf("the offer is %+v", o)
	}
	if o.Event.Owner != caterina.OwnerQueue || o.Event.Operator != "Anna" || o.Event.QueueName != "Servizio sociale" {
		t.Errorf("it says %+v", o.Event)
	}
}

// TestOffersOfManyAreFair makes up queues and staffs, and checks what must hold
// of any plan.
func TestOffersOfManyAreFair(t *testing.T) {
	t.Parallel()

	now, town := at(t, "2026-11-23 11:00"), siena(t)
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		waiting, staff := madeUp(t, r, now)
		before := slices.Clone(waiting)
		offers := handoff.Offers(town, now, waiting, staff)
		if diff := cmp.Diff(before, waiting); diff != "" {
			t.Fatalf("seed %d: the arguments were changed: %s", seed, diff)
		}
		given := map[caterina.OperatorID]float64{}
		seen := map[caterina.ConversationID]bool{}
		for _, o := range offers {
			i := slices.IndexFunc(staff, func(p caterina.Presence) bool { return p.Operator == o.Owner })
			p := staff[i]
			if p.Load+given[o.Owner] >= float64(p.Capacity) || !p.Live || p.Wants != caterina.WantsWork {
				t.Fatalf("seed %d: offered to %+v with %v more", seed, p, given[o.Owner])
			}
			given[o.Owner]++
			if seen[o.Conversation] {
				t.Fatalf("seed %d: %s was offered twice", seed, o.Conversation)
			}
			seen[o.Conversation] = true
		}
		for _, w := range waiting { // nobody free who would do is left idle beside somebody who waits
			for _, p := range staff {
				p.Load += given[p.Operator]
				holds := w.Former != 0 && now.Sub(w.QueuedAt) < 30*time.Second && w.Priority < handoff.PriorityCrisis
				if !seen[w.Conversation] && !holds && p.Free() && len(p.Skills) == 0 && !slices.Contains(w.Refused, p.Operator) {
					t.Fatalf("seed %d: %s waits while %d is free", seed, w.Conversation, p.Operator)
				}
			}
		}
	}
}

func madeUp(t *testing.T, r *rand.Rand, now time.Time) ([]caterina.Waiting, []caterina.Presence) {
	t.Helper()
	queues := []string{"famiglia", "sociale"}
	waiting := make([]caterina.Waiting, r.IntN(20))
	for i := range waiting {
		waiting[i] = waits(t, strconv.Itoa(i), 0, func(w *caterina.Waiting) {
			w.QueuedAt = now.Add(-time.Duration(r.IntN(300)) * time.Second)
			w.Queue, w.Priority, w.Former = queues[r.IntN(2)], []int{0, 0, 0, 5, 9}[r.IntN(5)], caterina.OperatorID(r.IntN(3))
			w.Refused = []caterina.OperatorID{caterina.OperatorID(r.IntN(9))}
		})
	}
	staff := make([]caterina.Presence, r.IntN(8))
	for i := range staff {
		staff[i] = there(caterina.OperatorID(i+1), queues[:r.IntN(3)]...)
		staff[i].Load, staff[i].Capacity = float64(r.IntN(8))/2, r.IntN(4)
		staff[i].Live, staff[i].Wants = r.IntN(5) > 0, []caterina.Wish{caterina.WantsWork, caterina.WantsWork, caterina.WantsPause}[r.IntN(3)]
	}
	return waiting, staff
}
