package bot

import (
	"strconv"
	"strings"

	"example.org/caterina"
)

// italianBooking fills in what is said of appointments.
func (w *words) italianBooking() {
	b := &w.book
	b.at, b.summer, b.winter = ", ore ", "ora legale", "ora solare"
	b.italianOptions()
	b.italianTimes()
	b.italianPerson()
	b.italianSteps()
	b.italianChanges()
	b.ask = italianAsk()
	b.near = italianNear()
	b.known = italianKnown()
}

func (b *bookingWords) italianOptions() {
	b.optionBook = "Prenota un appuntamento"
	b.optionAny = "Cerca in tutte le sedi"
	b.optionTimes = "Vedi altri orari"
	b.optionKeep = "Chiedi altro tempo"
	b.optionEnd = "Lascia stare"
	b.optionConfirm = "Conferma l'appuntamento"
	b.optionMoveYes = "Conferma lo spostamento"
	b.optionResend = "Manda di nuovo il codice"
	b.optionData = "Correggi i tuoi dati"
	b.optionMove = "Sposta l'appuntamento"
	b.optionCancel = "Disdici l'appuntamento"
	b.optionCancelYes = "Sì, disdici"
	b.optionKeepIt = "No, tieni l'appuntamento"
	b.optionRebook = "Prenota un altro appuntamento"
	b.optionAgain = "Manda di nuovo codice e orario"
	b.optionFind = "Cerca il tuo appuntamento"
	b.optionJoin = "Avvisami se si libera un posto"
	b.optionLeave = "Lascia la lista d'attesa"
	b.optionEarlier = "Avvisami se si libera prima"
	b.optionService = func(name string) string { return "Prenota: " + name }
	b.optionOffice = func(name string) string { return "Scegli: " + name }
	b.optionSlot = func(label string) string { return "Scegli " + label }
	b.optionWhich = func(what, day string) string {
		return map[string]string{"move": "Sposta: ", "cancel": "Disdici: ", "again": "Manda di nuovo: "}[what] + day
	}
}

func (b *bookingWords) italianTimes() {
	b.askService = "Per che cosa vuoi l'appuntamento? Scegli qui sotto, oppure scrivilo con parole tue."
	b.goneService = "Questo servizio non si può più prenotare da qui. Puoi scegliere un altro servizio o parlare con una persona."
	b.notBookable = "Per questo non posso prenotare un appuntamento. Ecco come si fa."
	b.noneFor = func(title string) string {
		return "Per «" + title + "» non c'è un appuntamento apposta, ma puoi parlarne con chi segue questi temi."
	}
	b.askOffice = func(service string) string {
		return "**" + service + "**: in quale sede vuoi andare? Puoi scrivere anche la zona o la via."
	}
	b.firstTimes = func(office string) string { return "Ecco i primi orari liberi" + colon(office) }
	b.wishedTimes = func(office string) string { return "Questi orari sono liberi" + colon(office) }
	b.otherTimes = "Ecco altri orari liberi:"
	b.noData = "Va bene, non devi. Senza un nome e un contatto però da qui non posso prenotare, perché l'ufficio non saprebbe chi aspetta. Puoi prenotare per telefono o con una persona."
	b.noService = "Va bene, niente di questo. Scrivimi con parole tue che cosa ti serve, oppure parla con una persona."
	b.noOffice = "Va bene, nessuna di queste. Scrivimi dove sei, la zona o la via, oppure cerca in tutte le sedi."
	b.allTimes = "Ecco gli orari liberi, dal primo in poi:"
	b.noneAsWished = "Come li volevi tu non ce ne sono altri. Questi sono tutti gli orari liberi:"
	b.noOthers = "Più avanti non ce ne sono altri. Ecco di nuovo i primi orari liberi:"
	b.earlierTimes = "Questi orari vengono prima:"
	b.noEarlier = "Prima di questi non ce ne sono. Ecco i primi orari liberi:"
	b.timesAgain = "Va bene, torniamo agli orari. Questi sono liberi:"
	b.optionBack = "Torna agli orari di prima"
	b.askTime = "Quale scegli? Puoi anche scrivermi un giorno o un'ora, per esempio «giovedì pomeriggio»."
	b.none = "Adesso non ci sono posti liberi. Posso avvisarti appena se ne libera uno."
	b.full = "Adesso non ci sono altri posti liberi. Posso avvisarti appena se ne libera uno."
	b.insteadTimes = "Gli orari liberi più vicini sono questi:"
	b.noSuchDay = "Questo giorno nel calendario non esiste."
	b.pastWish = "Quel momento è già passato."
	b.past = "Quell'orario è già passato."
	b.tooSoon = "È troppo presto: l'ufficio ha bisogno di più preavviso."
	b.outside = "A quell'ora l'ufficio non riceve."
	b.outsideDay = func(day string) string { return capital(orWord(day, "in quei giorni")) + " l'ufficio non riceve." }
	b.nothingThen = "In quel momento non ci sono posti liberi."
	b.timeFirst = "Prima scegli un orario. Ecco i primi liberi:"
	b.tooFar = func(opens string) string {
		if opens == "" {
			return "Per quel giorno non si può ancora prenotare."
		}
		return "Per quel giorno non si può ancora prenotare: si apre " + opens + "."
	}
	b.dayOff = func(kind caterina.DayOffKind, day, reason string) string {
		day = capital(orWord(day, "quel giorno"))
		switch kind {
		case caterina.OffStrike:
			return day + " l'ufficio è chiuso per sciopero" + besides(reason, "sciopero") + "."
		case caterina.OffTraining:
			return day + " l'ufficio è chiuso perché il personale è in formazione" + besides(reason, "formazione") + "."
		case caterina.OffEmergency:
			return day + " l'ufficio è chiuso per un'emergenza" + besides(reason, "emergenza") + "."
		case caterina.OffMunicipal:
			return b.dayClosed(day, reason)
		case caterina.OffPatron:
			return day + " gli uffici sono chiusi per la festa del patrono" + brackets(reason) + "."
		case caterina.OffNational:
		}
		return day + " gli uffici sono chiusi per festa" + brackets(reason) + "."
	}
	b.dayClosed = func(day, reason string) string {
		return capital(orWord(day, "quel giorno")) + " l'ufficio è chiuso" + brackets(reason) + "."
	}
}

func (b *bookingWords) italianPerson() {
	b.held = func(moment, office string) string {
		return "Tengo per te **" + moment + "**: " + office + ". Il posto resta tuo finché ci scriviamo, per almeno 10 minuti."
	}
	b.keptOn = func(moment string) string {
		return "Va bene, fai con calma: tengo ancora il posto di " + moment + "."
	}
	b.takeYourTime = "Va bene, fai con calma. Quando vuoi, continuiamo da qui."
	b.contactAny = "un indirizzo email o un numero di telefono"
	b.contactMail = "il tuo indirizzo email"
	b.askPerson = func(contact string) string {
		return "Per chi è l'appuntamento? Scrivimi **nome e cognome** e **" + contact + "**, anche in un solo messaggio."
	}
	b.askContact = func(contact string) string { return "Grazie. Ora scrivimi **" + contact + "**." }
	b.askName = "Grazie. Ora scrivimi **nome e cognome** di chi viene all'appuntamento."
	b.askSurname = "Mi serve anche il **cognome**: lo scrivi?"
	b.halfMail = "L'indirizzo email non mi sembra completo: deve essere come nome@esempio.it. Lo riscrivi?"
	b.noMail = "Per confermare da qui serve un indirizzo email, perché ti mando un codice. Se non ce l'hai, puoi prenotare per telefono o con una persona."
	b.privacy = func(url string) string {
		text := "Uso questi dati solo per l'appuntamento."
		if url == "" {
			return text
		}
		return text + " " + link("Leggi l'informativa sulla privacy", url) + "."
	}
	b.forPerson = func(name, contact string) string {
		if contact == "" {
			return "Per " + name
		}
		return "Per " + name + " (" + contact + ")"
	}
	b.askCode = func(address string) string {
		return "Scrivi le **sei cifre** che ti ho mandato a " + address + ": valgono anche per questo orario."
	}
	b.codeSent = func(address string) string {
		return "Ti ho mandato sei cifre a **" + address + "**. Guarda anche nella posta indesiderata."
	}
	b.typeCode = "Scrivi qui le **sei cifre** per confermare: valgono 10 minuti."
	b.sixDigits = "Il codice ha **sei cifre**: lo trovi nell'email che ti ho mandato. Lo riscrivi?"
	b.codeGone = "Questo codice non vale più: è scaduto o è stato provato troppe volte. Te ne mando uno nuovo: premi «Manda di nuovo il codice»."
	b.noCodes = func(after string) string {
		return "Per ora non posso mandare altri codici. Riprova dopo le **" + after + "**, oppure prenota per telefono o con una persona."
	}
	b.noMoreCodes = "Ti ho già mandato tutti i codici che posso. Controlla che l'indirizzo sia giusto, oppure prenota per telefono o con una persona."
	b.wrongCode = func(left int) string {
		if left == 1 {
			return "Il codice non è giusto. Puoi provare ancora una volta: controlla le sei cifre nell'ultima email."
		}
		return "Il codice non è giusto. Puoi provare ancora " + strconv.Itoa(left) + " volte: controlla le sei cifre nell'ultima email."
	}
	b.taken = "Mi dispiace, quel posto è stato appena preso."
	b.holdEnded = "Ho tenuto il posto per due ore, che è il massimo, e ora è di nuovo libero per tutti. Se tra dieci minuti non l'ha preso nessuno, puoi sceglierlo di nuovo. Quello che mi hai scritto è rimasto."
	b.crowded = "Per i prossimi giorni troppi posti sono tenuti da persone che non hanno ancora confermato, e non ne posso tenere altri. Puoi riprovare tra qualche minuto, oppure scegliere un giorno più avanti:"
	b.overlap = func(moment, letters string) string {
		return "A quell'ora hai già un appuntamento: " + moment + ", codice che finisce con " + letters + "."
	}
	b.limit = func(moment, letters string) string {
		if moment == "" {
			return "Hai già un appuntamento per questo servizio. Prima di prenderne un altro, spostalo o disdicilo."
		}
		return "Per questo servizio hai già un appuntamento: " + moment + ", codice che finisce con " + letters + ". Prima di prenderne un altro, spostalo o disdicilo."
	}
}

func (b *bookingWords) italianSteps() {
	b.askConfirm = func(moving bool) string {
		if moving {
			return "Confermi? Finché non confermi, l'appuntamento resta dov'è."
		}
		return "È tutto giusto? Confermi?"
	}
	b.insteadOf = func(moment string) string { return "Al posto di " + moment }
	b.oldStays = func(moment string) string { return "L'appuntamento resta quello di " + moment + "." }
	b.whatToChange = "Che cosa vuoi cambiare? Puoi scrivermi un altro giorno o correggere i tuoi dati."
	b.over = "La prenotazione che avevi iniziato è scaduta. Se vuoi, ricominciamo."
	b.ended = "Va bene, non prenoto niente. Se cambi idea, scrivimi."
	b.notCancelled = "Va bene, l'appuntamento resta com'è."
	b.notMoved = "Va bene, non sposto niente: l'appuntamento resta com'era."
	b.notUnderstood = "Non ho capito."
	b.backService = "Torniamo all'appuntamento: per che cosa ti serve?"
	b.backOffice = "Torniamo all'appuntamento: in quale sede vuoi andare?"
	b.backTime = "Torniamo all'appuntamento: quale orario scegli? Puoi anche scrivermi un giorno o un'ora."
	b.backPerson = func(moment string) string {
		return "Torniamo all'appuntamento" + ofMoment(moment) + ": mi servono nome, cognome e contatto."
	}
	b.backCode = func(moment string) string {
		return "Torniamo all'appuntamento" + ofMoment(moment) + ": scrivi le sei cifre che ti ho mandato per email."
	}
	b.backConfirm = func(moment string) string {
		return "Torniamo all'appuntamento" + ofMoment(moment) + ": confermi?"
	}
	b.backCancel = "Torniamo al tuo appuntamento: vuoi disdirlo?"
	b.backFind = "Torniamo al tuo appuntamento: scrivimi il codice e l'email o il telefono con cui l'hai preso."
	b.backWait = "Torniamo alla lista d'attesa: mi servono nome, cognome e un contatto."
	b.notWaiting = "Non sei in nessuna lista d'attesa."
	b.leftWait = "Fatto: non sei più in lista d'attesa e non ti mando altri avvisi."
	b.italianWaits()
}

func (b *bookingWords) italianWaits() {
	b.backWaitCode = "Torniamo alla lista d'attesa: scrivi le sei cifre che ti ho mandato per email."
	b.optionTryAgain = "Riprova"
	b.down = "Il sistema degli appuntamenti non risponde. Riprova tra qualche minuto, oppure telefona:"
	b.downDoing = "Il sistema degli appuntamenti non ha risposto, e non so se ha fatto quello che hai chiesto. Riprova: se è già fatto lo ritrovo, e niente viene fatto due volte. Oppure telefona:"
	b.keptElsewhere = "Questo appuntamento da qui non lo posso cambiare: lo tiene un altro sistema. Telefona all'ufficio:"
	b.roomNow = "C'è già posto: vuoi uno di questi?"
	b.nothingEarlier = "Prima di così non si può: questi sono i primi orari possibili. Ne vuoi uno?"
	b.noWait = "Per questi appuntamenti non c'è una lista d'attesa. Ecco gli orari liberi adesso; se non vanno bene, riprova tra qualche giorno."
	b.anyOffice = "in qualunque sede"
	b.waitPerson = func(what string) string { return "Ti metto in lista d'attesa per " + what + "." }
	b.waitList = func(what string) string { return "Lista d'attesa: " + what + "." }
	b.waitLater = func(moment string) string {
		return "Intanto tengo per te " + moment + ": prima confermiamo questo. Poi scrivimi «avvisami se si libera prima» e ti metto in lista per un orario precedente."
	}
	b.waiting = func(what, mail string) string {
		where := "qui in chat"
		if mail != "" {
			where += " e a " + mail
		}
		return "Fatto, sei in lista d'attesa per " + what + ". Se si libera un posto ti avviso " + where +
			", tra le 8 e le 20, al massimo tre volte a settimana. Non è ancora un appuntamento: l'avviso dice fino a quando puoi prendere il posto."
	}
	b.alreadyWaiting = func(what string) string {
		return "Sei già in lista d'attesa per " + what + ": se si libera un posto ti avviso. Per cambiare richiesta, lascia la lista e chiedimelo di nuovo."
	}
	b.before = func(from, moment string) string {
		if from == "" {
			return "un orario prima di " + moment
		}
		return "da " + from + ", prima di " + moment
	}
	b.beforeOn = func(day, clock string) string { return day + ", prima delle " + clock }
	b.hours = func(from, to string) string {
		switch {
		case from == "" && to == "":
			return ""
		case from == "":
			return ", prima delle " + to
		case to == "":
			return ", dalle " + from
		}
		return ", dalle " + from + " alle " + to
	}
	b.until = func(from, day string) string {
		if from == "" {
			return "da oggi a " + day
		}
		return "da " + from + " a " + day
	}
}

func (b *bookingWords) italianChanges() {
	b.booked = "Fatto, l'appuntamento è confermato."
	b.moved = "Fatto, ho spostato l'appuntamento. Il codice resta lo stesso."
	b.bring = "Che cosa portare:"
	b.chart = "Guarda la mappa"
	b.manage = "Sposta o disdici dalla tua pagina"
	b.ics = "Aggiungi al calendario"
	b.discreetTitle = "Appuntamento in Comune"
	b.discreetOffice = "Comune"
	b.codeLine = func(code string) string { return "Codice: " + code }
	b.yourBooking = "Ecco il tuo appuntamento:"
	b.found = "L'ho trovato:"
	b.sentAgain = "Ti ho mandato di nuovo codice e orario per email. Eccoli anche qui:"
	b.yourBookings = func(n int) string { return "Hai " + strconv.Itoa(n) + " appuntamenti:" }
	b.which = "Hai più di un appuntamento: quale?"
	b.changedSince = "L'appuntamento è cambiato dopo quel messaggio, quindi non ho fatto nulla. Adesso sta così:"
	b.notToCome = "Questo appuntamento non è più in programma: è già passato oppure è già disdetto."
	b.alreadyCancelled = func(moment string) string { return "L'appuntamento di " + moment + " è già disdetto." }
	b.cancelled = func(moment string) string {
		return "Fatto: l'appuntamento di " + moment + " è disdetto e il posto è di nuovo libero. Se ti serve ancora, puoi prenotarne un altro."
	}
	b.moveTo = func(moment string) string {
		return "Ora hai " + moment + ", e resta così finché non confermi. Posso spostarlo qui:"
	}
	b.askCancel = func(moment, office string) string {
		return "Vuoi disdire l'appuntamento di **" + moment + "** (" + office + ")? Il posto va a qualcun altro. Confermi?"
	}
	b.cutoff = "È troppo tardi per cambiare o disdire da qui. Telefona all'ufficio:"
	b.moves = "Questo appuntamento è già stato spostato tutte le volte possibili da qui. Telefona all'ufficio o parla con una persona."
	b.askFind = "Scrivimi il **codice** dell'appuntamento (sette lettere e numeri) e l'**email o il telefono** con cui l'hai preso."
	b.findCode = "Grazie. Ora scrivimi il **codice** dell'appuntamento: sette lettere e numeri."
	b.findContact = "Grazie. Ora scrivimi l'**email o il telefono** con cui hai preso l'appuntamento."
	b.findNone = "In questa conversazione non vedo appuntamenti. Se ne hai preso uno altrove, usa il link nell'email di conferma o telefona:"
	b.findUnknown = "Con questo codice e questo contatto qui non trovo nessun appuntamento. Controlla tutti e due e riscrivili, oppure telefona:"
}

// colon ends a sentence that lists what follows, with the office if one is meant.
func colon(office string) string {
	if office == "" {
		return ":"
	}
	return " (" + office + "):"
}

// orWord is a word, or another in its place.
func orWord(word, other string) string {
	if word == "" {
		return other
	}
	return word
}

// besides puts what is said beside a cause into brackets, unless it is that cause.
func besides(reason, cause string) string {
	if strings.EqualFold(reason, cause) {
		return ""
	}
	return brackets(reason)
}

// brackets puts a reason in brackets, if there is one.
func brackets(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + reason + ")"
}

// ofMoment says which appointment, in Italian.
func ofMoment(moment string) string {
	if moment == "" {
		return ""
	}
	return " di " + moment
}
