package console

import (
	"context"
	"log/slog"

	"example.org/caterina"
)

// DeskSeeing is how staff say that they have looked where somebody may be in
// danger.
type DeskSeeing interface {
	Seen(ctx context.Context, act caterina.Act) error
}

// ringingAlarms are the conversations in which somebody may be in danger and no
// person has looked. They ring at supervisors, whatever these want of the queue,
// and at operators who want work, where no operator has been found yet.
func (s *Console) ringingAlarms(ctx context.Context, staff Staff) ([]inboxLine, error) {
	rows, err := s.cfg.Inbox.Lists.Inbox(ctx, caterina.InboxQuery{Town: staff.Town.ID, View: caterina.InboxAlarmed, Limit: pageRows})
	if err != nil {
		return nil, err
	}
	var lines []inboxLine
	for i := range rows[:min(len(rows), pageRows)] {
		line := s.lineOf(&rows[i], staff)
		works := staff.Member().Wants == caterina.WantsWork && rows[i].Owner == 0
		if !line.Rings && (works || staff.May(caterina.RoleSupervisor)) {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// seeAlarm notes that whoever opens a conversation has looked at it. The page is
// shown also when that cannot be noted: then it rings on.
func (s *Console) seeAlarm(ctx context.Context, staff Staff, line *inboxLine) {
	if line.Alarmed.IsZero() {
		return
	}
	act := staff.Act()
	act.Conversation = line.Conversation.ID
	if err := s.cfg.Inbox.Desk.Seen(ctx, act); err != nil {
		s.cfg.Logger.WarnContext(ctx, "an alarm rings on", slog.String("error", err.Error()))
	}
}
