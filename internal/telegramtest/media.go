package telegramtest

import (
	"path"
	"strconv"

	"github.com/go-telegram/bot/models"
)

const (
	thumbnailSide = 90
	photoSide     = 1280
)

// SendPhoto sends a photo. Those with the same album arrive as messages of one
// album; the caption may be empty.
func (c *Chat) SendPhoto(data []byte, caption, album string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	small := c.bot.keep("photos", ".jpg", Upload{Bytes: data})
	large := c.bot.keep("photos", ".jpg", Upload{Bytes: data})
	size := func(f *storedFile, side int) models.PhotoSize {
		return models.PhotoSize{FileID: f.id, FileUniqueID: f.unique, Width: side, Height: side, FileSize: int(f.size)}
	}
	return c.send(models.Message{
		Photo:   []models.PhotoSize{size(small, thumbnailSide), size(large, photoSide)},
		Caption: caption, CaptionEntities: found(caption), MediaGroupID: album,
	})
}

// SendDocument sends a file under a name and a type, both of which are the
// sender's claim.
func (c *Chat) SendDocument(u Upload, caption, album string) Sent {
	return c.SendLargeDocument(u, int64(len(u.Bytes)), caption, album)
}

// SendLargeDocument sends a file of a size without its having so many bytes.
func (c *Chat) SendLargeDocument(u Upload, size int64, caption, album string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	f := c.bot.keep("documents", path.Ext(u.Name), u)
	f.size = size
	return c.send(models.Message{
		Document: &models.Document{FileID: f.id, FileUniqueID: f.unique, FileName: u.Name, MimeType: u.Type, FileSize: f.size},
		Caption:  caption, CaptionEntities: found(caption), MediaGroupID: album,
	})
}

// SendVoice sends a voice note.
func (c *Chat) SendVoice(data []byte, seconds int) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	f := c.bot.keep("voice", ".oga", Upload{Bytes: data})
	return c.send(models.Message{Voice: &models.Voice{
		FileID: f.id, FileUniqueID: f.unique, Duration: seconds, MimeType: "audio/ogg", FileSize: f.size,
	}})
}

// SendVideoNote sends a round video.
func (c *Chat) SendVideoNote(data []byte, seconds int) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	f := c.bot.keep("video_notes", ".mp4", Upload{Bytes: data})
	return c.send(models.Message{VideoNote: &models.VideoNote{
		FileID: f.id, FileUniqueID: f.unique, Length: 240, Duration: seconds, FileSize: int(f.size),
	}})
}

// SendVideo sends a video.
func (c *Chat) SendVideo(data []byte, seconds int, caption string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	f := c.bot.keep("videos", ".mp4", Upload{Bytes: data})
	return c.send(models.Message{
		Video: &models.Video{
			FileID: f.id, FileUniqueID: f.unique, Width: 640, Height: 480, Duration: seconds,
			MimeType: "video/mp4", FileSize: f.size,
		},
		Caption: caption, CaptionEntities: found(caption),
	})
}

// SendSticker sends a sticker.
func (c *Chat) SendSticker(emoji string) Sent {
	c.bot.server.mu.Lock()
	defer c.bot.server.mu.Unlock()
	f := c.bot.keep("stickers", ".webp", Upload{Bytes: []byte("RIFF")})
	return c.send(models.Message{Sticker: &models.Sticker{
		FileID: f.id, FileUniqueID: f.unique, Type: "regular", Width: 512, Height: 512, Emoji: emoji, SetName: "Animali",
	}})
}

// SendLocation sends where the citizen is.
func (c *Chat) SendLocation(latitude, longitude float64) Sent {
	return c.Send(models.Message{Location: &models.Location{Latitude: latitude, Longitude: longitude}})
}

// SendVenue sends a place with its name.
func (c *Chat) SendVenue(latitude, longitude float64, title, address string) Sent {
	place := models.Location{Latitude: latitude, Longitude: longitude}
	return c.Send(models.Message{Location: &place, Venue: &models.Venue{Location: place, Title: title, Address: address}})
}

// SendContact sends a telephone number: the citizen's own, which Telegram
// vouches for, or somebody else's.
func (c *Chat) SendContact(phone string, own bool) Sent {
	contact := &models.Contact{PhoneNumber: phone, FirstName: "Altra persona"}
	if own {
		contact.FirstName, contact.LastName, contact.UserID = c.user.FirstName, c.user.LastName, c.user.ID
	}
	return c.Send(models.Message{Contact: contact})
}

// SendPoll sends a poll.
func (c *Chat) SendPoll(question string, options ...string) Sent {
	poll := &models.Poll{ID: strconv.FormatInt(c.id, 10) + "7", Question: question, IsAnonymous: true, Type: "regular"}
	for _, option := range options {
		poll.Options = append(poll.Options, models.PollOption{Text: option})
	}
	return c.Send(models.Message{Poll: poll})
}

// SendDice sends a die, a thing no bot of a town expects.
func (c *Chat) SendDice(value int) Sent {
	return c.Send(models.Message{Dice: &models.Dice{Emoji: "🎲", Value: value}})
}

// Forward passes on a text somebody else wrote, whose name is hidden or not.
func (c *Chat) Forward(text, from string) Sent {
	return c.Send(models.Message{
		Text: text, Entities: found(text),
		ForwardOrigin: &models.MessageOrigin{
			Type: models.MessageOriginTypeHiddenUser,
			MessageOriginHiddenUser: &models.MessageOriginHiddenUser{
				Type: models.MessageOriginTypeHiddenUser, SenderUserName: from, Date: int(c.now().Unix()),
			},
		},
	})
}

// Reply writes a text in answer to a message of the bot.
func (c *Chat) Reply(to Message, text string) Sent {
	return c.Send(models.Message{
		Text: text, Entities: found(text),
		ReplyToMessage: &models.Message{ID: to.ID, Date: int(to.At.Unix()), Chat: c.public(), Text: to.Text},
	})
}
