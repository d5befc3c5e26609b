package bot

import (
	"sync"

	"example.org/caterina"
)

// words is everything that Caterina says of her own, in one language. The texts
// of cards are not here: they are the town's.
type words struct {
	lang string

	greeting   func(town string) string
	disclosure func(town string) string
	apology    string
	website    func(url string) string

	// Small talk.
	hello, howAreYou, thanks, bye, who, robot, complaint, insult, joke, yesWhat, noProblem, speak string
	skills, help                                                                                  func(topics string) string

	// Messages that hold no question.
	empty, tooLong, noWords string

	// Options. Each label begins with a verb.
	optionPerson, optionNone string
	optionCard               func(title string) string
	optionField              map[caterina.Field]string

	// A card's fields.
	fieldHead  map[caterina.Field]string // above the field's text
	fieldNone  map[caterina.Field]string // said when the card lacks the field
	askThem    string                    // before the contacts of those who know
	checkFirst string                    // after requirements
	iseeUpTo   func(kind, amount string) string
	inItalian  string

	// The card's age.
	source          func(link string) string
	sourceDate      func(link, date string) string
	checked         func(date string) string
	unchecked       string
	officialPage    string
	expired, notYet func(date string) string
	noFigures       string
	seeCurrent      string
	stale           func(date string) string

	// Application windows.
	opens, openUntil, closed func(date string) string
	openedOn                 func(date string) string

	// Offices.
	address, hours, phone, email, pec, web string
	alwaysOpen, openNow, closedNow         string
	untilHour                              func(hour string) string
	appointmentsNow                        string
	holiday, closure                       func(reason string) string
	nextAt                                 func(day, hour string) string
	nextAppointmentAt                      func(day, hour string) string
	onlyAppointment                        string
	noHours, noDesk                        string
	today, tomorrow                        string
	dayName                                func(day, part string) string
	dayClosed                              func(day string) string
	dayHoliday, dayClosure                 func(day, reason string) string
	dayOpen, dayBooked                     func(day, hours string) string
	fromTo                                 func(from, to string) string
	and, withAppointment                   string
	section                                func(name string) string
	hoursUnknown, noPhone                  string
	officeSource                           func(name, website string) string

	// Decisions.
	clarify, chooseAgain, stillOptions string
	clarifyOne, sorrow, yesOpen        string
	acronym                            func(letters string) string
	list                               string
	decline, declineNone, doesWhat     string
	topics                             func(names string) string
	goneChoice, noMore                 string
	noCase, cannotChoose, chooseFrom   string
	bonusNoCost                        string
	maybe                              func(card string) string // beside another answer
	person                             string

	// People, who answer in place of the bot.
	optionCallback, optionAssistant                         string
	queued                                                  func(queue string, place, minutes int) string // the sentence of a hand-over
	place                                                   func(place, minutes int) string
	deskClosed, deskEmpty                                   string
	deskHoliday                                             func(name string) string
	deskFull                                                func(waiting int) string
	deskBack                                                func(day, hour string) string
	waysHead, wayCallback, wayBooking, wayAssistant, noForm string
	wayPhone, wayWebsite                                    func(line string) string
	backToBot, goOn, failed, declineAgain                   string
	offerPerson, offerCall                                  string // beside another answer
	addedToCall, optionMeanwhile                            string

	otherLanguage func(desk string) string

	media      mediaWords
	topicNames map[string]string // of offices, where they are called otherwise than they are written

	crisis map[string]string // by category: the words before the numbers
	danger string            // the line with 112
	after  string            // after the numbers

	book bookingWords // appointments

	month   func(n int) string
	weekday func(n int) string
}

// wordsFor returns the words of a language; Italian for any we do not speak.
func wordsFor(lang string) *words {
	if lang == langEN {
		return englishWords()
	}
	return italianWords()
}

// The words are made once: nobody changes them.
//
//nolint:gochecknoglobals // made once, never changed
var (
	italianWords = sync.OnceValue(italian)
	englishWords = sync.OnceValue(english)
)
