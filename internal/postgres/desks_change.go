package postgres

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidOpeningChanged = "nel frattempo un collega ha cambiato o tolto questo orario: guarda com'è adesso"
	saidLanesChanged   = "nel frattempo i posti di questo sportello sono cambiati: guarda come sono adesso"
	saidNoLane         = "uno sportello ha almeno un posto"
	saidLanesBusy      = "qualcuno deve ancora venire: i posti di questo sportello possono essere al minimo %d"
)

// changeOpening puts a rule in the place of one that still is what it was.
func (s *Store) changeOpening(ctx context.Context, tx pgx.Tx, town int64, office string, e *caterina.ChangeOpening) error {
	r, was := &e.Rule, &e.Was
	n, err := s.q.ChangeOpening(ctx, tx, dbq.ChangeOpeningParams{
		TownID: town, Office: office, ID: r.ID,
		DeskID: int64(r.Desk), Weekday: small(int(r.Weekday)), Opens: small(int(r.From)), Closes: small(int(r.To)),
		Since: dayValue(r.Since), Until: dayValue(r.Until), EveryNWeeks: small(max(r.EveryWeeks, 1)), AnchorMonday: dateValue(r.Anchor),
		WasDeskID: int64(was.Desk), WasWeekday: small(int(was.Weekday)), WasOpens: small(int(was.From)), WasCloses: small(int(was.To)),
		WasSince: dayValue(was.Since), WasUntil: dayValue(was.Until), WasEveryNWeeks: small(max(was.EveryWeeks, 1)), WasAnchorMonday: dateValue(was.Anchor),
	})
	switch {
	case raised(err, "23P01"):
		return &caterina.Error{Code: caterina.CodeConflict, Message: saidRuleOverlap, Err: err}
	case err == nil && n == 0:
		return caterina.Errorf(caterina.CodeConflict, saidOpeningChanged)
	}
	return err
}

// dayValue is a day that may not be there, as the driver sends it.
func dayValue(d *caterina.Date) pgtype.Date {
	if d == nil {
		return pgtype.Date{}
	}
	return dateValue(*d)
}

// setLanes has a desk receive so many people at a time.
func (s *Store) setLanes(ctx context.Context, tx pgx.Tx, town int64, office string, e *caterina.SetLanes) error {
	rows, err := s.q.DeskLanes(ctx, tx, dbq.DeskLanesParams{TownID: town, Office: office, DeskID: int64(e.Desk)})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return caterina.Errorf(caterina.CodeNotFound, saidRuleGone)
	}
	lanes := make([]deskLane, len(rows))
	for i, row := range rows {
		lanes[i] = deskLane{number: row.Lane, online: row.Online, busy: row.Busy}
	}
	plan, err := relaned(lanes, e.Was, e.Now)
	if err != nil {
		return err
	}
	if err := s.q.SetLanes(ctx, tx, dbq.SetLanesParams{TownID: town, DeskID: int64(e.Desk), Gone: plan.gone, Online: plan.online}); err != nil {
		return err
	}
	for _, online := range plan.more {
		if _, err := s.q.InsertLane(ctx, tx, dbq.InsertLaneParams{TownID: town, Office: office, DeskID: int64(e.Desk), Online: online}); err != nil {
			return err
		}
	}
	return s.q.OwnLanes(ctx, tx, dbq.OwnLanesParams{TownID: town, DeskID: int64(e.Desk)})
}

// deskLane is a lane on which there is room. Busy: somebody still comes to it.
type deskLane struct {
	number       int16
	online, busy bool
}

// lanePlan is which lanes go, which of the others citizens may book, and which are
// added.
type lanePlan struct {
	gone, online []int16
	more         []bool
}

// relaned says how the lanes of a desk become what they are to be. Those that go are
// empty ones, of the kind that becomes less before the other, the last before the
// first; those that stay change their kind as little as can be.
func relaned(lanes []deskLane, was, now caterina.LaneCount) (lanePlan, error) {
	var count caterina.LaneCount
	for _, l := range lanes {
		if l.online {
			count.Online++
		} else {
			count.Kept++
		}
	}
	switch {
	case count != was:
		return lanePlan{}, caterina.Errorf(caterina.CodeConflict, saidLanesChanged)
	case now.Online < 0 || now.Kept < 0 || now.Online+now.Kept < 1:
		return lanePlan{}, caterina.Errorf(caterina.CodeInvalid, saidNoLane)
	}
	plan := lanePlan{gone: []int16{}, online: []int16{}}
	keptLess := now.Kept < was.Kept
	first := func(l deskLane) int { // whose kind becomes less goes first
		if l.online != keptLess {
			return 0
		}
		return 1
	}
	slices.SortFunc(lanes, func(a, b deskLane) int {
		return cmp.Or(cmp.Compare(first(a), first(b)), cmp.Compare(b.number, a.number))
	})
	over := len(lanes) - now.Online - now.Kept
	stay := slices.DeleteFunc(slices.Clone(lanes), func(l deskLane) bool {
		if l.busy || len(plan.gone) >= over {
			return false
		}
		plan.gone = append(plan.gone, l.number)
		return true
	})
	if len(plan.gone) < over {
		return lanePlan{}, caterina.Errorf(caterina.CodeConflict, saidLanesBusy, len(stay))
	}
	slices.SortFunc(stay, func(a, b deskLane) int {
		if a.online != b.online {
			if a.online {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.number, b.number)
	})
	for i := range min(now.Online, len(stay)) {
		plan.online = append(plan.online, stay[i].number)
	}
	for i := len(stay); i < now.Online+now.Kept; i++ {
		plan.more = append(plan.more, i < now.Online)
	}
	return plan, nil
}

// HoldOf returns the place that is kept for a conversation; false when there is none.
func (s *Store) HoldOf(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (hold caterina.DeskHold, ok bool, err error) {
	rows, err := s.q.HoldOf(ctx, s.pool, dbq.HoldOfParams{TownID: int64(town), Owner: string(conv)})
	if err != nil || len(rows) == 0 {
		return hold, false, wrapped("read the place that is kept", err)
	}
	row := rows[0] // one hold an owner
	return caterina.DeskHold{
		Office: row.Office, Desk: caterina.DeskID(row.DeskID), Lane: int(row.Lane), From: row.StartsAt, To: row.EndsAt,
		Until: row.Until, Kind: row.Kind, Service: row.Service,
	}, true, nil
}
