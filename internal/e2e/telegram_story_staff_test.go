package e2e

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// staff is what people behind the assistant do, and what time and accidents do.
func (s *telling) staff() map[string]func(string) {
	return map[string]func(string){
		"operator": s.operator,
		"restart": func(rest string) {
			if rest == "-9" {
				if err := s.cmd.Process.Kill(); err != nil {
					s.t.Fatal(err)
				}
				<-s.done
			} else {
				s.stop(s.t)
			}
			s.t.Log("(il programma riparte)")
			s.server = s.serve()
		},
		"down": func(string) {
			if err := s.cmd.Process.Kill(); err != nil {
				s.t.Fatal(err)
			}
			<-s.done
		},
		"up": func(string) { s.server = s.serve() },
		"sql": func(statement string) {
			s.settled()
			s.sql(statement)
		},
		"due": func(what string) {
			s.sql(`UPDATE river_job SET scheduled_at = clock_timestamp(), state = 'available' WHERE state = 'scheduled' AND (args ->> 'what' = $1 OR kind = $1)`, what)
		},
		"mail": func(rest string) {
			m := s.mail.Next()
			s.t.Logf("e-mail a %s: %s\n%s", m.To, m.Subject, m.Text)
			for _, w := range s.quoted(rest) {
				if !strings.Contains(m.To+"\n"+m.Subject+"\n"+m.Text, w) {
					s.fail("the mail does not say %q:\n%s\n%s", w, m.Subject, m.Text)
				}
			}
		},
		"desk": func(rest string) { s.desk(s.quoted(rest)) },
		"holds": func(rest string) {
			words := s.quoted(rest)
			s.reaches(words[0]+" is not "+words[1]+" but "+ask[string](s.office, words[0]), func() bool { return ask[string](s.office, words[0]) == words[1] })
		},
	}
}

// operator does what somebody of the staff does at the console.
func (s *telling) operator(rest string) {
	s.t.Helper()
	if s.clerk == nil {
		s.clerk = s.signedIn("giulia@example.org")
	}
	words := s.quoted(rest)
	verb, _, _ := strings.Cut(rest, ` "`)
	s.t.Logf("Giulia B. %s", rest)
	switch verb {
	case "on duty":
		s.onDuty("giulia@example.org")
	case "off duty":
		s.sql(`UPDATE member SET wants = 'offline'`)
		s.sql(`DELETE FROM presence`)
	case "accepts":
		s.reaches("nothing rings", func() bool { return s.state() == "offered" })
		s.deedNow("accept", nil)
	case "takes":
		s.settled()
		s.deedNow("take", nil)
	case "says":
		s.deedNow("reply", url.Values{"text": words})
	case "writes":
		s.deedNow("reply", url.Values{"text": {strings.TrimSpace(string(s.files[words[0]]))}})
	case "edits":
		seq := ask[int](s.office, `SELECT max(seq)::int FROM event WHERE conversation_id = $1::uuid AND kind = 'message' AND actor LIKE 'operator:%'`, s.conversation())
		s.deedNow("edit", url.Values{"text": words, "of": {strconv.Itoa(seq)}})
	case "hands back":
		s.deedNow("handback", nil)
	case "closes":
		s.deedNow("close", nil)
	case "reads":
		s.operatorReads(words)
	default:
		s.fail("operators do not know %q", verb)
	}
}

// conversation is the newest of whoever's turn it is.
func (s *telling) conversation() string {
	s.t.Helper()
	return ask[string](s.office, `SELECT id::text FROM conversation WHERE chat LIKE '%/' || $1::text ORDER BY created_at DESC LIMIT 1`, strconv.FormatInt(s.who.number, 10))
}

func (s *telling) state() string {
	s.t.Helper()
	return ask[string](s.office, `SELECT state FROM conversation WHERE id = $1::uuid`, s.conversation())
}

// deedNow asks something of the conversation as it stands now.
func (s *telling) deedNow(what string, more url.Values) {
	s.t.Helper()
	conv := s.conversation()
	s.deeds++
	address, form := s.deed(conv, what, "deed-"+strconv.Itoa(s.deeds), "", ask[int](s.office, `SELECT epoch FROM conversation WHERE id = $1::uuid`, conv))
	maps.Copy(form, more)
	if status := s.clerk.post(address, form); status < 200 || status > 399 {
		s.fail("%s: status %d\n%s", what, status, s.logs)
	}
}

// operatorReads waits until the conversation's page says something.
func (s *telling) operatorReads(words []string) {
	s.t.Helper()
	s.pageSays("/console/siena/conversations/"+s.conversation(), words)
}

// desk waits until the page of the newest appointment says something.
func (s *telling) desk(words []string) {
	s.t.Helper()
	if s.clerk == nil {
		s.clerk = s.signedIn("giulia@example.org")
	}
	s.pageSays("/console/siena/agenda/bookings/"+ask[string](s.office, `SELECT max(id)::text FROM booking`), words)
}

func (s *telling) pageSays(path string, words []string) {
	s.t.Helper()
	s.reaches("the page does not say it", func() bool {
		page := s.page(path)
		for _, w := range words {
			if !strings.Contains(page, w) {
				return false
			}
		}
		return true
	})
}

// page fetches a page of the console.
func (s *telling) page(path string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	resp, err := s.clerk.client.Do(req)
	if err != nil {
		s.fail("%s: %v", path, err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil {
		s.t.Fatal(err)
	}
	return b.String()
}
