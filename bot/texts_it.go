package bot

import (
	"strconv"

	"example.org/caterina"
)

// italian returns what Caterina says in Italian.
func italian() *words {
	w := &words{
		lang: langIT,
		greeting: func(town string) string {
			return "Ciao! Ti aiuto a trovare bonus, servizi e uffici a " + town + ". Scrivi con parole tue, per esempio «ho avuto un bambino, che aiuti ci sono?»."
		},
		disclosure: func(town string) string {
			return "Sono Caterina, l'assistente digitale di " + town + ". Sono un programma, non una persona. I am a computer program, not a person: you can write to me in English too."
		},
		apology: "Mi dispiace, qualcosa non ha funzionato e non riesco a risponderti adesso. Il tuo messaggio non è andato perso: riprova tra poco, oppure parla con una persona.",
		website: func(url string) string { return "Trovi le informazioni anche qui: " + url + "." },

		hello:     "Ciao! Sono Caterina, un programma che risponde con le schede del Comune. Che cosa ti serve?",
		howAreYou: "Sono un programma, quindi sto sempre uguale: pronta ad aiutarti. Che cosa ti serve?",
		thanks:    "Prego! Se ti serve altro, scrivi pure.",
		bye:       "A presto! Se ti serve altro, mi trovi qui.",
		who:       "Sono Caterina, l'assistente digitale del Comune. Sono un programma, non una persona: rispondo con le schede che il Comune tiene aggiornate e dico sempre da dove vengono le informazioni.",
		robot:     "Sono un programma e non una persona. Rispondo con le schede del Comune. Se preferisci, ti dico come parlare con una persona.",
		complaint: "Capisco, e mi dispiace. Se vuoi ti faccio parlare con una persona dello sportello. Oppure scrivimi che cosa ti serve: provo ad aiutarti io.",
		insult:    "Mi dispiace di non esserti di aiuto. Prova a scrivermi in altre parole che cosa ti serve, oppure parla con una persona.",
		joke:      "Mi fa piacere! Con i bonus e gli uffici però me la cavo meglio. Che cosa ti serve?",
		yesWhat:   "Bene. Dimmi che cosa vuoi sapere, oppure scegli una delle voci qui sotto.",
		noProblem: "Va bene. Se ti serve altro, scrivi pure.",
		speak:     "Ti rispondo in italiano e in inglese. Scrivi pure la tua domanda. I answer in Italian and in English: just write your question.",
		skills: func(topics string) string {
			return "Rispondo a domande sui servizi e sui bonus: che cosa sono, a chi spettano, quanto valgono, che documenti servono, entro quando si chiedono, dove andare e quando è aperto l'ufficio." + topics + "\n\nScrivi con parole tue, per esempio «che documenti servono per l'ISEE?»."
		},
		help: func(topics string) string {
			return "Certo, sono qui. Dimmi che cosa ti serve con parole tue." + topics + "\n\nSe qualcuno è in pericolo, chiama subito il [112](tel:112)."
		},
	}
	w.italianGuard()
	w.italianOffices()
	w.italianDecisions()
	w.italianPeople()
	w.italianCrisis()
	w.italianFields()
	w.italianBooking()
	w.media, w.topicNames = italianMedia(), italianTopics()
	return w
}

// italianGuard fills in what is said of messages without a question, options and the card itself.
func (w *words) italianGuard() {
	w.empty = "Non ho ricevuto nessun testo. Scrivi la tua domanda, anche in poche parole."
	w.tooLong = "Il messaggio è troppo lungo: riesco a leggerne al massimo 4000 caratteri. Prova a scrivere la tua domanda in poche righe."
	w.noWords = "Non ho trovato parole nel messaggio. Scrivimi che cosa ti serve, per esempio «quali documenti servono per il nido?»."
	w.optionPerson = "Parla con una persona"
	w.optionNone = "Cerca altro: nessuna di queste"
	w.optionCard = func(title string) string { return "Vedi: " + title }
	w.askThem = "Puoi chiedere qui:"
	w.checkFirst = "Sono i requisiti pubblicati: per sapere se valgono per te, verifica con l'ufficio o con un CAF."
	w.iseeUpTo = func(kind, amount string) string {
		return "ISEE " + spaced(kind) + "fino a " + amount + " euro."
	}
	w.inItalian = ""
	w.source = func(link string) string { return "Fonte: " + link + ". La scheda non dice quando è stata verificata." }
	w.sourceDate = func(link, date string) string { return "Fonte: " + link + ", verificato " + dated("il", date) + "." }
	w.checked = func(date string) string { return "Fonte verificata " + dated("il", date) + "." }
	w.unchecked = "La fonte non dice quando è stata verificata."
	w.officialPage = "pagina ufficiale"
	w.expired = func(date string) string { return "Questa scheda valeva fino " + dated("al", date) + "." }
	w.notYet = func(date string) string { return "Questa scheda vale " + dated("dal", date) + "." }
	w.noFigures = "Non riporto importi e scadenze, perché oggi non valgono."
	w.seeCurrent = "La scheda attuale è un'altra: guarda qui sotto."
	w.stale = func(date string) string {
		return "Attenzione: questa scheda andava ricontrollata entro " + dated("il", date) + ". Prima di muoverti, verifica con l'ufficio."
	}
	w.opens = func(date string) string { return "Le domande aprono " + dated("il", date) + "." }
	w.openUntil = func(date string) string { return "Le domande sono aperte fino " + dated("al", date) + "." }
	w.closed = func(date string) string { return "Le domande sono chiuse " + dated("dal", date) + "." }
	w.openedOn = func(date string) string { return "Le domande sono aperte " + dated("dal", date) + "." }
}

// italianOffices fills in what is said of offices.
func (w *words) italianOffices() {
	w.address = "Indirizzo"
	w.hours = "Orari"
	w.phone = "Telefono"
	w.email = "Email"
	w.pec = "PEC"
	w.web = "Sito"
	w.alwaysOpen = "È sempre aperto, a ogni ora."
	w.openNow = "Adesso è aperto"
	w.closedNow = "Adesso è chiuso."
	w.untilHour = func(hour string) string { return ", fino alle " + hour + "." }
	w.appointmentsNow = "Adesso riceve solo chi ha un appuntamento"
	w.holiday = func(reason string) string { return "Oggi è chiuso per festa: " + reason + "." }
	w.closure = func(reason string) string { return "Attenzione, oggi c'è una chiusura: " + reason + "." }
	w.nextAt = func(day, hour string) string { return "Apre " + day + " alle " + hour + "." }
	w.nextAppointmentAt = func(day, hour string) string {
		return "Riceve su appuntamento " + day + " dalle " + hour + "."
	}
	w.onlyAppointment = "Riceve solo su appuntamento."
	w.noHours = "Gli orari non sono indicati: chiama prima di andare."
	w.noDesk = "Non ho i contatti di uno sportello: guarda il sito del Comune."
	w.hoursUnknown = "Gli orari non sono indicati."
	w.noPhone = "Il telefono di questo ufficio non è indicato. Puoi chiedere qui:"
	w.officeSource = func(name, website string) string {
		if website == "" {
			return "Fonte: scheda dell'ufficio «" + name + "»."
		}
		return "Fonte: scheda dell'ufficio «" + name + "», " + link("sito del Comune", website) + "."
	}
	w.italianDays()
}

// italianDays fills in what is said of an office on one day.
func (w *words) italianDays() {
	w.and, w.withAppointment = "e", "su appuntamento"
	w.section = func(name string) string { return name }
	w.today = "oggi"
	w.tomorrow = "domani"
	w.dayName = func(day, part string) string {
		return capital(day) + map[string]string{partMorning: " mattina", partAfternoon: " pomeriggio"}[part]
	}
	w.dayClosed = func(day string) string { return day + " è chiuso." }
	w.dayHoliday = func(day, reason string) string { return day + " è chiuso per festa: " + reason + "." }
	w.dayClosure = func(day, reason string) string { return day + " è chiuso: " + reason + "." }
	w.dayOpen = func(day, hours string) string { return day + " è aperto " + hours + "." }
	w.dayBooked = func(day, hours string) string { return day + " riceve su appuntamento " + hours + "." }
	w.fromTo = func(from, to string) string { return "dalle " + from + " alle " + to }
}

// italianDecisions fills in what is said of questions back, refusals and lists.
func (w *words) italianDecisions() {
	w.clarify = "Ho trovato più schede che possono fare al caso tuo. Quale ti interessa? Puoi rispondere anche con il numero."
	w.clarifyOne = "Ho trovato una sola scheda che può fare al caso tuo. È questa?"
	w.sorrow = "Mi dispiace per quello che stai passando."
	w.yesOpen = "Bene. Dimmi che cosa ti serve."
	w.chooseAgain = "Non ho capito quale scegli. Scrivi il numero o il nome:"
	w.stillOptions = "Quale delle voci qui sotto ti interessa?"
	w.acronym = func(letters string) string {
		return "La sigla " + letters + " ha più di un significato. Quale intendi? Puoi rispondere anche con il numero."
	}
	w.list = "Ecco che cosa ho trovato, dal Comune e a livello nazionale. Le schede dicono i requisiti: per sapere se valgono per te, verifica con l'ufficio o con un CAF."
	w.decline = "Mi dispiace, su questo non ho una scheda e non voglio inventare una risposta."
	w.declineNone = "Va bene, nessuna di queste. Prova a dirmelo con altre parole, oppure parla con una persona."
	w.doesWhat = "Rispondo sui servizi e sui bonus del territorio."
	w.topics = func(names string) string { return " Mi occupo di: " + names + "." }
	w.goneChoice = "Questa voce non c'è più. Scrivimi che cosa ti serve e la cerco di nuovo."
	w.noMore = "Di questa scheda ti ho detto tutto quello che c'è. Se ti serve altro, scrivi pure."
	w.noCase = "La scheda non parla di questo caso in particolare: chiedi conferma all'ufficio. In generale dice così."
	w.cannotChoose = "Non posso scegliere io al posto tuo: dipende dalla tua situazione. Allo sportello possono guardarla con te."
	w.chooseFrom = "Intanto puoi leggere le schede, una alla volta. Rispondi anche con il numero."
	w.bonusNoCost = "È un aiuto che ricevi, non un servizio che paghi: la scheda non parla di costi."
	w.person = "Certo, puoi parlare con una persona."
	w.maybe = func(card string) string { return "Forse ti serve anche questa scheda: " + card }
	w.otherLanguage = func(desk string) string {
		return "Rispondo solo in italiano e in inglese. Allo sportello si parla " + desk + "."
	}
}

// italianPeople fills in what is said of the people who answer in the bot's place.
func (w *words) italianPeople() {
	w.optionCallback = "Fatti richiamare"
	w.optionAssistant = "Continua con l'assistente"
	w.place = func(place, minutes int) string {
		wait := "L'attesa è di alcuni minuti."
		if minutes == 1 {
			wait = "L'attesa è di circa un minuto."
		} else if minutes > 1 {
			wait = "L'attesa è di circa " + strconv.Itoa(minutes) + " minuti."
		}
		if place < 1 {
			return wait
		}
		if place == 1 {
			return "Il prossimo posto è il tuo. " + wait
		}
		return "Sei il numero " + strconv.Itoa(place) + " in coda. " + wait
	}
	w.queued = func(queue string, place, minutes int) string {
		return "Va bene, ti passo a una persona: " + queue + ". " + w.place(place, minutes) +
			" Intanto puoi scrivere: chi ti risponde leggerà tutto. Se cambi idea scrivi «annulla»."
	}
	w.deskClosed = "Adesso nessuno può risponderti in chat, perché lo sportello è chiuso."
	w.deskEmpty = "In questo momento non c'è nessuno che possa risponderti in chat."
	w.deskHoliday = func(name string) string { return "Oggi è festa (" + name + ") e in chat non c'è nessuno." }
	w.deskFull = func(waiting int) string {
		return "In questo momento aspettano già in " + strconv.Itoa(waiting) + ": l'attesa sarebbe troppo lunga, quindi non ti metto in coda."
	}
	w.deskBack = func(day, hour string) string { return "Le persone tornano a rispondere " + day + " alle " + hour + "." }
	w.waysHead = "Che cosa puoi fare:"
	w.wayCallback = "lascia un recapito e fatti richiamare"
	w.wayBooking = "prendi un appuntamento allo sportello"
	w.wayPhone = func(line string) string { return "telefona: " + line }
	w.wayWebsite = func(url string) string { return "guarda i contatti sul sito: " + url }
	w.wayAssistant = "continua qui con me"
	w.noForm = "Da qui non posso prendere il tuo recapito: serve il modulo della chat sul sito. Puoi però contattare lo sportello."
	w.backToBot = "Va bene, non sei più in attesa. Sono di nuovo io, l'assistente automatica: che cosa ti serve?"
	w.addedToCall = "Ho aggiunto il messaggio alla richiesta di richiamata: chi ti chiama lo leggerà. Vuoi che ti risponda io intanto?"
	w.optionMeanwhile = "Sì, rispondi tu intanto"
	w.goOn = "Va bene, continuiamo. Che cosa ti serve?"
	w.failed = "Mi dispiace, qualcosa non ha funzionato e non riesco a risponderti."
	w.offerPerson = "Se vuoi parlare con una persona, premi «Parla con una persona»."
	w.offerCall = "Se preferisci una telefonata, premi «Fatti richiamare»."
	w.declineAgain = "Mi dispiace, nemmeno su questo ho una scheda. Vuoi parlare con una persona? Rispondi «sì» oppure premi «Parla con una persona»."
}

// italianCrisis fills in what is said of danger, and fills in the calendar.
func (w *words) italianCrisis() {
	w.danger = "**Se qualcuno è in pericolo adesso, chiama il [112](tel:112).**"
	w.after = "Se vuoi, ti dico anche come parlare con una persona dello sportello."
	w.crisis = map[string]string{
		crisisMedical:  "Sembra un'emergenza: non aspettare, chiama subito i soccorsi e fai quello che ti dicono al telefono.",
		crisisSuicide:  "Mi dispiace che tu stia così male. Il tuo dolore conta, e c'è chi può ascoltarti adesso, senza giudicare. Se puoi, non restare da sola o da solo: chiama qualcuno di cui ti fidi.",
		crisisChild:    "Grazie per averlo scritto. Un bambino o un ragazzo in pericolo va protetto subito: c'è chi risponde a ogni ora e sa cosa fare.",
		crisisViolence: "Mi dispiace per quello che sta succedendo. Nessuno ha il diritto di fare del male, e non è colpa di chi lo subisce. C'è chi può aiutare adesso, in modo riservato.",
		crisisShelter:  "Mi dispiace che tu sia in questa situazione. Nessuno deve passare la notte per strada: c'è chi può aiutarti a trovare un posto.",
		crisisHunger:   "Mi dispiace che tu sia in questa situazione. Nessuno deve restare senza mangiare: c'è chi può aiutarti subito.",
	}
	w.month = func(n int) string {
		return [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}[n-1]
	}
	w.weekday = func(n int) string {
		return [...]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}[n]
	}
}

// italianFields fills in what is said of each field of a card.
func (w *words) italianFields() {
	w.optionField = map[caterina.Field]string{
		caterina.FieldSummary:     "Leggi in breve",
		caterina.FieldDescription: "Leggi che cos'è",
		caterina.FieldRecipients:  "Vedi chi può chiederlo",
		caterina.FieldAmount:      "Vedi quanto vale",
		caterina.FieldAccess:      "Vedi come si chiede",
		caterina.FieldDocuments:   "Vedi i documenti",
		caterina.FieldCost:        "Vedi quanto costa",
		caterina.FieldDeadlines:   "Vedi tempi e scadenze",
		caterina.FieldOffices:     "Trova l'ufficio e gli orari",
		caterina.FieldContacts:    "Vedi i contatti",
		caterina.FieldForms:       "Apri i moduli",
		caterina.FieldResult:      "Vedi che cosa ottieni",
		caterina.FieldSpecial:     "Vedi i casi particolari",
		caterina.FieldMore:        "Leggi altre informazioni",
		caterina.FieldInformation: "Vedi come informarti",
	}
	w.fieldHead = map[caterina.Field]string{
		caterina.FieldSummary:     "In breve",
		caterina.FieldDescription: "Che cos'è",
		caterina.FieldRecipients:  "Chi può chiederlo",
		caterina.FieldAmount:      "Quanto vale",
		caterina.FieldAccess:      "Come si fa",
		caterina.FieldDocuments:   "Che cosa serve",
		caterina.FieldCost:        "Quanto costa",
		caterina.FieldDeadlines:   "Tempi e scadenze",
		caterina.FieldOffices:     "Dove e quando",
		caterina.FieldContacts:    "Contatti",
		caterina.FieldForms:       "Moduli",
		caterina.FieldResult:      "Che cosa si ottiene",
		caterina.FieldSpecial:     "Casi particolari",
		caterina.FieldMore:        "Altre informazioni",
		caterina.FieldInformation: "Come avere informazioni",
	}
	w.fieldNone = map[caterina.Field]string{
		caterina.FieldRecipients:  "La scheda non dice chi può chiederlo.",
		caterina.FieldAmount:      "La scheda non dice quanto vale.",
		caterina.FieldAccess:      "La scheda non dice come si fa.",
		caterina.FieldDocuments:   "La scheda non dice quali documenti servono.",
		caterina.FieldCost:        "La scheda non dice quanto costa. Non vuol dire che sia gratis.",
		caterina.FieldDeadlines:   "La scheda non indica tempi o scadenze.",
		caterina.FieldOffices:     "La scheda non indica un ufficio.",
		caterina.FieldContacts:    "La scheda non indica contatti.",
		caterina.FieldForms:       "La scheda non indica moduli.",
		caterina.FieldResult:      "La scheda non dice che cosa si ottiene.",
		caterina.FieldSpecial:     "La scheda non parla di casi particolari.",
		caterina.FieldMore:        "La scheda non aggiunge altro.",
		caterina.FieldInformation: "La scheda non dice come informarsi.",
	}
}

// spaced puts a space after a word that is there.
func spaced(word string) string {
	if word == "" {
		return ""
	}
	return word + " "
}
