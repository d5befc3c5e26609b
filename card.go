package caterina

// Kind says what a card is about.
type Kind string

// The kinds of card.
const (
	KindService Kind = "service"
	KindBonus   Kind = "bonus"
	KindOffice  Kind = "office"
	KindNotice  Kind = "notice"
	KindGuide   Kind = "guide"
)

// Kinds lists every kind of card, in the order people are shown them.
func Kinds() []Kind { return []Kind{KindService, KindBonus, KindOffice, KindNotice, KindGuide} }

// Field names one part of a card that a citizen can ask for. Its value is the
// card's own key.
type Field string

// The fields a question can ask for.
const (
	FieldSummary     Field = "summary"
	FieldDescription Field = "description"
	FieldRecipients  Field = "recipients"
	FieldAmount      Field = "amount"
	FieldInformation Field = "how_to_get_information"
	FieldAccess      Field = "how_to_access"
	FieldDocuments   Field = "documents"
	FieldResult      Field = "result"
	FieldCost        Field = "cost"
	FieldDeadlines   Field = "deadlines"
	FieldSpecial     Field = "special_cases"
	FieldMore        Field = "more"
	FieldOffices     Field = "offices"  // where, and the opening hours
	FieldContacts    Field = "contacts" // telephone, e-mail, PEC
	FieldForms       Field = "forms"
)

// Card is one service card: what a town publishes about one service, bonus,
// office, notice or guide. Texts are Markdown (paragraphs, lists, bold,
// italics, links). Only Slug, Kind, Title and Summary are required.
type Card struct {
	Slug           string                 `json:"slug"`
	Kind           Kind                   `json:"kind"`
	Title          string                 `json:"title"`
	Section        string                 `json:"section,omitempty"`
	Summary        string                 `json:"summary"`
	Description    string                 `json:"description,omitempty"`
	Recipients     string                 `json:"recipients,omitempty"`
	Amount         string                 `json:"amount,omitempty"`
	Information    string                 `json:"how_to_get_information,omitempty"`
	Access         string                 `json:"how_to_access,omitempty"`
	Documents      []string               `json:"documents,omitempty"`
	Result         string                 `json:"result,omitempty"`
	Cost           string                 `json:"cost,omitempty"` // empty: no cost is known, which is not "free"
	Deadlines      string                 `json:"deadlines,omitempty"`
	Window         *Window                `json:"window,omitempty"`
	ISEE           *ISEE                  `json:"isee,omitempty"`
	SpecialCases   string                 `json:"special_cases,omitempty"`
	More           string                 `json:"more,omitempty"`
	Offices        []string               `json:"offices,omitempty"` // slugs
	Contacts       *Contacts              `json:"contacts,omitempty"`
	Links          []Link                 `json:"links,omitempty"`
	Forms          []Link                 `json:"forms,omitempty"`
	Questions      []string               `json:"questions,omitempty"` // how citizens ask for it
	Keywords       []string               `json:"keywords,omitempty"`
	Topic          string                 `json:"topic,omitempty"`    // which queue a hand-over goes to
	Bookable       string                 `json:"bookable,omitempty"` // slug of a bookable service
	LegalReference string                 `json:"legal_reference,omitempty"`
	SourceURL      string                 `json:"source_url,omitempty"`
	Valid          *Validity              `json:"valid,omitempty"`
	VerifiedOn     *Date                  `json:"verified_on,omitempty"`
	ReviewBy       *Date                  `json:"review_by,omitempty"`
	Owner          string                 `json:"owner,omitempty"`
	Translations   map[string]Translation `json:"translations,omitempty"` // by ISO 639-1 code
}

// Window is when applications are accepted, both days included. A missing end
// means open-ended.
type Window struct {
	Opens  *Date `json:"opens,omitempty"`
	Closes *Date `json:"closes,omitempty"`
}

// Validity is when the card's content holds, both days included.
type Validity struct {
	From *Date `json:"from,omitempty"`
	To   *Date `json:"to,omitempty"`
}

// ISEE is the threshold of the household's means indicator that a card asks
// for. Max is in euro.
type ISEE struct {
	Kind string  `json:"kind,omitempty"` // ordinario, corrente, minorenni, sociosanitario, universitario, famiglia
	Max  float64 `json:"max,omitempty"`
}

// Contacts are the ways to reach whoever answers for a card.
type Contacts struct {
	Phones []string `json:"phones,omitempty"`
	Emails []string `json:"emails,omitempty"`
	PEC    []string `json:"pec,omitempty"`
	URL    string   `json:"url,omitempty"`
}

// Link is a labelled address.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Translation holds the parts of a card in another language; empty parts fall
// back to the Italian ones.
type Translation struct {
	Title       string   `json:"title,omitempty"`
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"`
	Recipients  string   `json:"recipients,omitempty"`
	Amount      string   `json:"amount,omitempty"`
	Access      string   `json:"how_to_access,omitempty"`
	Documents   []string `json:"documents,omitempty"`
	Cost        string   `json:"cost,omitempty"`
	Deadlines   string   `json:"deadlines,omitempty"`
	Questions   []string `json:"questions,omitempty"`
}

// Expired says whether the card's validity has ended before day.
func (c *Card) Expired(day Date) bool {
	return c.Valid != nil && c.Valid.To != nil && c.Valid.To.Before(day)
}

// NotYetValid says whether the card's validity begins after day.
func (c *Card) NotYetValid(day Date) bool {
	return c.Valid != nil && c.Valid.From != nil && day.Before(*c.Valid.From)
}

// WindowState says whether applications are accepted on a day.
type WindowState string

// The states of an application window.
const (
	WindowNone   WindowState = ""       // the card states no window
	WindowFuture WindowState = "future" // not open yet
	WindowOpen   WindowState = "open"
	WindowClosed WindowState = "closed"
)

// WindowOn returns the state of the card's application window on a day.
func (c *Card) WindowOn(day Date) WindowState {
	switch {
	case c.Window == nil || (c.Window.Opens == nil && c.Window.Closes == nil):
		return WindowNone
	case c.Window.Opens != nil && day.Before(*c.Window.Opens):
		return WindowFuture
	case c.Window.Closes != nil && c.Window.Closes.Before(day):
		return WindowClosed
	default:
		return WindowOpen
	}
}

// Office is a desk that citizens can go to, call or write to.
type Office struct {
	Slug          string    `json:"slug"`
	Name          string    `json:"name"`
	Address       string    `json:"address,omitempty"`
	Lat           float64   `json:"lat,omitempty"` // degrees, WGS 84; 0 with Lon 0 means unknown
	Lon           float64   `json:"lon,omitempty"`
	Phones        []string  `json:"phones,omitempty"`
	Emails        []string  `json:"emails,omitempty"`
	Hours         Hours     `json:"hours,omitzero"`
	ByAppointment bool      `json:"by_appointment,omitempty"` // people are received by appointment only
	Closures      []Closure `json:"closures,omitempty"`
	Topics        []string  `json:"topics,omitempty"`
	Town          string    `json:"-" yaml:"-"` // slug of the town that owns it, set when loaded
}

// Closure is a day, or several, on which an office is closed out of the usual.
// From and To restrict it to part of each day.
type Closure struct {
	Date   Date   `json:"date"`
	Until  *Date  `json:"until,omitempty"` // last day, included; nil means Date alone
	From   *Clock `json:"from,omitempty"`
	To     *Clock `json:"to,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// Service is something that can be booked at a desk. Durations are whole minutes.
type Service struct {
	Slug         string   `json:"slug"`
	Name         string   `json:"name"`
	NameEN       string   `json:"name_en,omitempty"` // what it is called in English; "" means only by its Italian name
	Offices      []string `json:"offices,omitempty"` // slugs; empty means every office
	Duration     int      `json:"duration,omitempty"`
	BufferBefore int      `json:"buffer_before,omitempty"`
	BufferAfter  int      `json:"buffer_after,omitempty"`
	LeadMinutes  int      `json:"lead_minutes,omitempty"`  // soonest a place can be taken, from now
	LeadDays     int      `json:"lead_days,omitempty"`     // the same in working days
	HorizonDays  int      `json:"horizon_days,omitempty"`  // furthest day that can be booked
	Capacity     int      `json:"capacity,omitempty"`      // people served at the same time
	Step         int      `json:"step,omitempty"`          // minutes between two beginnings: 5, 10, 15, 20, 30 or 60; 0 means 15
	ReleaseAt    *Clock   `json:"release_at,omitempty"`    // when the furthest day opens; nil means 08:00
	CancelBefore int      `json:"cancel_before,omitempty"` // minutes before the appointment until which a citizen may cancel or move it
	MaxActive    int      `json:"max_active,omitempty"`    // appointments a person may have at the same time; 0 means 1
	MaxMoves     int      `json:"max_moves,omitempty"`     // how often a citizen may move one; 0 means 3
	OnHolidays   bool     `json:"on_holidays,omitempty"`   // holidays do not close it
	Discreet     bool     `json:"discreet,omitempty"`      // never named in a notice
}

// Called is the service's name for readers of a language: in English with the name
// that stands on the office's door beside it.
func (s *Service) Called(lang string) string {
	if lang != "en" || s.NameEN == "" || s.NameEN == s.Name {
		return s.Name
	}
	return s.NameEN + " (" + s.Name + ")"
}
