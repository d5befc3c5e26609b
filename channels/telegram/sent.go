package telegram

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// sent stores what came besides words, once, with its files, of which an album has
// several.
func (v *visit) sent(ctx context.Context) error {
	conv, _, err := v.open(ctx)
	if err != nil {
		return err
	}
	files, cancel := context.WithTimeout(ctx, filesFor) // what is stored needs time, too
	defer cancel()
	body := caterina.MessageBody{Media: v.media}
	for i := range v.album {
		a := &v.album[i]
		if body.Text == "" {
			body.Text = a.text
		}
		if a.file.id == "" {
			continue
		}
		kept, bytes, err := v.keep(ctx, files, conv.ID, a)
		if err != nil {
			return err
		}
		body.Files = append(body.Files, kept)
		if body.Text == "" && a.media == mediaVoice {
			body.Text = v.hear(ctx, &kept, bytes)
			body.Heard = body.Text != ""
		}
	}
	return v.write(ctx, body)
}

// hearFor is how long a voice message may take to be written down: who spoke looks at
// the chat, and is otherwise asked to write.
const hearFor = 15 * time.Second

// hear writes down what a voice message says, "" where nobody listens, nobody speaks or
// it cannot be heard: then the citizen is asked to write.
func (v *visit) hear(ctx context.Context, f *caterina.File, audio []byte) string {
	if v.Voice == nil {
		return ""
	}
	if len(audio) == 0 && f.ID != "" { // whoever kept it ended before it was heard
		kept, err := v.Store.Attachment(ctx, v.chat.Town, f.ID)
		if err != nil {
			v.warn(ctx, "telegram: a voice message that was kept cannot be read", err)
		}
		audio = kept.Bytes
	}
	if len(audio) == 0 {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, hearFor)
	defer cancel()
	text, err := v.Voice.Transcribe(ctx, v.chat.Town, f.Name, audio)
	if err != nil {
		v.warn(ctx, "telegram: a voice message was not heard", err)
		return ""
	}
	if text, err = channels.CleanText(text); err != nil {
		return ""
	}
	return text
}

// keep fetches a file and stores it, and returns its bytes where it was fetched now.
// What is too large, or cannot be had after a few tries, is known by its name alone.
func (v *visit) keep(ctx, files context.Context, conv caterina.ConversationID, a *arrival) (caterina.File, []byte, error) {
	f := caterina.File{Name: fileName(a.file.name), Size: int(min(a.file.size, 1<<40))}
	if a.file.size > caterina.MaxAttachment {
		return f, nil, nil
	}
	kept, err := v.Store.Kept(ctx, v.chat.Town, conv, messageID(a.message))
	if caterina.CodeOf(err) != caterina.CodeNotFound {
		return kept, nil, err
	}
	bytes, err := v.api.file(files, a.file.id, caterina.MaxAttachment)
	if err != nil {
		if failureOf(err).what == failBad || v.attempts >= maxTries {
			return f, nil, nil
		}
		return f, nil, fmt.Errorf("fetch a file: %w", err)
	}
	f.Size, f.MIME = len(bytes), http.DetectContentType(bytes)
	f.ID, err = v.Store.SaveAttachment(ctx, &caterina.Attachment{
		File: f, Town: v.chat.Town, Conversation: conv, ClientID: messageID(a.message), Bytes: bytes,
	})
	return f, bytes, err
}

// fileName is a name that staff can be shown and their computer can use.
func fileName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, caterina.StripHidden(strings.ToValidUTF8(name, "")))
	name = strings.Trim(name, ". ")
	for utf8.RuneCountInString(name) > 120 {
		_, n := utf8.DecodeRuneInString(name)
		name = name[n:]
	}
	if name == "" {
		return "file"
	}
	return name
}

// edited stores the new words of a message. The old ones stay in the log.
func (v *visit) edited(ctx context.Context) error {
	if v.text == "" {
		return nil
	}
	conv, err := v.latest(ctx)
	if err != nil && caterina.CodeOf(err) != caterina.CodeNotFound {
		return err
	}
	body := caterina.MessageBody{Text: v.text}
	if err == nil {
		if body.Edits, err = v.Store.EventOf(ctx, v.chat.Town, conv.ID, messageID(v.message)); err != nil {
			return err
		}
	}
	return v.write(ctx, body)
}
