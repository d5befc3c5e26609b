package knowledge

import (
	"fmt"
	"maps"
	"slices"

	"example.org/caterina"
)

// The least threshold of an ISEE, in euro. No benefit has a smaller one; a
// smaller number is a thousands point taken for a decimal one.
const leastISEE = 100

// checkCard checks what the form of the document does not say.
func (b *binder) checkCard(c *caterina.Card) {
	if b.unread() {
		return
	}
	b.slug("slug", c.Slug)
	kinds := make([]string, 0, len(caterina.Kinds()))
	for _, k := range caterina.Kinds() {
		kinds = append(kinds, string(k))
	}
	b.oneOf("kind", string(c.Kind), kinds)
	c.Title = oneLine(c.Title)
	b.slug("section", c.Section)
	b.slugs("offices", c.Offices)
	b.slug("bookable", c.Bookable)
	b.webAddress("source_url", c.SourceURL)
	for i := range c.Questions {
		c.Questions[i] = oneLine(c.Questions[i])
	}
	b.checkDates(c)
	b.checkISEE(c.ISEE)
	b.checkContacts(c.Contacts)
	b.checkLinks("links", c.Links)
	b.checkLinks("forms", c.Forms)
	for _, code := range slices.Sorted(maps.Keys(c.Translations)) {
		if !languageForm.MatchString(code) {
			b.reject("translations."+shorten(code), fmt.Sprintf("«%s» non è il codice di una lingua", shorten(code)), "Usa due lettere minuscole: en, fr, ar, ro, sq, uk, zh…")
		}
	}
}

func (b *binder) checkDates(c *caterina.Card) {
	if c.Window != nil {
		b.inOrder("window", c.Window.Opens, c.Window.Closes)
	}
	if c.Valid != nil {
		b.inOrder("valid", c.Valid.From, c.Valid.To)
	}
	if c.VerifiedOn != nil && c.ReviewBy != nil && c.ReviewBy.Before(*c.VerifiedOn) {
		b.warn("review_by", "la data di revisione viene prima di quella di verifica", "Scrivi quando la scheda va ricontrollata")
	}
}

func (b *binder) checkISEE(isee *caterina.ISEE) {
	if isee == nil {
		return
	}
	b.oneOf("isee.kind", isee.Kind, iseeKinds())
	if max := b.root.field("isee").field("max"); max != nil && !max.blank() && max.kind == nodeNumber && isee.Max < leastISEE && b.fine("isee.max") {
		b.reject("isee.max", fmt.Sprintf("«%s» è troppo poco per una soglia ISEE in euro", shorten(max.text)), "Scrivi la cifra senza il punto delle migliaia, con il punto per i decimali: per esempio 20668.26")
	}
}

// iseeKinds lists the kinds of ISEE of the Italian rules.
func iseeKinds() []string {
	return []string{"ordinario", "corrente", "minorenni", "sociosanitario", "universitario", "famiglia"}
}

func (b *binder) checkContacts(c *caterina.Contacts) {
	if c == nil {
		return
	}
	b.phones("contacts.phones", c.Phones)
	b.emails("contacts.emails", c.Emails)
	b.emails("contacts.pec", c.PEC)
	b.webAddress("contacts.url", c.URL)
}

func (b *binder) checkLinks(path string, links []caterina.Link) {
	for i, l := range links {
		b.linkAddress(fmt.Sprintf("%s[%d].url", path, i+1), l.URL)
	}
	labelled(links)
}
