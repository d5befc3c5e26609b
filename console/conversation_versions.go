package console

import (
	"context"
	"encoding/json"
	"time"

	"example.org/caterina"
)

// version is another wording of the same message.
type version struct {
	Seq int64
	At  time.Time
}

// editFor is how long an operator may put a message right.
const editFor = 15 * time.Minute

// editsOf is what an event puts right: a citizen's message names an earlier one, and
// an operator's edit is an event of its own kind. nil for any other event.
func editsOf(ev *caterina.Event, body *caterina.MessageBody) *version {
	of := body.Edits
	if ev.Kind == caterina.KindEdit {
		var edit caterina.EditBody
		_ = json.Unmarshal(ev.Body, &edit) // one that is none reads as empty
		of = edit.Of
	}
	if of <= 0 {
		return nil
	}
	return &version{Seq: of}
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
