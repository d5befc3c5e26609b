package webchat

import (
	"errors"
	"strings"

	"example.org/caterina"
)

// What the staff are told, in Italian, the console's language: what happened
// and what to do. What they have written stays in its box.
const (
	saidTooLong        = "Il testo è troppo lungo: al massimo 4000 caratteri. È rimasto nella casella: accorcialo o dividilo in due."
	saidEmpty          = "Il testo è vuoto: scrivi qualcosa prima di inviare."
	saidLater          = "In questo momento non riusciamo a salvare. Riproviamo tra poco: non serve riscrivere."
	saidNoConversation = "Questa conversazione non esiste in questo Comune. Torna all'elenco."
	saidSignIn         = "La sessione è finita. Accedi di nuovo: il testo scritto è conservato."
	saidForbidden      = "Il tuo ruolo non permette questa azione. Chiedi a chi coordina il servizio."
	saidToYourself     = "La conversazione è già tua: scegli un'altra persona o una coda."
	saidToNobody       = "Scegli a chi passare la conversazione: una persona o una coda."
	saidBadSnooze      = "Scegli una data futura, entro un mese."
	saidBadWish        = "Scegli fra disponibile, in pausa e non in servizio."
	saidTooManyOpen    = "Troppe conversazioni aperte in questa scheda: chiudine qualcuna."
	saidChanged        = "La conversazione è cambiata nel frattempo. Guarda gli ultimi messaggi e riprova."
	saidBad            = "La richiesta non è valida. Ricarica la pagina e riprova."
)

// saidOf is the sentence an error carries for people, or another one. Of a
// sentence with English beside it, the console shows the Italian.
func saidOf(err error, otherwise string) string {
	if e, ok := errors.AsType[*caterina.Error](err); ok && e.Message != "" {
		italian, _, _ := strings.Cut(e.Message, " / ")
		return italian
	}
	return otherwise
}

// saidOvertaken says why a deed came too late.
func saidOvertaken(deed string, late *caterina.Overtaken, me caterina.OperatorID) string {
	said := saidStands(late, me)
	if deed == typeSend || deed == typeNote {
		return said + " Il testo non è stato inviato ed è rimasto nella casella."
	}
	return said
}

// saidStands says how a conversation stands that somebody was too late for.
func saidStands(late *caterina.Overtaken, me caterina.OperatorID) string {
	if late.Why == caterina.LateFull {
		return "Hai già tutte le conversazioni che puoi seguire: chiudine o passane una."
	}
	if late.Why == caterina.NotPending {
		return "Questa risposta non aspetta più: guarda gli ultimi messaggi."
	}
	if late.Why == caterina.NotStaff {
		return "Questo account non è attivo in questo Comune."
	}
	switch late.State {
	case caterina.StateClosed:
		return "La conversazione è chiusa."
	case caterina.StateQueued:
		return "La conversazione è in coda: prendila per rispondere."
	case caterina.StateCallback:
		return "È prevista una richiamata: prendi la conversazione per rispondere."
	case caterina.StateOffered:
		if late.Owner == me {
			return "La conversazione ti è proposta: accettala per rispondere."
		}
		return "La conversazione è proposta a " + late.Name + "."
	case caterina.StateAssigned, caterina.StateSnoozed:
		if late.Owner == me {
			return "La conversazione è tua, ma intanto è cambiata. Guarda gli ultimi messaggi e riprova."
		}
		return "Presa da " + late.Name + "."
	default:
		return "La conversazione è con l'assistente: prendila per rispondere."
	}
}
