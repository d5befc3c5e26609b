package console

import (
	"net/http"
	"slices"
	"time"

	"example.org/caterina"
)

// reportPages registers the reports.
func (s *Console) reportPages() {
	s.link("Rapporti", "/reports", caterina.RoleSupervisor)
	s.page("GET /console/{town}/reports", caterina.RoleSupervisor, s.reports)
	s.page("GET /console/{town}/reports/csv/{sheet}", caterina.RoleSupervisor, s.reportCSV)
}

// longestReport is how many days a report may span.
const longestReport = 366

// reportView is the page of a period.
type reportView struct {
	Error    string
	From, To string
	Presets  []preset
	Figures  []figure
	Sheets   []*sheet
	Query    string // of the period, for the downloads
	Empty    bool
}

// preset is a period to choose with one click.
type preset struct {
	Name, From, To string
	Current        bool
}

// figure is one number that stands for a report.
type figure struct{ Value, Name string }

// reports shows a period: the last seven days unless it says another.
func (s *Console) reports(w http.ResponseWriter, r *http.Request, staff Staff) error {
	today := caterina.DateOf(s.cfg.Now().In(caterina.Rome()))
	from, to, wrong := period(r, today)
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	report, err := s.report(r.Context(), staff, from, to)
	if err != nil {
		return err
	}
	bookings, err := s.bookingSheets(r.Context(), staff, from, to)
	if err != nil {
		return err
	}
	view := reportView{
		Error: wrong, From: from.String(), To: to.String(), Figures: figuresOf(&report), Sheets: append(s.sheets(staff.Town, &report), bookings...),
		Query: "?from=" + from.String() + "&to=" + to.String(), Empty: report.Conversations == 0 && report.Asked == 0 && report.Ratings.N == 0,
	}
	for _, p := range []struct {
		name     string
		from, to caterina.Date
	}{
		{"Oggi", today, today},
		{"Ieri", today.AddDays(-1), today.AddDays(-1)},
		{"Ultimi 7 giorni", today.AddDays(-6), today},
		{"Ultimi 30 giorni", today.AddDays(-29), today},
		{"Quest'anno", caterina.Date{Year: today.Year, Month: time.January, Day: 1}, today},
	} {
		view.Presets = append(view.Presets, preset{p.name, p.from.String(), p.to.String(), p.from == from && p.to == to})
	}
	s.render(w, r, status, "reports", view)
	return nil
}

// period reads from and to; a sentence says what is wrong with them, and then the
// last seven days are shown.
func period(r *http.Request, today caterina.Date) (from, to caterina.Date, wrong string) {
	usual := today.AddDays(-6)
	query := r.URL.Query()
	if !query.Has("from") && !query.Has("to") {
		return usual, today, ""
	}
	from, err := caterina.ParseDate(query.Get("from"))
	if err == nil {
		to, err = caterina.ParseDate(query.Get("to"))
	}
	switch {
	case err != nil:
		return usual, today, "Scrivi le due date come giorno, mese e anno. Intanto vedi gli ultimi 7 giorni."
	case to.Before(from):
		return usual, today, "Il primo giorno viene dopo l'ultimo: scambiali. Intanto vedi gli ultimi 7 giorni."
	case from.AddDays(longestReport).Before(to):
		return usual, today, "Un rapporto copre al massimo un anno. Intanto vedi gli ultimi 7 giorni."
	}
	return from, to, ""
}

// figuresOf are the numbers to read first.
func figuresOf(r *caterina.Report) []figure {
	figures := []figure{
		{whole(r.Conversations).Text, "conversazioni iniziate"},
		{whole(r.Asked).Text, "richieste di una persona"},
		{whole(r.Taken).Text, "prese da una persona"},
		{spanText(r.Waiting, r.Waiting.Median), "attesa a metà dei casi"},
	}
	if within, cases := inTime(r); cases > 0 {
		figures = append(figures, figure{share(within, cases).Text, "prime risposte nei tempi"})
	}
	if r.Ratings.N > 0 {
		votes := whole(r.Ratings.N).Text + " voti"
		if r.Ratings.N == 1 {
			votes = "un voto"
		}
		figures = append(figures, figure{fraction(r.Ratings.Average(), 1).Text + " su 5", "voto medio, " + votes})
	}
	return figures
}

func spanText(s caterina.Span, d time.Duration) string {
	if s.N == 0 {
		return "–"
	}
	return lasting(d)
}

// reportCSV sends one table for a spreadsheet.
func (s *Console) reportCSV(w http.ResponseWriter, r *http.Request, staff Staff) error {
	from, to, wrong := period(r, caterina.DateOf(s.cfg.Now().In(caterina.Rome())))
	if wrong != "" {
		return caterina.Errorf(caterina.CodeInvalid, "il periodo non è valido: torna ai rapporti e scegli due date")
	}
	report, err := s.report(r.Context(), staff, from, to)
	if err != nil {
		return err
	}
	bookings, err := s.bookingSheets(r.Context(), staff, from, to)
	if err != nil {
		return err
	}
	sheets := append(s.sheets(staff.Town, &report), bookings...)
	i := slices.IndexFunc(sheets, func(t *sheet) bool { return t.Slug == r.PathValue("sheet") })
	if i < 0 {
		return caterina.Errorf(caterina.CodeNotFound, "questa tabella non c'è: torna ai rapporti e scegline una")
	}
	if err := s.audit(r.Context(), staff, "report.export", sheets[i].Slug, from.String()+" – "+to.String()); err != nil {
		return err
	}
	name := "caterina-" + staff.Town.Slug + "-" + sheets[i].Slug + "-" + from.String() + "-" + to.String() + ".csv"
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	return writeCSV(w, sheets[i])
}
