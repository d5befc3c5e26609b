package openaitest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Audio is one request to write down what is said in a file.
type Audio struct {
	Model    string
	Name     string // of the file
	Data     []byte
	Language string // ISO 639-1, "" to be found out
	Prompt   string
	Format   string // "json", "text" or "verbose_json"
}

// Hearing writes down what a file says.
type Hearing func(Audio) string

// PlainHearing hears the text that a file holds, so that a test can record a voice
// message with a keyboard; what is no text it hears as silence.
func PlainHearing(a Audio) string {
	if !utf8.Valid(a.Data) || bytes.ContainsRune(a.Data, 0) {
		return ""
	}
	return strings.TrimSpace(string(a.Data))
}

const mostAudio = 25 << 20 // bytes

// transcribe answers POST /v1/audio/transcriptions.
func (c *call) transcribe() error {
	a, err := c.readAudio()
	if err != nil {
		return err
	}
	model, err := c.server.model(a.Model, TranscriptModel)
	if err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	text := c.server.options.Hear(a)
	seconds := float64(len(a.Data)) / 4000 // of speech at 32 kbit/s
	c.note(func(o *Outcome) { c.record.Audio, o.Text, o.Out = &a, text, tokens(text) })
	switch a.Format {
	case "text":
		return c.send(http.StatusOK, "text/plain; charset=utf-8", []byte(text+"\n"))
	case "verbose_json":
		return c.sendJSON(http.StatusOK, encode(map[string]any{
			"task": "transcribe", "language": "italian", "duration": seconds, "text": text,
			"segments": []any{map[string]any{"id": 0, "start": 0, "end": seconds, "text": text}},
		}))
	default:
		return c.sendJSON(http.StatusOK, encode(map[string]any{"text": text, "usage": map[string]any{"type": "duration", "seconds": seconds}, "model": model.ID}))
	}
}

func (a Audio) check() error {
	formats := []string{"flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"}
	switch {
	case a.Name == "":
		return invalid("file", "Missing required parameter: 'file'.")
	case len(a.Data) > mostAudio:
		return &failure{
			status: http.StatusRequestEntityTooLarge, kind: "server_error",
			message: fmt.Sprintf("Maximum content size limit (%d) exceeded (%d bytes read)", mostAudio, len(a.Data)),
		}
	case !slices.Contains(formats, strings.ToLower(strings.TrimPrefix(path.Ext(a.Name), "."))):
		return invalid("file", "Invalid file format. Supported formats: ['%s']", strings.Join(formats, "', '"))
	case len(a.Data) == 0:
		return invalid("file", "Audio file is too short. Minimum audio length is 0.1 seconds.")
	case !slices.Contains([]string{"", "json", "text", "verbose_json"}, a.Format):
		return invalid("response_format", "response_format '%s' is not one of ['json', 'text', 'verbose_json']", a.Format)
	}
	return nil
}

// readAudio reads the parts of the form.
func (c *call) readAudio() (Audio, error) {
	kind, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return Audio{}, invalid("", "Could not parse multipart form")
	}
	var a Audio
	form := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return a, nil
		}
		if err != nil {
			return a, invalid("", "Could not parse multipart form")
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return a, invalid("", "Could not parse multipart form")
		}
		switch part.FormName() {
		case "file":
			a.Name, a.Data = part.FileName(), data
		case "model":
			a.Model = string(data)
		case "language":
			a.Language = string(data)
		case "prompt":
			a.Prompt = string(data)
		case "response_format":
			a.Format = string(data)
		}
	}
}
