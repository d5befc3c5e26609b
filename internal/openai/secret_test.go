package openai

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// secrets are what may be in no error: the key, what was asked, what was answered.
func secrets() []string {
	return []string{testKey, openaitest.DefaultKey, "SISTEMASEGRETO", "PROMPTSEGRETO", "RISPOSTASEGRETA"}
}

// silent checks that an error, all that it wraps, and the log of it hold no secret.
func silent(t *testing.T, name string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", name)
		return
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.ErrorContext(t.Context(), "model failed", slog.Any("error", err))
	text := log.String() + everything(err)
	for _, secret := range secrets() {
		if strings.Contains(text, secret) {
			t.Errorf("%s: %q is in %s", name, secret, text)
		}
	}
}

// everything prints an error and its whole tree in all ways.
func everything(err error) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%v\n%+v\n%#v\n%q\n", err, err, err, err)
	switch e := err.(type) { //nolint:errorlint // walks the tree itself
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			text.WriteString(everything(inner))
		}
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			text.WriteString(everything(inner))
		}
	}
	return text.String()
}

// all calls everything that a client can.
func all(t *testing.T, c *Client) map[string]error {
	t.Helper()
	_, complete := c.Complete(t.Context(), structured())
	_, stream := c.Stream(t.Context(), question(), func(string) error { return nil })
	_, _, embed := c.Embed(t.Context(), 7, []string{testPrompt})
	_, transcribe := c.Transcribe(t.Context(), 7, "PROMPTSEGRETO.ogg", strings.NewReader(testPrompt))
	_, models := c.Models(t.Context())
	errs := map[string]error{"complete": complete, "stream": stream, "embed": embed, "transcribe": transcribe, "models": models}
	for _, check := range c.Ping(t.Context()) {
		errs["ping "+string(check.Line)] = check.Err
	}
	return errs
}

const told = testKey + " " + testSystem + " " + testPrompt + " RISPOSTASEGRETA"

func TestNoErrorHoldsAWordOfTheServer(t *testing.T) {
	t.Parallel()
	quoted := fmt.Sprintf("%q", told)
	answers := map[string]answer{
		"no JSON":         refuses(200, told),
		"half a JSON":     refuses(200, `{"choices":[{"message":{"content":`+quoted),
		"another type":    refuses(200, `{"choices":`+quoted+`,"data":`+quoted+`,"text":[`+quoted+`]}`),
		"an error inside": refuses(200, `{"error":{"message":`+quoted+`}}`),
		"a late error":    raw("data: {\"error\":{\"message\":"+quoted+",\"code\":"+quoted+"}}\n\n", "\n"),
		"bad numbers":     refuses(200, `{"usage":{"prompt_tokens":`+quoted+`}}`),
		"the network":     {err: errors.New(told)},
		"its middle":      {body: []beat{{text: `{"choices":[`}, {err: errors.New(told)}}},
		"a redirect":      {status: 302, header: map[string]string{"Location": "http://altrove.test/?" + strings.ReplaceAll(told, " ", "+")}},
		"a bad redirect":  {status: 307, header: map[string]string{"Location": "://" + told}},
		"a wait":          {status: 429, header: map[string]string{"Retry-After": told}},
	}
	for _, status := range []int{400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503} {
		answers[fmt.Sprint(status, " in words")] = refuses(status, told)
		answers[fmt.Sprint(status, " in an object")] = refuses(status, `{"error":{"message":`+quoted+`,"type":`+quoted+`,"param":`+quoted+`,"code":`+quoted+`}}`)
		answers[fmt.Sprint(status, " in a word")] = refuses(status, `{"error":`+quoted+`}`)
	}
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for call, err := range all(t, client(t, config(newWire(a)))) {
					if err == nil && (strings.HasSuffix(call, "transcribe") || call == "models") {
						continue // an object without the field is silence, or a list of none
					}
					silent(t, call, err)
				}
			})
		})
	}
}

func TestCarelessServersTellNothing(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 429, 500} {
		server, c := fake(t, openaitest.Options{}, func(cfg *Config) { cfg.Retries = -1 })
		server.Fail(openaitest.Leaky(status, 0))
		for call, err := range all(t, c) {
			silent(t, call, err)
		}
	}
}

// crude is a server that answers every connection with these bytes.
func crude(t *testing.T, text string) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1))
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-ended })
	return "http://" + listener.Addr().String() + "/v1"
}

func TestAnswersThatAreNoHTTPTellNothing(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no HTTP":       told + "\r\n\r\n",
		"no header":     "HTTP/1.1 200 OK\r\n" + told + "\r\n\r\n",
		"no status":     "HTTP/1.1 " + told + "\r\n\r\n",
		"no length":     "HTTP/1.1 200 OK\r\nContent-Length: " + told + "\r\n\r\n",
		"no encoding":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + testKey + "\r\n\r\n",
		"no chunk":      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + told,
		"no gzip":       "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nPROMPTSEG",
		"a long header": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat(told, 2000) + "\r\n\r\n",
		"a short body":  "HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + told,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := config(nil)
			cfg.BaseURL, cfg.Transport, cfg.Failures = crude(t, text), nil, 1000
			for call, err := range all(t, client(t, cfg)) {
				silent(t, call, err)
			}
		})
	}
}

func TestARedirectCarriesNothingElsewhere(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s with %q arrived elsewhere", r.Method, r.URL, r.Header.Get("Authorization"))
	}))
	t.Cleanup(other.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(other.URL+"/v1/chat/completions", status))
		t.Cleanup(server.Close)
		cfg := config(nil)
		cfg.BaseURL, cfg.Transport = server.URL+"/v1", nil
		_, err := client(t, cfg).Complete(t.Context(), question())
		e := failed(t, err, caterina.FailedRefused, ReasonRedirect)
		silent(t, "redirect", err)
		if e.Status != status || !strings.Contains(e.message(), "CATERINA_OPENAI_BASE_URL") {
			t.Errorf("%d: %q", e.Status, e.message())
		}
	}
}

func TestACertificateThatNobodyKnowsIsNotTried(t *testing.T) {
	t.Parallel()
	asked := 0
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	cfg := config(nil)
	cfg.BaseURL, cfg.Transport = server.URL+"/v1", nil
	_, err := client(t, cfg).Complete(t.Context(), question())
	want(t, err, caterina.FailedServer, ReasonCertificate)
	silent(t, "certificate", err)
	if asked != 0 {
		t.Errorf("asked %d times", asked)
	}
}

func TestAPlainServerBehindHTTPSIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	cfg := config(nil)
	cfg.BaseURL, cfg.Transport = strings.Replace(crude(t, "HTTP/1.1 400 Bad Request\r\n\r\n"), "http:", "https:", 1), nil
	_, err := client(t, cfg).Complete(t.Context(), question())
	want(t, err, caterina.FailedServer, ReasonAddress)
}

func TestANameThatNobodyHasIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWire(answer{err: &net.DNSError{Err: told, Name: told, IsNotFound: true}})
	_, err := client(t, config(w)).Complete(t.Context(), question())
	want(t, err, caterina.FailedServer, ReasonAddress)
	silent(t, "name", err)
	if w.count() != 1 {
		t.Errorf("asked %d times", w.count())
	}
}

func TestNothingPrintsTheKey(t *testing.T) {
	t.Parallel()
	cfg := config(newWire(says("ciao")))
	c := client(t, cfg)
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	logger.InfoContext(t.Context(), "client", slog.Any("client", c), slog.String("key", cfg.Key.String()))
	text := log.String() + fmt.Sprintf("%v %+v %#v %s", c, c, c, c) + fmt.Sprintf("%+v %#v", c.cfg, c.cfg) + fmt.Sprintf("%+v", cfg.Key)
	if strings.Contains(text, testKey) || c.cfg.Key != "" {
		t.Errorf("the key is in %s", text)
	}
}

func TestEveryFailureHasASentenceForStaffAndACode(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		err  *Error
		code caterina.Code
		says string
	}{
		"key":       {&Error{Line: LineChat, Failure: caterina.FailedRefused, Reason: ReasonKey, Status: 401}, caterina.CodeUnavailable, "CATERINA_OPENAI_API_KEY"},
		"not found": {&Error{Line: LineEmbed, Failure: caterina.FailedRefused, Reason: ReasonNotFound, Status: 404}, caterina.CodeUnavailable, "CATERINA_OPENAI_EMBEDDING_MODEL"},
		"rate":      {fail(LineChat, caterina.FailedRate, ReasonRate), caterina.CodeLimited, "riprova tra poco"},
		"busy":      {fail(LineChat, caterina.FailedBusy, ReasonQueueFull), caterina.CodeLimited, "riprova tra poco"},
		"quota":     {fail(LineChat, caterina.FailedRate, ReasonQuota), caterina.CodeLimited, "ricaricato"},
		"late":      {fail(LineChat, caterina.FailedLate, ReasonLate), caterina.CodeUnavailable, "in tempo"},
		"stalled":   {fail(LineChat, caterina.FailedStalled, ReasonStalled), caterina.CodeUnavailable, "in tempo"},
		"open":      {fail(LineChat, caterina.FailedOpen, ReasonLeftAlone), caterina.CodeUnavailable, "Intanto continua senza"},
		"left":      {fail(LineChat, caterina.FailedLeft, ReasonCaller), caterina.CodeUnavailable, "interrotta"},
		"long":      {fail(LineChat, caterina.FailedRefused, ReasonTooLong), caterina.CodeUnavailable, "troppo lunga"},
		"declined":  {fail(LineChat, caterina.FailedRefused, ReasonDeclined), caterina.CodeUnavailable, "non ha voluto"},
		"status":    {&Error{Line: LineChat, Failure: caterina.FailedRefused, Reason: ReasonStatus, Status: 418}, caterina.CodeUnavailable, "HTTP 418"},
		"server":    {&Error{Line: LineChat, Failure: caterina.FailedServer, Reason: ReasonServer, Status: 503}, caterina.CodeUnavailable, "HTTP 503"},
		"bad":       {fail(LineChat, caterina.FailedBad, ReasonEmpty), caterina.CodeUnavailable, "ha risposto male: "},
		"budget":    {fail(LineChat, caterina.FailedBudget, ReasonBudgetSpent), caterina.CodeLimited, "domani"},
	} {
		public, ok := errors.AsType[*caterina.Error](error(row.err))
		if !ok || public.Code != row.code || !strings.Contains(public.Message, row.says) || caterina.CodeOf(row.err) != row.code {
			t.Errorf("%s: %+v, want %s and %q", name, public, row.code, row.says)
		}
		if text := row.err.Error(); !strings.HasPrefix(text, "openai: "+string(row.err.Line)+": "+string(row.err.Failure)) {
			t.Errorf("%s: the log says %q", name, text)
		}
	}
}
