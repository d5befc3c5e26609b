package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
)

// HeaderNotice carries the reference of a notice beside the Message-ID, which some
// servers replace.
const HeaderNotice = "X-Caterina-Notice"

// The most that is read of a report, and of each of its parts: what comes back with
// it is our own mail, which is short.
const (
	maxReport = 2 << 20
	maxParts  = 10
	maxBlocks = 100
)

// Report is what a mail server says became of a mail that it had taken.
type Report struct {
	// References name the mail, as it was sent with them: any of them may be somebody
	// else's.
	References []string
	// Failed says that it was given up for a reader: nothing more is tried. A mail that
	// is only late, was passed on or was delivered is not.
	Failed bool
	Status string // of the reader for whom it failed, as 5.1.1; "" when there is none
}

// errNoReport is everything that is no report, in words for whoever reads the log of
// the mail server.
func errNoReport(why string) error {
	return fmt.Errorf("not a delivery report (multipart/report with report-type=delivery-status, RFC 3464): %s", why)
}

// ReadReport reads a delivery report (RFC 3464) as mail servers send it back. The text
// for people that it begins with is not looked at: anybody can word that as they like.
func ReadReport(r io.Reader) (Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxReport+1))
	if err != nil {
		return Report{}, fmt.Errorf("read the report: %w", err)
	}
	if len(data) > maxReport {
		return Report{}, errNoReport(fmt.Sprintf("it is larger than %d MB", maxReport>>20))
	}
	msg, err := mail.ReadMessage(bytes.NewReader(withoutEnvelope(data)))
	if err != nil {
		return Report{}, errNoReport("its header cannot be read")
	}
	return readParts(msg)
}

// readParts reads the parts of a report.
func readParts(msg *mail.Message) (Report, error) {
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") || params["boundary"] == "" {
		return Report{}, errNoReport("it is another kind of mail")
	}
	report := Report{References: append(references(msg.Header.Get("In-Reply-To")), references(msg.Header.Get("References"))...)}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	told := false
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) || err != nil && told { // some servers forget the end
			break
		}
		if err != nil {
			return Report{}, errNoReport("its parts cannot be read")
		}
		isStatus, err := report.take(part)
		if err != nil {
			return Report{}, err
		}
		told = told || isStatus
	}
	if !told {
		return Report{}, errNoReport("it says nothing of any reader")
	}
	return report, nil
}

// withoutEnvelope drops the "From " line that delivery to a program puts before a mail.
func withoutEnvelope(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte("From ")) {
		return data
	}
	_, rest, _ := bytes.Cut(data, []byte("\n"))
	return rest
}

// take reads one part, and says whether it told of a reader.
func (r *Report) take(part *multipart.Part) (bool, error) {
	kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		kind = ""
	}
	var body io.Reader = part
	if strings.EqualFold(strings.TrimSpace(part.Header.Get("Content-Transfer-Encoding")), "base64") {
		body = base64.NewDecoder(base64.StdEncoding, part)
	}
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		return r.takeStatus(body)
	case "message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers":
		r.takeHeader(body)
	}
	return false, nil
}

// takeStatus reads what became of each reader: blocks of fields, the first of which
// is about the whole mail.
func (r *Report) takeStatus(body io.Reader) (bool, error) {
	told := false
	for _, block := range blocks(body) {
		action := strings.ToLower(firstWord(block.Get("Action")))
		if action == "" {
			continue // of the whole mail
		}
		told = true
		status := statusCode.FindString(block.Get("Status"))
		if action == "failed" && !strings.HasPrefix(status, "2") {
			r.Failed = true
			if r.Status == "" {
				r.Status = status
			}
		}
	}
	if !told {
		return false, errNoReport("its status names no action")
	}
	return true, nil
}

// statusCode is how RFC 3463 numbers what went wrong.
var statusCode = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// blocks reads groups of fields that blank lines part. What cannot be read ends them.
func blocks(r io.Reader) []textproto.MIMEHeader {
	var all []textproto.MIMEHeader
	lines := textproto.NewReader(bufio.NewReader(r))
	for len(all) < maxBlocks {
		header, err := lines.ReadMIMEHeader()
		if len(header) > 0 {
			all = append(all, header)
		}
		if err != nil {
			break
		}
	}
	return all
}

// takeHeader finds the references in the header of the mail that came back.
func (r *Report) takeHeader(body io.Reader) {
	header, err := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader()
	if err != nil && len(header) == 0 {
		return
	}
	r.References = append(r.References, references(header.Get(HeaderNotice))...)
	r.References = append(r.References, references(header.Get("Message-Id"))...)
}

// references are the local parts of message ids: those that we make name a notice.
func references(text string) []string {
	var found []string
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(" \t\r\n<>,;()", c) }) {
		local, _, _ := strings.Cut(word, "@")
		if local != "" && len(found) < maxBlocks {
			found = append(found, local)
		}
	}
	return found
}

func firstWord(text string) string {
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ' ' || c == '(' || c == ';' }) {
		return word
	}
	return ""
}
