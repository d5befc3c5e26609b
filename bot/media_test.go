package bot

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// mediaBookingScripts are about what comes besides words while an appointment is on
// its way.
const mediaBookingScripts = `
-- a photo in the middle: the dialogue goes on --
> vorrei un appuntamento per la mensa
>>> 1
+ photo:1
% media/photo
< Ho ricevuto la foto.
< Torniamo all'appuntamento
> Maria Rossi, maria@esempio.it
% booking/confirm
-- an appointment is a way on --
+ document:1
% media/document
< prendi un appuntamento allo sportello
= flow/new
-- words beside a photo are heard in the dialogue --
> vorrei un appuntamento per la mensa
>>> 1
+ photo:1 Maria Rossi, maria@esempio.it
% booking/confirm
< Ho ricevuto la foto, ma non so leggere le immagini
< Per Maria Rossi
-- a wish beside a photo --
+ photo:1 vorrei un appuntamento per la mensa
% booking/times
< Ho ricevuto la foto
-- a place and a voice note together: the place is what was asked --
+ voice
>> near/-
% near/useless
`

// TestAVoiceNoteIsAnsweredWithWaysToTalk: to a person, or to be called back.
func TestAVoiceNoteIsAnsweredWithWaysToTalk(t *testing.T) {
	t.Parallel()
	c := chatAt(t, openDesk())
	r := c.say(t, caterina.Input{Media: mediaVoice})
	for _, id := range []string{choicePerson, choiceCallback} {
		if !hasOption(r.Message.Options, id) {
			t.Errorf("%s is not offered: %v", id, r.Message.Options)
		}
	}
	if r := newChat(t).say(t, caterina.Input{Media: mediaVoice}); hasOption(r.Message.Options, choiceCallback) {
		t.Error("where nobody answers a call is offered")
	}
}

// TestWhoIsCalledSeesWhatWasSent and the citizen is told so.
func TestWhoIsCalledSeesWhatWasSent(t *testing.T) {
	t.Parallel()
	r := chatAt(t, openDesk()).say(t, caterina.Input{Text: "voglio parlare con una persona", Media: mediaPhoto, Files: make([]caterina.File, 1)})
	if r.Message.Outcome != caterina.OutcomeHandoff || !strings.HasPrefix(r.Message.Text, "Quello che hai mandato lo vede la persona") {
		t.Errorf("%+v", r.Message)
	}
}

// TestPeopleHaveTheFloorWhateverIsSent: the bot says nothing of a photo then, but the
// numbers to somebody in danger.
func TestPeopleHaveTheFloorWhateverIsSent(t *testing.T) {
	t.Parallel()
	e := New(knowledgeOf{loadTown(t)}, Config{Desk: openDesk()})
	for _, state := range []caterina.State{caterina.StateQueued, caterina.StateOffered, caterina.StateAssigned, caterina.StateSnoozed, caterina.StateCallback} {
		reply := func(in caterina.Input) caterina.Reply {
			t.Helper()
			r, err := e.Reply(t.Context(), caterina.Turn{Town: loadTown(t).Town, Now: monday(), Lang: "it", State: state, Inputs: []caterina.Input{in}})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		for _, kind := range []string{mediaPhoto, mediaDocument, mediaVoice, mediaVideo, mediaSticker, mediaPoll, mediaVenue, mediaContact, "other"} {
			if r := reply(caterina.Input{Media: kind}); r.Message.Text != "" {
				t.Errorf("%s, %s: %q", state, kind, r.Message.Text)
			}
		}
		if r := reply(caterina.Input{Media: mediaPhoto, Text: "mio marito mi picchia, aiuto"}); r.Message.Outcome != caterina.OutcomeCrisis {
			t.Errorf("%s, danger beside a photo: %+v", state, r.Message)
		}
	}
}

// TestEveryKindIsAnsweredInBothLanguages with other words.
func TestEveryKindIsAnsweredInBothLanguages(t *testing.T) {
	t.Parallel()
	it, en := italianMedia(), englishMedia()
	for _, kind := range []string{mediaPhoto, mediaDocument, mediaVoice, mediaVideo, mediaSticker, mediaPoll, mediaVenue, mediaContact, mediaForwarded} {
		if it.kinds[kind] == "" || en.kinds[kind] == "" || it.kinds[kind] == en.kinds[kind] {
			t.Errorf("%s: %q, %q", kind, it.kinds[kind], en.kinds[kind])
		}
	}
	if len(it.kinds) != len(en.kinds) || len(it.beside) != len(en.beside) {
		t.Error("one language says more than the other")
	}
}

// TestAVoiceMessageThatWasHeardIsAnsweredAsIfItWereWritten, with what was understood
// said before: who spoke sees at once what was misheard.
func TestAVoiceMessageThatWasHeardIsAnsweredAsIfItWereWritten(t *testing.T) {
	t.Parallel()
	heard := func(text string) caterina.Reply {
		return chatAt(t, openDesk()).say(t, caterina.Input{Media: mediaVoice, Text: text, Heard: true})
	}
	r := heard("che documenti servono per la mensa <b>*scolastica*</b>")
	if r.Message.Outcome != caterina.OutcomeAnswer || !strings.HasPrefix(r.Message.Text, `Ho ascoltato il messaggio e ho capito: «che documenti servono per la mensa \<b\>\*scolastica\*\</b\>»`) {
		t.Errorf("got %s: %s", r.Message.Outcome, r.Message.Text)
	}
	if strings.Contains(r.Message.Text, "Non posso ancora ascoltare") {
		t.Errorf("it says it cannot listen: %s", r.Message.Text)
	}
	if r := heard("voglio morire"); r.Message.Outcome != caterina.OutcomeCrisis {
		t.Errorf("danger is not heard: %s", r.Message.Text)
	}
}
