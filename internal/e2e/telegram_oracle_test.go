package e2e

import (
	"encoding/json"
	"fmt"
	"strings"

	domain "example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/telegramtest"
)

// logged is an event of a chat's log with what became of it on its way.
type logged struct {
	seq      int64
	actor    string
	clientID string
	text     string
	parts    [][2]string // what Telegram was to be sent, in each language: a conversation's may change
	numbers  []int64
	state    string
	unsure   bool
	delivery int64
}

// judges compares, chat by chat, what was written with the log and the log with what
// the citizen read.
func (s *storm) judges() {
	if n := s.count(`SELECT count(*) FROM telegram_update WHERE failure IS NOT NULL`); n != 0 {
		s.t.Errorf("%d updates were set aside", n)
	}
	said, doubled, posted := 0, 0, ""
	for _, c := range s.people {
		log := s.log(c.chat.ID())
		for _, wrong := range c.judgeSaid(log) {
			s.t.Errorf("chat %d: %s", c.chat.ID(), wrong)
		}
		n, wrongs := judgeRead(log, c.chat.Messages())
		for _, wrong := range wrongs {
			s.t.Errorf("chat %d: %s", c.chat.ID(), wrong)
		}
		said += len(c.sent)
		doubled += n
	}
	if s.courier != nil {
		posted = fmt.Sprintf(", %d calls, %d of them not answered", s.courier.posted, s.courier.failed)
	}
	s.t.Logf("%d messages, %d marked as unsure, %d came twice%s", said,
		s.count(`SELECT count(*) FROM delivery WHERE unsure`), doubled, posted)
}

func (s *storm) count(query string) (n int) {
	if err := s.db.QueryRow(s.t.Context(), query).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// log reads a chat's log in order.
func (s *storm) log(chat int64) (log []logged) {
	rows, err := s.db.Query(s.t.Context(), `
		SELECT e.seq, e.cseq, e.kind, e.actor, e.epoch, coalesce(e.client_id, ''), e.body,
		       coalesce(d.id, 0), coalesce(d.state, ''), coalesce(d.unsure, false), coalesce(d.message_ids, '{}')
		  FROM conversation c
		  JOIN event e ON e.town_id = c.town_id AND e.conversation_id = c.id AND e.cseq IS NOT NULL
		  LEFT JOIN delivery d ON d.town_id = e.town_id AND d.conversation_id = e.conversation_id AND d.seq = e.seq
		 WHERE c.chat = $1 ORDER BY c.created_at, e.seq`, fmt.Sprintf("%d/%d", s.tg.Bot("").ID(), chat))
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var l logged
		var ev domain.Event
		err := rows.Scan(&ev.Seq, &ev.N, &ev.Kind, &ev.Actor, &ev.Epoch, &l.clientID, &ev.Body, &l.delivery, &l.state, &l.unsure, &l.numbers)
		if err != nil {
			s.t.Fatal(err)
		}
		var body domain.MessageBody
		if err := json.Unmarshal(ev.Body, &body); err != nil {
			s.t.Fatal(err)
		}
		l.seq, l.actor, l.text = ev.Seq, string(ev.Actor), body.Text
		english := telegram.Messages(&ev, &s.town, "en")
		for i, m := range telegram.Messages(&ev, &s.town, "it") {
			l.parts = append(l.parts, [2]string{m.HTML, english[i].HTML})
		}
		log = append(log, l)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return log
}

// judgeSaid says where the log is not what the citizen wrote, each of it once and in
// order, and what was not answered.
func (c *chatter) judgeSaid(log []logged) (wrong []string) {
	n, answered := 0, true
	for _, l := range log {
		if l.actor != string(domain.ActorCitizen) {
			answered = answered || !strings.HasPrefix(l.clientID, "long-")
			continue
		}
		if n == len(c.sent) {
			wrong = append(wrong, fmt.Sprintf("event %d (%s) was not written, or is there twice", l.seq, l.clientID))
			continue
		}
		want := c.sent[n]
		if l.clientID != want.id || l.text != want.text {
			wrong = append(wrong, fmt.Sprintf("event %d is %s %q, message %d was %s %q", l.seq, l.clientID, l.text, n, want.id, want.text))
		}
		if !answered && n > 0 && c.sent[n-1].burst != want.burst {
			wrong = append(wrong, fmt.Sprintf("nobody answered before event %d", l.seq))
		}
		answered = false
		n++
	}
	if n < len(c.sent) {
		wrong = append(wrong, fmt.Sprintf("the log has %d of %d messages", n, len(c.sent)))
	}
	if !answered {
		wrong = append(wrong, "the last message has no answer")
	}
	return wrong
}

// judgeRead says where the citizen did not read what the log says, in its order, and
// counts what came twice: only what is marked may.
func judgeRead(log []logged, read []telegramtest.Message) (doubled int, wrong []string) {
	type part struct {
		number int64
		texts  [2]string
		of     *logged
	}
	var want []part
	last := int64(0)
	for i := range log {
		l := &log[i]
		if l.actor == string(domain.ActorCitizen) {
			continue
		}
		if l.state != "sent" || len(l.numbers) != len(l.parts) || l.delivery <= last {
			wrong = append(wrong, fmt.Sprintf("event %d is delivery %d after %d: %s, %d of %d parts", l.seq, l.delivery, last, l.state, len(l.numbers), len(l.parts)))
		}
		last = l.delivery
		for k := range min(len(l.numbers), len(l.parts)) {
			want = append(want, part{l.numbers[k], l.parts[k], l})
		}
	}
	next := 0
	for _, m := range read {
		switch {
		case next == len(want):
			wrong = append(wrong, fmt.Sprintf("message %d came after everything: %.40q", m.ID, m.Text))
			continue
		case m.Source != want[next].texts[0] && m.Source != want[next].texts[1]:
			wrong = append(wrong, fmt.Sprintf("message %d is %.40q, the log says %.40q", m.ID, m.Source, want[next].texts[0]))
		}
		if int64(m.ID) == want[next].number {
			next++
			continue
		}
		doubled++
		if !want[next].of.unsure {
			wrong = append(wrong, fmt.Sprintf("message %d is a double of event %d, which is not marked", m.ID, want[next].of.seq))
		}
	}
	if next < len(want) {
		wrong = append(wrong, fmt.Sprintf("the citizen read %d of %d messages", next, len(want)))
	}
	return doubled, wrong
}
