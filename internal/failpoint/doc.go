// Package failpoint marks the places between the steps of a turn where a
// process may die, so that tests can kill it exactly there.
//
// In ordinary builds Hit does nothing and is compiled away. In a build with the
// tag "failpoint" the process says on its standard error where it is and sends
// itself SIGKILL, at the points that the environment variable FAILPOINT names: no
// deferred call runs, no buffer is flushed, as in a power cut.
//
// FAILPOINT is a list with commas between: "turn.leased" dies at the first hit,
// "turn.leased:0.2" at one hit in five, by chance, and "turn.leased!" panics there
// instead, for what a crash tells.
package failpoint

// The points, in the order a message passes them.
const (
	BeforeReceive  = "receive.before"   // a message has been read from the socket, nothing stored
	AfterReceive   = "receive.stored"   // the message is committed, not acknowledged
	AfterLease     = "turn.leased"      // the turn is leased, the bot has not run
	AfterReply     = "turn.replied"     // the bot has answered, nothing stored
	AfterComplete  = "turn.completed"   // the answer is committed, nobody was told
	AfterBroadcast = "turn.broadcasted" // sockets of this process were told
)

// The points of what operators do.
const (
	AfterDeed = "deed.stored"  // a conversation has changed hands, nobody was told
	AfterSay  = "staff.stored" // an operator's message is committed, nobody was told
)

// The points of Telegram, in the order an update and what is sent pass them.
const (
	BeforeUpdate = "update.read"      // updates have been read, nothing stored
	AfterUpdate  = "update.stored"    // they are committed, Telegram was told nothing
	BeforeWork   = "update.taken"     // the try is counted, nothing done
	AfterWork    = "update.worked"    // everything is done, and not noted
	AfterClaim   = "delivery.claimed" // a delivery is marked, nothing has left
	AfterCall    = "delivery.called"  // a part has arrived, and nobody noted it
	AfterPart    = "delivery.part"    // a part is noted, another one is to follow
)

// All lists every point that a message on the website passes.
func All() []string {
	return []string{BeforeReceive, AfterReceive, AfterLease, AfterReply, AfterComplete, AfterBroadcast}
}

// Telegram lists every point that a message on Telegram passes.
func Telegram() []string {
	return []string{
		BeforeUpdate, AfterUpdate, BeforeWork, AfterReceive, AfterLease, AfterReply, AfterComplete, AfterBroadcast, AfterWork,
		AfterClaim, AfterCall, AfterPart,
	}
}
