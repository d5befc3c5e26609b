package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	domain "example.org/caterina"
	"example.org/caterina/handoff"
)

// entry is one event of the log as the oracle reads it.
type entry struct {
	conv      string
	seq, cseq int64
	kind      string
	actor     string
	epoch     int
	client    string
	body      domain.StateBody
	at        time.Time
}

// glance checks what must hold at every moment: J1 as far as it is cheap, and J4.
func (w *world) glance(ctx context.Context) {
	for rule, sql := range map[string]string{
		"J4: a state and its owner do not fit": `SELECT id FROM conversation WHERE
			(state IN ('offered', 'assigned', 'snoozed')) <> (owner_id IS NOT NULL) OR (state = 'offered') <> (offered_until IS NOT NULL)
			OR (state = 'snoozed') <> (snoozed_until IS NOT NULL) OR (transfer_to IS NOT NULL AND state <> 'assigned')
			OR (state = 'queued' AND (queue IS NULL OR queued_at IS NULL))`,
		"J4: somebody without an account has it": `SELECT c.id FROM conversation c JOIN operator o ON o.id = c.owner_id WHERE o.disabled_at IS NOT NULL`,
		"J6: a call is promised, and is nobody's task": `SELECT c.id FROM conversation c WHERE c.state = 'callback' AND NOT
			EXISTS (SELECT FROM callback b WHERE b.town_id = c.town_id AND b.conversation_id = c.id AND b.state IN ('open', 'taken'))`,
		"J1: the counters are not the log's": `SELECT c.id FROM conversation c WHERE c.last_seq <> (SELECT count(*) FROM event e
			WHERE e.town_id = c.town_id AND e.conversation_id = c.id) OR c.last_cseq <> (SELECT count(e.cseq) FROM event e
			WHERE e.town_id = c.town_id AND e.conversation_id = c.id)`,
	} {
		if bad := w.text(ctx, `SELECT coalesce(string_agg(id::text, ' '), '') FROM (`+sql+`) x`); bad != "" {
			w.t.Errorf("%s: %s", rule, bad)
		}
	}
}

// log reads everything that was stored, conversation by conversation.
func (w *world) log(ctx context.Context) map[string][]entry {
	rows, err := w.db.Query(ctx, `SELECT conversation_id::text, seq, coalesce(cseq, 0), kind, actor, epoch, coalesce(client_id, ''), body, at
		FROM event ORDER BY conversation_id, seq`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	all := map[string][]entry{}
	for rows.Next() {
		var e entry
		var body []byte
		if err := rows.Scan(&e.conv, &e.seq, &e.cseq, &e.kind, &e.actor, &e.epoch, &e.client, &body, &e.at); err != nil {
			w.t.Fatal(err)
		}
		if err := json.Unmarshal(body, &e.body); err != nil && e.kind != "note" { // mentions are no part of a StateBody
			w.t.Errorf("%s/%d has a broken body: %v", e.conv, e.seq, err)
		}
		all[e.conv] = append(all[e.conv], e)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// judge looks at everything at the end.
func (w *world) judge(ctx context.Context) {
	w.glance(ctx)
	log := w.log(ctx)
	states := w.states(ctx)
	events := 0
	names := map[string]string{} // of actors
	for _, o := range w.operators {
		names[string(domain.OperatorActor(o.id))] = "Persona " + o.name
	}
	for conv, entries := range log {
		events += len(entries)
		for _, wrong := range judgeLog(entries, states[conv], names) {
			w.t.Errorf("conversation %s: %s", conv, wrong)
		}
		w.judgeSeen(conv, entries)
	}
	w.judgeCapacity(log)
	w.judgeFates(log)
	w.judgeViews(log)
	w.t.Logf("%d conversations, %d events; %s", len(log), events, w.report())
}

// states returns how each conversation stands.
func (w *world) states(ctx context.Context) map[string]headNow {
	rows, err := w.db.Query(ctx, `SELECT id::text, state, epoch FROM conversation`)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	states := map[string]headNow{}
	for rows.Next() {
		var conv string
		var h headNow
		if err := rows.Scan(&conv, &h.state, &h.epoch); err != nil {
			w.t.Fatal(err)
		}
		states[conv] = h
	}
	return states
}

// mayFollow says whether the state machine leads from one state to another.
func mayFollow(from, to string) bool {
	for _, rule := range handoff.Rules() {
		if string(rule.To) == to && slices.Contains(rule.From, domain.State(from)) {
			return true
		}
	}
	return false
}

// judgeLog replays one conversation: J1, J3 and J4 as the log tells it.
func judgeLog(entries []entry, now headNow, names map[string]string) (wrong []string) {
	state, owner, epoch, cseq := "bot", "", 0, int64(0)
	told := domain.StateBody{Owner: domain.OwnerBot, MessageBody: domain.MessageBody{Text: "-"}} // what the citizen was told last
	complain := func(e entry, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("event %d of %s (%s, epoch %d): ", e.seq, e.actor, e.kind, e.epoch)+fmt.Sprintf(format, args...))
	}
	for i, e := range entries {
		if e.seq != int64(i+1) {
			complain(e, "J1: it should be number %d", i+1)
		}
		if e.cseq != 0 {
			if cseq++; e.cseq != cseq {
				complain(e, "J1: for the citizen it should be number %d", cseq)
			}
		}
		switch {
		case e.kind == "state":
			to := string(e.body.State)
			if !mayFollow(state, to) {
				complain(e, "J4: from %s to %s", state, to)
			}
			if epoch++; e.epoch != epoch {
				complain(e, "J3: the epoch should be %d", epoch)
			}
			if name, staff := names[e.actor]; staff && owner != name && (state == "assigned" || state == "snoozed") && to != "assigned" {
				complain(e, "J3: %s puts an end to what is %s's", name, owner)
			}
			state, owner = to, ""
			if to == "offered" || to == "assigned" || to == "snoozed" {
				owner = e.body.Operator
			}
			if e.cseq != 0 {
				told = e.body
			}
			switch {
			case e.body.Owner != e.body.State.Owner() || told.Owner != e.body.Owner:
				complain(e, "J4: the citizen is told %s in state %s", told.Owner, to)
			case e.body.Owner == domain.OwnerPerson && told.Operator != owner:
				complain(e, "J4: the citizen believes to talk with %q, and it is %q", told.Operator, owner)
			case told.Text == "":
				complain(e, "J4: the citizen is told nothing")
			}
			continue
		case e.epoch != epoch:
			complain(e, "J3: the epoch is %d by then", epoch)
		}
		switch {
		case e.kind == "note" && e.cseq != 0:
			complain(e, "J9: a note that the citizen sees")
		case e.kind == "note":
		case e.actor == "bot" && state != "bot" && state != "callback": // there it may be asked to
			complain(e, "J3: the bot speaks while %s has it (%s)", owner, state)
		case e.actor == "citizen" && state == "closed":
			complain(e, "J4: a message after the end")
		case strings.HasPrefix(e.actor, "operator:") && (state != "assigned" && state != "snoozed" || e.body.Name != owner):
			complain(e, "J3: %s speaks while %q has it (%s)", e.body.Name, owner, state)
		}
	}
	if state != now.state || epoch != now.epoch {
		wrong = append(wrong, fmt.Sprintf("J4: it is %s of epoch %d, by its log %s of epoch %d", now.state, now.epoch, state, epoch))
	}
	return wrong
}

// judgeSeen checks J6: what a citizen wrote to people, and that people put an
// end to, somebody has received.
func (w *world) judgeSeen(conv string, entries []entry) {
	seen := int64(0)
	for _, o := range w.operators {
		o.mu.Lock()
		seen = max(seen, int64(len(o.views[conv])))
		o.mu.Unlock()
	}
	state, written := "bot", int64(0)
	for _, e := range entries {
		switch {
		case e.kind == "message" && e.actor == "citizen" && state != "bot":
			written = e.seq
		case e.kind == "state":
			state = string(e.body.State)
			ended := state == "closed" || state == "bot"
			if ended && strings.HasPrefix(e.actor, "operator:") && written > seen {
				w.t.Errorf("J6: %s wrote event %d, which no operator has seen when %s ended it", conv, written, e.actor)
			}
			if ended {
				written = 0
			}
		}
	}
}

// judgeCapacity checks J5: nobody is offered more than they can take. Who takes
// more does so by their own will. What was woken a moment before was theirs
// already, and is counted under no lock.
func (w *world) judgeCapacity(log map[string][]entry) {
	var all []entry
	for _, entries := range log {
		all = append(all, entries...)
	}
	slices.SortFunc(all, func(a, b entry) int { return a.at.Compare(b.at) })
	type hold struct {
		operator string
		since    time.Time
		woken    bool
		assigned bool
	}
	held := map[string]hold{}
	wrote := map[string]time.Time{}
	for _, e := range all {
		if e.kind == "message" && e.actor == "citizen" {
			wrote[e.conv] = e.at
		}
		if e.kind != "state" {
			continue
		}
		to := e.body.State
		if to == domain.StateOffered {
			load := 0.0
			for conv, h := range held {
				switch {
				case h.operator != e.body.Operator || conv == e.conv || h.woken && e.at.Sub(h.since) < 2*time.Second:
				case h.assigned && e.at.Sub(wrote[conv]) > 599*time.Second: // a silent citizen counts half
					load += 0.5
				default:
					load++
				}
			}
			if load >= modelCapacity {
				w.t.Errorf("J5: %s is offered %s with a load of %.1f", e.body.Operator, e.conv, load)
			}
		}
		delete(held, e.conv)
		if to == domain.StateOffered || to == domain.StateAssigned {
			held[e.conv] = hold{e.body.Operator, e.at, e.body.Reason == domain.ReasonWoken, to == domain.StateAssigned}
		}
	}
}

// judgeFates checks J2: what was acknowledged is in the log once, what was
// refused is not.
func (w *world) judgeFates(log map[string][]entry) {
	times := map[string]int{}
	for _, entries := range log {
		for _, e := range entries {
			times[strings.TrimPrefix(e.client, "callback:")]++
		}
	}
	for _, p := range w.peers() {
		p.mu.Lock()
		for id, fate := range p.fates {
			f := p.posted[id]
			switch n := times[id]; {
			case n > 1:
				w.t.Errorf("J2: %s is in the log %d times", id, n)
			case f["type"] == "wish" || f["choice"] == "rating":
			case fate == "ack" && n == 0:
				w.t.Errorf("J2: %s (%v) was acknowledged and is not in the log", id, f["type"])
			case fate != "ack" && n > 0:
				w.t.Errorf("J2: %s (%v) was refused (%s) and is in the log", id, f["type"], fate)
			}
		}
		p.mu.Unlock()
	}
}

// judgeViews checks J7: what everybody holds is the log.
func (w *world) judgeViews(log map[string][]entry) {
	for _, c := range w.citizens {
		c.mu.Lock()
		var want []line
		for _, e := range log[c.conv] {
			if e.cseq != 0 {
				actor, _, _ := strings.Cut(e.actor, ":")
				want = append(want, line{e.cseq, e.kind, actor, e.body.Text})
			}
		}
		w.compare(c.peer, c.conv, c.view, want)
		c.mu.Unlock()
	}
	for _, o := range w.operators {
		o.mu.Lock()
		for conv, view := range o.views {
			var want []line
			for _, e := range log[conv] {
				want = append(want, line{e.seq, e.kind, e.actor, e.body.Text})
			}
			if len(view) < len(want) {
				want = want[:len(view)] // went home before the rest; calm has looked at who is behind
			}
			w.compare(o.peer, conv, view, want)
		}
		o.mu.Unlock()
	}
}

func (w *world) compare(p *peer, conv string, view, want []line) {
	for _, trouble := range p.trouble {
		w.t.Errorf("%s: %s", p.name, trouble)
	}
	p.trouble = nil
	if len(view) != len(want) {
		w.t.Errorf("J7: %s has %d events of %s, the log %d", p.name, len(view), conv, len(want))
		return
	}
	for i := range want {
		if view[i] != want[i] {
			w.t.Errorf("J7: %s has event %+v of %s, the log %+v", p.name, view[i], conv, want[i])
			return
		}
	}
}
