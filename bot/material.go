package bot

import (
	"cmp"
	"strings"

	"example.org/caterina"
	"example.org/caterina/prompts"
)

// Material is a card as whoever words an answer is given it, and what stands beside
// the answer whoever words it.
type Material struct {
	Topic    string
	Card     prompts.Card // its fields as they would be read today, in Markdown
	Official []string     // names that stay as they are: the title, the offices, their addresses
	Contacts []string     // telephones and addresses of mail that are the town's own
	Notes    string       // that the window is closed, or that the card should have been checked
	Caution  string       // that requirements are no decision, where the engine's answer says so
	Day      string       // the day that the citizen named, as one speaks of it; "" for none
	Hours    []string     // when its offices are open on that day, a line each; no part of the card
	Source   string       // the line that names the card
	Citation caterina.Citation
}

// Material returns a card of the turn's town for an answer in a language. It is false
// for one that there is not, and for one that does not hold today: of the past nothing
// is worded anew.
func (e *Engine) Material(turn caterina.Turn, slug, lang string) (Material, bool) {
	t := &talk{turn: turn, day: caterina.DateOf(turn.Now), words: wordsFor(lang), worded: true}
	c, ok := e.card(t, slug)
	if !ok || c.expired {
		return Material{}, false
	}
	m := Material{
		Topic: c.card.Topic, Card: prompts.Card{ID: slug, Title: t.title(c.card)}, Official: []string{c.card.Title, t.title(c.card)},
		Notes:   paragraphs(t.windowText(c, []caterina.Field{caterina.FieldDeadlines}), t.staleText(c)),
		Caution: t.words.checkFirst, Source: e.sourceText(t, c), Citation: e.citation(t, c, ""),
	}
	for _, f := range allFields() {
		if !hasField(c, f) {
			continue
		}
		text := fieldMarkdown(c.card, f)
		if text == "" || f == caterina.FieldContacts || lang != langIT {
			text = e.fieldText(t, c, f)
		}
		if text = strings.TrimSpace(text); text != "" && text != m.text(caterina.FieldSummary) {
			m.Card.Parts = append(m.Card.Parts, prompts.Part{Field: f, Text: text})
		}
	}
	if when := t.windowText(c, []caterina.Field{caterina.FieldDeadlines}); when != "" {
		m.Card.Parts = append(m.Card.Parts, prompts.Part{Field: caterina.FieldDeadlines, Text: when})
	}
	asking := e.newTalk(turn)
	asking.words, asking.worded = t.words, true
	if d, ok := dayAskedIn(asking.tokens, asking.day); ok {
		m.Day = asking.dayName(d.date, "")
	}
	for _, o := range e.officesOf(turn.Town.ID, c.card) {
		m.Official = append(m.Official, o.Name, o.Address)
		m.Contacts = append(append(m.Contacts, o.Phones...), o.Emails...)
		if hours := asking.ofOffice(&o, asking.dayText(&o)); hours != "" {
			m.Hours = append(m.Hours, hours)
		}
	}
	if c.card.Contacts != nil {
		m.Contacts = append(append(append(m.Contacts, c.card.Contacts.Phones...), c.card.Contacts.Emails...), c.card.Contacts.PEC...)
	}
	return m, true
}

// Words is the card's title with what it says, in Markdown, of the fields that it is
// cited for, or in short where it is cited as a whole or says nothing of these: for an
// answer that rests on the card and does not speak of it.
func (m *Material) Words(cited []caterina.Citation) string {
	said := []string{"**" + escape(m.Card.Title) + "**"}
	for _, c := range cited {
		if c.Card == m.Card.ID {
			said = append(said, cmp.Or(m.text(c.Field), m.text(caterina.FieldSummary)))
		}
	}
	return paragraphs(said...)
}

// text is what the material has of a field.
func (m *Material) text(f caterina.Field) string {
	for _, p := range m.Card.Parts {
		if p.Field == f {
			return p.Text
		}
	}
	return ""
}
