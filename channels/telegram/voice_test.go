package telegram_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
)

// listener hears what a test says, in every recording.
type listener struct {
	text string
	err  error
}

func (l listener) Transcribe(_ context.Context, _ caterina.TownID, name string, audio []byte) (string, error) {
	if name != "nota vocale.ogg" || string(audio) != "OggS voice" {
		return "", errors.New("another recording: " + name)
	}
	return l.text, l.err
}

// TestAVoiceMessageIsWrittenDownWhereSomebodyListens, kept for staff all the same, and
// one that cannot be heard is answered as before.
func TestAVoiceMessageIsWrittenDownWhereSomebodyListens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		listener listener
		want     caterina.MessageBody
	}{
		"heard":           {listener{text: " quanto costa\u200b il nido? "}, caterina.MessageBody{Text: "quanto costa il nido?", Media: "voice", Heard: true}},
		"nobody speaks":   {listener{}, caterina.MessageBody{Media: "voice"}},
		"nobody can hear": {listener{err: errors.New("down")}, caterina.MessageBody{Media: "voice"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{voice: c.listener})
			w.start("one")
			chat := w.tg.Chat(7)
			chat.SendVoice([]byte("OggS voice"), 3)
			w.reads(chat, "Risposta")
			got := w.saidBy(chat)
			if len(got) != 1 || got[0].Text != c.want.Text || got[0].Media != c.want.Media || got[0].Heard != c.want.Heard || len(got[0].Files) != 1 {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// forgetful keeps files, and so many times does not live to say so.
type forgetful struct {
	telegram.Store

	dies *atomic.Int32
}

func (f forgetful) SaveAttachment(ctx context.Context, a *caterina.Attachment) (string, error) {
	id, err := f.Store.SaveAttachment(ctx, a)
	if spend(f.dies) {
		return "", errBroken
	}
	return id, err
}

// TestAVoiceMessageIsHeardByWhoGoesOn: the recording was kept, and whoever kept it died
// before it was written down. It is not taken for one that cannot be heard.
func TestAVoiceMessageIsHeardByWhoGoesOn(t *testing.T) {
	t.Parallel()
	var dies atomic.Int32
	dies.Store(1)
	w := newWorld(t, setup{
		voice: listener{text: "quanto costa il nido?"},
		store: func(s telegram.Store) telegram.Store { return forgetful{s, &dies} },
	})
	w.start("one")
	chat := w.tg.Chat(7)
	chat.SendVoice([]byte("OggS voice"), 3)
	w.reads(chat, "Risposta")
	if got := w.saidBy(chat); len(got) != 1 || got[0].Text != "quanto costa il nido?" || !got[0].Heard || len(got[0].Files) != 1 {
		t.Errorf("got %+v", got)
	}
}
