package appointments

import (
	"strings"

	"example.org/caterina"
)

// words are the pages' own sentences in one language.
type words struct {
	Title, MoveTitle, MoveAsk, CancelTitle, WaitTitle, OfferTitle string
	When, Until, Where, What, Code, CodeHint, Bring, Map          string
	Move, Cancel, File, Chat, Back, Home, Call                    string
	Now, Then, MoveHint, MoveYes, OtherTime, More, FirstDays      string
	NoTimes, CancelAsk, CancelHint, CancelYes, Keep, FreeAt       string
	Take, TakeUntil, TakeHint, Leave, LeaveHint                   string
	Skip, Site, Privacy, Accessibility, OtherLanguage             string
	Unknown, UnknownHint, TooMany, Later, Problem                 string
	hour, summer, winter, over                                    string
	states                                                        map[caterina.BookingStatus]string
	dones                                                         map[string]string
	waits                                                         map[caterina.WaitlistState]string
	offered, raced                                                string
	causes                                                        map[caterina.DayOffKind]string // of days off, after "closed"
	refusals                                                      map[caterina.BookingProblem]string
	other, callUs, writeUs, cancelledAlready                      string
	weekdays                                                      [7]string
	months                                                        [12]string
}

func wordsIn(lang string) words {
	if lang == "en" {
		return english()
	}
	return italian()
}

// state says how an appointment stands.
func (w words) state(s caterina.BookingStatus, over bool) string {
	if over {
		return w.over
	}
	return w.states[s]
}

// waiting says how a wish of the waiting list stands.
func (w words) waiting(s caterina.WaitlistState, offered, kept bool) string {
	if s == caterina.WaitlistOffered && !offered {
		s = caterina.WaitlistWaiting // the offer has run out: the next one will come
	}
	switch {
	case offered && kept:
		return w.offered
	case offered:
		return w.raced
	}
	return w.waits[s]
}

// done says what has just been done, as long as it still is so: the word is a part
// of the address, and anybody can write one.
func (w words) done(what string, s caterina.BookingStatus) string {
	if (what == doneCancelled) != (s == caterina.CancelledCitizen) {
		return ""
	}
	return w.dones[what]
}

// fixed says why the citizen cannot do it alone, and what to do instead; "" when
// they can.
func (w words) fixed(why caterina.BookingProblem, phone string) string {
	if why == "" {
		return ""
	}
	return w.refusal(&caterina.BookingRefused{Why: why}, phone)
}

// refusal says why something was not done, and the way on.
func (w words) refusal(r *caterina.BookingRefused, phone string) string {
	if r.Why == caterina.ProblemStale && r.Other != nil && !r.Other.Status.Live() {
		return w.cancelledAlready
	}
	text, known := w.refusals[r.Why]
	if !known {
		text = w.other
	}
	text = strings.ReplaceAll(text, "%cause", w.causes[r.Off])
	if r.Reason == "" {
		text = strings.ReplaceAll(text, " (%reason)", "")
	}
	text = strings.ReplaceAll(text, "%reason", r.Reason)
	if parts := strings.Split(text, "|"); len(parts) == 3 && r.Opens.IsZero() {
		text = parts[0] + parts[2]
	} else {
		text = strings.ReplaceAll(strings.Join(parts, ""), "%opens", w.moment(r.Opens))
	}
	contact := w.writeUs
	if phone != "" {
		contact = strings.ReplaceAll(w.callUs, "%phone", phone)
	}
	return strings.ReplaceAll(text, "%contact", contact)
}
