package openai

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

func TestOverRealHTTPAllThatIsAskedIsAnswered(t *testing.T) {
	t.Parallel()
	server, c := fake(t, openaitest.Options{Behaviour: openaitest.Always("La carta costa 22 euro."), Hear: openaitest.PlainHearing}, nil)
	got, err := c.Complete(t.Context(), question())
	want(t, err, "", "")
	var k keep
	streamed, err := c.Stream(t.Context(), question(), k.each)
	want(t, err, "", "")
	if got.Text != "La carta costa 22 euro." || streamed.Text != got.Text || len(k.pieces) < 2 {
		t.Errorf("completed %q, streamed %q in %d pieces", got.Text, streamed.Text, len(k.pieces))
	}
	if record := server.Requests(openaitest.Chats)[1]; streamed.Usage.In != record.Outcome.In || streamed.Usage.Out != record.Outcome.Out || streamed.Usage.First <= 0 {
		t.Errorf("usage is %+v, the server says %+v", streamed.Usage, record.Outcome)
	}
	vectors, _, err := c.Embed(t.Context(), 7, []string{"carta", "tari", "scuola"})
	want(t, err, "", "")
	for i, text := range []string{"carta", "tari", "scuola"} {
		for n, x := range openaitest.Vector(openaitest.DefaultEmbedding, text, 256) {
			if math.Abs(float64(vectors[i][n])-x) > 1e-6 {
				t.Fatalf("the vector of %q is another", text)
			}
		}
	}
	heard, err := c.Transcribe(t.Context(), 7, "voce.ogg", strings.NewReader("vorrei un appuntamento"))
	want(t, err, "", "")
	if heard.Text != "vorrei un appuntamento" {
		t.Errorf("heard %q", heard.Text)
	}
}

func TestEveryGarbleIsAFailureOrAnAnswer(t *testing.T) {
	t.Parallel()
	good := map[openaitest.Garble]bool{openaitest.Comments: true, openaitest.Thinking: true, openaitest.Fenced: true}
	plainGood := map[openaitest.Garble]bool{openaitest.Prose: true, openaitest.WrongKeys: true, openaitest.TwoObjects: true}
	for _, garble := range openaitest.Garbles() {
		t.Run(string(garble), func(t *testing.T) {
			t.Parallel()
			const text = `{"carta":"tari","parte":"costo"}`
			server, c := fake(t, openaitest.Options{Behaviour: openaitest.Always(text)}, func(cfg *Config) { cfg.Retries = -1 })
			server.Fail(openaitest.Garbled(garble, 0))
			got, err := c.Complete(t.Context(), structured())
			judge(t, "complete", got, err, good[garble] || garble == openaitest.WrongKeys || garble == openaitest.BadEvent)
			if err == nil && garble != openaitest.WrongKeys && got.Text != text {
				t.Errorf("complete: text is %q", got.Text)
			}
			got, err = c.Stream(t.Context(), question(), new(keep).each)
			judge(t, "stream", got, err, good[garble] || plainGood[garble])
			if c.Health()[0].Open {
				t.Error("one bad answer, and the server is left alone")
			}
		})
	}
}

// judge checks that a call ended well, or with a failure that says what it was.
func judge(t *testing.T, call string, got caterina.Completion, err error, good bool) {
	t.Helper()
	e, failed := errors.AsType[*Error](err)
	switch {
	case good && err != nil:
		t.Errorf("%s: failed with %v", call, err)
	case !good && (!failed || e.Failure == "" || got.Usage.Failure != e.Failure):
		t.Errorf("%s: %q, %v", call, got.Text, err)
	}
}

func TestEveryTwistIsAFailure(t *testing.T) {
	t.Parallel()
	for _, twist := range openaitest.Twists() {
		server, c := fake(t, openaitest.Options{}, func(cfg *Config) { cfg.Retries = -1 })
		server.Fail(openaitest.Twisted(twist, 0))
		vectors, _, err := c.Embed(t.Context(), 7, []string{"carta", "tari"})
		switch twist {
		case openaitest.OtherOrder: // each with its index, which is the server's right
			want(t, err, "", "")
		case openaitest.WrongDims: // all of them, which only who knows the model's can tell
			want(t, err, "", "")
			if len(vectors[0]) != 255 {
				t.Errorf("%d dimensions", len(vectors[0]))
			}
		default:
			if e, ok := errors.AsType[*Error](err); !ok || e.Failure != caterina.FailedBad {
				t.Errorf("%s: %v", twist, err)
			}
		}
	}
}

func TestServersOfAllMakesAreAsked(t *testing.T) {
	t.Parallel()
	for _, refused := range [][]string{
		{"response_format"},
		{"stream_options"},
		{"temperature"},
		{"max_tokens"},
		{"max_tokens", "max_completion_tokens"},
		{"reasoning_effort"},
		{"response_format", "stream_options", "temperature", "max_tokens", "max_completion_tokens", "reasoning_effort"},
	} {
		t.Run(strings.Join(refused, " "), func(t *testing.T) {
			t.Parallel()
			server, c := fake(t, openaitest.Options{Refuse: refused, Behaviour: openaitest.Always("{}")}, func(cfg *Config) { cfg.ReasoningEffort = "low" })
			for range 2 {
				_, err := c.Complete(t.Context(), structured())
				want(t, err, "", "")
				_, err = c.Stream(t.Context(), question(), new(keep).each)
				want(t, err, "", "")
			}
			before := len(server.Requests(openaitest.Chats))
			_, err := c.Complete(t.Context(), structured())
			want(t, err, "", "")
			if after := len(server.Requests(openaitest.Chats)); after != before+1 {
				t.Errorf("nothing was learned: %d requests for one answer", after-before)
			}
		})
	}
}

func TestAServerThatDiesIsAFailureAtEveryMoment(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]openaitest.Fault{
		"at once":           openaitest.Dead(),
		"after the headers": openaitest.Cutting(openaitest.Reset, openaitest.AfterBytes, 0, 0),
		"after some bytes":  openaitest.Cutting(openaitest.Reset, openaitest.AfterBytes, 40, 0),
		"as if it were all": openaitest.Cutting(openaitest.Clean, openaitest.AfterBytes, 40, 0),
		"after two pieces":  openaitest.Cutting(openaitest.Reset, openaitest.AfterPieces, 2, 0),
		"as if after two":   openaitest.Cutting(openaitest.Clean, openaitest.AfterPieces, 2, 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, c := fake(t, openaitest.Options{Behaviour: openaitest.Always("La carta costa 22 euro in tutto.")}, func(cfg *Config) { cfg.Failures = 100 })
			server.Fail(fault)
			got, err := c.Stream(t.Context(), question(), new(keep).each)
			judge(t, "stream", got, err, false)
			if tries := len(server.Requests(openaitest.Chats)); got.Text != "" && tries != 1 || got.Text == "" && tries != 3 {
				t.Errorf("%d tries after %q", tries, got.Text)
			}
			if fault.When != openaitest.AfterPieces {
				got, err = c.Complete(t.Context(), question())
				judge(t, "complete", got, err, false)
			}
		})
	}
}

func TestACallThatIsLeftIsLeftByTheServerToo(t *testing.T) {
	t.Parallel()
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	for _, fault := range []openaitest.Fault{openaitest.Slow(never), openaitest.Stalling(2, never)} {
		server, c := fake(t, openaitest.Options{Behaviour: openaitest.Always("La carta costa 22 euro.")}, nil)
		server.Fail(fault)
		ctx, cancel := context.WithCancel(t.Context())
		var call sync.WaitGroup
		call.Go(func() {
			_, err := c.Stream(ctx, question(), func(string) error { return nil })
			want(t, err, caterina.FailedLeft, ReasonCaller)
		})
		if _, err := server.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Waiting); err != nil {
			t.Fatal(err)
		}
		cancel()
		call.Wait()
		if _, err := server.WaitPhase(t.Context(), openaitest.Chats, 1, openaitest.Left); err != nil {
			t.Error(err)
		}
	}
}

func TestTwoHundredStreamsAtOnce(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("La carta d'identità costa 22 euro. ", 4)
	server, c := fake(t, openaitest.Options{Behaviour: openaitest.Always(text), Lean: true}, func(cfg *Config) {
		cfg.Concurrent, cfg.Waiting = 50, 200
	})
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			got, err := c.Stream(t.Context(), question(), func(string) error { return nil })
			want(t, err, "", "")
			if strings.TrimSpace(got.Text) != strings.TrimSpace(text) {
				t.Errorf("%d bytes of %d came", len(got.Text), len(text))
			}
		})
	}
	all.Wait()
	if load := server.Load(); load.Most > 50 {
		t.Errorf("%+v", load)
	}
}

func TestADeadServerCostsItsDeadlineAndThenNothing(t *testing.T) {
	t.Parallel()
	server, c := fake(t, openaitest.Options{}, func(cfg *Config) { cfg.Failures = 3 })
	server.Close()
	_, err := c.Complete(t.Context(), question())
	e := failed(t, err, caterina.FailedServer, ReasonUnreachable)
	if !strings.Contains(e.message(), "CATERINA_OPENAI_BASE_URL") {
		t.Errorf("says %q", e.message())
	}
	_, err = c.Complete(t.Context(), question())
	want(t, err, caterina.FailedOpen, "")
}

func TestAModelThatChangesItsNameIsTold(t *testing.T) {
	t.Parallel()
	n := new(notes)
	server, c := fake(t, openaitest.Options{}, func(cfg *Config) { cfg.Observer = n })
	server.DropModel(openaitest.DefaultChat)
	_, err := c.Complete(t.Context(), question())
	want(t, err, caterina.FailedRefused, ReasonNotFound)
	if n.told() != "down chat refused 404" {
		t.Errorf("told %q", n.told())
	}
}
