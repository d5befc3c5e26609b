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

// id is the number of a word, nowhere for one that no source has and for "".
func (v *vocabulary) id(w string) int32 {
	if w == "" {
		return nowhere
	}
	if id, ok := v.ids[w]; ok {
		return id
	}
	return nowhere
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
		for i := range s.units {
			units++
			for _, id := range s.units[i].stems {
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
	passage

	facts   []fact
	stems   []int32 // every word that means something, once, sorted
	denies  denial
	plain   []int32  // what its words say, names aside
	named   []*fact  // its names
	parties []party  // whom it names
	symbols []symbol // its own words and values, without the lead
	head    int      // how many of them are the label of a row: "Telefono: 0577 1"
	name    bool     // it is a title, or the name of an office or a street
	masked  []symbol // its symbols, values of a kind all the same
	values  int      // how many of them are values
	matter  []symbol // those of them, and of the lead, that are more than what any answer is made of
	list    *list    // that it is an item of; nil for none
	office  []int32  // the words that the office is told by under whose name it stands; nil for none
	block   int      // units whose times of day belong together have the same; they stand one after the other
}

// list is one list of a source, known by its address.
type list struct{ _ byte }

// source is one card, read.
type source struct {
	id       string
	units    []unit
	seen     [kinds][]sight
	names    names
	words    []bool // by their numbers, whether they are words of it
	plain    string // every unit's words, between bars
	brackets []bracket
	parties  []party
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
	s := &source{id: in.ID}
	var plain strings.Builder
	plain.WriteString("|")
	lead := []token(nil)
	var items *list
	office, officials := []int32(nil), plainNames(in.Official)
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
		writePlain(&plain, t)
		plain.WriteString("|")
		if !p.item && !p.leads {
			lead = nil
		}
		s.addUnit(v, lead, t)
		switch {
		case !p.item:
			items = nil
		case items == nil:
			items = &list{}
		}
		u := &s.units[len(s.units)-1]
		u.list = items
		if len(s.units) > 1 {
			office = u.officeUnder(office, p, s.units[len(s.units)-2].list != nil, slices.Contains(officials, plainWords(t)))
		}
		u.office = office
		if p.leads {
			lead = t
		}
	}
	office = nil
	for _, name := range in.Official {
		t := lex(clean(name))
		s.names.learn(t)
		s.addUnit(v, nil, t)
		u := &s.units[len(s.units)-1]
		u.name = true
		if len(u.parties) > 0 && !u.hasAddress() {
			office = toldBy(u.parties)
		}
		u.office = office
	}
	if len(s.units) > 0 {
		s.units[0].name = true // the title
	}
	s.plain = plain.String()
	s.look(v)
	return s
}

// plainNames writes names as plainWords writes sentences.
func plainNames(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = plainWords(lex(clean(n)))
	}
	return out
}

// addUnit reads the facts of one unit.
func (s *source) addUnit(v *vocabulary, lead, t []token) {
	all := t
	if len(lead) > 0 {
		all = slices.Concat(lead, t)
	}
	u := unit{facts: scan(all)}
	markMost(u.facts, lead)
	u.stems = make([]int32, 0, len(all)+len(u.facts))
	for i := range all {
		if w := all[i].sense; w != "" {
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
	u.passage = passage{tokens: all, spots: v.spots(all, u.facts), lead: len(lead)}
	u.parties = u.partiesIn(u.facts, u.lead)
	u.symbols = symbols(all, u.facts, len(lead))
	u.head = labelIn(u.symbols)
	if u.values = valuesIn(u.symbols); u.values > 0 {
		u.masked = withoutValues(u.symbols)
	}
	u.matter = mattering(append(symbols(all[:len(lead)], u.facts, 0), u.symbols...))
	u.denies = deniedIn(all, len(lead))
	u.named = namesIn(u.facts)
	u.plain = u.plainWithout(u.named)
	s.units = append(s.units, u)
}

// look lists the words of all units, and their facts by their kind.
func (s *source) look(v *vocabulary) {
	s.words = make([]bool, len(v.ids))
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
		for k := range u.spots {
			if id := u.spots[k].sense; id != nowhere {
				s.words[id] = true
			}
		}
		for k := range u.facts {
			f := &u.facts[k]
			if f.end <= u.lead { // it is told once, with the line itself
				continue
			}
			s.seen[f.kind] = append(s.seen[f.kind], sight{fact: f, in: i, around: u.around(f)})
		}
		s.parties = append(s.parties, u.parties...)
		s.brackets = append(s.brackets, sourcePairs(u.tokens, u.facts)...)
	}
}

// hasWord says whether a word of the vocabulary, by its number, is one of a source's.
func (s *source) hasWord(id int32) bool {
	return id >= 0 && int(id) < len(s.words) && s.words[id]
}

// writePlain writes tokens as folded words, a space before each.
func writePlain(b *strings.Builder, t []token) {
	for i := range t {
		if t[i].kind == punct && !t[i].is("€%+") {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(t[i].fold)
	}
}

// plainWords writes tokens as folded words between single spaces.
func plainWords(t []token) string {
	var b strings.Builder
	writePlain(&b, t)
	return b.String()
}
