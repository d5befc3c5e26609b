package postgres

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidNoDeskOffice = "questa sede non riceve su appuntamento: torna all'agenda e scegline un'altra"
	saidRuleGone     = "qui non c'è più: qualcuno l'ha già cambiato. Ricarica la pagina"
	saidRuleOverlap  = "questo orario si sovrappone a un altro dello stesso giorno: cambia l'uno o l'altro"
	saidDeskName     = "in questa sede c'è già uno sportello con questo nome: scegline un altro"
)

// BookingOffices lists the offices of a town that take appointments.
func (s *Store) BookingOffices(ctx context.Context, town caterina.TownID) ([]string, error) {
	offices, err := s.q.BookingOffices(ctx, s.pool, int64(town))
	return offices, wrapped("list the offices with appointments", err)
}

// OfficeRules returns the rules of an office as supervisors see them, with what
// is over left out: days before since, closures and extra openings that ended.
func (s *Store) OfficeRules(ctx context.Context, town caterina.TownID, office string, since caterina.Date) (caterina.OfficeRules, error) {
	const doing = "read the rules of an office"
	rules := caterina.OfficeRules{Office: office}
	err := s.inTx(ctx, doing, func(tx pgx.Tx) error {
		row, err := s.q.OfficeVersion(ctx, tx, dbq.OfficeVersionParams{TownID: int64(town), Office: office})
		if errors.Is(err, pgx.ErrNoRows) {
			return caterina.Errorf(caterina.CodeNotFound, saidNoDeskOffice)
		}
		if err != nil {
			return err
		}
		rules.Version, rules.Own = row.Version, row.OwnRules
		for _, part := range []func(context.Context, pgx.Tx, int64, caterina.Date, *caterina.OfficeRules) error{
			s.readDesks, s.readOpenings, s.readDays, s.readSpans, s.readChanges,
		} {
			if err := part(ctx, tx, int64(town), since, &rules); err != nil {
				return err
			}
		}
		return nil
	})
	return rules, err
}

func (s *Store) readDesks(ctx context.Context, tx pgx.Tx, town int64, _ caterina.Date, rules *caterina.OfficeRules) error {
	rows, err := s.q.OfficeDesks(ctx, tx, dbq.OfficeDesksParams{TownID: town, Office: rules.Office})
	for _, row := range rows {
		d := caterina.DeskRules{
			Desk:     caterina.Desk{ID: caterina.DeskID(row.ID), Office: rules.Office, Name: row.Name, Services: row.Services, Active: row.Active},
			Imported: row.Imported, Feed: row.Feed,
		}
		for i, lane := range row.Lanes {
			d.Lanes = append(d.Lanes, caterina.Lane{Number: int(lane), Online: row.Online[i], Extra: row.Extra[i]})
		}
		rules.Desks = append(rules.Desks, d)
	}
	return err
}

func (s *Store) readOpenings(ctx context.Context, tx pgx.Tx, town int64, _ caterina.Date, rules *caterina.OfficeRules) error {
	rows, err := s.q.OfficeOpenings(ctx, tx, dbq.OfficeOpeningsParams{TownID: town, Office: rules.Office})
	if err != nil {
		return err
	}
	for _, row := range rows {
		r := caterina.OpeningRule{
			ID: row.ID, Desk: caterina.DeskID(row.DeskID), Weekday: caterina.Weekday(row.Weekday),
			From: caterina.Clock(row.Opens), To: caterina.Clock(row.Closes),
			EveryWeeks: int(row.EveryNWeeks), Anchor: caterina.DateOf(row.AnchorMonday.Time),
		}
		if r.Since, err = dayOrNone(row.Since); err != nil {
			return err
		}
		if r.Until, err = dayOrNone(row.Until); err != nil {
			return err
		}
		rules.Openings = append(rules.Openings, r)
	}
	return nil
}

// dayOrNone reads a day that may not be there.
func dayOrNone(text string) (*caterina.Date, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no day is a day's value here
	}
	day, err := caterina.ParseDate(text)
	if err != nil {
		return nil, fmt.Errorf("decode a day: %w", err)
	}
	return &day, nil
}

func (s *Store) readDays(ctx context.Context, tx pgx.Tx, town int64, since caterina.Date, rules *caterina.OfficeRules) error {
	rows, err := s.q.OfficeDaysOff(ctx, tx, dbq.OfficeDaysOffParams{TownID: town, Office: rules.Office, Since: dateValue(since)})
	for _, row := range rows {
		rules.Days = append(rules.Days, caterina.DayRule{
			DayOff:  caterina.DayOff{Date: caterina.DateOf(row.Day.Time), Kind: caterina.DayOffKind(row.Kind), Name: row.Label},
			Removed: row.Removed,
		})
	}
	return err
}

// dateValue is a day as the driver sends it.
func dateValue(d caterina.Date) pgtype.Date {
	return pgtype.Date{Time: d.Time(time.UTC), Valid: true}
}

func (s *Store) readSpans(ctx context.Context, tx pgx.Tx, town int64, since caterina.Date, rules *caterina.OfficeRules) error {
	from := since.Time(caterina.Rome())
	closures, err := s.q.OfficeClosures(ctx, tx, dbq.OfficeClosuresParams{TownID: town, Office: rules.Office, Since: from})
	if err != nil {
		return err
	}
	for _, row := range closures {
		rules.Closures = append(rules.Closures, caterina.DeskSpan{ID: row.ID, Desk: caterina.DeskID(row.DeskID), From: row.Since, To: row.Before, Reason: row.Reason})
	}
	extras, err := s.q.OfficeExtras(ctx, tx, dbq.OfficeExtrasParams{TownID: town, Office: rules.Office, Since: from})
	for _, row := range extras {
		rules.Extras = append(rules.Extras, caterina.DeskSpan{ID: row.ID, Desk: caterina.DeskID(row.DeskID), From: row.Since, To: row.Before})
	}
	return err
}

func (s *Store) readChanges(ctx context.Context, tx pgx.Tx, town int64, _ caterina.Date, rules *caterina.OfficeRules) error {
	rows, err := s.q.RuleChanges(ctx, tx, dbq.RuleChangesParams{TownID: town, Office: rules.Office})
	for _, row := range rows {
		rules.Changes = append(rules.Changes, caterina.RuleChange{At: row.At, By: row.ByName, What: row.What})
	}
	return err
}

// EditRules changes the rules of an office and notes who did so and what; what is
// said in Italian. Whoever takes a place at the same moment does it before, or
// looks at the new rules. No booking is touched. CodeNotFound when what is to be
// changed is gone, CodeConflict when a rule overlaps another.
func (s *Store) EditRules(ctx context.Context, town caterina.TownID, office string, by caterina.OperatorID, what string, edits ...caterina.RuleEdit) error {
	return s.inTx(ctx, "change the rules of an office", func(tx pgx.Tx) error {
		_, err := s.q.RaiseRules(ctx, tx, dbq.RaiseRulesParams{TownID: int64(town), Office: office, OwnRules: ownHours(edits)})
		if errors.Is(err, pgx.ErrNoRows) {
			return caterina.Errorf(caterina.CodeNotFound, saidNoDeskOffice)
		}
		if err != nil {
			return err
		}
		for _, edit := range edits {
			if err := s.editRule(ctx, tx, int64(town), office, edit); err != nil {
				return err
			}
		}
		return s.q.NoteRuleChange(ctx, tx, dbq.NoteRuleChangeParams{TownID: int64(town), Office: office, Actor: operatorActor(by), What: what})
	})
}

// operatorActor is who did something, as histories keep it.
func operatorActor(by caterina.OperatorID) string { return fmt.Sprintf("operator:%d", by) }

// ownHours says whether changes are such that the next import has to leave the
// hours alone.
func ownHours(edits []caterina.RuleEdit) bool {
	for _, edit := range edits {
		switch edit.(type) {
		case caterina.AddOpening, caterina.ChangeOpening, caterina.DropOpening:
			return true
		}
	}
	return false
}

// editRule carries one change out.
func (s *Store) editRule(ctx context.Context, tx pgx.Tx, town int64, office string, edit caterina.RuleEdit) error {
	switch e := edit.(type) {
	case caterina.AddOpening:
		return s.addOpening(ctx, tx, town, office, &e.Rule)
	case caterina.ChangeOpening:
		return s.changeOpening(ctx, tx, town, office, &e)
	case caterina.SetLanes:
		return s.setLanes(ctx, tx, town, office, &e)
	case caterina.AddDayOff:
		return s.q.PutDayOff(ctx, tx, dbq.PutDayOffParams{TownID: town, Office: office, Day: dateValue(e.Day.Date), Kind: string(e.Day.Kind), Label: e.Day.Name})
	case caterina.AddClosure:
		return s.q.InsertClosure(ctx, tx, dbq.InsertClosureParams{
			TownID: town, Office: office, DeskID: int64(e.Span.Desk), Since: e.Span.From, Before: e.Span.To, Reason: e.Span.Reason,
		})
	case caterina.AddExtra:
		return s.q.InsertExtra(ctx, tx, dbq.InsertExtraParams{TownID: town, Office: office, DeskID: int64(e.Span.Desk), Since: e.Span.From, Before: e.Span.To})
	case caterina.AddDesk:
		return s.addDesk(ctx, tx, town, office, &e.Desk)
	default:
		return s.dropRule(ctx, tx, town, office, edit)
	}
}

// dropRule changes something that has to be there.
func (s *Store) dropRule(ctx context.Context, tx pgx.Tx, town int64, office string, edit caterina.RuleEdit) error {
	var n int64
	var err error
	switch e := edit.(type) {
	case caterina.DropOpening:
		n, err = s.q.DropOpening(ctx, tx, dbq.DropOpeningParams{TownID: town, Office: office, ID: e.ID})
	case caterina.RemoveDayOff:
		n, err = s.q.RemoveDayOff(ctx, tx, dbq.RemoveDayOffParams{TownID: town, Office: office, Day: dateValue(e.Date)})
	case caterina.DropClosure:
		n, err = s.q.DropClosure(ctx, tx, dbq.DropClosureParams{TownID: town, Office: office, ID: e.ID})
	case caterina.DropExtra:
		n, err = s.q.DropExtra(ctx, tx, dbq.DropExtraParams{TownID: town, Office: office, ID: e.ID})
	case caterina.AddLane:
		n, err = s.q.InsertLane(ctx, tx, dbq.InsertLaneParams{TownID: town, Office: office, DeskID: int64(e.Desk), Extra: true})
	case caterina.SetFeed:
		n, err = s.q.SetFeed(ctx, tx, dbq.SetFeedParams{TownID: town, Office: office, DeskID: int64(e.Desk), Sha256: e.Hash})
	default:
		return fmt.Errorf("%T is no change of rules", edit)
	}
	if err == nil && n == 0 {
		return caterina.Errorf(caterina.CodeNotFound, saidRuleGone)
	}
	return err
}

func (s *Store) addOpening(ctx context.Context, tx pgx.Tx, town int64, office string, r *caterina.OpeningRule) error {
	params := dbq.InsertOpeningParams{
		TownID: town, Office: office, DeskID: int64(r.Desk), Weekday: int16(r.Weekday), // #nosec G115 -- a day of the week
		Opens: small(int(r.From)), Closes: small(int(r.To)), EveryNWeeks: small(max(r.EveryWeeks, 1)), AnchorMonday: dateValue(r.Anchor),
		Since: dayValue(r.Since), Until: dayValue(r.Until),
	}
	err := s.q.InsertOpening(ctx, tx, params)
	if raised(err, "23P01") {
		return &caterina.Error{Code: caterina.CodeConflict, Message: saidRuleOverlap, Err: err}
	}
	return err
}

// small is a number that the database keeps in two bytes; its constraints refuse
// one at the edge.
func small(n int) int16 {
	return int16(min(max(n, math.MinInt16), math.MaxInt16)) // #nosec G115 -- bounded
}

// addDesk adds a desk with its lanes.
func (s *Store) addDesk(ctx context.Context, tx pgx.Tx, town int64, office string, d *caterina.Desk) error {
	id, err := s.q.InsertDesk(ctx, tx, dbq.InsertDeskParams{TownID: town, Office: office, Name: d.Name})
	if raised(err, "23505") {
		return &caterina.Error{Code: caterina.CodeConflict, Message: saidDeskName, Err: err}
	}
	if err != nil {
		return err
	}
	for _, lane := range d.Lanes {
		if _, err := s.q.InsertLane(ctx, tx, dbq.InsertLaneParams{TownID: town, Office: office, DeskID: id, Online: lane.Online}); err != nil {
			return err
		}
	}
	return s.q.InsertDeskServices(ctx, tx, dbq.InsertDeskServicesParams{TownID: town, DeskID: id, Services: d.Services})
}

// FeedDesk returns the desk whose calendar stands at an address that has this hash;
// CodeNotFound.
func (s *Store) FeedDesk(ctx context.Context, hash []byte) (caterina.TownID, caterina.Desk, error) {
	row, err := s.q.DeskOfFeed(ctx, s.pool, hash)
	if err != nil {
		return 0, caterina.Desk{}, wrapped("find a desk's calendar", err)
	}
	return caterina.TownID(row.TownID), caterina.Desk{ID: caterina.DeskID(row.ID), Office: row.Office, Name: row.Name}, nil
}

// DeskHolds returns the places of an office that are kept for somebody who has not
// confirmed, between two moments.
func (s *Store) DeskHolds(ctx context.Context, town caterina.TownID, office string, from, before time.Time) ([]caterina.DeskHold, error) {
	rows, err := s.q.OfficeHolds(ctx, s.pool, dbq.OfficeHoldsParams{TownID: int64(town), Office: office, Since: from, Before: before})
	if err != nil {
		return nil, wrapped("read the kept places", err)
	}
	holds := make([]caterina.DeskHold, len(rows))
	for i, row := range rows {
		holds[i] = caterina.DeskHold{
			Office: office, Desk: caterina.DeskID(row.DeskID), Lane: int(row.Lane), From: row.StartsAt, To: row.EndsAt,
			Until: row.Until, Kind: row.Kind, Service: row.Service,
		}
	}
	return holds, nil
}
