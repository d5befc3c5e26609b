package console

import (
	"context"
	"net/http"
	"slices"

	"example.org/caterina"
)

// QueueKeeping is when queues are open.
type QueueKeeping interface {
	Pauses
	QueueTimes
}

// QueueTimes are the queues' hours, of town.yaml and as set here.
type QueueTimes interface {
	// QueueHours lists every queue of a town.
	QueueHours(ctx context.Context, town caterina.TownID) ([]caterina.QueueHours, error)
	// SetQueueHours sets a queue's, in every process within seconds.
	SetQueueHours(ctx context.Context, town caterina.TownID, by caterina.OperatorID, queue string, h caterina.Hours) error
	// DropQueueHours goes back to those of town.yaml.
	DropQueueHours(ctx context.Context, town caterina.TownID, queue string) error
}

// wrongHours is what was typed and cannot be read.
type wrongHours struct{ Queue, Text, Why string }

// maxHours bounds what is typed, in characters.
const maxHours = 1000

// hoursOf finds the hours of a queue; of one that the database has lost since,
// those the town came with.
func hoursOf(all []caterina.QueueHours, queue *caterina.Queue) caterina.QueueHours {
	i := slices.IndexFunc(all, func(h caterina.QueueHours) bool { return h.Queue == queue.Slug })
	if i < 0 {
		return caterina.QueueHours{Queue: queue.Slug, File: queue.Hours}
	}
	return all[i]
}

// setHours sets the hours of a queue. What cannot be read stays in its box, with
// the line that is wrong.
func (s *Console) setHours(w http.ResponseWriter, r *http.Request, staff Staff) error {
	queue := r.PathValue("queue")
	if !hasQueue(staff.Town, queue) {
		return caterina.Errorf(caterina.CodeNotFound, saidNoQueue)
	}
	text, err := field(r, "hours", maxHours)
	if err != nil {
		return err
	}
	week, err := caterina.ParseWeek(text)
	if err != nil {
		wrong := wrongHours{Queue: queue, Text: text, Why: "Gli orari non si capiscono: " + err.Error() + ". Quelli di prima valgono ancora."}
		return s.showQueues(w, r, staff, http.StatusUnprocessableEntity, queuesView{Wrong: wrong})
	}
	if err := s.cfg.Supervisor.Store.SetQueueHours(r.Context(), staff.Town.ID, staff.Operator.ID, queue, week); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "queue.hours", queue, week.Text); err != nil {
		return err
	}
	s.done(w, r, staff, "/queues", queueNamed(staff.Town, queue)+": i nuovi orari valgono da adesso.")
	return nil
}

// hoursOfFile gives a queue the hours of town.yaml again.
func (s *Console) hoursOfFile(w http.ResponseWriter, r *http.Request, staff Staff) error {
	queue := r.PathValue("queue")
	if !hasQueue(staff.Town, queue) {
		return caterina.Errorf(caterina.CodeNotFound, saidNoQueue)
	}
	if err := s.cfg.Supervisor.Store.DropQueueHours(r.Context(), staff.Town.ID, queue); err != nil {
		return err
	}
	if err := s.audit(r.Context(), staff, "queue.hours", queue, "di nuovo quelli del file del Comune"); err != nil {
		return err
	}
	s.done(w, r, staff, "/queues", queueNamed(staff.Town, queue)+": valgono di nuovo gli orari del file del Comune.")
	return nil
}
