package telegramtest

import (
	"encoding/json"
	"strings"
)

// Button is one button under a message.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

const (
	longestCallbackData = 64 // bytes
	mostButtons         = 100
)

// markup is what hangs under a message: buttons, or something for the keyboard
// of the phone.
type markup struct {
	rows  [][]Button
	other json.RawMessage // keyboard, remove_keyboard or force_reply
}

// button reads what Telegram reads of a button.
type button struct {
	Text     *string          `json:"text"`
	Data     string           `json:"callback_data"`
	URL      string           `json:"url"`
	WebApp   *json.RawMessage `json:"web_app"`
	LoginURL *json.RawMessage `json:"login_url"`
	CopyText struct {
		Text string `json:"text"`
	} `json:"copy_text"`
}

func (c *call) markup() (markup, error) {
	var given struct {
		Rows     *[][]button `json:"inline_keyboard"`
		Keyboard *[][]any    `json:"keyboard"`
		Remove   bool        `json:"remove_keyboard"`
		Force    bool        `json:"force_reply"`
	}
	if err := c.decode("reply_markup", &given); err != nil {
		return markup{}, badRequest("can't parse reply keyboard markup JSON object")
	}
	if given.Rows == nil {
		if given.Keyboard != nil || given.Remove || given.Force {
			return markup{other: json.RawMessage(c.text("reply_markup"))}, nil
		}
		return markup{}, nil
	}
	var m markup
	n := 0
	for _, given := range *given.Rows {
		var row []Button
		for _, b := range given {
			checked, err := b.check()
			if err != nil {
				return markup{}, err
			}
			row = append(row, checked)
		}
		if n += len(row); len(row) > 0 {
			m.rows = append(m.rows, row)
		}
	}
	if n > mostButtons {
		return markup{}, badRequest("reply markup is too long")
	}
	return m, nil
}

func (b button) check() (Button, error) {
	if b.Text == nil {
		return Button{}, badRequest("can't parse inline keyboard button: Can't find field \"text\"")
	}
	text, _ := clean(*b.Text, nil)
	if strings.TrimSpace(text) == "" {
		return Button{}, badRequest("inline keyboard button text must be non-empty")
	}
	out := Button{Text: text}
	switch {
	case b.URL != "":
		link, user := checkedLink(b.URL)
		if link == "" && user == 0 {
			return Button{}, badRequest("inline keyboard button URL %q is invalid: Wrong HTTP URL", b.URL)
		}
		out.URL = b.URL
	case b.Data != "":
		if len(b.Data) > longestCallbackData {
			return Button{}, badRequest("BUTTON_DATA_INVALID")
		}
		out.Data = b.Data
	case b.WebApp == nil && b.LoginURL == nil && b.CopyText.Text == "":
		return Button{}, badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	}
	return out, nil
}

// inline is the markup as messages carry it, nil without buttons.
func (m markup) inline() any {
	if len(m.rows) == 0 {
		return nil
	}
	return map[string]any{"inline_keyboard": m.rows}
}
