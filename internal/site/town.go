package site

import (
	"cmp"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"example.org/caterina"
)

// Sizes of the lists on the first page.
const (
	maxProminent = 6
	maxResults   = 10
	maxQuery     = 400 // characters of a search
)

// cardView is a card in a list.
type cardView struct {
	Slug, Title, Summary, Lang string // Lang is the language of title and summary
	Kind                       string
	National                   string // the name of the parent that owns it, "" for the town's own
	State                      state
}

// sectionView is one subject of the catalogue.
type sectionView struct {
	Slug, Name, Lang string
	National         bool
	Cards            []cardView
}

// townPage is the first page, or the results of a search on it.
type townPage struct {
	*page
	Prominent []cardView
	Sections  []sectionView
	Offices   []officeView
	Searched  bool
	Results   []cardView
}

// serveTown serves a town's first page; with a question, what it finds.
func (s *Site) serveTown(w http.ResponseWriter, r *http.Request) {
	p, ok := s.begin(w, r)
	if !ok {
		return
	}
	p.Title = p.W.HeroTitle
	data := townPage{page: &p, Sections: s.sections(&p)}
	p.Query = query(r.URL.Query().Get("q"))
	if p.Query != "" {
		p.Title = p.W.Results + " «" + p.Query + "»"
		data.Searched = true
		data.Results = s.search(r, &p)
	} else {
		data.Prominent = s.prominent(&p)
		data.Offices = s.officesOf(&p, nil)
	}
	s.render(w, r, http.StatusOK, "town", data)
}

// query cleans what was searched for.
func query(q string) string {
	q = strings.Join(strings.Fields(caterina.StripHidden(strings.ToValidUTF8(q, ""))), " ")
	if runes := []rune(q); len(runes) > maxQuery {
		return string(runes[:maxQuery])
	}
	return q
}

// search ranks the cards as the assistant does. It finds nothing when the
// question is not the town's business, and when the ranking fails.
func (s *Site) search(r *http.Request, p *page) []cardView {
	_, today := s.now()
	ranking, err := s.cfg.Library.Search(r.Context(), caterina.Query{
		Town: p.Town.ID, Text: p.Query, Lang: p.Lang, Day: today, Limit: maxResults,
	})
	if err != nil {
		s.cfg.Logger.WarnContext(r.Context(), "search failed", slog.Any("error", err))
		return nil
	}
	if ranking.Verdict == caterina.VerdictNone {
		return nil
	}
	views := make([]cardView, 0, len(ranking.Hits))
	for _, hit := range ranking.Hits {
		views = append(views, s.card(p, Item{Card: hit.Card, Owner: hit.Town}))
	}
	return views
}

// card prepares a card for a list.
func (s *Site) card(p *page, item Item) cardView {
	_, today := s.now()
	c := item.Card
	v := cardView{Slug: c.Slug, Title: c.Title, Summary: c.Summary, Lang: "it", Kind: p.W.Kind(c.Kind), State: stateOf(p.W, c, today)}
	if t := c.Translations[p.Lang]; t.Title != "" {
		v.Lang, v.Title = p.Lang, t.Title
		v.Summary = cmp.Or(t.Summary, c.Summary)
	}
	if item.Owner != p.Town.Slug {
		if owner, ok := s.cfg.Library.Town(item.Owner); ok {
			v.National = owner.Name
		}
	}
	return v
}

// prominent chooses what to show first among the town's own bonuses and
// services: those whose applications close soonest, then those that can be
// booked, then those in most need of explaining, which is what people ask about.
func (s *Site) prominent(p *page) []cardView {
	_, today := s.now()
	items := slices.DeleteFunc(slices.Clone(s.cfg.Cards(p.Town.ID)), func(i Item) bool {
		kind := i.Card.Kind == caterina.KindBonus || i.Card.Kind == caterina.KindService
		window := i.Card.WindowOn(today)
		return !kind || i.Owner != p.Town.Slug || i.Card.Expired(today) || i.Card.NotYetValid(today) ||
			window == caterina.WindowClosed || window == caterina.WindowFuture
	})
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(
			cmp.Compare(urgency(a.Card), urgency(b.Card)),
			compareBool(b.Card.Bookable != "", a.Card.Bookable != ""),
			cmp.Compare(len(b.Card.Questions), len(a.Card.Questions)),
			strings.Compare(a.Card.Slug, b.Card.Slug),
		)
	})
	var views []cardView
	for _, item := range items[:min(maxProminent, len(items))] {
		views = append(views, s.card(p, item))
	}
	return views
}

// urgency orders cards by the day on which applications close; those without one come last.
func urgency(c *caterina.Card) string {
	if c.Window == nil || c.Window.Closes == nil {
		return "9999"
	}
	return c.Window.Closes.String()
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// sections returns the town's subjects, then its parent's, each with its cards;
// those without cards are left out. Cards of no known section come last.
func (s *Site) sections(p *page) []sectionView {
	var list []sectionView
	index := make(map[string]int) // by "owner/section"
	add := func(town caterina.Town, national bool) {
		for _, section := range town.Sections {
			index[town.Slug+"/"+section.Slug] = len(list)
			list = append(list, sectionView{Slug: section.Slug, Name: section.Name, National: national})
		}
		index[town.Slug+"/"] = len(list)
		list = append(list, sectionView{Slug: "altro", Name: town.Name, National: national})
	}
	add(p.Town, false)
	if parent, ok := s.cfg.Library.Town(p.Town.Parent); ok {
		add(parent, true)
	}
	for _, item := range s.cfg.Cards(p.Town.ID) {
		at, ok := index[item.Owner+"/"+item.Card.Section]
		if !ok {
			if at, ok = index[item.Owner+"/"]; !ok {
				continue
			}
		}
		list[at].Cards = append(list[at].Cards, s.card(p, item))
	}
	for i := range list {
		if list[i].National {
			list[i].Slug = p.Town.Parent + "." + list[i].Slug
		}
	}
	return slices.DeleteFunc(list, func(v sectionView) bool { return len(v.Cards) == 0 })
}

// sectionPage is one subject with its cards.
type sectionPage struct {
	*page
	Section sectionView
}

func (s *Site) serveSection(w http.ResponseWriter, r *http.Request) {
	p, ok := s.begin(w, r)
	if !ok {
		return
	}
	for _, section := range s.sections(&p) {
		if section.Slug == r.PathValue("section") {
			p.Title = section.Name
			s.render(w, r, http.StatusOK, "section", sectionPage{page: &p, Section: section})
			return
		}
	}
	s.missing(w, r, p)
}

func (s *Site) servePrivacy(w http.ResponseWriter, r *http.Request) {
	p, ok := s.begin(w, r)
	if !ok {
		return
	}
	p.Title = p.W.PrivacyTitle
	s.render(w, r, http.StatusOK, "privacy", struct{ *page }{&p})
}
