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
	checking    string
	unchecked   func(queue string) string
	transferred func(name, queue string) string
	refusedAll  string
	waitedLong  string
	closingSoon func(hour string) string
	nowClosed   func(next string) string // next is empty when not known
	gaveUp      string
	call        func(number, hours string) string

	// A person.
	person    func(name, queue string) string
	takenOver func(former, name, queue string) string
	snoozed   func(name, until string) string
	notThere  func(name string) string
	lost      func(name string) string
	found     func(name string) string
	requeued  string

	// The end, and the assistant.
	handedBack func(name string) string
	cancelled  string
	uncalled   string
	assistant  string
	closed     func(name string) string

	// Call-backs.
	promised func(queue, window string) string
	window   func(day, from, to string) string
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
