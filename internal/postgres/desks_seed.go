package postgres

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// The longest name of a desk, in characters.
const maxDeskName = 120

// PlanOffices carries over what a town's files say about booking: desks, hours and
// closures of each office whose plan has changed since the last time, and of those
// that were dropped from the files. Where staff have set hours of their own only the
// desks follow. Any number of processes may do it at once; it returns how many
// offices this one changed.
func (s *Store) PlanOffices(ctx context.Context, town caterina.TownID, plans []caterina.OfficePlan) (changed int, err error) {
	rows, err := s.q.PlannedOffices(ctx, s.pool, int64(town))
	if err != nil {
		return 0, wrapped("read what offices were planned", err)
	}
	known := make(map[string][]byte, len(rows))
	for _, row := range rows {
		known[row.Office] = row.PlanSha256
	}
	all := slices.Clone(plans)
	for office := range known {
		if !slices.ContainsFunc(plans, func(p caterina.OfficePlan) bool { return p.Office == office }) {
			all = append(all, caterina.OfficePlan{Office: office})
		}
	}
	for i := range all {
		_, hash, err := encoded(all[i])
		if err != nil {
			return changed, fmt.Errorf("encode a plan: %w", err)
		}
		if bytes.Equal(known[all[i].Office], hash) {
			continue
		}
		did, err := s.planOffice(ctx, town, &all[i], hash)
		if err != nil {
			return changed, err
		}
		if did {
			changed++
		}
	}
	return changed, nil
}

// planOffice carries one office's plan over, unless another process has.
func (s *Store) planOffice(ctx context.Context, town caterina.TownID, plan *caterina.OfficePlan, hash []byte) (did bool, err error) {
	err = s.inTx(ctx, "plan an office", func(tx pgx.Tx) error {
		row, err := s.q.LockBookingOffice(ctx, tx, dbq.LockBookingOfficeParams{TownID: int64(town), Office: plan.Office})
		if err != nil || bytes.Equal(row.PlanSha256, hash) {
			return err
		}
		if err := s.planDesks(ctx, tx, town, plan); err != nil {
			return err
		}
		what := "Caricati i servizi che si prenotano qui"
		if !row.OwnRules {
			what = "Caricati orari, chiusure e servizi che si prenotano qui"
			if err := s.planHours(ctx, tx, town, plan); err != nil {
				return err
			}
		}
		did = true
		if err := s.q.PlanChanged(ctx, tx, dbq.PlanChangedParams{TownID: int64(town), Office: plan.Office, What: what}); err != nil {
			return err
		}
		return s.q.PlanCarriedOver(ctx, tx, dbq.PlanCarriedOverParams{PlanSha256: hash, TownID: int64(town), Office: plan.Office})
	})
	return did, err
}

// planDesks makes a desk for each service, and closes those of services that went.
func (s *Store) planDesks(ctx context.Context, tx pgx.Tx, town caterina.TownID, plan *caterina.OfficePlan) error {
	id := int64(town)
	services := make([]string, len(plan.Desks))
	for i := range plan.Desks {
		services[i] = plan.Desks[i].Service
	}
	taken, err := s.q.DeskNames(ctx, tx, dbq.DeskNamesParams{TownID: id, Office: plan.Office, Services: services})
	if err != nil {
		return err
	}
	err = s.q.ParkDeskNames(ctx, tx, dbq.ParkDeskNamesParams{TownID: id, Office: plan.Office, Services: services})
	if err != nil {
		return err
	}
	for _, desk := range plan.Desks {
		name := freeName(desk, taken)
		taken = append(taken, name)
		row, err := s.q.PlanDesk(ctx, tx, dbq.PlanDeskParams{TownID: id, Office: plan.Office, Name: name, Service: desk.Service})
		if err != nil {
			return fmt.Errorf("desk %q: %w", desk.Service, err)
		}
		if !row.OwnLanes {
			if err := s.planLanes(ctx, tx, id, row.ID, &desk); err != nil {
				return err
			}
		}
		if !row.Created {
			continue // which services it has may be staff's doing
		}
		err = s.q.PlanDeskService(ctx, tx, dbq.PlanDeskServiceParams{TownID: id, DeskID: row.ID, Service: desk.Service})
		if err != nil {
			return err
		}
	}
	return s.q.CloseOtherDesks(ctx, tx, dbq.CloseOtherDesksParams{TownID: id, Office: plan.Office, Services: services})
}

// planLanes gives a desk as many lanes as its service says. Those beyond are kept for
// staff: one that was ever taken cannot go.
func (s *Store) planLanes(ctx context.Context, tx pgx.Tx, town, id int64, desk *caterina.DeskPlan) error {
	lanes := int32(max(1, desk.Lanes)) // #nosec G115 -- at most 200 by a CHECK
	if err := s.q.PlanLanes(ctx, tx, dbq.PlanLanesParams{TownID: town, DeskID: id, Lanes: lanes}); err != nil {
		return fmt.Errorf("lanes of %q: %w", desk.Service, err)
	}
	return s.q.SpareLanes(ctx, tx, dbq.SpareLanesParams{TownID: town, DeskID: id, Lanes: lanes})
}

// freeName is the service's name, with its slug when another desk has it.
func freeName(desk caterina.DeskPlan, taken []string) string {
	name := desk.Name
	if name == "" {
		name = desk.Service
	}
	if slices.Contains(taken, name) {
		name += " (" + desk.Service + ")"
	}
	if runes := []rune(name); len(runes) > maxDeskName {
		name = strings.TrimSpace(string(runes[:maxDeskName]))
	}
	return name
}

// planHours replaces the office's rules and the closures of the files.
func (s *Store) planHours(ctx context.Context, tx pgx.Tx, town caterina.TownID, plan *caterina.OfficePlan) error {
	id := int64(town)
	if err := s.q.ForgetOpenings(ctx, tx, dbq.ForgetOpeningsParams{TownID: id, Office: plan.Office}); err != nil {
		return err
	}
	for _, rule := range plan.Openings {
		err := s.q.PlanOpening(ctx, tx, dbq.PlanOpeningParams{
			TownID: id, Office: plan.Office,
			Weekday: int16(rule.Weekday), Opens: int16(rule.From), Closes: int16(rule.To), // #nosec G115 -- small by a CHECK
		})
		if err != nil {
			return fmt.Errorf("opening %s-%s: %w", rule.From, rule.To, err)
		}
	}
	if err := s.q.ForgetClosures(ctx, tx, dbq.ForgetClosuresParams{TownID: id, Office: plan.Office}); err != nil {
		return err
	}
	for _, c := range plan.Closures {
		err := s.q.PlanClosure(ctx, tx, dbq.PlanClosureParams{
			TownID: id, Office: plan.Office, Since: c.From, Until: c.To, Reason: c.Reason,
		})
		if err != nil {
			return fmt.Errorf("closure: %w", err)
		}
	}
	return nil
}

// PlanDaysOff fills a stretch of the calendar of every office of a town that can be
// booked. What staff have removed stays removed, and what they have added stays. It
// returns how many days were added or taken away.
func (s *Store) PlanDaysOff(ctx context.Context, town caterina.TownID, plan caterina.DayPlan) (changed int, err error) {
	add := dbq.PlanDaysOffParams{TownID: int64(town), Days: []pgtype.Date{}}
	for _, day := range plan.Days {
		add.Days = append(add.Days, planDate(day.Date))
		add.Kinds = append(add.Kinds, string(day.Kind))
		add.Labels = append(add.Labels, day.Name)
	}
	err = s.inTx(ctx, "fill the calendar", func(tx pgx.Tx) error {
		changed = 0 // the function may run again
		gone, err := s.q.ForgetDaysOff(ctx, tx, dbq.ForgetDaysOffParams{
			TownID: int64(town), First: planDate(plan.Within.First), Last: planDate(plan.Within.Last), Days: add.Days,
		})
		if err != nil {
			return err
		}
		added, err := s.q.PlanDaysOff(ctx, tx, add)
		changed = int(gone + added)
		if err != nil || changed == 0 {
			return err
		}
		return s.q.RaiseOfficeVersions(ctx, tx, int64(town))
	})
	return changed, err
}

// DaysOffUntil is the furthest national day off that every office of a town has:
// how far the calendar is filled. The zero Date when it is not, or when nothing can
// be booked there.
func (s *Store) DaysOffUntil(ctx context.Context, town caterina.TownID) (caterina.Date, error) {
	last, err := s.q.DaysOffUntil(ctx, s.pool, int64(town))
	if err != nil {
		return caterina.Date{}, wrapped("see how far the calendar is filled", err)
	}
	if !last.Valid || last.Time.Year() < 2 {
		return caterina.Date{}, nil
	}
	return caterina.DateOf(last.Time), nil
}

// planDate is a day as the database has it.
func planDate(d caterina.Date) pgtype.Date {
	return pgtype.Date{Time: d.Time(time.UTC), Valid: true}
}
