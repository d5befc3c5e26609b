package console

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// sheet is one table of a report: the page shows it beside its chart, and a
// spreadsheet gets the very same rows.
type sheet struct {
	Slug, Title string
	Note        string // what the numbers mean
	Head        []string
	Rows        [][]cell
	Chart       *chart // nil for a table that is no picture
}

// longSheet is how many rows a table has that is folded on the page.
const longSheet = 12

// Long says whether the table is folded.
func (t *sheet) Long() bool { return t.Chart != nil && len(t.Rows) > longSheet }

// NumberAt says whether a column holds numbers.
func (t *sheet) NumberAt(column int) bool {
	return len(t.Rows) > 0 && t.Rows[0][column].Number
}

// plainHead is a column's name on the page, where every value says its unit.
func plainHead(name string) string {
	for _, unit := range []string{" (minuti)", " (%)", " (giorni)"} {
		name = strings.TrimSuffix(name, unit)
	}
	return name
}

// cell is a value as people read it and, in CSV, as Italian spreadsheets do.
type cell struct {
	Text   string
	CSV    string
	Number bool
}

func text(s string) cell { return cell{Text: s, CSV: harmless(s)} }

func whole(n int) cell { return cell{Text: thousands(n), CSV: strconv.Itoa(n), Number: true} }

// fraction writes a number with so many places and a comma.
func fraction(f float64, places int) cell {
	unit := math.Pow10(places) // 4.25 is 4,3 to whoever learned it at school
	s := strings.Replace(strconv.FormatFloat(math.Round(f*unit)/unit, 'f', places, 64), ".", ",", 1)
	return cell{Text: s, CSV: s, Number: true}
}

// share is a part of a whole, in hundredths.
func share(n, of int) cell {
	if of == 0 {
		return cell{Text: "–", Number: true}
	}
	c := fraction(100*float64(n)/float64(of), 1)
	c.Text += "%"
	return c
}

// minutes is how long something took: in words on the page, in minutes for a
// spreadsheet that is to reckon with it.
func minutes(s caterina.Span, d time.Duration) cell {
	if s.N == 0 {
		return cell{Text: "–", Number: true}
	}
	return cell{Text: lasting(d), CSV: fraction(d.Minutes(), 2).CSV, Number: true}
}

// thousands sets a dot after every third digit, as Italians do.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return digits
}

// harmless keeps a spreadsheet from taking a citizen's words for a formula: it
// would run it. A text that could be one gets an apostrophe in front, which
// spreadsheets read as "this is text".
func harmless(s string) string {
	start := strings.TrimLeft(s, " \t\r\n\u00a0\u200b\ufeff")
	if start != "" && strings.ContainsAny(start[:1], "=+-@|%") || strings.HasPrefix(start, "＝") || strings.HasPrefix(start, "＋") ||
		strings.HasPrefix(start, "－") || strings.HasPrefix(start, "＠") || s != "" && strings.ContainsAny(s[:1], "\t\r\n") {
		return "'" + s
	}
	return s
}

// writeCSV writes a table as Italian Excel opens it with a double click: UTF-8
// with its mark, semicolons, decimal commas.
func writeCSV(w io.Writer, t *sheet) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(t.Head); err != nil {
		return fmt.Errorf("write a table: %w", err)
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.CSV
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write a table: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// sheets are the tables of a report.
func (s *Console) sheets(town caterina.Town, r *caterina.Report) []*sheet {
	return []*sheet{
		hoursSheet(r), queuesSheet(town, r), timesSheet(r), targetsSheet(town, r), outcomesSheet(r), refusalsSheet(r), topicsSheet(r),
		callsSheet(r), starsSheet(r), answersSheet(r), s.commentsSheet(r),
	}
}

func hoursSheet(r *caterina.Report) *sheet {
	t := &sheet{
		Slug: "ore", Title: "Ora per ora", Head: []string{"Ora", "Conversazioni iniziate", "Richieste di una persona"},
		Note: "A che ora del giorno i cittadini scrivono e chiedono una persona.",
	}
	c := columnChart("Conversazioni e richieste di una persona per ora del giorno", "Conversazioni", "Richieste di una persona")
	for hour, n := range r.Hours {
		label := fmt.Sprintf("%02d", hour)
		t.Rows = append(t.Rows, []cell{text(label + ":00"), whole(n.Conversations), whole(n.Asked)})
		c.add(label, n.Conversations, n.Asked)
	}
	t.Chart = c.drawn()
	return t
}

func queuesSheet(town caterina.Town, r *caterina.Report) *sheet {
	t := &sheet{
		Slug: "code", Title: "Code",
		Head: []string{"Coda", "Richieste", "Prese da una persona", "Attesa mediana (minuti)", "Attesa di 9 su 10 (minuti)"},
		Note: "Sono contate anche le conversazioni in cui un operatore è entrato senza attesa.",
	}
	c := barChart("Richieste di una persona per coda")
	for _, q := range r.Queues {
		name := queueNamed(town, q.Queue)
		t.Rows = append(t.Rows, []cell{text(name), whole(q.Asked), whole(q.Taken), minutes(q.Waiting, q.Waiting.Median), minutes(q.Waiting, q.Waiting.P90)})
		c.add(name, q.Asked)
	}
	t.Chart = c.drawn()
	return t
}

func timesSheet(r *caterina.Report) *sheet {
	t := &sheet{
		Slug: "tempi", Title: "Tempi", Head: []string{"Tempo", "Casi", "Mediana (minuti)", "9 casi su 10 entro (minuti)"},
		Note: "Mediana: metà dei casi dura meno, metà di più.",
	}
	for _, row := range []struct {
		name string
		span caterina.Span
	}{{"Attesa di una persona", r.Waiting}, {"Prima risposta della persona", r.FirstAnswer}, {"Durata con la persona", r.Handling}} {
		t.Rows = append(t.Rows, []cell{text(row.name), whole(row.span.N), minutes(row.span, row.span.Median), minutes(row.span, row.span.P90)})
	}
	return t
}

func outcomesSheet(r *caterina.Report) *sheet {
	t := &sheet{Slug: "esiti", Title: "Che cosa ha fatto Caterina", Head: []string{"Esito", "Risposte", "Quota (%)"}}
	c := barChart("Esiti delle risposte di Caterina")
	total := 0
	for _, n := range r.Outcomes {
		total += n
	}
	for _, o := range []struct {
		outcome caterina.Outcome
		name    string
	}{
		{caterina.OutcomeAnswer, "Ha risposto con una scheda"},
		{caterina.OutcomeClarify, "Ha chiesto di precisare"},
		{caterina.OutcomeDecline, "Non sapeva rispondere"},
		{caterina.OutcomeHandoff, "Le è stata chiesta una persona"},
		{caterina.OutcomeCrisis, "Ha dato i numeri di emergenza"},
		{caterina.OutcomeFlow, "Era dentro una procedura"},
		{caterina.OutcomeSmalltalk, "Saluti e ringraziamenti"},
	} {
		n := r.Outcomes[o.outcome]
		t.Rows = append(t.Rows, []cell{text(o.name), whole(n), share(n, total)})
		c.add(o.name, n)
	}
	t.Chart = c.drawn()
	return t
}

// refusalsSheet says how often whoever asked for a person could not even wait.
func refusalsSheet(r *caterina.Report) *sheet {
	t := &sheet{
		Slug: "rifiuti", Title: "Richieste che non hanno potuto aspettare", Head: []string{"Motivo", "Richieste"},
		Note: "Chi ha chiesto una persona e ha letto perché in quel momento non poteva aspettarla, con le altre strade.",
	}
	for _, why := range []struct {
		refusal caterina.Refusal
		name    string
	}{
		{caterina.RefusedClosed, "La coda era chiusa"},
		{caterina.RefusedHoliday, "Era festa"},
		{caterina.RefusedNobody, "Non c'era nessuno in servizio"},
		{caterina.RefusedFull, "Aspettavano già in troppi"},
	} {
		t.Rows = append(t.Rows, []cell{text(why.name), whole(r.Refusals[why.refusal])})
	}
	return t
}

func topicsSheet(r *caterina.Report) *sheet {
	t := &sheet{Slug: "argomenti", Title: "Argomenti", Head: []string{"Argomento", "Risposte"}, Note: "L'argomento della scheda con cui Caterina ha risposto."}
	c := barChart("Risposte per argomento")
	for _, topic := range r.Topics {
		name := topicName(topic.Name)
		t.Rows = append(t.Rows, []cell{text(name), whole(topic.N)})
		c.add(name, topic.N)
	}
	t.Chart = c.drawn()
	return t
}

// topicName writes a topic as words.
func topicName(topic string) string {
	if topic == "" {
		return "senza argomento"
	}
	return strings.ReplaceAll(topic, "-", " ")
}

func callsSheet(r *caterina.Report) *sheet {
	t := &sheet{Slug: "richiamate", Title: "Richiamate", Head: []string{"Stato", "Richiamate"}, Note: "Le richiamate promesse nel periodo, e com'è andata finora."}
	for _, state := range []struct {
		state caterina.CallbackState
		name  string
	}{
		{caterina.CallbackDone, "Fatte"},
		{caterina.CallbackOpen, "Da fare"},
		{caterina.CallbackTaken, "Prese da un operatore"},
		{caterina.CallbackUnreachable, "Nessuna risposta dopo tre tentativi"},
		{caterina.CallbackVoid, "Non servono più: il cittadino è tornato"},
	} {
		t.Rows = append(t.Rows, []cell{text(state.name), whole(r.Callbacks[state.state])})
	}
	return t
}

func starsSheet(r *caterina.Report) *sheet {
	t := &sheet{Slug: "voti", Title: "Voti", Head: []string{"Stelle", "Voti", "Quota (%)"}}
	c := barChart("Voti dei cittadini")
	for stars := 5; stars >= 1; stars-- {
		n := r.Ratings.Stars[stars-1]
		name := strconv.Itoa(stars) + " stelle"
		if stars == 1 {
			name = "1 stella"
		}
		t.Rows = append(t.Rows, []cell{text(name), whole(n), share(n, r.Ratings.N)})
		c.add(name, n)
	}
	t.Chart = c.drawn()
	return t
}

func answersSheet(r *caterina.Report) *sheet {
	t := &sheet{Slug: "risposte-al-voto", Title: "Perché questo voto", Head: []string{"Risposta", "Voti"}}
	for _, a := range r.Ratings.Answers {
		t.Rows = append(t.Rows, []cell{text(a.Name), whole(a.N)})
	}
	return t
}

// commentsSheet shows what citizens wrote beside the stars, without personal
// data: they may have named a neighbour or an operator's number.
func (s *Console) commentsSheet(r *caterina.Report) *sheet {
	t := &sheet{
		Slug: "commenti", Title: "Commenti", Head: []string{"Giorno", "Stelle", "Commento"},
		Note: "I dati personali riconosciuti sono nascosti. I commenti non dicono di quale conversazione o operatore si parla.",
	}
	for _, c := range r.Ratings.Comments {
		t.Rows = append(t.Rows, []cell{text(s.day(c.At)), whole(c.Stars), text(s.cfg.Supervisor.Mask(c.Text))})
	}
	return t
}
