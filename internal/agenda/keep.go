package agenda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// How often things are looked after. Whatever is done by the calendar is done once
// a day after half past four, clear of the hour that a change of the clocks skips
// or repeats, and by date: a process that slept through it does it when it wakes.
const (
	keepEvery    = 5 * time.Second
	sweepEvery   = time.Minute
	dailyFrom    = caterina.Clock(4*60 + 30)
	forgetPeople = 90 * 24 * time.Hour // after an appointment whom it was for
	forgetIdle   = 24 * time.Hour      // drafts that nobody goes on with, and wishes that have ended
)

// Run carries the towns' files over and looks after the waiting list, in any number
// of processes at once, until ctx is done.
func (s *Service) Run(ctx context.Context) error {
	keep, sweep := time.NewTicker(keepEvery), time.NewTicker(sweepEvery)
	defer keep.Stop()
	defer sweep.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-keep.C:
			err = s.Keep(ctx)
		case <-sweep.C:
			err = s.sweep(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.cfg.Logger.WarnContext(ctx, "appointments not looked after", slog.String("error", err.Error()))
		}
	}
}

// Keep does once what Run does every few seconds: carries over what has changed in
// the towns' files, lets offers go that were not answered, and once a day fills the
// calendar and forgets people.
func (s *Service) Keep(ctx context.Context) error {
	var failed error // what fails in one town, or in one work, holds up no other
	for _, town := range s.cfg.Content.Towns() {
		failed = errors.Join(failed, s.carryOver(ctx, town))
	}
	if s.planned.newDay("", s.day()) {
		if err := s.daily(ctx); err != nil {
			s.planned.again("")
			failed = errors.Join(failed, err)
		}
	}
	offices, err := s.cfg.Store.ExpireOffers(ctx)
	s.changed(offices...)
	if err != nil {
		failed = errors.Join(failed, fmt.Errorf("end offers: %w", err))
	}
	events, err := s.cfg.Store.AskForTime(ctx, moreTime)
	s.committed(events...)
	if err != nil {
		failed = errors.Join(failed, fmt.Errorf("ask whether somebody needs more time: %w", err))
	}
	return failed
}

// sweep ends what has run out long ago.
func (s *Service) sweep(ctx context.Context) error {
	offices, err := s.cfg.Store.SweepPlaces(ctx)
	s.changed(offices...)
	if err != nil {
		return fmt.Errorf("sweep places: %w", err)
	}
	return nil
}

// moreTime asks a citizen whether they need more time. One press keeps the place.
func moreTime(lang string, _ time.Time) caterina.MessageBody {
	body := caterina.MessageBody{
		Lang: lang, Outcome: caterina.OutcomeFlow, Flow: caterina.FlowBooking,
		Text:    "Tengo ancora il posto per 2 minuti. Ti serve altro tempo?",
		Options: []caterina.Option{{ID: "book/keep", Label: "Sì, tieni il posto"}},
	}
	if lang == "en" {
		body.Text, body.Options[0].Label = "I keep the place for 2 more minutes. Do you need more time?", "Yes, keep the place"
	}
	return body
}

// daily is what is done once a day for all towns: people are forgotten, and what
// must never be is looked for.
func (s *Service) daily(ctx context.Context) error {
	if _, err := s.cfg.Store.ForgetBookings(ctx, forgetPeople, forgetIdle); err != nil {
		return fmt.Errorf("forget people: %w", err)
	}
	flaws, err := s.cfg.Store.CheckBookings(ctx)
	if err != nil {
		return fmt.Errorf("check appointments: %w", err)
	}
	for _, town := range s.cfg.Content.Towns() {
		services, _ := s.cfg.Content.Bookable(town.ID)
		missing, err := MissingDays(ctx, s.cfg.Store, town, services, s.day())
		if err != nil {
			return err
		}
		flaws = append(flaws, missing...)
	}
	for _, flaw := range flaws {
		s.cfg.Logger.ErrorContext(ctx, "an appointment is not as it must be", slog.String("rule", flaw.Rule),
			slog.Int64("town", int64(flaw.Town)), slog.Int64("booking", int64(flaw.Booking)), slog.String("what", flaw.What))
	}
	return nil
}

// day is the day whose daily work is due.
func (s *Service) day() caterina.Date {
	now := s.cfg.Now().In(caterina.Rome())
	return caterina.DateOf(now.Add(-time.Duration(dailyFrom) * time.Minute))
}

// carryOver brings a town's desks, hours and days off up to date.
func (s *Service) carryOver(ctx context.Context, town caterina.Town) error {
	services, offices := s.cfg.Content.Bookable(town.ID)
	plans := Plans(offices, services)
	files, err := json.Marshal(struct {
		Plans  []caterina.OfficePlan
		Patron *caterina.PatronDay
		Days   caterina.Date
	}{plans, town.PatronDay, booking.FilledUntil(services, caterina.Date{Year: 1, Month: 1, Day: 1})})
	if err != nil {
		return fmt.Errorf("compare the files of %s: %w", town.Slug, err)
	}
	changed, due := s.planned.changed(town.ID, string(files)), s.planned.newDay(town.Slug, s.day())
	if !changed && !due {
		return nil
	}
	if err := s.fill(ctx, town, plans, services); err != nil {
		s.planned.forget(town.ID)
		s.planned.again(town.Slug)
		return err
	}
	return nil
}

// fill carries a town's plans over and fills its calendar.
func (s *Service) fill(ctx context.Context, town caterina.Town, plans []caterina.OfficePlan, services []caterina.Service) error {
	if _, err := s.cfg.Store.PlanOffices(ctx, town.ID, plans); err != nil {
		return fmt.Errorf("carry over the files of %s: %w", town.Slug, err)
	}
	if _, err := s.cfg.Store.PlanDaysOff(ctx, town.ID, DaysFor(town, services, s.day())); err != nil {
		return fmt.Errorf("fill the calendar of %s: %w", town.Slug, err)
	}
	return nil
}

// DaysFor is the days off that a town has to know on a day: to the end of the year
// in which the furthest time lies that can be booked in the next two months.
func DaysFor(town caterina.Town, services []caterina.Service, today caterina.Date) caterina.DayPlan {
	last := caterina.Date{Year: booking.FilledUntil(services, today).Year, Month: time.December, Day: 31}
	return caterina.DayPlan{
		Within: caterina.DateRange{First: today, Last: last},
		Days:   booking.DaysOff(town.PatronDay, today, last),
	}
}

// MissingDays is what is wrong when the days off of a town are not known for every
// day that can be booked in the next two months: somebody would be given an
// appointment on a holiday. Nothing is where nobody can book.
func MissingDays(ctx context.Context, calendar Calendar, town caterina.Town, services []caterina.Service, today caterina.Date) ([]caterina.BookingFlaw, error) {
	offices, err := calendar.BookingOffices(ctx, town.ID)
	if err != nil || len(offices) == 0 {
		return nil, err
	}
	known, err := calendar.DaysOffUntil(ctx, town.ID)
	if err != nil {
		return nil, err
	}
	var last caterina.DayOff // that has to be known
	for _, off := range booking.DaysOff(nil, today, booking.FilledUntil(services, today)) {
		last = off
	}
	if !known.Before(last.Date) {
		return nil, nil
	}
	what := fmt.Sprintf("an office does not know that %s is a holiday (%s)", last.Date, last.Name)
	return []caterina.BookingFlaw{{Rule: "days off", Town: town.ID, What: what}}, nil
}

// planned remembers what this process has carried over, so that it asks the
// database only when something may have changed.
type planned struct {
	mu    sync.Mutex
	files map[caterina.TownID]string
	days  map[string]caterina.Date
}

func newPlanned() *planned {
	return &planned{files: map[caterina.TownID]string{}, days: map[string]caterina.Date{}}
}

// changed says whether a town's files are not those of the last time.
func (p *planned) changed(town caterina.TownID, files string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old, ok := p.files[town]; ok && old == files {
		return false
	}
	p.files[town] = files
	return true
}

// newDay says whether a daily work is due.
func (p *planned) newDay(work string, day caterina.Date) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.days[work] == day {
		return false
	}
	p.days[work] = day
	return true
}

// forget has a town's files carried over again, and again a daily work done: it
// failed.
func (p *planned) forget(town caterina.TownID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.files, town)
}

func (p *planned) again(work string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.days, work)
}
