// Package failpoint marks the places between the steps of a turn where a
// process may die, so that tests can kill it exactly there.
//
// In ordinary builds Hit does nothing and is compiled away. In a build with the
// tag "failpoint" the process sends itself SIGKILL at the point that the
// environment variable FAILPOINT names: no deferred call runs, no buffer is
// flushed, as in a power cut.
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

// All lists every point that a message passes.
func All() []string {
	return []string{BeforeReceive, AfterReceive, AfterLease, AfterReply, AfterComplete, AfterBroadcast}
}
