package caterina

// ReasonErased is the reason of the event that tells of an erasure: whoever
// holds older events of the conversation must forget them.
const ReasonErased = "erased"

// Erasure asks for everything that was said in a conversation to be blanked. The
// numbers of its events stay, so that nobody takes the erasure for lost messages.
type Erasure struct {
	Town         TownID
	Conversation ConversationID
	By           OperatorID
	End          Transition  // ends the wait of a citizen who waits for a person or a call
	Event        MessageBody // the sentence that stands in the place of what was said
	Bookings     bool        // forget, too, whom the appointments were for that were agreed in it; those to come are cancelled
	Why          string      // for the audit log, without a citizen's text or data
}
