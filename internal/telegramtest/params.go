package telegramtest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// call is one request for a method.
type call struct {
	server  *Server
	bot     *Bot
	token   string
	method  string
	params  map[string]string // strings as they are, everything else as JSON
	uploads map[string]Upload
	ctx     <-chan struct{} // closed when the caller has gone
}

// Upload is a file that came with a request.
type Upload struct {
	Name  string
	Type  string
	Bytes []byte
}

const (
	largestRequest = 50 << 20 // what a bot may upload
	largestField   = 1 << 20
)

// readParams reads the four ways the Bot API takes parameters: query string,
// form, JSON and multipart.
func readParams(w http.ResponseWriter, r *http.Request) (map[string]string, map[string]Upload, error) {
	params, uploads := make(map[string]string), make(map[string]Upload)
	for name, values := range r.URL.Query() {
		params[name] = values[0]
	}
	r.Body = http.MaxBytesReader(w, r.Body, largestRequest)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	switch kind {
	case "application/json":
		err = readJSON(r.Body, params)
	case "application/x-www-form-urlencoded":
		err = readForm(r, params)
	case "multipart/form-data":
		err = readMultipart(r, params, uploads)
	}
	if err == nil {
		_, err = io.Copy(io.Discard, r.Body) // or the server would not notice that the caller goes
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		err = &apiError{code: http.StatusRequestEntityTooLarge, description: "Request Entity Too Large"}
	}
	if err != nil {
		return nil, nil, err
	}
	for _, value := range params {
		if !utf8.ValidString(value) {
			return nil, nil, badRequest("strings must be encoded in UTF-8")
		}
	}
	return params, uploads, nil
}

func readForm(r *http.Request, params map[string]string) error {
	if err := r.ParseForm(); err != nil {
		return badRequestOr(err, "can't parse form")
	}
	for name, values := range r.PostForm {
		params[name] = values[0]
	}
	return nil
}

func readJSON(body io.Reader, params map[string]string) error {
	var object map[string]json.RawMessage
	if err := json.NewDecoder(body).Decode(&object); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return badRequestOr(err, "can't parse request parameters JSON object")
	}
	for name, raw := range object {
		var text string
		switch {
		case json.Unmarshal(raw, &text) == nil:
			params[name] = text
		case string(raw) != "null":
			params[name] = string(raw)
		}
	}
	return nil
}

// readMultipart reads parts one after the other. A request without any has an
// empty body rather than a closing boundary, and is not a mistake.
func readMultipart(r *http.Request, params map[string]string, uploads map[string]Upload) error {
	reader, err := r.MultipartReader()
	if err != nil {
		return badRequest("can't parse multipart request: %v", err)
	}
	for {
		part, err := reader.NextPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && len(params)+len(uploads) == 0 && strings.HasSuffix(err.Error(), "EOF"):
			return nil
		case err != nil:
			return badRequestOr(err, "can't parse multipart request")
		}
		if err := readPart(part, params, uploads); err != nil {
			return err
		}
	}
}

func readPart(part *multipart.Part, params map[string]string, uploads map[string]Upload) error {
	defer func() { _ = part.Close() }()
	if part.FileName() != "" {
		data, err := io.ReadAll(part)
		if err != nil {
			return badRequestOr(err, "can't read an uploaded file")
		}
		uploads[part.FormName()] = Upload{Name: part.FileName(), Type: part.Header.Get("Content-Type"), Bytes: data}
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(part, largestField))
	if err != nil {
		return badRequestOr(err, "can't read a field")
	}
	params[part.FormName()] = string(data)
	return nil
}

// badRequestOr words an error as a bad request, unless the request was too large.
func badRequestOr(err error, what string) error {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return err
	}
	return badRequest("%s", what)
}

func (c *call) text(name string) string { return c.params[name] }

func (c *call) flag(name string) bool {
	return c.params[name] == "true" || c.params[name] == "True" || c.params[name] == "1"
}

func (c *call) number(name string) int {
	n, err := strconv.Atoi(c.params[name])
	if err != nil {
		return 0
	}
	return n
}

func (c *call) decimal(name string) (float64, error) {
	f, err := strconv.ParseFloat(c.params[name], 64)
	if err != nil {
		return 0, badRequest("%s is empty", name)
	}
	return f, nil
}

// decode reads a parameter that is JSON; an absent one leaves the value alone.
func (c *call) decode(name string, into any) error {
	raw := c.params[name]
	if raw == "" || raw == "null" {
		return nil
	}
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return badRequest("can't parse %s JSON object", strings.ReplaceAll(name, "_", " "))
	}
	return nil
}

// chatID is the chat a call is about, 0 when it is about none.
func (c *call) chatID() int64 {
	n, err := strconv.ParseInt(c.params["chat_id"], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// chat finds the chat a call is about.
func (c *call) chat() (*Chat, error) {
	if c.params["chat_id"] == "" {
		return nil, badRequest("chat_id is empty")
	}
	chat, ok := c.bot.chats[c.chatID()]
	if !ok {
		return nil, badRequest("chat not found")
	}
	return chat, nil
}

// openChat finds the chat of a call that the bot may write into.
func (c *call) openChat() (*Chat, error) {
	chat, err := c.chat()
	if err != nil {
		return nil, err
	}
	return chat, chat.closed()
}
