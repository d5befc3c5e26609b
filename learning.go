package caterina

import "time"

// Lesson is what an operator's answer teaches: a citizen's question that a card
// should have answered, or, with no card, that no card answers.
type Lesson struct {
	ID           int64
	Question     string // masked before it is stored
	Card         string // slug; "" is a gap
	Conversation ConversationID
	Seq          int64 // of the message it was proposed from
	By           OperatorID
	ByName       string
	Times        int // how often it was proposed
	At           time.Time
}

// Variant is one more way in which citizens ask for a card. It is kept beside
// the card and not in it, so that the next import of the card does not lose it.
type Variant struct {
	Card     string // slug, of the town's own or an inherited card
	Question string
}

// Canned is a reply kept ready for operators.
type Canned struct {
	ID    int64
	Queue string // slug; "" is for every queue
	Title string
	Text  string // {name}, {operator}, {town}, {office} and {phone} are filled in when it is inserted
}
