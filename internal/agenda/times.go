package agenda

import (
	"context"
	"fmt"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// crowdWeeks is how far the working days are looked for of which strangers may hold
// a part only.
const crowdWeeks = 2

// Times finds free times for a wish, at one office or at all of the service's.
func (s *Service) Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	times, err := s.Booker(q.Town.ID).Times(ctx, q)
	if err != nil {
		return times, fmt.Errorf("find times: %w", err)
	}
	return times, nil
}

// times finds them in our own timetables.
func (s *Service) times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	service, offices, ok := s.wanted(q.Town, q.Service, q.Office)
	if !ok {
		return caterina.Times{Why: caterina.ProblemUnknown}, nil
	}
	now := s.cfg.Now()
	tables := make([]caterina.Timetable, len(offices))
	for i := range offices {
		var err error
		tables[i], err = s.horizon(ctx, q.Town, &service, &offices[i], now)
		if err != nil && caterina.CodeOf(err) != caterina.CodeNotFound { // not yet one that can be booked
			return caterina.Times{}, err
		}
	}
	asker := booking.Asker{Conversation: q.Conversation, Moving: q.Moving}
	if q.List {
		return booking.OfferList(tables, service, now, q, asker), nil
	}
	return booking.Offer(tables, service, now, q.When, q.After, asker), nil
}

// wanted finds a service and those of its offices that are asked for.
func (s *Service) wanted(town caterina.Town, service, office string) (caterina.Service, []caterina.Office, bool) {
	services, offices := s.cfg.Content.Bookable(town.ID)
	for i := range services {
		if services[i].Slug != service {
			continue
		}
		given := officesOf(&services[i], offices)
		if office != "" {
			given = only(given, office)
		}
		return booking.Defaults(services[i]), given, len(given) > 0
	}
	return caterina.Service{}, nil, false
}

// only is the office of a slug, if it is among them.
func only(offices []caterina.Office, slug string) []caterina.Office {
	for i := range offices {
		if offices[i].Slug == slug {
			return offices[i : i+1]
		}
	}
	return nil
}

// horizon is an office's timetable as far as the service can be booked.
func (s *Service) horizon(ctx context.Context, town caterina.Town, service *caterina.Service, office *caterina.Office, now time.Time) (caterina.Timetable, error) {
	today := caterina.DateOf(now.In(caterina.Rome()))
	return s.timetable(ctx, town, office, now, midnight(today.AddDays(service.HorizonDays+1)))
}

// timetable reads an office's timetable with what is taken between two times.
func (s *Service) timetable(ctx context.Context, town caterina.Town, office *caterina.Office, from, to time.Time) (caterina.Timetable, error) {
	t, err := s.cfg.Store.Timetable(ctx, town.ID, office.Slug, midnight(caterina.DateOf(from.In(caterina.Rome()))), to)
	if err != nil {
		return t, fmt.Errorf("read the timetable of %s: %w", office.Slug, err)
	}
	t.Town, t.Office = town.ID, *office
	return t, nil
}

// Vacancy is the place at a time that a citizen chose; a *caterina.BookingRefused
// says why there is none.
func (s *Service) Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	v, err := s.Booker(q.Town.ID).Vacancy(ctx, q)
	if err != nil {
		return v, fmt.Errorf("look at a time: %w", err)
	}
	return v, nil
}

// ownVacancy looks in our own timetables.
func (s *Service) ownVacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	return s.vacancy(ctx, q, booking.Asker{Conversation: q.Conversation, Moving: q.Moving})
}

func (s *Service) vacancy(ctx context.Context, q caterina.VacancyQuery, asker booking.Asker) (caterina.Vacancy, error) {
	service, offices, ok := s.wanted(q.Town, q.Service, q.Office)
	if !ok || q.Office == "" {
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	}
	now := s.cfg.Now()
	until := midnight(caterina.DateOf(q.From.In(caterina.Rome())).AddDays(1))
	if soon := now.AddDate(0, 0, 7*crowdWeeks); soon.After(until) {
		until = soon
	}
	table, err := s.timetable(ctx, q.Town, &offices[0], now, until)
	if caterina.CodeOf(err) == caterina.CodeNotFound {
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	}
	if err != nil {
		return caterina.Vacancy{}, err
	}
	v, refused := booking.At(table, service, now, q.From, asker)
	if refused != nil {
		return caterina.Vacancy{}, refused
	}
	v.Crowd = crowd(booking.CrowdOf(table, service, now, asker), &service, v.From)
	return v, nil
}

// crowd turns the share of strangers, which is measured in time, into places of the
// service. One place is always theirs.
func crowd(c booking.Crowd, service *caterina.Service, from time.Time) caterina.Crowd {
	if from.Before(c.From) || !from.Before(c.To) {
		return caterina.Crowd{} // later than the days that are watched
	}
	each := time.Duration(service.BufferBefore+service.Duration+service.BufferAfter) * time.Minute
	return caterina.Crowd{Most: max(1, int(c.Limit/each)), Until: c.To}
}

// midnight is the first instant of a day at the offices.
func midnight(d caterina.Date) time.Time { return d.Time(caterina.Rome()) }
