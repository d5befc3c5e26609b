package handoff

import (
	"strconv"
	"strings"
)

// italian returns the sentences in Italian.
func italian() *words {
	w := &words{
		today: "oggi", tomorrow: "domani",
		weekdays: [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		months:   [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
		at: func(hour string) string {
			if hour = trimHour(hour); strings.HasPrefix(hour, "1:") {
				return "all'" + hour
			}
			return "alle " + hour
		},
		someMinutes: "alcuni minuti", aMinute: "circa un minuto",
		minutes: func(n int) string { return "circa " + strconv.Itoa(n) + " minuti" },
		hours: func(n int) string {
			if n == 1 {
				return "circa un'ora"
			}
			return "circa " + strconv.Itoa(n) + " ore"
		},
		optionPerson: "Parla con una persona", optionAssistant: "Continua con l'assistente", optionCallback: "Fatti richiamare",
	}
	w.italianWaiting()
	w.italianPeople()
	w.italianEnds()
	w.italianCalls()
	return w
}

func (w *words) italianWaiting() {
	w.asked = func(queue string) string { return "Va bene, ti passo a una persona: " + queue + "." }
	w.place = func(n int) string {
		if n == 1 {
			return "Il prossimo posto è il tuo."
		}
		return "Sei il numero " + strconv.Itoa(n) + " in coda."
	}
	w.wait = func(usual string) string { return "L'attesa è di " + usual + "." }
	w.meanwhile = "Intanto puoi scrivere: chi ti risponde leggerà tutto. Se cambi idea scrivi «annulla»."
	w.checking = "Un operatore sta verificando la risposta."
	w.unchecked = func(queue string) string {
		return "Nessuno è riuscito a verificare la risposta in tempo: ti passo a una persona, " + queue + "."
	}
	w.transferred = func(name, queue string) string {
		return name + " ti ha passato a " + queue + ". Sei in attesa di una persona e non perdi il posto in coda."
	}
	w.refusedAll = "In questo momento chi è in servizio non può risponderti. Resti in attesa; se preferisci, lascia un recapito e ti richiamiamo noi."
	w.waitedLong = "L'attesa è più lunga del solito, ci dispiace. Resti in coda; se preferisci, lascia un recapito e ti richiamiamo noi."
	w.closingSoon = func(hour string) string {
		return "Lo sportello chiude " + hour + ". Se nessuno ti risponde prima, lascia un recapito e ti richiamiamo noi."
	}
	w.nowClosed = func(next string) string {
		return sentences("Lo sportello adesso è chiuso e nessuno è riuscito a risponderti, ci dispiace.", reopens(next), "Lascia un recapito e ti richiamiamo noi.")
	}
	w.gaveUp = "Nessuno è riuscito a risponderti, ci dispiace: non sei più in coda. Lascia un recapito e ti richiamiamo noi, oppure chiedi di nuovo una persona."
	w.call = func(number, hours string) string { return sentence("Puoi anche telefonare al "+number, hours) }
}

func reopens(next string) string {
	if next == "" {
		return ""
	}
	return "Riapre " + next + "."
}

func (w *words) italianPeople() {
	w.person = func(name, queue string) string { return "Ora parli con " + name + ", " + queue + "." }
	w.takenOver = func(former, name, queue string) string {
		return former + " ti ha passato a un'altra persona. Ora parli con " + name + ", " + queue + "."
	}
	w.snoozed = func(name, until string) string {
		return name + " ha bisogno di tempo per risponderti e torna da te entro " + until + ". Se scrivi prima, lo vedrà."
	}
	w.notThere = func(name string) string {
		return name + " adesso non è al computer. Sei di nuovo in attesa, davanti agli altri: ti risponde la prima persona libera."
	}
	w.lost = func(name string) string {
		return "Il collegamento con l'operatore si è interrotto: " + name + " non ti sente più. Aspetta qui: se non torna subito, ti rimettiamo in coda davanti agli altri."
	}
	w.found = func(name string) string {
		return "Il collegamento è tornato: parli di nuovo con " + name + "."
	}
	w.requeued = "L'operatore non è tornato. Sei di nuovo in attesa, davanti agli altri: ti risponde la prima persona libera, e leggerà tutto."
}

func (w *words) italianEnds() {
	w.assistant = "Ora parli con Caterina, l'assistente automatica: è un programma, non una persona."
	w.handedBack = func(name string) string { return name + " ti ha ripassato all'assistente. " + w.assistant }
	w.uncalled = "Va bene, non ti richiamiamo più. " + w.assistant
	w.cancelled = "Va bene, non sei più in attesa. " + w.assistant
	w.closed = func(name string) string {
		return name + " ha chiuso la conversazione. Ti chiediamo un giudizio: ci aiuta a migliorare. Se scrivi ancora entro 24 ore, riprendi da qui."
	}
}

func (w *words) italianCalls() {
	w.promised = func(queue, window string) string {
		return "Abbiamo preso nota: " + queue + " ti richiama " + window + ". Se non ti troviamo, riproviamo altre due volte. Usiamo il tuo recapito solo per questo. Se non ti serve più, torna all'assistente: la richiesta si annulla."
	}
	w.window = func(day, from, to string) string {
		if from == "" {
			return day + " entro " + article(to)
		}
		return day + " tra " + article(from) + " e " + article(to)
	}
}

// article writes an hour with its article: "le 9:00", "l'1:00".
func article(hour string) string {
	if hour = trimHour(hour); strings.HasPrefix(hour, "1:") {
		return "l'" + hour
	}
	return "le " + hour
}
