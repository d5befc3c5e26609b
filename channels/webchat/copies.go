package webchat

import (
	"context"
	"encoding/json"
	"hash/maphash"
	"net/netip"
	"strings"
	"sync"
	"time"

	"example.org/caterina"
)

// Copies has conversations sent by mail. The same client id twice is the same
// copy, which dup says. What is wrong with an order comes as CodeInvalid or
// CodeConflict with a message for the citizen.
type Copies interface {
	OrderCopy(ctx context.Context, order caterina.CopyOrder) (dup bool, err error)
}

// How often copies may be asked for from one address of the network, which many
// people may share, and for one mailbox, whose owner may not be the one who asks.
const (
	copyEvery    = 6 * time.Minute
	copyBurst    = 10
	mailboxEvery = 30 * time.Minute
	mailboxBurst = 6
)

// copyForm reads a request for a copy and returns what orders it. No event tells
// of it, so the one that is returned is empty.
func (h *Hub) copyForm(from sender, f *clientFrame) (func(context.Context) (caterina.Event, error), *refusal) {
	var form struct {
		Email string `json:"email"`
	}
	if h.cfg.Copies == nil || json.Unmarshal(f.Form, &form) != nil { // the error would quote the form
		return nil, &refusal{code: nakBad}
	}
	address := tidyLine(form.Email)
	if !mailable(address) {
		return nil, &refusal{code: nakBad, wrong: []problem{{"email", formWordsIn(from.lang).NoEmail}}}
	}
	now := h.cfg.Now()
	wait := h.copies.take(from.addr, address, now)
	if wait > 0 {
		return nil, &refusal{code: nakRate, retry: wait, wrong: []problem{{"", formWordsIn(from.lang).ManyCopies}}}
	}
	return func(ctx context.Context) (caterina.Event, error) {
		dup, err := h.cfg.Copies.OrderCopy(ctx, caterina.CopyOrder{
			Town: from.town, Conversation: from.conv, ClientID: f.ID, Lang: from.lang, Address: caterina.Secret(address),
		})
		if err != nil || dup {
			h.copies.giveBack(from.addr, address)
		}
		return caterina.Event{}, err //nolint:wrapcheck // refusalOf makes a sentence of it
	}, nil
}

// mailable says whether a contact is one e-mail address that any mail server takes.
func mailable(contact string) bool {
	if len(contact) > 254 || strings.ContainsAny(contact, `()[]:\`) || !strings.Contains(contact, "@") {
		return false
	}
	for _, r := range contact {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return reachable(contact)
}

// Transcript is a conversation as its citizen may download it, up to an event.
func (h *Hub) Transcript(ctx context.Context, town caterina.Town, conv caterina.ConversationID, until int64, lang string) (string, error) {
	text, err := h.transcript(ctx, &town, &caterina.Conversation{ID: conv, Town: town.ID}, until, lang)
	return string(text), err
}

// copyPace counts the copies that were asked for. Of mailboxes it keeps a number
// that nobody can turn back into an address.
type copyPace struct {
	seed maphash.Seed

	mu        sync.Mutex
	addresses map[netip.Addr]int64
	mailboxes map[uint64]int64
}

func newCopyPace() *copyPace {
	return &copyPace{seed: maphash.MakeSeed(), addresses: make(map[netip.Addr]int64), mailboxes: make(map[uint64]int64)}
}

func (p *copyPace) mailbox(address string) uint64 {
	return maphash.String(p.seed, strings.ToLower(address))
}

// take counts one copy and returns 0, or how long to wait. An address of the
// network that is not known has no count.
func (p *copyPace) take(addr netip.Addr, mailbox string, now time.Time) (wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	box, at := p.mailbox(mailbox), now.UnixNano()
	from, to := p.addresses[addr], p.mailboxes[box]
	if addr.IsValid() {
		if wait, ok := (pace{every: copyEvery, burst: copyBurst}).take(&from, at); !ok {
			return wait
		}
	}
	if wait, ok := (pace{every: mailboxEvery, burst: mailboxBurst}).take(&to, at); !ok {
		return wait
	}
	if addr.IsValid() {
		p.addresses[addr] = from
	}
	p.mailboxes[box] = to
	return 0
}

// giveBack uncounts a copy that was not ordered, or was ordered before.
func (p *copyPace) giveBack(addr netip.Addr, mailbox string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if due, ok := p.addresses[addr]; ok {
		p.addresses[addr] = due - int64(copyEvery)
	}
	box := p.mailbox(mailbox)
	if due, ok := p.mailboxes[box]; ok {
		p.mailboxes[box] = due - int64(mailboxEvery)
	}
}

// sweep forgets what may ask for a whole burst again.
func (p *copyPace) sweep(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for addr, due := range p.addresses {
		if due <= now.UnixNano() {
			delete(p.addresses, addr)
		}
	}
	for box, due := range p.mailboxes {
		if due <= now.UnixNano() {
			delete(p.mailboxes, box)
		}
	}
}
