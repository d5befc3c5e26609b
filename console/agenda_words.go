package console

import (
	"errors"
	"fmt"
	"time"

	"example.org/caterina"
)

// weekdayName is the name of a day of the week.
func weekdayName(d time.Weekday) string {
	return [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}[d]
}

func monthName(m time.Month) string {
	return [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}[m-1]
}

// dayInWords says a day: "martedì 24 novembre 2026".
func dayInWords(d caterina.Date) string {
	return fmt.Sprintf("%s %d %s %d", weekdayName(d.Weekday()), d.Day, monthName(d.Month), d.Year)
}

// inWords says a time: "martedì 24 novembre 2026, ore 9:30".
func inWords(t time.Time) string {
	t = t.In(caterina.Rome())
	return fmt.Sprintf("%s, ore %d:%02d", dayInWords(caterina.DateOf(t)), t.Hour(), t.Minute())
}

// showCode writes a code as it is read best.
func showCode(code string) string {
	if len(code) != caterina.CodeLength {
		return code
	}
	return code[:3] + " " + code[3:]
}

// statusName is what staff call how far an appointment has come.
func statusName(status caterina.BookingStatus) string {
	switch status {
	case caterina.Booked:
		return "prenotato"
	case caterina.CheckedIn:
		return "è qui"
	case caterina.Serving:
		return "al banco"
	case caterina.Done:
		return "ricevuto"
	case caterina.NoShow:
		return "non si è presentato"
	case caterina.CancelledCitizen:
		return "disdetto dal cittadino"
	case caterina.CancelledOffice:
		return "annullato dall'ufficio"
	default:
		return string(status)
	}
}

// stretchName is what staff call a part of a lane's day.
func stretchName(kind caterina.LaneStretchKind) string {
	switch kind {
	case caterina.StretchFree:
		return "libero"
	case caterina.StretchPause:
		return "pausa"
	case caterina.StretchHeld:
		return "tenuto"
	case caterina.StretchBooked:
		return "prenotato"
	default:
		return "chiuso"
	}
}

// changeName says a line of a booking's history.
func changeName(what string) string {
	switch what {
	case "moved", "move":
		return "spostato"
	case "lane":
		return "passato a un altro sportello, alla stessa ora"
	case "note":
		return "nota cambiata"
	case "unreachable":
		return "non raggiungibile: un avviso non è arrivato"
	case "erased":
		return "dati personali cancellati"
	case string(caterina.DeedCall):
		return "chiamato"
	case string(caterina.DeedUndo):
		return "tornato indietro di un passo"
	default:
		return statusName(caterina.BookingStatus(what))
	}
}

// lostOn says on which channel a notice was lost, as a booking's history has it.
func lostOn(channel string) string {
	switch channel {
	case lostOnTelegram:
		return "il messaggio su Telegram non è stato consegnato"
	case caterina.NoticeByMail:
		return "l'e-mail non è stata consegnata"
	default:
		return channel
	}
}

// lostOnTelegram is what the history calls a chat whose messages do not arrive.
const lostOnTelegram = "telegram"

// reachAdvice says how somebody can be told whom a notice did not reach: of what is
// still sent to them, or that somebody has to call.
func reachAdvice(b *caterina.Booking, lost string, mails bool) string {
	what := "Un avviso non è arrivato"
	if lost != "" {
		what = "Un avviso non è arrivato: " + lostOn(lost)
	}
	switch {
	case lost == lostOnTelegram && b.Person.Email != "" && mails:
		return what + ". Gli avvisi partono anche per e-mail: se è urgente, chiama."
	case b.Person.Phone != "":
		return what + ". Telefona tu."
	case b.Person.Email != "" && lost != caterina.NoticeByMail:
		return what + ". Non c'è un numero di telefono: scrivi tu all'indirizzo."
	default:
		return what + ". Non c'è un altro recapito."
	}
}

// refusedBy is why a booking could not be had, nil when an error says something else.
func refusedBy(err error) *caterina.BookingRefused {
	if r, ok := errors.AsType[*caterina.BookingRefused](err); ok {
		return r
	}
	return nil
}

// saidRefused tells staff why something could not be had, and what to do.
func saidRefused(r *caterina.BookingRefused) string {
	switch r.Why {
	case caterina.ProblemPast:
		return "Quest'ora è già passata: scegline una più avanti."
	case caterina.ProblemOverlap:
		text := "La stessa persona ha già un appuntamento in quell'ora"
		if r.Other != nil {
			text += " (codice " + showCode(r.Other.Code) + ", " + inWords(r.Other.From) + ")"
		}
		return text + ". Scegli un'altra ora, oppure sposta prima quello."
	case caterina.ProblemStale:
		return "Nel frattempo l'appuntamento è cambiato: qui sotto vedi come sta adesso. Riprova, se serve ancora."
	case caterina.ProblemElsewhere:
		return "Questo appuntamento è tenuto in un altro sistema: spostalo o annullalo lì, e qui lo vedrai cambiato."
	case caterina.ProblemUnknown:
		return "Questo servizio, o questo appuntamento, qui non c'è più: torna all'agenda."
	case caterina.ProblemChanged:
		return "Gli orari sono appena cambiati: guarda di nuovo le ore libere."
	default:
		return saidWarning(caterina.BookingWarning{Why: r.Why, Reason: r.Reason, Other: r.Other}) + " Scegli un'altra ora."
	}
}

// saidWarning is what speaks against an appointment.
func saidWarning(w caterina.BookingWarning) string {
	switch w.Why {
	case caterina.ProblemTaken:
		return "A quest'ora tutti i posti sono presi: se confermi, si aggiunge un posto fuori agenda."
	case caterina.ProblemDayOff:
		return "In questo giorno l'ufficio è chiuso: " + w.Reason + "."
	case caterina.ProblemClosed:
		if w.Reason == "" {
			return "A quest'ora lo sportello è chiuso."
		}
		return "A quest'ora lo sportello è chiuso: " + w.Reason + "."
	case caterina.ProblemOutside:
		return "A quest'ora nessuno sportello riceve per questo servizio: è fuori orario."
	case caterina.ProblemLimit:
		text := "Questa persona ha già il numero massimo di appuntamenti per questo servizio"
		if w.Other != nil {
			text += ": codice " + showCode(w.Other.Code) + ", " + inWords(w.Other.From)
		}
		return text + "."
	default:
		return "Le regole del servizio non prevedono quest'ora."
	}
}
