package console

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// agendaDayView is the day of an office.
type agendaDayView struct {
	deskPlace
	AgendaDay caterina.AgendaDay
	Desks     []deskColumn
	Cancelled []caterina.Booking
	Prev      caterina.Date
	Next      caterina.Date
	At        time.Time
}

// deskColumn is a desk with its lanes, as they are read.
type deskColumn struct {
	Name  string
	Lanes []laneColumn
}

// Bookings are who has an appointment there, whatever lane it is on, in order of time.
func (c *deskColumn) Bookings() []stretchRow {
	var all []stretchRow
	for _, l := range c.Lanes {
		for i := range l.Rows {
			if l.Rows[i].Booked != nil {
				all = append(all, l.Rows[i])
			}
		}
	}
	slices.SortStableFunc(all, func(a, b stretchRow) int { return a.Booked.From.Compare(b.Booked.From) })
	return all
}

// laneColumn is one lane.
type laneColumn struct {
	Number int // 0: the desk has only this one
	Online bool
	Extra  bool // for an appointment beyond what there is room for
	Rows   []stretchRow
}

// stretchRow is a part of a lane's day.
type stretchRow struct {
	caterina.LaneStretch
	Booked  *caterina.Booking
	Service string // name
	Slug    string // of a service to book here
	Hold    *caterina.DeskHold
	Past    bool
}

func (s *Console) agendaDay(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.dayView(w, r, staff)
	if err != nil {
		return err
	}
	view.Done = s.wasDone(w, r)
	s.render(w, r, http.StatusOK, "agenda", &view)
	return nil
}

func (s *Console) agendaDayLive(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.dayView(w, r, staff)
	if err != nil {
		return err
	}
	s.renderPart(w, r, "agenda", "live", &view)
	return nil
}

// agendaPrint is the day on paper, for when the power is cut.
func (s *Console) agendaPrint(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.dayView(w, r, staff)
	if err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "agenda.print", view.Office.Slug, view.Day.String()); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "agenda-print", &view)
	return nil
}

func (s *Console) dayView(w http.ResponseWriter, r *http.Request, staff Staff) (agendaDayView, error) {
	place, err := s.place(w, r, staff, "day")
	if err != nil {
		return agendaDayView{}, err
	}
	days, err := s.cfg.Agenda.Desks.Days(r.Context(), staff.Town.ID, place.Office.Slug, place.Day, 1)
	if err != nil {
		return agendaDayView{}, err
	}
	view := agendaDayView{deskPlace: place, AgendaDay: days[0], Prev: place.Day.AddDays(-1), Next: place.Day.AddDays(1), At: s.cfg.Now()}
	services := s.cfg.Agenda.Desks.Services(staff.Town.ID, place.Office.Slug)
	for i := range days[0].Desks {
		view.Desks = append(view.Desks, s.column(&days[0], &days[0].Desks[i], services))
	}
	if column, some := elsewhereColumn(&days[0], services); some {
		view.Desks = append(view.Desks, column)
	}
	for _, b := range days[0].Bookings {
		if b.Status == caterina.CancelledCitizen || b.Status == caterina.CancelledOffice {
			view.Cancelled = append(view.Cancelled, b)
		}
	}
	return view, nil
}

// column puts a desk's day and its bookings together.
func (s *Console) column(day *caterina.AgendaDay, d *caterina.DeskDay, services []caterina.Service) deskColumn {
	column := deskColumn{Name: d.Desk.Name}
	for _, l := range d.Lanes {
		lane := laneColumn{Online: l.Lane.Online, Extra: l.Lane.Extra}
		if len(d.Lanes) > 1 {
			lane.Number = l.Lane.Number
		}
		for _, stretch := range l.Stretches {
			row := stretchRow{LaneStretch: stretch, Past: !stretch.To.After(s.cfg.Now())}
			switch stretch.Kind {
			case caterina.StretchBooked:
				row.Booked = bookingIn(day, stretch.Booking)
			case caterina.StretchHeld:
				row.Hold = holdIn(day, d.Desk.ID, l.Lane.Number, stretch.From, stretch.To)
			case caterina.StretchFree:
				row.Slug = stretch.Service
			default:
			}
			row.Service = serviceNamed(services, row.slug())
			lane.Rows = append(lane.Rows, row)
		}
		column.Lanes = append(column.Lanes, lane)
	}
	return column
}

// slug is the service that a stretch is for.
func (r *stretchRow) slug() string {
	switch {
	case r.Booked != nil:
		return r.Booked.Service
	case r.Hold != nil:
		return r.Hold.Service
	default:
		return r.Slug
	}
}

func bookingIn(day *caterina.AgendaDay, id caterina.BookingID) *caterina.Booking {
	for i := range day.Bookings {
		if day.Bookings[i].ID == id {
			return &day.Bookings[i]
		}
	}
	return nil
}

// holdIn finds the hold of a stretch, which has buffers around it.
func holdIn(day *caterina.AgendaDay, desk caterina.DeskID, lane int, from, to time.Time) *caterina.DeskHold {
	for i := range day.Holds {
		h := &day.Holds[i]
		if h.Desk == desk && h.Lane == lane && !h.From.Before(from) && !to.Before(h.To) {
			return h
		}
	}
	return nil
}

// serviceNamed is the name of a service; one that is gone is known by its slug.
func serviceNamed(services []caterina.Service, slug string) string {
	for _, s := range services {
		if s.Slug == slug {
			return s.Name
		}
	}
	return cmp.Or(slug, "servizio non detto")
}

// agendaWeekView is a week of an office.
type agendaWeekView struct {
	deskPlace
	Monday   caterina.Date
	Days     []weekDay
	Desks    []weekDesk
	Prev     caterina.Date
	Next     caterina.Date
	Services []caterina.Service
}

// weekDay is the head of a column.
type weekDay struct {
	Date caterina.Date
	Off  string // name of the day off
	Now  bool   // today
}

// weekDesk is a row: a desk, day by day.
type weekDesk struct {
	Name  string
	Cells []weekCell
}

// weekCell says in figures what a desk's day is like.
type weekCell struct {
	Date         caterina.Date
	Off          string // name of the day off, for a telephone: a table's head is not shown there
	Booked, Held int
	Free         int    // how many can still be booked
	Shut         string // why it is closed, when nothing else is to be said
	Conflicts    int
	Past         bool
}

func (s *Console) agendaWeek(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.weekView(w, r, staff)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, "agenda-week", &view)
	return nil
}

func (s *Console) agendaWeekLive(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.weekView(w, r, staff)
	if err != nil {
		return err
	}
	s.renderPart(w, r, "agenda-week", "live", &view)
	return nil
}

func (s *Console) weekView(w http.ResponseWriter, r *http.Request, staff Staff) (agendaWeekView, error) {
	place, err := s.place(w, r, staff, "week")
	if err != nil {
		return agendaWeekView{}, err
	}
	monday := place.Day.AddDays(-(int(place.Day.Weekday()) + 6) % 7)
	days, err := s.cfg.Agenda.Desks.Days(r.Context(), staff.Town.ID, place.Office.Slug, monday, 7)
	if err != nil {
		return agendaWeekView{}, err
	}
	view := agendaWeekView{deskPlace: place, Monday: monday, Prev: monday.AddDays(-7), Next: monday.AddDays(7)}
	rows := map[caterina.DeskID]int{}
	for i := range days {
		day := weekDay{Date: days[i].Date, Now: days[i].Date == place.Today}
		if days[i].Off != nil {
			day.Off = days[i].Off.Name
		}
		view.Days = append(view.Days, day)
		for j := range days[i].Desks {
			d := &days[i].Desks[j]
			row, known := rows[d.Desk.ID]
			if !known {
				row = len(view.Desks)
				rows[d.Desk.ID] = row
				desk := weekDesk{Name: d.Desk.Name, Cells: make([]weekCell, len(days))}
				for k := range desk.Cells {
					desk.Cells[k].Date = days[k].Date
				}
				view.Desks = append(view.Desks, desk)
			}
			view.Desks[row].Cells[i] = cellOf(days[i].Date, d, s.cfg.Now())
			view.Desks[row].Cells[i].Off = day.Off
		}
	}
	return view, nil
}

// cellOf counts a desk's day: of what is free, the places that can still be booked.
func cellOf(date caterina.Date, d *caterina.DeskDay, now time.Time) weekCell {
	cell := weekCell{Date: date, Past: date.Before(caterina.DateOf(now.In(caterina.Rome())))}
	var shut []string
	for _, l := range d.Lanes {
		for _, stretch := range l.Stretches {
			switch stretch.Kind {
			case caterina.StretchBooked:
				cell.Booked++
			case caterina.StretchHeld:
				cell.Held++
			case caterina.StretchFree:
				cell.Free += stretch.Places
			case caterina.StretchClosed:
				if stretch.Reason != "" {
					shut = append(shut, stretch.Reason)
				}
			default:
			}
			if stretch.Outside {
				cell.Conflicts++
			}
		}
	}
	if cell.Free == 0 {
		cell.Shut = strings.Join(shut[:min(len(shut), 1)], "")
	}
	return cell
}
