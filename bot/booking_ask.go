package bot

import (
	"context"
	_ "embed"
	"slices"
	"strings"

	"example.org/caterina"
)

// appointmentRules say what people ask about an appointment itself.
//
//go:embed rules/appointment.txt
var appointmentRules string

// subject is the appointment that a question is about: one on its way, or one that
// was made.
type subject struct{ service, office, card string }

// subjectOf is the appointment that the messages can be about, if there is one.
func (f *flow) subjectOf() (subject, bool) {
	if f.begun && f.draft.Service != "" {
		return subject{f.draft.Service, f.draft.Office, f.draft.Card}, true
	}
	b, ok := f.justMade()
	if !ok {
		return subject{}, false
	}
	return subject{b.Service, b.Office, f.cardOfBooking(b)}, true
}

// cardOfBooking is the card that says what to know of an appointment that was made.
func (f *flow) cardOfBooking(b caterina.Booking) string {
	if f.t.last != nil && f.t.last.told && f.t.last.bot.Card != "" && f.t.last.bot.Booking != nil {
		return f.t.last.bot.Card
	}
	return orWord(b.Card, f.cardOf(b.Service))
}

// hearAsked answers what is asked about the appointment itself, in a sentence or
// two from its service, its office and its card; where none of them says, it says so
// and gives the office's telephone.
func (f *flow) hearAsked(ctx context.Context) (bool, error) {
	a, ok := f.subjectOf()
	if !ok || strings.Contains(f.t.text, "@") {
		return false, nil
	}
	found := f.e.appointment.read(f.t.tokens).find()
	if len(found) == 0 || f.asksElse(a, found) || f.wishes() {
		return false, nil
	}
	b, ok := f.bookable(a.service)
	if !ok {
		return false, nil
	}
	if f.begun {
		if err := f.findCard(ctx, b.Service); err != nil {
			return false, err
		}
		a.card = f.draft.Card
	}
	var parts []string
	none := ""
	for _, topic := range topicsOf(found) {
		text, known := f.tellAsked(a, b.Service, topic)
		parts = append(parts, text)
		if !known {
			none = f.askThere(a.office)
		}
	}
	if n := len(parts) - 1; none != "" {
		parts[n] = sentences(parts[n], none)
	}
	f.answerAsked(a, parts)
	return true, nil
}

// topicsOf are the topics that were found, each once. Who asks about the building asks
// for somebody.
func topicsOf(found []finding) []string {
	var topics []string
	for _, g := range found {
		if !slices.Contains(topics, g.topic) && (g.topic != "company" || !says(found, "inside") && !says(found, "instead")) {
			topics = append(topics, g.topic)
		}
	}
	return topics
}

// answerAsked says the answers, and where the dialogue was.
func (f *flow) answerAsked(a subject, parts []string) {
	if f.begun {
		f.keep()
		parts = append(parts, f.whereWeWere())
	}
	f.say("booking/asked", parts...)
	m := &f.t.reply.Message
	if !f.begun {
		m.Flow = ""
	}
	if m.Card = a.card; f.hides(a) {
		m.Card = ""
	}
	if len(m.Citations) > 0 {
		m.Outcome, f.t.reply.Trace.Outcome = caterina.OutcomeAnswer, caterina.OutcomeAnswer
	}
	if f.begun {
		f.offerStep()
		return
	}
	if i := slices.IndexFunc(f.standing.Bookings, func(b caterina.Booking) bool { return b.Service == a.service && b.Office == a.office }); i >= 0 {
		f.offerChanges(f.standing.Bookings[i])
	}
}

// asksElse says whether a question names something beside the appointment, or leans
// on an answer about something else.
func (f *flow) asksElse(a subject, found []finding) bool {
	ofCard := slices.ContainsFunc(found, func(g finding) bool { return g.topic == "bring" || g.topic == "price" })
	last := f.t.last
	if ofCard && last != nil && !last.told && last.bot.Outcome == caterina.OutcomeAnswer && last.bot.Card != "" && last.bot.Card != a.card {
		return true
	}
	own := f.namesOf(a.service)
	asked := func(tok token) bool { // what else is told in other sentences only explains
		return slices.ContainsFunc(found, func(g finding) bool { return f.t.tokens[g.words[0]].sent == tok.sent })
	}
	return slices.ContainsFunc(restAmong(f.t.tokens, slices.Concat(f.found, found), asked), func(word string) bool {
		plain := isPerson(word) || isTimeWord(word) || isAppointmentWord(word)
		return !plain && (ofCard || !isGeneric(word) && !slices.Contains(own, stemOf(single(word))))
	})
}

// namesOf are the words that a service and its offices are called by.
func (f *flow) namesOf(service string) []string {
	b, _ := f.bookable(service)
	own := serviceWords(b.Service)
	for _, o := range b.Offices {
		own = append(own, labelWords(o.Name)...)
	}
	return own
}

// isAppointmentWord says whether a word of a question says nothing of what it is
// about, when an appointment is.
func isAppointmentWord(word string) bool {
	return hasPrefix(word, "appuntament", "colloqu", "incontr", "appointment", "meeting", "visit", "sportell", "uffici", "sede", "sedi", "office", "desk") ||
		slices.Contains([]string{
			"darvi", "darti", "dare", "dati", "chiedete", "chiedi", "volete", "vuoi", "cosa", "cose", "niente", "qualcosa", "vengo", "venire", "arrivare", "arrivo", "portare", "porto", "entrare", "esattamente", "preciso", "mando",
			"mandare", "posto", "bring", "send", "take", "thing", "anything", "last", "tutta", "tempo", "volta", "comodo", "vicino", "disabile", "disabili",
			"piccolo", "piccola", "piccoli", "mesi", "accompagnare", "insieme", "numero", "forza", "proprio", "dentro", "scusi", "there", "exactly",
		}, word)
}

// tellAsked answers one topic, and says whether it is known.
func (f *flow) tellAsked(a subject, s caterina.Service, topic string) (string, bool) {
	w := &f.words().ask
	none := w.noIdea
	text := ""
	switch topic {
	case "length":
		if s.Duration > 0 {
			text = w.length(s.Duration)
		}
	case "where":
		return f.tellWhere(a)
	case "privacy":
		return f.words().privacy(f.t.turn.Town.Texts.PrivacyURL), true
	case "bring":
		text, none = f.tellField(a, caterina.FieldDocuments), w.noBring
	case "price":
		text, none = f.tellField(a, caterina.FieldCost), w.noPrice
	case "speech":
		it, en := deskLanguages(f.t.turn.Town)
		return w.speech(it, en), true
	case "pay":
		return orWord(f.quote(a, "bancomat", "contant", "pagopa", "pos", "cash"), w.noPay), false
	case "company":
		return orWord(f.quote(a, "bambin", "figli", "minor", "accompagn", "child"), w.noCompany), false
	case "instead":
		return orWord(f.quote(a, "deleg", "person", "posto", "proxy"), w.noInstead), false
	}
	return orWord(text, none), text != ""
}

// hides says whether what an appointment is for is not named any more: it was made, and
// somebody else may look at the screen.
func (f *flow) hides(a subject) bool {
	b, ok := f.bookable(a.service)
	return !f.begun && (!ok || b.Service.Discreet)
}

// tellField says what the appointment's card has in a field, with its source.
func (f *flow) tellField(a subject, field caterina.Field) string {
	c, ok := f.e.card(f.t, a.card)
	if !ok || !hasField(c, field) {
		return ""
	}
	if f.hides(a) {
		return paragraphs("**"+f.t.words.fieldHead[field]+"**", f.t.cardText(c, field))
	}
	m := &f.t.reply.Message
	f.t.cite(f.e.citation(f.t, c, field))
	m.Field = field
	return paragraphs("**"+f.t.words.fieldHead[field]+"**", f.t.cardText(c, field), f.e.sourceText(f.t, c))
}

// askThere is whom to ask, in one sentence.
func (f *flow) askThere(office string) string {
	if phone := f.phoneOf(office); phone != "" {
		return f.words().ask.askThere(phone)
	}
	return ""
}

// askedOffice is the one office of a card to ask within a dialogue: the chosen one,
// else the card's first.
func (e *Engine) askedOffice(t *talk, c shown) string {
	if chosen := t.flow.draft.Office; slices.Contains(c.card.Offices, chosen) {
		return chosen
	}
	if len(c.card.Offices) > 0 {
		return c.card.Offices[0]
	}
	return ""
}

// quote is the sentence of the appointment's card that speaks of something and of
// coming, "" for none.
func (f *flow) quote(a subject, stems ...string) string {
	c, ok := f.e.card(f.t, a.card)
	if !ok || c.expired {
		return ""
	}
	for _, field := range []caterina.Field{caterina.FieldAccess, caterina.FieldSpecial, caterina.FieldRecipients} {
		for line := range strings.Lines(f.t.cardText(c, field)) {
			line = strings.TrimLeft(strings.TrimSpace(line), "0123456789.-* ")
			for _, s := range splitSentences(line) {
				if speaksOf(s, stems) && speaksOf(s, comingWords()) {
					if !f.hides(a) {
						f.t.cite(f.e.citation(f.t, c, field))
					}
					return f.words().ask.quote(s)
				}
			}
		}
	}
	return ""
}

// comingWords begin the words of a sentence about who comes.
func comingWords() []string {
	return []string{"vien", "venire", "venga", "accompagn", "presenz", "presentar", "insieme", "deleg", "personalmente", "come", "bring"}
}

// speaksOf says whether a sentence holds a word that begins in one of some ways.
func speaksOf(sentence string, starts []string) bool {
	return slices.ContainsFunc(tokenize(sentence), func(tok token) bool { return hasPrefix(tok.word, starts...) })
}

// tellWhere says where the appointment is, and whether the address is known.
func (f *flow) tellWhere(a subject) (string, bool) {
	w := &f.words().ask
	if a.office == "" || a.office == anyOffice {
		return w.whereOpen, true
	}
	o := f.office(a.office)
	text := w.where(escape(o.Name), escape(o.Address))
	if at := mapOf(o); at != "" {
		text = sentences(text, link(f.words().chart, at)+".")
	}
	return text, o.Address != ""
}
