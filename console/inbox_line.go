package console

import (
	"fmt"
	"slices"
	"time"

	"example.org/caterina"
)

// lineOf prepares one line of a list for its reader.
func (s *Console) lineOf(row *caterina.InboxRow, staff Staff) inboxLine {
	me := staff.Operator.ID
	line := inboxLine{
		InboxRow: *row, Base: "/console/" + staff.Town.Slug, QueueName: nameOfQueue(staff.Town, row.Queue),
		Mine: row.Owner == me, ClientID: newClientID(),
	}
	state := row.Conversation.State
	if quiet := s.cfg.Now().Sub(row.CitizenAt); state == caterina.StateAssigned && row.WaitingSince.IsZero() && !row.CitizenAt.IsZero() && quiet >= silentAfter {
		line.Silent = shortly(quiet)
	}
	line.Rings = row.TransferTo == me || state == caterina.StateOffered && line.Mine
	line.Outside = line.concerns() && outside(row, staff)
	line.Take = line.takes(staff)
	return line
}

// takes is what the button says with which a member takes the conversation, ""
// when they cannot.
func (l *inboxLine) takes(staff Staff) string {
	state := l.Conversation.State
	switch {
	case l.Rings:
	case canTake(state):
		return "Prendi"
	case state == caterina.StateSnoozed && l.Mine:
		return "Riprendi"
	case (state == caterina.StateAssigned || state == caterina.StateSnoozed) && !l.Mine && staff.May(caterina.RoleSupervisor):
		return "Prendi al suo posto"
	}
	return ""
}

// concerns says whether the conversation is the reader's, or waits for anybody.
func (l *inboxLine) concerns() bool {
	state := l.Conversation.State
	return l.Mine || l.Rings || state == caterina.StateQueued || state == caterina.StateOffered
}

// outside says whether a conversation is of a queue that is not among a member's.
func outside(row *caterina.InboxRow, staff Staff) bool {
	skills := staff.Member().Skills
	return row.Queue != "" && len(skills) > 0 && !slices.Contains(skills, row.Queue)
}

// fullOf says that a member has as many conversations as they can follow, "" when
// they have not. By hand they may take more.
func fullOf(staff Staff, counts caterina.InboxCounts) string {
	most := staff.Member().Capacity
	if most == 0 || counts.Held < most {
		return ""
	}
	return fmt.Sprintf("Ne segui già %d su %d.", counts.Held, most)
}

// silentAfter is how long a citizen has said nothing when their operator is
// reminded that the conversation may be closed. Closing it is the operator's act.
const silentAfter = 30 * time.Minute

// nameOfQueue is what staff call a queue, "" for none.
func nameOfQueue(town caterina.Town, slug string) string {
	if slug == "" {
		return ""
	}
	return queueNamed(town, slug)
}

// canTake says whether anybody may take a conversation in this state.
func canTake(state caterina.State) bool {
	switch state {
	case caterina.StateBot, caterina.StateQueued, caterina.StateOffered, caterina.StateCallback:
		return true
	default:
		return false
	}
}

// since says how long ago something was.
func (s *Console) since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return shortly(s.cfg.Now().Sub(t))
}

// shortly is a duration in the fewest words.
func shortly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "meno di 1 min"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	default:
		return fmt.Sprintf("%d g", int(d.Hours()/24))
	}
}
