package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/telegramtest"
)

// storyPatience is for what has to happen: an answer, a button's sentence, a note.
const storyPatience = 30 * time.Second

// TestTelegramStories runs conversations as citizens and staff have them, line by
// line, with the real program, a real database and Telegram's other side. What a
// script may say is in testdata/telegram/README.md; what everybody read is the test's
// log, made to be read aloud: "go test -v -run TestTelegramStories/inizio".
func TestTelegramStories(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/telegram/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("there are no stories: %v", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			tellStory(t, path)
		})
	}
}

// telling is a story while it is told: a town, its staff, and whoever writes to it.
type telling struct {
	*office

	tg     *telegramtest.Server
	files  map[string][]byte // of the script
	bot    string            // the town the bot speaks for, "" for all
	towns  []string
	now    string // the fixed clock
	mail   *mailtest.Server
	clerk  *clerk // signed in, once one was needed
	deeds  int
	people map[string]*person
	who    *person // whose turn it is
	line   int     // of the script
}

// person is a citizen with a telephone.
type person struct {
	name   string
	chat   *telegramtest.Chat
	seen   []telegramtest.Message // as they were when they were read
	query  string                 // of the button pressed last, until its answer was looked at
	wrote  int                    // Telegram's number of the last message
	number int64
}

// tellStory runs one script.
func tellStory(t *testing.T, path string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &telling{
		office: &office{t: t, url: pgtest.URL(t), passwords: map[string]string{}}, files: make(map[string][]byte),
		bot: "siena", towns: []string{"siena"}, now: "2026-11-24T10:30:00+01:00", people: make(map[string]*person),
	}
	for _, f := range archive.Files {
		s.files[f.Name] = f.Data
	}
	for i, line := range strings.Split(string(archive.Comment), "\n") {
		s.line = i + 1
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.tell(line)
	}
	s.end()
}

// tell carries out one line.
func (s *telling) tell(line string) {
	s.t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	if s.prepares(word, rest) {
		return
	}
	if s.server == nil {
		s.opens()
	}
	if word != "toast" {
		s.unanswered()
	}
	for _, deeds := range []map[string]func(string){s.reading(), s.writing(), s.staff()} {
		if deed, ok := deeds[word]; ok {
			deed(rest)
			return
		}
	}
	s.fail("nobody knows %q", word)
}

// prepares takes what has to be known before the town opens.
func (s *telling) prepares(word, rest string) bool {
	switch word {
	case "towns":
		s.towns, s.bot = strings.Fields(rest), ""
	case "bot":
		s.bot = rest
	case "mail":
		if rest != "server" {
			return false
		}
		s.mail = mailtest.Start(s.t, mailtest.Config{})
	case "now":
		s.now = rest
		if s.server != nil {
			s.settled()
			s.stop(s.t)
			s.server = s.serve()
		}
	default:
		return false
	}
	return true
}

// opens imports the towns, hires an operator and starts the program.
func (s *telling) opens() {
	s.t.Helper()
	args := []string{"import", demo("italia")}
	for _, town := range s.towns {
		args = append(args, demo(town))
	}
	caterina(s.t, s.url, args...)
	s.hire("giulia@example.org", "Giulia B.", "operator")
	s.tg = telegramtest.Start(s.t, telegramtest.Options{Accounts: []telegramtest.Account{
		{Token: telegramtest.DefaultToken, Username: "caterina_siena_bot", Name: "Caterina", Alone: true},
	}})
	s.server = s.serve()
	if s.who == nil {
		s.turnTo("maria")
	}
}

func (s *telling) serve() *server {
	s.t.Helper()
	token := s.tg.Token()
	if s.bot != "" {
		token = s.bot + "=" + token
	}
	settings := []string{
		"CATERINA_TELEGRAM_TOKEN=" + token, "CATERINA_TELEGRAM_API_URL=" + s.tg.URL(), "CATERINA_PUBLIC_URL=https://famiglia.example.it",
		"CATERINA_TEST=1", "CATERINA_NOW=" + s.now,
	}
	if s.mail != nil {
		settings = append(settings, "CATERINA_SMTP_URL="+s.mail.URL())
	}
	return startServer(s.t, s.url, settings...)
}

// turnTo has somebody else write from now on.
func (s *telling) turnTo(name string) {
	p, known := s.people[name]
	if !known {
		number := int64(1001 + len(s.people))
		p = &person{name: name, number: number, chat: s.tg.Chat(number, telegramtest.Named(name, ""))}
		s.people[name] = p
	}
	s.who = p
}

// end reads that everybody has read everything.
func (s *telling) end() {
	s.t.Helper()
	s.unanswered()
	s.settled()
	for _, p := range s.people {
		if all := p.chat.Messages(); len(all) > len(p.seen) {
			s.t.Errorf("%s was also sent, and nobody in the script reads it:\n%s", p.name, rendered(all[len(p.seen)]))
		}
	}
	if logs := s.logs.String(); strings.Contains(logs, "not-a-real") {
		s.t.Error("the token is in the log")
	}
}

// settled waits until nothing is to be worked, answered or sent.
func (s *telling) settled() {
	s.t.Helper()
	if err := s.tg.Bot("").WaitConfirmed(s.patient()); err != nil {
		s.fail("%v", err)
	}
	s.reaches("something is still to be done", func() bool {
		return ask[int](s.office, `SELECT (SELECT count(*) FROM telegram_update WHERE done_at IS NULL)::int
			+ (SELECT count(*) FROM turn WHERE done_at IS NULL)::int + (SELECT count(*) FROM delivery WHERE state IN ('due', 'sending'))::int`) == 0
	})
}

// reaches waits until something of the database holds.
func (s *telling) reaches(what string, holds func() bool) {
	s.t.Helper()
	ctx := s.patient()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			s.fail("%s", what)
		case <-tick.C:
		}
	}
}

func (s *telling) patient() context.Context {
	ctx, cancel := context.WithTimeout(s.t.Context(), storyPatience)
	s.t.Cleanup(cancel)
	return ctx
}

// fail says where in the script, and what was read last.
func (s *telling) fail(format string, args ...any) {
	s.t.Helper()
	last := ""
	if s.who != nil && len(s.who.seen) > 0 {
		last = "\nRead last:\n" + rendered(s.who.seen[len(s.who.seen)-1])
	}
	s.t.Fatalf("line %d: %s%s", s.line, fmt.Sprintf(format, args...), last)
}

// quoted are the words of a line between quotes.
func (s *telling) quoted(rest string) []string {
	s.t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(rest, -1) {
		all = append(all, m[1])
	}
	if strings.Count(rest, `"`) != 2*len(all) {
		s.fail("a quote is missing: %s", rest)
	}
	return all
}

// rendered is a message as one reads it, with where its links lead and its buttons.
func rendered(m telegramtest.Message) string {
	var b strings.Builder
	for line := range strings.Lines(m.Text) {
		b.WriteString("  | " + strings.TrimRight(line, "\n") + "\n")
	}
	for _, e := range m.Entities {
		if e.URL != "" {
			b.WriteString("  ^ " + e.URL + "\n")
		}
	}
	for _, row := range m.Keyboard {
		labels := make([]string, 0, len(row))
		for _, button := range row {
			labels = append(labels, "["+button.Text+"]")
		}
		b.WriteString("  " + strings.Join(labels, " ") + "\n")
	}
	if m.Markup != "" {
		b.WriteString("  keyboard: " + m.Markup + "\n")
	}
	return b.String() + "  (" + strconv.Itoa(len([]rune(m.Text))) + " characters)"
}

// remembered is the message with a button that was read last; nil for none.
func (p *person) remembered(label string) *telegramtest.Message {
	for i := range slices.Backward(p.seen) {
		if slices.Contains(p.seen[i].Labels(), label) {
			return &p.seen[i]
		}
	}
	return nil
}
