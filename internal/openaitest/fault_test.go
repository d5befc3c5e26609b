package openaitest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// long is an answer of 20 pieces.
const long = "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici, basta"

func TestRefusalsStrikeAsOftenAsTheyAreTold(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("sì")})
	date := openaitest.RetryDate(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	strike := s.Fail(openaitest.TooMany("2", 2))
	s.Fail(openaitest.TooMany(date, 1))
	s.Fail(openaitest.TooMany("", 1))
	s.Fail(openaitest.Broken(500, 1))
	s.Fail(openaitest.Broken(503, 1))
	for i, want := range []struct {
		status int
		after  string
		code   string
	}{
		{429, "2", "rate_limit_exceeded"},
		{429, "2", "rate_limit_exceeded"},
		{429, "Sun, 22 Nov 2026 09:00:00 GMT", "rate_limit_exceeded"},
		{429, "", "rate_limit_exceeded"},
		{500, "", ""},
		{503, "", ""},
		{200, "", ""},
	} {
		r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil))
		if _, code := refusedBy(t, r); r.status != want.status || r.header.Get("Retry-After") != want.after || code != want.code {
			t.Errorf("request %d: got %d, Retry-After %q, code %q", i, r.status, r.header.Get("Retry-After"), code)
		}
	}
	if strike.Count() != 2 {
		t.Errorf("it struck %d", strike.Count())
	}
}

func TestAFaultStrikesWhereItIsAimed(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("sì")})
	s.Fail(openaitest.Fault{Step: caterina.StepSummary, Status: 500})
	s.Fail(openaitest.Fault{Endpoint: openaitest.Embeddings, Status: 502, Skip: 1})
	summary := func() int { return post(t, s, openaitest.Chats, chatOf("Riassumi.", "x", nil)).status }
	write := func() int { return post(t, s, openaitest.Chats, chatOf("Rispondi alla domanda.", "x", nil)).status }
	embed := func() int {
		return post(t, s, openaitest.Embeddings, params{"model": openaitest.DefaultEmbedding, "input": "x"}).status
	}
	if a, b, c, d := summary(), write(), embed(), embed(); a != 500 || b != 200 || c != 200 || d != 502 {
		t.Errorf("got %d %d %d %d", a, b, c, d)
	}
}

func TestChanceRepeatsWithItsSeed(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) string {
		s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("sì"), Seed: seed})
		s.Fail(openaitest.Fault{Chance: 0.5, Status: 418})
		var out strings.Builder
		for range 20 {
			fmt.Fprintln(&out, post(t, s, openaitest.Chats, chatOf("", "x", nil)).status)
		}
		return out.String()
	}
	first := play(1)
	if first != play(1) || first == play(2) || !strings.Contains(first, "418\n200") {
		t.Errorf("got %s", first)
	}
}

func TestRefusalsReadAsRealServersWordThem(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	for _, c := range []struct {
		fault openaitest.Fault
		words string
	}{
		{openaitest.NoQuota(1), "insufficient_quota"},
		{openaitest.Broken(502, 1), "<center><h1>502 Bad Gateway</h1></center>"},
		{openaitest.Broken(504, 1), "504 Gateway Timeout"},
		{openaitest.Broken(400, 1), "Bad Request"},
		{openaitest.Leaky(500, 1), s.Key()},
		{openaitest.Leaky(400, 1), "il mio segreto"},
		{openaitest.Fault{Status: 400, Code: "content_filter", Times: 1}, `"code":"content_filter"`},
		{openaitest.Fault{Body: "ok", Times: 1}, "ok"},
	} {
		s.Fail(c.fault)
		r := post(t, s, openaitest.Chats, chatOf("", "il mio segreto", nil))
		if !strings.Contains(r.body, c.words) {
			t.Errorf("%q is not in %d %s", c.words, r.status, r.body)
		}
	}
}

func TestADeadServerCutsEveryConnection(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	s.Fail(openaitest.Dead())
	if r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil)); r.err == nil {
		t.Errorf("got %+v", r)
	}
	if r := s.Requests("")[0]; r.Outcome.Phase != openaitest.CutOff || r.Outcome.Status != 0 {
		t.Errorf("got %+v", r.Outcome)
	}
}

func TestTheFirstPieceWaitsForItsGate(t *testing.T) {
	t.Parallel()
	for _, streaming := range []bool{false, true} {
		s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
		gate := make(chan struct{})
		s.Fail(openaitest.Slow(gate))
		ended := make(chan string, 1)
		go func() {
			if streaming {
				ended <- stream(t, s, chatOf("", "ciao", nil)).text()
				return
			}
			ended <- ask(t, s, "ciao")
		}()
		r, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Waiting)
		if err != nil {
			t.Fatal(err)
		}
		if status := r.Outcome.Status; streaming != (status == 200) || len(r.Outcome.Pieces) != 0 {
			t.Errorf("streaming %v: while it waits %+v is out", streaming, r.Outcome)
		}
		close(gate)
		if got := <-ended; got != long {
			t.Errorf("got %q", got)
		}
	}
}

func TestAnAnswerMayBeSlowByAWhile(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long), Pace: time.Microsecond})
	s.Fail(openaitest.SlowBy(time.Millisecond))
	if got := stream(t, s, chatOf("", "ciao", nil)); got.text() != long {
		t.Errorf("got %+v", got)
	}
}

func TestThePiecesOfAStreamKeepTheirPace(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long), Pace: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := open(ctx, s, openaitest.Chats, []byte(strings.Replace(plainChat, "{", `{"stream":true,`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	cancel()
	over := func(all []openaitest.Record) bool { return !all[0].Outcome.Ended.IsZero() }
	if all, err := s.WaitRequests(t.Context(), openaitest.Chats, over); err != nil || all[0].Outcome.Phase != openaitest.Left || len(all[0].Outcome.Pieces) > 0 {
		t.Errorf("got %+v, %v", all[0].Outcome, err)
	}
}

func TestAStreamStallsUntilItIsReleased(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
	gate := make(chan struct{})
	s.Fail(openaitest.Stalling(5, gate))
	ended := make(chan streamed, 1)
	go func() { ended <- stream(t, s, chatOf("", "ciao", nil)) }()
	r, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Waiting)
	if err != nil || len(r.Outcome.Pieces) != 5 {
		t.Fatalf("it stalls after %+v, %v", r.Outcome.Pieces, err)
	}
	close(gate)
	if got := <-ended; got.text() != long || !got.done {
		t.Errorf("got %+v", got)
	}
}

func TestAnAnswerInOneStallsInItsMiddle(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
	gate := make(chan struct{})
	s.Fail(openaitest.Stalling(5, gate))
	resp, err := open(t.Context(), s, openaitest.Chats, []byte(plainChat))
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Waiting); err != nil {
		t.Fatal(err)
	}
	close(gate)
	if data, err := io.ReadAll(resp.Body); err != nil || !json.Valid(data) {
		t.Errorf("got %s %v", data, err)
	}
}

func TestWhoLeavesIsNoticed(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
	s.Fail(openaitest.Stalling(2, make(chan struct{})))
	ctx, cancel := context.WithCancel(t.Context())
	resp, err := open(ctx, s, openaitest.Chats, []byte(strings.Replace(plainChat, "{", `{"stream":true,`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Waiting); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Left); err != nil {
		t.Error(err)
	}
}

func TestAStreamIsCutInEveryWay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  openaitest.Fault
		pieces int // at most, -1 for any number
		clean  bool
		status int
	}{
		"before the headers":       {openaitest.Cutting(openaitest.Reset, openaitest.BeforeHeaders, 0, 0), 0, false, 0},
		"after the headers":        {openaitest.Cutting(openaitest.Reset, openaitest.AfterBytes, 0, 0), 0, false, 200},
		"after bytes":              {openaitest.Cutting(openaitest.Reset, openaitest.AfterBytes, 700, 0), 2, false, 200},
		"after pieces":             {openaitest.Cutting(openaitest.Reset, openaitest.AfterPieces, 4, 0), 4, false, 200},
		"after pieces, unnoticed":  {openaitest.Cutting(openaitest.Clean, openaitest.AfterPieces, 4, 0), 4, true, 200},
		"after headers, unnoticed": {openaitest.Cutting(openaitest.Clean, openaitest.AfterBytes, 0, 0), 0, true, 200},
		"before all, unnoticed":    {openaitest.Cutting(openaitest.Clean, openaitest.BeforeHeaders, 0, 0), 0, true, 200},
	} {
		s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
		s.Fail(c.fault)
		got := stream(t, s, chatOf("", "ciao", nil))
		if got.done || (got.err == nil) != c.clean || got.status != c.status || len(got.pieces) > c.pieces {
			t.Errorf("%s: got %+v", name, got)
		}
		r, err := s.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.CutOff)
		if err != nil || c.fault.When == openaitest.AfterPieces && len(r.Outcome.Pieces) != 4 {
			t.Errorf("%s: %+v, %v", name, r.Outcome, err)
		}
	}
}

func TestAnAnswerInOneIsCut(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always(long)})
	s.Fail(openaitest.Cutting(openaitest.Reset, openaitest.AfterBytes, 50, 1))
	s.Fail(openaitest.Cutting(openaitest.Clean, openaitest.AfterBytes, 50, 1))
	s.Fail(openaitest.Cutting(openaitest.Reset, openaitest.AfterPieces, 3, 1))
	if r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil)); r.err == nil || len(r.body) != 50 {
		t.Errorf("got %+v", r)
	}
	if r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil)); r.err != nil || len(r.body) != 50 {
		t.Errorf("got %+v", r)
	}
	if r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil)); r.err == nil || len(r.body) < 50 {
		t.Errorf("got %+v", r)
	}
	if r := post(t, s, openaitest.Chats, chatOf("", "ciao", nil)); r.err != nil || r.status != http.StatusOK {
		t.Errorf("got %+v", r)
	}
}

func TestAFaultOfOnePieceMoreThanThereAreStrikesAtTheEnd(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Always("uno due")})
	s.Fail(openaitest.Cutting(openaitest.Reset, openaitest.AfterPieces, 2, 1))
	if got := stream(t, s, chatOf("", "ciao", nil)); got.text() != "uno due" || got.done || got.err == nil {
		t.Errorf("got %+v", got)
	}
}
