package console

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// bookingSheets are the tables of a report that count appointments; none where a
// deployment takes no appointments.
func (s *Console) bookingSheets(ctx context.Context, staff Staff, from, to caterina.Date) ([]*sheet, error) {
	if s.cfg.Agenda.Desks == nil {
		return nil, nil
	}
	report, err := s.cfg.Agenda.Report(ctx, staff.Town.ID, from, to)
	if err != nil {
		return nil, err
	}
	offices := s.cfg.Agenda.Desks.Offices(staff.Town.ID)
	t := &sheet{
		Slug: "appuntamenti", Title: "Appuntamenti",
		Head: []string{"Servizio e sede", "Tutti", "Usati", "Non presentati", "Non presentati (%)", "Disdetti dai cittadini", "Annullati dall'ufficio", "Anticipo mediano (giorni)"},
		Note: "Gli appuntamenti del periodo, per il giorno in cui erano fissati. La quota di chi non si è presentato è su quelli usati e non usati. L'anticipo va dalla prenotazione all'appuntamento.",
	}
	c := barChart("Appuntamenti usati")
	for _, n := range report.Services {
		name := serviceNamed(s.cfg.Agenda.Desks.Services(staff.Town.ID, n.Office), n.Service)
		if i := slices.IndexFunc(offices, func(o caterina.Office) bool { return o.Slug == n.Office }); i >= 0 {
			name += ", " + offices[i].Name
		}
		all := n.Due + n.Done + n.NoShow + n.ByCitizen + n.ByOffice
		t.Rows = append(t.Rows, []cell{
			text(name), whole(all), whole(n.Done), whole(n.NoShow), share(n.NoShow, n.Done+n.NoShow), whole(n.ByCitizen), whole(n.ByOffice), days(n.Lead),
		})
		c.add(name, n.Done)
	}
	t.Chart = c.drawn()
	return []*sheet{t}, nil
}

// days is how long something took, in days with one decimal.
func days(span caterina.Span) cell {
	if span.N == 0 {
		return cell{Text: "–", Number: true}
	}
	text := strings.Replace(strconv.FormatFloat(span.Median.Hours()/24, 'f', 1, 64), ".", ",", 1)
	return cell{Text: text, CSV: text, Number: true}
}
