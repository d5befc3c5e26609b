package caterina

import "log/slog"

// Talk is a conversation as it stands, for whoever helps staff with it.
type Talk struct {
	Town         Town
	Conversation ConversationID
	Lang         string   // in which the citizen is answered, ISO 639-1
	Events       []Event  // oldest first, notes included
	Names        []string // of people that are known from elsewhere: an appointment's
}

// LogValue describes the conversation without its words.
func (t Talk) LogValue() slog.Value {
	return slog.GroupValue(slog.String("conversation", string(t.Conversation)), slog.Int("events", len(t.Events)))
}

// ReplyDraft is an answer that an operator may make their own.
type ReplyDraft struct {
	Text      string // plain, with the marks of lists
	Citations []Citation
	Cards     bool // these are the cards' own words: no model is to word their topic
}

// LogValue describes the draft without its words.
func (d ReplyDraft) LogValue() slog.Value { return slog.IntValue(len(d.Text)) }

// Translated is a text in another language, or why there is none.
type Translated struct {
	Name    string // of the text
	From    string // as it was
	Text    string // "" when it is refused
	Refused string // a sentence for staff; "" when there is a Text
}

// LogValue describes the translation without its words.
func (t Translated) LogValue() slog.Value { return slog.StringValue(t.Name) }

// CardTranslation is a card in another language, field by field, as its file keeps it.
type CardTranslation struct {
	Lang   string
	Fields []Translated // by the keys of the card, in their order
	YAML   string       // to be put into the card's file
}
