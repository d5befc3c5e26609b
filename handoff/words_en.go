package handoff

import "strconv"

// english returns the sentences in English.
func english() *words {
	w := &words{
		today: "today", tomorrow: "tomorrow",
		weekdays:    [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months:      [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		at:          func(hour string) string { return "at " + trimHour(hour) },
		someMinutes: "a few minutes", aMinute: "about one minute",
		minutes: func(n int) string { return "about " + strconv.Itoa(n) + " minutes" },
		hours: func(n int) string {
			if n == 1 {
				return "about an hour"
			}
			return "about " + strconv.Itoa(n) + " hours"
		},
		optionPerson: "Talk to a person", optionAssistant: "Go on with the assistant", optionCallback: "Ask to be called back",
	}
	w.englishWaiting()
	w.englishPeople()
	w.englishEnds()
	w.englishCalls()
	return w
}

func (w *words) englishWaiting() {
	w.asked = func(queue string) string { return "All right, I am putting you through to a person: " + queue + "." }
	w.place = func(n int) string {
		if n == 1 {
			return "You are next."
		}
		return "You are number " + strconv.Itoa(n) + " in the queue."
	}
	w.wait = func(usual string) string { return "The wait is " + usual + "." }
	w.meanwhile = "You can write in the meantime: whoever answers will read all of it. If you change your mind, write \"cancel\"."
	w.checking = "A person is checking the answer."
	w.unchecked = func(queue string) string {
		return "Nobody was able to check the answer in time: I am putting you through to a person, " + queue + "."
	}
	w.transferred = func(name, queue string) string {
		return name + " has passed you to " + queue + ". You are waiting for a person and keep your place in the queue."
	}
	w.refusedAll = "The people on duty cannot answer you right now. You are still waiting; if you prefer, leave a contact and we will call you back."
	w.waitedLong = "The wait is longer than usual, we are sorry. You stay in the queue; if you prefer, leave a contact and we will call you back."
	w.closingSoon = func(hour string) string {
		return "The desk closes " + hour + ". If nobody answers you before then, leave a contact and we will call you back."
	}
	w.nowClosed = func(next string) string {
		if next != "" {
			next = "It opens again " + next + "."
		}
		return sentences("The desk is closed now and nobody was able to answer you, we are sorry.", next, "Leave a contact and we will call you back.")
	}
	w.gaveUp = "Nobody was able to answer you, we are sorry: you are no longer in the queue. Leave a contact and we will call you back, or ask for a person again."
	w.call = func(number, hours string) string { return sentence("You can also call "+number, hours) }
}

func (w *words) englishPeople() {
	w.person = func(name, queue string) string { return "You are now talking to " + name + ", " + queue + "." }
	w.takenOver = func(former, name, queue string) string {
		return former + " has passed you to another person. You are now talking to " + name + ", " + queue + "."
	}
	w.snoozed = func(name, until string) string {
		return name + " needs time to answer you and will be back by " + until + ". If you write earlier, they will see it."
	}
	w.notThere = func(name string) string {
		return name + " is not at the computer now. You are waiting again, ahead of the others: the first person who is free will answer."
	}
	w.lost = func(name string) string {
		return "The connection with the operator was cut: " + name + " cannot hear you any more. Please wait here: if they are not back at once, you go back to the queue, ahead of the others."
	}
	w.found = func(name string) string {
		return "The connection is back: you are talking to " + name + " again."
	}
	w.requeued = "The operator has not come back. You are waiting again, ahead of the others: the first person who is free will answer, and will read everything."
}

func (w *words) englishEnds() {
	w.assistant = "You are now talking to Caterina, the automatic assistant: she is a computer program, not a person."
	w.handedBack = func(name string) string { return name + " has passed you back to the assistant. " + w.assistant }
	w.uncalled = "All right, we will not call you back. " + w.assistant
	w.cancelled = "All right, you are no longer waiting. " + w.assistant
	w.closed = func(name string) string {
		return name + " has closed the conversation. Please tell us how it went: it helps us improve. If you write again within 24 hours, you go on from here."
	}
}

func (w *words) englishCalls() {
	w.promised = func(queue, window string) string {
		return "We have taken note: " + queue + " will call you back " + window + ". If we do not reach you, we try twice more. We use your contact for this only. If you no longer need it, go back to the assistant: the request is cancelled."
	}
	w.window = func(day, from, to string) string {
		if from == "" {
			return day + " by " + trimHour(to)
		}
		return day + " between " + trimHour(from) + " and " + trimHour(to)
	}
}
