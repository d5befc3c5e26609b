package bot

import (
	"strconv"

	"example.org/caterina"
)

// english returns what Caterina says in English.
func english() *words {
	w := &words{
		lang: langEN,
		greeting: func(town string) string {
			return "Hello! I help you find benefits, services and offices in " + town + ". Write in your own words, for example \"I had a baby, what help is there?\"."
		},
		disclosure: func(town string) string {
			return "I am Caterina, the digital assistant of " + town + ". I am a computer program, not a person. Sono un programma, non una persona: puoi scrivermi anche in italiano."
		},
		apology: "I am sorry, something went wrong and I cannot answer right now. Your message is not lost: try again in a moment, or talk to a person.",
		website: func(url string) string { return "You can also look here: " + url + "." },

		hello:     "Hello! I am Caterina, a computer program that answers from the town's own cards. What do you need?",
		howAreYou: "I am a computer program, so I am always the same: ready to help. What do you need?",
		thanks:    "You are welcome! Write again if you need anything else.",
		bye:       "Goodbye! You find me here if you need anything else.",
		who:       "I am Caterina, the town's digital assistant. I am a computer program, not a person: I answer from the cards that the town keeps up to date, and I always say where the information comes from.",
		robot:     "I am a computer program and not a person. I answer from the town's own cards. If you prefer, I can tell you how to talk to a person.",
		complaint: "I understand, and I am sorry. If you like, I can put you in touch with a person at the desk. Or write me what you need: I will try to help.",
		insult:    "I am sorry that this did not help. Try to tell me in other words what you need, or talk to a person.",
		joke:      "I am glad! I am better at benefits and offices, though. What do you need?",
		yesWhat:   "Good. Tell me what you want to know, or choose one of the items below.",
		noProblem: "All right. Write again if you need anything else.",
		speak:     "I answer in Italian and in English: just write your question. Ti rispondo anche in italiano.",
		skills: func(topics string) string {
			return "I answer questions on services and benefits: what they are, who can have them, how much they are worth, which documents you need, by when to apply, where to go and when the office is open." + topics + "\n\nWrite in your own words, for example \"which documents do I need for the ISEE?\"."
		},
		help: func(topics string) string {
			return "Of course, I am here. Tell me in your own words what you need." + topics + "\n\nIf somebody is in danger, call [112](tel:112) now."
		},
	}
	w.englishGuard()
	w.englishOffices()
	w.englishDecisions()
	w.englishPeople()
	w.englishCrisis()
	w.englishFields()
	w.englishBooking()
	w.media, w.topicNames = englishMedia(), englishTopics()
	return w
}

// englishGuard fills in what is said of messages without a question, options and the card itself.
func (w *words) englishGuard() {
	w.empty = "I did not receive any text. Write your question, a few words are enough."
	w.tooLong = "The message is too long: I can read 4000 characters at most. Try to write your question in a few lines."
	w.noWords = "I found no words in the message. Tell me what you need, for example \"which documents do I need for the nursery?\"."
	w.optionPerson = "Talk to a person"
	w.optionNone = "Search again: none of these"
	w.optionCard = func(title string) string { return "See: " + title }
	w.askThem = "You can ask here:"
	w.checkFirst = "These are the published requirements: to know whether they hold for you, check with the office or with a CAF."
	w.iseeUpTo = func(kind, amount string) string {
		return "ISEE " + spaced(kind) + "up to " + amount + " euro."
	}
	w.inItalian = "The card is in Italian:"
	w.source = func(link string) string { return "Source: " + link + ". The card does not say when it was checked." }
	w.sourceDate = func(link, date string) string { return "Source: " + link + ", checked on " + date + "." }
	w.checked = func(date string) string { return "Source checked on " + date + "." }
	w.unchecked = "The source does not say when it was checked."
	w.officialPage = "official page"
	w.expired = func(date string) string { return "This card was valid until " + date + "." }
	w.notYet = func(date string) string { return "This card is valid from " + date + "." }
	w.noFigures = "I leave out amounts and deadlines, because they do not hold today."
	w.seeCurrent = "There is a current card: look below."
	w.stale = func(date string) string {
		return "Please note: this card should have been checked again by " + date + ". Ask the office before you rely on it."
	}
	w.opens = func(date string) string { return "Applications open on " + date + "." }
	w.openUntil = func(date string) string { return "Applications are open until " + date + "." }
	w.closed = func(date string) string { return "Applications have been closed since " + date + "." }
	w.openedOn = func(date string) string { return "Applications have been open since " + date + "." }
}

// englishOffices fills in what is said of offices.
func (w *words) englishOffices() {
	w.address = "Address"
	w.hours = "Opening hours"
	w.phone = "Phone"
	w.email = "Email"
	w.pec = "PEC (certified email)"
	w.web = "Website"
	w.alwaysOpen = "It is always open, day and night."
	w.openNow = "It is open now"
	w.closedNow = "It is closed now."
	w.untilHour = func(hour string) string { return ", until " + hour + "." }
	w.appointmentsNow = "Right now it receives only people who have an appointment"
	w.holiday = func(reason string) string { return "It is closed today, a holiday: " + reason + "." }
	w.closure = func(reason string) string { return "Please note, there is a closure today: " + reason + "." }
	w.nextAt = func(day, hour string) string { return "It opens " + day + " at " + hour + "." }
	w.nextAppointmentAt = func(day, hour string) string {
		return "It receives people with an appointment " + day + " from " + hour + "."
	}
	w.onlyAppointment = "By appointment only."
	w.noHours = "The opening hours are not known: call before you go."
	w.noDesk = "I do not have the contacts of a desk: look on the town's website."
	w.hoursUnknown = "The opening hours are not known."
	w.noPhone = "This office's phone number is not known. You can ask here:"
	w.officeSource = func(name, website string) string {
		if website == "" {
			return "Source: the record of the office \"" + name + "\"."
		}
		return "Source: the record of the office \"" + name + "\", " + link("the town's website", website) + "."
	}
	w.englishDays()
}

// englishDays fills in what is said of an office on one day.
func (w *words) englishDays() {
	w.and, w.withAppointment = "and", "by appointment"
	w.section = sectionInEnglish
	w.today = "today"
	w.tomorrow = "tomorrow"
	w.dayName = func(day, part string) string {
		if day != w.today && day != w.tomorrow {
			day = "on " + day
		}
		if day == w.today && part != "" {
			day = "this"
		}
		return day + map[string]string{partMorning: " morning", partAfternoon: " afternoon"}[part]
	}
	w.dayClosed = func(day string) string { return "It is closed " + day + "." }
	w.dayHoliday = func(day, reason string) string { return "It is closed " + day + ", a holiday: " + reason + "." }
	w.dayClosure = func(day, reason string) string { return "It is closed " + day + ": " + reason + "." }
	w.dayOpen = func(day, hours string) string { return "It is open " + day + " " + hours + "." }
	w.dayBooked = func(day, hours string) string {
		return "It receives people with an appointment " + day + " " + hours + "."
	}
	w.fromTo = func(from, to string) string { return "from " + from + " to " + to }
}

// englishDecisions fills in what is said of questions back, refusals and lists.
func (w *words) englishDecisions() {
	w.clarify = "I found several cards that may be what you need. Which one? You can also answer with its number."
	w.clarifyOne = "I found only one card that may be what you need. Is it this one?"
	w.sorrow = "I am sorry for what you are going through."
	w.yesOpen = "Good. Tell me what you need."
	w.chooseAgain = "I did not understand which one you mean. Write its number or its name:"
	w.stillOptions = "Which of the items below do you want?"
	w.acronym = func(letters string) string {
		return "The letters " + letters + " stand for more than one thing. Which one do you mean? You can also answer with its number."
	}
	w.list = "This is what I found, from the town and from the State. The cards say the requirements: to know whether they hold for you, check with the office or with a CAF."
	w.decline = "I am sorry, I have no card on this and I do not want to make up an answer."
	w.declineNone = "All right, none of these. Try to tell me in other words, or talk to a person."
	w.doesWhat = "I answer on local services and benefits."
	w.topics = func(names string) string { return " I deal with: " + names + "." }
	w.goneChoice = "This item is no longer there. Tell me what you need and I will look for it again."
	w.noMore = "I have told you all that this card says. Write again if you need anything else."
	w.noCase = "The card says nothing on this very case: check with the office. On the whole it says this."
	w.cannotChoose = "I cannot choose for you: it depends on your situation. At the desk they can look at it with you."
	w.chooseFrom = "You can read the cards one by one in the meantime. You can also answer with a number."
	w.bonusNoCost = "It is help that you receive, not a service that you pay for: the card speaks of no cost."
	w.person = "Of course, you can talk to a person."
	w.maybe = func(card string) string { return "You may also need this card: " + card }
	w.otherLanguage = func(desk string) string {
		return "I answer in Italian and in English only. At the desk they speak " + desk + "."
	}
}

// englishPeople fills in what is said of the people who answer in the bot's place.
func (w *words) englishPeople() {
	w.optionCallback = "Ask to be called back"
	w.optionAssistant = "Go on with the assistant"
	w.place = func(place, minutes int) string {
		wait := "The wait is a few minutes."
		if minutes == 1 {
			wait = "The wait is about one minute."
		} else if minutes > 1 {
			wait = "The wait is about " + strconv.Itoa(minutes) + " minutes."
		}
		if place < 1 {
			return wait
		}
		if place == 1 {
			return "You are next. " + wait
		}
		return "You are number " + strconv.Itoa(place) + " in the queue. " + wait
	}
	w.queued = func(queue string, place, minutes int) string {
		return "All right, I am putting you through to a person: " + queue + ". " + w.place(place, minutes) +
			" You can write in the meantime: whoever answers will read all of it. If you change your mind, write \"cancel\"."
	}
	w.deskClosed = "Nobody can answer you in the chat now, because the desk is closed."
	w.deskEmpty = "Right now there is nobody who can answer you in the chat."
	w.deskHoliday = func(name string) string { return "Today is a holiday (" + name + ") and nobody is in the chat." }
	w.deskFull = func(waiting int) string {
		return "Right now " + strconv.Itoa(waiting) + " people are waiting already: the wait would be too long, so I am not putting you in the queue."
	}
	w.deskBack = func(day, hour string) string { return "People answer again " + day + " at " + hour + "." }
	w.waysHead = "What you can do:"
	w.wayCallback = "leave your contact and be called back"
	w.wayBooking = "book an appointment at the desk"
	w.wayPhone = func(line string) string { return "call: " + line }
	w.wayWebsite = func(url string) string { return "look for the contacts on the website: " + url }
	w.wayAssistant = "go on here with me"
	w.noForm = "I cannot take your contact from here: that needs the form of the chat on the website. You can contact the desk, though."
	w.backToBot = "All right, you are not waiting any more. It is me again, the automatic assistant: what do you need?"
	w.addedToCall = "I have added your message to the call-back request: whoever calls you will read it. Shall I answer you meanwhile?"
	w.optionMeanwhile = "Yes, you answer meanwhile"
	w.goOn = "All right, let us go on. What do you need?"
	w.failed = "I am sorry, something went wrong and I cannot answer you."
	w.offerPerson = "If you would like to talk to a person, press \"Talk to a person\"."
	w.offerCall = "If you prefer a call, press \"Ask to be called back\"."
	w.declineAgain = "I am sorry, I have no card on this either. Would you like to talk to a person? Answer \"yes\" or press \"Talk to a person\"."
}

// englishCrisis fills in what is said of danger, and fills in the calendar.
func (w *words) englishCrisis() {
	w.danger = "**If somebody is in danger now, call [112](tel:112).**"
	w.after = "If you like, I can also tell you how to talk to a person at the desk."
	w.crisis = map[string]string{
		crisisMedical:  "This sounds like an emergency: do not wait, call for help now and do what they tell you on the phone.",
		crisisSuicide:  "I am sorry that you feel this bad. Your pain matters, and there is somebody who can listen to you now, without judging. If you can, do not stay alone: call someone you trust.",
		crisisChild:    "Thank you for writing this. A child in danger must be protected at once: there are people who answer at any hour and know what to do.",
		crisisViolence: "I am sorry about what is happening. Nobody has the right to hurt anyone, and it is never the fault of those who are hurt. There are people who can help now, in confidence.",
		crisisShelter:  "I am sorry that you are in this situation. Nobody should spend the night on the street: there are people who can help you find a place.",
		crisisHunger:   "I am sorry that you are in this situation. Nobody should go without food: there are people who can help you at once.",
	}
	w.month = func(n int) string {
		return [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[n-1]
	}
	w.weekday = func(n int) string {
		return [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}[n]
	}
}

// englishFields fills in what is said of each field of a card.
func (w *words) englishFields() {
	w.optionField = map[caterina.Field]string{
		caterina.FieldSummary:     "Read it in short",
		caterina.FieldDescription: "Read what it is",
		caterina.FieldRecipients:  "See who can have it",
		caterina.FieldAmount:      "See how much it is worth",
		caterina.FieldAccess:      "See how to apply",
		caterina.FieldDocuments:   "See the documents",
		caterina.FieldCost:        "See how much it costs",
		caterina.FieldDeadlines:   "See times and deadlines",
		caterina.FieldOffices:     "Find the office and its hours",
		caterina.FieldContacts:    "See the contacts",
		caterina.FieldForms:       "Open the forms",
		caterina.FieldResult:      "See what you get",
		caterina.FieldSpecial:     "See the special cases",
		caterina.FieldMore:        "Read more",
		caterina.FieldInformation: "See how to get information",
	}
	w.fieldHead = map[caterina.Field]string{
		caterina.FieldSummary:     "In short",
		caterina.FieldDescription: "What it is",
		caterina.FieldRecipients:  "Who can have it",
		caterina.FieldAmount:      "How much",
		caterina.FieldAccess:      "How to do it",
		caterina.FieldDocuments:   "What you need",
		caterina.FieldCost:        "What it costs",
		caterina.FieldDeadlines:   "Times and deadlines",
		caterina.FieldOffices:     "Where and when",
		caterina.FieldContacts:    "Contacts",
		caterina.FieldForms:       "Forms",
		caterina.FieldResult:      "What you get",
		caterina.FieldSpecial:     "Special cases",
		caterina.FieldMore:        "More",
		caterina.FieldInformation: "How to get information",
	}
	w.fieldNone = map[caterina.Field]string{
		caterina.FieldRecipients:  "The card does not say who can have it.",
		caterina.FieldAmount:      "The card does not say how much it is worth.",
		caterina.FieldAccess:      "The card does not say how to do it.",
		caterina.FieldDocuments:   "The card does not say which documents you need.",
		caterina.FieldCost:        "The card does not say what it costs. That does not mean that it is free.",
		caterina.FieldDeadlines:   "The card states no times or deadlines.",
		caterina.FieldOffices:     "The card names no office.",
		caterina.FieldContacts:    "The card gives no contacts.",
		caterina.FieldForms:       "The card has no forms.",
		caterina.FieldResult:      "The card does not say what you get.",
		caterina.FieldSpecial:     "The card says nothing on special cases.",
		caterina.FieldMore:        "The card adds nothing else.",
		caterina.FieldInformation: "The card does not say how to get information.",
	}
}

// sectionInEnglish translates what towns usually call the sections of their
// catalogue; a name of the town's own stays as it is.
func sectionInEnglish(name string) string {
	if en, ok := map[string]string{
		"nascita e prima infanzia": "birth and early childhood", "scuola, ragazze e ragazzi": "school, children and teenagers", "scuola": "school",
		"adulti in difficoltà": "adults in difficulty", "casa e utenze": "housing and bills", "casa": "housing", "persone anziane": "elderly people",
		"anziani": "elderly people", "disabilità": "disability", "persone straniere": "foreign people", "immigrati": "immigrants", "minori": "children",
		"salute e relazioni in famiglia": "health and family life", "comune, documenti e comunità": "town hall, documents and community",
		"informazione e orientamento": "information", "altri servizi": "other services", "famiglia e figli": "family and children",
		"reddito e lavoro": "income and work", "salute e cura": "health and care", "isee e pratiche": "ISEE and paperwork",
		"identità digitale e pagamenti": "digital identity and payments", "numeri di emergenza e di ascolto": "emergency numbers",
	}[name]; ok {
		return en
	}
	return name
}
