package webchat

import (
	"context"
	"errors"
	"log/slog"
	"time"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// staffCode says in a nak why a deed was not done.
type staffCode string

const (
	staffStale     staffCode = "stale_epoch"
	staffNotOwner  staffCode = "not_owner"
	staffClosed    staffCode = "closed"
	staffTooLong   staffCode = "too_long"
	staffLater     staffCode = "later"
	staffBad       staffCode = "bad"
	staffForbidden staffCode = "forbidden"
)

// The most of what a deed may say.
const (
	maxReason    = 200 // bytes
	maxMentions  = 20
	maxCitations = 10
	maxSnooze    = 31 * 24 * time.Hour
)

// handle does what one frame of the console asks.
func (c *staffConn) handle(ctx context.Context, b []byte) {
	now := c.hub.cfg.Now().UnixNano()
	if _, ok := (pace{every: frameEvery, burst: frameBurst}).take(&c.pace, now); !ok {
		c.shut(closeRate, "too many frames")
		return
	}
	f, err := decodeStaffFrame(b)
	if err != nil {
		c.shut(closeProtocol, err.Error())
		return
	}
	switch f.Type {
	case typeSub:
		c.subscribe(ctx, &f)
	case typeUnsub:
		c.unsubscribe(f.Conv)
	case typeTyping:
		c.typing(ctx, &f)
	case typeRead: // nothing is kept of it yet
	case typePing:
		c.send(encode(struct {
			Type string `json:"type"`
		}{"pong"}))
	case typeWish:
		c.wish(ctx, &f)
	case typeSend, typeNote, typeTake, typeAccept, typeDecline, typeTransfer, typeHandBack, typeSnooze, typeClose:
		c.deed(ctx, &f)
	case typeHello:
		c.shut(closeProtocol, "hello comes first, once")
	default:
		c.shut(closeProtocol, errUnknownType.Error())
	}
}

// entitled asks who it is before a deed. It answers the frame and is false when
// they may not do it, or that cannot be known now.
func (c *staffConn) entitled(ctx context.Context, f *staffFrame) (caterina.Act, bool) {
	if !channels.ValidClientID(f.ID) {
		c.refuse(f, staffBad, saidBad)
		return caterina.Act{}, false
	}
	act, err := c.authenticate(ctx)
	switch {
	case unwelcome(err):
		c.refuse(f, staffForbidden, saidSignIn)
		c.shut(closeSession, "sign in again")
		return act, false
	case err != nil:
		c.refuse(f, staffLater, saidLater)
		return act, false
	}
	act.Conversation, act.Epoch, act.ClientID = f.Conv, f.Epoch, f.ID
	return act, true
}

// deed carries out what the operator asks and answers with ack or nak.
func (c *staffConn) deed(ctx context.Context, f *staffFrame) {
	if message := c.impossible(f); message != "" {
		code := staffBad
		if message == saidTooLong {
			code = staffTooLong
		}
		c.refuse(f, code, message)
		return
	}
	act, ok := c.entitled(ctx, f)
	if !ok {
		return
	}
	before := c.cursor(f.Conv)
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	ev, err := c.do(ctx, f, act)
	if err != nil {
		c.failed(ctx, f, err)
		return
	}
	c.send(encode(staffAck{Type: "ack", ID: f.ID, Conv: f.Conv, N: ev.Seq, Dup: ev.Seq != 0 && ev.Seq <= before}))
}

// impossible says in words why a deed needs not even be tried, "" when it may.
func (c *staffConn) impossible(f *staffFrame) string {
	switch f.Type {
	case typeSend, typeNote:
		if said := unsayable(f.Text); said != "" {
			return said
		}
	case typeTransfer:
		switch {
		case f.To == c.me.Operator:
			return saidToYourself
		case f.To == 0 && f.Queue == "":
			return saidToNobody
		}
	case typeSnooze:
		if ahead := f.Until.Sub(c.hub.cfg.Now()); ahead <= 0 || ahead > maxSnooze {
			return saidBadSnooze
		}
	}
	if len(f.Reason) > maxReason || len(f.Mentions) > maxMentions || len(f.Citations) > maxCitations {
		return saidBad
	}
	if utf8.RuneCountInString(f.Note) > channels.MaxText {
		return saidTooLong
	}
	return ""
}

// unsayable says in words why a text cannot be sent, "" when it can.
func unsayable(text string) string {
	_, err := channels.CleanText(text)
	switch {
	case err == nil:
		return ""
	case errors.Is(err, channels.ErrTooLong):
		return saidTooLong
	}
	return saidEmpty
}

// do asks the desk.
func (c *staffConn) do(ctx context.Context, f *staffFrame, act caterina.Act) (caterina.Event, error) {
	desk := c.hub.cfg.Desk
	switch f.Type {
	case typeTake:
		return desk.Take(ctx, act)
	case typeAccept:
		return desk.Accept(ctx, act)
	case typeDecline:
		return desk.Decline(ctx, act)
	case typeHandBack:
		return desk.HandBack(ctx, act, f.Note)
	case typeSnooze:
		return desk.Snooze(ctx, act, f.Until)
	case typeClose:
		return desk.Close(ctx, act, f.Reason)
	case typeTransfer:
		if f.To != 0 {
			return desk.TransferTo(ctx, act, f.To, f.Note)
		}
		return desk.TransferQueue(ctx, act, f.Queue, f.Note)
	}
	text, _ := channels.CleanText(f.Text) // impossible has looked at the error
	m := caterina.StaffMessage{
		Town: act.Town, Conversation: act.Conversation, Operator: act.Operator, Name: act.Name,
		Epoch: act.Epoch, ClientID: act.ClientID, Text: text,
	}
	if f.Type == typeNote {
		m.Note, m.Mentions = true, f.Mentions
		ev, err := desk.Note(ctx, m)
		if err == nil {
			c.mention(act.Conversation, f.Mentions)
		}
		return ev, err
	}
	m.Citations = ours(f.Citations)
	return desk.Reply(ctx, m)
}

// ours keeps of citations what leads to our own pages.
func ours(citations []caterina.Citation) []caterina.Citation {
	for i := range citations {
		citations[i].URL = ""
	}
	return citations
}

func (c *staffConn) refuse(f *staffFrame, code staffCode, message string) {
	nak := staffNak{Type: "nak", ID: f.ID, Conv: f.Conv, Code: code, Message: message}
	if code == staffLater {
		nak.RetryMS = 1000
	}
	c.send(encode(nak))
}

// failed answers a deed that the desk did not do.
func (c *staffConn) failed(ctx context.Context, f *staffFrame, err error) {
	if late, ok := errors.AsType[*caterina.Overtaken](err); ok {
		c.overtaken(f, late)
		return
	}
	switch caterina.CodeOf(err) {
	case caterina.CodeConflict:
		c.refuse(f, staffStale, saidOf(err, saidChanged))
	case caterina.CodeNotFound:
		c.refuse(f, staffBad, saidOf(err, saidNoConversation))
	case caterina.CodeForbidden:
		c.refuse(f, staffForbidden, saidOf(err, saidForbidden))
	case caterina.CodeInvalid:
		c.refuse(f, staffBad, saidOf(err, saidBad))
	default:
		c.hub.cfg.Logger.WarnContext(ctx, "deed not done", slog.String("deed", f.Type),
			slog.String("conversation", string(f.Conv)), slog.String("error", err.Error()))
		c.refuse(f, staffLater, saidLater)
	}
}

// overtaken says who was faster, and how the conversation stands now.
func (c *staffConn) overtaken(f *staffFrame, late *caterina.Overtaken) {
	nak := staffNak{
		Type: "nak", ID: f.ID, Conv: f.Conv, State: late.State, Epoch: &late.Epoch,
		Code: staffStale, Message: saidOvertaken(f.Type, late, c.me),
	}
	if late.Owner != 0 {
		nak.Owner = &staffPerson{ID: late.Owner, Name: late.Name}
	}
	switch late.Why {
	case caterina.LateClosed:
		nak.Code = staffClosed
	case caterina.LateOwner:
		nak.Code = staffNotOwner
	case caterina.NotStaff:
		nak.Code = staffForbidden
	default:
	}
	c.send(encode(nak))
}
