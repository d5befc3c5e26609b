package console

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// AssistConfig wires what a language model does for staff. Without Talks and Cards the
// console is what it is without a model: the buttons are not there.
type AssistConfig struct {
	Talks TalkHelp // nil where no model is configured
	Cards CardHelp // nil where no model is configured

	// Card returns a card of a town's or its parent's, and the slug of the town that has it.
	Card func(town caterina.TownID, slug string) (card caterina.Card, owner string, ok bool)
	// Questions lists what a town's cards are asked with, its parent's included.
	Questions func(town caterina.TownID) []string
	Teach     DirectTeaching
}

// TalkHelp helps with a conversation. Its errors have a sentence for staff.
type TalkHelp interface {
	// Summary sums up what was said before the conversation was taken; nothing where there
	// is nothing to sum up.
	Summary(ctx context.Context, talk caterina.Talk) ([]string, error)
	// Reply drafts an answer in Italian, another one than those before.
	Reply(ctx context.Context, talk caterina.Talk, before []string) (caterina.ReplyDraft, error)
	// Translate puts texts into a language.
	Translate(ctx context.Context, talk caterina.Talk, into string, texts []caterina.Translated) ([]caterina.Translated, error)
}

// assistPages registers what a model does for staff.
func (s *Console) assistPages() {
	const conv = "/console/{town}/conversations/{conv}"
	s.page("POST "+conv+"/summary", caterina.RoleOperator, s.helped(s.summary))
	s.page("POST "+conv+"/propose", caterina.RoleOperator, s.helped(s.proposeReply))
	s.page("POST "+conv+"/translate", caterina.RoleOperator, s.helped(s.translateMessages))
	s.page("POST "+conv+"/translate-reply", caterina.RoleOperator, s.helped(s.translateReply))
	s.cardPages()
}

const (
	saidNoModel = "Qui non c'è un modello linguistico: lo attiva chi installa Caterina."
	saidNotMine = "Prima prendi la conversazione: il modello scrive solo per chi risponde."
)

// helped answers with the sentence of what a model has brought nothing for: other parts
// that are down have one for everybody, a model has its own.
func (s *Console) helped(h handlerFunc) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request, staff Staff) error {
		if s.cfg.Assist.Talks == nil {
			return caterina.Errorf(caterina.CodeNotFound, saidNoModel)
		}
		err := h(w, r, staff)
		said, ok := errors.AsType[*unhelped](err)
		if !ok {
			return err
		}
		s.answer(w, r, &staff, statusOf(said.Code), problem{said.Code, said.Message})
		return nil
	}
}

// unhelped is a problem of the model's.
type unhelped struct{ problem }

// Error is its sentence.
func (u *unhelped) Error() string { return u.Message }

// ofModel keeps the sentence of an error of the model's.
func ofModel(err error) error {
	said, ok := errors.AsType[*caterina.Error](err)
	if !ok || said.Message == "" || said.Code == caterina.CodeInternal {
		return err
	}
	return &unhelped{problem{said.Code, said.Message}}
}

// talk reads a conversation for the model's help.
func (s *Console) talk(ctx context.Context, staff Staff, conv caterina.ConversationID) (caterina.Talk, inboxLine, error) {
	row, err := s.cfg.Inbox.Lists.InboxOne(ctx, staff.Town.ID, conv)
	if err != nil {
		return caterina.Talk{}, inboxLine{}, err
	}
	t := caterina.Talk{Town: staff.Town, Conversation: row.Conversation.ID, Lang: row.Conversation.Lang}
	for after := int64(0); ; {
		events, err := s.cfg.Inbox.Log.StaffEvents(ctx, staff.Town.ID, t.Conversation, after, logPage)
		if err != nil {
			return t, inboxLine{}, err
		}
		t.Events = append(t.Events, events...)
		if len(events) < logPage || len(t.Events) >= maxTalk {
			break
		}
		after = events[len(events)-1].Seq
	}
	t.Names, err = s.namesAround(ctx, staff, &row.Conversation)
	return t, s.lineOf(&row, staff), err
}

// maxTalk is how many events of a conversation are read.
const maxTalk = 10 * logPage

// namesAround are the names of people that are known beside a conversation: of its
// appointments, and of who wants to be called.
func (s *Console) namesAround(ctx context.Context, staff Staff, conv *caterina.Conversation) ([]string, error) {
	var names []string
	if desks := s.cfg.Agenda.Desks; desks != nil {
		agreed, err := desks.Agreed(ctx, staff.Town.ID, conv.ID)
		if err != nil {
			return nil, err
		}
		for i := range agreed {
			names = append(names, agreed[i].Person.Name.Reveal())
		}
	}
	if conv.State != caterina.StateCallback || s.cfg.Supervisor.Store == nil {
		return names, nil
	}
	calls, err := s.cfg.Supervisor.Store.Callbacks(ctx, staff.Town.ID)
	for i := range calls {
		if calls[i].Conversation == conv.ID {
			names = append(names, calls[i].Form.Name)
		}
	}
	return names, err
}

// summary shows what the model makes of a conversation that people have, or 204. The page
// asks for it after it has been shown, and shows nothing when it does not come.
func (s *Console) summary(w http.ResponseWriter, r *http.Request, staff Staff) error {
	t, line, err := s.talk(r.Context(), staff, convOf(r))
	if err != nil {
		return err
	}
	switch line.Conversation.State {
	case caterina.StateBot, caterina.StateClosed:
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
	}
	lines, err := s.cfg.Assist.Talks.Summary(r.Context(), t)
	if err != nil || len(lines) == 0 { // what a model costs and why it fails is told on its own page
		w.WriteHeader(http.StatusNoContent)
		return nil //nolint:nilerr // a summary that is not there is none
	}
	s.renderPart(w, r, "conversation", "summary", lines)
	return nil
}

// proposedReply is a draft as the page's module reads it.
type proposedReply struct {
	Text    string        `json:"text"`
	Cards   bool          `json:"cards,omitempty"` // the cards' own words
	Sources []draftSource `json:"sources"`
}

// draftSource is a card behind a draft, as a message cites it.
type draftSource struct {
	Card       string         `json:"card"`
	Town       string         `json:"town"`
	Title      string         `json:"title"`
	Field      caterina.Field `json:"field,omitempty"`
	URL        string         `json:"url"`
	VerifiedOn *caterina.Date `json:"verified_on,omitempty"`
	Label      string         `json:"label,omitempty"`
}

// proposeReply fills the box with a draft. Nothing is sent.
func (s *Console) proposeReply(w http.ResponseWriter, r *http.Request, staff Staff) error {
	t, err := s.ownTalk(r, staff)
	if err != nil {
		return err
	}
	before := r.Form["before"]
	for i := range before {
		before[i] = cut(before[i], maxDraft)
	}
	draft, err := s.cfg.Assist.Talks.Reply(r.Context(), t, before[max(0, len(before)-maxBefore):])
	if err != nil {
		return s.unhelpedIn(w, r, staff, ofModel(err))
	}
	p := proposedReply{Text: draft.Text, Cards: draft.Cards, Sources: []draftSource{}}
	for _, c := range draft.Citations {
		src := draftSource{Card: c.Card, Town: c.Town, Title: c.Title, Field: c.Field, URL: "/towns/" + staff.Town.Slug + "/cards/" + c.Card, VerifiedOn: c.VerifiedOn}
		if c.Field != "" {
			src.Label = fieldName(c.Field)
		}
		p.Sources = append(p.Sources, src)
	}
	if !wantsPage(r) {
		return sendJSON(w, p)
	}
	return s.conversationWith(w, r, staff, func(data *conversationData) {
		data.Draft, data.DraftSources, data.Note = p.Text, p.Sources, false
	})
}

// maxBefore is how many earlier drafts a page sends.
const maxBefore = 3

// ownTalk is the conversation of whoever answers in it.
func (s *Console) ownTalk(r *http.Request, staff Staff) (caterina.Talk, error) {
	t, line, err := s.talk(r.Context(), staff, convOf(r))
	if err == nil && (!line.Mine || line.Conversation.State == caterina.StateOffered) {
		err = caterina.Errorf(caterina.CodeConflict, saidNotMine)
	}
	if err == nil && r.ParseForm() != nil {
		err = caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	return t, err
}

// unhelpedIn says what went wrong in the page of the conversation, for browsers without
// our modules: what was written stays in the box.
func (s *Console) unhelpedIn(w http.ResponseWriter, r *http.Request, staff Staff, err error) error {
	said, ok := errors.AsType[*unhelped](err)
	if !ok || !wantsPage(r) {
		return err
	}
	return s.conversationWith(w, r, staff, func(data *conversationData) {
		data.Error = said.Message
		if text := r.PostFormValue("text"); text != "" {
			data.Draft = cut(text, maxDraft)
		}
	})
}

// conversationWith shows the page of the conversation with something changed.
func (s *Console) conversationWith(w http.ResponseWriter, r *http.Request, staff Staff, change func(*conversationData)) error {
	data, err := s.conversationData(r, staff)
	if err != nil {
		return err
	}
	change(&data)
	s.render(w, r, http.StatusOK, "conversation", data)
	return nil
}

// readMessage is a message in Italian, as the page's module reads it.
type readMessage struct {
	Seq     int64  `json:"seq"`
	Text    string `json:"text,omitempty"`
	Refused string `json:"refused,omitempty"`
}

// maxRead is how many messages are translated at once, the newest.
const maxRead = 20

// translateMessages puts the citizen's messages into Italian, all or those that are named.
func (s *Console) translateMessages(w http.ResponseWriter, r *http.Request, staff Staff) error {
	t, _, err := s.talk(r.Context(), staff, convOf(r))
	if err != nil {
		return err
	}
	if r.ParseForm() != nil {
		return caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	texts := citizenTexts(t.Events, r.PostForm["seq"])
	if len(texts) > 0 {
		if texts, err = s.cfg.Assist.Talks.Translate(r.Context(), t, italianLang, texts); err != nil {
			return s.unhelpedIn(w, r, staff, ofModel(err))
		}
	}
	read := make([]readMessage, 0, len(texts))
	byNumber := map[int64]*caterina.Translated{}
	for i := range texts {
		x := &texts[i]
		seq, _ := strconv.ParseInt(x.Name, 10, 64) // we made it
		if strings.TrimSpace(x.Text) == strings.TrimSpace(x.From) {
			x.Text = "" // it was Italian
		}
		read, byNumber[seq] = append(read, readMessage{seq, x.Text, x.Refused}), x
	}
	if !wantsPage(r) {
		return sendJSON(w, read)
	}
	return s.conversationWith(w, r, staff, func(data *conversationData) { data.Read = byNumber })
}

// italianLang is the language of staff.
const italianLang = "it"

// citizenTexts are the newest messages of the citizen's that are words; with seqs, only
// those.
func citizenTexts(events []caterina.Event, seqs []string) []caterina.Translated {
	var texts []caterina.Translated
	for i := range events {
		ev := &events[i]
		name := strconv.FormatInt(ev.Seq, 10)
		if ev.Kind != caterina.KindMessage || ev.Actor != caterina.ActorCitizen || len(seqs) > 0 && !slices.Contains(seqs, name) {
			continue
		}
		var body caterina.MessageBody
		if json.Unmarshal(ev.Body, &body) != nil || body.Erased || body.Choice != "" || strings.TrimSpace(body.Text) == "" {
			continue
		}
		texts = append(texts, caterina.Translated{Name: name, From: body.Text})
	}
	return texts[max(0, len(texts)-maxRead):]
}

// inTheirs is the operator's text in the citizen's language, as the page's module reads it.
type inTheirs struct {
	Text string `json:"text"`
	From string `json:"from"`
}

// translateReply puts what the operator has written into the citizen's language. Both are
// shown; nothing is sent.
func (s *Console) translateReply(w http.ResponseWriter, r *http.Request, staff Staff) error {
	t, err := s.ownTalk(r, staff)
	if err != nil {
		return err
	}
	text, err := writable(r.PostFormValue("text"))
	if err != nil {
		return err
	}
	into := r.PostFormValue("into")
	if !slices.Contains(translationLangs(), into) {
		return caterina.Errorf(caterina.CodeInvalid, "scegli in quale lingua tradurre")
	}
	texts, err := s.cfg.Assist.Talks.Translate(r.Context(), t, into, []caterina.Translated{{Name: "risposta", From: text}})
	if err == nil && texts[0].Refused != "" {
		err = caterina.Errorf(caterina.CodeConflict, "%s Controlla il testo e riprova, o scrivi tu in %s.", texts[0].Refused, languageName(into))
	}
	if err != nil {
		return s.unhelpedIn(w, r, staff, ofModel(err))
	}
	if !wantsPage(r) {
		return sendJSON(w, inTheirs{texts[0].Text, text})
	}
	return s.conversationWith(w, r, staff, func(data *conversationData) {
		data.Draft, data.Original, data.Into, data.Note = texts[0].Text, text, into, false
	})
}

// translationLangs are the languages that replies are put into, those of most citizens
// first.
func translationLangs() []string {
	return []string{"en", "fr", "es", "ro", "sq", "uk", "ru", "ar", "zh", "bn", "ur", "de", "pt"}
}

// theirLang is the language that is chosen at first: the citizen's, where it is known.
func theirLang(data *conversationData) string {
	for _, lang := range []string{data.Into, data.Line.Conversation.Lang} {
		if slices.Contains(translationLangs(), lang) {
			return lang
		}
	}
	return translationLangs()[0]
}

// sendJSON answers a module of ours.
func sendJSON(w http.ResponseWriter, what any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(what) // the reader has gone
	return nil
}
