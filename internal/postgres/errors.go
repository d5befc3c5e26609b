package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
)

// Conditions that our own database functions raise.
const (
	stateStaleEpoch     = "CAT01"
	stateNoConversation = "CAT02"
	stateClosed         = "CAT03"
	stateNotThisRun     = "CAT05"
	stateOvertaken      = "CAT06"
	stateIDInUse        = "CAT07"
	stateNotYours       = "CAT08"
)

// What people are told. The cause goes to the log only.
const (
	saidUnavailable = "the database cannot be reached or is overloaded: try again shortly"
	saidClosed      = "the conversation is closed"
	saidStale       = "the conversation has another owner now"
	saidUnknown     = "no such conversation"
	saidBadText     = "the text holds a character that cannot be stored"
	saidBadID       = "this is not the id of anything"
	saidNothing     = "it names something that does not exist"
	saidTaken       = "it is there already"
	saidIDInUse     = "the id belongs to another deed already"
	saidNotYours    = "Questo messaggio non si può più correggere: si può per 15 minuti, e solo chi lo ha scritto. Scrivine un altro. / This message can no longer be put right."
	saidOutside     = "a value is outside what is allowed"
)

// wrapped gives an error of the database the code that the outer edges act on.
// doing says what was being done, as in "receive a message".
func wrapped(doing string, err error) error {
	if err == nil {
		return nil
	}
	if server, ok := errors.AsType[*pgconn.PgError](err); ok && server.Code == stateOvertaken {
		return overtaken(doing, server)
	}
	cause := fmt.Errorf("%s: %w", doing, err)
	if _, ok := errors.AsType[*caterina.Error](err); ok {
		return cause // has its code already
	}
	if code, message := classified(err); code != "" {
		return &caterina.Error{Code: code, Message: message, Err: cause}
	}
	return cause
}

// classified returns the code and the sentence for an error, "" for one that is
// our own fault.
func classified(err error) (caterina.Code, string) {
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		return classifiedState(server.Code)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.CodeNotFound, saidUnknown
	}
	if errors.Is(err, context.Canceled) {
		return "", ""
	}
	if unreachable(err) {
		return caterina.CodeUnavailable, saidUnavailable
	}
	return "", ""
}

// raised says whether the server refused with one of the given conditions.
func raised(err error, states ...string) bool {
	server, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains(states, server.Code)
}

// classifiedState maps the server's five-letter conditions.
func classifiedState(state string) (caterina.Code, string) {
	switch state {
	case stateStaleEpoch:
		return caterina.CodeConflict, saidStale
	case stateNoConversation:
		return caterina.CodeNotFound, saidUnknown
	case stateClosed:
		return caterina.CodeConflict, saidClosed
	case stateNotYours:
		return caterina.CodeInvalid, saidNotYours
	case stateIDInUse:
		return caterina.CodeInvalid, saidIDInUse
	case "22021", "22P05": // a NUL, or a surrogate without its other half
		return caterina.CodeInvalid, saidBadText
	case "22P02": // not a UUID
		return caterina.CodeInvalid, saidBadID
	case "23503": // foreign key
		return caterina.CodeNotFound, saidNothing
	case "23505": // unique
		return caterina.CodeConflict, saidTaken
	case "23514", "22003": // check; number out of range
		return caterina.CodeInvalid, saidOutside
	case "40001", "40P01", // serialisation failure, deadlock: the retry succeeds
		"55P03", "57014", // lock not available, statement timeout
		"57P01", "57P02", "57P03": // the server is stopping, crashed, or starting
		return caterina.CodeUnavailable, saidUnavailable
	}
	switch state[:min(2, len(state))] {
	case "08", "53", "58": // connection, no resources left, system error
		return caterina.CodeUnavailable, saidUnavailable
	}
	return "", ""
}

// unreachable says whether the connection, not the statement, was the trouble.
func unreachable(err error) bool {
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return pgconn.SafeToRetry(err) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, context.DeadlineExceeded) ||
		strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "closed pool")
}
