package console

import (
	"context"
	"time"

	"example.org/caterina"
)

// Targets says how soon people mean to answer, and how the time of those stands
// who wait.
type Targets interface {
	// Targets returns how the time of conversations stands in which somebody waits
	// for a person's words; the others are missing.
	Targets(ctx context.Context, town caterina.Town, convs []caterina.ConversationID) (map[caterina.ConversationID]caterina.Target, error)
	// CallTarget returns how the time for a promised call stands.
	CallTarget(town caterina.Town, call caterina.Callback) caterina.Target
	// InTime counts how many of the waits of a period were answered in time.
	InTime(ctx context.Context, town caterina.Town, from, to caterina.Date) ([]caterina.TargetCount, error)
}

// markName says in words which mark was passed, "" before the first one: colour
// alone would tell nothing to whoever does not see it.
func markName(t caterina.Target) string {
	what := map[caterina.TargetKind]string{
		caterina.TargetFirst: "la prima risposta", caterina.TargetNext: "la risposta", caterina.TargetCall: "la richiamata",
	}[t.Kind]
	switch {
	case what == "" || t.Mark < 50:
		return ""
	case t.Mark < 80:
		return "metà del tempo per " + what
	case t.Mark < 100:
		return "poco tempo per " + what
	default:
		return what[len("la "):] + " in ritardo"
	}
}

// callMark says the same of a promised call, and whether it may be made now.
func callMark(t caterina.Target, due, now time.Time) string {
	if name := markName(t); name != "" {
		return name
	}
	if due.After(now) {
		return ""
	}
	return "da fare adesso"
}

// pressing says whether a mark is to be seen at once.
func pressing(t caterina.Target) bool { return t.Mark >= 80 }

// withTargets says of each line how the time of its citizen stands.
func (s *Console) withTargets(ctx context.Context, staff Staff, lines []inboxLine) error {
	convs := make([]caterina.ConversationID, len(lines))
	for i := range lines {
		convs[i] = lines[i].Conversation.ID
	}
	targets, err := s.cfg.Inbox.Targets.Targets(ctx, staff.Town, convs)
	for i := range lines {
		lines[i].Target = targets[lines[i].Conversation.ID]
	}
	return err
}

// boardTargets returns how the time of everybody on the board stands.
func (s *Console) boardTargets(ctx context.Context, staff Staff, rows []caterina.BoardRow) (map[caterina.ConversationID]caterina.Target, error) {
	convs := make([]caterina.ConversationID, len(rows))
	for i := range rows {
		convs[i] = rows[i].Conversation
	}
	return s.cfg.Inbox.Targets.Targets(ctx, staff.Town, convs)
}

// targetName is what staff call a target in a report.
func targetName(kind caterina.TargetKind) string {
	switch kind {
	case caterina.TargetFirst:
		return "Prima risposta di una persona"
	case caterina.TargetNext:
		return "Risposte successive"
	default:
		return "Richiamate"
	}
}

// targetsSheet is how many answers came in time, queue by queue.
func targetsSheet(town caterina.Town, r *caterina.Report) *sheet {
	t := &sheet{
		Slug: "nei-tempi", Title: "Risposte nei tempi",
		Head: []string{"Che cosa", "Coda", "Entro", "Casi", "Nei tempi", "Quota (%)"},
		Note: "Il tempo si conta solo quando la coda è aperta. Chi rinuncia prima che il tempo sia passato non è contato; chi aspetta oltre sì.",
	}
	for _, c := range r.InTime {
		within := "il tempo promesso"
		if c.Limit > 0 {
			within = lasting(c.Limit)
		}
		t.Rows = append(t.Rows, []cell{text(targetName(c.Kind)), text(queueNamed(town, c.Queue)), text(within), whole(c.Cases), whole(c.Within), share(c.Within, c.Cases)})
	}
	return t
}

// inTime is the part of the first answers that came in time, over all queues.
func inTime(r *caterina.Report) (within, cases int) {
	for _, c := range r.InTime {
		if c.Kind == caterina.TargetFirst {
			within, cases = within+c.Within, cases+c.Cases
		}
	}
	return within, cases
}

// report reads the figures of a period.
func (s *Console) report(ctx context.Context, staff Staff, from, to caterina.Date) (caterina.Report, error) {
	report, err := s.cfg.Supervisor.Store.Report(ctx, staff.Town.ID, from, to)
	if err != nil {
		return report, err
	}
	report.InTime, err = s.cfg.Inbox.Targets.InTime(ctx, staff.Town, from, to)
	return report, err
}
