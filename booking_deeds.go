package caterina

import "time"

// BookingOrder asks for an appointment without a conversation's draft: staff make
// it for somebody, or a place of the waiting list is accepted.
type BookingOrder struct {
	Town         TownID
	Vacancy      Vacancy
	Person       Person
	Note         string
	Card         string // slug of the card from which it was wished for; "" for none
	Lang         string
	Code         string         // see NewCode
	RequestID    string         // a UUID: the same one twice is the same booking, and its UID
	Conversation ConversationID // "" when there is none
	By           Actor          // OperatorActor, or ActorCitizen: then the limits of the service hold
	Reason       string         // why it is made beyond the rules; "" when it is not
}

// BookingMove asks for another time or place of an appointment.
type BookingMove struct {
	Town     TownID
	Booking  BookingID
	Revision int // the one that was seen
	Vacancy  Vacancy
	By       Actor        // ActorCitizen: the service's limits hold; OperatorActor or ActorSystem: they do not
	Reason   string       // for the history
	Quiet    bool         // to another lane at the same time: the revision stays, and nobody is told
	Event    *MessageBody // said in the conversation in the same transaction; nil: a notice says it there
	External string       // as in Booking
}

// BookingCancel asks for the end of an appointment.
type BookingCancel struct {
	Town     TownID
	Booking  BookingID
	Revision int // the one that was seen
	By       Actor
	Reason   string       // for the history
	Notice   NoticeKind   // NoticeCancelled, or NoticeClosed; "" is the first
	Empty    bool         // the place stays empty: the waiting list is not asked
	Event    *MessageBody // as in BookingMove
	External string       // as in Booking
}

// CodeLetter is what a mail with six digits needs.
type CodeLetter struct {
	Address Secret
	Digits  Secret
	Service string // slug
	Lang    string
	Until   time.Time
}

// WaitAccept takes the place that the waiting list offers.
type WaitAccept struct {
	Town      TownID
	Wait      int64
	Code      string // of the new booking; see NewCode
	RequestID string // as in BookingOrder
}

// BookingFlaw is a rule of appointments that the database does not keep: there
// should never be one.
type BookingFlaw struct {
	Rule    string // I1 to I12
	Town    TownID
	Booking BookingID // 0 when it is not about one
	What    string    // in English, without anything personal
}
