package bot

import (
	"strconv"
	"time"

	"example.org/caterina"
)

// bookingWords is what Caterina says about appointments, in one language.
type bookingWords struct {
	// Options. Each label begins with a verb.
	optionBook, optionAny, optionTimes, optionKeep, optionEnd, optionConfirm, optionMoveYes, optionResend, optionData string
	optionMove, optionCancel, optionCancelYes, optionKeepIt, optionRebook, optionAgain, optionFind, optionJoin        string
	optionLeave, optionEarlier                                                                                        string
	optionService, optionOffice, optionSlot                                                                           func(name string) string
	optionWhich                                                                                                       func(what, day string) string

	// What for, where and when.
	askService, goneService, notBookable            string
	askOffice, noneFor                              func(service string) string
	firstTimes, wishedTimes                         func(office string) string
	otherTimes, noOthers, askTime, insteadTimes     string
	full, none                                      string
	allTimes, noneAsWished, earlierTimes, noEarlier string
	noData                                          string
	noService, noOffice                             string
	timesAgain, optionBack                          string
	noSuchDay, pastWish, past, tooSoon, outside     string
	nothingThen, timeFirst                          string
	tooFar                                          func(opens string) string
	outsideDay                                      func(day string) string
	dayOff                                          func(kind caterina.DayOffKind, day, reason string) string
	dayClosed                                       func(day, reason string) string

	// The place that is kept.
	held                                     func(moment, office string) string
	keptOn                                   func(moment string) string
	takeYourTime, taken, holdEnded, crowded  string
	overlap                                  func(moment, letters string) string
	limit                                    func(moment, letters string) string
	askPerson, askContact                    func(contact string) string
	askName, askSurname, halfMail, noMail    string
	contactAny, contactMail                  string
	privacy                                  func(url string) string
	forPerson                                func(name, contact string) string
	askCode, codeSent                        func(address string) string
	typeCode, sixDigits, codeGone            string
	noMoreCodes, whatToChange, over          string
	noCodes                                  func(after string) string
	wrongCode                                func(left int) string
	askConfirm                               func(moving bool) string
	insteadOf, oldStays                      func(moment string) string
	ended, notCancelled, notMoved            string
	notUnderstood                            string
	backService, backOffice, backTime        string
	backCancel, backFind, backWait           string
	backPerson, backCode, backConfirm        func(moment string) string
	waiting, before, beforeOn, until, hours  func(first, second string) string
	alreadyWaiting, waitPerson, waitList     func(what string) string
	waitLater                                func(moment string) string
	notWaiting, leftWait, roomNow, noWait    string
	nothingEarlier, anyOffice, backWaitCode  string
	down, downDoing, keptElsewhere           string
	optionTryAgain                           string
	booked, moved, bring, chart, manage, ics string
	discreetTitle, discreetOffice            string
	codeLine                                 func(code string) string
	yourBooking, found, sentAgain            string
	yourBookings                             func(n int) string
	which, changedSince, notToCome           string
	alreadyCancelled, cancelled, moveTo      func(moment string) string
	askCancel                                func(moment, office string) string
	cutoff, moves                            string
	askFind, findCode, findContact, findNone string
	findUnknown                              string

	ask  askWords // answers to questions in the middle
	near nearWords

	known knownWords // said to whom the channel knows

	summer, winter string // what the two hours of the night are called in which clocks go back
	at             string // before an hour: ", ore "
}

// moment says a time with everything that is needed to come: "martedì 24 novembre
// 2026, ore 9:30".
func (w *words) moment(at time.Time) string {
	at = at.In(caterina.Rome())
	return w.dayDate(caterina.DateOf(at)) + w.book.at + clockText(at) + w.twice(at)
}

// dayHour is moment without the year: for one of several times near today.
func (w *words) dayHour(at time.Time) string {
	at = at.In(caterina.Rome())
	d := caterina.DateOf(at)
	return w.weekday(int(d.Weekday())) + " " + strconv.Itoa(d.Day) + " " + w.month(int(d.Month)) + w.book.at + clockText(at) + w.twice(at)
}

// dayDate says a day with its weekday and year.
func (w *words) dayDate(d caterina.Date) string {
	return w.weekday(int(d.Weekday())) + " " + w.date(d)
}

// clockText writes the time of day as "9:30".
func clockText(at time.Time) string { return at.Format("15:04")[btoi(at.Hour() < 10):] }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// twice tells the two hours apart that bear one name in the night in which clocks
// go back.
func (w *words) twice(at time.Time) string {
	const wall = "2006-01-02 15:04"
	switch at.Format(wall) {
	case at.Add(time.Hour).Format(wall):
		return " (" + w.book.summer + ")"
	case at.Add(-time.Hour).Format(wall):
		return " (" + w.book.winter + ")"
	}
	return ""
}

// coordinate writes degrees as addresses of maps do.
func coordinate(degrees float64) string { return strconv.FormatFloat(degrees, 'f', 5, 64) }
