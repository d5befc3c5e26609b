package bot

import (
	"slices"

	"example.org/caterina"
)

// maxListed is how many cards a list of aids names.
const maxListed = 6

// listFloor is the share of the first card's score that a card needs to be
// listed.
const listFloor = 0.3

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

// listed picks the cards to list: the best ones that hold today, and among them
// at least one of each owner that has one.
func listed(hits []caterina.Hit) []caterina.Hit {
	var fit []caterina.Hit
	for _, h := range hits {
		if !h.Expired && h.Score >= hits[0].Score*listFloor {
			fit = append(fit, h)
		}
	}
	if len(fit) <= maxListed {
		return fit
	}
	picked := slices.Clone(fit[:maxListed])
	for _, h := range fit[maxListed:] {
		if !slices.ContainsFunc(picked, func(p caterina.Hit) bool { return p.Town == h.Town }) {
			picked[maxListed-1] = h
			break
		}
	}
	return picked
}
