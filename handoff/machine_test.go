package handoff_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

func states() []caterina.State {
	return []caterina.State{
		caterina.StateBot, caterina.StateQueued, caterina.StateOffered, caterina.StateAssigned,
		caterina.StateSnoozed, caterina.StateCallback, caterina.StateClosed,
	}
}

// TestTheStateMachine is section 4 of the design, written out: which steps each
// state allows.
func TestTheStateMachine(t *testing.T) {
	t.Parallel()

	want := map[caterina.State]string{
		caterina.StateBot:      "ask callback idle take",
		caterina.StateQueued:   "callback cancel erase give_up offer take",
		caterina.StateOffered:  "accept callback cancel decline expire requeue take",
		caterina.StateAssigned: "close hand_back invite join requeue snooze stay take_over transfer_queue",
		caterina.StateSnoozed:  "close hand_back requeue take_over transfer_queue wake",
		caterina.StateCallback: "ask cancel close erase take",
		caterina.StateClosed:   "resume",
	}
	for _, state := range states() {
		var may []string
		for step := range handoff.Rules() {
			if handoff.May(step, state) {
				may = append(may, string(step))
			}
		}
		slices.Sort(may)
		if got := strings.Join(may, " "); got != want[state] {
			t.Errorf("%s allows %q, want %q", state, got, want[state])
		}
	}
	if handoff.May("dance", caterina.StateBot) {
		t.Error("a step that is none is allowed")
	}
}

// world is one conversation and its store, as far as changing hands goes.
type world struct {
	held caterina.Held
	seen map[string]bool
}

// move does what the store does with a transition.
func (w *world) move(m caterina.Transition) bool {
	h, c := &w.held, &w.held.Conversation
	key := string(m.By) + "|" + m.ClientID
	switch {
	case m.ClientID != "" && w.seen[key]:
		return false
	case m.Epoch != nil && *m.Epoch != c.Epoch, !slices.Contains(m.From, c.State), m.OwnedBy != 0 && m.OwnedBy != h.Owner:
		return false
	}
	w.seen[key] = true
	if (c.State == caterina.StateAssigned || c.State == caterina.StateSnoozed) && m.Owner != h.Owner {
		h.Former = h.Owner
	}
	c.State, c.Epoch, h.Owner, h.TransferTo = m.To, c.Epoch+1, m.Owner, m.TransferTo
	if m.Queue != "" {
		h.Queue = m.Queue
	}
	if m.Priority != nil {
		h.Priority = *m.Priority
	}
	h.OwnerName = ""
	if h.Owner != 0 {
		h.OwnerName = "Op"
	}
	return true
}

// sound says what is wrong with how the conversation stands.
func (w *world) sound() string {
	h := &w.held
	state := h.Conversation.State
	owned := slices.Contains([]caterina.State{caterina.StateOffered, caterina.StateAssigned, caterina.StateSnoozed}, state)
	switch {
	case !slices.Contains(states(), state):
		return "unknown state"
	case owned != (h.Owner != 0):
		return fmt.Sprintf("owner %d", h.Owner)
	case state == caterina.StateQueued && h.Queue == "":
		return "waits in no queue"
	case h.TransferTo != 0 && state != caterina.StateAssigned:
		return "a colleague is asked"
	}
	return ""
}

// told says what is wrong with what is said of a move.
func told(m *caterina.Transition) string {
	owned := m.To == caterina.StateOffered || m.To == caterina.StateAssigned || m.To == caterina.StateSnoozed
	switch {
	case m.Event.State != m.To || m.Event.Owner != m.To.Owner():
		return "the event speaks of another state"
	case m.Event.Text == "":
		return "nothing is said"
	case strings.Contains(m.Event.Text, "%!") || strings.Contains(m.Event.Text, "  "):
		return "the sentence is broken"
	case owned != (m.Owner != 0):
		return "the owner is missing, or one too many"
	case (m.To == caterina.StateSnoozed) != !m.SnoozeUntil.IsZero():
		return "until when?"
	case (m.To == caterina.StateOffered || m.TransferTo != 0) && m.OfferFor == 0:
		return "rings for ever"
	case m.Town != 7 || m.Conversation == "" || m.By == "" || len(m.From) == 0 || m.Event.Reason == "":
		return "something is missing"
	}
	return ""
}

// TestRandomCommandsNeverReachAnIllegalState lets citizens, operators and the
// program do anything at any time, with what they knew a while ago.
func TestRandomCommandsNeverReachAnIllegalState(t *testing.T) {
	t.Parallel()

	reached, town := map[caterina.State]int{}, siena(t)
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		w := &world{seen: map[string]bool{}, held: caterina.Held{
			Conversation: caterina.Conversation{ID: "c", Town: 7, State: caterina.StateBot, Lang: []string{"it", "en", ""}[r.IntN(3)]},
		}}
		stale := w.held
		for step := range 200 {
			if r.IntN(3) > 0 {
				stale = w.held // they look again
			}
			m := anything(t, r, handoff.Case{Held: stale, Town: town}, step)
			if wrong := told(&m); wrong != "" {
				t.Fatalf("seed %d: %s: %+v", seed, wrong, m)
			}
			from, epoch := w.held.Conversation.State, w.held.Conversation.Epoch
			if !w.move(m) {
				if w.held.Conversation.Epoch != epoch {
					t.Fatalf("seed %d: a refused move changed something", seed)
				}
				continue
			}
			if wrong := w.sound(); wrong != "" {
				t.Fatalf("seed %d: from %s to %s: %s", seed, from, m.To, wrong)
			}
			reached[m.To]++
			if w.held.Conversation.State == caterina.StateClosed { // the citizen writes again
				w.held.Conversation.State, w.held.Conversation.Epoch = caterina.StateBot, w.held.Conversation.Epoch+1
			}
		}
	}
	for _, state := range states() {
		if reached[state] == 0 {
			t.Errorf("no run reached %s", state)
		}
	}
}

func anything(t *testing.T, r *rand.Rand, c handoff.Case, n int) caterina.Transition {
	t.Helper()
	op := caterina.OperatorID(r.IntN(3) + 1)
	act := caterina.Act{Town: 7, Conversation: "c", Operator: op, Name: "Op", Epoch: c.Held.Conversation.Epoch, ClientID: strconv.Itoa(n)}
	now, q := at(t, "2026-11-23 11:00"), c.Town.Queues[r.IntN(2)]
	waiting := caterina.Waiting{Town: 7, Conversation: "c", Epoch: act.Epoch, Queue: q.Slug, QueuedAt: now}
	p := there(op)
	moves := []func() caterina.Transition{
		func() caterina.Transition { return handoff.Offer(&waiting, q, &p, caterina.ReasonOffered) },
		func() caterina.Transition {
			return c.Ask(caterina.RequestPerson{Queue: q.Slug}, caterina.MessageBody{}, caterina.Availability{Queue: q})
		},
		c.Expire, c.WakeUp, c.WakeInQueue, c.Requeue, c.ExpireInvitation,
		func() caterina.Transition { return c.Cancel(caterina.MessageBody{}) },
		func() caterina.Transition {
			return c.Callback(q, handoff.CallbackWindow(q, handoff.Calendar{}, caterina.CallAnytime, now), now)
		},
		func() caterina.Transition { return c.GiveUp(caterina.ReasonClosingTime, &caterina.Office{}) },
		func() caterina.Transition { return c.Take(act) },
		func() caterina.Transition { return c.Take(act) },
		func() caterina.Transition { return c.TakeOver(act) },
		func() caterina.Transition { return c.Accept(act) },
		func() caterina.Transition { return c.Decline(act) },
		func() caterina.Transition { return c.Invite(act, op%3+1, "Bea", "nota") },
		func() caterina.Transition { return c.Join(act) },
		func() caterina.Transition { return c.Stay(act) },
		func() caterina.Transition { return c.TransferQueue(act, q, "") },
		func() caterina.Transition { return c.HandBack(act, "") },
		func() caterina.Transition { return c.Snooze(act, now.Add(time.Hour), now) },
		func() caterina.Transition { return c.Wake(act) },
		func() caterina.Transition { return c.Close(act, "risolta") },
	}
	for {
		m := moves[r.IntN(len(moves))]()
		// Who carries a step out looks first whether the state allows it, and
		// whether there is an operator whom it is about.
		if slices.Contains(m.From, c.Held.Conversation.State) && (!needsOwner(m.To) || m.Owner != 0) {
			return m
		}
	}
}

func needsOwner(s caterina.State) bool {
	return s == caterina.StateAssigned || s == caterina.StateSnoozed || s == caterina.StateOffered
}
