package webchat

import (
	"encoding/json"

	"example.org/caterina"
)

// editOf decodes an edit. A body that is none reads as empty.
func editOf(ev *caterina.Event) caterina.EditBody {
	var body caterina.EditBody
	if json.Unmarshal(ev.Body, &body) != nil {
		return caterina.EditBody{}
	}
	return body
}

// withEdits is what the citizen sees of a part of the log: the last words of each
// message in its place, and no edits. edited holds the numbers of what was put right.
func withEdits(events []caterina.Event) (shown []caterina.Event, bodies []caterina.MessageBody, edited map[int64]bool) {
	place := make(map[int64]int, len(events))
	edited = make(map[int64]bool)
	for i := range events {
		ev := &events[i]
		if ev.Kind != caterina.KindEdit {
			place[ev.N] = len(shown)
			shown, bodies = append(shown, *ev), append(bodies, bodyOf(ev))
			continue
		}
		edit := editOf(ev)
		if at, ok := place[edit.N]; ok && edit.Text != "" {
			bodies[at].Text, edited[edit.N] = edit.Text, true
		}
	}
	return shown, bodies, edited
}
