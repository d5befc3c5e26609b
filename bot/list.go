package bot

import (
	"slices"

	"example.org/caterina"
)

// maxListed is how many cards a list of aids names.
const maxListed = 6

// The share of the first card's score that a card needs to be listed, and the
// lower one for the first card of an owner that would not be named otherwise: who
// asks for aid is to hear of the town's and of the State's.
const (
	listFloor  = 0.45
	ownerFloor = 0.1
	anyFloor   = 0.7 // of one who may mean a single card
)

// sayList answers "which aids are there?" with the cards that fit, from the town
// and from its parent, each with its source. It reports false when there are
// fewer than two.
func (e *Engine) sayList(t *talk, r caterina.Ranking) bool {
	hits := listed(r.Hits)
	if len(hits) < 2 {
		return false
	}
	var items []string
	for _, h := range hits {
		c := t.shown(h.Card, h.Town)
		// The title leads to the source itself: naming it again would drown the list.
		title := "**" + link(t.title(h.Card), e.cardURL(t.turn.Town, h.Card.Slug)) + "**"
		item := sentences(title+": "+t.oneLine(c), t.windowText(c, nil), t.checked(h.Card))
		items = append(items, item)
		t.cite(e.citation(t, c, ""))
		t.offer(t.cardOption(h.Card, ""))
	}
	t.say(caterina.OutcomeAnswer, "list", paragraphs(t.words.list, bullets(items)))
	t.reply.Message.Card = hits[0].Card.Slug
	return true
}

// sayAny answers "is there any help?" with a list when several cards are as near as
// the first. Else one of them is meant.
func (e *Engine) sayAny(t *talk, n need, r caterina.Ranking) bool {
	r.Hits = slices.DeleteFunc(slices.Clone(r.Hits), func(h caterina.Hit) bool {
		return h.Score < anyFloor*r.Hits[0].Score || h.Score < commonShare*r.Hits[0].Score && !mentionsAny(h.Card, n.subject)
	})
	return e.sayList(t, r)
}

// listed picks the cards to list: the best ones that hold today, and among them
// at least one of each owner that has one worth naming.
func listed(hits []caterina.Hit) []caterina.Hit {
	var fit []caterina.Hit
	for _, h := range hits {
		if !h.Expired && h.Score >= hits[0].Score*listFloor && len(fit) < maxListed {
			fit = append(fit, h)
		}
	}
	for _, h := range hits {
		if h.Expired || h.Score < hits[0].Score*ownerFloor ||
			slices.ContainsFunc(fit, func(p caterina.Hit) bool { return p.Town == h.Town }) {
			continue
		}
		return append(fit[:min(len(fit), maxListed-1)], h)
	}
	return fit
}
