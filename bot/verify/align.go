package verify

import "slices"

// symbol is a word or a value of a sentence, as sentences are laid beside each other.
type symbol struct {
	key   string // equal for what means the same
	fact  *fact  // nil for a word
	word  *token // the first
	at    int    // where that is
	tells bool   // more than an article or a preposition
	turn  string // what it does to the sentence: denies, bounds …; "" for most
	colon bool   // it ends with a colon: what stands before is a label
}

// symbols are the words and values of a sentence, without the line that leads to it.
func symbols(t []token, facts []fact, lead int) []symbol {
	out := make([]symbol, 0, len(t)-lead)
	for i := lead; i < len(t); i++ {
		if f := valueAt(facts, i); f != nil {
			out = append(out, symbol{key: f.key(), fact: f, word: &t[i], at: i, tells: f.kind != kLink})
			i = max(i, f.end-1)
			continue
		}
		if t[i].kind == punct || t[i].kind == nothing {
			if t[i].is(":") && len(out) > 0 {
				out[len(out)-1].colon = true
			}
			continue
		}
		s := symbol{key: t[i].key(), word: &t[i], at: i, tells: t[i].sense != "" && (!t[i].open || !t[i].in("opening"))}
		s.turn = turn(t, i)
		if bounding(t, facts, i) {
			s.turn, s.tells = "", false
		}
		out = append(out, s)
	}
	return out
}

// key is what a word is told from others by: what it says; a small word is itself, in
// its plain form.
func (t token) key() string {
	switch base := t.entry.base(t.fold); {
	case t.sense != "":
		return t.sense
	case base != "":
		return " " + base
	default:
		return " " + t.fold
	}
}

// valueAt is the value that begins at token i, nil where none does. Names and terms are
// words here.
func valueAt(facts []fact, i int) *fact {
	for k := range facts {
		f := &facts[k]
		if f.start == i && f.kind != kName && f.kind != kTerm && f.kind != kPeriod {
			return f
		}
	}
	return nil
}

// edit is a place in which a copy differs from the card: what the card has there and
// what the draft has, one of which may be empty, and where in the draft it begins.
type edit struct {
	card, draft []symbol
	at          int
	before      *fact // the value that stands before it, nil for none
	bounds      bool  // a value comes after it
}

// edits lays two sentences beside each other, as many words as possible on their like,
// and lists where they differ. both is how many words and values that tell something
// they share.
func edits(card, draft []symbol) (all []edit, both int) {
	long := longest(card, draft)
	var gap edit
	i, j := 0, 0
	flush := func(bounds bool) {
		gap.at = j - len(gap.draft)
		gap.bounds = bounds
		if gap.at > 0 {
			gap.before = draft[gap.at-1].fact
		}
		if len(gap.card)+len(gap.draft) > 0 {
			all = append(all, gap)
		}
		gap = edit{}
	}
	for i < len(card) && j < len(draft) {
		switch {
		case card[i].key == draft[j].key:
			flush(card[i].fact != nil)
			if card[i].tells {
				both++
			}
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			gap.card = append(gap.card, card[i])
			i++
		default:
			gap.draft = append(gap.draft, draft[j])
			j++
		}
	}
	gap.card = append(gap.card, card[i:]...)
	gap.draft = append(gap.draft, draft[j:]...)
	j = len(draft)
	flush(false)
	return all, both
}

// longest is, for each pair of places, how much of two sentences can be laid on its
// like from there on: what tells something counts more than a small word.
func longest(card, draft []symbol) [][]int {
	const telling = 4
	long := make([][]int, len(card)+1)
	row, all := len(draft)+1, make([]int, (len(card)+1)*(len(draft)+1))
	for i := range long {
		long[i] = all[i*row : (i+1)*row]
	}
	for i := range slices.Backward(card) {
		for j := range slices.Backward(draft) {
			long[i][j] = max(long[i+1][j], long[i][j+1])
			if card[i].key == draft[j].key {
				weight := 1
				if card[i].tells {
					weight = telling
				}
				long[i][j] = max(long[i][j], long[i+1][j+1]+weight)
			}
		}
	}
	return long
}

// telling counts the symbols that tell something.
func telling(all []symbol) int {
	n := 0
	for i := range all {
		if all[i].tells {
			n++
		}
	}
	return n
}

// enough says whether two sentences may be near that have so many words and values in
// common.
func enough(both, card, draft int) bool {
	return both > 0 && float64(both) >= nearDraft*float64(draft) && float64(card-both) <= max(1, mayLack*float64(card))
}

// keys are the words and values of a draft that tell something, and how many they are.
type keys struct {
	all map[string]bool
	n   int
}

func keysOf(draft []symbol) keys {
	k := keys{all: make(map[string]bool, len(draft))}
	for i := range draft {
		if draft[i].tells {
			k.all[draft[i].key] = true
			k.n++
		}
	}
	return k
}

// mostOf says whether the draft may be near a sentence, wherever its words stand: most
// sentences need not be laid beside it to see that it is not.
func (k keys) mostOf(card []symbol) bool {
	both, says := 0, 0
	for i := range card {
		if card[i].tells {
			says++
			if k.all[card[i].key] {
				both++
			}
		}
	}
	return both > 0 && (both == says || says < longEnough) || enough(both, says, k.n)
}

// bounding says whether a word belongs to the bound of the value behind it, "non superiore
// a", which is compared with the value.
func bounding(t []token, facts []fact, i int) bool {
	for at := i; at < len(t) && at < i+boundWords && t[at].kind == word; at++ {
		if f := valueAt(facts, at); f != nil {
			return at > i && f.cmp != cmpNone
		}
		if t[at].class("turn") == "" && t[at].sense != "" && !t[at].in("bound-skip") {
			return false
		}
	}
	return false
}
