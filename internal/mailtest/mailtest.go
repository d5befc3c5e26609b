// Package mailtest is a mail server for tests: a real listener that speaks SMTP
// on this machine and keeps what it is given.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server takes mail until its test ends.
type Server struct {
	Mails chan Mail // what was taken, in order

	tb     testing.TB
	config Config
	lines  sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
}

// Config says how a Server behaves. The zero Config takes everything.
type Config struct {
	Recipient func(address string) string // answers RCPT; "" or nil takes the reader
	Data      func() string               // answers the end of a mail; "" or nil takes it
	TLS       *tls.Config                 // offers STARTTLS
	User      string                      // the only one who may hand in mail, with Password
	Password  string
	Address   string // to listen on; empty for any port
}

// Mail is one mail as it arrived.
type Mail struct {
	From, To, Subject, Text string
	Header                  mail.Header
	Encrypted               bool   // the line was
	Parts                   []Part // of a mail that has several, outermost first; Text is the first plain one
}

// Part is one part of a mail.
type Part struct {
	Type   string            // text/calendar
	Params map[string]string // of its type: method, charset
	File   string            // its name, when it is attached
	Body   string
}

// patience is for what a test waits for.
const patience = 30 * time.Second

// Start returns a server that listens.
func Start(tb testing.TB, config Config) *Server {
	tb.Helper()
	s := &Server{Mails: make(chan Mail, 100), tb: tb, config: config, open: make(map[net.Conn]bool)}
	if s.config.Address == "" {
		s.config.Address = "127.0.0.1:0"
	}
	listener, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", s.config.Address)
	if err != nil {
		tb.Fatalf("listen for mail: %v", err)
	}
	s.listener = listener
	s.lines.Go(s.accept)
	tb.Cleanup(s.Close)
	return s
}

// Address is where the server listens, HOST:PORT.
func (s *Server) Address() string { return s.listener.Addr().String() }

// URL is what CATERINA_SMTP_URL is to be.
func (s *Server) URL() string {
	user := ""
	if s.config.User != "" {
		user = s.config.User + ":" + s.config.Password + "@"
	}
	return "smtp://" + user + s.Address() + "?from=caterina@comune.example"
}

// Close ends the server and every line to it.
func (s *Server) Close() {
	_ = s.listener.Close()
	s.mu.Lock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.lines.Wait()
}

// Next waits for the next mail.
func (s *Server) Next() Mail {
	s.tb.Helper()
	select {
	case m := <-s.Mails:
		return m
	case <-time.After(patience):
		s.tb.Fatal("no mail came")
		return Mail{}
	}
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.open[conn] = true
		s.mu.Unlock()
		s.lines.Go(func() {
			defer func() {
				_ = conn.Close()
				s.mu.Lock()
				delete(s.open, conn)
				s.mu.Unlock()
			}()
			(&session{server: s, conn: conn, in: bufio.NewReader(conn)}).serve()
		})
	}
}

// session is one line to the server.
type session struct {
	server    *Server
	conn      net.Conn
	in        *bufio.Reader
	encrypted bool
	known     bool // said who they are
	from, to  string
}

func (c *session) say(format string, args ...any) { fmt.Fprintf(c.conn, format+"\r\n", args...) }

func (c *session) serve() {
	c.say("220 mail.example ESMTP")
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if !c.obey(strings.ToUpper(verb), rest) {
			return
		}
	}
}

// obey does one command and says whether the line goes on.
func (c *session) obey(verb, rest string) bool {
	config := &c.server.config
	switch verb {
	case "EHLO":
		c.say("250-mail.example")
		if config.TLS != nil && !c.encrypted {
			c.say("250-STARTTLS")
		}
		if config.User != "" {
			c.say("250-AUTH PLAIN")
		}
		c.say("250 8BITMIME")
	case "STARTTLS":
		c.say("220 go on")
		c.conn = tls.Server(c.conn, config.TLS)
		c.in, c.encrypted = bufio.NewReader(c.conn), true
	case "AUTH":
		c.auth(rest)
	case "MAIL":
		if config.User != "" && !c.known {
			c.say("530 who are you")
			return true
		}
		c.from = between(rest)
		c.say("250 ok")
	case "RCPT":
		c.to = between(rest)
		c.answer(config.Recipient != nil, func() string { return config.Recipient(c.to) })
	case "DATA":
		c.say("354 go on")
		return c.data()
	case "QUIT":
		c.say("221 bye")
		return false
	default:
		c.say("250 ok")
	}
	return true
}

// answer says what the test wants said, or that all is well.
func (c *session) answer(asked bool, words func() string) {
	if asked {
		if refusal := words(); refusal != "" {
			c.say("%s", refusal)
			return
		}
	}
	c.say("250 ok")
}

func (c *session) auth(rest string) {
	_, encoded, _ := strings.Cut(rest, " ")
	b, err := base64.StdEncoding.DecodeString(encoded)
	config := &c.server.config
	if c.known = err == nil && string(b) == "\x00"+config.User+"\x00"+config.Password; c.known {
		c.say("235 welcome")
	} else {
		c.say("535 no")
	}
}

// data takes a mail.
func (c *session) data() bool {
	var text strings.Builder
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	if data := c.server.config.Data; data != nil {
		if refusal := data(); refusal != "" {
			c.say("%s", refusal)
			return true
		}
	}
	parsed, err := decode(text.String())
	if err != nil {
		c.say("554 unreadable")
		return true
	}
	parsed.From, parsed.To, parsed.Encrypted = c.from, c.to, c.encrypted
	c.server.Mails <- parsed
	c.say("250 taken")
	return true
}

// decode reads a mail.
func decode(raw string) (Mail, error) {
	msg, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		return Mail{}, fmt.Errorf("read a mail: %w", err)
	}
	subject, err := (&mime.WordDecoder{}).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil {
		return Mail{}, fmt.Errorf("read a subject: %w", err)
	}
	parts, err := decodeParts(msg.Header, msg.Body)
	if err != nil {
		return Mail{}, err
	}
	m := Mail{Subject: subject, Header: msg.Header, Parts: parts}
	for _, p := range parts {
		if p.Type == "text/plain" {
			m.Text = strings.ReplaceAll(p.Body, "\r\n", "\n")
			break
		}
	}
	return m, nil
}

// header is what a mail and its parts have.
type header interface{ Get(key string) string }

// decodeParts reads a part, or the parts it is made of.
func decodeParts(h header, body io.Reader) ([]Part, error) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("read a part's type: %w", err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		var parts []Part
		for reader := multipart.NewReader(body, params["boundary"]); ; {
			part, err := reader.NextRawPart()
			if errors.Is(err, io.EOF) {
				return parts, nil
			}
			if err != nil {
				return nil, fmt.Errorf("read a part: %w", err)
			}
			inner, err := decodeParts(part.Header, part)
			if err != nil {
				return nil, err
			}
			parts = append(parts, inner...)
		}
	}
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("read a part: %w", err)
	}
	_, disposition, _ := mime.ParseMediaType(h.Get("Content-Disposition")) // most have none
	return []Part{{Type: kind, Params: params, File: disposition["filename"], Body: string(text)}}, nil
}

// between is what stands between < and >.
func between(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
