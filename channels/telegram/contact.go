package telegram

import (
	"encoding/json"
	"fmt"
)

// MarshalJSON writes what Telegram calls an inline keyboard. Only the telephone can say
// its number, and it asks with a button of another kind, in the place of its keys: one
// under a message would do nothing.
func (k *Keyboard) MarshalJSON() ([]byte, error) {
	for _, row := range k.Rows {
		for _, b := range row {
			if b.Data == ChoiceData(AskContact) {
				return encoded(contactKeyboard{
					Keys: [][]contactKey{{{Text: b.Text, Contact: true}}}, Resize: true, Once: true,
				})
			}
		}
	}
	return encoded(struct {
		Rows [][]Button `json:"inline_keyboard"`
	}{k.Rows})
}

// contactKeyboard stands in the place of the telephone's keys, once.
type contactKeyboard struct {
	Keys   [][]contactKey `json:"keyboard"`
	Resize bool           `json:"resize_keyboard"`
	Once   bool           `json:"one_time_keyboard"`
}

type contactKey struct {
	Text    string `json:"text"`
	Contact bool   `json:"request_contact"`
}

func encoded(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode a keyboard: %w", err)
	}
	return raw, nil
}
