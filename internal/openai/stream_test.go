package openai

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

func TestPiecesComeInOrderWithTheirTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(streams(300*time.Millisecond, "La carta ", "costa ", "22 euro."))
		var k keep
		got, err := client(t, config(w)).Stream(t.Context(), question(), k.each)
		want(t, err, "", "")
		if !slices.Equal(k.pieces, []string{"La carta ", "costa ", "22 euro."}) || got.Text != "La carta costa 22 euro." {
			t.Errorf("pieces are %q, the text %q", k.pieces, got.Text)
		}
		usage := caterina.Usage{Step: caterina.StepWrite, Model: "chat", In: 40, Out: 7, First: 300 * time.Millisecond, Took: 900 * time.Millisecond}
		if got.Usage != usage {
			t.Errorf("usage is %+v, want %+v", got.Usage, usage)
		}
		sent := w.sent(t, 0)
		if options, _ := sent["stream_options"].(map[string]any); sent["stream"] != true || options["include_usage"] != true {
			t.Errorf("sent %v", sent)
		}
	})
}

// streamed is a stream that was read to its end.
type streamed struct {
	keep

	got  caterina.Completion
	err  error
	took time.Duration
}

// stream reads one from these answers, in the test's bubble.
func stream(t *testing.T, w *wire, change func(*Config)) *streamed {
	t.Helper()
	cfg := config(w)
	if change != nil {
		change(&cfg)
	}
	c := client(t, cfg)
	s := new(streamed)
	start := time.Now()
	s.got, s.err = c.Stream(t.Context(), question(), s.each)
	s.took = time.Since(start)
	if text := strings.Join(s.pieces, ""); s.got.Text != text {
		t.Errorf("the completion says %q, the pieces %q", s.got.Text, text)
	}
	return s
}

func TestAStreamThatIsLateOrStallsIsLeftAtTheMoment(t *testing.T) {
	t.Parallel()
	slow := func(first, next time.Duration) answer {
		return answer{hang: true, body: []beat{{after: first, text: event("La ", "")}, {after: next, text: event("carta", "")}}}
	}
	for name, row := range map[string]struct {
		answer  answer
		failure caterina.ModelFailure
		took    time.Duration
		text    string
	}{
		"no answer at all":     {answer{delay: time.Hour}, caterina.FailedLate, 4 * time.Second, ""},
		"a status, no piece":   {answer{hang: true}, caterina.FailedLate, 4 * time.Second, ""},
		"the first too late":   {slow(4001*time.Millisecond, 0), caterina.FailedLate, 4 * time.Second, ""},
		"the first just right": {slow(3999*time.Millisecond, 0), caterina.FailedStalled, 5999 * time.Millisecond, "La carta"},
		"the second too late":  {slow(time.Second, 2001*time.Millisecond), caterina.FailedStalled, 3 * time.Second, "La "},
		"thoughts are nothing": {answer{hang: true, body: []beat{{after: time.Second, text: event("<think>", "")}, {after: 2 * time.Second, text: event("22?", "")}}}, caterina.FailedLate, 4 * time.Second, ""},
		"comments are nothing": {answer{hang: true, body: []beat{{after: 3 * time.Second, text: ": aspetta\n\n"}}}, caterina.FailedLate, 4 * time.Second, ""},
		"nothing is nothing": {
			answer{hang: true, body: []beat{{text: event("La ", "")}, {after: time.Second, text: event("", "")}, {after: 1500 * time.Millisecond, text: event("carta", "")}}},
			caterina.FailedStalled, 2 * time.Second, "La ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire(row.answer)
				s := stream(t, w, nil)
				want(t, s.err, row.failure, "")
				if s.took != row.took || s.got.Text != row.text || w.count() != 1 {
					t.Errorf("took %v, brought %q with %d requests, want %v and %q", s.took, s.got.Text, w.count(), row.took, row.text)
				}
				if s.got.Usage.In != askTokens(question()) {
					t.Errorf("%d tokens were asked, want those of the question: the server worked on it", s.got.Usage.In)
				}
			})
		})
	}
}

func TestTheWholeStreamHasItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		pieces := slices.Repeat([]string{"la "}, 100)
		s := stream(t, newWire(streams(time.Second, pieces...)), func(cfg *Config) { cfg.Timeout = 10500 * time.Millisecond })
		want(t, s.err, caterina.FailedLate, ReasonLate)
		if s.took != 10500*time.Millisecond || len(s.pieces) != 10 || !errors.Is(s.err, context.DeadlineExceeded) {
			t.Errorf("took %v for %d pieces", s.took, len(s.pieces))
		}
	})
}

func TestAReaderMayTakeItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(streams(time.Second, "La ", "carta"))
		got, err := client(t, config(w)).Stream(t.Context(), question(), func(string) error {
			return rest(t.Context(), 5*time.Second) // longer than any wait for the server
		})
		want(t, err, "", "")
		if got.Text != "La carta" {
			t.Errorf("text is %q", got.Text)
		}
	})
}

// of gives an answer its type.
func of(kind string, a answer) answer {
	a.header = map[string]string{"Content-Type": kind}
	return a
}

func TestStreamsEndInManyWays(t *testing.T) {
	t.Parallel()
	piece, end, done := event("Costa 22.", ""), event("", "stop"), "data: [DONE]\n\n"
	broken := answer{body: []beat{{text: piece}, {err: io.ErrUnexpectedEOF}}}
	brokenAfterEnd := answer{body: []beat{{text: piece + end}, {err: io.ErrUnexpectedEOF}}}
	for name, row := range map[string]struct {
		answer  answer
		text    string
		failure caterina.ModelFailure
		reason  Reason
	}{
		"as it should":            {raw(piece, end, done), "Costa 22.", "", ""},
		"in one reading":          {raw(piece + end + done), "Costa 22.", "", ""},
		"byte by byte":            {raw(strings.Split(piece+end+done, "")...), "Costa 22.", "", ""},
		"with CRLF":               {raw(strings.ReplaceAll(piece+end+done, "\n", "\r\n")), "Costa 22.", "", ""},
		"without DONE":            {raw(piece, end), "Costa 22.", "", ""},
		"without a last line":     {raw(piece, end, "data: [DONE]"), "Costa 22.", "", ""},
		"without a reason":        {raw(piece, done), "Costa 22.", "", ""},
		"reason with the text":    {raw(event("Costa 22.", "stop"), done), "Costa 22.", "", ""},
		"with other fields":       {raw("event: message\nid: 1\nretry: 5\n", piece, end, done), "Costa 22.", "", ""},
		"with comments":           {raw(strings.Repeat(": aspetta\n\n", 2000), piece, ": ancora\n\n", end, done), "Costa 22.", "", ""},
		"with other lines":        {raw("spazzatura\n", piece, "{\"altro\":1}\n", end, done), "Costa 22.", "", ""},
		"with a second choice":    {raw(piece, `data: {"choices":[{"index":1,"delta":{"content":"no"}}]}`+"\n\n", end, done), "Costa 22.", "", ""},
		"without choices":         {raw(`data: {"choices":[]}`+"\n\n", `data: {}`+"\n\n", piece, end, done), "Costa 22.", "", ""},
		"with content null":       {raw(`data: {"choices":[{"delta":{"role":"assistant","content":null},"finish_reason":null}]}`+"\n\n", piece, end, done), "Costa 22.", "", ""},
		"broken after the end":    {brokenAfterEnd, "Costa 22.", "", ""},
		"an error after the end":  {raw(piece, end, "data: {\"error\":{\"message\":\"x\"}}\n\n"), "Costa 22.", "", ""},
		"with thoughts":           {raw(event("\n<th", ""), event("ink>22? </th", ""), event("ink>\n\n", ""), piece, end, done), "Costa 22.", "", ""},
		"begins like a thought":   {raw(event("<", ""), event("b>", ""), piece, end, done), "<b>Costa 22.", "", ""},
		"is hardly more":          {raw(event("<thi", ""), end, done), "<thi", "", ""},
		"too long":                {raw(piece, event("", "length"), done), "Costa 22.", caterina.FailedCut, ReasonLength},
		"filtered":                {raw(piece, event("", "content_filter"), done), "Costa 22.", caterina.FailedRefused, ReasonFiltered},
		"declined":                {raw(`data: {"choices":[{"delta":{"refusal":"No."}}]}`+"\n\n", end, done), "", caterina.FailedRefused, ReasonDeclined},
		"empty":                   {raw(end, done), "", caterina.FailedBad, ReasonEmpty},
		"DONE alone":              {raw(done), "", caterina.FailedBad, ReasonEmpty},
		"thoughts alone":          {raw(event("<think>22?", ""), end, done), "", caterina.FailedBad, ReasonEmpty},
		"cut":                     {raw(piece), "Costa 22.", caterina.FailedCut, ReasonCut},
		"broken":                  {broken, "Costa 22.", caterina.FailedCut, ReasonCut},
		"cut in a line":           {raw(piece, `data: {"choices":[{"del`), "Costa 22.", caterina.FailedCut, ReasonCut},
		"garbage":                 {raw(piece, "data: {\"choices\":[{\n\n", done), "Costa 22.", caterina.FailedBad, ReasonUnreadable},
		"another type":            {raw(piece, "data: {\"choices\":7}\n\n", done), "Costa 22.", caterina.FailedBad, ReasonUnreadable},
		"not a stream":            {of("text/html", raw("<html>Accedi</html>\n")), "", caterina.FailedBad, ReasonUnreadable},
		"an answer in one":        {of("application/json", says("Costa 22.")), "", caterina.FailedBad, ReasonUnreadable},
		"of another name":         {of("text/plain", raw(piece, end, done)), "Costa 22.", "", ""},
		"by its name":             {of("text/event-stream; charset=utf-8", raw(piece, end, done)), "Costa 22.", "", ""},
		"nothing at all":          {raw(""), "", caterina.FailedCut, ReasonCut},
		"an error":                {raw(piece, "data: {\"error\":{\"message\":\"boom\"}}\n\n", done), "Costa 22.", caterina.FailedServer, ReasonServer},
		"an error of rate":        {raw(piece, "data: {\"error\":{\"message\":\"boom\",\"code\":429}}\n\n"), "Costa 22.", caterina.FailedRate, ReasonRate},
		"an error without object": {raw(piece, "data: {\"error\":\"boom\"}\n\n", done), "Costa 22.", caterina.FailedBad, ReasonUnreadable},
		"too large":               {raw(piece, strings.Repeat("x", maxChat)), "Costa 22.", caterina.FailedBad, ReasonTooLarge},
		"too many comments":       {raw(piece, strings.Repeat(":\n", maxEmptyLines+2), end, done), "Costa 22.", caterina.FailedBad, ReasonUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := stream(t, newWire(row.answer), func(cfg *Config) { cfg.Retries = -1 })
				want(t, s.err, row.failure, row.reason)
				if s.got.Text != row.text || s.got.Usage.Failure != row.failure {
					t.Errorf("brought %q, %+v; want %q", s.got.Text, s.got.Usage, row.text)
				}
			})
		})
	}
}

func TestAnAnswerThatIsWholeDoesNotWaitForItsPrice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := stream(t, newWire(answer{hang: true, body: []beat{{text: event("Costa 22.", "stop")}}}), nil)
		want(t, s.err, "", "")
		if s.took != afterEnd || s.got.Usage.In != askTokens(question()) || s.got.Usage.Out != 3 {
			t.Errorf("took %v for %+v", s.took, s.got.Usage)
		}
	})
}

func TestAStreamThatIsDoneButStaysOpenCostsAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := streams(0, "Costa 22.")
		a.hang = true
		s := stream(t, newWire(a), nil)
		want(t, s.err, "", "")
		if s.took != drainTime || s.got.Usage.In != 40 {
			t.Errorf("took %v for %+v", s.took, s.got.Usage)
		}
	})
}

func TestAnAnswerIsReadToItsEndSoThatTheConnectionIsKept(t *testing.T) {
	t.Parallel()
	w := newWire(streams(0, "Costa 22."), says("Costa 22."))
	c := client(t, config(w))
	_, err := c.Stream(t.Context(), question(), new(keep).each)
	want(t, err, "", "")
	_, err = c.Complete(t.Context(), question())
	want(t, err, "", "")
	if w.ended != 2 {
		t.Errorf("%d of 2 answers were read to their end", w.ended)
	}
}

func TestAPieceInTheMomentInWhichItsTimeIsOverIsTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, w := watchFirst(t.Context(), time.Second)
		defer w.end()
		var k keep
		s := &reading{watch: w, stall: time.Second, each: k.each, text: new(strings.Builder)}
		wait(time.Second)
		want(t, orNil(s.give("La ")), caterina.FailedLate, ReasonLate)
		_, s.watch = watchFirst(t.Context(), time.Second)
		defer s.watch.end()
		want(t, orNil(s.give("La ")), "", "")
		wait(time.Second)
		want(t, orNil(s.give("carta")), caterina.FailedStalled, ReasonStalled)
		if len(k.pieces) != 1 {
			t.Errorf("given were %q", k.pieces)
		}
	})
}

func TestAServerThatRefusesToSayThePriceIsAskedWithout(t *testing.T) {
	t.Parallel()
	for name, no := range map[string]answer{
		"Groq":    complains("", "property 'stream_options' is unsupported, did you mean 'stream'?"),
		"Mistral": refuses(422, `{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options","include_usage"]}]}}`),
		"silence": refuses(400, ""),
	} {
		w := newWire(no, raw(event("Costa 22.", "stop")))
		c := client(t, config(w))
		for range 2 {
			got, err := c.Stream(t.Context(), question(), new(keep).each)
			want(t, err, "", "")
			if got.Usage.In != askTokens(question()) || got.Usage.Out != 3 {
				t.Errorf("%s: usage is %+v", name, got.Usage)
			}
		}
		if w.count() != 3 || w.sent(t, 0)["stream_options"] == nil || w.sent(t, 1)["stream_options"] != nil || w.sent(t, 2)["stream_options"] != nil {
			t.Errorf("%s: asked %d times", name, w.count())
		}
	}
}

func TestAStreamOfJSONIsJSON(t *testing.T) {
	t.Parallel()
	c := client(t, config(newWire(streams(0, `{"carta":`, `"tari"}`), streams(0, "Ecco"))))
	got, err := c.Stream(t.Context(), structured(), new(keep).each)
	want(t, err, "", "")
	if got.Text != `{"carta":"tari"}` {
		t.Errorf("text is %q", got.Text)
	}
	_, err = c.Stream(t.Context(), structured(), new(keep).each)
	want(t, err, caterina.FailedBad, ReasonNotJSON)
}

func TestAReaderThatHasEnoughEndsTheStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		enough := errors.New("una persona ha preso la conversazione")
		w := newWire(streams(time.Second, "La ", "carta ", "costa"))
		n := 0
		got, err := client(t, config(w)).Stream(t.Context(), question(), func(string) error {
			if n++; n == 2 {
				return enough
			}
			return nil
		})
		want(t, err, caterina.FailedLeft, ReasonCaller)
		if !errors.Is(err, enough) || strings.Contains(err.Error(), "persona") || got.Text != "La carta " || w.now != 0 || w.count() != 1 {
			t.Errorf("error is %v, text %q, %d under way", err, got.Text, w.now)
		}
	})
}

func TestACallerWhoGoesEndsTheStreamAtOnce(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]answer{
		"before the status": {delay: time.Hour},
		"before a piece":    {hang: true},
		"between pieces":    {hang: true, body: []beat{{text: event("La ", "")}}},
		"between tries":     {status: 503, header: map[string]string{"Retry-After": "2"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire(a)
				c := client(t, config(w))
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := c.Stream(ctx, question(), new(keep).each)
				want(t, err, caterina.FailedLeft, ReasonCaller)
				if took := time.Since(start); took != time.Second || !errors.Is(err, context.Canceled) || w.now != 0 {
					t.Errorf("took %v, %v; %d under way", took, err, w.now)
				}
			})
		})
	}
}

// TestAStreamThatGoesOnAndOnIsLeft: a model that repeats itself, at a server that minds no
// limit, keeps nobody for longer than an answer of the length that was asked for takes.
func TestAStreamThatGoesOnAndOnIsLeft(t *testing.T) {
	t.Parallel()
	const sentence = "Costa sempre 22,21 euro. "
	for name, row := range map[string]struct {
		tokens, sentences int
		failure           caterina.ModelFailure
	}{
		"as long as was asked":   {100, 14, ""},
		"half as long again":     {100, 20, ""},
		"far too long":           {100, 40, caterina.FailedCut},
		"for ever":               {100, 4000, caterina.FailedCut},
		"where nobody asked how": {0, 4000, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, told := newWire(streams(0, slices.Repeat([]string{sentence}, row.sentences)...)), new(notes)
			cfg := config(w)
			cfg.Observer = told
			c, k, ask := client(t, cfg), new(keep), question()
			ask.MaxTokens = row.tokens
			for range 7 { // it speaks, so it is not left alone
				k.pieces = nil
				got, err := c.Stream(t.Context(), ask, k.each)
				if row.failure == "" {
					want(t, err, "", "")
					continue
				}
				want(t, err, row.failure, ReasonLength)
				if n := Tokens(got.Text); n > 2*row.tokens+Tokens(sentence) || got.Usage.Out < row.tokens {
					t.Errorf("%d tokens were read, %d counted", n, got.Usage.Out)
				}
			}
			if w.count() != 7 || told.told() != "" {
				t.Errorf("asked %d times, told %q", w.count(), told.told())
			}
			if row.failure == "" && len(k.pieces) != row.sentences {
				t.Errorf("%d of %d pieces", len(k.pieces), row.sentences)
			}
		})
	}
}
