package openai

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// fake starts a server and returns it with a client of it, which is patient: the
// server's clock is the real one.
func fake(t *testing.T, options openaitest.Options, change func(*Config)) (*openaitest.Server, *Client) {
	t.Helper()
	server := openaitest.Start(t, options)
	cfg := Config{
		BaseURL: server.URL(), Key: caterina.Secret(server.Key()), ChatModel: openaitest.DefaultChat,
		EmbeddingModel: openaitest.DefaultEmbedding, TranscriptionModel: openaitest.DefaultTranscript,
		Timeout: 2 * time.Minute, FirstToken: time.Minute, Stall: time.Minute,
	}
	if change != nil {
		change(&cfg)
	}
	return server, client(t, cfg)
}

func TestACheckTriesEveryLine(t *testing.T) {
	t.Parallel()
	_, c := fake(t, openaitest.Options{}, nil)
	checks := c.Ping(t.Context())
	if len(checks) != 3 {
		t.Fatalf("checked %+v", checks)
	}
	for i, line := range []Line{LineChat, LineEmbed, LineTranscribe} {
		if check := checks[i]; check.Line != line || check.Err != nil || check.Took <= 0 || check.Model == "" {
			t.Errorf("%s: %+v", line, check)
		}
	}
	if checks[0].Format != "json_schema" || checks[0].First <= 0 || checks[1].Dims != 256 {
		t.Errorf("checked %+v", checks)
	}
}

func TestACheckSaysWhatIsWrongWithEachLine(t *testing.T) {
	t.Parallel()
	server, c := fake(t, openaitest.Options{Refuse: []string{"response_format"}}, func(cfg *Config) { cfg.TranscriptionModel = "" })
	server.DropModel(openaitest.DefaultEmbedding)
	checks := c.Ping(t.Context())
	if len(checks) != 2 || checks[0].Err != nil || checks[0].Format != "plain" {
		t.Fatalf("checked %+v", checks)
	}
	e := failed(t, checks[1].Err, caterina.FailedRefused, ReasonNotFound)
	if e.Status != 404 {
		t.Errorf("status is %d", e.Status)
	}
	_, c = fake(t, openaitest.Options{}, func(cfg *Config) { cfg.Key = "un'altra" })
	for _, check := range c.Ping(t.Context()) {
		want(t, check.Err, caterina.FailedRefused, ReasonKey)
	}
}

func TestACheckGoesPastTheBreakerAndTheBudget(t *testing.T) {
	t.Parallel()
	p := &purse{}
	_, c := fake(t, openaitest.Options{}, func(cfg *Config) { cfg.Budget, cfg.EmbeddingModel, cfg.TranscriptionModel = p, "", "" })
	_, err := c.Complete(t.Context(), question())
	want(t, err, caterina.FailedBudget, "")
	done, no := c.chat.allow()
	want(t, orNil(no), "", "")
	done(fail(LineChat, caterina.FailedRefused, ReasonKey))
	if !c.Health()[0].Open {
		t.Fatal("the line is not open")
	}
	if checks := c.Ping(t.Context()); checks[0].Err != nil {
		t.Errorf("checked %+v", checks)
	}
}

func TestACheckOfASilentServerEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		for _, check := range client(t, config(newWire(answer{delay: time.Hour}))).Ping(t.Context()) {
			want(t, check.Err, caterina.FailedLate, ReasonLate)
		}
		if took := time.Since(start); took != 3*checkTime {
			t.Errorf("took %v", took)
		}
	})
}

func TestAModelThatThinksThroughTheCheckWorks(t *testing.T) {
	t.Parallel()
	w := newWire(raw(event("<think>dico sì?", "length")), says("{}"))
	cfg := config(w)
	cfg.EmbeddingModel, cfg.TranscriptionModel = "", ""
	if checks := client(t, cfg).Ping(t.Context()); checks[0].Err != nil {
		t.Errorf("checked %+v", checks)
	}
}

func TestModelsAreListedByName(t *testing.T) {
	t.Parallel()
	server, c := fake(t, openaitest.Options{}, nil)
	names, err := c.Models(t.Context())
	want(t, err, "", "")
	if !slices.Equal(names, []string{openaitest.DefaultChat, openaitest.DefaultEmbedding, openaitest.DefaultTranscript}) {
		t.Errorf("models are %v", names)
	}
	server.Fail(openaitest.Fault{Endpoint: openaitest.ModelList, Status: 404})
	_, err = c.Models(t.Context())
	want(t, err, caterina.FailedRefused, ReasonNotFound)
	if c.Health()[0].Open {
		t.Error("a server without a list is left alone")
	}
}
