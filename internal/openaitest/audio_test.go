package openaitest_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"example.org/caterina/internal/openaitest"
)

// record posts a voice message.
func record(t *testing.T, s *openaitest.Server, name string, data []byte, fields map[string]string) result {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for k, v := range fields {
		if err := form.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if name != "" {
		w, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+string(openaitest.Transcriptions), &body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+s.Key())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	return result{resp.StatusCode, resp.Header, string(got), err}
}

func TestAVoiceMessageIsWrittenDown(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	fields := map[string]string{"model": openaitest.DefaultTranscript, "language": "it", "prompt": "Siena"}
	r := record(t, s, "voce.oga", []byte("vorrei un appuntamento "), fields)
	if r.status != 200 || !strings.Contains(r.body, `"text":"vorrei un appuntamento"`) {
		t.Errorf("got %d %s", r.status, r.body)
	}
	a := s.Requests(openaitest.Transcriptions)[0].Audio
	if a == nil || a.Name != "voce.oga" || a.Language != "it" || a.Prompt != "Siena" || a.Model != openaitest.DefaultTranscript {
		t.Errorf("got %+v", a)
	}
	fields["response_format"] = "text"
	if r := record(t, s, "voce.ogg", []byte("ciao"), fields); r.body != "ciao\n" {
		t.Errorf("got %q", r.body)
	}
	fields["response_format"] = "verbose_json"
	if r := record(t, s, "voce.ogg", []byte{0xff, 0, 1}, fields); !strings.Contains(r.body, `"text":""`) || !strings.Contains(r.body, `"segments":[`) {
		t.Errorf("got %q", r.body)
	}
}

func TestATestMayHearOtherwise(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Hear: func(a openaitest.Audio) string { return "da " + a.Name }})
	if r := record(t, s, "voce.mp3", []byte{1}, map[string]string{"model": openaitest.DefaultTranscript}); !strings.Contains(r.body, "da voce.mp3") {
		t.Errorf("got %q", r.body)
	}
}

func TestFilesThatNoServerTakesAreRefused(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	right := map[string]string{"model": openaitest.DefaultTranscript}
	for name, c := range map[string]struct {
		file   string
		data   []byte
		fields map[string]string
		status int
		words  string
	}{
		"no file":    {"", nil, right, 400, "'file'"},
		"a document": {"voce.pdf", []byte("x"), right, 400, "Supported formats"},
		"silence":    {"voce.ogg", nil, right, 400, "too short"},
		"too large":  {"voce.wav", make([]byte, 25<<20+1), right, 413, "Maximum content size limit"},
		"no model":   {"voce.ogg", []byte("x"), nil, 400, "model"},
		"odd format": {"voce.ogg", []byte("x"), map[string]string{"model": openaitest.DefaultTranscript, "response_format": "xml"}, 400, "xml"},
		"other one":  {"voce.ogg", []byte("x"), map[string]string{"model": "ignoto"}, 404, "ignoto"},
	} {
		r := record(t, s, c.file, c.data, c.fields)
		if r.status != c.status || !strings.Contains(r.body, c.words) {
			t.Errorf("%s: got %d %s", name, r.status, r.body)
		}
	}
	if r := post(t, s, openaitest.Transcriptions, params{"model": openaitest.DefaultTranscript}); r.status != 400 || !strings.Contains(r.body, "multipart") {
		t.Errorf("got %+v", r)
	}
}

func TestAFormThatEndsInTheMiddleIsRefused(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+string(openaitest.Transcriptions), strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nx"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	req.Header.Set("Authorization", "Bearer "+s.Key())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("got %d", resp.StatusCode)
	}
}
