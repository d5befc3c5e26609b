package verify

import (
	"math"
	"slices"
	"strings"
)

// vocabulary numbers the words that facts are told apart by: stems of words that mean
// something, and the values of facts.
type vocabulary struct {
	ids    map[string]int32
	weight []float32 // how much a word tells: the rarer, the more
}

func newVocabulary() *vocabulary { return &vocabulary{ids: map[string]int32{}} }

// id is the number of a word, -1 for one that no source has.
func (v *vocabulary) id(w string) int32 {
	if id, ok := v.ids[w]; ok {
		return id
	}
	return -1
}

func (v *vocabulary) learn(w string) int32 {
	id, ok := v.ids[w]
	if !ok {
		id = int32(len(v.ids)) //nolint:gosec // the words of a few cards
		v.ids[w] = id
	}
	return id
}

// weigh reckons from all units of the sources how much each word tells.
func (v *vocabulary) weigh(sources []*source) {
	count := make([]int, len(v.ids))
	units := 0
	for _, s := range sources {
		for _, u := range s.units {
			units++
			for _, id := range u.stems {
				count[id]++
			}
		}
	}
	v.weight = make([]float32, len(v.ids))
	for i, n := range count {
		v.weight[i] = float32(math.Log(1 + (float64(units)+1)/(float64(n)+0.5)))
	}
}

// unit is one sentence or list item of a source, with the line that leads to it.
type unit struct {
	tokens []token
	lead   int // how many of tokens are of the line before that ends with a colon
	facts  []fact
	stems  []int32 // every word that means something, once, sorted
	denies denial
	plain  []string // what its words say, names aside
	named  []*fact  // its names
	block  int      // units whose times of day belong together have the same; they stand one after the other
}

// source is one card, read.
type source struct {
	id       string
	units    []unit
	seen     [kinds][]sight
	names    names
	words    map[string]bool // stems of every word of it
	text     string          // every unit's words, between bars
	brackets []bracket
}

// sight is one fact of a source with what stands around it.
type sight struct {
	*fact
	in     int // which unit of the source
	around []feature
}

// feature is a word beside a fact, on which side and how near it is.
type feature struct {
	id     int32
	weight float32
	after  bool
}

func newSource(v *vocabulary, in Source) *source {
	s := &source{id: in.ID, names: newNames(), words: map[string]bool{}}
	var text strings.Builder
	text.WriteString("|")
	lead := []token(nil)
	for _, piece := range pieces(in.Text) {
		p := parsePiece(clean(piece))
		t := lex(p.body)
		if len(t) == 0 {
			if p.blank {
				lead = nil
			}
			continue
		}
		s.names.learn(t)
		text.WriteString(plainWords(t) + "|")
		if !p.item && !p.leads {
			lead = nil
		}
		s.addUnit(v, lead, t)
		if p.leads {
			lead = t
		}
	}
	for _, name := range in.Official {
		t := lex(clean(name))
		s.names.learn(t)
		s.addUnit(v, nil, t)
	}
	s.text = text.String()
	s.look(v)
	return s
}

// addUnit reads the facts of one unit.
func (s *source) addUnit(v *vocabulary, lead, t []token) {
	all := append(slices.Clone(lead), t...)
	u := unit{tokens: all, lead: len(lead), facts: scan(all)}
	markMost(u.facts, lead)
	for _, x := range all {
		if w := x.sense; w != "" {
			s.words[w] = true
			u.stems = append(u.stems, v.learn(w))
		}
	}
	for i := range u.facts {
		if k := u.facts[i].key(); k != "" {
			u.stems = append(u.stems, v.learn(k))
		}
	}
	slices.Sort(u.stems)
	u.stems = slices.Compact(u.stems)
	u.denies = deniedIn(all, len(lead))
	u.plain, u.named = plainSenses(all, u.facts), namesIn(u.facts)
	s.units = append(s.units, u)
}

// look lists the facts of all units by their kind.
func (s *source) look(v *vocabulary) {
	timed := false // the unit before has times of day
	for i := range s.units {
		u := &s.units[i]
		before := timed
		timed = slices.ContainsFunc(u.facts, func(f fact) bool { return f.kind == kClock })
		if i > 0 {
			u.block = s.units[i-1].block
			if !timed || !before {
				u.block++
			}
		}
		for k := range u.facts {
			f := &u.facts[k]
			if f.end <= u.lead { // it is told once, with the line itself
				continue
			}
			s.seen[f.kind] = append(s.seen[f.kind], sight{fact: f, in: i, around: v.around(u.tokens, u.facts, f, u.lead)})
		}
		s.brackets = append(s.brackets, findBrackets(u.tokens, u.facts)...)
	}
}

// senseOf is what a folded word says: the group that it belongs to, else its stem; ""
// for words that say nothing of their own.
func senseOf(w string) string {
	if len(w) < 2 || isStop(w) || isCurrencyWord(w) || isUnit(w) {
		return ""
	}
	if c := nounClass(w); c != "" {
		return "=" + c
	}
	if c := classes()["concept"][w]; c != "" {
		return "=" + c
	}
	return stem(w)
}

// plainWords writes tokens as folded words between single spaces.
func plainWords(t []token) string {
	var b strings.Builder
	for _, x := range t {
		if x.kind == punct && !x.is("€%+") {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(x.fold)
	}
	return b.String()
}
