package console

import (
	"crypto/rand"

	"example.org/caterina"
)

// newClientID names a deed, so that doing it twice is doing it once.
func newClientID() string { return "f-" + rand.Text() }

// closeReason is one way a conversation ends, as the operator chooses it.
type closeReason struct{ ID, Label string }

func closeReasons() []closeReason {
	return []closeReason{
		{"risolta", "Risolta"},
		{"indirizzata", "Indirizzata a un altro ufficio"},
		{"nessuna_risposta", "Il cittadino non risponde"},
		{"non_competente", "Non di nostra competenza"},
		{"altro", "Altro"},
	}
}

// reasonName is what staff call the reason of an end. One that is none of theirs
// was given by the program.
func reasonName(id string) string {
	for _, reason := range closeReasons() {
		if reason.ID == id {
			return reason.Label
		}
	}
	switch id {
	case caterina.ReasonClosed:
		return "Chiusa"
	case caterina.ReasonIdle:
		return "Nessuno scriveva più"
	case caterina.ReasonCarried:
		return "Continua in un'altra"
	}
	return id
}

// channelName is what staff call a channel.
func channelName(channel caterina.Channel) string {
	switch channel {
	case caterina.ChannelWeb:
		return "Sito"
	case caterina.ChannelTelegram:
		return "Telegram"
	case caterina.ChannelTerminal:
		return "Terminale"
	}
	return string(channel)
}

// channelOf is the channel that an address names, "" for one that staff cannot choose.
func channelOf(name string) caterina.Channel {
	switch channel := caterina.Channel(name); channel {
	case caterina.ChannelWeb, caterina.ChannelTelegram:
		return channel
	default:
		return ""
	}
}

// fieldName is what a part of a card is called.
func fieldName(field caterina.Field) string {
	names := map[caterina.Field]string{
		caterina.FieldSummary: "In breve", caterina.FieldDescription: "Cos'è", caterina.FieldRecipients: "A chi è rivolto",
		caterina.FieldAmount: "Importo", caterina.FieldInformation: "Dove informarsi", caterina.FieldAccess: "Come si fa",
		caterina.FieldDocuments: "Documenti", caterina.FieldResult: "Cosa si ottiene", caterina.FieldCost: "Costi",
		caterina.FieldDeadlines: "Scadenze", caterina.FieldSpecial: "Casi particolari", caterina.FieldMore: "Altre informazioni",
		caterina.FieldOffices: "Uffici", caterina.FieldContacts: "Contatti", caterina.FieldForms: "Moduli",
	}
	if name, ok := names[field]; ok {
		return name
	}
	return string(field)
}
