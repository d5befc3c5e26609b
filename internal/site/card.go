package site

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"example.org/caterina"
)

// state says whether a card can be used today.
type state struct {
	Label string // "Servizio attivo", "Domande aperte fino al 31 dicembre 2026"; "" when there is nothing to say
	Note  string // what to do about it, "" when it is plainly active
	Good  bool
}

// stateOf returns the state of a card on a day. A card that has expired has
// expired, whatever its window says.
func stateOf(w words, c *caterina.Card, today caterina.Date) state {
	switch {
	case c.Expired(today):
		return state{Label: w.Expired, Note: w.ExpiredNote}
	case c.NotYetValid(today):
		return state{Label: w.NotYet, Note: w.NotYetNote}
	}
	switch c.WindowOn(today) {
	case caterina.WindowClosed:
		return state{Label: w.WindowClosed, Note: w.ClosedNote}
	case caterina.WindowFuture:
		return state{Label: w.WindowFuture, Note: w.FutureNote + " " + w.WindowFrom + " " + w.Date(*c.Window.Opens) + "."}
	case caterina.WindowOpen:
		if c.Window.Closes != nil {
			return state{Label: w.WindowOpenTo + " " + w.Date(*c.Window.Closes), Good: true}
		}
	case caterina.WindowNone:
	}
	if c.Kind == caterina.KindService || c.Kind == caterina.KindBonus {
		return state{Label: w.Active, Good: true}
	}
	return state{} // a guide or an office is not "active"
}

// part is one heading of a card's page with its text. ID and Element are the
// names that the Italian model for municipal websites gives it.
type part struct {
	ID, Element, Title string
	Lang               string // of the text
	Text               string // Markdown
	List               []string
	Links              []caterina.Link
	Notes              []string // sentences of ours
}

// empty says whether there is nothing to show.
func (p *part) empty() bool {
	return p.Text == "" && len(p.List) == 0 && len(p.Links) == 0 && len(p.Notes) == 0
}

// cardPage is the page of one card.
type cardPage struct {
	*page
	Card           caterina.Card
	TitleLang      string
	Summary        string
	SummaryLang    string
	Kind           string
	National       string
	Section        sectionView // for the trail; empty when it has none
	State          state
	Parts          []part
	Offices        []officeView
	Contacts       caterina.Contacts
	Verified       string
	Expires        string
	HasContacts    bool
	SomeInItalian  bool // the page is in English, but not all of the card is
	SourceAddress  string
	LegalReference string
}

// serveCard serves the page of one card of the town or of its parent.
func (s *Site) serveCard(w http.ResponseWriter, r *http.Request) {
	p, ok := s.begin(w, r)
	if !ok {
		return
	}
	c, owner, ok := s.cfg.Library.Card(p.Town.ID, r.PathValue("card"))
	if !ok {
		s.missing(w, r, p)
		return
	}
	_, today := s.now()
	list := s.card(&p, Item{Card: &c, Owner: owner})
	data := cardPage{
		page: &p, Card: c, TitleLang: list.Lang, Summary: list.Summary, SummaryLang: "it", Kind: list.Kind, National: list.National,
		State: stateOf(p.W, &c, today), Parts: parts(p.W, &c, p.Lang), Offices: s.officesOf(&p, append([]string{}, c.Offices...)),
		SourceAddress: c.SourceURL, LegalReference: c.LegalReference,
	}
	p.Title = list.Title
	if c.Translations[p.Lang].Summary != "" {
		data.SummaryLang = p.Lang
	}
	for _, section := range s.sections(&p) {
		for _, other := range section.Cards {
			if other.Slug == c.Slug {
				data.Section = section
			}
		}
	}
	if c.VerifiedOn != nil {
		data.Verified = p.W.Date(*c.VerifiedOn)
	}
	if c.Valid != nil && c.Valid.To != nil && !c.Expired(today) {
		data.Expires = p.W.Date(*c.Valid.To)
	}
	data.Contacts = otherContacts(c.Contacts, data.Offices)
	data.HasContacts = len(data.Offices) > 0 || c.Contacts != nil
	for _, part := range data.Parts {
		data.SomeInItalian = data.SomeInItalian || part.Lang != p.Lang
	}
	s.render(w, r, http.StatusOK, "card", data)
}

// parts returns what a card says under the headings of the model for municipal
// websites, in its order; headings of which the card says nothing are left out.
func parts(w words, c *caterina.Card, lang string) []part {
	t := c.Translations[lang]
	// in takes the translated text when there is one.
	in := func(p part, own, translated string) part {
		p.Text, p.Lang = cmp.Or(translated, own), "it"
		if translated != "" || own == "" {
			p.Lang = lang
		}
		return p
	}
	documents := part{ID: "needed", Element: "service-needed", Title: w.Needed, List: c.Documents, Lang: "it"}
	if len(t.Documents) > 0 {
		documents.List, documents.Lang = t.Documents, lang
	}
	recipients := in(part{ID: "who-needs", Element: "service-addressed", Title: w.Who}, c.Recipients, t.Recipients)
	if c.ISEE != nil && c.ISEE.Max > 0 {
		recipients.Notes = append(recipients.Notes, w.ISEE+" "+euro(c.ISEE.Max, w.Lang)+".")
	}
	access := part{ID: "submit-request", Element: "service-generic-access", Title: w.Access, Links: append(append([]caterina.Link{}, c.Forms...), c.Links...), Lang: lang}
	if c.Bookable != "" {
		access.Notes = append(access.Notes, w.Bookable)
	}
	all := []part{
		recipients,
		in(part{ID: "description", Element: "service-extended-description", Title: w.About}, c.Description, t.Description),
		in(part{ID: "how-to", Element: "service-how-to", Title: w.How}, c.Access, t.Access),
		in(part{ID: "information", Title: w.Information}, c.Information, ""),
		documents,
		in(part{ID: "obtain", Element: "service-achieved", Title: w.Obtain}, c.Result, ""),
		in(part{ID: "amount", Title: w.Amount}, c.Amount, t.Amount),
		deadlines(w, c, in(part{ID: "deadlines", Element: "service-calendar-text", Title: w.Deadlines}, c.Deadlines, t.Deadlines)),
		in(part{ID: "costs", Element: "service-cost", Title: w.Cost}, c.Cost, t.Cost),
		access,
		in(part{ID: "special", Title: w.Special}, c.SpecialCases, ""),
		in(part{ID: "more-info", Title: w.More}, c.More, ""),
	}
	kept := all[:0]
	for _, p := range all {
		if !p.empty() {
			kept = append(kept, p)
		}
	}
	return kept
}

// deadlines adds the days between which applications are taken.
func deadlines(w words, c *caterina.Card, p part) part {
	if c.Window == nil {
		return p
	}
	if c.Window.Opens != nil {
		p.Notes = append(p.Notes, w.WindowFrom+" "+w.Date(*c.Window.Opens)+".")
	}
	if c.Window.Closes != nil {
		p.Notes = append(p.Notes, w.WindowTo+" "+w.Date(*c.Window.Closes)+".")
	}
	return p
}

// euro writes an amount as people in Italy do, "8700 euro", "11.800 euro",
// "413,10 euro"; in English "11,800 euro".
func euro(amount float64, lang string) string {
	text := strconv.FormatFloat(amount, 'f', 2, 64)
	whole, cents, _ := strings.Cut(text, ".")
	thousands, decimal := ".", ","
	if lang == "en" {
		thousands, decimal = ",", "."
	}
	// Italian writes no dot below ten thousand.
	if len(whole) > 4 || lang == "en" && len(whole) > 3 {
		whole = whole[:len(whole)-3] + thousands + whole[len(whole)-3:]
		if len(whole) > 7 {
			whole = whole[:len(whole)-7] + thousands + whole[len(whole)-7:]
		}
	}
	if cents != "00" {
		whole += decimal + cents
	}
	return whole + " euro"
}
