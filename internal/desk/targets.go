package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// Waits knows how long citizens wait for a person's words, and takes note when
// some of theirs are refused.
type Waits interface {
	PersonWaits(ctx context.Context, town caterina.TownID, convs []caterina.ConversationID) ([]caterina.PersonWait, error)
	Answers(ctx context.Context, town caterina.TownID, from, to caterina.Date) ([]caterina.Answer, error)
	NoteUnreachable(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, reason string) (event caterina.Event, ok bool, err error)
	NoteLimited(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (event caterina.Event, ok bool, err error)
}

// Targets returns how the time of those stands who wait for a person's words, of
// the conversations that are named; the others are missing.
func (s *Service) Targets(ctx context.Context, town caterina.Town, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Target, error) {
	targets := make(map[caterina.ConversationID]caterina.Target, len(convs))
	if len(convs) == 0 {
		return targets, nil
	}
	waits, err := s.cfg.Store.PersonWaits(ctx, town.ID, convs)
	if err != nil {
		return nil, fmt.Errorf("targets: %w", err)
	}
	cal, now := s.calendar(town), s.now()
	for _, w := range waits {
		q, _ := handoff.QueueNamed(town, w.Queue)
		if target, ok := handoff.AnswerTarget(q, cal, w, now); ok {
			targets[w.Conversation] = target
		}
	}
	return targets, nil
}

// CallTarget returns how the time for a promised call stands.
func (s *Service) CallTarget(town caterina.Town, call caterina.Callback) caterina.Target {
	q, _ := handoff.QueueNamed(town, call.Queue)
	return handoff.CallTarget(q, s.calendar(town), call, s.now())
}

// InTime counts, of the waits that began from one day to another, how many were
// answered within their queue's targets: first answers before the rest, the
// busiest queue first. What waits still and has time is not counted yet.
func (s *Service) InTime(ctx context.Context, town caterina.Town, from, to caterina.Date) ([]caterina.TargetCount, error) {
	answers, err := s.cfg.Store.Answers(ctx, town.ID, from, to)
	if err != nil {
		return nil, fmt.Errorf("in time: %w", err)
	}
	cal, now := s.calendar(town), s.now()
	var counts []caterina.TargetCount
	for _, a := range answers {
		q, _ := handoff.QueueNamed(town, a.Queue)
		within, counted := handoff.InTime(q, cal, a, now)
		if !counted {
			continue
		}
		i := slices.IndexFunc(counts, func(c caterina.TargetCount) bool { return c.Queue == a.Queue && c.Kind == a.Kind })
		if i < 0 {
			i, counts = len(counts), append(counts, caterina.TargetCount{Queue: a.Queue, Kind: a.Kind, Limit: handoff.Within(q, a.Kind)})
		}
		counts[i].Cases++
		if within {
			counts[i].Within++
		}
	}
	order := []caterina.TargetKind{caterina.TargetFirst, caterina.TargetNext, caterina.TargetCall}
	slices.SortStableFunc(counts, func(a, b caterina.TargetCount) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Queue, b.Queue))
	})
	return counts, nil
}

// Limited says that messages of a citizen were refused because there were too
// many. Staff read it as one line in the conversation, once a minute at most.
func (s *Service) Limited(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) error {
	event, ok, err := s.cfg.Store.NoteLimited(ctx, town, conv)
	if err != nil {
		return fmt.Errorf("limited: %w", err)
	}
	if ok {
		s.cfg.Committed(event)
	}
	return nil
}

// Unreachable says that a citizen cannot be written to any more. Staff read it as a
// note in the conversation, once for each reason and each time that the chat was lost.
func (s *Service) Unreachable(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, reason string) error {
	event, ok, err := s.cfg.Store.NoteUnreachable(ctx, town, conv, reason)
	if err != nil {
		return fmt.Errorf("unreachable: %w", err)
	}
	if ok {
		s.cfg.Committed(event)
	}
	return nil
}
