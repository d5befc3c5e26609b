package mail

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

// TestAMailIsAskedForAtTheLastMoment: when the server knows the reader, and not a
// moment before. What is not to leave any more does not.
func TestAMailIsAskedForAtTheLastMoment(t *testing.T) {
	t.Parallel()
	var steps []string
	server := mailtest.Start(t, mailtest.Config{
		Recipient: func(string) string { steps = append(steps, "reader"); return "" },
		Data:      func() string { steps = append(steps, "taken"); return "" },
	})
	stale := errors.New("it has changed")
	for _, answer := range []error{nil, stale} {
		m := letter("a@posta.example")
		m.Calendar = &caterina.CalendarFile{Name: "a.ics", Method: "REQUEST", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")}
		err := parse(t, server.URL()).SendSure(t.Context(), m, func(context.Context) error {
			steps = append(steps, "sure")
			return answer
		})
		if !errors.Is(err, answer) {
			t.Errorf("%v, want %v", err, answer)
		}
	}
	if got := server.Next(); got.Text == "" || len(got.Parts) != 3 {
		t.Errorf("arrived: %+v", got)
	}
	server.Close()
	if got := strings.Join(steps, " "); got != "reader sure taken reader sure" || len(server.Mails) != 0 {
		t.Errorf("%s, and %d mails more", got, len(server.Mails))
	}
}

// TestAServerThatSaysNothingIsNotWaitedFor beyond the end of the context, wherever it
// stops.
func TestAServerThatSaysNothingIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	wake := make(chan struct{})
	silent := func() string { <-wake; return "" }
	for name, config := range map[string]mailtest.Config{
		"at the reader": {Recipient: func(string) string { return silent() }},
		"at the end":    {Data: silent},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond)
		start := time.Now()
		err := parse(t, mailtest.Start(t, config).URL()).Send(ctx, letter("a@posta.example"))
		cancel()
		if caterina.CodeOf(err) != caterina.CodeUnavailable || time.Since(start) > 10*time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(start))
		}
	}
	close(wake)
}
