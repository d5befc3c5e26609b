package telegramtest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"example.org/caterina/internal/faults"
)

// Cut says when a connection is cut.
type Cut string

// When a connection is cut. After acting, the message is in the chat and the bot
// cannot know: the case for which there is no idempotency key.
const (
	NotCut       Cut = ""
	BeforeActing Cut = "before acting"
	AfterActing  Cut = "after acting"
)

// Fault is one way in which calls go wrong. The first fault that strikes a call
// is the only one.
type Fault struct {
	Token  string  // of the bot whose calls it strikes; empty for all
	Method string  // it strikes; empty for all methods, "file" for downloads
	Chat   int64   // whose calls it strikes; 0 for all
	Skip   int     // lets so many calls go first
	Times  int     // strikes so many calls; 0 for all while it stands
	Chance float64 // of striking a call, drawn from the seed; 0 for certainty

	Delay time.Duration   // before anything happens
	Until <-chan struct{} // waits for it to be closed, before anything happens

	Cut         Cut
	Status      int    // answered in place of acting: an envelope below 500, a page in HTML from 500 on
	RetryAfter  int    // of a 429
	Description string // of the envelope
	Body        string // answered as it is, whatever the Status
	Acting      bool   // acts, and then answers Status or Body all the same
}

// TooMany refuses calls of a method with 429.
func TooMany(method string, retryAfter, times int) Fault {
	return Fault{Method: method, Status: http.StatusTooManyRequests, RetryAfter: retryAfter, Times: times}
}

// Broken answers calls of a method with 500 or 502 and a page in HTML.
func Broken(method string, status, times int) Fault {
	return Fault{Method: method, Status: status, Times: times}
}

// Garbled acts, and answers what is not JSON.
func Garbled(method string, times int) Fault {
	return Fault{Method: method, Body: `{"ok":true,"result":{"message_id":`, Acting: true, Times: times}
}

// Cutting cuts the connection of calls of a method.
func Cutting(method string, when Cut, times int) Fault {
	return Fault{Method: method, Cut: when, Times: times}
}

// Strike is a fault that stands.
type Strike = faults.Strike[Fault]

// Fail makes calls go wrong from now on.
func (s *Server) Fail(f Fault) *Strike {
	return s.faults.Add(f, faults.Often{Skip: f.Skip, Times: f.Times, Chance: f.Chance})
}

// strike returns the fault that strikes a call, the zero Fault when none does.
func (s *Server) strike(c *call) Fault {
	return s.faults.Strike(func(f Fault) bool {
		return (f.Method == "" && c.method != fileMethod || strings.EqualFold(f.Method, c.method)) &&
			(f.Token == "" || f.Token == c.token) && (f.Chat == 0 || f.Chat == c.chatID())
	})
}

func (f Fault) answersItself() bool { return f.Status != 0 || f.Body != "" }

func (f Fault) status() int {
	if f.Status == 0 {
		return http.StatusOK
	}
	return f.Status
}

func (f Fault) answer(w http.ResponseWriter) {
	switch {
	case f.Body != "":
		w.WriteHeader(f.status())
		_, _ = io.WriteString(w, f.Body)
	case f.Status == http.StatusTooManyRequests:
		answer(w, nil, tooMany(max(1, f.RetryAfter)))
	case f.Status < http.StatusInternalServerError:
		answer(w, nil, &apiError{code: f.Status, description: f.Description})
	default:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		words := fmt.Sprintf("%d %s", f.Status, http.StatusText(f.Status))
		_, _ = fmt.Fprintf(w, "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"+
			"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n", words, words)
	}
}
