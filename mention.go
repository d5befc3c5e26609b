package caterina

import "time"

// Mention is a conversation in which a note names a member of the staff who has
// not opened it since.
type Mention struct {
	Conversation ConversationID
	By           string // the colleague's name
	At           time.Time
	Preview      string // the citizen's last message, cut short
}
