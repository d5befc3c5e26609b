package agenda

import (
	"context"
	"fmt"
	"sync"
	"time"

	"example.org/caterina"
)

// Standing is how a conversation stands with appointments.
func (s *Service) Standing(ctx context.Context, town caterina.Town, conv caterina.ConversationID) (caterina.Standing, error) {
	standing, err := s.cfg.Store.Standing(ctx, town.ID, conv)
	if err != nil {
		return standing, fmt.Errorf("read how a conversation stands: %w", err)
	}
	standing.Fresh.Code, standing.Fresh.RequestID = NewCode(), NewRequestID()
	standing.Mails = s.cfg.Send != nil
	standing.Proves = standing.Mails && !standing.Known
	if other, ok := s.other(town.ID); ok {
		standing.Elsewhere, standing.Unkept = true, other.holder() == nil
	}
	standing.Bookings = s.allAsKept(ctx, standing.Bookings)
	return standing, nil
}

// FindBooking finds a live appointment to come by its code and the contact it was
// made with. After too many wrong answers of a conversation there is none any more,
// whatever they say.
func (s *Service) FindBooking(ctx context.Context, town caterina.Town, conv caterina.ConversationID, code string, contact caterina.Secret) (caterina.Booking, error) {
	none := &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	code, given := caterina.NormalCode(code), caterina.NormalContact(contact)
	if code == "" || given == "" || s.guesses.spent(conv, s.cfg.Now()) {
		return caterina.Booking{}, none
	}
	b, err := s.cfg.Store.BookingByCode(ctx, town.ID, code)
	switch {
	case caterina.CodeOf(err) == caterina.CodeNotFound:
	case err != nil:
		return caterina.Booking{}, fmt.Errorf("find a booking: %w", err)
	case b.Status.Live() && b.To.After(s.cfg.Now()) && isContact(b.Person, given):
		if b = s.asKept(ctx, b); b.Status.Live() {
			return b, nil
		}
		return caterina.Booking{}, none
	}
	s.guesses.wrong(conv, s.cfg.Now())
	return caterina.Booking{}, none
}

// isContact says whether a person can be reached like that.
func isContact(p caterina.Person, given string) bool {
	return given == caterina.NormalContact(p.Email) || given == caterina.NormalContact(p.Phone)
}

// How many wrong answers a conversation has, and for how long they count. There are
// 17 thousand million codes: this is for those who know somebody's address.
const (
	maxGuesses   = 6
	guessesCount = time.Hour
	maxGuessers  = 10_000
)

// guesses counts wrong answers. It forgets when the process ends, which costs an
// attacker more than it gives.
type guesses struct {
	mu   sync.Mutex
	made map[caterina.ConversationID]guess
}

type guess struct {
	wrong int
	since time.Time
}

func newGuesses() *guesses { return &guesses{made: map[caterina.ConversationID]guess{}} }

func (g *guesses) spent(conv caterina.ConversationID, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	made := g.made[conv]
	return made.wrong >= maxGuesses && now.Sub(made.since) < guessesCount
}

func (g *guesses) wrong(conv caterina.ConversationID, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	made := g.made[conv]
	if now.Sub(made.since) >= guessesCount {
		made = guess{since: now}
	}
	made.wrong++
	g.made[conv] = made
	for old, one := range g.made {
		if len(g.made) <= maxGuessers && now.Sub(one.since) < guessesCount {
			return // enough room; a later wrong answer looks on
		}
		delete(g.made, old)
	}
}
