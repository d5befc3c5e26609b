package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
	"example.org/caterina/internal/failpoint"
)

// Approvals keeps where answers are approved, and those that wait for it. Of two
// who decide on the same answer the second finds it done.
type Approvals interface {
	ApprovingTowns(ctx context.Context) ([]caterina.TownID, error)
	SetApproving(ctx context.Context, town caterina.TownID, by caterina.OperatorID, on bool) error
	PendingAnswers(ctx context.Context, town caterina.TownID) ([]caterina.PendingAnswer, error)
	Approve(ctx context.Context, a caterina.Approval) (caterina.Event, error)
	QueuePending(ctx context.Context, p caterina.PendingAnswer, t caterina.Transition) (caterina.Event, error)
	Autonomies(ctx context.Context, town caterina.TownID) (map[string]caterina.Autonomy, error)
}

// anew is how long an answer waits that nobody may read and nobody could approve: the
// sweepers have its turn half a minute after its time, and so at once. The bot then
// answers without a model.
const anew = -30 * time.Second

// Autonomy says how far a model may word answers about a topic at this moment: as the
// town has set it, but not at all where a person has to read them first and nobody is
// there to. Where all answers are approved, so are a model's.
func (s *Service) Autonomy(ctx context.Context, id caterina.TownID, topic string) (caterina.Autonomy, error) {
	degrees, err := s.cfg.Store.Autonomies(ctx, id)
	if err != nil {
		return "", fmt.Errorf("autonomy: %w", err)
	}
	switch degree := handoff.Degree(degrees, topic); degree {
	case caterina.AutonomyFull:
		on, err := s.approves(ctx, id)
		if err != nil || !on {
			return degree, err
		}
		return caterina.AutonomyApproval, nil
	case caterina.AutonomyApproval:
		town, ok := s.cfg.Towns(id)
		if !ok {
			return caterina.AutonomyCards, nil
		}
		a, err := s.availability(ctx, town, handoff.QueueFor(town, topic))
		if err != nil || !takes(a) {
			return caterina.AutonomyCards, err
		}
		return degree, nil
	default:
		return degree, nil
	}
}

// takes says whether a queue has somebody who could approve an answer, or answer
// themselves.
func takes(a caterina.Availability) bool { return a.Refusal == "" || a.Refusal == caterina.RefusedFull }

// Hold says how a reply waits for a person's approval; nil when the citizen reads
// it at once: the town does not want it, it is none that people check, or nobody
// is there to do it. What a model has worded about a topic of which it may not speak
// alone is never read at once: when whoever could approve it has left meanwhile, the
// bot answers anew.
func (s *Service) Hold(ctx context.Context, town caterina.Town, reply caterina.Reply) (*caterina.Hold, error) {
	if !handoff.NeedsApproval(&reply) {
		return nil, nil //nolint:nilnil // that nothing has to wait is not an error
	}
	hold := &caterina.Hold{For: handoff.ApproveWithin, Said: handoff.Checking(reply.Message.Lang)}
	topic, must, err := s.mustWait(ctx, town.ID, &reply.Message)
	if err != nil {
		return nil, err
	}
	if must {
		q := handoff.QueueFor(town, topic)
		a, err := s.availability(ctx, town, q)
		if hold.Queue = q.Slug; err == nil && !takes(a) {
			hold.For = anew
		}
		return hold, err
	}
	on, err := s.approves(ctx, town.ID)
	if err != nil || !on {
		return nil, err
	}
	staff, err := s.cfg.Store.Presences(ctx, town.ID)
	if err != nil {
		return nil, fmt.Errorf("look who could approve: %w", err)
	}
	if !slices.ContainsFunc(staff, func(p caterina.Presence) bool { return handoff.Present(&p) }) {
		return nil, nil //nolint:nilnil // as above
	}
	topic = ""
	if ranking := reply.Trace.Ranking; len(ranking) > 0 {
		topic = s.topic(town.ID, ranking[0].Card)
	}
	hold.Queue = handoff.QueueFor(town, topic).Slug
	return hold, nil
}

// topic is a card's.
func (s *Service) topic(town caterina.TownID, card string) string {
	if s.cfg.Topic == nil {
		return ""
	}
	return s.cfg.Topic(town, card)
}

// mustWait says whether nobody may read an answer before a person has, and for which
// of its topics.
func (s *Service) mustWait(ctx context.Context, town caterina.TownID, body *caterina.MessageBody) (string, bool, error) {
	if !body.Generated {
		return "", false, nil
	}
	degrees, err := s.cfg.Store.Autonomies(ctx, town)
	if err != nil {
		return "", false, fmt.Errorf("look what a model may say: %w", err)
	}
	var topics []string
	for _, c := range body.Citations {
		topics = append(topics, s.topic(town, c.Card))
	}
	if len(topics) == 0 {
		topics = []string{""}
	}
	topic, must := handoff.MustWait(body, degrees, topics)
	return topic, must, nil
}

// approves says whether a town's answers are to be approved, as the dispatcher
// has read it last: each look reads it anew.
func (s *Service) approves(ctx context.Context, town caterina.TownID) (bool, error) {
	s.mu.Lock()
	approving := s.approving
	s.mu.Unlock()
	if approving == nil {
		if err := s.readApproving(ctx); err != nil {
			return false, err
		}
		return s.approves(ctx, town)
	}
	return approving[town], nil
}

// readApproving reads where answers are approved. Another process may have
// changed it.
func (s *Service) readApproving(ctx context.Context) error {
	towns, err := s.cfg.Store.ApprovingTowns(ctx)
	if err != nil {
		return fmt.Errorf("read where answers are approved: %w", err)
	}
	approving := make(map[caterina.TownID]bool, len(towns))
	for _, town := range towns {
		approving[town] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.approving = approving
	return nil
}

// SetApproving says whether a town's answers wait for approval. When they no
// longer do, those that wait go out at the next look.
func (s *Service) SetApproving(ctx context.Context, town caterina.TownID, by caterina.OperatorID, on bool) error {
	if err := s.cfg.Store.SetApproving(ctx, town, by, on); err != nil {
		return fmt.Errorf("switch approval: %w", err)
	}
	s.Wake()
	return s.readApproving(ctx)
}

// Approve lets the citizen read an answer that waits, as it is or with the
// operator's own text.
func (s *Service) Approve(ctx context.Context, a caterina.Approval) (caterina.Event, error) {
	a.Text = strings.TrimSpace(a.Text)
	event, err := s.cfg.Store.Approve(ctx, a)
	if err != nil {
		return caterina.Event{}, fmt.Errorf("approve: %w", err)
	}
	failpoint.Hit(failpoint.AfterSay)
	s.cfg.Committed(event)
	how := "così com'era"
	if event.Actor != caterina.ActorBot && event.Kind == caterina.KindMessage {
		how = "con un altro testo"
	}
	s.audit(ctx, a.Town, a.Operator, "approve", a.Conversation, how)
	return event, nil
}

// endApprovals sees to the answers that nobody approved in time: people answer
// instead. When nobody is there any more, or the town no longer wants approval,
// the citizen reads the answer; but not one of a model's that must be approved: its
// turn is left to the sweepers, half a minute later, and the bot answers without a
// model.
func (s *Service) endApprovals(ctx context.Context) error {
	err := s.readApproving(ctx)
	pending, failed := s.cfg.Store.PendingAnswers(ctx, 0)
	errs := []error{err, failed}
	for i := range pending {
		p := &pending[i]
		town, ok := s.cfg.Towns(p.Town)
		if !ok {
			continue
		}
		if err := s.seeTo(ctx, p, town); err != nil && !late(err) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// seeTo looks whether the wait of one answer is over, and ends it.
func (s *Service) seeTo(ctx context.Context, p *caterina.PendingAnswer, town caterina.Town) error {
	on, err := s.approves(ctx, p.Town)
	if err != nil || on && !p.Due {
		return err
	}
	_, must, err := s.mustWait(ctx, p.Town, &p.Body.MessageBody)
	if err != nil || must && !p.Due {
		return err
	}
	return s.endApproval(ctx, p, town, on, must)
}

// endApproval ends the wait of one answer, for which all of the town's wait (on) or
// this one does (must).
func (s *Service) endApproval(ctx context.Context, p *caterina.PendingAnswer, town caterina.Town, on, must bool) error {
	q, _ := handoff.QueueNamed(town, p.Body.Queue)
	a, err := s.availability(ctx, town, q)
	if err != nil {
		return err
	}
	var event caterina.Event
	switch {
	case (on || must) && takes(a):
		event, err = s.cfg.Store.QueuePending(ctx, *p, caseOf(p, town).Unchecked(a))
	case must:
		return nil
	default:
		event, err = s.cfg.Store.Approve(ctx, caterina.Approval{Seq: p.Seq, Act: caterina.Act{
			Town: p.Town, Conversation: p.Conversation, Epoch: p.Epoch,
		}})
	}
	if err != nil {
		return err //nolint:wrapcheck // the store says what it was doing
	}
	s.cfg.Committed(event)
	return nil
}

func caseOf(p *caterina.PendingAnswer, town caterina.Town) handoff.Case {
	return handoff.Case{Town: town, Held: caterina.Held{Conversation: caterina.Conversation{
		ID: p.Conversation, Town: p.Town, State: caterina.StateBot, Lang: p.Lang, Epoch: p.Epoch,
	}}}
}
