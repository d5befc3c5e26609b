// Package handoff is the policy of people taking over: whether a queue takes
// people now and why not, who is asked next, how a conversation may change hands,
// and the sentences a citizen reads while it does. It decides and says; it reads
// no clock, no database and no socket, so that every rule can be tested as a
// table. The desk (internal/desk) carries out what it decides.
package handoff
