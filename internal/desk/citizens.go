package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// Availability says whether somebody can be waited for now, in the queue to which
// a card's topic leads.
func (s *Service) Availability(ctx context.Context, town caterina.Town, topic string) (caterina.Availability, error) {
	return s.availability(ctx, town, handoff.QueueFor(town, topic))
}

func (s *Service) availability(ctx context.Context, town caterina.Town, q caterina.Queue) (caterina.Availability, error) {
	waiting, minutes, err := s.cfg.Store.QueueStats(ctx, town.ID, q.Slug)
	if err != nil {
		return caterina.Availability{}, fmt.Errorf("availability: %w", err)
	}
	staff, err := s.cfg.Store.Presences(ctx, town.ID)
	if err != nil {
		return caterina.Availability{}, fmt.Errorf("availability: %w", err)
	}
	cal := s.calendar(town)
	if cal.PausedUntil, err = s.cfg.Store.QueuePaused(ctx, town.ID, q.Slug); err != nil {
		return caterina.Availability{}, fmt.Errorf("availability: %w", err)
	}
	a := handoff.Availability(q, cal, s.now(), staff, waiting)
	a.WaitMinutes = minutes
	return a, nil
}

// Places returns the places of conversations that wait; the others are missing.
func (s *Service) Places(ctx context.Context, town caterina.TownID, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Place, error) {
	places, err := s.cfg.Store.Places(ctx, town, convs)
	if err != nil {
		return nil, fmt.Errorf("places: %w", err)
	}
	return places, nil
}

// Place returns one of them, the zero Place for a conversation that does not
// wait.
func (s *Service) Place(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Place, error) {
	places, err := s.Places(ctx, town, []caterina.ConversationID{conv})
	return places[conv], err
}

// Plan turns what the bot decided about people into a change of hands, to be
// committed with its reply; nil for none. What the conversation's state does not
// allow any more is left out: a citizen who is waiting need not wait twice.
func (s *Service) Plan(ctx context.Context, turn caterina.LeasedTurn, town caterina.Town, reply caterina.Reply) (*caterina.Transition, error) {
	c := handoff.Case{Town: town, Held: caterina.Held{
		Conversation: caterina.Conversation{ID: turn.Conversation, Town: turn.Town, State: turn.State, Lang: turn.Lang, Epoch: turn.Epoch},
		Queue:        turn.Queue,
	}}
	held := &c.Held.Conversation
	if held.State == "" {
		held.State = caterina.StateBot
	}
	var move *caterina.Transition
	for _, effect := range reply.Effects {
		switch effect := effect.(type) {
		case caterina.SetLang:
			held.Lang = effect.Lang
		case caterina.BackToBot:
			if handoff.May(handoff.StepCancel, held.State) {
				t := c.Cancel(reply.Message)
				move = &t
			}
		case caterina.RequestPerson:
			if !handoff.May(handoff.StepAsk, held.State) {
				continue
			}
			q, _ := handoff.QueueNamed(town, effect.Queue)
			a, err := s.availability(ctx, town, q)
			if err != nil {
				return nil, err
			}
			t := c.Ask(effect, reply.Message, a)
			move = &t
		}
	}
	if move != nil {
		move.ClientID = fmt.Sprintf("turn:%d/move", turn.Turn)
	}
	return move, nil
}

// Callback promises to call a citizen back. lang is the language of their page.
func (s *Service) Callback(ctx context.Context, town caterina.Town, conv caterina.ConversationID, lang, clientID string, form caterina.CallbackForm) (caterina.Event, error) {
	c, err := s.about(ctx, town.ID, conv)
	if err != nil {
		return caterina.Event{}, err
	}
	if c.Held.Conversation.Lang == "" {
		c.Held.Conversation.Lang = lang
	}
	q, _ := handoff.QueueNamed(c.Town, c.Held.Queue)
	now := s.now()
	window := handoff.CallbackWindow(q, s.calendar(c.Town), form.When, now)
	t := c.Callback(q, window, now)
	// Whoever has it meanwhile decides by From: an offer that was made a moment ago
	// does not make the form be filled in again.
	t.Epoch, t.ClientID = nil, "callback:"+clientID
	event, err := s.cfg.Store.OpenCallback(ctx, t, form, window.From)
	if late, ok := errors.AsType[*caterina.Overtaken](err); ok && late.Why == caterina.LateState {
		switch late.State {
		case caterina.StateAssigned, caterina.StateSnoozed:
			err = &caterina.Error{Code: caterina.CodeConflict, Message: saidBusyPerson, Err: err}
		case caterina.StateCallback:
			err = &caterina.Error{Code: caterina.CodeConflict, Message: saidPromised, Err: err}
		default:
		}
	}
	if err != nil {
		return caterina.Event{}, fmt.Errorf("promise a call: %w", err)
	}
	s.committed(event)
	return event, nil
}

// NextAttempt returns when a call that nobody answered is to be made again: in
// another half-day of work.
func (s *Service) NextAttempt(town caterina.Town, call caterina.Callback) time.Time {
	q, _ := handoff.QueueNamed(town, call.Queue)
	return handoff.NextAttempt(q, s.calendar(town), call.Form.When, s.now())
}

// Rate keeps what a citizen thinks of a conversation.
func (s *Service) Rate(ctx context.Context, town caterina.Town, conv caterina.ConversationID, _, clientID string, r caterina.Rating) (caterina.Event, error) {
	event, err := s.cfg.Store.Rate(ctx, town.ID, conv, clientID, r)
	if err != nil {
		return caterina.Event{}, fmt.Errorf("rate: %w", err)
	}
	s.committed(event)
	return event, nil
}
