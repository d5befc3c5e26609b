package console

import (
	"context"
	"time"

	"example.org/caterina"
)

// version is another wording of the same message.
type version struct {
	Seq int64
	At  time.Time
}

// markVersions links what a citizen has put right with what it puts right: the log
// keeps both, and staff must not take the old words for the last ones. What is not
// among the entries is looked up in the log.
func (s *Console) markVersions(ctx context.Context, conv *caterina.Conversation, entries []entry) error {
	place := make(map[int64]int, len(entries))
	newest := make(map[int64]int) // by the seq of the first wording
	for i := range entries {
		e := &entries[i]
		place[e.Seq] = i
		if e.Edits == nil {
			continue
		}
		first, old := e.Edits.Seq, -1
		if at, ok := place[first]; ok {
			e.Edits.At, old = entries[at].At, at
		} else {
			events, err := s.cfg.Inbox.Log.StaffEvents(ctx, conv.Town, conv.ID, first-1, 1)
			if err != nil {
				return err
			}
			if len(events) == 1 {
				e.Edits.At = events[0].At
			}
		}
		if at, ok := newest[first]; ok {
			old = at
		}
		if old >= 0 {
			entries[old].Edited = &version{Seq: e.Seq, At: e.At}
		}
		newest[first] = i
	}
	return nil
}
