package openaitest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"example.org/caterina"
)

// Change is the one fact that a lying model changed. The zero Change is none.
type Change struct {
	Kind ChangeKind
	Was  string // "" when it was added
	Is   string
	At   int // byte where Is begins in the text; in the one text of several that was changed
}

const changeTries = 64 // for a value that the prompt does not have

// Lying is an honest model that changes exactly one fact of each answer in words:
// one of the kinds, all of ChangeKinds when none is named. What it makes of it is
// nowhere in the prompt as a fact of that kind. The change is in the request's
// Outcome. Where an answer has no fact of the kinds, it stays honest, and the
// Change is zero. The same question asked again gets another lie; the same seed
// and the same questions the same lies.
func Lying(seed uint64, kinds ...ChangeKind) Behaviour {
	l := &liar{finder: newFinder(), seed: seed, kinds: kinds, asked: make(map[uint64]uint64)}
	if len(kinds) == 0 {
		l.kinds = ChangeKinds()
	}
	return l.answer
}

// liar is what Lying remembers.
type liar struct {
	finder finder
	seed   uint64
	kinds  []ChangeKind

	mu    sync.Mutex
	asked map[uint64]uint64 // how often each prompt came
}

func (l *liar) answer(c Chat) Answer {
	text := honest(c)
	if c.Step == caterina.StepRewrite || c.Step == caterina.StepChoose || c.Step == caterina.StepVariants {
		return Answer{Text: text}
	}
	p := Read(c)
	draft := lie{finder: l.finder, chance: l.chance(p), prompt: p}
	if c.Step == caterina.StepTranslate && !IntoItalian(c) && c.wanted() != nil {
		return draft.translating(c.wanted(), l.kinds)
	}
	if c.wanted() == nil && c.Format != "json_object" {
		text = draft.talkative(text)
		text, change := draft.about(text, l.kinds)
		return Answer{Text: text, Change: change}
	}
	v, err := readOrdered([]byte(text))
	if err != nil {
		return Answer{Text: text}
	}
	v, change := draft.inside(v, l.kinds)
	return Answer{Text: string(encode(v)), Change: change}
}

// talkative adds to a draft without facts what its card has to say of them: who says
// nothing cannot lie about it. All of it is true.
func (l lie) talkative(text string) string {
	if len(l.finder.facts(text)) > 0 || strings.TrimSpace(text) == dontKnow {
		return text
	}
	gap := " "
	if strings.Contains(text, "\n") || strings.HasPrefix(text, "- ") {
		gap = "\n"
	}
	cited := l.lastCited(text)
	for _, u := range l.prompt.units() {
		if id := l.prompt.Cards[u.card].ID; id == cited && !strings.Contains(text, u.text) && len(l.finder.facts(u.text)) > 0 {
			return text + gap + cite(u.text, id)
		}
	}
	return text
}

// chance is drawn from the seed, the prompt, and how often it came.
func (l *liar) chance(p Prompt) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(p.System + "\x00" + p.Data))
	sum := h.Sum64()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[sum]++
	return rand.New(rand.NewPCG(l.seed^sum, l.asked[sum])) //nolint:gosec // a seed repeats it
}

// lie is one lie in the making.
type lie struct {
	finder finder
	chance *rand.Rand
	prompt Prompt
}

// about changes one fact of a text. Of the kinds that can be done each is as
// likely.
func (l lie) about(text string, kinds []ChangeKind) (string, Change) {
	facts := l.finder.facts(text)
	var can []ChangeKind
	for _, k := range kinds {
		if k == Added || k == Swapped || slices.ContainsFunc(facts, func(f fact) bool { return f.kind == k }) {
			can = append(can, k)
		}
	}
	for _, i := range l.chance.Perm(len(can)) {
		if told, change := l.change(text, facts, can[i]); change.Kind != "" {
			return told, change
		}
	}
	return text, Change{}
}

// change changes a fact of one kind, if it can.
func (l lie) change(text string, facts []fact, kind ChangeKind) (string, Change) {
	if kind == Added {
		return l.add(text)
	}
	var all []fact // of the prompt
	if kind == Swapped {
		all = l.finder.facts(l.prompt.Data)
	}
	for _, i := range l.chance.Perm(len(facts)) {
		f := facts[i]
		is, ok := "", false
		switch kind {
		case Swapped:
			is, ok = l.elsewhere(f, all)
		case f.kind:
			is, ok = l.other(f)
		default: // another kind's
		}
		if ok {
			return l.put(text, f, is, kind)
		}
	}
	return text, Change{}
}

func (l lie) put(text string, f fact, is string, kind ChangeKind) (string, Change) {
	return text[:f.start] + is + text[f.end:], Change{Kind: kind, Was: f.text, Is: is, At: f.start}
}

// inside changes one fact in the texts of a JSON value.
func (l lie) inside(v any, kinds []ChangeKind) (any, Change) {
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, " ") {
			return v, Change{}
		}
		text, change := l.about(v, kinds)
		return text, change
	case []any:
		for i := range v {
			if inner, change := l.inside(v[i], kinds); change.Kind != "" {
				v[i] = inner
				return v, change
			}
		}
	case object:
		for i := range v {
			if inner, change := l.inside(v[i].value, kinds); change.Kind != "" {
				v[i].value = inner
				return v, change
			}
		}
	}
	return v, Change{}
}

// other is another value for a fact, one that the prompt does not state.
func (l lie) other(f fact) (string, bool) {
	for range changeTries {
		is := l.draw(f)
		if is != "" && is != f.text && !l.stated(f.kind, is) {
			return is, true
		}
	}
	return "", false
}

// stated says whether the prompt states a value as a fact of a kind.
func (l lie) stated(kind ChangeKind, value string) bool {
	return l.finder.states(l.prompt.Data, kind, value) || l.finder.states(l.prompt.System, kind, value)
}

// elsewhere is a value of the same sort that stands elsewhere in the prompt, of which
// all are the facts.
func (l lie) elsewhere(f fact, all []fact) (string, bool) {
	var values []string
	for _, other := range all {
		if other.kind == f.kind && normal(f.kind, other.text) != normal(f.kind, f.text) {
			values = append(values, other.text)
		}
	}
	if len(values) == 0 || f.kind == Number {
		return "", false
	}
	return values[l.chance.IntN(len(values))], true
}

// draw makes another value for a fact, which may turn out to be in the prompt.
func (l lie) draw(f fact) string {
	switch f.kind {
	case Month:
		return l.otherOf(f.text, split(italianMonths), split(englishMonths))
	case Weekday:
		return l.otherOf(f.text, weekdays(), split(englishWeekdays))
	case OfficeName:
		return l.oneOf("Tributi", "Elettorale", "Cultura", "Patrimonio", "Commercio", "Protocollo", "Cimiteri", "Sport")
	case StreetName:
		return l.oneOf("Garibaldi", "Verdi", "Matteotti", "Cavour", "Leopardi", "Manzoni", "Dante Alighieri", "Aldo Moro")
	case Email:
		name, domain, _ := strings.Cut(f.text, "@")
		return l.oneOf(name+"2@"+domain, "info."+name+"@"+domain, name+"@"+l.letter(domain), l.letter(name)+"@"+domain)
	case URL:
		return l.oneOf(f.text+"/domande", l.letter(f.text), strings.Replace(f.text, ".it", ".com", 1))
	case Hour:
		if !strings.ContainsAny(f.text, ":.") {
			return strconv.Itoa(7 + l.chance.IntN(13))
		}
		return fmt.Sprintf("%d%c%02d", 7+l.chance.IntN(13), f.text[len(f.text)-3], 15*l.chance.IntN(4))
	case DayOf:
		if len(f.text) > 2 {
			return l.digit(f.text)
		}
		return strconv.Itoa(1 + l.chance.IntN(28))
	case Term:
		if !unicode.IsDigit(rune(f.text[0])) {
			return l.otherOf(f.text, split(countWords), nil)
		}
		return l.digit(f.text)
	default:
		return l.digit(f.text)
	}
}

// digit changes one digit of a number, and keeps it as long as it was.
func (l lie) digit(text string) string {
	var places []int
	for i, r := range text {
		if unicode.IsDigit(r) {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return ""
	}
	if len(places) > longPhone { // not the prefix
		places = places[4:]
	}
	at := places[l.chance.IntN(len(places))]
	d := l.chance.IntN(10)
	if d == 0 && at == places[0] {
		return ""
	}
	return text[:at] + strconv.Itoa(d) + text[at+1:]
}

const longPhone = 8 // digits, from which a number has a prefix

// letter changes one letter of an address.
func (l lie) letter(text string) string {
	for range changeTries {
		at := l.chance.IntN(len(text))
		if c := text[at]; c >= 'a' && c <= 'z' && !strings.HasPrefix(text[at:], "http") {
			return text[:at] + string('a'+(c-'a'+1)%26) + text[at+1:]
		}
	}
	return ""
}

func (l lie) oneOf(values ...string) string { return values[l.chance.IntN(len(values))] }

// otherOf is another word of the list that has this one, as it is written.
func (l lie) otherOf(word string, lists ...[]string) string {
	for _, words := range lists {
		if !slices.ContainsFunc(words, func(w string) bool { return fold(w) == fold(word) }) {
			continue
		}
		is := l.oneOf(words...)
		if unicode.IsUpper(rune(word[0])) {
			is = strings.ToUpper(is[:1]) + is[1:]
		}
		return is
	}
	return ""
}

func split(alternatives string) []string { return strings.Split(alternatives, "|") }

func weekdays() []string {
	return []string{"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"}
}
