package verify

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// Stream checks a draft while it is being written. What Feed returns may be shown at
// once, and is never taken back; put together it is the Text of the Result.
//
// A sentence without a citation rests on the card cited before it in its paragraph or
// list, else on the one cited next; until then it is held. A line that ends with a
// colon is held until something that follows it may be shown. Left out are the
// sentences that fail, a line that leads to nothing, the items under a line that
// failed, and a sentence that points back at one left out.
type Stream struct {
	c        *Checker
	splitter Splitter
	queue    []*entry
	last     []string  // the cards cited last in this paragraph or list
	lead     []token   // the line that leads to the items being read
	offices  [][]int32 // the offices named last
	leading  *entry    // the same line, while it is there
	text     strings.Builder
	gap      string     // white space of what was left out
	words    []wordHash // the last words of the draft, for runs of words across sentences
	dead     bool       // the draft is condemned
	lost     bool       // the sentence before was left out
	orphans  bool       // items of a line that failed
	kept     int        // sentences shown that rest on a card
	refused  bool
	result   Result
}

type state uint8

const (
	waiting state = iota // for a citation
	passed
	failed
)

// entry is a sentence on its way.
type entry struct {
	piece
	state   state
	why     []Rejection
	cited   []string // what it was checked against
	behind  setting
	refuses bool
	bereft  bool // a line of whose items one failed
}

// Stream begins the check of one draft.
func (c *Checker) Stream() *Stream { return &Stream{c: c, offices: c.topic} }

// Draft checks a whole draft.
func (c *Checker) Draft(text string) Result {
	s := c.Stream()
	s.Feed(text)
	_, r := s.Close()
	return r
}

// Feed takes the next part of the draft and returns what of it may be shown.
func (s *Stream) Feed(part string) string {
	before := s.text.Len()
	for _, raw := range s.splitter.Feed(part) {
		s.take(raw)
	}
	return s.text.String()[before:]
}

// Close ends the draft. It returns what more may be shown, and the result.
func (s *Stream) Close() (string, Result) {
	before := s.text.Len()
	for _, raw := range s.splitter.Close() {
		s.take(raw)
	}
	s.settleWaiting()
	s.flush(true)
	r := &s.result
	r.Text = s.text.String()
	r.Refusal = s.refused && s.kept == 0
	switch {
	case r.Refusal && len(r.Cards) > 0:
		r.Rejections = append(r.Rejections, Rejection{Reason: RefusalWithCitations})
	case s.kept == 0 || s.dead:
		r.Rejections = append(r.Rejections, Rejection{Reason: Empty})
	default:
		r.OK = s.kept >= r.Dropped
		if !r.OK {
			r.Rejections = append(r.Rejections, Rejection{Reason: Empty})
		}
	}
	return r.Text[before:], *r
}

// take reads one sentence.
func (s *Stream) take(raw string) {
	if s.dead {
		return
	}
	raw = caterina.StripHidden(raw)
	p := parsePiece(raw)
	if p.body == "" {
		s.bareCitation(p)
		return
	}
	if s.leaks(p.body) {
		s.dead = true
		s.result.Rejections = append(s.result.Rejections, Rejection{Reason: Leak, Sentence: strings.TrimSpace(raw)})
		return
	}
	if p.blank && (s.leading == nil || !p.item) {
		s.endParagraph()
	}
	if !p.item {
		s.lead, s.leading = nil, nil
	}
	e := &entry{piece: p, behind: setting{s.lead, s.offices}}
	if offices := s.c.officesIn(p.body); len(offices) > 0 {
		s.offices = offices
	}
	s.queue = append(s.queue, e)
	s.judge(e)
	if p.leads {
		s.lead, s.leading = lex(clean(p.body)), e
	}
	s.flush(false)
}

// bareCitation takes citations that stand alone: they are of the sentences before, or, at
// the beginning, of those behind.
func (s *Stream) bareCitation(p piece) {
	s.gap = wider(s.gap, p.space)
	if len(p.cards) == 0 {
		return
	}
	waited := false
	for _, e := range s.queue {
		if e.state == waiting {
			s.check(e, p.cards)
			waited = true
		}
	}
	if !waited && s.last == nil {
		s.last = p.cards
	}
	s.flush(false)
}

// leaks looks for words of the instructions, also across the end of a sentence.
func (s *Stream) leaks(body string) bool {
	s.words = append(s.words, hashesOf(body)...)
	found := s.c.leaks(s.words)
	s.words = s.words[max(0, len(s.words)-shingleLength+1):]
	return found
}

// endParagraph gives up on citations for the sentences of a paragraph.
func (s *Stream) endParagraph() {
	s.settleWaiting()
	s.last = nil
}

func (s *Stream) settleWaiting() {
	for _, e := range s.queue {
		if e.state == waiting {
			e.state = failed
		}
	}
}

// judge checks a sentence as far as its citations are known, and those that waited
// for its.
func (s *Stream) judge(e *entry) {
	if len(e.cards) > 0 {
		for _, w := range s.queue {
			if w.state == waiting && w != e {
				s.check(w, e.cards)
			}
		}
		s.check(e, e.cards)
		if e.state == waiting {
			e.state = failed
		}
		if !slices.ContainsFunc(e.why, func(r Rejection) bool { return r.Reason == Citation }) {
			s.last = e.cards
		}
		return
	}
	s.check(e, nil)
	if e.state == waiting && s.last != nil {
		s.check(e, s.last)
	}
}

// check checks a sentence against some cards. A sentence that fails without a
// citation of its own may yet pass with the next.
func (s *Stream) check(e *entry, cards []string) {
	e.why = s.c.piece(e.piece, e.behind, cards)
	if len(e.why) == 0 {
		e.state, e.cited, e.refuses = passed, cards, s.c.refuses(e.piece, cards)
		return
	}
	if len(e.cards) > 0 || !openReason(e.why[0].Reason) {
		e.state = failed
	}
}

// openReason says whether a sentence may pass with other cards.
func openReason(r Reason) bool {
	return r != Markup && r != Language && r != Leak
}

// flush shows what is at the head of the queue and decided.
func (s *Stream) flush(final bool) {
	for len(s.queue) > 0 {
		e := s.queue[0]
		switch {
		case e.state == waiting:
			return
		case e.state == failed || s.dangles(e):
			s.drop(e)
		case e.leads && len(s.queue) == 1 && !final:
			return
		case e.leads && len(s.queue) == 1:
			s.drop(e)
		case e.leads:
			if !s.leadOn(e) {
				return
			}
		default:
			s.show(e)
		}
	}
}

// dangles says whether a sentence has lost what it hangs on.
func (s *Stream) dangles(e *entry) bool {
	if s.orphans && e.item {
		return true
	}
	return s.lost && !e.item && pointsBack(e.body)
}

// leadOn decides on a line with a colon by what follows it. It returns false while
// that is not known.
func (s *Stream) leadOn(e *entry) bool {
	next := s.queue[1]
	switch {
	case next.state == waiting:
		return false
	case next.state == failed:
		s.queue = append(s.queue[:1], s.queue[2:]...)
		e.bereft = true
		s.note(next)
	case e.bereft && !next.item:
		s.drop(e)
	default:
		s.show(e)
	}
	return true
}

// note counts a sentence that is left out.
func (s *Stream) note(e *entry) {
	s.result.Rejections = append(s.result.Rejections, e.why...)
	s.result.Dropped++
	s.gap = wider(s.gap, e.space)
}

// drop leaves the first of the queue out.
func (s *Stream) drop(e *entry) {
	s.queue = s.queue[1:]
	if e.state == failed {
		s.note(e)
	} else {
		s.gap = wider(s.gap, e.space)
	}
	s.lost = true
	s.orphans = e.leads || s.orphans && e.item
}

// show adds the first of the queue to the text.
func (s *Stream) show(e *entry) {
	s.queue = s.queue[1:]
	if s.text.Len() > 0 {
		s.text.WriteString(wider(s.gap, e.space))
	}
	s.text.WriteString(e.marker + e.body)
	s.gap, s.lost, s.orphans = "", false, false
	s.refused = s.refused || e.refuses
	if len(e.cited) > 0 && !e.refuses {
		s.kept++
	}
	for _, id := range e.cited {
		if !slices.Contains(s.result.Cards, id) {
			s.result.Cards = append(s.result.Cards, id)
		}
	}
}

// wider is the white space that parts more.
func wider(a, b string) string {
	if strings.Count(a, "\n") > strings.Count(b, "\n") {
		return a
	}
	if b == "" {
		return a
	}
	return b
}

// pointsBack says whether a sentence begins with a word that only has a meaning after
// another sentence.
func pointsBack(body string) bool {
	for _, t := range lex(clean(body)) {
		if t.kind == word {
			return t.in("points-back")
		}
	}
	return false
}
