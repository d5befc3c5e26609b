package telegram_test

import (
	"context"
	"errors"
	"testing"

	"example.org/caterina"
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
