package caterina

import (
	"errors"
	"fmt"
)

// Code says what kind of failure an Error is, so that each outer edge (HTTP,
// websocket, command line) can map it with one table of its own.
type Code string

// The kinds of failure.
const (
	CodeInvalid     Code = "invalid"     // the request itself is wrong
	CodeNotFound    Code = "not_found"   // what it names does not exist
	CodeConflict    Code = "conflict"    // somebody else was faster, or the state has moved on
	CodeForbidden   Code = "forbidden"   // not allowed to this caller
	CodeLimited     Code = "limited"     // too much, too fast
	CodeUnavailable Code = "unavailable" // a part we need is down; try again later
	CodeInternal    Code = "internal"    // our fault; details only in the log
)

// Error is a failure with a code and a sentence that may be shown to the person
// who caused it. Err is the cause, for the log only.
type Error struct {
	Code    Code
	Message string
	Err     error
}

// Error describes the failure and its cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an Error without a cause.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf returns the code of the first Error in err's chain, CodeInternal for
// any other error, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}
