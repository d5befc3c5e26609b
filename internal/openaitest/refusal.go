package openaitest

import (
	"cmp"
	"fmt"
	"net/http"
)

// refuse answers what a fault says in place of the model.
func (c *call) refuse() error {
	f := c.fault
	status := cmp.Or(f.Status, http.StatusOK)
	if f.RetryAfter != "" {
		c.w.Header().Set("Retry-After", f.RetryAfter)
	}
	switch {
	case f.Body != "":
		return c.send(status, "application/json", []byte(f.Body))
	case f.Echo:
		words := fmt.Sprintf("request of %s failed: %s", c.record.Key, c.record.Body)
		return c.sendFailure(&failure{status: status, message: words, kind: "server_error", code: f.Code})
	case status == http.StatusBadGateway || status == http.StatusGatewayTimeout:
		words := fmt.Sprintf("%d %s", status, http.StatusText(status))
		page := fmt.Sprintf("<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"+
			"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", words, words)
		return c.send(status, "text/html", []byte(page))
	default:
		return c.sendFailure(wording(status, f.Code))
	}
}

// wording is what OpenAI says with a status.
func wording(status int, code string) *failure {
	f := &failure{status: status, kind: "server_error", code: code}
	switch {
	case code == "insufficient_quota":
		f.kind, f.message = code, "You exceeded your current quota, please check your plan and billing details."
	case status == http.StatusTooManyRequests:
		f.kind, f.code = "requests", cmp.Or(code, "rate_limit_exceeded")
		f.message = "Rate limit reached for requests. Limit: 3 / min. Please try again in 20s."
	case status == http.StatusServiceUnavailable:
		f.message = "The engine is currently overloaded, please try again later"
	case status >= http.StatusInternalServerError:
		f.message = "The server had an error while processing your request. Sorry about that!"
	default:
		f.kind, f.message = "invalid_request_error", http.StatusText(status)
	}
	return f
}
