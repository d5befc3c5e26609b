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
)

// The ceiling of free times chosen from one address of the network, above which
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
	spent  map[string]string           // challenge to the message that it paid for
}

// chosenSlot is one message that chose a time. It is counted once, however often
// it is sent.
type chosenSlot struct {
	message string
	at      time.Time
}

func newWorkGate() *workGate {
	return &workGate{key: []byte(rand.Text()), chosen: make(map[netip.Addr][]chosenSlot), spent: make(map[string]string)}
}

// take lets a message choose a time, or returns the challenge to be met first.
func (g *workGate) take(addr netip.Addr, message string, work *proof, now time.Time) (challenge string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if work != nil && g.fresh(work.Challenge, now) && work.done() {
		if paid, spent := g.spent[work.Challenge]; !spent || paid == message {
			g.spent[work.Challenge] = message
			return ""
		}
	}
	recent := recentSlots(g.chosen[addr], now)
	known := slices.ContainsFunc(recent, func(s chosenSlot) bool { return s.message == message })
	if !known && len(recent) >= slotsFree {
		return g.challenge(now)
	}
	if !known {
		recent = append(recent, chosenSlot{message: message, at: now})
	}
	g.chosen[addr] = recent
	return ""
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
	for challenge := range g.spent {
		if !g.fresh(challenge, now) {
			delete(g.spent, challenge)
		}
	}
}

// worked counts a message that chooses a time. It is refused when too many came
// from the same address and the work that was asked for is not done.
func (h *Hub) worked(from sender, f *clientFrame) *refusal {
	if !from.addr.IsValid() || !takesPlace(f.Choice) {
		return nil
	}
	challenge := h.work.take(from.addr, string(from.conv)+"/"+f.ID, f.Work, h.cfg.Now())
	if challenge == "" {
		return nil
	}
	return &refusal{code: nakWork, challenge: challenge}
}
