package telegramtest

import (
	"slices"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"
)

// Kind says what a message is.
type Kind string

// What a bot can send here.
const (
	Text     Kind = "text"
	Document Kind = "document"
	Location Kind = "location"
	Venue    Kind = "venue"
)

// Message is a message of the bot as the citizen sees it now.
type Message struct {
	ID        int
	Chat      int64
	At        time.Time // of its arrival
	Kind      Kind
	Text      string // visible, or the caption
	Entities  []models.MessageEntity
	Source    string // what the bot sent for Text
	Mode      string // parse_mode of Source
	Keyboard  [][]Button
	Markup    string // of another kind of keyboard, as JSON
	Preview   models.LinkPreviewOptions
	ReplyTo   int
	Silent    bool
	Protected bool
	Document  Upload
	Location  *models.Location
	Venue     *models.Venue
	Edits     []Edit // oldest first
	Deleted   bool
}

// Edit is what a message was before the bot changed it.
type Edit struct {
	At       time.Time // of the change
	Text     string
	Keyboard [][]Button
}

// Labels are the buttons as the citizen reads them, row by row.
func (m Message) Labels() []string {
	var labels []string
	for _, row := range m.Keyboard {
		for _, b := range row {
			labels = append(labels, b.Text)
		}
	}
	return labels
}

// NoPreview says whether the bot switched the preview of links off.
func (m Message) NoPreview() bool { return m.Preview.IsDisabled != nil && *m.Preview.IsDisabled }

func (m Message) clone() Message {
	m.Entities = slices.Clone(m.Entities)
	m.Keyboard = slices.Clone(m.Keyboard)
	m.Edits = slices.Clone(m.Edits)
	return m
}

// posted is a message as the Bot API shows it: the library's own, but for the
// buttons, to which the library adds fields of its own making.
type posted struct {
	models.Message
	ReplyMarkup any `json:"reply_markup,omitempty"`
}

func sendMessage(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	m, err := c.draft(Text)
	if err != nil {
		return nil, err
	}
	if err := c.words(&m, "text", "entities"); err != nil {
		return nil, err
	}
	return chat.append(m), nil
}

// draft reads what all messages have.
func (c *call) draft(kind Kind) (Message, error) {
	m := Message{
		Kind: kind, Chat: c.chatID(), At: c.server.options.Now(),
		Silent: c.flag("disable_notification"), Protected: c.flag("protect_content"),
	}
	if c.flag("disable_web_page_preview") {
		off := true
		m.Preview.IsDisabled = &off
	}
	if err := c.decode("link_preview_options", &m.Preview); err != nil {
		return m, err
	}
	if err := c.replyTo(&m); err != nil {
		return m, err
	}
	under, err := c.markup()
	m.Keyboard, m.Markup = under.rows, string(under.other)
	return m, err
}

func (c *call) replyTo(m *Message) error {
	reply := struct {
		ID      int  `json:"message_id"`
		Without bool `json:"allow_sending_without_reply"`
	}{ID: c.number("reply_to_message_id"), Without: c.flag("allow_sending_without_reply")}
	if err := c.decode("reply_parameters", &reply); err != nil || reply.ID == 0 {
		return err
	}
	if !c.bot.chats[m.Chat].has(reply.ID) {
		if reply.Without {
			return nil
		}
		return badRequest("message to be replied not found")
	}
	m.ReplyTo = reply.ID
	return nil
}

// words reads the text of a message, which must be there.
func (c *call) words(m *Message, field, entities string) error {
	m.Source, m.Mode = c.text(field), c.text("parse_mode")
	if m.Source == "" {
		return badRequest("message text is empty")
	}
	if err := c.formatted(m, entities); err != nil {
		return err
	}
	switch {
	case blank(m.Text):
		return badRequest("text must be non-empty")
	case units(m.Text) > longestText:
		return badRequest("message is too long")
	}
	return nil
}

func (c *call) formatted(m *Message, field string) error {
	var given []models.MessageEntity
	if err := c.decode(field, &given); err != nil {
		return err
	}
	var err error
	m.Text, m.Entities, err = format(c, m.Source, m.Mode, given)
	return err
}

func sendDocument(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	m, err := c.draft(Document)
	if err != nil {
		return nil, err
	}
	m.Source, m.Mode = c.text("caption"), c.text("parse_mode")
	if err := c.formatted(&m, "caption_entities"); err != nil {
		return nil, err
	}
	if units(m.Text) > longestCaption {
		return nil, badRequest("message caption is too long")
	}
	if m.Document, err = c.upload("document"); err != nil {
		return nil, err
	}
	return chat.append(m), nil
}

// upload finds a file that came with the call, or one Telegram has already.
func (c *call) upload(field string) (Upload, error) {
	given := c.text(field)
	name := field
	if attached, ok := strings.CutPrefix(given, "attach://"); ok {
		name = attached
	}
	u, ok := c.uploads[name]
	f, known := c.bot.files[given]
	switch {
	case ok && len(u.Bytes) == 0:
		return u, badRequest("file must be non-empty")
	case ok:
		return u, nil
	case known:
		return f.upload, nil
	case given == "":
		return u, badRequest("there is no %s in the request", field)
	default:
		return u, badRequest("wrong remote file identifier specified: Wrong string length")
	}
}

func sendLocation(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	m, err := c.draft(Location)
	if err != nil {
		return nil, err
	}
	if m.Location, err = c.place(); err != nil {
		return nil, err
	}
	return chat.append(m), nil
}

func sendVenue(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	m, err := c.draft(Venue)
	if err != nil {
		return nil, err
	}
	place, err := c.place()
	if err != nil {
		return nil, err
	}
	m.Venue = &models.Venue{Location: *place, Title: c.text("title"), Address: c.text("address")}
	switch {
	case m.Venue.Title == "":
		return nil, badRequest("venue title must be non-empty")
	case m.Venue.Address == "":
		return nil, badRequest("venue address must be non-empty")
	}
	return chat.append(m), nil
}

func (c *call) place() (*models.Location, error) {
	latitude, err := c.decimal("latitude")
	if err != nil {
		return nil, err
	}
	longitude, err := c.decimal("longitude")
	if err != nil {
		return nil, err
	}
	if latitude < -90 || latitude > 90 || longitude < -180 || longitude > 180 {
		return nil, badRequest("wrong location specified")
	}
	return &models.Location{Latitude: latitude, Longitude: longitude}, nil
}

// Action is "is writing ...", as the citizen sees it.
type Action struct {
	Name string
	At   time.Time
}

func sendChatAction(c *call) (any, error) {
	chat, err := c.openChat()
	if err != nil {
		return nil, err
	}
	known := []string{
		"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note",
	}
	if !slices.Contains(known, c.text("action")) {
		return nil, badRequest("wrong parameter action in request")
	}
	chat.actions = append(chat.actions, Action{Name: c.text("action"), At: c.server.options.Now()})
	chat.changed.Ring()
	return true, nil
}
