package bot

import "strconv"

// askWords is what Caterina answers to questions about an appointment itself, and to
// what is said around it, in one language.
type askWords struct {
	length                                                      func(minutes int) string
	where                                                       func(office, address string) string
	oneByOne, whereOpen, noBring, noPrice, noCompany, noInstead string
	noPay                                                       string
	speech                                                      func(it, en string) string
	noIdea                                                      string
	askThere, quote                                             func(text string) string
	thanks                                                      func(name string) string
	timeFirst, officeFirst, serviceFirst                        string
	missing                                                     func(what string) string
	partBoth                                                    func(contact string) string
	partName, partSurname                                       string
	needsTime, needsCode, needsFind                             string
	late                                                        func(moment, phone string) string
	lateUnknown, queueUnknown                                   string
	queue                                                       func(moment, code string) string
	findLost                                                    func(phone string) string
	allSet                                                      func(moment string) string
	alreadySet                                                  func(moment, code string) string
	takeOffer                                                   func(url string) string
	askArea, askOfficeMany, notKnown                            string
	noCard                                                      string
	areaOf                                                      func(office string) string
}

func italianAsk() askWords {
	return askWords{
		length: func(minutes int) string {
			return "L'appuntamento dura circa " + strconv.Itoa(minutes) + " minuti."
		},
		where: func(office, address string) string {
			if address == "" {
				return "L'appuntamento è qui: **" + office + "**. L'indirizzo preciso non ce l'ho."
			}
			return "L'appuntamento è qui: **" + office + "**, " + address + "."
		},
		oneByOne:  "Gli appuntamenti si prendono uno alla volta: finito questo, chiedimi l'altro.",
		whereOpen: "La sede la scegli tu: dopo ti scrivo dove andare.",
		noBring:   "La scheda non dice che cosa portare.",
		noPrice:   "La scheda non dice se si paga.",
		speech:    func(it, _ string) string { return "Allo sportello si parla " + it + "." },
		noPay:     "La scheda non dice come si paga allo sportello.",
		noCompany: "La scheda non dice chi può venire con te.",
		noInstead: "La scheda non dice se può andare un'altra persona al posto tuo.",
		noIdea:    "Questo nelle schede non c'è, e non voglio inventare.",
		askThere:  func(phone string) string { return "Puoi chiederlo qui: " + phone + "." },
		quote:     func(text string) string { return "La scheda dice: «" + text + "»" },
		thanks: func(name string) string {
			if name == "" {
				return "Grazie, me lo segno."
			}
			return "Grazie, " + name + ", me lo segno."
		},
		timeFirst:    "Prima scegli l'orario: quale va bene? Puoi anche scrivermi un giorno o un'ora.",
		officeFirst:  "Prima scegli la sede: dove vuoi andare?",
		serviceFirst: "Prima dimmi per che cosa è l'appuntamento.",
		missing:      func(what string) string { return "Per confermare mi manca ancora: **" + what + "**. Me lo scrivi?" },
		partBoth:     func(contact string) string { return "nome e cognome, e " + contact },
		partName:     "nome e cognome",
		partSurname:  "il cognome",
		needsTime:    "Quale di questi orari? Puoi scrivere il numero, il giorno o l'ora.",
		needsCode:    "Per confermare mancano solo le **sei cifre** che ti ho mandato per email. Scrivile qui.",
		needsFind:    "Per trovarlo mi servono due cose: il **codice** (sette lettere e numeri) e l'**email o il telefono** con cui hai preso l'appuntamento.",
		late: func(moment, phone string) string {
			return sentences("Se tardi all'appuntamento di "+moment+", avvisa subito l'ufficio.", phone, "Se non fai in tempo, puoi spostarlo da qui.")
		},
		lateUnknown:  "Se hai un appuntamento e sei in ritardo, avvisa subito l'ufficio per telefono. Se non fai in tempo, posso spostarlo: mi servono il codice e il tuo contatto.",
		queueUnknown: "Se hai un appuntamento, di' allo sportello il tuo nome o il codice: segnano che sei arrivato. Se non ce l'hai, chiedi allo sportello oppure prendi un appuntamento qui.",
		queue: func(moment, code string) string {
			return "Di' allo sportello il tuo nome o il codice **" + code + "**: segnano che sei arrivato. Il tuo appuntamento è " + moment + "."
		},
		findLost: func(phone string) string {
			return sentences("Il codice è nell'email di conferma e nella pagina del tuo appuntamento.", withLead("Se non li trovi più, telefona: ", phone))
		},
		alreadySet: func(moment, code string) string {
			return "Il codice è già arrivato e l'appuntamento è confermato: **" + moment + "**, codice **" + code + "**. Non devi fare altro."
		},
		allSet: func(moment string) string {
			return "Tutto a posto: il tuo appuntamento è " + moment + ". Se cambia qualcosa, scrivimi."
		},
		takeOffer: func(url string) string {
			return "Per prendere il posto apri questa pagina e premi il pulsante: " + link("Prendi il posto", url) + "."
		},
		askArea:       "Dimmi la via o il quartiere in cui sei, e cerco la sede.",
		askOfficeMany: "Scrivimi il quartiere o la via, oppure scegli qui sotto.",
		notKnown:      "Non so quale sede è più vicina a quel posto. Scrivimi il quartiere, oppure scegli dall'elenco.",
		noCard:        "Su questo non ho una scheda, e non voglio inventare.",
		areaOf:        func(office string) string { return "Per la tua zona la sede è **" + office + "**." },
	}
}

func englishAsk() askWords {
	return askWords{
		length: func(minutes int) string { return "The appointment takes about " + strconv.Itoa(minutes) + " minutes." },
		where: func(office, address string) string {
			if address == "" {
				return "The appointment is here: **" + office + "**. I do not have the exact address."
			}
			return "The appointment is here: **" + office + "**, " + address + "."
		},
		oneByOne:  "Appointments are made one by one: when this one is done, ask me for the other.",
		whereOpen: "You choose the office: then I write you where to go.",
		noBring:   "The card does not say what to bring.",
		noPrice:   "The card does not say whether you have to pay.",
		speech:    func(_, en string) string { return "At the desk they speak " + en + "." },
		noPay:     "The card does not say how you can pay at the desk.",
		noCompany: "The card does not say who can come with you.",
		noInstead: "The card does not say whether somebody else can go in your place.",
		noIdea:    "This is not in my cards, and I do not want to invent it.",
		askThere:  func(phone string) string { return "You can ask here: " + phone + "." },
		quote:     func(text string) string { return "The card says: \"" + text + "\"" },
		thanks: func(name string) string {
			if name == "" {
				return "Thank you, I have noted it."
			}
			return "Thank you, " + name + ", I have noted it."
		},
		timeFirst:    "First choose the time: which one is good for you? You can also write a day or an hour.",
		officeFirst:  "First choose the office: where do you want to go?",
		serviceFirst: "First tell me what the appointment is for.",
		missing:      func(what string) string { return "To confirm I still need: **" + what + "**. Can you write it?" },
		partBoth:     func(contact string) string { return "name and surname, and " + contact },
		partName:     "name and surname",
		partSurname:  "the surname",
		needsTime:    "Which of these times? You can write the number, the day or the hour.",
		needsCode:    "To confirm I only need the **six digits** that I sent you by e-mail. Write them here.",
		needsFind:    "To find it I need two things: the **code** (seven letters and numbers) and the **e-mail address or telephone number** you gave.",
		late: func(moment, phone string) string {
			return sentences("If you are late for the appointment on "+moment+", tell the office at once.", phone, "If you cannot make it, you can move it from here.")
		},
		lateUnknown:  "If you have an appointment and you are late, call the office at once. If you cannot make it, I can move it: I need its code and your contact.",
		queueUnknown: "If you have an appointment, tell the desk your name or the code: they note that you have arrived. If you have none, ask at the desk or book one here.",
		queue: func(moment, code string) string {
			return "Tell the desk your name or the code **" + code + "**: they note that you have arrived. Your appointment is on " + moment + "."
		},
		findLost: func(phone string) string {
			return sentences("The code is in the confirmation e-mail and on the page of your appointment.", withLead("If you cannot find them, call: ", phone))
		},
		alreadySet: func(moment, code string) string {
			return "Your digits have arrived and the appointment is confirmed: **" + moment + "**, code **" + code + "**. There is nothing else to do."
		},
		allSet: func(moment string) string {
			return "All is set: your appointment is on " + moment + ". Write to me if anything changes."
		},
		takeOffer: func(url string) string {
			return "To take the place open this page and press the button: " + link("Take the place", url) + "."
		},
		askArea:       "Tell me the street or the district where you are, and I look for the office.",
		askOfficeMany: "Write me the district or the street, or choose below.",
		notKnown:      "I do not know which office is nearest to that place. Write me the district, or choose from the list.",
		noCard:        "I have no card about this, and I do not want to invent an answer.",
		areaOf:        func(office string) string { return "For your area the office is **" + office + "**." },
	}
}

// withLead puts words before a text, if there is one.
func withLead(lead, text string) string {
	if text == "" {
		return ""
	}
	return lead + text + "."
}
