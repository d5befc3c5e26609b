package webchat

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels"
	"example.org/caterina/internal/failpoint"
)

// handle does what one frame of the client asks.
func (c *conn) handle(ctx context.Context, b []byte) {
	now := c.hub.cfg.Now().UnixNano()
	if _, ok := c.hub.framePace.take(&c.pace, now); !ok {
		c.shut(closeRate, "too many frames")
		return
	}
	f, err := decodeFrame(b)
	switch {
	case err != nil:
		c.shut(closeProtocol, err.Error())
	case (c.conv == "") != (f.Type == typeHello):
		c.shut(closeProtocol, "hello comes first, once")
	case f.Type == typeHello && f.Role == roleStaff:
		c.handOver(b)
	case f.Type == typeHello:
		c.hello(ctx, &f)
	case f.Type == typeSend:
		c.message(ctx, &f)
	case f.Type == typeResume:
		c.resume(ctx, f.after())
	case f.Type == typeTyping:
		c.types(f.On, now)
	case f.Type == typeLink:
		c.leads(ctx, &f)
	}
	// read is taken and kept for later versions.
}

// types tells the people at the desk that the citizen is writing, or no longer
// is, and not more often than anybody can see.
func (c *conn) types(on bool, now int64) {
	switch {
	case on && now-c.typed >= int64(c.hub.times.typing):
		c.typed = now
	case !on && c.typed != 0:
		c.typed = 0
	default:
		return
	}
	c.hub.cfg.OnTyping(c.conv, on)
}

// hello opens or takes up a session and brings the client up to date.
func (c *conn) hello(ctx context.Context, f *clientFrame) {
	lang := languageOf(f.Lang)
	town, ok := c.hub.cfg.Towns.Town(f.Town)
	switch {
	case f.V != 1:
		c.shut(closeVersion, "speak version 1")
		return
	case !ok:
		c.send(encode(nakFrame{Type: "nak", Code: nakBad, Message: unknownTown(lang)}))
		c.shut(closeProtocol, "unknown town")
		return
	case !mayEmbed(&town, c.origin):
		c.shut(closeOrigin, "origin not allowed for this town")
		return
	}
	session, token, err := c.hub.session(ctx, &town, f.Token, lang, f.Page)
	switch caterina.CodeOf(err) {
	case "":
	case caterina.CodeNotFound, caterina.CodeForbidden:
		c.shut(closeSession, "unknown session")
		return
	default:
		c.hub.cfg.Logger.WarnContext(ctx, "session not opened", slog.String("error", err.Error()))
		c.send(encode(newBye(time.Second + reconnectIn())))
		c.shut(closeRestart, "try again")
		return
	}
	c.greet(ctx, session, token, &town, lang, f)
}

// greet welcomes the client and sends it the log.
func (c *conn) greet(ctx context.Context, session caterina.Session, token string, town *caterina.Town, lang string, f *clientFrame) {
	last := session.Conversation.LastN
	c.town, c.lang, c.origin = town.ID, cmp.Or(lang, session.Conversation.Lang), ""
	c.knock = nil
	c.mu.Lock()
	c.conv = session.Conversation.ID
	c.floor.since = last
	if c.closing == 0 {
		_ = c.ws.SetReadDeadline(time.Time{}) // a broken socket is noticed by the reader
	}
	c.mu.Unlock()
	c.cork()
	defer c.uncork()
	c.send(encode(c.hub.newWelcome(session, token, disclosure(town, c.lang))))
	after := f.after()
	if f.Token == "" {
		after = 0 // of another session's log
	}
	if after > last {
		c.send(encode(newReset()))
		after = 0
	}
	c.mu.Lock()
	c.clean = heldFrom(after, last)
	c.mu.Unlock()
	c.hub.join(c.conv, c)
	c.mu.Lock()
	c.stands(session.Conversation.State)
	c.mu.Unlock()
	c.follow(ctx, after, last, modeCatching)
}

// session takes up the session that token names, or opens one when there is no
// token. The token is returned as the client is to keep it.
func (h *Hub) session(ctx context.Context, town *caterina.Town, token, lang, page string) (caterina.Session, string, error) {
	if token == "" {
		ctx, cancel := context.WithTimeout(ctx, h.times.store)
		defer cancel()
		s, err := h.cfg.Store.OpenSession(ctx, caterina.Opening{
			Town: town.ID, Channel: caterina.ChannelWeb, Lang: lang, Greeting: h.cfg.Greeting(*town, lang), Page: pageAddress(page),
		})
		return s, s.Token.Reveal(), err
	}
	s, err := h.resume(ctx, token)
	if err == nil && s.Conversation.Town != town.ID {
		return caterina.Session{}, "", errOtherTown
	}
	return s, token, err
}

// errOtherTown refuses a token that is good, but elsewhere.
var errOtherTown = caterina.Errorf(caterina.CodeNotFound, "the session is of another town")

// resume takes up the session that token names.
func (h *Hub) resume(ctx context.Context, token string) (caterina.Session, error) {
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	return h.cfg.Store.ResumeSession(ctx, token)
}

// resume sends one page of the log after the number the client holds.
func (c *conn) resume(ctx context.Context, after int64) {
	c.mu.Lock()
	known := max(c.cursor, c.want)
	c.mu.Unlock()
	if after > known && c.hub.beyond(ctx, c.conv, after) {
		c.send(encode(newReset()))
		after = 0
	}
	c.follow(ctx, after, after, modePage)
}

// beyond says whether the log does not reach n.
func (h *Hub) beyond(ctx context.Context, conv caterina.ConversationID, n int64) bool {
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	moved, err := h.cfg.Store.Moved(ctx, []caterina.Mark{{Conversation: conv, N: n}})
	return err == nil && len(moved) == 1 && moved[0].N < n
}

// message takes in one message and answers with ack or nak.
func (c *conn) message(ctx context.Context, f *clientFrame) {
	receipt, refused := c.hub.take(ctx, sender{town: c.town, conv: c.conv, lang: c.lang, last: c.number(), addr: c.addr}, f)
	c.cork()
	defer c.uncork()
	if refused == nil {
		if !f.isForm() {
			c.hub.committed(receipt)
		}
		c.send(encode(newAck(f, c.conv, receipt, c.lang)))
		return
	}
	c.send(encode(newNak(f.ID, refused, c.lang)))
	if refused.out {
		c.shut(closeRate, "too many messages")
	}
}

// sender is the citizen whose message is taken in. last is the highest number
// known of the conversation.
type sender struct {
	town caterina.TownID
	conv caterina.ConversationID
	lang string
	last int64
	addr netip.Addr // invalid when it is not known
}

// refusal says why a message was not taken in, and whether the sender has
// ignored that too often.
type refusal struct {
	code  nakCode
	retry time.Duration
	out   bool
	wrong []problem // of a form

	challenge string // of the work to be done first
}

// first is what a client is told that hears of one problem at a time.
func (r *refusal) first() problem {
	if len(r.wrong) == 0 {
		return problem{}
	}
	return r.wrong[0]
}

// sentence says to the citizen why.
func (r *refusal) sentence(lang string) string {
	return cmp.Or(r.first().words, sentence(lang, r.code))
}

// take takes in a message, or a form, which is none: the desk, which has stored
// it, tells everybody by itself.
func (h *Hub) take(ctx context.Context, from sender, f *clientFrame) (caterina.Receipt, *refusal) {
	if !f.isForm() {
		return h.receive(ctx, from, f)
	}
	ev, refused := h.submit(ctx, from, f)
	return caterina.Receipt{Event: ev}, refused
}

// receive stores one message, once, however often it is sent.
func (h *Hub) receive(ctx context.Context, from sender, f *clientFrame) (receipt caterina.Receipt, refused *refusal) {
	defer func() { h.cfg.Observer.Message(resultOf(receipt, refused)) }()
	// Not ended by a browser that leaves: a message that is committed unheard would
	// wait for its turn's lease to run out.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.times.store)
	defer cancel()
	if !channels.ValidClientID(f.ID) {
		return receipt, &refusal{code: nakBad}
	}
	body, refused := h.body(ctx, from, f)
	if refused != nil {
		return receipt, refused
	}
	if refused = h.worked(from, f); refused != nil {
		return receipt, refused
	}
	if refused = h.paced(ctx, from); refused != nil {
		return receipt, refused
	}
	failpoint.Hit(failpoint.BeforeReceive)
	receipt, err := h.cfg.Turns.Receive(ctx, caterina.Inbound{Town: from.town, Conversation: from.conv, ClientID: f.ID, Body: body})
	failpoint.Hit(failpoint.AfterReceive)
	if err != nil || receipt.Dup {
		h.paces.giveBack(from.conv)
	}
	switch caterina.CodeOf(err) {
	case "":
		return receipt, nil
	case caterina.CodeConflict, caterina.CodeNotFound:
		return receipt, &refusal{code: nakClosed}
	case caterina.CodeInvalid:
		return receipt, &refusal{code: nakBad}
	default:
		h.cfg.Logger.WarnContext(ctx, "message not stored",
			slog.String("conversation", string(from.conv)), slog.String("error", err.Error()))
		return receipt, &refusal{code: nakLater, retry: time.Second + rand.N(time.Second)} //nolint:gosec // spreads retries
	}
}

// body is what is stored of a message: the text, or the choice with the words
// that stood on the button.
func (h *Hub) body(ctx context.Context, from sender, f *clientFrame) (caterina.MessageBody, *refusal) {
	if f.Choice == "" {
		text, err := channels.CleanText(f.Text)
		if err == nil {
			return caterina.MessageBody{Text: text, Lang: from.lang}, nil
		}
		if err == channels.ErrTooLong { //nolint:errorlint // CleanText returns it as it is
			return caterina.MessageBody{}, &refusal{code: nakTooLong}
		}
		return caterina.MessageBody{}, &refusal{code: nakBad}
	}
	if label := standingOffer(from.lang, f.Choice); label != "" {
		return caterina.MessageBody{Text: label, Choice: f.Choice, Lang: from.lang}, nil
	}
	label, err := h.label(ctx, from, f.Choice)
	if label == "" {
		label = agendaOffer(from.lang, f.Choice)
	}
	switch {
	case err != nil:
		return caterina.MessageBody{}, &refusal{code: nakLater, retry: time.Second}
	case label == "":
		return caterina.MessageBody{}, &refusal{code: nakBad}
	}
	return caterina.MessageBody{Text: label, Choice: f.Choice, Lang: from.lang}, nil
}

// committed tells everybody who has to know about a stored message.
func (h *Hub) committed(receipt caterina.Receipt) {
	conv := receipt.Event.Conversation
	if receipt.TurnDue {
		h.heat(conv)
	}
	if !receipt.Dup {
		h.pushAll(receipt)
	}
	if receipt.Turn != nil {
		h.cfg.Turns.Due(*receipt.Turn)
	}
}

// pushAll pushes a message and the changes of hands that came with it, in the
// order of their numbers.
func (h *Hub) pushAll(receipt caterina.Receipt) {
	events := append([]caterina.Event{receipt.Event}, receipt.Others...)
	slices.SortFunc(events, func(a, b caterina.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	last := receipt.Event.N
	for _, ev := range events {
		h.Push(ev)
		if h.cfg.Staff != nil {
			h.cfg.Staff.Push(ev)
		}
		last = max(last, ev.N)
	}
	h.cfg.Publish(receipt.Event.Conversation, last)
}

// resultOf names the outcome of a message for the metrics.
func resultOf(receipt caterina.Receipt, refused *refusal) string {
	switch {
	case refused != nil:
		return string(refused.code)
	case receipt.Dup:
		return "dup"
	}
	return "ack"
}

// choicesBack is how far back, in events, an option may still be chosen.
const choicesBack = 40

// label finds the words of an option among those offered lately; "" when it was
// not offered.
func (h *Hub) label(ctx context.Context, from sender, choice string) (string, error) {
	events, err := h.cfg.Store.Events(ctx, from.town, from.conv, max(0, from.last-choicesBack), choicesBack+pageEvents)
	if err != nil {
		return "", err
	}
	for _, ev := range slices.Backward(events) {
		for _, option := range optionsOf(&ev) {
			if option.ID == choice {
				return option.Label, nil
			}
		}
	}
	return "", nil
}
