package caterina

// TownID is the number of a town in the database. Every key of a town's data
// begins with it.
type TownID int64

// Town is a municipality, or a body such as the national set whose cards other
// towns inherit. It is what town.yaml holds; only Slug and Name are required.
type Town struct {
	ID               TownID            `json:"-" yaml:"-"`
	Slug             string            `json:"slug"`
	Name             string            `json:"name"`
	Parent           string            `json:"parent,omitempty"`    // slug of the town whose cards and offices are inherited
	Languages        []string          `json:"languages,omitempty"` // ISO 639-1 codes spoken at the desk; empty means Italian only
	Website          string            `json:"website,omitempty"`
	Desk             string            `json:"desk,omitempty"` // slug of the office that helps with everything; empty means the first office
	PatronDay        *PatronDay        `json:"patron_day,omitempty"`
	Sections         []Section         `json:"sections,omitempty"`
	Queues           []Queue           `json:"queues,omitempty"`
	Texts            Texts             `json:"texts,omitzero"`
	Colours          Colours           `json:"colours,omitzero"`
	EmergencyNumbers []EmergencyNumber `json:"emergency_numbers,omitempty"`
	Origins          []string          `json:"origins,omitempty"` // web origins that may embed the widget, beside our own
}

// PatronDay is the town's patron feast, a local holiday. In YAML it is either
// "12-01" (month and day) or {date: "12-01", name: "Sant'Ansano"}.
type PatronDay struct {
	Date MonthDay `json:"date"`
	Name string   `json:"name,omitempty"`
}

// Section is one part of the town's catalogue. In YAML it is {slug, name}, or
// the name alone.
type Section struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Queue is where a conversation waits for a person. Topics are the values of
// Card.Topic that lead there. Only Slug and Name are required.
type Queue struct {
	Slug       string   `json:"slug"`
	Name       string   `json:"name"`
	Topics     []string `json:"topics,omitempty"`
	Hours      *Hours   `json:"hours,omitempty"`         // when people answer; absent: whenever somebody is on duty
	SpillAfter int      `json:"spill_after,omitempty"`   // seconds after which any free operator is asked; 0 means 120
	AcceptIn   int      `json:"accept_within,omitempty"` // seconds an offer rings; 0 means 60
	MaxWaiting int      `json:"max_waiting,omitempty"`   // people who may wait; 0 means 20
	MaxWait    int      `json:"max_wait,omitempty"`      // minutes before a call-back is offered; 0 means 15; at twice that the wait ends
	Phone      string   `json:"phone,omitempty"`         // to call instead; absent: the desk's

	// How soon people mean to answer, in minutes of the queue's opening time.
	FirstWithin int `json:"first_answer_within,omitempty"` // from the request to a person's first words; 0 means 5
	NextWithin  int `json:"next_answer_within,omitempty"`  // from a message to the answer after that; 0 means 10
	CallWithin  int `json:"call_within,omitempty"`         // from when a promised call is due; 0 means until the end of what was promised
}

// Texts are the town's own words; empty ones have a default.
type Texts struct {
	PrivacyURL    string `json:"privacy_url,omitempty"`
	Accessibility string `json:"accessibility_url,omitempty"`
	Disclosure    string `json:"disclosure,omitempty"` // said before the first message: this is a program
	Greeting      string `json:"greeting,omitempty"`
}

// Colours are CSS colours ("#0066cc") of the town's look.
type Colours struct {
	Primary string `json:"primary,omitempty"`
	Accent  string `json:"accent,omitempty"`
}

// EmergencyNumber is a telephone number to hand out at once in a crisis.
type EmergencyNumber struct {
	Number     string   `json:"number"`
	For        string   `json:"for"` // what it helps with, in plain Italian
	ForEN      string   `json:"for_en,omitempty"`
	Hours      string   `json:"hours,omitempty"`
	Crises     []string `json:"crises,omitempty"` // violence, suicide, child, shelter, hunger, medical; empty means all
	VerifiedOn *Date    `json:"verified_on,omitempty"`
}
