package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// past is what the last messages leave for the next one to refer to.
type past struct {
	bot      caterina.MessageBody   // the bot's last message, if nobody has spoken since; else what recall found out
	question string                 // the citizen's last question of substance
	older    caterina.MessageBody   // what the bot said before others spoke, or before it spoke of people
	people   []caterina.MessageBody // what people have said since, the last first

	booking *caterina.BookingCard // the appointment told of last, if no card was spoken of since; nil: none
	told    bool                  // and nothing was said by the bot since
	carded  bool                  // a card was spoken of
	rebook  string                // the option to book again what it was for, if it was cancelled
}

// ofBooking says whether an appointment was told of, and nothing else spoken of since.
func (c *past) ofBooking() bool {
	return c != nil && (c.booking != nil || c.bot.Flow == caterina.FlowBooked)
}

// lastContext finds what the history leaves to refer to.
func lastContext(history []caterina.Message) *past {
	var c past
	for _, m := range slices.Backward(history) {
		c.addBooking(m.Body)
		switch {
		case m.Actor == caterina.ActorBot:
			c.addBot(m.Body)
		case m.Actor == caterina.ActorCitizen && m.Body.Choice == "" && m.Body.Text != "" && c.question == "":
			c.question = m.Body.Text
		case fromPeople(m.Actor) && c.bot.Text == "" && c.older.Text == "":
			c.people = append(c.people, m.Body)
		}
	}
	if c.nothing() && c.booking == nil {
		return nil
	}
	return &c
}

// addBooking notes what was told of an appointment, by the bot or by the program when
// the desk or the citizen's page has changed it. Of what was told before a card was
// spoken of nothing is asked any more.
func (c *past) addBooking(m caterina.MessageBody) {
	if m.Booking == nil || c.booking != nil || c.carded {
		c.carded = c.carded || m.Card != "" && m.Flow == ""
		return
	}
	c.booking, c.told = m.Booking, c.bot.Text == ""
	for _, o := range m.Options {
		if strings.HasPrefix(o.ID, choiceBook) {
			c.rebook = o.ID
		}
	}
}

// nothing says whether nothing was noted that anybody said.
func (c *past) nothing() bool {
	return c.bot.Text == "" && c.older.Text == "" && c.question == "" && len(c.people) == 0
}

// addBot notes a message of the bot's, the last one first.
func (c *past) addBot(m caterina.MessageBody) {
	switch {
	case c.nothing():
		c.bot = m
	case c.older.Text == "" && (c.bot.Text == "" || c.bot.Outcome == caterina.OutcomeHandoff):
		c.older = m
	}
}

// fromPeople says whether a member of the staff wrote a message.
func fromPeople(a caterina.Actor) bool {
	return a == caterina.ActorOperator || strings.HasPrefix(string(a), string(caterina.ActorOperator)+":")
}

// recall finds out what was being talked about when the bot was not the last to
// speak, or spoke only of people: the card a person named, what the citizen asked
// and nobody answered, or what the bot had said before.
func (e *Engine) recall(ctx context.Context, t *talk) error {
	last := &t.last.bot
	if last.Card != "" || last.Text != "" && last.Outcome != caterina.OutcomeHandoff {
		return nil
	}
	slug, err := e.named(ctx, t)
	if err != nil {
		return err
	}
	if slug == "" && last.Text == "" && len(t.last.people) == 0 {
		r, err := e.looked(ctx, t, t.last.question)
		if err != nil {
			return err
		}
		if r.Verdict != caterina.VerdictNone {
			slug = r.Hits[0].Card.Slug
		}
	}
	if slug != "" {
		last.Card = slug
		return nil
	}
	last.Card, last.Field = t.last.older.Card, t.last.older.Field
	return nil
}

// named returns the card that people have spoken of: one they cited, else one
// that fits their words, when nothing else was talked about before or when they
// called it by its name.
func (e *Engine) named(ctx context.Context, t *talk) (string, error) {
	for _, m := range t.last.people {
		if m.Card != "" {
			return m.Card, nil
		}
		if len(m.Citations) > 0 {
			return m.Citations[0].Card, nil
		}
		r, err := e.looked(ctx, t, m.Text)
		if err != nil {
			return "", err
		}
		if r.Verdict == caterina.VerdictClear && (t.last.older.Card == "" || holdsTitle(m.Text, r.Hits[0].Card)) {
			return r.Hits[0].Card.Slug, nil
		}
	}
	return "", nil
}

// looked searches for what some words are about. Asking for a person is about
// nothing.
func (e *Engine) looked(ctx context.Context, t *talk, text string) (caterina.Ranking, error) {
	text = clean(text)
	if text == "" || asksForPerson(e.talk.read(tokenize(text)).find()) {
		return caterina.Ranking{Verdict: caterina.VerdictNone}, nil
	}
	r, err := e.search(ctx, t, text)
	if len(r.Hits) == 0 {
		r.Verdict = caterina.VerdictNone
	}
	return r, err
}

// holdsTitle says whether a text holds every word of a card's name.
func holdsTitle(text string, card *caterina.Card) bool {
	said := labelWords(text)
	return !slices.ContainsFunc(labelWords(card.Title), func(w string) bool { return !slices.Contains(said, w) })
}
