package agenda

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"example.org/caterina"
)

// How long another system may take. A turn of the dialogue asks it four times at
// most, and has to be over before another process takes the turn for lost.
const (
	findWithin = 2500 * time.Millisecond
	doWithin   = 5 * time.Second
	lookWithin = 2 * time.Second // at how the appointments of a conversation stand
)

// other is the system that a town has attached.
func (s *Service) other(town caterina.TownID) (guarded, bool) {
	if s.cfg.Booker == nil {
		return guarded{}, false
	}
	other := s.cfg.Booker(town)
	return guarded{Booker: other, log: s.cfg.Logger}, other != nil
}

// keeper is the system that keeps an appointment of another's; a refusal when the town
// has none any more.
func (s *Service) keeper(b *caterina.Booking) (guarded, error) {
	other, ok := s.other(b.Town)
	if !ok {
		return other, &caterina.BookingRefused{Why: caterina.ProblemElsewhere, Other: b}
	}
	return other, nil
}

// Completer stores the reply of a turn with its effects, and tries six digits before
// it.
type Completer interface {
	CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error)
	Prove(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, digits string, draft caterina.BookingDraft) error
}

// Complete is CompleteTurn for towns that may have another system: what the reply
// wants of it is done there first and noted at once, and what it refuses is told to
// the bot as of our own. When the reply cannot be stored after that the turn is run
// again, and the system finds the same request id.
func (s *Service) Complete(ctx context.Context, store Completer, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error) {
	took, offers := keepsPlace(reply.Effects), len(reply.Message.Slots) > 0
	if s.cfg.Booker != nil {
		effects := make([]caterina.Effect, len(reply.Effects))
		for i, effect := range reply.Effects {
			var err error
			if effects[i], err = s.outside(ctx, store, &turn, effect, reply.Message.Lang); err != nil {
				return nil, err
			}
		}
		reply.Effects = effects
	}
	events, err := store.CompleteTurn(ctx, turn, reply, move)
	if err == nil && (took || offers) && s.cfg.Replied != nil {
		s.cfg.Replied(turn.Conversation, took, offers)
	}
	return events, err //nolint:wrapcheck // as the store says it
}

// keepsPlace says whether effects keep a place.
func keepsPlace(effects []caterina.Effect) bool {
	return slices.ContainsFunc(effects, func(e caterina.Effect) bool {
		_, holds := e.(caterina.HoldPlace)
		return holds
	})
}

// outside does in another system what an effect wants of it, and returns what is left
// for our store.
func (s *Service) outside(ctx context.Context, store Completer, turn *caterina.LeasedTurn, effect caterina.Effect, lang string) (caterina.Effect, error) {
	other, attached := s.other(turn.Town)
	switch effect := effect.(type) {
	case caterina.HoldPlace:
		if !attached {
			return effect, nil
		}
		if h := other.holder(); h != nil {
			_, err := asked(ctx, other, "hold", findWithin, func(ctx context.Context) (struct{}, error) {
				return struct{}{}, h.Hold(ctx, turn.Town, turn.Conversation, effect.Vacancy)
			})
			if err != nil {
				return nil, err
			}
		}
		return caterina.KeepDraft{Draft: effect.Draft}, nil
	case caterina.ConfirmBooking:
		if !attached {
			return effect, nil
		}
		if effect.Draft.Moving != 0 {
			return s.moveOutside(ctx, turn.Town, effect)
		}
		if err := store.Prove(ctx, turn.Town, turn.Conversation, effect.Digits, effect.Draft); err != nil {
			return nil, err //nolint:wrapcheck // as the store says it
		}
		return s.bookOutside(ctx, other, turn, effect, lang)
	case caterina.CancelBooking:
		return s.cancelOutside(ctx, turn.Town, effect)
	default:
		return effect, nil
	}
}

// bookOutside books in another system, and notes it.
func (s *Service) bookOutside(ctx context.Context, other guarded, turn *caterina.LeasedTurn, effect caterina.ConfirmBooking, lang string) (caterina.Effect, error) {
	d, v := effect.Draft, effect.Vacancy
	made, err := other.Confirm(ctx, caterina.BookingOrder{
		Town: turn.Town, Vacancy: v, Person: d.Person, Note: d.Note, Card: d.Card, Lang: lang,
		Code: d.Code, RequestID: d.RequestID, Conversation: turn.Conversation, By: caterina.ActorCitizen,
	})
	if err != nil {
		return nil, err
	}
	b := caterina.Booking{
		Town: turn.Town, UID: d.RequestID, Code: d.Code, Service: v.Service, Office: v.Office, Card: d.Card, From: v.From, To: v.To,
		Status: caterina.Booked, Person: d.Person, Note: d.Note, Conversation: turn.Conversation, Lang: lang, External: made.External,
	}
	b.Person.Verified = s.cfg.Send != nil // else it was not proved, and the desk sees that
	return s.note(ctx, caterina.NoteBooking{Booking: asSaid(b, made), What: caterina.NoticeConfirmed, By: caterina.ActorCitizen})
}

// asSaid is an appointment with the time, place and name that another system says it
// has. It is as long as before where that is not said.
func asSaid(b, said caterina.Booking) caterina.Booking {
	length := max(b.To.Sub(b.From), time.Minute)
	if !said.From.IsZero() {
		b.From, b.To = said.From, said.To
	}
	if !b.To.After(b.From) {
		b.To = b.From.Add(length)
	}
	b.Office, b.External = cmp.Or(said.Office, b.Office), cmp.Or(said.External, b.External)
	return b
}

// note writes down what another system has done, and returns what is left to be told.
func (s *Service) note(ctx context.Context, note caterina.NoteBooking) (caterina.Effect, error) {
	b, _, err := s.cfg.Store.NoteElsewhere(ctx, note, nil)
	if err != nil {
		return nil, fmt.Errorf("note an appointment: %w", err)
	}
	note.Booking.ID = b.ID
	s.changed(caterina.AgendaOffice{Town: note.Booking.Town, Office: note.Booking.Office})
	return note, nil
}

// kept finds an appointment that another system keeps, as it was seen.
func (s *Service) kept(ctx context.Context, town caterina.TownID, id caterina.BookingID, revision int) (caterina.Booking, error) {
	b, err := s.cfg.Store.Booking(ctx, town, id)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return b, &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	}
	if err != nil {
		return b, fmt.Errorf("read an appointment: %w", err)
	}
	if b.External != "" && (b.Revision != revision || !b.Status.Live()) {
		return b, &caterina.BookingRefused{Why: caterina.ProblemStale, Other: &b}
	}
	return b, nil
}

// moveOutside moves in another system what it keeps. What is ours from before cannot
// be moved to a time of another's.
func (s *Service) moveOutside(ctx context.Context, town caterina.TownID, effect caterina.ConfirmBooking) (caterina.Effect, error) {
	b, err := s.kept(ctx, town, effect.Draft.Moving, effect.Draft.Revision)
	if err != nil {
		return nil, err
	}
	if b.External == "" {
		return nil, &caterina.BookingRefused{Why: caterina.ProblemElsewhere, Other: &b}
	}
	note, err := s.moveThere(ctx, b, effect.Vacancy)
	if err != nil {
		return nil, err
	}
	return s.note(ctx, note)
}

// moveThere moves an appointment in the system that keeps it.
func (s *Service) moveThere(ctx context.Context, b caterina.Booking, v caterina.Vacancy) (caterina.NoteBooking, error) {
	other, err := s.keeper(&b)
	if err != nil {
		return caterina.NoteBooking{}, err
	}
	moved, err := other.Move(ctx, caterina.BookingMove{
		Town: b.Town, Booking: b.ID, Revision: b.Revision, Vacancy: v, By: caterina.ActorCitizen, External: b.External,
	})
	if err != nil {
		return caterina.NoteBooking{}, err
	}
	b = asSaid(asSaid(b, caterina.Booking{From: v.From, To: v.To, Office: v.Office}), moved)
	return caterina.NoteBooking{Booking: b, What: caterina.NoticeMoved, By: caterina.ActorCitizen}, nil
}

// cancelOutside cancels in another system what it keeps.
func (s *Service) cancelOutside(ctx context.Context, town caterina.TownID, effect caterina.CancelBooking) (caterina.Effect, error) {
	b, err := s.kept(ctx, town, effect.Booking, effect.Revision)
	if err != nil {
		return nil, err
	}
	if b.External == "" {
		return effect, nil
	}
	note, err := s.cancelThere(ctx, b)
	if err != nil {
		return nil, err
	}
	return s.note(ctx, note)
}

// cancelThere cancels an appointment in the system that keeps it.
func (s *Service) cancelThere(ctx context.Context, b caterina.Booking) (caterina.NoteBooking, error) {
	other, err := s.keeper(&b)
	if err != nil {
		return caterina.NoteBooking{}, err
	}
	if _, err := other.Cancel(ctx, caterina.BookingCancel{
		Town: b.Town, Booking: b.ID, Revision: b.Revision, By: caterina.ActorCitizen, External: b.External,
	}); err != nil {
		return caterina.NoteBooking{}, err
	}
	b.Status = caterina.CancelledCitizen
	return caterina.NoteBooking{Booking: b, What: caterina.NoticeCancelled, By: caterina.ActorCitizen}, nil
}

// moveElsewhere is MoveAppointment for one that another system keeps.
func (s *Service) moveElsewhere(ctx context.Context, town caterina.Town, b caterina.Booking, to caterina.Slot) error {
	other, err := s.keeper(&b)
	if err != nil {
		return err
	}
	v, err := other.Vacancy(ctx, caterina.VacancyQuery{Town: town, Service: b.Service, Office: to.Office, From: to.From, Moving: b.ID})
	if err != nil {
		return err
	}
	note, err := s.moveThere(ctx, b, v)
	if err != nil {
		return err
	}
	return s.tellOf(ctx, town, note)
}

// cancelElsewhere is CancelAppointment for one that another system keeps.
func (s *Service) cancelElsewhere(ctx context.Context, town caterina.Town, b caterina.Booking) error {
	note, err := s.cancelThere(ctx, b)
	if err != nil {
		return err
	}
	return s.tellOf(ctx, town, note)
}

// tellOf notes what was done from a page, and has the chat show it at once.
func (s *Service) tellOf(ctx context.Context, town caterina.Town, note caterina.NoteBooking) error {
	after := note.Booking
	after.Revision++
	_, events, err := s.cfg.Store.NoteElsewhere(ctx, note, s.told(town, note.What, &after, nil))
	s.committed(events...)
	if err != nil {
		return fmt.Errorf("note an appointment: %w", err)
	}
	s.changed(caterina.AgendaOffice{Town: town.ID, Office: after.Office})
	return nil
}

// asKept is an appointment as the system that keeps it has it now: an office may have
// moved or cancelled it there. When that does not answer it is what we know.
func (s *Service) asKept(ctx context.Context, b caterina.Booking) caterina.Booking {
	if b.External == "" || !b.Status.Live() {
		return b
	}
	other, err := s.keeper(&b)
	if err != nil {
		return b
	}
	now, err := other.Get(ctx, b)
	if err != nil {
		return b
	}
	note := caterina.NoteBooking{Booking: b, By: caterina.ActorSystem}
	switch {
	case !now.Status.Live() && now.Status != "" && now.Status != caterina.Done && now.Status != caterina.NoShow:
		note.What, note.Booking.Status = caterina.NoticeCancelled, caterina.CancelledOffice
	case now.Status.Live() && !now.From.IsZero() && !now.From.Equal(b.From):
		note.What, note.Booking = caterina.NoticeMoved, asSaid(b, now)
	default:
		return b
	}
	noted, _, err := s.cfg.Store.NoteElsewhere(ctx, note, nil)
	if err != nil {
		s.cfg.Logger.WarnContext(ctx, "a change of another system was not noted", slog.String("error", err.Error()))
		return b
	}
	s.changed(caterina.AgendaOffice{Town: b.Town, Office: b.Office})
	return noted
}

// allAsKept is asKept for the appointments of a conversation, without those that do
// not stand any more.
func (s *Service) allAsKept(ctx context.Context, all []caterina.Booking) []caterina.Booking {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	for i := range all {
		all[i] = s.asKept(ctx, all[i])
	}
	return slices.DeleteFunc(all, func(b caterina.Booking) bool { return !b.Status.Live() })
}

// lookElsewhere brings an appointment up to date of which a notice is due.
func (s *Service) lookElsewhere(ctx context.Context, notice caterina.BookingNotice) {
	if s.cfg.Booker == nil {
		return
	}
	if b, err := s.cfg.Store.Booking(ctx, notice.Town, notice.Booking); err == nil {
		s.asKept(ctx, b)
	}
}
