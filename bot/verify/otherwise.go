package verify

import "strings"

// What tells that a copy has a word from another sentence of the cards, which it tells too.
const (
	reachJoined = 4 // words on each side among which others of that sentence stand
	leastJoined = 2 // of them, if it has as many
)

// otherwiseSaid says whether the word at a place of a copy says the card's thing in another
// way: for one of the citizen's family, by the card's title, in a word of the draft's own,
// or beside another sentence of the cards.
func (d *copied) otherwiseSaid(at int) bool {
	s := &d.draft[at]
	return d.isKin(d.tokens, s.at) || d.otherWord(s) || d.titled(s.key) && !s.word.weighs() || d.joined(at)
}

// otherWord says whether a word is one of the draft's own, that no cited card has: it says
// the same in another way, unless it is of a kind that counts wherever it stands, or names
// a thing.
func (d *copied) otherWord(s *symbol) bool {
	return !d.anyCited(d.claim, s.key) && !s.word.weighs() && !namesThing(d.tokens, s.at)
}

// namesThing says whether a word stands where a thing is named: behind an article or a
// preposition, or alone between the commas of a list. What one does may be said in many
// ways, and another thing is another thing.
func namesThing(t []token, i int) bool {
	for _, infinitive := range []string{"are", "ere", "ire", "rsi", "rlo", "rla", "rli", "rti", "rvi"} {
		if strings.HasSuffix(t[i].fold, infinitive) {
			return false
		}
	}
	if i == 0 {
		return false
	}
	before := &t[i-1]
	if before.kind == word && before.in("thing-before") {
		return true
	}
	ends := i+1 == len(t) || t[i+1].is(",;.") || t[i+1].joins()
	return ends && (before.is(",") || before.joins())
}

// weighs says whether a word is of a kind that counts wherever it stands: what is denied,
// who is meant, which of two, whom to turn to, how surely.
func (t *token) weighs() bool {
	return t.in("denial", "negators", "short-negators", "condition", "gives", "hedge", "office-head", "body", "channel", "when", "payout-cue", "money-cue", "threshold-cue", "who", "apart")
}

// joined says whether what stands at a place of a draft is of another sentence of the
// cards, which the draft tells beside the one it is nearly a copy of: it has a word or
// two more of it close by.
func (d *copied) joined(at int) bool {
	key, around := d.draft[at].key, d.draft[max(0, at-reachJoined):min(len(d.draft), at+reachJoined+1)]
	return d.anyUnit(func(u *unit) bool {
		if u == d.unit || u.name || !among(u.matter, key) {
			return false
		}
		n := 0
		for i := range around {
			if s := &around[i]; s.matters() && s.key != key && among(u.matter, s.key) && !has(d.unit.tokens, s.key) {
				n++
			}
		}
		return n >= min(leastJoined, len(u.matter)-1)
	})
}
