package webchat

import (
	"fmt"

	"example.org/caterina"
)

// words are the page's own sentences in one language.
type words struct {
	Title, Intro, Privacy, Accessibility, Skip string
	Question, Hint, Send, Choose, Refresh, New string
	You, Operator, Sources, VerifiedOn, Wait   string
	Edited, Generated                          string
	Later, Foreign, OtherLanguage, Log         string
	Home, Site                                 string
	Transcript, Notice, Download, Copy         string
	Link, LinkOpen, LinkNote                   string
	months                                     [12]string
}

// date writes a day as people do: "25 gennaio 2026".
func (w words) date(d caterina.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, w.months[(int(d.Month)+11)%12], d.Year)
}

func wordsIn(lang string) words {
	if english(lang) {
		return words{
			Title: "Ask Caterina", Intro: "Before you start", Privacy: "How we handle your data", Accessibility: "Accessibility statement",
			Skip: "Go to the question", Question: "Write your question", Hint: "Use your own words. Up to 4,000 characters.",
			Send: "Send", Choose: "You can choose", Refresh: "Look for the answer", New: "New conversation",
			You: "You", Operator: "Operator", Sources: "Where this comes from", VerifiedOn: "verified on", Edited: "message edited",
			Generated: "Written with the help of a language model and checked against the pages.",
			Wait:      "The answer is on its way.",
			Later:     "The service is not available right now. Try again shortly.",
			Foreign:   "The message did not come from this page, so we did not take it. Write it here.", OtherLanguage: "Italiano",
			Transcript: "Conversation with Caterina, automated assistant:", Notice: "Notice", Download: "Download the conversation",
			Copy: "Get the conversation by e-mail",
			Link: "Go on with Telegram", LinkOpen: "Open this conversation in Telegram (opens in a new tab)",
			LinkNote: "The link works once, for 15 minutes. Telegram keeps messages outside the European Union too: do not send documents there.",
			Log:      "Conversation", Home: "Back to the first page", Site: "Services for families",
			months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		}
	}
	return words{
		Title: "Chiedi a Caterina", Intro: "Prima di iniziare", Privacy: "Come trattiamo i tuoi dati", Accessibility: "Dichiarazione di accessibilità",
		Skip: "Vai alla domanda", Question: "Scrivi la tua domanda", Hint: "Usa parole tue. Al massimo 4000 caratteri.",
		Send: "Invia", Choose: "Puoi scegliere", Refresh: "Guarda se c'è la risposta", New: "Nuova conversazione",
		You: "Tu", Operator: "Operatore", Sources: "Da dove viene", VerifiedOn: "verificato il", Edited: "messaggio modificato",
		Generated: "Testo scritto con l'aiuto di un modello linguistico e controllato sulle schede.",
		Wait:      "La risposta sta arrivando.",
		Later:     "Il servizio non è disponibile in questo momento. Riprova tra poco.",
		Foreign:   "Il messaggio non arriva da questa pagina, perciò non lo abbiamo preso. Scrivilo qui.", OtherLanguage: "English",
		Transcript: "Conversazione con Caterina, assistente automatico:", Notice: "Avviso", Download: "Scarica la conversazione",
		Copy: "Ricevi la conversazione per e-mail",
		Link: "Continua su Telegram", LinkOpen: "Apri questa conversazione in Telegram (si apre in un'altra scheda)",
		LinkNote: "Il collegamento vale una volta sola, per 15 minuti. Telegram conserva i messaggi anche fuori dall'Unione Europea: non mandare lì documenti.",
		Log:      "Conversazione", Home: "Torna alla pagina iniziale", Site: "Servizi per le famiglie",
		months: [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	}
}
