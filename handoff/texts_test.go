package handoff_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// about is a conversation of Siena's second queue that Anna has.
func about(t *testing.T, lang string, state caterina.State) handoff.Case {
	t.Helper()
	return handoff.Case{Town: siena(t), Held: caterina.Held{
		Conversation: caterina.Conversation{ID: "c", Town: 7, State: state, Lang: lang, Epoch: 3},
		Queue:        "sociale", Owner: 1, OwnerName: "Anna",
	}}
}

// TestWhatCitizensRead is every sentence, as it is read.
func TestWhatCitizensRead(t *testing.T) {
	t.Parallel()

	now := at(t, "2026-11-23 11:00")
	q, _ := handoff.QueueNamed(siena(t), "sociale")
	act := caterina.Act{Town: 7, Conversation: "c", Operator: 2, Name: "Bruno", Epoch: 3, ClientID: "x"}
	for _, test := range []struct {
		name, it, en string
		say          func(lang string) string
	}{
		{
			"asked", "Va bene, ti passo a una persona: Servizio sociale. Sei il numero 2 in coda. L'attesa è di circa 6 minuti. Intanto puoi scrivere: chi ti risponde leggerà tutto. Se cambi idea scrivi «annulla».",
			"All right, I am putting you through to a person: Servizio sociale. You are number 2 in the queue. The wait is about 6 minutes. You can write in the meantime: whoever answers will read all of it. If you change your mind, write \"cancel\".",
			func(lang string) string {
				return handoff.Asked(lang, caterina.Availability{Queue: q, Waiting: 1, WaitMinutes: 6}).Text
			},
		},
		{
			"taken", "Ora parli con Bruno, Servizio sociale.", "You are now talking to Bruno, Servizio sociale.",
			func(lang string) string { return about(t, lang, caterina.StateQueued).Take(act).Event.Text },
		},
		{
			"taken over", "Anna ti ha passato a un'altra persona. Ora parli con Bruno, Servizio sociale.",
			"Anna has passed you to another person. You are now talking to Bruno, Servizio sociale.",
			func(lang string) string { return about(t, lang, caterina.StateAssigned).TakeOver(act).Event.Text },
		},
		{
			"to another queue", "Bruno ti ha passato a Sportello Famiglia. Sei in attesa di una persona e non perdi il posto in coda. Intanto puoi scrivere: chi ti risponde leggerà tutto. Se cambi idea scrivi «annulla».",
			"Bruno has passed you to Sportello Famiglia. You are waiting for a person and keep your place in the queue. You can write in the meantime: whoever answers will read all of it. If you change your mind, write \"cancel\".",
			func(lang string) string {
				return about(t, lang, caterina.StateAssigned).TransferQueue(act, siena(t).Queues[0], "").Event.Text
			},
		},
		{
			"back", "Bruno ti ha ripassato all'assistente. Ora parli con Caterina, l'assistente automatica: è un programma, non una persona.",
			"Bruno has passed you back to the assistant. You are now talking to Caterina, the automatic assistant: she is a computer program, not a person.",
			func(lang string) string { return about(t, lang, caterina.StateAssigned).HandBack(act, "").Event.Text },
		},
		{
			"cancelled", "Va bene, non sei più in attesa. Ora parli con Caterina, l'assistente automatica: è un programma, non una persona.",
			"All right, you are no longer waiting. You are now talking to Caterina, the automatic assistant: she is a computer program, not a person.",
			func(lang string) string {
				return about(t, lang, caterina.StateQueued).Cancel(caterina.MessageBody{}).Event.Text
			},
		},
		{
			"snoozed", "Bruno ha bisogno di tempo per risponderti e torna da te entro domani alle 9:00. Se scrivi prima, lo vedrà.",
			"Bruno needs time to answer you and will be back by tomorrow at 9:00. If you write earlier, they will see it.",
			func(lang string) string {
				return about(t, lang, caterina.StateAssigned).Snooze(act, at(t, "2026-11-24 09:00"), now).Event.Text
			},
		},
		{
			"lost", "Il collegamento con l'operatore si è interrotto: Anna non ti sente più. Aspetta qui: se non torna subito, ti rimettiamo in coda davanti agli altri.",
			"The connection with the operator was cut: Anna cannot hear you any more. Please wait here: if they are not back at once, you go back to the queue, ahead of the others.",
			func(lang string) string { return about(t, lang, caterina.StateAssigned).Lost().Text },
		},
		{
			"found", "Il collegamento è tornato: parli di nuovo con Anna.", "The connection is back: you are talking to Anna again.",
			func(lang string) string { return about(t, lang, caterina.StateAssigned).Found().Text },
		},
		{
			"nobody came", "Nessuno è riuscito a risponderti, ci dispiace: non sei più in coda. Lascia un recapito e ti richiamiamo noi, oppure chiedi di nuovo una persona. Puoi anche telefonare al [0577 292353](tel:+390577292353) (lunedì, mercoledì e venerdì dalle 10 alle 13 e martedì e giovedì dalle 15 alle 17). Ora parli con Caterina, l'assistente automatica: è un programma, non una persona.",
			"Nobody was able to answer you, we are sorry: you are no longer in the queue. Leave a contact and we will call you back, or ask for a person again. You can also call [0577 292353](tel:+390577292353) (lunedì, mercoledì e venerdì dalle 10 alle 13 e martedì e giovedì dalle 15 alle 17). You are now talking to Caterina, the automatic assistant: she is a computer program, not a person.",
			func(lang string) string {
				office := desk(t)
				return about(t, lang, caterina.StateQueued).GiveUp(caterina.ReasonWaitedEnough, &office).Event.Text
			},
		},
		{
			"requeued", "L'operatore non è tornato. Sei di nuovo in attesa, davanti agli altri: ti risponde la prima persona libera, e leggerà tutto.",
			"The operator has not come back. You are waiting again, ahead of the others: the first person who is free will answer, and will read everything.",
			func(lang string) string { return about(t, lang, caterina.StateAssigned).Requeue().Event.Text },
		},
		{
			"closing soon", "Lo sportello chiude alle 18:00. Se nessuno ti risponde prima, lascia un recapito e ti richiamiamo noi.",
			"The desk closes at 18:00. If nobody answers you before then, leave a contact and we will call you back.",
			func(lang string) string {
				return about(t, lang, caterina.StateQueued).ClosingSoon(at(t, "2026-11-23 18:00")).Text
			},
		},
		{
			"closed for today", "Lo sportello adesso è chiuso e nessuno è riuscito a risponderti, ci dispiace. Riapre domani alle 9:00. Lascia un recapito e ti richiamiamo noi.",
			"The desk is closed now and nobody was able to answer you, we are sorry. It opens again tomorrow at 9:00. Leave a contact and we will call you back.",
			func(lang string) string {
				return about(t, lang, caterina.StateQueued).NowClosed(at(t, "2026-11-24 09:00"), now).Text
			},
		},
		{
			"the call is promised", "Abbiamo preso nota: Servizio sociale ti richiama domani tra le 9:00 e le 13:00. Se non ti troviamo, riproviamo altre due volte. Usiamo il tuo recapito solo per questo. Se non ti serve più, torna all'assistente: la richiesta si annulla.",
			"We have taken note: Servizio sociale will call you back tomorrow between 9:00 and 13:00. If we do not reach you, we try twice more. We use your contact for this only. If you no longer need it, go back to the assistant: the request is cancelled.",
			func(lang string) string {
				late := at(t, "2026-11-23 18:30")
				w := handoff.CallbackWindow(q, handoff.Calendar{}, caterina.CallMorning, late)
				return about(t, lang, caterina.StateBot).Callback(q, w, late).Event.Text
			},
		},
		{
			"closed", "Bruno ha chiuso la conversazione. Ti chiediamo un giudizio: ci aiuta a migliorare. Se scrivi ancora entro 24 ore, riprendi da qui.",
			"Bruno has closed the conversation. Please tell us how it went: it helps us improve. If you write again within 24 hours, you go on from here.",
			func(lang string) string { return about(t, lang, caterina.StateAssigned).Close(act, "").Event.Text },
		},
	} {
		for lang, want := range map[string]string{"it": test.it, "en": test.en, "": test.it} {
			t.Run(test.name+"/"+lang, func(t *testing.T) {
				t.Parallel()

				if diff := cmp.Diff(want, test.say(lang)); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestMomentsAndWaits(t *testing.T) {
	t.Parallel()

	now := at(t, "2026-11-23 11:00")
	for when, want := range map[string][2]string{
		"2026-11-23 15:00": {"oggi alle 15:00", "today at 15:00"},
		"2026-11-24 01:30": {"domani all'1:30", "tomorrow at 1:30"},
		"2026-11-28 09:05": {"sabato 28 novembre alle 9:05", "Saturday 28 November at 9:05"},
		"2028-01-07 00:00": {"venerdì 7 gennaio 2028 alle 0:00", "Friday 7 January 2028 at 0:00"},
	} {
		for i, lang := range []string{"it", "en"} {
			if got := handoff.Moment(lang, at(t, when).UTC(), now); got != want[i] {
				t.Errorf("%s is %q, want %q", when, got, want[i])
			}
		}
	}
	for minutes, want := range map[int][2]string{
		0: {"alcuni minuti", "a few minutes"}, 1: {"circa un minuto", "about one minute"}, 6: {"circa 6 minuti", "about 6 minutes"},
		75: {"circa un'ora", "about an hour"}, 100: {"circa 2 ore", "about 2 hours"},
	} {
		for i, lang := range []string{"it", "en"} {
			if got := handoff.Wait(lang, minutes); got != want[i] {
				t.Errorf("%d minutes are %q, want %q", minutes, got, want[i])
			}
		}
	}
	for n, want := range map[int][2]string{1: {"Il prossimo posto è il tuo.", "You are next."}, 2: {"Sei il numero 2 in coda.", "You are number 2 in the queue."}} {
		for i, lang := range []string{"it", "en"} {
			if got := handoff.Asked(lang, caterina.Availability{Waiting: n - 1}).Text; !strings.Contains(got, want[i]) {
				t.Errorf("place %d is told as %q, want %q", n, got, want[i])
			}
		}
	}
}

// TestTheTelephoneIsTheQueues, when it has one of its own, with the hours of that
// number and no other's.
func TestTheTelephoneIsTheQueues(t *testing.T) {
	t.Parallel()
	office := desk(t)
	c := about(t, "it", caterina.StateQueued)
	c.Town.Queues[1].Phone = "800 123 456"
	if text := c.GiveUp("", &office).Event.Text; !strings.Contains(text, "al [800 123 456](tel:800123456) (dal lunedì al venerdì dalle 9 alle 18). Ora") {
		t.Errorf("its own, with its hours: %q", text)
	}
	c.Town.Queues[1].Hours = nil
	if text := c.GiveUp("", &office).Event.Text; !strings.Contains(text, "al [800 123 456](tel:800123456). Ora") {
		t.Errorf("its own: %q", text)
	}
	c.Town.Queues[1].Phone = ""
	if text := c.GiveUp("", &caterina.Office{}).Event.Text; strings.Contains(text, "telefon") {
		t.Errorf("none: %q", text)
	}
}

func TestNamesCannotBringMarkup(t *testing.T) {
	t.Parallel()

	c := about(t, "it", caterina.StateQueued)
	text := c.Take(caterina.Act{Operator: 2, Name: "[Bruno](https://male.example) <b>*x*"}).Event.Text
	if strings.ContainsAny(text, "[]<>*") {
		t.Errorf("got %q", text)
	}
	if text := c.Take(caterina.Act{Operator: 2}).Event.Text; text != "Ora parli con l'operatore, Servizio sociale." {
		t.Errorf("without a name: %q", text)
	}
}
