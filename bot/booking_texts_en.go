package bot

import (
	"strconv"

	"example.org/caterina"
)

// englishBooking fills in what is said of appointments.
func (w *words) englishBooking() {
	b := &w.book
	b.at, b.summer, b.winter = ", at ", "summer time", "winter time"
	b.englishOptions()
	b.englishTimes()
	b.englishPerson()
	b.englishSteps()
	b.englishChanges()
	b.ask = englishAsk()
	b.near = englishNear()
	b.known = englishKnown()
}

func (b *bookingWords) englishOptions() {
	b.optionBook = "Book an appointment"
	b.optionAny = "Look in all offices"
	b.optionTimes = "See other times"
	b.optionKeep = "Ask for more time"
	b.optionEnd = "Stop here"
	b.optionConfirm = "Confirm the appointment"
	b.optionMoveYes = "Confirm the new time"
	b.optionResend = "Send the code again"
	b.optionData = "Correct your details"
	b.optionMove = "Move the appointment"
	b.optionCancel = "Cancel the appointment"
	b.optionCancelYes = "Yes, cancel it"
	b.optionKeepIt = "No, keep the appointment"
	b.optionRebook = "Book another appointment"
	b.optionAgain = "Send code and time again"
	b.optionFind = "Find your appointment"
	b.optionJoin = "Tell me when a place becomes free"
	b.optionLeave = "Leave the waiting list"
	b.optionEarlier = "Tell me if something earlier becomes free"
	b.optionService = func(name string) string { return "Book: " + name }
	b.optionOffice = func(name string) string { return "Choose: " + name }
	b.optionSlot = func(label string) string { return "Choose " + label }
	b.optionWhich = func(what, day string) string {
		return map[string]string{"move": "Move: ", "cancel": "Cancel: ", "again": "Send again: "}[what] + day
	}
}

func (b *bookingWords) englishTimes() {
	b.askService = "What do you want the appointment for? Choose below, or write it in your own words."
	b.goneService = "This service cannot be booked from here any more. You can choose another service or talk to a person."
	b.notBookable = "I cannot book an appointment for this. This is how it works."
	b.noneFor = func(title string) string {
		return "There is no appointment of its own for \"" + title + "\", but you can talk to those who deal with such matters."
	}
	b.askOffice = func(service string) string {
		return "**" + service + "**: which office do you want to go to? You can also write the district or the street."
	}
	b.firstTimes = func(office string) string { return "These are the first free times" + colon(office) }
	b.wishedTimes = func(office string) string { return "These times are free" + colon(office) }
	b.otherTimes = "These are other free times:"
	b.noData = "All right, you need not. Without a name and a contact I cannot book from here, though: the office would not know whom to expect. You can book by telephone or with a person."
	b.noService = "All right, none of these. Write in your own words what you need, or talk to a person."
	b.noOffice = "All right, none of these. Write where you are, the district or the street, or look in all offices."
	b.allTimes = "These are the free times, from the first one on:"
	b.noneAsWished = "There are no others as you wished. These are all the free times:"
	b.earlierTimes = "These times come before:"
	b.noEarlier = "There are none before these. Here are the first free times:"
	b.timesAgain = "All right, back to the times. These are free:"
	b.optionBack = "Go back to the earlier times"
	b.noOthers = "There are no others after these. Here are the first free times again:"
	b.askTime = "Which one do you choose? You can also write a day or an hour, for example \"Thursday afternoon\"."
	b.none = "There are no free places now. I can tell you if one becomes free."
	b.full = "There are no other free places now. I can tell you if one becomes free."
	b.insteadTimes = "The nearest free times are these:"
	b.noSuchDay = "There is no such day in the calendar."
	b.pastWish = "That time has already passed."
	b.past = "That time has already passed."
	b.tooSoon = "That is too soon: the office needs more notice."
	b.outside = "The office does not receive people at that time."
	b.outsideDay = func(day string) string {
		if day == "" {
			return "The office does not receive people on those days."
		}
		return "The office does not receive people on " + day + "."
	}
	b.nothingThen = "There is no free place at that time."
	b.timeFirst = "First choose a time. These are the first free ones:"
	b.tooFar = func(opens string) string {
		if opens == "" {
			return "That day cannot be booked yet."
		}
		return "That day cannot be booked yet: it opens on " + opens + "."
	}
	b.dayOff = func(kind caterina.DayOffKind, day, reason string) string {
		day = orWord(day, "that day")
		switch kind {
		case caterina.OffStrike:
			return "The office is closed on " + day + " because of a strike" + besides(reason, "sciopero") + "."
		case caterina.OffTraining:
			return "The office is closed on " + day + " because the staff are in training" + besides(reason, "formazione") + "."
		case caterina.OffEmergency:
			return "The office is closed on " + day + " because of an emergency" + besides(reason, "emergenza") + "."
		case caterina.OffMunicipal:
			return b.dayClosed(day, reason)
		case caterina.OffPatron:
			return "The offices are closed on " + day + ", the feast of the patron saint" + brackets(reason) + "."
		case caterina.OffNational:
		}
		return "The offices are closed on " + day + ", a holiday" + brackets(reason) + "."
	}
	b.dayClosed = func(day, reason string) string {
		return "The office is closed on " + orWord(day, "that day") + brackets(reason) + "."
	}
}

func (b *bookingWords) englishPerson() {
	b.held = func(moment, office string) string {
		return "I am keeping **" + moment + "** for you: " + office + ". The place stays yours while we write, for at least 10 minutes."
	}
	b.keptOn = func(moment string) string {
		return "All right, take your time: I am still keeping " + moment + " for you."
	}
	b.takeYourTime = "All right, take your time. We go on from here when you like."
	b.contactAny = "an e-mail address or a telephone number"
	b.contactMail = "your e-mail address"
	b.askPerson = func(contact string) string {
		return "Who is the appointment for? Write me **name and surname** and **" + contact + "**, in one message if you like."
	}
	b.askContact = func(contact string) string { return "Thank you. Now write me **" + contact + "**." }
	b.askName = "Thank you. Now write me **name and surname** of who is coming."
	b.askSurname = "I need the **surname** too: what is it?"
	b.halfMail = "The e-mail address does not look complete: it should be like name@example.org. Can you write it again?"
	b.noMail = "To confirm from here I need an e-mail address, because I send you a code. If you have none, you can book by telephone or with a person."
	b.privacy = func(url string) string {
		text := "I use these details for the appointment only."
		if url == "" {
			return text
		}
		return text + " " + link("Read the privacy notice", url) + "."
	}
	b.forPerson = func(name, contact string) string {
		if contact == "" {
			return "For " + name
		}
		return "For " + name + " (" + contact + ")"
	}
	b.askCode = func(address string) string {
		return "Write the **six digits** that I sent to " + address + ": they hold for this time too."
	}
	b.codeSent = func(address string) string {
		return "I have sent six digits to **" + address + "**. Look into the spam folder too."
	}
	b.typeCode = "Write the **six digits** here to confirm: they are valid for 10 minutes."
	b.sixDigits = "The code has **six digits**: it is in the e-mail that I sent you. Can you write it again?"
	b.codeGone = "This code is not valid any more: it has expired or was tried too often. I can send you a new one: press \"Send the code again\"."
	b.noCodes = func(after string) string {
		return "I cannot send more codes for now. Try again after **" + after + "**, or book by telephone or with a person."
	}
	b.noMoreCodes = "I have sent you all the codes I can. Check that the address is right, or book by telephone or with a person."
	b.wrongCode = func(left int) string {
		if left == 1 {
			return "The code is not right. You can try once more: check the six digits in the last e-mail."
		}
		return "The code is not right. You can try " + strconv.Itoa(left) + " more times: check the six digits in the last e-mail."
	}
	b.taken = "I am sorry, that place has just been taken."
	b.holdEnded = "I have kept the place for two hours, which is the longest I can, and now it is free for everybody again. If nobody has taken it in ten minutes, you can choose it again. What you wrote is still here."
	b.crowded = "In the next days too many places are kept for people who have not confirmed yet, and I cannot keep any more. You can try again in some minutes, or choose a later day:"
	b.overlap = func(moment, letters string) string {
		return "You already have an appointment at that time: " + moment + ", code ending in " + letters + "."
	}
	b.limit = func(moment, letters string) string {
		if moment == "" {
			return "You already have an appointment for this service. Before you take another one, move or cancel it."
		}
		return "You already have an appointment for this service: " + moment + ", code ending in " + letters + ". Before you take another one, move or cancel it."
	}
}

func (b *bookingWords) englishSteps() {
	b.askConfirm = func(moving bool) string {
		if moving {
			return "Do you confirm? Until you do, the appointment stays as it is."
		}
		return "Is everything right? Do you confirm?"
	}
	b.insteadOf = func(moment string) string { return "Instead of " + moment }
	b.oldStays = func(moment string) string { return "Your appointment is still the one on " + moment + "." }
	b.whatToChange = "What do you want to change? You can write me another day, or correct your details."
	b.over = "The booking that you had begun has expired. We can begin again if you like."
	b.ended = "All right, I am not booking anything. Write to me if you change your mind."
	b.notCancelled = "All right, the appointment stays as it is."
	b.notMoved = "All right, I am not moving anything: the appointment stays as it was."
	b.notUnderstood = "I did not understand."
	b.backService = "Back to the appointment: what do you need it for?"
	b.backOffice = "Back to the appointment: which office do you want to go to?"
	b.backTime = "Back to the appointment: which time do you choose? You can also write a day or an hour."
	b.backPerson = func(moment string) string {
		return "Back to the appointment" + onMoment(moment) + ": I need name, surname and a contact."
	}
	b.backCode = func(moment string) string {
		return "Back to the appointment" + onMoment(moment) + ": write the six digits that I sent you by e-mail."
	}
	b.backConfirm = func(moment string) string {
		return "Back to the appointment" + onMoment(moment) + ": do you confirm?"
	}
	b.backCancel = "Back to your appointment: do you want to cancel it?"
	b.backFind = "Back to your appointment: write me its code and the e-mail address or telephone number you gave."
	b.backWait = "Back to the waiting list: I need name, surname and a contact."
	b.notWaiting = "You are not on any waiting list."
	b.leftWait = "Done: you are not on the waiting list any more, and I send you no more messages."
	b.englishWaits()
}

func (b *bookingWords) englishWaits() {
	b.backWaitCode = "Back to the waiting list: write the six digits that I sent you by e-mail."
	b.optionTryAgain = "Try again"
	b.down = "The appointment system does not answer. Try again in a few minutes, or telephone:"
	b.downDoing = "The appointment system did not answer, and I do not know whether it has done what you asked. Try again: if it is done I find it, and nothing is done twice. Or telephone:"
	b.keptElsewhere = "I cannot change this appointment from here: another system keeps it. Telephone the office:"
	b.roomNow = "There is room already: would you like one of these?"
	b.nothingEarlier = "Nothing earlier is possible: these are the first times that there are. Would you like one?"
	b.noWait = "There is no waiting list for these appointments. Here is what is free now; if none suits you, try again in a few days."
	b.anyOffice = "at any office"
	b.waitPerson = func(what string) string { return "I will put you on the waiting list for " + what + "." }
	b.waitList = func(what string) string { return "Waiting list: " + what + "." }
	b.waitLater = func(moment string) string {
		return "I am keeping " + moment + " for you: let us confirm that first. Then write \"tell me if something earlier becomes free\" and I put you on the list for an earlier time."
	}
	b.waiting = func(what, mail string) string {
		where := "here in the chat"
		if mail != "" {
			where += " and at " + mail
		}
		return "Done, you are on the waiting list for " + what + ". If a place becomes free I tell you " + where +
			", between 8:00 and 20:00, at most three times a week. It is no appointment yet: that message says until when you can take the place."
	}
	b.alreadyWaiting = func(what string) string {
		return "You are already on the waiting list for " + what + ": I tell you if a place becomes free. To change your request, leave the list and ask me again."
	}
	b.before = func(from, moment string) string {
		if from == "" {
			return "a time before " + moment
		}
		return "from " + from + ", before " + moment
	}
	b.beforeOn = func(day, clock string) string { return day + ", before " + clock }
	b.hours = func(from, to string) string {
		switch {
		case from == "" && to == "":
			return ""
		case from == "":
			return ", before " + to
		case to == "":
			return ", from " + from
		}
		return ", from " + from + " to " + to
	}
	b.until = func(from, day string) string {
		if from == "" {
			return "from today to " + day
		}
		return "from " + from + " to " + day
	}
}

func (b *bookingWords) englishChanges() {
	b.booked = "Done, the appointment is confirmed."
	b.moved = "Done, I have moved the appointment. The code stays the same."
	b.bring = "What to bring:"
	b.chart = "See the map"
	b.manage = "Move or cancel on your page"
	b.ics = "Add to your calendar"
	b.discreetTitle = "Appointment at the town hall"
	b.discreetOffice = "Town hall"
	b.codeLine = func(code string) string { return "Code: " + code }
	b.yourBooking = "This is your appointment:"
	b.found = "I have found it:"
	b.sentAgain = "I have sent you code and time again by e-mail. Here they are too:"
	b.yourBookings = func(n int) string { return "You have " + strconv.Itoa(n) + " appointments:" }
	b.which = "You have more than one appointment: which one?"
	b.changedSince = "The appointment has changed since that message, so I did nothing. This is how it is now:"
	b.notToCome = "This appointment is not to come any more: it has passed or was cancelled."
	b.alreadyCancelled = func(moment string) string { return "The appointment on " + moment + " is already cancelled." }
	b.cancelled = func(moment string) string {
		return "Done: the appointment on " + moment + " is cancelled and the place is free again. You can book another one if you still need it."
	}
	b.moveTo = func(moment string) string {
		return "Now you have " + moment + ", and it stays so until you confirm. I can move it here:"
	}
	b.askCancel = func(moment, office string) string {
		return "Do you want to cancel the appointment on **" + moment + "** (" + office + ")? The place goes to somebody else. Do you confirm?"
	}
	b.cutoff = "It is too late to change or cancel from here. Call the office:"
	b.moves = "This appointment has already been moved as often as it can be from here. Call the office or talk to a person."
	b.askFind = "Write me the **code** of the appointment (seven letters and numbers) and the **e-mail address or telephone number** you gave."
	b.findCode = "Thank you. Now write me the **code** of the appointment: seven letters and numbers."
	b.findContact = "Thank you. Now write me the **e-mail address or telephone number** you gave for the appointment."
	b.findNone = "I see no appointments in this conversation. If you made one elsewhere, use the link in the confirmation e-mail, or call:"
	b.findUnknown = "I find no appointment here with this code and this contact. Check both and write them again, or call:"
}

// onMoment says which appointment, in English.
func onMoment(moment string) string {
	if moment == "" {
		return ""
	}
	return " on " + moment
}
