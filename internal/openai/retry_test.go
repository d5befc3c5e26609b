package openai

import (
	"errors"
	"io"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

func TestWhatMayPassIsTriedAgainAndNothingElse(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answer  answer
		tries   int
		failure caterina.ModelFailure
		reason  Reason
	}{
		"429":             {refuses(429, `{"error":{"message":"Rate limit reached"}}`), 3, caterina.FailedRate, ReasonRate},
		"429, no credit":  {refuses(429, `{"error":{"code":"insufficient_quota"}}`), 1, caterina.FailedRate, ReasonQuota},
		"402":             {refuses(402, ""), 1, caterina.FailedRefused, ReasonQuota},
		"408":             {refuses(408, ""), 3, caterina.FailedServer, ReasonServer},
		"500":             {refuses(500, "boom"), 3, caterina.FailedServer, ReasonServer},
		"502":             {refuses(502, "<html>"), 3, caterina.FailedServer, ReasonServer},
		"503":             {refuses(503, ""), 3, caterina.FailedServer, ReasonServer},
		"529":             {refuses(529, ""), 3, caterina.FailedServer, ReasonServer},
		"400":             {refuses(400, ""), 1, caterina.FailedRefused, ReasonStatus},
		"401":             {refuses(401, ""), 1, caterina.FailedRefused, ReasonKey},
		"403":             {refuses(403, ""), 1, caterina.FailedRefused, ReasonKey},
		"404":             {refuses(404, ""), 1, caterina.FailedRefused, ReasonNotFound},
		"418":             {refuses(418, ""), 1, caterina.FailedRefused, ReasonStatus},
		"307":             {answer{status: 307, header: map[string]string{"Location": "http://altrove.test/"}}, 1, caterina.FailedRefused, ReasonRedirect},
		"304":             {refuses(304, ""), 1, caterina.FailedRefused, ReasonRedirect},
		"refused":         {answer{err: errors.Join(errDial, syscall.ECONNREFUSED)}, 3, caterina.FailedServer, ReasonUnreachable},
		"reset":           {answer{err: syscall.ECONNRESET}, 3, caterina.FailedServer, ReasonUnreachable},
		"broken":          {answer{body: []beat{{text: `{"choices":`}, {err: io.ErrUnexpectedEOF}}}, 3, caterina.FailedCut, ReasonCut},
		"empty":           {says(""), 1, caterina.FailedBad, ReasonEmpty},
		"cannot be read":  {refuses(200, "boom"), 1, caterina.FailedBad, ReasonUnreadable},
		"half an answer":  {message(map[string]any{"content": "Cos"}, "length"), 1, caterina.FailedCut, ReasonLength},
		"the model won't": {message(map[string]any{"refusal": "No"}, "stop"), 1, caterina.FailedRefused, ReasonDeclined},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(row.answer)
			cfg := config(w)
			cfg.Failures = 10
			_, err := client(t, cfg).Complete(t.Context(), question())
			e := failed(t, err, row.failure, row.reason)
			if w.count() != row.tries || row.answer.status >= 300 && e.Status != row.answer.status {
				t.Errorf("asked %d times, status %d; want %d times", w.count(), e.Status, row.tries)
			}
		})
	}
}

func TestAnotherTryMayBringTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWire(refuses(503, ""), answer{err: syscall.ECONNRESET}, says("ciao"))
	got, err := client(t, config(w)).Complete(t.Context(), question())
	want(t, err, "", "")
	if got.Text != "ciao" || got.Usage.Failure != "" || w.count() != 3 {
		t.Errorf("%+v after %d requests", got, w.count())
	}
}

func TestAStreamIsTriedAgainOnlyBeforeItsFirstPiece(t *testing.T) {
	t.Parallel()
	broken := func(text string) answer {
		return answer{body: []beat{{text: text}, {err: io.ErrUnexpectedEOF}}}
	}
	for name, row := range map[string]struct {
		first answer
		tries int
		text  string
	}{
		"refused":           {refuses(503, ""), 2, "ciao"},
		"broken":            {broken(": aspetta\n\n"), 2, "ciao"},
		"cut":               {raw(event("", "")), 2, "ciao"},
		"an error":          {raw("data: {\"error\":{\"message\":\"x\"}}\n\n"), 2, "ciao"},
		"broken thoughts":   {broken(event("<think>22", "")), 2, "ciao"},
		"broken in a word":  {broken(event("cia", "")), 1, "cia"},
		"cut in a word":     {raw(event("cia", "")), 1, "cia"},
		"an error in a one": {raw(event("cia", ""), "data: {\"error\":{\"message\":\"x\"}}\n\n"), 1, "cia"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire(row.first, streams(0, "ciao"))
				s := stream(t, w, nil)
				if w.count() != row.tries || s.got.Text != row.text || (s.err == nil) != (row.tries == 2) {
					t.Errorf("asked %d times, brought %q, %v", w.count(), s.got.Text, s.err)
				}
			})
		})
	}
}

func TestRetryAfterIsReadInAllItsForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		after, ms, date string
		want            waitFor
	}{
		"none":             {"", "", "", waitFor{}},
		"seconds":          {"3", "", "", waitFor{true, 3 * time.Second}},
		"half a second":    {"0.5", "", "", waitFor{true, 500 * time.Millisecond}},
		"zero":             {"0", "", "", waitFor{true, 0}},
		"below zero":       {"-3", "", "", waitFor{}},
		"beyond reason":    {"99999999999999999999", "", "", waitFor{true, longestWait}},
		"no number at all": {"NaN", "", "", waitFor{true, longestWait}},
		"words":            {"tra poco", "", "", waitFor{}},
		"milliseconds":     {"7", "250", "", waitFor{true, 250 * time.Millisecond}},
		"wrong ones":       {"7", "-250", "", waitFor{true, 7 * time.Second}},
		"a date":           {"Sun, 22 Nov 2026 09:00:05 GMT", "", "", waitFor{true, 5 * time.Second}},
		"a date by theirs": {"Sun, 22 Nov 2026 11:00:05 GMT", "", "Sun, 22 Nov 2026 11:00:00 GMT", waitFor{true, 5 * time.Second}},
		"a date gone by":   {"Sun, 22 Nov 2026 08:00:00 GMT", "", "", waitFor{true, 0}},
		"a date far away":  {"Sun, 22 Nov 2099 08:00:00 GMT", "", "", waitFor{true, longestWait}},
	} {
		h := http.Header{}
		for key, value := range map[string]string{"Retry-After": row.after, "Retry-After-Ms": row.ms, "Date": row.date} {
			if value != "" {
				h.Set(key, value)
			}
		}
		if got := readWait(h, now); got != row.want {
			t.Errorf("%s: %+v, want %+v", name, got, row.want)
		}
	}
}

func TestRetryAfterIsHonouredWhereItFits(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		after string
		took  time.Duration
		fails bool
	}{
		"it fits":                     {"3", 3 * time.Second, false},
		"longer than the first piece": {"4", 0, true},
		"a date":                      {"Sun, 22 Nov 2026 09:00:02 GMT", 2 * time.Second, false},
		"tomorrow":                    {"86400", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire(answer{status: 429, header: map[string]string{"Retry-After": row.after}}, streams(0, "ciao"))
				s := stream(t, w, func(cfg *Config) {
					cfg.Now = func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }
				})
				if s.took != row.took || (s.err != nil) != row.fails {
					t.Errorf("took %v: %v", s.took, s.err)
				}
				if row.fails {
					want(t, s.err, caterina.FailedRate, ReasonRate)
				}
			})
		})
	}
}

func TestTheCallersDeadlineBoundsTheWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(answer{status: 503, header: map[string]string{"Retry-After": "2"}}, answer{delay: time.Hour})
		ctx, cancel := contextFor(t, 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := client(t, config(w)).Complete(ctx, question())
		want(t, err, caterina.FailedLate, ReasonLate)
		if took := time.Since(start); took != 3*time.Second || w.count() != 2 {
			t.Errorf("took %v with %d requests", took, w.count())
		}
	})
}

func TestWaitsAreSpreadFromNothingToTheirMost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cfg := config(newWire(refuses(500, "")))
		cfg.Retries, cfg.Failures = 8, 100
		c := client(t, cfg)
		var most []time.Duration
		c.jitter = func(d time.Duration) time.Duration {
			most = append(most, d)
			return 0
		}
		_, err := c.Complete(t.Context(), question())
		want(t, err, caterina.FailedServer, ReasonServer)
		for n, d := range most {
			if d != min(backoffBase<<n, backoffMost) {
				t.Errorf("wait %d is %v at most", n, d)
			}
		}
		if len(most) != 8 {
			t.Errorf("waited %d times", len(most))
		}
		fresh, err := New(config(newWire(says("ciao"))))
		want(t, err, "", "")
		spread := map[time.Duration]bool{}
		for range 200 {
			d := fresh.jitter(10)
			if d < 0 || d > 10 {
				t.Fatalf("waits %d of 10", d)
			}
			spread[d] = true
		}
		if len(spread) != 11 {
			t.Errorf("only %d different waits of 0 to 10", len(spread))
		}
	})
}
