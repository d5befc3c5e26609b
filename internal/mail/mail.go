// Package mail hands messages to the mail server of the municipality, over SMTP.
// It knows nothing of what they say, and it logs nothing: whom a mail goes to is
// personal data, so that even an answer of the server is reported by its number
// alone.
package mail

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"example.org/caterina"
)

// timeout is for one part of an exchange with the server, unless it has to be sooner.
const timeout = 30 * time.Second

// Server is where mail is handed in.
type Server struct {
	host           string
	port           int
	tls            bool // from the first byte
	user, password string
	from           string
}

// Parse reads the address of a mail server:
// smtp://USER:PASSWORD@HOST:587?from=ADDRESS, or smtps:// where the line is
// encrypted from the beginning. Without ?from= the mail comes from sender. Errors
// never quote the address: it holds a password.
func Parse(address caterina.Secret, sender string) (Server, error) {
	u, err := url.Parse(address.Reveal())
	if err != nil {
		return Server{}, errors.New("it is not an address: write smtp://USER:PASSWORD@HOST:587?from=caterina@comune.example, " +
			"with %XX for signs such as @ or / in the password")
	}
	s := Server{host: u.Hostname(), port: 587}
	switch u.Scheme {
	case "smtp":
	case "smtps":
		s.port, s.tls = 465, true
	default:
		return Server{}, errors.New("it must begin with smtp:// or smtps://")
	}
	if s.host == "" || strings.Trim(u.Path, "/") != "" {
		return Server{}, errors.New("name the server after the //, and nothing but its port and ?from= behind it")
	}
	if port := u.Port(); port != "" {
		if s.port, err = strconv.Atoi(port); err != nil || s.port < 1 || s.port > 65535 {
			return Server{}, fmt.Errorf("%s is no port", port)
		}
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	query := u.Query()
	for name := range query {
		if name != "from" {
			return Server{}, fmt.Errorf("%q is not known behind the ?: only from is", name)
		}
	}
	s.from = cmp.Or(query.Get("from"), sender)
	if !Valid(s.from) {
		return Server{}, errors.New("say with ?from=ADDRESS whom the mail comes from")
	}
	return s, nil
}

// From is the address that mail comes from.
func (s Server) From() string { return s.from }

// Valid says whether an address is one that mail can be sent to: one, and
// nothing but the address. Letters beyond ASCII are left out, for most servers
// refuse them.
func Valid(address string) bool {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > 254 {
		return false
	}
	for _, r := range address {
		if r <= ' ' || r > '~' || strings.ContainsRune(`"\()[]<>,;:`, r) {
			return false
		}
	}
	_, host, _ := strings.Cut(address, "@")
	return strings.Contains(host, ".")
}

// Send hands one message in, before ctx is done. CodeInvalid when the server refuses
// its reader for good: trying again will not help. CodeUnavailable for everything
// that may be otherwise in a while.
func (s Server) Send(ctx context.Context, m caterina.Mail) error { return s.SendSure(ctx, m, nil) }

// SendSure is Send of what has to be true when it leaves: sure is asked at the last
// moment, when the server has let us in, knows the reader and waits for the text. Its
// error keeps the mail here, and is returned. nil asks nothing.
func (s Server) SendSure(ctx context.Context, m caterina.Mail, sure func(context.Context) error) error {
	var unsure error
	msg, err := s.message(m, func() error {
		if sure != nil {
			unsure = sure(ctx)
		}
		return unsure
	})
	if err != nil {
		return err
	}
	client, err := s.client(patience(ctx))
	if err != nil {
		return caterina.Errorf(caterina.CodeUnavailable, "the mail server cannot be addressed")
	}
	line, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return failure(err)
	}
	if err := client.SendWithSMTPClient(line, msg); err != nil {
		_ = line.Close() // in the middle of a mail, it may be: without its end it is none
		if unsure != nil {
			return unsure
		}
		return failure(err)
	}
	_ = client.CloseWithSMTPClient(line) // taken is taken, however the line ends
	return nil
}

// patience is how long each of the three parts of an exchange may take, which are the
// greeting, getting in, and the mail: together not beyond the end of ctx. Some servers
// let strangers wait on purpose.
func patience(ctx context.Context) time.Duration {
	end, ok := ctx.Deadline()
	if !ok {
		return timeout
	}
	return max(time.Millisecond, min(timeout, time.Until(end)/3))
}

// message writes the mail as it travels. leave is asked before its text does.
func (s Server) message(m caterina.Mail, leave func() error) (*gomail.Msg, error) {
	if !Valid(m.To.Reveal()) {
		return nil, caterina.Errorf(caterina.CodeInvalid, "the reader's address cannot be used")
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if msg.From(s.from) != nil || msg.To(m.To.Reveal()) != nil { // their words would quote an address
		return nil, caterina.Errorf(caterina.CodeInvalid, "an address of the mail cannot be used")
	}
	_, domain, _ := strings.Cut(s.from, "@")
	msg.SetMessageIDWithValue(cmp.Or(m.Reference, strings.ToLower(rand.Text())) + "@" + domain) // not this machine's name
	if m.Reference != "" {
		msg.SetGenHeader(HeaderNotice, m.Reference)
	}
	msg.SetDate()
	msg.Subject(m.Subject)
	msg.SetGenHeader(gomail.HeaderContentLang, m.Lang)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's holiday notice shall answer
	msg.SetBodyWriter(gomail.TypeTextPlain, func(w io.Writer) (int64, error) {
		if err := leave(); err != nil {
			return 0, err
		}
		n, err := io.WriteString(w, m.Text)
		return int64(n), err //nolint:wrapcheck // the line's, which says where it broke
	})
	return msg, addCalendar(msg, m.Calendar)
}

// addCalendar adds an appointment twice: as another form of the text, which
// programs for mail offer to put into the calendar, and as a file, for all others.
func addCalendar(msg *gomail.Msg, file *caterina.CalendarFile) error {
	if file == nil {
		return nil
	}
	kind := gomail.ContentType("text/calendar; method=" + file.Method)
	msg.AddAlternativeString(kind, string(file.Data))
	err := msg.AttachReader(file.Name, bytes.NewReader(file.Data), gomail.WithFileContentType(kind+"; charset=UTF-8"))
	if err != nil {
		return fmt.Errorf("attach a calendar file: %w", err)
	}
	return nil
}

// client is a connection to be: each message has its own, for they are few.
func (s Server) client(patience time.Duration) (*gomail.Client, error) {
	opts := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(patience), gomail.WithoutNoop(), gomail.WithoutRset()}
	local := isLocal(s.host)
	if local { // its certificate names nobody, and nobody stands between
		opts = append(opts, gomail.WithTLSConfig(&tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12})) //nolint:gosec // as above
	}
	switch {
	case s.tls:
		opts = append(opts, gomail.WithSSL())
	case s.password != "" && !local:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if s.user != "" {
		auth := gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover)
		if local {
			auth = gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc)
		}
		opts = append(opts, auth, gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	client, err := gomail.NewClient(s.host, opts...)
	if err != nil {
		return nil, fmt.Errorf("make a mail client: %w", err)
	}
	return client, nil
}

// isLocal says whether a host is this machine, where nobody listens in.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// failure says what went wrong without the words of the server, which quote the
// reader's address.
func failure(err error) error {
	refused, ok := errors.AsType[*gomail.SendError](err)
	if !ok {
		return caterina.Errorf(caterina.CodeUnavailable, "the mail server was not reached, or did not let us in (%s)", kind(err))
	}
	code := refused.ErrorCode()
	if refused.Reason == gomail.ErrSMTPRcptTo && code >= 500 && code < 600 {
		return caterina.Errorf(caterina.CodeInvalid, "the mail server refuses the reader (%d)", code)
	}
	return caterina.Errorf(caterina.CodeUnavailable, "the mail server did not take the mail (%d)", code)
}

// kind is the sort of a failure that has no number.
func kind(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Op
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return "handshake"
}
