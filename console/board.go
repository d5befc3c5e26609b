package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// boardPages registers the live board and a member's duty.
func (s *Console) boardPages() {
	s.link("In diretta", "/board", caterina.RoleSupervisor)
	s.page("GET /console/{town}/board", caterina.RoleSupervisor, s.board)
	s.page("GET /console/{town}/board/live", caterina.RoleSupervisor, s.boardLive)
	s.page("GET /console/{town}/board/people/{operator}", caterina.RoleSupervisor, s.duty)
	s.page("POST /console/{town}/board/people/{operator}", caterina.RoleSupervisor, s.setDuty)
}

// boardView is the live board as its template shows it.
type boardView struct {
	Done      string
	At        time.Time
	Base      string
	Alarms    []boardLine // somebody may be in danger, and no person has looked
	Waiting   []boardLine
	Talking   []boardLine
	Queues    []boardQueue
	People    []boardPerson
	Longest   string // the longest wait, "" when nobody waits
	Present   int
	Callbacks int
	Overdue   int
}

// boardLine is a conversation on the board.
type boardLine struct {
	caterina.BoardRow
	QueueName string
	Waited    string // since when it has been in the queue
	Silent    string // how long the citizen has waited for a person's words
	Target    caterina.Target
}

// boardQueue is a queue on the board.
type boardQueue struct {
	Slug, Name string
	Waiting    int
	Longest    string
	Talking    int
	Staff      int // present and able to answer it
	Unattended bool
	Pause      *caterina.QueuePause
}

// boardPerson is a member of the staff on the board.
type boardPerson struct {
	caterina.Presence
	Queues string
	Load   string
	Here   string // in words: whether the console is open
}

// board shows the whole page; boardLive the part that changes.
func (s *Console) board(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.boardNow(r, staff)
	if err != nil {
		return err
	}
	view.Done = s.wasDone(w, r)
	s.render(w, r, http.StatusOK, "board", view)
	return nil
}

func (s *Console) boardLive(w http.ResponseWriter, r *http.Request, staff Staff) error {
	view, err := s.boardNow(r, staff)
	if err != nil {
		return err
	}
	s.renderPart(w, r, "board", "live", view)
	return nil
}

func (s *Console) boardNow(r *http.Request, staff Staff) (*boardView, error) {
	ctx, town, store := r.Context(), staff.Town.ID, s.cfg.Supervisor.Store
	now, err := store.Board(ctx, town)
	if err != nil {
		return nil, err
	}
	people, err := store.Presences(ctx, town)
	if err != nil {
		return nil, err
	}
	pauses, err := store.QueuePauses(ctx, town)
	if err != nil {
		return nil, err
	}
	targets, err := s.boardTargets(ctx, staff, now.Rows)
	if err != nil {
		return nil, err
	}
	return boardOf(staff.Town, now, people, pauses, targets), nil
}

// boardOf arranges what is known of a moment.
func boardOf(town caterina.Town, now caterina.Board, people []caterina.Presence, pauses []caterina.QueuePause, targets map[caterina.ConversationID]caterina.Target) *boardView {
	view := &boardView{At: now.At, Base: "/console/" + town.Slug, Callbacks: now.Callbacks, Overdue: now.Overdue}
	var longest time.Duration
	for _, row := range now.Rows {
		line := boardLine{BoardRow: row, QueueName: queueNamed(town, row.Queue), Target: targets[row.Conversation]}
		if !row.WaitingSince.IsZero() {
			line.Silent = lasting(now.At.Sub(row.WaitingSince))
		}
		if !row.Alarmed.IsZero() {
			alarm := line
			alarm.Waited = lasting(now.At.Sub(row.Alarmed))
			view.Alarms = append(view.Alarms, alarm)
		}
		if !withPeople(row.State) {
			continue
		}
		if row.State == caterina.StateAssigned || row.State == caterina.StateSnoozed {
			view.Talking = append(view.Talking, line)
			continue
		}
		waited := now.At.Sub(row.QueuedAt)
		line.Waited = lasting(waited)
		longest = max(longest, waited)
		view.Waiting = append(view.Waiting, line)
	}
	if len(view.Waiting) > 0 {
		view.Longest = lasting(longest)
	}
	for _, p := range people {
		if present(&p) {
			view.Present++
		}
		view.People = append(view.People, personOf(town, p))
	}
	slices.SortStableFunc(view.People, func(a, b boardPerson) int {
		return cmp.Or(cmp.Compare(standing(&a.Presence), standing(&b.Presence)), strings.Compare(a.Name, b.Name))
	})
	view.Queues = queuesOf(town, now, people, pauses)
	return view
}

// withPeople says whether somebody waits for a person in this state, or has one.
func withPeople(state caterina.State) bool {
	return state != caterina.StateBot && state != caterina.StateCallback
}

// present says whether somebody can be offered a conversation at all.
func present(p *caterina.Presence) bool { return p.Live && p.Wants == caterina.WantsWork }

// standing orders people: those who work first, those who are away last.
func standing(p *caterina.Presence) int {
	switch {
	case present(p):
		return 0
	case p.Live:
		return 1
	case p.Wants == caterina.WantsWork:
		return 2
	default:
		return 3
	}
}

func personOf(town caterina.Town, p caterina.Presence) boardPerson {
	person := boardPerson{
		Presence: p, Queues: "tutte", Here: "console chiusa",
		Load: strings.Replace(strconv.FormatFloat(p.Load, 'f', -1, 64), ".", ",", 1) + " su " + strconv.Itoa(p.Capacity),
	}
	if p.Live {
		person.Here = "console aperta"
	}
	if len(p.Skills) > 0 {
		names := make([]string, len(p.Skills))
		for i, slug := range p.Skills {
			names[i] = queueNamed(town, slug)
		}
		person.Queues = strings.Join(names, ", ")
	}
	return person
}

// queuesOf counts by queue, in the order of town.yaml. What waits in a queue that
// is not there any more is shown too.
func queuesOf(town caterina.Town, now caterina.Board, people []caterina.Presence, pauses []caterina.QueuePause) []boardQueue {
	var queues []boardQueue
	at := map[string]int{}
	add := func(slug string) *boardQueue {
		i, ok := at[slug]
		if !ok {
			i = len(queues)
			at[slug] = i
			queues = append(queues, boardQueue{Slug: slug, Name: queueNamed(town, slug)})
		}
		return &queues[i]
	}
	for _, q := range townQueues(town) {
		add(q.Slug)
	}
	longest := map[string]time.Duration{}
	for _, row := range now.Rows {
		if !withPeople(row.State) {
			continue
		}
		q := add(row.Queue)
		if row.State == caterina.StateAssigned || row.State == caterina.StateSnoozed {
			q.Talking++
			continue
		}
		q.Waiting++
		longest[row.Queue] = max(longest[row.Queue], now.At.Sub(row.QueuedAt))
		q.Longest = lasting(longest[row.Queue])
	}
	for i := range queues {
		q := &queues[i]
		for j := range people {
			if present(&people[j]) && (len(people[j].Skills) == 0 || slices.Contains(people[j].Skills, q.Slug)) {
				q.Staff++
			}
		}
		q.Unattended = q.Waiting > 0 && q.Staff == 0
		for _, p := range pauses {
			if p.Queue == q.Slug {
				q.Pause = &p
			}
		}
	}
	return queues
}

// dutyView is the form of one member's duty.
type dutyView struct {
	Error    string
	Person   caterina.Presence
	Queues   []queueChoice
	Here     string
	MaxAtime int
}

// queueChoice is a queue with a tick.
type queueChoice struct {
	caterina.Queue
	Chosen bool
}

// duty shows the form.
func (s *Console) duty(w http.ResponseWriter, r *http.Request, staff Staff) error {
	person, err := s.personAt(r, staff)
	if err != nil {
		return err
	}
	s.showDuty(w, r, staff, http.StatusOK, person, "")
	return nil
}

func (s *Console) showDuty(w http.ResponseWriter, r *http.Request, staff Staff, status int, person caterina.Presence, wrong string) {
	view := dutyView{Person: person, Error: wrong, Here: personOf(staff.Town, person).Here, MaxAtime: maxCapacity}
	for _, q := range townQueues(staff.Town) {
		view.Queues = append(view.Queues, queueChoice{q, slices.Contains(person.Skills, q.Slug)})
	}
	s.render(w, r, status, "duty", view)
}

// personAt finds the member that a request's path names.
func (s *Console) personAt(r *http.Request, staff Staff) (caterina.Presence, error) {
	id, err := pathID(r, "operator")
	if err != nil {
		return caterina.Presence{}, err
	}
	people, err := s.cfg.Supervisor.Store.Presences(r.Context(), staff.Town.ID)
	if err != nil {
		return caterina.Presence{}, err
	}
	for _, p := range people {
		if p.Operator == caterina.OperatorID(id) {
			return p, nil
		}
	}
	return caterina.Presence{}, caterina.Errorf(caterina.CodeNotFound, "questa persona non fa parte del personale di %s, oppure il suo account è chiuso", staff.Town.Name)
}

// setDuty stores it. Every queue ticked is the same as none: a queue that is
// added later is theirs too.
func (s *Console) setDuty(w http.ResponseWriter, r *http.Request, staff Staff) error {
	person, err := s.personAt(r, staff)
	if err != nil {
		return err
	}
	capacity, err := strconv.Atoi(strings.TrimSpace(r.PostFormValue("capacity")))
	wish := caterina.Wish(r.PostFormValue("wish"))
	var skills []string
	for _, q := range townQueues(staff.Town) {
		if slices.Contains(r.PostForm["skill"], q.Slug) {
			skills = append(skills, q.Slug)
		}
	}
	if len(skills) == len(townQueues(staff.Town)) {
		skills = nil
	}
	wrong := ""
	switch {
	case err != nil || capacity < 0 || capacity > maxCapacity:
		wrong = "Scrivi quante conversazioni insieme: un numero da 0 a 20."
	case !slices.Contains([]caterina.Wish{caterina.WantsWork, caterina.WantsPause, caterina.WantsNothing}, wish):
		wrong = "Scegli se la persona è disponibile, in pausa o fuori turno."
	}
	if wrong != "" {
		s.showDuty(w, r, staff, http.StatusUnprocessableEntity, person, wrong)
		return nil
	}
	ctx, town := r.Context(), staff.Town.ID
	if err := s.cfg.Supervisor.Store.SetDuty(ctx, town, person.Operator, skills, capacity); err != nil {
		return err
	}
	// Said even when nothing changes: the dispatcher looks again with the new skills.
	if err := s.cfg.Supervisor.Desk.SetWish(ctx, town, person.Operator, wish); err != nil {
		return err
	}
	if by := staff.Operator.Name; person.Operator == staff.Operator.ID {
		s.cfg.Wished(town, person.Operator, wish, "")
	} else if wish != person.Wants {
		s.cfg.Wished(town, person.Operator, wish, by)
	}
	detail := "insieme " + strconv.Itoa(capacity) + ", code " + cmp.Or(strings.Join(skills, " "), "tutte") + ", " + wishName(wish)
	if err := s.audit(ctx, staff, "operator.duty", person.Name, detail); err != nil {
		return err
	}
	s.done(w, r, staff, "/board", "Turno di "+person.Name+" aggiornato.")
	return nil
}
