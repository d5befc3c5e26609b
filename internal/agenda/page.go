package agenda

import (
	"context"
	"fmt"
	"slices"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Appointment is what the secret in an address opens.
func (s *Service) Appointment(ctx context.Context, token string) (caterina.Appointment, error) {
	b, town, err := s.open(ctx, token)
	if err != nil {
		return caterina.Appointment{}, err
	}
	p, _ := s.place(town, b.Service, b.Office)
	now := s.cfg.Now()
	return caterina.Appointment{
		Town: town, Booking: b, Card: s.BookingCard(town, b, ""), Phone: phone(p.office),
		Calendar: s.calendar(town, &b, false).Data,
		NoMove:   problem(booking.MayChange(b, p.service, now, true)), NoCancel: problem(booking.MayChange(b, p.service, now, false)),
	}, nil
}

// open finds the booking of a secret, with its town.
func (s *Service) open(ctx context.Context, token string) (caterina.Booking, caterina.Town, error) {
	b, err := s.cfg.Store.BookingByToken(ctx, caterina.Secret(token))
	if err != nil {
		return b, caterina.Town{}, fmt.Errorf("open an appointment: %w", err)
	}
	town, ok := s.cfg.Content.TownByID(b.Town)
	if !ok {
		return b, town, errNoTown(b.Town)
	}
	return s.asKept(ctx, b), town, nil
}

// problem is the reason of a refusal, "" for none.
func problem(r *caterina.BookingRefused) caterina.BookingProblem {
	if r == nil {
		return ""
	}
	return r.Why
}

// FreeTimes are all the times to which an appointment can be moved at its office.
func (s *Service) FreeTimes(ctx context.Context, token string) ([]caterina.Slot, error) {
	b, town, err := s.open(ctx, token)
	if err != nil {
		return nil, err
	}
	q := caterina.TimesQuery{Town: town, Service: b.Service, Office: b.Office, Moving: b.ID}
	var free []caterina.Slot
	if b.External == "" {
		free, err = s.free(ctx, q)
	} else if other, down := s.keeper(&b); down == nil {
		free, err = other.Free(ctx, q)
	} else {
		err = down
	}
	return slices.DeleteFunc(free, func(slot caterina.Slot) bool { return slot.From.Equal(b.From) }), err
}

// free are all the times of a service at an office of ours.
func (s *Service) free(ctx context.Context, q caterina.TimesQuery) ([]caterina.Slot, error) {
	service, offices, ok := s.wanted(q.Town, q.Service, q.Office)
	if !ok {
		return nil, nil
	}
	now := s.cfg.Now()
	table, err := s.horizon(ctx, q.Town, &service, &offices[0], now)
	if err != nil {
		return nil, err
	}
	today := caterina.DateOf(now.In(caterina.Rome()))
	free := booking.Free(table, service, now, today, today.AddDays(service.HorizonDays), booking.Asker{Conversation: q.Conversation, Moving: q.Moving})
	slots := make([]caterina.Slot, len(free))
	for i := range free {
		slots[i] = caterina.Slot{Service: q.Service, Office: offices[0].Slug, From: free[i].From, To: free[i].To}
	}
	return slots, nil
}

// MoveAppointment moves an appointment, if it is still of this revision. The chat it
// was made in shows it at once.
func (s *Service) MoveAppointment(ctx context.Context, token string, revision int, to caterina.Slot) error {
	b, town, err := s.changeable(ctx, token, revision, true)
	if err != nil {
		return err
	}
	if b.External != "" {
		return s.moveElsewhere(ctx, town, b, to)
	}
	vacancy, err := s.vacancy(ctx, caterina.VacancyQuery{Town: town, Service: b.Service, Office: to.Office, From: to.From, Moving: b.ID}, booking.Asker{Moving: b.ID})
	if err != nil {
		return err
	}
	moved := b
	moved.From, moved.To, moved.Office, moved.Revision = vacancy.From, vacancy.To, vacancy.Office, b.Revision+1
	_, events, err := s.cfg.Store.MoveBooking(ctx, caterina.BookingMove{
		Town: town.ID, Booking: b.ID, Revision: revision, Vacancy: vacancy, By: caterina.ActorCitizen,
		Event: s.told(town, caterina.NoticeMoved, &moved, nil),
	})
	s.committed(events...)
	if err != nil {
		return fmt.Errorf("move an appointment: %w", err)
	}
	s.changed(caterina.AgendaOffice{Town: town.ID, Office: b.Office})
	if vacancy.Office != b.Office {
		s.changed(caterina.AgendaOffice{Town: town.ID, Office: vacancy.Office})
	}
	return nil
}

// CancelAppointment cancels an appointment, if it is still of this revision.
func (s *Service) CancelAppointment(ctx context.Context, token string, revision int) error {
	b, town, err := s.changeable(ctx, token, revision, false)
	if err != nil {
		return err
	}
	if b.External != "" {
		return s.cancelElsewhere(ctx, town, b)
	}
	ended := b
	ended.Status, ended.Revision = caterina.CancelledCitizen, b.Revision+1
	_, events, err := s.cfg.Store.CancelBooking(ctx, caterina.BookingCancel{
		Town: town.ID, Booking: b.ID, Revision: revision, By: caterina.ActorCitizen,
		Event: s.told(town, caterina.NoticeCancelled, &ended, nil),
	})
	s.committed(events...)
	if err != nil {
		return fmt.Errorf("cancel an appointment: %w", err)
	}
	s.changed(caterina.AgendaOffice{Town: town.ID, Office: b.Office})
	return nil
}

// changeable finds a booking that its citizen may still change alone, as they have
// seen it.
func (s *Service) changeable(ctx context.Context, token string, revision int, moving bool) (caterina.Booking, caterina.Town, error) {
	b, town, err := s.open(ctx, token)
	if err != nil {
		return b, town, err
	}
	if b.Revision != revision {
		return b, town, &caterina.BookingRefused{Why: caterina.ProblemStale, Other: &b}
	}
	p, _ := s.place(town, b.Service, b.Office)
	if refused := booking.MayChange(b, p.service, s.cfg.Now(), moving); refused != nil {
		return b, town, refused
	}
	return b, town, nil
}

// WaitOffer is what the secret in the address of an offer opens.
func (s *Service) WaitOffer(ctx context.Context, token string) (caterina.WaitOffer, error) {
	w, town, err := s.wait(ctx, token)
	if err != nil {
		return caterina.WaitOffer{}, err
	}
	offer := caterina.WaitOffer{Town: town, Wait: w}
	office := w.Office
	if w.State == caterina.WaitlistOffered {
		office = w.Offered.Office
		offer.Card = s.BookingCard(town, caterina.Booking{
			Service: w.Service, Office: office, From: w.Offered.From, To: w.Offered.To, Lang: w.Lang,
		}, "")
	}
	p, _ := s.place(town, w.Service, office)
	offer.Phone = phone(p.office)
	return offer, nil
}

// wait finds the wish of a secret, with its town.
func (s *Service) wait(ctx context.Context, token string) (caterina.Waitlist, caterina.Town, error) {
	uid, ok := s.cfg.Keys.WaitUID(token)
	if !ok {
		return caterina.Waitlist{}, caterina.Town{}, caterina.Errorf(caterina.CodeNotFound, "no wish has this address")
	}
	w, err := s.cfg.Store.WaitByUID(ctx, uid)
	if err != nil {
		return w, caterina.Town{}, fmt.Errorf("open a wish: %w", err)
	}
	town, ok := s.cfg.Content.TownByID(w.Town)
	if !ok {
		return w, town, errNoTown(w.Town)
	}
	return w, town, nil
}

// AcceptOffer takes the offered place, if it is still the one that begins then, and
// returns, also when it was taken a moment ago by the same button, the token of the new appointment's page.
func (s *Service) AcceptOffer(ctx context.Context, token string, from time.Time) (string, error) {
	w, _, err := s.wait(ctx, token)
	if err != nil {
		return "", err
	}
	if w.State != caterina.WaitlistOffered && w.State != caterina.WaitlistTaken || !w.OfferedFrom.Equal(from) {
		return "", &caterina.BookingRefused{Why: caterina.ProblemTaken}
	}
	b, err := s.cfg.Store.AcceptOffer(ctx, caterina.WaitAccept{Town: w.Town, Wait: w.ID, Code: NewCode(), RequestID: s.cfg.Keys.OfferRequest(w.UID, w.Offer)})
	if err != nil {
		return "", fmt.Errorf("accept an offer: %w", err)
	}
	at := caterina.AgendaOffice{Town: w.Town, Office: b.Office}
	if w.Booking != 0 {
		at.Office = "" // the one that this is earlier than may have been elsewhere
	}
	s.changed(at)
	return s.cfg.Keys.ManageToken(b.UID), nil
}

// LeaveWait ends a wait.
func (s *Service) LeaveWait(ctx context.Context, token string) error {
	w, _, err := s.wait(ctx, token)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.LeaveWait(ctx, w.Town, w.ID); err != nil {
		return fmt.Errorf("leave the waiting list: %w", err)
	}
	if w.State == caterina.WaitlistOffered {
		s.changed(caterina.AgendaOffice{Town: w.Town, Office: w.Offered.Office})
	}
	return nil
}
