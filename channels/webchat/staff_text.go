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
	saidBadWish        = "Scegli fra disponibile, in pausa e fuori turno."
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

// wishName is what an operator's wish is called.
func wishName(wants caterina.Wish) string {
	switch wants {
	case caterina.WantsWork:
		return "Disponibile"
	case caterina.WantsPause:
		return "In pausa"
	default:
		return "Fuori turno"
	}
}

// saidWish, saidWishedBy and saidUnanswered say why an operator's wish is another
// one now, as far as that is known.
func saidWish(wants caterina.Wish) string {
	return "Il tuo stato è cambiato: adesso è «" + wishName(wants) + "»."
}

func saidWishedBy(name string, wants caterina.Wish) string {
	return name + " ha cambiato il tuo stato: adesso è «" + wishName(wants) + "»."
}

func saidUnanswered(wants caterina.Wish) string {
	if wants != caterina.WantsPause {
		return saidWish(wants)
	}
	return "Sei in pausa: due richieste di fila sono rimaste senza risposta. Quando torni, scegli «Disponibile»."
}

// saidOvertaken says why a deed came too late, and what can be done.
func saidOvertaken(deed string, late *caterina.Overtaken, me caterina.Act) string {
	writing := deed == typeSend || deed == typeNote
	said := late.Says(me.Operator, me.Role, writing)
	if said == "" {
		said = saidChanged
	}
	if writing {
		return said + " Il testo non è stato inviato ed è rimasto nella casella."
	}
	return said
}
