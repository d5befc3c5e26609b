package telegram

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// TestFreeTimesStandBehindTheSentenceThatAnnouncesThem, and get a line of their own where
// none does.
func TestFreeTimesStandBehindTheSentenceThatAnnouncesThem(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 26, 15, 0, 0, 0, caterina.Rome())
	body := caterina.MessageBody{
		Text:  "Ecco i primi orari liberi (**Sportello Famiglia**):\n\nQuale scegli?",
		Slots: []caterina.SlotView{{ID: "slot/a/b/1", Label: "giovedì 26 novembre, ore 15:00", From: at}},
	}
	for text, want := range map[string]string{
		body.Text:          "(Sportello Famiglia):\n• giovedì 26 novembre: 15:00\n\nQuale scegli?",
		"Ecco gli orari:":  "Ecco gli orari:\n• giovedì 26 novembre: 15:00",
		"Quando ti torna?": "Quando ti torna?\n\nOrari liberi:\n• giovedì 26 novembre: 15:00",
	} {
		body.Text = text
		all := Messages(event(t, body), &caterina.Town{Name: "Siena"}, "it")
		if len(all) != 1 || !strings.HasSuffix(all[0].Plain, want) {
			t.Errorf("%q reads as %+v, want at its end %q", text, all, want)
		}
	}
}
