package bot

import "example.org/caterina"

// A channel that knows whoever writes there asks them for less: their name is enough,
// what is told of the appointment comes where they have written, and an address is for
// who wants a mail beside it.

// knownWords are the sentences that are said otherwise to who is known.
type knownWords struct {
	askPerson, askMailed, backWait, mail, sendPlace string
	backPerson, comes                               func(moment string) string
}

func italianKnown() knownWords {
	return knownWords{
		askPerson: "Per chi è l'appuntamento? Scrivimi **nome e cognome**. La conferma e i promemoria arrivano qui.",
		askMailed: "Per chi è l'appuntamento? Scrivimi **nome e cognome**. La conferma e i promemoria arrivano qui; se li vuoi anche per email, aggiungi l'indirizzo.",
		backWait:  "Torniamo alla lista d'attesa: mi servono nome e cognome.",
		mail:      "La conferma e i promemoria arrivano qui. Se li vuoi anche per email, scrivimi l'indirizzo.",
		sendPlace: "Mandami la tua posizione: premi la graffetta e scegli «Posizione». Oppure scrivimi la via o il quartiere in cui sei, e cerco la sede più vicina.",
		backPerson: func(moment string) string {
			return "Torniamo all'appuntamento" + ofMoment(moment) + ": mi servono nome e cognome."
		},
		comes: func(moment string) string { return "Grazie, ti aspettiamo **" + moment + "**." },
	}
}

func englishKnown() knownWords {
	return knownWords{
		askPerson: "Who is the appointment for? Write me **name and surname**. The confirmation and the reminders come here.",
		askMailed: "Who is the appointment for? Write me **name and surname**. The confirmation and the reminders come here; if you want them by e-mail too, add the address.",
		backWait:  "Back to the waiting list: I need name and surname.",
		mail:      "The confirmation and the reminders come here. If you want them by e-mail too, write me the address.",
		sendPlace: "Send me your position: press the paper clip and choose “Location”. Or write me the street or the district where you are, and I look for the nearest office.",
		backPerson: func(moment string) string {
			return "Back to the appointment" + onMoment(moment) + ": I need name and surname."
		},
		comes: func(moment string) string { return "Thank you, we expect you on **" + moment + "**." },
	}
}

// askKnown says what is missing of a person whom the channel knows.
func (f *flow) askKnown() string {
	switch {
	case f.draft.Person.Name != "":
		return f.words().askSurname
	case f.standing.Mails:
		return f.words().known.askMailed
	}
	return f.words().known.askPerson
}

// alsoByMail says, before a yes, that a mail can be had too, where there are any.
func (f *flow) alsoByMail() string {
	if !f.standing.Known || !f.standing.Mails || f.draft.Moving != 0 || f.draft.Person.Email != "" || f.waits() {
		return ""
	}
	return f.words().known.mail
}

// comes thanks who has answered a reminder: nothing changes.
func (f *flow) comes(b caterina.Booking) {
	f.say("booking/comes", f.words().known.comes(f.t.words.moment(b.From)))
	f.t.reply.Message.Flow = ""
	f.offerChanges(b)
}

// needsNoMail says whether somebody has no address who needs none.
func (f *flow) needsNoMail() bool { return f.standing.Known && f.says("nomail") }
