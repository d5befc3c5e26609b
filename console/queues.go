package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// queuePages registers the queues' hours and their closing by hand.
func (s *Console) queuePages() {
	s.link("Code", "/queues", caterina.RoleSupervisor)
	s.page("GET /console/{town}/queues", caterina.RoleSupervisor, s.queues)
	s.page("POST /console/{town}/queues/{queue}/close", caterina.RoleSupervisor, s.closeQueue)
	s.page("POST /console/{town}/queues/{queue}/open", caterina.RoleSupervisor, s.openQueue)
	s.page("POST /console/{town}/queues/{queue}/hours", caterina.RoleSupervisor, s.setHours)
	s.page("POST /console/{town}/queues/{queue}/hours/file", caterina.RoleSupervisor, s.hoursOfFile)
}

// queuesView is the page of the queues.
type queuesView struct {
	Done, Error string
	Queues      []queueLine
	Today       string // for the form
	Wrong       wrongHours
}

// queueLine is one queue with its hours in words.
type queueLine struct {
	caterina.Queue
	Times []string
	Pause *caterina.QueuePause
	From  caterina.QueueHours // where the hours come from
	Lines string              // the hours as they are edited
	File  []string            // the hours of town.yaml, in words
}

func (s *Console) queues(w http.ResponseWriter, r *http.Request, staff Staff) error {
	return s.showQueues(w, r, staff, http.StatusOK, queuesView{})
}

func (s *Console) showQueues(w http.ResponseWriter, r *http.Request, staff Staff, status int, view queuesView) error {
	pauses, err := s.cfg.Supervisor.Store.QueuePauses(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	hours, err := s.cfg.Supervisor.Store.QueueHours(r.Context(), staff.Town.ID)
	if err != nil {
		return err
	}
	view.Done, view.Today = s.wasDone(w, r), caterina.DateOf(s.cfg.Now().In(caterina.Rome())).String()
	for _, q := range townQueues(staff.Town) {
		line := queueLine{Queue: q, From: hoursOf(hours, &q)}
		line.Hours = line.From.Now() // this process may not have heard yet
		line.Times, line.Lines = hoursInWords(line.Hours), strings.Join(line.Hours.Lines(), "\n")
		line.File = hoursInWords(line.From.File)
		if view.Wrong.Queue == q.Slug {
			line.Lines = view.Wrong.Text
		}
		for _, p := range pauses {
			if p.Queue == q.Slug {
				line.Pause = &p
			}
		}
		view.Queues = append(view.Queues, line)
	}
	s.render(w, r, status, "queues", view)
	return nil
}

// hoursInWords writes a queue's shifts day by day, from Monday.
func hoursInWords(h *caterina.Hours) []string {
	if h == nil || len(h.Shifts) == 0 {
		return nil
	}
	names := []string{"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"}
	var lines []string
	for i, name := range names {
		var times []string
		for _, shift := range h.Shifts {
			if time.Weekday(shift.Weekday) == time.Weekday((i+1)%7) {
				times = append(times, shift.From.String()+"–"+shift.To.String())
			}
		}
		if len(times) > 0 {
			lines = append(lines, name+" "+strings.Join(times, " e "))
		}
	}
	return lines
}

// longestPause is how far ahead a queue can be closed by hand: longer closures
// belong into town.yaml.
const longestPause = 31 * 24 * time.Hour

// closeQueue closes a queue for some hours, until tomorrow, or until a moment.
// Whoever waits in it already goes on waiting.
func (s *Console) closeQueue(w http.ResponseWriter, r *http.Request, staff Staff) error {
	queue := r.PathValue("queue")
	if !hasQueue(staff.Town, queue) {
		return caterina.Errorf(caterina.CodeNotFound, saidNoQueue)
	}
	reason, err := field(r, "reason", 200)
	if err != nil {
		return err
	}
	now := s.cfg.Now().In(caterina.Rome())
	until, ok := pauseUntil(r, now)
	if !ok || !until.After(now) || until.After(now.Add(longestPause)) {
		return s.showQueues(w, r, staff, http.StatusUnprocessableEntity, queuesView{
			Error: "Scegli un momento dopo adesso ed entro un mese. Per chiusure più lunghe cambia gli orari.",
		})
	}
	ctx := r.Context()
	p := caterina.QueuePause{Queue: queue, Until: until, Reason: reason}
	if err := s.cfg.Supervisor.Store.PauseQueue(ctx, staff.Town.ID, staff.Operator.ID, p); err != nil {
		return err
	}
	if err := s.audit(ctx, staff, "queue.close", queue, "fino a "+s.day(until)+" "+s.clock(until)); err != nil {
		return err
	}
	s.done(w, r, staff, "/queues", queueNamed(staff.Town, queue)+": chiusa fino a "+s.when(until)+". Chi era già in attesa resta in attesa.")
	return nil
}

const saidNoQueue = "questa coda non c'è fra quelle del Comune: torna alla pagina delle code"

// pauseUntil reads the choice of a form: a number of hours, the end of the day,
// or a day and an hour.
func pauseUntil(r *http.Request, now time.Time) (time.Time, bool) {
	switch choice := r.PostFormValue("for"); choice {
	case "today":
		return caterina.DateOf(now).AddDays(1).Time(now.Location()), true
	case "until":
		at, err := time.ParseInLocation("2006-01-02 15:04", r.PostFormValue("day")+" "+r.PostFormValue("hour"), now.Location())
		return at, err == nil
	default:
		hours, err := strconv.Atoi(choice)
		return now.Add(time.Duration(hours) * time.Hour), err == nil && hours > 0 && hours <= 24
	}
}

// openQueue opens a queue again that was closed by hand.
func (s *Console) openQueue(w http.ResponseWriter, r *http.Request, staff Staff) error {
	queue := r.PathValue("queue")
	if !hasQueue(staff.Town, queue) {
		return caterina.Errorf(caterina.CodeNotFound, saidNoQueue)
	}
	if err := s.cfg.Supervisor.Store.ResumeQueue(r.Context(), staff.Town.ID, queue); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "queue.open", queue, ""); err != nil {
		return err
	}
	s.done(w, r, staff, "/queues", queueNamed(staff.Town, queue)+": di nuovo aperta secondo i suoi orari.")
	return nil
}
