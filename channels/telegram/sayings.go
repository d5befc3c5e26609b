package telegram

import (
	"fmt"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// sayings are what this channel says by itself, in one language: what has to do with
// Telegram and not with the town's services.
type sayings struct {
	group, tooLong, stale, sorry              string
	position, elsewhere                       string
	help, unknownOrder, person, appointment   string
	whichTown, whichLang, langTaken, here     string
	again, stays, ofTown, ofBody, ofOther     string
	helpTown, privacyLink                     string
	privacy, eu                               string
	eraseAll, eraseYes, eraseNo, eraseLater   string
	kept, nothingToErase, erased, erasedBut   string
	linkAsk, linkYes, linkNo, linkDone        string
	linkLeft, linkGone, linkBusy              string
	sendContact, myContact, notYours, call    string
	callYes, callNo, callLeft, noName, deskNo string
	howWasIt, chosen                          string
	startAbout, aiutoAbout, personaAbout      string
	appuntamentoAbout, linguaAbout            string
	privacyAbout, cancellaAbout, comuneAbout  string
	description, short                        string
}

func sayingsIn(lang string) sayings {
	if lang == "en" {
		return english
	}
	return italian
}

// hereIn says that one can write.
func (s sayings) hereIn(town caterina.Town) string { return fmt.Sprintf(s.here, s.of(town)) }

// helpIn says what the assistant can do; many: the bot serves several towns.
func (s sayings) helpIn(many bool) string {
	if many {
		return fmt.Sprintf(s.help, s.helpTown)
	}
	return fmt.Sprintf(s.help, "")
}

// eraseAsk asks whether to erase all that was written to a town in the chat.
func (s sayings) eraseAsk(town caterina.Town) string {
	of := ""
	if town.ID != 0 {
		of = " " + s.of(town)
	}
	return fmt.Sprintf(s.eraseAll, of)
}

// privacyIn says what becomes of what is written.
func (s sayings) privacyIn(town caterina.Town) string {
	return s.privacy + s.noticeIn(town)
}

// callAsk asks whether to call a number.
func (s sayings) callAsk(number string, town caterina.Town) string {
	return fmt.Sprintf(s.call, number) + s.noticeIn(town)
}

// noticeIn leads to the town's notice on personal data, where it has one.
func (s sayings) noticeIn(town caterina.Town) string {
	if link := town.Texts.PrivacyURL; link != "" {
		return "\n\n[" + s.privacyLink + "](" + link + ")"
	}
	return ""
}

var italian = sayings{ //nolint:gochecknoglobals // never changed
	group:        "Parlo con una persona alla volta. Scrivimi in una chat privata: tocca il mio nome e poi «Messaggio».",
	tooLong:      fmt.Sprintf("Il messaggio è troppo lungo: riesco a leggere fino a %d caratteri. Mandalo in più parti.", channels.MaxText),
	stale:        "Questo pulsante non vale più. Scrivimi che cosa ti serve.",
	sorry:        "Scusa, qualcosa non ha funzionato. Scrivimi che cosa ti serve.",
	position:     pin + "La mia posizione",
	elsewhere:    "Un luogo",
	help:         "Scrivimi che cosa ti serve, con parole tue: rispondo su servizi, bonus e uffici del Comune.\n\n- /persona: parli con una persona\n- /appuntamento: prendi un appuntamento\n- /lingua: italiano o inglese\n- /privacy: che cosa facciamo dei tuoi dati\n- /cancella: cancelli quello che hai scritto%s\n\nPuoi mandarmi la tua posizione: ti dico gli uffici più vicini.",
	unknownOrder: "Non conosco questo comando. Scrivimi che cosa ti serve, oppure tocca /aiuto.",
	person:       "Voglio parlare con una persona",
	appointment:  "Vorrei prendere un appuntamento",
	whichTown:    "Di quale Comune hai bisogno?",
	whichLang:    "In che lingua vuoi che ti scriva? / Which language shall I use?",
	langTaken:    "Va bene, ti scrivo in italiano.",
	here:         "Sono qui. Scrivimi che cosa ti serve: ti rispondo sui servizi %s. Con /aiuto vedi che cosa so fare.",
	again:        "Ciao di nuovo! Ti risponde sempre Caterina, il programma %s.",
	stays:        "Una persona %s sta seguendo la tua conversazione, che resta aperta: quello che ti scrive lo leggi qui. Per risponderle torna a quel Comune con /comune.",
	eu:           "Questa chat passa da Telegram, che conserva i messaggi anche fuori dall'Unione Europea. Non mandare qui documenti o dati sulla salute: per le cose personali c'è la chat del sito",
	privacy:      "Leggo solo quello che mi scrivi qui. Serve a risponderti e, se lo chiedi, a farti parlare con il Comune. Telegram conserva i messaggi anche fuori dall'Unione Europea: non mandare qui documenti o dati sulla salute. Con /cancella elimino quello che mi hai scritto.",
	eraseAll:     "Vuoi cancellare tutto quello che hai scritto in questa chat%s, anche nelle conversazioni già finite? Si cancellano pure le risposte e i file che hai mandato. Gli appuntamenti presi restano. I messaggi che vedi qui li cancelli tu dal telefono.",
	ofTown:       "del Comune di ", ofBody: "del ", ofOther: "di ",
	helpTown:    "\n- /comune: cambi Comune",
	privacyLink: "Leggi l'informativa sulla privacy",
	eraseYes:    "Sì, cancella", eraseNo: "No, tieni",
	eraseLater:     "Adesso una persona sta seguendo la tua conversazione. Quando avete finito, scrivi di nuovo /cancella.",
	kept:           "Va bene, non cancello niente.",
	nothingToErase: "Non c'è niente da cancellare.",
	erased:         "Contenuto cancellato: quello che era scritto in questa chat non c'è più. I messaggi che vedi qui li cancelli tu dal telefono.",
	erasedBut:      "Ho cancellato le conversazioni finite. Quella di adesso la sta seguendo una persona: quando avete finito, scrivi di nuovo /cancella.",
	linkAsk:        "Vuoi continuare qui la conversazione che hai cominciato sul sito? I messaggi passeranno da Telegram.",
	linkYes:        "Sì, continua qui", linkNo: "No, resto sul sito",
	linkDone:    "Fatto: la conversazione continua qui. Scrivimi pure.",
	linkLeft:    "Va bene. La conversazione resta sul sito.",
	linkGone:    "Questo collegamento non vale più. Torna alla chat del sito e toccalo di nuovo, oppure scrivimi qui.",
	linkBusy:    "Qui una persona sta già seguendo un'altra tua conversazione. Finite quella, poi torna alla chat del sito e tocca di nuovo il collegamento.",
	sendContact: "Mandami il tuo numero con il pulsante qui sotto: ti chiederò conferma prima di passarlo al Comune.",
	myContact:   "Manda il mio numero",
	notYours:    "Questo contatto non è il tuo: non lo tengo. Per farti richiamare mandami il tuo.",
	call:        "Vuoi che il Comune ti richiami al numero %s? Lo usiamo solo per questo.",
	callYes:     "Sì, richiamatemi", callNo: "No",
	callLeft: "Va bene, non ti facciamo chiamare.",
	noName:   "Senza nome",
	deskNo:   "Adesso non posso farlo. Scrivimi che cosa ti serve.",
	howWasIt: "Com'è andata? Da una a cinque stelle.",
	chosen:   "L'hai già scelto.",

	startAbout: "Comincia", aiutoAbout: "Che cosa so fare", personaAbout: "Parla con una persona",
	appuntamentoAbout: "Prendi un appuntamento", linguaAbout: "Italiano o inglese", privacyAbout: "Che cosa facciamo dei tuoi dati",
	cancellaAbout: "Cancella quello che hai scritto", comuneAbout: "Cambia Comune",
	description: "Sono Caterina, l'assistente automatica del Comune per le famiglie. Rispondo su servizi e bonus, prendo appuntamenti e ti passo una persona. Non mandare qui documenti.",
	short:       "L'assistente automatica del Comune per le famiglie.",
}

var english = sayings{ //nolint:gochecknoglobals // never changed
	group:        "I talk with one person at a time. Write to me in a private chat: tap my name, then “Message”.",
	tooLong:      fmt.Sprintf("The message is too long: I can read up to %d characters. Please send it in parts.", channels.MaxText),
	stale:        "This button is no longer valid. Tell me what you need.",
	sorry:        "Sorry, something went wrong. Tell me what you need.",
	position:     pin + "My position",
	elsewhere:    "A place",
	help:         "Tell me what you need in your own words: I answer about the town's services, benefits and offices.\n\n- /person: talk to a person\n- /appointment: book an appointment\n- /language: Italian or English\n- /privacy: what we do with your data\n- /delete: delete what you wrote%s\n\nYou can send me your position: I tell you the nearest offices.",
	unknownOrder: "I do not know this command. Tell me what you need, or tap /help.",
	person:       "I want to talk to a person",
	appointment:  "I would like to book an appointment",
	whichTown:    "Which town do you need?",
	whichLang:    "Which language shall I use? / In che lingua vuoi che ti scriva?",
	langTaken:    "All right, I will write in English.",
	here:         "Here I am. Tell me what you need: I answer about the services %s. /help shows what I can do.",
	again:        "Hello again! It is still Caterina who answers, the program %s.",
	stays:        "A person %s is looking after your conversation, which stays open: you read here what they write. To answer them go back to that town with /town.",
	eu:           "This chat goes through Telegram, which keeps messages outside the European Union too. Do not send documents or health data here: for personal matters there is the website's chat",
	privacy:      "I read only what you write here. It serves to answer you and, if you ask, to let you talk to the town. Telegram keeps messages outside the European Union too: do not send documents or health data here. With /delete I erase what you wrote.",
	eraseAll:     "Do you want to delete everything that you wrote in this chat%s, in conversations that have ended too? The answers and the files you sent are deleted with it. Appointments you made stay. The messages you see here are yours to delete on your phone.",
	ofTown:       "of the town of ", ofBody: "of ", ofOther: "of ",
	helpTown:    "\n- /town: change town",
	privacyLink: "Read the privacy notice",
	eraseYes:    "Yes, delete", eraseNo: "No, keep it",
	eraseLater:     "A person is looking after your conversation right now. When you have finished, write /delete again.",
	kept:           "All right, I delete nothing.",
	nothingToErase: "There is nothing to delete.",
	erased:         "Content erased: what was written in this chat is gone for good. The messages you see here are yours to delete on your phone.",
	erasedBut:      "I deleted the conversations that have ended. A person is looking after the present one: when you have finished, write /delete again.",
	linkAsk:        "Do you want to go on here with the conversation you began on the website? Messages will go through Telegram.",
	linkYes:        "Yes, go on here", linkNo: "No, stay on the website",
	linkDone:    "Done: the conversation goes on here. Go ahead.",
	linkLeft:    "All right. The conversation stays on the website.",
	linkGone:    "This link is no longer valid. Go back to the website's chat and tap it again, or write to me here.",
	linkBusy:    "A person is already looking after another conversation of yours here. Finish that one, then tap the link on the website again.",
	sendContact: "Send me your number with the button below: I will ask you before I pass it on to the town.",
	myContact:   "Send my number",
	notYours:    "This contact is not yours: I do not keep it. To be called back, send me your own.",
	call:        "Shall the town call you back at %s? We use the number for this only.",
	callYes:     "Yes, call me back", callNo: "No",
	callLeft: "All right, nobody will call you.",
	noName:   "No name",
	deskNo:   "I cannot do this right now. Tell me what you need.",
	howWasIt: "How was it? From one to five stars.",
	chosen:   "You have chosen this already.",

	startAbout: "Start", aiutoAbout: "What I can do", personaAbout: "Talk to a person",
	appuntamentoAbout: "Book an appointment", linguaAbout: "Italian or English", privacyAbout: "What we do with your data",
	cancellaAbout: "Delete what you wrote", comuneAbout: "Change town",
	description: "I am Caterina, the town's automatic assistant for families. I answer about services and benefits, book appointments and put you through to a person. Do not send documents here.",
	short:       "The town's automatic assistant for families.",
}

// greeting is the first event of a conversation: what the assistant says everywhere,
// and what is particular to this channel.
func (v *visit) greeting() caterina.MessageBody {
	body := v.Greeting(v.place, v.lang)
	note := sayingsIn(v.lang).eu
	if v.PublicURL != "" {
		note += ": " + v.PublicURL + "/chat/" + v.place.Slug
	}
	body.Text += "\n\n" + note + "."
	return body
}
