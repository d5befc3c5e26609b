package openai

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// waitFor is how long a server asks to be left in peace.
type waitFor struct {
	known bool
	time  time.Duration
}

const longestWait = 24 * time.Hour

// readWait reads Retry-After (RFC 9110, 10.2.3: seconds or a date) and OpenAI's
// retry-after-ms. A date is counted from the server's own clock where it tells it.
func readWait(h http.Header, now time.Time) waitFor {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms >= 0 {
		return waitFor{known: true, time: seconds(ms / 1000)}
	}
	text := h.Get("Retry-After")
	if text == "" {
		return waitFor{}
	}
	if s, err := strconv.ParseFloat(text, 64); err == nil {
		if s < 0 {
			return waitFor{}
		}
		return waitFor{known: true, time: seconds(s)}
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return waitFor{}
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return waitFor{known: true, time: min(max(0, at.Sub(now)), longestWait)}
}

// seconds is a number of seconds as a duration; what is too long, or no number at all,
// is the longest wait.
func seconds(s float64) time.Duration {
	if !(s < longestWait.Seconds()) {
		return longestWait
	}
	return time.Duration(s * float64(time.Second))
}

// fault turns what a call ended with into an Error, from what the exchange saw rather
// than from what go-openai says: its errors hold the server's words.
func (x *exchange) fault(ctx context.Context, line Line, err error) *Error {
	if gone := ended(ctx, line); gone != nil {
		return gone
	}
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.fault(line)
	}
	if said, ok := errors.AsType[*api.APIError](err); ok {
		return saidFault(line, said)
	}
	switch {
	case x.body == nil:
		return unreached(line, err)
	case x.body.large:
		return fail(line, caterina.FailedBad, ReasonTooLarge)
	case x.body.broken != nil:
		return fail(line, caterina.FailedCut, ReasonCut).again()
	default:
		return fail(line, caterina.FailedBad, ReasonUnreadable)
	}
}

// fault says what a status means.
func (r *refusal) fault(line Line) *Error {
	e := &Error{Line: line, Status: r.status, retry: retry{wait: r.wait}, crowded: r.crowded}
	switch {
	case r.status == http.StatusTooManyRequests && r.quota:
		e.Failure, e.Reason = caterina.FailedRate, ReasonQuota
	case r.status == http.StatusTooManyRequests:
		e.Failure, e.Reason = caterina.FailedRate, ReasonRate
		e.retry.may = true
	case r.status >= 500 || r.status == http.StatusRequestTimeout || r.status == http.StatusTooEarly:
		e.Failure, e.Reason = caterina.FailedServer, ReasonServer
		e.retry.may = true
	default:
		e.Failure, e.Reason = caterina.FailedRefused, r.reason()
	}
	return e
}

// reason says why a request was refused that no other try would change.
func (r *refusal) reason() Reason {
	switch {
	case r.status < 400:
		return ReasonRedirect
	case r.flagged:
		return ReasonFiltered
	case r.long || r.status == http.StatusRequestEntityTooLarge:
		return ReasonTooLong
	case r.status == http.StatusPaymentRequired:
		return ReasonQuota
	case r.status == http.StatusUnauthorized || r.status == http.StatusForbidden:
		return ReasonKey
	case r.status == http.StatusNotFound:
		return ReasonNotFound
	default:
		return ReasonStatus
	}
}

// saidFault is an error that a server puts into an answer it has begun. There is no
// status any more; some say it in the code.
func saidFault(line Line, said *api.APIError) *Error {
	status, _ := said.Code.(int)
	if status == http.StatusTooManyRequests || said.Code == "rate_limit_exceeded" {
		return fail(line, caterina.FailedRate, ReasonRate).again()
	}
	return fail(line, caterina.FailedServer, ReasonServer).again()
}

// unreached says why there was no answer at all.
func unreached(line Line, err error) *Error {
	e := fail(line, caterina.FailedServer, ReasonUnreachable)
	if distrusted(err) {
		e.Reason = ReasonCertificate
		return e
	}
	name, ok := errors.AsType[*net.DNSError](err)
	if ok && name.IsNotFound || errors.Is(err, http.ErrSchemeMismatch) {
		e.Reason = ReasonAddress
		return e
	}
	return e.again()
}

// distrusted says whether the far side could not prove to be the server.
func distrusted(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.HostnameError](err)
	return ok
}
