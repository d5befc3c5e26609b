package telegramtest

import "github.com/go-telegram/bot/models"

// ReadHTML is what Telegram makes of the HTML of a message: what a reader sees, and
// where it has which look. The error is the one it answers.
func ReadHTML(html string) (string, []models.MessageEntity, error) {
	text, entities, err := parseHTML(html, false)
	if err != nil {
		return "", nil, err
	}
	text, entities = clean(text, entities)
	text, entities = trim(text, entities)
	return text, tidy(text, entities), nil
}

// Blank says whether a message with this text is refused as empty.
func Blank(text string) bool { return blank(text) }
