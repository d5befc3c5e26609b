package console

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"time"

	"example.org/caterina"
)

// entry is one line of a conversation's log as staff read it.
type entry struct {
	Seq       int64
	Kind      caterina.EventKind
	Class     string // citizen, bot, operator, system, state, note
	Who       string
	At        time.Time
	HTML      template.HTML // what the bot says
	Text      string        // what people say
	Options   []caterina.Option
	Citations []source
	Outcome   string
	Generated bool
	Hidden    bool // from the citizen
	Why       *why
	Files     []sentFile
	Media     string   // what was sent that is neither words nor a file
	Edits     *version // the message that this one puts right
	Edited    *version // the message that puts this one right
	Flaw      string   // that it has not simply arrived
	Editable  bool     // by the reader, while the conversation is theirs
}

// source is a card behind an answer.
type source struct {
	Title, URL, Field, Verified string
}

// entries reads the log after a seq.
func (s *Console) entries(ctx context.Context, staff Staff, conv *caterina.Conversation, after int64, people []caterina.Presence) ([]entry, int64, bool, error) {
	events, err := s.cfg.Inbox.Log.StaffEvents(ctx, staff.Town.ID, conv.ID, after, logPage)
	if err != nil {
		return nil, 0, false, err
	}
	whys, err := s.whys(ctx, staff, conv.ID, events)
	if err != nil {
		return nil, 0, false, err
	}
	arrived, err := s.arrivalsOf(ctx, conv)
	if err != nil {
		return nil, 0, false, err
	}
	names := make(map[caterina.Actor]string, len(people))
	for i := range people {
		names[caterina.OperatorActor(people[i].Operator)] = people[i].Name
	}
	entries, last := make([]entry, len(events)), after
	for i := range events {
		last = events[i].Seq
		entries[i] = s.entry(&events[i], staff, names)
		entries[i].Why, entries[i].Flaw = whys[last], arrived.of(last)
	}
	err = s.markVersions(ctx, conv, entries)
	return entries, last, len(events) == logPage, err
}

// entry makes an event readable.
func (s *Console) entry(ev *caterina.Event, staff Staff, names map[caterina.Actor]string) entry {
	var body caterina.StateBody
	_ = json.Unmarshal(ev.Body, &body) // one that is none reads as empty
	e := entry{
		Seq: ev.Seq, Kind: ev.Kind, At: ev.At, Text: body.Text, Options: body.Options,
		Outcome: outcomeName(body.Outcome), Generated: body.Generated, Hidden: ev.N == 0,
	}
	role, _, _ := strings.Cut(string(ev.Actor), ":")
	e.Class = role
	switch caterina.Actor(role) {
	case caterina.ActorCitizen:
		e.Who = "Cittadino"
	case caterina.ActorBot:
		e.Who, e.HTML = "Caterina", s.cfg.Inbox.Markdown(body.Text)
	case caterina.ActorOperator:
		e.Who = names[ev.Actor]
		if body.Name != "" {
			e.Who = body.Name
		}
		if ev.Actor == caterina.OperatorActor(staff.Operator.ID) {
			e.Who += " (tu)"
			e.Class += " mine"
		}
	default:
		e.Who, e.HTML = "Sistema", s.cfg.Inbox.Markdown(body.Text)
	}
	switch ev.Kind {
	case caterina.KindState:
		e.Class, e.HTML = "state", ""
	case caterina.KindNote:
		e.Class = "note"
	case caterina.KindPending:
		e.Class, e.Options = "draft", nil
	default:
	}
	if body.Erased {
		e.Text, e.HTML = "Contenuto cancellato", ""
		e.Class += " erased"
	}
	s.carry(&e, ev, &body.MessageBody, staff)
	for _, c := range body.Citations {
		e.Citations = append(e.Citations, sourceOf(c, staff.Town.Slug))
	}
	return e
}

// carry adds what a message is besides its words.
func (s *Console) carry(e *entry, ev *caterina.Event, body *caterina.MessageBody, staff Staff) {
	if e.Files = filesOf(body, "/console/"+staff.Town.Slug); len(e.Files) == 0 {
		e.Media = mediaName(body.Media)
	}
	e.Edits = editsOf(ev, body)
	e.Editable = ev.Kind == caterina.KindMessage && ev.N > 0 && !body.Erased && ev.Actor == caterina.OperatorActor(staff.Operator.ID) &&
		s.cfg.Now().Sub(ev.At) < editFor
}

func sourceOf(c caterina.Citation, town string) source {
	out := source{Title: c.Title, URL: "/towns/" + town + "/cards/" + c.Card}
	if c.Field != "" {
		out.Field = fieldName(c.Field)
	}
	if c.VerifiedOn != nil {
		out.Verified = fmt.Sprintf("%02d/%02d/%d", c.VerifiedOn.Day, c.VerifiedOn.Month, c.VerifiedOn.Year)
	}
	return out
}

// outcomeName says what kind of answer it was, when that matters to whoever
// takes over.
func outcomeName(outcome caterina.Outcome) string {
	switch outcome {
	case caterina.OutcomeDecline:
		return "senza risposta"
	case caterina.OutcomeCrisis:
		return "emergenza"
	case caterina.OutcomeClarify:
		return "chiede di precisare"
	case caterina.OutcomeHandoff:
		return "passaggio a una persona"
	default:
		return ""
	}
}
