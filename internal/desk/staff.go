package desk

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
	"example.org/caterina/internal/failpoint"
)

// maxSnooze is how far away a snooze may end.
const maxSnooze = 31 * 24 * time.Hour

// Take makes an operator the owner of a conversation that is nobody's, or that
// they had put to sleep. A supervisor may also take one from its operator, if it
// still stands as they saw it.
func (s *Service) Take(ctx context.Context, act caterina.Act) (caterina.Event, error) {
	return s.do(ctx, act, "take", func(c handoff.Case) (caterina.Transition, error) {
		owned := c.Held.Conversation.State == caterina.StateAssigned || c.Held.Conversation.State == caterina.StateSnoozed
		switch {
		case owned && c.Held.Owner == act.Operator && c.Held.Conversation.State == caterina.StateSnoozed:
			return c.Wake(act), nil
		case owned && c.Held.Owner != act.Operator && act.Role.Includes(caterina.RoleSupervisor):
			return c.TakeOver(act), nil
		default:
			return c.Take(act), nil
		}
	})
}

// Accept makes the operator the owner of what was offered to them, by the
// dispatcher or by a colleague.
func (s *Service) Accept(ctx context.Context, act caterina.Act) (caterina.Event, error) {
	return s.do(ctx, act, "accept", func(c handoff.Case) (caterina.Transition, error) {
		if c.Held.TransferTo == act.Operator {
			return c.Join(act), nil
		}
		return c.Accept(act), nil
	})
}

// Decline gives back what was offered. When nobody else is there who could be
// asked, the citizen is told, and offered a call.
func (s *Service) Decline(ctx context.Context, act caterina.Act) (caterina.Event, error) {
	var before handoff.Case
	event, err := s.do(ctx, act, "decline", func(c handoff.Case) (caterina.Transition, error) {
		before = c
		if c.Held.TransferTo == act.Operator {
			return c.Stay(act), nil
		}
		return c.Decline(act), nil
	})
	if err == nil && before.Held.Conversation.State == caterina.StateOffered {
		s.tellAlone(ctx, before, act.Operator)
	}
	return event, err
}

// tellAlone tells a citizen whom the only operator has declined. A failure costs
// no more than the sentence: the wait goes on, and has its own end.
func (s *Service) tellAlone(ctx context.Context, c handoff.Case, declined caterina.OperatorID) {
	staff, err := s.cfg.Store.Presences(ctx, c.Town.ID)
	if err == nil {
		others := slices.ContainsFunc(staff, func(p caterina.Presence) bool { return handoff.Present(&p) && p.Operator != declined })
		if others {
			return
		}
		c.Held.Conversation.Epoch++ // by the decline: whatever else has happened since will be told by itself
		err = s.tell(ctx, c, "alone:"+stretch(c), c.NobodyFree())
	}
	if err != nil {
		s.warn(ctx, "tell that nobody is free", err)
	}
}

// TransferTo asks a colleague who is there to take the conversation. Its owner
// keeps it until they accept.
func (s *Service) TransferTo(ctx context.Context, act caterina.Act, to caterina.OperatorID, note string) (caterina.Event, error) {
	return s.do(ctx, act, "transfer", func(c handoff.Case) (caterina.Transition, error) {
		if to == act.Operator {
			return caterina.Transition{}, caterina.Errorf(caterina.CodeInvalid, saidYourself)
		}
		staff, err := s.cfg.Store.Presences(ctx, act.Town)
		if err != nil {
			return caterina.Transition{}, fmt.Errorf("look for the colleague: %w", err)
		}
		i := slices.IndexFunc(staff, func(p caterina.Presence) bool { return p.Operator == to })
		if i < 0 {
			return caterina.Transition{}, caterina.Errorf(caterina.CodeInvalid, saidNoColleague)
		}
		if !staff[i].Live {
			return caterina.Transition{}, caterina.Errorf(caterina.CodeInvalid, saidColleagueAway, staff[i].Name)
		}
		return c.Invite(act, to, staff[i].Name, note), nil
	})
}

// TransferQueue puts the conversation into a queue.
func (s *Service) TransferQueue(ctx context.Context, act caterina.Act, queue, note string) (caterina.Event, error) {
	return s.do(ctx, act, "transfer", func(c handoff.Case) (caterina.Transition, error) {
		q, ok := handoff.QueueNamed(c.Town, queue)
		if !ok {
			return caterina.Transition{}, caterina.Errorf(caterina.CodeInvalid, saidNoQueue)
		}
		return c.TransferQueue(act, q, note), nil
	})
}

// HandBack gives the conversation to the assistant.
func (s *Service) HandBack(ctx context.Context, act caterina.Act, note string) (caterina.Event, error) {
	return s.do(ctx, act, "hand_back", func(c handoff.Case) (caterina.Transition, error) { return c.HandBack(act, note), nil })
}

// Snooze lets the operator wait for something.
func (s *Service) Snooze(ctx context.Context, act caterina.Act, until time.Time) (caterina.Event, error) {
	now := s.now()
	if !until.After(now) || until.After(now.Add(maxSnooze)) {
		return caterina.Event{}, caterina.Errorf(caterina.CodeInvalid, saidBadSnooze)
	}
	return s.do(ctx, act, "snooze", func(c handoff.Case) (caterina.Transition, error) { return c.Snooze(act, until, now), nil })
}

// Close ends the conversation.
func (s *Service) Close(ctx context.Context, act caterina.Act, reason string) (caterina.Event, error) {
	return s.do(ctx, act, "close", func(c handoff.Case) (caterina.Transition, error) {
		return c.Close(act, strings.TrimSpace(reason)), nil
	})
}

// Reply says something to the citizen, if the conversation is still the
// operator's as they saw it.
func (s *Service) Reply(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	m.Note, m.Mentions = false, nil
	return s.say(ctx, m, "reply")
}

// Note leaves something for colleagues, whoever has the conversation.
func (s *Service) Note(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	m.Note, m.Citations = true, nil
	return s.say(ctx, m, "note")
}

// Edit puts right what the operator has said to the citizen a moment ago.
func (s *Service) Edit(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	m.Note, m.Mentions, m.Citations = false, nil, nil
	return s.say(ctx, m, "edit")
}

func (s *Service) say(ctx context.Context, m caterina.StaffMessage, what string) (caterina.Event, error) {
	if m.Text = strings.TrimSpace(m.Text); m.Text == "" {
		return caterina.Event{}, caterina.Errorf(caterina.CodeInvalid, saidEmpty)
	}
	store := s.cfg.Store.Say
	if what == "edit" {
		store = s.cfg.Store.Edit
	}
	event, err := store(ctx, m)
	if err != nil {
		return caterina.Event{}, fmt.Errorf("%s: %w", what, err)
	}
	failpoint.Hit(failpoint.AfterSay)
	s.cfg.Committed(event)
	s.audit(ctx, m.Town, m.Operator, what, m.Conversation, "")
	return event, nil
}

// do reads how a conversation stands, decides, and has it done.
func (s *Service) do(ctx context.Context, act caterina.Act, what string, decide func(handoff.Case) (caterina.Transition, error)) (caterina.Event, error) {
	c, err := s.about(ctx, act.Town, act.Conversation)
	if err != nil {
		return caterina.Event{}, err
	}
	t, err := decide(c)
	if err != nil {
		return caterina.Event{}, err
	}
	event, err := s.cfg.Store.Move(ctx, t)
	if err != nil {
		return caterina.Event{}, fmt.Errorf("%s: %w", what, err)
	}
	failpoint.Hit(failpoint.AfterDeed)
	s.committed(event)
	s.audit(ctx, act.Town, act.Operator, what, act.Conversation, detail(c, &t))
	return event, nil
}

// detail says of a change of hands where it led, without a citizen's words.
func detail(c handoff.Case, t *caterina.Transition) string {
	text := string(c.Held.Conversation.State) + " → " + string(t.To)
	if t.To == caterina.StateQueued && t.Queue != "" {
		text += " (" + t.Queue + ")"
	}
	if c.Held.Owner != 0 && t.Owner != 0 && c.Held.Owner != t.Owner {
		text += ", prima di " + c.Held.OwnerName
	}
	return text
}

// audit notes a deed. The deed is done already: that it could not be noted is for
// whoever looks after the program.
func (s *Service) audit(ctx context.Context, town caterina.TownID, op caterina.OperatorID, what string, conv caterina.ConversationID, detail string) {
	if err := s.cfg.Store.Audit(context.WithoutCancel(ctx), town, op, "conversation."+what, string(conv), detail); err != nil {
		s.warn(ctx, "note a deed", err)
	}
}

// warn logs a failure: what was being done, and nothing of the conversation.
func (s *Service) warn(ctx context.Context, doing string, err error) {
	s.cfg.Logger.WarnContext(ctx, "the desk failed", slog.String("doing", doing), slog.String("error", err.Error()))
}
