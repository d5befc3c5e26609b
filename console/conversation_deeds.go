package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// What is said of forms that cannot be carried out.
const (
	saidBadRequest = "La richiesta non è completa. Ricarica la pagina e riprova."
	saidBadSnooze  = "Scegli una data futura, entro un mese."
	saidToYourself = "La conversazione è già tua: scegli un'altra persona o una coda."
	saidToNobody   = "Scegli a chi passare la conversazione: una persona o una coda."
	saidTextLong   = "Il testo è troppo lungo: al massimo 4000 caratteri. È rimasto nella casella: accorcialo o dividilo in due."
	saidTextEmpty  = "Il testo è vuoto: scrivi qualcosa prima di inviare."
)

// The limits of what a deed may say, in characters.
const (
	maxReply  = 4000
	maxReason = 200
	maxID     = 64
)

// deed carries out what a form asks of a conversation. Whoever is too late is
// told so on the conversation's page, with the text still in its box.
func (s *Console) deed(w http.ResponseWriter, r *http.Request, staff Staff) error {
	act, err := actOf(r, staff)
	if err == nil {
		err = late(s.carryOut(r, act), act, r.PathValue("deed"))
	}
	switch code := caterina.CodeOf(err); {
	case err == nil:
		s.carriedOut(w, r, staff)
		return nil
	case code == caterina.CodeNotFound, code == caterina.CodeInternal, !wantsPage(r):
		return italian(err)
	}
	data, dataErr := s.conversationData(r, staff)
	if dataErr != nil {
		return dataErr
	}
	p := problemOf(italian(err))
	data.Error, data.Note = p.Message, r.PathValue("deed") == "note"
	if text := r.PostFormValue("text"); text != "" {
		data.Draft = cut(text, maxDraft)
	}
	s.render(w, r, statusOf(p.Code), "conversation", data)
	return nil
}

// late says to whoever was too late how the conversation stands for them.
func late(err error, act caterina.Act, deed string) error {
	now, ok := errors.AsType[*caterina.Overtaken](err)
	if !ok {
		return err
	}
	said := now.Says(act.Operator, act.Role, deed == "reply" || deed == "note" || deed == "approve")
	if said == "" {
		return err
	}
	return &caterina.Error{Code: caterina.CodeOf(err), Message: said, Err: err}
}

// italian keeps of a sentence with English beside it what the console speaks.
func italian(err error) error {
	e, ok := errors.AsType[*caterina.Error](err)
	if !ok {
		return err
	}
	message, _, _ := strings.Cut(e.Message, " / ")
	return &caterina.Error{Code: e.Code, Message: message, Err: err}
}

// carriedOut answers a deed that was carried out.
func (s *Console) carriedOut(w http.ResponseWriter, r *http.Request, staff Staff) {
	if !wantsPage(r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	base := "/console/" + staff.Town.Slug
	switch r.PathValue("deed") {
	case "decline", "close", "handback":
		s.redirect(w, r, base+"/inbox")
	default:
		s.redirect(w, r, base+"/conversations/"+r.PathValue("conv"))
	}
}

// actOf reads what every deed says of itself.
func actOf(r *http.Request, staff Staff) (caterina.Act, error) {
	act := staff.Act()
	epoch, err := strconv.Atoi(r.PostFormValue("epoch"))
	id := r.PostFormValue("id")
	if err != nil || epoch < 0 || id == "" || len(id) > maxID || strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return act, caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	act.Conversation, act.Epoch, act.ClientID = convOf(r), epoch, id
	return act, nil
}

// carryOut asks the desk.
func (s *Console) carryOut(r *http.Request, act caterina.Act) (err error) {
	ctx, desk := r.Context(), s.cfg.Inbox.Desk
	note := strings.TrimSpace(r.PostFormValue("note"))
	if len([]rune(note)) > maxReply {
		return caterina.Errorf(caterina.CodeInvalid, saidTextLong)
	}
	switch r.PathValue("deed") {
	case "take":
		_, err = desk.Take(ctx, act)
	case "accept":
		_, err = desk.Accept(ctx, act)
	case "decline":
		_, err = desk.Decline(ctx, act)
	case "seen":
		err = desk.Seen(ctx, act)
	case "handback":
		_, err = desk.HandBack(ctx, act, note)
	case "close":
		_, err = desk.Close(ctx, act, cut(r.PostFormValue("reason"), maxReason))
	case "snooze":
		err = s.snooze(ctx, act, r.PostFormValue("for"), r.PostFormValue("until"))
	case "transfer":
		err = s.transfer(ctx, act, r.PostFormValue("to"), note)
	case "approve":
		err = s.approve(r, act)
	case "edit":
		err = s.edit(r, act)
	case "reply", "note":
		err = s.write(ctx, act, r.PostFormValue("text"), r.PathValue("deed") == "note")
	default:
		err = caterina.Errorf(caterina.CodeNotFound, saidNoPage)
	}
	return err
}

// snooze takes a time away, "2h", or an instant as a browser's field gives it.
func (s *Console) snooze(ctx context.Context, act caterina.Act, away, until string) error {
	now := s.cfg.Now()
	at, err := time.ParseInLocation("2006-01-02T15:04", until, caterina.Rome())
	if until == "" || away != "" {
		var d time.Duration
		d, err = time.ParseDuration(away)
		at = now.Add(d)
	}
	if err != nil || !at.After(now) || at.After(now.AddDate(0, 1, 0)) {
		return caterina.Errorf(caterina.CodeInvalid, saidBadSnooze)
	}
	_, err = s.cfg.Inbox.Desk.Snooze(ctx, act, at)
	return err
}

// transfer takes "operator:7" or "queue:nidi".
func (s *Console) transfer(ctx context.Context, act caterina.Act, to, note string) (err error) {
	kind, name, _ := strings.Cut(to, ":")
	switch {
	case kind == "queue" && name != "":
		_, err = s.cfg.Inbox.Desk.TransferQueue(ctx, act, name, note)
		return err
	case kind != "operator":
		return caterina.Errorf(caterina.CodeInvalid, saidToNobody)
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return caterina.Errorf(caterina.CodeInvalid, saidToNobody)
	}
	if caterina.OperatorID(id) == act.Operator {
		return caterina.Errorf(caterina.CodeInvalid, saidToYourself)
	}
	_, err = s.cfg.Inbox.Desk.TransferTo(ctx, act, caterina.OperatorID(id), note)
	return err
}

// write sends a reply, or keeps a note.
func (s *Console) write(ctx context.Context, act caterina.Act, text string, note bool) error {
	text, err := writable(text)
	if err != nil {
		return err
	}
	m := caterina.StaffMessage{
		Town: act.Town, Conversation: act.Conversation, Operator: act.Operator, Name: act.Name,
		Epoch: act.Epoch, ClientID: act.ClientID, Text: text, Note: note,
	}
	if note {
		_, err = s.cfg.Inbox.Desk.Note(ctx, m)
	} else {
		_, err = s.cfg.Inbox.Desk.Reply(ctx, m)
	}
	if err != nil {
		return err
	}
	return s.cfg.Inbox.Drafts.SaveDraft(ctx, act.Town, act.Conversation, act.Operator, caterina.Draft{})
}

// edit puts right what the operator has written to the citizen.
func (s *Console) edit(r *http.Request, act caterina.Act) error {
	seq, err := strconv.ParseInt(r.PostFormValue("of"), 10, 64)
	if err != nil {
		return caterina.Errorf(caterina.CodeInvalid, saidBadRequest)
	}
	text, err := writable(r.PostFormValue("text"))
	if err != nil {
		return err
	}
	_, err = s.cfg.Inbox.Desk.Edit(r.Context(), caterina.StaffMessage{
		Town: act.Town, Conversation: act.Conversation, Operator: act.Operator, Name: act.Name,
		Epoch: act.Epoch, ClientID: act.ClientID, Text: text, Edits: seq,
	})
	return err
}

// writable is a text as it is sent: without hidden signs, neither empty nor too long.
func writable(text string) (string, error) {
	text = strings.TrimSpace(caterina.StripHidden(strings.ToValidUTF8(text, "")))
	switch {
	case text == "":
		return "", caterina.Errorf(caterina.CodeInvalid, saidTextEmpty)
	case len([]rune(text)) > maxReply:
		return "", caterina.Errorf(caterina.CodeInvalid, saidTextLong)
	}
	return text, nil
}
