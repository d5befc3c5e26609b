package webchat

import (
	"net/url"
	"strings"

	"example.org/caterina"
)

// languageOf reduces what a client calls its language ("en-GB") to the primary
// part ("en"), or "" when it is none.
func languageOf(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	if len(lang) < 2 || len(lang) > 3 || strings.Trim(lang, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return lang
}

// english says whether our own sentences are to be in English: Italian is what
// everybody else gets.
func english(lang string) bool { return lang == "en" }

// sentence says to the citizen why a message was not taken.
func sentence(lang string, code nakCode) string {
	it, en := "", ""
	switch code {
	case nakTooLong:
		it = "Il messaggio è troppo lungo: puoi scrivere fino a 4000 caratteri. Prova a dividerlo in due."
		en = "The message is too long: you can write up to 4,000 characters. Try to split it in two."
	case nakRate:
		it = "Hai inviato molti messaggi in poco tempo. Aspetta qualche secondo e riprova."
		en = "You have sent many messages in a short time. Wait a few seconds and try again."
	case nakClosed:
		it = "Questa conversazione è chiusa. Puoi iniziarne una nuova."
		en = "This conversation is closed. You can start a new one."
	case nakLater:
		it = "In questo momento non riusciamo a ricevere il messaggio. Riprova tra poco."
		en = "We cannot receive the message right now. Try again shortly."
	case nakWork:
		it = "Da questa connessione sono stati scelti troppi orari in poco tempo. Riprova tra dieci minuti, telefona allo sportello oppure chiedi qui di parlare con una persona."
		en = "Too many times were chosen from this connection in a short while. Try again in ten minutes, call the office, or ask here to talk to a person."
	case nakBad:
		it = "Il messaggio è vuoto o la scelta non è più disponibile. Scrivi la tua domanda con parole tue."
		en = "The message is empty or the choice is no longer available. Write your question in your own words."
	}
	if english(lang) {
		return en
	}
	return it
}

// standingOffer is what stands on the button of a choice that is always open; ""
// for any other choice.
func standingOffer(lang, choice string) string {
	switch {
	case choice == choicePerson && english(lang):
		return "Talk to a person"
	case choice == choicePerson:
		return "Parla con una persona"
	case choice == choiceAssistant && english(lang):
		return "Go on with the assistant"
	case choice == choiceAssistant:
		return "Continua con l'assistente"
	}
	return ""
}

// maxPage is the longest address of a page that is kept.
const maxPage = 500

// pageAddress is what is kept of the address of the page around the chat: of a
// web page, without what may be somebody's name, password or place in it.
func pageAddress(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if len(u.String()) > maxPage {
		u.RawQuery = ""
	}
	if page := caterina.StripHidden(u.String()); len(page) <= maxPage {
		return page
	}
	return ""
}

// unknownTown says that no such town is served.
func unknownTown(lang string) string {
	if english(lang) {
		return "We do not know this town. Check the address of the page."
	}
	return "Non conosciamo questo Comune. Controlla l'indirizzo della pagina."
}

// disclosure says, before the first message, who is talking: in Italian in the
// town's own words when it has any.
func disclosure(town *caterina.Town, lang string) string {
	switch {
	case english(lang):
		return "You are writing to Caterina, an automatic program, not a person. It answers from the information published by " +
			town.Name + ". Do not write health data or other private details."
	case town.Texts.Disclosure != "":
		return town.Texts.Disclosure
	}
	return "Stai scrivendo a Caterina, un programma automatico, non una persona. Risponde con le informazioni pubblicate da " +
		town.Name + ". Non scrivere dati sulla salute o altri dati riservati."
}
