package knowledge

import (
	"path"
	"strconv"
	"strings"

	"example.org/caterina"
)

// MaxDocument is the largest YAML or JSON document that is read, in bytes.
const MaxDocument = 1 << 20

// Document is the text of one town, office, service or card on its way in.
type Document struct {
	Source string // the file or address, as it is shown to people
	Line   int    // the line of the file at which Data begins, from 1; 0 means 1
	Data   []byte
}

// isJSON tells JSON from YAML by the name of the source.
func (d Document) isJSON() bool {
	ext := strings.ToLower(path.Ext(d.Source))
	return ext == ".json" || ext == ".jsonl"
}

// Rejection is one thing that is wrong with a document, in Italian, for the
// clerk who wrote it.
type Rejection struct {
	Source  string // the file or address
	Line    int    // from 1; 0 when unknown
	Field   string // for example "links[2].url", counted from 1; "" for the document as a whole
	Problem string // what is wrong
	Fix     string // what to do
}

// String writes the rejection on one line: "cards/nido.yaml:12: documents: serve
// un elenco, qui c'è un testo. Scrivi …".
func (r Rejection) String() string {
	var b strings.Builder
	b.WriteString(r.Source)
	if r.Line > 0 {
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(r.Line))
	}
	b.WriteString(": ")
	if r.Field != "" {
		b.WriteString(r.Field)
		b.WriteString(": ")
	}
	b.WriteString(r.Problem)
	b.WriteByte('.')
	if r.Fix != "" {
		b.WriteByte(' ')
		b.WriteString(r.Fix)
		b.WriteByte('.')
	}
	return b.String()
}

// Report is what reading one document found.
type Report struct {
	Rejected []Rejection // why the document was refused; empty when it was accepted
	Warnings []Rejection // what a person should look at all the same
}

// OK says whether the document was accepted.
func (r Report) OK() bool { return len(r.Rejected) == 0 }

// ParseCard reads one card. The card is complete only when the report is OK;
// otherwise it holds what could be read, for messages that name it.
func ParseCard(d Document) (caterina.Card, Report) {
	var card caterina.Card
	b := parse(d, &card)
	b.checkCard(&card)
	return card, b.done()
}

// ParseOffice reads one office. The office is complete only when the report is OK.
func ParseOffice(d Document) (caterina.Office, Report) {
	var office caterina.Office
	b := parse(d, &office)
	b.checkOffice(&office)
	return office, b.done()
}

// ParseService reads one bookable service. It is complete only when the report is OK.
func ParseService(d Document) (caterina.Service, Report) {
	var service caterina.Service
	b := parse(d, &service)
	b.checkService(&service)
	return service, b.done()
}

// ParseTown reads a town.yaml. The town is complete only when the report is OK.
func ParseTown(d Document) (caterina.Town, Report) {
	var town caterina.Town
	b := parse(d, &town)
	b.checkTown(&town)
	return town, b.done()
}

// Gaps lists the mandatory parts of a service page (criterion C.SI.1.3 of the
// Italian model for municipal websites) that the card lacks, in the order of the
// page. Only services and bonuses have such parts; how to apply stands for both
// "Come fare" and "Accedi al servizio", and an office stands for contacts.
func Gaps(c caterina.Card) []caterina.Field {
	if c.Kind != caterina.KindService && c.Kind != caterina.KindBonus {
		return nil
	}
	contacts := len(c.Offices) > 0
	if k := c.Contacts; k != nil {
		contacts = contacts || len(k.Phones)+len(k.Emails)+len(k.PEC) > 0 || k.URL != ""
	}
	var gaps []caterina.Field
	for _, part := range []struct {
		field caterina.Field
		there bool
	}{
		{caterina.FieldRecipients, c.Recipients != ""},
		{caterina.FieldAccess, c.Access != ""},
		{caterina.FieldDocuments, len(c.Documents) > 0},
		{caterina.FieldResult, c.Result != "" || c.Amount != ""},
		{caterina.FieldDeadlines, c.Deadlines != "" || c.Window != nil},
		{caterina.FieldContacts, contacts},
	} {
		if !part.there {
			gaps = append(gaps, part.field)
		}
	}
	return gaps
}
