package handoff

import "sync"

// words is what a citizen reads of people, in one language. Every sentence says
// who speaks now, and what to do next.
type words struct {
	today, tomorrow      string
	weekdays             [7]string // from Sunday
	months               [12]string
	at                   func(hour string) string
	someMinutes, aMinute string
	minutes, hours       func(n int) string

	optionPerson, optionAssistant, optionCallback string

	// Waiting.
	asked       func(queue string) string
	place       func(n int) string
	wait        func(usual string) string
	meanwhile   string
	transferred func(name, queue string) string
	refusedAll  string
	waitedLong  string
	closingSoon func(hour string) string
	nowClosed   func(next string) string // next is empty when not known
	gaveUp      string

	// A person.
	person    func(name, queue string) string
	takenOver func(former, name, queue string) string
	snoozed   func(name, until string) string
	notThere  func(name string) string
	lost      func(name string) string
	requeued  string
	disabled  string

	// The end, and the assistant.
	handedBack func(name string) string
	cancelled  string
	uncalled   string
	assistant  string
	closed     func(name string) string
	closedBare string
	resumed    string
	thanks     string

	// Refusals.
	refClosed, refHoliday, refNobody, refFull func(*refused) string
	ways                                      func(phone, hours string) string

	// Call-backs.
	promised     func(queue, window string) string
	window       func(day, from, to string) string
	unreachable  string
	formName     string
	formContact  string
	formWhen     string
	formText     string
	formPrivacy  string
	ratingStars  string
	ratingText   string
	ratingAnswer string
}

// refused is what the sentences of a refusal need.
type refused struct {
	queue, holiday, next string // next is empty when not known
	waiting              int
}

// wordsFor returns the words of a language; Italian for any we do not speak.
func wordsFor(lang string) *words {
	if lang == "en" {
		return englishWords()
	}
	return italianWords()
}

//nolint:gochecknoglobals // the words are made once, nobody changes them
var (
	italianWords = sync.OnceValue(italian)
	englishWords = sync.OnceValue(english)
)
