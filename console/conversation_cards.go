package console

import (
	"encoding/json"
	"net/http"
	"strings"

	"example.org/caterina"
)

// foundCard is a card that an operator may quote.
type foundCard struct {
	Card       string         `json:"card"`
	Town       string         `json:"town"`
	Title      string         `json:"title"`
	URL        string         `json:"url"`
	VerifiedOn *caterina.Date `json:"verified_on,omitempty"`
	Expired    bool           `json:"expired"`
	Fields     []foundField   `json:"fields"`
}

// foundField is one part of it, as it would be inserted.
type foundField struct {
	Field caterina.Field `json:"field"`
	Label string         `json:"label"`
	Text  string         `json:"text"`
}

// searchCards finds cards whose parts an operator inserts in a reply.
func (s *Console) searchCards(w http.ResponseWriter, r *http.Request, staff Staff) error {
	text := strings.TrimSpace(cut(r.FormValue("q"), maxQuery))
	found := []foundCard{}
	if text != "" {
		ranking, err := s.cfg.Inbox.Cards.Search(r.Context(), caterina.Query{
			Town: staff.Town.ID, Text: text, Lang: "it", Day: caterina.DateOf(s.cfg.Now().In(caterina.Rome())), Limit: 8,
		})
		if err != nil {
			return err
		}
		for i := range ranking.Hits {
			found = append(found, cardOf(&ranking.Hits[i], staff.Town.Slug))
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(found) // the reader has gone
	return nil
}

func cardOf(hit *caterina.Hit, town string) foundCard {
	c := hit.Card
	found := foundCard{
		Card: c.Slug, Town: hit.Town, Title: c.Title, URL: "/towns/" + town + "/cards/" + c.Slug,
		VerifiedOn: c.VerifiedOn, Expired: hit.Expired, Fields: []foundField{},
	}
	for _, f := range []struct {
		field caterina.Field
		text  string
	}{
		{caterina.FieldSummary, c.Summary},
		{caterina.FieldDescription, c.Description},
		{caterina.FieldRecipients, c.Recipients},
		{caterina.FieldAmount, c.Amount},
		{caterina.FieldAccess, c.Access},
		{caterina.FieldDocuments, listed(c.Documents)},
		{caterina.FieldCost, c.Cost},
		{caterina.FieldDeadlines, c.Deadlines},
		{caterina.FieldResult, c.Result},
		{caterina.FieldSpecial, c.SpecialCases},
		{caterina.FieldInformation, c.Information},
		{caterina.FieldContacts, contactsOf(c)},
		{caterina.FieldMore, c.More},
	} {
		if text := strings.TrimSpace(f.text); text != "" {
			found.Fields = append(found.Fields, foundField{f.field, fieldName(f.field), text})
		}
	}
	return found
}

func listed(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "- " + strings.Join(items, "\n- ")
}

func contactsOf(c *caterina.Card) string {
	if c.Contacts == nil {
		return ""
	}
	return strings.Join(append(append([]string(nil), c.Contacts.Phones...), c.Contacts.Emails...), ", ")
}
