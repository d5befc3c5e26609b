package webchat

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/caterina"
)

// The ceiling of times chosen from one address of the network, above which
// each costs some work. It is generous, since libraries, CAF offices and mobile
// carriers share addresses; nobody below it notices anything.
const (
	slotsFree   = 30
	slotsWithin = 10 * time.Minute
	workBits    = 16 // zero bits to be found: a moment for a browser, much for who takes places by the hundred
	workWithin  = 5 * time.Minute
)

// takesPlace says whether a choice keeps a place for whoever makes it.
func takesPlace(choice string) bool { return strings.HasPrefix(choice, "slot/") }

// proof is the work of a client: SHA-256(challenge + ":" + nonce) begins with
// enough zero bits.
type proof struct {
	Challenge string `json:"challenge"`
	Nonce     string `json:"nonce"`
}

// done says whether the work was done. Who asked for it is another question.
func (p *proof) done() bool {
	sum := sha256.Sum256([]byte(p.Challenge + ":" + p.Nonce))
	return bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:])) >= workBits
}

// workGate counts the free times chosen from each address and asks for work above
// the ceiling. What it asks for it need not remember: a challenge says when it was
// made and carries a tag that only this process can make. Addresses are kept in
// memory, and for slotsWithin only.
type workGate struct {
	key []byte

	mu     sync.Mutex
	chosen map[netip.Addr][]chosenSlot // without work, the oldest first
	talks  map[caterina.ConversationID]talkOfTimes
	spent  map[string]string // challenge to the message that it paid for
}

// chosenSlot is one message that chose a time. It is counted once, however often
// it is sent.
type chosenSlot struct {
	message string
	at      time.Time
}

// talkOfTimes is what is known of a conversation's last message, for the words that
// choose a time without a button.
type talkOfTimes struct {
	addr    netip.Addr
	message string
	counted bool // with its choice, or paid for with work
	offered bool // the last reply about an appointment showed free times
	at      time.Time
}

func newWorkGate() *workGate {
	return &workGate{
		key: []byte(rand.Text()), chosen: make(map[netip.Addr][]chosenSlot), spent: make(map[string]string),
		talks: make(map[caterina.ConversationID]talkOfTimes),
	}
}

// take lets a message choose a time, or returns the challenge to be met first.
func (g *workGate) take(addr netip.Addr, message string, work *proof, now time.Time) (challenge string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.pays(work, message, now) {
		return ""
	}
	if g.above(addr, message, now) {
		return g.challenge(now)
	}
	g.count(addr, message, now)
	return ""
}

// pays says whether the work for a message is done.
func (g *workGate) pays(work *proof, message string, now time.Time) bool {
	if work == nil || !g.fresh(work.Challenge, now) || !work.done() {
		return false
	}
	paid, spent := g.spent[work.Challenge]
	if spent && paid != message {
		return false
	}
	g.spent[work.Challenge] = message
	return true
}

// above says whether one more message is too many from an address.
func (g *workGate) above(addr netip.Addr, message string, now time.Time) bool {
	recent := recentSlots(g.chosen[addr], now)
	g.chosen[addr] = recent
	return len(recent) >= slotsFree && !slices.ContainsFunc(recent, func(s chosenSlot) bool { return s.message == message })
}

// count counts a message that chose a time, once.
func (g *workGate) count(addr netip.Addr, message string, now time.Time) {
	recent := recentSlots(g.chosen[addr], now)
	if !slices.ContainsFunc(recent, func(s chosenSlot) bool { return s.message == message }) {
		recent = append(recent, chosenSlot{message: message, at: now})
	}
	g.chosen[addr] = recent
}

// words lets a message without a button through, or returns the challenge to be met
// first: above the ceiling what may choose a time costs work, too. That is what follows
// free times, or names one. What it did is counted once that is known.
func (g *workGate) words(addr netip.Addr, conv caterina.ConversationID, message string, work *proof, now time.Time, names func() bool) (challenge string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	talk := g.talks[conv]
	paid := g.pays(work, message, now)
	if !paid && len(g.chosen[addr]) >= slotsFree && g.above(addr, message, now) && (talk.offered || names()) {
		return g.challenge(now)
	}
	g.talks[conv] = talkOfTimes{addr: addr, message: message, counted: paid, offered: talk.offered, at: now}
	return ""
}

// button notes that a conversation's last message was a choice, which is counted as
// such.
func (g *workGate) button(addr netip.Addr, conv caterina.ConversationID, message string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.talks[conv] = talkOfTimes{addr: addr, message: message, counted: true, offered: g.talks[conv].offered, at: now}
}

// answered counts the words of a conversation that have taken a place, and notes
// whether the reply shows times to choose from.
func (g *workGate) answered(conv caterina.ConversationID, took, offers bool, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	talk := g.talks[conv]
	if took && !talk.counted && talk.addr.IsValid() {
		g.count(talk.addr, talk.message, now)
	}
	talk.offered, talk.at = offers, now
	g.talks[conv] = talk
}

// recentSlots drops what no longer counts.
func recentSlots(chosen []chosenSlot, now time.Time) []chosenSlot {
	return slices.DeleteFunc(chosen, func(s chosenSlot) bool { return now.Sub(s.at) >= slotsWithin })
}

// challenge makes a new one: something random, the time, and a tag over both.
func (g *workGate) challenge(now time.Time) string {
	made := rand.Text() + "." + strconv.FormatInt(now.Unix(), 10)
	return made + "." + g.tag(made)
}

func (g *workGate) tag(made string) string {
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(made))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// fresh says whether a challenge is ours and not too old.
func (g *workGate) fresh(challenge string, now time.Time) bool {
	cut := strings.LastIndexByte(challenge, '.')
	if cut < 0 || !hmac.Equal([]byte(challenge[cut+1:]), []byte(g.tag(challenge[:cut]))) {
		return false
	}
	_, made, _ := strings.Cut(challenge[:cut], ".")
	return now.Sub(time.Unix(count(made), 0)) < workWithin
}

// sweep forgets the addresses that are far below the ceiling again, and the
// challenges that would be too old in any case.
func (g *workGate) sweep(now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for addr, chosen := range g.chosen {
		if chosen = recentSlots(chosen, now); len(chosen) == 0 {
			delete(g.chosen, addr)
		} else {
			g.chosen[addr] = chosen
		}
	}
	for conv, talk := range g.talks {
		if now.Sub(talk.at) >= slotsWithin {
			delete(g.talks, conv)
		}
	}
	for challenge := range g.spent {
		if !g.fresh(challenge, now) {
			delete(g.spent, challenge)
		}
	}
}

// worked counts a message that chooses a time, by a button or in words. It is refused when too many came
// from the same address and the work that was asked for is not done.
func (h *Hub) worked(from sender, f *clientFrame) *refusal {
	if !from.addr.IsValid() {
		return nil
	}
	message, now := string(from.conv)+"/"+f.ID, h.cfg.Now()
	var challenge string
	switch {
	case takesPlace(f.Choice):
		if challenge = h.work.take(from.addr, message, f.Work, now); challenge == "" {
			h.work.button(from.addr, from.conv, message, now)
		}
	case f.Choice == "":
		challenge = h.work.words(from.addr, from.conv, message, f.Work, now, func() bool {
			return h.cfg.NamesTime != nil && h.cfg.NamesTime(f.Text)
		})
	default:
		h.work.button(from.addr, from.conv, message, now)
	}
	if challenge == "" {
		return nil
	}
	return &refusal{code: nakWork, challenge: challenge}
}

// Booked tells of a reply about an appointment that this process has stored: whether
// it keeps a place, and whether it shows times to choose from.
func (h *Hub) Booked(conv caterina.ConversationID, took, offers bool) {
	h.work.answered(conv, took, offers, h.cfg.Now())
}
