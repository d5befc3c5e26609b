package telegram

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// arrivalKind says what an update is for us.
type arrivalKind int

const (
	kindUnknown arrivalKind = iota // of no use to us
	kindText
	kindCommand
	kindMedia
	kindLocation
	kindContact
	kindEdit
	kindPress   // a button
	kindBlocked // the citizen has stopped the bot
	kindBack    // and has started it again
	kindMigrated
	kindGroup // anything in a group or a channel
	kindQuiet // a service message: nobody expects anything
)

// arrival is one update as it is worked. It is plain: everything of Telegram's that
// matters has been read.
type arrival struct {
	update    int64
	attempts  int // this one included
	troubles  int
	at        time.Time
	kind      arrivalKind
	chat      caterina.ChatID
	lang      string     // "it" or "en", by the citizen's program
	name      string     // of whoever writes
	message   int64      // Telegram's number of the message, or of the one with the button
	text      string     // or a caption
	command   string     // without the slash, in small letters
	rest      string     // what stands behind the command
	press     string     // what a button says
	row       [][]Button // all under that message; nil when it is too old to be shown
	query     string     // to be answered
	media     string     // of what kind
	file      file
	album     string
	lat, lon  float64
	venue     string // what a place is called
	elsewhere bool   // the place is not where the citizen is
	phone     string
	own       bool // the contact is the citizen's own
	to        caterina.ChatID
}

// file is a file at Telegram.
type file struct {
	id, name string
	size     int64
}

// readUpdate reads an update.
func readUpdate(u caterina.ChatUpdate) arrival {
	a := arrival{update: u.ID, attempts: u.Attempts, troubles: u.Troubles, at: u.At, chat: u.Chat}
	var update models.Update
	if json.Unmarshal(u.Raw, &update) != nil {
		return a
	}
	switch {
	case update.Message != nil:
		a.readMessage(update.Message)
	case update.EditedMessage != nil:
		a.readEdited(update.EditedMessage)
	case update.CallbackQuery != nil:
		a.readPress(update.CallbackQuery)
	case update.MyChatMember != nil:
		a.readMember(update.MyChatMember)
	case update.ChannelPost != nil:
		a.kind = kindGroup
	}
	return a
}

// readEdited reads the new words of a message, or of a caption: each is put right by
// itself, whatever album it is of. A position that is shared for a while is changed
// every few seconds: it was answered when it came.
func (a *arrival) readEdited(m *models.Message) {
	a.readMessage(m)
	a.album = ""
	switch a.kind {
	case kindText, kindCommand, kindMedia:
		a.kind = kindEdit
	case kindLocation, kindContact:
		a.kind = kindQuiet
	default:
	}
}

func (a *arrival) readMessage(m *models.Message) {
	a.message, a.text = int64(m.ID), m.Text
	if a.text == "" {
		a.text = m.Caption
	}
	a.album = m.MediaGroupID
	if m.From != nil {
		a.lang, a.name = langOf(m.From.LanguageCode), fullName(m.From)
	}
	switch {
	case m.MigrateToChatID != 0:
		a.kind, a.to = kindMigrated, caterina.ChatID(m.MigrateToChatID)
	case m.MigrateFromChatID != 0:
		a.kind = kindQuiet
	case m.Chat.Type != models.ChatTypePrivate:
		a.kind = kindGroup
	case m.From != nil && m.From.IsBot:
		a.kind = kindQuiet
	default:
		a.readContent(m)
	}
}

// readContent reads what a citizen has sent in a chat of their own.
func (a *arrival) readContent(m *models.Message) {
	switch {
	case m.Venue != nil:
		a.kind, a.lat, a.lon = kindLocation, m.Venue.Location.Latitude, m.Venue.Location.Longitude
		a.venue, a.elsewhere = m.Venue.Title, true
	case m.Location != nil:
		a.kind, a.lat, a.lon, a.elsewhere = kindLocation, m.Location.Latitude, m.Location.Longitude, m.ForwardOrigin != nil
	case m.Contact != nil:
		a.kind, a.phone = kindContact, m.Contact.PhoneNumber
		a.own = m.From != nil && m.Contact.UserID == m.From.ID
	case a.readMedia(m):
		a.kind = kindMedia
	case m.ForwardOrigin != nil && m.Text != "": // before commands: somebody else gave it
		a.kind, a.media = kindMedia, mediaForwarded
	case a.readCommand(m):
		a.kind = kindCommand
	case m.Text != "":
		a.kind = kindText
	default:
		a.kind = kindQuiet
	}
}

// The kinds of media, as the assistant and staff know them.
const (
	mediaPhoto     = "photo"
	mediaDocument  = "document"
	mediaVoice     = "voice"
	mediaVideo     = "video"
	mediaSticker   = "sticker"
	mediaPoll      = "poll"
	mediaVenue     = "venue" // beside a choice: a place that is not where the citizen is
	mediaForwarded = "forwarded"
	mediaOther     = "other"
)

// readMedia reads what a message holds besides words.
func (a *arrival) readMedia(m *models.Message) bool {
	switch {
	case len(m.Photo) > 0:
		best := m.Photo[0]
		for _, p := range m.Photo {
			if p.FileSize > best.FileSize && p.FileSize <= caterina.MaxAttachment {
				best = p
			}
		}
		a.media, a.file = mediaPhoto, file{best.FileID, "foto.jpg", int64(best.FileSize)}
	case m.Animation != nil: // before the document, which Telegram sends with it
		a.media, a.file = mediaVideo, file{m.Animation.FileID, m.Animation.FileName, m.Animation.FileSize}
	case m.Document != nil:
		a.media, a.file = mediaDocument, file{m.Document.FileID, m.Document.FileName, m.Document.FileSize}
	case m.Voice != nil:
		a.media, a.file = mediaVoice, file{m.Voice.FileID, "nota vocale.ogg", m.Voice.FileSize}
	case m.Audio != nil:
		a.media, a.file = mediaVoice, file{m.Audio.FileID, m.Audio.FileName, m.Audio.FileSize}
	case m.VideoNote != nil:
		a.media, a.file = mediaVideo, file{m.VideoNote.FileID, "videomessaggio.mp4", int64(m.VideoNote.FileSize)}
	case m.Video != nil:
		a.media, a.file = mediaVideo, file{m.Video.FileID, m.Video.FileName, m.Video.FileSize}
	case m.Sticker != nil:
		a.media = mediaSticker
	case m.Poll != nil:
		a.media = mediaPoll
	case m.Dice != nil, m.Game != nil, m.Story != nil, m.Invoice != nil, m.PaidMedia != nil, m.Checklist != nil,
		m.Giveaway != nil, m.GiveawayWinners != nil:
		a.media = mediaOther
	}
	return a.media != ""
}

// readCommand reads a command at the beginning of a message: "/start siena".
func (a *arrival) readCommand(m *models.Message) bool {
	if len(m.Entities) == 0 || m.Entities[0].Type != models.MessageEntityTypeBotCommand || m.Entities[0].Offset != 0 {
		return false
	}
	units := utf16.Encode([]rune(m.Text))
	end := m.Entities[0].Length
	if end < 2 || end > len(units) {
		return false
	}
	word := string(utf16.Decode(units[1:end]))
	word, _, _ = strings.Cut(word, "@") // "/start@CaterinaBot"
	a.command, a.rest = strings.ToLower(word), strings.TrimSpace(string(utf16.Decode(units[end:])))
	return true
}

func (a *arrival) readPress(q *models.CallbackQuery) {
	a.kind, a.press, a.query = kindPress, q.Data, q.ID
	a.lang, a.name = langOf(q.From.LanguageCode), fullName(&q.From)
	switch {
	case q.Message.Message != nil:
		a.message, a.row = int64(q.Message.Message.ID), buttonsOf(q.Message.Message)
		if q.Message.Message.Chat.Type != models.ChatTypePrivate {
			a.kind = kindGroup
		}
	case q.Message.InaccessibleMessage != nil:
		a.message = int64(q.Message.InaccessibleMessage.MessageID)
		if q.Message.InaccessibleMessage.Chat.Type != models.ChatTypePrivate {
			a.kind = kindGroup
		}
	}
}

func (a *arrival) readMember(m *models.ChatMemberUpdated) {
	a.lang = langOf(m.From.LanguageCode)
	switch {
	case m.Chat.Type != models.ChatTypePrivate:
		a.kind = kindQuiet
	case m.NewChatMember.Type == models.ChatMemberTypeBanned, m.NewChatMember.Type == models.ChatMemberTypeLeft:
		a.kind = kindBlocked
	default:
		a.kind = kindBack
	}
}

// langOf is the language we speak to somebody whose program speaks another.
func langOf(code string) string {
	if code, _, _ = strings.Cut(strings.ToLower(code), "-"); code == "en" {
		return "en"
	}
	return "it"
}

func fullName(u *models.User) string {
	return strings.TrimSpace(u.FirstName + " " + u.LastName)
}
